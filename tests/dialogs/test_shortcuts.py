"""The shortcuts, the home tab and the button of the help: the same beginning without a typed word."""

from bot.blocks import setup
from tests.dialogs.house import House, Logbook
from tests.dialogs.stage import Player, Stage, no

BEGIN = {setup.NAME: "Acme"}


def starts(player: Player) -> None:
    with player.stage.act():
        assert player.person.shortcut("start_partnership") is None


def keeps(player: Player, words: str) -> None:
    with player.stage.act():
        assert player.person.message_shortcut("add_remark", player.message(words)) is None


def test_the_global_shortcut_asks_in_which_channel(either: Stage) -> None:
    amina, tom, *_ = either.cast
    starts(amina)
    amina.sees(either.speaks("In which channel?", "Dans quel canal ?"))
    either.plays((amina, {**BEGIN, setup.CHANNEL: either.channel}, None))
    tom.sees(either.speaks("Partnership with Acme", "Partenariat avec Acme"))


def test_a_channel_chosen_in_the_form_that_does_not_fit_is_named_beside_its_field_and_nothing_typed_is_lost(
    either: Stage,
) -> None:
    amina, tom, *_ = either.cast
    elsewhere = either.slack.add_channel("elsewhere", [amina.person], with_app=False)
    shared = either.slack.add_channel("shared", [amina.person], shared=True)
    starts(amina)
    amina.sends({**BEGIN, setup.CHANNEL: elsewhere})
    amina.sees(either.speaks("I am not in this channel; invite me", "Je ne suis pas dans ce canal ; invitez-moi"))
    amina.sends({setup.CHANNEL: shared})
    amina.sees(either.speaks("shared with another organisation", "partagé avec une autre organisation"))
    assert amina.filled_in(setup.NAME) == "Acme"
    amina.sends({setup.CHANNEL: either.channel})
    tom.sees(either.speaks("Partnership with Acme", "Partenariat avec Acme"))


def test_an_invited_coach_is_there_at_once(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.slack.remove_app(stage.channel)
    stage.plays((amina, "/partnership new Acme", "I am not in this channel; invite me with /invite"))
    stage.slack.invite_app(stage.channel)
    stage.plays((amina, "/partnership new Acme", "Weigh a partnership"))


def test_the_home_tab_lists_my_conversations_and_starts_one(either: Stage) -> None:
    amina, tom, *_ = either.cast
    amina.opens_home()
    amina.sees(either.speaks("None yet.", "Aucune pour l’instant."))
    amina.clicks(either.speaks("Start a conversation", "Commencer une conversation"), on=amina.opens_home())
    amina.sees(either.speaks("In which channel?", "Dans quel canal ?"))
    amina.closes()
    either.opens(amina, tom)
    either.reaches("clarity")
    tom.opens_home()
    tom.sees("Acme", either.speaks("“Clarity”: your answers are needed", "« Clarté » : vos réponses sont attendues"))
    tom.clicks(either.speaks("Answer", "Répondre"), on=tom.opens_home())
    tom.sees(either.speaks("What are your absolute requirements", "Quelles sont vos exigences absolues"))
    either.gus.opens_home()
    either.gus.sees(no("Acme"))


def test_a_message_becomes_a_remark_by_its_shortcut(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens(amina)
    tom.says("Their board meets on Monday", in_thread=False)
    keeps(lea, "Their board meets on Monday")
    lea.sees(
        either.speaks(
            "Kept as a remark about Acme: everyone in this channel reads it",
            "Gardé comme remarque sur Acme : tout le canal la lit",
        )
    )
    amina.sees_nothing()
    keeps(lea, "Their board meets on Monday")
    assert [(remark.author, remark.text) for remark in either.remarks] == [(tom.id, "Their board meets on Monday")]


def test_a_remark_where_there_is_no_conversation_gets_one_clear_sentence(either: Stage) -> None:
    amina, tom, *_ = either.cast
    tom.says("Their board meets on Monday", in_thread=False)
    keeps(amina, "Their board meets on Monday")
    amina.sees(either.speaks("There is no conversation in this thread", "Il n’y a pas de conversation dans ce fil"))


def test_a_remark_in_a_channel_without_the_coach_gets_one_clear_sentence_too(either: Stage) -> None:
    amina, *_ = either.cast
    elsewhere = either.slack.add_channel("elsewhere", [amina.person], with_app=False)
    message = amina.person.post(elsewhere, "Their board meets on Monday")
    with either.act():
        assert amina.person.message_shortcut("add_remark", message) is None
    amina.sees(either.speaks("There is no conversation in this thread", "Il n’y a pas de conversation dans ce fil"))


def test_a_shortcut_of_one_type_is_not_taken_for_the_other(own_house: House, logbook: Logbook) -> None:
    """Found by `make fuzz`: the message of one was looked for in the other, which is held to no shape there."""
    stage = Stage(own_house)
    base = {"user": {"id": stage.amina.id}, "team": {"id": stage.slack.team_id}, "trigger_id": "1.2"}
    for payload in (
        {**base, "type": "shortcut", "callback_id": "add_remark"},
        {**base, "type": "shortcut", "callback_id": "add_remark", "message": {"ts": 10**400}, "channel": {"id": "C1"}},
        {
            **base,
            "type": "message_action",
            "callback_id": "start_partnership",
            "message": {"ts": "1.1", "text": ""},
            "channel": {"id": stage.channel.id},
        },
    ):
        own_house.app.front.answer(payload)
    assert "incoming.failed" not in logbook.text
    assert stage.amina.person.view is None
