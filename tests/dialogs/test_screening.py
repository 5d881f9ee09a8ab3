"""The screening: three questions in the thread, a click a person, and only counts for everybody else."""

from bot.blocks.kit import action_ids
from tests.dialogs.stage import Stage, no


def test_a_click_is_private_and_everybody_sees_only_the_count(either: Stage) -> None:
    amina, tom, lea, _, gus = either.cast
    either.opens()
    yes = either.speaks("Your answer: Yes", "Votre réponse : Oui")
    count = either.speaks("1 of 3 has answered", "1 sur 3 a répondu")
    amina.presses(action_ids.ANSWER, question="gap", token="yes")
    amina.sees(yes, count)
    for other in (tom, lea, gus):
        other.sees(count, no(yes), no("@Amina —"))


def test_an_answer_may_be_changed_until_the_reveal(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    stage.plays(
        (amina, "[No] Does your goal", ("Your answer: No", "1 of 2 has answered")),
        (amina, "[Yes] Does your goal", ("Your answer: Yes", no("2 of 2 have"))),
        (amina, "×", None),
    )
    assert stage.answer_of(amina, "gap") == "yes"
    tom.answers("screening")
    amina.answers("screening")
    assert "Yes — @Amina, @Tom" in stage.thread
    assert "No —" not in stage.thread


def test_why_is_one_tap_away(either: Stage) -> None:
    either.opens(either.amina)
    either.tom.presses(action_ids.WHY, question="gap")
    either.tom.sees(
        either.speaks("Why we ask", "Pourquoi ces questions"),
        either.speaks(
            "If you already have what it takes, the partnership may be a distraction.", "Si vous avez déjà tout"
        ),
        either.speaks("Article, line 7", "Article, ligne 7"),
        "Nora Gilbert",
    )


def test_the_reveal_comes_by_itself_with_the_last_answer(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens()
    for player in (amina, tom):
        player.answers("screening")
    assert either.place == "screening_collecting"
    lea.answers("screening", admin_load="not_mine")
    lea.sees(
        either.speaks("Yes — @Amina, @Tom", "Oui — @Amina, @Tom"),
        either.speaks("Not mine to answer — @Léa", "Pas à moi de répondre — @Léa"),
    )


def test_a_distraction_is_said_with_its_reason_and_the_choice_to_stop_kindly(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens(amina)
    amina.answers("screening", gap="no", bandwidth="neither", admin_load="no")
    amina.sees(
        either.speaks("this looks like a distraction, so far", "cela ressemble à une distraction, jusqu'ici"),
        either.speaks(
            "Most of you say the goal needs nothing that you lack", "La plupart d'entre vous disent que l'objectif"
        ),
    )
    amina.closes()
    amina.presses(action_ids.STOP_KINDLY)
    amina.sees("English", "Français", "Thank you for the time and thought", "Merci du temps", "Acme")
    amina.sends()
    either.tom.sees(either.speaks("Stopped here, kindly", "On s'arrête ici, avec tact"))
    assert either.place == "abandoned"


def test_one_may_go_on_in_spite_of_it(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina)
    amina.answers("screening", gap="no", bandwidth="neither", admin_load="no")
    amina.closes()
    stage.plays((amina, "[Go on all the same]", "2/6 · Selfish clarity"))
