"""The use cases. Each is one unit of work: the inbound key, the answers and what to send, in one commit.

Listeners call it and answer Slack when it returns; it knows no Slack client. A refusal is one clear sentence to one person.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import structlog

from bot import telling
from bot.blocks import answers_private as private
from bot.blocks import decision, home, notices, screening, section, setup, summary
from bot.blocks.setup import NewConversation
from bot.directory import Channel, Directory
from bot.i18n import Words, language_of, words
from bot.payloads import Modal, On
from bot.refusals import (
    ARCHIVED,
    INVITE_FIRST,
    NONE_HERE,
    ONLY_CHANNELS,
    UNKNOWN_CONVERSATION,
    UNKNOWN_LANGUAGE,
    UNKNOWN_WORD,
    Refusal,
)
from bot.typed_words import BACK, NEXT, PAUSE, RESUME, REVEAL, STATUS, SUMMARY, WHY
from flows import conversation as talk
from flows.conversation import Conversation, Step
from flows.errors import FlowError, InvalidAnswer, NotAllowedNow, NotExpected, ReasonRequired, StaleQuestion
from flows.model import Guide, Participant, Setup, Side
from storage.database import Database
from storage.records import Record, Remark
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

Body = dict[str, Any]
View = dict[str, Any]


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
    """What goes back at once: a private body, a modal to open (or to go on to), or errors by block id."""

    body: Body | None = None
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


class Coach:
    """What a team and its coach do together. ``wake`` tells the relay that something waits."""

    def __init__(
        self, database: Database, guide: Guide, directory: Callable[[str], Directory], wake: Callable[[], None]
    ) -> None:
        self.database, self.guide, self.directory, self.wake = database, guide, directory, wake

    # Opening a conversation

    def ask_setup(self, actor: Actor, name: str = "") -> Reply:
        """The modal that opens a conversation, where one may be opened."""
        language = self.language(actor)
        refusal = self._outsider(actor, words(language)) or self._unfit_channel(actor, words(language))
        if refusal:
            return Reply(body=refusal)
        view = setup.setup_modal(words(language), self.guide, channel=actor.channel, opener=actor.user, name=name)
        return Reply(view=view)

    def start(self, actor: Actor, channel: str, new: NewConversation) -> Reply:
        """Open the conversation: its card, its thread, its first questions."""
        actor = replace(actor, channel=channel)
        said_in = words(self.language(actor))
        if refusal := self._outsider(actor, said_in) or self._unfit_channel(actor, said_in):
            return Reply(body=refusal)
        if errors := setup.setup_errors(said_in, new) or self._wrong_people(said_in, actor.team, channel, new):
            return Reply(errors=errors)
        people = [
            Participant(id=user, side=side, role=role, language=self._spoken_by(actor.team, user, new.language))
            for user, side, role in new.people
        ]
        situation = Setup(our_kind=new.our_kind, their_kind=new.their_kind, label=new.label, decision=new.decision)
        conversation, said = talk.begin(self.guide, situation, actor.user, people)
        with self.database.unit_of_work() as uow:
            if not uow.inbox.first_time(actor.key):
                return Reply()
            record = uow.conversations.add(
                Record(
                    id=uuid.uuid4().hex,
                    team=actor.team,
                    channel=channel,
                    partner_name=new.name,
                    language=new.language,
                    conversation=conversation,
                    decide_by=new.decide_by,
                )
            )
            for message in telling.opening(record, said, actor.key):
                uow.outbox.write(message)
            uow.commit()
        self.wake()
        log.info("conversation.started", conversation=record.id, team=actor.team)
        return Reply()

    # Answering

    def answer_question(self, actor: Actor, on: On) -> Reply:
        """A click on one answer of the screening; the probe that it calls for opens next."""
        question = str(on.q)

        def step(conversation: Conversation) -> Step:
            return talk.answer(conversation, actor.user, str(on.s), {question: on.v})

        def after(turn: Turn, said: tuple[talk.Said, ...]) -> Reply:
            asked = turn.record.conversation.guide.question[question]
            self._tell_privately(turn, private.your_answer(turn.words, turn.record, asked, str(on.v)))
            return Reply(view=self._probe_view(turn, said))

        return self._take(actor, on.c, step, after)

    def open_section(self, actor: Actor, on: On, *, follow_ups: bool = False) -> Reply:
        """The modal of a section, prefilled with one's own answers."""

        def look(turn: Turn) -> Reply:
            conversation, name = turn.record.conversation, str(on.s)
            person = conversation.participant(actor.user)
            if person.side is Side.ours and conversation.section != name:
                raise StaleQuestion(section=name)
            if person.side is Side.partner and conversation.stage != "reviewing":
                raise NotAllowedNow("partner", event="answer", stage=conversation.stage)
            probes = conversation.follow_ups(actor.user, name) if follow_ups else ()
            if follow_ups and not probes:
                return Reply(body=notices.short(turn.words, "modal.no_follow_ups"))
            if follow_ups:
                return Reply(view=section.probe_modal(turn.words, turn.record, name, actor.user, probes))
            return Reply(view=section.section_modal(turn.words, turn.record, name, actor.user))

        return self._look(actor, on.c, look)

    def answer_section(self, actor: Actor, modal: Modal, raw: Mapping[str, object], *, consent: bool) -> Reply:
        """What a section's modal brings; wrong numbers go back to their fields, a closed section gives the text back."""
        name = str(modal.s)

        def step(conversation: Conversation) -> Step:
            follow_up = bool(modal.probes)
            return talk.answer(conversation, actor.user, name, raw, consent=consent, follow_up=follow_up)

        def after(turn: Turn, said: tuple[talk.Said, ...]) -> Reply:
            return Reply(view=self._probe_view(turn, said))

        def refuse(turn: Turn, error: FlowError) -> Reply:
            if isinstance(error, InvalidAnswer):
                return Reply(errors=section.answer_errors(turn.words, turn.record.conversation.guide, error))
            return Reply(body=private.text_given_back(turn.words, raw, turn.record))

        return self._take(actor, str(modal.c), step, after, refuse)

    def _probe_view(self, turn: Turn, said: tuple[talk.Said, ...]) -> View | None:
        probe = next((one for one in said if one.what == talk.PROBE), None)
        if probe is None or probe.section is None or probe.person is None:
            return None
        return section.probe_modal(turn.words, turn.record, probe.section, probe.person, probe.questions)

    # Moving on

    def ask_reveal(self, actor: Actor, on: On) -> Reply:
        """Before an early reveal: who is missing, to the opener alone."""

        def look(turn: Turn) -> Reply:
            conversation = turn.record.conversation
            if not conversation.hidden or (on.s and conversation.section != on.s):
                raise StaleQuestion(section=str(on.s))
            if actor.user != conversation.opener:
                raise NotExpected("only the opener reveals early", person=actor.user)
            return Reply(view=section.reveal_confirmation(turn.words, turn.record))

        return self._look(actor, on.c, look)

    def reveal(self, actor: Actor, on: On) -> Reply:
        """Show the open section's answers now."""
        return self._move(actor, on, lambda conversation: talk.reveal(conversation, actor.user))

    def go_on(self, actor: Actor, on: On) -> Reply:
        """Close the section and open the next; after the last, hear the partner or sum up."""
        return self._move(actor, on, lambda conversation: talk.go_on(conversation, actor.user))

    def back(self, actor: Actor, on: On) -> Reply:
        """Reopen the section before."""
        return self._move(actor, on, lambda conversation: talk.back(conversation, actor.user))

    def pause(self, actor: Actor, on: On) -> Reply:
        """Stop for now."""
        return self._move(actor, on, lambda conversation: talk.pause(conversation, actor.user))

    def resume(self, actor: Actor, on: On) -> Reply:
        """Go on where it was paused."""
        return self._move(actor, on, lambda conversation: talk.resume(conversation, actor.user))

    def ask_stop(self, actor: Actor, on: On) -> Reply:
        """A kind decline note to copy; sending the modal stops the conversation."""
        return self._look(actor, on.c, lambda turn: Reply(view=screening.decline_note(turn.words, turn.record)))

    def stop(self, actor: Actor, on: On) -> Reply:
        """Stop for good."""
        return self._move(actor, on, lambda conversation: talk.stop(conversation, actor.user))

    def _move(self, actor: Actor, on: On, step: Callable[[Conversation], Step]) -> Reply:
        def guarded(conversation: Conversation) -> Step:
            # A button carries the section that it was drawn for: a second click must not move a second time.
            if on.s is not None and on.s not in (conversation.section, conversation.stage):
                raise StaleQuestion(section=on.s)
            return step(conversation)

        return self._take(actor, on.c, guarded)

    # Deciding

    def ask_decision(self, actor: Actor, on: On) -> Reply:
        """The modal that records the decision."""

        def look(turn: Turn) -> Reply:
            if turn.record.conversation.stage != "deciding":
                raise NotAllowedNow("decide", event="decide", stage=turn.record.conversation.stage)
            assessment = turn.record.conversation.assessment()
            return Reply(view=decision.decision_modal(turn.words, turn.record, assessment))

        return self._look(actor, on.c, look)

    def decide(self, actor: Actor, modal: Modal, outcome: str, reason: str) -> Reply:
        """Record what the people decided."""

        def refuse(turn: Turn, error: FlowError) -> Reply:
            if isinstance(error, ReasonRequired):
                return Reply(errors={decision.REASON: turn.words.say(error.key)})
            return Reply(body=self._refusal(turn, error))

        return self._take(
            actor,
            str(modal.c),
            lambda conversation: talk.decide(conversation, actor.user, outcome, reason),
            None,
            refuse,
        )

    # Looking

    def why(self, actor: Actor, on: On) -> Reply:
        """Why each question of the section is asked."""

        def look(turn: Turn) -> Reply:
            guide = turn.record.conversation.guide
            name = on.s or turn.record.conversation.section or "screening"
            view = section.why_modal(turn.words, guide, name)
            return Reply(view=view) if actor.surface != "thread" or on.s else Reply(body=notices.as_body(view))

        return self._look(actor, on.c, look)

    def decline_note(self, actor: Actor, on: On) -> Reply:
        """The kind decline note to copy, when it is decided already."""

        def look(turn: Turn) -> Reply:
            return Reply(view=screening.decline_note(turn.words, turn.record, confirm=False))

        return self._look(actor, on.c, look)

    def other_points(self, actor: Actor, on: On) -> Reply:
        """The points that the summary folded."""

        def look(turn: Turn) -> Reply:
            assessment = turn.record.conversation.assessment()
            return Reply(view=summary.other_points_modal(turn.words, turn.record, assessment))

        return self._look(actor, on.c, look, need_member=True)

    def status(self, actor: Actor, on: On) -> Reply:
        """Where the conversation stands, for one person."""
        return self._look(
            actor, on.c, lambda turn: Reply(body=private.status(turn.words, turn.record, actor.user)), need_member=True
        )

    def sum_up(self, actor: Actor, on: On) -> Reply:
        """The summary again, for one person; once there is one."""

        def look(turn: Turn) -> Reply:
            conversation = turn.record.conversation
            if conversation.stage not in ("deciding", "following_up", "closed"):
                raise NotAllowedNow("summary", event="summary", stage=conversation.stage)
            bodies = summary.summary_messages(turn.words, turn.record, conversation.assessment())
            for number, body in enumerate(bodies[:-1]):
                self._tell_privately(turn, body, f":{number}")
            return Reply(body=bodies[-1])

        return self._look(actor, on.c, look, need_member=True)

    def channel_status(self, actor: Actor) -> Reply:
        """Where the channel's newest open conversation stands."""
        with self.database.reading() as uow:
            language = words(self._language(uow, actor, None))
            if refusal := self._outsider(actor, language):
                return Reply(body=refusal)
            records = uow.conversations.in_channel(actor.team, actor.channel, limit=1, open_only=True)
        return Reply(
            body=private.status(language, records[0], actor.user)
            if records
            else private.refused(language, Refusal(NONE_HERE))
        )

    def listing(self, actor: Actor) -> Reply:
        """The channel's conversations, newest first."""
        with self.database.reading() as uow:
            language = words(self._language(uow, actor, None))
            if refusal := self._outsider(actor, language):
                return Reply(body=refusal)
            records = uow.conversations.in_channel(actor.team, actor.channel, limit=20, open_only=False)
        return Reply(body=private.listing(language, records))

    def help(self, actor: Actor, unknown: str | None = None) -> Reply:
        """What one can type; one sentence for a word that was not understood."""
        said_in = words(self.language(actor))
        return Reply(
            body=private.help_text(said_in) if unknown is None else private.refused(said_in, Refusal(UNKNOWN_WORD))
        )

    def thread_help(self, actor: Actor, on: On) -> Reply:
        """The short help of a thread."""
        return self._look(actor, on.c, lambda turn: Reply(body=private.thread_help(turn.words)))

    def home(self, actor: Actor) -> View:
        """The App Home of a person."""
        with self.database.reading() as uow:
            language = words(self._language(uow, actor, None))
            records = uow.conversations.for_person(actor.team, actor.user, limit=20)
        return home.home(language, records, actor.user)

    # Languages

    def speak(self, actor: Actor, language: str | None) -> Reply:
        """Set the language of private answers and modals for a person."""
        if language is None:
            return Reply(body=private.refused(words(self.language(actor)), Refusal(UNKNOWN_LANGUAGE)))
        with self.database.unit_of_work() as uow:
            uow.preferences.set_language(actor.team, f"user:{actor.user}", language)
            uow.commit()
        return Reply(body=private.language_set(words(language)))

    def language(self, actor: Actor, record: Record | None = None) -> str:
        """The language in which a person is answered."""
        with self.database.reading() as uow:
            return self._language(uow, actor, record)

    def _language(self, uow: UnitOfWork, actor: Actor, record: Record | None) -> str:
        if actor.language:
            return actor.language
        if chosen := uow.preferences.language(actor.team, f"user:{actor.user}"):
            return str(chosen)
        if record is not None:
            person = next((p for p in record.conversation.people if p.id == actor.user), None)
            return person.language if person else record.language
        return language_of(self.directory(actor.team).person(actor.user).locale)

    def _spoken_by(self, team: str, user: str, default: str) -> str:
        with self.database.reading() as uow:
            chosen = uow.preferences.language(team, f"user:{user}")
        locale = self.directory(team).person(user).locale
        return str(chosen) if chosen else language_of(locale) if locale else default

    # The thread

    def in_thread(self, actor: Actor, word: str | None) -> Reply:
        """A command that was typed to the coach in a thread; anything else gets the short help."""
        found = self._thread(actor)
        if found is None:
            self._whisper(actor, private.refused(words(self.language(actor)), Refusal(NONE_HERE)))
            return Reply()
        on = On(c=found.id)
        moves = {NEXT: self.go_on, BACK: self.back, PAUSE: self.pause, RESUME: self.resume, REVEAL: self._typed_reveal}
        looks = {STATUS: self.status, WHY: self.why, SUMMARY: self.sum_up}
        if word in moves:
            return moves[word](actor, on)
        if word in looks:
            return looks[word](actor, on)
        self._whisper(actor, private.thread_help(words(self.language(actor, found))))
        return Reply()

    def thread_facts(self, actor: Actor) -> tuple[bool, bool]:
        """(in French, paused) of the thread's conversation: what an ambiguous word depends on."""
        found = self._thread(actor)
        return (found.language == "fr", found.conversation.stage == "paused") if found else (False, False)

    def _typed_reveal(self, actor: Actor, on: On) -> Reply:
        """There is no modal without a click: the confirmation comes as a private message with a button."""

        def look(turn: Turn) -> Reply:
            conversation = turn.record.conversation
            if not conversation.hidden:
                raise NotAllowedNow("reveal", event="reveal", stage=conversation.stage)
            if actor.user != conversation.opener:
                raise NotExpected("only the opener reveals early", person=actor.user)
            return Reply(body=notices.reveal_offered(turn.words, turn.record))

        return self._look(actor, on.c, look)

    def remark(self, actor: Actor, message_ts: str, text: str) -> None:
        """Keep a reply in the thread as a remark of the open section."""
        with self.database.unit_of_work() as uow:
            record = uow.conversations.by_thread(actor.team, actor.channel, str(actor.thread_ts))
            if record is None or not uow.inbox.first_time(actor.key):
                return
            stage = record.conversation.section or record.conversation.stage
            uow.remarks.add(record.id, Remark(message_ts=message_ts, author=actor.user, section=stage, text=text))
            uow.commit()

    def remark_edited(self, actor: Actor, message_ts: str, text: str) -> None:
        """Keep the new words of a remark beside the old ones."""
        with self.database.unit_of_work() as uow:
            record = uow.conversations.by_thread(actor.team, actor.channel, str(actor.thread_ts))
            if record is None or not uow.inbox.first_time(actor.key):
                return
            uow.remarks.edit(record.id, message_ts, text)
            uow.commit()

    def remark_deleted(self, actor: Actor, message_ts: str) -> None:
        """Mark a remark as deleted."""
        with self.database.unit_of_work() as uow:
            record = uow.conversations.by_thread(actor.team, actor.channel, str(actor.thread_ts))
            if record is None or not uow.inbox.first_time(actor.key):
                return
            uow.remarks.delete(record.id, message_ts)
            uow.commit()

    def add_remark(self, actor: Actor, message_ts: str, author: str, text: str) -> Reply:
        """The message shortcut: any message of the channel becomes a remark of its open conversation."""
        with self.database.unit_of_work() as uow:
            record = self._near(uow, actor)
            said_in = words(self._language(uow, actor, record))
            if refusal := self._outsider(actor, said_in):
                body = refusal
            elif record is None:
                body = private.refused(said_in, Refusal(NONE_HERE))
            else:
                stage = record.conversation.section or record.conversation.stage
                uow.remarks.add(record.id, Remark(message_ts=message_ts, author=author, section=stage, text=text))
                body = notices.short(said_in, "remark.added")
            uow.outbox.write(
                telling.whisper(actor.team, actor.channel, actor.user, body, actor.key, actor.thread_ts or None)
            )
            uow.commit()
        self.wake()
        return Reply()

    def _near(self, uow: UnitOfWork, actor: Actor) -> Record | None:
        if actor.thread_ts:
            found = uow.conversations.by_thread(actor.team, actor.channel, actor.thread_ts)
            if found:
                return found
        open_here = uow.conversations.in_channel(actor.team, actor.channel, limit=1, open_only=True)
        return open_here[0] if open_here else None

    def _thread(self, actor: Actor) -> Record | None:
        with self.database.reading() as uow:
            return uow.conversations.by_thread(actor.team, actor.channel, actor.thread_ts or "")

    # One step

    def _take(
        self,
        actor: Actor,
        conversation: str,
        step: Callable[[Conversation], Step],
        after: "Callable[[Turn, tuple[talk.Said, ...]], Reply] | None" = None,
        refuse: "Callable[[Turn, FlowError], Reply] | None" = None,
    ) -> Reply:
        """Load, step, save, write what to send, commit: all or nothing. A key that came before does nothing."""
        with self.database.unit_of_work() as uow:
            if not uow.inbox.first_time(actor.key):
                return Reply()
            turn = self._turn(uow, actor, conversation, lock=True)
            if turn is None:
                return self._unknown(uow, actor)
            try:
                moved, said = step(turn.record.conversation)
            except FlowError as error:
                return self._refuse(turn, error, refuse)
            turn.record = uow.conversations.save(replace(turn.record, conversation=moved))
            if any(one.what == talk.SUMMARISE for one in said):
                uow.assessments.add(turn.record.id, moved.assessment())
            for message in telling.messages(turn.record, said, actor.key):
                uow.outbox.write(message)
            reply = after(turn, said) if after else Reply()
            uow.commit()
        self.wake()
        log.info("conversation.step", conversation=conversation, stage=moved.stage, said=[one.what for one in said])
        return reply

    def _look(
        self, actor: Actor, conversation: str, look: Callable[[Turn], Reply], *, need_member: bool = False
    ) -> Reply:
        """Something to read or a modal to open: nothing of the conversation changes."""
        with self.database.unit_of_work() as uow:
            turn = self._turn(uow, actor, conversation, lock=False)
            if turn is None:
                return self._unknown(uow, actor)
            try:
                if need_member:
                    self._check_reader(turn)
                reply = look(turn)
            except FlowError as error:
                return self._refuse(turn, error, None)
            if reply.body is not None and actor.surface == "thread":
                self._tell_privately(turn, reply.body)
                reply = replace(reply, body=None)
            uow.commit()
        self.wake()
        return reply

    def _turn(self, uow: UnitOfWork, actor: Actor, conversation: str, *, lock: bool) -> Turn | None:
        record = uow.conversations.get(actor.team, conversation, lock=lock)
        if record is None:
            return None
        where = actor
        if actor.surface == "modal" or not actor.channel:
            where = replace(actor, channel=record.channel, thread_ts=record.thread_ts)
        return Turn(uow, where, words(self._language(uow, actor, record)), record)

    def _check_reader(self, turn: Turn) -> None:
        """Only our side and the channel's own members read where things stand; never the partner's people."""
        conversation = turn.record.conversation
        if turn.actor.user in {person.id for person in conversation.side(Side.partner)}:
            raise NotExpected("reading", person=turn.actor.user)
        if turn.actor.user != conversation.opener and turn.actor.user not in {p.id for p in conversation.people}:
            person = self.directory(turn.actor.team).person(turn.actor.user)
            if person.stranger or person.guest:
                raise NotExpected("reading", person=turn.actor.user)

    def _refuse(self, turn: Turn, error: FlowError, refuse: "Callable[[Turn, FlowError], Reply] | None") -> Reply:
        log.info("conversation.refused", conversation=turn.record.id, error=type(error).__name__)
        reply = refuse(turn, error) if refuse else Reply(body=self._refusal(turn, error))
        if reply.body is not None and turn.actor.surface == "thread":
            self._tell_privately(turn, reply.body)
            reply = Reply()
        # A modal that was refused may be sent again under the same key, so the key is kept only where nothing comes back.
        if turn.actor.surface == "thread":
            turn.uow.commit()
            self.wake()
        return reply

    def _refusal(self, turn: Turn, error: FlowError) -> Body:
        record = turn.record
        if isinstance(error, StaleQuestion) or (isinstance(error, NotAllowedNow) and record.conversation.ended):
            return private.already_closed(turn.words, record, link_to(record))
        return private.refused(turn.words, error)

    def _unknown(self, uow: UnitOfWork, actor: Actor) -> Reply:
        log.warning("conversation.unknown", team=actor.team, user=actor.user)
        body = private.refused(words(self._language(uow, actor, None)), Refusal(UNKNOWN_CONVERSATION))
        if actor.surface != "thread":
            return Reply(body=body)
        uow.outbox.write(telling.whisper(actor.team, actor.channel, actor.user, body, actor.key, actor.thread_ts))
        uow.commit()
        self.wake()
        return Reply()

    def _tell_privately(self, turn: Turn, body: Body, part: str = "") -> None:
        actor = turn.actor
        turn.uow.outbox.write(
            telling.whisper(actor.team, actor.channel, actor.user, body, actor.key + part, actor.thread_ts)
        )

    def _whisper(self, actor: Actor, body: Body) -> None:
        with self.database.unit_of_work() as uow:
            if uow.inbox.first_time(actor.key):
                uow.outbox.write(
                    telling.whisper(actor.team, actor.channel, actor.user, body, actor.key, actor.thread_ts)
                )
                uow.commit()
        self.wake()

    # Who may, and where

    def _outsider(self, actor: Actor, said_in: Words) -> Body | None:
        person = self.directory(actor.team).person(actor.user)
        return private.outsider_refused(said_in) if person.stranger or person.guest else None

    def _unfit_channel(self, actor: Actor, said_in: Words) -> Body | None:
        channel: Channel = self.directory(actor.team).channel(actor.channel)
        if channel.direct:
            return private.refused(said_in, Refusal(ONLY_CHANNELS))
        if not channel.reachable:
            return private.refused(said_in, Refusal(INVITE_FIRST))
        if channel.archived:
            return private.refused(said_in, Refusal(ARCHIVED))
        return private.shared_channel_refused(said_in) if channel.shared else None

    def _wrong_people(self, said_in: Words, team: str, channel: str, new: NewConversation) -> dict[str, str]:
        """Our people must read the channel, the partner's must not; bots and deactivated people answer nothing."""
        errors: dict[str, str] = {}
        directory = self.directory(team)
        members = directory.members(channel)
        for user, side, role in new.people:
            person = directory.person(user)
            block = setup.people_block(role) if side is Side.ours else setup.PARTNER_PEOPLE
            if person.deleted or person.bot:
                errors[block] = said_in.say("setup.error.cannot_answer")
            elif side is Side.partner and user in members:
                errors[block] = said_in.say("setup.error.partner_reads")
            elif side is Side.ours and person.stranger:
                errors[block] = said_in.say("setup.error.stranger")
            elif side is Side.ours and members and user not in members:
                errors[block] = said_in.say("setup.error.not_in_channel")
        return errors


def link_to(record: Record) -> str:
    """A link that opens the conversation's thread in Slack."""
    message = f"&message_ts={record.thread_ts}" if record.thread_ts else ""
    return f"https://slack.com/app_redirect?team={record.team}&channel={record.channel}{message}"
