"""The draft as Markdown: to copy, to keep as a file, and as a Slack canvas."""

import re
from collections.abc import Callable, Iterator

from bot.agreement.draft import Agreement, Line, Part, Promise

Named = Callable[[Promise], str]
"""How an owner is written, as Markdown."""

_LIVE = re.compile(r"([\\`*_\[\]<>~|@]|:(?=//)|(?<=\bwww)\.)", re.IGNORECASE)
"""Besides markup: what would make links of addresses."""
_ID = re.compile(r"[UW][A-Z0-9]{2,30}")


def as_markdown(agreement: Agreement, names: Callable[[str], str] = lambda owner: "") -> str:
    """The whole draft. ``names``: the name of a person's id, empty where it is not known."""
    return "\n".join(parts_as_markdown(agreement, names))


def parts_as_markdown(agreement: Agreement, names: Callable[[str], str]) -> Iterator[str]:
    """The draft in pieces that belong together: what stands above, each part, what stands below."""

    def named(promise: Promise) -> str:
        return inert(names(promise.owner) or promise.stand_in)

    to_agree = f"**{agreement.words.say('agreement.to_agree')}**"
    yield f"# {inert(agreement.title)}\n\n*{inert(agreement.note)}*\n\n{inert(agreement.between)}\n"
    for part in agreement.parts:
        yield "\n".join([f"## {inert(part.title)}\n", *_lines(agreement, part, named, f"- {to_agree}"), ""])
    yield "\n".join(["---\n", *_ending(agreement)])


def as_canvas(agreement: Agreement) -> str:
    """The draft for a Slack canvas, which has a title of its own: owners are mentioned, and gaps can be ticked off."""

    def named(promise: Promise) -> str:
        # Slack mentions in a canvas: https://docs.slack.dev/surfaces/canvases
        return f"![](@{promise.owner})" if _ID.fullmatch(promise.owner) else inert(promise.stand_in)

    gap = f"- [ ] **{agreement.words.say('agreement.to_agree')}**"
    parts = [
        "\n".join([f"## {inert(part.title)}", *_lines(agreement, part, named, gap), ""]) for part in agreement.parts
    ]
    above = [f"*{inert(agreement.note)}*", "", inert(agreement.between), ""]
    return "\n".join([*above, *parts, "---", "", *_ending(agreement)])


def _lines(agreement: Agreement, part: Part, named: Named, gap: str) -> Iterator[str]:
    say = agreement.words.say
    for promise in part.promises:
        yield f"- {say('agreement.promise', text=inert(promise.text), owner=named(promise), due=inert(promise.due))}"
        if promise.tripwire:
            yield f"  - {say('agreement.tripwire', text=inert(promise.tripwire))}"
    yield from (_line(line, gap) for line in part.lines)


def _line(line: Line, gap: str) -> str:
    return f"{gap} {inert(line.text)}" if line.gap else f"- {inert(line.text)}"


def _ending(agreement: Agreement) -> Iterator[str]:
    for side in agreement.signed_by:
        yield f"{inert(agreement.words.say('agreement.sign', side=side))} …………………………\n"


def inert(text: str) -> str:
    """Text on one line in which Markdown and HTML find no markup; it stands in the middle of a line."""
    return _LIVE.sub(r"\\\1", text.replace("\n", " "))
