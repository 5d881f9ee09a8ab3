"""The points of a summary, for whoever asks: one message, folded; the evidence of each, and the other points, a click away."""

from collections.abc import Iterable, Iterator

from bot.blocks.commitments import committing, guardrails
from bot.blocks.evidence import evidence, heard, support
from bot.blocks.kit import action_ids
from bot.blocks.kit.charts import points_in_text
from bot.blocks.kit.elements import actions, button, context, divider, modal, rich, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, View
from bot.blocks.kit.source import credit
from bot.blocks.kit.text import lines, name
from bot.blocks.kit.wording import about
from bot.blocks.summed_up import SummedUp, severity_name, summed_up
from bot.blocks.sums import sums
from bot.i18n.catalogue import Words
from flows.conversation.lifecycle import DECIDING
from flows.conversation.summary import FlagCard, is_for_now
from flows.model import Assessment, RaisedFlag, Side
from storage.records import Record

_MOST_MISSING = 5
_DIFFERING = 3


def points_message(words: Words, record: Record, assessment: Assessment) -> Body:
    """One message: each point with its title, who says what, its guardrail and the next question."""
    it = summed_up(words, record, assessment)
    title = words.say("summary.points.text", partner=name(record.partner_name))
    reasons = [name(it.wording.say(f"reason.{reason}"), 300) for reason in it.read.assessment.because]
    blocks: list[Block] = [section(lines([f"*{title}*", *reasons]))]
    for card in it.told.cards:
        blocks += _folded(it, card)
    if it.read.withheld:
        blocks += [divider(), section(words.say("summary.hidden"))]
    blocks += [divider(), context(lines([_basis(it), _missing(it), words.say("summary.yours")])), *_ways_on(it)]
    return body(title, [*blocks, *credit(words, it.wording.guide)])


def _folded(it: SummedUp, card: FlagCard) -> list[Block]:
    on = On(c=it.record.id, q=card.id)
    label = it.words.say("button.evidence")
    opened = button(action_ids.numbered(action_ids.EVIDENCE, card.id), label, on, spoken=f"{label}: {it.title(card)}")
    row = guardrails(it.words, it.record, card.flags)
    buttons = [opened, *(element for block in row if block["type"] == "actions" for element in block["elements"])]
    told = [_heading(it, card), *_said(it, card), *_guardrail(it, card.flags), _next(it, card.flags)]
    return [divider(), section("\n".join(told)), actions(*buttons)]


def _heading(it: SummedUp, card: FlagCard) -> str:
    title = name(it.title(card), 300)
    return it.words.say("flag.heading", severity=severity_name(it.words, card.severity), title=title)


def _said(it: SummedUp, card: FlagCard) -> Iterator[str]:
    """Who says what; of several flags on one card first how many say each."""
    if len(card.flags) > 1:
        for flag in card.flags:
            title, counted = name(it.wording.of_flag(flag, "title"), 300), it.counted(it.read.voices[flag.id])
            text = it.words.say("flag.counted", title=title, counted=counted) if counted else title
            yield it.words.say("bullet", text=text)
    first = next((flag for flag in card.flags if it.read.voices[flag.id].at), None)
    if first is not None:
        yield from it.who_says_what(first)
    elif it.wording.guide.flag[card.flags[0].id].compares:
        yield _differing(it, card.flags[0])
    else:
        yield support(it.words, it.record, card.flags)


def _differing(it: SummedUp, flag: RaisedFlag) -> str:
    """What people differ on, by the short names of the questions."""
    asked = list(dict.fromkeys(entry.question for entry in flag.evidence if entry.question in it.wording.guide.owner))
    named = [name(it.wording.name(question)) for question in asked[:_DIFFERING]]
    return it.words.say("flag.differ", names=", ".join([*named, *(["…"] if len(asked) > len(named) else [])]))


def _guardrail(it: SummedUp, flags: Iterable[RaisedFlag]) -> Iterator[str]:
    """A guardrail a flag; what nobody can agree to is for now."""
    flags = tuple(flags)
    named = [name(text, 500) for text in it.wording.guardrails(flags)]
    if len(named) == 1:
        now = is_for_now(it.wording.guide, flags[0])
        yield it.words.say("flag.for_now" if now else "flag.guardrail", guardrail=named[0])
    else:
        yield it.words.say("flag.guardrails")
        yield from (it.words.say("summary.condition", number=at, text=text) for at, text in enumerate(named, 1))


def _next(it: SummedUp, flags: Iterable[RaisedFlag]) -> str:
    return it.words.say("flag.next", question=it.next_question(flags))


def _basis(it: SummedUp) -> str:
    people = sum(heard(it.record, side) for side in Side)
    share = it.words.percent(round(it.read.assessment.coverage * 100))
    return it.words.count("summary.basis", people, share=share)


def _missing(it: SummedUp) -> str | None:
    """The core questions that nobody on our side answered, by their short names."""
    missing = it.read.assessment.missing
    named = [name(it.wording.name(question), 200) for question in missing[:_MOST_MISSING]]
    if not named:
        return None
    rest = len(missing) - len(named)
    more = [it.words.count("insufficient.more", rest)] if rest else []
    return it.words.say("summary.missing", names="; ".join([*named, *more]))


def _ways_on(it: SummedUp) -> list[Block]:
    buttons = []
    if it.told.folded:
        label = it.words.count("button.other_points", len(it.told.folded))
        buttons.append(button(action_ids.OTHER_POINTS, label, On(c=it.record.id)))
    if it.record.conversation.stage == DECIDING:
        label = it.words.say("button.back_to_answers")
        buttons.append(button(action_ids.BACK, label, On(c=it.record.id, s=DECIDING)))
    return [actions(*buttons)] if buttons else []


def evidence_modal(words: Words, record: Record, assessment: Assessment, wanted: str) -> View:
    """What one card rests on: the exact answers of everybody, the sums, why it matters. Says so where it is not raised any more."""
    it = summed_up(words, record, assessment)
    card = next((one for one in it.told.cards if one.id == wanted), None)
    blocks = _whole(it, card.flags, _heading(it, card)) if card else [section(words.say("evidence.gone"))]
    title = words.say("evidence.title")
    return modal(
        words, action_ids.EVIDENCE_VIEW, title, blocks, about=about(words, record), metadata=Modal(c=record.id).dump()
    )


def _whole(it: SummedUp, flags: tuple[RaisedFlag, ...], heading: str) -> list[Block]:
    words, wording = it.words, it.wording
    blocks: list[Block] = [section(heading)]
    if shown := evidence(words, wording, it.record, flags, it.read.case):
        blocks.append(rich(*shown))
    blocks += [section(text) for text in sums(words, wording.guide, flags)]
    whys = dict.fromkeys(_why(it, flag) for flag in flags)
    move = next((key for flag in flags if wording.knows(key := f"flag.{flag.id}.move")), None)
    moved = [words.say("flag.move", move=name(wording.say(move), 500))] if move else []
    return [*blocks, section(lines([*whys, *moved]))]


def _why(it: SummedUp, flag: RaisedFlag) -> str:
    why, line = name(it.wording.of_flag(flag, "why"), 500), it.wording.guide.flag[flag.id].source_line
    return it.words.say("flag.why", why=why) if line is None else it.words.say("flag.why.line", why=why, line=line)


def other_points_modal(words: Words, record: Record, assessment: Assessment) -> View:
    """What the points left out, each whole and with its way out; above them the points of each section."""
    it = summed_up(words, record, assessment)
    blocks: list[Block] = [section(words.say("points.intro")), *points_in_text(it.wording, it.read.assessment.flags)]
    for flag in it.told.folded[:18]:
        card = FlagCard((flag,))
        told = [_heading(it, card), *_said(it, card)]
        blocks += [divider(), *_whole(it, (flag,), "\n".join(told))]
        way_out = [*_guardrail(it, (flag,)), _next(it, (flag,))]
        blocks.append(section("\n".join(way_out), committing(words, record, flag.id)))
    title = words.say("points.title")
    return modal(
        words, action_ids.POINTS_VIEW, title, blocks, about=about(words, record), metadata=Modal(c=record.id).dump()
    )
