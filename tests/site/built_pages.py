"""Reads pages that were built: what they link to, load, and hold."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

COUNTED = ("h1", "h2", "h3", "h4", "table", "tr", "ol", "ul", "li", "pre", "blockquote", "strong")


@dataclass
class BuiltPage(HTMLParser):
    """One page: ``links`` to follow, ``loaded`` to show it, ``anchors`` to link to, and how much of what its article holds."""

    path: Path
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    holds: Counter[str] = field(default_factory=Counter)
    inside: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what an element names."""
        named = {name: value or "" for name, value in attrs}
        self.anchors |= {named[name] for name in ("id", "name") if name in named}
        if tag == "article":
            self.inside = True
        if self.inside and tag in COUNTED:
            self.holds[tag] += 1
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        if tag in ("script", "img", "iframe", "source", "video") and "src" in named:
            self.loaded.append(named["src"])
        if tag == "link" and named.get("rel") not in ("canonical", "next", "prev", "alternate"):
            self.loaded.append(named["href"])

    def handle_endtag(self, tag: str) -> None:
        """Leave the article."""
        self.inside = self.inside and tag != "article"

    def target(self, link: str) -> tuple[Path, str]:
        """Return the file and the anchor that a link leads to."""
        name, _, anchor = link.partition("#")
        return ((self.path.parent / name).resolve() if name else self.path), anchor
