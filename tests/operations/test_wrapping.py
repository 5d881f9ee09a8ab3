"""Long paragraphs are wrapped, nothing else is touched, and no word of a document is lost."""

from tests.operations import wrapping
from tests.operations.wrapping import LONGEST, wrapped

WORD = "partnership "


def test_a_long_line_is_wrapped_and_its_words_stay() -> None:
    for begin, indent in (("", ""), ("- ", "  "), ("12. ", "    ")):
        text = begin + (WORD * 40).strip()
        lines = wrapped(f"before\n\n{text}\n\nafter").split("\n")[2:-2]
        assert " ".join(line.strip() for line in lines) == text
        assert max(map(len, lines)) <= LONGEST
        assert all(line.startswith(indent) for line in lines[1:])


def test_what_is_short_and_what_is_no_paragraph_stays() -> None:
    long = (WORD * 40).strip()
    for text in ("a\nshort\nparagraph", f"| {long} |", f"# {long}", f"    {long}", f"```\n{long}\n```", f"> {long}"):
        assert wrapped(text) == text


def test_no_line_begins_with_what_would_be_a_list() -> None:
    text = wrapped((WORD * 9).strip() + " 2026 " + "- x " * 40)
    assert not [line for line in text.split("\n") if line.startswith(("- ", "* ", "# "))]


def test_code_and_links_are_not_broken() -> None:
    link = "[a link of several words](somewhere.md#else)"
    text = wrapped(WORD * 8 + link + " " + "`partnership-coach export --all` " * 6)
    assert text.count(link) == 1
    assert text.count("`partnership-coach export --all`") == 6


def test_a_document_says_the_same() -> None:
    for file, text in wrapping.documents({}).items():
        assert text.split() == file.read_text("utf-8").split(), file
