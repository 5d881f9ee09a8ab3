"""The form that changes when the coach asks again. What is written in it is read by the same reader as what is typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.blocks import who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import (
    context,
    date_input,
    field,
    modal,
    radio,
    section,
    select,
    several,
    text_input,
    time_input,
)
from bot.blocks.kit.payloads import BadPayload, Modal
from bot.blocks.kit.slack_types import Block, Input, View
from bot.blocks.kit.text import begun
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import about
from bot.blocks.schedule import Asking, single_days
from bot.i18n.catalogue import Words
from flows.schedules.planned import Part, part_of
from flows.schedules.rules import MORNING, Before, Every, Rule, Unit
from storage.follow_up.schedules import Schedule

OFTEN, UNIT, WEEKDAYS, AT = "often", "unit", "weekdays", "at"
WHOSE, ZONE, COUNTRY, DAYS = "whose_time", "zone", "country", "days_off"
ONE, OWN = "one", "own"
"""Whose time: one for all, or each person's own local time."""
WHERE, PRIVATE, THREAD = "where", "private", "thread"
PAYMENTS, RENEWAL, SINGLES = "payments", "renewal", "singles"
GOING = "going"
GO, PAUSE, STOP = "go", "pause", "stop"
_WORKING = "working"
_MOST_SINGLES = 100


@dataclass(frozen=True)
class Written:
    """What the form says; empty where it was left blank. ``renewal``: None where there is none."""

    often: str
    unit: str
    weekdays: tuple[int, ...]
    at: time
    own_time: bool
    in_thread: bool
    zone: str
    country: str
    working_days: bool
    payments: str
    renewal: date | None
    singles: frozenset[str]
    going: str


def schedule_modal(words: Words, asking: Asking, zone: str) -> View:
    """The form as things stand. ``zone``: where nothing is planned yet."""
    of = {part_of(one.rule): one.rule for one in reversed(asking.schedules)}
    rule = asking.schedules[0].rule if asking.schedules else None
    blocks: list[Block] = [
        who_reads.line(words, who_reads.SCHEDULE),
        section(words.say("schedule.form.intro")),
        *_rhythm(words, of.get(Part.rhythm)),
        field(AT, words.say("schedule.form.at"), time_input(f"{rule.at if rule else MORNING:%H:%M}"), needed=True),
        field(WHOSE, words.say("schedule.form.whose"), _whose(words, asking), needed=True),
        field(
            ZONE,
            words.say("schedule.form.zone"),
            text_input(asking.zone or zone, most=60),
            hint=words.say("schedule.form.zone.hint"),
            needed=True,
        ),
        field(
            DAYS,
            words.say("schedule.form.days"),
            several(
                [(_WORKING, words.say("schedule.form.days.option"))],
                [_WORKING] if asking.working_days else (),
            ),
        ),
        field(
            COUNTRY,
            words.say("schedule.form.country"),
            text_input(asking.country or "", most=10),
            hint=words.say("schedule.form.country.hint"),
        ),
        field(WHERE, words.say("schedule.form.where"), _where(words, asking), needed=True),
        *_dates(words, of),
        *_singles(words, single_days(asking.schedules)),
        field(GOING, words.say("schedule.form.going"), _going(words, asking), needed=True),
        context(words.say("schedule.form.thread")),
    ]
    return modal(
        words,
        action_ids.SCHEDULE,
        words.say("schedule.form.title"),
        blocks,
        about=about(words, asking.record),
        metadata=Modal(c=asking.record.id, lang=words.language).dump(),
        submit=words.say("schedule.form.submit"),
    )


def written_values(view_state: Mapping[str, Any]) -> Written:
    """What the form brings; raises BadPayload where a menu gives what it never offered."""
    try:
        return _written(ViewValues(view_state))
    except ValueError as error:
        raise BadPayload(str(error)) from None


def _written(filled: ViewValues) -> Written:
    return Written(
        often=(filled.one(OFTEN) or "").strip(),
        unit=filled.one(UNIT) or Unit.weeks,
        weekdays=tuple(int(one) for one in filled.many(WEEKDAYS)),
        at=filled.time_of_day(AT) or MORNING,
        own_time=filled.one(WHOSE) == OWN,
        in_thread=filled.one(WHERE) == THREAD,
        zone=(filled.one(ZONE) or "").strip(),
        country=(filled.one(COUNTRY) or "").strip(),
        working_days=bool(filled.many(DAYS)),
        payments=" ".join((filled.one(PAYMENTS) or "").split()),
        renewal=filled.day(RENEWAL),
        singles=frozenset(filled.many(SINGLES)),
        going=filled.one(GOING) or GO,
    )


def dates_written(words: Words, days: Iterable[date]) -> str:
    """Dates as the form shows them, which the reader of typed schedules understands."""
    return ", ".join(words.long_date(one) for one in days)


def _rhythm(words: Words, rule: Rule | None) -> list[Block]:
    pattern = rule.pattern if rule and isinstance(rule.pattern, Every) else None
    units = [(unit, begun(words.say(f"schedule.unit.{unit}"))) for unit in Unit]
    days = [(str(number), begun(words.weekday(number))) for number in range(7)]
    chosen = [str(one) for one in pattern.weekdays] if pattern and pattern.unit is Unit.weeks else []
    return [
        field(
            OFTEN,
            words.say("schedule.form.often"),
            text_input(str(pattern.interval) if pattern else "", most=4),
            hint=words.say("schedule.form.often.hint"),
        ),
        field(UNIT, words.say("schedule.form.unit"), select(units, pattern.unit if pattern else Unit.weeks)),
        field(
            WEEKDAYS,
            words.say("schedule.form.weekdays"),
            several(days, chosen, menu=True),
            hint=words.say("schedule.form.weekdays.hint"),
        ),
    ]


def _whose(words: Words, asking: Asking) -> Input:
    options = [(one, words.say(f"schedule.form.whose.{one}")) for one in (ONE, OWN)]
    return radio(options, OWN if asking.own_time else ONE)


def _where(words: Words, asking: Asking) -> Input:
    options = [(one, words.say(f"schedule.form.where.{one}")) for one in (PRIVATE, THREAD)]
    return radio(options, THREAD if asking.in_thread else PRIVATE)


def _dates(words: Words, of: Mapping[Part, Rule]) -> list[Block]:
    payment, renewal = (of[part].pattern if part in of else None for part in (Part.payment, Part.renewal))
    paid = dates_written(words, payment.dates) if isinstance(payment, Before) else ""
    ends = renewal.dates[0].isoformat() if isinstance(renewal, Before) else ""
    return [
        field(
            PAYMENTS,
            words.say("schedule.form.payments"),
            text_input(paid, most=300),
            hint=words.say("schedule.form.payments.hint"),
        ),
        field(
            RENEWAL, words.say("schedule.form.renewal"), date_input(ends), hint=words.say("schedule.form.renewal.hint")
        ),
    ]


def _singles(words: Words, singles: list[Schedule]) -> list[Block]:
    offered = [(one.id, dates_written(words, one.rule.pattern.days(date.min))) for one in singles[:_MOST_SINGLES]]
    ids = [id for id, _ in offered]
    return [field(SINGLES, words.say("schedule.form.singles"), several(offered, ids))] if offered else []


def _going(words: Words, asking: Asking) -> Input:
    options = [(one, words.say(f"schedule.form.going.{one}")) for one in (GO, PAUSE, STOP)]
    return radio(options, PAUSE if asking.resting and not asking.going else GO)
