"""On what a guide rests: whom its readers credit, and of what the lines are that its questions name."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

MOST_AUTHOR, MOST_TITLE = 120, 200
"""Characters: the credit is one line of small print."""


def _text(most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most)


class Source(BaseModel):
    """An article, a book or a report that is not the guide's author's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    author: Annotated[str, _text(MOST_AUTHOR)]
    title: Annotated[str, _text(MOST_TITLE)]
    day: date | None = None
    """When it came out; None where nobody can say the day."""

    @field_validator("day", mode="before")
    @classmethod
    def _is_a_day(cls, value: object) -> object:
        """A date of TOML, or its text as JSON keeps it. A number is none, though it could be read as seconds since 1970."""
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        raise PydanticCustomError("date_type", "it is no date")
