"""Modals and home tabs: triggers that last three seconds, stacks of three, hashes, what is typed and what is kept."""

import datetime as dt
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.playground import CannotDo, Channel, Emulator, Person
from bot.playground.anatomy import name_the_nameless
from bot.playground.tickets import TicketOffice
from tests.playground.bare_apps import BareServer, bare_server
from tests.playground.conftest import refused_with
from tests.playground.sample_app import button, mrkdwn, option, plain, text_input

Json = dict[str, Any]


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Go"), "blocks": list(blocks), **more}


def trigger_for(slack: Emulator, person: Person) -> str:
    view = slack.workspace.top_view(person.id)
    return slack.workspace.tickets.issue_trigger(person.id, view.id if view else None)


def shown_values(person: Person) -> dict[str, dict[str, Json]]:
    assert person.view is not None
    return person.view.values


def test_a_trigger_opens_one_view_on_the_screen_of_its_person(
    slack: Emulator, client: WebClient, amina: Person
) -> None:
    trigger = trigger_for(slack, amina)
    opened = client.views_open(trigger_id=trigger, view=modal(mrkdwn("x"), callback_id="c", private_metadata="p"))
    assert amina.view is not None
    assert (amina.view.id, amina.view.callback_id) == (opened["view"]["id"], "c")
    assert amina.view.private_metadata == "p"
    with refused_with("exchanged_trigger_id"):
        client.views_open(trigger_id=trigger, view=modal(mrkdwn("x")))


def test_a_trigger_expires_after_three_seconds(slack: Emulator, client: WebClient, amina: Person) -> None:
    assert TicketOffice(slack.clock).trigger_seconds == 3
    slack.workspace.tickets.trigger_seconds = 300  # of a busy machine, too
    in_time, too_late = trigger_for(slack, amina), trigger_for(slack, amina)
    slack.clock.advance(200)
    client.views_open(trigger_id=in_time, view=modal(mrkdwn("x")))
    slack.clock.advance(101)
    with refused_with("expired_trigger_id"):
        client.views_open(trigger_id=too_late, view=modal(mrkdwn("x")))


def test_a_trigger_must_be_one_that_slack_gave(client: WebClient) -> None:
    with refused_with("invalid_trigger_id"):
        client.views_open(trigger_id="1.2.3", view=modal(mrkdwn("x")))
    with refused_with("invalid_arguments") as messages:
        client.views_open(view=modal(mrkdwn("x")))
    assert "trigger_id" in messages[0]


def test_a_bad_view_does_not_spend_the_trigger(slack: Emulator, client: WebClient, amina: Person) -> None:
    trigger = trigger_for(slack, amina)
    with refused_with("invalid_arguments"):
        client.views_open(trigger_id=trigger, view=modal(mrkdwn("")))
    client.views_open(trigger_id=trigger, view=modal(mrkdwn("x")))


def test_a_stack_holds_three_views(slack: Emulator, client: WebClient, amina: Person) -> None:
    with refused_with("not_found"):
        client.views_push(trigger_id=trigger_for(slack, amina), view=modal(mrkdwn("x")))
    root = client.views_open(trigger_id=trigger_for(slack, amina), view=modal(mrkdwn("1")))["view"]
    second = client.views_push(trigger_id=trigger_for(slack, amina), view=modal(mrkdwn("2")))["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    client.views_push(trigger_id=trigger_for(slack, amina), view=modal(mrkdwn("3")))
    with refused_with("push_limit_reached"):
        client.views_push(trigger_id=trigger_for(slack, amina), view=modal(mrkdwn("4")))


def test_an_update_with_a_stale_hash_conflicts(slack: Emulator, client: WebClient, amina: Person) -> None:
    view = client.views_open(trigger_id=trigger_for(slack, amina), view=modal(mrkdwn("1")))["view"]
    updated = client.views_update(view_id=view["id"], hash=view["hash"], view=modal(mrkdwn("2")))["view"]
    assert updated["hash"] != view["hash"]
    with refused_with("hash_conflict"):
        client.views_update(view_id=view["id"], hash=view["hash"], view=modal(mrkdwn("3")))


def test_a_view_is_found_by_its_external_id_as_long_as_it_is_open(
    slack: Emulator, client: WebClient, amina: Person
) -> None:
    named = modal(mrkdwn("1"), external_id="mine")
    client.views_open(trigger_id=trigger_for(slack, amina), view=named)
    client.views_update(external_id="mine", view=named)
    with refused_with("duplicate_external_id"):
        client.views_push(trigger_id=trigger_for(slack, amina), view=named)
    amina.close_view()
    with refused_with("not_found"):
        client.views_update(external_id="mine", view=named)


def test_what_is_typed_survives_an_update_where_block_and_action_stay(
    slack: Emulator, client: WebClient, amina: Person
) -> None:
    both = modal(text_input("kept"), text_input("renamed"))
    view = client.views_open(trigger_id=trigger_for(slack, amina), view=both)["view"]
    amina.fill("kept", "one")
    amina.fill("renamed", "two")
    client.views_update(view_id=view["id"], view=modal(text_input("kept", initial_value="x"), text_input("fresh")))
    assert shown_values(amina)["kept"]["kept_typed"]["value"] == "one"
    assert shown_values(amina)["fresh"]["fresh_typed"]["value"] is None
    assert "renamed" not in shown_values(amina)


def test_a_home_tab_published_with_a_stale_hash_conflicts(client: WebClient, amina: Person) -> None:
    home = {"type": "home", "blocks": [mrkdwn("1")]}
    with refused_with("hash_conflict"):
        client.views_publish(user_id=amina.id, view=home, hash="never.seen")
    first = client.views_publish(user_id=amina.id, view=home)["view"]
    client.views_publish(user_id=amina.id, view=home, hash=first["hash"])
    with refused_with("hash_conflict"):
        client.views_publish(user_id=amina.id, view=home, hash=first["hash"])


def test_a_click_on_the_home_tab_names_its_view(slack: Emulator, client: WebClient, amina: Person) -> None:
    blocks = [{"type": "actions", "elements": [button("Go", "go")]}]
    client.views_publish(user_id=amina.id, view={"type": "home", "blocks": blocks})
    with bare_server(slack) as server:
        assert amina.home is not None
        amina.click(amina.home, "go")
        payload = server.requests[0].payload
    assert payload["container"] == {"type": "view", "view_id": amina.home.id}
    assert payload["view"]["type"] == "home"
    assert "response_url" not in payload


FORM = modal(
    text_input("name", max_length=5),
    text_input("story", multiline=True, min_length=3) | {"optional": True},
    {
        "type": "input",
        "block_id": "who",
        "label": plain("Who"),
        "optional": True,
        "element": {"type": "multi_users_select", "action_id": "who_picked", "max_selected_items": 1},
    },
    {
        "type": "input",
        "block_id": "size",
        "label": plain("Size"),
        "optional": True,
        "element": {
            "type": "number_input",
            "action_id": "size_typed",
            "is_decimal_allowed": False,
            "min_value": "1",
            "max_value": "9",
        },
    },
    {
        "type": "input",
        "block_id": "tags",
        "label": plain("Tags"),
        "optional": True,
        "element": {"type": "checkboxes", "action_id": "tags_ticked", "options": [option("Fun"), option("Long")]},
    },
    {
        "type": "input",
        "block_id": "due",
        "label": plain("Due"),
        "optional": True,
        "element": {"type": "datepicker", "action_id": "due_picked"},
    },
    {
        "type": "input",
        "block_id": "at",
        "label": plain("At"),
        "optional": True,
        "element": {
            "type": "timepicker",
            "action_id": "at_picked",
            "initial_time": "09:00",
            "timezone": "Europe/Paris",
        },
    },
)


@pytest.fixture
def form(slack: Emulator, client: WebClient, amina: Person) -> Person:
    client.views_open(trigger_id=trigger_for(slack, amina), view=FORM)
    return amina


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", "too long", "takes 5 characters"),
        ("name", "a\nb", "one line"),
        ("who", ["U404"], "not in this workspace"),
        ("size", "many", "not a number"),
        ("size", "1.5", "whole numbers"),
        ("size", "10", "beyond max_value"),
        ("size", "0", "beyond min_value"),
        ("tags", ["Boring"], "is not offered"),
        ("at", "25:00", "is not a time of day"),
        ("at", "soon", "is not a time of day"),
        ("colour", "red", "there is no 'colour'"),
    ],
)
def test_a_field_takes_only_what_it_can_hold(form: Person, field: str, value: Any, why: str) -> None:
    with pytest.raises(CannotDo, match=why):
        form.fill(field, value)


def test_people_beyond_the_limit_cannot_be_chosen(slack: Emulator, form: Person) -> None:
    with pytest.raises(CannotDo, match="at most 1"):
        form.fill("who", [form, slack.add_person("Bo")])


def test_each_kind_of_field_leaves_its_own_kind_of_value(slack: Emulator, form: Person) -> None:
    form.fill("who_picked", form)
    form.fill("size", 7)
    form.fill("tags", ["Fun", "long"])
    form.fill("due", dt.date(2026, 1, 31))
    values = shown_values(form)
    assert values["who"]["who_picked"]["selected_users"] == [form.id]
    assert values["size"]["size_typed"]["value"] == "7"
    assert [each["value"] for each in values["tags"]["tags_ticked"]["selected_options"]] == ["fun", "long"]
    assert values["due"]["due_picked"]["selected_date"] == "2026-01-31"
    assert values["at"]["at_picked"] == {"type": "timepicker", "selected_time": "09:00"}
    form.fill("at", dt.time(14, 5))
    assert shown_values(form)["at"]["at_picked"]["selected_time"] == "14:05"
    form.fill("at", None)
    assert shown_values(form)["at"]["at_picked"]["selected_time"] is None
    form.fill("due", None)
    assert shown_values(form)["due"]["due_picked"]["selected_date"] is None


def test_a_form_with_an_empty_required_field_cannot_be_sent(slack: Emulator, form: Person) -> None:
    with bare_server(slack) as server:
        with pytest.raises(CannotDo, match="required and empty"):
            form.submit()
        with pytest.raises(CannotDo, match="at least 3"):
            form.submit({"name": "Emma", "story": "no"})
        form.fill("story", None)
        assert form.submit() == {}
        assert len(server.requests) == 1
    with pytest.raises(CannotDo, match="no modal open"):
        form.submit()


def test_a_submission_carries_state_hash_and_ids(slack: Emulator, form: Person) -> None:
    with bare_server(slack) as server:
        form.submit({"name": "Emma"})
        payload = server.requests[0].payload
    view = payload["view"]
    assert view["state"]["values"]["name"]["name_typed"] == {"type": "plain_text_input", "value": "Emma"}
    assert view["state"]["values"]["tags"]["tags_ticked"] == {"type": "checkboxes", "selected_options": []}
    assert view["root_view_id"] == view["id"]
    assert view["previous_view_id"] is None
    assert view["hash"]
    assert payload["response_urls"] == []


def test_a_chosen_conversation_brings_a_response_url(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    element = {"type": "conversations_select", "action_id": "where_picked", "response_url_enabled": True}
    block = {"type": "input", "block_id": "where", "label": plain("Where"), "element": element}
    client.views_open(trigger_id=trigger_for(slack, amina), view=modal(block))
    with bare_server(slack) as server:
        amina.submit({"where": books})
        [url] = server.requests[0].payload["response_urls"]
    assert (url["channel_id"], url["block_id"], url["action_id"]) == (books.id, "where", "where_picked")


def test_an_input_that_dispatches_tells_the_app_while_it_is_filled(
    slack: Emulator, client: WebClient, amina: Person
) -> None:
    client.views_open(trigger_id=trigger_for(slack, amina), view=modal(text_input("name") | {"dispatch_action": True}))
    with bare_server(slack) as server:
        amina.fill("name", "Emma")
        payload = server.requests[0].payload
    assert payload["type"] == "block_actions"
    assert payload["actions"][0]["value"] == "Emma"
    assert payload["view"]["state"]["values"]["name"]["name_typed"]["value"] == "Emma"


def stack_of_three(slack: Emulator, client: WebClient, person: Person) -> None:
    client.views_open(trigger_id=trigger_for(slack, person), view=modal(mrkdwn("1"), notify_on_close=True))
    for number in (2, 3):
        view = modal(mrkdwn(str(number)), notify_on_close=True)
        client.views_push(trigger_id=trigger_for(slack, person), view=view)


@pytest.mark.parametrize(("everything", "left", "told"), [(False, 2, [False]), (True, 0, [True] * 3)])
def test_cancel_closes_one_view_and_the_cross_all_of_them(
    slack: Emulator, client: WebClient, amina: Person, everything: bool, left: int, told: list[bool]
) -> None:
    stack_of_three(slack, client, amina)
    with bare_server(slack) as server:
        amina.close_view(everything=everything)
        closed = [request.payload for request in server.requests]
    assert len(slack.workspace.stacks[amina.id]) == left
    assert [payload["is_cleared"] for payload in closed] == told
    assert {payload["type"] for payload in closed} == {"view_closed"}


@pytest.mark.parametrize(
    ("answer", "left", "top"),
    [
        ("", 2, "2"),
        ('{"response_action": "clear"}', 0, None),
    ],
)
def test_an_answer_closes_one_view_or_all(
    slack: Emulator, client: WebClient, amina: Person, answer: str, left: int, top: str | None
) -> None:
    stack_of_three(slack, client, amina)
    with bare_server(slack) as server:
        said(server, answer)
        assert amina.submit() == {}
    assert len(slack.workspace.stacks[amina.id]) == left
    assert (amina.view.blocks[0]["text"]["text"] if amina.view else None) == top


def said(server: BareServer, answer: str) -> None:
    server.answer = lambda request: (200, answer, "application/json" if answer else "text/plain")


def test_no_block_is_seen_before_slack_has_named_it(
    slack: Emulator, client: WebClient, amina: Person, books: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who looks at a message or a view takes no lock: what stands there is whole at every moment."""
    workspace = slack.workspace
    nameless: list[str] = []

    def named(blocks: list[Json]) -> None:
        shown = [block for message in slack.messages(books) for block in message.blocks]
        views = [*workspace.homes.values(), *(view for stack in workspace.stacks.values() for view in stack)]
        shown += [block for view in views for block in view.blocks]
        nameless.extend(block["type"] for block in shown if "block_id" not in block)
        name_the_nameless(blocks)

    monkeypatch.setattr("bot.playground.workspace.name_the_nameless", named)
    client.views_publish(user_id=amina.id, view={"type": "home", "blocks": [mrkdwn("home")]})
    client.views_publish(user_id=amina.id, view={"type": "home", "blocks": [mrkdwn("home again")]})
    opened = client.views_open(trigger_id=trigger_for(slack, amina), view=modal(mrkdwn("x")))
    client.views_update(view_id=opened["view"]["id"], view=modal(mrkdwn("y")))
    client.views_push(trigger_id=trigger_for(slack, amina), view=modal(mrkdwn("z")))
    posted = client.chat_postMessage(channel=books.id, text="a", blocks=[mrkdwn("a")])
    client.chat_update(channel=books.id, ts=posted["ts"], text="b", blocks=[mrkdwn("b")])
    said = amina.post(books, "c")
    amina.edit(said, "d")
    assert nameless == []
