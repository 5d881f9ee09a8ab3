"""A real Bolt app, over Socket Mode and over signed HTTP: what people do arrives, what the app does is seen."""

import pytest

from bot.playground import CannotDo, Channel, Message, Person, Reply
from tests.playground.conftest import Club


def hears(club: Club, channel: Channel, *kinds: str) -> None:
    """Wait for an event of each kind: they come in any order, and are answered before they are heard."""
    club.slack.wait_for(lambda: all(club.events(kind, channel) for kind in kinds))


def voted_message(club: Club, person: Person, channel: Channel, book: str = "Emma") -> Message:
    person.command("/book", book, channel)
    club.slack.wait_for(lambda: person.view)
    assert person.submit() == {}
    assert person.submit({"reason": "It is short"}) == {}
    return club.slack.wait_for(lambda: [m for m in person.sees(channel) if m.text == f"Vote for {book}"])[0]


def test_a_command_is_answered_privately_in_the_ack(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    other = club.slack.add_person("Bo")
    other.join(shelf)
    reply = reader_of_books.command("/book", "help", shelf)
    assert isinstance(reply, Reply)
    assert reply.text == "Write `/book` and a title."
    assert [message.text for message in reader_of_books.sees(shelf)] == [reply.text]
    assert other.sees(shelf) == []


def test_from_a_command_to_a_modal_to_a_message(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    amina = reader_of_books
    assert amina.command("/book", "", shelf) is None
    view = club.slack.wait_for(lambda: amina.view)
    assert (view.title, view.callback_id, view.private_metadata) == ("Propose a book", "propose", shelf.id)

    assert amina.submit({"title": "Nothing"}) == {"title": "That is not a book."}
    assert amina.view is not None
    assert amina.view.errors == {"title": "That is not a book."}

    assert amina.submit({"title": "Middlemarch", "genre_picked": "essay"}) == {}
    assert amina.view.callback_id == "reason"
    assert amina.submit({"reason_typed": "Long\nevenings"}) == {}
    assert amina.view is None
    message = club.slack.wait_for(lambda: amina.sees(shelf))[-1]
    assert message.text == "Vote for Middlemarch"


def test_initial_values_are_submitted_when_left_alone(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    message = voted_message(club, reader_of_books, shelf, "Persuasion")
    submission = club.slack.journal.deliveries("interactive")[-2].payload
    assert submission["type"] == "view_submission"
    values = submission["view"]["state"]["values"]
    assert values["title"]["title_typed"] == {"type": "plain_text_input", "value": "Persuasion"}
    assert values["genre"]["genre_picked"]["selected_option"]["value"] == "novel"
    assert message.blocks


def test_a_click_updates_the_message_and_answers_privately(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    amina = reader_of_books
    message = voted_message(club, amina, shelf)
    assert amina.click(message, "vote", "Emma") is None
    thanks = club.slack.wait_for(lambda: [m for m in amina.sees(shelf) if m.text == "Thank you"])[0]
    assert thanks.ephemeral_to == amina.id
    changed = club.slack.workspace.find(shelf.id, message.ts)
    assert changed is not None
    assert changed.edited is not None
    assert changed.blocks[0]["text"]["text"] == "*Emma* has 1 votes"

    amina.click(thanks, "undo")
    club.slack.wait_for(lambda: [m for m in amina.sees(shelf) if m.text == "Taken back"])
    assert not [m for m in amina.sees(shelf) if m.text == "Thank you"]


def test_a_block_action_has_the_shape_that_slack_documents(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    message = voted_message(club, reader_of_books, shelf, "Dubliners")
    reader_of_books.click(message, "vote")
    action = [d.payload for d in club.slack.journal.deliveries("interactive") if d.payload["type"] == "block_actions"][
        -1
    ]
    assert action["user"] == {
        "id": reader_of_books.id,
        "username": "amina",
        "name": "amina",
        "team_id": club.slack.team_id,
    }
    assert action["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": shelf.id,
        "is_ephemeral": False,
    }
    assert action["message"]["ts"] == message.ts
    assert action["message"]["bot_id"] == club.slack.workspace.bot_id
    [pressed] = action["actions"]
    assert {name: pressed[name] for name in ("action_id", "block_id", "type", "value")} == {
        "action_id": "vote",
        "block_id": "ballot",
        "type": "button",
        "value": "Dubliners",
    }
    assert pressed["text"] == {"type": "plain_text", "text": "Vote"}
    assert action["trigger_id"].count(".") == 2
    assert action["response_url"].startswith("http://127.0.0.1:")


def test_a_click_in_an_ephemeral_message_carries_no_message(
    club: Club, reader_of_books: Person, shelf: Channel
) -> None:
    reader_of_books.click(voted_message(club, reader_of_books, shelf), "vote")
    thanks = club.slack.wait_for(lambda: [m for m in reader_of_books.sees(shelf) if m.text == "Thank you"])[0]
    reader_of_books.click(thanks, "undo")
    payload = club.slack.journal.deliveries("interactive")[-1].payload
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


def test_a_button_in_a_modal_may_push_another(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    reader_of_books.command("/book", "Ulysses", shelf)
    view = club.slack.wait_for(lambda: reader_of_books.view)
    reader_of_books.click(view, "explain")
    club.slack.wait_for(lambda: reader_of_books.view and reader_of_books.view.title == "Help")
    with pytest.raises(CannotDo, match="another modal"):
        reader_of_books.click(view, "explain")
    reader_of_books.close_view()
    assert reader_of_books.view is not None
    assert reader_of_books.view.values["title"]["title_typed"]["value"] == "Ulysses"


def test_closing_a_modal_is_told_when_it_asked_to_be(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    reader_of_books.command("/book", "Ulysses", shelf)
    club.slack.wait_for(lambda: reader_of_books.view)
    reader_of_books.close_view()
    assert reader_of_books.view is None
    direct = club.slack.direct_channel(reader_of_books)
    club.slack.wait_for(lambda: [m.text for m in reader_of_books.sees(direct)] == ["Maybe another day."])


def test_a_mention_arrives_as_message_and_as_app_mention(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    asked = reader_of_books.post(shelf, f"{club.slack.bot_mention} are you there?")
    replies = club.slack.wait_for(lambda: reader_of_books.sees(shelf, asked)[1:])
    assert replies[0].text == "You called?"
    hears(club, shelf, "message", "app_mention")
    [mention] = club.events("app_mention", shelf)
    message = club.slack.wait_for(lambda: [e for e in club.events("message", shelf) if e["ts"] == asked.ts])[0]
    assert mention["ts"] == message["ts"]
    assert message["channel_type"] == "channel"
    assert "channel_type" not in mention


def test_a_reply_in_a_thread_carries_the_ts_of_its_parent(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    parent = reader_of_books.post(shelf, "Who has read it?")
    reply = reader_of_books.post(shelf, "I have", thread=parent)
    event = club.slack.wait_for(lambda: [e for e in club.events("message", shelf) if e["ts"] == reply.ts])[0]
    assert event["thread_ts"] == parent.ts
    assert event["parent_user_id"] == reader_of_books.id
    assert [message.text for message in reader_of_books.sees(shelf)] == ["Who has read it?"]


def test_edits_and_deletions_are_told_with_what_was_before(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    message = reader_of_books.post(shelf, "Emna")
    reader_of_books.edit(message, "Emma")
    reader_of_books.delete(message)
    club.slack.wait_for(lambda: len(club.events("message", shelf)) == 3)
    by_subtype = {event.get("subtype"): event for event in club.events("message", shelf)}
    assert by_subtype["message_changed"]["previous_message"]["text"] == "Emna"
    assert by_subtype["message_changed"]["message"]["text"] == "Emma"
    assert by_subtype["message_deleted"]["deleted_ts"] == message.ts
    assert reader_of_books.sees(shelf) == []


def test_a_home_tab_is_published_and_published_again_with_its_hash(club: Club, reader_of_books: Person) -> None:
    assert reader_of_books.open_home() is None
    first = club.slack.wait_for(lambda: reader_of_books.home)
    reader_of_books.open_home()
    club.slack.wait_for(lambda: reader_of_books.home and reader_of_books.home.hash != first.hash)
    published = club.slack.journal.calls("views.publish", accepted=True)[-1]
    assert published.arguments["hash"] == first.hash


def test_a_global_shortcut_opens_a_modal(club: Club, reader_of_books: Person) -> None:
    assert reader_of_books.shortcut("propose_anywhere") is None
    assert club.slack.wait_for(lambda: reader_of_books.view).private_metadata == reader_of_books.id


def test_a_message_shortcut_carries_the_message(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    message = reader_of_books.post(shelf, "So it goes.")
    reader_of_books.message_shortcut("quote_message", message)
    quoted = club.slack.wait_for(lambda: [m for m in reader_of_books.sees(shelf) if m.ephemeral_to])[0]
    assert quoted.text == "Quoted: So it goes."


def test_an_event_without_an_ack_is_delivered_again(
    club: Club, reader_of_books: Person, shelf: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(club.slack.courier, "answer_seconds", 0.5)
    said = reader_of_books.post(shelf, "I am deaf today")
    club.slack.wait_for(lambda: [e for e in club.events("message", shelf) if e["ts"] == said.ts], timeout=15)
    attempts = [d for d in club.slack.journal.events("message") if d.payload["event"]["ts"] == said.ts]
    assert [delivery.attempt for delivery in attempts] == list(range(len(attempts)))
    assert not attempts[0].acked
    assert len({delivery.payload["event_id"] for delivery in attempts}) == 1


def test_a_command_that_is_not_answered_shows_an_error(
    club: Club, reader_of_books: Person, shelf: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(club.slack.courier, "answer_seconds", 0.2)
    reply = reader_of_books.command("/silent", "", shelf)
    assert reply is not None
    assert reply.error in ("operation_timeout", "dispatch_failed")
    assert reader_of_books.notices == [reply.error]


def test_an_answer_that_slack_cannot_show_is_an_error_for_the_person(
    club: Club, reader_of_books: Person, shelf: Channel
) -> None:
    reply = reader_of_books.command("/broken", "", shelf)
    assert reply is not None
    assert reply.error == "invalid_blocks"
    assert club.slack.journal.findings.named("bad_answer")


def test_archiving_a_channel_and_leaving_it_are_told(club: Club, reader_of_books: Person, shelf: Channel) -> None:
    other = club.slack.add_person("Bo")
    other.join(shelf)
    other.leave(shelf)
    club.slack.archive(shelf)
    hears(club, shelf, "channel_archive", "member_left_channel", "member_joined_channel")
    [joined] = club.events("member_joined_channel", shelf)
    assert joined["user"] == other.id
    with pytest.raises(CannotDo, match="archived"):
        reader_of_books.post(shelf, "too late")
