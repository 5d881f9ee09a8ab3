"""Profiles are looked up a few seconds at a time, each in its turn; what cannot be read is left to the clock."""

from datetime import datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot.playground import Emulator
from bot.playground.faults import Faults
from bot.playground.rehearsal import manifest
from bot.use_cases import directory
from bot.use_cases.directory import Directory
from bot.workers import time_zones
from bot.workers.time_zones import LOOKED_UP_EVERY, TimeZoneLookup
from storage.database import Database
from tests.storage.cases import TEAM
from tests.storage.test_own_time import FIRST, HOUR, lived

PEOPLE = 3


class Looks:
    """One replica that looks, at a time of ours; Slack knows nobody of its people."""

    def __init__(self, slack: Emulator, url: str) -> None:
        self.slack, self.now = slack, FIRST - HOUR
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.database = Database(url, clock=self._clock)
        known = Directory(client, TEAM)
        self.time_zones = TimeZoneLookup(self.database, lambda _: known)

    def _clock(self) -> datetime:
        return self.now

    def look(self, later: timedelta = timedelta(0)) -> int:
        """Look once; how many profiles were asked for."""
        self.now += later
        before = len(self.slack.journal.calls("users.info"))
        self.time_zones.look_up()
        return len(self.slack.journal.calls("users.info")) - before


def test_what_one_look_leaves_comes_at_the_next_turn_and_none_is_asked_twice(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_zones, "LOOKS_FOR_SECONDS", -1.0)
    monkeypatch.setattr(directory, "_KEEP_SECONDS", 0)
    for _ in range(3):
        lived(database)
    with Emulator(manifest()) as slack:
        looks = Looks(slack, database_url)
        assert [looks.look() for _ in range(5)] == [PEOPLE, PEOPLE, PEOPLE, 0, 0]
        assert looks.look(LOOKED_UP_EVERY) == PEOPLE
        looks.database.dispose()


def test_after_trouble_the_next_look_goes_on_behind_it(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "_KEEP_SECONDS", 0)
    for _ in range(2):
        lived(database)
    with Emulator(manifest()) as slack:
        looks = Looks(slack, database_url)
        slack.faults.next("users.info", Faults.server_error(503, "<html>"))
        assert looks.look() == 1, "Slack has trouble: nobody else is asked now"
        assert looks.look() == 0
        assert looks.look(LOOKED_UP_EVERY) == PEOPLE, "those behind it"
        assert looks.look(LOOKED_UP_EVERY) == 2 * PEOPLE
        looks.database.dispose()
