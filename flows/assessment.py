"""Answers → coverage, verdict and flags with their evidence. Pure: the same answers always give the same assessment."""

from collections.abc import Iterable
from typing import Any

from flows.conditions import Test
from flows.guide.vocabulary import conditions_of
from flows.model import (
    UNSURE,
    Answers,
    Assessment,
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
from flows.text_quality import Quality
from flows.voices import BothSides, Case, Group, Voice, majority

RANK = {severity: rank for rank, severity in enumerate(Severity)}
_SCALE_DIFFERS = 2
_HOURS_DIFFER = 2


def assess(guide: Guide, setup: Setup, answers: Iterable[tuple[Participant, Answers]]) -> Assessment:
    """What the answers of ``(participant, answers)`` pairs add up to.

    ``insufficient`` carries no flags: one kind message, not a list (brief, verdict rule 1).
    """
    case = Case(guide, setup, answers)
    flags = _flags(case)
    facts = VerdictFacts(case, flags)
    verdict, because = _verdict(guide, facts)
    if verdict is Verdict.insufficient:
        flags = []
    flags.sort(key=lambda raised: display_order(guide, raised))
    serious = tuple(raised.id for raised in flags if raised.severity is not Severity.notice)
    return Assessment(
        verdict=verdict,
        coverage=round(facts.coverage / 100, 4),
        because=because,
        flags=tuple(flags),
        conditions=serious,
    )


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
    found = (_raise(case, flag) for flag in guide.flags if flag.blocker)
    return tuple(raised.id for raised in found if raised is not None and raised.severity is Severity.blocker)


def display_order(guide: Guide, raised: RaisedFlag) -> tuple[int, bool, int]:
    """Blockers, then warnings, then notices; the power pillar first, then by support."""
    return (RANK[raised.severity], guide.flag[raised.id].section != "power", -len(raised.support))


class VerdictFacts:
    """What the verdict rule reads: our side's answers, and the flags."""

    def __init__(self, case: Case, flags: list[RaisedFlag]) -> None:
        self.case = case
        self.severities = {raised.id: raised.severity for raised in flags}
        self.coverage = 100 * coverage(case)

    def value(self, name: str) -> Any:
        if name == "coverage":
            return self.coverage
        if name == "blockers":
            return sum(severity is Severity.blocker for severity in self.severities.values())
        if name == "warnings":
            return sum(severity is Severity.warning for severity in self.severities.values())
        return self.case.ours.value(name)

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        if function == "majority":
            return majority(self.case.ours.said(arguments[0]))
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


def _verdict(guide: Guide, facts: VerdictFacts) -> tuple[Verdict, tuple[str, ...]]:
    for verdict, reasons in conditions_of(guide).reasons:
        because = tuple(reason for reason, test in reasons if test(facts))
        if because:
            return verdict, because
    return Verdict.strategic, ()


def _raise(case: Case, flag: Flag) -> RaisedFlag | None:
    if flag.scope == "person":
        return _raise_from_people(case, flag)
    groups: dict[str, list[Group]] = {
        "our_side": [case.ours],
        "each_side": [case.ours, case.partner],
        "both_sides": [case.everyone] if case.ours.voices and case.partner.voices else [],
        "everyone": [case.everyone],
    }
    return _raise_from_groups(case, flag, groups[flag.scope])


def _raise_from_people(case: Case, flag: Flag) -> RaisedFlag | None:
    tests = conditions_of(case.guide).flags[flag.id]
    found: list[tuple[Severity, Voice]] = []
    for voice in case.voices:
        for severity, test in tests:
            if voice.heard and test(voice):
                found.append((severity, voice))
                break
    if not found:
        return None
    severity = min((severity for severity, _ in found), key=RANK.__getitem__)
    supporters = [voice for _, voice in found]
    worst = [voice for found_severity, voice in found if found_severity is severity]
    return _raised(case, flag, severity, supporters, flag.evidence, next_question(case.guide, flag, worst))


def _raise_from_groups(case: Case, flag: Flag, groups: list[Group]) -> RaisedFlag | None:
    tests = conditions_of(case.guide).flags[flag.id]
    worst: Severity | None = None
    supporters: list[Voice] = []
    evidence: list[str] = []
    for group in groups:
        hit = next((severity for severity, test in tests if test(group)), None)
        # A side that nobody speaks for raises nothing; our own silence does (what nobody says).
        if hit is None or not (group.voices or flag.scope == "our_side"):
            continue
        worst = hit if worst is None else min(worst, hit, key=RANK.__getitem__)
        named = diverging(group, flag.evidence) if flag.id in COMPARING else flag.evidence
        evidence += [question for question in named if question not in evidence]
        supporters += _supporters(case, flag, group, named)
    if worst is None:
        return None
    asked = evidence[0] if flag.id in COMPARING and evidence else next_question(case.guide, flag, supporters)
    return _raised(case, flag, worst, supporters, tuple(evidence), asked)


IMBALANCE_QUESTIONS = ("money_control", "dependence", "dependence_share")
COMPARING = ("people_disagree", "sides_differ")
"""Flags whose evidence is what differs, most different first."""


def _supporters(case: Case, flag: Flag, group: Group, named: Iterable[str]) -> list[Voice]:
    """Those whose answers alone would raise it; where it takes several, those who answered what it rests on."""
    if flag.scope in ("our_side", "each_side"):
        # Only what holds for the whole group: one vague text beside a good one supports nothing.
        tests = [test for _, test in conditions_of(case.guide).flags[flag.id] if test(group)]
        alone = [voice for voice in group.voices if _any_holds(tests, Group(case.guide, [voice], case.setup))]
        if alone:
            return alone
    named = tuple(named)
    spoke = [voice for voice in group.voices if any(question in voice.facts for question in named)]
    return spoke or list(group.voices)


def _any_holds(tests: Iterable[Test], facts: Group) -> bool:
    return any(test(facts) for test in tests)


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
    case: Case, flag: Flag, severity: Severity, supporters: list[Voice], questions: tuple[str, ...], asked: str | None
) -> RaisedFlag:
    evidence = [
        Evidence(question=question, participant=voice.participant.id, answer=voice.answers[question])
        for question in questions
        for voice in supporters
        if question in voice.answers and question in voice.facts  # "not mine" is nobody's evidence
    ]
    if flag.id == "cocreation_claim":
        evidence.insert(0, Evidence(question="label", participant="setup", answer=case.setup.label))
    if not evidence:
        evidence = _absence(case, questions)
    figures = (
        tuple(voice.figures for voice in supporters if voice.figures) if flag.id == "work_disproportionate" else ()
    )
    return RaisedFlag(
        id=flag.id,
        severity=severity,
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

    Choices differ when two definite answers do, scales by 2 points, numbers by a factor of 2 (brief, people_disagree);
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
    return _measured(group, question, kind, sides=sides) or (0.0 if sides else _behind_split(group, question))


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
        return (
            float(group.call("modes_differ", (question,))) * 2
            if sides
            else float(max(0, group.distinct(question) - 1)) * 2
        )
    if kind is Kind.multi:
        said = set(group.said(question))
        return 1.0 if len(said) > 1 and frozenset.intersection(*said) != frozenset.union(*said) else 0.0
    if kind is Kind.scale:
        gap = (group.call("median_gap", (question,)) or 0) if sides else group.range(question)
        return float(gap) if gap >= _SCALE_DIFFERS else 0.0
    if kind is Kind.number:
        ratio = (group.call("median_ratio", (question,)) or 1) if sides else group.ratio(question)
        return min(float(ratio), 4.0) if ratio >= _HOURS_DIFFER else 0.0
    return 0.0


__all__ = [
    "VerdictFacts",
    "assess",
    "assess_screening",
    "coverage",
    "display_order",
    "diverging",
    "flags_raised",
    "majority",
]
