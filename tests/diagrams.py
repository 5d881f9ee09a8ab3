"""Draw the statecharts into docs/: ``python -m tests.diagrams``. A test fails when they are out of date."""

from pathlib import Path

from statemachine import StateMachine

from flows.check_ins.statechart import CheckInLifecycle
from flows.conversation.lifecycle import ConversationLifecycle

_DOCS = Path(__file__).parent.parent / "docs"
FILE = _DOCS / "lifecycle.md"
CHECK_IN_FILE = _DOCS / "check-in.md"


AHEAD = """
Sections are revealed in the order of the road, each once. People may answer ahead of it (`Conversation.may_answer`): what they say
stays blind until the reveal of its own section, to every reader (`Conversation.blind`), and the thread hears nothing of it. When
the conversation arrives at a section whose answers are all in, it is revealed at once, and nobody is asked.
"""


def drawn() -> str:
    """The page with the diagram that the machine of a conversation draws of itself, and what its states do not say."""
    return _page("The life of a conversation", "flows/conversation/lifecycle.py", ConversationLifecycle) + AHEAD


def check_in_drawn() -> str:
    """The page with the diagram that the machine of a check-in draws of itself."""
    return _page("The life of a check-in", "flows/check_ins/statechart.py", CheckInLifecycle)


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
