"""People and details of a conversation that runs: who is expected, who leads it, what it is about. Who decides changes them."""

from dataclasses import replace

from bot.blocks import details as details_blocks
from bot.blocks.details import Details
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.setup import NAME, people_block
from bot.i18n.catalogue import Words
from bot.messages import asked as asked_messages
from bot.messages import details as details_messages
from bot.use_cases.access import Act
from bot.use_cases.base import UseCases, unfit_to_answer
from bot.use_cases.steps import Actor, Answered, ConversationStep, SlackReply
from bot.use_cases.unanswered import Unanswered
from flows.conversation.people import What, can_withdraw, change_people, withdraw
from flows.errors import AlreadyNamed, NobodyExpected, NotAllowedNow
from flows.model import Role
from storage.records import Record


class DetailsUseCases(UseCases):
    """The use cases of a conversation's people and details."""

    def offer(self, actor: Actor, on: On) -> SlackReply:
        """Offer the form as a private message with a button: there is no modal without a click."""
        with self.look(actor, on.c, Act.CHANGE_DETAILS) as look:
            _check_open(look.record)
            return look.reply(body=details_blocks.offered(look.words, look.record))

    def open(self, actor: Actor, on: On) -> SlackReply:
        """Open the form, filled in with how it is."""
        with self.look(actor, on.c, Act.CHANGE_DETAILS) as look:
            _check_open(look.record)
            return look.reply(view=details_blocks.form(look.words, look.record))

    def change(self, actor: Actor, modal: Modal, wanted: Details) -> SlackReply:
        """Take what the form brings: the thread reads what changed, who is new is asked, and who goes says what becomes of their
        answers."""
        conversation = str(modal.c)
        with self.look(actor, conversation, Act.CHANGE_DETAILS) as look:
            record, said_in = look.record, look.words
        if wrong := self._wrong(said_in, record, wanted):
            raise Answered(SlackReply(errors=wrong))
        before = details_blocks.details_of(record)
        new = [user for user in wanted.seats if user not in before.seats]
        languages = {user: self.spoken_by(actor.team, user, record.language) for user in new}
        with self.step(actor, conversation, Act.CHANGE_DETAILS) as step:
            if details_blocks.mark_of(step.record) != modal.q:
                changed_meanwhile = {NAME: step.words.say("details.error.meanwhile")}
                raise step.refused(NotAllowedNow("changed meanwhile"), errors=changed_meanwhile)
            _changed(step, wanted, languages)
            return step.reply()

    def _wrong(self, said_in: Words, record: Record, wanted: Details) -> dict[str, str]:
        """Return what is wrong, by block id. Our people must read the channel, and so must who leads."""
        first = people_block(Role.decision_maker)
        if not wanted.name or not wanted.seats:
            return (
                {NAME: said_in.say("setup.error.name")} if not wanted.name else {first: said_in.say(NobodyExpected.key)}
            )
        before = details_blocks.details_of(record)
        new = {user: people_block(role) for user, role in wanted.seats.items() if user not in before.seats}
        if wanted.opener != before.opener:
            new.setdefault(wanted.opener, details_blocks.OPENER)
        theirs = {one.id for one in record.conversation.people if one.id not in before.seats and one.side == "partner"}
        if both := theirs & new.keys():
            return {new[min(both)]: said_in.say("setup.error.both_sides")}
        directory = self.directory(record.team)
        try:
            here = directory.here(record.channel, new.keys()) if new else frozenset()
            known = directory.people(new.keys())
        except Unanswered as error:
            if error.unknown and str(error) in new:
                return {new[str(error)]: said_in.say("setup.error.unknown_person")}
            return {NAME: said_in.say(error.refusal.key)}
        found = {block: unfit_to_answer(known[user], here) for user, block in new.items()}
        return {block: said_in.say(wrong) for block, wrong in found.items() if wrong}

    # What becomes of the answers of who goes

    def keep(self, actor: Actor, on: On) -> SlackReply:
        """They stay: they stayed anyway, and the message says so."""
        with self.step(actor, on.c, Act.WITHDRAW) as step:
            step.send([details_messages.settled(step.record, actor.user, actor.key, withdrawn=False)])
            return step.reply()

    def withdraw(self, actor: Actor, on: On) -> SlackReply:
        """Take back everything that this person answered."""
        with self.step(actor, on.c, Act.WITHDRAW) as step:
            said = step.move(withdraw(step.conversation, actor.user))
            step.say(said)
            step.send(details_messages.withdrawn(step.record, actor.user, actor.key))
            return step.reply()


def _check_open(record: Record) -> None:
    if record.conversation.ended:
        raise NotAllowedNow("over", event="change_details", stage=record.conversation.stage)


def _changed(step: ConversationStep, wanted: Details, languages: dict[str, str]) -> None:
    """Keep what changed, and tell it."""
    before, by = details_blocks.details_of(step.record), step.actor.user
    try:
        moved, changes = change_people(step.conversation, by, wanted.seats, wanted.opener, languages)
    except AlreadyNamed as error:
        raise step.refused(error, errors={details_blocks.OPENER: step.words.say(error.key)}) from None
    if wanted == before:
        return
    conversation, said = moved
    setup = conversation.setup.model_copy(update={"decision": wanted.decision})
    about = replace(step.record, partner_name=wanted.name, decide_by=wanted.decide_by)
    said = step.move((replace(conversation, setup=setup), said), about)
    step.send([details_messages.told(step.record, by, before, wanted, changes, step.actor.key)])
    step.say(said)
    for one in changes:
        if one.what is What.added:
            step.send(asked_messages.ask_one(step.uow, step.record, one.person))
        if one.what is What.removed and one.person != by:
            answered = can_withdraw(step.conversation, one.person)
            step.send([details_messages.no_longer_asked(step.record, one.person, step.actor.key, answered=answered)])
