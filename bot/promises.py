"""What a team does with its commitments: make one of a guardrail, look at them, close, move, hand over or contest one."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot import telling
from bot.blocks import answers_private as private
from bot.blocks import commitments as blocks
from bot.blocks.commitments import Changed, Promised
from bot.directory import Unanswered
from bot.payloads import Modal, On
from bot.refusals import BUSY
from bot.turns import Actor, Reply, Turn, Turns, is_partner, today
from flows.errors import CommitmentError, DateInThePast, FlowError, NobodyOwnsIt, NotExpected, ReasonMissing
from flows.follow_up.commitments import Commitment, Did, close, contest, find, hand_over, make, move
from flows.model import Side
from storage.records import Message

USUAL = timedelta(days=30)
"""How far ahead the form proposes a day."""


class Promises(Turns):
    """The use cases of commitments. Our side makes and changes them; the owner, who may be the partner's, changes their own."""

    def ask(self, actor: Actor, on: On) -> Reply:
        """The form of a new commitment, filled with the guardrail."""

        def look(turn: Turn) -> Reply:
            _check_may(turn)
            flag = str(on.q)
            if flag not in turn.record.conversation.guide.flag:
                raise NotExpected("no such flag")
            due = today(turn.uow.now) + USUAL
            return Reply(view=blocks.commit_modal(turn.words, turn.record, flag, actor.user, due))

        return self.look(actor, on.c, look)

    def make(self, actor: Actor, modal: Modal, promised: Promised) -> Reply:
        """Make it. What is wrong with it stands in the form."""
        nobody = self._cannot_own(actor, str(modal.c), promised.owner)

        def act(turn: Turn) -> Commitment:
            _check_may(turn)
            on = today(turn.uow.now)
            if promised.due is None:
                raise DateInThePast
            made = make(
                uuid.uuid4().hex,
                promised.text,
                owner=promised.owner,
                due=promised.due,
                by=actor.user,
                on=on,
                flag=modal.q,
                tripwire=promised.tripwire,
            )
            turn.uow.commitments.add(turn.record.id, made)
            return made

        if nobody is not None:
            return Reply(errors={blocks.OWNER: nobody})
        return self._changed(actor, str(modal.c), act)

    def listing(self, actor: Actor, on: On) -> Reply:
        """All commitments of a conversation. An owner who is not here any more is shown so, and the opener is told, once."""
        left: list[Message] = []

        def look(turn: Turn) -> Reply:
            ownerless = self._ownerless(turn)
            if self.directory(actor.team).is_member(turn.record.channel, turn.record.conversation.opener):
                left.extend(telling.owner_left(turn.record, one) for one in ownerless)
            return Reply(view=blocks.list_modal(turn.words, turn.record, [one.id for one in ownerless]))

        reply = self.look(actor, on.c, look, need_member=True)
        if left:
            with self.database.unit_of_work() as uow:
                for message in left:
                    uow.outbox.write(message)
                uow.commit()
            self.wake()
        return reply

    def _ownerless(self, turn: Turn) -> list[Commitment]:
        """Those that wait for somebody who left: our channel, or Slack. Nobody, when Slack does not say."""
        conversation, directory = turn.record.conversation, self.directory(turn.record.team)
        waiting = [one for one in turn.record.commitments if one.waiting]
        try:
            here = directory.members(turn.record.channel) if waiting else frozenset()
            gone = {
                owner
                for owner in {one.owner for one in waiting}
                if (owner not in here and not is_partner(conversation, owner)) or directory.person(owner).deleted
            }
        except Unanswered:
            return []
        return [one for one in waiting if one.owner in gone]

    def ask_change(self, actor: Actor, on: On) -> Reply:
        """The form that closes, moves, hands over or contests one."""

        def look(turn: Turn) -> Reply:
            commitment = find(turn.record.commitments, str(on.q))
            _check_may(turn, commitment)
            return Reply(view=blocks.change_modal(turn.words, turn.record, commitment))

        return self.look(actor, on.c, look)

    def change(self, actor: Actor, modal: Modal, change: Changed) -> Reply:
        """Close, move, hand over or contest a commitment."""
        reason = change.reason
        if change.what == Did.handed_over:
            nobody = self._cannot_own(actor, str(modal.c), change.owner)
            if nobody is not None:
                return Reply(errors={blocks.OWNER: nobody})

        def act(turn: Turn) -> Commitment:
            commitment = find(turn.record.commitments, str(modal.q))
            _check_may(turn, commitment)
            on, by = today(turn.uow.now), actor.user
            match change.what:
                case Did.closed:
                    changed = close(commitment, by=by, on=on, reason=reason)
                case Did.contested:
                    changed = contest(commitment, by=by, on=on, reason=reason)
                case Did.moved:
                    changed = _moved(commitment, change.due, by=by, on=on, reason=reason)
                case Did.handed_over:
                    changed = hand_over(commitment, change.owner, by=by, on=on, reason=reason)
                case _:
                    raise CommitmentError
            turn.uow.commitments.save(turn.record.id, changed)
            return changed

        return self._changed(actor, str(modal.c), act)

    def _changed(self, actor: Actor, conversation: str, act: Callable[[Turn], Commitment]) -> Reply:
        """One unit of work: the change, what the thread is told, the card."""
        with self.database.unit_of_work() as uow:
            if not uow.inbox.first_time(actor.key):
                return Reply()
            if (turn := self.turn(uow, actor, conversation, lock=True)) is not None:
                return self._changed_in(turn, act)
        return self.unknown(actor)

    def _changed_in(self, turn: Turn, act: Callable[[Turn], Commitment]) -> Reply:
        try:
            changed = act(turn)
        except FlowError as error:
            return self.refuse(turn, error, _beside_its_field)
        commitments = turn.uow.commitments
        record = replace(turn.record, commitments=commitments.of(turn.record.id))
        for message in telling.of_commitment(record, changed, turn.actor.key):
            turn.uow.outbox.write(message)
        turn.uow.commit()
        self.wake()
        return Reply(language=turn.words.language)

    def _cannot_own(self, actor: Actor, conversation: str, owner: str) -> str | None:
        """Why this person cannot own a commitment here; None when they can. Slack is asked outside of any transaction."""
        with self.database.reading() as uow:
            turn = self.turn(uow, actor, conversation, lock=False)
        if turn is None or not owner or any(one.id == owner for one in turn.record.conversation.people):
            return None
        try:
            person = self.directory(actor.team).person(owner)
        except Unanswered:
            return turn.words.say(BUSY)
        fits = not (person.bot or person.deleted or person.stranger)
        if fits and self.directory(actor.team).is_member(turn.record.channel, owner):
            return None
        return turn.words.say("commit.error.owner")


def _moved(commitment: Commitment, due: date | None, *, by: str, on: date, reason: str) -> Commitment:
    if due is None:
        raise DateInThePast
    return move(commitment, due, by=by, on=on, reason=reason)


def _check_may(turn: Turn, commitment: Commitment | None = None) -> None:
    conversation, user = turn.record.conversation, turn.actor.user
    if commitment is not None and user == commitment.owner:
        return
    if user != conversation.opener and conversation.participant(user).side is not Side.ours:
        raise NotExpected("our side makes commitments", person=user)


def _beside_its_field(turn: Turn, error: FlowError) -> Reply:
    """The sentence at the field that is wrong; what has no field replaces the form."""
    fields: dict[type[FlowError], str] = {
        DateInThePast: blocks.DUE,
        NobodyOwnsIt: blocks.OWNER,
        ReasonMissing: blocks.REASON,
    }
    block = fields.get(type(error))
    if block is None:
        return Reply(body=private.refused(turn.words, error))
    return Reply(errors={block: turn.words.say(error.key)})
