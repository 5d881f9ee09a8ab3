"""A window is told what its person may see and nothing else; and of that only what changed."""

from typing import Any

import pytest

from bot.playground import posting
from bot.playground.page import entities
from bot.playground.page.playground import Playground
from bot.playground.page.world import World
from bot.playground.records import Json, Message
from tests.page.screens import Screen

pytestmark = pytest.mark.xdist_group("page")


def changed(screen: Screen) -> set[str]:
    told = screen.look().told
    return {*told["set"], *told["drop"]}


def from_app(playground: Playground, channel: str, text: str, **how: Any) -> Message:
    world = playground.world
    content = {"text": text, "blocks": how.pop("blocks", [])}
    return posting.post(world.slack.app, world.slack.workspace.channels[channel], content, **how)


def test_the_first_look_shows_everything(quiet: Playground) -> None:
    now = Screen(quiet, "Amina").entities
    people = [value for key, value in now.items() if key.startswith("person:") and not value["bot"]]
    assert len(people) == 6
    assert {one["organisation"] for one in people} == {"Livres en route", "Solaris"}
    assert len({one["tz"] for one in people}) == 6
    assert {one["locale"] for one in people} == {"en-GB", "fr-FR"}
    assert [one["name"] for one in people if one["stranger"]] == ["Inès", "Marcus"]
    assert {entry["command"] for entry in now["workspace"]["app"]["commands"]} == {"/partnership", "/partenariat"}
    assert now["workspace"]["app"]["shortcuts"]["message"] == [
        {"id": "screen_quickly", "name": "Screen quickly"},
        {"id": "add_remark", "name": "Add as a remark"},
    ]
    assert {now[key]["kind"] for key in now if key.startswith("channel:")} == {"public", "private", "im"}
    assert now["modal"] is None
    assert now["home"] is None


def test_nothing_new_is_nothing_told(quiet: Playground) -> None:
    assert changed(Screen(quiet, "Amina")) == set()


def test_a_private_channel_exists_for_its_members_only(quiet: Playground) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    private = amina.channel("private")
    assert f"channel:{private}" in amina.entities
    assert f"channel:{private}" not in tom.entities
    ts = amina.does("say", channel=private, text="between us")["ts"]
    assert changed(amina) == {f"message:{private}:{ts}"}
    assert changed(tom) == set()
    assert not tom.act("say", channel=private, text="let me in")["ok"]
    assert not tom.act("edit", channel=private, ts=ts, text="mine now")["ok"]


def test_a_canvas_is_in_the_tabs_of_its_channel_for_its_members(quiet: Playground) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    private = amina.channel("private")
    canvas = quiet.world.slack.workspace.new_canvas("Plan", "## One", private)
    quiet.world.slack.workspace.new_canvas("In no channel", "", None)
    assert changed(amina) == {f"canvas:{canvas.id}"}
    assert amina.entities[f"canvas:{canvas.id}"] == {
        "id": canvas.id,
        "channel": private,
        "title": "Plan",
        "markdown": "## One",
    }
    assert changed(tom) == set()
    amina.does("leave", channel=private)
    assert f"canvas:{canvas.id}" in amina.look().told["drop"]


def test_what_is_said_in_private_is_seen_by_one(quiet: Playground) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    main = amina.channel("main")
    whisper = from_app(quiet, main, "only for Tom", ephemeral_to=tom.id)
    key = f"message:{main}:{whisper.ts}"
    assert changed(amina) == set()
    assert key in changed(tom)
    assert tom.entities[key]["private"]


def test_direct_messages_of_others_are_theirs(quiet: Playground) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    direct = quiet.world.slack.direct_channel(tom.person).id
    assert f"channel:{direct}" not in amina.entities
    from_app(quiet, direct, "how do you see it?")
    assert changed(amina) == set()
    assert len(changed(tom)) == 2  # the message, and that it is unread


def test_a_modal_and_a_home_are_on_one_screen_only(quiet: Playground) -> None:
    amina, tom, again = Screen(quiet, "Amina"), Screen(quiet, "Tom"), Screen(quiet, "Tom")
    body = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Secret"},
        "private_metadata": "not for the page",
        "blocks": [
            {
                "type": "input",
                "block_id": "b",
                "label": {"type": "plain_text", "text": "Why"},
                "element": {"type": "plain_text_input", "action_id": "a"},
            }
        ],
    }
    quiet.world.slack.workspace.open_view(tom.id, body)
    assert changed(amina) == set()
    assert changed(tom) == changed(again) == {"modal"}
    assert tom.modal is not None
    assert "private_metadata" not in tom.modal["body"]
    tom.does("fill", view=tom.modal["id"], block_id="b", action_id="a", value="half a sent")
    assert changed(again) == {"modal"}
    assert again.entities["modal"]["values"]["b"]["a"]["value"] == "half a sent"
    assert amina.act("fill", view=tom.modal["id"], block_id="b", action_id="a", value="x")["ok"] is False


def test_only_what_changed_is_told(quiet: Playground) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    main = amina.channel("main")
    for number in range(5):
        amina.does("say", channel=main, text=f"message {number}")
    tom.look()
    first = f"message:{main}:{tom.messages[0]['ts']}"
    amina.does("edit", channel=main, ts=tom.messages[0]["ts"], text="better")
    assert changed(tom) == {first}
    assert tom.entities[first]["edited"]
    reply = amina.does("say", channel=main, thread_ts=tom.messages[0]["ts"], text="a reply")["ts"]
    assert changed(tom) == {first, f"message:{main}:{reply}", f"channel:{main}"}
    assert tom.entities[first]["replies"] == 1
    amina.does("delete", channel=main, ts=reply)
    assert changed(tom) == {first, f"message:{main}:{reply}", f"channel:{main}"}
    assert f"message:{main}:{reply}" not in tom.entities


def test_what_is_read_is_not_unread(quiet: Playground) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    main = amina.channel("main")
    ts = [amina.does("say", channel=main, text="hello")["ts"] for _ in range(3)][-1]
    assert amina.look().entities[f"channel:{main}"]["unread"] == 0
    assert tom.look().entities[f"channel:{main}"]["unread"] == 3
    tom.does("seen", channel=main, ts=ts)
    assert tom.look().entities[f"channel:{main}"]["unread"] == 0


def test_who_leaves_keeps_nothing_and_who_comes_reads_it_all(quiet: Playground) -> None:
    tom, karim = Screen(quiet, "Tom"), Screen(quiet, "Karim")
    main = tom.channel("main")
    ts = tom.does("say", channel=main, text="before")["ts"]
    karim.look()
    karim.does("leave", channel=main)
    assert {f"channel:{main}", f"message:{main}:{ts}"} <= set(karim.look().told["drop"])
    tom.does("say", channel=main, text="meanwhile")
    assert changed(karim) == set()
    karim.does("join", channel=main)
    assert [message["text"] for message in karim.look().messages] == ["before", "meanwhile"]


def test_another_world_drops_what_was_and_keeps_who_one_is(quiet: Playground) -> None:
    amina = Screen(quiet, "Amina")
    main = amina.channel("main")
    ts = amina.does("say", channel=main, text="in the old world")["ts"]
    amina.look()
    quiet.begin("empty", "fr")
    told = amina.look().told
    assert told["drop"] == [f"message:{main}:{ts}"]
    assert amina.entities[f"person:{amina.id}"]["locale"] == "fr-FR"
    assert amina.entities[f"channel:{main}"]["name"] == "partenariats"


def test_five_thousand_messages_cost_each_change_next_to_nothing(
    quiet: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, tom = Screen(quiet, "Amina"), Screen(quiet, "Tom")
    main = amina.channel("main")
    workspace = quiet.world.slack.workspace
    parent = amina.does("say", channel=main, text="the thread")["ts"]
    for number in range(5000):
        workspace.add_message(Message(main, workspace.next_ts(), amina.id, f"reply {number}", thread_ts=parent))
    assert len(tom.look().messages) == 5001
    drawn: list[str] = []
    draw = entities.message_entity

    def counted(world: World, message: Message, person: str) -> Json:
        drawn.append(message.ts)
        return draw(world, message, person)

    monkeypatch.setattr(entities, "message_entity", counted)
    for number in range(50):
        ts = amina.does("say", channel=main, thread_ts=parent, text=f"one more {number}")["ts"]
        assert set(tom.look().told["set"]) <= {f"message:{main}:{ts}", f"message:{main}:{parent}", f"channel:{main}"}
        assert drawn, "what is not drawn is not counted"
        assert set(drawn) <= {ts, parent}
        drawn.clear()
