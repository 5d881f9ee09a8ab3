"""Prepared conversations: what several dialogs begin with is played once, kept as text, and put back for the others.

What is put back is what was played: the rows of the conversation as an export holds them, and the messages in Slack, with the ids
of other people, channels and messages, and as long ago. ``test_prepared.py`` holds one against the other.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from bot.playground import Message
from storage.privacy.archive import Archive
from storage.privacy.belonging import belongs, table_of
from storage.tables.models import ConversationRow, ReminderRow

if TYPE_CHECKING:
    from tests.dialogs.stage import Stage

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00")
_TS = re.compile(r"(?<![\d.])\d{10}\.\d{6}(?!\d)")
_RANDOM = re.compile(r"\b[0-9a-f]{16,32}\b")
"""Ids of blocks and of deliveries, which nothing else names."""
_MOMENTS = ("later", "by_hand", "next_at")
"""The columns of a reminder, which no export holds, that are moments."""
_kept: dict[str, tuple[datetime, str]] = {}
"""Where a dialog stood and what it played from there → when that was, and where it stood then."""


def play_once(stage: "Stage", played: str, play: Callable[[], None]) -> None:
    """Do ``play``, which ``played`` names, or put back what came of it the first time that a dialog stood where this one stands."""
    stage.settle()
    before, times = _taken(stage)
    key = f"{played}\n{_RANDOM.sub('', _INSTANT.sub('', before))}"
    if key in _kept:
        _put_back(stage, *_kept[key], times)
        return
    play()
    stage.settle()
    _kept[key] = (stage.house.now(), _taken(stage)[0])


def _names(stage: "Stage") -> dict[str, str]:
    """Every id of this stage → the name that stands for it on any stage."""
    names = {stage.conversation: "{conversation}", stage.channel.id: "{channel}"}
    for number, player in enumerate(stage.players):
        names |= {player.id: f"{{person {number}}}", stage.direct[player].id: f"{{direct {number}}}"}
    return names


def _replaced(text: str, words: Mapping[str, str]) -> str:
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    return pattern.sub(lambda found: words[found.group()], text)


def _taken(stage: "Stage") -> tuple[str, list[str]]:
    """The conversation and its messages as text without ids of this stage, and the ts of the messages, in their order."""
    with stage.house.app.database.reading() as uow:
        values = Archive(uow).take(stage.conversation)
        query = select(table_of(ReminderRow)).where(ReminderRow.conversation_id == stage.conversation)
        rows = sorted(map(dict, uow.session.execute(query).mappings()), key=lambda row: (row["person"], row["key"]))
    assert values is not None
    reminders = [{**row, **{name: _written(row[name]) for name in _MOMENTS}} for row in rows]
    places = [stage.channel, *stage.direct.values()]
    messages = [asdict(message) for place in places for message in stage.slack.messages(place)]
    text = json.dumps({"conversation": values, "messages": messages, "reminders": reminders}, sort_keys=True)
    times = sorted({*_TS.findall(text)})
    named = _names(stage) | {ts: f"{{ts {number}}}" for number, ts in enumerate(times)}
    return _replaced(text, named), times


def _put_back(stage: "Stage", then: datetime, text: str, times: list[str]) -> None:
    """Put a conversation in the place of the one that stands there, which has only begun; its messages keep their ts."""
    later = stage.house.now() - then
    meant = {name: id for id, name in _names(stage).items()}
    for name in sorted(set(re.findall(r"\{ts \d+\}", text)), key=lambda name: int(name[4:-1])):
        number = int(name[4:-1])
        meant[name] = times[number] if number < len(times) else stage.slack.workspace.next_ts()
    whole = json.loads(_INSTANT.sub(lambda found: _moved(found.group(), later), _replaced(text, meant)))
    with stage.house.app.database.unit_of_work() as uow:
        uow.session.execute(delete(ConversationRow).where(belongs(ConversationRow, stage.conversation)))
        Archive(uow).put(whole["conversation"], "prepared")
        rows = [{**row, **{name: _read(row[name]) for name in _MOMENTS}} for row in whole["reminders"]]
        if rows:
            uow.session.execute(insert(table_of(ReminderRow)), rows)
        uow.commit()
    workspace = stage.slack.workspace
    with workspace.pulse.change():
        for values in whole["messages"]:
            standing = workspace.find(values["channel"], values["ts"])
            if standing is None:
                workspace.add_message(Message(**values))
                continue
            for name, value in values.items():
                setattr(standing, name, value)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None


def _moved(instant: str, later: timedelta) -> str:
    return (datetime.fromisoformat(instant) + later).isoformat()
