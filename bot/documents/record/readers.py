"""For whom an export to read is, and one answer as it stands there."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flows.model import Side


class View(StrEnum):
    """Who the export is for."""

    team = "team"
    partner_safe = "partner-safe"
    board = "board"

    @property
    def seat(self) -> Side:
        """From whose seat it is written: what the partner reads says "your side" of theirs."""
        return Side.partner if self is View.partner_safe else Side.ours


Names = Callable[[str], str]
"""What a person is called who is named: from an id to a name, or to the id where nobody can be asked."""


def by_id(person: str) -> str:
    """The id: without Slack nothing else is known."""
    return person


@dataclass(frozen=True)
class Told:
    """One answer in words, or how many people of a side gave which. ``who`` is empty where nobody is named."""

    section: str
    question: str
    prompt: str
    side: Side
    who: str
    answer: str
