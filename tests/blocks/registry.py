"""Where surfaces are named: what snapshots, limits and hostile texts are tried on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.i18n.catalogue import Words
from tests.blocks.sample import Story

Payload = dict[str, Any]


@dataclass(frozen=True)
class Surface:
    """``kind``: message, modal or home. ``make`` gives one payload or several."""

    name: str
    kind: str
    make: Callable[[Words, Story], Payload | list[Payload]]

    def payloads(self, words: Words, story: Story) -> list[Payload]:
        made = self.make(words, story)
        return made if isinstance(made, list) else [made]


SURFACES: dict[str, Surface] = {}


def surface(kind: str = "message", name: str = "") -> Callable[[Callable[[Words, Story], Any]], Any]:
    """Keep what a function makes as a surface, under its name."""

    def keep(make: Callable[[Words, Story], Any]) -> Any:
        known = name or make.__name__.strip("_")
        SURFACES[known] = Surface(known, kind, make)
        return make

    return keep
