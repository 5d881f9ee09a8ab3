"""Whoever is not expected, is a guest, or belongs to another organisation: one clear sentence, and nothing to read."""

import pytest

from bot.blocks.kit import action_ids
from bot.playground import CannotDo
from bot.use_cases import directory
from tests.dialogs.stage import Player, Stage, no


def stranger(stage: Stage) -> Player:
    """Somebody of another organisation who was let into the channel later (Slack Connect), and who can do more than Slack lets."""
    stage.slack.commands_are_shared = True
    player = Player(stage, stage.slack.add_person("Sam", team="Other Org"))
    stage.players.append(player)
    stage.direct[player] = stage.slack.direct_channel(player.person)
    stage.amina.person.invite(player.person, stage.channel)
    stage.settle()
    return player


def test_a_click_by_someone_who_is_not_expected_is_refused_in_private(either: Stage) -> None:
    amina, tom, lea, _, gus = either.cast
    either.opens(amina, tom)
    sentence = either.speaks(
        "You are not named in this conversation. @Amina, who leads it",
        "Vous n’êtes pas dans cette conversation. @Amina, qui la mène",
    )
    for other in (lea, gus, stranger(either)):
        other.presses(action_ids.ANSWER, question="gap", token="no")
        other.sees(sentence)
        amina.sees_nothing()
    assert either.speaks("0 of 2", "0 sur 2") in either.thread
    either.reaches("clarity")
    for other in (lea, gus):
        for action in (action_ids.OPEN_SECTION, action_ids.FOLLOW_UPS, action_ids.REVEAL):
            other.presses(action, section="clarity")
            assert other.person.view is None
            assert other.news.count("Coach · app") == 1


def test_nobody_who_is_not_expected_moves_the_conversation(stage: Stage) -> None:
    amina, tom, lea, _, gus = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    stage.everyone_answers("clarity")
    for other in (lea, gus, stranger(stage)):
        other.presses(action_ids.NEXT, section="clarity")
        other.sees("You are not named in this conversation. @Amina, who leads it")
        for word in ("next", "back", "pause", "reveal"):
            other.says(f"@coach {word}")
            assert other.news.count("Coach · app") == 1
        other.presses(action_ids.PAUSE)
        other.sees("You are not named in this conversation. @Amina, who leads it")
    assert stage.place == "clarity_revealed"


@pytest.mark.parametrize("typed", ["new Acme", "status", "list"])
def test_a_command_of_a_guest_or_a_stranger_is_refused_with_a_reason(either: Stage, typed: str) -> None:
    sam = stranger(either)
    either.opens(either.amina)
    sentence = either.speaks(
        "Guests take part when they are named",
        "Les personnes invitées dans l’espace participent quand une conversation les nomme",
    )
    either.plays(
        (either.gus, f"/partnership {typed}", (sentence, no("Acme"))),
        (sam, f"/partnership {typed}", ("This conversation belongs to another organisation", no("Acme"))),
    )
    assert either.gus.person.view is None
    assert sam.person.view is None


def test_a_guest_or_a_stranger_starts_nothing_by_shortcut_or_home(stage: Stage) -> None:
    stage.opens(stage.amina)
    for other in (stage.gus, stranger(stage)):
        with stage.act():
            assert other.person.shortcut("start_partnership") is None
        other.sees(no("Who is the partner?"))
        other.closes()
        other.clicks("Start a conversation", on=other.opens_home())
        other.sees(no("Who is the partner?"))
        other.closes()
        with stage.act():
            assert other.person.message_shortcut("add_remark", stage.in_thread[0]) is None
        other.closes()
    assert stage.remarks == []


def test_a_guest_who_is_named_on_our_side_answers_like_everybody(stage: Stage) -> None:
    amina, _, _, _, gus = stage.cast
    stage.opens(amina, gus)
    gus.answers("screening")
    gus.sees("What you lack: Yes")
    amina.answers("screening")
    amina.closes()
    gus.closes()
    gus.clicks("Read the answers", on="“Screening”: the 2 answers are alike.")
    gus.sees("Yes — @Amina, @Gus")


def test_who_has_just_joined_the_channel_may_ask_where_things_stand_at_once(stage: Stage) -> None:
    amina, *_ = stage.cast
    zoe = Player(stage, stage.slack.add_person("Zoé", locale="en-GB"))
    stage.players.append(zoe)
    stage.direct[zoe] = stage.slack.direct_channel(zoe.person)
    stage.opens(amina, name="Solaris")
    amina.presses(action_ids.STATUS)
    amina.person.invite(zoe.person, stage.channel)
    zoe.presses(action_ids.STATUS)
    zoe.sees("Solaris", "Your answers are not expected here")


def test_who_left_the_channel_reads_nothing_of_it_any_more(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "MEMBERS_SECONDS", 0)  # a minute later
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name="Solaris").reaches("clarity")
    amina.answers("clarity")
    tom.answers("clarity")
    with stage.act():
        tom.person.leave(stage.channel)
    tom.opens_home()
    tom.sees(no("Solaris"), no("Forty nurses"))
    with pytest.raises(CannotDo):
        tom.types("/partnership", "status")


def test_setup_refuses_bots_and_people_who_left_strangers_on_our_side_and_people_outside_the_channel(
    either: Stage,
) -> None:
    amina, tom, lea, ines, _ = either.cast
    sam = stranger(either)
    either.slack.deactivate(lea.person)
    for people, sentence in (
        ([amina, lea], either.speaks("is a bot or has left", "est un robot ou a quitté")),
        ([amina, sam], either.speaks("belongs to another organisation", "appartient à une autre organisation")),
        ([amina, ines], either.speaks("is not in this channel", "n’est pas dans ce canal")),
    ):
        amina.types("/partnership", "new Acme")
        errors = amina.sends(
            {"our_kind": "nonprofit", "their_kind": "company", "label": "funding", "people:decision_maker": people}
        )
        assert len(errors) == 1
        assert sentence in " ".join(next(iter(errors.values())).split())
        assert amina.filled_in("name") == "Acme"
        amina.closes()
    tom.sees_nothing()


def test_setup_needs_somebody_on_our_side_and_nobody_on_both(either: Stage) -> None:
    amina, tom, *_ = either.cast
    amina.types("/partnership", "new Acme")
    given = {"our_kind": "nonprofit", "their_kind": "company", "label": "funding"}
    errors = amina.sends({**given, "people:other": None, "people:decision_maker": None})
    assert list(errors) == ["people:other"]
    amina.sees(either.speaks("name at least one person", "Nommez au moins une personne"))
    errors = amina.sends({"people:decision_maker": [amina], "people:partner": [amina]})
    assert list(errors) == ["people:partner"]
    amina.sees(either.speaks("named on both sides", "nommée des deux côtés"))
    tom.sees_nothing()
