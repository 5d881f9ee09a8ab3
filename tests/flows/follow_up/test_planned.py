"""Several rules as one answer: what each is for, what comes next, and the zones that people write."""

from datetime import UTC, date, datetime, time

import pytest

from flows.errors import InvalidSchedule, Problem
from flows.schedules.planned import (
    Part,
    Prompt,
    altered,
    as_meant,
    known_zone,
    next_dates,
    on_weekends,
    part_of,
    prompted,
    read_zone,
)
from flows.schedules.rules import Before, Every, Once, Pattern, Rule, Unit

PARIS = "Europe/Paris"
WEEKLY = Every(interval=1, unit=Unit.weeks, first=date(2026, 12, 1), weekdays=(1,))
PAYMENT = Before(what="payment", dates=(date(2026, 12, 15),), days_before=7)
RENEWAL = Before(what="renewal", dates=(date(2027, 3, 31),), days_before=30)
ONCE = Once(on=date(2026, 12, 3))


def rule(pattern: Pattern, **more: object) -> Rule:
    return Rule.model_validate({"pattern": pattern, "zone": PARIS, **more})


@pytest.mark.parametrize(
    ("pattern", "part"),
    [(WEEKLY, Part.rhythm), (PAYMENT, Part.payment), (RENEWAL, Part.renewal), (ONCE, Part.single)],
)
def test_what_a_rule_is_for(pattern: Pattern, part: Part) -> None:
    assert part_of(rule(pattern)) is part


def test_the_next_dates_of_all_rules_in_order_and_none_twice() -> None:
    found = next_dates([(rule(WEEKLY), None), (rule(PAYMENT), None), (rule(ONCE), None)], 4, PARIS)
    # The payment's day is the Tuesday of the rhythm too.
    assert [one.date().isoformat() for one in found] == ["2026-12-01", "2026-12-03", "2026-12-08", "2026-12-15"]
    assert next_dates([(rule(ONCE), None)], 3, "UTC") == (datetime(2026, 12, 3, 8),)
    assert next_dates([(rule(ONCE), datetime(2026, 12, 3, 9))], 3, PARIS) == ()
    assert next_dates([], 3, PARIS) == ()


def test_two_zones_are_put_in_the_order_of_their_instants() -> None:
    tokyo = rule(ONCE, zone="Asia/Tokyo")
    found = next_dates([(rule(ONCE), None), (tokyo, None)], 3, "UTC")
    assert found == (datetime(2026, 12, 3), datetime(2026, 12, 3, 8))


def test_what_each_is_asked_at_their_own_local_time_is_that_time_for_every_reader() -> None:
    own = rule(ONCE).for_each(["Pacific/Kiritimati", "America/New_York"])
    for zone in ("Pacific/Kiritimati", PARIS, "Pacific/Pago_Pago"):
        assert next_dates([(own, None)], 3, zone) == (datetime(2026, 12, 3, 9),)


def test_who_asks_for_saturdays_is_asked_on_saturdays() -> None:
    saturdays = rule(WEEKLY.model_copy(update={"weekdays": (5,)}))
    assert on_weekends(saturdays)
    assert not as_meant(saturdays).working_days
    assert as_meant(rule(WEEKLY)).working_days
    assert not on_weekends(rule(ONCE))


@pytest.mark.parametrize("written", ["Europe/Paris", "europe/paris", " EUROPE/PARIS "])
def test_a_zone_is_known_whatever_its_case(written: str) -> None:
    assert read_zone(written) == PARIS


@pytest.mark.parametrize("written", ["Mars/Base", "", "Paris", "Europe/Paris, please", "../etc/passwd"])
def test_what_is_no_zone_is_refused(written: str) -> None:
    with pytest.raises(InvalidSchedule) as refused:
        read_zone(written)
    assert refused.value.problem is Problem.unknown_zone


def test_a_zone_that_only_slack_knows_is_utc() -> None:
    assert [known_zone(one) for one in (PARIS, "Mars/Base", "")] == [PARIS, "UTC", "UTC"]


def test_another_time_and_another_country_and_none_that_does_not_exist() -> None:
    changed = altered(rule(WEEKLY), {"at": time(14, 30), "country": "fr", "zone": "Asia/Tokyo"})
    assert (changed.at, changed.country, changed.zone, changed.pattern) == (time(14, 30), "FR", "Asia/Tokyo", WEEKLY)
    for wrong in ({"country": "XX"}, {"zone": "Mars/Base"}):
        with pytest.raises(InvalidSchedule):
            altered(rule(WEEKLY), wrong)


def test_the_monthly_question_falls_on_the_first_working_day() -> None:
    # 1 August 2026 is a Saturday, and 1 September a Tuesday.
    asked = prompted(Prompt.monthly, datetime(2026, 8, 1, 12, tzinfo=UTC), PARIS)
    first, second = next_dates([(asked, None)], 2, PARIS)
    assert (first, second) == (datetime(2026, 8, 3, 9), datetime(2026, 9, 1, 9))
