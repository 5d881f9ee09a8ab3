"""What the program's exit status means, for every command, and the errors that end a command with one sentence."""

DONE, WRONG, NOT_DONE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130

MEANINGS = {
    DONE: "Done. A reader that closed the pipe (`| head -1`) is not an error.",
    WRONG: "What the command read has something wrong in it: a case, a guide, a file of an export, a backup, an installation.",
    NOT_DONE: "It could not be done: wrong usage, a wrong setting, a missing file, a database or Slack that cannot be used.",
    FAULT: "A fault of Partnership Coach itself; `--debug` shows where.",
    INTERRUPTED: "Ctrl-C.",
}
"""The only table of it; docs/command-line.md shows it."""


class CannotBeDone(Exception):
    """Something that a command cannot do, such as a file that cannot be read; the text says why and what to do."""

    status = NOT_DONE


class IsWrong(CannotBeDone):
    """Something is wrong in what a command was given to read; the text says where and what to do."""

    status = WRONG
