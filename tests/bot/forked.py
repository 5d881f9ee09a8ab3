"""The real program, many times: each run is forked from a process that has imported it already, with streams of its own.

``main()`` runs as it does from a terminal; standard input, output and error are real files, with the encoding that Python would
give them for PYTHONIOENCODING or the locale.
"""

import importlib
import io
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

WAIT = 100


def encoding_of(env: dict[str, str]) -> tuple[str, str]:
    """Return the encoding and the error handler that Python gives standard output."""
    encoding, _, errors = env.get("PYTHONIOENCODING", "").partition(":")
    if encoding:
        return encoding, errors or "strict"
    return (
        ("ascii", "surrogateescape")
        if env.get("PYTHONUTF8") == "0" and env.get("LC_ALL") == "C"
        else ("utf-8", "strict")
    )


class Forge:
    """Runs the program."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, arguments: list[str], env: dict[str, str], stdin: bytes = b"", *, read: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        """Run one command line to its end. Without ``read``, standard output is a pipe that nobody reads any more."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        files = [self._folder / name for name in ("stdin", "stdout", "stderr")]
        files[0].write_bytes(stdin)
        files[1].write_bytes(b"")
        order = {"arguments": arguments, "env": env, "files": [str(file) for file in files], "read": read}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return subprocess.CompletedProcess(arguments, status, files[1].read_bytes(), files[2].read_bytes())

    def close(self) -> None:
        """End the process that the runs come from."""
        self._process.communicate(timeout=WAIT)


@contextmanager
def forge(folder: Path) -> Iterator[Forge]:
    """Give what runs the program, for as long as the ``with`` block lasts."""
    made = Forge(folder)
    try:
        yield made
    finally:
        made.close()


def _become(order: dict[str, Any]) -> int:
    os.environ.clear()
    os.environ.update(order["env"])
    flags = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number, (name, flag) in enumerate(zip(order["files"], flags, strict=True)):
        os.dup2(os.open(name, flag, 0o600), number)
    if not order["read"]:
        reading, writing = os.pipe()
        os.close(reading)
        os.dup2(writing, 1)
        os.close(writing)
    encoding, errors = encoding_of(order["env"])
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "rb", closefd=False)), encoding, errors)
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "wb", closefd=False)), encoding, errors)
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "wb", closefd=False)), encoding, "backslashreplace", write_through=True
    )
    sys.argv = ["partnership-coach", *order["arguments"]]
    from bot.cli.main import main

    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
    return 0


def _import_everything() -> None:
    """Import every module of the project, and what they bring: a run that did it alone would take most of its time for it."""
    for name in ("bot", "flows", "storage"):
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.startswith("storage.migrations."):  # scripts, which Alembic runs
                importlib.import_module(module.name)


def serve() -> None:
    """Fork a run for each order on standard input, and answer with its exit status."""
    _import_everything()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_become(json.loads(line)))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
