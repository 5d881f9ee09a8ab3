"""The thread: what is typed to the coach there, and the replies that are kept as remarks."""

from bot import telling
from bot.agreements import Agreements
from bot.blocks import answers_private as private
from bot.blocks import check_in as check_in_blocks
from bot.blocks import notices
from bot.coach import Coach
from bot.i18n import words
from bot.payloads import On
from bot.refusals import NONE_HERE, Refusal
from bot.scheduling import Scheduling
from bot.turns import Actor, House, Reply, Turn, Turns
from bot.typed_words import AGREEMENT, BACK, CHECK_IN, HELP, NEXT, PAUSE, RESUME, REVEAL, STATUS, SUMMARY, WHY, check_in
from flows.conversation import FOLLOWING_UP
from flows.errors import NotAllowedNow, NotExpected
from storage.records import Record, Remark
from storage.unit_of_work import UnitOfWork


class ThreadNotKnownYet(Exception):
    """The thread may be that of a card whose place is not written down yet: Slack is not answered, and tells again."""


class Threads(Turns):
    """What people write in a thread."""

    def __init__(self, house: House, coach: Coach, scheduling: Scheduling, agreements: Agreements) -> None:
        super().__init__(house)
        self.coach, self.scheduling, self.agreements = coach, scheduling, agreements

    def in_thread(self, actor: Actor, word: str | None, rest: str = "") -> Reply:
        """A command that was typed to the coach in a thread, and what followed it; anything else gets the short help."""
        found = self._thread(actor)
        if found is None and word == HELP:
            self.whisper(actor, private.help_text(words(self.language(actor))))
            return Reply()
        if found is None:
            self.whisper(actor, private.refused(words(self.language(actor)), Refusal(NONE_HERE)))
            return Reply()
        on = On(c=found.id)
        moves = {
            NEXT: self.coach.go_on,
            BACK: self.coach.back,
            PAUSE: self.coach.pause,
            RESUME: self.coach.resume,
            REVEAL: self._typed_reveal,
        }
        looks = {
            STATUS: self.coach.status,
            WHY: self.coach.why,
            SUMMARY: self.coach.sum_up,
            AGREEMENT: self.agreements.offer,
        }
        if word in moves:
            return moves[word](actor, on)
        if word in looks:
            return looks[word](actor, on)
        if word == CHECK_IN:
            typed = check_in(rest)
            return self.scheduling.typed(actor, on, typed.word, typed.rest)
        self.whisper(actor, private.thread_help(words(self.language(actor, found))))
        return Reply()

    def in_private(self, actor: Actor) -> None:
        """A message to the coach alone: conversations live in channels, so it says how to start one."""
        self.whisper(actor, private.help_text(words(self.language(actor))))

    def thread_facts(self, actor: Actor) -> tuple[bool, bool]:
        """(in French, paused) of the thread's conversation: what an ambiguous word depends on."""
        found = self._thread(actor)
        return (found.language == "fr", found.conversation.stage == "paused") if found else (False, False)

    def _typed_reveal(self, actor: Actor, on: On) -> Reply:
        """There is no modal without a click: the confirmation comes as a private message with a button."""

        def look(turn: Turn) -> Reply:
            conversation = turn.record.conversation
            check_in = turn.uow.check_ins.latest(turn.record) if conversation.stage == FOLLOWING_UP else None
            if check_in is not None and check_in.check_in.hidden:
                return Reply(body=check_in_blocks.reveal_offered(turn.words, check_in))
            if not conversation.hidden:
                raise NotAllowedNow("reveal", event="reveal", stage=conversation.stage)
            if actor.user != conversation.opener:
                raise NotExpected("only the opener reveals early", person=actor.user)
            return Reply(body=notices.reveal_offered(turn.words, turn.record))

        return self.look(actor, on.c, look)

    def remark(self, actor: Actor, message_ts: str, text: str) -> None:
        """Keep a reply in the thread as a remark of the open section."""
        with self.database.unit_of_work() as uow:
            record = self._of_thread(uow, actor)
            if record is None or not uow.inbox.first_time(actor.key):
                return
            stage = record.conversation.section or record.conversation.stage
            uow.remarks.add(record.id, Remark(message_ts=message_ts, author=actor.user, section=stage, text=text))
            uow.commit()

    def remark_edited(self, actor: Actor, message_ts: str, text: str, edited_ts: str) -> None:
        """Keep the new words of a remark beside the old ones. ``edited_ts``: Slack's time of the edit, as edits may overtake."""
        with self.database.unit_of_work() as uow:
            record = self._of_thread(uow, actor)
            if record is None or not uow.inbox.first_time(actor.key):
                return
            uow.remarks.edit(record.id, message_ts, text, edited_ts)
            uow.commit()

    def remark_deleted(self, actor: Actor, message_ts: str) -> None:
        """Mark a remark as deleted."""
        with self.database.unit_of_work() as uow:
            record = self._of_thread(uow, actor)
            if record is None or not uow.inbox.first_time(actor.key):
                return
            uow.remarks.delete(record.id, message_ts)
            uow.commit()

    def add_remark(self, actor: Actor, message_ts: str, author: str, text: str) -> Reply:
        """The message shortcut: any message of the channel becomes a remark of its open conversation."""
        with self.database.reading() as uow:  # Slack may be asked who this is: no writer waits for that
            record = self._near(uow, actor, message_ts)
            said_in = words(self.spoken_to(uow, actor, record))
        if refusal := self.outsider(actor, said_in):
            return Reply(body=refusal, language=said_in.language)
        if record is None:  # perhaps the app is not even in the channel: only a modal surely reaches the person
            return Reply(body=private.refused(said_in, Refusal(NONE_HERE)), language=said_in.language)
        stage = record.conversation.section or record.conversation.stage
        with self.database.unit_of_work() as uow:
            uow.remarks.add(record.id, Remark(message_ts=message_ts, author=author, section=stage, text=text))
            body = notices.short(said_in, "remark.added")
            uow.outbox.write(
                telling.whisper(actor.team, actor.channel, actor.user, body, actor.key, actor.thread_ts or None)
            )
            uow.commit()
        self.wake()
        return Reply()

    def _near(self, uow: UnitOfWork, actor: Actor, message_ts: str) -> Record | None:
        if found := uow.conversations.by_thread(actor.team, actor.channel, actor.thread_ts or message_ts):
            return found
        open_here = uow.conversations.in_channel(actor.team, actor.channel, limit=1, open_only=True)
        return open_here[0] if open_here else None

    def _thread(self, actor: Actor) -> Record | None:
        with self.database.reading() as uow:
            return self._of_thread(uow, actor)

    def _of_thread(self, uow: UnitOfWork, actor: Actor) -> Record | None:
        """The conversation of a thread; None in other threads. Raises ThreadNotKnownYet."""
        record = uow.conversations.by_thread(actor.team, actor.channel, actor.thread_ts or "")
        if record is None and actor.thread_ts and uow.outbox.card_underway(actor.team, actor.channel):
            raise ThreadNotKnownYet
        return record
