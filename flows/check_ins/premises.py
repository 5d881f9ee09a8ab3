"""Which standing questions presuppose nothing that is not so: no measure where none was chosen, no money where there is none."""

from typing import Any

from flows.assessment.voices import Case
from flows.check_ins.baseline import Baseline
from flows.guide.vocabulary import conditions_of
from flows.model import StandingQuestion


class CheckInFacts:
    """What a premise reads: everybody's answers as our side may read them, and the flags that are open."""

    def __init__(self, baseline: Baseline) -> None:
        self.everyone = Case(baseline.guide, baseline.setup, baseline.everyone(shareable=True)).everyone
        self.open = {flag.id for flag in baseline.flags(shareable=True)}

    def value(self, name: str) -> Any:
        return self.everyone.value(name)

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        if function == "still_open":
            return not self.open.isdisjoint(arguments)
        return self.everyone.call(function, arguments)


class Premises:
    """The standing questions of a check-in whose premise holds, and the fields that would presuppose something."""

    def __init__(self, baseline: Baseline) -> None:
        tests = conditions_of(baseline.guide).standing
        standing = baseline.guide.check_in.standing
        facts = CheckInFacts(baseline) if any(tests) else None
        self.holding: tuple[StandingQuestion, ...] = tuple(
            each
            for each, test in zip(standing, tests, strict=True)
            if test is None or (facts is not None and test(facts))
        )
        held = {field for each in self.holding for field in each.ask}
        self.presuming: frozenset[str] = frozenset(field for each in standing for field in each.ask) - held
