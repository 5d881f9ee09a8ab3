"""Conditions: what they may say, what a missing answer means, and how a wrong one is named."""

from typing import Any

import pytest

from flows.guide.conditions import ConditionError, Function, Name, Vocabulary, compile_condition
from flows.guide.vocabulary import vocabulary
from tests.flows.cases import GUIDE

WORDS = Vocabulary(
    names={
        "gap": Name("choice", frozenset({"yes", "no", "unsure"})),
        "guardrails": Name("multi", frozenset({"paid_work", "safe_channel", "none"})),
        "share": Name("number"),
        "need": Name("text"),
        "imbalance": Name("truth"),
    },
    functions={
        "answered": Function("question", "truth"),
        "count": Function("multi", "number"),
        "quality": Function("text", "choice", frozenset({"blank", "ok"})),
        "unanimous": Function("choice", "truth", then_options=True),
        "warned": Function("flag", "number", many=True),
    },
    flags=frozenset({"no_gap", "performative"}),
)


class Given:
    """Facts that are just what is given."""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts

    def value(self, name: str) -> Any:
        return self.facts.get(name)

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        value = self.facts.get(arguments[0])
        if function == "answered":
            return value is not None
        return {"count": len(value or ()), "quality": "ok" if value else "blank", "unanimous": value == arguments[-1],
                "warned": len(arguments)}[function]  # fmt: skip


def holds(source: str, **facts: Any) -> bool:
    return compile_condition(source, WORDS)(Given(**facts))


TRUE_OR_NOT: list[tuple[str, dict[str, Any], bool]] = [
    ("gap == yes", {"gap": "yes"}, True),
    ("gap == yes", {"gap": "no"}, False),
    ("gap == 'yes'", {"gap": "yes"}, True),
    ("gap != yes", {"gap": "no"}, True),
    ("gap in {yes, no}", {"gap": "no"}, True),
    ("gap in {yes, no}", {"gap": "unsure"}, False),
    ("gap not in {yes, no}", {"gap": "unsure"}, True),
    ("share >= 30", {"share": 30}, True),
    ("share > 30", {"share": 30}, False),
    ("share <= 2.5", {"share": 2.5}, True),
    ("share < 1", {"share": 0}, True),
    ("share == 0", {"share": 0}, True),
    ("share != 0", {"share": 0}, False),
    ("paid_work in guardrails", {"guardrails": frozenset({"paid_work", "none"})}, True),
    ("paid_work not in guardrails", {"guardrails": frozenset({"paid_work"})}, False),
    ("guardrails == {none}", {"guardrails": frozenset({"none"})}, True),
    ("guardrails == {none}", {"guardrails": frozenset({"none", "paid_work"})}, False),
    ("count(guardrails) < 2", {"guardrails": frozenset({"none"})}, True),
    ("quality(need) == ok", {"need": "Deaf teachers"}, True),
    ("imbalance", {"imbalance": True}, True),
    ("not imbalance", {"imbalance": True}, False),
    ("imbalance and share >= 30", {"imbalance": True, "share": 29}, False),
    ("imbalance or share >= 30", {"imbalance": False, "share": 30}, True),
    ("gap == no or gap == yes and share > 5", {"gap": "no"}, True),
    ("(gap == no or gap == yes) and share > 5", {"gap": "no"}, False),
    ("not (gap == yes)", {"gap": "no"}, True),
    ("unanimous(gap, yes)", {"gap": "yes"}, True),
    ("unanimous(gap, no, yes)", {"gap": "yes"}, True),
    ("not unanimous(gap, no, yes)", {"gap": "unsure"}, True),
    ("warned(no_gap, performative) >= 2", {}, True),
    ("  gap == yes\n", {"gap": "yes"}, True),
    # what several people said: one voice is enough
    ("gap == no", {"gap": frozenset({"yes", "no"})}, True),
    ("gap in {no, unsure}", {"gap": frozenset({"yes", "unsure"})}, True),
    ("gap not in {no, unsure}", {"gap": frozenset({"yes", "unsure"})}, False),
    ("gap == no and gap == yes", {"gap": frozenset({"yes", "no"})}, True),
]

MISSING: list[tuple[str, bool]] = [
    ("gap == yes", False),
    ("gap in {yes, no, unsure}", False),
    ("gap != yes", True),
    ("gap not in {yes, no}", True),
    ("not gap == yes", True),
    ("share >= 0", False),
    ("share < 30", False),
    ("share <= 30", False),
    ("share == 0", False),
    ("share != 0", True),
    ("guardrails == {none}", False),
    ("guardrails != {none}", True),
    ("paid_work in guardrails", False),
    ("paid_work not in guardrails", True),
    ("not paid_work in guardrails", True),
    ("imbalance", False),
    ("not imbalance", True),
    ("answered(gap)", False),
]


@pytest.mark.parametrize(("source", "facts", "expected"), TRUE_OR_NOT)
def test_a_condition_means_what_it_says(source: str, facts: dict[str, Any], expected: bool) -> None:
    assert holds(source, **facts) is expected


@pytest.mark.parametrize(("source", "expected"), MISSING)
def test_a_comparison_with_a_missing_answer_is_false_except_a_negative_one(source: str, expected: bool) -> None:
    assert holds(source) is expected


REFUSED: dict[str, list[tuple[str, str]]] = {
    "unknown id": [
        ("gape == yes", "gape"),
        ("answered(gape)", "gape"),
        ("gap == yes and wanted > 3", "wanted"),
        ("paid_work in guards", "guards"),
        ("counted(guardrails) > 1", "counted"),
        ("warned(no_gop) >= 1", "no_gop"),
    ],
    "option that is never offered": [
        ("gap == maybe", "maybe"),
        ("gap in {yes, perhaps}", "perhaps"),
        ("gap != not_yet", "not_yet"),
        ("veto in guardrails", "veto"),
        ("guardrails == {nothing}", "nothing"),
        ("quality(need) == good", "good"),
        ("unanimous(gap, maybe)", "maybe"),
        ("unanimous(gap, yes, maybe)", "maybe"),
        ("unanimous(gap, maybe, yes)", "maybe"),
    ],
    "number compared with a word, or a word with a number": [
        ("share == yes", "share"),
        ("share >= many", "share"),
        ("share in {yes}", "share"),
        ("share in {1, 2}", "share"),
        ("share >= '30'", "share"),
        ("share == True", "share"),
        ("gap == 3", "3"),
        ("gap > yes", "gap"),
        ("count(guardrails) == none", "count"),
        ("guardrails >= 2", "guardrails"),
    ],
    "kind that does not fit": [
        ("need == yes", "need"),
        ("imbalance == yes", "imbalance"),
        ("guardrails in {paid_work}", "guardrails"),
        ("yes in gap", "gap"),
        ("count(gap) > 1", "count"),
        ("quality(gap) == ok", "quality"),
        ("gap", "gap"),
        ("share", "share"),
        ("quality(need)", "quality"),
        ("count(guardrails)", "count"),
        ("unanimous(guardrails, paid_work)", "unanimous"),
        ("unanimous(need, ok)", "unanimous"),
    ],
    "not a condition": [
        ("", ""),
        ("   ", ""),
        ("gap ==", "gap =="),
        ("gap = yes", "gap = yes"),
        ("gap yes", "gap yes"),
        ("gap == yes and", "gap == yes and"),
        ("gap == yes; share > 1", ";"),
        ("(gap == yes", "(gap == yes"),
        ("import os", "import os"),
        ("42", "42"),
        ("'yes'", "yes"),
        ("True", "True"),
        ("None", "None"),
        ("gap == yes\nshare > 1", "gap == yes"),
    ],
    "syntax that is not allowed": [
        ("gap is yes", "gap is yes"),
        ("gap is not yes", "gap is not yes"),
        ("guardrails is not {none}", "guardrails is not {none}"),
        ("__import__('os').system('true')", "__import__"),
        ("gap.__class__ == yes", "__class__"),
        ("guardrails[0] == none", "guardrails[0]"),
        ("(lambda: gap)() == yes", "lambda"),
        ("lambda: gap == yes", "lambda"),
        ("gap == (yes if imbalance else no)", "if"),
        ("(gap == yes) if imbalance else (gap == no)", "if"),
        ("[x for x in guardrails]", "for"),
        ("gap == {x for x in guardrails}", "for"),
        ("(x := gap) == yes", "x"),
        ("f'{gap}' == yes", "gap"),
        ("share + 1 > 3", "share + 1"),
        ("-share > 3", "-share"),
        ("share > 1 + 1", "1 + 1"),
        ("1 < share < 3", "share"),
        ("30 <= share", "30"),
        ("yes == gap", "yes"),
        ("gap == no == yes", "gap"),
        ("gap in [yes, no]", "[yes, no]"),
        ("gap in (yes, no)", "(yes, no)"),
        ("gap in {}", "{}"),
        ("answered(question=gap)", "question=gap"),
        ("answered(*gap)", "*gap"),
        ("answered()", "answered"),
        ("answered(gap, need)", "answered"),
        ("answered(answered(gap))", "answered(gap)"),
        ("unanimous(gap)", "unanimous"),
        ("answered(gap).real", "real"),
        ("await gap", "gap"),
        ("gap == yes or ...", "..."),
    ],
}


@pytest.mark.parametrize(
    ("why", "source", "named"), [(why, source, named) for why, rows in REFUSED.items() for source, named in rows]
)
def test_a_condition_that_can_never_mean_what_its_author_wanted_is_named(why: str, source: str, named: str) -> None:
    with pytest.raises(ConditionError) as refused:
        compile_condition(source, WORDS)
    assert named in str(refused.value), why


def test_an_option_never_offered_is_answered_with_those_that_are() -> None:
    with pytest.raises(ConditionError, match="it can be no, unsure, yes"):
        compile_condition("gap == maybe", WORDS)


SCOPES = ("probe", "person", "our_side", "each_side", "both_sides", "everyone", "verdict")
SIDES = "our_side each_side both_sides everyone"
KNOWN_IN = {
    "answered(gap)": "probe person our_side each_side both_sides everyone verdict",
    "missing(gap)": "probe person our_side each_side both_sides everyone verdict",
    "quality(need) == ok": "probe person our_side each_side both_sides everyone verdict",
    "count(written) < 2": "probe person our_side each_side both_sides everyone verdict",
    "count_of(written, exit, review) < 2": "probe person our_side each_side both_sides everyone verdict",
    "pooled_quality(need) == ok": "person",
    "our_side_says(audience_values, yes_asked)": "person",
    "imbalance": f"person {SIDES}",
    "work_ratio > 1": "person",
    "service_ratio > 1": "person",
    "pay_per_hour < 2": "person",
    "most(gap, no, unsure)": f"{SIDES} verdict",
    "most_tick(against, practice)": f"{SIDES} verdict",
    "heard(gap, no)": f"{SIDES} verdict",
    "opposed(gap)": SIDES,
    "nothing_beside(against)": SIDES,
    "distinct(gap) >= 2": SIDES,
    "range(hours_total) >= 2": SIDES,
    "ratio(hours_total) >= 2": SIDES,
    "unanimous(gap, yes)": SIDES,
    "imbalance_split": SIDES,
    "missing_core >= 3": SIDES,
    "people_heard < 2": f"{SIDES} verdict",
    "sides_opposed(gap)": "both_sides",
    "apart(meaning)": "both_sides",
    "apart(we_get)": "both_sides",
    "one_side_nothing(written)": "both_sides",
    "median_gap(hours_total) >= 2": "both_sides",
    "median_ratio(hours_total) >= 2": "both_sides",
    "ours_gets_nothing(we_get)": "everyone",
    "partner_gets_nothing(they_get)": "everyone",
    "dependent_side_silent": "everyone",
    "purse_alone": "everyone",
    "partner_heard": "everyone",
    "field_heard": "everyone",
    "coverage > 60": "verdict",
    "blockers >= 1": "verdict",
    "warnings >= 1": "verdict",
    "notices >= 8": "verdict",
    "blank_sections >= 1": "verdict",
    "screening_missing >= 1": "verdict",
    "empty(need, action) >= 2": "verdict",
    "blocked(no_gap) >= 1": "verdict",
    "warned(no_gap, unpaid_work) >= 1": "verdict",
    "modes_differ(gap)": "",
    "majority(gap) == no": "",
}
"""In which scopes a condition is understood; those of the first edition in none."""


def first_word(source: str) -> str:
    """The function or the measure with which a condition begins."""
    return source.replace("(", " ").split()[0]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("source", KNOWN_IN)
def test_a_word_of_another_scope_is_unknown(scope: str, source: str) -> None:
    if scope in KNOWN_IN[source].split():
        compile_condition(source, vocabulary(GUIDE, scope))
    else:
        with pytest.raises(ConditionError, match=f"unknown (name|function) '{first_word(source)}'"):
            compile_condition(source, vocabulary(GUIDE, scope))


def test_every_word_of_every_scope_is_in_the_table() -> None:
    for scope in SCOPES:
        known = vocabulary(GUIDE, scope)
        told = {first_word(source) for source, scopes in KNOWN_IN.items() if scope in scopes.split()}
        assert told == {*known.functions, *(known.names.keys() - GUIDE.owner.keys())}


@pytest.mark.parametrize("depth", [50, 5000])
def test_a_condition_that_nests_too_deep_is_refused(depth: int) -> None:
    source = "(" * depth + "gap == yes" + ")" * depth
    if depth < 100:
        assert holds(source, gap="yes")
    else:
        with pytest.raises(ConditionError, match="is not a condition"):
            compile_condition(source, WORDS)


def test_a_null_character_is_no_condition() -> None:
    with pytest.raises(ConditionError):
        compile_condition("gap == yes\x00", WORDS)
