"""The screening: three questions in the thread, a click a person, and only counts for everybody else."""

from bot.blocks.kit import action_ids
from tests.dialogs.stage import Stage, no


def test_a_click_is_private_and_everybody_sees_only_the_count(either: Stage) -> None:
    amina, tom, lea, _, gus = either.cast
    either.opens()
    yes = either.speaks("What you lack: Yes", "Ce qui vous manque : Oui")
    count = either.speaks("1 of 3 has answered", "1 sur 3 a répondu")
    amina.presses(action_ids.ANSWER, question="gap", token="yes")
    amina.sees(yes, count)
    for other in (tom, lea, gus):
        other.sees(count, no(yes), no("@Amina —"))


def test_an_answer_may_be_changed_until_the_reveal(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    stage.plays(
        (amina, "[No] Does your goal", ("What you lack: No", "1 of 2 has answered")),
        (amina, "[Yes] Does your goal", ("What you lack: Yes", no("2 of 2 have"))),
        (amina, "×", None),
        (amina, "[Only us]", ("The time: Only us", "What you lack: Yes")),
        (amina, "×", None),
    )
    assert stage.answer_of(amina, "gap") == "yes"
    tom.answers("screening")
    amina.answers("screening")
    amina.closes()
    amina.clicks("Read the answers", on="“Screening”: the 2 answers are alike.")
    amina.sees("Yes — @Amina, @Tom", no("No —"))


def test_why_is_one_tap_away(either: Stage) -> None:
    either.opens(either.amina)
    either.tom.presses(action_ids.WHY, section="screening")
    either.tom.sees(
        either.speaks("Why we ask", "Pourquoi ces questions"),
        either.speaks(
            "If you already have what it takes, the partnership may be a distraction.", "Si vous avez déjà tout"
        ),
        either.speaks("Source, line 7", "Source, ligne 7"),
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
        either.speaks("Not for me to answer — @Léa", "Ce n’est pas à moi de répondre — @Léa"),
    )


def test_a_distraction_is_said_with_its_reason_and_the_choice_to_stop_kindly(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens(amina)
    amina.answers("screening", gap="no", bandwidth="neither", admin_load="no")
    amina.sees(
        either.speaks("this looks like a distraction, so far", "cela ressemble à une distraction, jusqu’ici"),
        either.speaks("You say the goal needs nothing that you lack", "Vous dites que l’objectif n’exige rien"),
        no(either.speaks("Most of you", "La plupart d’entre vous")),
    )
    amina.closes()
    amina.presses(action_ids.STOP_KINDLY)
    amina.sees("English", "Français", "Thank you for the time and thought", "Merci du temps", "Acme")
    amina.sends()
    either.tom.sees(either.speaks("Stopped here, kindly", "On s’arrête ici, avec tact"))
    assert either.place == "abandoned"


def test_one_may_go_on_in_spite_of_it(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina)
    amina.answers("screening", gap="no", bandwidth="neither", admin_load="no")
    amina.closes()
    stage.plays((amina, "[Go on all the same]", "2/6 · Clarity"))


NOTHING_AGAINST = ("Nothing here speaks against", "Rien ici n’empêche")


def test_a_reveal_before_anybody_answered_reassures_nobody(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom)
    amina.reveals()
    tom.sees(
        either.speaks("So far: too early to say", "Jusqu’ici : trop tôt pour conclure"),
        either.speaks("0 of 2 have answered", "0 personne sur 2 a répondu"),
        no(either.speaks(*NOTHING_AGAINST)),
        no(either.speaks("strategic so far", "stratégique jusqu’ici")),
        no(either.speaks("much alike", "se ressemblent")),
    )


def test_one_answer_of_two_is_too_few(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom)
    tom.answers("screening", gap="no", bandwidth="neither", admin_load="no")
    tom.closes()
    amina.reveals()
    tom.sees(
        either.speaks("So far: too early to say", "Jusqu’ici : trop tôt pour conclure"),
        either.speaks("1 of 2 has answered", "1 personne sur 2 a répondu"),
        no(either.speaks("looks like a distraction", "ressemble à une distraction")),
    )


def test_where_people_differ_it_says_who_sees_what(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens()
    amina.answers("screening")
    tom.answers("screening", bandwidth="only_ours", admin_load="unsure")
    lea.answers("screening", gap="no")
    lea.sees(
        either.speaks("So far: you do not agree yet", "Jusqu’ici : vous n’êtes pas encore d’accord"),
        either.speaks("What you lack: 1 of 3 sees a problem", "Ce qui vous manque : 1 sur 3 voit un problème"),
        either.speaks("The time: 1 of 3 sees a problem", "Le temps : 1 sur 3 voit un problème"),
        either.speaks("Running it: 1 is not sure", "La gestion : 1 ne sait pas"),
        no(either.speaks(*NOTHING_AGAINST)),
    )
    amina.closes()
    amina.presses(action_ids.GO_ON)
    assert either.place == "clarity_collecting"


def test_one_person_alone_is_you(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens(amina)
    amina.answers("screening", admin_load="no")
    amina.sees(
        either.speaks("So far: something speaks against it", "Jusqu’ici : quelque chose s’y oppose"),
        either.speaks("Running it: you see a problem", "La gestion : vous voyez un problème"),
        no(either.speaks("1 of 1 see", "1 sur 1 voit")),
    )


def test_whoever_is_not_sure_is_not_reassured(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens(amina)
    amina.answers("screening", bandwidth="unsure")
    amina.sees(
        either.speaks("So far: too early to say", "Jusqu’ici : trop tôt pour conclure"),
        either.speaks("The time: you are not sure", "Le temps : vous ne savez pas"),
        no(either.speaks(*NOTHING_AGAINST)),
    )


def test_what_everybody_answers_well_is_strategic_so_far(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom)
    amina.answers("screening")
    tom.answers("screening")
    tom.sees(either.speaks("strategic so far", "stratégique jusqu’ici"), either.speaks(*NOTHING_AGAINST))
