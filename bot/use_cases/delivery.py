"""What did not arrive in Slack: sent again, or led out into a new thread. Whoever opened the conversation does it."""

from dataclasses import replace

from bot.blocks import notices, undelivered
from bot.blocks.kit.payloads import Modal, On
from bot.i18n.refusals import Refusal
from bot.messages import conversation as conversation_messages
from bot.use_cases.access import Act, is_partner
from bot.use_cases.base import UseCases
from bot.use_cases.steps import Actor, ConversationStep, SlackReply
from bot.use_cases.unanswered import Unanswered
from storage.conversations.moved_channel import move_conversation


class DeliveryUseCases(UseCases):
    """The use cases of messages that were not delivered."""

    def again(self, actor: Actor, on: On) -> SlackReply:
        """Send again what one person did not get (``v``), or what the thread did not."""
        with self.step(actor, on.c, Act.DELIVER) as step:
            outbox, conversation = step.uow.outbox, step.record.id
            told = conversation_messages.unreached_key(conversation, on.v or "")
            count = outbox.revive(conversation, on.v, told) if on.v else outbox.revive_posts(conversation, told)
            return step.reply(body=notices.short(step.words, "delivery.again" if count else "delivery.nothing"))

    def ask_new_thread(self, actor: Actor, on: On) -> SlackReply:
        """Open the form that asks where the conversation goes on."""
        with self.look(actor, on.c, Act.DELIVER) as look:
            return look.reply(view=undelivered.new_thread_modal(look.words, look.record))

    def new_thread(self, actor: Actor, modal: Modal, channel: str) -> SlackReply:
        """Go on in a new thread of this channel, with what waited for the old one below it."""
        there = replace(actor, channel=channel)
        with self.outside(there, Act.START) as said_in:
            if unfit := self.unfit_channel(there, said_in):
                return SlackReply(errors={undelivered.CHANNEL: unfit["text"]})
            try:
                self.check_here(there, Act.START_HERE)
                there_too = self.directory(actor.team).here(channel, self._partner_of(actor, str(modal.c)))
            except Refusal as refusal:
                return SlackReply(errors={undelivered.CHANNEL: said_in.say(refusal.key)})
            except Unanswered as error:
                return SlackReply(errors={undelivered.CHANNEL: said_in.say(error.refusal.key)})
        with self.step(actor, str(modal.c), Act.DELIVER) as step:
            if any(is_partner(step.conversation, person) for person in there_too):
                wrong = Refusal("setup.error.partner_reads")
                raise step.refused(wrong, errors={undelivered.CHANNEL: step.words.say(wrong.key)})
            _go_on_in(step, channel)
            return step.reply(body=notices.short(step.words, "new_thread.done"))

    def _partner_of(self, actor: Actor, conversation: str) -> frozenset[str]:
        with self.database.reading() as uow:
            named = uow.conversations.named(actor.team, conversation)
        return named.partner if named else frozenset()


def _go_on_in(step: ConversationStep, channel: str) -> None:
    """Move the conversation, and open its new thread; what waited for the old one follows in its order."""
    if channel != step.record.channel:
        step.uow.outbox.move(step.record.id, step.record.channel, channel)
        move_conversation(step.uow.session, step.record.id, channel)
        step.record = replace(step.record, channel=channel, thread_ts=None)
    step.send(conversation_messages.anew(step.record, step.actor.key))
