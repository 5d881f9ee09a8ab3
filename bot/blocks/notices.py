"""Short lines in the thread: paused, resumed, reopened, stopped, closed; and small private answers."""

from collections.abc import Iterable

from bot.blocks import ledger
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, modal, quote, rich, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Body, View
from bot.blocks.kit.text import fitting, lines, mention, name
from bot.blocks.kit.wording import about, reader
from bot.blocks.section import after_reveal
from bot.i18n.catalogue import Words
from storage.records import Record


def notice(words: Words, record: Record, what: str, person: str | None = None) -> Body:
    """One line about what happened to the conversation: pause (with who paused it), resume, stop or close."""
    current = record.conversation.section
    title = name(reader(words, record).section(current)) if current else ""
    key = f"notice.{what}.section" if current and words.knows(f"notice.{what}.section") else f"notice.{what}"
    text = words.say(key, section=title, person=mention(person or record.conversation.opener))
    blocks = [section(text)]
    if what == "pause":
        blocks.append(actions(button(action_ids.RESUME, words.say("button.resume"), On(c=record.id), "primary")))
    if what == "stop":
        blocks += ledger.shown(words, record)
    return body(text, blocks)


def reopened(words: Words, record: Record) -> Body:
    """One step back: the answers may change again, and how to."""
    current = record.conversation.section
    if current is None:
        return short(words, "notice.reopen")
    text = words.say("notice.reopen.section", section=name(reader(words, record).section(current)))
    return body(text, [section(text), actions(*after_reveal(words, record, current))])


def paused_before(words: Words) -> Body:
    """A pause that is over."""
    return short(words, "notice.paused_before")


def reveal_offered(words: Words, record: Record) -> Body:
    """A private button to reveal, for somebody who typed the word: only a click can open the confirmation."""
    text = words.say("reveal.offered")
    on = On(c=record.id, s=record.conversation.section)
    return body(text, [section(text), actions(button(action_ids.REVEAL, words.say("button.reveal"), on))])


def doubt(words: Words, record: Record, section_id: str, person: str, flags: Iterable[str]) -> View:
    """To one person alone, before it counts: you lean yes, and you wrote that …"""
    conversation = record.conversation
    wording = reader(words, record, conversation.participant(person).side)
    own = conversation.own_answers(person)
    blocks = [section(words.say("doubt.intro"))]
    for flag in list(flags)[:10]:
        title = words.say("bullet", text=name(wording.say(f"flag.{flag}.title")))
        asked = [question for question in conversation.guide.flag[flag].evidence if question in own]
        blocks.append(section(f"*{title}*"))
        for question in asked[:6]:
            blocks.append(context(name(wording.prompt(question), 300)))
            blocks.append(rich(quote(fitting(wording.answer(question, own[question]), 600))))
    blocks.append(section(words.say("doubt.ending")))
    metadata = Modal(c=record.id, s=section_id, lang=words.language).dump()
    return modal(
        words,
        action_ids.KEEP_ANSWERS,
        words.say("doubt.title"),
        blocks,
        about=about(words, record, section_id, wording.side),
        metadata=metadata,
        submit=words.say("doubt.keep"),
    )


def short(words: Words, key: str, **fields: str) -> Body:
    """One private sentence."""
    text = words.say(key, **{field: name(value) for field, value in fields.items()})
    return body(text, [section(text)])


def lines_of(texts: Iterable[str]) -> Body:
    """Some sentences, one a line."""
    text = lines(texts)
    return body(text, [section(text)])


def as_view(words: Words, shown: Body) -> View:
    """A private body as a modal, where one is on screen already."""
    metadata = Modal(lang=words.language).dump()
    return modal(words, action_ids.NOTICE_VIEW, words.say("notice.title"), shown["blocks"], metadata=metadata)


def as_body(view: View) -> Body:
    """A modal to read as a private body, where no modal can be opened."""
    return body(str(view["title"]["text"]), view["blocks"][:45])
