"""The reveal: by itself when all have answered, early only by who opened it; what changes afterwards is kept and told."""

from bot.blocks.kit import action_ids
from tests.dialogs.stage import Stage, no


def test_early_reveal_is_the_openers_after_a_confirmation_that_names_who_is_missing(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens().reaches("clarity")
    tom.answers("clarity")
    tom.closes()
    amina.presses(action_ids.REVEAL, section="clarity")
    amina.sees(
        either.speaks("2 people have not answered yet", "2 personnes n’ont pas encore répondu"),
        "@Amina, @Léa",
        no("@Tom"),
        either.speaks(
            "anyone who answers later will have seen them", "toute personne qui répond ensuite les aura vues"
        ),
    )
    assert either.place == "clarity_collecting"
    amina.sends()
    lea.sees(
        either.speaks("“Clarity”: everyone’s answers", "« Clarté » : les réponses de tout le monde"),
        either.speaks("2 people have not answered yet.", "2 personnes n’ont pas encore répondu."),
        no("— @Amina, @Léa"),
    )


def test_nobody_but_the_opener_reveals_early(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens().reaches("clarity")
    tom.presses(action_ids.REVEAL, section="clarity")
    assert tom.person.view is None
    assert tom.news
    amina.sees_nothing()
    lea.says("@coach " + either.speaks("reveal", "révéler"))
    assert lea.news.count("Coach · app") == 1
    assert either.place == "clarity_collecting"


def test_a_typed_reveal_is_confirmed_by_a_private_button(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    amina.says("@coach " + either.speaks("reveal", "révèle"))
    amina.sees(either.speaks("You can reveal the answers now", "Vous pouvez révéler les réponses maintenant"))
    tom.sees(no(either.speaks("You can reveal", "Vous pouvez révéler")))
    amina.presses(action_ids.REVEAL)
    amina.sends()
    assert either.place == "clarity_revealed"


def test_what_is_answered_after_an_early_reveal_is_told_to_the_thread(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    tom.answers("clarity")
    amina.reveals()
    amina.answers("clarity", need="Forty nurses by June 2027")
    tom.sees(either.speaks("after the reveal", "après la révélation"), "@Amina", "Forty nurses by June 2027")
    late = {answer.question for answer in either.record.conversation.answers if answer.after_reveal}
    assert {answer.person for answer in either.record.conversation.answers if answer.after_reveal} == {amina.id}
    assert "need" in late


def test_a_change_after_the_reveal_keeps_both_versions_and_tells_the_thread(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    either.everyone_answers("clarity")
    tom.opens("clarity")
    tom.sends({"walk_away_check": "not_met", "stage": "terms"})
    tom.closes()
    amina.sees(
        either.speaks(
            "@Tom changed an answer in “Clarity” after the reveal", "@Tom a changé de réponse dans « Clarté »"
        ),
        either.speaks(
            "Before: Yes, all, checked Now: At least one is not met",
            "Avant : Oui, toutes, vérifié Maintenant : Au moins une",
        ),
        either.speaks("Both versions are kept.", "Les deux versions sont gardées."),
    )
    versions = [
        a.value for a in either.record.conversation.answers if (a.person, a.question) == (tom.id, "walk_away_check")
    ]
    assert versions == ["all_met", "not_met"]


def test_sending_the_same_answers_again_after_the_reveal_tells_nobody(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    stage.everyone_answers("clarity")
    tom.opens("clarity")
    tom.sends()
    amina.sees(no("changed an answer"))
