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


Names = Callable[[str], str]
"""What a person is called who is named: from an id to a name, or to the id where nobody can be asked."""


def by_id(person: str) -> str:
    """The id: without Slack nothing else is known."""
    return person


@dataclass(frozen=True)
class Told:
    """One answer in words. ``who`` is empty where nobody is named."""

    section: str
    question: str
    prompt: str
    side: Side
    who: str
    answer: str
