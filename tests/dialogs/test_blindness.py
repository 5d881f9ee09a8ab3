"""Blind until the reveal: what one person answers reaches nobody else, on no surface and in no log."""

from bot.blocks.kit import action_ids
from flows.model import Role
from tests.dialogs.house import Logbook
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage

SECRET = "kestrel-7391"
PROBED = "plover-2846"
MONEY = 73_919
EVERY_LOOK = (
    action_ids.STATUS, action_ids.WHY, action_ids.HELP, action_ids.OPEN_SECTION,
    action_ids.FOLLOW_UPS, action_ids.REVEAL, action_ids.OTHER_POINTS
)  # fmt: skip


def looks_everywhere(player: Player) -> str:
    """Everything that somebody can open, click and ask for, and read then."""
    stage = player.stage
    seen = [player.screen]
    if player is not stage.ines:
        for typed in ("status", "list", "help"):
            player.types("/partnership", typed)
            seen.append(player.screen)
        for typed in ("status", "why", "summary", "help", "reveal"):
            player.says(f"@coach {typed}")
            seen.append(player.screen)
        for action in EVERY_LOOK:
            if player.finds(action):
                player.presses(action)
                seen.append(player.screen)
                player.closes()
    player.opens_home()
    seen.append(player.screen)
    return "\n".join(seen)


def test_no_surface_shows_anybody_elses_answers_before_the_reveal(
    either: Stage, rules: Rules, logbook: Logbook
) -> None:
    amina, tom, lea, ines, gus = either.cast
    either.opens(amina, tom, lea, partner=[ines]).reaches("clarity")
    tom.answers("clarity", need=f"visibility {SECRET}", walk_away=f"Never {SECRET}", walk_away_check="not_met")
    tom.sends({"need_one": f"Forty {PROBED}", "walk_away_if": PROBED})
    for other in (amina, lea, gus, ines):
        seen = looks_everywhere(other)
        assert SECRET not in seen
        assert PROBED not in seen
    assert SECRET in tom.opens("clarity").screen
    assert rules.readers(either, SECRET) == {tom.id}
    assert rules.readers(either, PROBED) <= {tom.id}
    assert SECRET not in logbook.text
    assert PROBED not in logbook.text
    tom.closes()
    for player in (amina, lea):
        player.answers("clarity")
        player.closes()
    assert SECRET in amina.screen
    assert rules.readers(either, SECRET) == {tom.id, either.channel.id}
    assert SECRET not in logbook.text


def test_a_ticked_or_numbered_answer_shows_only_as_a_count(stage: Stage, rules: Rules) -> None:
    _, tom, lea, *_ = stage.cast
    stage.opens(roles={tom: Role.finance}).reaches("power")
    tom.answers("power", money_received=str(MONEY), dependence="both", dependence_share="61", expertise="not_involved")
    tom.closes()
    seen = looks_everywhere(lea)
    assert "73,919" not in seen
    assert "1 of 3 has answered" in seen
    assert rules.readers(stage, "73,919") <= {tom.id}


def test_the_screening_shows_no_answer_and_no_name_before_the_reveal(stage: Stage) -> None:
    amina, tom, lea, *_ = stage.cast
    stage.opens()
    for player, token in ((amina, "no"), (tom, "yes")):
        player.presses(action_ids.ANSWER, question="gap", token=token)
        player.closes()
    mine = stage.speaks("What you lack: No", "Ce qui vous manque : Non")
    assert mine in amina.screen
    for other in (tom, lea, stage.gus):
        assert mine not in looks_everywhere(other)
    thread = stage.thread
    assert "@Tom" not in thread
    assert stage.speaks("2 of 3 have answered", "2 sur 3 ont répondu") in thread


def test_going_back_does_not_open_what_is_still_hidden(stage: Stage, rules: Rules) -> None:
    amina, tom, lea, *_ = stage.cast
    stage.opens().reaches("values")
    tom.answers("values", shared_outcomes="partly")
    tom.sends({"shared_differ": f"They want to close the mine later {SECRET}"})
    amina.says("@coach back")
    amina.says("@coach pause")
    amina.says("@coach resume")
    amina.says("@coach next")
    lea.says("@coach summary")
    assert stage.place == "values_collecting"
    assert rules.readers(stage, SECRET) <= {tom.id}
    assert SECRET in tom.opens("values", follow_ups=True).screen


def test_nothing_of_what_people_write_is_ever_logged(stage: Stage, logbook: Logbook) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name=f"Acme {SECRET}", decision=f"Sign {SECRET}?")
    tom.says(f"A remark {SECRET}")
    tom.says(f"@coach {SECRET}")
    tom.types("/partnership", f"status {SECRET}")
    tom.types("/partnership", SECRET)
    stage.reaches("deciding", clarity={"need": f"Forty {SECRET}"}, closing={"premortem": SECRET})
    amina.decides("no", f"Because {SECRET}")
    assert "conversation.step" in logbook.text
    assert SECRET not in logbook.text
    assert "Acme" not in logbook.text
    assert "Amina" not in logbook.text
