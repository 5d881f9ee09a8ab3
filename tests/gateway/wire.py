"""A wire between the app and Slack that can be cut without either end being told."""

import contextlib
import socket
import threading


class Wire:
    """Passes bytes on to ``port``, until ``cut``: then nothing passes any more, and nothing is closed."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._cut = threading.Event()
        self._sockets: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """From now on it is silent, for those who are connected; who connects anew is not."""
        self._cut.set()

    def close(self) -> None:
        self._listening.close()
        for one in self._sockets:
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [near, far]
                silent = threading.Event() if self._cut.is_set() else self._cut
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=(source, target, silent), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, silent: threading.Event) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            if not silent.is_set():
                target.sendall(data)
    if not silent.is_set():
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
