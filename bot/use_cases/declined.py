"""What people do with what was declined once its day has come: open it again, ask later, never ask."""

from datetime import date, timedelta

from bot.blocks import ledger as ledger_blocks
from bot.blocks import setup
from bot.blocks.kit.payloads import Modal, On
from bot.messages.conversation import of_declined
from bot.use_cases.access import Act
from bot.use_cases.base import UseCases, date_in_utc_minus_12
from bot.use_cases.steps import Actor, SlackReply
from flows.errors import DateInThePast
from flows.model import Side

_LATER = timedelta(days=90)


class DeclinedUseCases(UseCases):
    """The use cases of a declined conversation that may be reopened."""

    def ask_open(self, actor: Actor, on: On) -> SlackReply:
        """Open the form of a new conversation in the same channel, with the name filled in."""
        with self.look(actor, on.c, Act.OPEN_AGAIN) as look:
            record = look.record
            view = setup.setup_modal(
                look.words,
                self.guide,
                channel=record.channel,
                opener=actor.user,
                name=record.partner_name,
                more=True,
                people=[(person.id, person.side, person.role) for person in record.conversation.side(Side.ours)],
            )
            return look.reply(view=view)

    def ask_later(self, actor: Actor, on: On) -> SlackReply:
        """Open the form that asks for another day."""
        with self.look(actor, on.c, Act.OPEN_ASK_LATER) as look:
            day = date_in_utc_minus_12(look.uow.now) + _LATER
            return look.reply(view=ledger_blocks.later_modal(look.words, look.record, day))

    def later(self, actor: Actor, modal: Modal, day: date | None) -> SlackReply:
        """Ask again on that day."""
        return self._ask_on(actor, str(modal.c), day or date.min)

    def never(self, actor: Actor, on: On) -> SlackReply:
        """Never ask again; what would reopen it stays in the ledger."""
        return self._ask_on(actor, on.c, None)

    def _ask_on(self, actor: Actor, conversation: str, day: date | None) -> SlackReply:
        zone = self.zone_of(actor)  # Slack is asked outside of the transaction
        with self.step(actor, conversation, Act.ASK_LATER) as step:
            if day is not None and day < date_in_utc_minus_12(step.uow.now):
                over = DateInThePast()
                if actor.surface == "modal":
                    raise step.refused(over, errors={ledger_blocks.DAY: step.words.say(over.key)})
                raise over
            step.uow.ledger.ask_on(step.record.id, day, zone)
            step.send([of_declined(step.record, lambda said_in: ledger_blocks.asked_later(said_in, day), actor.key)])
            return step.reply()
