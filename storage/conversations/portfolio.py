"""What the conversations of some channels add up to: how many stand where, verdicts, flags, hours that were promised.

Every decided or declined conversation has a few small rows, written when it is saved. Reading counts them in the database and
never loads a conversation. What is still hidden, or rests on protected answers of the partner's, is in no row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from flows.conversation.conversation import GO, GO_IF, Conversation
from flows.conversation.summary import readable
from flows.model import Severity, Side
from storage.conversations.finding import OPEN, Reader, standing_of
from storage.records import Record
from storage.tables.models import ConversationRow, ParticipantRow, PortfolioRow
from storage.tables.writing import change, one_of

VERDICT, FLAG, HOURS = "verdict", "flag", "hours"
MONTHLY, TERM = "admin_hours", "hours_total"
"""The questions whose answers promise capacity: hours a month of administration, hours of work over the whole term."""


@dataclass(frozen=True)
class Hours:
    """Hours that were promised, and by how many partnerships."""

    hours: float = 0.0
    partnerships: int = 0


@dataclass(frozen=True)
class Portfolio:
    """Numbers of conversations: by where they stand, by verdict, by flag (the commonest first)."""

    standings: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    flags: tuple[tuple[str, int], ...] = ()
    monthly: Hours = Hours()
    term: Hours = Hours()


class Portfolios:
    """Keeps the rows, and adds them up for one reader."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def rebuild(self, record: Record) -> None:
        """The rows of a conversation as it stands now."""
        change(self.session, delete(PortfolioRow).where(PortfolioRow.conversation_id == record.id))
        whose = {"conversation_id": record.id, "team": record.team, "channel": record.channel}
        rows = [{**whose, "kind": kind, "key": key, "amount": amount} for kind, key, amount in _facts(record)]
        if rows:
            self.session.execute(insert(PortfolioRow), rows)

    def of(self, reader: Reader) -> Portfolio:
        """Of the channels in which the reader is now, without conversations in which they answer for the partner: three queries."""
        theirs = self._answers_for_partner(reader)
        here = [ConversationRow.team == reader.team, one_of(self.session, ConversationRow.channel, reader.channels)]
        known = [PortfolioRow.team == reader.team, one_of(self.session, PortfolioRow.channel, reader.channels)]
        if theirs:  # else both counts are read from their indexes alone
            here.append(ConversationRow.id.not_in(theirs))
            known.append(PortfolioRow.conversation_id.not_in(theirs))
        stand = select(ConversationRow.standing, func.count()).where(*here)
        stood = self.session.execute(stand.group_by(ConversationRow.standing)).all()
        add_up = select(PortfolioRow.kind, PortfolioRow.key, func.count(), func.sum(PortfolioRow.amount)).where(*known)
        found = self.session.execute(add_up.group_by(PortfolioRow.kind, PortfolioRow.key)).all()
        flags = sorted(
            ((key, count) for kind, key, count, _ in found if kind == FLAG), key=lambda one: (-one[1], one[0])
        )
        hours = {key: Hours(float(amount), count) for kind, key, count, amount in found if kind == HOURS}
        return Portfolio(
            standings={standing: count for standing, count in stood},  # noqa: C416 - a Row is no tuple to mypy
            verdicts={key: count for kind, key, count, _ in found if kind == VERDICT},
            flags=tuple(flags),
            monthly=hours.get(MONTHLY, Hours()),
            term=hours.get(TERM, Hours()),
        )

    def _answers_for_partner(self, reader: Reader) -> list[str]:
        query = select(ParticipantRow.conversation_id).where(
            ParticipantRow.team == reader.team,
            ParticipantRow.person == reader.person,
            ParticipantRow.side == Side.partner,
        )
        return list(self.session.scalars(query))


def _facts(record: Record) -> Iterator[tuple[str, str, float]]:
    """(kind, key, amount) of what is decided. Notices are no flags to count: nearly everybody has some."""
    conversation = record.conversation
    decision = conversation.decision
    if decision is None or standing_of(conversation) == OPEN:
        return
    yield VERDICT, decision.verdict, 1
    for flag in readable(conversation, conversation.assessment()).assessment.flags:
        if flag.severity is not Severity.notice:
            yield FLAG, flag.id, 1
    if decision.outcome in (GO, GO_IF):
        for question in (MONTHLY, TERM):
            if said := _said(conversation, question):
                yield HOURS, question, median(said)


def _said(conversation: Conversation, question: str) -> list[float]:
    """What our people answered, in hours; a guide of one's own may not ask."""
    answers = (conversation.own_answers(person.id).get(question) for person in conversation.side(Side.ours))
    return [float(one) for one in answers if isinstance(one, int | float) and not isinstance(one, bool)]
