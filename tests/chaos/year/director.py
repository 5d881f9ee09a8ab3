"""Moves the clock of a year from one thing that is due to the next, kills and revives replicas, and lets people change things.

A step is one instant at which every replica that lives ticks. A step in which none died is *quiet*: what is due is fired in it at
the latest. People change things right after a quiet step.
"""

import heapq
import random
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import monotonic, perf_counter, sleep

from bot.use_cases.due import next_due
from flows.conversation import conversation as talk
from storage.database import Database
from storage.records import Record
from storage.unit_of_work import UnitOfWork
from tests.chaos.year.people import A_YEAR, Change, Did, Story, first_of_daily
from tests.chaos.year.replica import Replica
from tests.storage.cases import ANA, a_record
from tests.storage.follow_up import DECIDED

MINUTE = timedelta(minutes=1)
LONGEST_STOP = timedelta(days=3)
AWAY_AFTER_A_KILL = timedelta(hours=6)
"""How long a replica is away at most after it was killed alone."""
TURNS_A_SCHEDULE = 25
"""How many turns a schedule takes in a year, about: check-ins, nudges, ends."""
POINTS = ("before_commit", "after_commit")
SECONDS_FOR_A_KILL = 0.05
"""Within how much of a real second after a tick began a process is killed at random: a busy tick takes about as long."""
QUIET_SECONDS = 10.0
_BUSY = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)
_TOGETHER = 50
"""Conversations that are stored in one transaction."""


@dataclass
class Plan:
    """What is to happen. ``kills``: about how many in a year; ``stops``: how often all stands still, for up to three days."""

    start: datetime
    kills: int
    stops: int
    seed: int
    length: timedelta = A_YEAR

    @property
    def end(self) -> datetime:
        return self.start + self.length


@dataclass
class Chronicle:
    """What did happen. ``quiet``: the instants of the quiet steps, in order."""

    quiet: list[datetime] = field(default_factory=list)
    steps: int = 0
    fired: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    seconds: float = 0.0
    trouble: list[str] = field(default_factory=list)


class Director:
    """One year of one fleet in front of one database."""

    def __init__(self, database: Database, replicas: list[Replica], stories: list[Story], plan: Plan) -> None:
        self.database, self.replicas, self.stories, self.plan = database, replicas, stories, plan
        self.now = plan.start
        self.chronicle = Chronicle()
        self._dice = random.Random(f"director:{plan.seed}")
        self._records: dict[int, Record] = {}
        self._instants = [plan.end]
        self._wishes = sorted(
            ((wish, number) for number, story in enumerate(stories) for wish in story.wished), key=lambda one: one[0].at
        )
        self._stops = self._when_to_stop()
        # A life is over after some turns, so that the kills are spread over all that happens, and not over idle steps.
        self._turns_a_life = max(2, TURNS_A_SCHEDULE * len(stories) // max(1, plan.kills))
        self._left: dict[int, int] = {}
        self._once_more = False
        """Whether something may be due already: after a death, and after a change that people made."""

    def play(self) -> Chronicle:
        """The year, to its end."""
        began = perf_counter()
        self._store()
        for story in self.stories:
            self._note_instants(story)
        with _buried(self.replicas):
            while self.now < self.plan.end:
                self.now = self._next()
                self._step()
            self._end()
        self.chronicle.seconds = perf_counter() - began
        return self.chronicle

    # Time

    def _next(self) -> datetime:
        """The next instant: something is due, somebody comes back, everything stops. What the almanac knows is never passed by."""
        while self._instants[0] <= self.now:
            heapq.heappop(self._instants)
        candidates = [self._instants[0], *(one.back_at for one in self.replicas if one.back_at)]
        with self.database.reading(now=self.now) as uow:
            due = next_due(uow)
        if due is not None and (due > self.now or self._once_more):
            candidates.append(max(due, self.now + MINUTE))
        if self._stops:
            candidates.append(max(self._stops[0], self.now + MINUTE))
        return min(candidates)

    def _when_to_stop(self) -> list[datetime]:
        """Every other one where somebody is asked each day, so that several are due when it is over."""
        daily = [day for one in self.stories if (day := first_of_daily(one.rule.pattern)) is not None]
        found = []
        for number in range(self.plan.stops):
            at = self.plan.start + self.plan.length * self._dice.random()
            if number % 2 == 0 and daily:
                at = datetime.combine(self._dice.choice(daily), time(), UTC) + timedelta(days=self._dice.uniform(1, 6))
            found.append(at.replace(second=0, microsecond=0))
        return sorted(found)

    def _step(self) -> None:
        self._revive(everybody=self.now >= self.plan.end)
        if self._stops and self._stops[0] <= self.now:
            self._stop_everything()
            return
        ticking = [one for one in self.replicas if one.alive]
        if not ticking:
            return
        self.chronicle.steps += 1
        for one in ticking:
            one.tell(self.now)
        self._kill_at_random(ticking)
        lived = [one.alive and self._hear(one) for one in ticking]
        if all(lived):
            self.chronicle.quiet.append(self.now)
            self._once_more = self._let_people_act()
        else:
            self._wait_for_the_server()
            self._once_more = True

    # Lives

    def _revive(self, *, everybody: bool) -> None:
        for one in self.replicas:
            if not one.alive and (everybody or one.back_at is None or one.back_at <= self.now):
                turns = self._dice.randint(1, 2 * self._turns_a_life)
                at_a_point = self.plan.kills > 0 and not everybody and self._dice.random() < 0.5
                one.begin(f"{self._dice.choice(POINTS)}:{max(1, turns // 4)}" if at_a_point else "")
                self._left[one.number] = turns

    def _hear(self, one: Replica) -> bool:
        """What it fired; whether it lived through it."""
        fired = one.fired()
        if fired is None:
            self._note_death(one, one.failpoint.partition(":")[0] or "unknown", by_itself=True)
            return False
        self.chronicle.fired += fired
        self._left[one.number] -= fired
        return True

    def _kill_at_random(self, ticking: list[Replica]) -> None:
        """Kill those whose turns are up, somewhere in this tick or right after it."""
        for one in ticking:
            if self.plan.kills and not one.failpoint and self._left[one.number] <= 0 and self.now < self.plan.end:
                one.orders.poll(SECONDS_FOR_A_KILL * self._dice.random())
                self._note_death(one, "random", by_itself=False)

    def _note_death(self, one: Replica, how: str, *, by_itself: bool) -> None:
        alone = len(self.replicas) == 1
        away = MINUTE * self._dice.randint(1, 60) if alone else AWAY_AFTER_A_KILL * self._dice.random()
        if by_itself:
            one.process.join()
        code = one.kill(self.now + away)
        if code != -signal.SIGKILL:
            self.chronicle.trouble.append(f"replica {one.number} ended with {code}")
        self.chronicle.kills[how] += 1

    def _stop_everything(self) -> None:
        self._stops.pop(0)
        back = self.now + LONGEST_STOP * self._dice.uniform(0.4, 1.0)
        for one in self.replicas:
            if one.alive:
                one.kill()
            one.back_at = back.replace(second=0, microsecond=0)
        self.chronicle.stops += 1

    def _wait_for_the_server(self) -> None:
        """PostgreSQL takes a moment to notice that somebody is gone; minutes pass between two steps, not microseconds."""
        if self.database.sqlite:
            return
        deadline = monotonic() + QUIET_SECONDS
        while monotonic() < deadline:
            with self.database.engine.connect() as connection:
                if not connection.exec_driver_sql(_BUSY).scalar_one():
                    return
            sleep(0.002)
        self.chronicle.trouble.append("a dead replica’s transaction stays open")

    def _end(self) -> None:
        for one in self.replicas:
            if one.alive:
                one.stop()
        for log in sorted({path for one in self.replicas for path in one.folder.glob("replica-*.log")}):
            said = log.read_text("utf-8", "replace")
            if "Traceback" in said or "set_aside" in said:
                self.chronicle.trouble.append(f"{log.name}: {said[-2000:]}")

    # People

    def _store(self) -> None:
        """The conversations and their schedules."""
        for first in range(0, len(self.stories), _TOGETHER):
            with self.database.unit_of_work(now=self.plan.start) as uow:
                for story in self.stories[first : first + _TOGETHER]:
                    if story.conversation not in self._records:
                        self._records[story.conversation] = uow.conversations.add(a_record(DECIDED))
                    story.schedule = uow.schedules.add(self._records[story.conversation].id, story.rule, ANA.id).id
                uow.commit()

    def _note_instants(self, story: Story) -> None:
        """The clock stops wherever the almanac says that something is due, whatever the app believes; until the next change,
        which waits for a quiet step."""
        following = story.wished[len(story.done)].at + 2 * LONGEST_STOP if len(story.done) < len(story.wished) else None
        for one in story.due(self.plan.end):
            if following is None or one.at <= following:
                heapq.heappush(self._instants, one.at)

    def _let_people_act(self) -> bool:
        """Whether anybody did anything."""
        acted = False
        while self._wishes and self._wishes[0][0].at <= self.now:
            wish, number = self._wishes.pop(0)
            story = self.stories[number]
            done = replace(wish, at=self.now)
            with self.database.unit_of_work(now=self.now) as uow:
                act(uow, self._records[story.conversation], story.schedule, done)
                uow.commit()
            story.done.append(done)
            self._note_instants(story)
            acted = True
        return acted


def act(uow: UnitOfWork, record: Record, schedule: str, change: Change) -> None:
    """What people do, as the use cases do it: under the lock of the conversation."""
    now = uow.conversations.get(record.team, record.id, lock=True)
    assert now is not None
    stored = uow.schedules.get(schedule)
    match change.did:
        case Did.moved:
            uow.schedules.move(stored, stored.rule.in_zone(change.zone))
        case Did.paused:
            uow.schedules.pause(stored)
        case Did.resumed:
            uow.schedules.resume(stored)
        case Did.stopped:
            uow.schedules.stop(stored)
        case Did.ended:
            uow.conversations.save(replace(now, conversation=talk.close(now.conversation, ANA.id)[0]))
        case Did.reopened:
            uow.conversations.save(replace(now, conversation=talk.back(now.conversation, ANA.id)[0]))
        case Did.decided:
            again = talk.decide(now.conversation, ANA.id, talk.GO, "it still stands")[0]
            uow.conversations.save(replace(now, conversation=again))


@contextmanager
def _buried(replicas: list[Replica]) -> Iterator[None]:
    """Whatever happened: nothing of it runs any more."""
    try:
        yield
    finally:
        for one in replicas:
            if one.alive:
                one.kill()


def replicas_of(size: int, url: str, kind: str, folder: Path) -> list[Replica]:
    """Replicas that do not live yet."""
    return [Replica(number, url, kind, folder) for number in range(size)]


YEAR_OF_THE_DATE_LINE = datetime(2011, 7, 1, tzinfo=UTC)
"""To July 2012: Apia has no 30 December, February has 29 days, and Tehran, Apia and São Paulo still have summer time."""
YEAR_TO_COME = datetime(2027, 9, 1, tzinfo=UTC)
"""To September 2028: 29 February again, and the rules of today."""
