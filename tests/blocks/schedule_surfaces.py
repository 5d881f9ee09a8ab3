"""The surfaces of schedules: when the coach asks again, how that is changed, what a channel is asked each month."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.blocks import channel_prompts, schedule, schedule_form
from bot.blocks.schedule import Asking
from bot.i18n.catalogue import Words
from flows.conversation import conversation as talk
from flows.schedules import planned
from flows.schedules.recurrence import Occurrence
from flows.schedules.rules import Before, Every, Once, Rule, Unit
from storage.follow_up.channel_prompts import ChannelPrompt
from storage.follow_up.schedules import Schedule
from tests.blocks.registry import Payload, surface
from tests.blocks.sample import Story


def _asking(story: Story, *rules: Rule, state: str = "active", **changes: Any) -> Asking:
    record = replace(story.decided(), **changes)
    kept = [
        Schedule(f"s{number}", "T1", "c1", rule, story.opener, state=state, last_key=datetime(2026, 11, 30))
        for number, rule in enumerate(rules)
    ]
    return Asking(record, tuple(kept))


def _over(story: Story) -> Asking:
    return Asking(story.record(talk.close(story.decided().conversation, story.opener)[0]), ())


_EVERY_90_DAYS = Rule(pattern=Every(interval=90, unit=Unit.days, first=date(2026, 12, 30)), zone="Europe/Paris")
_OWN_TIME = _EVERY_90_DAYS.for_each(["Europe/Paris", "Asia/Tokyo"])
_IN_THREAD = _EVERY_90_DAYS.model_copy(update={"in_thread": True})
_EVERY = (
    Every(interval=1, unit=Unit.days, first=date(2026, 12, 1)),
    Every(interval=2, unit=Unit.weeks, first=date(2026, 12, 1), weekdays=(1, 3)),
    Every(interval=1, unit=Unit.weeks, first=date(2026, 12, 1), weekdays=(5,)),
    Every(interval=1, unit=Unit.months, first=date(2026, 12, 15), day=15),
    *(Every(interval=3, unit=Unit.months, first=date(2026, 12, 1), weekdays=(4,), ordinal=n) for n in (1, 2, 3, 4, -1)),
    Every(interval=1, unit=Unit.years, first=date(2027, 12, 1)),
)
_DATES = (
    Once(on=date(2027, 3, 1)),
    Before(what="payment", dates=(date(2027, 5, 1), date(2027, 8, 2)), days_before=7),
    Before(what="renewal", dates=(date(2027, 12, 31),), days_before=1),
)


def _every_way(story: Story) -> Asking:
    at = time(14, 30)
    return _asking(story, *(Rule(pattern=one, at=at, zone="Europe/Paris", country="FR") for one in (*_DATES, *_EVERY)))


@surface()
def schedule_told(words: Words, story: Story) -> list[Payload]:
    everything, default = _every_way(story), _asking(story, _EVERY_90_DAYS)
    return [
        *(schedule.thread_message(words, one) for one in (default, everything, _asking(story), _over(story))),
        schedule.thread_message(words, _asking(story, _OWN_TIME)),
        schedule.thread_message(words, _asking(story, _IN_THREAD)),
        *(schedule.changed_message(words, everything, story.opener, did) for did in schedule.DONE),
    ]


@surface()
def schedule_shown(words: Words, story: Story) -> list[Payload]:
    default = _asking(story, _EVERY_90_DAYS)
    stuck = _asking(story, _EVERY_90_DAYS, state="broken")
    return [
        schedule.shown(words, default, "America/New_York", may=True),
        schedule.shown(words, default, "Asia/Tokyo", may=False),
        schedule.shown(words, _asking(story, _OWN_TIME), "Asia/Tokyo", may=True),
        schedule.shown(words, _asking(story, _EVERY_90_DAYS, state="paused"), "UTC", may=True, lead="…"),
        schedule.shown(words, stuck, "UTC", may=True),
        schedule.shown(words, _asking(story), "UTC", may=True),
    ]


@surface()
def schedule_which(words: Words, story: Story) -> Payload:
    return schedule.which(words, [replace(story.decided(), id=f"c{number}") for number in range(12)], "pause")


@surface("modal")
def schedule_changed(words: Words, story: Story) -> list[Payload]:
    return [
        schedule_form.schedule_modal(words, one, "Europe/Paris")
        for one in (_asking(story, _EVERY_90_DAYS), _every_way(story), _asking(story), _asking(story, _OWN_TIME))
    ]


@surface()
def monthly_question(words: Words, story: Story) -> list[Payload]:
    due = Occurrence(datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 8, tzinfo=UTC))
    rule = planned.prompted(planned.Prompt.monthly, datetime(2026, 11, 20, tzinfo=UTC), "Europe/Paris")
    prompts = [ChannelPrompt("T1", "C1", one, words.language, rule, next=due) for one in planned.Prompt]
    return [
        channel_prompts.question(words),
        *(channel_prompts.begun(words, one) for one in prompts),
        *(channel_prompts.stopped(words, one, was_active=was) for one in planned.Prompt for was in (True, False)),
    ]


@surface()
def open_this_week(words: Words, story: Story) -> list[Payload]:
    records = [story.record(story.at("clarity")), replace(story.record(story.at("power")), decide_by="2026-11-01")]
    due = {records[0].id: 2}
    found = [channel_prompts.digest(words, some, due, date(2026, 12, 7)) for some in (records, records * 20)]
    return [one for one in found if one is not None]
