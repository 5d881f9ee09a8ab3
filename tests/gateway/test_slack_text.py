"""Slack's escapes are taken off once, where a text comes in; and what a message holds is kept, wherever it stands in it."""

from typing import Any

import pytest

from bot.gateway.message_content import MOST, content_of
from bot.gateway.slack_text import said_text, typed_text


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("AT&amp;T &lt; 5%", "AT&T < 5%"),
        ("&amp;lt;", "&lt;"),
        ("new <http://acme.org|acme.org>", "new acme.org"),
        ("<https://acme.org/a?b=1&amp;c=2>", "https://acme.org/a?b=1&c=2"),
        ("<https://acme.org|our site>", "our site (https://acme.org)"),
        ("<mailto:a@acme.org|a@acme.org>", "a@acme.org"),
        ("<@U123|tom> and <#C1|general> and <#C1|>", "@tom and #general and #C1"),
        ("<@U123>", "<@U123>"),
        ("<!here> <!subteam^S1|@board> <!date^1^{date}|today>", "@here @board today"),
        ("1 < 2 > 3 <", "1 < 2 > 3 <"),
    ],
)
def test_a_text_is_what_was_typed(sent: str, typed: str) -> None:
    assert typed_text(sent) == typed


def test_who_is_mentioned_in_a_remark_stays_an_id() -> None:
    assert said_text("<@U123|tom> &amp; <@W4>") == "<@U123> & <@W4>"


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "R&D asked "},
                {"type": "user", "user_id": "U1"},
                {"type": "link", "url": "https://acme.org", "text": "here"},
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ({"text": "We &amp; they", "user": "U1", "blocks": [RICH]}, "We & they"),
        ({"text": "", "bot_id": "B1", "blocks": [RICH]}, "R&D asked  <@U1> here (https://acme.org)"),
        (
            {
                "bot_id": "B1",
                "text": "",
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "Deal & more"}},
                    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Size* &lt; 5"}]},
                    {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Go"}}]},
                    {"type": "image", "alt_text": "a chart", "image_url": "https://x.org/a.png"},
                ],
            },
            "Deal & more\n*Size* < 5\na chart",
        ),
        (
            {
                "text": "",
                "bot_id": "B1",
                "attachments": [
                    {
                        "pretext": "New deal",
                        "title": "Acme",
                        "title_link": "https://crm.org/1",
                        "fields": [{"title": "Size", "value": "5 &amp; up"}],
                        "fallback": "not needed",
                    },
                    {"fallback": "only this"},
                ],
            },
            "New deal\nAcme (https://crm.org/1)\nSize: 5 & up\nonly this",
        ),
        (
            {
                "text": "",
                "user": "U1",
                "files": [{"name": "terms.pdf", "permalink": "https://acme.slack.com/files/F1"}],
            },
            "terms.pdf (https://acme.slack.com/files/F1)",
        ),
        (
            {
                "text": "See <https://x.org>",
                "user": "U1",
                "attachments": [{"from_url": "https://x.org", "text": "Their page"}],
            },
            "See https://x.org",
        ),
        ({"text": "", "user": "U1"}, ""),
        ({"text": None, "blocks": "no", "attachments": [3], "files": {}}, ""),
    ],
    ids=["words", "rich text", "blocks", "attachments", "a file", "a preview", "nothing", "misshapen"],
)
def test_what_a_message_holds(message: dict[str, Any], kept: str) -> None:
    assert content_of(message) == kept


def test_however_much_and_however_deep_it_holds_it_ends() -> None:
    deep: dict[str, Any] = {"type": "section", "text": "end"}
    for _ in range(500):
        deep = {"type": "section", "elements": [deep]}
    many = {"bot_id": "B1", "blocks": [deep, *({"type": "section", "text": f"{n} " * 50} for n in range(2_000))]}
    assert len(content_of(many)) <= MOST
