"""Where a conversation may live: channels of one's own that the coach is in."""

from bot.playground import events
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage, no


def test_a_channel_shared_with_another_organisation_is_refused_with_the_private_way(either: Stage) -> None:
    amina, *_ = either.cast
    either.channel = either.slack.add_channel("with-acme", [amina.person], shared=True)
    either.plays(
        (
            amina,
            "/partnership new Acme",
            (
                either.speaks("shared with another organisation", "partagé avec une autre organisation"),
                either.speaks(
                    "the partner's people can be named there and are asked privately", "interrogées en privé"
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
    tom.sees("“Clarity” waits for your answers")
    tom.says("They pay late")
    assert [remark.text for remark in stage.remarks] == ["They pay late"]


def test_an_archived_channel_is_named_and_nothing_begins(either: Stage) -> None:
    amina, *_ = either.cast
    either.slack.archive(either.channel)
    either.plays((amina, "/partnership new Acme", either.speaks("This channel is archived", "Ce canal est archivé")))
    assert amina.person.view is None


def test_a_channel_that_is_archived_on_the_way_tells_the_opener_and_loses_nothing(
    own_stage: Stage, rules: Rules
) -> None:
    stage = own_stage
    rules.refusals |= {"is_archived"}
    rules.left |= {"parked", "paused", "pending", "dead"}
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    tom.opens("clarity")
    stage.slack.archive(stage.channel)
    tom.fills({"need": "Forty nurses by June 2027"})
    tom.person.submit()
    stage.slack.wait_for(lambda: "can no longer write" in amina.screen)
    assert stage.answer_of(tom, "need") == "Forty nurses by June 2027"


def test_a_partnership_is_moved_to_no_other_place_when_its_card_is_deleted(own_stage: Stage, rules: Rules) -> None:
    stage = own_stage
    rules.left |= {"parked", "paused", "pending", "dead"}
    rules.refusals |= {"message_not_found", "cant_update_message", "thread_not_found"}
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    tom.answers("clarity", need="Forty kestrels by June 2027")
    card = stage.card
    with stage.slack.workspace.pulse.change():
        before = stage.slack.workspace.delete_message(stage.slack.workspace.find(card.channel, card.ts))
    events.message_deleted(stage.slack.app, before)
    stage.slack.wait_until_delivered()
    amina.opens("clarity")
    amina.person.submit()
    stage.slack.wait_for(lambda: "can no longer write" in amina.screen or "was deleted" in amina.screen)
    in_the_channel = [
        message for message in stage.slack.messages(stage.channel) if not message.thread_ts and not message.ephemeral_to
    ]
    assert [message.text for message in in_the_channel if not message.tombstone] == []
    assert [remark.text for remark in stage.remarks] == []
    assert stage.answer_of(tom, "need") == "Forty kestrels by June 2027"
    tom.says("status", in_thread=False)
    tom.sees(no("kestrels"))
