"""The guides of docs/guides for other decisions, from the command to the decision: a good case and a bad one, in both languages."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.blocks import setup
from bot.blocks.kit import action_ids
from bot.documents.cases import assess_case, assessment_json
from bot.playground.rehearsal import Rehearsal
from flows.guide import load_guide
from flows.guide.principles import unproven
from flows.model import Guide, Side
from tests.dialogs.conftest import GUIDES, a_folder, played_in
from tests.dialogs.house import House, Logbook, a_house
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, no, plain
from tests.dialogs.test_check_ins import asked_in, concludes, due
from tests.dialogs.test_rehearse_equals_assess import CaseMaker

Said = tuple[str, str]
"""The same in English and in French."""
Answers = dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """One decision that people take with a guide: how it is opened, what a sound case says, what a poor one says instead."""

    opened: Answers
    sound: Answers
    poor: Answers
    told: tuple[Said, Said]
    """Why it is strategic, and why a distraction."""
    asked: tuple[Said, ...]
    """What stands on the first message."""
    kept: tuple[Said, ...]
    """What the summary says of a poor case."""


GRANT = Decision(
    opened={setup.LABEL: "project", setup.THEIR_KIND: "public_body"},
    sound={
        "would_do_anyway": "planned",
        "red_line": "none",
        "who_works": "free",
        "strings": ["reports", "credit"],
        "heaviest": (
            "Quarterly receipts: Lea sorts 40 invoices in March, June, September and December",
            "Les justificatifs trimestriels : Léa classe 40 factures en mars, juin, septembre et décembre",
        ),
        "asked_to_change": "changed",
        "plan_may_change": "written",
        "share_paid": "100",
        "overhead": "real_cost",
        "paid_when": "in_steps",
        "admin_hours": "8",
        "budget_share": "12",
        "last_payment": (
            "The city of Tamale pays the two nurses from January 2028, signed on 3 May",
            "La ville de Thiès paie les deux infirmières dès janvier 2028, signé le 3 mai",
        ),
        "people_asked": "agree",
        "way_out": "written",
        "lean": "go",
    },
    poor={
        "would_do_anyway": "only_for_money",
        "red_line": "crossed",
        "who_works": "full",
        "strings": ["approval", "data", "exclusive"],
        "asked_to_change": "refused",
        "plan_may_change": "fixed",
        "overhead": "none",
        "paid_when": "afterwards",
        "months_ahead": "1",
        "people_asked": "against",
        "way_out": "unknown",
        "lean": "no_go",
    },
    told=(
        ("It is your work, it is paid for", "C’est votre travail, il est payé"),
        (
            "Most of you would not do this work without this money.",
            "Sans cet argent, la plupart d’entre vous ne feraient pas ce travail.",
        ),
    ),
    asked=(
        ("Your work: each person answers alone", "Votre travail : chaque personne répond seule"),
        ("Would you want to do this work if nobody offered money", "Auriez-vous envie de faire ce travail si personne"),
    ),
    kept=(
        ("A condition crosses a line", "Une condition franchit une ligne rouge"),
        ("You cannot wait for this money", "Vous ne pouvez pas attendre cet argent"),
        ("What you would pay for this money", "Ce que cet argent vous coûterait"),
    ),
)
RESEARCH = Decision(
    opened={setup.LABEL: "joint_study", setup.OUR_KIND: "research_body", setup.THEIR_KIND: "community"},
    sound={
        "whose_question": "shared",
        "who_acts": "asked",
        "who_acts_how": (
            "The head of the Tamale clinic would move the visits to Saturdays",
            "La directrice du dispensaire de Thiès déplacerait les visites au samedi",
        ),
        "time_for_it": "both",
        "want_to_know": (
            "Do Saturday visits bring 30% more mothers to the second vaccination?",
            "Les visites du samedi amènent-elles 30 % de mères en plus au deuxième vaccin ?",
        ),
        "unwelcome": "written",
        "shaped_by": "shaped",
        "shaped_example": (
            "The mothers of Tamale asked for Saturdays in place of evenings",
            "Les mères de Thiès ont demandé le samedi plutôt que le soir",
        ),
        "side_gets": ["evidence", "skills"],
        "work_paid": "budgeted",
        "side_hours": "20",
        "data_rights": "both_written",
        "named_how": "written",
        "ethics": "approved",
        "could_hurt": (
            "A mother could be scolded at home: visits stay private, and she can call nurse Esi on 555 0134",
            "Une mère pourrait être grondée chez elle : les visites restent privées, elle peut appeler l’infirmière Awa",
        ),
        "given_back": "paid_for",
        "way_out": "written",
        "lean": "go",
    },
    poor={
        "whose_question": "only_ours",
        "who_acts": "nobody",
        "time_for_it": "only_ours",
        "unwelcome": "one_may_stop",
        "shaped_by": "not_yet",
        "work_paid": "one_side_unpaid",
        "data_rights": "one_holds",
        "ethics": "not_begun",
        "given_back": "paper_only",
        "way_out": "unknown",
        "lean": "go_if",
    },
    told=(
        ("It is one question, someone will use the answer", "C’est une seule question, la réponse servira"),
        (
            "Most of you know nobody who would do anything differently",
            "La plupart d’entre vous ne connaissent personne à qui la réponse servirait.",
        ),
    ),
    asked=(
        ("One question: each person answers alone", "Une question : chaque personne répond seule"),
        (
            "Who would do something differently once the answer",
            "Qui ferait quelque chose autrement, une fois la réponse",
        ),
    ),
    kept=(
        ("Only one side has this question", "Un seul côté se pose cette question"),
        ("Who carries the work, and who keeps what", "Qui porte le travail, et qui garde ce qui en sort"),
    ),
)
DECISIONS = {"grant": GRANT, "research": RESEARCH}


@pytest.fixture(scope="module", params=DECISIONS)
def others_house(request: pytest.FixtureRequest) -> Iterator[House]:
    """Its app has one of the guides."""
    with a_folder() as folder, a_house(folder, partnership_guide=GUIDES / request.param) as house:
        yield house


@pytest.fixture(params=["en", "fr"])
def others(request: pytest.FixtureRequest, others_house: House, rules: Rules, logbook: Logbook) -> Iterator[Stage]:
    """In both languages, by each of the guides."""
    with played_in(others_house, request.param, rules, logbook) as stage:
        yield stage


def the_guide(stage: Stage) -> Guide:
    return stage.house.app.guide


def answer(player: Player, section: str, answers: Answers) -> None:
    """Answer what of this is asked of a person, follow-ups included."""
    stage, guide = player.stage, the_guide(player.stage)
    side = Side.partner if player is stage.ines else Side.ours
    said = {each: stage.speaks(*told) if isinstance(told, tuple) else told for each, told in answers.items()}
    asked = stage.asked(player, section)
    player.answers_only(section, **{each: told for each, told in said.items() if each in asked})
    later = {probe.id for q in guide.in_section(section, side) for probe in q.probes if not probe.inline}
    if later & said.keys() and player.person.view is not None:
        shown = {block["block_id"].partition(":")[2] for block in player.view.blocks if block["type"] == "input"}
        player.sends({each: said[each] for each in later & said.keys() & shown})
    player.closes()


def play(stage: Stage, answers: Answers, *, partner: bool) -> None:
    """Open a conversation, let two of our people answer every section, and the partner where she was invited."""
    amina, tom, _, ines, _ = stage.cast
    decision = DECISIONS[the_guide(stage).id]
    stage.opens(amina, tom, partner=[ines] if partner else [], **decision.opened)
    amina.sees(*(stage.speaks(*said) for said in decision.asked))
    for section in the_guide(stage).road:
        for player in (amina, tom):
            answer(player, section, answers)
        amina.goes_on()
    if partner:
        for section in the_guide(stage).road:
            if the_guide(stage).in_section(section, Side.partner):
                answer(ines, section, answers)
        amina.goes_on()
    assert stage.place == "deciding"


def test_a_sound_case_is_strategic_and_is_looked_at_again_later(others: Stage) -> None:
    amina, tom, _, ines, _ = others.cast
    says, decision = others.speaks, DECISIONS[the_guide(others).id]
    play(others, decision.sound, partner=True)
    amina.sees(says("🟢 strategic", "🟢 stratégique"), says(*decision.told[0]), no(says(*decision.told[1])))
    assert others.record_whole.conversation.assessment().verdict == "strategic"
    assert amina.decides("go") == {}
    assert others.place == "following_up"
    amina.clicks(says("Draft the agreement", "Préparer l’accord"))
    amina.sees(says("To be agreed", "À convenir"))
    amina.closes()
    due(others)
    for who in (amina, tom, ines):
        who.presses(action_ids.CHECK_IN)
        asked = asked_in(who)
        assert asked[0] == the_guide(others).check_in.first[0][0]
        assert {"worked", "still_yes"} <= set(asked)
        who.sends({"still_yes": "yes", asked[0]: best(the_guide(others), asked[0])})
    assert concludes(amina, "renew") == {}


def test_a_poor_case_is_a_distraction_that_says_why(others: Stage) -> None:
    amina, *_ = others.cast
    says, decision = others.speaks, DECISIONS[the_guide(others).id]
    play(others, decision.sound | decision.poor, partner=False)
    amina.sees(says("looks like a distraction", "ressemble à une distraction"))
    told = amina.news
    for action in (action_ids.POINTS, action_ids.CONDITIONS):
        amina.presses(action)
        told += amina.news
        amina.closes()
    assert plain(says(*decision.told[1])) in told
    assert plain(says(*decision.told[0])) not in told
    for said in decision.kept:
        assert plain(says(*said)) in told
    assert amina.decides("no") == {}
    assert others.place == "closed"


def best(guide: Guide, question: str) -> str:
    """The best answer to a choice of a check-in."""
    return next(each.order[0][0] for each in guide.check_in.questions if each.id == question)


@pytest.mark.parametrize("seed", range(2))
def test_a_rehearsal_stores_what_assess_says(others_house: House, seed: int) -> None:
    guide = others_house.app.guide
    case = CaseMaker(guide, random.Random(seed).randrange(1000)).case()
    language = ("en", "fr")[seed % 2]
    played = Rehearsal(others_house.slack, others_house.app, case, language=language, name=f"Others {seed}")
    stored, on_paper = (assessment_json(guide, each, language) for each in (played.play(), assess_case(guide, case)))
    assert stored == on_paper
    played.settle()


@pytest.mark.parametrize("name", sorted(file.parent.name for file in GUIDES.glob("*/guide.toml")))
def test_nothing_is_wrong_with_a_guide_of_ours_and_nothing_is_noted(name: str) -> None:
    guide = load_guide(GUIDES / name)
    assert not unproven(guide)
    assert set(guide.languages) == {"en", "fr"}
    assert {len(guide.texts[language].keys() ^ guide.texts["en"].keys()) for language in guide.languages} == {0}
