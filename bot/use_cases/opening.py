"""Opening a conversation: the form, what must be right in it, and the first messages."""

import uuid
from dataclasses import replace

import structlog

from bot.blocks import ledger as ledger_blocks
from bot.blocks import setup
from bot.blocks.kit.slack_types import Body
from bot.blocks.setup import NewConversation
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
from flows.model import Participant, Setup, Side
from storage.conversations.finding import Reader
from storage.records import Record
from storage.unit_of_work import UnitOfWork

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
            view = setup.setup_modal(said_in, self.guide, channel=where, opener=actor.user, name=name)
            return SlackReply(view=view, language=said_in.language)

    def start(self, actor: Actor, channel: str, new: NewConversation, *, chosen: bool = False) -> SlackReply:
        """Open the conversation: its card, its thread, its first questions.

        ``chosen``: the channel is a field of the form. What is wrong with it stands in the form: nothing typed is lost.
        """
        actor = replace(actor, channel=channel)
        with self.outside(actor, Act.START) as said_in:
            place = setup.CHANNEL if chosen else setup.NAME
            if unfit := self.unfit_channel(actor, said_in):
                return SlackReply(errors={place: unfit["text"]})
            try:
                self.check_here(actor, Act.START_HERE)
            except Refusal as refusal:
                return SlackReply(errors={place: said_in.say(refusal.key)})
            if errors := setup.setup_errors(said_in, new) or self._wrong_people(said_in, actor.team, channel, new):
                return SlackReply(errors=errors)
        reader = self.search.reader_or_none(actor)
        people = [
            Participant(id=user, side=side, role=role, language=self.spoken_by(actor.team, user, new.language))
            for user, side, role in new.people
        ]
        situation = Setup(our_kind=new.our_kind, their_kind=new.their_kind, label=new.label, decision=new.decision)
        conversation, said = talk.begin(self.guide, situation, actor.user, people)
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
        directory = self.directory(team)
        try:
            named = [user for user, _, _ in new.people]
            members = directory.here(channel, named)
            known = directory.people(named)
        except Unanswered as error:  # what cannot be checked is not started
            if error.unknown:
                side, role = next((side, role) for user, side, role in new.people if user == str(error))
                block = setup.people_block(role) if side is Side.ours else setup.PARTNER_PEOPLE
                return {block: said_in.say("setup.error.unknown_person")}
            return {setup.NAME: said_in.say(error.refusal.key)}
        for user, side, role in new.people:
            if side is Side.ours:
                block, wrong = setup.people_block(role), unfit_to_answer(known[user], members)
            else:
                reads = "setup.error.partner_reads" if user in members else ""
                block, wrong = setup.PARTNER_PEOPLE, reads
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
