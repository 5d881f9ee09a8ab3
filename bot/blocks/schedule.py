"""When the coach asks again, in words: in the thread, and for one person in their own time zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Body, Button
from bot.blocks.kit.text import begun, escape, lines, mention, name, one_line
from bot.i18n.catalogue import Words
from flows.schedules.planned import Part, next_dates, on_weekends, part_of
from flows.schedules.rules import Before, Every, Once, Rule
from storage.follow_up.schedules import Schedule
from storage.records import Record
from storage.tables.follow_up_models import ACTIVE, BROKEN, PAUSED

CHANGED, PAUSED_ALL, RESUMED, STOPPED = DONE = ("changed", "paused", "resumed", "stopped")
"""What is done to the dates of a conversation."""
NEXT_DATES = 3
_MOST_RULES, _MOST_DATES, _MOST_NAMED = 12, 12, 10


@dataclass(frozen=True)
class Asking:
    """When a conversation is asked about, as it stands: its schedules that are not over."""

    record: Record
    schedules: tuple[Schedule, ...]

    @property
    def going(self) -> list[Schedule]:
        return [one for one in self.schedules if one.state == ACTIVE]

    @property
    def resting(self) -> list[Schedule]:
        return [one for one in self.schedules if one.state in (PAUSED, BROKEN)]

    @property
    def zone(self) -> str | None:
        """The zone of its dates; None where there are none."""
        return self.schedules[0].rule.zone if self.schedules else None

    @property
    def own_time(self) -> bool:
        """Whether each person is asked at their own local time."""
        return any(one.rule.own_time for one in self.schedules)

    @property
    def in_thread(self) -> bool:
        """Whether our people are asked in the thread, by name."""
        return any(one.rule.in_thread for one in self.schedules)

    @property
    def country(self) -> str | None:
        """Whose public holidays are left out."""
        return self.schedules[0].rule.country if self.schedules else None

    @property
    def working_days(self) -> bool:
        """Whether days off are left out; a rhythm on Saturdays says nothing about the rest."""
        found = [one.rule.working_days for one in self.schedules if not on_weekends(one.rule)]
        return any(found) or not found

    def dates(self, zone: str, count: int = NEXT_DATES) -> tuple[datetime, ...]:
        """The next dates as the clock on a wall there shows them."""
        return next_dates([(one.rule, one.last_key) for one in self.going], count, zone)


def thread_message(words: Words, asking: Asking) -> Body:
    """In the thread: when the coach asks again, in the zone of the dates, and the button that changes it."""
    title = words.say("schedule.title", partner=name(asking.record.partner_name))
    return body(
        lines([title, *_dates_read_out(words, asking, asking.zone)]),
        [
            section(lines([f"*{title}*", *_said(words, asking)])),
            *_next(words, asking, asking.zone),
            *([] if asking.record.conversation.ended else [actions(_change(words, asking))]),
        ],
    )


def changed_message(words: Words, asking: Asking, by: str, did: str) -> Body:
    """In the thread: who changed it, and what holds now. ``did``: one of DONE."""
    text = words.say(f"schedule.did.{did}", person=mention(by))
    if did in (PAUSED_ALL, STOPPED):
        return body(text, [section(text)])
    return body(text, [section(lines([text, *_said(words, asking)])), *_next(words, asking, asking.zone)])


def shown(words: Words, asking: Asking, zone: str, *, may: bool, lead: str = "") -> Body:
    """To one person, in their zone. ``may``: they may change it; ``lead``: what was just done."""
    title = words.say("schedule.title", partner=name(asking.record.partner_name))
    blocks: list[Block] = [
        section(lines([lead, f"*{title}*", *_said(words, asking)])),
        *_next(words, asking, zone),
    ]
    if may:
        blocks += [actions(*_controls(words, asking)), context(words.say("schedule.how"))]
    return body(lines([lead, title, *_dates_read_out(words, asking, zone)]), blocks)


def which(words: Words, records: Sequence[Record], typed: str) -> Body:
    """Several partnerships are followed up here: which one is meant? A button each, which carries what was typed."""
    text = words.say("schedule.which")
    buttons = [
        button(action_ids.numbered(action_ids.SCHEDULE_FOR, one.id), one_line(one.partner_name), On(c=one.id, v=typed))
        for one in records[:_MOST_NAMED]
    ]
    more = len(records) - len(buttons)
    return body(
        text,
        [
            section(text),
            actions(*buttons),
            context(lines([words.say("schedule.which.name"), words.count("list.more", more) if more > 0 else None])),
        ],
    )


def described(words: Words, rule: Rule) -> str:
    """The days of a rule in words: "every 2 weeks on Tuesday". Safe in mrkdwn."""
    pattern = rule.pattern
    if isinstance(pattern, Once):
        return words.say("schedule.once", day=words.long_date(pattern.on))
    if isinstance(pattern, Before):
        days = ", ".join(words.long_date(one) for one in pattern.dates[:_MOST_DATES])
        more = len(pattern.dates) - _MOST_DATES
        return words.count(f"schedule.before.{pattern.what}", pattern.days_before, days=days) + (
            f", {words.count('list.more', more)}" if more > 0 else ""
        )
    every = words.count(f"schedule.every.{pattern.unit}", pattern.interval)
    return _which_day(words, pattern, every)


def _which_day(words: Words, pattern: Every, every: str) -> str:
    weekdays = ", ".join(words.weekday(one) for one in pattern.weekdays)
    if pattern.ordinal is not None:
        return words.say(f"schedule.ordinal.{pattern.ordinal}", every=every, weekday=weekdays)
    if pattern.weekdays:
        return words.say("schedule.on_weekday", every=every, weekday=weekdays)
    if pattern.more_days:
        days = words.listed([str(day) for day in sorted((pattern.day or pattern.first.day, *pattern.more_days))])
        return words.say("schedule.on_days", every=every, days=days)
    return words.say("schedule.on_day", every=every, day=pattern.day) if pattern.day and pattern.day > 1 else every


def _said(words: Words, asking: Asking) -> list[str]:
    """A line a rule, then where and on which days; or that nothing is asked any more."""
    if not asking.schedules:
        return [words.say("schedule.over" if asking.record.conversation.ended else "schedule.none")]
    rows = [words.say("bullet", text=begun(_row(words, one))) for one in asking.schedules[:_MOST_RULES]]
    more = len(asking.schedules) - len(rows)
    return [*rows, *([words.count("list.more", more)] if more > 0 else []), *_where(words, asking)]


def _row(words: Words, schedule: Schedule) -> str:
    rule = schedule.rule
    key = "schedule.row.own_time" if rule.own_time else "schedule.row"
    said = words.say(key, when=described(words, rule), time=words.time_of_day(rule.at))
    state = {PAUSED: "schedule.state.paused", BROKEN: "schedule.state.broken"}.get(schedule.state)
    return f"{said} {words.say(state)}" if state else said


def _where(words: Words, asking: Asking) -> Iterator[str]:
    rule = asking.schedules[0].rule
    days = "schedule.days.all"
    if rule.working_days:
        days = "schedule.days.country" if rule.country else "schedule.days.working"
    key = "schedule.where.own_time" if asking.own_time else "schedule.where"
    if asking.in_thread:
        yield words.say("schedule.in_thread")
    yield words.say(key, zone=escape(words.zone(rule.zone)), days=words.say(days, country=escape(rule.country or "")))


def _next(words: Words, asking: Asking, zone: str | None) -> Iterator[Block]:
    if zone and (dates := asking.dates(zone)):
        own = all(one.rule.own_time for one in asking.going)
        title = words.count(
            "schedule.next.own_time" if own else "schedule.next", len(dates), zone=escape(words.zone(zone))
        )
        yield section(lines([title, *(words.say("bullet", text=begun(words.moment(one))) for one in dates)]))


def _dates_read_out(words: Words, asking: Asking, zone: str | None) -> list[str]:
    return [begun(words.moment(one)) for one in asking.dates(zone)] if zone else []


def _change(words: Words, asking: Asking) -> Button:
    return button(action_ids.SCHEDULE, words.say("button.schedule"), On(c=asking.record.id))


def _controls(words: Words, asking: Asking) -> Iterator[Button]:
    on = On(c=asking.record.id)
    yield _change(words, asking)
    if asking.going:
        yield button(action_ids.SCHEDULE_PAUSE, words.say("button.schedule_pause"), on)
    if asking.resting:
        yield button(action_ids.SCHEDULE_RESUME, words.say("button.schedule_resume"), on)


def single_days(schedules: Sequence[Schedule]) -> list[Schedule]:
    """Those that are one day each."""
    return [one for one in schedules if part_of(one.rule) is Part.single]
