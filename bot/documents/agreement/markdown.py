"""The draft as Markdown: to copy, to keep as a file, and as a Slack canvas."""

import re
from collections.abc import Callable, Iterator

from bot.documents.agreement.draft import Agreement, Promise

_LIVE = re.compile(r"([\\`*_\[\]<>~|@]|:(?=//)|(?<=\bwww)\.)", re.IGNORECASE)
"""Besides markup: what would make links of addresses."""
_ID = re.compile(r"[UW][A-Z0-9]{2,30}")

Names = Callable[[str], str]
"""The name of a person's id, empty where it is not known."""


def unnamed(owner: str) -> str:
    """Nobody's name is known."""
    return ""


def as_markdown(agreement: Agreement, names: Names = unnamed) -> str:
    """The whole draft."""
    return "\n".join(pieces(agreement, names))


def pieces(agreement: Agreement, names: Names) -> Iterator[str]:
    """The draft in pieces that belong together: what stands above, each part, where people sign."""

    def named(promise: Promise) -> str:
        return inert(names(promise.owner) or promise.stand_in)

    yield f"# {inert(agreement.title)}\n"
    yield from _body(agreement, named)


def as_canvas(agreement: Agreement) -> str:
    """The draft for a Slack canvas, which has its title apart; owners are mentioned.

    Slack's canvases take few elements, and no list in a list: https://docs.slack.dev/surfaces/canvases
    """

    def named(promise: Promise) -> str:
        return f"![](@{promise.owner})" if _ID.fullmatch(promise.owner) else inert(promise.stand_in)

    return "\n".join(_body(agreement, named))


def _body(agreement: Agreement, named: Callable[[Promise], str]) -> Iterator[str]:
    say = agreement.words.say
    to_agree = f"**{say('agreement.to_agree')}** "
    yield f"*{inert(agreement.note)}*\n\n{inert(agreement.between)}\n"
    for part in agreement.parts:
        lines = [f"## {inert(part.title)}\n"]
        for one in part.promises:
            text = say("agreement.promise", text=inert(one.text), owner=named(one), due=inert(one.due))
            otherwise = f" {say('agreement.tripwire', text=inert(one.tripwire))}" if one.tripwire else ""
            lines.append(f"- {text}{otherwise}")
        lines += [f"- {to_agree if line.gap else ''}{inert(line.text)}" for line in part.lines]
        yield "\n".join([*lines, ""])
    signed = [f"{inert(say('agreement.sign', side=side))} …………………………\n" for side in agreement.signed_by]
    yield "\n".join(["---\n", *signed])


def inert(text: str) -> str:
    """Text on one line in which Markdown and HTML find no markup; it stands in the middle of a line."""
    return _LIVE.sub(r"\\\1", text.replace("\n", " "))
