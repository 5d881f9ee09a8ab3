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
