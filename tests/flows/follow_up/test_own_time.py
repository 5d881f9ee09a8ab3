"""Each person at their own local time: nobody earlier than that, everybody once, in every zone and however seldom one looks."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flows.check_ins import checkin as talk
from flows.check_ins.checkin import CheckIn
from flows.check_ins.nudges import call_off, in_zones, next_tick, tick
from flows.conversation.conversation import Said
from flows.schedules.recurrence import catch_up, next_occurrence, occurrences, over, own_timetable, wall_time
from flows.schedules.reminders import NUDGE, REMIND
from flows.schedules.rules import Every, Once, Rule, Unit
from flows.schedules.wall_clock import instant, local
from tests.flows.follow_up.after import decided, heard
from tests.flows.follow_up.test_recurrence import ZONES, rules

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = date(2026, 12, 1)
PEOPLE = ("ana", "ben", "pat")
EVERYWHERE = {"ana": "Pacific/Kiritimati", "ben": "Europe/Paris", "pat": "Pacific/Pago_Pago"}
"""They see the same day begin 25 hours apart."""
lives = st.fixed_dictionaries({person: st.sampled_from(ZONES) for person in PEOPLE})


def rule(pattern: Once | Every, zones: dict[str, str], at: time = time(9), **more: object) -> Rule:
    how = {"working_days": False, **more}
    return Rule(pattern=pattern, at=at, zone="Europe/Paris", **how).for_each(zones.values())  # type: ignore[arg-type]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def begun(how: Rule, zones: dict[str, str], now: datetime, asks: datetime | None) -> tuple[CheckIn, tuple[Said, ...]]:
    """A check-in that begins at an instant, and what is said at once."""
    check_in, said = talk.prompt(talk.schedule(decided(), "ana"), own_timetable(how, asks, now, zones))
    check_in, more = tick(check_in, now)
    return check_in, (*said, *more)


def played(check_in: CheckIn, until: datetime) -> list[tuple[datetime, str]]:
    """What the clock says, with the instant at which it says it, each at the time at which it falls due."""
    found: list[tuple[datetime, str]] = []
    while (due := next_tick(check_in)) is not None and due <= until:
        check_in, said = tick(check_in, due)
        found += [(due, one) for one in heard(said)]
    return found


# --- Where people live far apart -------------------------------------------------------------------------------------


def test_it_begins_when_the_time_comes_first_and_each_is_asked_when_it_comes_to_them() -> None:
    how = rule(Once(on=TUESDAY), EVERYWHERE)
    due = next_occurrence(how)
    assert due
    assert due.at == utc(2026, 11, 30, 19)  # nine o'clock on Tuesday on Kiritimati
    check_in, said = begun(how, EVERYWHERE, due.at, wall_time(how, due.key))
    assert heard(said) == ["ask", "prompt ana"]
    assert played(check_in, due.at + 8 * DAY) == [
        (utc(2026, 12, 1, 8), "prompt ben"),
        (utc(2026, 12, 1, 20), "prompt pat"),
        (utc(2026, 12, 2, 19), "nudge ana"),
        (utc(2026, 12, 3, 8), "nudge ben"),
        (utc(2026, 12, 3, 20), "nudge pat"),
        (utc(2026, 12, 4, 19), "nudge ana"),
        (utc(2026, 12, 5, 8), "nudge ben"),
        (utc(2026, 12, 5, 20), "nudge pat"),
    ]
    assert check_in.timetable
    assert check_in.timetable.closes == utc(2026, 12, 8, 20), "it waits until the seventh day has come for the last one"


def test_days_off_are_those_of_the_country_and_move_everybody_to_the_same_day() -> None:
    saturday = date(2026, 12, 26)
    how = rule(Once(on=saturday), EVERYWHERE, working_days=True, country="GB")
    due = next_occurrence(how)
    assert due
    # Monday the 28th is Boxing Day's stand-in there.
    assert wall_time(how, due.key) == datetime(2026, 12, 29, 9)
    assert local(due.at, EVERYWHERE["ana"]) == datetime(2026, 12, 29, 9)


@pytest.mark.parametrize(
    ("day", "at", "ben", "why"),
    [
        (date(2027, 3, 28), time(2, 30), utc(2027, 3, 28, 1), "02:30 is missing in Paris: the first instant after"),
        (date(2027, 10, 31), time(2, 30), utc(2027, 10, 31, 0, 30), "02:30 comes twice in Paris: the first"),
    ],
)
def test_gap_and_fold_are_those_of_each_zone(day: date, at: time, ben: datetime, why: str) -> None:
    zones = EVERYWHERE | {"pat": "America/New_York"}
    how = rule(Once(on=day), zones, at)
    due = next_occurrence(how)
    assert due
    check_in, _ = begun(how, zones, due.at, wall_time(how, due.key))
    prompts = {what: when for when, what in played(check_in, due.at + 2 * DAY - HOUR)}
    assert prompts["prompt ben"] == ben, why
    assert prompts["prompt pat"] == instant(datetime.combine(day, at), "America/New_York")


def test_after_a_stop_those_whose_time_has_passed_are_asked_at_once_and_the_others_at_theirs() -> None:
    how = rule(Every(interval=1, unit=Unit.days, first=TUESDAY), EVERYWHERE)
    back = utc(2026, 12, 4, 12)  # Friday, noon in Greenwich: nine has come in Paris, and not in Pago Pago
    due = catch_up(how, None, back)
    assert due
    assert (due.key, due.stands_for) == (datetime(2026, 12, 4, 9), 4)
    check_in, said = begun(how, EVERYWHERE, back, wall_time(how, due.key))
    assert heard(said) == ["ask", "prompt ana", "prompt ben"]
    assert played(check_in, back + DAY) == [(utc(2026, 12, 4, 20), "prompt pat")]


def test_what_is_asked_for_now_asks_everybody_now_and_nudges_each_at_their_time() -> None:
    how = rule(Once(on=TUESDAY), EVERYWHERE)
    now = utc(2026, 12, 1, 3, 17)
    check_in, said = begun(how, EVERYWHERE, now, None)
    assert heard(said) == ["ask", *(f"prompt {one}" for one in PEOPLE)]
    # It is Tuesday everywhere but on Pago Pago: two days after the latest of their days, for all.
    assert [when for when, what in played(check_in, now + 3 * DAY) if what == "nudge ana"] == [utc(2026, 12, 2, 19)]


def test_a_day_is_over_when_it_is_over_for_the_last_one() -> None:
    how = rule(Once(on=TUESDAY), EVERYWHERE)
    last = utc(2026, 12, 1, 20)
    assert over(how, None, last - timedelta(seconds=1)) is None
    assert over(how, None, last) == next_occurrence(how)


# --- What comes between ----------------------------------------------------------------------------------------------


def waiting() -> CheckIn:
    """Ana was asked, Ben and Pat wait for their time."""
    how = rule(Once(on=TUESDAY), EVERYWHERE)
    due = next_occurrence(how)
    assert due
    return begun(how, EVERYWHERE, due.at, wall_time(how, due.key))[0]


def said_to(check_in: CheckIn, person: str) -> list[str]:
    return [what for _, what in played(check_in, utc(2026, 12, 7)) if what.endswith(person)]


def test_who_answers_in_the_thread_before_their_time_is_not_asked() -> None:
    moved, _ = talk.answer(waiting(), "ben", {"still_yes": "yes"})
    assert said_to(moved, "ben") == []


@pytest.mark.parametrize("put_off", [talk.skip, talk.never, lambda one, who: talk.away(one, who, TUESDAY)])
def test_who_puts_it_off_before_their_time_is_not_asked(put_off: object) -> None:
    moved, _ = put_off(waiting(), "ben")  # type: ignore[operator]
    assert said_to(moved, "ben") == []
    assert said_to(moved, "pat")[0] == "prompt pat"


def test_who_wants_it_later_is_reminded_then_and_not_asked_before() -> None:
    moved, _ = talk.later(waiting(), "ben", utc(2026, 12, 1, 19))
    assert said_to(moved, "ben") == [f"{REMIND} ben", f"{NUDGE} ben", f"{NUDGE} ben"]


def test_what_ended_asks_nobody() -> None:
    answered, _ = talk.answer(waiting(), "ana", {"still_yes": "yes"})
    revealed, _ = talk.reveal(answered, "ana")
    assert next_tick(revealed) is None


def test_what_was_called_off_asks_and_nudges_only_who_was_asked_already() -> None:
    moved = call_off(waiting())
    assert said_to(moved, "ana") == [f"{NUDGE} ana"] * 2
    assert said_to(moved, "ben") == said_to(moved, "pat") == []
    assert call_off(moved) == moved
    later, _ = talk.later(moved, "ben", utc(2026, 12, 2, 9))
    assert said_to(later, "ben") == [f"{REMIND} ben"], "what somebody asked for themselves comes"
    assert heard(talk.answer(moved, "ben", {"still_yes": "yes"})[1])[0] == "progress ben", (
        "the thread still takes answers"
    )


def test_who_moves_before_their_time_is_asked_at_the_time_of_where_they_are() -> None:
    west = in_zones(waiting(), {"ben": "America/New_York"})
    assert (utc(2026, 12, 1, 14), "prompt ben") in played(west, utc(2026, 12, 2))
    # Over the date line: nine on Tuesday has passed there, so it is asked at once.
    east, said = tick(in_zones(waiting(), {"pat": "Pacific/Apia"}), utc(2026, 11, 30, 23))
    assert heard(said) == ["prompt pat"]
    assert said_to(in_zones(east, {"pat": "Pacific/Pago_Pago"}), "pat") == [f"{NUDGE} pat"] * 2, "and not twice"


# --- Properties ------------------------------------------------------------------------------------------------------


@given(rules, lives)
def test_an_occurrence_begins_with_the_first_of_them_and_is_over_with_the_last(
    how: Rule, zones: dict[str, str]
) -> None:
    own = how.for_each(zones.values())
    found = list(islice(occurrences(own), 6))
    assert all(one.key < other.key and one.at < other.at for one, other in pairwise(found))
    for one in found:
        theirs = [instant(wall_time(own, one.key), zone) for zone in zones.values()]
        assert one.at == min(theirs)
        last = over(own, None, max(theirs))
        assert last is not None
        assert last.key >= one.key


@given(
    rules,
    lives,
    st.timedeltas(timedelta(0), timedelta(days=3)),
    st.lists(st.timedeltas(timedelta(minutes=1), timedelta(hours=30)), min_size=1, max_size=20),
)
def test_nobody_is_asked_early_and_everybody_once_however_seldom_one_looks(
    how: Rule, zones: dict[str, str], late: timedelta, looks: list[timedelta]
) -> None:
    own = how.for_each(zones.values())
    due = next_occurrence(own)
    assume(due is not None)
    assert due
    now = due.at + late
    wall = wall_time(own, due.key)
    check_in, said = begun(own, zones, now, wall)
    asked = {str(one.person): now for one in said if one.what == talk.PROMPT}
    told, looked = [(now, one) for one in heard(said)], now
    for look in [*looks, timedelta(hours=30)]:
        now += look
        if check_in.timetable is None or now >= check_in.timetable.closes:
            break
        looked = now
        check_in, said = tick(check_in, now)
        told += [(now, one) for one in heard(said)]
        for one in said:
            if one.what == talk.PROMPT:
                assert one.person not in asked
                asked[str(one.person)] = now
        following = next_tick(check_in)
        assert following is None or following > now
    for person, zone in zones.items():
        theirs = instant(wall, zone)
        if person in asked:
            assert asked[person] >= theirs
        else:
            assert theirs > looked
        assert sum(what == f"nudge {person}" for _, what in told) <= 2


@given(lives, lives, st.integers(0, 60))
def test_who_moves_is_asked_once_and_never_before_the_time_of_where_they_are(
    zones: dict[str, str], to: dict[str, str], hours: int
) -> None:
    how = rule(Once(on=TUESDAY), zones)
    due = next_occurrence(how)
    assert due
    moves = due.at + hours * HOUR
    check_in, said = begun(how, zones, due.at, wall_time(how, due.key))
    told = [(due.at, one, zones) for one in heard(said)]
    while (at := next_tick(check_in)) is not None and at < moves:
        check_in, said = tick(check_in, at)
        told += [(at, one, zones) for one in heard(said)]
    check_in, said = tick(in_zones(check_in, to), moves)
    told += [(moves, one, to) for one in heard(said)]
    while (at := next_tick(check_in)) is not None and at < utc(2026, 12, 6):
        check_in, said = tick(check_in, at)
        told += [(at, one, to) for one in heard(said)]
    for person in PEOPLE:
        ((when, _, there),) = [one for one in told if one[1] == f"prompt {person}"]
        assert when >= instant(datetime(2026, 12, 1, 9), there[person])


def test_a_rule_for_each_is_the_rule_for_all_where_all_live_in_one_place() -> None:
    shared = Rule(pattern=Every(interval=1, unit=Unit.weeks, first=TUESDAY), zone="Europe/Paris")
    own = shared.for_each(["Europe/Paris", "Europe/Paris"])
    assert list(islice(occurrences(own), 20)) == list(islice(occurrences(shared), 20))
    assert shared.for_each([]).zones == ("Europe/Paris",)
    assert own.in_zone("Asia/Tokyo") == shared.in_zone("Asia/Tokyo")
