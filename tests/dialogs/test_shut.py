"""A channel that is archived or deleted, and an app that is removed: prompts stop, the opener is told once, nothing is lost."""

from datetime import timedelta
from time import sleep

import pytest

from bot.playground.faults import Faults
from bot.runtime import health
from storage.tables.channel_models import ShutChannelRow
from tests.dialogs.house import House
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage, no
from tests.dialogs.test_check_ins import answers, decided, due
from tests.dialogs.test_who_left import ASKED, plan

ARCHIVED = ("The channel of Acme was archived", "Le canal de Acme a été archivé")


def archived(stage: Stage) -> None:
    with stage.act():
        stage.slack.archive(stage.channel)


def half_a_minute_later(stage: Stage) -> None:
    """Slack is asked again about the channel."""
    lookup = stage.house.app.ticker.presence
    assert lookup is not None
    lookup._asked_later.clear()


def told(stage: Stage) -> int:
    return sum(stage.speaks(*ARCHIVED) in stage.read(each, stage.amina) for each in stage.messages_of(stage.amina))


def test_case_15_in_an_archived_channel_nobody_is_asked_and_the_opener_is_told_once(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    archived(stage)
    amina.sees(stage.speaks(*ARCHIVED))
    tom.sees_nothing()
    event = next(each for each in reversed(stage.slack.journal.deliveries()) if "archive" in str(each.payload))
    with stage.act():
        stage.slack.deliver_again(event)
    with stage.act():
        plan(stage)
        stage.house.moves_to(stage.house.now() + timedelta(days=2))
    tom.sees(no(stage.speaks(*ASKED)))
    assert told(stage) == 1
    with stage.act():
        stage.slack.unarchive(stage.channel)
    half_a_minute_later(stage)
    with stage.act():
        plan(stage)
        stage.house.moves_to(stage.house.now() + timedelta(days=2))
    tom.sees(stage.speaks(*ASKED))


def test_a_check_in_that_runs_is_nudged_about_only_once_its_channel_is_open_again(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    tom.sees(stage.speaks(*ASKED))
    archived(stage)
    nudge = stage.speaks("your answers are not in yet", "vos réponses ne sont pas encore là")
    with stage.act():
        stage.house.moves_to(stage.house.now() + timedelta(days=4))
    tom.sees(no(nudge))
    with stage.act():
        stage.slack.unarchive(stage.channel)
        half_a_minute_later(stage)
        stage.house.app.ticker.tick()
    assert nudge in tom.screen


def test_what_was_to_be_posted_meanwhile_waits_without_another_word(months: Stage, rules: Rules) -> None:
    rules.refusals |= {"is_archived"}
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    archived(stage)
    answers(tom, still_yes="yes")
    assert told(stage) == 1
    assert stage.speaks("I can no longer write", "Je ne peux plus écrire") not in amina.screen
    with stage.house.app.database.reading() as uow:
        assert uow.outbox.parked_because(stage.conversation) == "is_archived"
    with stage.act():
        stage.slack.unarchive(stage.channel)
    with stage.house.app.database.reading() as uow:
        assert uow.outbox.parked_because(stage.conversation) is None
        assert uow.session.query(ShutChannelRow).count() == 0


def test_a_channel_that_is_open_again_without_a_word_is_known_by_what_arrives_there(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    archived(stage)
    stage.slack.workspace.channels[stage.channel.id].is_archived = False  # the event was lost
    tom.answers("screening")
    tom.closes()
    with stage.house.app.database.reading() as uow:
        assert uow.session.query(ShutChannelRow).count() == 0


def test_of_a_deleted_channel_the_opener_is_told_what_can_be_done(stage: Stage) -> None:
    stage.opens(stage.amina, stage.tom)
    with stage.act():
        event = {"type": "channel_deleted", "channel": stage.channel.id, "user": stage.tom.id}
        stage.slack.send_event(event, stage.channel)
    stage.amina.sees("The channel of Acme was deleted")


@pytest.mark.parametrize("again", ["restarted", "an hour later"])
def test_case_16_once_the_app_is_removed_it_stops_and_says_so_and_goes_on_when_it_is_back(
    own_house: House, again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = own_house
    monkeypatch.setattr(health, "LOOK_SECONDS", 0.0)
    stage = Stage(house)
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    assert house.app.health.report()["ready"]
    house.slack.revoke_token()
    house.slack.wait_until_delivered(30)
    report = house.app.health.report()
    assert not report["ready"]
    assert report["not_ready"] == ["workspace"]
    plan(stage)
    house.slack.clock.advance(timedelta(days=2).total_seconds())
    assert house.app.ticker.tick().fired == 0
    house.app.relay._tidy_at = 0.5  # an hour later, and it is still away
    house.app.relay._tidy()
    assert house.app.health.report()["not_ready"] == ["workspace"]
    house.slack.reinstall()
    if again == "restarted":
        house.restart()
    else:
        house.app.relay._tidy_at = 0.5
        house.app.relay._tidy()
    # The relay looks by itself too, and may be on its way when this one comes.
    for _ in range(100):
        if house.app.health.report()["ready"]:
            break
        sleep(0.1)
    assert house.app.health.report()["ready"]
    house.app.ticker.tick()
    house.settle()
    assert stage.speaks(*ASKED) in tom.screen


def test_revoked_tokens_of_people_stop_nothing(stage: Stage) -> None:
    stage.opens(stage.amina, stage.tom)
    with stage.act():
        stage.slack.send_event({"type": "tokens_revoked", "tokens": {"oauth": [stage.tom.id], "bot": []}})
    with stage.house.app.database.reading() as uow:
        assert uow.outbox.pauses.stopped() == {}


def test_while_slack_does_not_say_whether_the_app_is_there_it_stays_stopped(own_house: House) -> None:
    house = own_house
    with house.app.database.unit_of_work() as uow:
        uow.outbox.pause_workspace(house.slack.team_id, "app_uninstalled")
        uow.commit()
    house.slack.faults.always("auth.test", Faults.error("internal_error"))
    house.app.relay._tidy_at = 0.5
    house.app.relay._tidy()
    with house.app.database.reading() as uow:
        assert uow.outbox.pauses.stopped() == {house.slack.team_id: "app_uninstalled"}
