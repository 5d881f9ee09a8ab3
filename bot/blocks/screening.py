"""The screening: one message a question, a click a person, and what it adds up to."""

from bot.blocks import ledger, who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, header, modal, preformatted, rich, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, Button, View
from bot.blocks.kit.text import lines, name, one_line, shorten
from bot.blocks.kit.wording import Wording, about, reader
from bot.i18n.catalogue import Words, languages
from bot.i18n.catalogue import words as words_of
from flows.conversation.lifecycle import PAUSED
from flows.model import Kind, Question, Verdict
from storage.records import Record

IN_A_ROW = 25


def questions_message(words: Words, record: Record) -> Body:
    """The questions of the screening, in one message. Shows only how many have answered; without buttons once they are closed."""
    wording = reader(words, record)
    conversation = record.conversation
    section_id = str(conversation.guide.screening_section)
    open_now = conversation.section == section_id and conversation.hidden
    title = name(wording.section(section_id))
    blocks: list[Block] = [section(words.say("screening.asked" if open_now else "screening.closed", title=title))]
    over = section_id in conversation.place.seen  # what was asked stands with the answers
    for question in () if over else conversation.questions(section_id):
        done, expected = conversation.answered_count(section_id, question.id)
        counted = words.count("card.answered", done, expected=words.number(expected))
        blocks.append(section(f"*{name(wording.prompt(question.id), 2000)}*\n_{counted}_"))
        if open_now and _is_clicked(question):
            blocks += _rows(_options(words, wording, record, question))
    if open_now:
        blocks.append(actions(*_about(words, record, section_id)))
    else:
        paused = conversation.stage == PAUSED
        blocks.append(context(words.say("section.paused" if paused else "section.closed")))
    return body(title, blocks)


def _is_clicked(question: Question) -> bool:
    """A guide of one's own may ask for words here: those are written in a form."""
    return question.kind in (Kind.choice, Kind.scale)


def _about(words: Words, record: Record, section_id: str) -> list[Button]:
    on = On(c=record.id, s=section_id)
    clicked = all(map(_is_clicked, record.conversation.questions(section_id)))
    return [
        *([] if clicked else [button(action_ids.OPEN_SECTION, words.say("button.answer"), on, "primary")]),
        button(action_ids.WHY, words.say("button.why_section"), on),
        button(action_ids.REVEAL, words.say("button.reveal"), on),
    ]


def _options(words: Words, wording: Wording, record: Record, question: Question) -> list[Button]:
    prompt = one_line(wording.name(question.id))
    return [
        button(
            action_ids.numbered(action_ids.ANSWER, question.id, token),
            text,
            On(c=record.id, s=question.section, q=question.id, v=token),
            spoken=words.say("screening.option", answer=text, question=prompt),
        )
        for token, text in wording.options(question.id)
    ]


def _rows(buttons: list[Button]) -> list[Block]:
    return [actions(*buttons[start : start + IN_A_ROW]) for start in range(0, len(buttons), IN_A_ROW)]


def screening_verdict(words: Words, record: Record) -> Body:
    """What the screening alone adds up to, with the choice to go on or to stop kindly."""
    wording = reader(words, record)
    verdict, because = record.conversation.screening()
    doubtful = verdict is Verdict.distraction
    title = name(wording.say("about.screening.distraction" if doubtful else "about.screening.strategic"), 300)
    reasons = [words.say("bullet", text=name(wording.say(f"reason.{reason}"), 500)) for reason in because]
    on = On(c=record.id, s=record.conversation.guide.screening_section)
    go_on = button(
        action_ids.GO_ON,
        words.say("screening.go_on" if doubtful else "screening.go_on_sound"),
        on,
        None if doubtful else "primary",
    )
    blocks = [
        section(lines([f"*{title}*", *reasons])),
        section(words.say("screening.choice") if doubtful else name(wording.say("about.screening.next"), 600)),
    ]
    if on.s == record.conversation.section:
        kindly = [button(action_ids.STOP_KINDLY, words.say("screening.stop"), on)] if doubtful else []
        change = button(action_ids.OPEN_SECTION, words.say("button.change"), on)
        blocks.append(actions(go_on, change, *kindly))
    return body(title, blocks)


def decline_note(words: Words, record: Record, *, confirm: bool = True) -> View:
    """A kind note to copy, in every language; ``confirm``: sending the view stops the conversation."""
    partner = shorten(one_line(record.partner_name), 80)
    readers = [who_reads.line(words, who_reads.STOP)] if confirm else []
    blocks: list[Block] = [*readers, section(words.say("decline.intro" if confirm else "decline.intro_only"))]
    for code in sorted(languages(), key=lambda code: code != words.language):
        theirs = words_of(code)
        blocks.append(header(theirs.say("language.name")))
        blocks.append(rich(preformatted(theirs.say("decline.note", partner=partner))))
    if confirm:
        blocks += ledger.asked_when_declining(words, why=True)
    return modal(
        words,
        action_ids.STOP if confirm else action_ids.DECLINE_VIEW,
        words.say("decline.title"),
        blocks,
        about=about(words, record),
        metadata=Modal(c=record.id, lang=words.language).dump(),
        submit=words.say("decline.submit") if confirm else "",
    )
