"""The report of a check-in in the thread: then and now for each flag and commitment, what people wrote, and how it ends."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks import who_reads
from bot.blocks.check_in import counted
from bot.blocks.check_in_form import prompt_of, wording_of
from bot.blocks.check_in_rows import TEXT_WEIGHT, Rows
from bot.blocks.commitments import guardrails, line
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import (
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
from bot.blocks.kit.messages import body, pages
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, Button, View
from bot.blocks.kit.text import fitting, lines, mention, name
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import Wording, reader
from bot.blocks.summed_up import severity_name
from bot.i18n.catalogue import Words
from flows.check_ins.checkin import CheckIn
from flows.check_ins.comparison import (
    Became,
    CommitmentResult,
    Comparison,
    FlagChange,
    Kept,
    ThenAndNow,
    answered_again,
    compare,
)
from flows.check_ins.drift import Point
from flows.check_ins.predictions import Prediction
from flows.commitments import State
from flows.model import CHECK_IN_OUTCOMES, EXIT
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record

OUTCOME, REASON = "outcome", "reason"
_SIGN = {
    Became.worse: "🔺",
    Became.new: "🆕",
    Became.still_open: "▪️",
    Became.agreed: "▫️",
    Became.closed: "✅",
}
_KEPT_SIGN = {Kept.failed: "❌", Kept.unanswered: "❔", Kept.held: "✅"}
_REASON_WEIGHT = 7_000


def report_messages(words: Words, record: Record, stored: StoredCheckIn, drifted: Iterable[Point] = ()) -> list[Body]:
    """What our side may read of a check-in. ``drifted``: the sections over time, this check-in last."""
    check_in = stored.check_in
    found = compare(check_in, shareable=True)
    wording = wording_of(words, record, check_in)
    answers = answered_again(check_in, shareable=True)
    report = _Report(words, record, check_in, wording, found, Rows(words, check_in, wording), answers)
    title = words.say("report.title", number=words.number(stored.number), partner=name(record.partner_name))
    parts: list[list[Block]] = [[section(lines([f"*{title}*", counted(words, check_in)])), *report.unchanged()]]
    parts += report.first()
    parts += report.flags()
    parts += report.worsened()
    parts += report.rows.worked(found.worked)
    parts += report.commitments()
    parts += report.others()
    parts += report.predictions()
    parts += report.drift(tuple(drifted))
    parts += report.withheld()
    return pages(words, title, parts, [divider(), section(words.say("report.next")), actions(*_ending(words, stored))])


def _ending(words: Words, stored: StoredCheckIn) -> list[Button]:
    on = On(c=stored.conversation, q=stored.id)
    return [
        button(action_ids.CHECK_IN_OUTCOME, words.say("button.what_follows"), on, "primary"),
        button(action_ids.CHECK_IN, words.say("button.change"), on),
    ]


@dataclass(frozen=True)
class _Report:
    words: Words
    record: Record
    check_in: CheckIn
    wording: Wording
    found: Comparison
    rows: Rows
    answers: tuple[ThenAndNow, ...]

    def unchanged(self) -> list[Block]:
        return [section(self.words.say("report.unchanged"))] if self.found.unchanged else []

    def flags(self) -> Iterator[list[Block]]:
        """Each flag with what became of it; open ones with their guardrail."""
        quiet = [one for one in self.found.flags if one.became is Became.still_open and not one.asked]
        for one in self.found.flags:
            if one in quiet:
                continue
            title = name(self.wording.of_flag(one.raised, "title"), 300)
            became = self.words.say(f"became.{one.became}", severity=self._severity(one))
            head = self.words.say("report.flag", sign=_SIGN[one.became], became=became, title=title)
            blocks: list[Block] = [divider(), section(head), *self.rows.listed(one.answers)]
            if one.became in (Became.worse, Became.new):
                guardrail = name(self.wording.of_flag(one.raised, "guardrail"), 500)
                blocks.append(section(self.words.say("flag.guardrail", guardrail=guardrail)))
                blocks += guardrails(self.words, self.record, [one.flag])
            yield blocks
        if quiet:
            titles = [
                self.words.say(
                    "report.quiet",
                    severity=self._severity(one),
                    title=name(self.wording.of_flag(one.raised, "title"), 300),
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

    def first(self) -> Iterator[list[Block]]:
        """What is asked before anything else: each side on whether it got what it needed."""
        asked = {one for group in self.check_in.baseline.guide.check_in.first for one in group}
        if rows := self.rows.listed([one for one in self.answers if one.question in asked]):
            yield [divider(), *rows]

    def worsened(self) -> Iterator[list[Block]]:
        """Answers that are less good than before, where no flag says so."""
        if rows := self.rows.listed(self.found.worsened):
            yield [divider(), section(self.words.say("report.worsened")), *rows]

    def others(self) -> Iterator[list[Block]]:
        """What was answered and belongs to no flag above, by question."""
        shown = {one.question for flag in self.found.flags for one in flag.answers}
        plan = self.check_in.baseline.guide.check_in
        shown |= {*(one for group in plan.first for one in group), *(one.field for one in self.found.worked)}
        rest: dict[str, list[ThenAndNow]] = {}
        for one in self.answers:
            if one.question not in shown and one not in self.found.worsened:
                rest.setdefault(one.question, []).append(one)
        found = [part for question, answers in rest.items() for part in self.rows.question(question, answers)]
        if found:
            yield [divider(), section(self.words.say("report.others"))]
            yield from found

    def predictions(self) -> Iterator[list[Block]]:
        """What people feared at the decision, beside what came. The fear is looked at, never its author."""
        if not self.found.predictions:
            return
        yield [divider(), section(self.words.say("report.predictions"))]
        for one in {one.text: one for one in self.found.predictions}.values():
            yield [rich(quote(fitting(one.text, TEXT_WEIGHT * 2))), context(self._echo(one))]

    def _echo(self, one: Prediction) -> str:
        if not one.echoes:
            return self.words.say("report.no_echo")
        return self.words.say("report.echo", words=", ".join(name(word) for word in one.echoes))

    def drift(self, points: tuple[Point, ...]) -> Iterator[list[Block]]:
        """How far each section has moved, in words; the chart follows in a message of its own."""
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
            yield [context(self.words.say("report.withheld"))]


def changed_message(words: Words, record: Record, stored: StoredCheckIn, person: str, questions: Iterable[str]) -> Body:
    """After the reveal: who of our side changed which answer. What the partner's people change is in the next report."""
    check_in = stored.check_in
    wording = wording_of(words, record, check_in)
    text = words.say("report.changed", person=mention(person))
    blocks: list[Block] = [section(text)]
    given = check_in.by_person[person]
    for one in list(questions)[:20]:
        unnamed = one in check_in.baseline.guide.check_in.unnamed
        if one not in wording.guide.owner or check_in.baseline.is_private(one) or unnamed:
            continue
        value = given[one].value if one in given else None
        blocks += [
            section(f"*{name(prompt_of(wording, one), 300)}*"),
            rich(quote(fitting(wording.answer(one, value), TEXT_WEIGHT))),
        ]
    return body(text, blocks)


def outcome_modal(words: Words, record: Record, stored: StoredCheckIn) -> View:
    """How it goes on, and why."""
    wording = reader(words, record)
    options = [(one, wording.say(f"check_in.outcome.{one}")) for one in CHECK_IN_OUTCOMES]
    blocks: list[Block] = [
        who_reads.line(words, who_reads.OUTCOME),
        section(words.say("checkin.outcome.intro")),
        field(OUTCOME, words.say("checkin.outcome"), radio(options), needed=True),
        field(REASON, words.say("decision.reason"), text_input(multiline=True), hint=words.say("checkin.outcome.hint")),
    ]
    return modal(
        words,
        action_ids.CHECK_IN_OUTCOME,
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
        blocks.append(actions(button(action_ids.CLOSE, words.say("button.close"), On(c=record.id))))
    return body(text, blocks)
