"""The playground in a process of its own, as `make demo` starts it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def playground(language: str = "en", guide: Path | None = None) -> Iterator[str]:
    """Start it on a free port and give its address; Ctrl-C at the end."""
    command = [sys.executable, "-m", "bot.cli.main", "demo", "--no-browser", "--lang", language]
    command += ["--guide", str(guide)] if guide else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PARTNERSHIP", "SLACK"))}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            found = re.search(r"http://[\d.]+:\d+", line)
            if found:
                break
        else:
            raise RuntimeError("the playground did not say where it is")
        yield found.group()
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
