"""Who may do what. Every use case names its act; this module alone says who may, and ``check`` is its one question.

It goes by where a person is when it happens, never by a list that was made before. Which question is asked of whom, and when,
stays in ``flows``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from bot.i18n.refusals import BUSY, DEACTIVATED, INVITE_FIRST, NOT_IN_CHANNEL, NOT_THEIRS, REFUSED_BY_SLACK, Refusal
from bot.use_cases.directory import Presence, SlackPerson
from flows.conversation.conversation import Conversation
from flows.errors import FlowError, NotDecider, NotExpected, NotOpener
from flows.model import Side
from storage.records import Named, Record


class Act(StrEnum):
    """What somebody wants to do, or to read."""

    # A conversation
    ANSWER = auto()
    OPEN_SECTION = auto()
    OFFER_REVEAL = auto()
    REVEAL = auto()
    REVEAL_EARLY = auto()
    MOVE_ON = auto()
    PAUSE = auto()
    STOP = auto()
    CLOSE = auto()
    DECIDE = auto()
    READ_WHY = auto()
    READ_THREAD_HELP = auto()
    READ_STATUS = auto()
    READ_SUMMARY = auto()
    READ_ANSWERS = auto()
    READ_MOVES = auto()
    READ_DECLINE_NOTE = auto()
    KEEP_REMARK = auto()
    CORRECT_REMARK = auto()
    ADD_REMARK = auto()
    NAME_ANOTHER = auto()
    CHANGE_DETAILS = auto()
    WITHDRAW = auto()
    PUT_OFF = auto()
    REMIND = auto()
    POST_HELD = auto()
    LOOK_AT_HELD = auto()
    DELIVER = auto()
    # Its commitments
    READ_COMMITMENTS = auto()
    MAKE_COMMITMENT = auto()
    CHANGE_COMMITMENT = auto()
    # Its check-ins and their dates
    ANSWER_CHECK_IN = auto()
    REVEAL_CHECK_IN = auto()
    CONCLUDE_CHECK_IN = auto()
    READ_DATES = auto()
    CHANGE_DATES = auto()
    FIND_DATES = auto()
    READ_DATES_OF_CHANNEL = auto()
    # What was declined
    OPEN_AGAIN = auto()
    OPEN_ASK_LATER = auto()
    ASK_LATER = auto()
    # What leaves as a file
    READ_AGREEMENT = auto()
    EXPORT_CONVERSATION = auto()
    EXPORT_EVERYTHING = auto()
    # Outside of any conversation
    START = auto()
    START_HERE = auto()
    SEARCH = auto()
    READ_CHANNEL_STATUS = auto()
    READ_PORTFOLIO = auto()
    ASK_FOR_PROMPT = auto()
    CHANGE_PROMPT = auto()


class Need(StrEnum):
    """What must be true of a person. Those that Slack is asked about come last: who is refused before costs no call."""

    NAMED = auto()
    """One of our people in this conversation, or who opened it."""
    EXPECTED = auto()
    """Named on either side."""
    NAMED_OR_OWNER = auto()
    """One of our people in this conversation, who opened it, or the owner of the commitment that it is about."""
    DECIDES = auto()
    """Who opened the conversation, or a decision maker on our side."""
    OPENER = auto()
    """Who opened the conversation."""
    INSIDER = auto()
    """One of our organisation, and no guest."""
    IN_CHANNEL = auto()
    """In the channel now and one of our organisation; a guest only where the conversation names them; nobody of the partner's."""
    IN_CHANNEL_OR_PARTNER = auto()
    """As before, or named for the partner: they are asked in private, about what is theirs."""
    WRITES_THERE = auto()
    """As in the channel: that they wrote there says that they are. Where Slack does not say who they are, it is kept."""


NEEDS: Mapping[Act, tuple[Need, ...]] = {
    Act.ANSWER: (Need.EXPECTED, Need.IN_CHANNEL_OR_PARTNER),
    Act.OPEN_SECTION: (Need.EXPECTED, Need.IN_CHANNEL_OR_PARTNER),
    Act.OFFER_REVEAL: (Need.NAMED, Need.IN_CHANNEL),
    Act.REVEAL: (Need.NAMED, Need.IN_CHANNEL),
    Act.REVEAL_EARLY: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.MOVE_ON: (Need.NAMED, Need.IN_CHANNEL),
    Act.PAUSE: (Need.NAMED, Need.IN_CHANNEL),
    Act.STOP: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.CLOSE: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.DECIDE: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.READ_WHY: (Need.IN_CHANNEL_OR_PARTNER,),
    Act.READ_THREAD_HELP: (),
    Act.READ_STATUS: (Need.IN_CHANNEL,),
    Act.READ_SUMMARY: (Need.IN_CHANNEL,),
    Act.READ_ANSWERS: (Need.IN_CHANNEL,),
    Act.READ_MOVES: (Need.IN_CHANNEL,),
    Act.READ_DECLINE_NOTE: (Need.IN_CHANNEL,),
    Act.KEEP_REMARK: (Need.WRITES_THERE,),
    Act.CORRECT_REMARK: (),
    Act.ADD_REMARK: (Need.IN_CHANNEL,),
    Act.NAME_ANOTHER: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.CHANGE_DETAILS: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.WITHDRAW: (Need.EXPECTED,),
    Act.PUT_OFF: (Need.NAMED, Need.IN_CHANNEL),
    Act.REMIND: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.POST_HELD: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.LOOK_AT_HELD: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.DELIVER: (Need.NAMED, Need.OPENER, Need.INSIDER),
    Act.READ_COMMITMENTS: (Need.IN_CHANNEL,),
    Act.MAKE_COMMITMENT: (Need.NAMED, Need.IN_CHANNEL),
    Act.CHANGE_COMMITMENT: (Need.NAMED_OR_OWNER, Need.IN_CHANNEL_OR_PARTNER),
    Act.ANSWER_CHECK_IN: (Need.EXPECTED, Need.IN_CHANNEL_OR_PARTNER),
    Act.REVEAL_CHECK_IN: (Need.NAMED, Need.IN_CHANNEL),
    Act.CONCLUDE_CHECK_IN: (Need.NAMED, Need.DECIDES, Need.IN_CHANNEL),
    Act.READ_DATES: (Need.IN_CHANNEL,),
    Act.CHANGE_DATES: (Need.NAMED, Need.IN_CHANNEL),
    Act.FIND_DATES: (Need.INSIDER,),
    Act.READ_DATES_OF_CHANNEL: (Need.IN_CHANNEL,),
    Act.OPEN_AGAIN: (Need.IN_CHANNEL,),
    Act.OPEN_ASK_LATER: (Need.NAMED, Need.IN_CHANNEL),
    Act.ASK_LATER: (Need.NAMED, Need.IN_CHANNEL),
    Act.READ_AGREEMENT: (Need.IN_CHANNEL,),
    Act.EXPORT_CONVERSATION: (Need.IN_CHANNEL,),
    Act.EXPORT_EVERYTHING: (Need.INSIDER,),
    Act.START: (Need.INSIDER,),
    Act.START_HERE: (Need.IN_CHANNEL,),
    Act.SEARCH: (Need.INSIDER,),
    Act.READ_CHANNEL_STATUS: (Need.INSIDER, Need.IN_CHANNEL),
    Act.READ_PORTFOLIO: (Need.INSIDER,),
    Act.ASK_FOR_PROMPT: (Need.INSIDER,),
    Act.CHANGE_PROMPT: (Need.IN_CHANNEL,),
}
_OF_CHANNEL = frozenset((Need.IN_CHANNEL, Need.IN_CHANNEL_OR_PARTNER))
_ASKED_OF_SLACK = _OF_CHANNEL | {Need.INSIDER, Need.WRITES_THERE}


class Outsider(Exception):
    """Somebody of another organisation, or a guest of ours (``guest``)."""

    def __init__(self, *, guest: bool) -> None:
        self.guest = guest
        super().__init__("guest" if guest else "stranger")


DENIED = (FlowError, Refusal, Outsider)
"""What a use case may be refused with: each is worded as one sentence, in one place."""


@dataclass(frozen=True)
class AccessFacts:
    """What is known of a person who wants to do something.

    ``person`` (None: Slack does not say) and ``presence`` in the channel come from Slack, and are asked only where the act needs
    them. ``about`` is the id of the commitment that is meant.
    """

    user: str
    record: Record | None = None
    person: SlackPerson | None = None
    presence: Presence = Presence.UNKNOWN
    about: str = ""
    for_good: bool = False
    """Slack refuses to say, and asking again would not help."""

    @property
    def unanswered(self) -> Refusal:
        """What somebody is told of whom Slack does not say enough."""
        return Refusal(REFUSED_BY_SLACK if self.for_good else BUSY)


def check(act: Act, facts: AccessFacts) -> None:
    """Raise NotExpected, Outsider or Refusal when this person may not do this."""
    for need in NEEDS[act]:
        _CHECKS[need](facts)


def asks_slack(act: Act) -> bool:
    """Return whether Slack must be asked before the act can be checked. No transaction that writes may be open then."""
    return not _ASKED_OF_SLACK.isdisjoint(NEEDS[act])


def asks_presence(act: Act) -> bool:
    """Return whether Slack must be asked who is in the channel."""
    return not _OF_CHANNEL.isdisjoint(NEEDS[act])


def goes_without_slack(act: Act, user: str, named: Named) -> bool:
    """Return whether Slack need not be asked: the act is refused, or allowed, by whom the conversation names."""
    needs = NEEDS[act]
    if user in named.partner:
        return Need.INSIDER not in needs
    ours = user in named.ours or user == named.opener
    return (Need.NAMED in needs and not ours) or (Need.EXPECTED in needs and user not in named.ours)


def is_partner(conversation: Conversation, user: str) -> bool:
    """Return whether this person answers for the partner."""
    return any(person.id == user for person in conversation.side(Side.partner))


def _of_partner(facts: AccessFacts) -> bool:
    return facts.record is not None and is_partner(facts.record.conversation, facts.user)


def _of_ours(facts: AccessFacts) -> bool:
    if facts.record is None:
        return False
    conversation = facts.record.conversation
    return facts.user == conversation.opener or any(each.id == facts.user for each in conversation.side(Side.ours))


def _owns(facts: AccessFacts) -> bool:
    known = facts.record.commitments if facts.record else ()
    return any(each.id == facts.about and each.owner == facts.user for each in known)


def _insider(facts: AccessFacts) -> None:
    if facts.person is None:
        raise facts.unanswered
    _check_ours(facts.person, guests=False)


def _check_ours(person: SlackPerson, *, guests: bool) -> None:
    if person.stranger:
        raise Outsider(guest=False)
    if person.guest and not guests:
        raise Outsider(guest=True)
    if person.deleted:
        raise Refusal(DEACTIVATED)


def _in_channel(facts: AccessFacts) -> None:
    if _of_partner(facts):
        raise Refusal(NOT_THEIRS)
    if facts.presence is Presence.OUT_OF_SIGHT:
        raise Refusal(INVITE_FIRST)
    if facts.presence is Presence.UNKNOWN or facts.person is None:
        raise facts.unanswered
    _check_ours(facts.person, guests=_of_ours(facts) or _owns(facts))
    if facts.presence is Presence.ELSEWHERE:
        raise Refusal(NOT_IN_CHANNEL)


def _in_channel_or_partner(facts: AccessFacts) -> None:
    if not _of_partner(facts):
        _in_channel(facts)


def _writes_there(facts: AccessFacts) -> None:
    if _of_partner(facts):
        raise Refusal(NOT_THEIRS)
    if facts.person is not None:
        _check_ours(facts.person, guests=_of_ours(facts))


def _named(facts: AccessFacts) -> None:
    if _of_partner(facts):
        raise Refusal(NOT_THEIRS)
    if not _of_ours(facts):
        raise NotExpected("our side does this", person=facts.user)


def _expected(facts: AccessFacts) -> None:
    _conversation(facts).participant(facts.user)


def _named_or_owner(facts: AccessFacts) -> None:
    if not _owns(facts):
        _named(facts)


def _decides(facts: AccessFacts) -> None:
    conversation = _conversation(facts)
    if facts.user not in conversation.deciders:
        raise NotDecider("the opener or a decision maker decides", person=facts.user)


def _opener(facts: AccessFacts) -> None:
    if facts.user != _conversation(facts).opener:
        raise NotOpener("only the opener does this", person=facts.user)


def _conversation(facts: AccessFacts) -> Conversation:
    if facts.record is None:
        raise NotExpected("there is no conversation", person=facts.user)
    return facts.record.conversation


_CHECKS = {
    Need.NAMED: _named,
    Need.EXPECTED: _expected,
    Need.NAMED_OR_OWNER: _named_or_owner,
    Need.DECIDES: _decides,
    Need.OPENER: _opener,
    Need.INSIDER: _insider,
    Need.IN_CHANNEL: _in_channel,
    Need.IN_CHANNEL_OR_PARTNER: _in_channel_or_partner,
    Need.WRITES_THERE: _writes_there,
}
