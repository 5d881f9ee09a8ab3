"""What carries answers does not go into a channel where the partner's side reads by now, unless our side says so."""

from sqlalchemy import select, update

from bot.blocks.kit import action_ids
from bot.playground.faults import Faults
from bot.use_cases.access import Act
from storage.tables.models import OutboxRow
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, no
from tests.dialogs.test_check_ins import answers, check_in, decided, due

SECRET = "kestrel-7391"
HELD = (
    "I am holding back what your team answered about Acme",
    "Je retiens ce que votre équipe a répondu au sujet de Acme",
)
POST, LOOK = ("Post it all the same", "Publier quand même"), ("Look again", "Regarder à nouveau")
REVEALED = ("everyone’s answers", "les réponses de tout le monde")


def told(stage: Stage, player: Player) -> int:
    """How often somebody was asked what to do."""
    return sum(stage.speaks(*HELD) in stage.read(message, player) for message in stage.messages_of(player))


def comes(stage: Stage, player: Player) -> None:
    with stage.act():
        player.person.join(stage.channel)


def before_a_reveal(stage: Stage) -> None:
    """Amina and Tom have yet to answer the second section; Inès answers for the partner."""
    stage.opens(stage.amina, stage.tom, partner=[stage.ines]).reaches("clarity")


def everyone_answers(stage: Stage) -> None:
    stage.amina.answers("clarity", need=SECRET)
    stage.amina.closes()
    stage.tom.answers("clarity")
    stage.tom.closes()


def test_a_reveal_is_held_where_the_partner_reads_by_now_and_posted_when_the_opener_says_so(either: Stage) -> None:
    stage, rules = either, Rules()
    amina, tom, _, ines, _ = stage.cast
    before_a_reveal(stage)
    comes(stage, ines)
    everyone_answers(stage)
    assert SECRET not in stage.thread
    assert told(stage, amina) == 1
    assert told(stage, tom) == told(stage, ines) == 0
    assert "@Inès" in amina.screen
    stage.house.settle()
    amina.clicks(stage.speaks(*POST), on=stage.speaks(*HELD))
    assert SECRET in stage.thread
    amina.sees(SECRET, stage.speaks("I am posting what was held back", "Je publie ce qui était retenu"))
    with stage.house.app.database.reading() as uow:
        assert Act.POST_HELD in [act.act for act in uow.acts.of(stage.conversation).acts]
    amina.goes_on("clarity")  # before her everything goes on
    assert told(stage, amina) == 1
    assert rules.left == set()


def test_where_whoever_should_not_read_leaves_what_was_held_goes_on_in_its_order(stage: Stage) -> None:
    amina, _, _, ines, _ = stage.cast
    before_a_reveal(stage)
    comes(stage, ines)
    everyone_answers(stage)
    before = len(stage.in_thread)
    amina.says("@coach next")
    assert told(stage, amina) == 1
    with stage.act():
        ines.person.leave(stage.channel)
    said = [stage.read(message, None) for message in stage.in_thread[before:]]
    reveal = next(at for at, text in enumerate(said) if SECRET in text)
    assert any("3/6" in text for text in said[reveal:])
    assert told(stage, amina) == 1
    amina.clicks("Post it all the same", on="others would read it")
    amina.sees("Nothing is held back any more")


def test_a_channel_that_became_shared_holds_and_look_again_says_what_is(stage: Stage) -> None:
    amina, *_ = stage.cast
    before_a_reveal(stage)
    with stage.act():
        stage.slack.share(stage.channel)
    everyone_answers(stage)
    assert SECRET not in stage.thread
    assert "shared with another organisation" in amina.screen
    amina.clicks("Look again", on=HELD[0])
    amina.sees("I am still holding it back")
    assert SECRET not in stage.thread
    stage.slack.workspace.channels[stage.channel.id].is_ext_shared = False  # and the event was lost
    amina.clicks("Look again", on=HELD[0])
    amina.sees("I am posting what was held back", SECRET)


def test_another_reader_than_those_who_were_accepted_is_asked_about_anew(stage: Stage) -> None:
    amina, _, _, ines, _ = stage.cast
    before_a_reveal(stage)
    comes(stage, ines)
    everyone_answers(stage)
    amina.clicks("Post it all the same", on=HELD[0])
    with stage.act():
        stage.slack.share(stage.channel)
    amina.goes_on("clarity")  # the next section is asked where the answers to this one stand
    assert told(stage, amina) == 2
    amina.clicks("Post it all the same", on="shared with another organisation")
    stage.amina.answers("values", shared_outcomes="words")
    stage.amina.closes()
    stage.tom.answers("values")
    stage.tom.closes()
    assert told(stage, amina) == 2
    assert "everyone’s answers" in stage.thread


def test_a_summary_a_check_in_report_and_what_is_held_at_a_restart(own_stage: Stage, rules: Rules) -> None:
    stage, rules.left = own_stage, {"parked"}
    amina, tom, _, ines, _ = stage.cast
    stage.opens(amina, tom, partner=[ines]).reaches("reviewing")
    comes(stage, ines)
    amina.goes_on("reviewing")
    assert "Go, if" not in stage.thread
    assert told(stage, amina) == 1
    stage.house.restart()
    stage.settle()
    assert told(stage, amina) == 1
    with stage.house.app.database.reading() as uow:
        assert uow.outbox.parked_because(stage.conversation) == "held"
    with stage.act():
        ines.person.leave(stage.channel)
    assert amina.finds(action_ids.DECIDE)


def test_a_check_in_report_is_held(months: Stage, rules: Rules) -> None:
    stage, rules.left = months, {"parked"}
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    with stage.act():
        stage.slack.share(stage.channel)
    before = stage.thread
    answers(amina, still_yes="yes")
    answers(tom, still_yes="yes")
    assert check_in(stage).check_in.stage == "compared"
    assert stage.thread == before
    assert told(stage, amina) == 1


def waiting(stage: Stage, error: str) -> bool:
    with stage.house.app.database.reading() as uow:
        return uow.session.scalar(select(OutboxRow.id).where(OutboxRow.error == error).limit(1)) is not None


def test_where_slack_does_not_say_who_reads_nothing_is_posted_yet(stage: Stage, rules: Rules) -> None:
    rules.refusals |= {""}
    amina, *_ = stage.cast
    before_a_reveal(stage)
    stage.amina.answers("clarity", need=SECRET)
    stage.amina.closes()
    stage.slack.faults.always("conversations.info", Faults.error("internal_error"))
    try:
        holding = stage.house.app.relay._holding
        assert holding is not None
        holding.directory("").forget(channel=stage.channel.id)
        with stage.hurry():
            stage.tom.answers("clarity")
            stage.slack.wait_for(lambda: waiting(stage, "unanswered"), 30)
            assert SECRET not in stage.thread
            stage.slack.faults.always("conversations.info", None)
            with stage.house.app.database.unit_of_work() as uow:  # half a minute later
                uow.session.execute(update(OutboxRow).where(OutboxRow.state == "pending").values(not_before=uow.now))
                uow.commit()
            stage.house.app.relay.wake()
    finally:
        stage.slack.faults.always("conversations.info", None)
    assert SECRET in stage.thread
    assert told(stage, amina) == 0


def test_who_was_not_asked_may_not_have_it_posted(stage: Stage) -> None:
    amina, tom, lea, ines, _ = stage.cast
    stage.opens(amina, tom, lea, partner=[ines]).reaches("clarity")
    comes(stage, ines)
    everyone_answers(stage)
    lea.answers("clarity")
    lea.closes()
    assert told(stage, amina) == 1
    with stage.act():
        held = amina.message(HELD[0])
        value = next(
            element["value"]
            for block in held.blocks
            if block["type"] == "actions"
            for element in block["elements"]
            if action_ids.action_of(element["action_id"]) == action_ids.HELD_POST
        )
        click = {"action_id": action_ids.HELD_POST, "action_ts": "9.9", "value": value}
        where = {"channel": {"id": stage.channel.id}, "team": {"id": stage.slack.team_id}, "user": {"id": lea.id}}
        assert (
            stage.house.app.front.answer(
                where | {"type": "block_actions", "trigger_id": "1.2", "actions": [click]}
            ).status
            == 200
        )
    lea.sees("Only those who decide here can do that: @Amina")
    assert SECRET not in stage.thread
    with stage.act():
        ines.person.leave(stage.channel)
    assert SECRET in stage.thread
    lea.sees(no(HELD[0]))
