"""A uvicorn server in a thread of its own, on a port of this machine that nobody else reaches."""

import asyncio
import socket
import threading
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

START_SECONDS = 10.0
STOP_SECONDS = 10.0
ROUNDS_OF_GRACE = 200


class PromptServer(uvicorn.Server):
    """Stops the moment it is told to, where uvicorn looks ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.loop: asyncio.AbstractEventLoop | None = None
        self._enough = asyncio.Event()

    async def main_loop(self) -> None:
        await self._enough.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the doors, let those inside finish, and do not wait longer than that takes."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(ROUNDS_OF_GRACE):
            if not self.server_state.connections and not self.server_state.tasks:
                break
            await asyncio.sleep(0.005)

    def stop(self) -> None:
        self.should_exit = True
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._enough.set)


class LocalServer:
    """Listens from `open` on, answers from `start` on, until `stop`. `port` 0: a free one."""

    def __init__(self, port: int = 0, *, name: str = "slack-emulator") -> None:
        self._port, self._name = port, name
        self._listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._server: PromptServer | None = None
        self._thread: threading.Thread | None = None
        self._running = threading.Event()

    def open(self) -> str:
        """The base URL, without a slash at its end. Raises OSError where the port is taken."""
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listening.bind(("127.0.0.1", self._port))
        self._listening.listen(128)
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def start(self, app: Starlette, with_loop: Callable[[asyncio.AbstractEventLoop], None]) -> None:
        """`with_loop` is given the event loop before the first request is answered."""
        config = uvicorn.Config(
            app,
            log_config=None,  # its own would let a server that stands beside this one speak for a moment
            log_level="critical",
            lifespan="off",
            ws="websockets-sansio",
            ws_ping_interval=None,  # its pings draw from the global `random`, which hypothesis watches in tests beside it
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        server = self._server = PromptServer(config)

        async def serve() -> None:
            server.loop = asyncio.get_running_loop()
            with_loop(server.loop)
            self._running.set()
            await server.serve(sockets=[self._listening])

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()), name=self._name, daemon=True)
        self._thread.start()
        self._running.wait(START_SECONDS)

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.stop()
            self._thread.join(STOP_SECONDS)
        self._listening.close()

    def drop(self, request: Request) -> None:
        """Close the caller's connection under it, without an answer."""
        if self._server is None or request.client is None:
            return
        for connection in list(self._server.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None and getattr(connection, "client", None) == tuple(request.client):
                transport.abort()
