"""Write into the user guides who reads which answer: the partner's invitation and a table, from the built-in guide.

They stand between the comments ``invitation …`` and ``end of invitation``, ``readers …`` and ``end of readers``.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.blocks import who_reads
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import words
from flows.conversation import conversation as talk
from flows.guide import load_guide
from flows.guide.sharing import Reads, readers
from flows.model import Guide, Participant, Setup, Side

DOCS = Path(__file__).parent.parent.parent / "docs"
_HEADS = {
    "en": ("Question", "Of the partner's people, your side reads", "Of your side, a file for the partner counts"),
    "fr": ("Question", "Du partenaire, votre côté lit", "De votre côté, un fichier pour le partenaire compte"),
}
_SAYS = {
    "en": {
        Reads.nameless: "ticks and numbers, without names; their own words only if they agree",
        Reads.with_consent: "nothing, unless they agree",
        Reads.nothing: "nothing",
        Reads.counted: "ticks and numbers",
        None: "not asked",
    },
    "fr": {
        Reads.nameless: "cases et nombres, sans noms ; leurs propres mots seulement s'ils l'acceptent",
        Reads.with_consent: "rien, sauf s'ils l'acceptent",
        Reads.nothing: "rien",
        Reads.counted: "cases et nombres",
        None: "pas demandé",
    },
}


def documents() -> dict[Path, str]:
    """Return the user guides with what the guide says now; raises AssertionError where a place is missing."""
    guide, found = load_guide(None), {}
    for language in _HEADS:
        file = DOCS / f"user-guide.{language}.md"
        text = _put(file.read_text("utf-8"), "invitation", _invitation(guide, language))
        found[file] = _put(text, "readers", _table(guide, language))
    return found


def _put(text: str, place: str, lines: Iterator[str]) -> str:
    found = re.compile(rf"(<!-- {place}[^>]*-->\n).*?(<!-- end of {place} -->)", re.DOTALL)
    shown = "\n".join(lines)
    text, count = found.subn(lambda match: f"{match[1]}\n{shown}\n\n{match[2]}", text)
    assert count == 1, f"a user guide has {count} places for {place}"
    return text


def _invitation(guide: Guide, language: str) -> Iterator[str]:
    said = words(language)
    people = (Participant(id="U0AMINA"), *(Participant(id=f"U0P{n}", side=Side.partner) for n in range(3)))
    conversation = talk.begin(guide, Setup(our_kind="nonprofit", their_kind="company"), "U0AMINA", people)[0]
    wording = Wording(said, guide, conversation.setup, Side.partner)
    for block in who_reads.invitation(said, wording, conversation):
        yield from (f"    {line}".rstrip() for line in str(block["text"]["text"]).replace("*", "").splitlines())


def _table(guide: Guide, language: str) -> Iterator[str]:
    wording, says = Wording(words(language), guide), _SAYS[language]
    yield f"| {' | '.join(_HEADS[language])} |"
    yield "|---|---|---|"
    for question in guide.questions:
        if question.section not in guide.road:
            continue
        first = (*question.fields, question.id)[0]
        theirs = readers(guide, first, Side.partner).ours if question.asked(Side.partner) else None
        ours = readers(guide, first, Side.ours).partner
        prompt = wording.prompt(question.id).replace("|", "\\|")
        yield f"| {prompt} | {says[theirs]} | {says[ours]} |"
