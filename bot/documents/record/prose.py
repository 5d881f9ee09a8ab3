"""The brief to read: Markdown, and one HTML page that prints on A4 and asks nothing of the network."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.blocks.drift import MOST_CHECK_INS, percent
from bot.blocks.who_reads import quoted
from bot.documents.record.follow_up import CheckedIn, Promise
from bot.documents.record.inert import inert
from bot.documents.record.readers import Told, View
from bot.documents.record.views import Brief
from bot.i18n.catalogue import Words
from flows.model import Side

_VIEW = {View.team: "brief.view.team", View.partner_safe: "brief.view.partner", View.board: "brief.view.board"}
_SIDE = {
    Side.ours: {Side.ours: "brief.side.ours", Side.partner: "brief.side.partner"},
    Side.partner: {Side.ours: "brief.seat.other", Side.partner: "brief.seat.own"},
}
"""From whose seat it is read → whose answer it is → what that side is called."""
_TITLE = {Side.ours: "brief.title", Side.partner: "brief.seat.title"}
_DECISION = {Side.ours: "brief.decision", Side.partner: "brief.seat.decision"}
_PROMISES = {Side.ours: "commitments.title", Side.partner: "brief.seat.promises"}


def as_markdown(briefs: Iterable[Brief], view: View, words: Words) -> Iterator[str]:
    """The lines of the file. What people wrote is quoted, and nothing in it is markup."""
    yield f"# {words.say(_TITLE[view.seat])}\n"
    yield f"{quoted(words, _VIEW[view], view)} {words.say('brief.hidden')}"
    for brief in briefs:
        yield from _conversation(brief)


def _conversation(brief: Brief) -> Iterator[str]:
    say = brief.words.say
    yield f"\n## {inert(brief.partner)}\n"
    if brief.wanted:
        yield f"{say('brief.wanted')} {inert(brief.wanted)}\n"
    yield f"**{say(_DECISION[brief.seat])}** {inert(outcome(brief))}\n"
    if brief.reason:
        yield f"{_quoted(brief.reason)}\n"
    if brief.reopens:
        yield f"**{say('brief.reopens')}**\n\n{_quoted(brief.reopens)}\n"
    if brief.reopens_on:
        yield f"{inert(say('brief.reopens_on', day=brief.reopens_on))}\n"
    if brief.verdict:
        yield f"**{say('brief.verdict')}** {inert(brief.verdict)}\n"
        yield from (f"- {inert(one)}" for one in brief.because)
    if brief.points:
        yield f"\n### {say('brief.points')}\n"
        for point in brief.points:
            support = f" ({inert(point.support)})" if point.support else ""
            yield f"- **{inert(point.severity)} · {inert(point.title)}**{support}"
            yield f"  {inert(point.why)} → {inert(point.guardrail)}"
    if brief.conditions:
        yield f"\n### {say('brief.conditions')}\n"
        yield from (f"{number}. {inert(one)}" for number, one in enumerate(brief.conditions, 1))
    for section, title in brief.sections:
        asked = _by_question(brief, section)
        if asked:
            yield f"\n### {inert(title)}"
        for told in asked:
            yield f"\n**{inert(told[0].prompt)}**\n"
            yield from (f"- {inert(_answer(brief, one))}" for one in told)
    if brief.promises:
        yield f"\n### {say(_PROMISES[brief.seat])}\n"
        for promise in brief.promises:
            yield from _promise(brief, promise)
    for check_in in brief.check_ins:
        yield f"\n### {inert(check_in.title)}\n"
        yield from _check_in(brief, check_in)
    if brief.drift:
        yield f"\n### {say('drift.title')}\n\n{inert(brief.drift.told)}"
    if brief.remarks:
        yield f"\n### {say('brief.remarks')}\n"
        yield from (f"- {inert(one.author)}: {inert(one.text)}" for one in brief.remarks)


def _promise(brief: Brief, promise: Promise) -> Iterator[str]:
    about = " · ".join(inert(one) for one in (promise.owner, promise.standing) if one)
    yield f"- **{inert(promise.text)}** ({about})"
    if promise.tripwire:
        yield f"  {inert(brief.words.say('commitment.tripwire', text=promise.tripwire))}"
    for one in history(brief, promise):
        yield f"  - {inert(one)}"


def _check_in(brief: Brief, check_in: CheckedIn) -> Iterator[str]:
    yield " ".join(inert(one) for one in check_in.notes)
    for flag in check_in.flags:
        yield f"\n**{inert(flag.became)} · {inert(flag.title)}**\n"
        yield from (f"- {inert(one.prompt)} {inert(_answer(brief, one))}" for one in flag.answers)
    if check_in.kept:
        yield ""
        yield from (f"- **{inert(said)}** · {inert(text)}" for text, said in check_in.kept)
    for told in _together(check_in.answers):
        yield f"\n**{inert(told[0].prompt)}**\n"
        yield from (f"- {inert(_answer(brief, one))}" for one in told)
    if check_in.outcome:
        yield f"\n**{brief.words.say('brief.check_in.outcome')}** {inert(ended(check_in))}"
    if check_in.reason:
        yield f"\n{_quoted(check_in.reason)}"


def as_html(briefs: Iterable[Brief], view: View, words: Words) -> Iterator[str]:
    """One page, whole in itself."""
    yield _template().render(
        briefs=list(briefs),
        say=words.say,
        language=words.language,
        view=quoted(words, _VIEW[view], view),
        title=words.say(_TITLE[view.seat]),
        decided=words.say(_DECISION[view.seat]),
        promised=_PROMISES[view.seat],
        outcome=outcome,
        points_by_section=words.say("brief.points_by_section"),
        drift_table=drift_table,
        not_yet=words.say("drift.not_yet"),
        points_in=lambda brief, section: [one for one in brief.points if one.section == section],
        answers_in=lambda brief, section: [
            (told[0].prompt, [_answer(brief, one) for one in told]) for told in _by_question(brief, section)
        ],
        answer=_answer,
        together=_together,
        history=history,
        ended=ended,
    )


def _by_question(brief: Brief, section: str) -> list[list[Told]]:
    """The answers of a section, those to one question together."""
    return _together(one for one in brief.answers if one.section == section)


def _together(answers: Iterable[Told]) -> list[list[Told]]:
    """Answers to one question, which follow each other, together."""
    return [list(told) for _, told in groupby(answers, key=lambda one: one.question)]


def _answer(brief: Brief, told: Told) -> str:
    say = brief.words.say
    return say("brief.answer", who=told.who or say(_SIDE[brief.seat][told.side]), answer=told.answer)


def outcome(brief: Brief) -> str:
    """What was decided, when and by whom, as far as the view tells; or that nothing is decided yet."""
    say = brief.words.say
    if not brief.outcome:
        return say("brief.undecided")
    return " · ".join(one for one in (brief.outcome, brief.day, brief.by) if one)


def history(brief: Brief, promise: Promise) -> list[str]:
    """What happened to a commitment, a line each."""
    say = brief.words.say
    told = [say("brief.answer", who=one.by, answer=one.text) if one.by else one.text for one in promise.history]
    return [
        say("brief.answer", who=line, answer=one.reason) if one.reason else line
        for line, one in zip(told, promise.history, strict=True)
    ]


def ended(check_in: CheckedIn) -> str:
    """How a check-in ended, and who said so, as far as the view tells."""
    return " · ".join(one for one in (check_in.outcome, check_in.by) if one)


def drift_table(brief: Brief) -> tuple[list[str], list[tuple[str, list[int | None]]]]:
    """How far each section has moved: the days of the last check-ins, and for each section its percents, None where it has none."""
    drift = brief.drift
    assert drift is not None
    days = [brief.words.date(day) for day in drift.days[-MOST_CHECK_INS:]]
    rows = [(name, [None if one is None else percent(one) for one in shares]) for name, shares in drift.rows]
    return days, [(name, shares[-MOST_CHECK_INS:]) for name, shares in rows]


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    page = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return page.get_template("brief.html")


def _quoted(text: str) -> str:
    return "\n".join(f"> {inert(line)}" for line in text.split("\n"))
