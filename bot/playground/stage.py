"""Emulator, real app and rehearsal together, for as long as a ``with`` block lasts. Nothing is left behind."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.documents.cases import Case
from bot.i18n.languages import LOCALES, languages
from bot.playground.emulator import Emulator
from bot.playground.installed import manifest
from bot.playground.rehearsal import Rehearsal, running
from bot.runtime import logs

_SAMPLE = "sample.json"


def sample_languages() -> tuple[str, ...]:
    """Return the languages in which there is a packaged conversation."""
    return tuple(language for language in languages() if (LOCALES / language / _SAMPLE).is_file())


PATIENCE_SECONDS = 60
"""How long Slack waits for an answer here: a busy machine is no fault of the app, and nobody is looking at a clock."""


def sample(language: str) -> tuple[str, str, dict[str, str]]:
    """The packaged conversation: the case as JSON, the partner's name, the decision at its end."""
    text = (LOCALES / language / _SAMPLE).read_text("utf-8")
    content = json.loads(text)
    return text, content["partner"], content["decision"]


@contextmanager
def played(case: Case, language: str, *, name: str = "Acme", guide: Path | None = None) -> Iterator[Rehearsal]:
    """A rehearsal of ``case``, ready to ``play()``, with a partner called ``name``; ``guide`` replaces the built-in one."""
    logs.configure("ERROR")
    with (
        TemporaryDirectory(prefix="partnership-coach-") as folder,
        Emulator(manifest(), answer_seconds=PATIENCE_SECONDS) as slack,
        running(slack, Path(folder), partnership_guide=guide) as application,
    ):
        yield Rehearsal(slack, application, case, language=language, name=name)
