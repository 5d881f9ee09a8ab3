"""What somebody does who is asked in private before the decision: answer, put it off; and who has them reminded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.blocks import asked as asked_blocks
from bot.blocks import notices, status
from bot.blocks.kit.payloads import BadPayload, On
from bot.messages import asked as asked_messages
from bot.use_cases.access import Act
from bot.use_cases.base import Services, UseCases, date_in_utc_minus_12
from bot.use_cases.conversation import ConversationUseCases
from bot.use_cases.steps import Actor, ConversationStep, SlackReply
from flows.errors import DateInThePast, StaleQuestion
from flows.schedules.reminders import AGAIN_AFTER, ASKED, Reminder
from storage.conversations.reminders import waited_for

LATER = timedelta(days=1)


class AskedUseCases(UseCases):
    """The use cases of what asks and reminds one person."""

    def __init__(self, services: Services, conversation: ConversationUseCases) -> None:
        super().__init__(services)
        self.conversation = conversation

    def open(self, actor: Actor, on: On) -> SlackReply:
        """Open the form of the section, or of the one that waits by now; where nothing does, say where it stands."""
        with self.look(actor, on.c, Act.OPEN_SECTION) as look:
            here = look.conversation.section
            meant = on.s if here == on.s else look.conversation.waits_for(actor.user)
            if meant is None:
                return look.reply(body=status.status(look.words, look.record, actor.user))
        return self.conversation.open_section(actor, On(c=on.c, s=meant))

    # Putting it off: four different things, one click each

    def later(self, actor: Actor, on: On) -> SlackReply:
        """Remind this person tomorrow."""
        with self.step(actor, on.c, Act.PUT_OFF) as step:
            tomorrow = step.uow.now + LATER
            _kept(step, on.s, lambda one: replace(one, later=tomorrow))
            return step.reply()

    def skip(self, actor: Actor, on: On) -> SlackReply:
        """It is not for them: they are not reminded any more, and the opener may name somebody else."""
        with self.step(actor, on.c, Act.PUT_OFF) as step:
            _kept(step, on.s, lambda one: replace(one, skipped=True))
            if actor.user != step.conversation.opener:
                step.send([asked_messages.not_theirs(step.record, actor.user)])
            return step.reply()

    def away(self, actor: Actor, on: On) -> SlackReply:
        """Leave this person alone until the day that was picked, that day included; the opener may name somebody else."""
        try:
            last = date.fromisoformat(str(on.v))
        except ValueError:
            raise BadPayload(str(on.v)) from None
        with self.step(actor, on.c, Act.PUT_OFF) as step:
            if last < date_in_utc_minus_12(step.uow.now):
                raise DateInThePast
            _kept(step, on.q, lambda one: replace(one, away=last))
            if actor.user != step.conversation.opener:
                step.send([asked_messages.is_away(step.record, actor.user, last)])
            return step.reply()

    def never(self, actor: Actor, on: On) -> SlackReply:
        """Send this person no reminders about this partnership any more."""
        with self.step(actor, on.c, Act.PUT_OFF) as step:
            _kept(step, on.s, lambda one: replace(one, never=True))
            return step.reply()

    # Having others reminded

    def remind(self, actor: Actor, on: On) -> SlackReply:
        """Remind everybody whom the open section waits for, at most once a day; how many that were is said, never who."""
        with self.step(actor, on.c, Act.REMIND) as step:
            section, now = step.conversation.section, step.uow.now
            if section is None or not step.conversation.hidden or (on.s and on.s != section):
                raise StaleQuestion(section=str(on.s))
            asked = [one for one in step.uow.reminders.of(step.record.id) if one.key == section]
            if any(one.by_hand is not None and now - one.by_hand < AGAIN_AFTER for one in asked):
                return step.reply(body=notices.short(step.words, "asked.reminded.today"))
            waited = waited_for(step.record) - {(actor.user, section)}
            missing = [one for one in asked if (one.person, section) in waited]
            reached = [one for one in missing if not one.silent and not one.away_on(now)]
            for one in reached:
                step.uow.reminders.put(step.record, replace(one, by_hand=now))
                by_hand = asked_blocks.BY_HAND
                step.send([asked_messages.remind(step.record, one, by_hand, by=actor.user, name=actor.key)])
            return step.reply(body=asked_blocks.reminded(step.words, len(reached), len(missing) - len(reached)))


def _kept(step: ConversationStep, key: str | None, change: Callable[[Reminder], Reminder]) -> None:
    """Keep what this person clicked, for everything of the conversation that waits for them, and say what it means."""
    person, waited = step.actor.user, waited_for(step.record)
    mine = [one for one in step.uow.reminders.of(step.record.id) if one.person == person]
    clicked = next((one for one in mine if one.key == key and (person, one.key) in waited), None)
    if clicked is None:
        raise StaleQuestion(section=str(key))
    changed = change(clicked)
    step.uow.reminders.put(step.record, changed)
    for other in mine:
        if other.key != key and (person, other.key) in waited:
            step.uow.reminders.put(step.record, replace(other, never=changed.never, away=changed.away))
    if ASKED in changed.told:
        step.send([asked_messages.stands_now(step.record, changed, f"{step.actor.key}:own")])
    step.tell_privately(asked_blocks.what_it_means(step.words, step.record, changed))
