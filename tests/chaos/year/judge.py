"""Holds what a year left in the database against the almanac.

*Missed*: it was due, and people were never asked. *Doubled*: they were asked twice, or by nobody's wish. *At a wrong instant*:
before it was due, or after the first quiet step at which it was. *Storm*: what a stop had left was asked one by one.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select

from storage.database import Database
from storage.tables.follow_up_models import CheckInRow, CheckInToldRow
from storage.tables.models import InboxRow, OutboxRow
from tests.chaos.year.almanac import Due, nudged
from tests.chaos.year.naive import KEY
from tests.chaos.year.people import Did, Story

PEOPLE = 3
"""Who is asked in each conversation."""
NUDGES = ("nudge:0", "nudge:1")
PROMPTED, MISSED = "prompted", "missed"


@dataclass(frozen=True)
class Asked:
    """A check-in that began: its schedule's key, and when."""

    key: datetime
    at: datetime
    id: str = ""
    stage: str = ""


@dataclass
class Verdict:
    """What was found; each list holds a line a case."""

    prompts: int = 0
    nudges: int = 0
    missed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    storms: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.missed or self.doubled or self.wrong or self.storms)

    @property
    def line(self) -> str:
        """The figures."""
        return (
            f"{self.prompts} check-ins, {self.nudges} nudges; {len(self.missed)} missed, {len(self.doubled)} doubled, "
            f"{len(self.wrong)} at a wrong instant, {len(self.storms)} storms"
        )

    def cases(self) -> Iterator[str]:
        """A line each."""
        for name in ("missed", "doubled", "wrong", "storms"):
            yield from (f"{name}: {one}" for one in getattr(self, name))


class Quiet:
    """The instants of the quiet steps."""

    def __init__(self, instants: Sequence[datetime]) -> None:
        self._instants = instants

    def deadline(self, due: datetime) -> datetime | None:
        """When what is due at an instant must be done; None when the year ends before."""
        where = bisect_left(self._instants, due)
        return self._instants[where] if where < len(self._instants) else None

    def passed(self, due: datetime, at: datetime) -> bool:
        """Whether it should have been done before ``at``."""
        deadline = self.deadline(due)
        return deadline is not None and deadline < at


def judge_asked(name: str, due: Sequence[Due], asked: Iterable[Asked], quiet: Quiet, found: Verdict) -> None:
    """The check-ins of one schedule against what was due."""
    last: datetime | None = None
    for one in sorted(asked, key=lambda one: (one.at, one.key)):
        what = f"{name}, {one.key} asked at {one.at}"
        found.prompts += 1
        if last is not None and one.key <= last:
            found.doubled.append(what)
            continue
        waiting = [entry for entry in due if entry.at <= one.at and (last is None or entry.key > last)]
        settled = [entry for entry in waiting if entry.key <= one.key]
        if not settled or settled[-1].key != one.key:
            found.wrong.append(f"{what}: nothing of this key was due")
            continue
        if settled != waiting:
            found.storms.append(f"{what}: {waiting[-1].key} was due as well")
        found.missed += [
            f"{name}, {entry.key}: settled only at {one.at}" for entry in settled[:-1] if quiet.passed(entry.at, one.at)
        ]
        if quiet.passed(settled[-1].at, one.at):
            found.wrong.append(f"{what}: was due at {settled[-1].at}")
        last = one.key
    for entry in due:
        if (last is None or entry.key > last) and quiet.deadline(entry.at) is not None:
            found.missed.append(f"{name}, {entry.key}: was due at {entry.at}")


def judge(database: Database, stories: Sequence[Story], quiet: Quiet, until: datetime) -> Verdict:
    """The app's year: check-ins, inbound keys, messages and nudges."""
    found = Verdict()
    with database.reading() as uow:
        rows = uow.session.scalars(select(CheckInRow)).all()
        keys = set(uow.session.scalars(select(InboxRow.key).where(InboxRow.key.startswith("due:"))))
        told = uow.session.execute(
            select(
                CheckInToldRow.check_in_id, CheckInToldRow.person, CheckInToldRow.message, CheckInToldRow.recorded_at
            )
        ).all()
        sent = uow.session.execute(
            select(OutboxRow.kind, OutboxRow.slot, OutboxRow.user, OutboxRow.dedupe_key).where(
                OutboxRow.kind != "update"
            )
        ).all()
    by_schedule: dict[str, list[Asked]] = defaultdict(list)
    for row in rows:
        assert row.schedule_id, "only the clock begins check-ins in this year"
        assert row.occurrence
        asked = Asked(datetime.fromisoformat(row.occurrence), row.created_at, row.id, row.stage)
        by_schedule[row.schedule_id].append(asked)
    for story in stories:
        judge_asked(_name(story), story.due(until), by_schedule[story.schedule], quiet, found)
    _judge_keys(keys, {f"due:{row.schedule_id}:{row.occurrence}" for row in rows}, found)
    nudges: dict[str, dict[str, dict[str, datetime]]] = defaultdict(lambda: defaultdict(dict))
    for id, person, message, at in told:
        nudges[id][message][person] = at
    _judge_messages([row.id for row in rows], [tuple(one) for one in sent], nudges, found)
    for story, one, overtaken in _in_their_conversations(stories, by_schedule):
        _judge_after(story, one, overtaken, nudges[one.id], quiet, found)
    return found


def judge_naive(database: Database, stories: Sequence[Story], quiet: Quiet, until: datetime) -> Verdict:
    """The control's year, which left nothing but messages."""
    found = Verdict()
    by_schedule: dict[str, list[Asked]] = defaultdict(list)
    with database.reading() as uow:
        for key, at in uow.session.execute(select(OutboxRow.dedupe_key, OutboxRow.created_at)):
            kind, schedule, occurrence, _ = key.split("|")
            assert kind == KEY
            by_schedule[schedule].append(Asked(datetime.fromisoformat(occurrence), at))
    for story in stories:
        judge_asked(_name(story), story.due(until), by_schedule[story.schedule], quiet, found)
    return found


def _name(story: Story) -> str:
    return f"{story.schedule[:8]} ({story.rule.pattern.kind} {story.rule.at} {story.rule.zone})"


def _judge_keys(keys: set[str], begun: set[str], found: Verdict) -> None:
    found.missed += [f"{one}: its key is there, its check-in is not" for one in sorted(keys - begun)]
    found.doubled += [f"{one}: a check-in without its key" for one in sorted(begun - keys)]


def _judge_messages(
    check_ins: Sequence[str],
    sent: Sequence[tuple[str, str | None, str | None, str]],
    told: Mapping[str, Mapping[str, Mapping[str, datetime]]],
    found: Verdict,
) -> None:
    """One card and one private prompt for each person; one private message for each moment at which somebody was nudged."""
    slots: dict[str, Counter[str]] = defaultdict(Counter)
    for _, slot, _, _ in sent:
        if slot and slot.startswith("checkin:"):
            slots[slot.split(":")[1]][slot] += 1
    nudges = Counter(
        (key.split(":")[2], str(user)) for kind, slot, user, key in sent if kind == "direct" and slot is None
    )
    for id in check_ins:
        _count(f"check-in {id[:8]}, card and prompts", len(slots[id]), 1 + PEOPLE, found)
        _count(f"check-in {id[:8]}, messages of card and prompts", slots[id].total(), 1 + PEOPLE, found)
        moments: dict[str, set[datetime]] = defaultdict(set)
        for people in told[id].values():
            for person, at in people.items():
                moments[person].add(at)
        for person, instants in moments.items():
            _count(f"check-in {id[:8]}, nudges of {person}", nudges.pop((id, person), 0), len(instants), found)
            found.nudges += len(instants)
    found.doubled += [
        f"{number} nudges of {person} that nobody wished ({id[:8]})" for (id, person), number in nudges.items()
    ]


def _count(what: str, there: int, expected: int, found: Verdict) -> None:
    if there != expected:
        (found.missed if there < expected else found.doubled).append(f"{what}: {there} instead of {expected}")


def _in_their_conversations(
    stories: Sequence[Story], asked: Mapping[str, Sequence[Asked]]
) -> Iterator[tuple[Story, Asked, datetime | None]]:
    """Each check-in with the instant at which the next one of its conversation began."""
    by_conversation: dict[int, list[tuple[Story, Asked]]] = defaultdict(list)
    for story in stories:
        by_conversation[story.conversation] += [(story, one) for one in asked[story.schedule]]
    for several in by_conversation.values():
        several.sort(key=lambda one: one[1].at)
        for (story, one), (_, following) in pairwise(several):
            yield story, one, following.at
        if several:
            yield (*several[-1], None)


def _judge_after(
    story: Story,
    one: Asked,
    overtaken: datetime | None,
    told: Mapping[str, Mapping[str, datetime]],
    quiet: Quiet,
    found: Verdict,
) -> None:
    """The nudges of one check-in, and its end."""
    instants, closes = nudged(story.rule_at(one.at), one.at)
    left = [change.at for change in story.done if change.did in (Did.ended, Did.reopened) and change.at >= one.at]
    over = min(at for at in (closes, overtaken, *left) if at is not None)
    name = f"{_name(story)}, check-in of {one.key}"
    for message, at in zip(NUDGES, instants, strict=True):
        heard = set(told.get(message, {}).values())
        deadline = quiet.deadline(at)
        if deadline is not None and deadline < over and not heard:
            found.missed.append(f"{name}: {message}, due at {at}")
        found.wrong += [
            f"{name}: {message} at {when}, due at {at}, over at {over}"
            for when in heard
            if when < at or when > over or quiet.passed(at, when)
        ]
    ended = quiet.deadline(over)
    if over in (closes, overtaken) and ended is not None and one.stage == PROMPTED:
        found.missed.append(f"{name}: it should have ended at {over}")
    if one.stage not in (PROMPTED, MISSED) or (one.stage == MISSED and ended is None):
        found.wrong.append(f"{name}: it is {one.stage}")
