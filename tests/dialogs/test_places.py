"""Where a conversation may live: channels of one's own that the coach is in."""

import pytest

from bot.blocks.kit import action_ids
from bot.playground import Message, events
from bot.use_cases.directory import Directory, Presence
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage, no


def test_case_41_a_channel_shared_with_another_organisation_is_refused_with_the_private_way(either: Stage) -> None:
    amina, *_ = either.cast
    either.channel = either.slack.add_channel("with-acme", [amina.person], shared=True)
    either.plays(
        (
            amina,
            "/partnership new Acme",
            (
                either.speaks("shared with another organisation", "partagé avec une autre organisation"),
                either.speaks(
                    "the partner’s people can be named there and are asked privately", "interrogées en privé"
                ),
            ),
        )
    )
    assert amina.person.view is None


def test_a_channel_without_the_coach_asks_to_invite_it(either: Stage) -> None:
    amina, *_ = either.cast
    either.channel = either.slack.add_channel("elsewhere", [amina.person], with_app=False)
    sentence = either.speaks(
        "I am not in this channel; invite me with /invite", "Je ne suis pas dans ce canal ; invitez-moi"
    )
    either.plays((amina, "/partnership new Acme", sentence))
    assert amina.person.view is None
    either.slack.invite_app(either.channel)
    either.plays((amina, "/partnership new Acme", either.speaks("Weigh a partnership", "Peser un partenariat")))


def test_a_private_channel_without_the_coach_asks_the_same(stage: Stage, rules: Rules) -> None:
    rules.refusals |= {"channel_not_found"}
    stage.channel = stage.slack.add_channel("secret", [stage.amina.person], private=True, with_app=False)
    stage.plays((stage.amina, "/partnership new Acme", "I am not in this channel; invite me with /invite"))


def test_a_private_channel_with_the_coach_is_a_fine_place(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.channel = stage.slack.add_channel("our-room", [amina.person, tom.person], private=True)
    stage.opens(amina, tom).reaches("clarity")
    tom.says("@coach status")
    tom.sees("“Clarity”: your answers are needed")
    tom.says("They pay late")
    assert [remark.text for remark in stage.remarks] == ["They pay late"]


def test_an_archived_channel_is_named_and_nothing_begins(either: Stage) -> None:
    amina, *_ = either.cast
    either.slack.archive(either.channel)
    either.plays((amina, "/partnership new Acme", either.speaks("This channel is archived", "Ce canal est archivé")))
    assert amina.person.view is None


def test_case_15_a_channel_that_is_archived_on_the_way_tells_the_opener_and_loses_nothing(
    own_stage: Stage, rules: Rules
) -> None:
    stage = own_stage
    rules.refusals |= {"is_archived"}
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    tom.opens("clarity")
    with stage.act():
        stage.slack.archive(stage.channel)
    amina.sees("The channel of Acme was archived", "everything is kept")
    tom.sends({"need": "Forty nurses by June 2027"})
    tom.closes()
    amina.sees(no("I can no longer write"), no("The channel of Acme is archived"))
    assert stage.answer_of(tom, "need") == "Forty nurses by June 2027"
    stage.slack.unarchive(stage.channel)
    amina.answers("clarity")
    tom.sees("“Clarity”: everyone’s answers", "Forty nurses by June 2027")


def test_case_18_a_deleted_card_leaves_nothing_in_the_channel_but_a_new_card_that_carries_the_thread_on(
    own_stage: Stage, rules: Rules
) -> None:
    stage = own_stage
    rules.refusals |= {"cant_update_message", "message_not_found"}
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    tom.answers("clarity", need="Forty kestrels by June 2027")
    deletes(stage, stage.card)
    amina.answers("clarity")
    amina.closes()
    in_the_channel = [
        message
        for message in stage.slack.messages(stage.channel)
        if not message.thread_ts and not message.ephemeral_to and not message.tombstone
    ]
    assert [message.ts for message in in_the_channel] == [stage.card.ts]
    assert "Partnership with Acme" in stage.card.text
    assert "kestrels" not in stage.card.text
    assert "Forty kestrels by June 2027" in stage.thread
    tom.says("They pay late")
    stage.plays((amina, "[Next section]", "3/6 · Values"))
    assert [remark.text for remark in stage.remarks] == ["They pay late"]


def deletes(stage: Stage, message: Message) -> None:
    """An owner of the workspace may delete what the app wrote."""
    workspace = stage.slack.workspace
    there = workspace.find(message.channel, message.ts)
    assert there is not None
    with stage.act():
        before = workspace.delete_message(there)
        events.message_deleted(stage.slack.app, before)


def test_no_writer_waits_while_slack_is_asked_who_is_here(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    asked: list[str] = []

    def presence(_: Directory, __: str, user: str) -> Presence:
        with stage.house.app.database.unit_of_work():  # refused after ten seconds where the turn to write is taken
            asked.append(user)
        return Presence.HERE

    monkeypatch.setattr(Directory, "presence", presence)
    amina.presses(action_ids.STATUS)
    assert asked == [amina.id]
    amina.sees("Acme")


def test_a_group_direct_message_leads_to_a_channel(either: Stage, rules: Rules) -> None:
    rules.refusals = {"channel_not_found"}
    amina, tom, *_ = either.cast
    group = either.slack.add_group_direct([amina.person, tom.person])
    either.channel, main = group, either.channel
    says = either.speaks
    either.plays(
        (
            amina,
            says("/partnership new Acme", "/partenariat nouveau Acme"),
            says("In which channel?", "Dans quel canal ?"),
        ),
    )
    amina.closes()
    either.plays(
        (
            amina,
            says("/partnership status", "/partenariat statut"),
            says("they take place in channels", "elles se tiennent dans des canaux"),
        ),
        (
            amina,
            says("/partnership checkin", "/partenariat point"),
            says("they take place in channels", "elles se tiennent dans des canaux"),
        ),
        (
            amina,
            says("/partnership monthly", "/partenariat mensuel"),
            says("asks you in which", "vous demande dans lequel"),
        ),
        (amina, says("/partnership list", "/partenariat liste"), says("no conversation", "pas encore de conversation")),
    )
    either.channel = main


def test_a_private_channel_whose_id_looks_like_any_other_is_a_channel(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.channel = stage.slack.add_channel("directmess", [amina.person], private=True)
    stage.plays((amina, "/partnership new Acme", "Weigh a partnership"))
    amina.closes()
    stage.plays((amina, "/partnership status", "no conversation open in this channel"))
