"""The program around every command: an error becomes one sentence and an exit status (``bot.cli.exit_status``), in one place."""

import os
import sys
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from bot.cli import terminal
from bot.cli.exit_status import DONE, FAULT, INTERRUPTED, NOT_DONE, WRONG, CannotBeDone

DEBUG = "PARTNERSHIP_DEBUG"
_Result = TypeVar("_Result")


class Program(TyperGroup):
    """The group of all commands."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        return guarded(lambda: super(Program, self).invoke(ctx))


def guarded(work: Callable[[], _Result]) -> _Result:
    """Do ``work``; what goes wrong is told in one sentence, and raises typer.Exit with its status."""
    try:
        return work()
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        terminal.hang_up()
        raise typer.Exit(DONE) from None
    except Exception as error:
        known = _known(error)
        if known is None:
            if isinstance(error, TyperException):
                raise  # wrong usage, which has its own words
            known = _fault(error)
        terminal.stop(*known)


def _known(error: Exception) -> tuple[str, int] | None:
    """Return the sentence and the status of an error that a command is expected to end with."""
    if isinstance(error, CannotBeDone):
        return str(error), error.status
    from sqlalchemy.exc import DBAPIError

    from bot.documents.cases import CaseError
    from bot.runtime.settings import BadSettings
    from flows.errors import FlowError
    from storage.engine.errors import ArchiveRefused, StorageError

    if isinstance(error, CaseError | ArchiveRefused):
        return str(error), WRONG
    if isinstance(error, BadSettings | StorageError | FlowError):
        return str(error), NOT_DONE
    if isinstance(error, DBAPIError):
        from bot.runtime.settings import Settings
        from storage.engine.troubles import explained

        return str(explained(error, Settings.read().database)), NOT_DONE
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}: look at it, then try again.", NOT_DONE
    return None


def _fault(error: Exception) -> tuple[str, int]:
    """Return what is said of an error that nobody expected: its type and its place, never its text, which may quote an answer."""
    frames = traceback.extract_tb(error.__traceback__)
    if os.environ.get(DEBUG):
        terminal.tell("".join(traceback.format_list(frames)).rstrip())
    where = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    if sys.excepthook is not sys.__excepthook__:  # a running coach: its log has the alert
        sys.excepthook(type(error), error, error.__traceback__)
    sentence = (
        f"This is a fault of Partnership Coach itself ({type(error).__name__}{where}): run it again with --debug before the "
        "command, and report what it prints."
    )
    return sentence, FAULT


def run(app: typer.Typer) -> None:
    """Run the program to its exit status."""
    terminal.prepare()
    status: Any = DONE
    try:
        app()
    except SystemExit as ended:
        status = ended.code
    except KeyboardInterrupt:
        status = INTERRUPTED
    if not terminal.flush():
        terminal.hang_up()
    sys.exit(status)
