"""When the coach asks again: set at the decision, looked at, and changed by our side in a form or in words."""

from dataclasses import replace

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks import schedule as schedule_blocks
from bot.blocks import schedule_form as schedule_form_blocks
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Body
from bot.blocks.schedule import CHANGED, PAUSED_ALL, RESUMED, STOPPED
from bot.blocks.schedule_form import Written
from bot.i18n.commands import PAUSE, RESUME, SHOW
from bot.i18n.typed_words import NOW, STOP
from bot.messages import schedules as schedules_messages
from bot.use_cases.access import Act
from bot.use_cases.base import UseCases
from bot.use_cases.due import ask_now
from bot.use_cases.presence import NOBODY_GONE, Gone, gone_from
from bot.use_cases.schedule_changes import WrongField, ask_alike, read_typed, rewrite
from bot.use_cases.steps import Actor, ConversationStep, OpenedConversation, SlackReply
from bot.use_cases.unanswered import Unanswered
from flows.check_ins.nudges import call_off
from flows.conversation.conversation import FOLLOWING_UP
from flows.errors import CheckInUnderway, NotFollowedUp
from flows.schedules.planned import Part, part_of
from flows.schedules.rules import Once, Rule, default_patterns
from flows.schedules.wall_clock import local
from storage.records import Record
from storage.unit_of_work import UnitOfWork

_DONE = {PAUSE: PAUSED_ALL, RESUME: RESUMED, STOP: STOPPED}
"""What was done, by the word that asked for it."""


def begin(uow: UnitOfWork, record: Record, by: str, zone: str, key: str) -> None:
    """Set the dates at the decision: day 30, then every 90 days, in the morning of a working day.

    Where it was decided before, what still runs goes on as it is; where it is declined, nothing is asked any more.
    """
    if record.conversation.ended:
        end(uow, record, key)
        return
    asking = schedules_messages.asking_of(uow, record)
    if not asking.schedules:
        today = local(uow.now, zone).date()
        for pattern in default_patterns(today):
            uow.schedules.add(record.id, Rule(pattern=pattern, zone=zone), by)
        asking = schedules_messages.asking_of(uow, record)
    uow.outbox.write(schedules_messages.decided(asking, key))


def end(uow: UnitOfWork, record: Record, key: str) -> None:
    """Stop all dates at the end of a conversation, or of its follow-up; the thread does not say otherwise."""
    schedules = schedules_messages.asking_of(uow, record).schedules
    for schedule in schedules:
        uow.schedules.stop(schedule)
    for message in schedules_messages.brought_up(uow, record, key) if schedules else ():
        uow.outbox.write(message)


class ScheduleUseCases(UseCases):
    """The use cases of a conversation's dates. Who is in the channel reads them; our side changes them."""

    # Looking

    def show(self, actor: Actor, on: On) -> SlackReply:
        """Say when the coach asks again, in this person's language and zone."""
        zone = self.zone_of(actor)
        with self.look(actor, on.c, Act.READ_DATES) as look:
            return look.reply(body=_shown(look, zone))

    def open(self, actor: Actor, on: On) -> SlackReply:
        """Open the form, filled with how things stand."""
        zone = self.zone_of(actor)
        with self.look(actor, on.c, Act.CHANGE_DATES) as look:
            _check_followed_up(look)
            asking = schedules_messages.asking_of(look.uow, look.record)
            return look.reply(view=schedule_form_blocks.schedule_modal(look.words, asking, zone))

    # Changing

    def typed(self, actor: Actor, on: On, word: str | None, text: str) -> SlackReply:
        """Do what somebody typed after ``checkin``. ``word``: None for a rule, which ``text`` holds."""
        if word == SHOW:
            return self.show(actor, on)
        if word == NOW:
            return self._ask_now(actor, on)
        if word in _DONE:
            return self._switch(actor, on, word)
        return self._add(actor, on, text)

    def pause(self, actor: Actor, on: On) -> SlackReply:
        """Ask nothing for now."""
        return self._switch(actor, on, PAUSE)

    def resume(self, actor: Actor, on: On) -> SlackReply:
        """Ask again."""
        return self._switch(actor, on, RESUME)

    def change(self, actor: Actor, modal: Modal, written: Written) -> SlackReply:
        """Take what the form brings. What is wrong stands beside its field."""
        with self.step(actor, str(modal.c), Act.CHANGE_DATES) as step:
            _check_followed_up(step)
            called_off = written.going != schedule_form_blocks.GO and _called_off(step)
            try:
                done = rewrite(step, written)
            except WrongField as wrong:
                raise step.refused(wrong, errors={wrong.block: step.words.say(wrong.key)}) from None
            if done is None and called_off:
                done = STOPPED if written.going == schedule_form_blocks.STOP else PAUSED_ALL
            _tell_changed(step, done)
            return step.reply()

    def _add(self, actor: Actor, on: On, text: str) -> SlackReply:
        """Put the rule that was typed in force."""
        zone = self.zone_of(actor)
        with self.step(actor, on.c, Act.CHANGE_DATES) as step:
            _check_followed_up(step)
            before = schedules_messages.asking_of(step.uow, step.record)
            rule = read_typed(step, text, before.zone or zone)
            _follow(step, rule)
            ask_alike(step, rule)
            done = None if schedules_messages.asking_of(step.uow, step.record) == before else CHANGED
            _tell_changed(step, done)
            return _answered(step, zone, f"schedule.done.{done}" if done else "schedule.already.changed")

    def _switch(self, actor: Actor, on: On, word: str) -> SlackReply:
        """Pause, resume or stop all dates."""
        zone = self.zone_of(actor)
        with self.step(actor, on.c, Act.CHANGE_DATES) as step:
            _check_followed_up(step)
            schedules = step.uow.schedules
            asking = schedules_messages.asking_of(step.uow, step.record)
            found = {PAUSE: asking.going, RESUME: asking.resting, STOP: asking.schedules}[word]
            change = {PAUSE: schedules.pause, RESUME: schedules.resume, STOP: schedules.stop}[word]
            for schedule in found:
                change(schedule)
            called_off = word != RESUME and _called_off(step)
            done = _DONE[word] if found or called_off else None
            _tell_changed(step, done)
            return _answered(step, zone, f"schedule.{'done' if done else 'already'}.{_DONE[word]}")

    def _ask_now(self, actor: Actor, on: On) -> SlackReply:
        """Begin a check-in at once, beside the dates."""
        zone, gone = self.zone_of(actor), self._gone(actor, on.c)
        with self.step(actor, on.c, Act.CHANGE_DATES) as step:
            _check_followed_up(step)
            before = step.uow.check_ins.latest(step.record)
            if before is not None and before.check_in.hidden:
                raise CheckInUnderway
            asking = schedules_messages.asking_of(step.uow, step.record)
            rule = asking.schedules[0].rule if asking.schedules else None
            today = Once(on=local(step.uow.now, zone).date())
            like = rule.model_copy(update={"pattern": today}) if rule else Rule(pattern=today, zone=zone)
            ask_now(step.uow, step.record, like, f"now:{actor.key}", gone)
            return _answered(step, zone, "schedule.asked_now")

    def _gone(self, actor: Actor, conversation: str) -> Gone:
        """Return who is not there any more; nobody, where Slack does not say: whoever asks is refused then as well."""
        with self.database.reading() as uow:
            named = uow.conversations.named(actor.team, conversation)
        try:
            return gone_from(self.directory(actor.team), named) if named else NOBODY_GONE
        except Unanswered:
            return NOBODY_GONE


def _check_followed_up(opened: OpenedConversation) -> None:
    """Raise NotFollowedUp before a decision and after the end."""
    if opened.conversation.stage != FOLLOWING_UP:
        raise NotFollowedUp


def _follow(step: ConversationStep, rule: Rule) -> None:
    """Put a rule in force. There is one of each kind, but for single days, which are added."""
    schedules = step.uow.schedules
    there = schedules_messages.asking_of(step.uow, step.record).schedules
    same = [schedule for schedule in there if part_of(schedule.rule) is part_of(rule)]
    if part_of(rule) is Part.single:
        same = [schedule for schedule in same if schedule.rule == rule]
    if not same:
        schedules.add(step.record.id, rule, step.actor.user)
        return
    first, *others = same
    moved = schedules.move(first, rule)
    schedules.resume(moved)
    for schedule in others:
        schedules.stop(schedule)


def _called_off(step: ConversationStep) -> bool:
    """Ask nobody any more who is still to be asked at their own local time. Return whether there was anybody."""
    latest = step.uow.check_ins.latest(step.record)
    moved = call_off(latest.check_in) if latest else None
    if latest is None or moved is None or moved == latest.check_in:
        return False
    step.uow.check_ins.save(replace(latest, check_in=moved))
    return True


def _tell_changed(step: ConversationStep, done: str | None) -> None:
    """Tell the thread what was done, if anything was."""
    if done is not None:
        asking = schedules_messages.asking_of(step.uow, step.record)
        step.send(schedules_messages.changed(step.uow, asking, step.actor.user, done, step.actor.key))


def _answered(step: ConversationStep, zone: str, key: str) -> SlackReply:
    """Answer whoever typed or clicked: what was done, and how the dates stand now. Whoever sent a form sees it close."""
    if step.actor.surface == "modal":
        return step.reply()
    return step.reply(body=_shown(step, zone, step.words.say(key)))


def _shown(opened: OpenedConversation, zone: str, lead: str = "") -> Body:
    if opened.conversation.stage != FOLLOWING_UP:
        return answers_private_blocks.refused(opened.words, NotFollowedUp())
    asking = schedules_messages.asking_of(opened.uow, opened.record)
    return schedule_blocks.shown(opened.words, asking, zone, may=opened.may(Act.CHANGE_DATES), lead=lead)
