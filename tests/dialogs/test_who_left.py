"""Who left the channel, or was deactivated, is asked nothing any more by the clock, and nobody waits for them."""

from datetime import time, timedelta

from bot.playground.faults import Faults
from flows.check_ins.checkin import Reply, Standing
from flows.schedules.rules import Once, Rule
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage, no
from tests.dialogs.test_check_ins import answers, check_in, decided, due

ASKED = ("does it still serve both sides?", "est-ce que cela sert encore les deux côtés ?")
TOLD = ("is not in the channel of Acme any more", "n’est plus dans le canal de Acme")


def test_case_29_who_left_is_not_asked_and_the_opener_is_told_once(months: Stage) -> None:
    stage = months
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea).reaches("deciding")
    amina.decides("go_if", "with a second funder")
    with stage.act():
        tom.person.leave(stage.channel)
    amina.sees(f"@Tom {stage.speaks(*TOLD)}")
    due(stage)
    tom.sees(no(stage.speaks(*ASKED)))
    amina.sees(stage.speaks(*ASKED), no(stage.speaks(*TOLD)))
    lea.sees(stage.speaks(*ASKED), no(stage.speaks(*TOLD)))
    assert check_in(stage).check_in.standing(tom.id) is Standing.away
    assert [put_off.reply for put_off in check_in(stage).check_in.put_off] == [Reply.left]
    answers(amina, still_yes="yes")
    answers(lea, still_yes="yes")
    assert check_in(stage).check_in.stage == "compared"
    due(stage)
    amina.sees(stage.speaks(*ASKED), no(stage.speaks(*TOLD)))


def test_who_leaves_meanwhile_is_nudged_no_more_and_who_comes_back_may_answer(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    tom.sees(stage.speaks(*ASKED))
    with stage.act():
        stage.slack.deactivate(tom.person)
    before = tom.screen.count(stage.speaks("your answers are not in yet", "vos réponses ne sont pas encore là"))
    stage.passes(5)
    after = tom.screen.count(stage.speaks("your answers are not in yet", "vos réponses ne sont pas encore là"))
    assert before == after == 0
    assert [person.id for person in check_in(stage).check_in.waited_for()] == [amina.id]
    stage.slack.workspace.members[tom.id].deleted = False
    tom.person.join(stage.channel)
    answers(tom, still_yes="yes")
    assert check_in(stage).check_in.standing(tom.id) is Standing.answered


def plan(stage: Stage) -> None:
    """A check-in that is due tomorrow."""
    day = (stage.house.now() + timedelta(days=1)).date()
    rule = Rule(pattern=Once(on=day), at=time(0, 1), zone="UTC", working_days=False)
    with stage.house.app.database.unit_of_work() as uow:
        uow.schedules.add(stage.conversation, rule, stage.amina.id)
        uow.commit()


def test_while_slack_does_not_say_who_is_there_nobody_is_asked_yet(months: Stage, rules: Rules) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    rules.refusals |= {""}
    stage.slack.faults.always("conversations.members", Faults.error("internal_error"))
    try:
        with stage.act():
            plan(stage)
            stage.house.moves_to(stage.house.now() + timedelta(days=1, hours=1))
        tom.sees_nothing()
    finally:
        stage.slack.faults.always("conversations.members", None)
    lookup = stage.house.app.ticker.presence
    assert lookup is not None
    lookup._asked_later.clear()  # half a minute later
    with stage.act():
        stage.house.app.ticker.tick()
    tom.sees(stage.speaks(*ASKED))
