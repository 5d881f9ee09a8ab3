"""When the coach asks again: set at the decision, looked at, and changed by our side in a form or in words."""

from collections.abc import Callable
from dataclasses import replace

from bot import telling_check_ins
from bot import telling_schedules as telling
from bot.blocks import answers_private as private
from bot.blocks import schedule as blocks
from bot.blocks import schedule_form as form
from bot.blocks.schedule import CHANGED, PAUSED_ALL, RESUMED, STOPPED
from bot.blocks.schedule_form import Written
from bot.payloads import Modal, On
from bot.schedule_written import WrongField, ask_alike, read_typed, rewrite
from bot.turns import Actor, Body, Reply, Turn, Turns, is_partner
from bot.typed_words import NOW, PAUSE, RESUME, SHOW, STOP
from flows.conversation import FOLLOWING_UP
from flows.errors import CheckInUnderway, FlowError, NotExpected, NotFollowedUp
from flows.follow_up.nudges import call_off
from flows.follow_up.planned import Part, part_of
from flows.follow_up.rules import Once, Rule, default_patterns
from flows.follow_up.wall_clock import local
from flows.model import Side
from storage.records import Record
from storage.schedules import Schedule
from storage.ticking import ask_now
from storage.unit_of_work import UnitOfWork


def begin(uow: UnitOfWork, record: Record, by: str, zone: str, key: str) -> None:
    """At the decision: day 30, then every 90 days, in the morning of a working day. Where it was decided before, what still runs
    goes on as it is; where it is declined, nothing is asked any more."""
    if record.conversation.ended:
        end(uow, record, key)
        return
    asking = telling.asking_of(uow, record)
    if not asking.schedules:
        today = local(uow.now, zone).date()
        for pattern in default_patterns(today):
            uow.schedules.add(record.id, Rule(pattern=pattern, zone=zone), by)
        asking = telling.asking_of(uow, record)
    uow.outbox.write(telling.decided(asking, key))


def end(uow: UnitOfWork, record: Record, key: str) -> None:
    """At the end of a conversation, or of its follow-up: nothing is asked any more, and the thread does not say otherwise."""
    schedules = telling.asking_of(uow, record).schedules
    for one in schedules:
        uow.schedules.stop(one)
    for message in telling.brought_up(uow, record, key) if schedules else ():
        uow.outbox.write(message)


class Scheduling(Turns):
    """The use cases of a conversation's dates. Who is in the channel reads them; our side changes them."""

    # Looking

    def show(self, actor: Actor, on: On) -> Reply:
        """When the coach asks again, in this person's language and zone."""
        zone = self.zone_of(actor)

        def look(turn: Turn) -> Reply:
            return Reply(body=self._shown(turn, zone))

        return self.look(actor, on.c, look, need_member=True)

    def open(self, actor: Actor, on: On) -> Reply:
        """The form, filled with how things stand."""
        zone = self.zone_of(actor)

        def look(turn: Turn) -> Reply:
            _check_may(turn)
            return Reply(view=form.schedule_modal(turn.words, telling.asking_of(turn.uow, turn.record), zone))

        return self.look(actor, on.c, look, need_member=True)

    # Changing

    def typed(self, actor: Actor, on: On, word: str | None, text: str) -> Reply:
        """What somebody typed after ``checkin``. ``word``: None for a rule, which ``text`` holds."""
        if word == SHOW:
            return self.show(actor, on)
        if word == NOW:
            return self._now(actor, on)
        if word in (PAUSE, RESUME, STOP):
            return self._switched(actor, on, word)
        zone = self.zone_of(actor)

        def act(turn: Turn) -> str | None:
            before = telling.asking_of(turn.uow, turn.record)
            rule = read_typed(turn, text, before.zone or zone)
            self._follow(turn, rule)
            ask_alike(turn, rule)
            return None if telling.asking_of(turn.uow, turn.record) == before else CHANGED

        return self._changing(actor, on.c, act, zone, nothing="schedule.already.changed")

    def pause(self, actor: Actor, on: On) -> Reply:
        """Ask nothing for now."""
        return self._switched(actor, on, PAUSE)

    def resume(self, actor: Actor, on: On) -> Reply:
        """Ask again."""
        return self._switched(actor, on, RESUME)

    def change(self, actor: Actor, modal: Modal, written: Written) -> Reply:
        """What the form brings. What is wrong stands beside its field."""

        def act(turn: Turn) -> str | None:
            called_off = written.going != form.GO and _called_off(turn)
            done = rewrite(turn, written)
            return done or ((STOPPED if written.going == form.STOP else PAUSED_ALL) if called_off else None)

        return self._changing(actor, str(modal.c), act, written.zone)

    # Words

    def _switched(self, actor: Actor, on: On, word: str) -> Reply:
        done = {PAUSE: PAUSED_ALL, RESUME: RESUMED, STOP: STOPPED}[word]

        def act(turn: Turn) -> str | None:
            asking = telling.asking_of(turn.uow, turn.record)
            found = {PAUSE: asking.going, RESUME: asking.resting, STOP: list(asking.schedules)}[word]
            for one in found:
                self._switch(turn, one, word)
            called_off = word != RESUME and _called_off(turn)
            return done if found or called_off else None

        return self._changing(actor, on.c, act, self.zone_of(actor), nothing=f"schedule.already.{done}")

    def _switch(self, turn: Turn, schedule: Schedule, word: str) -> None:
        schedules = turn.uow.schedules
        {PAUSE: schedules.pause, RESUME: schedules.resume, STOP: schedules.stop}[word](schedule)

    def _follow(self, turn: Turn, rule: Rule) -> None:
        """A rule in force. There is one of each kind, but for single days, which are added."""
        schedules = turn.uow.schedules
        same = [one for one in telling.asking_of(turn.uow, turn.record).schedules if part_of(one.rule) is part_of(rule)]
        if part_of(rule) is Part.single:
            same = [one for one in same if one.rule == rule]
        if not same:
            schedules.add(turn.record.id, rule, turn.actor.user)
            return
        first, *others = same
        moved = schedules.move(first, rule)
        schedules.resume(moved)
        for one in others:
            schedules.stop(one)

    def _now(self, actor: Actor, on: On) -> Reply:
        """A check-in at once, beside the dates."""
        zone = self.zone_of(actor)

        def act(turn: Turn) -> None:
            before = turn.uow.check_ins.latest(turn.record)
            if before is not None and before.check_in.hidden:
                raise CheckInUnderway
            asking = telling.asking_of(turn.uow, turn.record)
            rule = asking.schedules[0].rule if asking.schedules else None
            today = Once(on=local(turn.uow.now, zone).date())
            like = rule.model_copy(update={"pattern": today}) if rule else Rule(pattern=today, zone=zone)
            ask_now(turn.uow, turn.record, like, f"now:{actor.key}", telling_check_ins.tell)

        return self._changing(actor, on.c, act, zone, nothing="schedule.asked_now")

    # How

    def _changing(
        self, actor: Actor, conversation: str, act: Callable[[Turn], str | None], zone: str, *, nothing: str = ""
    ) -> Reply:
        """One unit of work: the change, what the thread is told of it, what this person is answered.

        ``nothing``: what they are answered where there was nothing to do.
        """
        member = self._is_in_channel(actor, conversation)  # Slack is asked outside of the transaction
        with self.database.unit_of_work() as uow:
            if not uow.inbox.first_time(actor.key):
                return Reply()
            if (turn := self.turn(uow, actor, conversation, lock=True)) is not None:
                return self._changed(turn, act, zone, nothing, member=member)
        return self.unknown(actor)

    def _changed(
        self, turn: Turn, act: Callable[[Turn], str | None], zone: str, nothing: str, *, member: bool
    ) -> Reply:
        uow, actor = turn.uow, turn.actor
        try:
            if not member:
                raise NotExpected("our side changes the dates", person=actor.user)
            _check_may(turn)
            done = act(turn)
        except WrongField as wrong:
            return Reply(errors={wrong.block: turn.words.say(wrong.key)}, language=turn.words.language)
        except FlowError as error:
            return self.refuse(turn, error, None)
        if done is not None:
            asking = telling.asking_of(uow, turn.record)
            for message in telling.changed(uow, asking, actor.user, done, actor.key):
                uow.outbox.write(message)
        lead = turn.words.say(f"schedule.done.{done}" if done else nothing) if done or nothing else ""
        reply = Reply(language=turn.words.language)
        if actor.surface != "modal":
            reply = replace(reply, body=self._shown(turn, zone, lead))
        if reply.body is not None and actor.surface == "thread":
            self.tell_privately(turn, reply.body, ":schedule")
            reply = Reply()
        uow.commit()
        self.wake()
        return reply

    def _shown(self, turn: Turn, zone: str, lead: str = "") -> Body:
        if turn.record.conversation.stage != FOLLOWING_UP:
            return private.refused(turn.words, NotFollowedUp())
        asking = telling.asking_of(turn.uow, turn.record)
        return blocks.shown(turn.words, asking, zone, may=_may(turn.record, turn.actor.user), lead=lead)

    def _is_in_channel(self, actor: Actor, conversation: str) -> bool:
        with self.database.reading() as uow:
            record = uow.conversations.get(actor.team, conversation)
        return record is not None and self.is_member(actor, record.channel)


def _called_off(turn: Turn) -> bool:
    """Who is still to be asked at their own local time is not asked any more; whether there was anybody."""
    latest = turn.uow.check_ins.latest(turn.record)
    moved = call_off(latest.check_in) if latest else None
    if latest is None or moved is None or moved == latest.check_in:
        return False
    turn.uow.check_ins.save(replace(latest, check_in=moved))
    return True


def _may(record: Record, user: str) -> bool:
    conversation = record.conversation
    ours = any(one.id == user for one in conversation.side(Side.ours))
    return (ours or user == conversation.opener) and not is_partner(conversation, user)


def _check_may(turn: Turn) -> None:
    """Raises NotExpected for whoever is not of our side, NotFollowedUp before a decision and after the end."""
    if not _may(turn.record, turn.actor.user):
        raise NotExpected("our side changes the dates", person=turn.actor.user)
    if turn.record.conversation.stage != FOLLOWING_UP:
        raise NotFollowedUp
