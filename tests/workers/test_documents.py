"""A document is shared in a thread or in private: once, whatever Slack says; where it takes no files, its reader is told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

import bot.workers.attachments.documents
from bot.playground import Channel, Emulator, Fault, Faults, Message
from storage.records import Document
from storage.records import Message as Wish
from tests.workers.office import TIMEOUT, Office

ANNOUNCE, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"
INSTEAD = "Slack takes no files here. Copy the text instead."
MARKDOWN = "# L’accord\n\n- 40 h, payées\n"


def document(**facts: Any) -> Document:
    about = {
        "kind": "text",
        "content": {"text": MARKDOWN},
        "name": "accord.md",
        "title": "L’accord",
        "refused": INSTEAD,
    }
    return Document(**(about | facts))


def a_document(office: Office, **facts: Any) -> Wish:
    """A share in the conversation's thread."""
    return office.wish("here it is", **({"document": document()} | facts))


def shares(office: Office, channel: Channel | None = None) -> list[Message]:
    return [one for one in office.shown(channel) if one.files]


def is_shared_once(office: Office) -> bool:
    """In the thread, and nothing else was said there."""
    (share,) = [one for one in office.shown() if one.text != "card"]
    (file,) = (office.slack.workspace.files[one] for one in share.files)
    assert (share.text, share.thread_ts) == ("here it is", office.found("card").ts)
    assert (file.name, file.title, file.content) == ("accord.md", "L’accord", MARKDOWN.encode())
    return file.shared_in == [office.channel.id]


def is_told_once(office: Office) -> bool:
    """The reader was told what to do without it."""
    return [one.text for one in office.shown() if one.thread_ts] == [INSTEAD]


# All is well


def test_a_document_is_shared_in_the_thread_with_its_words(office: Office) -> None:
    office.send(a_document(office), office.wish("next"))
    assert office.texts() == ["card", "here it is", "next"]
    assert shares(office)[0].thread_ts == office.found("card").ts


def test_in_private_it_is_seen_by_one(office: Office) -> None:
    office.send(office.direct("for you", document=document()))
    direct = office.slack.direct_channel(office.amina)
    (share,) = shares(office, direct)
    assert office.slack.workspace.files[share.files[0]].shared_in == [direct.id]
    assert shares(office) == []


def test_its_content_is_not_kept_when_it_is_sent(office: Office) -> None:
    office.write(a_document(office))
    assert _kept(office) == 1
    office.drain()
    assert _kept(office) == 0


def _kept(office: Office) -> int:
    with office.database.reading() as uow:
        found = uow.session.execute(text("SELECT count(*) FROM outbox WHERE document IS NOT NULL"))
        return int(found.scalar_one())


# Once


@pytest.mark.parametrize("method", [ANNOUNCE, COMPLETE])
@pytest.mark.parametrize(
    "fault",
    [
        Faults.server_error(500),
        Faults.server_error(503, moment="after"),
        Faults.dropped_link(),
        Faults.dropped_link(moment="before"),
        Faults.rate_limited("0.1"),
        Faults.error("internal_error"),
        Faults.hung(TIMEOUT * 2),
    ],
)
def test_whatever_became_of_a_call_it_is_shared_once(office: Office, method: str, fault: Fault) -> None:
    office.slack.faults.next(method, fault)
    office.send(a_document(office))
    assert is_shared_once(office)
    assert len(office.slack.journal.calls(COMPLETE, accepted=True)) == 1


def test_in_private_an_unknown_fate_is_looked_into_too(office: Office) -> None:
    office.slack.faults.next(COMPLETE, Faults.dropped_link())
    office.send(office.direct("for you", document=document()))
    assert len(shares(office, office.slack.direct_channel(office.amina))) == 1


def test_one_that_died_in_between_left_a_file_that_is_shared_by_the_next(office: Office) -> None:
    office.slack.faults.next(COMPLETE, Faults.dropped_link(moment="before"))
    office.write(a_document(office))
    assert office.relay.turn()
    assert shares(office) == []
    assert office.another_relay(make=_must_not).drain(20)
    assert is_shared_once(office)
    assert len(office.calls(ANNOUNCE)) == 1


def _must_not(kind: str, content: Mapping[str, Any]) -> bytes:
    raise AssertionError("made again")


def test_a_share_that_stands_nowhere_though_its_file_is_spent_is_looked_for_before_it_is_made_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.workers.attachments.documents, "SHOWN_WITHIN", timedelta(seconds=0.3))
    office.slack.faults.next(COMPLETE, Faults.dropped_link(moment="before"))
    office.write(a_document(office))
    assert office.relay.turn()
    (file,) = office.slack.workspace.files
    office.client.files_completeUploadExternal(files=[{"id": file}])  # Slack took it, and it stands nowhere
    office.drain()
    assert len(office.calls("conversations.replies")) > 3
    assert is_shared_once(office)
    assert len(office.calls(ANNOUNCE)) == 2


def test_one_that_is_lost_again_and_again_is_given_up_in_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.workers.attachments.documents, "PATIENCE", timedelta(seconds=0.3))
    office.slack.faults.always(COMPLETE, Faults.error("file_not_found"))
    office.send(a_document(office))
    assert is_told_once(office)
    assert len(office.calls(ANNOUNCE)) > 1


# Slack takes no files


@pytest.mark.parametrize("method", [ANNOUNCE, COMPLETE])
@pytest.mark.parametrize("error", ["missing_scope", "file_uploads_disabled", "file_uploads_except_images_disabled"])
def test_where_no_file_is_taken_its_reader_is_told_what_to_do(office: Office, method: str, error: str) -> None:
    office.slack.faults.always(method, Faults.error(error))
    with capture_logs() as logs:
        office.send(a_document(office))
    assert is_told_once(office)
    assert [entry["error"] for entry in logs if entry["event"] == "relay.no_document"] == [error]
    assert "payées" not in str(logs)


def test_being_told_happens_once_too(office: Office) -> None:
    office.slack.faults.always(ANNOUNCE, Faults.error("file_uploads_disabled"))
    office.slack.faults.next("chat.postMessage", Faults.dropped_link())
    office.send(a_document(office))
    assert is_told_once(office)


def test_what_cannot_be_made_is_told(office: Office) -> None:
    office.send(a_document(office, document=document(kind="a kind of later")))
    assert is_told_once(office)


def test_what_could_not_be_made_is_not_said_to_be_refused_by_slack(office: Office) -> None:
    office.send(a_document(office, document=document(kind="a kind of later", not_made="The fault is mine.")))
    assert [one.text for one in office.shown() if one.thread_ts] == ["The fault is mine."]


# Where it may not stand


@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/upload", "https://slack.com.example.org/", "https://x@files.slack.com/", ""]
)
def test_a_document_goes_to_slack_and_nowhere_else(office: Office, place: str) -> None:
    answer = f'{{"ok":true,"file_id":"F0123456789","upload_url":"{place}"}}'
    office.slack.faults.next(ANNOUNCE, Fault(status=200, body=answer))
    with capture_logs() as logs:
        office.send(a_document(office))
    assert is_told_once(office)
    assert {one["error"] for one in logs if one["event"] == "relay.no_document"} == {"malformed_answer"}


def test_an_address_that_sends_the_document_on_is_not_followed(office: Office) -> None:
    with Emulator(office.slack.app.manifest) as elsewhere:
        office.slack.app.uploads_go_to = f"{elsewhere.api_url}auth.test"
        office.write(a_document(office))
        assert office.relay.turn()
        assert elsewhere.journal.calls() == []
    assert shares(office) == []


def test_who_lost_the_message_while_making_it_neither_writes_nor_shares(office: Office) -> None:
    def slow(kind: str, content: Mapping[str, Any]) -> bytes:
        """Meanwhile the claim runs out, and another relay sends the message."""
        with office.database.unit_of_work() as uow:
            uow.session.execute(
                text("UPDATE outbox SET fence = fence + 1, lease_until = created_at WHERE slot IS NULL")
            )
            uow.commit()
        assert office.another_relay().drain(20)
        return b"another"

    office.relay._make = slow
    office.send(a_document(office))
    assert is_shared_once(office)


def test_a_thread_that_was_deleted_gets_no_file_and_neither_does_the_channel(office: Office) -> None:
    office.send(office.wish("a reply"))
    office.delete(office.found("card"))
    office.send(a_document(office))
    assert shares(office) == []
    assert office.states() == {"parked": 1}
    assert office.calls(ANNOUNCE) == []


def test_a_channel_that_cannot_be_written_to_keeps_it_for_later(office: Office) -> None:
    office.slack.remove_app(office.channel)
    office.send(a_document(office))
    assert office.states() == {"parked": 1}
    office.slack.invite_app(office.channel)
    with office.database.unit_of_work() as uow:
        uow.outbox.unpark(office.slack.team_id)
        uow.commit()
    office.drain()
    assert is_shared_once(office)


def test_a_direct_channel_that_is_not_there_any_more_is_opened_again(office: Office) -> None:
    with office.database.unit_of_work() as uow:
        uow.direct_channels.put(office.slack.team_id, office.amina.id, "D0GONE")
        uow.commit()
    office.send(office.direct("for you", document=document()))
    assert len(shares(office, office.slack.direct_channel(office.amina))) == 1
