"""One person in the follow-up of one conversation: what was promised and how it went stays, under the pseudonym."""

from typing import Any

from sqlalchemy import select, update

from flows import commitments
from flows.check_ins.checkin import Reply
from flows.check_ins.statechart import ENDED
from flows.model import NOT_MINE, UNSURE, Guide, Kind
from storage.privacy.belonging import belongs
from storage.tables.follow_up_models import (
    ACTIVE,
    PAUSED,
    STOPPED,
    CheckInAnswerRow,
    CheckInReplyRow,
    CheckInRow,
    CheckInSubmissionRow,
    CheckInToldRow,
    CommitmentChangeRow,
    CommitmentRow,
    ScheduleRow,
)
from storage.tables.models import ConversationRow
from storage.tables.pseudonym_text import PassedOn, Renaming, is_erased
from storage.tables.writing import change
from storage.unit_of_work import UnitOfWork


class FollowUpOfOnePerson:
    """The rows of one follow-up. Whoever changes them holds the lock of its conversation; its opener is somebody else already."""

    def __init__(self, uow: UnitOfWork, conversation: ConversationRow, guide: Guide, renaming: Renaming) -> None:
        self.uow, self.session = uow, uow.session
        self.conversation, self.guide, self.renaming = conversation, guide, renaming

    def erase(self) -> None:
        """Erase them here."""
        self._commitments()
        self._schedules()
        self._check_ins()
        self.session.flush()
        self._pass_on()

    def _rows(self, row: Any) -> list[Any]:
        found = select(row).where(belongs(row, self.conversation.id)).order_by(*row.__table__.primary_key.columns)
        return list(self.session.scalars(found.execution_options(populate_existing=True)))

    def _commitments(self) -> None:
        changes = self._rows(CommitmentChangeRow)
        made_by = {one.commitment_id: one.by for one in changes if one.position == 0}
        for row in self._rows(CommitmentRow):
            theirs = made_by.get(row.id) == self.renaming.person
            self._promise(row, theirs=theirs)
            row.owner = self.renaming.of(row.owner)
        for one in changes:
            self._reason(one.by, one.reason)
            one.reason = self.renaming.written_by(one.by, one.reason)
            one.by, one.owner = self.renaming.of(one.by), self.renaming.of(one.owner)

    def _promise(self, row: Any, *, theirs: bool) -> None:
        """In place of their words come those of the guardrail that they promised; a guardrail as it stands was never theirs."""
        guardrails = {
            language: self.guide.text(language, f"flag.{row.flag}.guardrail")
            for language in self.guide.languages
            if row.flag in self.guide.flag
        }
        in_words = row.text not in guardrails.values()
        if theirs and (row.tripwire or in_words):
            self.renaming.erased.promises += 1
            self.renaming.words.update({row.tripwire, row.text} if in_words else {row.tripwire})
            row.text = guardrails.get(self.conversation.language, "") if in_words else row.text
            row.tripwire = ""
        row.text, row.tripwire = self.renaming.text(row.text), self.renaming.text(row.tripwire)

    def _reason(self, author: str, reason: str) -> None:
        self.renaming.erased.reasons += bool(reason) and author == self.renaming.person

    def _schedules(self) -> None:
        """Where nobody of ours is left, nobody is asked any more."""
        for row in self._rows(ScheduleRow):
            row.made_by = self.renaming.of(row.made_by)
            if is_erased(self.conversation.opener) and row.state in (ACTIVE, PAUSED):
                row.state, row.next_key, row.next_at = STOPPED, None, None

    def _check_ins(self) -> None:
        answered = {(one.check_in_id, one.person) for one in self._rows(CheckInSubmissionRow)}
        for row in self._rows(CheckInRow):
            running = row.stage not in ENDED
            if row.opener == self.renaming.person:
                row.opener = self.conversation.opener if running else self.renaming.pseudonym
            if running and (row.id, self.renaming.person) not in answered:
                row.plan = _without(row.plan, self.renaming.person)  # nobody waits for them, nobody nudges them
            row.plan = self.renaming.content(_without_name(row.plan, self.renaming.person))
            row.timetable = _without_zone(row.timetable, self.renaming.person)
            if row.outcome_by is not None:
                self._reason(row.outcome_by, row.outcome_reason)
                row.outcome_reason = self.renaming.written_by(row.outcome_by, row.outcome_reason)
                row.outcome_by = self.renaming.of(row.outcome_by)
            self._replies(row.id)
        for answer in self._rows(CheckInAnswerRow):
            self._answer(answer)
        for one in self._rows(CheckInToldRow):
            if one.person == self.renaming.person:
                self.session.delete(one)
        theirs = (
            belongs(CheckInSubmissionRow, self.conversation.id),
            CheckInSubmissionRow.person == self.renaming.person,
        )
        change(self.session, update(CheckInSubmissionRow).where(*theirs).values(person=self.renaming.pseudonym))

    def _answer(self, answer: Any) -> None:
        in_words = self.guide.at_check_in.kinds.get(answer.question) is Kind.text
        if answer.person == self.renaming.person:
            answer.person = self.renaming.pseudonym
            if in_words and isinstance(answer.value, str) and answer.value not in (UNSURE, NOT_MINE):
                self.renaming.words.add(answer.value)
                answer.value = None
                self.renaming.erased.answers += 1
        elif in_words:
            answer.value = self.renaming.content(answer.value)

    def _replies(self, check_in: str) -> None:
        """That they put it off counts on; how long they were away goes, and when they wanted to be reminded, or never."""
        kept = 0
        query = (
            select(CheckInReplyRow).where(CheckInReplyRow.check_in_id == check_in).order_by(CheckInReplyRow.position)
        )
        for row in list(self.session.scalars(query.execution_options(populate_existing=True))):
            if row.person == self.renaming.person:
                if row.reply in (Reply.never, Reply.later):
                    self.session.delete(row)
                    self.session.flush()
                    continue
                row.person, row.until = self.renaming.pseudonym, None
            row.position = kept  # without gaps: the next one is added after the last
            self.session.flush()
            kept += 1

    def _pass_on(self) -> None:
        """What they still had to keep goes to the opener: a promise that nobody is asked about is none."""
        row, to = self.conversation, self.conversation.opener
        if row.ended or is_erased(to):
            return
        passed = [
            commitments.hand_over(one, to, by=self.renaming.pseudonym, on=self.uow.now.date())
            for one in self.uow.commitments.of(row.id)
            if one.owner == self.renaming.pseudonym and one.waiting
        ]
        for one in passed:
            self.uow.commitments.save(row.id, one)
        if passed:
            self.renaming.erased.passed_on += len(passed)
            self.renaming.erased.passed.append(PassedOn(row.team, row.id, tuple(passed)))


def _without(plan: dict[str, Any], person: str) -> dict[str, Any]:
    """A plan that does not expect them."""
    people = [one for one in plan["people"] if one != person]
    return plan | {"people": people, "agendas": {one: plan["agendas"][one] for one in people}}


def _without_name(plan: dict[str, Any], person: str) -> dict[str, Any]:
    """A plan by which the thread does not name them."""
    named = plan.get("named")
    return plan if named is None else plan | {"named": [one for one in named if one != person]}


def _without_zone(timetable: Any, person: str) -> Any:
    """A timetable that does not say where they live."""
    if not timetable or "own" not in timetable:
        return timetable
    zones = {one: zone for one, zone in timetable["own"]["zones"].items() if one != person}
    return timetable | {"own": timetable["own"] | {"zones": zones}}
