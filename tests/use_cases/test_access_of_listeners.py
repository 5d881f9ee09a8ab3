"""Every listener that is registered with Bolt, driven as Slack drives it, with every kind of person, and held against the table."""

from collections.abc import Callable, Iterator
from pathlib import Path
from re import Pattern
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from sqlalchemy import select

from bot import listeners
from bot.blocks import export, undelivered
from bot.blocks.kit import action_ids
from bot.blocks.kit.payloads import Modal, On
from bot.gateway.dispatch import Front
from bot.gateway.payload_schemas import KINDS
from bot.i18n import commands, typed_words
from bot.listeners import pace, shortcuts
from bot.listeners.actions import use_cases_of_buttons
from bot.listeners.late import Late
from bot.playground import Emulator
from bot.playground.rehearsal import manifest
from bot.runtime.metrics import Metrics
from bot.use_cases.access import Act
from storage.database import Database
from storage.migrations import upgrade
from storage.records import Record
from storage.tables.models import OutboxRow
from tests.use_cases.kinds import Kind, Place, why_not
from tests.use_cases.test_access_table import FLAG, SENTENCES, World, only_reads

Json = dict[str, Any]
STATES = ("open", "archived", "shared")

BUTTONS: dict[str, tuple[Act, ...]] = {
    action_ids.ANSWER: (Act.ANSWER,),
    action_ids.WHY: (Act.READ_WHY,),
    action_ids.OPEN_SECTION: (Act.OPEN_SECTION,),
    action_ids.FOLLOW_UPS: (Act.OPEN_SECTION,),
    action_ids.OPEN_PARTNER_SECTION: (Act.OPEN_SECTION,),
    action_ids.REVEAL: (Act.REVEAL, Act.REVEAL_EARLY),
    action_ids.NEXT: (Act.MOVE_ON,),
    action_ids.GO_ON: (Act.MOVE_ON,),
    action_ids.BACK: (Act.MOVE_ON,),
    action_ids.PAUSE: (Act.PAUSE,),
    action_ids.RESUME: (Act.PAUSE,),
    action_ids.STATUS: (Act.READ_STATUS,),
    action_ids.SUMMARY: (Act.READ_SUMMARY,),
    action_ids.READ: (Act.READ_ANSWERS,),
    action_ids.OTHER_POINTS: (Act.READ_SUMMARY,),
    action_ids.POINTS: (Act.READ_SUMMARY,),
    action_ids.CONDITIONS: (Act.READ_SUMMARY,),
    action_ids.EVIDENCE: (Act.READ_SUMMARY,),
    action_ids.DECIDE: (Act.DECIDE,),
    action_ids.STOP_KINDLY: (Act.STOP,),
    action_ids.DECLINE_NOTE: (Act.READ_DECLINE_NOTE,),
    action_ids.CLOSE: (Act.CLOSE,),
    action_ids.COMMIT: (Act.MAKE_COMMITMENT,),
    action_ids.COMMITMENT: (Act.CHANGE_COMMITMENT,),
    action_ids.COMMITMENTS: (Act.READ_COMMITMENTS,),
    action_ids.CHECK_IN: (Act.ANSWER_CHECK_IN,),
    action_ids.CHECK_IN_LATER: (Act.ANSWER_CHECK_IN,),
    action_ids.CHECK_IN_SKIP: (Act.ANSWER_CHECK_IN,),
    action_ids.CHECK_IN_AWAY: (Act.ANSWER_CHECK_IN,),
    action_ids.CHECK_IN_NEVER: (Act.ANSWER_CHECK_IN,),
    action_ids.CHECK_IN_REVEAL: (Act.REVEAL_CHECK_IN,),
    action_ids.CHECK_IN_OUTCOME: (Act.CONCLUDE_CHECK_IN,),
    action_ids.SCHEDULE: (Act.CHANGE_DATES,),
    action_ids.SCHEDULE_FOR: (Act.READ_DATES,),
    action_ids.SCHEDULE_PAUSE: (Act.CHANGE_DATES,),
    action_ids.SCHEDULE_RESUME: (Act.CHANGE_DATES,),
    action_ids.LEDGER_OPEN: (Act.OPEN_AGAIN,),
    action_ids.LEDGER_LATER: (Act.OPEN_ASK_LATER,),
    action_ids.LEDGER_NEVER: (Act.ASK_LATER,),
    action_ids.AGREEMENT: (Act.READ_AGREEMENT,),
    action_ids.AGREEMENT_WORD: (Act.READ_AGREEMENT,),
    action_ids.EXPORT: (Act.EXPORT_CONVERSATION,),
    action_ids.NAME_ANOTHER: (Act.NAME_ANOTHER,),
    action_ids.ASKED: (Act.OPEN_SECTION,),
    action_ids.ASKED_LATER: (Act.PUT_OFF,),
    action_ids.ASKED_SKIP: (Act.PUT_OFF,),
    action_ids.ASKED_AWAY: (Act.PUT_OFF,),
    action_ids.ASKED_NEVER: (Act.PUT_OFF,),
    action_ids.REMIND_THEM: (Act.REMIND,),
    action_ids.DETAILS: (Act.CHANGE_DETAILS,),
    action_ids.KEEP_WHAT_I_SAID: (Act.WITHDRAW,),
    action_ids.WITHDRAW: (Act.WITHDRAW,),
    action_ids.HELD_POST: (Act.POST_HELD,),
    action_ids.HELD_LOOK: (Act.LOOK_AT_HELD,),
    action_ids.DELIVER_AGAIN: (Act.DELIVER,),
    action_ids.NEW_THREAD: (Act.DELIVER,),
    action_ids.HELP: (Act.READ_THREAD_HELP,),
    action_ids.MORE: (Act.SEARCH,),
    action_ids.START: (Act.START, Act.START_HERE),
    action_ids.QUICK: (Act.START, Act.START_HERE),
    action_ids.MORE_SETUP: (Act.START,),
    action_ids.HOME_PAGE: (),
}
MODALS: dict[str, tuple[Act, ...]] = {
    action_ids.NEW: (Act.START, Act.START_HERE),
    action_ids.QUICK: (Act.START, Act.START_HERE),
    action_ids.SECTION_ANSWERS: (Act.ANSWER,),
    action_ids.PROBE_ANSWERS: (Act.ANSWER,),
    action_ids.KEEP_ANSWERS: (Act.ANSWER,),
    action_ids.CONFIRM_REVEAL: (Act.REVEAL_EARLY,),
    action_ids.STOP: (Act.STOP,),
    action_ids.DECIDE: (Act.DECIDE,),
    action_ids.LEDGER_LATER: (Act.ASK_LATER,),
    action_ids.COMMIT: (Act.MAKE_COMMITMENT,),
    action_ids.CONDITIONS_OWNED: (Act.MAKE_COMMITMENT,),
    action_ids.COMMITMENT: (Act.CHANGE_COMMITMENT,),
    action_ids.AGREEMENT: (Act.READ_AGREEMENT,),
    action_ids.EXPORT: (Act.EXPORT_CONVERSATION,),
    action_ids.CHECK_IN: (Act.ANSWER_CHECK_IN,),
    action_ids.CHECK_IN_REVEAL: (Act.REVEAL_CHECK_IN,),
    action_ids.CHECK_IN_OUTCOME: (Act.CONCLUDE_CHECK_IN,),
    action_ids.SCHEDULE: (Act.CHANGE_DATES,),
    action_ids.NAME_ANOTHER: (Act.NAME_ANOTHER,),
    action_ids.DETAILS: (Act.CHANGE_DETAILS,),
    action_ids.NEW_THREAD: (Act.START, Act.START_HERE, Act.DELIVER),
}
COMMANDS: dict[str, tuple[Act, ...]] = {
    commands.NEW: (Act.START, Act.START_HERE),
    commands.QUICK: (Act.START, Act.START_HERE),
    commands.STATUS: (Act.READ_CHANNEL_STATUS,),
    commands.LIST: (Act.SEARCH,),
    commands.LEDGER: (Act.SEARCH,),
    commands.FIND: (Act.SEARCH,),
    commands.SHOW: (Act.SEARCH,),
    commands.CHECK_IN: (Act.FIND_DATES, Act.READ_DATES_OF_CHANNEL),
    commands.MONTHLY: (Act.ASK_FOR_PROMPT, Act.CHANGE_PROMPT),
    commands.WEEKLY: (Act.ASK_FOR_PROMPT, Act.CHANGE_PROMPT),
    commands.AGREEMENT: (Act.SEARCH,),
    commands.EXPORT: (Act.EXPORT_EVERYTHING,),
    commands.LANGUAGE: (),
    commands.HELP: (),
}
WORDS: dict[str, tuple[Act, ...]] = {
    commands.REMIND: (Act.REMIND,),
    commands.PEOPLE: (Act.CHANGE_DETAILS,),
    commands.NEXT: (Act.MOVE_ON,),
    commands.BACK: (Act.MOVE_ON,),
    commands.PAUSE: (Act.PAUSE,),
    commands.RESUME: (Act.PAUSE,),
    commands.REVEAL: (Act.OFFER_REVEAL, Act.REVEAL_EARLY),
    commands.STATUS: (Act.READ_STATUS,),
    commands.WHY: (Act.READ_WHY,),
    commands.SUMMARY: (Act.READ_SUMMARY,),
    commands.STUCK: (Act.READ_MOVES,),
    commands.AGREEMENT: (Act.READ_AGREEMENT,),
    commands.CHECK_IN: (Act.READ_DATES,),
    commands.HELP: (Act.READ_THREAD_HELP,),
}
SHORTCUTS: dict[str, tuple[Act, ...]] = {
    shortcuts.START: (Act.START,),
    shortcuts.ADD_REMARK: (Act.ADD_REMARK,),
    shortcuts.QUICK: (Act.START, Act.START_HERE),
}
MESSAGES = ("remark", "edited", "deleted", "private")
"""What may not be kept of a thread is not kept, and nobody is told: see ``test_the_remarks_that_are_kept``."""
OF_NOBODY = {
    "app_uninstalled": {},
    "channel_archive": {"channel": "C0NOWHERE"},
    "channel_deleted": {"channel": "C0NOWHERE"},
    "channel_id_changed": {"old_channel_id": "C0NOWHERE", "new_channel_id": "C0ELSEWHERE"},
    "channel_shared": {"channel": "C0NOWHERE"},
    "channel_unarchive": {"channel": "C0NOWHERE"},
    "channel_unshared": {"channel": "C0NOWHERE"},
    "group_archive": {"channel": "C0NOWHERE"},
    "group_deleted": {"channel": "C0NOWHERE"},
    "group_unarchive": {"channel": "C0NOWHERE"},
    "member_joined_channel": {"channel": "C0NOWHERE"},
    "member_left_channel": {"channel": "C0NOWHERE"},
    "tokens_revoked": {"tokens": {"bot": []}},
}
"""Events in which nobody acts, with what they hold: whoever they name is shown nothing."""
EVENTS = {"app_mention", "message", "app_home_opened", *OF_NOBODY}


class Listed(App):
    """A Bolt app that tells what is registered with it."""

    def __init__(self, **settings: Any) -> None:
        self.names: dict[str, set[Any]] = {}
        super().__init__(**settings)

    def _listed(self, primitive: str, name: Any, register: Callable[..., Any]) -> Callable[..., Any]:
        self.names.setdefault(primitive, set()).add(name["callback_id"] if isinstance(name, dict) else name)
        registered: Callable[..., Any] = register(name)
        return registered

    def action(self, constraints: Any, *more: Any, **kept: Any) -> Any:
        return self._listed("action", constraints, super().action)

    def view(self, constraints: Any, *more: Any, **kept: Any) -> Any:
        return self._listed("view", constraints, super().view)

    def shortcut(self, constraints: Any, *more: Any, **kept: Any) -> Any:
        return self._listed("shortcut", constraints, super().shortcut)

    def command(self, command: Any, *more: Any, **kept: Any) -> Any:
        return self._listed("command", command, super().command)

    def event(self, event: Any, *more: Any, **kept: Any) -> Any:
        return self._listed("event", event, super().event)


class Doors(World):
    """The world, with the real listeners in front of it. What is shown in views is kept."""

    def __init__(self, slack: Emulator, database: Database, patch: pytest.MonkeyPatch) -> None:
        super().__init__(slack, database)
        self.shown: list[Json] = []
        for method in ("views_open", "views_push", "views_publish", "views_update"):
            patch.setattr(WebClient, method, lambda _, view, **__: self.shown.append(view))
        patch.setattr(pace, "MOST_A_MINUTE", 10**6)
        known = AuthorizeResult(enterprise_id=None, team_id=slack.team_id, bot_user_id=slack.bot_user_id, bot_token="t")
        self.bolt = Listed(
            authorize=lambda **_: known,
            signing_secret="none",
            request_verification_enabled=False,
            process_before_response=True,
        )
        listeners.register(self.bolt, self.all, slack.bot_user_id, Late(patience=60))
        self.front = Front(self.bolt, Metrics(KINDS), slack.team_id)

    def told(self, kind: Kind, payload: Json) -> str:
        """Send what Slack sends; the key of the refusal that this person reads, empty where they read none."""
        self.shown.clear()
        with self.database.reading() as uow:
            before = uow.session.scalar(select(OutboxRow.id).order_by(OutboxRow.id.desc()).limit(1)) or 0
        answer = self.front.answer(payload)
        assert answer.status == 200, (payload, answer.body)
        with self.database.reading() as uow:
            mine = (OutboxRow.id > before, OutboxRow.user == self.cast.ids[kind])
            told = list(uow.session.scalars(select(OutboxRow.body).where(*mine)))
        said = {text for place in (answer.body, *self.shown, *told) for text in _texts(place)}
        return next((key for text, key in SENTENCES.items() if any(text in each for each in said)), "")


def _texts(shown: Any) -> Iterator[str]:
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, dict):
        for value in shown.values():
            yield from _texts(value)
    elif isinstance(shown, list | tuple):
        for value in shown:
            yield from _texts(value)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        folder: Path = tmp_path_factory.mktemp("listeners")
        database = Database(f"sqlite:///{folder / 'coach.db'}")
        upgrade(database)
        with Emulator(manifest()) as slack:
            yield Doors(slack, database, patch)
        database.dispose()


def test_every_registered_listener_has_a_row(doors: Doors) -> None:
    names = doors.bolt.names
    assert names["view"] == set(MODALS)
    assert names["shortcut"] == set(SHORTCUTS)
    assert names["command"] == set(commands.slash_commands())
    assert {name for name in names["event"] if not isinstance(name, Pattern)} == EVENTS
    assert [name.pattern for name in names["action"]] == [".*"]
    others = {action_ids.START, action_ids.QUICK, action_ids.MORE_SETUP, action_ids.HOME_PAGE}
    assert use_cases_of_buttons(doors.all).keys() | others == BUTTONS.keys()
    assert set(COMMANDS) == set(commands.IN_CHANNEL)
    assert set(WORDS) == set(commands.IN_THREAD)


def _who(doors: Doors, kind: Kind) -> Json:
    return {"user": {"id": doors.cast.ids[kind]}, "team": {"id": doors.slack.team_id}, "trigger_id": f"{doors.tried}.7"}


def button(doors: Doors, kind: Kind, name: str, record: Record) -> Json:
    """A click in the thread of a conversation."""
    about = {
        action_ids.ANSWER: {"s": "screening", "q": "gap", "v": "no"},
        action_ids.COMMIT: {"q": FLAG},
        action_ids.COMMITMENT: {"q": record.commitments[0].id},
        action_ids.NAME_ANOTHER: {"q": record.conversation.people[2].id},
        action_ids.HELD_POST: {"v": "shared"},
        action_ids.MORE: {"q": "list:en", "v": typed_words.ALL},
        action_ids.SCHEDULE_FOR: {"v": typed_words.SHOW},
        action_ids.HOME_PAGE: {"v": "1"},
    }.get(name, {"s": record.conversation.section or "screening", "q": "x", "v": "en"})
    if name in (action_ids.NEXT, action_ids.GO_ON, action_ids.BACK, action_ids.PAUSE, action_ids.REVEAL):
        about = {}
    action = {"action_id": f"{name}:1", "action_ts": f"{doors.tried}.1", "value": On(c=record.id, **about).dump()}
    if name == action_ids.MORE:
        action["value"] = On(c="", **about).dump()
    if name == action_ids.MORE_SETUP:
        opened = Modal(channel=record.channel).dump()
        form = {"type": "modal", "id": f"V{doors.tried}", "private_metadata": opened, "state": {"values": {}}}
        return _who(doors, kind) | {"type": "block_actions", "view": form, "actions": [action]}
    if name in (action_ids.CHECK_IN_AWAY, action_ids.ASKED_AWAY):
        action = {"action_id": f"{name}:{record.id}:x", "action_ts": f"{doors.tried}.1", "selected_date": "2099-01-01"}
    where = {"channel": {"id": record.channel}, "message": {"ts": "1.1", "thread_ts": record.thread_ts}}
    return _who(doors, kind) | where | {"type": "block_actions", "actions": [action]}


def modal(doors: Doors, kind: Kind, name: str, record: Record) -> Json:
    """A form that was sent, empty but for what it must hold."""
    about = {
        action_ids.NEW: Modal(channel=record.channel),
        action_ids.QUICK: Modal(channel=record.channel),
        action_ids.COMMIT: Modal(c=record.id, q=FLAG),
        action_ids.COMMITMENT: Modal(c=record.id, q=record.commitments[0].id),
        action_ids.AGREEMENT: Modal(c=record.id, q="en"),
        action_ids.NAME_ANOTHER: Modal(c=record.id, q=record.conversation.people[2].id),
    }.get(name, Modal(c=record.id, s=record.conversation.section or "screening", q="x"))
    values: Json = {}
    if name == action_ids.EXPORT:
        chosen = {export.VIEW: "team", export.FORM: "csv"}
        values = {
            block: {f"value:{block}": {"selected_option": {"value": str(value)}}} for block, value in chosen.items()
        }
    if name == action_ids.NEW_THREAD:
        values = {undelivered.CHANNEL: {"value": {"selected_conversation": record.channel}}}
    view = {
        "type": "modal",
        "id": f"V{doors.tried}",
        "hash": "1.a",
        "callback_id": name,
        "private_metadata": about.dump(),
        "state": {"values": values},
    }
    return _who(doors, kind) | {"type": "view_submission", "view": view}


def command(doors: Doors, kind: Kind, name: str, record: Record) -> Json:
    """A slash command in the channel."""
    rest = {
        commands.FIND: " nurses",
        commands.SHOW: " Acme",
        commands.AGREEMENT: " Acme",
        commands.MONTHLY: f" {typed_words.SHOW}",
        commands.WEEKLY: f" {typed_words.SHOW}",
        commands.CHECK_IN: " nobody:",
    }
    return {
        "command": commands.SLASH,
        "text": f"{name}{rest.get(name, '')}",
        "team_id": doors.slack.team_id,
        "user_id": doors.cast.ids[kind],
        "channel_id": record.channel,
        "trigger_id": f"{doors.tried}.7",
    }


def shortcut(doors: Doors, kind: Kind, name: str, record: Record) -> Json:
    """A global shortcut, or one of a message in the thread."""
    if name == shortcuts.START:
        return _who(doors, kind) | {"type": "shortcut", "callback_id": name}
    message = {"ts": f"{doors.tried}.5", "thread_ts": record.thread_ts, "user": "U0SOMEBODY", "text": "They pay late"}
    where = {"channel": {"id": record.channel}, "message": message}
    return _who(doors, kind) | where | {"type": "message_action", "callback_id": name}


def event(doors: Doors, kind: Kind, name: str, record: Record) -> Json:
    """An event: something that was written, or that happened."""
    user, ts, channel = doors.cast.ids[kind], f"{doors.tried}.9", record.channel
    written = {"user": user, "channel": channel, "ts": ts, "thread_ts": record.thread_ts, "text": "They pay late"}
    found: Json = {
        "remark": written | {"type": "message"},
        "edited": {"type": "message", "subtype": "message_changed", "channel": channel, "message": written},
        "deleted": {
            "type": "message",
            "subtype": "message_deleted",
            "channel": channel,
            "deleted_ts": ts,
            "previous_message": written,
        },
        "private": {"type": "message", "channel_type": "im", "user": user, "channel": "D0MINE", "ts": ts, "text": "?"},
        "home": {"type": "app_home_opened", "user": user, "tab": "home"},
    }.get(name, {"type": name, "user": user} | OF_NOBODY.get(name, {}))
    if name in WORDS:
        found = written | {"type": "app_mention", "text": f"<@{doors.slack.bot_user_id}> {name}"}
        if name == commands.CHECK_IN:
            found["text"] += f" {typed_words.SHOW}"
    return {
        "type": "event_callback",
        "team_id": doors.slack.team_id,
        "event_id": f"Ev{doors.tried}",
        "authorizations": [{"team_id": doors.slack.team_id}],
        "event": found,
    }


Payload = Callable[[Doors, Kind, str, Record], Json]
ROUTES: dict[str, tuple[Payload, dict[str, tuple[Act, ...]]]] = {
    "button": (button, BUTTONS),
    "modal": (modal, MODALS),
    "command": (command, COMMANDS),
    "mention": (event, WORDS),
    "shortcut": (shortcut, SHORTCUTS),
    "message": (event, dict.fromkeys(MESSAGES, ())),
    "home": (event, {"home": ()}),
    "event": (event, dict.fromkeys([name for name in OF_NOBODY if name != "app_uninstalled"], ())),
}
AT_ITS_CHANNEL = (
    (button, action_ids.START),
    (button, action_ids.QUICK),
    (modal, action_ids.NEW),
    (modal, action_ids.QUICK),
    (modal, action_ids.NEW_THREAD),
    (command, commands.NEW),
    (command, commands.QUICK),
    (command, commands.MONTHLY),
    (command, commands.WEEKLY),
    (shortcut, shortcuts.QUICK),
)
"""Where something is begun in a channel: what is wrong with the channel is said before who may."""


def _expected(doors: Doors, kind: Kind, acts: tuple[Act, ...], record: Record, *, unfit: bool) -> str:
    keys = [why_not(act, doors.cast.facts(act, kind, Place.SEEN, record)) for act in acts]
    if unfit and not keys[0]:
        return ""
    return next(filter(None, keys), "")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("route", ROUTES)
def test_case_41_every_listener_is_held_against_the_table(doors: Doors, route: str, state: str) -> None:
    channel = doors.slack.workspace.channels[doors.channel.id]
    channel.is_archived, channel.is_ext_shared = state == "archived", state == "shared"
    doors.directory.forget(channel=channel.id)
    payload, rows = ROUTES[route]
    wrong, tried = [], 0
    for kind in Kind:
        for name, acts in rows.items():
            record = doors.record(kind, "collecting")
            unfit = state != "open" and (payload, name) in AT_ITS_CHANNEL
            expected = _expected(doors, kind, acts, record, unfit=unfit)
            found, tried = doors.told(kind, payload(doors, kind, name, record)), tried + 1
            if found != expected:
                wrong.append(f"{kind} · {route} {name} · {state}: {found or 'done'}, not {expected or 'done'}")
            if not expected and not (acts and all(map(only_reads, acts))):
                doors.touched(record)
    doors.nothing_was_touched()
    channel.is_archived = channel.is_ext_shared = False
    assert not wrong, "\n".join(wrong)
    print(f"{tried} combinations of {len(rows)} listeners and {len(Kind)} kinds of people: {route}, {state}")
