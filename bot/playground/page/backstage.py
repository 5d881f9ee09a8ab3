"""Behind the scenes: what crossed the wire, the statechart, the rows of a conversation. To look at, never to touch."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from bot.playground.page.words import Words
from bot.playground.page.world import World
from bot.playground.records import Json

MOST_AT_ONCE = 300
MOST_ROWS = 500
LONGEST_CELL = 2000
OWN_KEYS = {"conversations": "id", "guides": "hash"}
HIDDEN = {"answers": ["value"]}
"""Columns that nobody reads in Slack before the reveal."""


def calls(world: World, since: str, conversation: str) -> Json:
    """What came after ``since``, the ``next`` of an earlier answer; of one conversation if it is named."""
    journal = world.slack.journal
    with world.pulse.still():
        all_calls, all_deliveries, all_findings = journal.calls(), journal.deliveries(), journal.found()
    starts = _place(since)
    wanted = _about(world, conversation) if conversation else _anything
    found = [
        _latest(all_calls, starts[0], wanted, _with("accepted", "error")),
        _latest(all_deliveries, starts[1], wanted, _with("acked")),
        _latest(all_findings, starts[2], wanted, _with()),
    ]
    return {
        "next": f"{len(all_calls)}.{len(all_deliveries)}.{len(all_findings)}",
        "calls": found[0],
        "deliveries": found[1],
        "findings": found[2],
        "in_flight": world.slack.courier.in_flight,
        "links": world.slack.links.count,
        "log": world.app.last_words(),
    }


def chart(world: World, conversation: str, words: Words) -> Json:
    """The statechart of a conversation as the machine declares it, with where it stands and the sections of its guide."""
    from flows.conversation.lifecycle import ConversationLifecycle

    states, transitions = [], []
    for state in ConversationLifecycle.states:
        states.append(
            {
                "id": state.id,
                "name": words.say(f"chart.{state.id}"),
                "final": bool(state.final),
                "initial": bool(state.initial),
            }
        )
        transitions += [
            {"from": each.source.id, "to": each.target.id, "event": event.id}
            for each in state.transitions
            for event in each.events
            if each.target is not None
        ]
    known = conversations(world)
    one = next((each for each in known if each["id"] == conversation), known[0] if known else None)
    return {
        "states": states,
        "transitions": transitions,
        "current": one["stage"] if one else None,
        "sections": _sections(world, one, words) if one else [],
        "conversations": known,
        "conversation": one["id"] if one else None,
    }


def rows(world: World, conversation: str, words: Words) -> Json:
    """Every row of the database that belongs to a conversation. Hidden answers too: this is the playground, and it says so."""
    known = conversations(world)
    chosen = conversation or (known[0]["id"] if known else "")
    tables = []
    for table, columns, found in _rows(world, chosen):
        tables.append({"name": table, "columns": columns, "rows": found, "hidden": HIDDEN.get(table, [])})
    return {
        "conversation": chosen or None,
        "conversations": known,
        "note": words.say("backstage.hidden"),
        "tables": tables,
    }


def conversations(world: World) -> list[Json]:
    """All of this world, the newest first."""
    query = (
        "select id, partner_name as partner, channel, thread_ts, stage, section, seen, guide_hash"
        " from conversations order by created_at desc"
    )
    with closing(_connect(world)) as connection:
        try:
            found = [dict(row) for row in connection.execute(query)]
        except sqlite3.OperationalError:
            return []  # the app has not made its tables yet
    return [one | {"seen": json.loads(one["seen"] or "[]")} for one in found]


def _sections(world: World, conversation: Json, words: Words) -> list[Json]:
    """The sections of the guide that a conversation began with, in order: which were revealed, and which one is open."""
    from flows.conversation.lifecycle import IN_A_SECTION
    from flows.guide import guide_from_json

    with closing(_connect(world)) as connection:
        query = "select content from guides where hash = ?"
        (content,) = connection.execute(query, (conversation["guide_hash"],)).fetchone()
    guide = guide_from_json(content)
    language = words.language if words.language in guide.languages else guide.languages[0]
    is_open = conversation["stage"] in IN_A_SECTION
    return [
        {
            "id": section,
            "name": guide.text(language, f"section.{section}"),
            "seen": section in conversation["seen"],
            "current": is_open and section == conversation["section"],
        }
        for section in guide.road
    ]


def _rows(world: World, conversation: str) -> list[tuple[str, list[str], list[list[Any]]]]:
    found = []
    with closing(_connect(world)) as connection:
        connection.row_factory = None
        names = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
        for (table,) in connection.execute(names).fetchall():
            columns = [row[1] for row in connection.execute(f'pragma table_info("{table}")')]
            key = "conversation_id" if "conversation_id" in columns else OWN_KEYS.get(table)
            if key not in columns or table == "guides":
                continue
            query = f'select * from "{table}" where "{key}" = ? limit {MOST_ROWS}'
            cells = [[_cell(value) for value in row] for row in connection.execute(query, (conversation,))]
            found.append((table, columns, cells))
    return found


def _connect(world: World) -> sqlite3.Connection:
    """The file of the app, read-only; an empty database as long as there is none."""
    file = world.database
    if not file.exists():
        connection = sqlite3.connect(":memory:")
    else:
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=2)
    connection.row_factory = sqlite3.Row
    return connection


def _cell(value: Any) -> Any:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value[:LONGEST_CELL] + "…" if isinstance(value, str) and len(value) > LONGEST_CELL else value


def _place(since: str) -> list[int]:
    parts = since.split(".")
    return [int(part) for part in parts] if len(parts) == 3 and all(part.isdigit() for part in parts) else [0, 0, 0]


def _latest(entries: list[Any], start: int, wanted: Callable[[Json], bool], shown: Callable[[Any], Json]) -> list[Json]:
    """The newest ones, with their numbers, in order."""
    found: list[Json] = []
    for number in range(len(entries) - 1, start - 1, -1):
        entry = {"n": number} | shown(entries[number])
        if wanted(entry):
            found.append(entry)
        if len(found) == MOST_AT_ONCE:
            break
    return found[::-1]


def _with(*properties: str) -> Callable[[Any], Json]:
    return lambda entry: {**vars(entry)} | {name: getattr(entry, name) for name in properties}


def _anything(_: Json) -> bool:
    return True


def _about(world: World, conversation: str) -> Callable[[Json], bool]:
    """Whether an entry names the conversation, or its thread."""
    one = next((each for each in conversations(world) if each["id"] == conversation), None)
    names = [conversation, *([one["thread_ts"]] if one and one["thread_ts"] else [])]

    def wanted(entry: Json) -> bool:
        text = json.dumps(entry, ensure_ascii=False)
        return any(name in text for name in names)

    return wanted
