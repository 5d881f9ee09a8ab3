"""The draft of an agreement in Slack: its text to copy, and what became of its canvas."""

from collections.abc import Iterable, Iterator, Sequence

from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, modal, preformatted, rich, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, Button, View
from bot.blocks.kit.text import name
from bot.blocks.kit.wording import about
from bot.i18n.catalogue import Words, languages
from bot.i18n.catalogue import words as words_of
from storage.records import Record

A_BLOCK = 2_900
"""Characters of the text that one block shows."""
UNSURE = "uncertain"
"""In place of Slack's error: it is not known whether the canvas was made."""
_NO_CANVASES = (
    "canvas_disabled_user_team",
    "free_teams_cannot_create_non_tabbed_canvases",
    "team_tier_cannot_create_channel_canvases",
)
_NO_ROOM = ("channel_canvas_already_exists", "free_team_canvas_tab_already_exists")


def agreement_modal(
    words: Words, record: Record, pieces: Iterable[str], drafted_in: str, opening: str, *, other_languages: bool = True
) -> View:
    """The draft to copy, in the language ``drafted_in``; a button sends it as a file, sending the view makes a canvas of it.

    ``opening`` names this opening of it: two clicks on the file's button are one wish.
    ``other_languages``: a button to each; not where the view lies on top of another one already.
    """
    blocks: list[Block] = [section(words.say("agreement.intro", partner=name(record.partner_name)))]
    others = [code for code in languages() if code != drafted_in] if other_languages else []
    word = button(action_ids.AGREEMENT_WORD, words.say("agreement.word"), On(c=record.id, v=drafted_in, q=opening))
    blocks.append(actions(*(_in(code, record) for code in others), word))
    blocks += [rich(preformatted(text)) for text in _filled(pieces)]
    blocks.append(context(words.say("agreement.where")))
    metadata = Modal(c=record.id, q=drafted_in, lang=words.language).dump()
    title, submit = words.say("agreement.modal"), words.say("agreement.submit")
    return modal(
        words, action_ids.AGREEMENT, title, blocks, about=about(words, record), metadata=metadata, submit=submit
    )


def _in(code: str, record: Record) -> Button:
    theirs = words_of(code)
    return button(action_ids.numbered(action_ids.AGREEMENT, code), theirs.say("language.name"), On(c=record.id, v=code))


def _filled(pieces: Iterable[str]) -> Iterator[str]:
    """As few blocks as they need; what belongs together stays together unless it alone is too long."""
    held = ""
    for piece in pieces:
        if held and len(held) + 1 + len(piece) > A_BLOCK:
            yield held
            held = ""
        held = f"{held}\n{piece}" if held else piece
        while len(held) > A_BLOCK:
            yield held[:A_BLOCK]
            held = held[A_BLOCK:]
    if held:
        yield held


def agreement_offered(words: Words, record: Record) -> Body:
    """A private button, for somebody who typed the word: only a click can open the draft."""
    return _said(words.say("agreement.offered"), [actions(opening(words, record.id))])


def opening(words: Words, conversation: str) -> Button:
    """The button that opens the draft."""
    return button(action_ids.AGREEMENT, words.say("button.agreement"), On(c=conversation))


def word_file_underway(words: Words) -> Body:
    """To who asked for the file, at once."""
    return _said(words.say("agreement.word.underway"))


def word_file_text(words: Words, record: Record) -> str:
    """What stands with the file."""
    return words.say("agreement.word.sent", partner=name(record.partner_name))


def word_file_refused(words: Words, record: Record) -> str:
    """What stands there instead where Slack takes no files."""
    return words.say("agreement.word.refused", partner=name(record.partner_name))


def word_file_not_made(words: Words, record: Record) -> str:
    """What is said in the place of a document that could not be made."""
    return words.say("agreement.word.not_made", partner=name(record.partner_name))


def canvas_underway(words: Words) -> Body:
    """What replaces the form."""
    return _said(words.say("agreement.canvas.underway"))


def canvas_made(words: Words, record: Record, link: str) -> Body:
    """To who asked for it: where the canvas is. ``link``: its address, of letters that are safe in mrkdwn."""
    there = f"<{link}|{words.say('agreement.canvas.link')}>"
    return _said(words.say("agreement.canvas.made", partner=name(record.partner_name), link=there))


def canvas_not_made(words: Words, record: Record, error: str) -> Body:
    """To who asked for it: why there is none, and what to do; ``error``: Slack's name for it, or UNSURE."""
    partner = name(record.partner_name)
    if error == "missing_scope":
        text = words.say("agreement.canvas.scope")
    elif error in _NO_CANVASES:
        text = words.say("agreement.canvas.none_here")
    elif error in _NO_ROOM:
        text = words.say("agreement.canvas.no_room")
    elif error == UNSURE:
        text = words.say("agreement.canvas.unsure", partner=partner)
    else:
        text = words.say("agreement.canvas.failed", partner=partner)
    return _said(text, [actions(opening(words, record.id))])


def _said(text: str, more: Sequence[Block] = ()) -> Body:
    return body(text, [section(text), *more])
