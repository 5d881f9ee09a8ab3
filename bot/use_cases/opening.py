"""Opening a conversation: the form, what must be right in it, and the first messages."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.blocks import ledger as ledger_blocks
from bot.blocks import setup
from bot.blocks.kit.payloads import Modal
from bot.blocks.kit.slack_types import Body, View
from bot.blocks.kit.view_state import typed_in
from bot.blocks.setup import Namesake, NewConversation
from bot.i18n.catalogue import Words
from bot.i18n.refusals import Refusal
from bot.messages import asked as asked_messages
from bot.messages import conversation as conversation_messages
from bot.use_cases import recorded
from bot.use_cases.access import Act
from bot.use_cases.base import Services, UseCases, unfit_to_answer
from bot.use_cases.search import SearchUseCases
from bot.use_cases.steps import Actor, Answered, SlackReply, link_to, whisper
from bot.use_cases.unanswered import Unanswered
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation, Step
from flows.model import Participant, Setup, Side
from storage.conversations.finding import Reader
from storage.records import Record
from storage.unit_of_work import UnitOfWork

Filled = Callable[[Conversation], Step]
"""What is known already of a conversation that begins."""

log = structlog.get_logger(__name__)


class OpeningUseCases(UseCases):
    """The use cases of a conversation that is not there yet."""

    def __init__(self, services: Services, search: SearchUseCases) -> None:
        super().__init__(services)
        self.search = search

    def ask_setup(self, actor: Actor, name: str = "") -> SlackReply:
        """Open the modal that opens a conversation, where one may be opened."""
        # Without a channel, or in a direct message, the form asks for one.
        where = "" if actor.direct else actor.channel
        with self.outside(actor, Act.START) as said_in:
            if where:
                if unfit := self.unfit_channel(actor, said_in):
                    raise Answered(SlackReply(body=unfit, language=said_in.language))
                self.check_here(actor, Act.START_HERE)
            known = self.namesake(actor, name) if where else None
            view = setup.setup_modal(said_in, self.guide, channel=where, opener=actor.user, name=name, namesake=known)
            return SlackReply(view=view, language=said_in.language)

    def ask_more(self, actor: Actor, modal: Modal, state: Mapping[str, Any]) -> SlackReply:
        """Show the whole form in the place of the short one, with what was typed so far."""
        with self.outside(actor, Act.START) as said_in:
            return SlackReply(view=self._again(actor, said_in, modal, state, more=True), language=said_in.language)

    def _again(
        self,
        actor: Actor,
        said_in: Words,
        modal: Modal,
        state: Mapping[str, Any],
        *,
        more: bool,
        namesake: Namesake | None = None,
    ) -> View:
        return setup.setup_modal(
            said_in,
            self.guide,
            channel=modal.channel or "",
            opener=actor.user,
            more=more,
            namesake=namesake,
            typed=typed_in(state),
        )

    def namesake(self, actor: Actor, name: str) -> Namesake | None:
        """Return the newest open conversation of the actor's channel with this name. Who opens one there reads the channel."""
        with self.database.reading() as uow:
            found = uow.conversations.namesake(actor.team, actor.channel, name) if name else None
        return Namesake(found.id, link_to(found), found.created_at.date()) if found and found.created_at else None

    def start(self, actor: Actor, modal: Modal, state: Mapping[str, Any]) -> SlackReply:
        """Open the conversation: its card, its thread, its first questions.

        What is wrong with it stands in the form: nothing typed is lost. A name that is open there already is said first.
        """
        channel = modal.channel or setup.chosen_channel(state)
        new = setup.setup_values(state, actor.user, modal.lang)
        actor = replace(actor, channel=channel)
        with self.outside(actor, Act.START) as said_in:
            if errors := self.unfit_errors(actor, said_in, setup.NAME if modal.channel else setup.CHANNEL):
                return SlackReply(errors=errors)
            if errors := setup.setup_errors(said_in, new):
                return SlackReply(errors=errors)
            if (known := self.namesake(actor, new.name)) is not None and known.id != modal.q:
                again = self._again(actor, said_in, modal, state, more=bool(modal.more), namesake=known)
                return SlackReply(view=again, language=said_in.language)
            return self.begin(actor, said_in, new)

    def unfit_errors(self, actor: Actor, said_in: Words, place: str) -> dict[str, str]:
        """Return why nothing may be begun in the actor's channel, beside the field ``place``."""
        if unfit := self.unfit_channel(actor, said_in):
            return {place: unfit["text"]}
        try:
            self.check_here(actor, Act.START_HERE)
        except Refusal as refusal:
            return {place: said_in.say(refusal.key)}
        return {}

    def begin(self, actor: Actor, said_in: Words, new: NewConversation, filled_in: Filled | None = None) -> SlackReply:
        """Open the conversation in the actor's channel. ``filled_in``: what is known of it already."""
        wrong = setup.setup_errors(said_in, new) or self._wrong_people(said_in, actor.team, actor.channel, new)
        if wrong:
            return SlackReply(errors=wrong)
        channel = actor.channel
        reader = self.search.reader_or_none(actor)
        people = [
            Participant(id=user, side=side, role=role, language=self.spoken_by(actor.team, user, new.language))
            for user, side, role in new.people
        ]
        situation = Setup(our_kind=new.our_kind, their_kind=new.their_kind, label=new.label, decision=new.decision)
        conversation, said = talk.begin(self.guide, situation, actor.user, people)
        if filled_in is not None:
            conversation, more = filled_in(conversation)
            said = (*said, *more)
        with self.once(actor) as uow:
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
            recorded.note(uow, actor, Act.START, record)
            uow.reminders.keep(record)
            for message in (
                *conversation_messages.opening(record, said, actor.key),
                *asked_messages.tell(uow, record, said, actor.user, actor.key),
            ):
                uow.outbox.write(message)
            if (before := _declined_before(uow, reader, record, said_in)) is not None:
                uow.outbox.write(whisper(replace(actor, thread_ts=None), before, ":before"))
        log.info("conversation.started", conversation=record.id, team=actor.team)
        return SlackReply()

    def _wrong_people(self, said_in: Words, team: str, channel: str, new: NewConversation) -> dict[str, str]:
        """Return what is wrong with whom, by block id. Our people must read the channel, the partner's must not; bots and
        deactivated people answer nothing."""
        errors: dict[str, str] = {}
        standing = list(zip(new.people, new.fields, strict=True))
        directory = self.directory(team)
        try:
            named = [user for user, _, _ in new.people]
            members = directory.here(channel, named)
            known = directory.people(named)
        except Unanswered as error:  # what cannot be checked is not started
            if error.unknown:
                block = next(field for (user, *_), field in standing if user == str(error))
                return {block: said_in.say("setup.error.unknown_person")}
            return {setup.NAME: said_in.say(error.refusal.key)}
        for (user, side, _), block in standing:
            if side is Side.ours:
                wrong = unfit_to_answer(known[user], members)
            else:
                wrong = "setup.error.partner_reads" if user in members else ""
                if known[user].deleted or known[user].bot:
                    wrong = "setup.error.cannot_answer"
            if wrong:
                errors[block] = said_in.say(wrong)
        return errors


def _declined_before(uow: UnitOfWork, reader: Reader | None, record: Record, said_in: Words) -> Body | None:
    """Return what this person may read of earlier no's to somebody like this one; to them alone, for others may read less."""
    if reader is None:
        return None
    found = uow.conversations.finding.declined_alike(reader, record.partner_name, record.conversation.setup)
    return ledger_blocks.declined_before(said_in, [(each, link_to(each)) for each in found]) if found else None
