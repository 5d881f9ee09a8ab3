"""What people wrote, made inert, and Slack's text objects.

Two ways to show a person's text: as it is in a plain text or rich text object, where nothing is live, or escaped in mrkdwn.
Mentions come from ids alone. Links are never made.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.blocks.kit.slack_types import Text

MOST_TEXT = 3000
"""The longest text of a section, in characters."""
MOST_NAME = 80
"""How much of a name is shown inside a sentence."""
NOBODY = "—"

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff"  # marks of direction, and of no width
    "\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # embeddings, overrides and isolates of direction
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LONE = re.compile("[\ud800-\udfff]")
_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
# More than four marks after one letter is a prank that climbs over the lines above.
_PILES = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
_BREAKS = re.compile("\r\n?|[\u2028\u2029\u0085]")
_LOOSE = re.compile("[^\\S\u00a0\u202f]+")
_HELD = re.compile("([\u00a0\u202f])[\\s]+")
_USER = re.compile(r"[UW][A-Z0-9]{2,30}")
_JOINER = "\u200d"
_GLUED = f"{_JOINER}\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_HALF = re.compile(r"(?:&[a-z]{0,4}|<[^<>]{0,60})$")

_FORMATTING = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_ITALICS = re.compile(r"(?<!\w)_|_(?!\w)")
"""What would make a name bold, struck, code or italic in mrkdwn is shown by a lookalike."""


def clean(text: object) -> str:
    """Text without what is unseen: control and direction characters, NUL, tag characters, piles of combining marks."""
    written = str(text)
    if written.isascii() and written.isprintable():
        return written
    spoken = _LONE.sub("\ufffd", _BREAKS.sub("\n", written))
    return _PILES.sub(r"\1", _JOINERS.sub(r"\1", _UNSEEN.sub("", spoken)))


def one_line(text: object) -> str:
    """Cleaned, with every run of white space one space; spaces that hold words together stay what they are."""
    return _HELD.sub(r"\1", _LOOSE.sub(" ", clean(text))).strip()


def shorten(text: str, most: int) -> str:
    """At most ``most`` characters, an ellipsis at the end when something is left out; never half a letter.

    Characters count as UTF-16 does, where an emoji is two or more: Slack does not say how it counts, and this fits either way.
    """
    if 2 * len(text) <= most or units(text) <= most:  # no character has more than two units
        return text
    if most < 1:
        return ""
    kept = text[: _whole(text, _fitting_units(text, most - 1))].rstrip()
    space = kept.rfind(" ")
    return f"{kept[:space].rstrip() if space > most * 0.8 else kept}…"


def fitting_columns(text: str, columns: int) -> str:
    """``text`` shortened to so many columns of a screen, where a wide letter or an emoji takes two."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text[: columns + 1])
    return (
        shorten(text, columns - wide if wide < columns // 2 else columns // 2) if len(text) + wide > columns else text
    )


_CLAUSE = re.compile(r"(?<=[;.:])\s+")
_LOOSE_END = " ;:.\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def clause(text: str, most: int) -> str:
    """As many clauses of a sentence as ``most`` characters hold, with an ellipsis where something is left out."""
    if len(text) <= most:
        return text
    kept = ""
    for part in _CLAUSE.split(text):
        if len(f"{kept} {part}") > most:
            break
        kept = f"{kept} {part}".strip()
    return f"{kept.rstrip(_LOOSE_END)}…" if kept else shorten(text, most)


def units(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fitting_units(text: str, most: int) -> int:
    """How many characters fit into so many UTF-16 units."""
    wide = units(text[:most]) - len(text[:most])
    at = min(most, len(text)) - wide
    while at < len(text) and units(text[: at + 1]) <= most:
        at += 1
    return max(at, 0)


def _whole(text: str, at: int) -> int:
    """The place before ``at`` where no letter is cut from its marks and no emoji from its parts."""
    while 0 < at < len(text) and (unicodedata.combining(text[at]) or text[at] in _GLUED or text[at - 1] == _JOINER):
        at -= 1
    return at


def escape(text: object) -> str:
    """Cleaned, and without life in mrkdwn: & < > escaped."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """What somebody wrote, of a text that comes from Slack: the other way round. Once, where it comes in."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def name(text: object, most: int = MOST_NAME) -> str:
    """A person's short text inside a sentence of mrkdwn: one line, shortened, escaped, without bold or italics of its own."""
    shown = escape(shorten(one_line(_start(text, most)), most)).translate(_FORMATTING)
    return _ITALICS.sub("ˍ", shown) or NOBODY


def _start(text: object, most: int) -> str:
    """As much of a text as can matter when ``most`` characters of it are shown."""
    return str(text)[: most * 20 + 200]


def begun(text: str) -> str:
    """As a line of its own begins: with a capital, behind a bullet, a mark of Slack or none."""
    return text[:1].upper() + text[1:]


def mention(person: str) -> str:
    """``<@U1>`` for a user id, the escaped word for anything else."""
    return f"<@{person}>" if _USER.fullmatch(person) else name(person)


def mentions(people: Iterable[str]) -> str:
    """Mentions, separated by commas."""
    return ", ".join(mention(person) for person in people) or NOBODY


def in_channel(channel: str) -> str:
    """``<#C1>`` for a channel's id, the escaped word for anything else."""
    return f"<#{channel}>" if channel.isalnum() else name(channel)


def plain(text: object, most: int = MOST_TEXT) -> Text:
    """A plain text object: nothing in it is live. Never empty."""
    return {"type": "plain_text", "text": shorten(clean(_start(text, most)).strip(), most) or NOBODY, "emoji": True}


def mrkdwn(text: str, most: int = MOST_TEXT) -> Text:
    """A mrkdwn object of our own words and escaped ones; Slack makes no link of its own in it. Never empty."""
    if 2 * len(text) > most and units(text) > most:
        text = f"{_HALF.sub('', shorten(text, most).removesuffix('…'))}…"
    return {"type": "mrkdwn", "text": text if text.strip() else NOBODY, "verbatim": True}


def lines(texts: Iterable[str | None]) -> str:
    """The texts that there are, one a line."""
    return "\n".join(text for text in texts if text)


def weight(content: object) -> int:
    """How much of a message something takes, in characters of JSON as Slack counts them at worst."""
    return len(json.dumps(content))


def pieces(text: str, most: int) -> Iterator[str]:
    """``text`` whole, in pieces of at most ``most`` characters of JSON, cut at white space where there is some near."""
    while weight(text) > most:
        at = _fitting(text, most)
        space = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at))
        if space > at * 0.7:
            at = space + 1
        at = _whole(text, at) or at
        yield text[:at]
        text = text[at:]
    yield text


def _fitting(text: str, most: int) -> int:
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if weight(text[:middle]) <= most else (low, middle - 1)
    return low


def fitting(text: str, most: int) -> str:
    """``text`` shortened to ``most`` characters of JSON."""
    return text if weight(text) <= most else shorten(text, max(1, units(text[: _fitting(text, most - 8)])))
