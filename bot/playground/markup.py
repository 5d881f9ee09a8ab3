"""Slack's text: how what people type is sent, and how mrkdwn reads on the screen."""

import re

from bot.playground.facts import EMOJI
from bot.playground.workspace import Workspace

MENTION = re.compile(r"<@[UW][A-Z0-9]+>|<#C[A-Z0-9]+(?:\|[^<>]*)?>")
BARE_LINK = re.compile(r"https?://[^\s<>|]+")
BROADCAST = re.compile(r"(?<![\w@])@(channel|here|everyone)\b")
SHORTCODE = re.compile(r":([a-z0-9_+\-]+):(?::skin-tone-\d:)?")
LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
STYLES = [
    re.compile(rf"(?<![\w{mark}])\{mark}(?=\S)([^{mark}\n]*?\S)\{mark}(?![\w{mark}])") for mark in ("*", "_", "~")
]
CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_sent(typed: str) -> str:
    """What the Slack client makes of typed words: & < > escaped, mentions, links and @here turned into markup."""
    parts, at = [], 0
    for mention in MENTION.finditer(typed):
        parts += [_without_mentions(typed[at : mention.start()]), mention.group()]
        at = mention.end()
    return "".join([*parts, _without_mentions(typed[at:])])


def _without_mentions(typed: str) -> str:
    parts, at = [], 0
    for link in BARE_LINK.finditer(typed):
        parts += [escape(typed[at : link.start()]), f"<{escape(link.group())}>"]
        at = link.end()
    return BROADCAST.sub(r"<!\1>", "".join([*parts, escape(typed[at:])]))


def emoji(text: str) -> str:
    return SHORTCODE.sub(lambda found: EMOJI.get(found.group(1), found.group()), text)


def readable(workspace: Workspace, text: str) -> str:
    """mrkdwn as a reader sees it: names for ids, emoji for shortcodes, no marks for bold and italic."""
    parts = []
    for index, part in enumerate(CODE.split(text)):
        if index % 2:
            parts.append(unescape(part.strip("`").strip("\n")))
        else:
            shown = LINK.sub(lambda found: _link_text(workspace, found.group(1), found.group(2)), part)
            for style in STYLES:
                shown = style.sub(r"\1", shown)
            shown = re.sub(r"^(?:&gt;|>) ?", "│ ", shown, flags=re.MULTILINE)
            parts.append(emoji(unescape(shown)))
    return "".join(parts)


def _link_text(workspace: Workspace, target: str, label: str | None) -> str:
    if target.startswith("@"):
        member = workspace.members.get(target[1:])
        return f"@{member.real_name}" if member else f"@{target[1:]}"
    if target.startswith("#"):
        channel = workspace.channels.get(target[1:])
        return f"#{channel.name}" if channel else f"#{label or target[1:]}"
    if target.startswith("!date"):
        return label or target
    if target.startswith("!"):
        return f"@{target[1:].partition('^')[0]}"
    return f"{label} ({target})" if label and label != target else target
