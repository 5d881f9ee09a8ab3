"""canvases.create, as Slack documents it; stricter where its canvases are not documented to show something."""

import pytest
from slack_sdk import WebClient

from bot.playground import Channel, Emulator, Person
from tests.playground.conftest import refused_with


def markdown(text: str) -> dict[str, str]:
    return {"type": "markdown", "markdown": text}


def test_a_canvas_stands_in_the_tabs_of_its_channel(slack: Emulator, client: WebClient, books: Channel) -> None:
    answer = client.canvases_create(title="List", document_content=markdown("## One\n\n- a\n"), channel_id=books.id)
    [canvas] = slack.canvases(books)
    assert (canvas.id, canvas.title, canvas.markdown) == (answer["canvas_id"], "List", "## One\n\n- a\n")


def test_one_without_a_channel_stands_in_none(slack: Emulator, client: WebClient, books: Channel) -> None:
    assert client.canvases_create()["canvas_id"]
    assert slack.canvases(books) == []


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"type": "html", "markdown": "x"}, "invalid_arguments"),
        ({"type": "markdown"}, "invalid_arguments"),
        ({"type": "markdown", "markdown": 3}, "invalid_arguments"),
        ({"type": "markdown", "markdown": "x", "more": ""}, "invalid_arguments"),
        (markdown("#### too deep"), "canvas_creation_failed"),
        (markdown("- a\n  - b"), "canvas_creation_failed"),
    ],
)
def test_what_a_canvas_cannot_show_is_refused(client: WebClient, content: dict[str, str], error: str) -> None:
    with refused_with(error):
        client.canvases_create(document_content=content)


def test_it_cannot_stand_where_the_app_is_not(slack: Emulator, client: WebClient, amina: Person) -> None:
    outside = slack.add_channel("outside", members=[amina], with_app=False)
    with refused_with("channel_not_found"):
        client.canvases_create(channel_id=outside.id)


def test_it_needs_its_scope_and_takes_no_other_argument(slack: Emulator, client: WebClient) -> None:
    with refused_with("invalid_arguments"):
        client.canvases_create(user_id="U1")
    slack.app.manifest["oauth_config"]["scopes"]["bot"].remove("canvases:write")
    with refused_with("missing_scope"):
        client.canvases_create()
