"""Build the site of docs/: stage the pages of each edition, then let Zensical build it strictly."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tests.packaging.closure import ROOT
from tests.site import diagrams, markdown, words
from tests.site.editions import Edition, editions, title

BUILD = ROOT / "build" / "site"
"""What is built; nothing in it is committed."""

HOUSE = Path(__file__).parent
ELSEWHERE = "https://unpkg.com/iframe-worker/shim"
"""What lets the search work from a folder; ``folder.js`` does the same."""
_FEATURES = [
    "content.code.copy", "navigation.footer", "navigation.sections", "navigation.top", "search.highlight",
    "toc.follow",
]  # fmt: skip


class NotBuilt(Exception):
    """The builder refused a page; the message holds what it said."""


@dataclass(frozen=True)
class Site:
    """Where a site is built: ``pages`` is what a browser opens."""

    work: Path

    @property
    def pages(self) -> Path:
        return self.work / "html"


def build(work: Path = BUILD) -> Site:
    """Build all editions, or nothing where what is built is of these sources. Raises NotBuilt."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers of a test run want the same site
        return _build(work)


def _build(work: Path) -> Site:
    site, sources = Site(work), _digest()
    stamp = work / "built.json"
    if stamp.exists() and json.loads(stamp.read_text("utf-8")) == sources:
        return site
    stamp.unlink(missing_ok=True)
    shutil.rmtree(site.pages, ignore_errors=True)
    everything = editions()
    for edition in everything:
        folder = work / "staged" / edition.language
        shutil.rmtree(folder, ignore_errors=True)
        _stage(edition, everything, folder, work / "diagrams")
        _run(folder)
        words.replace(folder / "html", edition.language)
        shutil.copytree(folder / "html", site.pages / edition.place, dirs_exist_ok=True)
    _stay_here(site)
    stamp.write_text(json.dumps(sources), "utf-8")
    return site


def _digest() -> str:
    """Return a digest of all that the site is made of."""
    pages = {ROOT / file for edition in editions() for file in edition.files}
    made_of = [*sorted(pages), *sorted(path for path in (ROOT / "docs").rglob("*") if path.is_file())]
    code = [*sorted(HOUSE.glob("*.*")), ROOT / "requirements-docs.lock"]
    found = hashlib.sha256()
    for path in [*made_of, *code]:
        found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _stage(edition: Edition, everything: tuple[Edition, ...], folder: Path, kept: Path) -> None:
    """Lay the pages of an edition, with the files that they name, where the builder reads them."""
    place = Staging(edition, everything, folder / "pages", kept)
    for file in edition.files:
        place.page(file)
    for asset in ("site.css", "folder.js"):
        place.put(asset, (HOUSE / asset).read_bytes())
    (folder / "zensical.toml").write_text(_settings(edition, everything), "utf-8")


@dataclass(frozen=True)
class Staging:
    """Lays files of the repository where the builder of one edition reads them."""

    edition: Edition
    everything: tuple[Edition, ...]
    folder: Path
    kept: Path

    def page(self, file: str) -> None:
        """Lay one page, its links and diagrams as the site has them."""
        staged = self.edition.staged(file)
        text = markdown.adapted(
            (ROOT / file).read_text("utf-8"),
            link=lambda target: self.link(file, target),
            draw=lambda source: self._diagram(source, staged, title(file)),
        )
        self.put(staged, text)

    def put(self, staged: str, content: str | bytes) -> None:
        """Write one file."""
        path = self.folder / staged
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def link(self, file: str, target: str) -> str:
        """Return a link of a page as it is on the site. Raises LookupError where it leads to nothing."""
        name, hash_, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:") or not name:
            return target
        wanted = Path(os.path.normpath(PurePosixPath(file).parent / name)).as_posix()
        if wanted == "README.md":
            wanted = self.edition.files[0]
        here = PurePosixPath(self.edition.staged(file)).parent
        if wanted in self.edition.files:
            return os.path.relpath(self.edition.staged(wanted), here) + hash_ + anchor
        for other in self.everything:
            if wanted in other.files:
                up = os.path.relpath(f"/{other.place}", PurePosixPath("/", self.edition.place, here))
                return f"{up}/{other.staged(wanted).removesuffix('.md')}.html{hash_}{anchor}"
        if not (ROOT / wanted).is_file():
            raise LookupError(f"{file}: the link to {target} leads to nothing")
        staged = f"files/{wanted.removeprefix('docs/').removeprefix('.')}"  # the builder leaves hidden files out
        if not wanted.endswith((".png", ".svg", ".webp", ".html", ".yml", ".yaml", ".txt")):
            staged += ".txt"  # so that a browser shows it
        self.put(staged, (ROOT / wanted).read_bytes())
        return os.path.relpath(staged, here)

    def _diagram(self, source: str, staged: str, name: str) -> str:
        svg = diagrams.drawn(source, self.kept)
        file = f"diagrams/{hashlib.sha256(source.encode()).hexdigest()[:8]}.svg"
        self.put(file, svg)
        here = os.path.relpath(file, PurePosixPath(staged).parent)
        size = " ".join(
            f'{side}="{length}"' for side, length in zip(("width", "height"), diagrams.size(svg), strict=True)
        )
        return f'<p><a href="{here}"><img class="diagram" src="{here}" {size} alt="{name}: a diagram"></a></p>'


def _settings(edition: Edition, everything: tuple[Edition, ...]) -> str:
    """Return the builder's settings for an edition. No font, icon or script of another host."""
    menu: list[Any] = []
    for head, files in edition.pages.items():
        pages = [{title(file): edition.staged(file)} for file in files]
        menu += [{head: pages}] if head else pages
    up = os.path.relpath("/", f"/{edition.place}") if edition.place else "."
    others = [
        {"name": edition.name, "lang": edition.language, "link": "./index.html"},
        *(
            {"name": edition.other, "lang": other.language, "link": f"{up}/{other.place}/index.html".replace("//", "/")}
            for other in everything
            if other is not edition
        ),
    ]
    values = {
        "site_name": edition.name,
        "docs_dir": "pages",
        "site_dir": "html",
        "extra_css": ["site.css"],
        "nav": menu,
        "theme.language": edition.language,
        "theme.font": False,
        "theme.features": _FEATURES,
        "plugins.offline": {"enabled": True},
        "extra.generator": False,
        "extra.alternate": others,
        "markdown_extensions.attr_list": {},
        "markdown_extensions.tables": {},
        "markdown_extensions.toc": {
            "permalink": True,
            "permalink_title": words.of(edition.language).get("permalink", words.PERMALINK),
            "slugify": {"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}},
        },
        "markdown_extensions.pymdownx.superfences": {},
        "markdown_extensions.pymdownx.highlight": {"anchor_linenums": False},
        "validation": {"invalid_links": True, "invalid_link_anchors": True},
    }
    palette = [
        {"media": "(prefers-color-scheme: light)", "scheme": "default"},
        {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
    ]
    lines = ["[project]", *(f"{name} = {_toml(value)}" for name, value in values.items() if "." not in name)]
    lines += [f"{name} = {_toml(value)}" for name, value in values.items() if "." in name]
    return "\n".join([*lines, f"theme.palette = {_toml(palette)}"]) + "\n"


def _toml(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {_toml(one)}" for key, one in value.items())
            + " }"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _run(folder: Path) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "-f", "zensical.toml"]
    plainly = os.environ | {"NO_COLOR": "1", "TERM": "dumb"}
    ran = subprocess.run(command, cwd=folder, env=plainly, capture_output=True, text=True, check=False)
    said = re.sub(r"\x1b\[[\d;]*m", "", ran.stdout + ran.stderr)
    if ran.returncode or "Warning" in said:
        raise NotBuilt(said.partition("Traceback")[0])


def _stay_here(site: Site) -> None:
    """Let pages take the one script from here that the builder takes from another host."""
    for page in html(site):
        text = page.read_text("utf-8")
        here = os.path.relpath(site.pages / "folder.js", page.parent)
        page.write_text(text.replace(ELSEWHERE, here), "utf-8")


def html(site: Site) -> Iterator[Path]:
    """Yield every page that was built."""
    yield from sorted(site.pages.rglob("*.html"))
