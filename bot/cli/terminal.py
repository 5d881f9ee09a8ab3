"""Text that goes in and out of the command line, with one decided encoding.

In: files and standard input are UTF-8, with or without a byte order mark, or UTF-16 with one (``flows.text.files``).
Out: files and pipes get UTF-8. A terminal, and whoever sets PYTHONIOENCODING, has an encoding of its own: characters that it cannot
show become a question mark, and no character ends a command. What a program reads is never spoilt: a document (``write_lines``) is
UTF-8 in every pipe, and JSON (``say_json``) is written in ASCII where the encoding would lose something.
"""

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NoReturn, TextIO

import typer

from bot.cli.exit_status import NOT_DONE, CannotBeDone, IsWrong
from flows.text.files import SAVE_AS_UTF8, NotText, decode, mark_of

STANDARD_INPUT = "standard input"


def prepare() -> None:
    """Give standard output and standard error an encoding in which every text can be written."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # it was closed before the program began
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for the whole program
    chosen = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if chosen or stream.isatty() else "utf-8"
            # UTF-8 holds all but halves of characters, which stay readable, and valid in JSON.
            stream.reconfigure(encoding=encoding, errors="backslashreplace" if _is_utf8(encoding) else "replace")


def say(text: str) -> None:
    """Print a text for people on standard output, at once: who reads a pipe waits for it, too."""
    print(text, flush=True)


def tell(text: str) -> None:
    """Print a text for people on standard error."""
    print(text, file=sys.stderr)


def say_json(content: object) -> None:
    """Print JSON on one line, in ASCII where standard output could not show all of it."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(content, separators=(",", ":"))
    say(text)


def write_lines(lines: Iterable[str]) -> None:
    """Write a document to standard output: as text on a terminal, in UTF-8 to everything else."""
    stream = sys.stdout
    buffer: BinaryIO | None = None if stream.isatty() else getattr(stream, "buffer", None)
    if buffer is None:
        for line in lines:
            stream.write(f"{line}\n")
        return
    stream.flush()
    for line in lines:
        buffer.write(f"{line}\n".encode(errors="backslashreplace"))
    buffer.flush()


def stop(sentence: str, status: int = NOT_DONE) -> NoReturn:
    """End the command with one sentence on standard error."""
    tell(sentence)
    raise typer.Exit(status)


def read_file(file: Path, what: str = "file") -> str:
    """Return the text of a file; raises CannotBeDone when it cannot be opened, IsWrong when it is no text."""
    return _text_of(_bytes_of(file, what), str(file))


def read_input(file: str, what: str) -> str:
    """Return the text of a file, or of standard input for "-"; raises as read_file does."""
    if file == "-":
        return _text_of(sys.stdin.buffer.read(), STANDARD_INPUT)
    return read_file(Path(file), what)


def read_lines(file: str, what: str) -> Iterator[tuple[int, str | NotText]]:
    """Yield each line of a file, or of standard input for "-", with its number, as soon as it is there.

    A line that is no text is a NotText. Raises as read_file does.
    """
    if file == "-":
        yield from _lines(sys.stdin.buffer)
        return
    with _opened(Path(file), what) as stream:
        yield from _lines(stream)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, str | NotText]]:
    first = stream.readline()
    if mark_of(first)[1] != "utf-8":
        # In UTF-16 the end of a line is no single byte: all of it is read at once.
        yield from enumerate(_text_of(first + stream.read(), "the input").split("\n"), 1)
        return
    number, line = 1, first
    while line:
        try:
            yield number, decode(line, first_line=number)
        except NotText as error:
            yield number, error
        number, line = number + 1, stream.readline()


def _bytes_of(file: Path, what: str) -> bytes:
    with _opened(file, what) as stream:
        return stream.read()


def _opened(file: Path, what: str) -> BinaryIO:
    try:
        if file.is_dir():
            raise CannotBeDone(f"{file} is a folder: give the path of a {what}.")
        return file.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is not a path"
        raise CannotBeDone(f"{file}: {reason}: give the path of a {what} that can be read.") from None


def _text_of(content: bytes, name: str) -> str:
    try:
        return decode(content)
    except NotText as error:
        raise IsWrong(f"{name}: {error}: {SAVE_AS_UTF8}, then try again.") from None


def hang_up() -> None:
    """Nobody reads any more: let what is still to be written go nowhere, so that the end of the program is silent."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            if not _takes(stream):
                os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def flush() -> bool:
    """Write out what waits; return False when nobody reads any more."""
    out, err = _takes(sys.stdout), _takes(sys.stderr)
    return out and err


def _takes(stream: TextIO | None) -> bool:
    try:
        if stream is not None and not stream.closed:
            stream.flush()
    except (OSError, ValueError):
        return False
    return True


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")
