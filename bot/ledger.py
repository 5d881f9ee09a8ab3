"""What people do with the distraction ledger once its day has come: open it again, ask later, never ask."""

from datetime import date, timedelta

from bot.blocks import answers_private as private
from bot.blocks import ledger as blocks
from bot.blocks import setup
from bot.payloads import Modal, On
from bot.telling import in_thread
from bot.turns import Actor, Reply, Turn, Turns, today
from flows.errors import DateInThePast, FlowError, NotExpected
from flows.model import Side

_LATER = timedelta(days=90)


class Ledger(Turns):
    """The use cases of a declined conversation that may be reopened."""

    def ask_open(self, actor: Actor, on: On) -> Reply:
        """The form of a new conversation in the same channel, with the name filled in."""

        def look(turn: Turn) -> Reply:
            record = turn.record
            people = [
                (person.id, person.side, person.role)
                for person in record.conversation.people
                if person.side is Side.ours
            ]
            name = record.partner_name
            return Reply(
                view=setup.setup_modal(
                    turn.words, self.guide, channel=record.channel, opener=actor.user, name=name, people=people
                )
            )

        return self.look(actor, on.c, look, need_member=True)

    def ask_later(self, actor: Actor, on: On) -> Reply:
        """The form that asks for another day."""

        def look(turn: Turn) -> Reply:
            _check_may(turn)
            return Reply(view=blocks.later_modal(turn.words, turn.record, today(turn.uow.now) + _LATER))

        return self.look(actor, on.c, look, need_member=True)

    def later(self, actor: Actor, modal: Modal, day: date | None) -> Reply:
        """Ask again on that day."""
        return self._again(actor, str(modal.c), day or date.min)

    def never(self, actor: Actor, on: On) -> Reply:
        """Never ask again; what would reopen it stays in the ledger."""
        return self._again(actor, on.c, None)

    def _again(self, actor: Actor, conversation: str, day: date | None) -> Reply:
        zone = self.zone_of(actor)
        with self.database.unit_of_work() as uow:
            if not uow.inbox.first_time(actor.key):
                return Reply()
            if (turn := self.turn(uow, actor, conversation, lock=True)) is not None:
                try:
                    _check_may(turn)
                    if day is not None and day < today(uow.now):
                        raise DateInThePast
                except FlowError as error:
                    return self.refuse(turn, error, _beside_the_day)
                uow.ledger.ask_on(turn.record.id, day, zone)
                uow.outbox.write(in_thread(turn.record, lambda said: blocks.asked_later(said, day), actor.key))
                uow.commit()
                self.wake()
                return Reply(language=turn.words.language)
        return self.unknown(actor)


def _check_may(turn: Turn) -> None:
    """Our people and the opener: what is asked of the channel is theirs to put off."""
    conversation, user = turn.record.conversation, turn.actor.user
    if user != conversation.opener and conversation.participant(user).side is not Side.ours:
        raise NotExpected("our side keeps the ledger", person=user)


def _beside_the_day(turn: Turn, error: FlowError) -> Reply:
    if isinstance(error, DateInThePast) and turn.actor.surface == "modal":
        return Reply(errors={blocks.DAY: turn.words.say(error.key)})
    return Reply(body=private.refused(turn.words, error))
