"""Channels that are shut, messages and threads that are gone. Cases 15, 17 and 18 of the fault matrix."""

from collections.abc import Callable

import pytest
from slack_sdk.errors import SlackApiError

from bot.playground import Fault, Faults
from storage.outbox.outbox import THREAD_DELETED
from storage.records import Posted
from tests.databases import SQLITE, only
from tests.workers.office import NOTICE, Office

POST, DELETE = "chat.postMessage", "chat.delete"

SHUT: dict[str, tuple[Callable[[Office], None], Callable[[Office], None]]] = {
    "is_archived": (lambda o: o.slack.archive(o.channel), lambda o: o.slack.unarchive(o.channel)),
    "not_in_channel": (lambda o: o.slack.remove_app(o.channel), lambda o: o.slack.invite_app(o.channel)),
}
shut_and_open = pytest.mark.parametrize(("shut", "reopen"), SHUT.values(), ids=SHUT)
Act = Callable[[Office], None]


@shut_and_open
def test_case_15_a_shut_channel_parks_tells_the_opener_once_and_goes_on_when_unparked(
    office: Office, shut: Act, reopen: Act
) -> None:
    shut(office)
    office.send(office.wish("one"), office.update("card, new", "card"), office.wish("two"))
    office.send(office.wish("three"))
    assert office.texts() == ["card"]
    assert office.private() == [NOTICE]
    assert office.states() == {"parked": 4}
    reopen(office)
    with office.database.unit_of_work() as uow:
        uow.outbox.unpark(office.slack.team_id, office.channel.id)
        uow.commit()
    office.drain()
    assert office.texts() == ["card, new", "one", "two", "three"]
    assert office.private() == [NOTICE]


@shut_and_open
def test_case_15_what_is_said_next_after_the_channel_is_open_again_brings_the_rest(
    office: Office, shut: Act, reopen: Act
) -> None:
    shut(office)
    office.send(office.wish("one"))
    reopen(office)
    office.send(office.wish("two"))
    assert office.texts() == ["card", "one", "two"]


@pytest.mark.parametrize("how", ["another conversation", "a whisper", "the next start"])
def test_case_15_any_sign_of_life_brings_what_was_parked(office: Office, how: str) -> None:
    office.slack.archive(office.channel)
    office.send(office.wish("one"), office.wish("two"))
    office.slack.unarchive(office.channel)
    if how == "another conversation":
        record = office.another_conversation(office.channel)
        office.write(office.wish("another card", slot="card", conversation=record.id))
    elif how == "a whisper":
        office.write(office.whisper("psst"))
    else:
        office.relay.start()
    office.slack.wait_for(lambda: office.drain() or len(office.texts()) >= 3)
    assert [text for text in office.texts() if text != "another card"] == ["card", "one", "two"]


def test_case_15_a_second_closing_is_told_again(office: Office) -> None:
    for text in ("one", "two"):
        office.slack.archive(office.channel)
        office.send(office.wish(text))
        office.slack.unarchive(office.channel)
        office.send(office.wish(f"{text}, open"))
    assert office.private() == [NOTICE, NOTICE]
    assert office.texts() == ["card", "one", "one, open", "two", "two, open"]


def test_case_15_a_private_channel_that_the_app_left_parks_too(office: Office) -> None:
    hidden = office.slack.add_channel("hidden", [office.amina], private=True)
    record = office.another_conversation(hidden)
    office.slack.remove_app(hidden)
    office.send(office.wish("card there", slot="card", channel=hidden.id, conversation=record.id))
    assert office.errors() == {"channel_not_found"}
    assert office.private() == [NOTICE]


def test_case_15_conversations_of_other_channels_go_on(office: Office) -> None:
    there = office.slack.add_channel("another", [office.amina])
    record = office.another_conversation(there)
    office.slack.archive(office.channel)
    office.send(office.wish("one"), office.wish("card there", slot="card", channel=there.id, conversation=record.id))
    assert office.texts(there) == ["card there"]
    assert office.states() == {"parked": 1}


def test_case_15_a_whisper_into_a_shut_channel_is_given_up_and_tells_nobody(office: Office) -> None:
    office.slack.archive(office.channel)
    office.send(office.whisper("psst"))
    office.slack.unarchive(office.channel)
    office.send(office.wish("one"))
    assert (office.whispers(), office.private()) == ([], [])
    assert office.states() == {"dead": 1}


def test_a_card_that_could_not_be_posted_holds_its_thread_back_in_order(office: Office) -> None:
    there = office.slack.add_channel("another", [office.amina])
    record = office.another_conversation(there)
    office.slack.archive(there)
    facts = {"channel": there.id, "conversation": record.id}
    office.send(office.wish("card there", slot="card", **facts), office.wish("below", **facts))
    office.slack.unarchive(there)
    office.send(office.wish("below too", **facts))
    card, *below = office.shown(there)
    assert card.text == "card there"
    assert [(one.text, one.thread_ts) for one in below] == [("below", card.ts), ("below too", card.ts)]


def test_an_opener_who_cannot_be_told_is_no_reason_to_stop(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def untellable(*about: object) -> dict[str, str]:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.messages.conversation.parked", untellable)
    office.slack.archive(office.channel)
    office.send(office.wish("one"), office.direct("hello"))
    assert office.states() == {"parked": 1}
    assert office.private() == ["hello"]


# 17: a message that is gone


def test_case_17_an_update_of_a_deleted_message_is_posted_anew_in_the_thread_and_linked(office: Office) -> None:
    office.send(office.wish("question", slot="question:gap"))
    office.delete(office.found("question"))
    for text in ("answered", "answered twice"):
        office.send(office.update(text, "question:gap"))
    assert office.texts() == ["card", "answered twice"]
    anew = office.found("answered twice")
    assert anew.thread_ts == office.found("card").ts
    with office.database.reading() as uow:
        assert uow.posts.get(office.record.id, "question:gap") == Posted(office.channel.id, anew.ts)


@pytest.mark.parametrize("replies", [0, 2])
def test_case_17_a_deleted_card_is_posted_anew_and_the_conversation_goes_on_below_it(
    office: Office, replies: int
) -> None:
    office.send(*(office.wish(f"reply {number}") for number in range(replies)))
    office.delete(office.found("card"))
    office.send(office.update("card, new", "card"))
    office.send(office.wish("below"))
    card = office.found("card, new")
    assert office.main() == ["card, new"]
    assert office.found("below").thread_ts == card.ts
    with office.database.reading() as uow:
        found = uow.conversations.by_thread(office.slack.team_id, office.channel.id, card.ts)
    assert found is not None
    assert found.id == office.record.id
    assert office.private() == []


def test_case_17_a_reposted_message_whose_fate_is_unknown_stands_once(office: Office) -> None:
    office.send(office.wish("question", slot="question:gap"))
    office.delete(office.found("question"))
    office.slack.faults.next(POST, Faults.dropped_link())
    office.send(office.update("answered", "question:gap"))
    assert office.texts() == ["card", "answered"]


# 18: a thread whose parent is gone


def leaks(office: Office) -> list[str]:
    """What stands in the main channel and is no card."""
    return [text for text in office.main() if not text.startswith("card")]


@pytest.mark.parametrize("replies", [0, 2])
def test_case_18_a_deleted_parent_leaves_nothing_in_the_main_channel_and_tells_the_opener_once(
    office: Office, replies: int
) -> None:
    office.send(*(office.wish(f"reply {number}") for number in range(replies)))
    office.delete(office.found("card"))
    office.send(office.wish("candid"), office.wish("more"))
    office.send(office.wish("and more"))
    assert leaks(office) == []
    assert office.private() == [NOTICE]
    assert office.states() == {"parked": 3}
    assert office.errors() == {THREAD_DELETED}
    assert len([call for call in office.calls() if call.arguments["text"] in ("candid", "more", "and more")]) == 1


TAKING_BACK = {
    "500 before": Faults.server_error(500),
    "500 after": Faults.server_error(500, moment="after"),
    "429": Faults.rate_limited("0.1"),
    "reset": Faults.dropped_link(moment="before"),
}


@pytest.mark.parametrize("fault", TAKING_BACK.values(), ids=TAKING_BACK)
def test_case_18_what_could_not_be_taken_back_at_once_is_taken_back_later(office: Office, fault: Fault) -> None:
    office.delete(office.found("card"))
    office.slack.faults.next(DELETE, fault)
    office.send(office.wish("candid"))
    assert leaks(office) == []
    assert office.states() == {"parked": 1}
    assert len([call for call in office.calls() if call.arguments["text"] == "candid"]) == 1


@pytest.mark.parametrize(
    "fault", [Faults.dropped_link(), Faults.server_error(500, moment="after")], ids=["reset", "500"]
)
@pytest.mark.parametrize("replies", [0, 1])
def test_case_18_what_landed_there_without_an_answer_is_looked_for_and_taken_back(
    office: Office, fault: Fault, replies: int
) -> None:
    office.send(*(office.wish(f"reply {number}") for number in range(replies)))
    office.delete(office.found("card"))
    office.slack.faults.next(POST, fault)
    office.send(office.wish("candid"))
    assert leaks(office) == []
    assert office.states() == {"parked": 1}


@pytest.mark.parametrize("when", ["with it", "later"])
def test_case_18_a_new_card_leads_what_waits_into_its_thread(office: Office, when: str) -> None:
    office.send(office.wish("before"))
    office.delete(office.found("card"))
    update = office.update("card, new", "card")
    office.send(office.wish("candid"), *([update] if when == "with it" else []))
    if when == "later":
        assert leaks(office) == []
        office.send(office.wish("more"), update)
    office.send(office.wish("and more"))
    card = office.found("card, new")
    below = [one.text for one in office.shown() if one.thread_ts == card.ts]
    assert below == ["candid", *(["more"] if when == "later" else []), "and more"]
    assert leaks(office) == []
    assert office.private() == [NOTICE]
    assert office.states() == {}


@only(SQLITE)
def test_the_emulator_itself_shows_a_reply_without_its_parent_in_the_channel(office: Office) -> None:
    thread = office.found("card").ts
    office.delete(office.found("card"))
    office.client.chat_postMessage(channel=office.channel.id, text="leaked", thread_ts=thread)
    assert leaks(office) == ["leaked"]
    with pytest.raises(SlackApiError, match="message_not_found"):
        office.client.chat_update(channel=office.channel.id, ts=thread, text="x")
