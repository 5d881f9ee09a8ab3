"""The screening: one message a question, a click a person, and what it adds up to."""

from collections.abc import Iterator

from bot.blocks import ledger, who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, header, modal, preformatted, rich, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, Button, View
from bot.blocks.kit.text import begun, lines, name, one_line, shorten
from bot.blocks.kit.wording import Wording, about, reader
from bot.i18n.catalogue import Words, languages
from bot.i18n.catalogue import words as words_of
from flows.assessment.screening import Screened, Screening, Seen
from flows.conversation.lifecycle import PAUSED
from flows.model import Kind, Question
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
    """What the screening alone adds up to, with the choice to go on; and to stop kindly, where something speaks against it."""
    wording = reader(words, record)
    found = record.conversation.screening()
    sound, doubtful = found.outcome is Screened.strategic, found.outcome is Screened.distraction
    told = name(wording.say(f"about.screening.{found.outcome}"), 300) if sound or doubtful else ""
    title = told or words.say(f"screening.{found.outcome}")
    reasons = [words.say("bullet", text=text) for text in _reasons(words, wording, found)]
    nothing_against = name(wording.say("about.screening.next"), 600)
    on = On(c=record.id, s=record.conversation.guide.screening_section)
    stoppable = doubtful or found.outcome is Screened.against
    go_on = button(
        action_ids.GO_ON,
        words.say("screening.go_on" if stoppable else "screening.go_on_sound"),
        on,
        "primary" if sound else None,
    )
    blocks = [
        section(lines([f"*{title}*", *reasons])),
        section(nothing_against if sound else words.say(_CHOICE[found.outcome])),
    ]
    if on.s == record.conversation.section:
        kindly = [button(action_ids.STOP_KINDLY, words.say("screening.stop"), on)] if stoppable else []
        change = button(action_ids.OPEN_SECTION, words.say("button.change"), on)
        blocks.append(actions(go_on, change, *kindly))
    return body(title, blocks)


_CHOICE = {
    Screened.early: "screening.early.choice",
    Screened.divided: "screening.divided.choice",
    Screened.against: "screening.choice",
    Screened.distraction: "screening.choice",
}


def _reasons(words: Words, wording: Wording, found: Screening) -> Iterator[str]:
    """Why it looks so: the guide's reasons; else who is missing, and how many see a problem with what."""
    if found.outcome is Screened.distraction:
        yield from (name(wording.say(f"reason.{reason}"), 500) for reason in found.because)
        return
    if found.few:
        yield words.count("screening.heard", found.heard, expected=words.number(found.expected))
        return
    if found.outcome is Screened.strategic:
        return
    for each in found.seen:
        if views := _views(words, found, each):
            yield words.say("screening.seen", question=begun(name(wording.name(each.question))), views=", ".join(views))


def _views(words: Words, found: Screening, each: Seen) -> list[str]:
    """ "2 of 4 see a problem", "1 is not sure"; of one person alone "you see a problem"."""
    if not each.well and not each.against and not each.unsure:
        return [words.say("screening.nobody")]
    said = [(kind, n) for kind, n in (("problem", each.against), ("unsure", each.unsure)) if n]
    if found.expected == 1:
        return [words.say(f"screening.you.{kind}") for kind, _ in said]
    heard = words.number(found.heard)
    return [words.count(f"screening.some.{kind}", n, heard=heard) for kind, n in said]


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
