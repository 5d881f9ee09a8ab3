"""A message with a picture: it is drawn when it is sent, uploaded once, and whatever Slack says, the message appears once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

import bot.delivery.pictures
from bot.delivery.enclosures import make
from bot.delivery.uploads import MOST_ALT
from bot.playground import Emulator, Fault, Faults, Message
from bot.playground.records import File
from storage.records import Drawing, Uploaded
from storage.records import Message as Wish
from tests.delivery.office import TIMEOUT, Office

POST, UPDATE = "chat.postMessage", "chat.update"
ANNOUNCE, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"
ALT = "Picture: how far it moved. Power: from 20% up to 40%."
PNG = b"\x89PNG\r\n\x1a\n for a test"


def drawing(alt: str = ALT) -> Drawing:
    return Drawing("drift", {"rows": [{"name": "Power"}]}, alt)


def a_picture(office: Office, **facts: Any) -> Wish:
    """A reply with a picture in the conversation's thread."""
    return office.wish("how far", **({"drawing": drawing()} | facts))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    """A picture that draws itself at once, and a Slack that is asked again at once."""
    monkeypatch.setattr(bot.delivery.pictures, "LOOK_AGAIN_SECONDS", 0.1)
    office.relay._make = lambda kind, content: PNG


def reply(office: Office) -> Message:
    """The one reply that everybody sees."""
    (found,) = [one for one in office.shown() if one.thread_ts]
    return found


def files(office: Office) -> list[File]:
    return list(office.slack.workspace.files.values())


def is_pictured(office: Office, file: File | None = None) -> bool:
    """The reply has its picture, and that is the file."""
    picture = reply(office).blocks[-1]
    assert picture["alt_text"] == ALT
    return bool(picture["slack_file"] == {"id": (file or files(office)[-1]).id})


def is_told(office: Office) -> bool:
    """The reply says in words what its picture would show."""
    blocks = reply(office).blocks
    return [one["type"] for one in blocks] == ["section"] and blocks[0]["text"]["text"] == ALT


# All is well


def test_a_message_appears_with_its_picture_and_what_it_shows_in_words(office: Office) -> None:
    office.send(a_picture(office))
    (file,) = files(office)
    assert is_pictured(office)
    assert reply(office).text == f"how far\n{ALT}"
    assert (file.name, file.alt, file.content) == ("drift.png", ALT, PNG)
    assert [call.arguments.get("channel_id") for call in office.calls(COMPLETE)] == [None]
    assert file.shared_in == [office.channel.id]


def test_it_is_seen_by_those_who_read_the_message_and_by_nobody_else(office: Office) -> None:
    office.slack.faults.always(POST, Faults.server_error(500))
    office.write(a_picture(office))
    assert office.relay.turn()
    (file,) = files(office)
    assert file.shared_in == []
    office.slack.faults.always(POST, None)
    office.drain()
    assert file.shared_in == [office.channel.id]


def test_the_row_keeps_numbers_not_bytes_and_nothing_when_it_is_sent(office: Office) -> None:
    office.write(a_picture(office))
    assert rows(office) == [(True, None)]
    office.drain()
    assert rows(office) == [(False, files(office)[0].id)]


def rows(office: Office) -> list[tuple[bool, str | None]]:
    """Whether there is something to draw, and Slack's file, of each row but the card's."""
    with office.database.reading() as uow:
        found = uow.session.execute(
            text("SELECT drawing IS NOT NULL, file_id FROM outbox WHERE slot IS NULL ORDER BY id")
        )
        return [(bool(drawn), file) for drawn, file in found]


def test_a_real_one_is_drawn(office: Office) -> None:
    from tests.pictures.cases import THREE
    from tests.pictures.cases import drawing as drawn

    office.relay._make = make
    office.send(office.wish("how far", drawing=drawn(THREE, "fr")))
    (file,) = files(office)
    assert file.content is not None
    assert len(file.content) == file.length > 20_000
    assert reply(office).blocks[-1]["alt_text"].startswith("Image\u00a0: de combien")


def test_under_blocks_in_private_and_in_an_update_it_stands_too(office: Office) -> None:
    block = {"type": "section", "text": {"type": "plain_text", "text": "first"}}
    office.send(
        office.direct("for you", drawing=drawing(), body={"text": "for you", "blocks": [block]}),
        office.wish("question", slot="question:gap"),
        office.wish("seen", kind="update", slot="question:gap", thread_slot=None, drawing=drawing()),
    )
    (direct,) = office.shown(office.slack.direct_channel(office.amina))
    assert [one["type"] for one in direct.blocks] == ["section", "image"]
    assert reply(office).blocks[-1]["type"] == "image"
    assert {tuple(file.shared_in) for file in files(office)} == {(direct.channel,), (office.channel.id,)}


def test_an_update_that_takes_the_place_of_a_waiting_message_brings_its_own_picture(office: Office) -> None:
    office.slack.faults.next(POST, Faults.rate_limited("0.2"))
    office.write(a_picture(office, slot="report"))
    assert office.relay.turn()
    newer = drawing("Picture: newer.")
    office.send(office.wish("newer", kind="update", slot="report", thread_slot=None, drawing=newer))
    assert reply(office).blocks[-1]["alt_text"] == "Picture: newer."
    assert reply(office).blocks[-1]["slack_file"] == {"id": files(office)[1].id}


def test_a_message_without_a_picture_asks_nothing_of_files(office: Office) -> None:
    office.send(office.wish("plain"))
    assert office.calls(ANNOUNCE) == []


def test_a_long_description_of_a_file_is_cut_and_the_picture_has_it_whole(office: Office) -> None:
    long = "x" * (MOST_ALT + 500)
    office.send(a_picture(office, drawing=drawing(long)))
    assert files(office)[0].alt == long[:MOST_ALT]
    assert reply(office).blocks[-1]["alt_text"] == long


# Once


@pytest.mark.parametrize("method", [ANNOUNCE, COMPLETE])
@pytest.mark.parametrize(
    "fault",
    [
        Faults.server_error(500),
        Faults.server_error(503, moment="after"),
        Faults.dropped_link(),
        Faults.rate_limited("0.1"),
        Faults.error("internal_error"),
        Faults.hung(TIMEOUT * 2),
    ],
)
def test_an_upload_that_fails_halfway_is_done_again_and_the_message_appears_once_with_it(
    office: Office, method: str, fault: Fault
) -> None:
    office.slack.faults.next(method, fault)
    office.send(a_picture(office))
    assert is_pictured(office)
    assert len(office.calls(POST)) == 2  # the card's, and this one
    assert office.calls("conversations.replies") == []  # it was surely not posted: nobody looks for it


@pytest.mark.parametrize(
    "fault",
    [
        Faults.server_error(500),
        Faults.server_error(500, moment="after"),
        Faults.dropped_link(),
        Faults.rate_limited("0.1"),
    ],
)
def test_a_post_that_fails_does_not_upload_again(office: Office, fault: Fault) -> None:
    office.slack.faults.next(POST, fault)
    office.send(a_picture(office))
    assert is_pictured(office)
    assert len(office.calls(ANNOUNCE)) == 1


def test_another_replica_goes_on_with_the_file_that_is_there(office: Office) -> None:
    office.slack.faults.next(POST, Faults.server_error(500))
    office.write(a_picture(office))
    assert office.relay.turn()
    other = office.another_relay(make=_must_not)
    assert other.drain(20)
    assert is_pictured(office)
    assert len(office.calls(ANNOUNCE)) == 1


def _must_not(kind: str, content: Mapping[str, Any]) -> bytes:
    raise AssertionError("drawn again")


def test_who_lost_the_message_while_drawing_neither_writes_nor_posts(office: Office) -> None:
    def slow(kind: str, content: Mapping[str, Any]) -> bytes:
        """Meanwhile the claim runs out, and another relay sends the message."""
        with office.database.unit_of_work() as uow:
            uow.session.execute(
                text("UPDATE outbox SET fence = fence + 1, lease_until = created_at WHERE slot IS NULL")
            )
            uow.commit()
        assert office.another_relay(make=lambda kind, content: PNG).drain(20)
        return b"\x89PNG another"

    office.relay._make = slow
    office.send(a_picture(office))
    assert files(office)[0].content == PNG
    assert is_pictured(office, files(office)[0])


def test_an_upload_is_written_down_under_the_fence(office: Office) -> None:
    claim = office.left_by_a_relay_that_died(a_picture(office))
    office.drain()
    with office.database.unit_of_work() as uow:
        assert not uow.outbox.uploaded(claim, Uploaded("F0LATE0000", uow.now))
        uow.commit()
    assert rows(office) == [(False, files(office)[0].id)]


# Slack looks at the file first


def test_a_file_that_is_not_ready_is_waited_for(office: Office) -> None:
    office.slack.app.file_seconds = 0.5
    office.send(a_picture(office))
    assert is_pictured(office)
    assert len(office.calls(POST)) > 2
    assert {call.response["error"] for call in office.slack.journal.calls(POST, accepted=False)} == {"invalid_blocks"}
    assert len(files(office)) == 1


def test_one_that_never_gets_ready_is_told_in_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.delivery.pictures, "PATIENCE", timedelta(seconds=0.4))
    office.slack.app.file_seconds = 600
    with capture_logs() as logs:
        office.send(a_picture(office))
    assert is_told(office)
    assert _reasons(logs) == {"file_not_ready"}


def test_a_block_that_slack_refuses_for_another_reason_is_not_waited_for(office: Office) -> None:
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": "x" * 3001}}]
    office.send(a_picture(office, body={"text": "how far", "blocks": blocks}))
    assert reply(office).text == f"how far\n{ALT}"
    assert reply(office).blocks == []


# Slack takes no files


@pytest.mark.parametrize("method", [ANNOUNCE, COMPLETE])
@pytest.mark.parametrize(
    "error",
    [
        "missing_scope",
        "file_uploads_disabled",
        "storage_limit_reached",
        "file_type_not_allowed",
        "an_error_yet_to_come",
    ],
)
def test_where_no_file_is_taken_the_message_says_it_in_words(office: Office, method: str, error: str) -> None:
    office.slack.faults.always(method, Faults.error(error))
    with capture_logs() as logs:
        office.send(a_picture(office), office.wish("next"))
    assert [one.text for one in office.shown()[1:]] == [f"how far\n{ALT}", "next"]
    assert office.shown()[1].blocks[-1]["text"]["text"] == ALT
    assert _reasons(logs) == {error}
    assert ALT not in str(logs)


def test_an_app_that_was_installed_without_the_scope_says_it_in_words(office: Office) -> None:
    scopes = office.slack.app.manifest["oauth_config"]["scopes"]
    office.slack.app.manifest = {
        "oauth_config": {"scopes": {"bot": [one for one in scopes["bot"] if one != "files:write"]}}
    }
    office.send(a_picture(office))
    assert is_told(office)
    assert office.slack.journal.calls(ANNOUNCE, accepted=False)[0].response["needed"] == "files:write"


def test_trouble_that_does_not_pass_holds_the_message_up_for_a_while_only(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.delivery.pictures, "PATIENCE", timedelta(seconds=0.4))
    office.slack.faults.always(ANNOUNCE, Faults.server_error(500))
    with capture_logs() as logs:
        office.send(a_picture(office))
    assert is_told(office)
    assert len(office.calls(ANNOUNCE)) > 1
    assert _reasons(logs) == {"http_500"}


def test_what_cannot_be_drawn_is_told_in_words(office: Office) -> None:
    office.relay._make = make
    with capture_logs() as logs:
        office.send(a_picture(office, drawing=Drawing("a kind of later", {}, ALT)))
    assert is_told(office)
    assert _reasons(logs) == {"not drawn: UnknownKind"}


@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/upload", "https://slack.com.example.org/", "https://x@files.slack.com/", ""]
)
def test_a_picture_goes_to_slack_and_nowhere_else(office: Office, place: str) -> None:
    answer = f'{{"ok":true,"file_id":"F0123456789","upload_url":"{place}"}}'
    office.slack.faults.next(ANNOUNCE, Fault(status=200, body=answer))
    with capture_logs() as logs:
        office.send(a_picture(office))
    assert is_told(office)
    assert _reasons(logs) == {"malformed_answer"}


def test_an_address_that_sends_the_picture_on_is_not_followed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.delivery.pictures, "PATIENCE", timedelta(seconds=0.2))
    with Emulator(office.slack.app.manifest) as elsewhere:
        office.slack.app.uploads_go_to = f"{elsewhere.api_url}auth.test"
        office.send(a_picture(office))
        assert elsewhere.journal.calls() == []
    assert is_told(office)


def _reasons(logs: list[Any]) -> set[str]:
    return {entry["error"] for entry in logs if entry["event"] == "relay.no_picture"}
