"""One step of a conversation as one unit of work: who does it, what they are answered, and how it is refused.

The use cases (coach, check-ins, promises, reception, threads) say what happens; this says how: the inbound key, the answers and
what to send are committed together, and only then is Slack answered. A refusal is one clear sentence to one person.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

import structlog

from bot import telling
from bot.blocks import answers_private as private
from bot.blocks import notices
from bot.directory import Channel, Directory, Unanswered
from bot.i18n import Words, language_of, words
from bot.refusals import ARCHIVED, BUSY, INVITE_FIRST, ONLY_CHANNELS, UNKNOWN_CONVERSATION, Refusal
from flows import conversation as talk
from flows.conversation import Conversation, Step
from flows.errors import FlowError, NotAllowedNow, NotExpected, StaleQuestion
from flows.follow_up.planned import known_zone
from flows.lifecycle import PAUSED
from flows.model import Guide, Side
from storage.database import Database
from storage.records import Record
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

Body = dict[str, Any]
View = dict[str, Any]
_LATEST_CLOCK = timedelta(hours=12)


@dataclass(frozen=True)
class Actor:
    """Who does something, where. ``key`` is the inbound key: the same key has one effect, however often it comes."""

    team: str
    user: str
    key: str
    surface: Literal["thread", "command", "modal"] = "thread"
    channel: str = ""
    thread_ts: str | None = None
    language: str | None = None
    """The language that the way of asking implies (``/partenariat``)."""


@dataclass(frozen=True)
class Reply:
    """What goes back at once: a private body (after others, where one is not enough), a modal to open (or to go on to), or
    errors by block id."""

    body: Body | None = None
    before: tuple[Body, ...] = ()
    view: View | None = None
    errors: dict[str, str] | None = None
    language: str = "en"


@dataclass
class Turn:
    """One step in progress."""

    uow: UnitOfWork
    actor: Actor
    words: Words
    record: Record


@dataclass(frozen=True)
class House:
    """What every use case works with. ``wake`` tells the relay that something waits."""

    database: Database
    guide: Guide
    directory: Callable[[str], Directory]
    wake: Callable[[], None]
    charts: bool = False


class Turns:
    """Takes steps, one unit of work each."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.database, self.guide = house.database, house.guide
        self.directory, self.wake = house.directory, house.wake

    def take(
        self,
        actor: Actor,
        conversation: str,
        step: Callable[[Conversation], Step],
        after: "Callable[[Turn, tuple[talk.Said, ...]], Reply] | None" = None,
        refuse: "Callable[[Turn, FlowError], Reply] | None" = None,
        again: "Callable[[Turn], Reply] | None" = None,
        keep: "Callable[[Turn], None] | None" = None,
    ) -> Reply:
        """Load, step, save, write what to send, commit: all or nothing. ``keep``: what is saved beside it, before it is told.

        A key that came before changes nothing; ``again`` says what it is answered.
        """
        with self.database.unit_of_work() as uow:
            if not uow.inbox.first_time(actor.key):
                known = self.turn(uow, actor, conversation, lock=False) if again else None
                return again(known) if again and known else Reply()
            turn = self.turn(uow, actor, conversation, lock=True)
            if turn is not None:
                return self._taken(turn, step, after, refuse, keep)
        return self.unknown(actor)

    def _taken(
        self,
        turn: Turn,
        step: Callable[[Conversation], Step],
        after: "Callable[[Turn, tuple[talk.Said, ...]], Reply] | None",
        refuse: "Callable[[Turn, FlowError], Reply] | None",
        keep: "Callable[[Turn], None] | None",
    ) -> Reply:
        uow = turn.uow
        try:
            moved, said = step(turn.record.conversation)
        except FlowError as error:
            return self.refuse(turn, error, refuse)
        turn.record = uow.conversations.save(replace(turn.record, conversation=moved))
        if keep is not None:
            keep(turn)
        if any(one.what == talk.SUMMARISE for one in said):
            uow.assessments.add(turn.record.id, moved.assessment())
        for message in telling.messages(turn.record, said, turn.actor.key, charts=self.house.charts):
            uow.outbox.write(message)
        reply = replace(after(turn, said) if after else Reply(), language=turn.words.language)
        uow.commit()
        self.wake()
        log.info("conversation.step", conversation=turn.record.id, stage=moved.stage, said=[one.what for one in said])
        return reply

    def look(
        self, actor: Actor, conversation: str, look: Callable[[Turn], Reply], *, need_member: bool = False
    ) -> Reply:
        """Something to read or a modal to open: nothing of the conversation changes."""
        with self.database.reading() as uow:  # Slack may be asked who is in the channel: no writer waits for that
            turn = self.turn(uow, actor, conversation, lock=False)
            reply = self._looked(turn, look, need_member) if turn else Reply()
        if turn is None:
            return self.unknown(actor)
        if reply.body is not None and actor.surface == "thread":
            with self.database.unit_of_work() as uow:
                telling_turn = replace(turn, uow=uow)
                for number, body in enumerate(reply.before):
                    self.tell_privately(telling_turn, body, f":{number}")
                self.tell_privately(telling_turn, reply.body)
                uow.commit()
            self.wake()
            reply = replace(reply, body=None)
        return replace(reply, language=turn.words.language)

    def _looked(self, turn: Turn, look: Callable[[Turn], Reply], need_member: bool) -> Reply:
        try:
            if need_member:
                self.check_reader(turn)
            return look(turn)
        except FlowError as error:
            log.info("conversation.refused", conversation=turn.record.id, error=type(error).__name__)
            return Reply(body=self.refusal(turn, error))

    def turn(self, uow: UnitOfWork, actor: Actor, conversation: str, *, lock: bool) -> Turn | None:
        record = uow.conversations.get(actor.team, conversation, lock=lock)
        if record is None:
            return None
        where = actor
        if actor.surface == "modal" or not actor.channel:
            where = replace(actor, channel=record.channel, thread_ts=record.thread_ts)
            if is_partner(record.conversation, actor.user):  # in private: our channel is not theirs to read
                where = replace(actor, channel="", thread_ts=None)
        return Turn(uow, where, words(self.spoken_to(uow, actor, record)), record)

    def check_reader(self, turn: Turn) -> None:
        """Only who is in the channel now reads where things stand; never the partner's people."""
        conversation = turn.record.conversation
        if is_partner(conversation, turn.actor.user) or not self.is_member(turn.actor, turn.record.channel):
            raise NotExpected("reading", person=turn.actor.user)

    def is_member(self, actor: Actor, channel: str) -> bool:
        """Whether this person is in the channel now."""
        return self.directory(actor.team).is_member(channel, actor.user)

    def refuse(self, turn: Turn, error: FlowError, refuse: "Callable[[Turn, FlowError], Reply] | None") -> Reply:
        log.info("conversation.refused", conversation=turn.record.id, error=type(error).__name__)
        reply = refuse(turn, error) if refuse else Reply(body=self.refusal(turn, error))
        if reply.body is not None and turn.actor.surface == "thread":
            self.tell_privately(turn, reply.body)
            reply = Reply()
        # A modal that was refused may be sent again under the same key, so the key is kept only where nothing comes back.
        if turn.actor.surface == "thread":
            turn.uow.commit()
            self.wake()
        return replace(reply, language=turn.words.language)

    def refusal(self, turn: Turn, error: FlowError) -> Body:
        """One clear sentence. The partner's people do not read where our side stands."""
        record = turn.record
        if isinstance(error, StaleQuestion | NotAllowedNow) and is_partner(record.conversation, turn.actor.user):
            paused = record.conversation.stage == PAUSED
            return notices.short(turn.words, "waiting.paused" if paused else "invitation.closed")
        if isinstance(error, StaleQuestion) or (isinstance(error, NotAllowedNow) and record.conversation.ended):
            return private.already_closed(turn.words, record, link_to(record))
        return private.refused(turn.words, error)

    def unknown(self, actor: Actor) -> Reply:
        """There is no such conversation here."""
        log.warning("conversation.unknown", team=actor.team, user=actor.user)
        said_in = words(self.language(actor))
        body = private.refused(said_in, Refusal(UNKNOWN_CONVERSATION))
        if actor.surface != "thread":
            return Reply(body=body, language=said_in.language)
        self.whisper(actor, body)
        return Reply()

    def tell_privately(self, turn: Turn, body: Body, part: str = "") -> None:
        actor = turn.actor
        turn.uow.outbox.write(
            telling.whisper(actor.team, actor.channel, actor.user, body, actor.key + part, actor.thread_ts)
        )

    def whisper(self, actor: Actor, body: Body) -> None:
        with self.database.unit_of_work() as uow:
            if uow.inbox.first_time(actor.key):
                uow.outbox.write(
                    telling.whisper(actor.team, actor.channel, actor.user, body, actor.key, actor.thread_ts)
                )
                uow.commit()
        self.wake()

    def language(self, actor: Actor, record: Record | None = None) -> str:
        """The language in which a person is answered."""
        with self.database.reading() as uow:
            return self.spoken_to(uow, actor, record)

    def spoken_to(self, uow: UnitOfWork, actor: Actor, record: Record | None) -> str:
        if actor.language:
            return actor.language
        if chosen := uow.preferences.language(actor.team, f"user:{actor.user}"):
            return str(chosen)
        if record is not None:
            person = next((p for p in record.conversation.people if p.id == actor.user), None)
            return person.language if person else record.language
        return language_of(self.directory(actor.team).locale(actor.user))

    def zone_of(self, actor: Actor) -> str:
        """The zone of the person, or UTC where Slack knows none. Not within a transaction: Slack may be asked."""
        return known_zone(self.directory(actor.team).zone(actor.user))

    def outsider(self, actor: Actor, said_in: Words) -> Body | None:
        """Why somebody of another organisation, or a guest of ours, is refused; None for everybody else."""
        try:
            person = self.directory(actor.team).person(actor.user)
        except Unanswered:
            return private.refused(said_in, Refusal(BUSY))
        if person.stranger:
            return private.outsider_refused(said_in)
        return notices.short(said_in, "outsider.guest") if person.guest else None

    def unfit_channel(self, actor: Actor, said_in: Words) -> Body | None:
        """Why nothing can be posted for a team in the actor's channel; None where it can."""
        try:
            channel: Channel = self.directory(actor.team).channel(actor.channel)
        except Unanswered:
            return private.refused(said_in, Refusal(BUSY))
        if channel.direct:
            return private.refused(said_in, Refusal(ONLY_CHANNELS))
        if not channel.reachable:
            return private.refused(said_in, Refusal(INVITE_FIRST))
        if channel.archived:
            return private.refused(said_in, Refusal(ARCHIVED))
        return private.shared_channel_refused(said_in) if channel.shared else None


def today(now: datetime) -> date:
    """The day that is today for somebody somewhere: nobody is told that their own today is over."""
    return (now - _LATEST_CLOCK).date()


def is_partner(conversation: Conversation, user: str) -> bool:
    """Whether this person answers for the partner."""
    return any(person.id == user for person in conversation.side(Side.partner))


def link_to(record: Record) -> str:
    """A link that opens the conversation's thread in Slack."""
    message = f"&message_ts={record.thread_ts}" if record.thread_ts else ""
    return f"https://slack.com/app_redirect?team={record.team}&channel={record.channel}{message}"
