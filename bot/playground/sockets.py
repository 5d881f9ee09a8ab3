"""Socket Mode: the links that the app opened, and the one of them that each envelope goes to."""

import asyncio
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.installation import Installation
from bot.playground.records import Json

MAX_LINKS = 10


class LinkLost(Exception):
    """The link closed before the envelope that it carried was acknowledged."""


@dataclass(eq=False)
class Link:
    number: int
    socket: WebSocket
    waiting: dict[str, "asyncio.Future[Json]"] = field(default_factory=dict)


class Links:
    """All methods run in the server's event loop."""

    def __init__(self, app: Installation) -> None:
        self._app = app
        self._links: list[Link] = []
        self._opened = 0
        self._next = 0
        self.envelopes_sent: dict[int, int] = {}
        self._any_open = asyncio.Event()
        self.ends_each = ""
        """Why Slack ends every link as soon as it is open; empty while it does not."""

    @property
    def count(self) -> int:
        return len(self._links)

    async def serve(self, socket: WebSocket) -> None:
        app = self._app
        if not app.workspace.tickets.use_socket_ticket(socket.query_params.get("ticket", "")):
            await socket.close(4401)
            return
        await socket.accept()
        if len(self._links) >= MAX_LINKS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        self._opened += 1
        link = Link(self._opened, socket)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._links) + 1,
                "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
                "connection_info": {"app_id": app.workspace.app_id},
            }
        )
        with app.workspace.pulse.change():
            self._links.append(link)
            self._any_open.set()
        try:
            if self.ends_each:
                await socket.send_json(
                    {"type": "disconnect", "reason": self.ends_each, "debug_info": {"host": "playground"}}
                )
                await socket.close()
            else:
                await self._listen(link)
        finally:
            with app.workspace.pulse.change():
                self._links.remove(link)
                if not self._links:
                    self._any_open.clear()
            for future in link.waiting.values():
                if not future.done():
                    future.set_exception(LinkLost())

    async def _listen(self, link: Link) -> None:
        while True:
            try:
                text = await link.socket.receive_text()
            except (WebSocketDisconnect, RuntimeError):
                return
            self._acknowledge(text)

    def _acknowledge(self, text: str) -> None:
        """The ack may come over any link."""
        answer: Any = json.loads(text)
        for link in self._links:
            future = link.waiting.get(str(answer.get("envelope_id")))
            if future is not None and not future.done():
                future.set_result(answer)
                return
        self._app.journal.note_finding("late_ack", "an envelope was acknowledged that nobody waits for", answer)

    async def deliver(
        self, kind: str, payload: Json, attempt: int, reason: str, accepts_response: bool, timeout: float
    ) -> Json | None:
        """Send one envelope over one link and give back what the ack carried. Raises TimeoutError or LinkLost."""
        if not self._links:
            raise LinkLost  # it closed a moment ago
        link = self._links[self._next % len(self._links)]
        self._next += 1
        envelope: Json = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts_response,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        link.waiting[envelope["envelope_id"]] = future
        self.envelopes_sent[link.number] = self.envelopes_sent.get(link.number, 0) + 1
        try:
            await link.socket.send_json(envelope)
            answer = await asyncio.wait_for(future, timeout)
        except (WebSocketDisconnect, RuntimeError):
            raise LinkLost from None
        finally:
            link.waiting.pop(envelope["envelope_id"], None)
        payload_back = answer.get("payload")
        if payload_back and not accepts_response:
            self._app.journal.note_finding("unwanted_answer", f"an ack of {kind} carried a payload", answer)
        return payload_back if isinstance(payload_back, dict) else None

    async def wait_for_one(self, timeout: float) -> None:
        """Raises TimeoutError when the app does not connect in time."""
        await asyncio.wait_for(self._any_open.wait(), timeout)

    async def disconnect(self, reason: str) -> None:
        """Ask every link to refresh, as Slack does: reason is warning, refresh_requested or link_disabled."""
        for link in list(self._links):
            with suppress(RuntimeError, WebSocketDisconnect):
                await link.socket.send_json(
                    {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
                )
                if reason != "warning":
                    await link.socket.close()

    async def close(self) -> None:
        for link in list(self._links):
            with suppress(RuntimeError, WebSocketDisconnect):  # the app died a moment ago
                await link.socket.close(1001)
