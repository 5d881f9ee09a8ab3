"""The thread: what is typed to the coach there, and the replies that are kept as remarks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import select

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks import check_in as check_in_blocks
from bot.blocks import notices
from bot.blocks.kit.payloads import On
from bot.i18n.catalogue import words
from bot.i18n.commands import (
    AGREEMENT,
    BACK,
    CHECK_IN,
    HELP,
    NEXT,
    PAUSE,
    PEOPLE,
    REMIND,
    RESUME,
    REVEAL,
    STATUS,
    STUCK,
    SUMMARY,
    WHY,
)
from bot.i18n.languages import DEFAULT
from bot.i18n.refusals import NONE_HERE, NOTHING_TO_KEEP, Refusal
from bot.i18n.typed_words import Typed, check_in
from bot.use_cases.access import Act
from bot.use_cases.agreements import AgreementUseCases
from bot.use_cases.asked import AskedUseCases
from bot.use_cases.base import Services, UseCases
from bot.use_cases.conversation import ConversationUseCases
from bot.use_cases.details import DetailsUseCases
from bot.use_cases.schedules import ScheduleUseCases
from bot.use_cases.steps import Actor, Answered, ConversationStep, SlackReply, refused, worded
from flows.conversation.conversation import FOLLOWING_UP
from flows.errors import NotAllowedNow
from storage.records import Record, Remark
from storage.tables.models import ConversationRow
from storage.unit_of_work import UnitOfWork


class ThreadNotKnownYet(Exception):
    """The thread may be that of a card whose place is not written down yet: Slack is not answered, and tells again."""


class ThreadUseCases(UseCases):
    """What people write in a thread."""

    def __init__(
        self,
        services: Services,
        conversation: ConversationUseCases,
        schedules: ScheduleUseCases,
        agreements: AgreementUseCases,
        details: DetailsUseCases,
        asked: AskedUseCases,
    ) -> None:
        super().__init__(services)
        self.conversation, self.schedules, self.agreements = conversation, schedules, agreements
        self.details, self.asked = details, asked

    # Words to the coach

    def typed(self, actor: Actor, typed: Typed) -> SlackReply:
        """Do what was typed to the coach in a thread; what was not understood is said back, above the short help."""
        word, rest = typed.word, typed.rest
        found = self._conversation_of(actor)
        if found is None:
            said_in = self.words_for(actor)
            unfound = worded(said_in, Refusal(NONE_HERE))
            self.whisper(actor, answers_private_blocks.help_text(said_in, self.guide) if word == HELP else unfound)
            return SlackReply()
        if word is None:
            return self.conversation.not_understood(actor, On(c=found), typed)
        if word == CHECK_IN:
            dates = check_in(rest)
            return self.schedules.typed(actor, On(c=found), dates.word, dates.rest)
        use_cases = {
            NEXT: self.conversation.go_on,
            BACK: self.conversation.back,
            PAUSE: self.conversation.pause,
            RESUME: self.conversation.resume,
            REVEAL: self._offer_reveal,
            STATUS: self.conversation.status,
            WHY: self.conversation.why,
            STUCK: self.conversation.more_moves,
            SUMMARY: self.conversation.sum_up,
            AGREEMENT: self.agreements.offer,
            PEOPLE: self.details.offer,
            REMIND: self.asked.remind,
        }
        return use_cases.get(word, self.conversation.thread_help)(actor, On(c=found))

    def in_private(self, actor: Actor) -> SlackReply:
        """Answer a message to the coach alone: conversations live in channels, so it says how to start one."""
        self.whisper(actor, answers_private_blocks.help_text(self.words_for(actor), self.guide))
        return SlackReply()

    def thread_facts(self, actor: Actor) -> tuple[str, bool]:
        """Return (language, paused) of the thread's conversation: what an ambiguous word depends on."""
        with self.database.reading() as uow:
            found = uow.conversations.by_thread(actor.team, actor.channel, actor.thread_ts or "")
        return (found.language, found.conversation.stage == "paused") if found else (DEFAULT, False)

    def _offer_reveal(self, actor: Actor, on: On) -> SlackReply:
        """Offer the confirmation as a private message with a button: there is no modal without a click."""
        with self.look(actor, on.c, Act.OFFER_REVEAL) as look:
            conversation = look.conversation
            running = look.uow.check_ins.latest(look.record) if conversation.stage == FOLLOWING_UP else None
            if running is not None and running.check_in.hidden:
                return look.reply(body=check_in_blocks.reveal_offered(look.words, running))
            if not conversation.hidden:
                raise NotAllowedNow("reveal", event="reveal", stage=conversation.stage)
            look.check(Act.REVEAL_EARLY)
            return look.reply(body=notices.reveal_offered(look.words, look.record))

    # Remarks

    def remark(self, actor: Actor, message_ts: str, text: str) -> SlackReply:
        """Keep a reply in the thread as a remark of the open section; one that says nothing is not kept."""
        if not text:
            return SlackReply()
        with self._remarks(actor, Act.KEEP_REMARK) as step:
            step.uow.remarks.add(step.record.id, _remark(step.record, message_ts, actor.user, text))
        return SlackReply()

    def remark_edited(self, actor: Actor, message_ts: str, text: str, edited_ts: str) -> SlackReply:
        """Keep the new words of a remark beside the old ones. ``edited_ts``: Slack's time of the edit, as edits may overtake."""
        with self._remarks(actor, Act.CORRECT_REMARK) as step:
            step.uow.remarks.edit(step.record.id, message_ts, text, edited_ts)
        return SlackReply()

    def remark_deleted(self, actor: Actor, message_ts: str) -> SlackReply:
        """Mark a remark as deleted."""
        with self._remarks(actor, Act.CORRECT_REMARK) as step:
            step.uow.remarks.delete(step.record.id, message_ts)
        return SlackReply()

    @contextmanager
    def _remarks(self, actor: Actor, act: Act) -> Iterator[ConversationStep]:
        """Open the conversation of the actor's thread; raises Answered, with nothing to say, in other threads. Who may not is not
        told: they only wrote to others."""
        found = self._conversation_of(actor)
        if found is None:
            raise Answered(SlackReply())
        with self.step(replace(actor, surface="command"), found, act) as step:
            yield step

    def add_remark(self, actor: Actor, message_ts: str, author: str, text: str) -> SlackReply:
        """Keep any message of the channel as a remark of its open conversation: the message shortcut."""
        with self.database.reading() as uow:  # Slack may be asked who this is: no writer waits for that
            found = self._near(uow, actor, message_ts)
            said_in = words(self.spoken_to(uow, actor, found))
        if found is None:  # perhaps the app is not even in the channel: only a modal surely reaches the person
            raise refused(said_in, Refusal(NONE_HERE))
        if not text:
            raise refused(said_in, Refusal(NOTHING_TO_KEEP))
        with self.step(actor, found.id, Act.ADD_REMARK) as step:
            step.uow.remarks.add(step.record.id, _remark(step.record, message_ts, author, text))
            step.tell_privately(notices.short(step.words, "remark.added", partner=step.record.partner_name))
            return step.reply()

    def _near(self, uow: UnitOfWork, actor: Actor, message_ts: str) -> Record | None:
        if found := uow.conversations.by_thread(actor.team, actor.channel, actor.thread_ts or message_ts):
            return found
        open_here = uow.conversations.in_channel(actor.team, actor.channel, limit=1, open_only=True)
        return open_here[0] if open_here else None

    def _conversation_of(self, actor: Actor) -> str | None:
        """Return the id of the conversation of the actor's thread; None in other threads. Raises ThreadNotKnownYet."""
        this = (ConversationRow.team == actor.team, ConversationRow.channel == actor.channel)
        with self.database.reading() as uow:
            found = uow.session.scalar(
                select(ConversationRow.id).where(*this, ConversationRow.thread_ts == (actor.thread_ts or ""))
            )
            if found is None and actor.thread_ts and uow.outbox.card_underway(actor.team, actor.channel):
                raise ThreadNotKnownYet
        return found


def _remark(record: Record, message_ts: str, author: str, text: str) -> Remark:
    section = record.conversation.section or record.conversation.stage
    return Remark(message_ts=message_ts, author=author, section=section, text=text)
