"""Which names and functions a condition may use in which scope, and the compiled conditions of a guide."""

from dataclasses import dataclass

from flows.conditions import ConditionError, Function, Name, Test, Vocabulary, compile_condition
from flows.errors import GuideError
from flows.model import NOT_MINE, UNSURE, Guide, Kind, Severity, Verdict
from flows.text_quality import Quality

_QUALITIES = frozenset(Quality)
_ANSWERED = {
    "answered": Function("question", "truth"),
    "missing": Function("question", "truth"),
    "quality": Function("text", "choice", _QUALITIES),
    "count": Function("multi", "number"),
}
_OF_SEVERAL = {
    "distinct": Function("choice", "number"),
    "range": Function("number", "number"),
    "ratio": Function("number", "number"),
    "unanimous": Function("choice", "truth", then_option=True),
}
_OF_BOTH_SIDES = {
    "modes_differ": Function("choice", "truth"),
    "median_gap": Function("number", "number"),
    "median_ratio": Function("number", "number"),
}
_OF_A_VERDICT = {
    "majority": Function("choice", "choice"),
    "empty": Function("text", "number", many=True),
    "blocked": Function("flag", "number", many=True),
    "warned": Function("flag", "number", many=True),
}
_PERSON_MEASURES = {"imbalance": Name("truth"), "work_ratio": Name("number"), "service_ratio": Name("number")}
_GROUP_MEASURES = {"imbalance": Name("truth"), "imbalance_split": Name("truth")}
_EVERYONE_MEASURES = _GROUP_MEASURES | {
    "dependent_side_silent": Name("truth"),
    "partner_heard": Name("truth"),
    "field_heard": Name("truth"),
    "people_heard": Name("number"),
}
_VERDICT_MEASURES = {"coverage": Name("number"), "blockers": Name("number"), "warnings": Name("number")}


RESERVED = frozenset((*_PERSON_MEASURES, *_EVERYONE_MEASURES, *_VERDICT_MEASURES, "label", "our_kind", "their_kind"))
"""Names that conditions know already."""


@dataclass(frozen=True)
class Conditions:
    """The compiled conditions of one guide."""

    probes: dict[str, Test]
    flags: dict[str, tuple[tuple[Severity, Test], ...]]
    reasons: tuple[tuple[Verdict, tuple[tuple[str, Test], ...]], ...]
    screening: tuple[tuple[str, Test], ...]


def vocabulary(guide: Guide, scope: str) -> Vocabulary:
    """The words that conditions of a scope may use: probe, person, our_side, each_side, both_sides, everyone, verdict."""
    names = _question_names(guide)
    flags = frozenset(guide.flag)
    if scope == "probe":
        return Vocabulary(names, _ANSWERED, flags)
    if scope == "person":
        pooled = {"pooled_quality": _ANSWERED["quality"]}
        return Vocabulary(names | _PERSON_MEASURES, _ANSWERED | pooled, flags)
    if scope in ("our_side", "each_side"):
        return Vocabulary(names | _GROUP_MEASURES, _ANSWERED | _OF_SEVERAL, flags)
    if scope == "both_sides":
        return Vocabulary(names | _GROUP_MEASURES, _ANSWERED | _OF_SEVERAL | _OF_BOTH_SIDES, flags)
    if scope == "everyone":
        return Vocabulary(names | _EVERYONE_MEASURES, _ANSWERED | _OF_SEVERAL, flags)
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
        guide.compiled["conditions"] = compile_guide(guide, guide.id)
    conditions: Conditions = guide.compiled["conditions"]
    return conditions


def compile_guide(guide: Guide, file: str) -> Conditions:
    """Compile and check every condition; raises GuideError with the key of the one that is wrong."""

    def checked(source: str, scope: str, where: str) -> Test:
        try:
            return compile_condition(source, vocabulary(guide, scope))
        except ConditionError as error:
            raise GuideError(file, where, str(error), "correct the condition, or the question that it names") from None

    return Conditions(
        probes={
            probe.id: checked(probe.when, "probe", f"probe {probe.id!r}, when")
            for question in guide.questions
            for probe in question.probes
        },
        flags={
            flag.id: tuple(
                (severity, checked(source, flag.scope, f"flag {flag.id!r}, {severity}"))
                for severity, source in flag.conditions
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
    )
