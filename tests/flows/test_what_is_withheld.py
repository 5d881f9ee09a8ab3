"""What the partner's people keep to themselves cannot be found out: no answer of ours makes what we read depend on it.

Security finding 1: our side changed its own answer, summed up again, and looked whether "the two sides see different things"
came or went. Every protected answer is varied here against every answer of ours to the same question.
"""

from dataclasses import replace

import pytest

from flows.assessment.answers import read_answer
from flows.conversation.conversation import Answer, Conversation
from flows.conversation.summary import Readable, readable
from flows.guide.sharing import protected
from flows.model import SCALE, UNSURE, Kind, Side
from tests.blocks.sample import AMINA, RITA, SAM, Story, guide
from tests.flows.cases import SHARED, Raw
from tests.flows.test_conversation import ANA, BEN, PAT
from tests.flows.test_conversation import at as road_to

STORY = Story()
DECIDING = STORY.deciding()
ANSWERABLES = [
    answerable
    for question in guide().questions
    if question.asked(Side.partner)
    for answerable in (*(question.fields or (question.id,)), *(probe.id for probe in question.probes))
    if protected(guide(), answerable)
]


def possible(answerable: str) -> list[object]:
    """Return answers to vary: every option, every step of a scale, figures and texts that differ much."""
    kind = guide().kind_of(answerable)
    if kind is Kind.scale:
        return [str(step) for step in SCALE] + [UNSURE]
    if kind is Kind.number:
        return ["1", "20", "40", "99"]
    if kind is Kind.text:
        return ["", "x", "Everything", "We lose 40 % of our income on 1 March and close the house in Lyon"]
    options = list(guide().options_of(answerable))
    return [[each] for each in options] if kind is Kind.multi else options


def with_answers(conversation: Conversation, person: str, answerable: str, raw: object) -> Conversation:
    """Return the conversation in which a person says this, without consent; blank takes an answer back."""
    value = read_answer(guide(), answerable, raw) if raw != "" else None
    said = Answer(person, answerable, value, after_reveal=True, consent=False)
    return replace(conversation, answers=(*conversation.answers, said))


def shown(conversation: Conversation) -> tuple[object, ...]:
    """Return what our side reads, but for the verdict with its reasons."""
    read: Readable = readable(conversation, conversation.assessment())
    return read.assessment.flags, read.assessment.conditions, read.withheld


def test_there_is_something_to_protect() -> None:
    protected_now = {
        "need",
        "multiplier",
        "dependence",
        "dependence_share",
        "acknowledged",
        "speak_up",
        "premortem",
        "lean",
        "lean_why",
    }
    assert protected_now <= set(ANSWERABLES)
    assert not {"meaning", "shared_outcomes", "written", "expertise", "money_control", "we_get"} & set(ANSWERABLES)


def test_a_yes_on_conditions_has_conditions_with_a_partner_too() -> None:
    """Many small things make a yes conditional; the first of them that our side may read are its conditions."""
    small: Raw = {
        "gap": "unsure", "bandwidth": "unsure", "admin_load": "unsure", "walk_away_check": "not_checked", "speak_up": "never",
        "shared_outcomes": "words", "audience_values": "mixed", "against": ["not_looked"], "messenger": "available",
    }  # fmt: skip
    conversation = road_to("reviewing", ANA, BEN, PAT)
    given = [Answer("ana", answerable, read_answer(guide(), answerable, raw)) for answerable, raw in small.items()]
    theirs = {answerable: read_answer(guide(), answerable, raw) for answerable, raw in SHARED.items()}
    given += [Answer("pat", answerable, value) for answerable, value in theirs.items()]
    conversation = replace(conversation, answers=(*conversation.answers, *given))
    assessment = conversation.assessment()
    assert (assessment.verdict, assessment.because) == ("conditional", ("many_small",))
    read = readable(conversation, assessment).assessment
    assert read.conditions == tuple(flag.id for flag in read.flags[:3])
    assert len(read.conditions) == 3


@pytest.mark.parametrize("answerable", ANSWERABLES)
def test_no_answer_of_ours_makes_a_protected_one_visible(answerable: str) -> None:
    kept = with_answers(
        with_answers(DECIDING, SAM, "dependence", "both"), SAM, "speak_up", "cost_something"
    )  # something is always kept
    for ours in ["", *possible(answerable)]:
        changed = with_answers(kept, AMINA, answerable, ours)
        seen = [
            shown(with_answers(changed, person, answerable, theirs))
            for person in (SAM, RITA)
            for theirs in possible(answerable)
        ]
        assert all(each == seen[0] for each in seen), f"{answerable}: ours is {ours!r}"
