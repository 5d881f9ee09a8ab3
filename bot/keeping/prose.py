"""The brief to read: Markdown, and one HTML page that prints on A4 and asks nothing of the network."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count, groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.i18n import Words
from bot.keeping.follow_up import CheckedIn, Promise
from bot.keeping.readers import Told, View
from bot.keeping.views import Brief
from bot.pictures import draw
from storage.records import Drawing

_LIVE = re.compile(r"([\\`*_{}\[\]<>#+\-!|~&])")
_VIEW = {View.team: "brief.view.team", View.partner_safe: "brief.view.partner", View.board: "brief.view.board"}
_SIDE = {"ours": "brief.side.ours", "partner": "brief.side.partner"}


def as_markdown(briefs: Iterable[Brief], view: View, words: Words) -> Iterator[str]:
    """The lines of the file. What people wrote is quoted, and nothing in it is markup."""
    yield f"# {words.say('brief.title')}\n"
    yield f"{words.say(_VIEW[view])} {words.say('brief.hidden')}"
    for brief in briefs:
        yield from _conversation(brief)


def _conversation(brief: Brief) -> Iterator[str]:
    say = brief.words.say
    yield f"\n## {_inert(brief.partner)}\n"
    if brief.wanted:
        yield f"{say('brief.wanted')} {_inert(brief.wanted)}\n"
    yield f"**{say('brief.decision')}** {_inert(outcome(brief))}\n"
    if brief.reason:
        yield f"{_quoted(brief.reason)}\n"
    if brief.reopens:
        yield f"**{say('brief.reopens')}**\n\n{_quoted(brief.reopens)}\n"
    if brief.reopens_on:
        yield f"{_inert(say('brief.reopens_on', day=brief.reopens_on))}\n"
    if brief.verdict:
        yield f"**{say('brief.verdict')}** {_inert(brief.verdict)}\n"
        yield from (f"- {_inert(one)}" for one in brief.because)
    if brief.points:
        yield f"\n### {say('brief.points')}\n"
        for point in brief.points:
            yield f"- **{_inert(point.severity)} · {_inert(point.title)}** ({_inert(point.support)})"
            yield f"  {_inert(point.why)} → {_inert(point.guardrail)}"
    if brief.conditions:
        yield f"\n### {say('brief.conditions')}\n"
        yield from (f"{number}. {_inert(one)}" for number, one in enumerate(brief.conditions, 1))
    for section, title in brief.sections:
        asked = _by_question(brief, section)
        if asked:
            yield f"\n### {_inert(title)}"
        for told in asked:
            yield f"\n**{_inert(told[0].prompt)}**\n"
            yield from (f"- {_inert(_answer(brief, one))}" for one in told)
    if brief.promises:
        yield f"\n### {say('commitments.title')}\n"
        for promise in brief.promises:
            yield from _promise(brief, promise)
    for check_in in brief.check_ins:
        yield f"\n### {_inert(check_in.title)}\n"
        yield from _check_in(brief, check_in)
    if brief.drift:
        yield f"\n### {say('drift.title')}\n\n{_inert(brief.drift.alt)}"
    if brief.remarks:
        yield f"\n### {say('brief.remarks')}\n"
        yield from (f"- {_inert(one.author)}: {_inert(one.text)}" for one in brief.remarks)


def _promise(brief: Brief, promise: Promise) -> Iterator[str]:
    about = " · ".join(_inert(one) for one in (promise.owner, promise.standing) if one)
    yield f"- **{_inert(promise.text)}** ({about})"
    if promise.tripwire:
        yield f"  {_inert(brief.words.say('commitment.tripwire', text=promise.tripwire))}"
    for one in history(brief, promise):
        yield f"  - {_inert(one)}"


def _check_in(brief: Brief, check_in: CheckedIn) -> Iterator[str]:
    yield " ".join(_inert(one) for one in check_in.notes)
    for flag in check_in.flags:
        yield f"\n**{_inert(flag.became)} · {_inert(flag.title)}**\n"
        yield from (f"- {_inert(one.prompt)} {_inert(_answer(brief, one))}" for one in flag.answers)
    if check_in.kept:
        yield ""
        yield from (f"- **{_inert(said)}** · {_inert(text)}" for text, said in check_in.kept)
    for told in _together(check_in.answers):
        yield f"\n**{_inert(told[0].prompt)}**\n"
        yield from (f"- {_inert(_answer(brief, one))}" for one in told)
    if check_in.outcome:
        yield f"\n**{brief.words.say('brief.check_in.outcome')}** {_inert(ended(check_in))}"
    if check_in.reason:
        yield f"\n{_quoted(check_in.reason)}"


def as_html(briefs: Iterable[Brief], view: View, words: Words, pictures: int | None = None) -> Iterator[str]:
    """One page, whole in itself. ``pictures``: how many are drawn at most; the others stand there in words."""
    left = count() if pictures is None else iter(range(pictures))
    yield _template().render(
        briefs=list(briefs),
        say=words.say,
        language=words.language,
        view=words.say(_VIEW[view]),
        picture=words.say("brief.picture"),
        outcome=outcome,
        as_image=lambda drawing: "" if next(left, None) is None else _as_image(drawing),
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
    return say("brief.answer", who=told.who or say(_SIDE[told.side]), answer=told.answer)


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


def _as_image(drawing: Drawing) -> str:
    """The picture within the page, which asks nothing of the network."""
    return f"data:image/png;base64,{b64encode(draw(drawing.kind, drawing.content)).decode()}"


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    page = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return page.get_template("brief.html")


def _inert(text: str) -> str:
    """Text on one line in which Markdown and HTML find no markup."""
    return _LIVE.sub(r"\\\1", " ".join(text.split()))


def _quoted(text: str) -> str:
    return "\n".join(f"> {_inert(line)}" for line in text.split("\n"))
