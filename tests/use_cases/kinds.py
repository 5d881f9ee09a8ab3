"""Every kind of person, and what the table says of each: the facts of a kind are made here, the answer is that of ``access``."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.i18n.refusals import Refusal
from bot.use_cases.access import AccessFacts, Act, Outsider, check
from bot.use_cases.directory import Presence, SlackPerson
from flows.errors import NotExpected
from flows.model import Participant, Role, Side
from storage.records import Record
from tests.storage.cases import a_record, begun


class Kind(StrEnum):
    """Somebody who wants something; the value is how docs/access.md calls them."""

    OPENER = "opener"
    DECIDER = "decision maker"
    EXPECTED = "named on our side"
    MEMBER = "in the channel, not named"
    LEFT = "named, left the channel"
    OPENER_LEFT = "opener, left the channel"
    DEACTIVATED = "named, deactivated"
    COLLEAGUE = "never in the channel"
    GUEST_NAMED = "guest, named"
    GUEST = "guest, not named"
    PARTNER = "named for the partner"
    CONNECT_NAMED = "other organisation, named for the partner"
    CONNECT = "other organisation, in the channel"


class Place(StrEnum):
    """How the channel is seen."""

    SEEN = "seen"
    OUT_OF_SIGHT = "the app is not in it"
    SILENT = "Slack does not answer"


AWAY = (Kind.LEFT, Kind.OPENER_LEFT, Kind.DEACTIVATED, Kind.COLLEAGUE, Kind.PARTNER, Kind.CONNECT_NAMED)
GUESTS, STRANGERS = (Kind.GUEST_NAMED, Kind.GUEST), (Kind.CONNECT_NAMED, Kind.CONNECT)
NAMED = {
    Kind.OPENER: (Side.ours, Role.delivery),
    Kind.DECIDER: (Side.ours, Role.decision_maker),
    Kind.EXPECTED: (Side.ours, Role.delivery),
    Kind.LEFT: (Side.ours, Role.decision_maker),
    Kind.OPENER_LEFT: (Side.ours, Role.delivery),
    Kind.DEACTIVATED: (Side.ours, Role.decision_maker),
    Kind.GUEST_NAMED: (Side.ours, Role.finance),
    Kind.PARTNER: (Side.partner, Role.delivery),
    Kind.CONNECT_NAMED: (Side.partner, Role.delivery),
}
OUTSIDE = frozenset(
    (
        Act.START,
        Act.START_HERE,
        Act.SEARCH,
        Act.READ_CHANNEL_STATUS,
        Act.READ_PORTFOLIO,
        Act.ASK_FOR_PROMPT,
        Act.CHANGE_PROMPT,
        Act.EXPORT_EVERYTHING,
        Act.FIND_DATES,
        Act.READ_DATES_OF_CHANNEL,
    )
)
"""Acts that are about no conversation."""


@dataclass(frozen=True)
class Cast:
    """The id of each kind of person."""

    ids: dict[Kind, str]

    def people(self) -> tuple[Participant, ...]:
        """Those whom a conversation names."""
        return tuple(Participant(id=self.ids[kind], side=side, role=role) for kind, (side, role) in NAMED.items())

    def record(self, kind: Kind) -> Record:
        """A conversation that names them; whoever left it opened it where that is the question."""
        opener = self.ids[Kind.OPENER_LEFT if kind is Kind.OPENER_LEFT else Kind.OPENER]
        return a_record(replace(begun(), opener=opener, people=self.people()))

    def facts(self, act: Act, kind: Kind, place: Place, record: Record) -> AccessFacts:
        """What is known of this kind of person when they want to do this."""
        user = self.ids[kind]
        presence = Presence.ELSEWHERE if kind in AWAY else Presence.HERE
        deleted = kind is Kind.DEACTIVATED
        person = SlackPerson(user, guest=kind in GUESTS, stranger=kind in STRANGERS, deleted=deleted)
        facts = AccessFacts(user, None if act in OUTSIDE else record, person, presence)
        if place is Place.OUT_OF_SIGHT:
            return replace(facts, presence=Presence.OUT_OF_SIGHT)
        return replace(facts, presence=Presence.UNKNOWN, person=None) if place is Place.SILENT else facts


DOCUMENTED = Cast({kind: f"U0{kind.name.replace('_', '')}" for kind in Kind})


def why_not(act: Act, facts: AccessFacts) -> str:
    """The key of the sentence that refuses this; empty where it is allowed."""
    try:
        check(act, facts)
    except Outsider as denied:
        return "outsider.guest" if denied.guest else "outsider"
    except (NotExpected, Refusal) as denied:
        return denied.key
    return ""
