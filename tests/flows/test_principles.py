"""The principles of docs/method.md, held over random cases: no worse answer gives a better verdict, or takes a flag away.

``CASES`` random cases in every run; ``PRINCIPLES=100000`` tries more (`make principles`). What is worse is declared in the guide
(``order``). Each case comes from a seed of its own, which a failure names.
"""

import os
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import pytest

from flows.assessment.assessment import RANK, assess, flags_raised
from flows.model import Guide, Kind, Participant, Role, Setup, Severity, Side, Value, Verdict
from tests.flows.cases import GUIDE, SHARED, SOUND, Person, participant

CASES = int(os.environ.get("PRINCIPLES", "5000"))
GOOD = {Verdict.strategic: 2, Verdict.conditional: 1, Verdict.insufficient: 0, Verdict.distraction: 0}
"""How good a verdict is. Too little to say is not better than a distraction, and not worse."""
TEXTS = (
    "Forty nurses trained in Tamale by June 2027",
    "funding",
    "tbd",
    "We share the same vision",
    "The school nurse",
)
FIGURES: Mapping[str, tuple[float, ...]] = {
    "money_received": (0, 500, 9000, 100_000, 3_000_000),
    "hours_total": (10, 60, 400, 3000),
    "hours_for_them": (0, 20, 300),
    "hour_cost": (15, 40, 2500),
    "dependence_share": (5, 15, 25, 35, 60, 95),
}
LOWER_IS_WORSE, HIGHER_IS_WORSE = ("money_received",), ("hours_total", "hours_for_them", "dependence_share")
COMPARING = {flag.id for flag in GUIDE.flags if flag.compares}
"""Flags that say that people differ: they may go when somebody comes to agree."""


def case_of(seed: int) -> tuple[Setup, list[Person]]:
    """A team of one to four people of either side: sound answers with some changed, or few answers at all."""
    random = Random(seed)
    kinds = GUIDE.question["our_kind"].options
    setup = Setup(
        our_kind=random.choice(kinds),
        their_kind=random.choice(kinds),
        label=random.choice(GUIDE.question["label"].options),
    )
    people = []
    for number in range(random.randint(1, 4)):
        side = Side.ours if number == 0 else random.choice(list(Side))
        role = random.choice(list(Role))
        answers: dict[str, Value] = dict(participant("x", SOUND if side is Side.ours else SHARED)[1])
        if random.random() < 0.3:
            answers = {question: value for question, value in answers.items() if random.random() < 0.4}
        for answerable in random.sample(sorted(ASKED[side]), random.randint(0, 9)):
            value = random_answer(random, answerable)
            if value is None:
                answers.pop(answerable, None)
            else:
                answers[answerable] = value
        people.append((Participant(id=f"p{number}", side=side, role=role), answers))
    return setup, people


ASKED = {
    side: [
        answerable
        for answerable, question in GUIDE.owner.items()
        if question.section != "setup" and question.asked(side)
    ]
    for side in Side
}


def random_answer(random: Random, answerable: str) -> Value | None:
    if random.random() < 0.15:
        return None
    kind, options = GUIDE.kind_of(answerable), GUIDE.options_of(answerable)
    if kind is Kind.choice:
        return random.choice(options)
    if kind is Kind.multi:
        return ticked(random.sample(options, random.randint(1, 4)), GUIDE.owner[answerable].nothing)
    if kind is Kind.number:
        return random.choice(FIGURES.get(answerable, (20,)))
    return random.choice(TEXTS)


def ticked(tokens: list[str], nothing: str | None) -> tuple[str, ...]:
    """A form ticks “nothing” alone or not at all."""
    return tuple(token for token in tokens if token != nothing) or (nothing or "",)


def worse(answerable: str, value: Value) -> Iterator[Value]:
    """Every answer that the guide declares worse; of a list, one tick less of what is good or one more of what is bad."""
    if isinstance(value, str) and answerable in GUIDE.levels and value in GUIDE.levels[answerable]:
        levels = GUIDE.levels[answerable]
        yield from (token for token, level in levels.items() if level > levels[value])
    elif isinstance(value, tuple) and GUIDE.question[answerable].order:
        levels = GUIDE.levels[answerable]
        worst = [token for token, level in levels.items() if level == max(levels.values())]
        # Having looked, and found something, is not comparable with not having looked; more of what is bad is worse.
        if all(levels[token] in (0, max(levels.values())) for token in value):
            yield from (
                tuple(token for token in {**dict.fromkeys(value), more: None} if levels[token])
                for more in worst
                if more not in value
            )
    elif isinstance(value, tuple):
        nothing = GUIDE.question[answerable].nothing
        yield from (ticked([token for token in value if token != gone], nothing) for gone in value if gone != nothing)
    elif isinstance(value, float | int) and answerable in LOWER_IS_WORSE:
        yield from (figure for figure in FIGURES[answerable] if figure < value)
    elif isinstance(value, float | int) and answerable in HIGHER_IS_WORSE:
        yield from (figure for figure in FIGURES[answerable] if figure > value)


def changed(people: list[Person], at: int, answerable: str, value: Value | None) -> list[Person]:
    person, answers = people[at]
    now = {question: said for question, said in answers.items() if question != answerable}
    if value is not None:
        now[answerable] = value
    return [*people[:at], (person, now), *people[at + 1 :]]


def severities(setup: Setup, people: list[Person]) -> dict[str, Severity]:
    return {flag.id: flag.severity for flag in flags_raised(GUIDE, setup, people)}


CHUNKS = 8


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_answer_made_worse_improves_the_verdict_or_takes_a_flag_away(chunk: int) -> None:
    tried, wrong = 0, []
    for seed in range(chunk, CASES, CHUNKS):
        setup, people = case_of(seed)
        random = Random(seed)
        at = random.randrange(len(people))
        candidates = [(q, now) for q, value in people[at][1].items() for now in worse(q, value)]
        if not candidates:
            continue
        answerable, now = random.choice(candidates)
        after = changed(people, at, answerable, now)
        before, then = assess(GUIDE, setup, people), assess(GUIDE, setup, after)
        tried += 1
        was = people[at][1][answerable]
        if GOOD[then.verdict] > GOOD[before.verdict] and not came_to_agree(before.because, setup, people, after):
            wrong.append(f"seed {seed}: {answerable} {was} → {now}: {before.verdict} → {then.verdict}")
        old, new = severities(setup, people), severities(setup, after)
        wrong += [
            f"seed {seed}: {answerable} {was} → {now}: {flag} {severity} → {new.get(flag)}"
            for flag, severity in old.items()
            if flag not in COMPARING and (flag not in new or RANK[new[flag]] > RANK[severity])
            if not comparable_by_agreement(flag, answerable)
        ]
    assert tried > CASES / CHUNKS / 2
    assert not wrong, "\n".join(wrong[:20])


def came_to_agree(because: tuple[str, ...], setup: Setup, before: list[Person], after: list[Person]) -> bool:
    """Whether the verdict got better only since people who differed do not differ any more."""
    old, new = severities(setup, before), severities(setup, after)
    gone = {flag for flag, severity in old.items() if severity is not Severity.notice and new.get(flag) is not severity}
    return bool(gone) and gone <= COMPARING | {"one_sided_exchange"}


def comparable_by_agreement(flag: str, answerable: str) -> bool:
    """A gain that one side does not name any more is not apart from the other side's word any more."""
    return flag == "one_sided_exchange" and answerable in ("we_get", "they_get")


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_blank_is_never_better_than_the_best_answer(chunk: int) -> None:
    """Silence is not consent: leaving a core question out helps nobody."""
    core = [question.id for question in GUIDE.questions if question.core and question.id not in FACTS]
    for seed in range(chunk, CASES // 2, CHUNKS):
        setup, people = case_of(seed)
        random = Random(seed)
        question = random.choice(core)
        best = best_answer(question)
        answered = [changed([each], 0, question, best)[0] if each[0].side is Side.ours else each for each in people]
        silent = [changed([each], 0, question, None)[0] if each[0].side is Side.ours else each for each in people]
        better = assess(GUIDE, setup, silent).verdict
        assert GOOD[better] <= GOOD[assess(GUIDE, setup, answered).verdict] or differs_from(setup, answered), (
            seed,
            question,
        )


FACTS = {"money_control", "dependence", "meaning", "stage", "label"}
"""What is so, and neither good nor bad: no option of these is better than another."""


def best_answer(question: str) -> Any:
    if question in GUIDE.levels and GUIDE.kind_of(question) is Kind.choice:
        return next(iter(GUIDE.levels[question]))
    return participant("x", {question: SOUND[question]})[1][question]


def differs_from(setup: Setup, people: list[Person]) -> bool:
    """Whether the best answer only brought to light that people differ."""
    return any(flag in COMPARING | {"one_sided_exchange"} for flag in severities(setup, people))


SAID_NOWHERE = [
    ("whether it was said", {"acknowledged": None}),
    ("what guards against it", {"written": None}),
    ("both", {"acknowledged": None, "written": None}),
]


@pytest.mark.parametrize(("what", "blank"), SAID_NOWHERE, ids=[row[0] for row in SAID_NOWHERE])
def test_an_imbalance_without_a_word_is_not_strategic(what: str, blank: dict[str, Any]) -> None:
    imbalance = {"money_control": "ours", "dependence": "partner_depends", "dependence_share": 40}
    people = [
        participant("ana", {**SOUND, **imbalance, **blank}, role="delivery"),
        participant("pat", {**SHARED, **imbalance, **blank}, side="partner"),
    ]
    assert assess(GUIDE, Setup(), people).verdict is Verdict.conditional


@pytest.mark.parametrize("seed", range(0, 400))
def test_a_conditional_verdict_has_a_condition_and_a_strategic_one_has_no_no(seed: int) -> None:
    setup, people = case_of(seed)
    assessment = assess(GUIDE, setup, people)
    if assessment.verdict is Verdict.conditional:
        assert assessment.conditions
    if assessment.verdict is Verdict.strategic:
        assert all(answers.get("lean") != "no_go" for _, answers in people)


@pytest.mark.parametrize("others", range(1, 5))
def test_one_person_alone_makes_no_distraction_where_several_of_ours_were_heard(others: int) -> None:
    worst = {}
    for question, levels in GUIDE.levels.items():
        bad = [token for token, level in levels.items() if level == max(levels.values())]
        worst[question] = tuple(bad) if GUIDE.kind_of(question) is Kind.multi else bad[0]
    colleagues = [participant(f"p{number}", SOUND) for number in range(others)]
    loud = Participant(id="loud"), {**participant("loud", SOUND)[1], **worst}
    assert assess(GUIDE, Setup(), [*colleagues, loud]).verdict is Verdict.conditional


def test_the_languages_of_people_change_nothing() -> None:
    for seed in range(100):
        setup, people = case_of(seed)
        other = [(person.model_copy(update={"language": "fr"}), answers) for person, answers in people]
        assert assess(GUIDE, setup, people) == assess(GUIDE, setup, other)


def test_the_order_of_options_is_declared_where_a_flag_depends_on_it() -> None:
    named = {q for flag in GUIDE.flags for each in causes(GUIDE, flag.id) for q in each}
    graded = {q for q in named if q in GUIDE.question and GUIDE.kind_of(q) is Kind.choice}
    assert graded - set(GUIDE.levels) == FACTS & graded


def causes(guide: Guide, flag: str) -> list[frozenset[str]]:
    from flows.guide.vocabulary import conditions_of

    return [compiled.questions for compiled in conditions_of(guide).flags[flag]]
