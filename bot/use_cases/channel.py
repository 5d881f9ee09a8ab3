"""What somebody asks outside of any conversation: where the channel's stands, what one can type, in which language."""

from dataclasses import replace

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks import status
from bot.blocks.kit.slack_types import Body
from bot.i18n.catalogue import words
from bot.i18n.refusals import (
    NONE_IN_CHANNEL,
    NONE_IN_DIRECT,
    NOT_OPENED,
    NOT_OPENED_ELSEWHERE,
    SLOWER,
    TOO_LONG_TO_READ,
    UNKNOWN_LANGUAGE,
    UNKNOWN_WORD,
    Refusal,
)
from bot.i18n.typed_words import Typed
from bot.use_cases.access import Act, is_partner
from bot.use_cases.base import UseCases
from bot.use_cases.steps import Actor, SlackReply, refused

_MOST = 50
"""Open conversations of one channel that are looked at."""


class ChannelUseCases(UseCases):
    """The use cases that need no conversation."""

    def status(self, actor: Actor) -> SlackReply:
        """Say where each open conversation of the channel stands; not to the people of its partner."""
        if actor.direct:  # nobody's conversation is held there
            raise refused(self.words_for(actor), Refusal(NONE_IN_DIRECT))
        with self.outside(actor, Act.READ_CHANNEL_STATUS) as said_in:
            with self.database.reading() as uow:
                records = uow.conversations.in_channel(actor.team, actor.channel, limit=_MOST, open_only=True)
            theirs = [record for record in records if not is_partner(record.conversation, actor.user)]
            if not theirs:
                raise Refusal(NONE_IN_CHANNEL)
            if len(theirs) == 1:
                body = status.status(said_in, theirs[0], actor.user)
            else:
                body = status.statuses(said_in, theirs, actor.user)
            return SlackReply(body=body, language=said_in.language)

    def help(self, actor: Actor) -> SlackReply:
        """Say what one can type."""
        said_in = self.words_for(actor)
        return SlackReply(body=answers_private_blocks.help_text(said_in, self.guide), language=said_in.language)

    def not_understood(self, actor: Actor, typed: Typed) -> SlackReply:
        """Say in a sentence or two that a word was not understood, which, and what is nearest to it."""
        refusal = Refusal(UNKNOWN_WORD, typed=typed.written, nearest=typed.nearest)
        raise refused(self.words_for(actor), refusal)

    def too_long(self, actor: Actor, _: str = "") -> SlackReply:
        """Say in one sentence that what was typed is longer than what is read as a command, where the person is."""
        return self.failed(actor, Refusal(TOO_LONG_TO_READ))

    def slower(self, actor: Actor) -> SlackReply:
        """Say in one sentence that more was said than is answered within a minute."""
        return self.failed(actor, Refusal(SLOWER))

    def speak(self, actor: Actor, language: str | None) -> SlackReply:
        """Set the language of private answers and modals for a person; None is a language that the coach does not speak."""
        if language is None:
            raise refused(self.words_for(actor), Refusal(UNKNOWN_LANGUAGE))
        with self.writing() as uow:
            uow.preferences.set_language(actor.team, f"user:{actor.user}", language)
        return SlackReply(body=answers_private_blocks.language_set(words(language)), language=language)

    def not_opened(self, actor: Actor, reply: SlackReply, why: str) -> Body:
        """Return what a person is told in the place of what Slack did not open: the sentence that it would have shown, or, for a
        form, ``why`` there is none."""
        if why == NOT_OPENED and actor.surface != "thread":
            why = NOT_OPENED_ELSEWHERE
        return reply.body or answers_private_blocks.refused(self.words_for(actor), Refusal(why))

    def form_not_opened(self, actor: Actor, reply: SlackReply, why: str) -> None:
        """Say in private what Slack did not open, so that the click is not lost on the person: in the thread, or where there is
        none in their messages with the coach."""
        asked = replace(actor, key=f"{actor.key}:form")
        if actor.surface != "thread":
            asked = replace(asked, channel="", thread_ts=None)
        self.whisper(asked, self.not_opened(actor, reply, why))

    def failed(self, actor: Actor, refusal: Refusal) -> SlackReply:
        """Say in one sentence that a click came to nothing, where the person is."""
        return self.tell(actor, refused(self.words_for(actor), refusal).reply)
