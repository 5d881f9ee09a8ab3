"""From what is written of dates, in words or in the form, to the schedules in force. Whoever calls holds the lock of the
conversation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from bot import telling_schedules as telling
from bot.blocks import schedule_form as form
from bot.blocks.schedule import CHANGED, PAUSED_ALL, STOPPED, Asking
from bot.blocks.schedule_form import Written
from bot.turns import Turn
from flows.errors import InvalidSchedule
from flows.follow_up.planned import Part, altered, as_meant, part_of, read_zone
from flows.follow_up.rules import BEFORE_PAYMENT, BEFORE_RENEWAL, Before, Every, Rule, Unit
from flows.follow_up.typed_patterns import Typed
from flows.follow_up.typed_rules import read_rule
from flows.follow_up.wall_clock import local
from flows.follow_up.working_days import check_country
from storage.own_time import for_each

_DAYS_BEFORE = {Part.payment: BEFORE_PAYMENT, Part.renewal: BEFORE_RENEWAL}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_Read = TypeVar("_Read")


@dataclass
class WrongField(Exception):
    """A field of the form that cannot be read; ``key`` is the sentence."""

    block: str
    key: str


def read_typed(turn: Turn, text: str, zone: str) -> Rule:
    """The rule that was written, on the days that suit this conversation; raises InvalidSchedule."""
    asking = telling.asking_of(turn.uow, turn.record)
    decided = turn.record.decided_at
    typed = Typed(
        text,
        turn.uow.now,
        zone,
        turn.words.language,
        decided_on=local(decided, zone).date() if decided else None,
        own_time=asking.own_time,
        in_thread=asking.in_thread,
    )
    rule = as_meant(read_rule(typed, working_days=asking.working_days, country=asking.country))
    return for_each(turn.uow, turn.record, rule) if rule.own_time else rule


def ask_alike(turn: Turn, rule: Rule) -> None:
    """Where people are asked and by whose time is one choice for all dates: what is said with one holds for the others."""
    for one in telling.asking_of(turn.uow, turn.record).schedules:
        alike = altered(one.rule, {"in_thread": rule.in_thread, "zones": ()})
        if rule.own_time:
            alike = for_each(turn.uow, turn.record, alike)
        if alike != one.rule:
            turn.uow.schedules.move(one, alike)


def rewrite(turn: Turn, written: Written) -> str | None:
    """The schedules as the form wants them; what was done, None where nothing was. Raises WrongField."""
    asking = telling.asking_of(turn.uow, turn.record)
    if written.going == form.STOP:
        for one in asking.schedules:
            turn.uow.schedules.stop(one)
        return STOPPED if asking.schedules else None
    if written.own_time and written.in_thread:
        raise WrongField(form.WHERE, "error.schedule.thread_at_once")
    shared = _shared(written)
    wanted = list(_wanted(turn, asking, written, str(shared["zone"])))
    for one in asking.schedules:
        if part_of(one.rule) is Part.single:
            wanted += [one.rule] if one.id in written.singles else []
    wanted = [as_meant(altered(rule, shared)) for rule in wanted]
    if written.own_time:
        wanted = [for_each(turn.uow, turn.record, rule) for rule in wanted]
    _replace(turn, asking, wanted)
    _rest(turn, written.going == form.PAUSE)
    after = telling.asking_of(turn.uow, turn.record)
    if after.schedules == asking.schedules:
        return None
    return CHANGED if after.going else PAUSED_ALL if after.resting else STOPPED


def _shared(written: Written) -> dict[str, object]:
    """What holds for every rule: time of day, zone, days off, where it is asked. Where each person lives comes after."""
    zone = _beside(form.ZONE, read_zone, written.zone)
    country = _beside(form.COUNTRY, check_country, written.country) if written.country else None
    return {
        "at": written.at,
        "zone": zone,
        "zones": (),
        "country": country,
        "working_days": written.working_days,
        "in_thread": written.in_thread,
    }


def _wanted(turn: Turn, asking: Asking, written: Written, zone: str) -> Iterator[Rule]:
    """The rhythm and the dates that the form asks for; those that it leaves alone stay as they are."""
    of = {part_of(one.rule): one.rule for one in reversed(asking.schedules)}

    def read(block: str, text: str) -> Rule:
        return _beside(block, read_typed, turn, f"{text} {written.at:%H:%M}", zone)

    if written.often:
        yield of[Part.rhythm] if _same_rhythm(of.get(Part.rhythm), written) else read(form.OFTEN, _every(written))
    for part, block, text in (
        (Part.payment, form.PAYMENTS, written.payments),
        (Part.renewal, form.RENEWAL, written.renewal.isoformat() if written.renewal else ""),
    ):
        pattern = of[part].pattern if part in of else None
        if not text:
            continue
        if isinstance(pattern, Before) and text in (
            form.dates_written(turn.words, pattern.dates),
            pattern.dates[0].isoformat(),
        ):
            yield of[part]
            continue
        days = pattern.days_before if isinstance(pattern, Before) else _DAYS_BEFORE[part]
        yield read(block, f"{days} days before {part}: {text}" if days else f"before {part}: {text}")


def _replace(turn: Turn, asking: Asking, wanted: list[Rule]) -> None:
    """The rules in force are these, and no others."""
    schedules, left = turn.uow.schedules, list(asking.schedules)
    for rule in wanted:
        kept = next((one for one in left if _follows_on(one.rule, rule)), None)
        if kept is None:
            schedules.add(turn.record.id, rule, turn.actor.user)
            continue
        left.remove(kept)
        if kept.rule != rule:
            schedules.move(kept, rule)
    for one in left:
        schedules.stop(one)


def _rest(turn: Turn, pause: bool) -> None:
    for one in telling.asking_of(turn.uow, turn.record).schedules:
        if pause:
            turn.uow.schedules.pause(one)
        else:
            turn.uow.schedules.resume(one)


def _beside(block: str, read: Callable[..., _Read], *given: object) -> _Read:
    """What is read of a field; what is wrong with it is said beside the field."""
    try:
        return read(*given)
    except InvalidSchedule as error:
        raise WrongField(block, error.key) from None


def _every(written: Written) -> str:
    """The rhythm of the form as one would type it; raises WrongField."""
    if not written.often.isdecimal():
        raise WrongField(form.OFTEN, "schedule.form.error.number")
    if written.weekdays and written.unit != Unit.weeks:
        raise WrongField(form.WEEKDAYS, "schedule.form.error.weekdays")
    on = " and ".join(_WEEKDAYS[one] for one in written.weekdays)
    return f"every {int(written.often)} {written.unit}" + (f" on {on}" if on else "")


def _same_rhythm(rule: Rule | None, written: Written) -> bool:
    """Whether the form asks for the rhythm that there is: it goes on from where it is counted."""
    if rule is None or not isinstance(rule.pattern, Every):
        return False
    pattern = rule.pattern
    weekdays = pattern.weekdays if pattern.unit is Unit.weeks else ()
    return (str(pattern.interval), pattern.unit, weekdays) == (written.often, written.unit, written.weekdays)


def _follows_on(before: Rule, rule: Rule) -> bool:
    """Whether ``rule`` is what became of ``before``; of single days, the same day."""
    same = part_of(before) is part_of(rule)
    return same and (part_of(rule) is not Part.single or before.pattern == rule.pattern)
