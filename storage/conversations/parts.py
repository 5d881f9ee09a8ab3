"""What belongs to conversations, read for several at once in one statement, whatever is wanted of it.

What few conversations have is looked up only where the statement says that it is there: a decision, commitments.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, Select, String, bindparam, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from flows.conversation.conversation import Answer, Decision
from flows.ledger import LedgerEntry
from flows.model import Participant, Role, Side, Verdict
from storage.conversations.ledger import entry_of
from storage.tables.follow_up_models import CommitmentRow
from storage.tables.models import AnswerRow, DecisionRow, LedgerRow, ParticipantRow, ProbeRow, SubmissionRow
from storage.tables.values import read_value
from storage.tables.writing import table_of

_PEOPLE, _ANSWERS, _SUBMISSIONS, _PROBES, _DECISIONS, _COMMITMENTS = range(6)
_NO_TEXT, _NO_VALUE, _NO_TRUTH = cast(null(), String), cast(null(), JSON(none_as_null=True)), cast(null(), Boolean)


def _part(kind: int, row: Any, position: Any, *texts: Any, value: Any = _NO_VALUE, truths: Any = None) -> Select[Any]:
    """One branch of the statement: what is not there is null, so that all branches have the same columns."""
    four = [*texts, *[_NO_TEXT] * (4 - len(texts))]
    first, second = truths or (_NO_TRUTH, _NO_TRUTH)
    columns = [literal(kind, Integer).label("kind"), row.conversation_id, position.label("position")]
    columns += [text.label(f"text_{number}") for number, text in enumerate(four)]
    columns += [value.label("value"), first.label("first"), second.label("second")]
    return select(*columns).where(row.conversation_id.in_(bindparam("conversations", expanding=True)))


def _statement() -> Any:
    people, answers = table_of(ParticipantRow).c, table_of(AnswerRow).c
    submissions, probes = table_of(SubmissionRow).c, table_of(ProbeRow).c
    decisions, commitments = table_of(DecisionRow).c, table_of(CommitmentRow).c
    nowhere = literal(0, Integer)
    branches = (
        _part(
            _PEOPLE,
            people,
            people.position,
            people.person,
            people.side,
            people.role,
            people.language,
            truths=(people.replaced, _NO_TRUTH),
        ),
        _part(
            _ANSWERS,
            answers,
            answers.position,
            answers.person,
            answers.question,
            value=answers.value,
            truths=(answers.after_reveal, answers.consent),
        ),
        _part(_SUBMISSIONS, submissions, nowhere, submissions.section, submissions.person),
        _part(_PROBES, probes, nowhere, probes.person, probes.probe),
        _part(_DECISIONS, decisions, func.max(decisions.id)).group_by(decisions.conversation_id),
        _part(_COMMITMENTS, commitments, func.count()).group_by(commitments.conversation_id),
    )
    return union_all(*branches).order_by("kind", "conversation_id", "position")


_PARTS = _statement()
_DECISION = select(
    *(
        table_of(DecisionRow).c[name]
        for name in ("conversation_id", "outcome", "reason", "by", "verdict", "overrides", "minority")
    )
).where(table_of(DecisionRow).c.id.in_(bindparam("decisions", expanding=True)))
_LEDGER = select(
    *(table_of(LedgerRow).c[name] for name in ("conversation_id", "reason", "condition", "day", "by", "asked"))
).where(table_of(LedgerRow).c.conversation_id.in_(bindparam("conversations", expanding=True)))

Pairs = frozenset[tuple[str, str]]


class Parts:
    """The parts of these conversations, by conversation."""

    def __init__(self, session: Session, conversations: Collection[str]) -> None:
        self._session, self._conversations = session, list(conversations)
        self._rows: dict[tuple[int, str], list[Any]] = {}
        self._decided: dict[str, Decision] | None = None
        self._entries: dict[str, LedgerEntry] | None = None
        if self._conversations:
            for row in session.execute(_PARTS, {"conversations": self._conversations}):
                self._rows.setdefault((row[0], row[1]), []).append(row[2:])

    def people(self, conversation: str) -> tuple[Participant, ...]:
        """Who is expected."""
        rows = self._rows.get((_PEOPLE, conversation), ())
        return tuple(
            [
                Participant(id=person, side=Side(side), role=Role(role), language=said, replaced=replaced)
                for _, person, side, role, said, _, replaced, _ in rows
            ]
        )

    def answers(self, conversation: str) -> tuple[Answer, ...]:
        """Every version of every answer."""
        rows = self._rows.get((_ANSWERS, conversation), ())
        return tuple([Answer(p, asked, read_value(value), after, ok) for _, p, asked, _, _, value, after, ok in rows])

    def next_position(self, conversation: str) -> int:
        """Where the next answer is put."""
        rows = self._rows.get((_ANSWERS, conversation))
        return int(rows[-1][0]) + 1 if rows else 0

    def submissions(self, conversation: str) -> Pairs:
        """(section, person)."""
        return frozenset(
            (section, person) for _, section, person, *_ in self._rows.get((_SUBMISSIONS, conversation), ())
        )

    def probed(self, conversation: str) -> Pairs:
        """(person, probe)."""
        return frozenset((person, probe) for _, person, probe, *_ in self._rows.get((_PROBES, conversation), ()))

    def decision(self, conversation: str) -> Decision | None:
        """The decision that counts: the latest."""
        if (_DECISIONS, conversation) not in self._rows:
            return None
        if self._decided is None:
            latest = [rows[0][0] for (kind, _), rows in self._rows.items() if kind == _DECISIONS]
            self._decided = {
                whose: Decision(outcome, reason, by, Verdict(verdict), overrides, minority)
                for whose, outcome, reason, by, verdict, overrides, minority in self._session.execute(
                    _DECISION, {"decisions": latest}
                )
            }
        return self._decided[conversation]

    def has_commitments(self, conversation: str) -> bool:
        """Whether anything was promised."""
        return (_COMMITMENTS, conversation) in self._rows

    def ledger(self, conversation: str) -> LedgerEntry | None:
        """What would reopen it."""
        if self._entries is None:
            found = self._session.execute(_LEDGER, {"conversations": self._conversations})
            self._entries = {whose: entry_of(*values) for whose, *values in found}
        return self._entries.get(conversation)
