"""Runs an installed wheel from an empty folder, as somebody would who has nothing else of the project."""

import json
import os
import re
import subprocess
import tempfile
import tomllib
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

from tests.packaging.closure import ROOT

VERSION = str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])

CASE = (ROOT / "bot" / "i18n" / "locales" / "en" / "sample.json").read_text("utf-8")
SAID = {"en": "The next dates", "fr": "Les prochaines dates"}


def run_sample(command: Path, *, languages: tuple[str, ...] = ("en", "fr")) -> None:
    """Run the commands that need no Slack. Raises AssertionError with what a command printed when it is not what it should be."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PARTNERSHIP_"))
        }

        def ran(*words: str, given: str = "") -> str:
            done = subprocess.run(
                [command, *words], cwd=folder, env=environment, input=given, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
            return done.stdout

        assert ran("--version").split()[-1] == VERSION
        assert "Nothing is wrong." in ran("guide", "check")
        assert "verdict" in json.loads(ran("assess", given=CASE))
        for language in languages:
            assert SAID[language] in ran("rehearse", "--lang", language)
        _demo(command, folder, environment)


def _demo(command: Path, folder: str, environment: dict[str, str]) -> None:
    """Start the page, read it and all that it links to, and stop it."""
    with subprocess.Popen(
        [command, "demo", "--no-browser", "--port", "0"],
        cwd=folder,
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        try:
            shown = []
            address = None
            while address is None:
                line = demo.stdout.readline()
                assert line, f"demo ended: {''.join(shown)}"
                shown.append(line)
                address = re.search(r"http://127\.0\.0\.1:\d+\S*", line)
            page = _read(address[0])
            linked = re.findall(r'(?:src|href)="(/[^"]+)"', page)
            assert linked
            for path in linked:
                assert _read(urljoin(address[0], path))
        finally:
            demo.terminate()
            demo.wait(30)


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.status == 200
        return str(answer.read().decode("utf-8"))
