"""Print how the reading of answers fares: ``make reading`` (about ten minutes: it trains some fifty models)."""

from collections.abc import Callable

from tests.reading.corpus import Line
from tests.reading.measure import Judged, across, confusion, cross_validated, rates

MEASURES: dict[str, Callable[[], Judged]] = {
    "trained on set_a, measured on set_b": lambda: across("set_a", "set_b"),
    "trained on set_b, measured on set_a": lambda: across("set_b", "set_a"),
    "trained on nine tenths of both, measured on the tenth": cross_validated,
}


def question(line: Line) -> str:
    """Return the question that a line answers."""
    return line.question


def language(line: Line) -> str:
    """Return the language of a line."""
    return line.language


def main() -> None:
    """Measure across the sets and within them, and print every table."""
    for name, measured in MEASURES.items():
        judged = measured()
        print(f"## {name}: {len(judged)} lines that stand in no pair and no list\n\n{rates(judged)}\n", flush=True)
        for key in (language, question):
            print(confusion(judged, key), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
