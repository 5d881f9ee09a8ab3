"""Draw the statecharts into docs/: ``python -m flows.diagrams``. A test fails when they are out of date."""

from pathlib import Path

from statemachine import StateMachine

from flows.follow_up.statechart import CheckInLifecycle
from flows.lifecycle import ConversationLifecycle

_DOCS = Path(__file__).parent.parent / "docs"
FILE = _DOCS / "lifecycle.md"
CHECK_IN_FILE = _DOCS / "check-in.md"


def drawn() -> str:
    """The page with the diagram that the machine of a conversation draws of itself."""
    return _page("The life of a conversation", "flows/lifecycle.py", ConversationLifecycle)


def check_in_drawn() -> str:
    """The page with the diagram that the machine of a check-in draws of itself."""
    return _page("The life of a check-in", "flows/follow_up/statechart.py", CheckInLifecycle)


def _page(title: str, source: str, machine: type[StateMachine]) -> str:
    diagram = "\n".join(line.rstrip() for line in f"{machine:mermaid}".splitlines())
    return (
        f"# {title}\n\n"
        f"Drawn by `make diagrams` from `{source}`; a test holds it current.\n\n"
        f"```mermaid\n{diagram}\n```\n"
    )


if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")
    CHECK_IN_FILE.write_text(check_in_drawn(), encoding="utf-8")
