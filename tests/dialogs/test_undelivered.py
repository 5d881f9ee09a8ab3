"""What does not arrive reaches who opened the conversation, once, with a button that leads on; nothing is told before it is so."""

import pytest

from bot.blocks import people, undelivered
from bot.blocks.kit import action_ids
from bot.playground import Faults
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage, no
from tests.dialogs.test_check_ins import decided

OPEN, POST = "conversations.open", "chat.postMessage"


def knows_no_direct_channel(stage: Stage) -> None:
    """Nobody was written to in private yet."""
    with stage.house.app.database.unit_of_work() as uow:
        for player in stage.players:
            uow.direct_channels.forget(stage.slack.team_id, player.id)
        uow.commit()


def about_to_invite(stage: Stage) -> None:
    stage.opens(stage.amina, partner=[stage.ines], name="Solaris").reaches("closing")
    stage.everyone_answers("closing")
    knows_no_direct_channel(stage)


@pytest.mark.parametrize(
    ("error", "english", "french"),
    [
        ("user_not_visible", "share a channel with them", "partageons un canal"),
        ("user_not_found", "share a channel with them", "partageons un canal"),
        ("cannot_dm_bot", "share a channel with them", "partageons un canal"),
        ("user_disabled", "account is deactivated", "compte est désactivé"),
        ("restricted_action", "your workspace does not let me", "votre espace ne me laisse pas"),
    ],
)
def test_an_invitation_that_cannot_arrive_is_told_to_the_opener_once_and_asked_again(
    either: Stage, rules: Rules, error: str, english: str, french: str
) -> None:
    rules.refusals, rules.left = {"", "is_archived", "message_not_found"}, {"dead", "parked"}
    stage = either
    amina, _, _, ines, _ = stage.cast
    about_to_invite(stage)
    stage.slack.faults.next(OPEN, Faults.error(error))
    amina.goes_on()
    amina.sees(
        stage.speaks("could not reach @Inès", "n’ai pas pu joindre @Inès"),
        stage.speaks(english, french),
        stage.speaks("I am asking 1 person", "Je m’adresse en privé à 1 personne"),
        no(stage.speaks("has been asked", "est interrogée")),
    )
    assert ines.screen == ""
    told = [message for message in stage.slack.messages(stage.direct[amina]) if "Solaris" in message.text]
    assert len(told) == 1
    amina.presses(action_ids.DELIVER_AGAIN)
    amina.sees(stage.speaks("1 person at Solaris has been asked", "1 personne chez Solaris est interrogée"))
    assert "Amina" in ines.screen


def test_who_fails_again_after_being_asked_again_is_told_again(stage: Stage, rules: Rules) -> None:
    rules.refusals, rules.left = {"", "is_archived", "message_not_found"}, {"dead", "parked"}
    amina, _, _, ines, _ = stage.cast
    about_to_invite(stage)
    for _ in range(2):
        stage.slack.faults.next(OPEN, Faults.error("user_not_visible"))
        if amina.finds(action_ids.DELIVER_AGAIN):
            amina.presses(action_ids.DELIVER_AGAIN)
        else:
            amina.goes_on()
        amina.sees("could not reach @Inès")
    assert ines.screen == ""
    amina.presses(action_ids.DELIVER_AGAIN)
    assert "Amina" in ines.screen
    amina.presses(action_ids.DELIVER_AGAIN)
    amina.sees("There is nothing to send again")


def test_a_check_in_that_cannot_reach_somebody_is_told_too(own_stage: Stage, rules: Rules) -> None:
    rules.refusals, rules.left = {"", "is_archived", "message_not_found"}, {"dead", "parked"}
    stage = own_stage
    amina, _, _, ines, _ = stage.cast
    decided(stage, amina, partner=[ines])
    amina.says_in_private("hello")  # where she reads what the coach says is known
    with stage.house.app.database.unit_of_work() as uow:
        uow.direct_channels.forget(stage.slack.team_id, ines.id)
        uow.commit()
    stage.slack.faults.next(OPEN, Faults.error("user_not_visible"))
    stage.passes(31)
    amina.sees("could not reach @Inès", no("Name someone else"))
    amina.presses(action_ids.DELIVER_AGAIN)
    assert "hear how you see" in ines.screen


def test_in_the_place_of_somebody_of_ours_who_is_not_reached_somebody_else_is_named(
    own_stage: Stage, rules: Rules
) -> None:
    rules.refusals, rules.left = {"", "is_archived", "message_not_found"}, {"dead", "parked"}
    stage = own_stage
    amina, tom, lea, *_ = stage.cast
    decided(stage, amina, tom)
    amina.says_in_private("hello")  # where she reads what the coach says is known
    with stage.house.app.database.unit_of_work() as uow:
        uow.direct_channels.forget(stage.slack.team_id, tom.id)
        uow.commit()
    stage.slack.faults.next(OPEN, Faults.error("user_disabled"))
    stage.passes(31)
    amina.sees("could not reach @Tom", "Name someone else")
    amina.clicks("Name someone else", on="could not reach @Tom")
    assert amina.sends({people.ANOTHER: lea}) == {}
    assert "@Léa answers in the place of @Tom" in stage.thread


def test_a_thread_that_retention_removed_is_led_out_by_one_button(own_stage: Stage, rules: Rules) -> None:
    rules.refusals, rules.left = {"", "is_archived", "message_not_found"}, {"dead", "parked"}
    stage = own_stage
    amina, *_ = stage.cast
    decided(stage)
    before = stage.card.ts
    stage.slack.forget_messages(stage.channel)
    stage.passes(31)
    amina.sees("The thread of", "is gone from Slack")
    amina.presses(action_ids.NEW_THREAD)
    assert amina.sends() == {}
    card, below = stage.card, stage.in_thread
    assert card.ts != before
    assert below
    assert {message.thread_ts for message in below} <= {card.ts, None}


def test_a_channel_that_is_gone_is_left_for_another(stage: Stage, rules: Rules) -> None:
    rules.refusals, rules.left = {"", "is_archived", "message_not_found"}, {"dead", "parked"}
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name="Solaris").reaches("values")
    with stage.act():
        stage.slack.archive(stage.channel)
    amina.sees("Solaris", "archived")
    there = stage.slack.add_channel("elsewhere", [amina.person, tom.person])
    closed = stage.slack.add_channel("without-us", [amina.person], with_app=False)
    amina.answers("values")
    amina.closes()
    amina.presses(action_ids.NEW_THREAD)
    assert "invite" in amina.sends({undelivered.CHANNEL: closed})[undelivered.CHANNEL]
    assert amina.sends({undelivered.CHANNEL: there}) == {}
    stage.channel = there
    assert stage.record.channel == there.id
    assert "Values" in tom.screen
    tom.answers("values")
    assert stage.place == "values_revealed"
    assert {message.thread_ts for message in stage.slack.messages(there)} == {None, stage.card.ts}


def test_the_channel_of_a_partner_s_person_is_no_place_to_go_on(stage: Stage, rules: Rules) -> None:
    rules.refusals, rules.left = {"", "is_archived", "message_not_found"}, {"dead", "parked"}
    amina, _, _, ines, _ = stage.cast
    stage.opens(amina, partner=[ines]).reaches("values")
    stage.slack.archive(stage.channel)
    theirs = stage.slack.add_channel("with-them", [amina.person, ines.person])
    amina.answers("values")
    amina.closes()
    amina.presses(action_ids.NEW_THREAD)
    assert "read" in amina.sends({undelivered.CHANNEL: theirs})[undelivered.CHANNEL]


def test_a_message_that_slack_refuses_for_good_is_told_to_the_opener(stage: Stage, rules: Rules) -> None:
    rules.refusals, rules.left = {"", "is_archived", "message_not_found"}, {"dead", "parked"}
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name="Solaris")
    stage.slack.faults.next(POST, Faults.error("as_user_not_supported"))
    tom.says("@coach pause")
    amina.sees("did not deliver one of my messages", "Solaris")
    amina.presses(action_ids.DELIVER_AGAIN)
    amina.sees("Paused")
