"""The summary's first message fits one screen of a phone, in each language, for whatever team and whatever names."""

from dataclasses import replace
from typing import Any

import pytest

from bot.blocks.kit.text import fitting_columns
from bot.blocks.points import points_message
from bot.blocks.summary import summary_message
from bot.documents.cases import answers_of, read_case
from bot.i18n.catalogue import languages, words
from bot.playground.reading_blocks import phone_lines
from bot.playground.stage import sample
from flows.assessment.assessment import RANK
from flows.conversation.conversation import Answer, Conversation
from flows.conversation.lifecycle import DECIDING, Place
from flows.conversation.summary import carrying, readable, summary
from flows.guide import load_guide
from flows.model import Participant, RaisedFlag, Setup, Severity, Side, Verdict
from storage.records import Record
from tests.blocks.sample import Story
from tests.flows.cases import GUIDE, OURS_ONLY, SHARED, Person, everybody, participant, setup
from tests.flows.test_principles import case_of
from tests.flows.test_verdict import VERDICTS

SCREEN = 25
NAMES = {
    "short": "Acme",
    "long": "The International Federation of " + "Very Long Names and " * 9,
    "one word": "W" * 200,
    "wide": "国際協力機構" * 33,
    "emoji": "🤝" * 100,
    "marks": "*_~<&>" * 33,
}
CODES = sorted(languages())


def record_of(case: Setup, people: list[Person], *, partner: str = "Acme", guide: Any = GUIDE) -> Record:
    """A conversation of these people, summed up."""
    ours = [person for person, _ in people if person.side is Side.ours]
    opener = ours[0] if ours else Participant(id="opener")
    answers = [Answer(person.id, name, value) for person, given in people for name, value in given.items()]
    conversation = Conversation(
        guide=guide,
        setup=case,
        opener=opener.id,
        people=tuple(person for person, _ in people) or (opener,),
        place=Place(DECIDING, seen=frozenset(guide.road)),
        answers=tuple(answers),
    )
    return replace(Story().record(conversation), partner_name=partner)


def first_message(record: Record, code: str) -> Any:
    return summary_message(words(code), record, record.conversation.assessment())


def on_a_phone(record: Record, code: str) -> int:
    return phone_lines(first_message(record, code))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("named", NAMES)
def test_whatever_the_partner_is_called(named: str, code: str) -> None:
    for story in (Story(partner_name=NAMES[named]), Story(partner_name=NAMES[named], theirs=())):
        assert on_a_phone(story.record(story.deciding()), code) <= SCREEN
        assert on_a_phone(story.record(story.insufficient()), code) <= SCREEN


@pytest.mark.parametrize("code", CODES)
def test_every_case_of_the_verdict(code: str) -> None:
    for _, why, changes in VERDICTS:
        assert on_a_phone(record_of(setup(), everybody(changes), partner=NAMES["long"]), code) <= SCREEN, why


@pytest.mark.parametrize("code", CODES)
def test_random_teams(code: str) -> None:
    for seed in range(150):
        case, people = case_of(seed)
        assert on_a_phone(record_of(case, people, partner=NAMES["wide"]), code) <= SCREEN, seed


@pytest.mark.parametrize("code", CODES)
def test_the_longest_words_of_the_guide(code: str) -> None:
    """Whatever comes up together: the longest titles, the longest guardrails and the longest truth on one screen."""
    guide, said = load_guide(), words(code)

    def longest(part: str, severity: Severity) -> list[RaisedFlag]:
        raised = [
            RaisedFlag(id=flag.id, severity=severity, cause=cause.id, support=("p",), evidence=())
            for flag in guide.flags
            for cause in flag.causes
        ]
        one_a_flag = {each.id: each for each in sorted(raised, key=lambda each: length(each, part))}
        return sorted(one_a_flag.values(), key=lambda each: -length(each, part))[:3]

    def length(each: RaisedFlag, part: str) -> int:
        return len(guide.text(code, guide.key_of_flag(code, each, part)))

    most: dict[int, int] = {}
    for part in ("title", "guardrail", "truth"):
        for verdict in (Verdict.conditional, Verdict.distraction):
            flags = longest(part, Severity.blocker)
            record = Story(theirs=()).record(Story(theirs=()).deciding(), partner_name=NAMES["wide"])
            assessment = record.conversation.assessment().model_copy(
                update={
                    "verdict": verdict,
                    "because": ("blockers",),
                    "flags": tuple(flags),
                    "conditions": tuple(flag.id for flag in flags),
                }
            )
            for at, block in enumerate(summary_message(said, record, assessment)["blocks"]):
                most[at] = max(most.get(at, 0), phone_lines({"blocks": [block]}))
    three_points = 1 + 3 * 3 + 1
    assert most[1] <= three_points, (
        "the verdict, three lines a point with how many say so, and how many points are left"
    )
    assert sum({**most, 1: three_points}.values()) <= SCREEN


@pytest.mark.parametrize("code", CODES)
def test_a_crowd_of_whom_some_say_more_some_less_and_some_otherwise(code: str) -> None:
    serious = {"unpaid_work": "weaker_unpaid", "expertise": "not_involved", "bandwidth": "neither", "gap": "no"}
    in_part = {"unpaid_work": "unsure", "expertise": "consulted_only", "bandwidth": "unsure", "gap": "unsure"}
    for side in Side:
        people = [
            (replace_side(person, side, number), given)
            for number, raw in enumerate((serious, in_part, {}) * 11)
            for person, given in (
                participant(f"p{number}", {**SHARED, **(OURS_ONLY if side is Side.ours else {}), **raw}),
            )
        ]
        record = record_of(setup(), [*everybody()[:2], *people], partner=NAMES["wide"])
        assert on_a_phone(record, code) <= SCREEN


def replace_side(person: Participant, side: Side, number: int) -> Participant:
    return person.model_copy(update={"side": side, "id": f"{side}{number}"})


def test_columns_are_counted_as_a_screen_counts_them() -> None:
    assert fitting_columns("Acme", 30) == "Acme"
    assert len(fitting_columns("国" * 40, 30)) <= 15
    assert len(fitting_columns("W" * 40, 30)) == 30


def test_a_line_more_is_counted() -> None:
    message = {"text": "", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "a " * 21 + "b"}}]}
    assert phone_lines(message) == 2


@pytest.mark.parametrize("seed", range(0, 400, 4))
def test_the_point_that_carries_the_verdict_is_read_first(seed: int) -> None:
    case, people = case_of(seed)
    record = record_of(case, people)
    read = readable(record.conversation, record.conversation.assessment()).assessment
    carried = carrying(GUIDE, read)
    told = summary(GUIDE, read)
    if carried and told.cards:
        assert any(flag.id in carried for flag in told.cards[0].flags)
    severities = [RANK[card.severity] for card in told.cards if card in told.carrying]
    if read.verdict is Verdict.conditional:
        assert severities == sorted(severities)


@pytest.mark.parametrize("seed", range(0, 200, 4))
def test_points_are_one_message(seed: int) -> None:
    case, people = case_of(seed)
    record = record_of(case, people)
    for code in CODES:
        message = points_message(words(code), record, record.conversation.assessment())
        assert len(message["blocks"]) <= 45


@pytest.mark.parametrize("code", CODES)
def test_the_sample(code: str) -> None:
    guide, case = load_guide(), read_case(sample(code)[0])
    people = [(person.participant(), answers_of(guide, person)) for person in case.participants]
    record = record_of(case.setup, people, partner=NAMES["long"])
    assert record.conversation.assessment().verdict is Verdict.conditional, "what is measured is not the sample"
    assert on_a_phone(record, code) <= SCREEN
