"""What the coach says after a reveal: one move that fits what was answered, each once, and nobody named."""

from typing import Any

import pytest

from tests.dialogs.answers import SECTIONS
from tests.dialogs.stage import Player, Stage, no, plain

Said = dict[str, Any]
SCREENING, CLARITY, VALUES, REACH, POWER, CLOSING = SECTIONS

YES: Said = {"gap": "yes", "bandwidth": "both", "admin_load": "yes"}
CLEAR: Said = {
    "stage": "talking",
    "need": "Forty nurses trained in Tamale by June 2027",
    "walk_away": "Refuse alcohol sponsors; publish the results in full",
    "walk_away_check": "all_met",
    "multiplier": "Vaccinate 3,000 children in villages that no clinic reaches",
    "meaning": "funding",
}
VALUED: Said = {
    "shared_outcomes": "paid",
    "we_get": ["money"],
    "they_get": ["credibility"],
    "audience_values": "yes_asked",
    "against": ["nothing"],
}
REACHED: Said = {
    "audience": "Deaf teachers in Kumasi",
    "influencers": "Head teachers of the six boarding schools",
    "action": "Book a hearing test before June",
    "messenger": "trusted_evidence",
    "measure": "action_measure",
}
HELD: Said = {
    "money_control": "partner",
    "dependence": "ours_depends",
    "unpaid_work": "none",
    "acknowledged": "written",
    "written": ["paid_work", "exit"],
    "expertise": "joint",
}
LEANS: Said = {"speak_up": "went_well", "lean": "go"}

Reveal = tuple[str, tuple[Said, ...], str, str]
"""A section, what each of the three says, and words of the move in both languages."""

FIRST: tuple[Reveal, ...] = (
    (SCREENING, (YES, YES, {**YES, "gap": "no"}),
     "On “what you lack”, one answer stands apart: the others go first",
     "Sur « ce qui vous manque », une réponse est seule : que les autres commencent"),
    (CLARITY, (CLEAR, {**CLEAR, "need": "The rent of our office until May"}, {**CLEAR, "need": "A driver for the mobile clinic"}),
     "Your 3 answers on “the need” have hardly a word in common",
     "Vos 3 réponses sur « le besoin » n’ont presque aucun mot en commun"),
    (VALUES, (VALUED, VALUED, VALUED),
     "Lay what you need beside what they get",
     "Mettez côte à côte ce dont vous avez besoin et ce que l’autre côté obtient"),
    (REACH, ({**REACHED, "measure": "reach_only"}, {**REACHED, "measure": "none"}, {**REACHED, "measure": "reach_only"}),
     "what one of them does the day after: that is what you count",
     "ce que fait l’une d’elles le lendemain : c’est cela que vous compterez"),
    (POWER, ({**HELD, "acknowledged": "not_yet"},) * 3,
     "Nobody has said it to the other side yet, as is common",
     "Personne ne l’a encore dit à l’autre côté, et c’est fréquent"),
    (CLOSING, (LEANS, LEANS, LEANS),
     "Everyone leans yes: each person writes the first sign, visible within three months",
     "Tout le monde penche pour oui : que chaque personne écrive le premier signe"),
)  # fmt: skip
SECOND: tuple[Reveal, ...] = (
    (SCREENING, (YES, YES, YES),
     "You agree so far: each person writes what you would do with these hours this year",
     "Vous êtes d’accord jusqu’ici : que chaque personne écrive ce que vous feriez de ces heures"),
    (CLARITY, (CLEAR, CLEAR, {**CLEAR, "walk_away": "Every hour that we work is paid"}),
     "Put your 3 lists together: each person marks with ✋",
     "Mettez vos 3 listes ensemble : que chaque personne marque d’un ✋"),
    (VALUES, ({**VALUED, "shared_outcomes": "unsure", "audience_values": "unsure"},) * 3,
     "“the shared result” hardly has a definite answer yet",
     "« le résultat commun » n’a presque aucune réponse nette"),
    (REACH, (REACHED, REACHED, REACHED),
     "which of you can ask them this week whether they would do it?",
     "qui d’entre vous peut lui demander cette semaine si elle le ferait ?"),
    (POWER, (HELD, {**HELD, "dependence": "neither"}, {**HELD, "dependence": "neither"}),
     "Some of you see two equals, some do not",
     "Certaines personnes voient une égalité, d’autres non"),
    (CLOSING, (LEANS, {**LEANS, "lean": "go_if"}, {**LEANS, "lean": "no_go"}),
     "Some lean yes, some lean no: each person writes the best argument of the other answer",
     "Certaines personnes penchent pour oui, d’autres pour non"),
)  # fmt: skip


def answers(player: Player, section: str, said: Said) -> None:
    player.answers_only(section, **said)
    player.closes()


def everyone(stage: Stage, section: str, said: tuple[Said, ...]) -> None:
    """All answer a section; what the last one brings, the reveal, is what is new on the screen."""
    *before, last = zip(stage.ours, said, strict=True)
    with stage.hurry():
        for player, own in before:
            answers(player, section, own)
    with stage.hurry():
        answers(last[0], section, last[1])


@pytest.mark.parametrize("reveals", [FIRST, SECOND], ids=["first", "second"])
def test_six_reveals_have_six_moves(either: Stage, reveals: tuple[Reveal, ...]) -> None:
    amina, tom, *_ = either.cast
    either.opens()
    lead = either.speaks("To go further:", "Pour avancer :")
    for section, said, english, french in reveals:
        everyone(either, section, said)
        tom.sees(either.speaks(english, french))
        shown = plain(either.read(tom.message(either.speaks(english, french)), tom))
        assert shown.count(lead) == 1
        move = shown[shown.index(lead) :].split("[")[0]
        assert not any(player.name in move for player in either.ours)
        amina.goes_on(section)
    assert either.place == "deciding"
    moves = [line.split(".")[0] for line in either.thread.split(lead)[1:]]
    assert len(moves) == len(set(moves)) == len(reveals), "each is said once"


def test_differing_questions_are_named_in_short_with_how_many_said_what(either: Stage) -> None:
    tom = either.tom
    either.opens()
    everyone(either, SCREENING, (YES, {**YES, "admin_load": "no"}, {**YES, "gap": "no", "admin_load": "no"}))
    tom.sees(
        either.speaks("Where you see things differently:", "Là où vous ne voyez pas la même chose :"),
        either.speaks("What you lack: 2 Yes · 1 No", "Ce qui vous manque : 2 Oui · 1 Non"),
        either.speaks("Running it: 2 No · 1 Yes", "La gestion : 2 Non · 1 Oui"),
    )


def test_people_who_are_not_sure_are_not_told_that_they_agree(either: Stage) -> None:
    either.opens(either.amina, either.tom)
    everyone(either, SCREENING, ({**YES, "gap": "unsure"}, YES))
    either.amina.sees(
        no(either.speaks("You agree so far", "Vous êtes d’accord")), no(either.speaks("alike", "même façon"))
    )


def test_an_early_reveal_keeps_a_chair_for_who_is_missing(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens()
    for player in (amina, tom):
        answers(player, SCREENING, YES)
    amina.reveals()
    tom.sees(either.speaks("1 voice is missing: each person writes", "Il manque 1 voix : que chaque personne écrive"))


def test_one_answer_is_asked_who_would_see_it_otherwise(either: Stage) -> None:
    either.opens(either.amina)
    answers(either.amina, SCREENING, YES)
    either.amina.sees(either.speaks("There is one answer so far", "Il n’y a qu’une réponse pour l’instant"))


def test_the_first_answer_that_moves_is_asked_for_its_example(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom)
    everyone(either, SCREENING, (YES, {**YES, "gap": "no"}))
    amina.goes_on(SCREENING)
    everyone(either, CLARITY, (CLEAR, {**CLEAR, "meaning": "ambassador"}))
    example = either.speaks("say which example moved it", "dites quel exemple l’a fait bouger")
    for player, meaning, expected in ((tom, "funding", example), (amina, "delivery", no(example))):
        player.opens(CLARITY)
        player.sends({"meaning": meaning})
        player.closes()
        amina.sees(either.speaks("Both versions are kept", "Les deux versions sont gardées"), expected)


def test_who_is_stuck_gets_three_more_for_their_eyes_alone(either: Stage) -> None:
    amina, tom, _, _, gus = either.cast
    either.opens(amina, tom)
    stuck = "@coach " + either.speaks("stuck", "bloqué")
    amina.says(stuck)
    amina.sees(either.speaks("Nothing has been revealed yet", "Rien n’a encore été révélé"))
    everyone(either, SCREENING, (YES, {**YES, "gap": "no"}))
    tom.says(stuck)
    tom.sees(
        either.speaks("Three other ways to go on", "Trois autres façons de continuer"),
        either.speaks(
            "begin with the answer that you expected least", "commencez par la réponse que vous attendiez le moins"
        ),
        either.speaks("What was seen can be compared", "Ce qui a été vu se compare"),
        no(
            either.speaks(
                "those who will do the work and those who decide",
                "les personnes qui feront le travail et celles qui décident",
            )
        ),
    )
    assert tom.news.count("•") == 3
    amina.sees(no(either.speaks("Three other ways", "Trois autres façons")))
    gus.says(stuck)
    gus.sees(no(either.speaks("Three other ways", "Trois autres façons")))
    assert either.place == "screening_revealed"
