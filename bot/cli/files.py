"""Files that hold what people said: only their owner may read them, none is overwritten, and none is left half written."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.cli import terminal
from bot.cli.exit_status import CannotBeDone, IsWrong
from flows.text.files import is_plain

__all__ = ["CannotBeDone", "IsWrong", "half_of", "must_be_new", "read_in", "whole", "write_out"]


MOST_BYTES = 500_000_000
"""Of a file that is imported: it is read whole."""


def must_be_new(file: Path) -> None:
    """Raise CannotBeDone where a file is already, or no folder."""
    if file.exists():
        raise CannotBeDone(f"{file} exists; nothing was written. Name another file, or remove that one.")
    if not file.absolute().parent.is_dir():
        raise CannotBeDone(f"{file.absolute().parent} is not a folder; nothing was written. Make it, or name another.")


def write_out(lines: Iterable[str], file: Path | None) -> None:
    """Write to a new file, whole or not at all, or to standard output. Raises CannotBeDone."""
    if file is None:
        terminal.write_lines(lines)
        return
    with whole(file) as stream:
        stream.writelines(f"{line}\n".encode(errors="backslashreplace") for line in lines)


@contextmanager
def whole(file: Path) -> Iterator[BinaryIO]:
    """Give a new file to write into: it is there when all of it was written, or not at all. Raises CannotBeDone."""
    must_be_new(file)
    with half_of(file) as half, half.open("wb") as stream:
        yield stream


@contextmanager
def half_of(file: Path) -> Iterator[Path]:
    """Give an empty file beside ``file``, for its owner only, which takes its place in the end. Raises CannotBeDone."""
    half = None
    try:
        descriptor, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=f"{file.name}.", suffix=".part")
        os.close(descriptor)
        half = Path(name)
        yield half
        half.replace(file)
    except OSError as error:
        raise CannotBeDone(f"{file}: {error.strerror or error}; nothing was written.") from None
    finally:
        if half is not None:
            half.unlink(missing_ok=True)


def read_in(file: Path) -> str:
    """Return the text of a file, which must have an end. Raises CannotBeDone or IsWrong."""
    try:
        if not file.is_dir() and not is_plain(file):
            raise CannotBeDone(
                f"{file} is a pipe or a device; nothing was changed. Save what it gives to a file first."
            )
        if file.stat().st_size > MOST_BYTES:
            raise IsWrong(
                f"{file} has more than {MOST_BYTES:,} bytes; nothing was changed. Export fewer conversations at once."
            )
    except (OSError, ValueError):
        pass  # opening it says what is wrong with it
    return terminal.read_file(file, "file that export wrote")
