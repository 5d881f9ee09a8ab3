"""Uploading a file in three steps, as files_upload_v2 does it."""

from urllib.error import HTTPError

import pytest
from slack_sdk import WebClient

from bot.playground import Channel, Emulator, Person
from tests.playground.conftest import refused_with


def test_a_file_is_shared_where_it_was_sent(slack: Emulator, client: WebClient, amina: Person, books: Channel) -> None:
    parent = amina.post(books, "the list, please")
    answer = client.files_upload_v2(
        channel=books.id,
        thread_ts=parent.ts,
        filename="list.csv",
        content="a,b\n",
        title="The list",
        initial_comment="Here",
    )
    message = amina.sees(books, parent)[-1]
    file = slack.workspace.files[message.files[0]]
    assert (message.text, file.name, file.title, file.content) == ("Here", "list.csv", "The list", b"a,b\n")
    assert answer["file"]["id"] == file.id
    shown = client.conversations_replies(channel=books.id, ts=parent.ts)["messages"][-1]
    assert shown["files"][0]["name"] == "list.csv"


def test_a_file_without_a_channel_stays_private(slack: Emulator, client: WebClient) -> None:
    client.files_upload_v2(filename="list.csv", content="a,b\n")
    [file] = slack.workspace.files.values()
    assert file.shared_in == []


def test_a_file_that_was_never_uploaded_cannot_be_shared(client: WebClient, books: Channel) -> None:
    announced = client.files_getUploadURLExternal(filename="list.csv", length=4)
    with refused_with("file_not_found"):
        client.files_completeUploadExternal(files=[{"id": announced["file_id"]}], channel_id=books.id)
    with refused_with("invalid_arguments"):
        client.files_getUploadURLExternal(filename="list.csv", length=0)


def test_a_file_is_not_shared_where_the_app_is_not(slack: Emulator, client: WebClient, amina: Person) -> None:
    outside = slack.add_channel("outside", members=[amina], with_app=False)
    with refused_with("not_in_channel"):
        client.files_upload_v2(channel=outside.id, filename="list.csv", content="a,b\n")


def test_a_file_of_another_length_than_announced_is_refused(client: WebClient) -> None:
    announced = client.files_getUploadURLExternal(filename="list.csv", length=4)
    with pytest.raises(HTTPError, match="400") as caught:
        client._upload_file(
            url=announced["upload_url"], data=b"too long", logger=client._logger, timeout=5, proxy=None, ssl=None
        )
    caught.value.close()


# Pictures in messages


def uploaded(client: WebClient, name: str = "drift.png", content: bytes = b"\x89PNG", alt: str = "a picture") -> str:
    """The id of a file that nobody but the app sees."""
    announced = client.files_getUploadURLExternal(filename=name, length=len(content), alt_txt=alt)
    client._upload_file(
        url=announced["upload_url"], data=content, logger=client._logger, timeout=5, proxy=None, ssl=None
    )
    client.files_completeUploadExternal(files=[{"id": announced["file_id"], "title": name}])
    return str(announced["file_id"])


def image(**file: str) -> dict[str, object]:
    return {"type": "image", "alt_text": "a picture", "slack_file": file}


def test_a_picture_is_shared_with_the_message_that_shows_it(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    file = uploaded(client)
    assert slack.workspace.files[file].shared_in == []
    client.chat_postMessage(channel=books.id, text="look", blocks=[image(id=file)])
    assert slack.workspace.files[file].shared_in == [books.id]
    assert amina.sees(books)[-1].blocks[0]["slack_file"] == {"id": file}
    assert "[image: a picture]" in slack.reader(amina).channel(books)


def test_a_message_gets_its_picture_by_an_update(slack: Emulator, client: WebClient, books: Channel) -> None:
    file = uploaded(client)
    ts = client.chat_postMessage(channel=books.id, text="soon")["ts"]
    client.chat_update(
        channel=books.id, ts=ts, text="look", blocks=[image(url=f"https://files.slack.com/T1-{file}/drift.png")]
    )
    assert slack.workspace.files[file].shared_in == [books.id]


def test_a_picture_is_shown_when_slack_has_looked_at_it(slack: Emulator, client: WebClient, books: Channel) -> None:
    slack.app.file_seconds = 30
    file = uploaded(client)
    with refused_with("invalid_blocks") as messages:
        client.chat_postMessage(channel=books.id, text="look", blocks=[image(id=file)])
    assert messages == ["[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"]
    slack.clock.advance(31)
    client.chat_postMessage(channel=books.id, text="look", blocks=[image(id=file)])


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ({"id": "F0123456789"}, "invalid slack file"),
        ({"id": "https://files.slack.com/x"}, "must match regex pattern"),
        ({"id": "F0123456789", "url": "https://files.slack.com/x"}, "either id or url"),
        ({}, "either id or url"),
        ({"id": "F0123456789", "alt": "x"}, "unsupported field"),
    ],
)
def test_a_picture_that_is_none_is_refused(
    client: WebClient, books: Channel, file: dict[str, str], problem: str
) -> None:
    with refused_with("invalid_blocks") as messages:
        client.chat_postMessage(channel=books.id, text="look", blocks=[image(**file)])
    assert problem in messages[0]


def test_what_is_no_picture_or_was_not_completed_is_not_shown(client: WebClient, books: Channel) -> None:
    document = uploaded(client, "list.csv", b"a,b\n")
    announced = client.files_getUploadURLExternal(filename="drift.png", length=4)["file_id"]
    for file in (document, announced):
        with refused_with("invalid_blocks") as messages:
            client.chat_postMessage(channel=books.id, text="look", blocks=[image(id=file)])
        assert "invalid slack file" in messages[0]


def test_an_upload_is_completed_once(client: WebClient) -> None:
    file = uploaded(client)
    with refused_with("file_not_found"):
        client.files_completeUploadExternal(files=[{"id": file}])


def test_a_description_has_its_limit(client: WebClient) -> None:
    with refused_with("alt_txt_too_large"):
        client.files_getUploadURLExternal(filename="drift.png", length=4, alt_txt="x" * 1001)
