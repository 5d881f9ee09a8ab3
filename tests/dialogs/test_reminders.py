"""Who has not answered before the decision is reminded in private: on working days, at nine where they live, twice at most."""

from datetime import datetime, time, timedelta

from bot.blocks.kit import action_ids
from flows.schedules.wall_clock import instant, local
from flows.schedules.working_days import is_working_day
from tests.dialogs.stage import Player, Stage, no
from tests.dialogs.test_asked import private
from tests.dialogs.test_own_time import LONDON, NEW_YORK, TOKYO, comes
from tests.dialogs.test_schedules import lives_in

WAITS = ("your answers are needed", "vos réponses sont attendues")
DAY = timedelta(days=1)


def nudges(stage: Stage, player: Player) -> int:
    return sum(stage.speaks(*WAITS) in text for text in private(stage, player))


def on_a_monday(stage: Stage) -> None:
    """It is a Monday at noon in London."""
    monday = local(stage.house.now(), LONDON).date() + DAY
    while monday.weekday() != 0:
        monday += DAY
    stage.house.moves_to(instant(datetime.combine(monday, time(12)), LONDON))


def test_two_nudges_at_nine_where_each_lives_and_then_silence(months: Stage) -> None:
    stage = months
    amina, tom, lea, *_ = stage.cast
    lives_in(tom, NEW_YORK)
    lives_in(lea, TOKYO)
    on_a_monday(stage)
    stage.opens(amina, tom, lea)
    amina.answers("screening")
    amina.closes()
    monday = local(stage.house.now(), LONDON).date()
    comes(stage, monday + 2 * DAY, TOKYO, before=timedelta(seconds=1))
    assert [nudges(stage, player) for player in (amina, tom, lea)] == [0, 0, 0]
    comes(stage, monday + 2 * DAY, TOKYO)
    assert [nudges(stage, player) for player in (amina, tom, lea)] == [0, 0, 1]
    comes(stage, monday + 2 * DAY, NEW_YORK)
    assert [nudges(stage, player) for player in (amina, tom, lea)] == [0, 1, 1]
    stage.passes(40)
    assert [nudges(stage, player) for player in (amina, tom, lea)] == [0, 2, 2]
    assert stage.speaks(*WAITS) not in stage.thread


def test_nobody_is_reminded_at_a_weekend(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    on_a_monday(stage)
    stage.passes(3.1)  # Thursday: two days later is a Saturday
    stage.opens(amina, tom)
    thursday = local(stage.house.now(), LONDON).date()
    stage.passes(3)
    assert nudges(stage, tom) == 0
    comes(stage, thursday + 4 * DAY, LONDON)
    assert nudges(stage, tom) == 1
    assert is_working_day(local(stage.house.now(), LONDON).date())


def test_later_comes_once_and_not_before(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    on_a_monday(stage)
    stage.opens(amina, tom)
    tom.clicks(stage.speaks("Tomorrow", "Demain"))
    tom.sees(stage.speaks("I will remind you once", "Je vous le rappellerai une fois"))
    stage.passes(1)
    tom.sees(stage.speaks("you asked me to remind you of", "vous vouliez répondre plus tard à"))
    assert nudges(stage, tom) == 0
    stage.passes(30)
    assert nudges(stage, tom) == 2


def test_never_is_never_for_the_sections_that_come_too(months: Stage) -> None:
    stage = months
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea)
    tom.clicks(stage.speaks("Never remind me", "Ne plus me rappeler"))
    tom.sees(stage.speaks("I will not remind you of Acme any more", "Je ne vous rappellerai plus rien sur Acme"))
    stage.passes(20)
    assert nudges(stage, tom) == 0
    stage.reaches("clarity")
    lea.sees(stage.speaks("Acme, next:", "Acme, la suite :"))
    tom.sees(no(stage.speaks("Acme, next:", "Acme, la suite :")))


def test_who_is_away_is_reminded_after_that_and_the_opener_may_name_another(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    on_a_monday(stage)
    stage.opens(amina, tom)
    back = local(stage.house.now(), LONDON).date() + 9 * DAY
    tom.picks(action_ids.ASKED_AWAY, back.isoformat())
    tom.sees(stage.speaks("you are away until", "c’est noté, absence jusqu’au"))
    amina.sees(stage.speaks("@Tom is away until", "absence de @Tom jusqu’au"))
    assert amina.finds(action_ids.NAME_ANOTHER)
    stage.passes(9.5)
    assert nudges(stage, tom) == 0
    stage.passes(1)
    assert nudges(stage, tom) == 1


def test_who_left_is_not_reminded(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    with stage.act():
        tom.person.leave(stage.channel)
    stage.passes(20)
    assert nudges(stage, tom) == 0
    assert nudges(stage, amina) == 2


def test_a_pause_is_silent_and_what_is_left_comes_after_it(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    amina.presses(action_ids.PAUSE)
    stage.passes(20)
    assert nudges(stage, tom) == 0
    amina.presses(action_ids.RESUME)
    assert nudges(stage, tom) == 0
    stage.passes(20)
    assert nudges(stage, tom) == 2


def test_who_decides_is_reminded_before_the_day_and_nobody_else(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    on_a_monday(stage)
    friday = local(stage.house.now(), LONDON).date() + 11 * DAY
    stage.opens(amina, tom, decide_by=friday.isoformat()).reaches("deciding")
    asks = stage.speaks("you want to decide by", "vous voulez décider d’ici au")
    comes(stage, friday - 2 * DAY, LONDON)
    amina.sees(asks)
    tom.sees(no(asks))
    comes(stage, friday, LONDON)
    assert sum(asks in text for text in private(stage, amina)) == 2
    stage.passes(30)
    assert sum(asks in text for text in private(stage, amina)) == 2
    amina.decides("go")
    assert stage.place == "following_up"


def test_after_the_decision_nobody_is_reminded_of_it(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    on_a_monday(stage)
    friday = local(stage.house.now(), LONDON).date() + 11 * DAY
    stage.opens(amina, tom, decide_by=friday.isoformat()).reaches("deciding")
    amina.decides("go")
    stage.passes(20)
    assert stage.speaks("you want to decide by", "vous voulez décider d’ici au") not in "\n".join(private(stage, amina))
