"""The first page, README in both languages: short, the same in both, every link and command real, its moving picture small."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from bot.i18n.catalogue import words
from bot.i18n.commands import slash, usages
from tests.bot.command_table import NAMES
from tests.operations import sample_summary
from tests.operations.documents import ROOT
from tests.page_browser import moving
from tests.page_browser.film import LINES, MOST_BYTES

PAGES = {"en": ROOT / "README.md", "fr": ROOT / "README.fr.md"}
MOST_WORDS = 600
HEADINGS = {
    "Partnership Coach": "Coach de partenariat",
    "Why not a form and a meeting?": "Pourquoi pas un formulaire et une réunion ?",
    "Who it is not for": "À qui il ne convient pas",
    "Try it, without Slack": "L’essayer, sans Slack",
    "Run it in your Slack": "L’installer dans votre Slack",
    "How answers are protected": "Comment les réponses sont protégées",
    "Read on": "Pour aller plus loin",
}
LANGUAGE = pytest.mark.parametrize("language", PAGES)


def text(language: str) -> str:
    return PAGES[language].read_text("utf-8")


def spoken(markdown: str) -> list[str]:
    """The words that a reader of the page sees."""
    inline = [one for top in MarkdownIt().enable("table").parse(markdown) for one in top.children or ()]
    seen = " ".join(one.content if one.type in ("text", "code_inline") else " " for one in inline)
    return [word for word in seen.replace("\u00a0", " ").split() if re.search(r"\w", word)]


def headings(markdown: str) -> list[str]:
    return [one.replace("\u00a0", " ") for one in re.findall(r"^#+ (.*)$", markdown, re.MULTILINE)]


def links(markdown: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", markdown) + re.findall(r'(?:src|srcset|href)="([^"]+)"', markdown)


def anchors(file: Path) -> set[str]:
    """The places of a document that a forge lets one link to."""
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings(file.read_text("utf-8"))}


def code(markdown: str) -> Iterator[str]:
    yield from re.findall(r"`([^`\n]+)`", markdown)


@LANGUAGE
def test_it_is_read_in_three_minutes(language: str) -> None:
    assert len(spoken(text(language))) <= MOST_WORDS


def test_words_of_links_tables_and_code_count_and_addresses_do_not() -> None:
    page = "# One\n\ntwo [three](four) `five six`\n\n| seven |\n|---|\n| eight |\n\n<!-- no -->\n"
    assert len(spoken(page)) == 7


def test_both_languages_have_the_same_parts_in_the_same_order() -> None:
    assert headings(text("en")) == list(HEADINGS)
    assert headings(text("fr")) == list(HEADINGS.values())


def test_both_languages_lead_to_the_same_places() -> None:
    def places(language: str) -> list[str]:
        return sorted(re.sub(r"([.-])(en|fr)(?=\.)", "", one) for one in links(text(language)))

    assert places("en") == places("fr")
    for one in re.findall(r"\]\(([^)#]+)\.md\)", text("fr")):
        in_french = one.endswith(".fr") or not (ROOT / f"{one}.fr.md").exists()
        assert in_french or one == "README", f"{one} is there in French"


@LANGUAGE
def test_every_link_leads_somewhere(language: str) -> None:
    for link in links(text(language)):
        name, _, anchor = unquote(link).partition("#")
        assert "://" not in link, "the page asks for nothing of another host"
        assert (ROOT / name).is_file(), link
        assert not anchor or anchor in anchors(ROOT / name), link


@LANGUAGE
def test_every_command_is_there(language: str) -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    typed = {f"{slash(language)} {one.usage.split()[0]}" for _, one in usages(language, "channel")}
    known = {
        "make": lambda rest: rest in made,
        "partnership-coach": lambda rest: rest in NAMES,
        slash(language): lambda rest: f"{slash(language)} {rest}" in typed,
        "/invite": lambda rest: rest == "@Coach",
        "docker": lambda rest: rest == "compose build" and (ROOT / "compose.yaml").is_file(),
        "systemctl": lambda rest: (ROOT / "docs" / "operations" / f"{rest.split()[-1]}.service").is_file(),
    }
    named = [one.removeprefix("LANG=fr ").removeprefix(".venv/bin/") for one in code(text(language)) if " " in one]
    assert len(named) > len(known)
    for one in named:
        first, rest = one.split(" ", 1)
        assert known[first](rest), one


@LANGUAGE
def test_the_moving_picture_is_small_and_takes_twenty_seconds(language: str) -> None:
    file = ROOT / "docs" / "pictures" / f"film-{language}.webp"
    assert file.relative_to(ROOT).as_posix() in links(text(language)), "the page shows it"
    assert file.stat().st_size <= MOST_BYTES
    film = moving.described(file.read_bytes())
    assert 17_000 <= sum(film.milliseconds) <= 24_000
    assert min(film.milliseconds) >= 1_500, "long enough to be read"
    still = file.with_name(f"film-still-{language}.webp")
    assert {name for name, _ in moving.chunks(still.read_bytes())} & {b"VP8 ", b"VP8L"}


@LANGUAGE
def test_what_the_picture_tells_stands_below_it(language: str) -> None:
    told = "\n".join(f"{number}. {words(language).typeset(line)}" for number, line in enumerate(LINES[language], 1))
    before, after = text(language).split(told)
    assert "film-" in before
    assert "film-" not in after


def test_pictures_that_follow_one_another_are_one_file() -> None:
    one, other = ((b"VP8 " + size.to_bytes(4, "little") + b"x" * (size + size % 2)) for size in (3, 4))
    stills = [(b"RIFF\0\0\0\0WEBP" + part, seconds) for part, seconds in ((one, 1.5), (other, 0.25))]
    made = moving.film(stills, 1200, 1000)
    assert moving.described(made) == moving.Film(1200, 1000, (1500, 250))
    assert len(made) == 8 + int.from_bytes(made[4:8], "little")
    for wrong in (stills[0][0], b"\x89PNG"):
        with pytest.raises(ValueError, match="not a "):
            moving.described(wrong)


@pytest.mark.parametrize("language", sample_summary.FILES)
def test_the_record_of_the_sample_is_what_the_coach_writes_today(language: str) -> None:
    kept = sample_summary.FILES[language].read_text("utf-8")
    assert kept == sample_summary.page(language), "run `make documents` and look at the difference"
