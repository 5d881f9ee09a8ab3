"""Every payload that Slack would refuse, one case each, and every kind of block that it takes."""

from copy import deepcopy
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.playground import Channel, Emulator, Person
from bot.playground.validation import check_message, check_view
from tests.playground.conftest import refused_with
from tests.playground.sample_app import button, mrkdwn, option, plain, text_input

Json = dict[str, Any]


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def input_of(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [option("A"), option("B")], **more}


def choices(kind: str, count: int) -> Json:
    return {"type": kind, "action_id": kind, "options": [option(f"Choice {n}") for n in range(count)]}


def chart(**more: Any) -> Json:
    points = [{"label": "reach", "value": 3}, {"label": "power", "value": 1}]
    series = [{"name": "us", "data": points}]
    body = {"type": "bar", "series": series, "axis_config": {"categories": ["reach", "power"]}}
    return {"type": "data_visualization", "title": "Scores", "chart": body | more}


def pie(*values: float) -> Json:
    segments = [{"label": f"part {n}", "value": value} for n, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Parts", "chart": {"type": "pie", "segments": segments}}


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def container(*children: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain("More"), "child_blocks": list(children), **more}


def rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


PICTURE = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a map"}
CONFIRM = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}

GOOD_IN_MESSAGES = {
    "section": mrkdwn("words"),
    "fields": {"type": "section", "fields": [plain("a"), plain("b")]},
    "accessory": mrkdwn("words") | {"accessory": button("Go", "go") | {"style": "primary", "confirm": CONFIRM}},
    "header": {"type": "header", "text": plain("Title")},
    "divider": {"type": "divider"},
    "context": {"type": "context", "elements": [plain("small"), PICTURE]},
    "actions": actions(button("Yes", "y"), select(), {"type": "users_select", "action_id": "u"}),
    "overflow": actions({"type": "overflow", "action_id": "o", "options": [option("A")]}),
    "image": PICTURE,
    "rich_text": rich_text("words"),
    "markdown": {"type": "markdown", "text": "# Title"},
    "table": table(2, 3),
    "bar": chart(),
    "pie": pie(1, 2),
    "container": container(mrkdwn("x"), actions(button("Yes", "y")), is_collapsible=True, default_collapsed=True),
    "card": {"type": "card", "title": plain("T"), "body": plain("B"), "actions": [button("Open", "o")]},
    "radio": actions(choices("radio_buttons", 3)),
    "many": input_of({"type": "multi_users_select", "action_id": "m", "max_selected_items": 3}),
}

BAD_IN_MESSAGES: dict[str, tuple[list[Any], str]] = {
    "a kind that does not exist": ([{"type": "marquee"}], "/blocks/0/type"),
    "no kind at all": ([{"text": "x"}], "/blocks/0/type"),
    "not an object": (["words"], "/blocks/0"),
    "a key that does not exist": ([mrkdwn("x") | {"colour": "red"}], "/blocks/0/colour"),
    "an alert outside a modal": ([{"type": "alert", "text": plain("x")}], "/blocks/0/type"),
    "a section without text or fields": ([{"type": "section"}], "/blocks/0"),
    "an empty text": ([mrkdwn("")], "/blocks/0/text/text"),
    "a text of spaces": ([mrkdwn("  ")], "/blocks/0/text/text"),
    "a section over 3000 characters": ([mrkdwn("x" * 3001)], "/blocks/0/text/text"),
    "a field over 2000 characters": ([{"type": "section", "fields": [plain("x" * 2001)]}], "/blocks/0/fields/0/text"),
    "eleven fields": ([{"type": "section", "fields": [plain("x")] * 11}], "/blocks/0/fields"),
    "a text of an unknown kind": ([{"type": "section", "text": {"type": "html", "text": "x"}}], "/blocks/0/text/type"),
    "emoji in a mrkdwn text": (
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}],
        "/blocks/0/text/emoji",
    ),
    "a header in mrkdwn": ([{"type": "header", "text": mrkdwn("x")["text"]}], "/blocks/0/text/type"),
    "a header over 150 characters": ([{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
    "eleven things in a context": ([{"type": "context", "elements": [plain("x")] * 11}], "/blocks/0/elements"),
    "a button in a context": ([{"type": "context", "elements": [button("x", "x")]}], "/blocks/0/elements/0/type"),
    "26 buttons in one row": ([actions(*(button("x", f"b{n}") for n in range(26)))], "/blocks/0/elements"),
    "no buttons in a row": ([actions()], "/blocks/0/elements"),
    "an unknown element": ([actions({"type": "slider"})], "/blocks/0/elements/0/type"),
    "a typed input among buttons": ([actions({"type": "plain_text_input", "action_id": "x"})], "/blocks/0/elements/0"),
    "a button over 75 characters": ([actions(button("x" * 76, "b"))], "/blocks/0/elements/0/text/text"),
    "a button without text": ([actions({"type": "button", "action_id": "b"})], "/blocks/0/elements/0"),
    "a button value over 2000 characters": ([actions(button("x", "b", "v" * 2001))], "/blocks/0/elements/0/value"),
    "a button style that does not exist": ([actions(button("x", "b") | {"style": "loud"})], "/blocks/0/elements/0/style"),
    "a button that links nowhere": ([actions(button("x", "b") | {"url": "javascript:x"})], "/blocks/0/elements/0/url"),
    "a button with an unknown key": ([actions(button("x", "b") | {"icon": "x"})], "/blocks/0/elements/0/icon"),
    "a confirmation without a way back": (
        [actions(button("x", "b") | {"confirm": {k: v for k, v in CONFIRM.items() if k != "deny"}})],
        "/blocks/0/elements/0/confirm",
    ),
    "an action_id over 255 characters": ([actions(button("x", "b" * 256))], "/blocks/0/elements/0/action_id"),
    "an action_id twice in a block": ([actions(button("x", "b"), button("y", "b"))], "/blocks/0/elements"),
    "a block_id twice": ([mrkdwn("x") | {"block_id": "b"}, mrkdwn("y") | {"block_id": "b"}], "/blocks"),
    "a block_id over 255 characters": ([mrkdwn("x") | {"block_id": "b" * 256}], "/blocks/0/block_id"),
    "101 options": ([actions(select(options=[option(f"o{n}") for n in range(101)]))], "/blocks/0/elements/0/options"),
    "no options": ([actions(select(options=[]))], "/blocks/0/elements/0/options"),
    "a select without options": ([actions({"type": "static_select", "action_id": "s"})], "/blocks/0/elements/0"),
    "an option over 75 characters": (
        [actions(select(options=[{"text": plain("x" * 76), "value": "v"}]))],
        "/blocks/0/elements/0/options/0/text/text",
    ),
    "an option value over 150 characters": (
        [actions(select(options=[{"text": plain("x"), "value": "v" * 151}]))],
        "/blocks/0/elements/0/options/0/value",
    ),
    "an option without value": ([actions(select(options=[{"text": plain("x")}]))], "/blocks/0/elements/0/options/0"),
    "an option value twice": ([actions(select(options=[option("A"), option("A")]))], "/blocks/0/elements/0/options"),
    "an initial option that is not offered": (
        [actions(select(initial_option=option("C")))],
        "/blocks/0/elements/0/initial_option",
    ),
    "eleven checkboxes": ([actions(choices("checkboxes", 11))], "/blocks/0/elements/0/options"),
    "eleven radio buttons": ([actions(choices("radio_buttons", 11))], "/blocks/0/elements/0/options"),
    "six entries in an overflow": ([actions(choices("overflow", 6))], "/blocks/0/elements/0/options"),
    "a placeholder over 150 characters": (
        [actions(select(placeholder=plain("x" * 151)))],
        "/blocks/0/elements/0/placeholder/text",
    ),
    "a date that is none": (
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "soon"})],
        "/blocks/0/elements/0/initial_date",
    ),
    "a time that is none": (
        [actions({"type": "timepicker", "action_id": "t", "initial_time": "24:00"})],
        "/blocks/0/elements/0/initial_time",
    ),
    "a time without its leading zero": (
        [actions({"type": "timepicker", "action_id": "t", "initial_time": "9:00"})],
        "/blocks/0/elements/0/initial_time",
    ),
    "a time in a zone that is none": (
        [actions({"type": "timepicker", "action_id": "t", "timezone": "Mars/Base"})],
        "/blocks/0/elements/0/timezone",
    ),
    "a time picker in a context": (
        [{"type": "context", "elements": [{"type": "timepicker", "action_id": "t"}]}],
        "/blocks/0/elements/0",
    ),
    "an input without label": ([{"type": "input", "element": {"type": "users_select"}}], "/blocks/0"),
    "a text input with a max_length of 3001": (
        [input_of({"type": "plain_text_input", "max_length": 3001})],
        "/blocks/0/element/max_length",
    ),
    "a text input filled beyond its max_length": (
        [input_of({"type": "plain_text_input", "max_length": 3, "initial_value": "four"})],
        "/blocks/0/element/initial_value",
    ),
    "a number input that does not speak of decimals": ([input_of({"type": "number_input"})], "/blocks/0/element"),
    "a label over 2000 characters": (
        [input_of({"type": "users_select"}, label=plain("x" * 2001))],
        "/blocks/0/label/text",
    ),
    "a picture without words for it": ([{"type": "image", "image_url": "https://x.org/a.png"}], "/blocks/0"),
    "a picture from nowhere": ([{"type": "image", "alt_text": "x"}], "/blocks/0"),
    "an empty rich text": ([rich_text("")], "/blocks/0/elements/0/elements/0/text"),
    "markdown over 12000 characters": ([{"type": "markdown", "text": "x" * 12001}], "/blocks/0/text"),
    "a table of 101 rows": ([table(101, 1)], "/blocks/0/rows"),
    "a table of 21 columns": ([table(1, 21)], "/blocks/0/rows/0"),
    "rows of different lengths": ([{"type": "table", "rows": [*table(1, 2)["rows"], *table(1, 3)["rows"]]}], "/blocks/0/rows"),
    "two tables": ([table(1, 1), table(1, 1)], "/blocks"),
    "three charts": ([pie(1), pie(1), pie(1)], "/blocks"),
    "a chart title over 50 characters": ([pie(1) | {"title": "x" * 51}], "/blocks/0/title"),
    "a pie with an empty piece": ([pie(1, 0)], "/blocks/0/chart/segments/1/value"),
    "a chart of an unknown kind": ([chart(type="radar")], "/blocks/0/chart/type"),
    "points beside the categories": (
        [chart(axis_config={"categories": ["power", "reach"]})],
        "/blocks/0/chart/series/0/data",
    ),
    "two series of one name": (
        [chart(series=[{"name": "us", "data": [{"label": one, "value": 1} for one in ("reach", "power")]}] * 2)],
        "/blocks/0/chart/series",
    ),
    "a label over 20 characters": (
        [pie(1) | {"chart": {"type": "pie", "segments": [{"label": "x" * 21, "value": 1}]}}],
        "/blocks/0/chart/segments/0/label",
    ),
    "a container in a container": ([container(container(mrkdwn("x")))], "/blocks/0/child_blocks/0/type"),
    "a container without title": ([{"type": "container", "child_blocks": [mrkdwn("x")]}], "/blocks/0"),
    "eleven blocks in a container": ([container(*[mrkdwn("x")] * 11)], "/blocks/0/child_blocks"),
    "a folded container that does not fold": ([container(mrkdwn("x"), default_collapsed=True)], "/blocks/0/default_collapsed"),
    "four buttons on a card": (
        [{"type": "card", "title": plain("T"), "actions": [button("x", f"b{n}") for n in range(4)]}],
        "/blocks/0/actions",
    ),
    "a card over 200 characters": ([{"type": "card", "body": plain("x" * 201)}], "/blocks/0/body/text"),
    "an empty card": ([{"type": "card", "subtitle": plain("x")}], "/blocks/0"),
    "51 blocks": ([{"type": "divider"}] * 51, "/blocks"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD_IN_MESSAGES)
def test_slack_takes_a_message_with(name: str) -> None:
    assert check_message({"text": "x", "blocks": [deepcopy(GOOD_IN_MESSAGES[name])]}) is None


@pytest.mark.parametrize("name", BAD_IN_MESSAGES)
def test_slack_refuses_a_message_with(name: str) -> None:
    blocks, pointer = BAD_IN_MESSAGES[name]
    refusal = check_message({"text": "x", "blocks": deepcopy(blocks)})
    assert refusal is not None
    assert refusal.error == "invalid_blocks"
    assert any(f"[json-pointer:{pointer}]" in message for message in refusal.messages), refusal.messages


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": 7}, "invalid_arguments"),
        ({"text": "x", "blocks": [mrkdwn("x" * 2900) for _ in range(5)]}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"markdown_text": "y" * 12_001}, "msg_too_long"),
        ({"text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_format"),
    ],
)
def test_slack_refuses_a_message_as_a_whole(message: Json, error: str) -> None:
    refusal = check_message(message)
    assert refusal is not None
    assert refusal.error == error


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks), **more}


BAD_MODALS = {
    "no title": ({"type": "modal", "blocks": []}, "/view"),
    "a title over 24 characters": (modal(title=plain("x" * 25)), "/view/title/text"),
    "a submit over 24 characters": (modal(submit=plain("x" * 25)), "/view/submit/text"),
    "a close over 24 characters": (modal(close=plain("x" * 25)), "/view/close/text"),
    "private_metadata over 3000 characters": (modal(private_metadata="x" * 3001), "/view/private_metadata"),
    "a callback_id over 255 characters": (modal(callback_id="x" * 256), "/view/callback_id"),
    "an input and no submit": (modal(text_input("a")), "/view"),
    "a table": (modal(table(1, 1)), "/view/blocks/0/type"),
    "markdown": (modal({"type": "markdown", "text": "x"}), "/view/blocks/0/type"),
    "101 blocks": (modal(*[{"type": "divider"}] * 101), "/view/blocks"),
    "an unknown key": (modal(width=3), "/view/width"),
    "the kind of a home tab": (modal(type="home"), "/view/type"),
    "an unknown level of alert": (
        modal({"type": "alert", "text": plain("x"), "level": "loud"}),
        "/view/blocks/0/level",
    ),
    "two focused inputs": (
        modal(text_input("a", focus_on_load=True), text_input("b", focus_on_load=True), submit=plain("Go")),
        "/view/blocks",
    ),
}


@pytest.mark.parametrize("name", BAD_MODALS)
def test_slack_refuses_a_modal_with(name: str) -> None:
    view, pointer = BAD_MODALS[name]
    refusal = check_view(deepcopy(view), "modal")
    assert refusal is not None
    assert refusal.error == "invalid_arguments"
    assert any(f"[json-pointer:{pointer}]" in message for message in refusal.messages), refusal.messages


def test_slack_takes_a_modal_with_everything_that_only_modals_have() -> None:
    number = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}
    view = modal(
        {"type": "alert", "text": plain("Mind the gap"), "level": "warning"},
        text_input("name", focus_on_load=True),
        input_of(number, optional=True, hint=plain("whole"), dispatch_action=True),
        submit=plain("Save"),
        private_metadata="",
        clear_on_close=True,
    )
    assert check_view(view, "modal") is None


def test_a_home_tab_has_no_title_and_no_submit() -> None:
    home = {"type": "home", "blocks": [mrkdwn("x")]}
    assert check_view(home, "home") is None
    refusal = check_view(home | {"title": plain("x")}, "home")
    assert refusal is not None
    assert "/view/title" in refusal.messages[0]


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    refusal = check_view(modal(*[mrkdwn("x" * 2999)] * 100), "modal")
    assert refusal is not None
    assert refusal.error == "view_too_large"


def test_a_refusal_on_the_wire_names_the_culprit(client: WebClient, books: Channel) -> None:
    with refused_with("invalid_blocks") as messages:
        client.chat_postMessage(channel=books.id, text="x", blocks=[mrkdwn("ok"), actions(button("x" * 76, "b"))])
    assert messages == ["[ERROR] must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]"]


def test_a_workspace_may_not_know_a_new_block_yet(slack: Emulator, client: WebClient, books: Channel) -> None:
    client.chat_postMessage(channel=books.id, text="x", blocks=[pie(1)])
    slack.unsupported_blocks = {"data_visualization"}
    with refused_with("invalid_blocks") as messages:
        client.chat_postMessage(channel=books.id, text="x", blocks=[pie(1)])
    assert "unsupported type: data_visualization" in messages[0]


def test_slack_names_blocks_and_elements_that_the_app_left_nameless(
    client: WebClient, books: Channel, amina: Person
) -> None:
    nameless = {"type": "button", "text": plain("Go")}
    client.chat_postMessage(channel=books.id, text="x", blocks=[actions(nameless), container(actions(nameless))])
    row, folded = amina.sees(books)[0].blocks
    assert row["block_id"]
    assert row["elements"][0]["action_id"]
    assert folded["child_blocks"][0]["elements"][0]["action_id"]
