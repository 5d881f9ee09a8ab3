"""The relay against the emulator: each intended message is visible exactly once, whatever Slack answers.

Case numbers are those of the fault matrix (docs/decisions/0004).
"""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

import bot.workers.relay
from bot.playground import Fault, Faults
from bot.workers.reconcile import EVENT_TYPE, mark
from bot.workers.recording import Done, Recorder
from storage.database import Database
from storage.records import Posted
from storage.unit_of_work import UnitOfWork
from tests.databases import POSTGRESQL, SQLITE, only
from tests.workers.office import LOOK_AFTER, TIMEOUT, Office

POST, UPDATE, WHISPER = "chat.postMessage", "chat.update", "chat.postEphemeral"

# All is well


def test_posts_replies_updates_whispers_and_direct_messages_arrive(office: Office) -> None:
    office.send(
        office.wish("question", slot="question:gap"),
        office.update("answered", "question:gap"),
        office.wish("summary"),
        office.whisper("only you"),
        office.direct("hello"),
    )
    assert office.main() == ["card"]
    thread = office.found("card").ts
    assert [(one.text, one.thread_ts) for one in office.shown()[1:]] == [("answered", thread), ("summary", thread)]
    assert office.whispers() == ["only you"]
    assert office.private() == ["hello"]
    assert office.states() == {}


def test_an_update_changes_the_message_of_its_slot_blocks_and_all(office: Office) -> None:
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": "in words"}}]
    office.send(office.wish("question", slot="question:gap", body={"text": "question", "blocks": blocks}))
    question = office.found("question")
    office.send(office.update("answered", "question:gap"))
    assert (question.text, question.blocks) == ("answered", [])


def test_many_clicks_are_few_updates_and_the_last_content_wins(office: Office) -> None:
    office.slack.faults.next(UPDATE, Faults.rate_limited("0.2"))
    office.write(office.update("first", "card"))
    office.relay.turn()
    office.send(*(office.update(f"{number} answered", "card") for number in range(20)))
    assert office.main() == ["19 answered"]
    assert len(office.calls(UPDATE)) == 2


def test_a_message_carries_nothing_but_an_opaque_id_and_unfurls_nothing(office: Office) -> None:
    (call,) = office.calls()
    given = call.arguments
    assert given["metadata"]["event_type"] == EVENT_TYPE
    assert set(given["metadata"]["event_payload"]) == {"delivery_id"}
    assert office.record.id not in json.dumps(given["metadata"])
    assert (given["unfurl_links"], given["unfurl_media"]) == (False, False)


def test_a_direct_channel_is_opened_once(office: Office) -> None:
    office.send(*(office.direct(f"{number}") for number in range(4)))
    assert office.private() == ["0", "1", "2", "3"]
    assert len(office.calls("conversations.open")) == 1


def test_a_direct_channel_that_is_not_there_any_more_is_opened_again(office: Office) -> None:
    with office.database.unit_of_work() as uow:
        uow.direct_channels.put(office.slack.team_id, office.amina.id, "D0GONE")
        uow.commit()
    office.send(office.direct("hello"), office.direct("again"))
    assert office.private() == ["hello", "again"]


def test_fifty_messages_in_five_channels_keep_the_order_of_each(office: Office) -> None:
    channels = [office.slack.add_channel(f"c{number}", [office.amina]) for number in range(5)]
    faults = {
        Faults.rate_limited("0.1"): 0.1,
        Faults.server_error(500): 0.05,
        Faults.server_error(500, moment="after"): 0.05,
        Faults.dropped_link(): 0.05,
    }
    office.slack.faults.sometimes([POST], faults, seed=7)
    office.relay.start()
    for number in range(10):
        office.write(
            *(office.wish(f"{number}", channel=one.id, conversation=None, thread_slot=None) for one in channels)
        )
        office.relay.wake()
    office.drain(40)
    for channel in channels:
        assert office.texts(channel) == [f"{number}" for number in range(10)]
    assert office.slack.faults.drawn > 3


# 11: rate limits


@pytest.mark.parametrize("header", ["1", "1.5", "0"])
def test_case_11_a_429_waits_as_long_as_slack_says_and_keeps_the_order(office: Office, header: str) -> None:
    office.slack.faults.next(POST, Faults.rate_limited(header))
    started = time.monotonic()
    office.send(office.wish("one"), office.wish("two"))
    assert time.monotonic() - started >= float(header) - 0.05
    assert office.texts() == ["card", "one", "two"]
    assert len(office.calls()) == 4


@pytest.mark.parametrize(("header", "seconds"), [(None, 30), ("Wed, 21 Oct 2026 07:28:00 GMT", 30), ("600", 600)])
def test_case_11_a_429_without_a_number_waits_half_a_minute_and_holds_up_no_other_lane(
    office: Office, header: str | None, seconds: float
) -> None:
    office.slack.faults.next(POST, Faults.rate_limited(header))
    office.write(office.wish("one"), office.wish("two"))
    assert office.relay.turn()
    with office.database.reading() as uow:
        due = uow.outbox.next_due()
        assert due is not None
        assert timedelta(seconds=seconds - 2) < due - uow.now <= timedelta(seconds=seconds)
    office.write(office.direct("meanwhile"))
    while office.relay.turn():
        pass
    assert office.private() == ["meanwhile"]
    assert office.texts() == ["card"]
    assert office.states() == {"pending": 2}


@pytest.mark.parametrize("error", ["ratelimited", "rate_limited"])
def test_case_11_a_refusal_in_slacks_own_form_is_a_429_too(office: Office, error: str) -> None:
    refusal = Fault(status=200, body=f'{{"ok":false,"error":"{error}"}}', headers={"Retry-After": "0.1"})
    office.slack.faults.next(POST, refusal)
    office.send(office.wish("one"))
    assert office.texts() == ["card", "one"]
    assert office.calls("conversations.replies") == []


# 12–14: unknown fates

UNKNOWN = {
    "12: 500 before storing": Faults.server_error(500),
    "12: 500 after storing": Faults.server_error(500, moment="after"),
    "12: 503 before storing": Faults.server_error(503, '{"ok":false,"error":"service_unavailable"}'),
    "12: HTML with 502": Faults.server_error(502, "<html>Bad gateway</html>"),
    "12: HTML with 200, stored": Faults.server_error(200, "<html>maintenance</html>", moment="after"),
    "12: HTML with 403 from a proxy": Faults.server_error(403, "<html>no</html>"),
    "12: truncated JSON, stored": Faults.server_error(200, '{"ok":true,"ts":"17', moment="after"),
    "12: an empty answer, stored": Faults.server_error(200, "", moment="after"),
    "12: ok, but not where": Faults.server_error(200, '{"ok":true}', moment="after"),
    "12: JSON that is no object": Faults.server_error(200, "[1]", moment="after"),
    "12: internal_error": Faults.error("internal_error"),
    "13: silence, stored": Fault(delay=TIMEOUT + 0.3, moment="after", only_delay=True),
    "13: silence, not stored": Fault(delay=TIMEOUT + 0.3, moment="before"),
    "14: reset, stored": Faults.dropped_link(moment="after"),
    "14: reset, not stored": Faults.dropped_link(moment="before"),
}
unknown = pytest.mark.parametrize("fault", UNKNOWN.values(), ids=UNKNOWN)


@unknown
def test_after_an_unknown_fate_a_reply_is_visible_exactly_once_and_before_what_follows(
    office: Office, fault: Fault
) -> None:
    office.slack.faults.next(POST, fault)
    office.send(office.wish("one"), office.wish("two"))
    assert office.texts() == ["card", "one", "two"]
    assert office.states() == {}


@only(SQLITE)
@unknown
def test_after_an_unknown_fate_a_card_and_a_direct_message_are_visible_exactly_once(
    office: Office, fault: Fault
) -> None:
    there = office.slack.add_channel("another", [office.amina])
    record = office.another_conversation(there)
    office.slack.faults.next(POST, fault, times=2)
    facts = {"channel": there.id, "conversation": record.id}
    office.send(
        office.wish("card there", slot="card", **facts), office.direct("in private"), office.wish("below", **facts)
    )
    card, below = office.shown(there)
    assert (card.text, below.text, below.thread_ts) == ("card there", "below", card.ts)
    assert office.private() == ["in private"]
    with office.database.reading() as uow:
        assert uow.posts.get(record.id, "card") == Posted(there.id, card.ts)


@only(SQLITE)
@unknown
def test_after_an_unknown_fate_an_update_is_made_again(office: Office, fault: Fault) -> None:
    office.slack.faults.next(UPDATE, fault)
    office.send(office.update("card, new", "card"))
    assert office.main() == ["card, new"]


@only(SQLITE)
@unknown
def test_after_an_unknown_fate_a_whisper_is_never_sent_again(office: Office, fault: Fault) -> None:
    office.slack.faults.next(WHISPER, fault)
    office.send(office.whisper("psst"), office.wish("next"))
    office.slack.wait_for(lambda: office.calls(WHISPER))  # one that hangs is noted when it ends
    assert len(office.calls(WHISPER)) == 1
    assert office.texts() == ["card", "next"]
    assert office.states() == ({} if fault.body == '{"ok":true}' else {"dead": 1})


def test_a_whisper_that_was_surely_not_sent_is_sent_once_later(office: Office) -> None:
    office.slack.faults.next(WHISPER, Faults.rate_limited("0.1"))
    office.send(office.whisper("psst"))
    assert office.whispers() == ["psst"]


def test_an_unknown_fate_is_looked_into_only_after_a_while_and_before_anything_is_sent(office: Office) -> None:
    office.slack.faults.next(POST, Faults.server_error(500, moment="after"))
    office.write(office.wish("one"))
    office.relay.turn()
    assert not office.relay.turn()
    with office.database.reading() as uow:
        assert uow.outbox.backlog().uncertain == 1
    office.drain()
    posted = office.calls()[-1]
    looked = office.calls("conversations.replies")[-1]
    assert looked.at - posted.at >= LOOK_AFTER
    assert len(office.calls()) == 2


def test_a_look_that_fails_is_made_again_and_nothing_is_sent_meanwhile(office: Office) -> None:
    office.slack.faults.next(POST, Faults.dropped_link())
    for fault in (Faults.server_error(500), Faults.rate_limited("0.1"), Faults.dropped_link()):
        office.slack.faults.next("conversations.replies", fault)
    office.send(office.wish("one"))
    assert office.texts() == ["card", "one"]
    assert len(office.calls()) == 2


@only(SQLITE)
def test_a_message_is_found_behind_many_others(office: Office) -> None:
    office.slack.faults.next(POST, Faults.dropped_link())
    office.write(office.wish("one", conversation=None, thread_slot=None))
    office.relay.turn()
    for number in range(450):
        office.amina.post(office.channel, f"chat {number}")
    office.drain()
    assert office.texts().count("one") == 1
    assert len(office.calls("conversations.history")) == 3


@pytest.mark.parametrize("hours", [-20, -1, 1, 20])
def test_case_35_a_message_is_found_with_a_clock_that_is_wrong(office: Office, hours: int) -> None:
    office.slack.clock.advance(hours * 3600)
    office.slack.faults.next(POST, Faults.dropped_link())
    office.send(office.wish("one", conversation=None, thread_slot=None))
    assert office.texts().count("one") == 1


# 5, 6, 10: relays that die or sleep


def test_case_05_what_a_relay_claimed_and_never_sent_is_sent_once(office: Office) -> None:
    office.left_by_a_relay_that_died(office.wish("one"))
    office.send(office.wish("two"))
    assert office.texts() == ["card", "one", "two"]


def test_case_06_what_a_relay_sent_and_never_recorded_is_found_and_not_sent_again(office: Office) -> None:
    claim = office.left_by_a_relay_that_died(office.wish("one", slot="question:gap"))
    office.client.chat_postMessage(
        channel=office.channel.id, text="one", thread_ts=claim.thread_ts, metadata=mark(claim)
    )
    office.send(office.update("one, answered", "question:gap"))
    assert office.texts() == ["card", "one, answered"]
    assert len(office.calls()) == 2


def test_case_10_a_relay_that_slept_past_its_lease_sends_nothing_any_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write(office.wish("one"), office.whisper("psst"), office.update("card, new", "card"))
    monkeypatch.setattr(bot.workers.relay, "LEASE", timedelta(0))
    for _ in range(3):
        assert office.relay.turn()
    assert (office.texts(), office.whispers()) == (["card"], [])
    monkeypatch.undo()
    office.drain()
    assert (office.texts(), office.whispers()) == (["card, new", "one"], ["psst"])


def test_what_is_stopped_is_finished_first_and_the_rest_goes_on_at_the_next_start(office: Office) -> None:
    office.slack.faults.next(POST, Faults.slow(0.2))
    office.write(office.wish("one"), office.wish("two"))
    office.relay.start()
    office.slack.wait_for(lambda: "one" in office.texts())
    office.relay.stop()
    assert office.states() in ({"pending": 1}, {})
    office.relay.start()
    office.drain()
    assert office.texts() == ["card", "one", "two"]
    assert len(office.calls()) == 3


def test_what_cannot_be_written_down_together_is_written_down_one_by_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels = [office.slack.add_channel(f"c{number}", [office.amina]) for number in range(4)]
    keep, together = Recorder.keep, []

    def not_together(self: Recorder, uow: UnitOfWork, done: Sequence[Done]) -> set[int]:
        if not together:
            together.append(len(done))
            raise DatabaseAway
        return keep(self, uow, done)

    monkeypatch.setattr(Recorder, "keep", not_together)
    office.write(*(office.wish("one", channel=c.id, conversation=None, thread_slot=None) for c in channels))
    office.relay.start()
    office.drain()
    assert together
    assert [office.texts(channel) for channel in channels] == [["one"]] * 4
    assert office.states() == {}


def test_idle_senders_are_given_what_one_of_them_claims(office: Office) -> None:
    """Four messages that take a second each, in four channels: one after the other, the last would leave after three seconds."""
    channels = [office.slack.add_channel(f"c{number}", [office.amina]) for number in range(4)]
    office.relay.start()
    office.slack.faults.next(POST, Faults.slow(1.0), times=4)
    office.send(*(office.wish("one", channel=c.id, conversation=None, thread_slot=None) for c in channels))
    at = [call.at for call in office.calls() if call.arguments["text"] == "one"]
    assert len(at) == 4
    assert max(at) - min(at) < 2.0


@only(POSTGRESQL)
def test_two_relays_on_postgresql_never_send_twice_and_keep_the_order(office: Office, database_url: str) -> None:
    other = Database(database_url)
    relays = [office.another_relay(), office.another_relay(other)]
    channels = [office.slack.add_channel(f"c{number}", [office.amina]) for number in range(4)]
    office.slack.faults.sometimes([POST], {Faults.server_error(500, moment="after"): 0.1}, seed=3)
    for relay in relays:
        relay.start()
    for number in range(8):
        office.write(
            *(office.wish(f"{number}", channel=one.id, conversation=None, thread_slot=None) for one in channels)
        )
    assert relays[0].drain(40)
    for relay in relays:
        relay.stop()
    other.dispose()
    for channel in channels:
        assert office.texts(channel) == [f"{number}" for number in range(8)]


# Giving up, and what cannot be sent


def tried_for(office: Office, hours: float) -> None:
    """The message that waits was first tried so long ago."""
    with office.database.unit_of_work() as uow:
        then = uow.now - timedelta(hours=hours)
    with office.database.unit_of_work(now=then) as uow:
        uow.outbox.write(office.wish("old"))
        (claim,) = uow.outbox.claim(1)
        uow.outbox.retry(claim, then + timedelta(hours=hours), "http_500")
        uow.commit()


@pytest.mark.parametrize(("hours", "fate"), [(23, {"pending": 1}), (25, {"dead": 1})])
def test_a_message_is_given_up_after_a_day_of_trying_also_when_the_relay_tidies_up_every_hour(
    office: Office, hours: float, fate: dict[str, int]
) -> None:
    tried_for(office, hours)
    office.relay._tidy()
    office.slack.faults.always(POST, Faults.rate_limited("60"))
    with capture_logs() as logs:
        office.relay.turn()
    assert office.states() == fate
    if fate == {"dead": 1}:
        assert office.errors() == {"gave up: ratelimited"}
        assert [one["log_level"] for one in logs if one["event"] == "relay.delivery"] == ["error"]


def test_a_message_that_is_old_and_was_never_tried_gets_its_day(office: Office) -> None:
    with office.database.unit_of_work() as uow:
        then = uow.now - timedelta(days=3)
    with office.database.unit_of_work(now=then) as uow:
        uow.outbox.write(office.wish("old"))
        uow.commit()
    office.slack.faults.next(POST, Faults.rate_limited("0.1"))
    office.drain()
    assert office.texts() == ["card", "old"]


def test_case_33_a_message_that_cannot_be_made_is_given_up_and_its_neighbours_go(office: Office) -> None:
    office.send(office.wish("no text", body={"blocks": []}), office.wish("next"), office.direct("hello"))
    assert office.texts() == ["card", "next"]
    assert office.private() == ["hello"]
    assert office.states() == {"dead": 1}
    assert office.errors() == {"poisoned: KeyError"}


def test_a_person_who_is_not_there_any_more_holds_up_nobody(office: Office) -> None:
    ben = office.slack.add_person("Ben")
    office.slack.deactivate(ben)
    office.send(office.direct("to ben", user=ben.id), office.direct("hello"))
    assert office.private() == ["hello"]
    assert office.states() == {"dead": 1}


def test_logs_hold_no_content(office: Office) -> None:
    canary = "canary-5b1f"
    for fault in (Faults.server_error(200, f"<html>{canary}</html>"), Faults.server_error(500, canary)):
        office.slack.faults.next(POST, fault)
    with capture_logs() as logs:
        office.send(
            office.wish(canary),
            office.whisper(canary),
            office.wish("x", body={"blocks": [{"type": canary}], "text": canary}),
        )
    assert logs
    assert canary not in json.dumps(logs, default=str)
    with office.database.reading() as uow:
        errors = uow.session.connection().exec_driver_sql("SELECT error FROM outbox").all()
    assert canary not in str(errors)


# 20: what Slack finds too rich


def test_case_20_blocks_that_slack_refuses_give_way_to_plainer_ones_and_then_to_text(office: Office) -> None:
    chart = {"type": "data_visualization", "title": "Points", "chart": {}}
    words = [{"type": "section", "text": {"type": "plain_text", "text": "in words"}}]
    office.slack.unsupported_blocks = {"data_visualization"}
    office.send(
        office.wish("rich", body={"text": "rich", "blocks": [chart], "fallback_blocks": words}),
        office.wish("richer", body={"text": "richer", "blocks": [chart], "fallback_blocks": [chart]}),
        office.wish("bare", body={"text": "bare", "blocks": [{"type": "section"}]}),
        office.wish("too long", body={"text": "é" * 50_000}),
    )
    shown = {one.text[:6]: [block["type"] for block in one.blocks] for one in office.shown()}
    assert shown == {"card": [], "rich": ["section"], "richer": [], "bare": [], "éééééé": []}
    assert len(office.shown()[-1].text) < 4000


def test_case_20_a_whisper_and_an_update_give_way_too(office: Office) -> None:
    bad = {"text": "plain", "blocks": [{"type": "section"}]}
    office.send(replace(office.update("plain", "card"), body=bad), replace(office.whisper("plain"), body=bad))
    assert office.main() == ["plain"]
    assert office.whispers() == ["plain"]


# 16: the workspace


def test_case_16_a_revoked_token_stops_the_workspace_without_a_loop_and_a_reinstall_resumes(office: Office) -> None:
    office.slack.revoke_token()
    office.relay.start()
    office.write(*(office.wish(f"{number}") for number in range(3)), office.direct("hello"), office.whisper("psst"))
    office.relay.wake()
    assert not office.relay.drain(0.5)
    refused = office.slack.journal.calls(accepted=False)
    assert 1 <= len(refused) <= 3  # three lanes may have started together
    assert not office.relay.drain(0.3)
    assert office.slack.journal.calls(accepted=False) == refused
    office.slack.reinstall()
    office.relay.resume(office.slack.team_id)
    office.drain()
    assert office.texts() == ["card", "0", "1", "2"]
    assert (office.private(), office.whispers()) == (["hello"], ["psst"])


def test_a_stopped_workspace_gets_one_try_at_the_next_start(office: Office) -> None:
    office.slack.revoke_token()
    office.write(office.wish("one"))
    office.relay.turn()
    assert not office.relay.turn()
    office.slack.reinstall()
    office.relay.start()
    office.drain()
    assert office.texts() == ["card", "one"]


def test_a_workspace_that_is_not_installed_waits_and_holds_up_no_other(office: Office) -> None:
    clients = {office.slack.team_id: office.client}
    relay = office.another_relay()
    relay.client = clients.get
    office.write(office.wish("elsewhere", team="T0ELSEWHERE"), office.wish("here"))
    while relay.turn():
        pass
    assert office.texts() == ["card", "here"]
    assert office.states() == {"pending": 1}


# Trouble with the database


def test_case_30_a_database_that_is_away_for_a_moment_ends_no_relay(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.workers.relay, "_REST_AFTER_TROUBLE_SECONDS", 0.01)
    fails = {"left": 20}
    reading, working = Database.reading, Database.unit_of_work

    def away(really: object) -> object:
        def act(self: Database, **facts: object) -> object:
            if self is office.relay.database and fails["left"] > 0:
                fails["left"] -= 1
                raise DatabaseAway
            return really(self, **facts)  # type: ignore[operator]

        return act

    office.relay.start()
    monkeypatch.setattr(Database, "reading", away(reading))
    monkeypatch.setattr(Database, "unit_of_work", away(working))
    office.relay.wake()
    office.slack.wait_for(lambda: fails["left"] == 0)
    office.send(office.wish("one"))
    assert office.texts() == ["card", "one"]


class DatabaseAway(Exception):
    """Any trouble will do."""


def test_every_attempt_that_was_recorded_is_counted(office: Office) -> None:
    counted: list[str] = []
    relay = office.another_relay(look_after=0.01, count=counted.append)
    office.slack.faults.next(POST, Faults.rate_limited("0.05"))
    office.slack.faults.next(POST, Faults.server_error(500))
    office.write(office.wish("one"))
    assert relay.drain(10)
    assert counted == ["wait", "unknown", "sent"]


@only(SQLITE)
def test_case_05_on_sqlite_a_new_start_does_not_wait_for_the_lease_of_a_process_that_died(office: Office) -> None:
    office.write(office.wish("claimed"))
    with office.database.unit_of_work() as uow:
        assert uow.outbox.claim(1)
        uow.commit()
    relay = office.another_relay()
    relay.start()
    try:
        assert relay.drain(10)  # the lease would take a minute
    finally:
        relay.stop()
    assert office.texts() == ["card", "claimed"]
