"""The house: a Slack of our own and the real app behind it, which many stages share. It can be closed and opened again."""

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.app import Application
from bot.gateway.socket_mode import Sockets
from bot.playground import Emulator
from bot.playground.rehearsal import manifest, running
from bot.runtime import logs
from storage.tables.models import Base, GuideRow

SECONDS = 60
"""How long anything may take before a test gives up. Nothing sleeps: it waits for what it needs."""


RETRY_SPEED = 600
"""Slack sends an event again after a minute; here after a tenth of a second."""


class House:
    """Slack and the app. ``settings`` are the app's own, such as another guide.

    One sender is enough for what few people do one after the other, and twice as quick; None leaves the app its own number.
    """

    def __init__(self, folder: Path, *, senders: int | None = 1, **settings: Any) -> None:
        self.folder, self.senders, self.settings = folder, senders, settings
        self.slack = Emulator(manifest(), retry_speed=RETRY_SPEED)
        self._life: Any = None
        self.app: Application

    def open(self) -> None:
        """Start the app; its database is in the folder of the house."""
        self._life = running(self.slack, self.folder, clock=self.now, **self.settings)
        self.app = self._life.__enter__()
        self.app.late.patience = SECONDS  # what takes long on a busy machine is no other dialog
        if self.app.ticker.presence is not None:
            self.app.ticker.presence.clock = self.slack.clock.now  # half a minute there is half a minute here
        if self.senders is not None:
            self.app.relay.stop()
            self.app.relay.senders = self.senders
            self.app.relay.start()

    def now(self) -> datetime:
        """The time of Slack and of the app: the real one until it is moved."""
        return datetime.fromtimestamp(self.slack.clock.now(), UTC)

    def moves_to(self, then: datetime) -> None:
        """It is later now; what fell due meanwhile is fired."""
        self.slack.clock.advance((then - self.now()).total_seconds())
        self.app.ticker.tick()

    def empty(self) -> None:
        """Delete what other dialogs left: where months pass, their check-ins would come due in the middle of this one."""
        with self.app.database.unit_of_work() as uow:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name != GuideRow.__tablename__:
                    uow.session.execute(table.delete())
            uow.commit()

    def close(self) -> None:
        """Stop the app; Slack stays."""
        if self._life is not None:
            life, self._life = self._life, None
            life.__exit__(None, None, None)

    def restart(self, **settings: Any) -> None:
        """Stop and build everything again on the same folder, once Slack has no event on its way."""
        self.slack.wait_until_delivered(SECONDS)
        self.close()
        self.settings |= settings
        self.open()

    @contextmanager
    def unanswered(self) -> Iterator[None]:
        """The app works, and nothing that it answers arrives."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Sockets, "_acknowledge", lambda *_: None)
            patch.setattr(self.slack.courier, "answer_seconds", 0.5)
            yield

    def settle(self) -> None:
        """Until Slack has delivered everything and the app has sent everything."""
        self.slack.wait_until_delivered(SECONDS)
        assert self._sent_all() or self.app.relay.drain(SECONDS), "the outbox did not drain"

    def _sent_all(self) -> bool:
        """Asked before the relay is woken, which has all its senders look."""
        with self.app.database.reading() as uow:
            return bool(uow.outbox.backlog().count == 0)


@contextmanager
def a_house(folder: Path, **settings: Any) -> Iterator[House]:
    """A house with the app running over Socket Mode."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_PROXY", "no_proxy"):  # the wire never leaves the machine, whatever proxy is set
            patch.setenv(name, "127.0.0.1")
        house = House(folder, **settings)
        with house.slack:
            try:
                house.open()
                yield house
            finally:
                house.close()


class Logbook:
    """Everything that the app logs at DEBUG, as it would reach an operator, and what other libraries say from WARNING on."""

    def __init__(self) -> None:
        self._stream = io.StringIO()

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @contextmanager
    def kept(self) -> Iterator[None]:
        before = structlog.get_config()
        theirs = logging.StreamHandler(self._stream)
        theirs.setLevel(logging.WARNING)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stderr", self._stream)
            logs.configure("DEBUG", readable=False)
        logging.getLogger().addHandler(theirs)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(theirs)
            structlog.configure(**before)
