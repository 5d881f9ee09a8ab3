"""A line that stands by itself begins with a capital, on every surface and in both languages; what people wrote is theirs."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.i18n.catalogue import words
from bot.i18n.languages import languages
from tests.blocks.sample import Story
from tests.blocks.surfaces import SURFACES

_MARKS = r"\s*_~•>↳✓·“«\"(\u2600-\u27bf\ufe0f\U0001f300-\U0001faff"
SMALL = re.compile(rf"[{_MARKS}]*[a-zà-öø-ÿœ]")
"""The beginning of a line with a small letter, behind bullets, quotation marks, signs and the marks of Slack."""
WRITTEN = ("rich_text_quote", "rich_text_preformatted")
NOT_READ = {"private_given_back"}
"""Surfaces whose lines are values: a form is given back without its conversation."""


def _texts(node: Any) -> Iterator[str]:
    """Every text that is read by itself; not what people wrote, which is quoted."""
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict) and node.get("type") not in WRITTEN:
        if node.get("type") in ("mrkdwn", "plain_text"):
            yield str(node["text"])
        elif node.get("type") == "rich_text_section":
            yield str(node["elements"][0].get("text", ""))
        else:
            for each in node.values():
                yield from _texts(each)


@pytest.mark.parametrize("language", languages())
def test_a_line_begins_with_a_capital(language: str) -> None:
    story = Story()
    small = {
        f"{surface.name}: {line}"
        for surface in SURFACES.values()
        if surface.name not in NOT_READ
        for payload in surface.payloads(words(language), story)
        for text in _texts(payload)
        for line in text.split("\n")
        if SMALL.match(line)
    }
    assert sorted(small) == []


@pytest.mark.parametrize("line", ["all 4:", "*🟠 with conditions*, because:", "• the need", "« les 4 »", "et 5 autres"])
def test_such_lines_are_found(line: str) -> None:
    assert SMALL.match(line)
