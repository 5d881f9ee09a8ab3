"""What buttons and modals carry: typed, small, checked when it comes back.

A button's value and a modal's private_metadata are JSON of these models. They hold ids only, never an answer.
"""

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.i18n.languages import DEFAULT


class BadPayload(ValueError):
    """A button or modal of another version of the app, or a forged one."""


class Payload(BaseModel):
    """Base: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def dump(self) -> str:
        """The JSON that goes into a button's value or a modal's private_metadata."""
        return self.model_dump_json(exclude_none=True)

    @classmethod
    def load(cls, stored: str) -> Self:
        """Read it back; raises BadPayload."""
        if "\\u0000" in stored:  # no database keeps it, and no id of ours holds it
            raise BadPayload("0")
        try:
            return cls.model_validate_json(stored)
        except ValidationError as error:
            raise BadPayload(str(error.error_count())) from None


class On(Payload):
    """A click on a conversation: ``c`` its id, ``s`` the section, ``q`` a question, ``v`` the chosen token."""

    c: str
    s: str | None = None
    q: str | None = None
    v: str | None = None


class Modal(Payload):
    """A modal of a conversation: ``c`` its id, ``s`` the section, ``q`` what else it is about (a flag, a commitment),
    ``probes`` when it asks follow-ups, ``ahead`` the follow-ups of the section before, on top of a form that came after that one's
    (None: it was opened by itself).

    ``lang`` is the language in which it was opened, ``channel`` where a new conversation will start, ``more`` whether its form
    shows everything.
    """

    c: str | None = None
    s: str | None = None
    q: str | None = None
    probes: tuple[str, ...] = ()
    ahead: tuple[str, ...] | None = None
    channel: str | None = None
    more: bool | None = None
    lang: str = DEFAULT
