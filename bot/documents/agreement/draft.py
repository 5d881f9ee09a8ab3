"""From a conversation to the draft of an agreement: parts of lines, each settled or still to be agreed. Nothing is invented.

It is written to be shown to the partner: see ``findings`` for what may stand in it. Texts are plain; whoever renders them
escapes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from bot.blocks.kit.text import one_line, shorten
from bot.blocks.kit.wording import Wording, reader
from bot.documents.agreement.findings import Findings, Span
from bot.i18n.catalogue import Words
from bot.i18n.catalogue import words as words_of
from flows.commitments import Commitment, State
from flows.conversation.conversation import goes_on
from flows.conversation.lifecycle import CLOSED, FOLLOWING_UP
from flows.errors import NothingToAgreeOn
from flows.model import Side
from flows.schedules.recurrence import occurrences, wall_time
from storage.conversations.hiding import Hiding
from storage.follow_up.schedules import Schedule
from storage.records import Record
from storage.tables.follow_up_models import ACTIVE

MOST_PROMISES = 6
_MOST_DATES = 3
_MOST_NAME, _MOST_TEXT = 80, 240
_NO_MONEY = "no_money"
_OTHER = "other"


@dataclass(frozen=True)
class Line:
    """One sentence. ``gap``: it names what is still to be agreed."""

    text: str
    gap: bool = False


@dataclass(frozen=True)
class Promise:
    """A commitment. ``owner``: a person's id, for whoever can name them; ``stand_in``: what stands there otherwise.
    ``tripwire``: what follows if it does not hold, or empty."""

    text: str
    owner: str
    stand_in: str
    due: str
    tripwire: str


@dataclass(frozen=True)
class Part:
    """A titled part: its promises, then its lines."""

    title: str
    lines: tuple[Line, ...]
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """A draft in one language. ``note``: that it is a draft, and no legal advice."""

    language: str
    partner: str
    title: str
    between: str
    note: str
    parts: tuple[Part, ...]
    signed_by: tuple[str, str]

    @property
    def words(self) -> Words:
        """The words of its language."""
        return words_of(self.language)


def check_drafted(record: Record) -> None:
    """Whether there is something to agree on: a decision to go on. Raises NothingToAgreeOn."""
    conversation = record.conversation
    stage = conversation.place.resume_to or conversation.stage
    decision = conversation.decision
    if decision is None or not goes_on(decision) or stage not in (FOLLOWING_UP, CLOSED):
        raise NothingToAgreeOn


def draft(record: Record, schedules: Iterable[Schedule], words: Words, now: datetime) -> Agreement:
    """The draft for this conversation; raises NothingToAgreeOn."""
    check_drafted(record)
    partner = shorten(one_line(record.partner_name), _MOST_NAME)
    us = words.say("agreement.us")
    drafting = _Drafting(record, words, partner, us)
    return Agreement(
        language=words.language,
        partner=partner,
        title=words.say("agreement.title", partner=partner),
        between=words.say("agreement.between", partner=partner, us=us),
        note=words.say("agreement.note"),
        parts=tuple(drafting.parts(schedules, now)),
        signed_by=(us, partner),
    )


class _Drafting:
    """One draft being written."""

    def __init__(self, record: Record, words: Words, partner: str, us: str) -> None:
        self.record, self.words, self.partner, self.us = record, words, partner, us
        self.found = Findings(record, Hiding(record.conversation))
        self.wording: Wording = reader(words, record)

    def parts(self, schedules: Iterable[Schedule], now: datetime) -> Iterator[Part]:
        standing = [one for one in self.record.commitments if one.state is not State.closed]
        standing.sort(key=lambda one: (one.due, one.id))
        promises = tuple(self.promise(one) for one in standing[:MOST_PROMISES])
        more = len(standing) - len(promises)
        yield self.part("agreement.part.purpose", self.purpose())
        yield self.part("agreement.part.roles", self.roles())
        yield self.part("agreement.part.money", self.money())
        yield self.part("agreement.part.decisions", self.decisions())
        yield self.part("agreement.part.promises", self.beside_promises(promises, more), promises)
        yield self.part("agreement.part.review", self.review(schedules, now))
        yield self.part("agreement.part.exit", self.exit())
        yield self.part("agreement.part.unwelcome", self.unwelcome())

    def part(self, title: str, lines: Iterable[Line], promises: tuple[Promise, ...] = ()) -> Part:
        return Part(self.words.say(title), tuple(lines), promises)

    def line(self, key: str, **fields: object) -> Line:
        return Line(self.words.say(key, us=self.us, partner=self.partner, **fields))

    def gap(self, key: str, **fields: object) -> Line:
        return Line(self.words.say(key, us=self.us, partner=self.partner, **fields), gap=True)

    def options(self, question: str, tokens: Sequence[str]) -> str:
        named = [one_line(self.wording.option(question, token)) for token in tokens]
        return self.words.say("agreement.list").join(named)

    def written(self, *tokens: str) -> Iterator[Line]:
        """A line for each of ``tokens`` that both sides say is in writing, or will be."""
        settled = self.found.ticked("written").settled
        yield from (self.line(f"agreement.written.{token}") for token in tokens if token in settled)

    # What is in each part

    def purpose(self) -> Iterator[Line]:
        label = self.record.conversation.setup.label
        if label != _OTHER and f"label.option.{label}" in self.wording.guide.texts[self.wording.language]:
            yield self.line("agreement.form", form=self.wording.option("label", label))
        yield self.gap("agreement.gap.purpose")
        measure = self.found.choice("measure")
        if measure in ("action_measure", "outcome_measure"):
            yield self.line("agreement.measure", measure=self.wording.option("measure", measure))
            yield self.gap("agreement.gap.measure_number")
        else:
            yield self.gap("agreement.gap.measure")
        yield from self.gets("we_get", self.us)
        yield from self.gets("they_get", self.partner)

    def gets(self, question: str, side: str) -> Iterator[Line]:
        ticked = self.found.ticked(question)
        if ticked.settled:
            yield self.line("agreement.gets", side=side, what=self.options(question, ticked.settled))
        if ticked.named:
            yield self.gap("agreement.gap.gets_also", side=side, what=self.options(question, ticked.named))
        elif not ticked.settled:
            yield self.gap("agreement.gap.gets", side=side)

    def roles(self) -> Iterator[Line]:
        yield from self.written("lead_and_stand_in")
        yield self.gap("agreement.gap.leads")
        hours, theirs = self.found.figure("hours_total"), self.found.figure("hours_for_them")
        if hours is None:
            yield self.gap("agreement.gap.hours")
        elif hours.one and theirs is not None and theirs.one:
            yield self.line(
                "agreement.hours_both", hours=self.words.hours(hours.low), theirs=self.words.hours(theirs.low)
            )
        elif hours.one:
            yield self.line("agreement.hours", hours=self.words.hours(hours.low))
        else:
            low, high = self.words.hours(hours.low), self.words.hours(hours.high)
            yield self.gap("agreement.gap.hours_between", low=low, high=high)
        unpaid = self.found.choice("unpaid_work")
        if unpaid in ("none", "stronger_pro_bono"):
            yield self.line(f"agreement.unpaid.{unpaid}")
        else:
            yield self.gap("agreement.gap.unpaid")

    def money(self) -> Iterator[Line]:
        control = self.found.choice("money_control")
        if control == _NO_MONEY:
            yield self.line("agreement.control.no_money")
            return
        if control is None:
            yield self.gap("agreement.gap.control")
        elif self.words.knows(f"agreement.control.{control}"):
            yield self.line(f"agreement.control.{control}")
        yield from self.amount(self.found.figure("money_received"))
        yield from self.written("paid_work", "notice")
        yield self.gap("agreement.gap.notice")
        yield from self.written("little_reporting")
        yield self.gap("agreement.gap.reporting")

    def amount(self, amount: Span | None) -> Iterator[Line]:
        if amount is None:
            yield self.gap("agreement.gap.amount")
        elif amount.one:
            yield self.line("agreement.amount", amount=self.words.money(amount.low))
            yield self.gap("agreement.gap.payments")
        else:
            low, high = self.words.money(amount.low), self.words.money(amount.high)
            yield self.gap("agreement.gap.amount_between", low=low, high=high)

    def decisions(self) -> Iterator[Line]:
        yield from self.written("decisions")
        yield self.gap("agreement.gap.decisions")
        expertise = self.found.choice("expertise")
        if expertise in ("expert_decides", "joint"):
            yield self.line(f"agreement.expertise.{expertise}")
        else:
            yield self.gap("agreement.gap.expertise")
        yield from list(self.written("name_and_data")) or [self.gap("agreement.gap.content")]

    def beside_promises(self, promises: tuple[Promise, ...], more: int) -> Iterator[Line]:
        if more:
            yield Line(self.words.count("agreement.more", more))
        if not promises:
            yield self.gap("agreement.gap.promises")

    def promise(self, commitment: Commitment) -> Promise:
        person = next((p for p in self.record.conversation.people if p.id == commitment.owner), None)
        stand_in = self.words.say("agreement.owner.nobody")
        if person is not None:
            role = self.words.say(f"role.short.{person.role}")
            side = self.us if person.side is Side.ours else self.partner
            stand_in = self.words.say("agreement.owner", role=role, side=side)
        return Promise(
            text=shorten(one_line(self.promised(commitment)).rstrip("."), _MOST_TEXT),
            owner=commitment.owner,
            stand_in=stand_in,
            due=self.words.long_date(commitment.due),
            tripwire=shorten(one_line(commitment.tripwire), _MOST_TEXT),
        )

    def promised(self, commitment: Commitment) -> str:
        """The words of a commitment; a guardrail that was taken as it is reads in the language of the draft."""
        guide = self.wording.guide
        flag = guide.flag.get(str(commitment.flag))
        causes = [f".{cause.id}" for cause in flag.causes if cause.id] if flag else []
        for key in (f"flag.{commitment.flag}{cause}.guardrail" for cause in ("", *causes)):
            if any(texts.get(key) == commitment.text for texts in guide.texts.values()) and self.wording.knows(key):
                return self.wording.say(key)
        return commitment.text

    def review(self, schedules: Iterable[Schedule], now: datetime) -> Iterator[Line]:
        days = _review_days(schedules, now)
        if days:
            yield self.line(
                "agreement.review", days=self.words.say("agreement.list").join(map(self.words.long_date, days))
            )
        yield from self.written("review")
        yield self.gap("agreement.gap.review_who" if days else "agreement.gap.review")

    def exit(self) -> Iterator[Line]:
        yield self.gap("agreement.gap.exit", side=self.us)
        yield self.gap("agreement.gap.exit", side=self.partner)
        yield self.gap("agreement.gap.afterwards")

    def unwelcome(self) -> Iterator[Line]:
        yield from self.written("safe_no")
        yield self.gap("agreement.gap.unwelcome")


def _review_days(schedules: Iterable[Schedule], now: datetime) -> list[date]:
    """The next days on which the coach asks again."""
    days: set[date] = set()
    for schedule in schedules:
        if schedule.state == ACTIVE:
            coming = (one for one in occurrences(schedule.rule, schedule.last_key) if one.at > now)
            days.update(wall_time(schedule.rule, one.key).date() for one in islice(coming, _MOST_DATES))
    return sorted(days)[:_MOST_DATES]
