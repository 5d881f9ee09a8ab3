"""Answers → coverage, verdict and flags with their evidence. Pure: the same answers always give the same assessment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flows.assessment.voices import LONE_AGAINST, BothSides, Case, Group, Voice
from flows.guide.vocabulary import CompiledCause, conditions_of
from flows.model import (
    UNSAID,
    UNSURE,
    Answers,
    Assessment,
    Cause,
    Evidence,
    Flag,
    Guide,
    Kind,
    Participant,
    RaisedFlag,
    Setup,
    Severity,
    Verdict,
)
from flows.text.quality import Quality

RANK = {severity: rank for rank, severity in enumerate(Severity)}
SCALE_DIFFERS = 2
NUMBERS_DIFFER = 2


def assess(guide: Guide, setup: Setup, answers: Iterable[tuple[Participant, Answers]]) -> Assessment:
    """What the answers of ``(participant, answers)`` pairs add up to.

    ``insufficient`` carries no flags: one kind message, not a list (docs/method.md, “Severities”).
    """
    case = Case(guide, setup, answers)
    flags = _flags(case)
    facts = VerdictFacts(case, flags)
    verdict, because = _verdict(guide, facts)
    if verdict is Verdict.insufficient:
        flags = []
    flags.sort(key=lambda raised: display_order(guide, raised))
    return Assessment(
        verdict=verdict,
        coverage=round(facts.coverage / 100, 4),
        because=because,
        flags=tuple(flags),
        conditions=conditions_of_verdict(verdict, flags),
        missing=case.ours.missing(),
    )


def conditions_of_verdict(verdict: Verdict, flags: Sequence[RaisedFlag]) -> tuple[str, ...]:
    """The flags whose guardrails are the conditions: the serious ones, or the first of many small ones."""
    serious = tuple(raised.id for raised in flags if raised.severity is not Severity.notice)
    if serious or verdict is not Verdict.conditional:
        return serious
    return tuple(raised.id for raised in flags[:3])


def assess_screening(
    guide: Guide, setup: Setup, answers: Iterable[tuple[Participant, Answers]]
) -> tuple[Verdict, tuple[str, ...]]:
    """After the screening alone: strategic so far, or a distraction, with the reasons."""
    facts = VerdictFacts(Case(guide, setup, answers), [])
    because = tuple(reason for reason, test in conditions_of(guide).screening if test(facts))
    return (Verdict.distraction, because) if because else (Verdict.strategic, ())


def flags_raised(guide: Guide, setup: Setup, answers: Iterable[tuple[Participant, Answers]]) -> tuple[RaisedFlag, ...]:
    """The flags alone, in display order, also where too little was said for a verdict: a check-in follows each one."""
    flags = _flags(Case(guide, setup, answers))
    return tuple(sorted(flags, key=lambda raised: display_order(guide, raised)))


def _flags(case: Case) -> list[RaisedFlag]:
    return [raised for flag in case.guide.flags if (raised := _raise(case, flag))]


def own_blockers(guide: Guide, setup: Setup, participant: Participant, answers: Answers) -> tuple[str, ...]:
    """The blockers that one person's answers raise by themselves."""
    case = Case(guide, setup, [(participant, answers)])
    serious = [flag for flag in guide.flags if flag.causes and flag.causes[0].severity is Severity.blocker]
    found = (_raise(case, flag) for flag in serious)
    return tuple(raised.id for raised in found if raised is not None and raised.severity is Severity.blocker)


def display_order(guide: Guide, raised: RaisedFlag) -> tuple[int, bool, int]:
    """Blockers, then warnings, then notices; the sections that the guide puts first, then by support."""
    return (RANK[raised.severity], guide.flag[raised.id].section not in guide.sections_first, -len(raised.support))


_COUNTED = {"blockers": Severity.blocker, "warnings": Severity.warning, "notices": Severity.notice}


class VerdictFacts:
    """What the verdict rule reads: our side's answers, and the flags."""

    def __init__(self, case: Case, flags: list[RaisedFlag]) -> None:
        self.case = case
        self.severities = {raised.id: raised.severity for raised in flags}
        self.coverage = 100 * coverage(case)

    def value(self, name: str) -> Any:
        if name == "coverage":
            return self.coverage
        if name in _COUNTED:
            return sum(severity is _COUNTED[name] for severity in self.severities.values())
        if name == "blank_sections":
            return len(blank_sections(self.case))
        if name == "screening_missing":
            guide = self.case.guide
            return sum(
                guide.question[question].section == guide.screening_section for question in self.case.ours.missing()
            )
        return self.case.ours.value(name)

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        if function == "empty":
            return sum(self.case.ours.quality(name) in (Quality.blank, Quality.junk) for name in arguments)
        if function == "blocked":
            return sum(self.severities.get(flag) is Severity.blocker for flag in arguments)
        if function == "warned":
            return sum(self.severities.get(flag) in (Severity.blocker, Severity.warning) for flag in arguments)
        return self.case.ours.call(function, arguments)


def coverage(case: Case) -> float:
    """The share of core questions that somebody on our side answered; unsure, blank and junk do not count."""
    core = [question for question in case.guide.questions if question.core]
    return sum(_counts(case.ours, question.id, question.kind) for question in core) / len(core) if core else 1.0


def _counts(ours: Group, question: str, kind: Kind) -> bool:
    if kind is Kind.text:
        return ours.quality(question) not in (Quality.blank, Quality.junk)
    return any(said != UNSURE for said in ours.said(question))


def blank_sections(case: Case) -> tuple[str, ...]:
    """The sections that people answer in which more than half of the core questions have no answer."""
    unanswered, found = set(case.ours.missing()), []
    for section in case.guide.road:
        core = [question.id for question in case.guide.in_section(section) if question.core]
        if sum(question in unanswered for question in core) * 2 > len(core):
            found.append(section)
    return tuple(found)


def _verdict(guide: Guide, facts: VerdictFacts) -> tuple[Verdict, tuple[str, ...]]:
    for verdict, reasons in conditions_of(guide).reasons:
        because = tuple(reason for reason, test in reasons if test(facts))
        if because:
            return verdict, because
    return Verdict.strategic, ()


@dataclass
class _Hit:
    """A cause that holds: how serious it is by its weight, who says so, and what it rests on."""

    severity: Severity
    cause: Cause
    supporters: list[Voice]
    worst: list[Voice]
    evidence: tuple[str, ...]


def _raise(case: Case, flag: Flag) -> RaisedFlag | None:
    causes = conditions_of(case.guide).flags[flag.id]
    hits = _from_people(case, flag, [each for each in causes if each.cause.scope == "person"])
    for compiled in causes:
        if compiled.cause.scope != "person":
            hits += _from_groups(case, flag, compiled)
    if not hits:
        return None
    hits.sort(key=lambda hit: RANK[hit.severity])
    # In the order of the case, whichever cause somebody supports.
    supporting = {id(voice) for hit in hits for voice in hit.supporters}
    supporters = [voice for voice in case.voices if id(voice) in supporting]
    evidence = tuple(dict.fromkeys(question for hit in hits for question in hit.evidence))
    asked = evidence[0] if flag.compares and evidence else next_question(case.guide, flag, hits[0].worst)
    return _raised(case, flag, hits[0], supporters, evidence, asked)


def _from_people(case: Case, flag: Flag, causes: list[CompiledCause]) -> list[_Hit]:
    """What each person's own answers raise. A lone voice counts one step less where others say otherwise: two beside a blocker,
    one beside a warning, which is then told as a difference."""
    found: list[tuple[CompiledCause, Voice]] = []
    for voice in case.voices:
        first = next((each for each in causes if voice.heard and each.test(voice)), None)
        if first is not None:
            found.append((first, voice))
    hits = []
    for severity in Severity:
        saying = [(each, voice) for each, voice in found if RANK[each.cause.severity] <= RANK[severity]]
        if not any(each.cause.severity is severity for each, _ in saying):
            continue
        worst = [voice for _, voice in saying]
        needed = LONE_AGAINST if severity is Severity.blocker else 1
        lone = len(saying) == 1 and not flag.one_voice and _say_otherwise(case, saying[0][0], found) >= needed
        evidence = tuple(question for each, _ in saying for question in each.cause.evidence or flag.evidence)
        # Of causes that are as severe the first of the guide, whoever was asked first.
        cause = max(saying, key=lambda pair: (RANK[pair[0].cause.severity], -causes.index(pair[0])))[0].cause
        hits.append(_Hit(_softer(severity) if lone else severity, cause, [v for _, v in found], worst, evidence))
    return hits


def _say_otherwise(case: Case, saying: CompiledCause, found: list[tuple[CompiledCause, Voice]]) -> int:
    """How many people answered what this cause is about, definitely, and nothing came of it."""
    raising = {id(voice) for _, voice in found}
    return sum(
        id(voice) not in raising and any(voice.facts.get(question, UNSURE) != UNSURE for question in saying.questions)
        for voice in case.voices
    )


def _softer(severity: Severity) -> Severity:
    return Severity.warning if severity is Severity.blocker else Severity.notice


def _from_groups(case: Case, flag: Flag, compiled: CompiledCause) -> list[_Hit]:
    cause = compiled.cause
    groups: dict[str, list[Group]] = {
        "our_side": [case.ours],
        "each_side": [case.ours, case.partner],
        "both_sides": [case.everyone] if case.ours.voices and case.partner.voices else [],
        "everyone": [case.everyone],
    }
    hits = []
    for group in groups[cause.scope]:
        # A side that nobody speaks for raises nothing; our own silence does (what nobody says).
        if not (group.voices or cause.scope == "our_side") or not compiled.test(group):
            continue
        named = cause.evidence or flag.evidence
        named = diverging(group, named) if flag.compares else named
        supporters = _supporters(case, compiled, group, named)
        hits.append(_Hit(cause.severity, cause, supporters, supporters, named))
    return hits


IMBALANCE_QUESTIONS = ("money_control", "dependence", "dependence_share")


def _supporters(case: Case, compiled: CompiledCause, group: Group, named: Iterable[str]) -> list[Voice]:
    """Those whose answers alone would raise it; where it takes several, those who answered what it rests on."""
    if compiled.cause.scope in ("our_side", "each_side"):
        alone = [voice for voice in group.voices if compiled.test(case.alone(voice))]
        if alone:
            return alone
    named = tuple(named)
    spoke = [voice for voice in group.voices if any(question in voice.facts for question in named)]
    return spoke or list(group.voices)


def next_question(guide: Guide, flag: Flag, voices: Iterable[Voice]) -> str | None:
    """What to ask next: of the flag's next questions, the first that these answers call for; a follow-up that all of them have
    answered gives way to the next."""
    voices = list(voices)
    called_for = {probe for voice in voices for probe in voice.called_for}
    fitting = [question for question in flag.next if question not in guide.probe or question in called_for] or flag.next
    still_open = (
        question
        for question in fitting
        if question not in guide.probe or any(question not in voice.facts for voice in voices)
    )
    return next(still_open, fitting[0] if fitting else None)


def _raised(
    case: Case, flag: Flag, hit: _Hit, supporters: list[Voice], questions: tuple[str, ...], asked: str | None
) -> RaisedFlag:
    evidence = [
        Evidence(question=question, participant=voice.participant.id, answer=voice.answers[question])
        for question in questions
        for voice in supporters
        if question in voice.answers and question in voice.facts  # "not mine" is nobody's evidence
    ]
    if flag.id == "cocreation_claim" and case.setup.label != UNSAID:
        evidence.insert(0, Evidence(question="label", participant="setup", answer=case.setup.label))
    if not evidence:
        evidence = _absence(case, questions)
    figures = (
        tuple(voice.figures for voice in supporters if voice.figures) if flag.id == "work_disproportionate" else ()
    )
    return RaisedFlag(
        id=flag.id,
        severity=hit.severity,
        cause=hit.cause.id,
        support=tuple(voice.participant.id for voice in supporters),
        evidence=tuple(evidence),
        next_question=asked,
        figures=tuple(dict.fromkeys(figures)),
    )


def _absence(case: Case, questions: tuple[str, ...]) -> list[Evidence]:
    """Evidence for what nobody said: the empty answers, or who was heard, by side and role."""
    if questions:
        return [
            Evidence(question=question, participant=voice.participant.id, answer=None)
            for question in questions[:1]
            for voice in case.ours.voices or case.voices
        ]
    return [
        Evidence(question="role", participant=p.id, answer=f"{p.side}/{p.role}")
        for p in (voice.participant for voice in case.voices if voice.heard)
    ]


def diverging(group: Group, questions: Iterable[str]) -> tuple[str, ...]:
    """Which of ``questions`` the group answers differently, the widest difference first.

    Choices differ when two definite answers do, scales by 2 points, numbers by a factor of 2 (docs/method.md, “Rules of thumb”);
    between the two sides their modes and medians are compared instead.
    """
    found: list[tuple[float, int, str]] = []
    for order, question in enumerate(questions):
        width = _difference(group, question)
        if width > 0:
            found.append((-width, order, question))
    return tuple(question for _, _, question in sorted(found))


def _difference(group: Group, question: str) -> float:
    kind = group.guide.kind_of(question)
    sides = isinstance(group, BothSides)
    return _measured(group, question, kind, sides=sides) or _behind_split(group, question)


def _behind_split(group: Group, question: str) -> float:
    """An imbalance that is there for one and not for another, by "not sure" or by a figure that only one gave."""
    if question not in IMBALANCE_QUESTIONS or not group.value("imbalance_split"):
        return 0.0
    return 0.5 if len({voice.facts.get(question) for voice in group.voices}) > 1 else 0.0


def _measured(group: Group, question: str, kind: Kind, *, sides: bool) -> float:
    if kind is Kind.choice:
        if question == "lean" and not sides:
            leans = group.said(question)
            return 3.0 if "no_go" in leans and {"go", "go_if"} & set(leans) else 0.0
        if not sides:
            return float(max(0, group.distinct(question) - 1)) * 2
        if group.call("sides_opposed", (question,)) or group.call("apart", (question,)):
            return 2.0
        return float(group.call("opposed", (question,)))
    if kind is Kind.multi and sides:
        return float(group.call("apart", (question,)) or group.call("one_side_nothing", (question,)))
    if kind is Kind.multi:
        said = set(group.said(question))
        return 1.0 if len(said) > 1 and frozenset.intersection(*said) != frozenset.union(*said) else 0.0
    if kind is Kind.scale:
        gap = (group.call("median_gap", (question,)) or 0) if sides else group.range(question)
        return float(gap) if gap >= SCALE_DIFFERS else 0.0
    if kind is Kind.number:
        ratio = (group.call("median_ratio", (question,)) or 1) if sides else group.ratio(question)
        return min(float(ratio), 4.0) if ratio >= NUMBERS_DIFFER else 0.0
    return 0.0


__all__ = [
    "VerdictFacts",
    "assess",
    "assess_screening",
    "conditions_of_verdict",
    "coverage",
    "display_order",
    "diverging",
    "flags_raised",
]
