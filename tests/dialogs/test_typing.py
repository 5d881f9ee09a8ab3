"""What people type as their keyboards write it, and as Slack sends it."""

import pytest

from tests.dialogs.stage import Stage, no


def test_find_and_show_need_no_accents_nor_straight_quotes(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens(amina, name="L’Oréal")
    for typed in ("l’oreal", "L’Oréal", "“l’oréal”", "\u200bL\u02bcOREAL", "• l‘oreal"):
        amina.does(either.speaks(f"/partnership show {typed}", f"/partenariat montre {typed}"))
        amina.sees("L’Oréal")
        amina.does(either.speaks(f"/partnership find {typed}", f"/partenariat cherche {typed}"))
        amina.sees("L’Oréal", no("Nothing"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [("acme.org", "acme.org"), ("“Acme”", "Acme"), ("R&D <lab>", "R&D <lab>"), ("#general", "#general")],
)
def test_a_name_is_what_was_typed_not_what_slack_sends_for_it(stage: Stage, typed: str, name: str) -> None:
    amina, *_ = stage.cast
    amina.does(f"/partnership new {typed}")
    assert amina.filled_in("name") == name


def test_what_is_not_understood_is_said_back_with_the_nearest(either: Stage) -> None:
    amina, *_ = either.cast
    either.plays(
        (
            amina,
            either.speaks("/partnership stauts", "/partenariat statu"),
            either.speaks("You wrote “stauts”. Did you mean “status”?", "Vouliez-vous dire « statut »"),
        ),
        (
            amina,
            either.speaks("/partnership list opne", "/partenariat liste ouvertees"),
            either.speaks("“open”", "« ouvertes »"),
        ),
        (
            amina,
            either.speaks("/partnership dance", "/partenariat danse"),
            no(either.speaks("Did you mean", "Vouliez")),
        ),
    )
    either.opens(amina, name="Solaris")
    either.plays(
        (amina, either.speaks("/partnership show Solars", "/partenariat montre Solars"), ("Solaris",)),
        (amina, "@coach stauts", either.speaks("Did you mean “status”?", "« statut »")),
    )
    either.tom.sees(no("Did you mean"), no("Vouliez"))


def test_a_corrected_mention_is_heard_and_the_same_one_has_one_effect(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, name="Solaris")
    message = tom.says("@coach stauts")
    tom.sees("Did you mean “status”?")
    with stage.act():
        message = tom.person.edit(message, f"{stage.slack.bot_mention} status")
    tom.sees("Solaris", "Screening")
    with stage.act():
        tom.person.edit(message, f"{stage.slack.bot_mention} status, please")
    tom.sees(no("Screening"))
    assert stage.remarks == []
