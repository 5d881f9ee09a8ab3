"""From Slack to the app: events that are tried again until they are acknowledged, and questions that are not.

Slack's schedule for an event without an ack: at once, after a minute, after five minutes. `speed` divides the waiting.
Commands and interactions get one try and three seconds.
"""

import asyncio
import http.client
import os
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from bot.playground.installation import Installation
from bot.playground.journal import Delivery
from bot.playground.records import Json
from bot.playground.signed_http import HttpRequest, post, request_for
from bot.playground.sockets import LinkLost, Links

RETRY_AFTER = (0.0, 60.0, 300.0)
_LOOP_SECONDS = 60.0
"""The event loop may be busy with hundreds of deliveries, on a machine that is busy too."""
ANSWER_SECONDS = float(os.environ.get("EMULATOR_ANSWER_SECONDS") or 3)
"""How long an app may take to answer, and how long a trigger can be used: in Slack three seconds. A rehearsal and tests that are
about something else wait longer: there, a busy machine is no fault of the app."""
GRACE = 2.0
"""How many seconds of it a delivery waits for a link to be there."""
HTTP_WORKERS = 16


@dataclass(frozen=True)
class Outcome:
    """`error` is empty when the app acknowledged; then `answer` is what it said with the ack."""

    error: str
    answer: Json | None = None


class Courier:
    """Carries deliveries from any thread into the server's event loop and on to the app."""

    def __init__(self, app: Installation, links: Links, *, speed: float, answer_seconds: float) -> None:
        self._app = app
        self._links = links
        self._speed = speed
        self.answer_seconds = answer_seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._workers = ThreadPoolExecutor(HTTP_WORKERS, thread_name_prefix="slack-to-app")
        self.http_url: str | None = None
        self.in_flight = 0
        self.plan: EventPlan = at_once
        self.change_request: RequestChange = unchanged

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    # -- from other threads

    def send_event(self, payload: Json) -> None:
        if self._loop is not None and not self._loop.is_closed():
            for delay in self.plan(payload):
                self._count(+1)
                self._loop.call_soon_threadsafe(self._carry_event, payload, delay)

    def ask(self, kind: str, payload: Json, *, accepts_response: bool) -> Outcome:
        """Deliver a command or an interaction and wait for the answer of the app."""
        assert self._loop is not None
        self._count(+1)
        try:
            question = self._attempt(kind, payload, 0, "", accepts_response)
            answered: Future[Outcome] = asyncio.run_coroutine_threadsafe(question, self._loop)
            return answered.result(self.answer_seconds + GRACE + 5)
        finally:
            self._count(-1)

    def call(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run something of the event loop's own and wait until it is done."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(_LOOP_SECONDS)

    def stop(self) -> None:
        if self._loop is not None and self._loop.is_running():
            self.call(self._give_up())
        self._workers.shutdown(wait=True)

    # -- in the event loop

    def _count(self, change: int) -> None:
        with self._app.workspace.pulse.change():
            self.in_flight += change

    def _carry_event(self, payload: Json, delay: float) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver_event(payload, delay))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_event(self, payload: Json, delay: float) -> None:
        reason = ""
        try:
            if delay:
                await asyncio.sleep(delay)
            for attempt in range(len(RETRY_AFTER) + 1):
                if attempt:
                    await asyncio.sleep(RETRY_AFTER[attempt - 1] / self._speed)
                outcome = await self._attempt("events_api", payload, attempt, reason, accepts_response=False)
                if not outcome.error:
                    return
                reason = retry_reason(outcome.error)
            self._app.journal.note_finding("event_given_up", f"never acknowledged: {outcome.error}", payload)
        finally:
            self._count(-1)

    async def _attempt(self, kind: str, payload: Json, attempt: int, reason: str, accepts_response: bool) -> Outcome:
        at, started = self._app.workspace.clock.now(), time.monotonic()
        over = "http" if self.http_url else "socket"
        answer: Json | None = None
        outcome = "acked"
        try:
            if self.http_url:
                answer = await self._over_http(kind, payload, attempt, reason)
            else:
                await self._a_link()
                answer = await self._links.deliver(
                    kind, payload, attempt, reason, accepts_response, self.answer_seconds
                )
        except TimeoutError:
            outcome = "timeout"
        except LinkLost:
            outcome = "link_lost"
        except NoLink:
            outcome = "no_link"
        except HttpRefused as refused:
            outcome = str(refused)
        except (OSError, http.client.HTTPException):
            outcome = "connection_failed"
        seconds = time.monotonic() - started
        self._app.journal.note_delivery(Delivery(at, kind, over, payload, attempt, outcome, answer, seconds))
        return Outcome("" if outcome == "acked" else outcome, answer)

    async def _a_link(self) -> None:
        """A moment of patience while the app connects again."""
        try:
            await self._links.wait_for_one(min(GRACE, self.answer_seconds))
        except TimeoutError:
            raise NoLink from None

    async def _over_http(self, kind: str, payload: Json, attempt: int, reason: str) -> Json | None:
        request = self.change_request(request_for(kind, payload, attempt, reason))
        url, secret = self.http_url or "", self._app.signing_secret
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._workers, post, url, secret, request, self.answer_seconds)
        if not 200 <= answer.status < 300:
            raise HttpRefused(f"http {answer.status}")
        return answer.payload

    async def _give_up(self) -> None:
        """Again and again: `wait_for` of Python 3.11 forgets that it was cancelled where its answer comes in that moment."""
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=0.1)


EventPlan = Callable[[Json], Sequence[float]]
RequestChange = Callable[[HttpRequest], HttpRequest]


def at_once(payload: Json) -> Sequence[float]:
    return (0.0,)


def unchanged(request: HttpRequest) -> HttpRequest:
    return request


class NoLink(Exception):
    """The app has no open link and no URL."""


class HttpRefused(Exception):
    """The app answered with a status that is not a success."""


def retry_reason(error: str) -> str:
    """The word that Slack uses for it in X-Slack-Retry-Reason."""
    if error == "timeout":
        return "http_timeout"
    return "http_error" if error.startswith("http ") else "connection_failed"


def skewed(seconds: float) -> RequestChange:
    """For `change_requests`: sign with a timestamp that is this much off."""
    return lambda request: replace(request, skew=seconds)


def tampered(request: HttpRequest) -> HttpRequest:
    """For `change_requests`: a signature that does not fit."""
    return replace(request, tampered=True)
