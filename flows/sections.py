"""The sections of a guide: which there are, in which order, how each is asked, what follows its reveal. Nothing else names one."""

from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict


class SectionKind(StrEnum):
    """How a section is asked.

    ``setup``: by the form that opens a conversation, of its opener. ``screening``: question by question, a click each, with a
    verdict of its own. ``form``: in one form.
    """

    setup = "setup"
    screening = "screening"
    form = "form"


class Section(BaseModel):
    """A part of the guide that is answered, revealed and discussed as one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: SectionKind = SectionKind.form
    flags_first: bool = False
    """Its flags are shown before those of other sections that are as serious."""


class MovePlace(StrEnum):
    """When a move of the guide is looked at: before what the product says of differences, after it, or when nothing else fits."""

    first = "first"
    then = "then"
    last = "last"


class GuideMove(BaseModel):
    """One thing to do after the reveal of ``section``, where ``when`` holds for what our side answered in it.

    ``about``: the question that its words name. ``agree``: only where our people agree on everything in the section. Its words are
    ``move.<id>.say`` and, for somebody who asks for it, ``move.<id>.why``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    section: str
    when: str
    place: MovePlace = MovePlace.then
    agree: bool = False
    about: str | None = None


class Sections(BaseModel):
    """What a guide says of its sections, in the order in which they are answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sections: tuple[Section, ...]

    @cached_property
    def road(self) -> tuple[str, ...]:
        """The ids of the sections that people answer, in order: all but the opener's."""
        return tuple(section.id for section in self.sections if section.kind is not SectionKind.setup)

    @cached_property
    def screening_section(self) -> str | None:
        """The id of the section with a verdict of its own; None in a guide that has none."""
        return next((section.id for section in self.sections if section.kind is SectionKind.screening), None)

    @cached_property
    def sections_first(self) -> frozenset[str]:
        """The ids of the sections whose flags are shown before others that are as serious."""
        return frozenset(section.id for section in self.sections if section.flags_first)
