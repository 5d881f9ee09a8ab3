"""For whom an export to read is, and one answer as it stands there."""

from dataclasses import dataclass
from enum import StrEnum

from flows.model import Side


class View(StrEnum):
    """Who the export is for."""

    team = "team"
    partner_safe = "partner-safe"
    board = "board"


@dataclass(frozen=True)
class Told:
    """One answer in words. ``who`` is empty where nobody is named."""

    section: str
    question: str
    prompt: str
    side: Side
    who: str
    answer: str
