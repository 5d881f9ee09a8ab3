"""Write the tables of the operators' shelf: limits, scopes, where personal data is, and every command of the command line.

They stand between the comments ``NAME …`` and ``end of NAME`` in docs/. ``make documents`` writes them; a test compares them.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.blocks import questions as form
from bot.cli import doctor, serve
from bot.gateway import http, socket_mode
from bot.use_cases import channel_schedules, directory, search
from bot.workers import relay
from flows import ledger
from flows.assessment import answers
from flows.guide import checking, load_guide, loading, sharing
from flows.schedules import recurrence, rules
from storage.privacy.archive import PARTS
from storage.privacy.belonging import owner_of
from storage.privacy.erasing import WHO, WORDS
from storage.tables.models import Base
from tests.bot.command_table import commands as command_line
from tests.operations.commands import row, text_of, written
from tests.storage.test_erasing import ELSEWHERE

DOCS = Path(__file__).parent.parent.parent / "docs"

WHY = {
    "app_mentions:read": "to hear `@Coach next` in a thread",
    "canvases:write": "to put the draft of an agreement into a canvas, when somebody asks for it",
    "channels:history": "to keep the replies of a thread as remarks, and to find a message that may have been posted already",
    "channels:read": "to know who is in a channel, and whether it is shared with another organisation",
    "chat:write": "to post cards, questions, reveals and summaries",
    "commands": "for the slash commands and shortcuts",
    "files:write": "to send somebody the Word file or the export that they asked for",
    "groups:history": "the same as `channels:history`, in private channels",
    "groups:read": "the same as `channels:read`, in private channels",
    "im:history": "to answer a direct message with help",
    "im:write": "to ask people of the partner, and at check-ins, in private",
    "users:read": "for time zones, guests and people who were deactivated",
}
"""Why each scope of Slack is asked for; a test holds these names against doctor.SCOPES."""


def scopes() -> Iterator[str]:
    """Yield the table of scopes."""
    yield from ("| Scope | What for | Without it |", "|---|---|---|")
    for scope in doctor.SCOPES:
        yield row(f"`{scope}`", WHY[scope], doctor.OPTIONAL.get(scope, "`doctor` says FIX"))


def limits() -> Iterator[str]:
    """Yield the table of limits: each value is the code's."""
    guide, nudges = load_guide(None), " and ".join(map(str, recurrence.NUDGES_AFTER))
    rows = {
        "A conversation": (
            (
                "people of a side who make its answers nameless in a summary, and shown in a file",
                f"{sharing.SMALL} or more",
            ),
            ("follow-ups that the coach asks one person in a section", f"{guide.probes_per_section} at most"),
            ("points that a summary shows; the rest is under “other points”", f"{guide.flags_shown} at most"),
            ("length of a written answer", f"{answers.MOST_CHARACTERS:,} characters"),
            ("a form", f"{form.MOST_VIEW:,} bytes, which is Slack’s limit"),
        ),
        "After the decision": (
            ("first check-in, and then one every", f"{rules.FIRST_AFTER} days, {rules.THEN_EVERY} days"),
            (
                "asked before each payment, before the renewal",
                f"{rules.BEFORE_PAYMENT} days, {rules.BEFORE_RENEWAL} days",
            ),
            ("reminders of a check-in, and its end", f"after {nudges} days, after {recurrence.CLOSES_AFTER}"),
            ("a *no* without a day is asked about again", f"after {ledger.USUAL.days} days"),
        ),
        "What people type": (
            ("words of `find`", f"{search.MOST_TYPED} characters"),
            ("words of `checkin`", f"{channel_schedules.MOST_TYPED} characters"),
        ),
        "A guide": (
            ("sections", f"{checking.MOST_SECTIONS}"),
            ("size of a file", f"{loading.MOST_BYTES // 1_000:,} kB"),
        ),
        "The process": (
            ("how long the members of a channel are remembered", f"{directory.MEMBERS_SECONDS} s"),
            (
                "body of a request, and its time to arrive",
                f"{http.MOST_BYTES // 1_000:,} kB, {http.READ_SECONDS:.0f} s",
            ),
            ("age of a signature", f"{http.REPLAY_SECONDS // 60} minutes"),
            ("silence of a Socket Mode link", f"{socket_mode.SILENT_SECONDS:.0f} s"),
            ("a connection that rests", f"{serve._KEEP_ALIVE_SECONDS} s"),
            ("time to finish after SIGTERM", f"{serve._DRAIN_SECONDS} s"),
            ("settled messages and keys of events are kept", f"{relay.KEEP.days} days"),
        ),
    }
    yield from ("| What | Limit |", "|---|---|")
    for group, found in rows.items():
        yield f"| **{group}** | |"
        yield from (f"| {what} | {limit} |" for what, limit in found)


def personal_data() -> Iterator[str]:
    """Yield the table of columns that name people or hold their words, from the code that erases them."""
    heads = (
        "Table",
        "Names people",
        "Holds what they write",
        "Elsewhere, and what erasing does there",
        "Goes with",
        "In a JSON export",
    )
    yield from (row(*heads), "|---" * len(heads) + "|")
    for table in sorted(Base.metadata.sorted_tables, key=lambda one: one.name):
        names = [column.key for column in WHO if column.class_.__tablename__ == table.name]
        words = [column.key for column in WORDS if column.class_.__tablename__ == table.name]
        more = [
            f"`{place.partition('.')[2]}`: {fate}"
            for place, fate in ELSEWHERE.items()
            if place.partition(".")[0] == table.name
        ]
        whole = table.name == "conversations" or owner_of(table) is not None
        exported = table.name == "conversations" or table.name in {part.__tablename__ for part in PARTS.values()}
        cells = (
            f"`{table.name}`",
            ", ".join(f"`{name}`" for name in names),
            ", ".join(f"`{name}`" for name in words),
            "; ".join(more),
            "its conversation" if whole else "",
            "yes" if exported else "no",
        )
        if names or words or more:
            yield row(*cells)


def command_table() -> Iterator[str]:
    """Yield every command with its arguments, its options and what it does, as ``--help`` says them."""
    yield from ("| Command | Options | Does |", "|---|---|---|")
    for name, command in command_line():
        arguments = [_argument(one) for one in command.params if one.param_type_name == "argument"]
        options = [
            f"`{option}`" for one in command.params if one.param_type_name == "option" for option in one.opts[-1:]
        ]
        does = " ".join((command.help or "").split("\n\n")[0].split())
        yield row(f"`{' '.join([name, *arguments])}`", " ".join(one for one in options if one != "`--help`"), does)


def _argument(parameter: Any) -> str:
    name = str(parameter.metavar or parameter.name).strip("[]<>").upper()
    return name if parameter.required else f"[{name}]"


PLACES = {
    "limits": (DOCS / "operators" / "limits.md", limits),
    "scopes": (DOCS / "operators" / "limits.md", scopes),
    "personal data": (DOCS / "operators" / "processing.md", personal_data),
    "all commands": (DOCS / "command-line.md", command_table),
}


def documents(so_far: Mapping[Path, str]) -> dict[Path, str]:
    """Return each document with its tables (see ``commands``). Raises LookupError where one has no place for a table."""
    found: dict[Path, str] = {}
    for name, (file, table) in PLACES.items():
        found[file] = written(text_of(file, {**so_far, **found}), name, "\n".join(table()))
    return found
