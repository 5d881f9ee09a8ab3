"""A channel is asked once a month: on the first working day, once, across replicas, kills and stops."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from bot.messages import channel_prompts as prompts_messages
from bot.use_cases import due as due_use_cases
from bot.use_cases.base import TickResult
from flows.schedules.planned import Prompt, prompted
from storage.database import Database
from storage.follow_up.channel_prompts import ChannelPrompt
from storage.records import Message
from storage.unit_of_work import UnitOfWork
from tests.databases import only
from tests.storage.cases import TEAM, post
from tests.storage.follow_up import PARIS, said, ticked
from tests.storage.killing import killed

BEGUN = datetime(2026, 5, 20, 12, tzinfo=UTC)
FIRST = datetime(2026, 6, 1, 7, tzinfo=UTC)
"""Monday 1 June, nine o'clock in Paris."""


def refuse(uow: UnitOfWork, prompt: ChannelPrompt, key: str) -> Message:
    raise ValueError(key)


def begun(database: Database, *channels: str, now: datetime = BEGUN, what: Prompt = Prompt.monthly) -> None:
    with database.unit_of_work(now=now) as uow:
        for channel in channels:
            uow.channel_prompts.begin(TEAM, channel, what, prompted(what, now, PARIS), "en")
        uow.commit()


def prompt(database: Database, channel: str = "C1") -> ChannelPrompt:
    with database.reading() as uow:
        found = uow.channel_prompts.get(TEAM, channel, Prompt.monthly)
    assert found is not None
    return found


def next_at(database: Database, channel: str = "C1") -> datetime | None:
    due = prompt(database, channel).next
    return due.at if due else None


def test_on_the_first_working_day_in_the_morning_and_once(database: Database) -> None:
    begun(database, "C1")
    assert next_at(database) == FIRST
    assert ticked(database, FIRST.replace(hour=6, minute=59)).fired == 0
    assert ticked(database, FIRST).fired == 1
    assert ticked(database, FIRST).fired == 0
    assert said(database) == ["C1"]
    assert next_at(database) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    # 1 August 2026 is a Saturday: the Monday after.
    ticked(database, datetime(2026, 7, 1, 7, tzinfo=UTC))
    assert next_at(database) == datetime(2026, 8, 3, 7, tzinfo=UTC)


def test_the_first_working_day_of_this_month_is_still_ahead_on_a_sunday(database: Database) -> None:
    begun(database, "C1", now=datetime(2026, 8, 2, 12, tzinfo=UTC))
    assert next_at(database) == datetime(2026, 8, 3, 7, tzinfo=UTC)


def test_after_three_months_of_standing_still_it_is_asked_once(database: Database) -> None:
    begun(database, "C1")
    assert ticked(database, datetime(2026, 9, 10, 3, tzinfo=UTC)).fired == 1
    assert said(database) == ["C1"]
    assert next_at(database) == datetime(2026, 10, 1, 7, tzinfo=UTC)


def test_stopped_it_is_not_asked_and_begun_again_it_makes_up_for_nothing(database: Database) -> None:
    begun(database, "C1")
    with database.unit_of_work() as uow:
        uow.channel_prompts.stop(TEAM, "C1", Prompt.monthly)
        uow.commit()
    assert ticked(database, FIRST).fired == 0
    begun(database, "C1", now=FIRST.replace(day=10))
    assert ticked(database, FIRST.replace(day=10)).fired == 0
    assert next_at(database) == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_two_replicas_that_tick_at_once_ask_once(database: Database, database_url: str) -> None:
    channels = [f"C{number}" for number in range(6)]
    begun(database, *channels)
    replicas = [Database(database_url) for _ in range(2)] if not database.sqlite else [database] * 2
    together = threading.Barrier(len(replicas))

    def replica(one: Database) -> None:
        together.wait(10)
        for _ in range(3):
            ticked(one, FIRST)

    with ThreadPoolExecutor(len(replicas)) as pool:
        list(pool.map(replica, replicas))
    for one in replicas:
        if one is not database:
            one.dispose()
    assert sorted(said(database)) == channels


KILLED = """
import sys
from datetime import datetime
import pytest
from storage.database import Database
from tests.storage.follow_up import speak_simply, ticked
speak_simply(pytest.MonkeyPatch())
ticked(Database(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
"""


@pytest.mark.parametrize(("failpoint", "kept"), [("before_commit:2", 1), ("after_commit:2", 2)])
def test_killed_in_the_middle_the_rest_is_asked_and_none_twice(
    database: Database, database_url: str, failpoint: str, kept: int
) -> None:
    begun(database, "C1", "C2", "C3")
    killed(KILLED, database_url, FIRST.isoformat(), failpoint=failpoint)
    assert len(said(database)) == kept
    assert ticked(database, FIRST).fired == 3 - kept
    assert sorted(said(database)) == ["C1", "C2", "C3"]


@only("sqlite")
def test_one_that_cannot_be_asked_does_not_keep_the_others_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(database, "C1", "C2")
    monkeypatch.setattr(prompts_messages, "message", refuse)
    done = ticked(database, FIRST)
    assert done == TickResult(0, ((f"{TEAM}:C1:monthly", "ValueError"), (f"{TEAM}:C2:monthly", "ValueError")))
    assert prompt(database).state == "broken"
    begun(database, "C1", now=FIRST.replace(day=2))
    assert prompt(database).state == "active"


def test_two_prompts_of_a_channel_go_their_own_ways(database: Database) -> None:
    monday = datetime(2026, 5, 25, 7, tzinfo=UTC)
    begun(database, "C1")
    begun(database, "C1", what=Prompt.weekly)
    assert ticked(database, monday).fired == 1
    assert ticked(database, FIRST).fired == 2  # the first working day of June is a Monday
    with database.unit_of_work() as uow:
        uow.channel_prompts.stop(TEAM, "C1", Prompt.monthly)
        uow.commit()
    assert ticked(database, datetime(2026, 7, 1, 7, tzinfo=UTC)).fired == 1  # all Mondays that went by: once
    assert next_at(database) is None
    assert said(database) == ["C1"] * 4


@only("sqlite")
def test_where_nobody_can_post_the_dates_go_by(database: Database) -> None:
    begun(database, "C1")
    with database.unit_of_work() as uow:
        uow.outbox.write(post("parked", channel="C1"))
        (claim,) = uow.outbox.claim(1)
        uow.outbox.park(claim, "is_archived")
        uow.commit()
    before = said(database)
    assert ticked(database, FIRST).fired == 1
    assert said(database) == before
    assert next_at(database) == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_what_is_due_next_counts_the_channels(database: Database) -> None:
    begun(database, "C1")
    with database.reading() as uow:
        assert due_use_cases.next_due(uow) == FIRST
