"""Good cases, and what becomes of them when every text says nothing, fluently: ``python -m tests.reading.hollow`` prints it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from flows.model import Verdict
from tests.flows.cases import OURS_ONLY, SHARED, judged, participant

TEXTS = Path(__file__).parent / "hollow.txt"
BESIDE = ("gap_exact", "bandwidth_who", "premortem", "messenger_best")
"""Other texts of the sound case, which are left out of both. The number of the measure stays in both."""


def cases() -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Yield each case: its good texts and its hollow ones, by question."""
    good: dict[str, str] = {}
    hollow: dict[str, str] = {}
    for line in (*TEXTS.read_text("utf-8").splitlines(), "[end]"):
        if line.startswith("[") and good:
            yield good, hollow
            good, hollow = {}, {}
        elif " | " in line and not line.startswith("#"):
            question, written, emptied = line.split(" | ")
            good[question], hollow[question] = written, emptied


def verdict(texts: dict[str, str]) -> Verdict:
    """Return what a sound case of three people comes to when our two wrote these texts."""
    left_out = dict.fromkeys(BESIDE)
    ours = {**OURS_ONLY, **SHARED, **left_out, **texts}
    people = [
        participant("ana", ours, role="delivery"),
        participant("ben", ours, role="decision_maker"),
        participant("pat", {**SHARED, **left_out}, side="partner"),
    ]
    return judged(*people).verdict


def main() -> None:
    """Print the verdicts of the good and of the hollow cases."""
    both = list(cases())
    print(f"{len(both)} cases, good: {dict(Counter(str(verdict(good)) for good, _ in both))}")
    print(f"the same, hollow: {dict(Counter(str(verdict(hollow)) for _, hollow in both))}")


if __name__ == "__main__":
    main()
