"""From what is written of dates, in words or in the form, to the schedules in force. Whoever calls holds the lock of the
conversation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from bot.blocks import schedule_form as schedule_form_blocks
from bot.blocks.schedule import CHANGED, PAUSED_ALL, STOPPED, Asking
from bot.blocks.schedule_form import Written
from bot.messages import schedules as schedules_messages
from bot.use_cases.own_time import for_each
from bot.use_cases.steps import ConversationStep
from flows.errors import InvalidSchedule
from flows.schedules.planned import Part, altered, as_meant, part_of, read_zone
from flows.schedules.rules import BEFORE_PAYMENT, BEFORE_RENEWAL, Before, Every, Rule, Unit
from flows.schedules.typed_patterns import Typed
from flows.schedules.typed_rules import read_rule
from flows.schedules.wall_clock import local
from flows.schedules.working_days import check_country

_DAYS_BEFORE = {Part.payment: BEFORE_PAYMENT, Part.renewal: BEFORE_RENEWAL}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_Read = TypeVar("_Read")


@dataclass
class WrongField(Exception):
    """A field of the form that cannot be read; ``key`` is the sentence."""

    block: str
    key: str


def read_typed(step: ConversationStep, text: str, zone: str) -> Rule:
    """Return the rule that was written, on the days that suit this conversation; raises InvalidSchedule."""
    asking = schedules_messages.asking_of(step.uow, step.record)
    decided = step.record.decided_at
    typed = Typed(
        text,
        step.uow.now,
        zone,
        step.words.language,
        decided_on=local(decided, zone).date() if decided else None,
        own_time=asking.own_time,
        in_thread=asking.in_thread,
    )
    rule = as_meant(read_rule(typed, working_days=asking.working_days, country=asking.country))
    return for_each(step.uow, step.record, rule) if rule.own_time else rule


def ask_alike(step: ConversationStep, rule: Rule) -> None:
    """Ask all dates alike: where people are asked, and by whose time, is one choice. What is said with one holds for the others."""
    for each in schedules_messages.asking_of(step.uow, step.record).schedules:
        alike = altered(each.rule, {"in_thread": rule.in_thread, "zones": ()})
        if rule.own_time:
            alike = for_each(step.uow, step.record, alike)
        if alike != each.rule:
            step.uow.schedules.move(each, alike)


def rewrite(step: ConversationStep, written: Written) -> str | None:
    """Make the schedules as the form wants them. Return what was done, None where nothing was; raises WrongField."""
    asking = schedules_messages.asking_of(step.uow, step.record)
    if written.going == schedule_form_blocks.STOP:
        for each in asking.schedules:
            step.uow.schedules.stop(each)
        return STOPPED if asking.schedules else None
    if written.own_time and written.in_thread:
        raise WrongField(schedule_form_blocks.WHERE, "error.schedule.thread_at_once")
    shared = _shared(written)
    wanted = list(_wanted(step, asking, written, str(shared["zone"])))
    for each in asking.schedules:
        if part_of(each.rule) is Part.single:
            wanted += [each.rule] if each.id in written.singles else []
    wanted = [as_meant(altered(rule, shared)) for rule in wanted]
    if written.own_time:
        wanted = [for_each(step.uow, step.record, rule) for rule in wanted]
    _replace(step, asking, wanted)
    _rest(step, written.going == schedule_form_blocks.PAUSE)
    after = schedules_messages.asking_of(step.uow, step.record)
    if after.schedules == asking.schedules:
        return None
    return CHANGED if after.going else PAUSED_ALL if after.resting else STOPPED


def _shared(written: Written) -> dict[str, object]:
    """Return what holds for every rule: time of day, zone, days off, where it is asked. Where each person lives comes after."""
    zone = _beside(schedule_form_blocks.ZONE, read_zone, written.zone)
    country = _beside(schedule_form_blocks.COUNTRY, check_country, written.country) if written.country else None
    return {
        "at": written.at,
        "zone": zone,
        "zones": (),
        "country": country,
        "working_days": written.working_days,
        "in_thread": written.in_thread,
    }


def _wanted(step: ConversationStep, asking: Asking, written: Written, zone: str) -> Iterator[Rule]:
    """Yield the rhythm and the dates that the form asks for; those that it leaves alone stay as they are."""
    of = {part_of(each.rule): each.rule for each in reversed(asking.schedules)}

    def read(block: str, text: str) -> Rule:
        return _beside(block, read_typed, step, f"{text} {written.at:%H:%M}", zone)

    if written.often:
        yield (
            of[Part.rhythm]
            if _same_rhythm(of.get(Part.rhythm), written)
            else read(schedule_form_blocks.OFTEN, _every(written))
        )
    for part, block, text in (
        (Part.payment, schedule_form_blocks.PAYMENTS, written.payments),
        (Part.renewal, schedule_form_blocks.RENEWAL, written.renewal.isoformat() if written.renewal else ""),
    ):
        pattern = of[part].pattern if part in of else None
        if not text:
            continue
        if isinstance(pattern, Before) and text in (
            schedule_form_blocks.dates_written(step.words, pattern.dates),
            pattern.dates[0].isoformat(),
        ):
            yield of[part]
            continue
        days = pattern.days_before if isinstance(pattern, Before) else _DAYS_BEFORE[part]
        yield read(block, f"{days} days before {part}: {text}" if days else f"before {part}: {text}")


def _replace(step: ConversationStep, asking: Asking, wanted: list[Rule]) -> None:
    """Put these rules in force, and no others."""
    schedules, left = step.uow.schedules, list(asking.schedules)
    for rule in wanted:
        kept = next((each for each in left if _follows_on(each.rule, rule)), None)
        if kept is None:
            schedules.add(step.record.id, rule, step.actor.user)
            continue
        left.remove(kept)
        if kept.rule != rule:
            schedules.move(kept, rule)
    for each in left:
        schedules.stop(each)


def _rest(step: ConversationStep, pause: bool) -> None:
    for each in schedules_messages.asking_of(step.uow, step.record).schedules:
        if pause:
            step.uow.schedules.pause(each)
        else:
            step.uow.schedules.resume(each)


def _beside(block: str, read: Callable[..., _Read], *given: object) -> _Read:
    """Return what is read of a field; what is wrong with it is said beside the field."""
    try:
        return read(*given)
    except InvalidSchedule as error:
        raise WrongField(block, error.key) from None


def _every(written: Written) -> str:
    """Return the rhythm of the form as somebody would type it; raises WrongField."""
    if not written.often.isdecimal():
        raise WrongField(schedule_form_blocks.OFTEN, "schedule.form.error.number")
    if written.weekdays and written.unit != Unit.weeks:
        raise WrongField(schedule_form_blocks.WEEKDAYS, "schedule.form.error.weekdays")
    on = " and ".join(_WEEKDAYS[each] for each in written.weekdays)
    return f"every {int(written.often)} {written.unit}" + (f" on {on}" if on else "")


def _same_rhythm(rule: Rule | None, written: Written) -> bool:
    """Return whether the form asks for the rhythm that there is: it goes on from where it is counted."""
    if rule is None or not isinstance(rule.pattern, Every):
        return False
    pattern = rule.pattern
    weekdays = pattern.weekdays if pattern.unit is Unit.weeks else ()
    return (str(pattern.interval), pattern.unit, weekdays) == (written.often, written.unit, written.weekdays)


def _follows_on(before: Rule, rule: Rule) -> bool:
    """Return whether ``rule`` is what became of ``before``; of single days, the same day."""
    same = part_of(before) is part_of(rule)
    return same and (part_of(rule) is not Part.single or before.pattern == rule.pattern)
