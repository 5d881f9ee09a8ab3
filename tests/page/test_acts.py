"""What a person does on the page reaches the real app, and what goes wrong is one sentence in the page's language."""

from typing import Any

import pytest

from bot.playground.page.playground import Playground
from tests.page.screens import Screen, until

pytestmark = pytest.mark.xdist_group("page")
HOSTILE = (
    "<script>alert(1)</script> <!channel> <@U0010000003|x> &amp; {curly} %s \\ \u202e \U0001f3f4\u200d\u2620\ufe0f"
)


def test_from_the_command_to_an_answer(amina: Screen, tom: Screen) -> None:
    main = amina.channel("main")
    amina.does("command", channel=main, command="/partnership", text="new Acme")
    modal = amina.wait(lambda now: now["modal"])
    assert tom.look().modal is None
    amina.asks_for_more()
    fields = amina.fields()
    amina.does("fill", view=modal["id"], block_id="name", action_id=fields["name"]["action_id"], value="Acme & Co")
    refused = amina.submit({"people:other": [], "people:decision_maker": []})
    assert refused["ok"] is False
    assert list(refused["errors"]) == ["people:other"]
    again = Screen(amina.playground, "Amina")  # reloaded in the middle of the form
    assert again.modal is not None
    assert again.modal["errors"] == refused["errors"]
    assert again.modal["values"]["name"][fields["name"]["action_id"]]["value"] == "Acme & Co"
    assert amina.submit({"people:other": [amina.person.id]})["ok"]
    assert amina.look().modal is None
    button = amina.wait(lambda _: amina.button("answer"))
    before = len(amina.messages)
    amina.does("touch", **button)
    amina.wait(lambda _: len(amina.messages) > before or any(message["edited"] for message in amina.messages))
    assert any("Acme &amp; Co" in message["text"] for message in tom.look().messages)


def test_a_click_that_crosses_an_update_still_counts(amina: Screen, tom: Screen) -> None:
    amina.opens()
    stale = amina.wait(lambda _: amina.button("answer:admin_load"))
    amina.does("touch", **stale)
    ts = stale["where"]["message"]["ts"]
    key = f"message:{stale['where']['message']['channel']}:{ts}"
    amina.wait(lambda now: now[key]["edited"])  # and its nameless blocks have other ids
    assert tom.person.id != amina.person.id
    tom.does("touch", **stale)
    assert not tom.act("touch", **stale | {"action_id": "answer:made:up"})["ok"]


def test_an_error_of_the_app_stands_beside_its_field(amina: Screen) -> None:
    amina.does("command", channel=amina.channel("main"), command="/partnership", text="new Acme")
    amina.wait(lambda now: now["modal"])
    fields = amina.fields()
    ours = {block: [] for block in fields if block.startswith("people:")}
    answer = amina.submit(ours)
    assert answer["ok"] is False
    assert list(answer["errors"]) == ["people:other"]
    assert amina.look().modal["errors"] == answer["errors"]  # type: ignore[index]
    amina.does("close", view=amina.modal["id"], everything=True)  # type: ignore[index]
    assert amina.look().modal is None


def test_hostile_text_is_text(amina: Screen, tom: Screen) -> None:
    main = amina.channel("main")
    ts = amina.does("say", channel=main, text=HOSTILE)["ts"]
    seen = tom.look().entities[f"message:{main}:{ts}"]
    assert "&lt;script&gt;" in seen["text"]
    assert "&lt;!channel&gt;" in seen["text"]
    assert seen["text"].count("<") == 0
    amina.opens(name=HOSTILE.replace("\\", ""))
    tom.wait(lambda _: any("curly" in message["text"] and message["bot"] for message in tom.messages))
    found = amina.playground.world.slack.journal.findings.live_markup("<!channel>")
    assert found == []


def test_home_shortcuts_and_remarks(amina: Screen) -> None:
    amina.does("shortcut", id="start_partnership")
    modal = amina.wait(lambda now: now["modal"])
    amina.does("close", view=modal["id"])
    amina.does("open_home")
    ts = amina.does("say", channel=amina.channel("main"), text="worth keeping")["ts"]
    amina.does("message_shortcut", id="add_remark", channel=amina.channel("main"), ts=ts)
    until(lambda: amina.playground.world.slack.courier.in_flight == 0)


def test_the_app_can_be_invited_and_is_needed(tom: Screen) -> None:
    general = tom.channel("without")
    tom.does("command", channel=general, command="/partnership", text="new Acme")
    tom.wait(lambda now: any(message["private"] and message["channel"] == general for message in tom.messages))
    app = tom.entities["workspace"]["app"]["user"]
    tom.does("invite", channel=general, user=app)
    assert app in tom.look().entities[f"channel:{general}"]["members"]
    assert tom.act("invite", channel=general, user=app)["error"] == "This person is in the channel already."


@pytest.mark.parametrize(
    ("do", "given", "english", "french"),
    [
        ("fly", {}, "does not know: fly", "ne connaît pas\u00a0: fly"),
        ("say", {}, "left something out", "oublié quelque chose"),
        ("say", {"channel": 7, "text": "x"}, "wrong kind", "d’un autre genre"),
        ("say", {"channel": "C404", "text": "x"}, "not there any more", "n’est plus là"),
        ("say", {"channel": "C0010000003", "text": "x"}, "not a member", "pas membre"),
        ("say", {"channel": "C0010000001", "text": " "}, "left something out", "oublié quelque chose"),
        ("say", {"channel": "C0010000001", "text": "x", "thread_ts": "1.1"}, "thread does not exist", "fil n’existe"),
        ("edit", {"channel": "C0010000001", "ts": "1.1", "text": "x"}, "been deleted", "été supprimé"),
        ("command", {"channel": "C0010000001", "command": "/x"}, "no such command", "pas cette commande"),
        ("touch", {"where": {"view": "V1"}, "block_id": "b", "action_id": "a"}, "closed", "fermé"),
        ("touch", {"where": {"message": 3}, "block_id": "b", "action_id": "a"}, "wrong kind", "d’un autre genre"),
        ("fill", {"view": "V1", "block_id": "b", "action_id": "a", "value": "x"}, "closed", "fermé"),
        ("submit", {"view": None}, "closed", "fermé"),
        ("close", {"view": "V1"}, "closed", "fermé"),
        ("dismiss", {"notice": "notice:x"}, "wrong kind", "d’un autre genre"),
        ("situation", {"id": "heaven"}, "wrong kind", "d’un autre genre"),
        ("play", {"on": "yes"}, "wrong kind", "d’un autre genre"),
        ("move_clock", {"seconds": -5}, "forward only", "que vers l’avant"),
        ("move_clock", {"seconds": "nan"}, "forward only", "que vers l’avant"),
        ("move_clock", {"seconds": 1e12}, "Five years", "Cinq ans"),
        ("move_clock", {"to": "tomorrow"}, "do not exist in that place", "n’existent pas en ce lieu"),
        ("faults", {"name": "earthquake", "on": True}, "wrong kind", "d’un autre genre"),
        ("language", {"lang": "tlh"}, "wrong kind", "d’un autre genre"),
    ],
)
def test_nonsense_is_answered_with_a_sentence(
    quiet: Playground, do: str, given: dict[str, Any], english: str, french: str
) -> None:
    for language, sentence in (("en", english), ("fr", french)):
        answer = Screen(quiet, "Tom", language).act(do, **given)
        assert answer["ok"] is False
        assert sentence in answer["error"]


def test_somebody_else_cannot_be_made_up(quiet: Playground) -> None:
    tom = Screen(quiet, "Tom")
    tom.id = "U404"
    assert tom.act("say", channel="C0010000001", text="boo") == {"ok": False, "error": "Nobody here has this name."}


def test_without_an_app_slack_says_so_and_it_can_be_put_away(quiet: Playground) -> None:
    quiet.world.slack.courier.answer_seconds = 0.05
    tom = Screen(quiet, "Tom", "fr")
    tom.does("command", channel=tom.channel("main"), command="/partenariat", text="nouveau")
    notice = tom.look().entities["notice:0"]
    assert notice["text"] == "L’application n’a pas pu être jointe, ou elle a répondu par une erreur."
    assert "notice:0" not in Screen(quiet, "Amina").entities
    tom.does("dismiss", notice="notice:0")
    assert tom.look().told["drop"] == ["notice:0"]


def field(kind: str, **facts: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": "b",
        "label": {"type": "plain_text", "text": "Field"},
        "optional": facts.pop("optional", False),
        "element": {"type": kind, "action_id": "a", **facts},
    }


@pytest.mark.parametrize(
    ("block", "value", "sentence"),
    [
        (field("plain_text_input"), "", "Please fill this in."),
        (field("plain_text_input", max_length=3), "four", "At most 3 characters; there are 4."),
        (field("plain_text_input", min_length=3), "no", "At least 3 characters."),
        (field("plain_text_input"), "two\nlines", "One line only."),
        (field("number_input", is_decimal_allowed=False), "12.", "This is not a number."),
        (field("number_input", is_decimal_allowed=False), "1.5", "A whole number, please."),
        (field("number_input", is_decimal_allowed=True, min_value="2"), "1.5", "At least 2."),
        (field("number_input", is_decimal_allowed=True, max_value="1"), "1.5", "At most 1."),
    ],
)
def test_what_slack_would_not_send_is_said_beside_the_field(
    quiet: Playground, block: dict[str, Any], value: str, sentence: str
) -> None:
    amina = Screen(quiet, "Amina")
    text = {"type": "plain_text", "text": "Form"}
    body = {"type": "modal", "title": text, "submit": text, "blocks": [block]}
    quiet.world.slack.workspace.open_view(amina.id, body)
    amina.look()
    assert amina.submit({"b": value}) == {"ok": False, "errors": {"b": sentence}}
    shown = amina.look().modal
    assert shown is not None
    assert shown["errors"] == {"b": sentence}
    assert shown["values"]["b"]["a"]["value"] == (value or None)
