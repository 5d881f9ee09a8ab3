"""From the command to the check-in, with the hands of three people: each form is filled in as it asks."""

from typing import Any

from bot.blocks.kit import action_ids
from tests.dialogs.answers import sound
from tests.foreign.slack import AMINA, CHANNEL, INES, Foreign, until

Json = dict[str, Any]
_SETUP = {"name": "Solaris", "decision": "Do we & they go on?"}
_PEOPLE = {"people:decision_maker": [AMINA], "people:partner": [INES]}


class Road:
    """One partnership on the foreign Slack."""

    def __init__(self, slack: Foreign) -> None:
        self.slack = slack
        self.clicked: set[str] = set()

    def play(self) -> None:
        """Go the whole road; raises TimeoutError where it does not go on."""
        slack = self.slack
        slack.does("command", channel=CHANNEL, user=AMINA, command="/partnership", text="help")
        slack.does("command", channel=CHANNEL, user=AMINA, command="/partnership", text="new Solaris")
        self._fills(AMINA)
        card = until(self._card, "the card")
        slack.does("message", channel=CHANNEL, user=AMINA, text="They pay late & often", thread_ts=card["ts"])
        slack.does("message", channel=CHANNEL, user=AMINA, text="<@U00COACH> stauts", thread_ts=card["ts"])
        for question, answer in sound("screening").items():
            self._clicks(f"{action_ids.ANSWER}:{question}:{answer}", AMINA, needed=False)
            self._fills(AMINA, needed=False)
        self._clicks(action_ids.GO_ON, AMINA)
        for section in ("clarity", "values", "reach", "power", "closing"):
            self._clicks(action_ids.OPEN_SECTION, AMINA, section=section)
            self._fills(AMINA)
            while self._fills(AMINA, needed=False):
                """Follow-ups, and doubts."""
            self._clicks(action_ids.NEXT, AMINA, section=section)
        direct = until(lambda: self._direct(INES), "an invitation")
        for button in self._buttons(slack.messages(direct), action_ids.OPEN_PARTNER_SECTION):
            self._presses(direct, button, INES)
            self._fills(INES)
            while self._fills(INES, needed=False):
                """Follow-ups, and doubts."""
        self._clicks(action_ids.NEXT, AMINA, section="reviewing")
        self._clicks(action_ids.DECIDE, AMINA)
        self._fills(AMINA)
        self._clicks(action_ids.SCHEDULE, AMINA)
        self._fills(AMINA)
        slack.does("command", channel=CHANNEL, user=AMINA, command="/partnership", text="checkin now")
        self._clicks(action_ids.CHECK_IN, AMINA)
        self._fills(AMINA)
        slack.does("command", channel=CHANNEL, user=AMINA, command="/partnership", text="agreement Solaris")
        slack.does("command", channel=CHANNEL, user=AMINA, command="/partnership", text="export Solaris")
        self._fills(AMINA)
        slack.does("command", channel=CHANNEL, user=AMINA, command="/partenariat", text="point aujourd’hui")
        slack.does("open-home", user=AMINA)
        until(lambda: (slack.state() or {}).get("homeViews"), "the home")
        own = until(lambda: self._direct(AMINA), "messages of her own")
        until(lambda: any(one.get("files") for one in slack.messages(own)), "the file of the export")

    # Looking

    def _card(self) -> Json | None:
        return next((one for one in self.slack.messages() if "Solaris" in str(one.get("text"))), None)

    def _direct(self, person: str) -> str | None:
        for channel in (self.slack.state() or {})["channels"]:
            if channel.get("is_im") and person in channel["members"] and self.slack.messages(channel["id"]):
                return str(channel["id"])
        return None

    def _buttons(self, messages: list[Json], action: str, section: str = "") -> list[tuple[Json, Json]]:
        found = []
        for message in messages:
            for block in message.get("blocks") or []:
                for element in block.get("elements") or []:
                    id = str(element.get("action_id", ""))
                    fits = id == action or action_ids.action_of(id) == action
                    if fits and (not section or f'"s":"{section}"' in str(element.get("value"))):
                        found.append((message, {**element, "block_id": block.get("block_id")}))
        return found

    # Acting

    def _clicks(self, action: str, user: str, *, section: str = "", needed: bool = True) -> None:
        def found() -> list[tuple[Json, Json]]:
            return self._buttons(self.slack.messages(), action, section)

        buttons = until(found, f"{action} {section}") if needed else found()
        if buttons:
            self._presses(CHANNEL, buttons[-1], user)

    def _presses(self, channel: str, button: tuple[Json, Json], user: str) -> None:
        message, element = button
        action = {name: element.get(name) for name in ("action_id", "block_id", "value", "text", "type")}
        self.slack.does("interact", channel=channel, messageTs=message["ts"], user=user, action=action)

    def _fills(self, user: str, *, needed: bool = True) -> bool:
        """Fill in the modal on top, and send it; whether there was one."""
        if needed:
            until(self.slack.view, "a form")
        view = self.slack.view()
        if view is None or not view.get("submit"):
            return False
        values: Json = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                values[block["block_id"]] = {
                    element["action_id"]: self._value(block["block_id"], element, needed=not block.get("optional"))
                }
        self.slack.submits(user, values)
        return True

    def _value(self, block_id: str, element: Json, *, needed: bool) -> Json:
        kind, asked = element["type"], block_id.rpartition(":")[2] if block_id.startswith("q:") else block_id
        wanted: Any = {**_SETUP, **{k: v for s in _SECTIONS for k, v in sound(s).items()}}.get(asked)
        made: Json = {"type": kind}
        if kind == "plain_text_input":
            asked_here = needed or block_id.startswith("q:")
            written = str(wanted) if wanted else "Forty in May 2026, counted twice" if asked_here else None
            made["value"] = element.get("initial_value") or written
        elif kind == "multi_users_select":
            made["selected_users"] = _PEOPLE.get(block_id, [])
        elif kind == "users_select":
            made["selected_user"] = element.get("initial_user") or AMINA
        elif kind in ("checkboxes", "multi_static_select"):
            made["selected_options"] = [
                one for one in element["options"] if one["value"] in (wanted or [])
            ] or element.get("initial_options", [])
        elif kind == "datepicker":
            made["selected_date"] = element.get("initial_date")
        elif kind == "timepicker":
            made["selected_time"] = element.get("initial_time")
        else:
            chosen = [one for one in element.get("options") or [] if one["value"] == wanted]
            made["selected_option"] = (
                chosen or [element.get("initial_option") or (element.get("options") or [None])[0]]
            )[0]
        return made


_SECTIONS = ("screening", "clarity", "values", "reach", "power", "closing")
