"""What belongs to conversations, read for several at once: each table is asked once, whatever is wanted of it."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from flows.conversation import Answer, Decision
from flows.follow_up.ledger import LedgerEntry
from flows.model import Participant, Role, Side, Verdict
from storage.ledger import entry_of
from storage.models import AnswerRow, DecisionRow, LedgerRow, ParticipantRow, ProbeRow, SubmissionRow
from storage.values import read_value

Pairs = frozenset[tuple[str, str]]


class Parts:
    """The parts of these conversations, by conversation."""

    def __init__(self, session: Session, conversations: Iterable[str]) -> None:
        self._session, self._conversations = session, list(conversations)
        self._read: dict[Any, dict[str, list[Any]]] = {}

    def people(self, conversation: str) -> tuple[Participant, ...]:
        """Who is expected."""
        row = ParticipantRow
        columns = (row.person, row.side, row.role, row.language)
        order = (row.conversation_id, row.position)
        found = self._of(row, conversation, lambda: self._query(row, *columns).order_by(*order))
        return tuple(
            Participant(id=p, side=Side(side), role=Role(role), language=said) for p, side, role, said in found
        )

    def answers(self, conversation: str) -> tuple[Answer, ...]:
        """Every version of every answer."""
        row = AnswerRow
        columns = (row.person, row.question, row.value, row.after_reveal, row.consent)
        order = (row.conversation_id, row.position)
        found = self._of(row, conversation, lambda: self._query(row, *columns).order_by(*order))
        return tuple(Answer(person, asked, read_value(value), after, ok) for person, asked, value, after, ok in found)

    def submissions(self, conversation: str) -> Pairs:
        """(section, person)."""
        row = SubmissionRow
        found = self._of(row, conversation, lambda: self._query(row, row.section, row.person))
        return frozenset((section, person) for section, person in found)

    def probed(self, conversation: str) -> Pairs:
        """(person, probe)."""
        row = ProbeRow
        found = self._of(row, conversation, lambda: self._query(row, row.person, row.probe))
        return frozenset((person, probe) for person, probe in found)

    def decision(self, conversation: str) -> Decision | None:
        """The decision that counts: the latest."""
        for outcome, reason, by, verdict, overrides in self._of(DecisionRow, conversation, self._decisions):
            return Decision(outcome, reason, by, Verdict(verdict), overrides)
        return None

    def ledger(self, conversation: str) -> LedgerEntry | None:
        """What would reopen it."""
        row = LedgerRow
        columns = (row.reason, row.condition, row.day, row.by, row.asked)
        found = self._of(row, conversation, lambda: self._query(row, *columns))
        return next((entry_of(*values) for values in found), None)

    def _decisions(self) -> Select[Any]:
        row = DecisionRow
        latest = (
            select(func.max(row.id)).where(row.conversation_id.in_(self._conversations)).group_by(row.conversation_id)
        )
        return self._query(row, row.outcome, row.reason, row.by, row.verdict, row.overrides).where(row.id.in_(latest))

    def _query(self, row: Any, *columns: Any) -> Select[Any]:
        """Of all the conversations."""
        return select(row.conversation_id, *columns).where(row.conversation_id.in_(self._conversations))

    def _of(self, row: Any, conversation: str, query: Callable[[], Select[Any]]) -> list[Any]:
        if row not in self._read:
            found: dict[str, list[Any]] = {}
            for whose, *values in self._session.execute(query()):
                found.setdefault(whose, []).append(values)
            self._read[row] = found
        return self._read[row].get(conversation, [])
