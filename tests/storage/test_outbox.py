"""Messages to send: in order within a lane, once, by whoever holds the claim."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from storage.database import Database
from storage.outbox.outbox import LEASE, Outbox
from storage.records import Claim, Document, Message, Posted, Uploaded
from storage.tables.models import OutboxRow
from tests.databases import POSTGRESQL, only
from tests.storage.cases import CHANNEL, MIDDAY, TEAM, loaded, post, stored, written

SECOND = timedelta(seconds=1)


@contextmanager
def outbox(database: Database, at: datetime = MIDDAY) -> Iterator[Outbox]:
    """The outbox at a time, committed afterwards."""
    with database.unit_of_work(now=at) as uow:
        yield uow.outbox
        uow.commit()


def claimed(database: Database, at: datetime = MIDDAY, limit: int = 99) -> list[Claim]:
    with outbox(database, at) as box:
        return box.claim(limit)


def keys(claims: list[Claim]) -> list[str]:
    return [claim.body["text"] for claim in claims]


def wrote(database: Database, *messages: Message, at: datetime = MIDDAY) -> None:
    with outbox(database, at) as box:
        for message in messages:
            box.write(message)


def sent(database: Database, claim: Claim, ts: str = "1700000001.000100", at: datetime = MIDDAY) -> bool:
    with outbox(database, at) as box:
        return box.sent(claim, CHANNEL, ts)


def all_sent(database: Database, at: datetime = MIDDAY) -> list[str]:
    """Send everything that may go; the texts in the order of sending."""
    gone = []
    while claims := claimed(database, at):
        for number, claim in enumerate(claims):
            gone.append(claim.body["text"])
            assert sent(database, claim, f"17000000{len(gone):02d}.{number:06d}", at)
    return gone


def states(database: Database) -> dict[str, int]:
    with database.reading() as uow:
        return uow.outbox.states()


# Order


def test_a_lane_goes_one_at_a_time_first_in_first_out(database: Database) -> None:
    wrote(database, *(post(f"{number}") for number in range(5)))
    assert keys(claimed(database)) == ["0"]
    assert claimed(database) == []
    with database.unit_of_work() as uow:
        uow.session.execute(update(OutboxRow).values(state="pending"))
        uow.commit()
    assert all_sent(database) == ["0", "1", "2", "3", "4"]


def test_lanes_do_not_wait_for_one_another(database: Database) -> None:
    wrote(
        database,
        post("here 1"),
        post("here 2"),
        post("there", channel="C0THERE"),
        post("to ana", kind="direct", channel="", user="U0ANA"),
        post("to ben", kind="direct", channel="", user="U0BEN"),
        post("to ben again", kind="direct", channel="", user="U0BEN"),
        post("elsewhere", team="T0ELSEWHERE"),
        post("whispered", kind="ephemeral", user="U0ANA"),
    )
    assert keys(claimed(database)) == ["here 1", "there", "to ana", "to ben", "elsewhere", "whispered"]


def test_a_claim_takes_no_more_than_asked_for_the_oldest_first(database: Database) -> None:
    wrote(database, *(post(f"{number}", channel=f"C{number}") for number in range(4)))
    assert keys(claimed(database, limit=3)) == ["0", "1", "2"]
    assert keys(claimed(database, limit=3)) == ["3"]


def test_a_head_that_must_wait_holds_its_lane_and_no_other(database: Database) -> None:
    wrote(database, post("slow"), post("behind"), post("other", channel="C0OTHER"))
    slow, other = claimed(database)
    with outbox(database) as box:
        box.retry(slow, MIDDAY + 30 * SECOND, "ratelimited")
        box.sent(other, "C0OTHER", "1.1")
        assert box.next_due(MIDDAY) == MIDDAY + 30 * SECOND
    assert claimed(database, MIDDAY + 29 * SECOND) == []
    assert all_sent(database, MIDDAY + 30 * SECOND) == ["slow", "behind"]


def test_what_is_written_under_the_same_key_is_written_once(database: Database) -> None:
    wrote(database, post("once"), post("once"))
    assert all_sent(database) == ["once"]
    wrote(database, post("once"))
    assert claimed(database) == []


def test_two_long_keys_with_one_beginning_are_two_messages(database: Database) -> None:
    wrote(database, post("k" * 300 + "1"), post("k" * 300 + "2"), post("k" * 300 + "1"))
    assert len(all_sent(database)) == 2


def test_a_key_written_by_eight_at_once_is_one_message(database: Database) -> None:
    ready = threading.Barrier(8)

    def write(_: int) -> None:
        ready.wait()
        written(database, post("once"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert states(database) == {"pending": 1}


@pytest.mark.parametrize("words", ["é𝄞", "\x00", "\ud800", "<!here>"])
def test_a_body_is_kept_exactly(database: Database, words: str) -> None:
    body = {"text": words, "blocks": [{"type": "divider"}], "n": 1.5, "none": None}
    wrote(database, post("body", body=body))
    assert claimed(database)[0].body == body


# Slots


@pytest.fixture
def conversation(database: Database) -> str:
    return stored(database).id


def card(text: str, conversation: str, kind: str = "update", slot: str = "card") -> Message:
    return post(text, kind=kind, conversation=conversation, slot=slot)


def reply(text: str, conversation: str, slot: str | None = None) -> Message:
    return post(text, conversation=conversation, slot=slot, thread_slot="card")


def test_waiting_updates_of_a_slot_become_one_with_the_latest_content(database: Database, conversation: str) -> None:
    wrote(database, card("first", conversation, "post"))
    assert all_sent(database) == ["first"]
    wrote(
        database,
        *(card(f"{number}", conversation) for number in range(5)),
        card("q", conversation, slot="question:gap"),
    )
    assert all_sent(database) == ["4", "q"]


def test_a_post_that_has_not_left_yet_takes_the_body_of_its_update(database: Database, conversation: str) -> None:
    wrote(database, card("old", conversation, "post"), reply("below", conversation), card("new", conversation))
    assert all_sent(database) == ["new", "below"]


def test_an_update_that_is_on_its_way_is_followed_by_the_next(database: Database, conversation: str) -> None:
    wrote(database, card("posted", conversation, "post"))
    all_sent(database)
    wrote(database, card("on its way", conversation))
    (flying,) = claimed(database)
    wrote(database, card("overtaken", conversation), card("latest", conversation))
    assert claimed(database) == []
    sent(database, flying)
    assert all_sent(database) == ["latest"]


def test_a_post_that_may_have_been_sent_keeps_its_body_and_the_update_follows(
    database: Database, conversation: str
) -> None:
    wrote(database, card("sent?", conversation, "post"))
    (claim,) = claimed(database)
    with outbox(database) as box:
        assert box.uncertain(claim, MIDDAY, "Timeout")
    wrote(database, card("newer", conversation))
    assert all_sent(database) == ["sent?", "newer"]


def test_slots_of_two_conversations_are_two_slots(database: Database, conversation: str) -> None:
    another = stored(database).id
    wrote(database, card("here", conversation, "post"), card("there", another, "post"), card("there, new", another))
    assert all_sent(database) == ["here", "there, new"]


def test_an_update_knows_where_its_slot_stands_and_a_reply_its_thread(database: Database, conversation: str) -> None:
    wrote(database, card("card", conversation, "post"))
    (claim,) = claimed(database)
    assert (claim.target, claim.thread_ts, claim.thread_expected) == (None, None, False)
    sent(database, claim, "1700000001.000100")
    wrote(database, reply("reply", conversation))
    (claim,) = claimed(database)
    assert (claim.thread_ts, claim.thread_expected) == ("1700000001.000100", True)
    sent(database, claim)
    wrote(database, card("card, new", conversation))
    (claim,) = claimed(database)
    assert claim.target == Posted(CHANNEL, "1700000001.000100")


def test_the_card_gives_the_conversation_its_thread(database: Database) -> None:
    record = stored(database)
    wrote(database, card("card", record.id, "post"), reply("question", record.id, slot="question:gap"))
    all_sent(database)
    assert loaded(database, record).thread_ts == "1700000001.000000"
    with database.reading() as uow:
        assert uow.posts.get(record.id, "question:gap") == Posted(CHANNEL, "1700000002.000000")
        found = uow.conversations.by_thread(TEAM, CHANNEL, "1700000001.000000")
    assert found is not None
    assert found.id == record.id


def test_a_message_for_a_conversation_that_was_erased_meanwhile_is_settled_all_the_same(
    database: Database, conversation: str
) -> None:
    wrote(database, card("card", conversation, "post"))
    (claim,) = claimed(database)
    with database.unit_of_work() as uow:
        uow.session.execute(text("DELETE FROM conversations"))
        uow.commit()
    assert sent(database, claim)
    assert states(database) == {"sent": 1}


# Claims


@pytest.mark.parametrize("what", ["sent", "retry", "uncertain", "repost", "park", "dead"])
def test_a_relay_that_was_paused_past_its_lease_changes_nothing(
    database: Database, conversation: str, what: str
) -> None:
    wrote(database, card("card", conversation, "post"))
    (paused,) = claimed(database)
    late = MIDDAY + LEASE + SECOND
    (taken_over,) = claimed(database, late)
    assert taken_over.uncertain
    assert taken_over.delivery_id == paused.delivery_id
    with outbox(database, late) as box:
        outcome = {
            "sent": lambda: box.sent(paused, CHANNEL, "9.9"),
            "retry": lambda: box.retry(paused, late, "x"),
            "uncertain": lambda: box.uncertain(paused, late, "x"),
            "repost": lambda: box.repost(paused),
            "park": lambda: box.park(paused, "is_archived"),
            "dead": lambda: box.dead(paused, "x"),
        }[what]()
    assert outcome is False
    assert states(database) == {"sending": 1}
    assert sent(database, taken_over, "1.1", late)
    with database.reading() as uow:
        assert uow.posts.get(conversation, "card") == Posted(CHANNEL, "1.1")


def test_a_claim_is_nobody_elses_until_its_lease_is_over(database: Database) -> None:
    wrote(database, post("one"), post("two"))
    (claim,) = claimed(database)
    assert claimed(database, MIDDAY + LEASE - SECOND) == []
    (again,) = claimed(database, MIDDAY + LEASE + SECOND)
    assert (again.id, again.fence, again.attempts, again.uncertain) == (claim.id, claim.fence + 1, 2, True)


def test_a_settled_claim_cannot_be_settled_again(database: Database) -> None:
    wrote(database, post("one"))
    (claim,) = claimed(database)
    assert sent(database, claim)
    assert not sent(database, claim)
    with outbox(database) as box:
        assert not box.dead(claim, "late")
    assert states(database) == {"sent": 1}


def test_an_unknown_fate_stays_uncertain_through_a_rate_limit(database: Database) -> None:
    wrote(database, post("one"))
    (claim,) = claimed(database)
    assert not claim.uncertain
    with outbox(database) as box:
        box.uncertain(claim, MIDDAY + 10 * SECOND, "Timeout")
        assert box.backlog().uncertain == 1
    assert claimed(database, MIDDAY + 9 * SECOND) == []
    (claim,) = claimed(database, MIDDAY + 10 * SECOND)
    with outbox(database) as box:
        box.retry(claim, MIDDAY + 20 * SECOND, "ratelimited")
    (claim,) = claimed(database, MIDDAY + 20 * SECOND)
    assert claim.uncertain


def test_a_whisper_whose_relay_died_is_never_sent_again(database: Database) -> None:
    wrote(database, post("psst", kind="ephemeral", user="U0ANA"), post("next"))
    assert keys(claimed(database)) == ["psst", "next"]  # what one person reads alone keeps nobody waiting
    assert keys(claimed(database, MIDDAY + LEASE + SECOND)) == ["next"]
    assert states(database) == {"dead": 1, "sending": 1}


def test_an_error_is_kept_for_the_operator_however_long(database: Database) -> None:
    wrote(database, post("one"))
    (claim,) = claimed(database)
    with outbox(database) as box:
        assert box.dead(claim, "e" * 900)
    with database.reading() as uow:
        assert uow.session.execute(text("SELECT length(error) FROM outbox")).scalar() == 200


def claim_all(database: Database, ready: threading.Barrier) -> list[int]:
    ready.wait()
    mine: list[int] = []
    waiting = 1
    while waiting:
        with database.unit_of_work() as uow:
            claims = uow.outbox.claim(2)
            waiting = uow.outbox.backlog().count
            uow.commit()
        for claim in claims:
            mine.append(claim.id)
            with database.unit_of_work() as uow:
                assert uow.outbox.sent(claim, CHANNEL, "1.1")
                uow.commit()
    return mine


def test_four_relays_share_the_work_and_no_two_claim_the_same(database: Database) -> None:
    written(
        database, *(post(f"{channel}:{number}", channel=f"C{channel}") for number in range(6) for channel in range(4))
    )
    ready = threading.Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        shares = [one.result() for one in [pool.submit(claim_all, database, ready) for _ in range(4)]]
    everything = sorted(number for share in shares for number in share)
    assert len(everything) == len(set(everything)) == 24
    assert states(database) == {"sent": 24}


@only(POSTGRESQL)
def test_a_row_that_another_relay_is_claiming_now_is_skipped_and_its_lane_with_it(database: Database) -> None:
    written(database, post("mine 1"), post("mine 2"), post("yours", channel="C0YOURS"))
    with database.unit_of_work() as first, database.unit_of_work() as second:
        assert keys(first.outbox.claim(1)) == ["mine 1"]
        assert keys(second.outbox.claim(9)) == ["yours"]
        first.commit()
        second.commit()
    assert claimed(database) == []


# Several at once


def test_messages_of_one_unit_of_work_become_what_those_of_several_become(database: Database) -> None:
    """Whether they see one another among what is stored, or among what is still to be written."""

    def rows(together: bool) -> list[tuple[object, ...]]:
        id_ = stored(database).id
        messages = [
            post(f"{id_} card", conversation=id_, slot="card"),
            post(f"{id_} first", conversation=id_, slot="question:gap", thread_slot="card"),
            post(f"{id_} second", kind="update", conversation=id_, slot="question:gap"),
            post(f"{id_} other", kind="update", conversation=id_, slot="section:clarity"),
            post(f"{id_} psst", kind="ephemeral", user="U1", conversation=id_),
            post(f"{id_} later", kind="update", conversation=id_, slot="section:clarity"),
            post(f"{id_} first", conversation=id_, slot="again"),
            post(f"{id_} last", kind="update", conversation=id_, slot="card"),
        ]
        for batch in [messages] if together else [[message] for message in messages]:
            wrote(database, *batch)
        with database.reading() as uow:
            row = OutboxRow
            query = select(row.kind, row.slot, row.body, row.state).where(row.conversation_id == id_).order_by(row.id)
            found = uow.session.execute(query).all()
        return [(kind, slot, body["text"].removeprefix(f"{id_} "), state) for kind, slot, body, state in found]

    assert (
        rows(together=True)
        == rows(together=False)
        == [
            ("post", "card", "last", "pending"),
            ("post", "question:gap", "second", "pending"),
            ("update", "section:clarity", "later", "pending"),
            ("ephemeral", None, "psst", "pending"),
        ]
    )


def test_what_is_written_is_there_for_whoever_looks_before_the_commit(database: Database, conversation: str) -> None:
    with database.unit_of_work() as uow:
        uow.outbox.write(post("card", conversation=conversation, slot="card"))
        assert uow.outbox.stands(conversation, "card")
        assert uow.outbox.backlog().count == 1
    with database.reading() as uow:
        assert uow.outbox.backlog().count == 0  # nobody committed


def test_of_several_that_were_sent_those_of_a_lost_claim_are_left_alone(database: Database) -> None:
    wrote(database, post("mine", channel="C1"), post("lost", channel="C2"))
    mine, lost = claimed(database)
    with outbox(database) as box:
        assert box.retry(lost, MIDDAY, "another relay had it")
    (theirs,) = claimed(database)
    with outbox(database) as box:
        assert box.sent_all([(mine, Posted("C1", "1.1")), (lost, Posted("C2", "1.2"))]) == {mine.id}
    assert states(database) == {"sent": 1, "sending": 1}
    assert sent(database, theirs)


# Parked


def test_what_is_parked_takes_the_rest_of_its_conversation_aside_and_lets_others_pass(
    database: Database, conversation: str
) -> None:
    another = stored(database).id
    wrote(
        database,
        card("card", conversation, "post"),
        reply("reply", conversation),
        card("another", another, "post"),
        post("invitation", kind="direct", channel="", user="U0PAT", conversation=conversation, slot="partner:U0PAT"),
    )
    first = next(claim for claim in claimed(database) if claim.slot == "card")
    with outbox(database) as box:
        assert box.park(first, "is_archived")
        assert box.parked_because(conversation) == "is_archived"
    assert states(database) == {"parked": 2, "pending": 1, "sending": 1}
    assert keys(claimed(database)) == ["another"]
    with database.reading() as uow:
        assert (uow.outbox.backlog().count, uow.outbox.backlog().parked) == (2, 2)


def test_what_is_unparked_goes_on_in_its_order(database: Database, conversation: str) -> None:
    wrote(database, card("card", conversation, "post"), *(reply(f"reply {number}", conversation) for number in (1, 2)))
    (claim,) = claimed(database)
    with outbox(database) as box:
        box.park(claim, "not_in_channel")
    assert claimed(database) == []
    with outbox(database) as box:
        assert box.unpark(TEAM, "C0OTHER") == 0
        assert box.unpark("T0ELSEWHERE", CHANNEL) == 0
        assert box.unpark(TEAM, CHANNEL) == 3
    assert all_sent(database) == ["card", "reply 1", "reply 2"]


@pytest.mark.parametrize("kind", ["post", "update"])
def test_what_is_written_for_a_parked_conversation_has_it_tried_again_in_order(
    database: Database, conversation: str, kind: str
) -> None:
    wrote(database, card("card", conversation, "post"), reply("reply", conversation))
    (claim,) = claimed(database)
    with outbox(database) as box:
        box.park(claim, "is_archived")
    wrote(database, card("card, new", conversation, kind) if kind == "update" else reply("later", conversation))
    assert all_sent(database) == (["card, new", "reply"] if kind == "update" else ["card", "reply", "later"])


def test_only_what_was_parked_for_the_named_reasons_is_unparked(database: Database) -> None:
    wrote(database, post("one", channel="C1"), post("two", channel="C2"))
    one, two = claimed(database)
    with outbox(database) as box:
        box.park(one, "is_archived")
        box.park(two, "missing_scope")
        assert box.unpark(TEAM, because={"is_archived"}) == 1
    assert keys(claimed(database)) == ["one"]


def test_a_thread_that_was_deleted_is_left_by_a_new_card(database: Database) -> None:
    record = stored(database)
    wrote(database, card("card", record.id, "post"))
    all_sent(database)
    wrote(database, reply("for the thread", record.id), card("card, new", record.id))
    (claim,) = claimed(database)
    with outbox(database) as box:
        box.park(claim, "thread_deleted")
    wrote(database, reply("later", record.id), card("card, newest", record.id))
    (update,) = claimed(database)
    assert (update.kind, update.body["text"]) == ("update", "card, newest")
    with outbox(database) as box:
        assert box.repost(update)
    (anew,) = claimed(database)
    assert (anew.kind, anew.slot, anew.thread_ts, anew.thread_expected) == ("post", "card", None, False)
    sent(database, anew, "1800000000.000100")
    assert loaded(database, record).thread_ts == "1800000000.000100"
    for expected in ("for the thread", "later"):
        (claim,) = claimed(database)
        assert (claim.body["text"], claim.thread_ts) == (expected, "1800000000.000100")
        sent(database, claim)


def test_a_message_that_is_gone_is_posted_anew_in_its_thread_and_linked(database: Database, conversation: str) -> None:
    wrote(database, card("card", conversation, "post"), reply("question", conversation, slot="question:gap"))
    all_sent(database)
    wrote(database, card("answered by 2", conversation, slot="question:gap"))
    (claim,) = claimed(database)
    with outbox(database) as box:
        assert box.repost(claim)
    (anew,) = claimed(database)
    assert (anew.kind, anew.thread_ts, anew.target) == ("post", "1700000001.000000", None)
    sent(database, anew, "1800000000.000100")
    with database.reading() as uow:
        assert uow.posts.get(conversation, "question:gap") == Posted(CHANNEL, "1800000000.000100")


def test_what_waits_after_parking_is_not_older_for_it(database: Database) -> None:
    wrote(database, post("one"))
    (claim,) = claimed(database)
    assert claim.trying_since == MIDDAY
    later = MIDDAY + timedelta(days=3)
    with outbox(database) as box:
        box.park(claim, "is_archived")
    with outbox(database, later) as box:
        box.unpark(TEAM)
    assert claimed(database, later)[0].trying_since == later


def test_time_in_which_nobody_tried_does_not_count_and_time_of_trying_does(database: Database) -> None:
    wrote(database, post("tried"), post("neglected", channel="C0OTHER"))
    tried, neglected = claimed(database)
    later = MIDDAY + timedelta(hours=20)
    with outbox(database) as box:
        box.retry(tried, later, "http_500")
        box.retry(neglected, MIDDAY, "http_500")
    with outbox(database, later) as box:
        box.resume()  # the app starts again, or an hour has passed
        again = {claim.body["text"]: claim.trying_since for claim in box.claim(9)}
    assert again == {"tried": MIDDAY, "neglected": later}


# Pauses


def test_a_lane_that_rests_holds_back_no_other(database: Database) -> None:
    wrote(database, post("here"), post("there", channel="C0THERE"))
    with outbox(database) as box:
        box.pause_lane(TEAM, CHANNEL, MIDDAY + 5 * SECOND)
        assert keys(box.claim(9)) == ["there"]
        assert box.next_due() == MIDDAY + 5 * SECOND
    assert keys(claimed(database, MIDDAY + 5 * SECOND)) == ["here"]


def test_a_stopped_workspace_waits_until_it_is_resumed_and_others_go_on(database: Database) -> None:
    wrote(database, post("stopped"), post("goes on", team="T0ELSEWHERE"))
    with outbox(database) as box:
        box.pause_workspace(TEAM, "token_revoked")
    assert keys(claimed(database, MIDDAY + timedelta(days=9))) == ["goes on"]
    with outbox(database) as box:
        assert box.resume(TEAM) == 1
    assert keys(claimed(database)) == ["stopped"]


# Looking, forgetting


def test_the_backlog_tells_how_much_waits_and_since_when(database: Database) -> None:
    with database.reading(now=MIDDAY) as uow:
        assert (uow.outbox.backlog().count, uow.outbox.backlog().oldest, uow.outbox.next_due()) == (0, None, None)
    wrote(database, post("one"), at=MIDDAY)
    wrote(database, post("two"), at=MIDDAY + 5 * SECOND)
    with database.reading(now=MIDDAY + 9 * SECOND) as uow:
        found = uow.outbox.backlog()
        assert (found.count, found.oldest, found.oldest_age) == (2, MIDDAY, 9 * SECOND)
        assert uow.outbox.next_due() == MIDDAY


def test_what_was_settled_long_ago_is_forgotten_and_nothing_else(database: Database) -> None:
    wrote(database, *(post(f"{number}", channel=f"C{number}") for number in range(5)))
    claims = claimed(database)
    with outbox(database) as box:
        box.sent(claims[0], "C0", "1.1")
        box.dead(claims[1], "no_text")
        box.park(claims[2], "is_archived")
        box.retry(claims[3], MIDDAY, "ratelimited")
    with outbox(database) as box:
        assert box.purge(MIDDAY) == 0
        assert box.purge(MIDDAY + SECOND) == 2
    assert states(database) == {"parked": 1, "pending": 1, "sending": 1}


def test_what_was_sent_keeps_no_content(database: Database) -> None:
    wrote(database, post("canary-7f3a"))
    all_sent(database)
    with database.reading() as uow:
        assert "canary" not in str(uow.session.execute(text("SELECT body FROM outbox")).scalar())


# Documents


def document(name: str = "accord.md") -> Document:
    return Document("text", {"text": "# L'accord"}, name, "L'accord", "Copy the text instead.")


def test_a_message_keeps_what_its_document_is_made_of_until_it_is_sent(database: Database) -> None:
    wrote(database, post("with"), post("without"))
    wrote(database, replace(post("shared"), document=document()))
    found = {}
    while claims := claimed(database):
        for claim in claims:
            found[claim.body["text"]] = claim.document
            assert sent(database, claim)
    assert found == {"with": None, "without": None, "shared": document()}
    with database.reading() as uow:
        kept = uow.session.execute(text("SELECT count(*) FROM outbox WHERE document IS NOT NULL")).scalar_one()
    assert kept == 0


def test_a_file_is_remembered_by_whoever_has_the_claim(database: Database) -> None:
    wrote(database, replace(post("shared"), document=document()))
    (first,) = claimed(database)
    assert first.file is None
    file = Uploaded("F0123456789", MIDDAY)
    with outbox(database) as box:
        assert box.uploaded(first, file)
    (second,) = claimed(database, MIDDAY + LEASE + SECOND)
    assert second.file == file
    with outbox(database) as box:
        assert not box.uploaded(first, Uploaded("F0ANOTHER00", MIDDAY))  # its lease ran out
        assert box.retry(second, MIDDAY, "late")
    (third,) = claimed(database, MIDDAY + LEASE + SECOND)
    assert third.file == file


def test_newer_content_forgets_the_document_and_the_file(database: Database) -> None:
    record = stored(database)
    facts = {"conversation": record.id, "slot": "report"}
    wrote(database, replace(post("first"), **facts, document=document()))
    (claim,) = claimed(database)
    with outbox(database) as box:
        assert box.uploaded(claim, Uploaded("F0123456789", MIDDAY))
        assert box.retry(claim, MIDDAY, "ratelimited")
    wrote(database, replace(post("newer"), **facts, kind="update"))
    (claim,) = claimed(database)
    assert (claim.body["text"], claim.document, claim.file) == ("newer", None, None)
