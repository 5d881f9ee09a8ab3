"""What people write stays text in Markdown, and stays readable: a reader of CommonMark and of GitHub's tables is the judge."""

from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.documents.record.inert import inert

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
FRAMES = {
    "a paragraph": ("{}", "<p>{}</p>\n"),
    "a heading": ("## {}", "<h2>{}</h2>\n"),
    "a list": ("- {}", "<ul>\n<li>{}</li>\n</ul>\n"),
    "a numbered list": ("1. {}", "<ol>\n<li>{}</li>\n</ol>\n"),
    "a quotation": ("> {}", "<blockquote>\n<p>{}</p>\n</blockquote>\n"),
    "after a line of people": ("> a | b\n> {}", "<blockquote>\n<p>a | b\n{}</p>\n</blockquote>\n"),
    "within a line": ("**{} ·** x", "<p><strong>{} ·</strong> x</p>\n"),
}


@pytest.mark.parametrize("frame", FRAMES)
@given(text=st.text(st.sampled_from("ab 1.)#>-+=*_~`<&;![](){}|\\:/\n\"'é"), min_size=1, max_size=12))
@example("# a")
@example("---")
@example("===")
@example("- a")
@example("1. a")
@example("_a_ b_c")
@example("~~a~~")
@example("&amp; &#65; a & b")
@example("![x](y) <b> [a]: b")
@example("|a|b|")
def test_whatever_is_written_is_read_as_it_was_written(frame: str, text: str) -> None:
    words = " ".join(text.split())
    if not words:
        return
    written, read = FRAMES[frame]
    assert unescape(READER.render(written.format(inert(text)))) == unescape(read).format(words)


@pytest.mark.parametrize(
    "text",
    [
        "a three-year plan",
        "Co-creation + re-vote!",
        "30 % ~ a third",
        "AT&T & sons",
        "C# 1.5",
        "snake_case",
        "a > b",
        "{x}",
        "e.g. (b)",
    ],
)
def test_plain_words_are_left_alone(text: str) -> None:
    assert inert(text) == text
