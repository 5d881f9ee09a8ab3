"""What a use case is given and what it gives back: the person who acts, the conversation that is open, the reply.

``bot.use_cases.base`` opens and closes these; a use case works with what it was handed.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks import notices
from bot.blocks.kit.messages import naming
from bot.blocks.kit.slack_types import Body, View
from bot.blocks.kit.text import name
from bot.i18n.catalogue import Words, words
from bot.i18n.refusals import BUSY, INVITE_FIRST, NOT_IN_CHANNEL, Refusal
from bot.messages import asked as asked_messages
from bot.messages import conversation as conversation_messages
from bot.use_cases import access
from bot.use_cases.access import AccessFacts, Act, Outsider, is_partner
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation, Said
from flows.conversation.conversation import Step as Moved
from flows.conversation.lifecycle import PAUSED
from flows.errors import BrokenConversation, NotAllowedNow, NotExpected, StaleQuestion
from storage.records import Message, Record
from storage.unit_of_work import UnitOfWork

_FORM_STAYS = (BUSY, INVITE_FIRST, NOT_IN_CHANNEL)
"""Refusals that may be over in a minute."""


@dataclass(frozen=True)
class Actor:
    """Who does something, where. ``key`` is the inbound key: the same key has one effect, however often it comes.

    ``surface`` says how they are answered: privately in the thread, or at once where they typed or sent something.
    """

    team: str
    user: str
    key: str
    surface: Literal["thread", "command", "modal"] = "thread"
    channel: str = ""
    thread_ts: str | None = None
    direct: bool = False
    """Slack named the place a direct message, between two or in a group: nobody's conversation is held there."""
    language: str | None = None
    """The language that the way of asking implies (``/partenariat``)."""


@dataclass(frozen=True)
class SlackReply:
    """What goes back at once: a private body, a modal to open (or to go on to), or errors by block id."""

    body: Body | None = None
    view: View | None = None
    errors: dict[str, str] | None = None
    language: str = "en"
    keeps_form: bool = False
    """The sentence of ``body`` stands in the form that was sent: it can be sent again, and what was typed is still there."""


class Answered(Exception):
    """A use case ended early with this reply, and changed nothing."""

    def __init__(self, reply: SlackReply) -> None:
        self.reply = reply
        super().__init__("answered early")


class CameBefore(Answered):
    """The inbound key came before: what it did is done. The reply is empty."""

    def __init__(self) -> None:
        super().__init__(SlackReply())


class StepRefused(Exception):
    """A conversation was open when this was refused. Outside of its transaction it becomes ``Answered``; ``base`` alone sees it."""

    def __init__(self, error: Exception, actor: Actor, conversation: str, reply: SlackReply) -> None:
        self.error, self.actor, self.conversation, self.reply = error, actor, conversation, reply
        super().__init__("refused")


class OpenedConversation(ABC):
    """A conversation in one unit of work, and the person who had it opened.

    ``actor`` is where this person is answered; ``words`` speaks their language.
    """

    def __init__(self, uow: UnitOfWork, actor: Actor, record: Record, facts: AccessFacts, language: str) -> None:
        self.uow, self.record = uow, record
        self.actor = _answered_where(actor, record)
        self.words: Words = words(language)
        self._facts = replace(facts, record=record)
        self._whispers = 0

    @property
    def conversation(self) -> Conversation:
        """The conversation as it stands in this unit of work."""
        return self.record.conversation

    @contextmanager
    def checked(self, act: Act) -> Iterator[None]:
        """Check the act, then let it be done; raises StepRefused for whatever refuses it. A conversation that is broken is no
        refusal: an operator reads of it."""
        try:
            self.check(act)
            yield
        except BrokenConversation:
            raise
        except access.DENIED as error:
            raise self.refused(error) from None

    def check(self, act: Act) -> None:
        """Raise NotExpected, Outsider or Refusal when this person may not do this as well. Slack is not asked again."""
        access.check(act, self._facts)

    def may(self, act: Act) -> bool:
        """Return whether this person may do this as well; no, where Slack was not asked for what it needs."""
        try:
            self.check(act)
        except access.DENIED:
            return False
        return True

    def reply(
        self,
        *,
        body: Body | None = None,
        before: Sequence[Body] = (),
        view: View | None = None,
        errors: dict[str, str] | None = None,
    ) -> SlackReply:
        """Return what goes back at once. In a thread bodies are told privately instead, those of ``before`` first; elsewhere
        there is room for ``body`` alone."""
        if body is not None and self.actor.surface == "thread":
            for each in (*before, body):
                self.tell_privately(each)
            body = None
        return SlackReply(body, view, errors, self.words.language)

    def refused(
        self, error: Exception, *, body: Body | None = None, errors: dict[str, str] | None = None
    ) -> StepRefused:
        """Return the exception that refuses this, and keeps nothing that was written here.

        The person is answered with ``body`` or ``errors``; without either, with one sentence for the error.
        """
        keeps_form = body is None and isinstance(error, Refusal) and error.key in _FORM_STAYS
        if body is None and errors is None:
            body = self.refusal(error)
        reply = SlackReply(body=body, errors=errors, language=self.words.language, keeps_form=keeps_form)
        return StepRefused(error, self.actor, self.record.id, reply)

    def refusal(self, error: Exception) -> Body:
        """Return one clear sentence. The partner's people do not read where our side stands."""
        conversation = self.record.conversation
        if isinstance(error, StaleQuestion | NotAllowedNow) and is_partner(conversation, self.actor.user):
            paused = conversation.stage == PAUSED
            return notices.short(self.words, "waiting.paused" if paused else "invitation.closed")
        if isinstance(error, StaleQuestion) or (isinstance(error, NotAllowedNow) and conversation.ended):
            return answers_private_blocks.already_closed(self.words, self.record, link_to(self.record))
        if isinstance(error, NotExpected) and not is_partner(conversation, self.actor.user):
            return answers_private_blocks.refused_to(self.words, self.record, error)
        return worded(self.words, error)

    def tell_privately(self, body: Body) -> None:
        """Have this person read something that nobody else reads."""
        part = f":{self._whispers}" if self._whispers else ""
        self._whispers += 1
        if not is_partner(self.conversation, self.actor.user):
            body = naming(name(self.record.partner_name, conversation_messages.IN_TEXT), body)
        self.send([whisper(self.actor, body, part)])

    @abstractmethod
    def send(self, messages: Iterable[Message]) -> None:
        """Write messages to send."""


class ConversationReading(OpenedConversation):
    """A conversation that is read only. Messages to send are written once the reading is over, under the actor's key."""

    def __init__(self, uow: UnitOfWork, actor: Actor, record: Record, facts: AccessFacts, language: str) -> None:
        super().__init__(uow, actor, record, facts, language)
        self.outgoing: list[Message] = []

    def send(self, messages: Iterable[Message]) -> None:
        self.outgoing.extend(messages)


class ConversationStep(OpenedConversation):
    """A conversation that is locked and may be changed: all that is written here is committed together."""

    def __init__(self, uow: UnitOfWork, actor: Actor, record: Record, facts: AccessFacts, language: str) -> None:
        super().__init__(uow, actor, record, facts, language)
        self._standing: frozenset[str] | None = None
        self.logged: list[tuple[str, str, list[str]]] = []
        """(event, stage, what was said) of each step; logged after the commit."""

    def move(self, moved: Moved, about: Record | None = None) -> tuple[Said, ...]:
        """Save where the conversation went, and what else is known of it by now (``about``). Return what it has to say."""
        conversation, said = moved
        before = self.record
        self.record = self.uow.conversations.save(replace(about or before, conversation=conversation))
        self.uow.reminders.keep(self.record, before)
        if any(each.what == talk.SUMMARISE for each in said):
            self.uow.assessments.add(self.record.id, conversation.assessment())
        self.note("conversation.step", conversation.stage, said)
        return said

    def say(self, said: Iterable[Said]) -> None:
        """Write the messages for what the conversation has to say: in its thread, and in private to those whom it waits for."""
        said = tuple(said)
        self.send(conversation_messages.messages(self.record, said, self.actor.key, self._stands))
        self.send(asked_messages.tell(self.uow, self.record, said, self.actor.user, self.actor.key))

    def _stands(self, slot: str) -> bool:
        """Return whether a slot has its message; asked once."""
        if self._standing is None:
            self._standing = self.uow.outbox.standing(self.record.id)
        return slot in self._standing

    def send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.uow.outbox.write(message)

    def note(self, event: str, stage: str, said: Iterable[Said]) -> None:
        """Have a step logged once it is committed."""
        self.logged.append((event, stage, [each.what for each in said]))


def whisper(actor: Actor, body: Body, part: str = "") -> Message:
    """Return the message that this person alone reads where they are."""
    return conversation_messages.whisper(
        actor.team, actor.channel, actor.user, body, actor.key + part, actor.thread_ts, direct=actor.direct
    )


def worded(said_in: Words, error: Exception) -> Body:
    """Return the one sentence for whatever a use case was refused with."""
    if isinstance(error, Outsider):
        return (
            notices.short(said_in, "outsider.guest")
            if error.guest
            else answers_private_blocks.outsider_refused(said_in)
        )
    return answers_private_blocks.refused(said_in, error)


def refused(said_in: Words, error: Exception) -> Answered:
    """Return the exception that ends a use case outside of a conversation with one sentence."""
    return Answered(SlackReply(body=worded(said_in, error), language=said_in.language))


def link_to(record: Record) -> str:
    """Return a link that opens the conversation's thread in Slack."""
    message = f"&message_ts={record.thread_ts}" if record.thread_ts else ""
    return f"https://slack.com/app_redirect?team={record.team}&channel={record.channel}{message}"


def _answered_where(actor: Actor, record: Record) -> Actor:
    """Return the actor with the place where they are answered: that of the conversation, unless they wrote somewhere else."""
    if actor.surface != "modal" and actor.channel:
        return actor
    if is_partner(record.conversation, actor.user):  # in private: our channel is not theirs to read
        return replace(actor, channel="", thread_ts=None)
    return replace(actor, channel=record.channel, thread_ts=record.thread_ts)
