"""A pseudonym in the place of a person: in a text, in stored JSON, in the name of a slot."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flows.commitments import Commitment

PSEUDONYM = "erased-"
"""How each pseudonym begins; no id of Slack does."""


def is_erased(person: str) -> bool:
    """Whether this is the pseudonym of somebody who was erased: nobody is asked or told anything under it."""
    return person.startswith(PSEUDONYM)


def names(person: str) -> re.Pattern[str]:
    """Return what finds where a person is named, and nobody whose id only begins alike."""
    return re.compile(rf"(?<![^\W_]){re.escape(person)}(?![^\W_])")


@dataclass(frozen=True)
class PassedOn:
    """Open commitments of one conversation that its opener owns now."""

    team: str
    conversation: str
    commitments: tuple[Commitment, ...]


@dataclass
class Erased:
    """How much was erased: rows by what they are. ``handed_on``: open conversations whose opener is somebody else now;
    ``passed_on``: open commitments that the opener owns now, which ``passed`` are; ``words``: what is gone, to look for copies."""

    conversations: int = 0
    answers: int = 0
    remarks: int = 0
    promises: int = 0
    reasons: int = 0
    messages: int = 0
    handed_on: int = 0
    passed_on: int = 0
    passed: list[PassedOn] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass
class Renaming:
    """One person under a pseudonym. ``words``: what they wrote and is gone; ``erased`` counts it."""

    person: str
    pseudonym: str
    erased: Erased
    words: set[str] = field(default_factory=set)

    @cached_property
    def named(self) -> re.Pattern[str]:
        """Where the person is named, and nobody whose id only begins alike."""
        return names(self.person)

    def of(self, person: str) -> str:
        """The name that stands now where ``person`` stood."""
        return self.pseudonym if person == self.person else person

    def text(self, text: str) -> str:
        """What somebody else wrote, with the pseudonym where it names the person."""
        return self.named.sub(self.pseudonym, text)

    def content(self, content: Any) -> Any:
        """JSON with the pseudonym wherever it names the person, keys included."""
        if isinstance(content, str):
            return self.text(content)
        if isinstance(content, list):
            return [self.content(one) for one in content]
        if isinstance(content, dict):
            return {self.text(key): self.content(value) for key, value in content.items()}
        return content

    def written_by(self, author: str, text: str) -> str:
        """A text as it stays: nothing of the person's own, another's with the pseudonym."""
        if author != self.person:
            return self.text(text)
        self.words.add(text)
        return ""

    def quoted_in(self, content: Any) -> bool:
        """Whether it names the person or holds what they wrote."""
        long_words = [one for one in self.words if len(one) > 3]
        texts = list(_strings(content))
        return any(self.named.search(text) or any(word in text for word in long_words) for text in texts)


def _strings(content: Any) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for one in content.values() if isinstance(content, dict) else content:
            yield from _strings(one)
