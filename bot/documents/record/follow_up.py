"""What of a follow-up a reader gets: commitments with their history, check-ins as then and now.

| | team | board | partner-safe |
|---|---|---|---|
| commitments | all, with ids of ours, tripwires, reasons | nobody named, no reasons | the partner's own, where they stand |
| what became of flags | yes | counts of ticks and numbers | no |
| answers | what may be read, ours with ids | counts of ticks and numbers | counts of those marked ``partner`` |
| how it ended | with its reason and who said so | with its reason | the outcome |

Where nobody is named, then and now are counted apart: side by side they would be one person's. A check-in that is not compared
yet shows in none of them more than that it runs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.blocks.check_in import counted
from bot.blocks.check_in_form import prompt_of, wording_of
from bot.blocks.drift import Drift, drift_of, drift_points
from bot.blocks.kit.text import clean
from bot.blocks.kit.wording import Wording
from bot.blocks.who_reads import QUOTED, Free
from bot.documents.record.counts import told_together, too_few
from bot.documents.record.readers import Names, Told, View, by_id
from bot.i18n.catalogue import Words
from flows.check_ins.checkin import CheckIn
from flows.check_ins.comparison import CommitmentResult, Comparison, FlagChange, ThenAndNow, answered_again, compare
from flows.check_ins.statechart import MISSED
from flows.commitments import Change, Commitment, Did
from flows.guide.sharing import in_words, shared
from flows.model import Severity, Side
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a commitment. ``by`` and ``reason`` are empty where the view does not tell them."""

    text: str
    by: str
    reason: str


@dataclass(frozen=True)
class Promise:
    """A commitment. ``standing``: where it stands, and by when it is due."""

    text: str
    owner: str
    standing: str
    tripwire: str
    history: tuple[Happened, ...]


@dataclass(frozen=True)
class Flagged:
    """What became of a flag, with the answers then and now."""

    title: str
    became: str
    answers: tuple[Told, ...]


@dataclass(frozen=True)
class CheckedIn:
    """One check-in. ``notes``: how many answered, and what there is to say of it. ``kept``: (commitment, what was said of it)."""

    title: str
    notes: tuple[str, ...]
    flags: tuple[Flagged, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    answers: tuple[Told, ...] = ()
    outcome: str = ""
    by: str = ""
    reason: str = ""


class FollowUp:
    """The follow-up of one conversation for these readers, in the language of ``words``."""

    def __init__(self, record: Record, view: View, words: Words, names: Names = by_id) -> None:
        self.record, self.view, self.words, self.names = record, view, words, names
        self.quoted = QUOTED[view]
        self.sides = {person.id: person.side for person in record.conversation.people}

    def promises(self) -> Iterator[Promise]:
        """The commitments, the next to be due first."""
        for one in self.record.commitments:
            if self._may_know(one):
                state = self.words.say(f"commitment.state.{one.state}")
                inside = self.view is not View.partner_safe
                yield Promise(
                    text=self._promised(one),
                    owner=self.who(one.owner),
                    standing=self.words.say(
                        "brief.commitment.standing", state=state, due=self.words.long_date(one.due)
                    ),
                    tripwire=clean(one.tripwire) if Free.commitments in self.quoted else "",
                    history=tuple(self._happened(each) for each in one.history) if inside else (),
                )

    def _may_know(self, one: Commitment) -> bool:
        """The partner's people are asked about their own, so they know of those; others rest on what our side said."""
        return Free.commitments in self.quoted or self.sides.get(one.owner) is Side.partner

    def _promised(self, one: Commitment) -> str:
        return clean(one.text) or self.words.say("brief.erased")

    def who(self, person: str) -> str:
        """Ours by name in the team's view; the partner's people are never named."""
        if self.view is not View.team:
            return ""
        return self.words.say("brief.side.partner") if self.sides.get(person) is Side.partner else self.names(person)

    def mention(self, person: str) -> str:
        """As somebody stands in a text: ``@Tom``, or the side of the partner's people."""
        return self.who(person) if self.sides.get(person) is Side.partner else f"@{self.who(person)}"

    def _happened(self, one: Change) -> Happened:
        to = self.who(one.owner)
        key = "handed_to" if one.did is Did.handed_over and to else one.did
        day, due = self.words.long_date(one.on), self.words.long_date(one.due)
        text = self.words.say(f"brief.happened.{key}", day=day, due=due, owner=to)
        return Happened(text, self.who(one.by), clean(one.reason) if Free.change in self.quoted else "")

    def check_ins(self, found: Iterable[StoredCheckIn]) -> Iterator[CheckedIn]:
        """The check-ins, the oldest first."""
        for stored in found:
            day = self.words.long_date(stored.began.date())
            title = self.words.say("brief.check_in.title", number=self.words.number(stored.number), day=day)
            if stored.check_in.hidden:
                yield CheckedIn(title, (self.words.say("brief.check_in.hidden"),))
            elif stored.check_in.stage == MISSED:
                yield CheckedIn(title, (self.words.say("brief.check_in.missed"),))
            else:
                yield self._compared(title, stored.check_in)

    def drift(self, found: Iterable[StoredCheckIn]) -> Drift | None:
        """How far the answers have moved up to the last check-in that was compared; the partner's people do not read it."""
        there = list(found)
        compared = [one for one in there if not one.check_in.hidden and one.check_in.stage != MISSED]
        if self.view is View.partner_safe or not compared:
            return None
        last = compared[-1]
        names = wording_of(self.words, self.record, last.check_in).names()
        return drift_of(self.words, names, drift_points(there, last))

    def _compared(self, title: str, check_in: CheckIn) -> CheckedIn:
        comparison = compare(check_in, shareable=True)
        wording = wording_of(self.words, self.record, check_in)
        flags = comparison.flags if self.view is not View.partner_safe else ()
        shown = {each.question for one in flags for each in one.answers}
        outcome = check_in.outcome
        return CheckedIn(
            title=title,
            notes=tuple(self._notes(check_in, comparison)),
            flags=tuple(self._flag(wording, check_in, one) for one in flags),
            kept=tuple(
                (self._promised(one.commitment), self._kept(one))
                for one in comparison.commitments
                if self._may_know(one.commitment)
            ),
            answers=tuple(
                self._told_all(
                    check_in,
                    [
                        one
                        for one in answered_again(check_in, shareable=True)
                        if one.question not in shown and self._may_read(wording, one)
                    ],
                    named=True,
                )
            ),
            outcome=wording.say(f"check_in.outcome.{outcome.outcome}") if outcome else "",
            by=self.who(outcome.by) if outcome else "",
            reason=clean(outcome.reason) if outcome and Free.reason in self.quoted else "",
        )

    def _notes(self, check_in: CheckIn, comparison: Comparison) -> Iterator[str]:
        yield self.words.say("brief.check_in.counted", counted=counted(self.words, check_in))
        if comparison.unchanged and self.view is not View.partner_safe:
            yield self.words.say("brief.check_in.unchanged")
        if comparison.withheld and self.view is View.team:
            yield self.words.say("report.withheld")

    def _flag(self, wording: Wording, check_in: CheckIn, one: FlagChange) -> Flagged:
        answers = [each for each in one.answers if self._may_read(wording, each)]
        became = self.words.say(f"became.{one.became}", severity=self._severity(one.was, one.now))
        told = self._told_all(check_in, answers, named=False)
        return Flagged(wording.of_flag(one.raised, "title"), became, tuple(dict.fromkeys(told)))

    def _severity(self, was: Severity | None, now: Severity | None) -> str:
        before, after = (self.words.say(f"severity.{one}") if one else "" for one in (was, now))
        if before and after and before != after:
            return self.words.say("report.severity", was=before, now=after)
        return after or before

    def _kept(self, one: CommitmentResult) -> str:
        return self.words.say("report.disputed" if one.disputed else f"kept.{one.kept}")

    def _may_read(self, wording: Wording, one: ThenAndNow) -> bool:
        """What our side may read, of which a board reads no words, and the partner what the guide marks for both."""
        if self.view is View.team:
            return True
        if self.view is View.partner_safe:
            return shared(wording.guide, one.question)
        return not any(in_words(wording.guide, one.question, each) for each in (one.then, one.now))

    def _told_all(self, check_in: CheckIn, answers: Iterable[ThenAndNow], *, named: bool) -> Iterator[Told]:
        """The answers by question: ours one by one where the team reads, all others counted. ``named``: whether ours stand there
        with who gave them, and the question as the check-in asked it; never where the guide keeps names out."""
        groups: dict[tuple[str, Side], list[ThenAndNow]] = {}
        for one in answers:
            groups.setdefault((one.question, self.sides.get(one.person, Side.ours)), []).append(one)
        for (question, side), given in groups.items():
            wording = self._wording(check_in, question)
            asked = prompt_of(wording, question) if named else wording.prompt(question)
            prompt = asked if wording.side is self.view.seat else self.words.say("brief.asked_other", prompt=asked)
            section = wording.guide.owner[question].section
            if self.view is View.team and side is Side.ours:
                unnamed = question in check_in.baseline.guide.check_in.unnamed
                for one in sorted(given, key=lambda one: str(one.now)) if unnamed else given:
                    who = one.person if named and not unnamed else ""
                    yield Told(section, question, prompt, side, who, self._then_and_now(wording, one))
            elif not too_few(self.view, len(given)):
                yield from self._counted(wording, prompt, question, side, given)

    def _counted(
        self, wording: Wording, prompt: str, question: str, side: Side, given: list[ThenAndNow]
    ) -> Iterator[Told]:
        then, now = (
            [one for one in each if one is not None] for each in zip(*((g.then, g.now) for g in given), strict=True)
        )
        for key, values in (("brief.then", then), ("brief.now", now)):
            for told in told_together(wording, prompt, question, side, values):
                yield replace(told, answer=self.words.say(key, answer=told.answer))

    def _wording(self, check_in: CheckIn, question: str) -> Wording:
        """The words of a question from the reader's seat; those of our side where the partner is not asked it."""
        asked = check_in.baseline.guide.at_check_in.owner[question].asked(self.view.seat)
        return wording_of(self.words, self.record, check_in, self.view.seat if asked else Side.ours)

    def _then_and_now(self, wording: Wording, one: ThenAndNow) -> str:
        then, now = (clean(wording.answer(one.question, each)) for each in (one.then, one.now))
        if one.then == one.now:
            return self.words.say("report.row.same", answer=now)
        if one.then is None:
            return self.words.say("report.row.new", now=now)
        return self.words.say("report.row.changed", then=then, now=now)
