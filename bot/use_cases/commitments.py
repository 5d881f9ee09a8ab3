"""What a team does with its commitments: make one of a guardrail, look at them, close, move, hand over or contest one."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.blocks import commitments as commitments_blocks
from bot.blocks import conditions_form
from bot.blocks.commitments import Changed, Promised
from bot.blocks.conditions_form import Owned
from bot.blocks.kit.payloads import Modal, On
from bot.i18n.catalogue import words
from bot.messages import commitments as commitment_messages
from bot.use_cases.access import Act, is_partner
from bot.use_cases.base import UseCases, date_in_utc_minus_12
from bot.use_cases.steps import Actor, Answered, ConversationStep, OpenedConversation, SlackReply, StepRefused, worded
from bot.use_cases.unanswered import Unanswered
from flows.commitments import USUAL, Commitment, Did, close, contest, find, hand_over, make, move
from flows.errors import CommitmentError, DateInThePast, FlowError, NobodyOwnsIt, NotExpected, ReasonMissing
from flows.schedules.planned import NOWHERE
from storage.records import Record


class CommitmentUseCases(UseCases):
    """The use cases of commitments. Our side makes and changes them; the owner, who may be the partner's, changes their own."""

    def ask(self, actor: Actor, on: On) -> SlackReply:
        """Open the form of a new commitment, filled with the guardrail."""
        with self.look(actor, on.c, Act.MAKE_COMMITMENT) as look:
            flag = str(on.q)
            if flag not in look.conversation.guide.flag:
                raise NotExpected("no such flag")
            due = date_in_utc_minus_12(look.uow.now) + USUAL
            return look.reply(view=commitments_blocks.commit_modal(look.words, look.record, flag, actor.user, due))

    def make(self, actor: Actor, modal: Modal, promised: Promised) -> SlackReply:
        """Make it. What is wrong with it stands in the form."""
        self._check_can_own(actor, str(modal.c), promised.owner)
        with self.step(actor, str(modal.c), Act.MAKE_COMMITMENT) as step:
            try:
                made = _made(promised, modal.q, by=actor.user, on=date_in_utc_minus_12(step.uow.now))
            except FlowError as error:
                raise _beside_its_field(step, error) from None
            step.uow.commitments.add(step.record.id, made, _zone(step, made))
            return _told(step, made)

    def make_conditions(self, actor: Actor, modal: Modal, owned: Sequence[Owned]) -> SlackReply:
        """Make a commitment of each condition of the decision, all or none. What is wrong with one stands in the form."""
        for one in owned:
            self._check_can_own(actor, str(modal.c), one.owner, conditions_form.owner_block(one.flag))
        with self.step(actor, str(modal.c), Act.MAKE_COMMITMENT) as step:
            texts = conditions_form.guardrails(words(step.record.language), step.record)
            on = date_in_utc_minus_12(step.uow.now)
            made = []
            for one in owned:
                promised = Promised(texts.get(one.flag, ""), one.owner, one.due, "")
                try:
                    made.append(_made(promised, one.flag, by=actor.user, on=on))
                except FlowError as error:
                    at = conditions_form.due_block if isinstance(error, DateInThePast) else conditions_form.owner_block
                    raise step.refused(error, errors={at(one.flag): step.words.say(error.key)}) from None
            for each in made:
                step.uow.commitments.add(step.record.id, each, _zone(step, each))
            if made:
                record = replace(step.record, commitments=step.uow.commitments.of(step.record.id))
                step.send(commitment_messages.of_conditions(record, made, actor.key))
            return step.reply()

    def listing(self, actor: Actor, on: On) -> SlackReply:
        """Show all commitments of a conversation. An owner who is not here any more is shown so, and the opener is told, once."""
        with self.look(actor, on.c, Act.READ_COMMITMENTS) as look:
            record, directory = look.record, self.directory(actor.team)
            ownerless = self._ownerless(record)
            if ownerless and directory.is_member(record.channel, record.conversation.opener):
                look.send(commitment_messages.owner_left(record, each) for each in ownerless)
            return look.reply(view=commitments_blocks.list_modal(look.words, record, [each.id for each in ownerless]))

    def _ownerless(self, record: Record) -> list[Commitment]:
        """Return those that wait for somebody who left: our channel, or Slack. None of them when Slack does not say."""
        conversation, directory = record.conversation, self.directory(record.team)
        waiting = [each for each in record.commitments if each.waiting]
        try:
            here = directory.here(record.channel, {each.owner for each in waiting}) if waiting else frozenset()
            gone = {
                owner
                for owner in {each.owner for each in waiting}
                if (owner not in here and not is_partner(conversation, owner)) or directory.person(owner).deleted
            }
        except Unanswered:
            return []
        return [each for each in waiting if each.owner in gone]

    def ask_change(self, actor: Actor, on: On) -> SlackReply:
        """Open the form that closes, moves, hands over or contests one."""
        with self.look(actor, on.c, Act.CHANGE_COMMITMENT, about=str(on.q)) as look:
            commitment = find(look.record.commitments, str(on.q))
            return look.reply(view=commitments_blocks.change_modal(look.words, look.record, commitment))

    def change(self, actor: Actor, modal: Modal, change: Changed) -> SlackReply:
        """Close, move, hand over or contest a commitment."""
        if change.what == Did.handed_over:
            self._check_can_own(actor, str(modal.c), change.owner)
        with self.step(actor, str(modal.c), Act.CHANGE_COMMITMENT, about=str(modal.q)) as step:
            commitment = find(step.record.commitments, str(modal.q))
            try:
                changed = _changed(commitment, change, by=actor.user, on=date_in_utc_minus_12(step.uow.now))
            except FlowError as error:
                raise _beside_its_field(step, error) from None
            step.uow.commitments.save(step.record.id, changed, _zone(step, changed))
            return _told(step, changed)

    def _check_can_own(
        self, actor: Actor, conversation: str, owner: str, block: str = commitments_blocks.OWNER
    ) -> None:
        """Raise Answered with the sentence for the form when this person cannot own a commitment here.

        Slack is asked outside of any transaction. Whoever sent no owner, or means no conversation, is refused later.
        """
        with self.database.reading() as uow:
            record = uow.conversations.get(actor.team, conversation)
            language = self.spoken_to(uow, actor, record) if record else ""
        if record is None or not owner or any(person.id == owner for person in record.conversation.people):
            return
        try:
            person = self.directory(actor.team).person(owner)
            fits = not (person.bot or person.deleted or person.stranger)
            if fits and self.directory(actor.team).is_member(record.channel, owner):
                return
            key = "commit.error.owner"
        except Unanswered as error:
            key = error.refusal.key
        raise Answered(SlackReply(errors={block: words(language).say(key)}))


def _made(promised: Promised, flag: str | None, *, by: str, on: date) -> Commitment:
    if promised.due is None:
        raise DateInThePast
    return make(
        uuid.uuid4().hex,
        promised.text,
        owner=promised.owner,
        due=promised.due,
        by=by,
        on=on,
        flag=flag,
        tripwire=promised.tripwire,
    )


def _changed(commitment: Commitment, change: Changed, *, by: str, on: date) -> Commitment:
    match change.what:
        case Did.closed:
            return close(commitment, by=by, on=on, reason=change.reason)
        case Did.contested:
            return contest(commitment, by=by, on=on, reason=change.reason)
        case Did.moved:
            if change.due is None:
                raise DateInThePast
            return move(commitment, change.due, by=by, on=on, reason=change.reason)
        case Did.handed_over:
            return hand_over(commitment, change.owner, by=by, on=on, reason=change.reason)
        case _:
            raise CommitmentError


def _zone(step: ConversationStep, commitment: Commitment) -> str:
    """The zone in which its owner is told on the day."""
    return step.uow.zones.of(step.record.team, [commitment.owner]).get(commitment.owner, NOWHERE)


def _told(step: ConversationStep, changed: Commitment) -> SlackReply:
    """Tell the thread what was made or changed, and bring its card up to date."""
    record = replace(step.record, commitments=step.uow.commitments.of(step.record.id))
    step.send(commitment_messages.of_commitment(record, changed, step.actor.key))
    return step.reply()


def _beside_its_field(opened: OpenedConversation, error: FlowError) -> StepRefused:
    """Return the refusal with its sentence at the field that is wrong; what has no field replaces the form."""
    fields: dict[type[FlowError], str] = {
        DateInThePast: commitments_blocks.DUE,
        NobodyOwnsIt: commitments_blocks.OWNER,
        ReasonMissing: commitments_blocks.REASON,
    }
    block = fields.get(type(error))
    if block is None:
        return opened.refused(error, body=worded(opened.words, error))
    return opened.refused(error, errors={block: opened.words.say(error.key)})
