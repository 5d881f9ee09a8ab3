"""Schedules as people type them: what is understood, and what is refused with which of a closed set of problems."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import InvalidSchedule, Problem
from flows.schedules.recurrence import occurrences
from flows.schedules.rules import Before, Once, Rule
from flows.schedules.typed_patterns import Typed
from flows.schedules.typed_rules import MOST_CHARACTERS, read_rule
from tests.flows.cases import words

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
"""A Wednesday, 9:30 in Paris."""
DECIDED = date(2026, 11, 20)
PAYMENTS = (date(2026, 1, 1), date(2027, 5, 2), date(2027, 11, 2))


def typed(written: str, language: str = "en", **more: object) -> Typed:
    told: dict[str, object] = {"decided_on": DECIDED, "payments": PAYMENTS, "renewals": (date(2027, 12, 31),), **more}
    return Typed(written, NOW, "Europe/Paris", language, **told)  # type: ignore[arg-type]


def understood(rule: Rule, count: int) -> list[str]:
    return [one.key.isoformat(" ", "minutes") for one in islice(occurrences(rule), count)]


def read(written: str, language: str = "en", count: int = 3) -> list[str]:
    return understood(read_rule(typed(written, language), working_days=False), count)


EN = {
    "every 2 weeks on Tuesday 9:00": "2026-12-01 09:00, 2026-12-15 09:00, 2026-12-29 09:00",
    "  Every TWO weeks, on tuesday at 9 AM ": "2026-12-01 09:00, 2026-12-15 09:00, 2026-12-29 09:00",
    "every two weeks": "2026-12-09 09:00, 2026-12-23 09:00, 2027-01-06 09:00",
    "every other week on Monday": "2026-11-30 09:00, 2026-12-14 09:00, 2026-12-28 09:00",
    "every second Tuesday at 2:30pm": "2026-12-01 14:30, 2026-12-15 14:30, 2026-12-29 14:30",
    "the second Tuesday of every month": "2026-12-08 09:00, 2027-01-12 09:00, 2027-02-09 09:00",
    "every last Friday at noon": "2026-11-27 12:00, 2026-12-25 12:00, 2027-01-29 12:00",
    "every 15 days": "2026-12-10 09:00, 2026-12-25 09:00, 2027-01-09 09:00",
    "every 90 days": "2027-02-23 09:00, 2027-05-24 09:00, 2027-08-22 09:00",
    "day 30 then every 90 days": "2026-12-20 09:00, 2027-03-20 09:00, 2027-06-18 09:00",
    "in 30 days, then every 3 months": "2026-12-25 09:00, 2027-03-25 09:00, 2027-06-25 09:00",
    "1 March 2027 then every 6 weeks": "2027-03-01 09:00, 2027-04-12 09:00, 2027-05-24 09:00",
    "daily at 9am": "2026-11-26 09:00, 2026-11-27 09:00, 2026-11-28 09:00",
    "every day at 10": "2026-11-25 10:00, 2026-11-26 10:00, 2026-11-27 10:00",
    "every weekday at 9": "2026-11-26 09:00, 2026-11-27 09:00, 2026-11-30 09:00",
    "every Tuesday and Thursday at 10:15": "2026-11-26 10:15, 2026-12-01 10:15, 2026-12-03 10:15",
    "every month on the 31st": "2026-11-30 09:00, 2026-12-31 09:00, 2027-01-31 09:00",
    "every 3 months on the 15th": "2026-12-15 09:00, 2027-03-15 09:00, 2027-06-15 09:00",
    "on the 15th of each month": "2026-12-15 09:00, 2027-01-15 09:00, 2027-02-15 09:00",
    "every year on 29 February": "2027-02-28 09:00, 2028-02-29 09:00, 2029-02-28 09:00",
    "quarterly": "2027-02-25 09:00, 2027-05-25 09:00, 2027-08-25 09:00",
    "every 90 days from 1 March 2027": "2027-03-01 09:00, 2027-05-30 09:00, 2027-08-28 09:00",
    "every 2 weeks on Tuesday from 1 March 2027": "2027-03-02 09:00, 2027-03-16 09:00, 2027-03-30 09:00",
    "on 12 March 2027 at 9:00": "2027-03-12 09:00",
    "March 12, 2027 9:00": "2027-03-12 09:00",
    "12 March": "2027-03-12 09:00",
    "Friday 12 March 2027": "2027-03-12 09:00",
    "2027-03-12 16:45": "2027-03-12 16:45",
    "13/03/2027": "2027-03-13 09:00",
    "29 February": "2028-02-29 09:00",
    "tomorrow at 8": "2026-11-26 08:00",
    "today at 10": "2026-11-25 10:00",
    "in 10 days": "2026-12-05 09:00",
    "on Tuesday 9:00": "2026-12-01 09:00",
    "on Wednesday 9:00": "2026-12-02 09:00",
    "before each payment": "2027-04-25 09:00, 2027-10-26 09:00",
    "2 weeks before each payment 2027-03-01": "2027-02-15 09:00",
    "10 days before each payment: 1 March 2027, 1 June 2027": "2027-02-19 09:00, 2027-05-22 09:00",
    "before renewal": "2027-12-01 09:00",
    "mondays": "2026-11-30 09:00, 2026-12-07 09:00, 2026-12-14 09:00",
    "on Mondays at 8": "2026-11-30 08:00, 2026-12-07 08:00, 2026-12-14 08:00",
    "Mondays and Thursdays 9am": "2026-11-26 09:00, 2026-11-30 09:00, 2026-12-03 09:00",
    "weekends": "2026-11-28 09:00, 2026-11-29 09:00, 2026-12-05 09:00",
    "every weekend": "2026-11-28 09:00, 2026-11-29 09:00, 2026-12-05 09:00",
    "weekdays at 9": "2026-11-26 09:00, 2026-11-27 09:00, 2026-11-30 09:00",
    "first Mondays": "2026-12-07 09:00, 2027-01-04 09:00, 2027-02-01 09:00",
    "months": "2026-12-25 09:00, 2027-01-25 09:00, 2027-02-25 09:00",
    "quarters": "2027-02-25 09:00, 2027-05-25 09:00, 2027-08-25 09:00",
    "on the 1st and 15th": "2026-12-01 09:00, 2026-12-15 09:00, 2027-01-01 09:00",
    "the 1st and the 15th of each month at 8": "2026-12-01 08:00, 2026-12-15 08:00, 2027-01-01 08:00",
    "every 2 months on the 1st and 15th": "2026-12-01 09:00, 2026-12-15 09:00, 2027-02-01 09:00",
    "the 30th and 31st of each month": "2026-11-30 09:00, 2026-12-30 09:00, 2026-12-31 09:00",
    "weds 9am": "2026-12-02 09:00",
}

FR = {
    "toutes les 2 semaines le mardi à 9h": "2026-12-01 09:00, 2026-12-15 09:00, 2026-12-29 09:00",
    "Toutes les deux semaines": "2026-12-09 09:00, 2026-12-23 09:00, 2027-01-06 09:00",
    "une semaine sur deux le mardi 9h30": "2026-12-01 09:30, 2026-12-15 09:30, 2026-12-29 09:30",
    "un mardi sur deux à 14 h": "2026-12-01 14:00, 2026-12-15 14:00, 2026-12-29 14:00",
    "tous les mardis": "2026-12-01 09:00, 2026-12-08 09:00, 2026-12-15 09:00",
    "chaque mardi à 9 h 30": "2026-12-01 09:30, 2026-12-08 09:30, 2026-12-15 09:30",
    "tous les 15 jours": "2026-12-09 09:00, 2026-12-23 09:00, 2027-01-06 09:00",
    "tous les quinze jours le jeudi": "2026-11-26 09:00, 2026-12-10 09:00, 2026-12-24 09:00",
    "jour 30 puis tous les 90 jours": "2026-12-20 09:00, 2027-03-20 09:00, 2027-06-18 09:00",
    "J+30 puis tous les 90 jours": "2026-12-20 09:00, 2027-03-20 09:00, 2027-06-18 09:00",
    "dans 30 jours, puis tous les trois mois": "2026-12-25 09:00, 2027-03-25 09:00, 2027-06-25 09:00",
    "tous les jours ouvrés à 9h": "2026-11-26 09:00, 2026-11-27 09:00, 2026-11-30 09:00",
    "le 1er lundi de chaque mois à 14h30": "2026-12-07 14:30, 2027-01-04 14:30, 2027-02-01 14:30",
    "le dernier vendredi du mois à midi": "2026-11-27 12:00, 2026-12-25 12:00, 2027-01-29 12:00",
    "tous les mois le 31": "2026-11-30 09:00, 2026-12-31 09:00, 2027-01-31 09:00",
    "tous les 15 du mois": "2026-12-15 09:00, 2027-01-15 09:00, 2027-02-15 09:00",
    "tous les ans le 29 février": "2027-02-28 09:00, 2028-02-29 09:00, 2029-02-28 09:00",
    "à partir du 1er mars 2027, tous les mois": "2027-03-01 09:00, 2027-04-01 09:00, 2027-05-01 09:00",
    "tous les trimestres": "2027-02-25 09:00, 2027-05-25 09:00, 2027-08-25 09:00",
    "le 12 mars 2027 à 9h": "2027-03-12 09:00",
    "4/3/2027": "2027-03-04 09:00",
    "1er août": "2027-08-01 09:00",
    "demain à 8 h": "2026-11-26 08:00",
    "mardi prochain à 10h": "2026-12-01 10:00",
    "7 jours avant chaque paiement": "2027-04-25 09:00, 2027-10-26 09:00",
    "une semaine avant chaque versement : 1er mars 2027, 1er juin 2027": "2027-02-22 09:00, 2027-05-25 09:00",
    "avant le renouvellement": "2027-12-01 09:00",
    "lundis": "2026-11-30 09:00, 2026-12-07 09:00, 2026-12-14 09:00",
    "les lundis à 9h": "2026-11-30 09:00, 2026-12-07 09:00, 2026-12-14 09:00",
    "les lundis et jeudis à 9h": "2026-11-26 09:00, 2026-11-30 09:00, 2026-12-03 09:00",
    "les week-ends": "2026-11-28 09:00, 2026-11-29 09:00, 2026-12-05 09:00",
    "tous les week\u2011ends": "2026-11-28 09:00, 2026-11-29 09:00, 2026-12-05 09:00",
    "les fins de semaine": "2026-11-28 09:00, 2026-11-29 09:00, 2026-12-05 09:00",
    "les jours ouvrés": "2026-11-26 09:00, 2026-11-27 09:00, 2026-11-30 09:00",
    "les premiers lundis du mois": "2026-12-07 09:00, 2027-01-04 09:00, 2027-02-01 09:00",
    "les mois": "2026-12-25 09:00, 2027-01-25 09:00, 2027-02-25 09:00",
    "les 1er et 15": "2026-12-01 09:00, 2026-12-15 09:00, 2027-01-01 09:00",
    "le 1er et le 15 de chaque mois à 8h": "2026-12-01 08:00, 2026-12-15 08:00, 2027-01-01 08:00",
    "les 5, 15 et 25": "2026-12-05 09:00, 2026-12-15 09:00, 2026-12-25 09:00",
    "les 15": "2026-12-15 09:00, 2027-01-15 09:00, 2027-02-15 09:00",
}


@pytest.mark.parametrize("written", EN)
def test_english_is_understood(written: str) -> None:
    assert ", ".join(read(written)) == EN[written]


@pytest.mark.parametrize("written", FR)
def test_french_is_understood(written: str) -> None:
    assert ", ".join(read(written, "fr")) == FR[written]


REFUSED = [
    ("31 February", Problem.no_such_date, "31 February"),
    ("31 février", Problem.no_such_date, "31 février"),
    ("le 31 avril 2027 à 9h", Problem.no_such_date, "31 avril 2027"),
    ("29 February 2027", Problem.no_such_date, "29 February 2027"),
    ("2027-13-01", Problem.no_such_date, "2027-13-01"),
    ("every month on the 32nd", Problem.no_such_date, "the 32nd"),
    ("every year on 31 February", Problem.no_such_date, "31 February"),
    ("1 January 2020", Problem.past, "1 January 2020"),
    ("le 1er janvier 2020", Problem.past, "1er janvier 2020"),
    ("0001-01-01", Problem.past, "0001-01-01"),
    ("today at 9", Problem.past, "2026-11-25"),
    ("every 90 days from 1 January 2020", Problem.past, "1 January 2020"),
    ("7 days before each payment 2026-11-30", Problem.past, "2026-11-30"),
    ("every 0 days", Problem.zero, "every 0 days"),
    ("Tous les zéro jours", Problem.zero, "Tous les zéro jours"),
    ("every -3 days", Problem.zero, "every -3 days"),
    ("day 0 then every 90 days", Problem.zero, "day 0"),
    ("day 30 then every 0 days", Problem.zero, "every 0 days"),
    ("every 5 minutes", Problem.too_often, "every 5 minutes"),
    ("toutes les heures", Problem.too_often, "toutes les heures"),
    ("every 100000 days", Problem.too_far, "every 100000 days"),
    ("every 999999999 years", Problem.too_far, "every 999999999 years"),
    ("in 999999999 weeks", Problem.too_far, "in 999999999 weeks"),
    ("1 January 9999", Problem.too_far, "1 January 9999"),
    ("every Tuesday 9:00 Europe/Atlantis", Problem.unknown_zone, "Europe/Atlantis"),
    ("every Tuesday at 25:00", Problem.no_such_time, "25:00"),
    ("tous les mardis à 25h", Problem.no_such_time, "25h"),
    ("every Tuesday 9:75", Problem.no_such_time, "9:75"),
    ("every Tuesday 13pm", Problem.no_such_time, "13pm"),
    ("12/03/2027", Problem.ambiguous_date, "12/03/2027"),
    ("whenever", Problem.unreadable, "whenever"),
    ("", Problem.unreadable, ""),
    ("every", Problem.unreadable, "every"),
    ("not every Tuesday", Problem.unreadable, "not"),
    ("every Tuesday unless it rains", Problem.unreadable, "unless it rains"),
    ("every Tuesday 9:00 and 14:00", Problem.unreadable, "14 00"),
    ("every third Tuesday", Problem.unreadable, "third"),
    ("Monday 12 March 2027", Problem.unreadable, "Monday 12 March 2027"),
    ("every Tuesday 9:00 local time, in the thread", Problem.thread_at_once, "in the thread"),
    ("tous les mardis dans le fil et en privé", Problem.thread_at_once, "dans le fil"),
    ("1 March and 2 March", Problem.unreadable, "1 March and 2 March"),
    ("les lundis 5 avril 2027", Problem.unreadable, "les lundis 5 avril 2027"),
    ("les 1er et 15 mars 2027", Problem.unreadable, "1er"),
    ("15 and 30", Problem.unreadable, "15 30"),
    ("this weekend", Problem.unreadable, "this weekend"),
    ("the 1st and 32nd", Problem.no_such_date, "1st and 32nd"),
]


@pytest.mark.parametrize(("written", "problem", "wrong"), REFUSED, ids=[row[0] or "(nothing)" for row in REFUSED])
def test_what_cannot_be_is_refused_with_its_problem_and_the_words_that_have_it(
    written: str, problem: Problem, wrong: str
) -> None:
    language = "fr" if set("éèûà") & set(written) or "toutes" in written or "tous" in written else "en"
    with pytest.raises(InvalidSchedule) as error:
        read_rule(typed(written, language))
    assert (error.value.problem, error.value.wrong) == (problem, wrong)
    assert error.value.key == f"error.schedule.{problem}"
    assert error.value.fields["typed"] == wrong, "what was not understood is said back"


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("every munday", "every monday"),
        ("evry 2 weks on tuesday 9:00", "every 2 weeks on tuesday 9:00"),
        ("chaque moi", "chaque mois"),
        ("tous les jeuids à 9h", "tous les jeudis a 9h"),
        ("whenever it suits", ""),
        ("every tuesday unless it rains", ""),
        ("x" * 400, ""),
    ],
)
def test_what_is_unreadable_comes_with_the_nearest_rule_that_is_not(written: str, nearest: str) -> None:
    with pytest.raises(InvalidSchedule) as error:
        read_rule(typed(written))
    assert error.value.nearest == error.value.fields["nearest"] == nearest
    if nearest:
        read_rule(typed(nearest))


def test_payments_and_renewals_without_a_date_are_asked_for() -> None:
    for written in ("before each payment", "avant le renouvellement"):
        with pytest.raises(InvalidSchedule) as error:
            read_rule(typed(written, payments=(), renewals=()))
        assert error.value.problem is Problem.no_dates


def test_every_problem_can_happen() -> None:
    seen = {problem for _, problem, _ in REFUSED} | {Problem.no_dates, Problem.unknown_country}
    assert seen == set(Problem)


def test_a_zone_may_be_named_in_any_case_and_counts_for_what_is_past() -> None:
    rule = read_rule(typed("every day at 9:00 america/new_york"))
    assert rule.zone == "America/New_York"
    assert understood(rule, 1) == ["2026-11-25 09:00"]  # 3:30 there
    assert read_rule(typed("tomorrow UTC")).zone == "UTC"


OWN = [
    ("every 2 weeks on Tuesday 9:00 local time", "en"),
    ("every 2 weeks on Tuesday at 9:00 their own time", "en"),
    ("every 2 weeks on Tuesday at 9 each person's local time", "en"),
    ("every 2 weeks on Tuesday, everyone's own time, 9am", "en"),
    ("every 2 weeks on Tuesday, 9:00 in the local time of each person", "en"),
    ("toutes les 2 semaines le mardi à 9h heure locale", "fr"),
    ("toutes les 2 semaines le mardi à 9 h, à l’heure locale de chacun", "fr"),
    ("toutes les 2 semaines le mardi 9h, heure de chacun", "fr"),
    ("toutes les deux semaines le mardi, chacun à son heure, 9h00", "fr"),
]


@pytest.mark.parametrize(("written", "language"), OWN, ids=[row[0] for row in OWN])
def test_each_persons_own_local_time_is_understood(written: str, language: str) -> None:
    shared = read_rule(typed("every 2 weeks on Tuesday 9:00"))
    found = read_rule(typed(written, language))
    assert found == shared.for_each([])
    assert found.own_time
    assert not shared.own_time


def test_local_time_with_a_zone_is_that_of_the_zone() -> None:
    found = read_rule(typed("every Tuesday 9:00 local time Asia/Tokyo"))
    assert (found.zone, found.own_time) == ("Asia/Tokyo", False)


def test_own_local_times_stay_until_a_zone_is_named() -> None:
    assert read_rule(typed("every Tuesday 9:00", own_time=True)).own_time
    assert not read_rule(typed("every Tuesday 9:00 Asia/Tokyo", own_time=True)).own_time


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("every 2 weeks on Tuesday 9:00 in the thread", "en"),
        ("in the thread every 2 weeks on Tuesday 9:00", "en"),
        ("toutes les 2 semaines le mardi à 9h dans le fil", "fr"),
    ],
)
def test_where_our_people_are_asked_is_understood_and_stays_until_it_is_said_otherwise(
    written: str, language: str
) -> None:
    rule = read_rule(typed(written, language))
    assert rule.in_thread
    assert rule.model_copy(update={"in_thread": False}) == read_rule(typed("every 2 weeks on Tuesday 9:00"))
    assert read_rule(typed("every Tuesday", in_thread=True)).in_thread
    for otherwise in ("every Tuesday in private", "chaque mardi en privé", "every Tuesday 9:00 local time"):
        assert not read_rule(typed(otherwise, in_thread=True)).in_thread
    assert not read_rule(typed("every Tuesday in the thread", own_time=True)).own_time


def test_the_country_and_working_days_are_those_of_the_channel() -> None:
    rule = read_rule(typed("7 days before each payment"), country="fr", working_days=True)
    assert isinstance(rule.pattern, Before)
    assert (rule.country, rule.working_days) == ("FR", True)
    with pytest.raises(InvalidSchedule):
        read_rule(typed("every Tuesday"), country="Atlantis")


def test_what_is_too_long_is_refused_unread() -> None:
    with pytest.raises(InvalidSchedule) as error:
        read_rule(typed("every Tuesday " * 1000))
    assert (error.value.problem, len(error.value.wrong)) == (Problem.unreadable, MOST_CHARACTERS + 1)


PIECES = words(
    "every 0 2 15 31 90 -1 999999999 days weeks month on the of Tuesday mardis 9:00 25h at à 9 am then puis day jour J+30 first"
    " dernier 31 February 29 février 2027 2027-02-30 12/03/2027 before avant each payment le la Europe/Paris UTC a/b une sur deux"
    " semaine 1er ½ ² ٣ mois until ' . , : / é \u202e \x00"
)


@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)),
    st.sampled_from(["en", "fr"]),
)
def test_whatever_is_typed_becomes_a_rule_that_is_ahead_or_a_problem(written: str, language: str) -> None:
    with suppress(InvalidSchedule):
        rule = read_rule(typed(written, language))
        first = next(occurrences(rule.model_copy(update={"working_days": False})))
        assert first.at > NOW
        assert Rule.model_validate_json(rule.model_dump_json()) == rule


@given(st.dates(NOW.date() + timedelta(days=1), date(2199, 12, 31)))
def test_a_date_is_read_as_it_is_written_in_either_language(day: date) -> None:
    for written in (day.isoformat(), f"{day:%d %B %Y}", f"{day:%B} {day.day}, {day.year}"):
        assert read_rule(typed(written)).pattern == Once(on=day)
    assert read_rule(typed(f"{day:%d/%m/%Y}", "fr")).pattern == Once(on=day)
