"""Who is in a channel: a list of a minute ago says yes to whom it names; no to others for some seconds only."""

import pytest
from slack_sdk import WebClient

from bot.playground import Emulator
from bot.playground.faults import Faults
from bot.playground.rehearsal import manifest
from bot.use_cases.directory import Directory
from bot.use_cases.remembered import Memory
from bot.use_cases.unanswered import Unanswered


class Time:
    """A clock in seconds that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_only_who_is_in_the_channel_is_a_member_of_it() -> None:
    clock = Time()
    with Emulator(manifest()) as slack:
        amina, tom = slack.add_person("Amina"), slack.add_person("Tom")
        channel = slack.add_channel("partners", [amina])
        directory = Directory(
            WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[]), slack.team_id, clock
        )
        for _ in range(2):  # as Slack says, then from the list that is remembered
            assert directory.is_member(channel.id, amina.id)
            assert not directory.is_member(channel.id, tom.id)
            assert not directory.is_member(channel.id, "U0NOBODY")
        assert not directory.is_member("C0ELSEWHERE", amina.id)


def test_a_yes_is_believed_for_a_minute_and_a_no_for_ten_seconds() -> None:
    clock = Time()
    with Emulator(manifest()) as slack:
        amina, tom = slack.add_person("Amina"), slack.add_person("Tom")
        channel = slack.add_channel("partners", [amina])
        directory = Directory(
            WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[]), slack.team_id, clock
        )
        assert directory.is_member(channel.id, amina.id)
        asked = len(slack.journal.calls("conversations.members"))
        clock.now = 59.0
        assert directory.is_member(channel.id, amina.id)
        assert len(slack.journal.calls("conversations.members")) == asked
        clock.now = 61.0
        assert directory.is_member(channel.id, amina.id)
        assert len(slack.journal.calls("conversations.members")) == asked + 1
        assert not directory.is_member(channel.id, tom.id)
        slack.workspace.channels[channel.id].members.append(tom.id)
        for _ in range(20):  # who is refused cannot have Slack asked with each click
            assert not directory.is_member(channel.id, tom.id)
        assert len(slack.journal.calls("conversations.members")) == asked + 1
        clock.now = 72.0
        assert directory.is_member(channel.id, tom.id)


def test_who_was_just_invited_is_in_as_soon_as_slack_says_that_somebody_came() -> None:
    with Emulator(manifest()) as slack:
        amina, tom = slack.add_person("Amina"), slack.add_person("Tom")
        channel = slack.add_channel("partners", [amina])
        directory = Directory(
            WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[]), slack.team_id, Time()
        )
        assert not directory.is_member(channel.id, tom.id)
        tom.join(channel)
        directory.forget(channel=channel.id, user=tom.id)
        assert directory.is_member(channel.id, tom.id)


def test_what_is_remembered_is_bounded_and_never_older_than_a_change() -> None:
    clock = Time()
    memory = Memory[int](3, clock)
    for number in range(10):
        memory.put(str(number), number, memory.asking())
    assert len(memory) == 3
    assert memory.get("6", 60) is None
    kept = memory.get("7", 60)
    assert kept is not None
    assert kept.value == 7
    asked = memory.asking()
    memory.forget("7")  # Slack says that it changed, while it was asked
    memory.put("7", 7, asked)
    assert memory.get("7", 60) is None
    clock.now = 60.0
    assert memory.get("8", 60) is None


def test_where_slack_does_not_say_nobody_is_a_member() -> None:
    with Emulator(manifest()) as slack:
        amina = slack.add_person("Amina")
        channel = slack.add_channel("partners", [amina])
        directory = Directory(
            WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[]), slack.team_id, Time()
        )
        slack.faults.next("conversations.members", Faults.server_error(503, "<html>"), 2)
        assert not directory.is_member(channel.id, amina.id)
        with pytest.raises(Unanswered):
            directory.members(channel.id)
