"""What our side says to what is held back: post it all the same, or look again who reads there."""

from bot.blocks import held as held_blocks
from bot.blocks import notices
from bot.blocks.kit.payloads import On
from bot.i18n.refusals import BUSY, NOTHING_HELD, Refusal
from bot.use_cases.access import Act
from bot.use_cases.base import UseCases, named_in
from bot.use_cases.readers import Held, held_before
from bot.use_cases.steps import Actor, SlackReply
from bot.use_cases.unanswered import Unanswered
from storage.outbox.outbox import HELD
from storage.records import Record


class HeldUseCases(UseCases):
    """The use cases of what is held back."""

    def post(self, actor: Actor, on: On) -> SlackReply:
        """Post it all the same, before those whom the question named; before anybody else it is asked again."""
        with self.step(actor, on.c, Act.POST_HELD) as step:
            if step.uow.outbox.parked_because(step.record.id) != HELD:
                raise Refusal(NOTHING_HELD)
            step.uow.accepted_readers.accept(step.record.id, held_blocks.accepted_in(on))
            step.uow.outbox.unpark(actor.team, conversation=step.record.id, because=(HELD,))
            return step.reply(body=notices.short(step.words, "held.posted"))

    def look_again(self, actor: Actor, on: On) -> SlackReply:
        """Look who reads there now: what may go goes, in its order; else say before whom it is still held."""
        with self.look(actor, on.c, Act.LOOK_AT_HELD) as look:
            if look.uow.outbox.parked_because(look.record.id) != HELD:
                raise Refusal(NOTHING_HELD)
            still = self._still(look.record, look.uow.accepted_readers.of(look.record.id))
            if still.before:
                return look.reply(body=held_blocks.still_held(look.words, look.record, still.before))
        with self.step(actor, on.c, Act.LOOK_AT_HELD) as step:
            step.uow.outbox.unpark(actor.team, conversation=step.record.id, because=(HELD,))
            return step.reply(body=notices.short(step.words, "held.goes_on"))

    def _still(self, record: Record, accepted: frozenset[str]) -> Held:
        try:
            readers = self.directory(record.team).readers(
                record.channel, 0
            )  # who says "look again" has changed something
        except Unanswered:
            raise Refusal(BUSY) from None
        return held_before(named_in(record), readers, accepted)
