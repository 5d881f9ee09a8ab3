"""A Slack without an app for tests of Slack's rules, and the book club connected in both ways."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Channel, Emulator, Person
from tests.playground.sample_app import MANIFEST, over_http, over_socket, sample_app

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _direct_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wire of these tests never leaves the machine, whatever proxy is set."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("SKIP_SLACK_SDK_WARNING", "1")


@pytest.fixture
def slack() -> Iterator[Emulator]:
    with Emulator(deepcopy(MANIFEST)) as emulator:  # a test may take a scope away
        yield emulator


@pytest.fixture
def client(slack: Emulator) -> WebClient:
    return client_of(slack)


def client_of(slack: Emulator) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def amina(slack: Emulator) -> Person:
    return slack.add_person("Amina", locale="fr-FR", tz="Europe/Paris")


@pytest.fixture
def books(slack: Emulator, amina: Person) -> Channel:
    return slack.add_channel("books", members=[amina])


@contextmanager
def refused_with(error: str) -> Iterator[list[str]]:
    """Slack must refuse with this error; the list then holds response_metadata.messages."""
    messages: list[str] = []
    with pytest.raises(SlackApiError) as caught:
        yield messages
    assert caught.value.response["error"] == error
    messages += (caught.value.response.get("response_metadata") or {}).get("messages", [])


@dataclass
class Club:
    """The book club, running; every test brings its own people and channel."""

    slack: Emulator
    heard: list[Json] = field(default_factory=list)

    def events(self, kind: str, channel: Channel | None = None) -> list[Json]:
        return [
            body["event"]
            for body in list(self.heard)
            if body["event"]["type"] == kind
            and channel in (None, self.slack.workspace.channels[body["event"]["channel"]])
        ]


@contextmanager
def running_club(connection: str) -> Iterator[Club]:
    with Emulator(deepcopy(MANIFEST), retry_speed=3000) as slack:
        club = Club(slack)
        app = sample_app(slack, club.heard.append)
        with {"socket": over_socket, "http": over_http}[connection](app, slack):
            yield club
            slack.wait_until_delivered()


@pytest.fixture(scope="session", params=["socket", "http"])
def club(request: pytest.FixtureRequest) -> Iterator[Club]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.setenv("no_proxy", "127.0.0.1")
        with running_club(request.param) as running:
            yield running


@pytest.fixture
def reader_of_books(club: Club) -> Person:
    return club.slack.add_person("Amina", locale="fr-FR", tz="Europe/Paris")


@pytest.fixture
def shelf(club: Club, reader_of_books: Person) -> Channel:
    return club.slack.add_channel("books", members=[reader_of_books])
