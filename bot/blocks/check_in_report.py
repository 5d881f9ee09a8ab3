"""The report of a check-in in the thread: then and now for each flag and commitment, what people wrote, and how it ends."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks import actions as act
from bot.blocks.check_in import counted
from bot.blocks.check_in_form import prompt_of, wording_of
from bot.blocks.commitments import guardrails, line
from bot.blocks.elements import (
    Block,
    Body,
    Element,
    View,
    actions,
    button,
    context,
    divider,
    field,
    modal,
    quote,
    radio,
    rich,
    section,
    text_input,
)
from bot.blocks.messages import body, pages
from bot.blocks.summary import severity_name
from bot.blocks.text import clean, fitting, lines, mention, name
from bot.blocks.view_state import ViewValues
from bot.blocks.wording import Wording, reader
from bot.i18n import Words
from bot.payloads import Modal, On
from flows.follow_up.checkin import CheckIn
from flows.follow_up.commitments import State
from flows.follow_up.comparison import (
    Became,
    CommitmentResult,
    Comparison,
    FlagChange,
    Kept,
    ThenAndNow,
    answered_again,
    compare,
)
from flows.follow_up.drift import Point
from flows.follow_up.predictions import Prediction
from flows.model import CHECK_IN_OUTCOMES, EXIT, Side
from storage.check_ins import StoredCheckIn
from storage.records import Record

OUTCOME, REASON = "outcome", "reason"
_SIGN = {Became.worse: "🔺", Became.new: "🆕", Became.still_open: "▪️", Became.closed: "✅"}
_KEPT_SIGN = {Kept.failed: "❌", Kept.unanswered: "❔", Kept.held: "✅"}
_TEXT_WEIGHT = 700
_REASON_WEIGHT = 7_000


def report_messages(words: Words, record: Record, stored: StoredCheckIn, drifted: Iterable[Point] = ()) -> list[Body]:
    """What our side may read of a check-in. ``drifted``: the sections over time, this check-in last."""
    check_in = stored.check_in
    found = compare(check_in, shareable=True)
    report = _Report(words, record, check_in, wording_of(words, record, check_in), found)
    title = words.say("report.title", number=words.number(stored.number), partner=name(record.partner_name))
    parts: list[list[Block]] = [[section(lines([f"*{title}*", counted(words, check_in)])), *report.unchanged()]]
    parts += report.flags()
    parts += report.commitments()
    parts += report.others()
    parts += report.predictions()
    parts += report.drift(tuple(drifted))
    parts += report.withheld()
    return pages(words, title, parts, [divider(), section(words.say("report.next")), actions(*_ending(words, stored))])


def _ending(words: Words, stored: StoredCheckIn) -> list[Element]:
    on = On(c=stored.conversation, q=stored.id)
    return [
        button(act.CHECK_IN_OUTCOME, words.say("button.what_follows"), on, "primary"),
        button(act.CHECK_IN, words.say("button.change"), on),
    ]


@dataclass(frozen=True)
class _Report:
    words: Words
    record: Record
    check_in: CheckIn
    wording: Wording
    found: Comparison

    def unchanged(self) -> list[Block]:
        return [section(self.words.say("report.unchanged"))] if self.found.unchanged else []

    def flags(self) -> Iterator[list[Block]]:
        """Each flag with what became of it; open ones with their guardrail."""
        quiet = [one for one in self.found.flags if one.became is Became.still_open and not one.asked]
        for one in self.found.flags:
            if one in quiet:
                continue
            title = name(self.wording.say(f"flag.{one.flag}.title"), 300)
            became = self.words.say(f"became.{one.became}", severity=self._severity(one))
            head = self.words.say("report.flag", sign=_SIGN[one.became], became=became, title=title)
            blocks: list[Block] = [divider(), section(head)]
            if rows := list(self._rows(one.answers)):
                blocks.append(rich({"type": "rich_text_list", "style": "bullet", "elements": rows}))
            if one.became in (Became.worse, Became.new):
                guardrail = name(self.wording.say(f"flag.{one.flag}.guardrail"), 500)
                blocks.append(section(self.words.say("flag.guardrail", guardrail=guardrail)))
                blocks += guardrails(self.words, self.record, [one.flag])
            yield blocks
        if quiet:
            titles = [
                self.words.say(
                    "report.quiet",
                    severity=self._severity(one),
                    title=name(self.wording.say(f"flag.{one.flag}.title"), 300),
                )
                for one in quiet
            ]
            yield [
                divider(),
                section(
                    lines([self.words.say("report.not_asked"), *(self.words.say("bullet", text=one) for one in titles)])
                ),
            ]
        if not self.found.flags:
            yield [divider(), section(self.words.say("report.no_flags"))]

    def _severity(self, one: FlagChange) -> str:
        was, now = (severity_name(self.words, each) if each else "" for each in (one.was, one.now))
        if was and now and was != now:
            return self.words.say("report.severity", was=was, now=now)
        return now or was

    def _rows(self, answers: Iterable[ThenAndNow]) -> Iterator[Element]:
        """A row for each question that somebody answered again: the question, then a line for each thing that was said."""
        again = {one.question for one in answers if one.asked}
        said: dict[str, dict[str, list[Side]]] = {}
        for one in answers:
            if one.question in again:
                said.setdefault(one.question, {}).setdefault(self._then_and_now(one), []).append(self._side(one.person))
        for question, texts in said.items():
            # As it was asked at first: a flag rests on the whole, not on what came since.
            found = [_text(self.wording.prompt(question), italic=True)]
            for text, people in texts.items():
                who = ", ".join(self._so_many(side, people.count(side)) for side in Side if side in people)
                found.append(_text(f"\n{self.words.say('report.row.who', who=who)}{text}"))
            yield {"type": "rich_text_section", "elements": found}

    def _then_and_now(self, one: ThenAndNow) -> str:
        then, now = (
            fitting(clean(self.wording.answer(one.question, each)), _TEXT_WEIGHT) for each in (one.then, one.now)
        )
        if one.then == one.now:
            return self.words.say("report.row.same", answer=now)
        if one.then is None:
            return self.words.say("report.row.new", now=now)
        return self.words.say("report.row.changed", then=then, now=now)

    def _so_many(self, side: Side, people: int) -> str:
        return self.words.count(f"report.row.{side}", people)

    def _side(self, person: str) -> Side:
        """Whose side: a flag is about what changed, not about who said so."""
        return next((one.side for one in self.check_in.baseline.people if one.id == person), Side.ours)

    def commitments(self) -> Iterator[list[Block]]:
        if not self.found.commitments:
            return
        yield [divider(), section(self.words.say("report.commitments"))]
        for one in self.found.commitments:
            yield self._commitment(one)

    def _commitment(self, one: CommitmentResult) -> list[Block]:
        kept = self.words.say("report.disputed" if one.disputed else f"kept.{one.kept}")
        text = self.words.say(
            "report.commitment", sign=_KEPT_SIGN[one.kept], kept=kept, line=line(self.words, one.commitment)
        )
        tripwire = one.commitment.tripwire if one.kept is Kept.failed else ""
        return [
            section(text),
            *([context(self.words.say("commitment.tripwire", text=name(tripwire, 300)))] if tripwire else []),
        ]

    def others(self) -> Iterator[list[Block]]:
        """What was answered and belongs to no flag above, by question."""
        shown = {one.question for flag in self.found.flags for one in flag.answers}
        rest: dict[str, list[ThenAndNow]] = {}
        for one in answered_again(self.check_in, shareable=True):
            if one.question not in shown:
                rest.setdefault(one.question, []).append(one)
        if rest:
            yield [divider(), section(self.words.say("report.others"))]
        for question, answers in rest.items():
            yield from self._question(question, answers)

    def _question(self, question: str, answers: list[ThenAndNow]) -> Iterator[list[Block]]:
        title = f"*{name(prompt_of(self.wording, question), 600)}*"
        ticked: dict[str, list[str]] = {}
        written: list[ThenAndNow] = []
        for one in answers:
            if self.wording.is_words(question, one.now):
                written.append(one)
            else:
                ticked.setdefault(self._then_and_now(one), []).append(self._named(one.person))
        rows = [
            self.words.say("reveal.line", answer=name(text, 300), people=", ".join(who)) for text, who in ticked.items()
        ]
        yield [section(lines([title, *rows]))]
        for one in written:
            yield [context(self._named(one.person)), rich(quote(fitting(str(one.now), _TEXT_WEIGHT * 4)))]

    def _named(self, person: str) -> str:
        """Ours by name, as at every reveal; the partner's people are never named."""
        if self._side(person) is Side.ours:
            return mention(person)
        return self.words.say("brief.side.partner")

    def predictions(self) -> Iterator[list[Block]]:
        """What people feared at the decision, beside what came. The fear is looked at, never its author."""
        if not self.found.predictions:
            return
        yield [divider(), section(self.words.say("report.predictions"))]
        for one in {one.text: one for one in self.found.predictions}.values():
            yield [rich(quote(fitting(one.text, _TEXT_WEIGHT * 2))), context(self._echo(one))]

    def _echo(self, one: Prediction) -> str:
        if not one.echoes:
            return self.words.say("report.no_echo")
        return self.words.say("report.echo", words=", ".join(name(word) for word in one.echoes))

    def drift(self, points: tuple[Point, ...]) -> Iterator[list[Block]]:
        """How far each section has moved, in words; the picture goes with it where it can be shown."""
        if not self.found.drift:
            return
        before = points[-2].sections if len(points) > 1 else {}
        rows = [
            self.words.say(
                "report.drift.line" if section_id not in before else "report.drift.line_from",
                section=name(self.wording.short(section_id)),
                now=self.words.percent(round(moved * 100)),
                before=self.words.percent(round(before.get(section_id, 0.0) * 100)),
            )
            for section_id, moved in self.found.drift.items()
        ]
        yield [
            divider(),
            section(lines([self.words.say("report.drift"), *(self.words.say("bullet", text=row) for row in rows)])),
        ]

    def withheld(self) -> Iterator[list[Block]]:
        if self.found.withheld:
            yield [context(self.words.count("report.withheld", self.found.withheld))]


def changed_message(words: Words, record: Record, stored: StoredCheckIn, person: str, questions: Iterable[str]) -> Body:
    """After the reveal: who of our side changed which answer. What the partner's people change is in the next report."""
    check_in = stored.check_in
    wording = wording_of(words, record, check_in)
    text = words.say("report.changed", person=mention(person))
    blocks: list[Block] = [section(text)]
    given = check_in.by_person[person]
    for one in list(questions)[:20]:
        if one not in wording.guide.owner or check_in.baseline.is_private(one):
            continue
        value = given[one].value if one in given else None
        blocks += [
            section(f"*{name(prompt_of(wording, one), 300)}*"),
            rich(quote(fitting(wording.answer(one, value), _TEXT_WEIGHT))),
        ]
    return body(text, blocks)


def outcome_modal(words: Words, record: Record, stored: StoredCheckIn) -> View:
    """How it goes on, and why."""
    wording = reader(words, record)
    options = [(one, wording.say(f"check_in.outcome.{one}")) for one in CHECK_IN_OUTCOMES]
    blocks: list[Block] = [
        section(words.say("checkin.outcome.intro")),
        field(OUTCOME, words.say("checkin.outcome"), radio(options), needed=True),
        field(REASON, words.say("decision.reason"), text_input(multiline=True), hint=words.say("checkin.outcome.hint")),
    ]
    return modal(
        words,
        act.CHECK_IN_OUTCOME,
        words.say("checkin.outcome.title"),
        blocks,
        metadata=Modal(c=record.id, q=stored.id, lang=words.language).dump(),
        submit=words.say("decision.submit"),
    )


def outcome_values(view_state: Mapping[str, Any]) -> tuple[str, str]:
    """Outcome and reason, each empty when left blank."""
    filled = ViewValues(view_state)
    return filled.one(OUTCOME) or "", (filled.one(REASON) or "").strip()


def outcome_message(words: Words, record: Record, stored: StoredCheckIn) -> Body:
    """In the thread: how it goes on, who said so, why, and the next thing to do."""
    outcome = stored.check_in.outcome
    assert outcome is not None
    wording = reader(words, record)
    title = wording.say(f"check_in.outcome.{outcome.outcome}")
    text = words.say("checkin.outcome.said", outcome=title, person=mention(outcome.by))
    blocks: list[Block] = [section(text)]
    if outcome.reason:
        blocks.append(rich(quote(fitting(outcome.reason, _REASON_WEIGHT))))
    blocks.append(section(words.say(f"checkin.outcome.next.{outcome.outcome}")))
    open_ones = [one for one in record.commitments if one.state is not State.closed]
    if outcome.outcome == EXIT and open_ones:
        blocks.append(context(words.count("checkin.outcome.commitments", len(open_ones))))
    if outcome.outcome == EXIT:
        blocks.append(actions(button(act.CLOSE, words.say("button.close"), On(c=record.id))))
    return body(text, blocks)


def _text(text: str, *, italic: bool = False) -> Element:
    return {"type": "text", "text": clean(text)} | ({"style": {"italic": True}} if italic else {})
