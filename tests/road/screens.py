"""What one person saw and did, read from the wire: every form that was shown to them, every click."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.playground.emulator import Emulator
from bot.playground.person import Person
from bot.playground.reading_blocks import BlockReader, phone_lines
from bot.playground.records import Message

MENUS = ("static_select", "multi_static_select", "external_select", "multi_external_select")
READ = ("text", "initial_value", "alt_text")
_WIDE = 10_000
_WORD = re.compile(r"\w+(?:['’.,:/-]\w+)*")

View = dict[str, Any]


def words_in(text: str) -> int:
    """How many words a text has; a number and what hangs together by a hyphen or an apostrophe are one."""
    return len(_WORD.findall(text))


class Screens:
    """All screens of one workspace so far."""

    def __init__(self, slack: Emulator) -> None:
        self._slack = slack
        self._owners = self._owners_of_triggers()

    def _owners_of_triggers(self) -> dict[str, str]:
        """trigger_id → the person whose click or command it came with."""
        found = {}
        for kind in ("interactive", "slash_commands"):
            for delivery in self._slack.journal.deliveries(kind):
                payload = delivery.payload
                if trigger := payload.get("trigger_id"):
                    found[str(trigger)] = _person(payload)
        return found

    def forms(self, person: Person) -> list[View]:
        """Every form as it was shown to the person, in order: opened, pushed, put in the place of another."""
        found: list[tuple[float, View]] = []
        mine: set[str] = set()
        for call in self._slack.journal.calls(accepted=True):
            if call.method in ("views.open", "views.push"):
                if self._owners.get(str(call.arguments.get("trigger_id"))) == person.id:
                    mine.add(str(call.response["view"]["id"]))
                    found.append((call.at, call.response["view"]))
            elif call.method == "views.update" and str(call.response["view"]["id"]) in mine:
                found.append((call.at, call.response["view"]))
        for delivery in self._slack.journal.deliveries("interactive"):
            answer = delivery.answer or {}
            if _person(delivery.payload) == person.id and answer.get("response_action") in ("update", "push"):
                found.append((delivery.at, answer["view"]))
        return _each_once(view for _, view in sorted(found, key=lambda one: one[0]))

    def clicks(self, person: Person) -> int:
        """Buttons, menus and submit buttons, and one for each field that was filled in. A retry is not a click."""
        count = 0
        for delivery in self._slack.journal.deliveries("interactive"):
            payload = delivery.payload
            if _person(payload) != person.id or delivery.attempt:
                continue
            if payload["type"] == "view_submission":
                count += 1 + len(_filled(payload["view"]))
            elif payload["type"] in ("block_actions", "shortcut", "message_action"):
                count += 1
        return count

    def form_words(self, person: Person) -> int:
        """Words of all forms that the person saw: titles, questions, hints, options, buttons.

        Options of a menu count where the person chose in it: a menu that stays closed shows none.
        """
        opened = self._menus_used(person)
        return sum(words_in(_form_text(view, opened)) for view in self.forms(person))

    def _menus_used(self, person: Person) -> set[str]:
        """block_id of every field that the person filled in."""
        payloads = [each.payload for each in self._slack.journal.deliveries("interactive")]
        sent = [one for one in payloads if one["type"] == "view_submission" and _person(one) == person.id]
        return {block for one in sent for block in _filled(one["view"])}

    def read(self, messages: list[Message]) -> int:
        """Words of messages as they stand now."""
        reader = BlockReader(self._slack.workspace)
        return sum(words_in("\n".join(reader.message_lines(each.text, each.blocks, _WIDE))) for each in messages)

    def phone_lines(self, message: Message) -> int:
        """Lines of a message on a phone."""
        return phone_lines({"text": message.text, "blocks": message.blocks}, self._slack.workspace)


def _form_text(view: View, opened: set[str]) -> str:
    named = [view[part]["text"] for part in ("title", "close", "submit") if view.get(part)]
    return "\n".join([*named, *(text for block in view["blocks"] for text in _seen(block, opened))])


def _seen(block: View, opened: set[str]) -> Iterator[str]:
    element = block.get("element", {})
    if element.get("type") in MENUS and block.get("block_id") not in opened:
        block = {**block, "element": {"placeholder": element.get("placeholder")}}
    return _texts(block)


def _filled(view: View) -> set[str]:
    """block_id of the fields that hold something."""
    return {
        block
        for block, elements in view["state"]["values"].items()
        if any(content for one in elements.values() for name, content in one.items() if name != "type")
    }


def _texts(part: Any) -> Iterator[str]:
    """Every text of a block that a person can read, those of a menu's options too."""
    if isinstance(part, list):
        for each in part:
            yield from _texts(each)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name in READ and isinstance(value, str):
                yield value
            elif name not in ("initial_option", "initial_options"):
                yield from _texts(value)


def _each_once(views: Iterator[View]) -> list[View]:
    """Without those that show the same as the one before, such as a form whose fields were only set."""
    found: list[View] = []
    for view in views:
        if not found or _shown(found[-1]) != _shown(view):
            found.append(view)
    return found


def _shown(view: View) -> str:
    return json.dumps([view.get("title"), list(_texts(view["blocks"]))], sort_keys=True)


def _person(payload: dict[str, Any]) -> str:
    user = payload.get("user")
    return str(user["id"] if isinstance(user, dict) else payload.get("user_id", ""))
