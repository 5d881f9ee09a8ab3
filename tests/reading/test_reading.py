"""The reading of answers: what it is trained from, what it holds, and what must never be read wrongly."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from flows.model import Guide, Verdict
from flows.text.missing import Asks, Missing, missing
from flows.text.quality import Lexicon, Quality
from flows.text.signs import PLACES, signs_of
from flows.text.weighing import FILE, trained
from tests.flows.cases import GUIDE
from tests.reading.corpus import AFTER, BEFORE, FOLDER, digest, labelled, pairs
from tests.reading.hollow import cases, verdict
from tests.reading.measure import NO_ANSWER, judge_of, rates

MOST_BYTES = 500_000


def test_the_weights_are_of_the_corpus_as_it_is() -> None:
    assert trained().header["corpus"] == digest(), "the corpus has changed: run `make weights`"
    assert FILE.stat().st_size <= MOST_BYTES
    assert len(trained().weights) == PLACES


def test_the_signs_of_a_text_are_the_same_in_every_process() -> None:
    text = "Ask Marie, 40 infirmières à Tamale avant juin ?"
    code = f"from flows.text.signs import signs_of; s = signs_of({text!r}); print(sorted(s.words | s.pieces | s.shape))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            cwd=FOLDER.parents[2],
        ).stdout
        for seed in ("1", "2")
    }
    signs = signs_of(text)
    assert [json.loads(printed) for printed in found] == [sorted(signs.words | signs.pieces | signs.shape)]


def test_the_two_sets_are_read_within_the_goals() -> None:
    """The app's weights have seen these lines: how it fares on others is what ``make reading`` prints, and docs/method.md says."""
    judge = judge_of(trained())
    for name in ("set_a", "set_b"):
        held = rates([(line, judge(line)) for line in labelled(name)])
        assert held.accused <= 0.04
        assert held.found >= 0.65
        assert held.asked_in_vain <= 0.12
        assert held.asked >= 0.87
        assert held.known >= 0.85


def test_a_translation_is_judged_like_its_original() -> None:
    seen = pairs(*BEFORE, *AFTER)
    assert len(seen) >= 1000
    differ = [
        pair
        for pair in seen
        if (GUIDE.read(pair.question, pair.english).quality is Quality.ok)
        is not (GUIDE.read(pair.question, pair.french).quality is Quality.ok)
    ]
    assert len(differ) <= 0.03 * len(seen), Counter(pair.label for pair in differ)


SHORT = [
    ("walk_away", "No tobacco"), ("walk_away", "Pas de tabac"), ("need", "A van"), ("need", "Une camionnette"),
    ("audience", "les sages-femmes de Thiès"), ("audience", "The midwives of Thiès"), ("action", "Vote no"),
    ("action", "Voter non"),
    ("action", "Book a test"), ("walk_away", "exclusivity"), ("audience", "Deaf teachers"), ("influencers", "Leur coach"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text"), SHORT)
def test_a_short_concrete_answer_is_neither_flagged_nor_asked_again(question: str, text: str) -> None:
    assert not GUIDE.read(question, text).follow_up


NO_ANSWERS = [
    "don't know yet", "à voir avec Fatou", "see Appendix B", "none that I know", "on ne sait pas encore", "ask Priya",
    "voir diapo 12",
    "see slide 12", "not my area", "pas mon domaine", "no idea, sorry", "à définir avec l'équipe", "TBC with the board",
    "je préfère ne pas répondre", "we haven't discussed it", "on n'en a pas encore parlé", "hkjhkjh",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_ANSWERS)
@pytest.mark.parametrize("question", ["need", "audience", "a_question_of_a_guide_of_our_own"])
def test_a_non_answer_is_known_whatever_is_asked(question: str, text: str) -> None:
    assert GUIDE.read(question, text).quality in NO_ANSWER


def _with(**declared: object) -> Guide:
    """Return the guide whose question "influencers" declares more."""
    questions = tuple(
        question.model_copy(update=declared) if question.id == "influencers" else question
        for question in GUIDE.questions
    )
    return Guide.model_validate(
        {**GUIDE.model_dump(exclude={"lexicon"}), "questions": questions, "lexicon": GUIDE.lexicon}
    )


@pytest.mark.parametrize(
    "text", ["Nobody", "nobody, honestly", "Personne.", "personne, franchement", "Nothing", "rien du tout"]
)
def test_nobody_and_nothing_are_answers_where_the_question_makes_them_one(text: str) -> None:
    assert GUIDE.read("need", text).quality in NO_ANSWER
    assert _with(nothing_said=True).read("influencers", text).quality is Quality.ok


def test_an_organisation_adds_words_of_its_own() -> None:
    own = GUIDE.lexicon.merged_with(
        Lexicon(
            blank=frozenset({"see the wiki"}), vague=frozenset({"kumbaya"}), concrete=frozenset({"project lighthouse"})
        )
    )
    assert own.quality("See the wiki!") is Quality.blank
    assert own.quality("kumbaya, kumbaya") is Quality.thin
    assert own.quality("More visibility for Project Lighthouse") is Quality.ok
    assert GUIDE.lexicon.quality("More visibility for Project Lighthouse") is not Quality.ok


def test_empty_words_that_were_listed_by_question_are_still_read() -> None:
    listed = Lexicon.model_validate({"need": {"need": 3}, "generic": {"need": ["kumbaya"], "action": ["zumba"]}})
    assert listed.vague == {"kumbaya", "zumba"}


WHY = [
    ("young people", Asks.who, Missing.who), ("les jeunes", Asks.who, Missing.who), ("raise awareness", Asks.act, Missing.act),
    ("more visibility", Asks.thing, Missing.how_many), ("plus de visibilité", Asks.thing, Missing.how_many),
    ("visibility", Asks.thing, Missing.thing), ("respect", Asks.limit, Missing.limit),
    ("go further together", Asks.result, Missing.result),
    ("someone from management, soon", Asks.who, Missing.when), ("quelqu'un de la direction, un jour", Asks.who, Missing.when),
    ("don't know", Asks.who, Missing.who), ("don't know", None, Missing.which), ("a better world", Asks.number, Missing.how_many),
    ("The midwives of Thiès", Asks.who, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "asks", "lacks"), WHY)
def test_the_coach_knows_what_is_missing(text: str, asks: Asks | None, lacks: Missing | None) -> None:
    assert missing(text, GUIDE.read("", text), asks) is lacks


def test_fluent_emptiness_makes_no_partnership_strategic() -> None:
    both = list(cases())
    assert len(both) >= 16
    assert [verdict(good) for good, _ in both] == [Verdict.strategic] * len(both)
    assert sum(verdict(hollow) is Verdict.strategic for _, hollow in both) <= len(both) / 8
