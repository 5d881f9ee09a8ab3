"""What Slack accepts of a block element: button, select, checkbox, input …"""

import re
from typing import Any
from zoneinfo import available_timezones

from bot.playground.check import Check
from bot.playground.facts import ELEMENTS

DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
FILE_ID = re.compile(r"^[F][A-Z0-9]{8,}$")
WIDE_OPTIONS = ("radio_buttons", "checkboxes")


def check_element(check: Check, at: str, element: Any, place: str) -> None:
    if not check.mapping(at, element):
        return
    kind = element.get("type")
    facts = ELEMENTS.get(str(kind))
    if facts is None:
        check.problem(f"{at}/type", f"unsupported type: {kind}")
        return
    if place not in facts["in"]:
        check.problem(at, f"{kind} is not allowed in {place}")
    check.keys(at, element, ["type", *facts["required"]], facts["optional"])
    if "action_id" in element:
        check.string(f"{at}/action_id", element["action_id"], "action_id.max_length")
    if "confirm" in element:
        check_confirm(check, f"{at}/confirm", element["confirm"])
    if "placeholder" in element:
        check.plain(f"{at}/placeholder", element["placeholder"], "select.placeholder.max_length")
    if kind == "image":
        check_picture(check, at, element)
    if kind == "button":
        check_button(check, at, element)
    if "options" in facts["required"] or "options" in facts["optional"]:
        check_options(check, at, element)
    if "initial_value" in element and not isinstance(element["initial_value"], str):
        check.problem(f"{at}/initial_value", "must be a string")
    if "initial_date" in element and not (
        isinstance(element["initial_date"], str) and DATE.match(element["initial_date"])
    ):
        check.problem(f"{at}/initial_date", "must be a date such as 2026-01-31")
    if "initial_time" in element and not (
        isinstance(element["initial_time"], str) and TIME.match(element["initial_time"])
    ):
        check.problem(f"{at}/initial_time", "must be a time such as 09:30")
    if "timezone" in element and element["timezone"] not in available_timezones():
        check.problem(f"{at}/timezone", "must be a time zone such as Europe/Paris")
    if kind == "plain_text_input":
        check_lengths(check, at, element)
    if "max_selected_items" in element and element["max_selected_items"] < 1:
        check.problem(f"{at}/max_selected_items", "must be at least 1")
    if "dispatch_action_config" in element:
        check_dispatch(check, f"{at}/dispatch_action_config", element["dispatch_action_config"])


def check_picture(check: Check, at: str, picture: dict[str, Any]) -> None:
    if ("image_url" in picture) == ("slack_file" in picture):
        check.problem(at, "must have either image_url or slack_file")
    if "image_url" in picture:
        check.string(f"{at}/image_url", picture["image_url"], "image.image_url.max_length")
    if "slack_file" in picture and check.mapping(f"{at}/slack_file", picture["slack_file"]):
        check_slack_file(check, f"{at}/slack_file", picture["slack_file"])
    if "alt_text" in picture:
        check.string(f"{at}/alt_text", picture["alt_text"], "image.alt_text.max_length")


def check_slack_file(check: Check, at: str, file: dict[str, Any]) -> None:
    check.keys(at, file, [], ["id", "url"])
    if ("id" in file) == ("url" in file):
        check.problem(at, "must have either id or url")
    if "id" in file and not (isinstance(file["id"], str) and FILE_ID.match(file["id"])):
        check.problem(f"{at}/id", f"input must match regex pattern: {FILE_ID.pattern}")


def check_button(check: Check, at: str, button: dict[str, Any]) -> None:
    if "text" in button:
        check.plain(f"{at}/text", button["text"], "button.text.max_length")
    check.one_of(f"{at}/style", button.get("style"), ("primary", "danger"))
    if "value" in button:
        check.string(f"{at}/value", button["value"], "button.value.max_length", empty=True)
    if "url" in button:
        check.string(f"{at}/url", button["url"], "button.url.max_length")
        if not re.match(r"(https?|slack)://", str(button["url"])):
            check.problem(f"{at}/url", "must be a valid URL")
    if "accessibility_label" in button:
        check.string(f"{at}/accessibility_label", button["accessibility_label"], 75)


def check_confirm(check: Check, at: str, confirm: Any) -> None:
    if not check.mapping(at, confirm):
        return
    check.keys(at, confirm, ["title", "text", "confirm", "deny"], ["style"])
    check.one_of(f"{at}/style", confirm.get("style"), ("primary", "danger"))
    for name in ("title", "confirm", "deny"):
        if name in confirm:
            check.plain(f"{at}/{name}", confirm[name], f"confirmation.{name}.max_length")
    if "text" in confirm:
        check.text(f"{at}/text", confirm["text"], "confirmation.text.max_length")


def check_options(check: Check, at: str, element: dict[str, Any]) -> None:
    kind = element["type"]
    limit = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}.get(kind, 100)
    if kind in ("static_select", "multi_static_select") and ("options" in element) == ("option_groups" in element):
        check.problem(at, "must have either options or option_groups")
    offered: list[Any] = []
    if "options" in element:
        offered = check.items(f"{at}/options", element["options"], limit)
        for index, option in enumerate(offered):
            check_option(check, f"{at}/options/{index}", option, kind)
    if "option_groups" in element:
        for number, group in enumerate(check.items(f"{at}/option_groups", element["option_groups"], 100)):
            where = f"{at}/option_groups/{number}"
            if check.mapping(where, group):
                check.keys(where, group, ["label", "options"], [])
                check.plain(f"{where}/label", group.get("label"), "option_group.label.max_length")
                inside = check.items(f"{where}/options", group.get("options"), 100)
                offered = [*offered, *inside]
                for index, option in enumerate(inside):
                    check_option(check, f"{where}/options/{index}", option, kind)
    values = [option.get("value") for option in offered if isinstance(option, dict)]
    for value in {value for value in values if values.count(value) > 1}:
        check.problem(f"{at}/options", f"option value used twice: {value}")
    chosen = element.get("initial_options", [])
    chosen = [*(chosen if isinstance(chosen, list) else []), element.get("initial_option")]
    if "initial_options" in element:
        check.items(f"{at}/initial_options", element["initial_options"], limit)
    for option in chosen:
        if option is not None and option not in offered:
            check.problem(f"{at}/initial_option", "initial option is not one of the options, word for word")


def check_option(check: Check, at: str, option: Any, kind: str) -> None:
    if not check.mapping(at, option):
        return
    check.keys(at, option, ["text", "value"], ["description", *(["url"] if kind == "overflow" else [])])
    kinds = ("plain_text", "mrkdwn") if kind in WIDE_OPTIONS else ("plain_text",)
    if "text" in option:
        check.text(f"{at}/text", option["text"], "option.text.max_length", kinds)
    if "value" in option:
        check.string(f"{at}/value", option["value"], "option.value.max_length")
    if "description" in option:
        check.text(f"{at}/description", option["description"], "option.description.max_length", kinds)


def check_lengths(check: Check, at: str, element: dict[str, Any]) -> None:
    for name, least in (("min_length", 0), ("max_length", 1)):
        if name in element and not (isinstance(element[name], int) and least <= element[name] <= 3000):
            check.problem(f"{at}/{name}", f"must be between {least} and 3000")
    if len(str(element.get("initial_value", ""))) > int(element.get("max_length", 3000)):
        check.problem(f"{at}/initial_value", "must not be longer than max_length")


def check_dispatch(check: Check, at: str, config: Any) -> None:
    if check.mapping(at, config):
        check.keys(at, config, [], ["trigger_actions_on"])
        for index, trigger in enumerate(check.items(f"{at}/trigger_actions_on", config.get("trigger_actions_on"), 2)):
            check.one_of(f"{at}/trigger_actions_on/{index}", trigger, ("on_enter_pressed", "on_character_entered"))
