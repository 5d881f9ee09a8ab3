"""What can be typed to the coach: one table of commands, and each language's words for them, ``locales/<language>/typed.toml``.

The parser (``typed_words``), the help texts, the manifest and the tables of the documents are all made of this. A new command is a
row of ``COMMANDS``, its words in each language, and what runs it: in ``bot/listeners/commands.py`` for a channel, in
``bot/use_cases/thread.py`` for a thread.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.i18n.languages import DEFAULT, LOCALES, languages, languages_for
from flows.text.files import read_text
from flows.text.shapes import misshapen

SLASH = "/partnership"
"""The command that is always there; it is answered in the person's own language."""
FILE = "typed.toml"

NEW, QUICK, HELP, STATUS, LIST, LANGUAGE = "new", "quick", "help", "status", "list", "language"
FIND, SHOW, LEDGER = "find", "show", "ledger"
CHECK_IN, MONTHLY, WEEKLY = "checkin", "monthly", "weekly"
AGREEMENT, EXPORT = "agreement", "export"
REVEAL, NEXT, BACK, PAUSE, RESUME, WHY, SUMMARY = "reveal", "next", "back", "pause", "resume", "why", "summary"
STUCK = "stuck"
PEOPLE, REMIND = "people", "remind"


@dataclass(frozen=True)
class Command:
    """A command and where it may be typed: after the slash command in a channel, after a mention in a thread, or both."""

    word: str
    channel: bool = True
    thread: bool = False


COMMANDS = (
    Command(NEW),
    Command(QUICK),
    Command(STATUS, thread=True),
    Command(WHY, channel=False, thread=True),
    Command(REVEAL, channel=False, thread=True),
    Command(STUCK, channel=False, thread=True),
    Command(REMIND, channel=False, thread=True),
    Command(PEOPLE, channel=False, thread=True),
    Command(NEXT, channel=False, thread=True),
    Command(BACK, channel=False, thread=True),
    Command(PAUSE, channel=False, thread=True),
    Command(RESUME, channel=False, thread=True),
    Command(SUMMARY, channel=False, thread=True),
    Command(LIST),
    Command(LEDGER),
    Command(FIND),
    Command(SHOW),
    Command(AGREEMENT, thread=True),
    Command(EXPORT),
    Command(CHECK_IN, thread=True),
    Command(MONTHLY),
    Command(WEEKLY),
    Command(LANGUAGE),
    Command(HELP, thread=True),
)
"""Every command, in the order in which help shows them."""
IN_CHANNEL = tuple(command.word for command in COMMANDS if command.channel)
IN_THREAD = tuple(command.word for command in COMMANDS if command.thread)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Usage(_Part):
    """How a command is typed in one place, what it does, and, for the documents, who may."""

    usage: str
    help: str
    who: str = ""


class Spoken(_Part):
    """A command in one language."""

    spellings: tuple[str, ...] = Field(min_length=1)
    channel: Usage | None = None
    thread: Usage | None = None


class Standings(_Part):
    """What can follow ``list``."""

    open: tuple[str, ...]
    decided: tuple[str, ...]
    declined: tuple[str, ...]
    due: tuple[str, ...]


class CheckInWords(_Part):
    """What can follow ``checkin`` and is no rule; ``rest``: the rest of the command, where it is two words."""

    rest: tuple[str, ...]
    show: tuple[str, ...]
    now: tuple[str, ...]
    pause: tuple[str, ...]
    resume: tuple[str, ...]
    stop: tuple[str, ...]


class Heads(_Part):
    """Heads of the tables of commands."""

    word: str
    does: str
    who: str


class TypedIn(_Part):
    """Everything that is typed in one language. ``slash``: its own command, empty where it has none."""

    slash: str
    about: str
    commands: dict[str, Spoken]
    standings: Standings
    check_in: CheckInWords
    names: dict[str, tuple[str, ...]]
    documents: Heads


@lru_cache
def typed_in(language: str) -> TypedIn:
    """Return the words of a language; raises ValueError, which says everything that is wrong or missing in its file."""
    file = LOCALES / language / FILE
    content = tomllib.loads(read_text(file))
    try:
        found = TypedIn.model_validate(content)
    except ValidationError as error:
        problems = [f"{language}/{FILE}: {one}" for one in misshapen(error, content, TypedIn)]
    else:
        problems = [f"{language}/{FILE}: {problem}" for problem in _lacking(found)]
    if problems:
        raise ValueError("\n".join(problems))
    return found


def _lacking(words: TypedIn) -> Iterator[str]:
    for command in COMMANDS:
        spoken = words.commands.get(command.word)
        if spoken is None:
            yield f"commands.{command.word} is missing; add it"
            continue
        for place in ("channel", "thread"):
            if (getattr(spoken, place) is not None) != getattr(command, place):
                yield f"commands.{command.word}: {place} is {'missing; add' if getattr(command, place) else 'too much; remove'} it"
    for word in words.commands.keys() - {command.word for command in COMMANDS}:
        yield f"commands.{word} is not a command; remove it, or add it to COMMANDS in bot/i18n/commands.py"


def slash_commands() -> dict[str, str | None]:
    """Return every slash command with the language that its name implies; None for the one that is everybody's."""
    own = {typed_in(language).slash: language for language in languages() if typed_in(language).slash}
    return {SLASH: None, **own}


def slash(language: str) -> str:
    """Return the slash command that is shown in a language."""
    return typed_in(language).slash or SLASH


def usages(language: str, place: str) -> list[tuple[Command, Usage]]:
    """Return every command of a ``place`` ("channel" or "thread") as a language shows it."""
    spoken = typed_in(language).commands
    codes = "|".join(languages_for(language))
    found = [(command, getattr(spoken[command.word], place)) for command in COMMANDS if getattr(command, place)]
    return [
        (command, usage.model_copy(update={"usage": usage.usage.replace("{languages}", codes)}))
        for command, usage in found
    ]


def usage_hint(language: str) -> str:
    """Return what Slack shows beside the slash command while somebody types."""
    return " | ".join(usage.usage for _, usage in usages(language, "channel"))


def default_language(command: str) -> str:
    """Return the language in which a slash command is declared."""
    return slash_commands()[command] or DEFAULT
