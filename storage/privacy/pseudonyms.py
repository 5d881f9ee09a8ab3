"""One person in one conversation: their words go, and a pseudonym stands wherever they were named."""

from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from flows.model import NOT_MINE, UNSURE, Guide, Kind
from storage.privacy.follow_up_pseudonyms import FollowUpOfOnePerson
from storage.records import Record
from storage.tables.channel_models import AcceptedReaderRow
from storage.tables.models import (
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
    ReminderRow,
    SubmissionRow,
)
from storage.tables.pseudonym_text import Erased, Renaming, is_erased
from storage.tables.writing import change
from storage.unit_of_work import UnitOfWork


class OnePerson:
    """One person in one conversation."""

    def __init__(self, uow: UnitOfWork, conversation: str, person: str, pseudonym: str, erased: Erased) -> None:
        self.uow, self.session, self.guides, self.conversations = uow, uow.session, uow.guides, uow.conversations
        self.conversation, self.who, self.pseudonym, self.erased = conversation, person, pseudonym, erased
        self.team = ""
        self.renaming = Renaming(person, pseudonym, erased)

    def erase(self) -> None:
        """Erase them here; ``erased`` counts it."""
        this = select(ConversationRow).where(ConversationRow.id == self.conversation)
        row = self.session.scalars(this.with_for_update()).one()
        self.team = row.team
        guide = self.guides.get(row.guide_hash)
        self._answers(guide)
        self._decisions()
        self._ledger()
        self._remarks()
        self._assessments(guide)
        for part in (ParticipantRow, SubmissionRow, ProbeRow):
            theirs = (part.conversation_id == self.conversation, part.person == self.who)
            change(self.session, update(part).where(*theirs).values(person=self.pseudonym))
        accepted = (AcceptedReaderRow.conversation_id == self.conversation, AcceptedReaderRow.reader == self.who)
        change(self.session, delete(AcceptedReaderRow).where(*accepted))
        reminded = (ReminderRow.conversation_id == self.conversation, ReminderRow.person == self.who)
        change(self.session, delete(ReminderRow).where(*reminded))
        for post in self._rows(PostRow):
            post.slot = self.renaming.text(post.slot)
        self.session.flush()
        record = self._conversation(row)
        FollowUpOfOnePerson(self.uow, row, guide, self.renaming).erase()
        if record is not None:
            self.conversations.involved.rebuild(record)
        self.erased.messages += self._messages()
        self.erased.words += sorted(self.renaming.words)
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
                    self.renaming.words.add(answer.value)
                    answer.value = None
                    self.erased.answers += 1
            elif isinstance(answer.value, str):
                answer.value = self.renaming.text(answer.value)

    def _decisions(self) -> None:
        for decision in self._rows(DecisionRow):
            if decision.by == self.who:
                decision.by = self.pseudonym
                self.erased.reasons += bool(decision.reason)
                self.renaming.words.update((decision.reason, decision.minority))
                decision.reason = decision.minority = ""
            else:
                decision.reason = self.renaming.text(decision.reason)
                decision.minority = self.renaming.text(decision.minority)

    def _ledger(self) -> None:
        for entry in self._rows(LedgerRow):
            if entry.by == self.who:
                entry.by = self.pseudonym
                self.renaming.words.update((entry.reason, entry.condition))
                entry.reason = entry.condition = ""
            else:
                entry.reason, entry.condition = self.renaming.text(entry.reason), self.renaming.text(entry.condition)

    def _remarks(self) -> None:
        theirs = set()
        for remark in self._rows(RemarkRow):
            if remark.author == self.who:
                theirs.add(remark.message_ts)
                self.renaming.words.add(remark.text)
                remark.author, remark.text = self.pseudonym, ""
                self.erased.remarks += 1
            else:
                remark.text = self.renaming.text(remark.text)
        for version in self._rows(RemarkVersionRow):
            if version.message_ts in theirs:
                self.renaming.words.add(version.text)
                self.session.delete(version)
            else:
                version.text = self.renaming.text(version.text)

    def _assessments(self, guide: Guide) -> None:
        for assessment in self._rows(AssessmentRow):
            flags = []
            for flag in assessment.content.get("flags", ()):
                kept = [entry for entry in flag["evidence"] if not self._is_theirs(guide, entry)]
                flags.append(flag | {"evidence": kept})
            assessment.content = self.renaming.content(assessment.content | {"flags": flags})

    def _is_theirs(self, guide: Guide, entry: dict[str, Any]) -> bool:
        """Whether this quotes what they wrote."""
        in_words = guide.kinds.get(entry["question"], Kind.choice) is Kind.text
        return bool(entry["participant"] == self.who and in_words and entry["answer"] is not None)

    def _conversation(self, row: ConversationRow) -> Record | None:
        """Their place as the opener goes to a colleague while it is open: else nobody could reveal early."""
        if row.opener == self.who:
            ours = (ParticipantRow.side == "ours", ParticipantRow.person != self.pseudonym)
            people = sorted(self._rows(ParticipantRow, *ours), key=lambda one: one.position)
            next_one = next((one.person for one in people if not is_erased(one.person)), None)
            self.erased.handed_on += bool(next_one and not row.ended)
            row.opener = next_one if next_one and not row.ended else self.pseudonym
        row.setup = self.renaming.content(row.setup)
        row.revision += 1
        self.session.flush()
        if (record := self.conversations.get(row.team, row.id)) is not None:
            self.conversations.search.rebuild(record)
            self.conversations.portfolios.rebuild(record)
        return record

    def _messages(self) -> int:
        """What waits to be sent, or was given up, and quotes or names them: also what somebody found of this conversation."""
        of_none = (OutboxRow.conversation_id.is_(None), OutboxRow.team == self.team)
        found = select(OutboxRow).where(OutboxRow.state != SENT, *of_none)
        waiting = [*self._rows(OutboxRow, OutboxRow.state != SENT), *self.session.scalars(found)]
        count = 0
        for message in waiting:
            if self.renaming.quoted_in([message.body, message.document]):
                self.session.delete(message)
                count += 1
        self.session.flush()
        named = OutboxRow.slot.contains(self.who, autoescape=True) | OutboxRow.dedupe_key.contains(
            self.who, autoescape=True
        )
        for message in self._rows(OutboxRow, named):
            message.slot = message.slot and self.renaming.text(message.slot)
            message.dedupe_key = self.renaming.text(message.dedupe_key)
        return count
