"""Before the decision everybody is asked in private, in their own language: the form is one click away, and so is putting it off."""

from tests.dialogs.stage import Stage, no

ASKED = ("@Amina asks you 3 questions", "@Amina vous pose 3 questions")
ANSWER = ("Answer", "Répondre")


def test_at_the_start_each_of_the_others_is_asked_once_in_private(either: Stage) -> None:
    stage = either
    amina, tom, lea, ines, gus = stage.cast
    stage.opens(amina, tom, lea)
    for player in (tom, lea):
        player.sees(stage.speaks(*ASKED))
        assert len(stage.slack.messages(stage.direct[player])) == 1
    amina.sees(no(stage.speaks(*ASKED)), stage.speaks("waiting for 3 of 3", "3 réponses attendues sur 3"))
    gus.sees(no(stage.speaks(*ASKED)))
    ines.sees_nothing()
    gus.sees(
        stage.speaks(
            "3 people are expected to answer: @Amina, @Tom and @Léa", "3 personnes attendues : @Amina, @Tom et @Léa"
        )
    )
