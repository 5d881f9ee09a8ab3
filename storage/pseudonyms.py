"""One person in one conversation: their words go, and a pseudonym stands wherever they were named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, update

from flows.model import NOT_MINE, UNSURE, Guide, Kind
from storage.models import (
    SENT,
    AnswerRow,
    AssessmentRow,
    ConversationRow,
    DecisionRow,
    LedgerRow,
    OutboxRow,
    ParticipantRow,
    PostRow,
    ProbeRow,
    RemarkRow,
    RemarkVersionRow,
    SubmissionRow,
)
from storage.unit_of_work import UnitOfWork
from storage.writing import change


@dataclass
class Erased:
    """How much was erased: rows by what they are. ``handed_on``: open conversations whose opener is somebody else now."""

    conversations: int = 0
    answers: int = 0
    remarks: int = 0
    reasons: int = 0
    messages: int = 0
    handed_on: int = 0


class OnePerson:
    """One person in one conversation."""

    def __init__(self, uow: UnitOfWork, conversation: str, person: str, pseudonym: str, erased: Erased) -> None:
        self.session, self.guides, self.conversations = uow.session, uow.guides, uow.conversations
        self.conversation, self.who, self.pseudonym, self.erased = conversation, person, pseudonym, erased
        self.named = re.compile(rf"(?<!\w){re.escape(person)}(?!\w)")
        self.words: set[str] = set()

    def erase(self) -> None:
        """Erase them here; ``erased`` counts it."""
        this = select(ConversationRow).where(ConversationRow.id == self.conversation)
        row = self.session.scalars(this.with_for_update()).one()
        guide = self.guides.get(row.guide_hash)
        self._answers(guide)
        self._decisions()
        self._ledger()
        self._remarks()
        self._assessments(guide)
        for part in (ParticipantRow, SubmissionRow, ProbeRow):
            theirs = (part.conversation_id == self.conversation, part.person == self.who)
            change(self.session, update(part).where(*theirs).values(person=self.pseudonym))
        slot = (PostRow.conversation_id == self.conversation, PostRow.slot == f"partner:{self.who}")
        change(self.session, update(PostRow).where(*slot).values(slot=f"partner:{self.pseudonym}"))
        self.session.flush()
        self._conversation(row)
        self.erased.messages += self._messages()
        self.erased.conversations += 1

    def _rows(self, row: Any, *more: ColumnElement[bool]) -> list[Any]:
        found = select(row).where(row.conversation_id == self.conversation, *more)
        return list(self.session.scalars(found.execution_options(populate_existing=True)))

    def _answers(self, guide: Guide) -> None:
        for answer in self._rows(AnswerRow):
            if answer.person == self.who:
                answer.person = self.pseudonym
                said = isinstance(answer.value, str) and answer.value not in (UNSURE, NOT_MINE)
                if said and guide.kinds.get(answer.question, Kind.text) is Kind.text:
                    self.words.add(answer.value)
                    answer.value = None
                    self.erased.answers += 1
            elif isinstance(answer.value, str):
                answer.value = self._unnamed(answer.value)

    def _decisions(self) -> None:
        for decision in self._rows(DecisionRow):
            if decision.by == self.who:
                decision.by = self.pseudonym
                self.erased.reasons += bool(decision.reason)
                self.words.add(decision.reason)
                decision.reason = ""
            else:
                decision.reason = self._unnamed(decision.reason)

    def _ledger(self) -> None:
        for entry in self._rows(LedgerRow):
            if entry.by == self.who:
                entry.by = self.pseudonym
                self.words.update((entry.reason, entry.condition))
                entry.reason = entry.condition = ""
            else:
                entry.reason, entry.condition = self._unnamed(entry.reason), self._unnamed(entry.condition)

    def _remarks(self) -> None:
        theirs = set()
        for remark in self._rows(RemarkRow):
            if remark.author == self.who:
                theirs.add(remark.message_ts)
                self.words.add(remark.text)
                remark.author, remark.text = self.pseudonym, ""
                self.erased.remarks += 1
            else:
                remark.text = self._unnamed(remark.text)
        for version in self._rows(RemarkVersionRow):
            if version.message_ts in theirs:
                self.session.delete(version)
            else:
                version.text = self._unnamed(version.text)

    def _assessments(self, guide: Guide) -> None:
        for assessment in self._rows(AssessmentRow):
            flags = []
            for flag in assessment.content.get("flags", ()):
                kept = [entry for entry in flag["evidence"] if not self._is_theirs(guide, entry)]
                flags.append(flag | {"evidence": kept})
            assessment.content = self._everywhere(assessment.content | {"flags": flags})

    def _is_theirs(self, guide: Guide, entry: dict[str, Any]) -> bool:
        """Whether this quotes what they wrote."""
        in_words = guide.kinds.get(entry["question"], Kind.choice) is Kind.text
        return bool(entry["participant"] == self.who and in_words and entry["answer"] is not None)

    def _conversation(self, row: ConversationRow) -> None:
        """Their place as the opener goes to a colleague while it is open: else nobody could reveal early."""
        if row.opener == self.who:
            ours = (ParticipantRow.side == "ours", ParticipantRow.person != self.pseudonym)
            people = sorted(self._rows(ParticipantRow, *ours), key=lambda one: one.position)
            next_one = next((one.person for one in people if not one.person.startswith("erased-")), None)
            self.erased.handed_on += bool(next_one and not row.ended)
            row.opener = next_one if next_one and not row.ended else self.pseudonym
        row.setup = self._everywhere(row.setup)
        row.revision += 1
        self.session.flush()
        if (record := self.conversations.get(row.team, row.id)) is not None:
            self.conversations.search.rebuild(record)
            self.conversations.portfolios.rebuild(record)

    def _messages(self) -> int:
        """What waits to be sent, or was given up, and quotes or names them."""
        waiting = self._rows(OutboxRow, OutboxRow.state != SENT)
        count = 0
        for message in waiting:
            texts = list(_strings(message.body))
            long_words = [one for one in self.words if len(one) > 3]
            if any(self.named.search(text) or any(word in text for word in long_words) for text in texts):
                self.session.delete(message)
                count += 1
        sent = (OutboxRow.conversation_id == self.conversation, OutboxRow.slot == f"partner:{self.who}")
        change(self.session, update(OutboxRow).where(*sent).values(slot=f"partner:{self.pseudonym}"))
        return count

    def _unnamed(self, text: str) -> str:
        return self.named.sub(self.pseudonym, text)

    def _everywhere(self, content: Any) -> Any:
        if isinstance(content, str):
            return self._unnamed(content)
        if isinstance(content, list):
            return [self._everywhere(one) for one in content]
        if isinstance(content, dict):
            return {key: self._everywhere(value) for key, value in content.items()}
        return content


def _strings(content: Any) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for one in content.values() if isinstance(content, dict) else content:
            yield from _strings(one)
