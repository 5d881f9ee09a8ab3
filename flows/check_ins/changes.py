"""What a check-in is told as: what became of flags, promises and answers. Values, made by ``flows.check_ins.comparison``."""

from dataclasses import dataclass
from enum import StrEnum

from flows.check_ins.checkin import Standing
from flows.check_ins.predictions import Prediction
from flows.commitments import Commitment
from flows.model import FAILED, HELD, RaisedFlag, Severity, Side, Value


class Became(StrEnum):
    """What became of a flag. ``still_open`` may have become lighter: its severities tell. ``agreed``: people differed, and now
    agree on an answer that is not good; another flag says what that is. ``closed``: by a good answer."""

    worse = "worse"
    new = "new"
    still_open = "still_open"
    agreed = "agreed"
    closed = "closed"


class Kept(StrEnum):
    """What was said of a commitment; one voice that it failed is enough."""

    failed = "failed"
    unanswered = "unanswered"
    held = "held"


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """One person's answer to one question, before and after; None where there was none. ``asked``: given in this check-in."""

    question: str
    person: str
    then: Value | None
    now: Value | None
    asked: bool


@dataclass(frozen=True, slots=True)
class FlagChange:
    """``was``, ``now``: severities, None where the flag was not raised. ``asked``: whether anybody answered what it re-checks;
    a flag that nobody was asked about stays open by itself. ``raised``: as it is raised now, or was where it is not any more."""

    flag: str
    became: Became
    was: Severity | None
    now: Severity | None
    answers: tuple[ThenAndNow, ...]
    asked: bool
    raised: RaisedFlag


@dataclass(frozen=True, slots=True)
class CommitmentResult:
    """``said``: who said what of it; ``disputed``: held for one and failed for another."""

    commitment: Commitment
    kept: Kept
    said: tuple[tuple[str, str], ...]

    @property
    def disputed(self) -> bool:
        return {HELD, FAILED} <= {token for _, token in self.said}


@dataclass(frozen=True, slots=True)
class Came:
    """What came, for predictions to be held against: flags that are new or worse, commitments that failed, what people wrote."""

    flags: tuple[str, ...]
    commitments: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedAndCame:
    """Hours or money of one side: what was planned for the whole, None where nothing was, and what has come so far."""

    field: str
    side: Side
    planned: float | None
    came: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The report of a check-in. ``unchanged``: people answered, and nobody changed a word. ``withheld``: the partner's people gave
    answers that they did not share, and nothing of what follows from them is told."""

    flags: tuple[FlagChange, ...]
    commitments: tuple[CommitmentResult, ...]
    predictions: tuple[Prediction, ...]
    came: Came
    drift: dict[str, float]
    counts: dict[Standing, int]
    still_yes: tuple[tuple[str, str], ...]
    unchanged: bool
    withheld: bool = False
    worsened: tuple[ThenAndNow, ...] = ()
    """Answers that are less good than before, where no flag says so already."""
    worked: tuple[PlannedAndCame, ...] = ()
    against: tuple[tuple[str, str], ...] = ()
    """(question, person) whose answer speaks against going on unchanged."""
