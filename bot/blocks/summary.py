"""The summary's first message, which fits one screen of a phone: verdict, because, one truth, three conditions, three ways on.

The points, all conditions and the evidence are a click away (``points``, ``conditions``).
"""

from bot.blocks.card import VERDICT_SIGN
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, header, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Body
from bot.blocks.kit.text import begun, clause, fitting_columns, lines, name, one_line
from bot.blocks.kit.wording import reader
from bot.blocks.summed_up import SEVERITY_SIGN, SummedUp, summed_up
from bot.i18n.catalogue import Words
from flows.conversation.lifecycle import DECIDING
from flows.conversation.summary import FlagCard, unanswered
from flows.model import Assessment, Verdict
from storage.records import Record

_MOST_MISSING = 5
_MOST_POINTS, _MOST_CONDITIONS = 3, 3
_NAME_COLUMNS, _POINT_COLUMNS, _CONDITION_COLUMNS = 30, 108, 78
"""What fits: a heading of one line, a point of three lines, and a condition of two, of 42 characters each."""


def summary_message(words: Words, record: Record, assessment: Assessment) -> Body:
    """What everybody in the thread reads: at most 25 lines of a phone."""
    if assessment.verdict is Verdict.insufficient:
        return _insufficient(words, record, assessment)
    it = summed_up(words, record, assessment)
    wording = it.wording
    truth = wording.of_flag(it.told.cards[0].flags[0], "truth") if it.told.cards else wording.say("truth.none")
    blocks: list[Block] = [
        _heading(words, record),
        section(lines([_verdict(words, assessment.verdict), *_because(it)])),
        section(words.say("summary.truth", truth=name(truth, 120))),
        *_conditions(it),
        _buttons(it),
    ]
    text = words.say(
        "summary.text", partner=name(record.partner_name), verdict=words.say(f"verdict.{assessment.verdict}")
    )
    return body(text, blocks)


def _heading(words: Words, record: Record) -> Block:
    return header(words.say("summary.title", partner=fitting_columns(one_line(record.partner_name), _NAME_COLUMNS)))


def _verdict(words: Words, verdict: Verdict) -> str:
    return words.say("summary.verdict", sign=VERDICT_SIGN[verdict], verdict=begun(words.say(f"verdict.{verdict}")))


def _because(it: SummedUp) -> list[str]:
    """The titles of the points that carry the verdict, with how many say so; the guide's reasons where no point does."""
    carrying = it.told.carrying
    if not carrying:
        reasons = [name(it.wording.say(f"reason.{reason}"), 140) for reason in it.read.assessment.because]
        return [it.words.say("bullet", text=reason) for reason in reasons[:2]]
    shown = [it.words.say("bullet", text=_point(it, card)) for card in carrying[:_MOST_POINTS]]
    rest = len(carrying) - len(shown)
    return [*shown, it.words.count("list.more", rest)] if rest else shown


def _point(it: SummedUp, card: FlagCard) -> str:
    counted = it.counted(it.of_card(card.flags, card.severity))
    title = name(fitting_columns(it.title(card), _POINT_COLUMNS - len(counted)), 300)
    return it.words.say(
        "summary.point.counted" if counted else "summary.point",
        sign=SEVERITY_SIGN[card.severity],
        title=title,
        counted=counted,
    )


def _conditions(it: SummedUp) -> list[Block]:
    """The three conditions that matter most; where there is nothing to agree on, what our side can do now."""
    flags, key = (it.told.conditions, "summary.conditions") if it.told.conditions else (it.told.for_now, "summary.now")
    texts = it.wording.guardrails(flags)[:_MOST_CONDITIONS]
    if not texts:
        return []
    numbered = [
        it.words.say("summary.condition", number=number, text=name(clause(text, _CONDITION_COLUMNS), 120))
        for number, text in enumerate(texts, 1)
    ]
    return [section(lines([it.words.say(key), *numbered]))]


def _buttons(it: SummedUp) -> Block:
    words, on = it.words, On(c=it.record.id)
    deciding = it.record.conversation.stage == DECIDING
    deciders = [button(action_ids.DECIDE, words.say("button.decide"), on, "primary")] if deciding else []
    asked = len(it.wording.guardrails(it.told.conditions))
    label = words.count("button.conditions", asked) if asked else words.say("button.own_words")
    return actions(
        *deciders,
        button(action_ids.POINTS, words.say("button.points"), on),
        button(action_ids.CONDITIONS, label, on),
    )


def _insufficient(words: Words, record: Record, assessment: Assessment) -> Body:
    """One kind message that names what is missing most: what nobody answered, then what nobody is sure of or could write."""
    conversation = record.conversation
    wording = reader(words, record)
    lacking = unanswered(conversation.guide, conversation.setup, conversation.all_answers())
    missing = sorted(lacking, key=lambda question: question not in assessment.missing)
    named = [words.say("bullet", text=begun(name(wording.name(question), 300))) for question in missing[:_MOST_MISSING]]
    rest = len(missing) - len(named)
    share = words.percent(round(assessment.coverage * 100))
    blocks = [
        _heading(words, record),
        section(lines([words.say("insufficient.title"), words.say("insufficient.why", share=share)])),
        section(
            lines(
                [
                    words.say("insufficient.missing") if named else None,
                    *named,
                    begun(words.count("insufficient.more", rest)) if rest else None,
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
