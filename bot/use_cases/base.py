"""One step as one unit of work: the key is taken, the conversation locked, the person checked, everything committed together.

A use case opens ``step`` to change a conversation, ``look`` to read one, ``outside`` where there is none, and reads top to bottom.
Whatever refuses it becomes one reply here, raised as ``Answered``, which the listeners turn into Slack's answer.
The clock's counterpart is ``fire_due``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks.kit.slack_types import Body
from bot.i18n.catalogue import Words, language_of, words
from bot.i18n.refusals import ARCHIVED, INVITE_FIRST, ONLY_CHANNELS, UNKNOWN_CONVERSATION, Refusal
from bot.use_cases import access, recorded
from bot.use_cases.access import AccessFacts, Act
from bot.use_cases.directory import Directory, Presence, SlackPerson
from bot.use_cases.steps import (
    Actor,
    Answered,
    CameBefore,
    ConversationReading,
    ConversationStep,
    SlackReply,
    StepRefused,
    refused,
    whisper,
)
from bot.use_cases.unanswered import Unanswered
from flows.errors import BrokenConversation
from flows.model import Guide, Role, Side
from flows.schedules.planned import known_zone
from storage.database import Database, StorageError
from storage.records import Message, Named, Record
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Services:
    """What every use case works with. ``wake`` tells the relay that something waits."""

    database: Database
    guide: Guide
    directory: Callable[[str], Directory]
    wake: Callable[[], None]


class UnknownConversation(Exception):
    """There is no such conversation in this workspace."""


class UseCases:
    """What people do, one unit of work each."""

    def __init__(self, services: Services) -> None:
        self.database, self.guide, self.directory = services.database, services.guide, services.directory
        self._wake = services.wake

    # One step

    @contextmanager
    def step(self, actor: Actor, conversation: str, act: Act, about: str = "") -> Iterator[ConversationStep]:
        """Open a conversation to change it. At the end everything that was written is committed, and the relay is woken.

        Raises CameBefore for a key that came before, and Answered for whatever is refused: nothing is changed then. The key of a
        refused modal is free, for the modal may be sent again; in a thread the refusal is told, and keeps the key.
        """
        facts = self._known_before(actor, conversation, act, about)  # Slack is asked outside of the transaction
        with self._one_reply(actor), self.once(actor) as uow:
            record, language = self._load(uow, actor, conversation, lock=True)
            step = ConversationStep(uow, actor, record, facts, language)
            with step.checked(act):
                yield step
            recorded.note(uow, actor, act, step.record)
        for event, stage, said in step.logged:
            log.info(event, conversation=conversation, stage=stage, said=said)

    @contextmanager
    def look(self, actor: Actor, conversation: str, act: Act, about: str = "") -> Iterator[ConversationReading]:
        """Open a conversation to read it, or to open a form: nothing of it changes. Raises Answered for whatever is refused."""
        with self._one_reply(actor), self.database.reading() as uow:
            record, language = self._load(uow, actor, conversation, lock=False)
            # Slack may be asked who is in the channel: nobody who writes waits for that.
            look = ConversationReading(uow, actor, record, self._facts(actor, act, named_in(record), about), language)
            with look.checked(act):
                yield look
        if look.outgoing:
            self.send_once(actor, *look.outgoing, act=act, record=record)

    @contextmanager
    def outside(self, actor: Actor, act: Act, said_in: Words | None = None) -> Iterator[Words]:
        """Begin what is done outside of any conversation, in the language of the person. Raises Answered for whatever is refused.

        No transaction is open: Slack may be asked. ``said_in``: the words, where it is known already which.
        """
        said_in = said_in or self.words_for(actor)
        try:
            access.check(act, self._facts(actor, act, None))
            yield said_in
        except BrokenConversation:
            raise
        except access.DENIED as error:
            raise Answered(self.tell(actor, refused(said_in, error).reply)) from None

    @contextmanager
    def once(self, actor: Actor) -> Iterator[UnitOfWork]:
        """Open a unit of work that takes the actor's key, and commit it at the end. Raises CameBefore."""
        with self.writing() as uow:
            if not uow.inbox.first_time(actor.key):
                raise CameBefore
            yield uow

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """Open a unit of work for what is the same however often it is done, and commit it at the end."""
        with self.database.unit_of_work() as uow:
            yield uow
            uow.commit()
        self._wake()

    def _load(self, uow: UnitOfWork, actor: Actor, conversation: str, *, lock: bool) -> tuple[Record, str]:
        """Return the conversation and the language of whoever opens it; raises UnknownConversation."""
        record = uow.conversations.get(actor.team, conversation, lock=lock)
        if record is None:
            raise UnknownConversation
        return record, self.spoken_to(uow, actor, record)

    @contextmanager
    def _one_reply(self, actor: Actor) -> Iterator[None]:
        """Turn a refusal into one reply, once the transaction that it ended is over: Slack may be asked, and a whisper written."""
        try:
            yield
        except UnknownConversation:
            log.warning("conversation.unknown", team=actor.team, user=actor.user)
            unknown = refused(self.words_for(actor), Refusal(UNKNOWN_CONVERSATION)).reply
            raise Answered(self.tell(actor, unknown)) from None
        except StepRefused as ended:
            log.info("conversation.refused", conversation=ended.conversation, error=type(ended.error).__name__)
            raise Answered(self.tell(ended.actor, ended.reply)) from None

    # Who may

    def may(self, actor: Actor, act: Act) -> bool:
        """Return whether this person may do this outside of any conversation. Slack may be asked."""
        try:
            access.check(act, self._facts(actor, act, None))
        except access.DENIED:
            return False
        return True

    def check_here(self, actor: Actor, act: Act) -> None:
        """Raise NotExpected, Outsider or Refusal when this person may not do this in the channel where they are."""
        access.check(act, self._facts(actor, act, None))

    def _known_before(self, actor: Actor, conversation: str, act: Act, about: str) -> AccessFacts:
        """Return what Slack must say before a transaction that writes."""
        named = None
        if access.asks_slack(act):
            with self.database.reading() as uow:
                named = uow.conversations.named(actor.team, conversation)
        return self._facts(actor, act, named, about) if named else AccessFacts(actor.user, about=about)

    def _facts(self, actor: Actor, act: Act, named: Named | None, about: str = "") -> AccessFacts:
        """Return what Slack says of a person, where the act depends on it: in the conversation's channel, or where they are."""
        if not access.asks_slack(act) or (named and access.goes_without_slack(act, actor.user, named)):
            return AccessFacts(actor.user, about=about)
        directory = self.directory(actor.team)
        presence = Presence.UNKNOWN
        if access.asks_presence(act):
            presence = directory.presence(named.channel if named else actor.channel, actor.user)
        try:
            person = directory.person_or_why(actor.user)
        except Unanswered as error:
            return AccessFacts(actor.user, None, None, presence, about, error.for_good)
        return AccessFacts(actor.user, None, person, presence, about)

    def is_member(self, actor: Actor, channel: str) -> bool:
        """Return whether this person is in the channel now."""
        return self.directory(actor.team).is_member(channel, actor.user)

    def unfit_channel(self, actor: Actor, said_in: Words) -> Body | None:
        """Return why nothing can be posted for a team in the actor's channel; None where it can."""
        if actor.direct:  # the app may not look at it, and need not
            return answers_private_blocks.refused(said_in, Refusal(ONLY_CHANNELS))
        try:
            channel = self.directory(actor.team).channel(actor.channel)
        except Unanswered as error:
            return answers_private_blocks.refused(said_in, error.refusal)
        if channel.direct:
            return answers_private_blocks.refused(said_in, Refusal(ONLY_CHANNELS))
        if not channel.reachable:
            return answers_private_blocks.refused(said_in, Refusal(INVITE_FIRST))
        if channel.archived:
            return answers_private_blocks.refused(said_in, Refusal(ARCHIVED))
        return answers_private_blocks.shared_channel_refused(said_in) if channel.shared else None

    # What a person is told

    def tell(self, actor: Actor, reply: SlackReply) -> SlackReply:
        """Whisper the body of a reply in a thread, where nothing can go back at once. Return what is left to go back."""
        if reply.body is None or actor.surface != "thread":
            return reply
        self.whisper(actor, reply.body)
        return replace(reply, body=None)

    def whisper(self, actor: Actor, body: Body) -> None:
        """Have this person alone read something, once."""
        self.send_once(actor, whisper(actor, body))

    def send_once(self, actor: Actor, *messages: Message, act: Act | None = None, record: Record | None = None) -> None:
        """Write messages to send, and note the act that sends them; nothing when the actor's key came before."""
        with suppress(CameBefore), self.once(actor) as uow:
            for message in messages:
                uow.outbox.write(message)
            if act is not None:
                recorded.note(uow, actor, act, record)

    # How a person is spoken to

    def words_for(self, actor: Actor, record: Record | None = None) -> Words:
        """Return the words of the language in which a person is answered. Slack may be asked."""
        with self.database.reading() as uow:
            return words(self.spoken_to(uow, actor, record))

    def spoken_to(self, uow: UnitOfWork, actor: Actor, record: Record | None) -> str:
        """Return the language in which a person is answered. Slack may be asked where there is no conversation."""
        if actor.language:
            return actor.language
        if chosen := uow.preferences.language(actor.team, f"user:{actor.user}"):
            return str(chosen)
        if record is not None:
            person = next((each for each in record.conversation.people if each.id == actor.user), None)
            return person.language if person else record.language
        return language_of(self.directory(actor.team).locale(actor.user))

    def spoken_by(self, team: str, user: str, default: str) -> str:
        """Return the language of somebody who is named. Not within a transaction: Slack may be asked."""
        with self.database.reading() as uow:
            chosen = uow.preferences.language(team, f"user:{user}")
        locale = self.directory(team).locale(user)
        return str(chosen) if chosen else language_of(locale) if locale else default

    def zone_of(self, actor: Actor) -> str:
        """Return the zone of the person, or UTC where Slack knows none. Not within a transaction: Slack may be asked."""
        return known_zone(self.directory(actor.team).zone(actor.user))


def unfit_to_answer(person: SlackPerson, members: Collection[str]) -> str:
    """Return why somebody cannot answer on our side of a conversation, as the key of a sentence; empty where they can. Bots and
    deactivated people answer nothing, and our people must read the channel (``members``)."""
    if person.deleted or person.bot:
        return "setup.error.cannot_answer"
    if person.stranger:
        return "setup.error.stranger"
    return "" if person.id in members else "setup.error.not_in_channel"


def named_in(record: Record) -> Named:
    """Return whom a conversation names."""
    conversation = record.conversation
    ours, partner = (frozenset(person.id for person in conversation.side(side)) for side in (Side.ours, Side.partner))
    decide = (each for each in conversation.side(Side.ours) if each.role is Role.decision_maker and not each.replaced)
    deciders = frozenset(person.id for person in decide)
    return Named(record.channel, conversation.opener, ours, partner, deciders)


def date_in_utc_minus_12(now: datetime) -> date:
    """Return the date in UTC-12, where each day ends last: nobody on earth is told that a day is over while it is their today."""
    return (now - timedelta(hours=12)).date()


# The clock


@dataclass(frozen=True)
class TickResult:
    """What the clock did. ``aside``: ids of what could not be fired, and the kinds of error."""

    fired: int = 0
    aside: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: "TickResult") -> "TickResult":
        return TickResult(self.fired + other.fired, (*self.aside, *other.aside))


@dataclass(frozen=True)
class DueRow:
    """A due row that nobody else has. ``id`` is what an operator reads of it; ``place`` is its conversation or channel; ``what``
    tells rows of one place apart."""

    id: str
    team: str
    place: str
    what: str = ""


class DueRows(Protocol):
    """One kind of row that falls due."""

    def claim(self, uow: UnitOfWork) -> DueRow | None:
        """Lock the next row that is due and that nobody else has; None when there is none."""

    def fire(self, uow: UnitOfWork, row: DueRow) -> None:
        """Do what is due, and set the next date. What another replica did before the lock is not done again."""

    def set_aside(self, uow: UnitOfWork, row: DueRow) -> None:
        """Keep a row that cannot be fired from falling due again."""


def fire_due(database: Database, kinds: Iterable[DueRows], now: datetime | None = None) -> TickResult:
    """Fire everything that is due, however late: once each, each in a transaction by itself. ``now`` is the database's time
    unless it is given."""
    done = TickResult()
    for rows in kinds:
        while (fired := _fire_next(database, rows, now)) is not None:
            done += fired
    return done


def clock_takes(uow: UnitOfWork, key: str) -> bool:
    """Take a key of the clock; False when what it stands for was done before."""
    return uow.inbox.first_time(key)


def _fire_next(database: Database, rows: DueRows, now: datetime | None) -> TickResult | None:
    """Fire one row; None when nothing is due that nobody else has."""
    with database.unit_of_work(now=now) as uow:
        row = rows.claim(uow)
        if row is None:
            return None
        try:
            rows.fire(uow, row)
            uow.commit()
        except (SQLAlchemyError, StorageError):
            raise  # the database's trouble, not that of this row
        except Exception as error:  # one that cannot be fired must not keep the others waiting
            failed = type(error).__name__
        else:
            return TickResult(1)
    with database.unit_of_work(now=now) as uow:
        rows.set_aside(uow, row)
        uow.commit()
    return TickResult(0, ((row.id, failed),))
