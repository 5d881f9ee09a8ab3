"""Emulator, real app and rehearsal together, for as long as a ``with`` block lasts. Nothing is left behind."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import logs
from bot.cases import Case
from bot.playground.emulator import Emulator
from bot.playground.installed import manifest
from bot.playground.rehearsal import Rehearsal, running


def sample(language: str) -> tuple[str, str, dict[str, str]]:
    """The packaged conversation: the case as JSON, the partner's name, the decision at its end."""
    text = (resources.files("bot.playground") / "samples" / f"{language}.json").read_text("utf-8")
    content = json.loads(text)
    return text, content["partner"], content["decision"]


@contextmanager
def played(case: Case, language: str, *, name: str = "Acme") -> Iterator[Rehearsal]:
    """A rehearsal of ``case``, ready to ``play()``, with a partner called ``name``."""
    logs.configure("ERROR")
    with (
        TemporaryDirectory(prefix="partnership-coach-") as folder,
        Emulator(manifest()) as slack,
        running(slack, Path(folder)) as application,
    ):
        yield Rehearsal(slack, application, case, language=language, name=name)
