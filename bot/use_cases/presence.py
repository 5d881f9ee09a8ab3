"""Who is still there when the clock asks: Slack is asked before the transaction that fires, as everybody's time zone is."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.use_cases.directory import Directory
from bot.use_cases.unanswered import Unanswered
from storage.database import Database
from storage.records import Named
from storage.tables.follow_up_models import CheckInRow, ScheduleRow
from storage.tables.models import ConversationRow, ReminderRow
from storage.tables.pseudonym_text import is_erased
from storage.unit_of_work import UnitOfWork

_MOST_AT_ONCE = 50
"""Conversations that one tick looks up; the others come with the next."""
_ASK_AGAIN_SECONDS = 30.0
"""How long a conversation waits of which Slack did not say who is there, or whose channel was archived."""


@dataclass(frozen=True)
class Gone:
    """Who of a conversation is not there any more. ``told``: those of our side, with whoever leads it, of whom those who are
    there are told; ``shut``: nobody can write in its channel, which was archived."""

    people: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    shut: bool = False


NOBODY_GONE = Gone()
KnownGone = Mapping[str, Gone]
"""By conversation; of one that is not in it Slack did not say, and nobody is asked yet."""


def gone_from(directory: Directory, named: Named) -> Gone:
    """Return who left the channel or was deactivated, whom Slack takes out of every channel; of the partner's people, who was
    deactivated. Raises Unanswered.

    Where the app does not see the channel, nobody of ours is asked, and nothing is told of them.
    """
    ours = _known(named.ours)
    partner = {person for person in named.partner if (known := directory.person_now(person)) and known.deleted}
    try:
        place = directory.channel(named.channel)
        away = absent(directory, named.channel, ours | {named.opener}) if place.reachable else frozenset()
    except Unanswered as error:
        if not error.out_of_sight:
            raise
        return Gone(ours | partner)
    if not place.reachable:
        return Gone(ours | partner)
    return Gone((ours & away) | partner, away, shut=place.archived)


def absent(directory: Directory, channel: str, people: Collection[str]) -> frozenset[str]:
    """Which of these people are not in the channel; whoever was erased is not. Raises Unanswered."""
    known = _known(people)
    return frozenset(people) - (directory.here(channel, known) if known else frozenset())


def _known(people: Collection[str]) -> frozenset[str]:
    """Those whom Slack knows: nobody who was erased."""
    return frozenset(person for person in people if not is_erased(person))


@dataclass
class PresenceLookup:
    """Looks up, before each tick, who is there of the conversations in which something is due."""

    database: Database
    directory: Callable[[str], Directory]
    clock: Callable[[], float] = time.monotonic
    _asked_later: dict[str, float] = field(default_factory=dict)
    """Conversation → when Slack is asked again."""

    def look_up(self) -> dict[str, Gone]:
        """Return who is gone, by conversation, of those that may be fired now."""
        now = self.clock()
        self._asked_later = {each: again for each, again in self._asked_later.items() if again > now}
        with self.database.reading() as uow:
            asked = [
                (team, conversation, named)
                for team, conversation in _due(uow, self._asked_later)
                if (named := uow.conversations.named(team, conversation)) is not None
            ]
        found: dict[str, Gone] = {}
        for team, conversation, named in asked:
            try:
                found[conversation] = gone_from(self.directory(team), named)
            except Unanswered:
                self._asked_later[conversation] = now + _ASK_AGAIN_SECONDS
                continue
            if found[conversation].shut:  # what is due there waits, and Slack is not asked with each tick
                self._asked_later[conversation] = now + _ASK_AGAIN_SECONDS
        return found


def _due(uow: UnitOfWork, but: Collection[str]) -> list[tuple[str, str]]:
    """Return (team, conversation) of what is due now, what waits longest first."""
    found: dict[tuple[str, str], None] = {}
    for row in (ReminderRow, CheckInRow, ScheduleRow):
        query = (
            select(row.team, row.conversation_id)
            .join(ConversationRow, ConversationRow.id == row.conversation_id)
            .where(row.next_at <= uow.now, row.conversation_id.not_in(but))
            .order_by(row.next_at, row.conversation_id)
            .limit(_MOST_AT_ONCE)
        )
        found |= dict.fromkeys((team, conversation) for team, conversation in uow.session.execute(query))
    return list(found)
