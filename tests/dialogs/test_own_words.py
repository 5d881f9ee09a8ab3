"""What people wrote is not lost: their conditions and fears stand in the summary, and a minority's reason in the first check-in."""

from bot.blocks.decision import MINORITY, OUTCOME, REASON
from bot.blocks.kit import action_ids
from tests.dialogs.stage import Stage
from tests.dialogs.test_moves import CLEAR, CLOSING, HELD, LEANS, REACHED, VALUED, YES, Said, everyone

ROAD = (YES, CLEAR, VALUED, REACHED, HELD)


def plays(stage: Stage, *closing: Said) -> None:
    """Everybody says the same up to the last section, which they answer each in their own way."""
    for section, said in zip(("screening", "clarity", "values", "reach", "power"), ROAD, strict=True):
        everyone(stage, section, (said,) * len(closing))
        stage.amina.goes_on(section)
    everyone(stage, CLOSING, closing)
    stage.amina.goes_on(CLOSING)


def test_a_summary_holds_peoples_own_conditions_and_fears_and_ends_in_a_test(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens()
    plays(
        either,
        {**LEANS, "lean_why": "Payment within thirty days", "premortem": "Their director leaves and nobody calls back"},
        {**LEANS, "lean_why": "no idea", "premortem": "The rains are late"},
        {**LEANS, "lean": "go_if", "lean_why": "A second driver", "premortem": "Their director leaves us alone"},
    )
    amina.sees(either.speaks("[ See the points ]", "[ Voir les points ]"))
    tom.presses(action_ids.CONDITIONS)
    tom.sees(
        either.speaks(
            "What would have to be true for a yes, in your own words", "Ce qu’il faudrait pour un oui, avec vos mots"
        ),
        "Payment within thirty days",
        "A second driver",
        either.speaks("what comes up most comes first", "ce qui revient le plus est en premier"),
        "Their director leaves and nobody calls back",
        "The rains are late",
        either.speaks("three months before, and who would see it?", "trois mois avant, et qui le verrait ?"),
        either.speaks("try together in the next four weeks", "essayer ensemble d’ici quatre semaines"),
    )
    own = tom.news[tom.news.rindex(either.speaks("What would have to be true", "Ce qu’il faudrait pour un oui")) :]
    assert "Their director leaves us alone" not in own, "what is much like another is said once"
    assert not any(f"@{player.name}" in own for player in either.ours), "three people answered: nobody is named"
    assert amina.finds(action_ids.DECIDE)


def test_two_people_read_whose_condition_it_is(either: Stage) -> None:
    either.opens(either.amina, either.tom)
    plays(either, {**LEANS, "lean_why": "Payment within thirty days"}, LEANS)
    either.tom.presses(action_ids.CONDITIONS)
    either.tom.sees("@Amina", "Payment within thirty days")


def test_what_a_minority_saw_comes_back_at_the_first_check_in_without_a_name(months: Stage) -> None:
    amina, tom, *_ = months.cast
    months.opens()
    plays(months, LEANS, {**LEANS, "lean": "no_go", "lean_why": "They would have to pay for the reports"}, LEANS)
    amina.presses(action_ids.DECIDE)
    amina.sees(
        months.speaks("Say first how you decide", "Dites d’abord comment vous décidez"),
        months.speaks(
            "Someone leaned another way: what did they see?", "Quelqu’un penchait autrement : qu’a vu cette personne ?"
        ),
    )
    seen = "Their last two partners waited a year for money"
    amina.sends({OUTCOME: "go_if", REASON: None, MINORITY: seen})
    tom.sees(seen, months.speaks("for the first check-in", "pour le premier point d’étape"))
    months.passes(40)
    card = months.thread[
        months.thread.index(months.speaks("When you decided, someone", "Quand vous avez décidé, quelqu’un")) :
    ]
    assert seen in card.replace("\N{NO-BREAK SPACE}", " ")
    assert "They would have to pay" not in card, "what was written with the decision says it already"


def test_without_a_word_with_the_decision_their_own_condition_comes_back(months: Stage) -> None:
    amina, tom, *_ = months.cast
    months.opens(amina, tom)
    plays(months, LEANS, {**LEANS, "lean": "no_go", "lean_why": "They would have to pay for the reports"})
    amina.decides("go", "The board has signed already")
    months.passes(40)
    first = months.thread[
        months.thread.index(months.speaks("When you decided, someone", "Quand vous avez décidé, quelqu’un")) :
    ]
    assert "They would have to pay for the reports" in first
    months.passes(90)
    assert months.thread.count(months.speaks("When you decided, someone", "Quand vous avez décidé, quelqu’un")) == 1
