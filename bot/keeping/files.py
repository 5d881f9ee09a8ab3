"""Files that hold what people said: only their owner may read them, none is overwritten, and none is left half written."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class CannotBeDone(Exception):
    """Something that a command cannot do, such as a file that cannot be read; the text says why and what to do."""


def must_be_new(file: Path) -> None:
    """Raises CannotBeDone where a file is already, or no folder."""
    if file.exists():
        raise CannotBeDone(f"{file} exists; nothing was written. Name another file, or remove that one.")
    if not file.absolute().parent.is_dir():
        raise CannotBeDone(f"{file.absolute().parent} is no folder; nothing was written. Make it, or name another.")


def write_out(lines: Iterable[str], file: Path | None) -> None:
    """Write to a new file, whole or not at all, or to standard output. Raises CannotBeDone."""
    if file is None:
        for line in lines:
            sys.stdout.write(f"{line}\n")
        return
    with whole(file) as stream:
        stream.writelines(f"{line}\n".encode() for line in lines)


@contextmanager
def whole(file: Path) -> Iterator[BinaryIO]:
    """A new file to write into: it is there when all of it was written, or not at all. Raises CannotBeDone."""
    must_be_new(file)
    half = file.with_name(f"{file.name}.part")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
        half.replace(file)
    except OSError as error:
        raise CannotBeDone(f"{file}: {error.strerror}; nothing was written.") from None
    finally:
        half.unlink(missing_ok=True)


def read_in(file: Path) -> str:
    """The text of a file. Raises CannotBeDone."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotBeDone(f"{file}: {error.strerror}; nothing was changed. Check the path.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CannotBeDone(
            f"{file}: line {line} is no UTF-8 text; nothing was changed. Take another copy of the file."
        ) from None
