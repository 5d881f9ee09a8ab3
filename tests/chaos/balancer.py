"""One address in front of several processes, as a load balancer is: the next one that takes the connection."""

import asyncio
import itertools
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def balanced(ports: Sequence[int]) -> Iterator[int]:
    """The port in front of ``ports``. When nobody is behind it, the connection is reset."""
    running = threading.Event()
    loop = asyncio.new_event_loop()
    turns = itertools.count()
    found: list[int] = []
    over = asyncio.Event()

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        with suppress(OSError):
            writer.close()

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = next(turns)
        for offset in range(len(ports)):
            with suppress(OSError):
                behind = await asyncio.open_connection("127.0.0.1", ports[(first + offset) % len(ports)])
                await asyncio.gather(pipe(reader, behind[1]), pipe(behind[0], writer))
                return
        writer.transport.abort()

    async def main() -> None:
        server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
        found.append(server.sockets[0].getsockname()[1])
        running.set()
        await over.wait()
        server.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(main())

    thread = threading.Thread(target=run, name="balancer", daemon=True)
    thread.start()
    running.wait(10)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
