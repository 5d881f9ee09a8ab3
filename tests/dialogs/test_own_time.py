"""Each at their own local time: chosen in words and in the form, told in the thread, and asked so in three zones."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.blocks import schedule_form as schedule_form_blocks
from bot.blocks.kit import action_ids
from bot.playground.faults import Faults
from bot.use_cases import directory
from flows.schedules.wall_clock import instant, local
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage, no
from tests.dialogs.test_check_ins import answers, check_in, decided
from tests.dialogs.test_schedules import decided as decided_by_two
from tests.dialogs.test_schedules import going, lives_in

LONDON, NEW_YORK, TOKYO = "Europe/London", "America/New_York", "Asia/Tokyo"
DAY = timedelta(days=1)


def far_apart(stage: Stage) -> Stage:
    """Amina in London, Tom in New York, Léa in Tokyo: a partnership that they decided."""
    lives_in(stage.tom, NEW_YORK)
    lives_in(stage.lea, TOKYO)
    return decided(stage, stage.amina, stage.tom, stage.lea)


def asks_at_local_time(stage: Stage) -> date:
    """One check-in, on a Tuesday some days ahead, typed by Amina; its day."""
    day = (local(stage.house.now(), LONDON) + 3 * DAY).date()
    day += (1 - day.weekday()) % 7 * DAY
    command, stop = stage.speaks("/partnership checkin", "/partenariat point"), stage.speaks("stop", "arrêter")
    stage.amina.types(*f"{command} {stop}".split(" ", 1))
    written = stage.speaks(f"on {day} at 9:00 local time", f"le {day} à 9h, heure locale de chacun")
    stage.amina.types(*f"{command} {written}".split(" ", 1))
    return day


def comes(stage: Stage, day: date, zone: str, at: time = time(9), *, before: timedelta = timedelta(0)) -> None:
    """It becomes that time there, and half a second more; looked at every hour, as the ticker looks all the time."""
    then = instant(datetime.combine(day, at), zone) - before + timedelta(seconds=0.5)
    while then - stage.house.now() > timedelta(hours=1):
        stage.passes(1 / 24)
    stage.passes((then - stage.house.now()) / DAY)


def test_it_is_typed_told_and_each_is_asked_at_nine_where_they_live(months: Stage) -> None:
    stage = far_apart(months)
    amina, tom, lea, *_ = stage.cast
    day = asks_at_local_time(stage)
    lea.sees(
        stage.speaks("at 9:00, each person’s local time", "à 9 h, heure locale de chaque personne"),
        stage.speaks(
            "Each person’s time is that of their Slack profile", "L’heure de chaque personne est celle de son profil"
        ),
        stage.speaks("The next date (each person’s local time)", "La prochaine date (heure locale de chaque personne)"),
        stage.speaks(", 9:00", " à 9 h"),
    )
    asked = stage.speaks(
        "The partnership with Acme: does it still serve both sides?",
        "Le partenariat avec Acme : est-ce que cela sert encore les deux côtés ?",
    )
    card = stage.speaks(
        "Check-in 1: does it still serve both sides?", "Point d’étape 1 : est-ce que cela sert encore les deux côtés ?"
    )

    comes(stage, day, TOKYO, before=timedelta(seconds=1))
    lea.sees_nothing()
    stage.passes(2 / 86400)
    lea.sees(asked, card)
    tom.sees(
        card,
        no(asked),
        stage.speaks("Each person is asked in private on", "La question est posée en privé à chaque personne le"),
        stage.speaks("at 9:00, their local time", "à 9 h, à son heure locale"),
    )
    amina.sees(no(asked))
    comes(stage, day, LONDON)
    amina.sees(asked)
    tom.sees(no(asked))
    lea.sees_nothing()
    comes(stage, day, NEW_YORK)
    tom.sees(asked)
    amina.sees_nothing()

    answers(lea, still_yes="yes")
    comes(stage, day + 2 * DAY, NEW_YORK)
    tom.sees(stage.speaks("your answers are not in yet", "vos réponses ne sont pas encore là"))
    lea.sees_nothing()


def test_who_answers_in_the_thread_before_nine_is_not_asked_and_stop_calls_the_others_off(months: Stage) -> None:
    stage = far_apart(months)
    amina, tom, lea, *_ = stage.cast
    day = asks_at_local_time(stage)
    asked = stage.speaks(
        "The partnership with Acme: does it still serve both sides?",
        "Le partenariat avec Acme : est-ce que cela sert encore les deux côtés ?",
    )
    comes(stage, day, TOKYO)
    lea.sees(asked)
    answers(amina, still_yes="yes")
    comes(stage, day, LONDON)
    amina.sees_nothing()
    amina.presses(action_ids.SCHEDULE)
    amina.sends({schedule_form_blocks.GOING: schedule_form_blocks.STOP})
    comes(stage, day, NEW_YORK)
    tom.sees_nothing()
    comes(stage, day + 2 * DAY, NEW_YORK)
    assert asked not in tom.screen
    answers(tom, still_yes="yes")
    assert check_in(stage).check_in.stage == "collecting"


def test_who_flies_to_another_zone_is_asked_where_they_land(months: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "_KEEP_SECONDS", 0)  # ten minutes later
    stage = far_apart(months)
    tom = stage.tom
    day = asks_at_local_time(stage)
    asked = stage.speaks(
        "The partnership with Acme: does it still serve both sides?",
        "Le partenariat avec Acme : est-ce que cela sert encore les deux côtés ?",
    )
    comes(stage, day, TOKYO)
    tom.sees(no(asked))
    lives_in(tom, "America/Los_Angeles")
    comes(stage, day, NEW_YORK)
    tom.sees_nothing()
    comes(stage, day, "America/Los_Angeles")
    tom.sees(asked)
    lives_in(stage.amina, "Nowhere/Here")  # a zone that only Slack knows: she stays where she was
    lives_in(stage.lea, "")
    stage.passes(1 / 24)
    assert [one.rule.zones for one in going(stage)] == []


def test_while_slack_says_nothing_of_people_what_was_known_counts(
    months: Stage, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "_KEEP_SECONDS", 0)  # ten minutes later
    stage = far_apart(months)
    day = asks_at_local_time(stage)
    asked = stage.speaks(
        "The partnership with Acme: does it still serve both sides?",
        "Le partenariat avec Acme : est-ce que cela sert encore les deux côtés ?",
    )
    comes(stage, day, TOKYO, before=timedelta(hours=2))
    rules.refusals |= {""}  # the fault that this dialog provokes
    stage.slack.faults.always("users.info", Faults.error("internal_error"))
    try:
        comes(stage, day, TOKYO)
        stage.lea.sees(asked)
        comes(stage, day, LONDON)
        stage.amina.sees(asked)
    finally:
        stage.slack.faults.always("users.info", None)


def test_whom_slack_does_not_know_keeps_nobody_else_from_being_looked_up(
    stage: Stage, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "_KEEP_SECONDS", 0)  # ten minutes later
    day = asks_at_local_time(far_apart(stage))
    comes(stage, day, TOKYO, before=timedelta(hours=3))
    lives_in(stage.lea, "Asia/Seoul")
    rules.refusals |= {""}  # the fault that this dialog provokes
    stage.slack.faults.next("users.info", Faults.error("user_not_found"))
    stage.passes(1 / 24)
    (one,) = going(stage)
    assert set(one.rule.zones) == {LONDON, NEW_YORK, "Asia/Seoul"}


def test_in_the_form_and_back(either: Stage) -> None:
    stage = decided_by_two(either)
    amina, tom, *_ = stage.cast
    amina.presses(action_ids.SCHEDULE)
    assert amina.filled_in(schedule_form_blocks.WHOSE) == schedule_form_blocks.ONE
    assert amina.sends({schedule_form_blocks.WHOSE: schedule_form_blocks.OWN}) == {}
    tom.sees(stage.speaks("at 9:00, each person’s local time", "à 9 h, heure locale de chaque personne"))
    (one,) = going(stage)
    assert one.rule.zones == (LONDON,)
    amina.presses(action_ids.SCHEDULE)
    assert amina.filled_in(schedule_form_blocks.WHOSE) == schedule_form_blocks.OWN
    assert amina.sends({}) == {}
    tom.sees_nothing()
    amina.presses(action_ids.SCHEDULE)
    assert amina.sends({schedule_form_blocks.WHOSE: schedule_form_blocks.ONE, schedule_form_blocks.ZONE: TOKYO}) == {}
    tom.sees(
        stage.speaks("In Tokyo time", "Horaire : heure de Tokyo"),
        no(stage.speaks("local time", "heure locale")),
    )
    (one,) = going(stage)
    assert (one.rule.zone, one.rule.own_time) == (TOKYO, False)


def test_a_new_rhythm_stays_at_local_time_until_a_zone_is_named(either: Stage) -> None:
    stage = decided_by_two(either)
    command = stage.speaks("/partnership checkin", "/partenariat point")
    fortnightly = "every 2 weeks on Tuesday 9:00 local time", "toutes les 2 semaines le mardi 9h heure locale"
    local_time = stage.speaks("each person’s local time", "heure locale de chaque personne")
    stage.plays(
        (
            stage.amina,
            f"{command} {stage.speaks(*fortnightly)}",
            local_time,
        ),
        (stage.amina, f"{command} {stage.speaks('every month', 'chaque mois')}", local_time),
        (
            stage.amina,
            f"{command} {stage.speaks('every week', 'chaque semaine')} Europe/Paris",
            (stage.speaks("In Paris time", "Horaire : heure de Paris"), no(local_time)),
        ),
    )
