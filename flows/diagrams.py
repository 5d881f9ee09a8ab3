"""Draw the statecharts into docs/: ``python -m flows.diagrams``. A test fails when they are out of date."""

from pathlib import Path

from flows.lifecycle import ConversationLifecycle

FILE = Path(__file__).parent.parent / "docs" / "lifecycle.md"


def drawn() -> str:
    """The page with the diagram that the machine draws of itself."""
    diagram = "\n".join(line.rstrip() for line in f"{ConversationLifecycle:mermaid}".splitlines())
    return (
        "# The life of a conversation\n\n"
        "Drawn by `make diagrams` from `flows/lifecycle.py`; a test holds it current.\n\n"
        f"```mermaid\n{diagram}\n```\n"
    )


if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")
