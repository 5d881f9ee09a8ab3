"""The options that several commands have: one spelling, one help text and one check of each, whatever the command."""

import inspect
import os
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.exit_status import CannotBeDone
from bot.i18n.languages import DEFAULT, language_of, languages

_LANGUAGES = f"Language: {' or '.join(languages())}"
Lang = Annotated[str, typer.Option("--lang", help=f"{_LANGUAGES}.", show_default=DEFAULT)]
TerminalLang = Annotated[str, typer.Option("--lang", help=f"{_LANGUAGES}; without it, that of the terminal.")]
RecordLang = Annotated[str, typer.Option("--lang", help=f"{_LANGUAGES}; without it, the conversation's.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
Out = Annotated[Path | None, typer.Option("--out", help="A new file; without it, standard output.")]
GuideFile = Annotated[Path | None, typer.Argument(help="A guide.toml, or its folder; without it, PARTNERSHIP_GUIDE's.")]
Guide = Annotated[
    Path | None, typer.Option("--guide", help="A guide.toml, or its folder; without it, PARTNERSHIP_GUIDE's.")
]
ENV_FILE = "A file of NAME=value lines, for what the environment does not set."


def choose(option: str, value: str, choices: Sequence[str]) -> str:
    """Return ``value``, which must be one of ``choices``; raises CannotBeDone, which names them."""
    if value not in choices:
        raise CannotBeDone(f"{option} {value}: choose one of {', '.join(choices)}.")
    return value


def language(asked: str, choices: Sequence[str] | None = None, default: str = DEFAULT) -> str:
    """Return the language that was asked for, or else the default, or the first of ``choices`` where that is none of them."""
    known = languages() if choices is None else choices
    if asked:
        return choose("--lang", asked, known)
    return default if default in known else known[0]


def of_terminal() -> str:
    """Return the language of the terminal where we have words in it, else English."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return language_of(named)


def load_env_file(_: Any, __: Any, file: str | None) -> None:
    """Read the variables of ``--env-file`` before anything else of the command line is looked at."""
    if file is not None:
        from bot.cli.env_file import load
        from bot.cli.program import guarded

        guarded(lambda: load(Path(file)))


EnvFile = Annotated[
    str | None, typer.Option("--env-file", help=ENV_FILE, metavar="<path>", callback=load_env_file, is_eager=True)
]


def configured(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command that reads settings with ``--env-file``, which the program itself takes before the command too."""

    @wraps(command)
    def with_env_file(*, env_file: str | None = None, **given: Any) -> None:
        command(**given)  # load_env_file has read it

    signature = inspect.signature(command)
    added = inspect.Parameter("env_file", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=EnvFile)
    with_env_file.__signature__ = signature.replace(parameters=[*signature.parameters.values(), added])  # type: ignore[attr-defined]
    with_env_file.__annotations__ = {**command.__annotations__, "env_file": EnvFile}
    return with_env_file
