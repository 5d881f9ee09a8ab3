"""The summary: verdict and because, at most five cards, one uncomfortable truth, the conditions, the rest folded.

Our side reads it. What rests on the partner's protected answers is not in it (``flows.conversation.summary.readable``).
"""

from collections.abc import Iterator

from bot.blocks.card import verdict_name
from bot.blocks.commitments import committing, guardrails
from bot.blocks.evidence import evidence, heard, support
from bot.blocks.kit import action_ids
from bot.blocks.kit.charts import points_chart, points_in_text
from bot.blocks.kit.elements import actions, button, context, divider, header, modal, rich, section
from bot.blocks.kit.messages import body, charted, pages
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, View
from bot.blocks.kit.text import lines, name, one_line
from bot.blocks.kit.wording import Wording, about, reader
from bot.blocks.own_words import failures, next_test, own_conditions
from bot.blocks.section import credit
from bot.blocks.sums import sums
from bot.i18n.catalogue import Words
from flows.conversation.lifecycle import DECIDING
from flows.conversation.summary import FlagCard, Readable, Summary, readable, summary, unanswered
from flows.model import Assessment, RaisedFlag, Severity, Side, Verdict
from storage.records import Record

SEVERITY_SIGN = {Severity.blocker: "🛑", Severity.warning: "⚠️", Severity.notice: "ℹ️"}
_MOST_MISSING = 5


def severity_name(words: Words, severity: Severity) -> str:
    """A severity with its sign and its word."""
    return f"{SEVERITY_SIGN[severity]}\N{NO-BREAK SPACE}{words.say(f'severity.{severity}')}"


def summary_messages(words: Words, record: Record, assessment: Assessment) -> list[Body]:
    """The summary in as many messages as it needs; the first has a chart."""
    if assessment.verdict is Verdict.insufficient:
        return [_insufficient(words, record, assessment)]
    read = readable(record.conversation, assessment)
    told = summary(record.conversation.guide, read.assessment)
    wording = reader(words, record)
    first = _verdict(words, wording, record, read, told)
    parts = [_card(words, wording, record, card) for card in told.cards]
    parts += _hidden(words, read)
    parts += _conditions(words, wording, read.assessment)
    title = words.say("summary.points.text", partner=name(record.partner_name))
    parts += [*own_conditions(words, record), *failures(words, record), *next_test(words, wording, told)]
    return [first, *pages(words, title, parts, _ending(words, record, told))]


def _verdict(words: Words, wording: Wording, record: Record, read: Readable, told: Summary) -> Body:
    verdict = read.assessment.verdict
    because = [words.say("bullet", text=name(wording.say(f"reason.{r}"), 500)) for r in read.assessment.because]
    truth = wording.of_flag(told.cards[0].flags[0], "truth") if told.cards else wording.say("truth.none")
    share = words.percent(round(read.assessment.coverage * 100))
    people = sum(heard(record, side) for side in Side)
    opening = [
        header(words.say("summary.title", partner=one_line(record.partner_name)[:80])),
        section(lines([words.say("summary.verdict", verdict=verdict_name(words, verdict)), *because])),
        context(words.count("summary.basis", people, share=share)),
        *_missing(words, wording, read.assessment),
    ]
    closing = [section(words.say("summary.truth", truth=name(truth, 600))), context(words.say("summary.yours"))]
    bars = points_in_text(wording, read.assessment.flags)
    text = words.say("summary.text", partner=name(record.partner_name), verdict=words.say(f"verdict.{verdict}"))
    plain = [*opening, *bars, *closing]
    drawn = points_chart(wording, read.assessment.flags)
    return charted(text, [*opening, *drawn, *closing], plain) if drawn else body(text, plain)


def _missing(words: Words, wording: Wording, assessment: Assessment) -> list[Block]:
    """The core questions that nobody on our side answered, by their short names."""
    named = [name(wording.name(question), 200) for question in assessment.missing[:_MOST_MISSING]]
    if not named:
        return []
    rest = len(assessment.missing) - len(named)
    more = words.count("insufficient.more", rest) if rest else ""
    return [context(words.say("summary.missing", names="; ".join([*named, *([more] if more else [])])))]


def _card(words: Words, wording: Wording, record: Record, card: FlagCard) -> list[Block]:
    title = wording.say(f"merged.{card.merged}") if card.merged else wording.of_flag(card.flags[0], "title")
    heading = words.say("flag.heading", severity=severity_name(words, card.severity), title=name(title, 300))
    parts = [wording.of_flag(flag, "title") for flag in card.flags] if card.merged else []
    named = [words.say("bullet", text=name(part, 300)) for part in parts]
    blocks: list[Block] = [divider(), section(lines([heading, *named, support(words, record, card.flags)]))]
    if shown := evidence(words, wording, record, card.flags):
        blocks.append(rich(*shown))
    blocks += [section(text) for text in sums(words, wording.guide, card.flags)]
    blocks.append(section("\n".join(_way_out(words, wording, card.flags))))
    return [*blocks, *guardrails(words, record, card.flags)]


def _way_out(words: Words, wording: Wording, flags: tuple[RaisedFlag, ...]) -> Iterator[str]:
    """Why it matters, a guardrail a flag, one next question: never a flag without a way out."""
    first = flags[0]
    why = name(wording.of_flag(first, "why"), 500)
    yield words.say("flag.why", why=why, line=wording.guide.flag[first.id].article_line)
    named = list(dict.fromkeys(name(wording.of_flag(flag, "guardrail"), 500) for flag in flags))
    if len(named) == 1:
        yield words.say("flag.guardrail", guardrail=named[0])
    else:
        yield words.say("flag.guardrails")
        yield from (words.say("bullet", text=guardrail) for guardrail in named)
    asked = next((flag.next_question for flag in flags if flag.next_question), None)
    prompt = wording.prompt(asked) if asked else wording.say("missing_voice.invite")
    yield words.say("flag.next", question=name(prompt, 500))
    if move := next((key for flag in flags if wording.knows(key := f"flag.{flag.id}.move")), None):
        yield words.say("flag.move", move=name(wording.say(move), 500))


def _hidden(words: Words, read: Readable) -> list[list[Block]]:
    return [[divider(), section(words.say("summary.hidden"))]] if read.withheld else []


def _conditions(words: Words, wording: Wording, assessment: Assessment) -> list[list[Block]]:
    """The guardrails of all blockers and warnings, shown or folded."""
    texts = [name(text, 500) for text in wording.conditions(assessment)]
    if not texts:
        return []
    numbered = [words.say("summary.condition", number=number, text=text) for number, text in enumerate(texts, 1)]
    parts: list[list[Block]] = [[divider(), section(lines([words.say("summary.conditions"), *numbered[:5]]))]]
    parts += [[section(lines(numbered[at : at + 5]))] for at in range(5, len(numbered), 5)]
    return parts


def _ending(words: Words, record: Record, told: Summary) -> list[Block]:
    on = On(c=record.id)
    buttons = []
    if record.conversation.stage == DECIDING:
        buttons.append(button(action_ids.DECIDE, words.say("button.decide"), on, "primary"))
        buttons.append(button(action_ids.BACK, words.say("button.back_to_answers"), On(c=record.id, s=DECIDING)))
    if told.folded:
        buttons.append(button(action_ids.OTHER_POINTS, words.count("button.other_points", len(told.folded)), on))
    return [*([actions(*buttons)] if buttons else []), context(credit(words))]


def _insufficient(words: Words, record: Record, assessment: Assessment) -> Body:
    """One kind message that names what is missing most: what nobody answered, then what nobody is sure of or could write."""
    conversation = record.conversation
    wording = reader(words, record)
    lacking = unanswered(conversation.guide, conversation.setup, conversation.all_answers())
    missing = sorted(lacking, key=lambda question: question not in assessment.missing)
    named = [words.say("bullet", text=name(wording.name(question), 300)) for question in missing[:_MOST_MISSING]]
    rest = len(missing) - len(named)
    share = words.percent(round(assessment.coverage * 100))
    blocks = [
        header(words.say("summary.title", partner=one_line(record.partner_name)[:80])),
        section(lines([words.say("insufficient.title"), words.say("insufficient.why", share=share)])),
        section(
            lines(
                [
                    words.say("insufficient.missing") if named else None,
                    *named,
                    words.count("insufficient.more", rest) if rest else None,
                ]
            )
            or words.say("insufficient.texts")
        ),
        section(words.say("insufficient.how")),
    ]
    if conversation.stage == DECIDING:
        on = On(c=record.id)
        blocks.append(
            actions(
                button(action_ids.BACK, words.say("button.back_to_answers"), On(c=record.id, s=DECIDING), "primary"),
                button(action_ids.DECIDE, words.say("button.decide_anyway"), on),
            )
        )
    return body(words.say("insufficient.title"), blocks)


def other_points_modal(words: Words, record: Record, assessment: Assessment) -> View:
    """What the summary folded, each with its way out."""
    read = readable(record.conversation, assessment)
    wording = reader(words, record)
    blocks: list[Block] = [section(words.say("points.intro"))]
    for flag in summary(wording.guide, read.assessment).folded[:24]:
        title = name(wording.of_flag(flag, "title"), 300)
        heading = words.say("flag.heading", severity=severity_name(words, flag.severity), title=title)
        blocks += [divider(), section(lines([heading, support(words, record, [flag])]))]
        if shown := evidence(words, wording, record, [flag]):
            blocks.append(rich(*shown))
        blocks += [section(text) for text in sums(words, wording.guide, (flag,))]
        blocks.append(section(lines(_way_out(words, wording, (flag,))), committing(words, record, flag.id)))
    return modal(
        words,
        action_ids.POINTS_VIEW,
        words.say("points.title"),
        blocks,
        about=about(words, record),
        metadata=Modal(c=record.id).dump(),
    )
