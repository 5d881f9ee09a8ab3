"""Did it hold? The coach asks again by the calendar; people answer, put it off or stay silent; then and now; how it goes on."""

from datetime import time, timedelta

from bot.blocks import actions, check_in_report
from flows.follow_up.rules import Once, Rule
from storage.check_ins import StoredCheckIn
from tests.dialogs.stage import Player, Stage


def decided(stage: Stage, *ours: Player, **fields: object) -> Stage:
    """A partnership that was decided, with one commitment of Tom's that is due within a month."""
    amina, tom, lea, *_ = stage.cast
    stage.opens(*(ours or (amina, tom, lea)), **fields)  # type: ignore[arg-type]
    stage.reaches("deciding", power={"unpaid_work": "weaker_unpaid"}, clarity={"premortem": None} if False else {})
    amina.decides("go_if", "with a second funder")
    return stage


def asked(stage: Stage, days: int = 1) -> StoredCheckIn:
    """A check-in that comes by the calendar."""
    house = stage.house
    with house.app.database.unit_of_work() as uow:
        day = (house.now() + timedelta(days=days)).date()
        rule = Rule(pattern=Once(on=day), at=time(9), zone="Europe/Paris", working_days=False)
        uow.schedules.add(stage.conversation, rule, stage.amina.id)
        uow.commit()
    stage.passes(days + 1)
    return check_in(stage)


def check_in(stage: Stage) -> StoredCheckIn:
    with stage.house.app.database.reading() as uow:
        found = uow.check_ins.latest(stage.record)
    assert found is not None
    return found


def answers(stage: Stage, who: Player, **given: object) -> None:
    """Answer a check-in with these answers; the rest stays as it was."""
    who.closes()
    who.presses(actions.CHECK_IN)
    who.sends(given)


def test_look(months: Stage) -> None:
    stage = decided(months)
    amina, tom, lea, ines, gus = stage.cast
    asked(stage)
    print(stage.thread[-3000:])
    print(tom.news)
    tom.presses(actions.CHECK_IN)
    print(tom.news)
    tom.sends({"unpaid_work": "none", "unforeseen": "The director left", "still_yes": "yes_if"})
    print(tom.news)
    lea.presses(actions.CHECK_IN_SKIP)
    print(lea.news)
    amina.presses(actions.CHECK_IN)
    amina.sends({"still_yes": "no"})
    print(amina.news)
    amina.presses(actions.CHECK_IN_OUTCOME)
    print(amina.sends({check_in_report.OUTCOME: "renew"}))
    amina.sends({check_in_report.OUTCOME: "exit", check_in_report.REASON: "enough"})
    print(amina.news)
