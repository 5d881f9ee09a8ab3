"""Which page stands where on the site, from docs/site.toml."""

import re
import tomllib
from dataclasses import dataclass

from tests.packaging.closure import ROOT

LIST = ROOT / "docs" / "site.toml"
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Edition:
    """The site in one language: ``pages`` are its menu, heading → files from the top of the repository."""

    language: str
    place: str
    name: str
    other: str
    pages: dict[str, tuple[str, ...]]

    @property
    def files(self) -> tuple[str, ...]:
        """Every page, in the order of the menu."""
        return tuple(file for files in self.pages.values() for file in files)

    def staged(self, file: str) -> str:
        """Return where a page of this edition is laid before the site is built: without its language, in small letters."""
        return re.sub(rf"\.{self.language}(?=\.md$)", "", file.removeprefix("docs/")).lower().replace("readme", "index")


def editions() -> tuple[Edition, ...]:
    """Return what docs/site.toml lists, each ``*`` as the files that are there."""
    listed = tomllib.loads(LIST.read_text("utf-8"))["editions"]
    return tuple(
        Edition(**one | {"pages": {head: _files(names) for head, names in one["pages"].items()}}) for one in listed
    )


def _files(names: list[str]) -> tuple[str, ...]:
    return tuple(file for name in names for file in (_found(name) if "*" in name else [name]))


def _found(pattern: str) -> list[str]:
    """Return the files of a pattern, a README before what it is about."""
    found = [path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern)]
    return sorted(found, key=lambda name: (not name.endswith("README.md"), name))


def title(file: str) -> str:
    """Return the heading of a page; raises LookupError where it has none."""
    if found := TITLE.search((ROOT / file).read_text("utf-8")):
        return found[1].strip()
    raise LookupError(f"{file} has no heading")
