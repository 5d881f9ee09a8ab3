"""The site of docs/: every page is on it, each link of it leads somewhere, nothing comes from another host.

tests/page_browser/test_site.py looks at it.
"""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from tests.packaging.closure import ROOT
from tests.site import building, words
from tests.site.building import Site, html
from tests.site.built_pages import COUNTED, BuiltPage
from tests.site.editions import Edition, editions

ALL = [(edition, file) for edition in editions() for file in edition.files]
ON_THE_SITE = (*(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),)


def test_every_document_is_in_one_menu() -> None:
    listed = Counter(file for _, file in ALL)
    missing = {*ON_THE_SITE, "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"} - listed.keys()
    assert missing == set(), "name them in docs/site.toml"
    assert [file for file, times in listed.items() if times > 1] == []


def test_what_users_read_is_in_both_languages() -> None:
    english, french = editions()
    there = {Path(english.staged(file)).name for file in english.files}
    assert {Path(french.staged(file)).name for file in french.files} <= there
    assert {"user-guide.md", "participants.md", "partner.md", "privacy.md", "index.md"} == {
        Path(french.staged(file)).name for file in french.files
    }


def test_every_link_of_every_page_leads_somewhere(site: Site) -> None:
    pages = {path: BuiltPage(path) for path in html(site)}
    dead = []
    for page in pages.values():
        for link in page.links:
            if re.match(r"https?:|mailto:", link) or page.path.name == "404.html":  # whose links are those of a server
                continue
            target, anchor = page.target(unquote(link))
            if target.is_dir():
                target /= "index.html"
            if not target.exists() or (anchor and target in pages and anchor not in pages[target].anchors):
                dead.append(f"{page.path.relative_to(site.pages)}: {link}")
    assert dead == []


def test_no_page_takes_anything_from_another_host(site: Site) -> None:
    pages = [BuiltPage(path) for path in html(site)]
    assert [(page.path.name, one) for page in pages for one in page.loaded if re.match(r"(https?:)?//", one)] == []


@pytest.mark.parametrize(("edition", "file"), ALL, ids=[file for _, file in ALL])
def test_a_page_holds_what_its_document_does(site: Site, edition: Edition, file: str) -> None:
    """Lists, tables and code are read the same by a forge and by the builder."""
    shown = BuiltPage(site.pages / edition.place / edition.staged(file).replace(".md", ".html")).holds
    text = (ROOT / file).read_text("utf-8")
    read = Counter(
        token.tag
        for top in MarkdownIt().enable("table").parse(text)
        for token in (top, *(top.children or ()))
        if token.nesting >= 0 and token.tag in COUNTED
    )
    read["pre"] = sum(
        token.type in ("fence", "code_block") and token.info != "mermaid" for token in MarkdownIt().parse(text)
    )
    assert {name: shown[name] for name in COUNTED} == {name: read[name] for name in COUNTED}


def test_an_english_word_of_the_theme_that_is_not_there_any_more_is_told(tmp_path: Path) -> None:
    """An update of the builder that words its search anew would else leave it in English."""
    (tmp_path / "assets" / "javascripts").mkdir(parents=True)
    (tmp_path / "assets" / "javascripts" / "bundle.js").write_text('a("Search")', "utf-8")
    with pytest.raises(words.Unsaid, match="Close search"):
        words.replace(tmp_path, "fr")


def test_a_french_page_that_is_not_there_says_so_in_french(site: Site) -> None:
    said = (site.pages / "fr" / "404.html").read_text("utf-8")
    assert "page introuvable" in said
    assert "Not found" not in said


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    edition = editions()[0]
    staging = building.Staging(edition, editions(), tmp_path, tmp_path)
    with pytest.raises(LookupError, match=re.escape("docs/index.md: the link to nowhere.md leads to nothing")):
        staging.link("docs/index.md", "nowhere.md")


@pytest.mark.parametrize(
    ("file", "target", "becomes"),
    [
        ("docs/operators/data.md", "../privacy.md#x", "../privacy.md#x"),
        ("docs/operators/data.md", "../../CHANGELOG.md", "../changelog.md"),
        ("docs/user-guide.en.md", "user-guide.fr.md#y", "fr/user-guide.html#y"),
        ("docs/operators.md", "../manifest.yml", "files/manifest.yml"),
        ("docs/index.md", "https://example.org/a", "https://example.org/a"),
        ("docs/index.md", "../README.md", "index.md"),
    ],
)
def test_a_link_is_one_of_the_site(tmp_path: Path, file: str, target: str, becomes: str) -> None:
    staging = building.Staging(editions()[0], editions(), tmp_path, tmp_path)
    assert staging.link(file, target) == becomes
