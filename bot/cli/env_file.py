"""``--env-file``: variables from a file, for those that the environment does not set."""

import io
import os
from pathlib import Path

from dotenv.parser import parse_stream

from bot.cli import terminal
from bot.cli.exit_status import CannotBeDone, IsWrong


def load(file: Path) -> None:
    """Put the variables of a file into the environment of this process; raises CannotBeDone or IsWrong with the line.

    What the environment sets already wins; an empty variable counts as not set. Values stand as they are written: nothing in them
    is replaced.
    """
    for name, value in read(file).items():
        if not os.environ.get(name):
            os.environ[name] = value


def read(file: Path) -> dict[str, str]:
    """Return the variables of a file; raises CannotBeDone or IsWrong with the line."""
    try:
        text = terminal.read_file(file, "file of variables")
    except IsWrong as error:
        raise CannotBeDone(str(error)) from None
    found: dict[str, str] = {}
    for binding in parse_stream(io.StringIO(text.replace("\r\n", "\n"))):
        if binding.error or (binding.key is not None and binding.value is None):
            skipped = binding.original.string[: len(binding.original.string) - len(binding.original.string.lstrip())]
            line = binding.original.line + skipped.count("\n")
            raise CannotBeDone(
                f"{file}: line {line} cannot be read: write NAME=value, and a text of several lines in quotes."
            )
        if binding.key is not None and binding.value is not None:
            found[binding.key] = binding.value
    return found
