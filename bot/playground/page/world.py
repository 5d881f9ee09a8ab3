"""One workspace with its sample people and places, and the app beside it. Nothing is left of it when it is closed."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.playground.app_process import AppProcess, Understudies
from bot.playground.emulator import Emulator
from bot.playground.installed import manifest
from bot.playground.page.switches import Switches
from bot.playground.page.words import words
from bot.playground.person import Person
from bot.playground.pulse import Pulse
from bot.playground.records import Channel

OURS = "Livres en route"
PARTNER = "Solaris"


@dataclass(frozen=True)
class Sample:
    """A person of the sample. Without a language of her own she speaks the page's."""

    name: str
    tz: str
    language: str | None = None
    partner: bool = False
    """Of the other organisation: she is here as a guest of Slack Connect."""


PEOPLE = (
    Sample("Amina", "Africa/Dakar"),
    Sample("Tom", "Europe/London", "en"),
    Sample("Léa", "Europe/Paris", "fr"),
    Sample("Karim", "America/New_York"),
    Sample("Inès", "Europe/Madrid", partner=True),
    Sample("Marcus", "America/Chicago", "en", partner=True),
)
"""The names are those of the sample conversation."""


class World:
    """``changed`` is called whenever there may be something new to see."""

    def __init__(
        self, language: str, guide: Path | None, understudies: Understudies, changed: Callable[[], None]
    ) -> None:
        self.language, self.guide = language, guide
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.read: dict[tuple[str, str], str] = {}
        """(person, channel) → the ts up to which she has read there."""
        self.dismissed: dict[str, int] = {}
        """Person → how many of her notices she has put away."""
        with ExitStack() as life:
            self.folder = Path(life.enter_context(tempfile.TemporaryDirectory(prefix="partnership-coach-")))
            self.slack = life.enter_context(Emulator(manifest()))
            self.slack.workspace.team.name = OURS
            self.slack.clock.show_in(self.folder / "clock")
            life.callback(self.pulse.listen(changed))
            self._settle_in()
            self.switches = Switches(self.slack)
            self.app = AppProcess(self._order(guide), understudies, changed)
            life.callback(self.app.stop, patience=0.0)  # its database is thrown away with the world
            self._life = life.pop_all()

    @property
    def pulse(self) -> Pulse:
        return self.slack.workspace.pulse

    @property
    def database(self) -> Path:
        return self.folder / "data" / "partnership-coach.db"

    @property
    def app_state(self) -> str:
        if self.app.alive:
            return "running" if self.slack.links.count else "starting"
        return "restarting" if self.app.waiting else "stopped"

    def person_named(self, name: str) -> Person:
        return next(person for person in self.people.values() if person.name == name)

    def use_guide(self, guide: Path | None) -> None:
        """From now on: conversations that began on another guide keep theirs."""
        self.guide = guide
        self.app.order["settings"]["partnership_guide"] = str(guide) if guide else None

    def close(self) -> None:
        self._life.close()

    def _settle_in(self) -> None:
        for sample in PEOPLE:
            person = self.slack.add_person(
                sample.name,
                locale=words(sample.language or self.language).tag,
                tz=sample.tz,
                team=PARTNER if sample.partner else None,
            )
            self.people[person.id] = person
            self.slack.direct_channel(person)
        amina, tom, lea, karim, ines, marcus = self.people.values()
        say = words(self.language).say
        self._add("main", say("channel.partnerships"), [amina, tom, lea, karim])
        self._add("shared", say("channel.shared"), [amina, tom, ines, marcus], shared=True)
        self._add("private", say("channel.private"), [amina, karim], private=True)
        self._add("without", say("channel.general"), [amina, tom, lea, karim], with_app=False)

    def _add(self, role: str, name: str, members: list[Person], **kind: bool) -> None:
        self.channels[role] = self.slack.add_channel(name, members, **kind)

    def _order(self, guide: Path | None) -> dict[str, Any]:
        slack = self.slack
        return {
            "clock": str(self.folder / "clock"),
            "settings": {
                "slack_bot_token": slack.bot_token,
                "slack_app_token": slack.app_token,
                "slack_signing_secret": slack.signing_secret,
                "slack_api_url": slack.api_url,
                "partnership_data": str(self.folder / "data"),
                "partnership_guide": str(guide) if guide else None,
                # Said outright: the environment of who tries this out may name a real database.
                "database_url": "",
                "partnership_charts": True,
                "log_level": "WARNING",
            },
        }
