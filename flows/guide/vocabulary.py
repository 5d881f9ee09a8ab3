"""Which names and functions a condition may use in which scope, and the compiled conditions of a guide."""

from dataclasses import dataclass
from typing import Any

from flows.errors import GuideError
from flows.guide.conditions import ConditionError, Function, Name, Test, Vocabulary, compile_condition, names_in
from flows.model import NOT_MINE, UNSURE, Cause, Guide, Kind, Verdict
from flows.text.quality import Quality

_QUALITIES = frozenset(Quality)
_ANSWERED = {
    "answered": Function("question", "truth"),
    "missing": Function("question", "truth"),
    "quality": Function("text", "choice", _QUALITIES),
    "count": Function("multi", "number"),
    "count_of": Function("multi", "number", then_options=True),
}
_WEIGHED = {
    "most": Function("choice", "truth", then_options=True),
    "heard": Function("choice", "truth", then_options=True),
}
_WEIGHED["most_tick"] = Function("multi", "truth", then_options=True)
_OF_SEVERAL = _WEIGHED | {
    "opposed": Function("choice", "truth"),
    "nothing_beside": Function("multi", "truth"),
    "distinct": Function("choice", "number"),
    "range": Function("number", "number"),
    "ratio": Function("number", "number"),
    "unanimous": Function("choice", "truth", then_options=True),
}
_OF_BOTH_SIDES = {
    "sides_opposed": Function("choice", "truth"),
    "apart": Function("question", "truth"),
    "one_side_nothing": Function("multi", "truth"),
    "median_gap": Function("number", "number"),
    "median_ratio": Function("number", "number"),
}
_WHAT_A_SIDE_GETS = {
    "ours_gets_nothing": Function("multi", "truth"),
    "partner_gets_nothing": Function("multi", "truth"),
}
_OF_A_MOVE = {"texts": Function("text", "number"), "lone": Function("choice", "truth")}
_OF_OPEN_FLAGS = {"still_open": Function("flag", "truth", many=True)}
_OF_A_VERDICT = _WEIGHED | {
    "empty": Function("text", "number", many=True),
    "blocked": Function("flag", "number", many=True),
    "warned": Function("flag", "number", many=True),
}
_PERSON_MEASURES = {
    "imbalance": Name("truth"),
    "work_ratio": Name("number"),
    "service_ratio": Name("number"),
    "pay_per_hour": Name("number"),
}
_GROUP_MEASURES = {
    "imbalance": Name("truth"),
    "imbalance_split": Name("truth"),
    "people_heard": Name("number"),
    "missing_core": Name("number"),
}
_EVERYONE_MEASURES = _GROUP_MEASURES | {
    "dependent_side_silent": Name("truth"),
    "purse_alone": Name("truth"),
    "partner_heard": Name("truth"),
    "field_heard": Name("truth"),
    "people_heard": Name("number"),
}
_VERDICT_MEASURES = {
    name: Name("number")
    for name in ("coverage", "blockers", "warnings", "notices", "blank_sections", "screening_missing", "people_heard")
}


RESERVED = frozenset((*_PERSON_MEASURES, *_EVERYONE_MEASURES, *_VERDICT_MEASURES, "label", "our_kind", "their_kind"))
"""Names that conditions know already."""


@dataclass(frozen=True)
class CompiledCause:
    """A cause with its test and the questions that its condition names."""

    cause: Cause
    test: Test
    questions: frozenset[str]


@dataclass(frozen=True)
class Conditions:
    """The compiled conditions of one guide."""

    probes: dict[str, Test]
    flags: dict[str, tuple["CompiledCause", ...]]
    reasons: tuple[tuple[Verdict, tuple[tuple[str, Test], ...]], ...]
    screening: tuple[tuple[str, Test], ...]
    moves: dict[str, Test]
    standing: tuple[Test | None, ...]
    """The premise of each standing question of a check-in, in order; None where it has none."""


def vocabulary(guide: Guide, scope: str) -> Vocabulary:
    """The words that conditions of a scope may use: probe, person, our_side, each_side, both_sides, everyone, check_in, move or
    verdict."""
    names = _question_names(guide)
    flags = frozenset(guide.flag)
    if scope == "probe":
        return Vocabulary(names, _ANSWERED, flags)
    if scope == "person":
        pooled = {"pooled_quality": _ANSWERED["quality"], "our_side_says": _WEIGHED["heard"]}
        return Vocabulary(names | _PERSON_MEASURES, _ANSWERED | pooled, flags)
    if scope in ("our_side", "each_side"):
        return Vocabulary(names | _GROUP_MEASURES, _ANSWERED | _OF_SEVERAL, flags)
    if scope == "move":
        return Vocabulary(names | _GROUP_MEASURES, _ANSWERED | _OF_SEVERAL | _OF_A_MOVE, flags)
    if scope == "both_sides":
        return Vocabulary(names | _GROUP_MEASURES, _ANSWERED | _OF_SEVERAL | _OF_BOTH_SIDES, flags)
    if scope in ("everyone", "check_in"):
        functions = _ANSWERED | _OF_SEVERAL | _WHAT_A_SIDE_GETS | (_OF_OPEN_FLAGS if scope == "check_in" else {})
        return Vocabulary(names | _EVERYONE_MEASURES, functions, flags)
    return Vocabulary(names | _VERDICT_MEASURES, _ANSWERED | _OF_A_VERDICT, flags)


def _question_names(guide: Guide) -> dict[str, Name]:
    names: dict[str, Name] = {}
    for answerable in guide.owner:
        kind = guide.kind_of(answerable)
        if kind is Kind.choice and guide.probe.get(answerable, None) is not None and guide.probe[answerable].stands_for:
            names[answerable] = Name("text")
        elif kind in (Kind.number, Kind.scale):
            names[answerable] = Name("number")
        elif kind is Kind.text:
            names[answerable] = Name("text")
        else:
            extra = {UNSURE, NOT_MINE} if kind is Kind.choice else set()
            names[answerable] = Name(str(kind), frozenset(guide.options_of(answerable)) | extra)
    return names


def conditions_of(guide: Guide) -> Conditions:
    """The compiled conditions of a guide, compiled at the first call."""
    if "conditions" not in guide.compiled:
        compiled, wrong = compile_guide(guide, guide.id)
        if wrong:
            raise GuideError.all_of(wrong)
        guide.compiled["conditions"] = compiled
    conditions: Conditions = guide.compiled["conditions"]
    return conditions


def compile_guide(guide: Guide, file: str) -> tuple[Conditions, list[GuideError]]:
    """Compile and check every condition; return them with a problem for each one that is wrong, which must not be asked then."""
    wrong: list[GuideError] = []

    def checked(source: str, scope: str, where: str) -> Test:
        try:
            return compile_condition(source, vocabulary(guide, scope))
        except ConditionError as error:
            wrong.append(GuideError(file, where, str(error), "correct the condition, or the question that it names"))
            return _never

    compiled = Conditions(
        probes={
            probe.id: checked(probe.when, "probe", f"probe {probe.id!r}, when")
            for question in guide.questions
            for probe in question.probes
        },
        flags={
            flag.id: tuple(
                CompiledCause(
                    cause,
                    checked(cause.when, cause.scope, f"flag {flag.id!r}, {cause.id or cause.severity}"),
                    _named(cause.when) & guide.owner.keys(),
                )
                for cause in flag.causes
            )
            for flag in guide.flags
        },
        reasons=tuple(
            (
                rule.verdict,
                tuple(
                    (reason.id, checked(reason.when, "verdict", f"verdict reason {reason.id!r}"))
                    for reason in rule.reasons
                ),
            )
            for rule in guide.verdicts
        ),
        screening=tuple(
            (reason.id, checked(reason.when, "verdict", f"screening reason {reason.id!r}"))
            for reason in guide.screening
        ),
        moves={move.id: checked(move.when, "move", f"move {move.id!r}, when") for move in guide.moves},
        standing=tuple(
            checked(each.when, "check_in", f"check_in, standing {', '.join(each.ask)}, when") if each.when else None
            for each in guide.check_in.standing
        ),
    )
    return compiled, wrong


def _named(source: str) -> frozenset[str]:
    """Return the words of a condition; none of one that cannot be read, which the compiler names."""
    try:
        return names_in(source)
    except ConditionError:
        return frozenset()


def _never(*_: Any) -> Any:
    """Stand for a condition that cannot be compiled; it is never asked, since its guide is refused."""
    raise AssertionError("a guide with a wrong condition was used")
