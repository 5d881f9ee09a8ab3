"""Cases of the fault matrix where a script is better than chance; the number in a name is the case's.

Where time has to pass, a clock is moved; where something has to happen first, the test waits for that.
"""

import contextlib
import io
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
import structlog.testing
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bot.app import Application
from bot.blocks.kit import action_ids
from bot.documents.agreement.enclosed import WORD, enclosed, file_name
from bot.documents.agreement.markdown import unnamed
from bot.messages import conversation as conversation_messages
from bot.playground import Delivery, Emulator, Fault, Faults, Message
from flows.conversation import conversation as talk
from flows.guide import load_guide
from flows.model import Participant, Role, Setup
from storage.database import Database
from storage.outbox.outbox import THREAD_DELETED
from storage.records import Document, Record
from storage.records import Message as Wish
from storage.tables.models import PARKED, PENDING, SENT
from storage.unit_of_work import UnitOfWork
from tests.agreement import cases as agreements
from tests.chaos.load import prepare, wait_until_quiet
from tests.chaos.scenes import SECONDS, PostOffice, Restartable, Scene, an_app
from tests.databases import POSTGRESQL, SQLITE, only
from tests.flows.cases import where

ANNOUNCE = "files.getUploadURLExternal"

# Crash


def test_case_01_before_the_commit_nothing_is_kept_or_answered_and_the_retry_has_one_effect(scene: Scene) -> None:
    life = scene.begins("before_commit")
    said = scene.replies()
    scene.dies(life, "before_commit")
    assert not scene.acked(said.ts)
    assert scene.remarks == []
    scene.begins()
    scene.rests()
    assert scene.acked(said.ts)
    assert [(remark.text, remark.versions) for remark in scene.remarks] == [("we could try", ())]


def test_case_02_between_commit_and_answer_the_retry_finds_the_effect(scene: Scene) -> None:
    life = scene.begins("after_commit")
    said = scene.replies()
    scene.dies(life, "after_commit")
    assert not scene.acked(said.ts)
    assert len(scene.remarks) == 1
    scene.begins()
    scene.rests()
    assert scene.acked(said.ts)
    assert len(scene.remarks) == 1


def test_case_03_after_the_answer_what_was_committed_goes_on(scene: Scene) -> None:
    life = scene.begins("after_answer")
    scene.answers()
    scene.dies(life, "after_answer")
    scene.begins()
    scene.rests()
    assert scene.record.conversation.own_answers(scene.amina.id) == {"gap": "yes"}
    scene.sent_but_for_what_nobody_can_find()


def test_case_04_mid_transition_is_all_or_nothing(scene: Scene) -> None:
    before = scene.states()
    life = scene.begins("before_commit")
    error = scene.answers()
    scene.dies(life, "before_commit")
    assert error is not None  # the person is told that nobody answered
    assert scene.record.conversation.answers == ()
    assert scene.states() == before
    scene.begins()
    assert scene.answers() is None
    scene.rests()
    assert scene.record.conversation.own_answers(scene.amina.id) == {"gap": "yes"}


def test_case_05_after_commit_before_post_is_posted_once(scene: Scene) -> None:
    life = scene.begins("before_post")
    said = scene.amina.post(scene.slack.direct_channel(scene.amina), "hello")
    scene.dies(life, "before_post")
    scene.begins()
    scene.rests()
    assert scene.acked(said.ts)
    answers = [m for m in scene.slack.messages(scene.slack.direct_channel(scene.amina)) if m.bot_id]
    assert len(answers) == 1


def test_case_06_what_slack_took_and_nobody_recorded_is_found_and_not_posted_again(scene: Scene) -> None:
    life = scene.begins("after_post")
    scene.amina.post(scene.slack.direct_channel(scene.amina), "hello")
    scene.dies(life, "after_post")
    posted = len(scene.slack.journal.calls("chat.postMessage", accepted=True))
    scene.begins()
    scene.rests()
    assert len(scene.slack.journal.calls("chat.postMessage", accepted=True)) == posted
    assert scene.slack.journal.calls("conversations.history", accepted=True)


@pytest.mark.parametrize("point", ["after_upload", "before_post", "after_post"])
def test_case_05_06_a_document_is_shared_once(scene: Scene, point: str) -> None:
    """A share has no metadata: it is found again by its file, whose id was written down before anybody could see it."""
    document = Document("text", {"text": "# The agreement"}, "agreement.md", "The agreement", "Copy the text instead.")
    with scene.database.unit_of_work() as uow:
        wish = Wish("post", scene.slack.team_id, scene.team.channel.id, {"text": "here it is"}, "a document")
        uow.outbox.write(replace(wish, document=document))
        uow.commit()
    scene.dies(scene.begins(point, waits=False), point)
    uploads = len(scene.slack.journal.calls(ANNOUNCE))
    scene.begins()
    scene.rests()
    assert (len(scene.slack.journal.calls(ANNOUNCE)) > uploads) is (point == "after_upload")
    files = scene.slack.workspace.files
    (shown,) = [m for m in scene.slack.messages(scene.team.channel) if m.files]
    assert (shown.text, files[shown.files[0]].content) == ("here it is", b"# The agreement")
    assert sum(bool(file.shared_in) for file in files.values()) == 1


@pytest.mark.parametrize("point", ["after_upload", "before_post", "after_post"])
def test_case_05_06_the_agreement_comes_once_as_a_word_document(scene: Scene, point: str) -> None:
    """To one person alone; the values outlive the process, and the file that is made of them says what the draft says."""
    drafted = agreements.drafted()
    document = Document(WORD, enclosed(drafted, unnamed), file_name(drafted), drafted.title, "Copy the text instead.")
    with scene.database.unit_of_work() as uow:
        wish = Wish("direct", scene.slack.team_id, "", {"text": "for you"}, "a word file", user=scene.amina.id)
        uow.outbox.write(replace(wish, document=document))
        uow.commit()
    scene.dies(scene.begins(point, waits=False), point)
    scene.begins()
    scene.rests()
    files = scene.slack.workspace.files
    (shown,) = [m for m in scene.slack.messages(scene.slack.direct_channel(scene.amina)) if m.files]
    (shared,) = [file for file in files.values() if file.shared_in]
    assert files[shown.files[0]] is shared
    assert (shown.text, shared.name, shared.shared_in) == ("for you", file_name(drafted), [shown.channel])
    assert shared.content is not None
    rows = docx.Document(io.BytesIO(shared.content)).tables[0].rows
    assert [row.cells[0].text for row in rows] == [part.title for part in drafted.parts]
    for row, part in zip(rows, drafted.parts, strict=True):
        assert all(line.text in row.cells[1].text for line in part.lines)


@pytest.mark.parametrize("point", ["after_post:11", "before_record:13"])
def test_case_07_in_the_middle_of_a_batch_the_rest_is_sent_and_nothing_twice(scene: Scene, point: str) -> None:
    slack, team = scene.slack, scene.team
    channels = [slack.add_channel(f"batch-{number}", team.people) for number in range(6)]
    with scene.database.unit_of_work() as uow:
        for number in range(30):
            office = channels[number % len(channels)]
            uow.outbox.write(_batch(slack.team_id, office.id, number))
        uow.commit()
    scene.dies(scene.begins(point, waits=False), point.partition(":")[0])
    scene.begins()
    scene.rests()
    for at, channel in enumerate(channels):
        assert [message.text for message in slack.messages(channel)] == [f"no {at + 6 * row}" for row in range(5)]


def test_case_09_told_to_stop_under_load_it_answers_what_it_took_and_loses_nothing(scene: Scene) -> None:
    life = scene.begins()
    for number in range(40):
        scene.replies(f"thought {number}")
    scene.slack.wait_for(lambda: any(each.acked for each in scene.slack.journal.events("message")), SECONDS)
    assert life.stop() == 0
    kept = {remark.text for remark in scene.remarks}
    acked = {each.payload["event"]["text"] for each in scene.slack.journal.events("message") if each.acked}
    assert {words for words in acked if words.startswith("thought")} == kept
    scene.begins()
    scene.rests()
    assert len(scene.remarks) == 40


@only(POSTGRESQL)
def test_case_10_a_process_that_was_stopped_past_its_lease_changes_nothing_afterwards(scene: Scene) -> None:
    slack = scene.slack
    slack.faults.next("chat.postMessage", Faults.slow(0.8))
    stopped = scene.begins()
    channel = slack.add_channel("batch", scene.team.people)
    with scene.database.unit_of_work() as uow:
        uow.outbox.write(_batch(slack.team_id, channel.id, 0))
        uow.commit()
    slack.wait_for(lambda: slack.messages(channel), SECONDS)  # Slack has it and is slow to say so
    assert stopped.process.pid is not None
    os.kill(stopped.process.pid, signal.SIGSTOP)
    scene.begins()
    assert wait_until_quiet(slack, scene.database, SECONDS)
    os.kill(stopped.process.pid, signal.SIGCONT)
    assert stopped.wait_until(lambda: '"kept": false' in stopped.said, SECONDS), stopped.said
    scene.rests()
    assert len(slack.messages(channel)) == 1


def _batch(team: str, channel: str, number: int) -> Wish:
    return Wish("post", team, channel, {"text": f"no {number}"}, f"batch {number}")


# Slack outbound


STORMS = [("1", 1, 30), ("30", 30, 600), (None, 30, 600), ("1.5", 1.5, 30)]


@pytest.mark.parametrize(("header", "seconds", "storm"), STORMS)
def test_case_11_a_storm_of_429_is_waited_out_as_slack_asks(
    office: PostOffice, header: str | None, seconds: float, storm: float
) -> None:
    office.slack.faults.always("chat.postMessage", Faults.rate_limited(header))
    keys = [office.writes(f"no {number}") for number in range(3)]
    began = office.clock.now
    office.sends(2)
    while (office.clock.now - began).total_seconds() < storm:
        calls = office.attempts()
        office.waits(seconds - 0.25)
        assert office.attempts() == calls  # not before its time
        office.waits(0.5)
        assert office.attempts() == calls + 1
    office.slack.faults.always("chat.postMessage", None)
    for waited, key in enumerate(keys):
        office.waits(max(seconds, 1) if waited == 0 else 1)  # a channel that was refused keeps to one a second
        assert office.texts[-1] == key
    assert office.texts == ["no 0", "no 1", "no 2"]
    assert {office.row(key).state for key in keys} == {SENT}
    assert not office.row(keys[0]).uncertain


UNKNOWN = [
    Faults.server_error(500),
    Faults.server_error(503, "<html><body>unavailable</body></html>"),
    Faults.server_error(200, "<html><body>all is well</body></html>"),
    Faults.server_error(200, '{"ok": true, "ts": "17'),
    Faults.error("internal_error"),
]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("fault", UNKNOWN, ids=["500", "503", "html", "truncated", "internal_error"])
def test_case_12_after_half_an_answer_it_looks_before_it_posts_again(
    office: PostOffice, fault: Fault, moment: Any
) -> None:
    office.slack.faults.next("chat.postMessage", replace(fault, moment=moment))
    key = office.writes("once")
    office.sends()
    assert office.row(key).uncertain
    assert office.row(key).state == PENDING
    office.waits(9)
    assert office.attempts() == 1  # its fate may still come to light
    office.waits(2)
    assert office.texts == ["once"]
    assert office.row(key).state == SENT
    assert len(office.slack.journal.calls("chat.postMessage", accepted=True)) == 1
    assert office.attempts("conversations.history") == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_case_13_after_a_timeout_it_looks_before_it_posts_again(office: PostOffice, moment: Any) -> None:
    office.relay = office.another_relay(timeout=0.2)
    _lost_from_sight(office, Faults.hung(0.5, moment=moment))


@pytest.mark.parametrize("moment", ["before", "after"])
def test_case_14_after_a_reset_it_looks_before_it_posts_again(office: PostOffice, moment: Any) -> None:
    _lost_from_sight(office, Faults.dropped_link(moment=moment))


def _lost_from_sight(office: PostOffice, fault: Fault) -> None:
    office.slack.faults.next("chat.postMessage", fault)
    key = office.writes("once")
    office.sends()
    assert office.row(key).uncertain
    office.relay = office.another_relay()
    office.waits(11)
    assert office.texts == ["once"]
    assert office.row(key).state == SENT
    assert len(office.slack.journal.calls("chat.postMessage", accepted=True)) == 1


def test_case_17_an_update_of_a_deleted_message_posts_a_new_one_and_later_updates_go_there(office: PostOffice) -> None:
    record = office.conversation()
    about: dict[str, Any] = {"conversation": record.id, "slot": "card"}
    office.writes("first", **about)
    office.sends()
    lost = office.shown[0]
    with office.slack.workspace.pulse.change():
        office.slack.workspace.delete_message(office.slack.workspace.find(lost.channel, lost.ts) or lost)
    office.writes("second", "update", **about)
    office.sends(2)
    assert office.texts == ["second"]
    office.writes("third", "update", **about)
    office.sends(1)
    assert office.texts == ["third"]
    with office.database.reading() as uow:
        found = uow.conversations.get(record.team, record.id)
        posted = uow.posts.get(record.id, "card")
    assert found is not None
    assert posted is not None
    assert found.thread_ts == posted.ts == office.shown[0].ts


def test_case_18_a_reply_whose_parent_was_deleted_is_not_left_in_the_channel(office: PostOffice) -> None:
    record = office.conversation()
    office.writes("card", conversation=record.id, slot="card")
    office.sends()
    card = office.shown[0]
    with office.slack.workspace.pulse.change():
        office.slack.workspace.delete_message(office.slack.workspace.find(card.channel, card.ts) or card)
    key = office.writes("for the thread only", conversation=record.id, thread_slot="card")
    later = office.writes("and this too", conversation=record.id, thread_slot="card")
    office.sends(3)
    assert office.shown == []
    assert (office.row(key).state, office.row(key).error) == (PARKED, THREAD_DELETED)
    assert office.row(later).state == PARKED
    office.waits(3600)
    assert office.shown == []


@pytest.mark.parametrize("kind", ["post", "update"])
@pytest.mark.parametrize("error", ["msg_too_long", "msg_blocks_too_long", "invalid_blocks"])
def test_case_20_what_slack_finds_too_long_or_does_not_know_is_sent_in_a_plainer_form(
    office: PostOffice, kind: str, error: str
) -> None:
    record = office.conversation()
    about: dict[str, Any] = {"conversation": record.id, "slot": "card"}
    if kind == "update":
        office.writes("first", **about)
        office.sends()
    method = "chat.update" if kind == "update" else "chat.postMessage"
    office.slack.faults.next(method, Faults.error(error), times=2)
    rich = [{"type": "section", "text": {"type": "mrkdwn", "text": "rich"}}]
    office.writes("plain", kind, body={"blocks": rich, "fallback_blocks": rich}, key="it", **about)
    office.sends(2)
    assert [(message.text, message.blocks) for message in office.shown] == [("plain", [])]


def test_case_20_a_text_that_is_too_long_whatever_it_is_given_is_cut_and_not_lost(office: PostOffice) -> None:
    office.slack.faults.next("chat.postMessage", Faults.error("msg_too_long"))
    office.writes("x" * 5000, key="long")
    office.sends()
    assert office.row("long").state == SENT
    assert len(office.texts) == 1
    assert office.texts[0].startswith("x" * 2900)
    assert office.texts[0].endswith("…")


# Inbound


@pytest.fixture
def app(slack: Emulator, database_url: str, tmp_path: Path) -> Iterator[Application]:
    """The real app."""
    with an_app(slack, database_url, tmp_path) as application:
        yield application


class Room:
    """One team in front of the real app."""

    def __init__(self, slack: Emulator, app: Application) -> None:
        self.slack, self.app = slack, app
        self.team = prepare(slack, app.database, 1)[0]
        self.amina = self.team.opener
        app.relay.wake()
        self.rests()
        self.card = next(m for m in slack.messages(self.team.channel) if m.bot_id and not m.thread_ts)

    def says(self, words: str) -> Message:
        """Somebody writes in the thread."""
        return self.amina.post(self.team.channel, words, self.card)

    def rests(self) -> None:
        """Everything was delivered and sent."""
        assert wait_until_quiet(self.slack, self.app.database, SECONDS)

    @property
    def remarks(self) -> list[tuple[str, int]]:
        """What was kept: its text, and how many earlier ones there are."""
        with self.app.database.reading() as uow:
            return [(one.text, len(one.versions)) for one in uow.remarks.of(self.team.conversation)]

    def whispers(self) -> list[Message]:
        """What the people were told alone."""
        return [message for message in self.slack.messages(self.team.channel) if message.ephemeral_to]

    def deliveries(self, said: Message) -> list[Delivery]:
        """The attempts to deliver a message."""
        return [each for each in self.slack.journal.events("message") if each.payload["event"]["ts"] == said.ts]


@pytest.fixture
def room(slack: Emulator, app: Application) -> Room:
    return Room(slack, app)


def test_case_21_every_delivery_four_times_across_replicas_has_one_effect(
    slack: Emulator, database_url: str, tmp_path: Path
) -> None:
    replicas = 1 if database_url.startswith("sqlite") else 3
    with contextlib.ExitStack() as stack:
        apps = [stack.enter_context(an_app(slack, database_url, tmp_path / str(number))) for number in range(replicas)]
        room = Room(slack, apps[0])
        slack.plan_events(lambda _: [0, 0, 0, 0])
        slack.courier.answer_seconds = SECONDS  # what is looked at is the effect, not how quickly
        for number in range(10):
            room.says(f"thought {number}")
            room.says(f"{slack.bot_mention} status")
        room.amina.post(slack.direct_channel(room.amina), "hello")
        room.rests()
        assert room.remarks == [(f"thought {number}", 0) for number in range(10)]
        assert len(room.whispers()) == 10
        assert len([m for m in slack.messages(slack.direct_channel(room.amina)) if m.bot_id]) == 1
        assert all(each.acked for each in slack.journal.events("app_mention"))


def test_case_22_an_edit_that_overtakes_a_later_one_does_not_count(room: Room) -> None:
    said = room.says("first")
    room.rests()
    held: list[Any] = []
    room.slack.plan_events(lambda payload: held.append(payload) or [])  # type: ignore[func-returns-value]
    room.amina.edit(said, "second")
    room.amina.edit(said, "third")
    room.slack.plan_events(None)
    for payload in reversed(held):
        room.slack.courier.send_event(payload)
        room.rests()
    assert room.remarks == [("third", 2)]


def test_case_22_a_reply_before_its_conversation_is_known_is_kept(slack: Emulator, scene: Scene) -> None:
    # The card stands in Slack, and the process died before it wrote down where.
    team = prepare(slack, scene.database, 1)[0]
    scene.dies(scene.begins("after_post", waits=False), "after_post")
    card = next(message for message in slack.messages(team.channel) if message.bot_id)
    scene.begins()
    said = team.opener.post(team.channel, "before you know", card)
    scene.rests()
    assert scene.acked(said.ts)
    with scene.database.reading() as uow:
        assert [remark.text for remark in uow.remarks.of(team.conversation)] == ["before you know"]


@only(SQLITE)
def test_case_23_of_a_hundred_people_on_one_button_one_wins_and_each_is_answered(
    slack: Emulator, app: Application
) -> None:
    slack.courier.answer_seconds = 3 * SECONDS  # what is looked at is who wins, not how quickly
    people = [slack.add_person(f"Person {number}") for number in range(100)]
    channel = slack.add_channel("everybody", people)
    conversation, _ = talk.begin(
        load_guide(), Setup(), people[0].id, [Participant(id=person.id, role=Role.delivery) for person in people]
    )
    conversation, _ = talk.reveal(conversation, people[0].id)
    record = Record("everybody", slack.team_id, channel.id, "Acme", "en", conversation)
    with app.database.unit_of_work() as uow:
        stored = uow.conversations.add(record)
        for message in conversation_messages.opening(stored, (talk.Said(talk.REVEAL, "screening"),), "prepared"):
            uow.outbox.write(message)
        uow.commit()
    app.relay.wake()
    assert wait_until_quiet(slack, app.database, SECONDS)
    shown = deepcopy(next(m for m in slack.messages(channel) if m.thread_ts and action_ids.GO_ON in str(m.blocks)))
    button = next(
        str(element["action_id"])
        for block in shown.blocks
        for element in block.get("elements", [])
        if action_ids.action_of(str(element.get("action_id"))) == action_ids.GO_ON
    )
    with ThreadPoolExecutor(20) as hands:
        errors = list(hands.map(lambda person: person.click(shown, button, stale=True), people))
    assert errors == [None] * 100
    assert wait_until_quiet(slack, app.database, 3 * SECONDS)
    with app.database.reading() as uow:
        found = uow.conversations.get(slack.team_id, "everybody")
    assert found is not None
    assert where(found.conversation) == "clarity_collecting"
    told = [message.ephemeral_to for message in slack.messages(channel) if message.ephemeral_to]
    assert len(told) == len(set(told)) == 99
    opens = '"s":"clarity"'
    thread = [m for m in slack.messages(channel) if m.thread_ts]
    opened = [m for m in thread if action_ids.OPEN_SECTION in str(m.blocks) and opens in str(m.blocks)]
    assert len(opened) == 1


@pytest.mark.parametrize("status", [429, 500])
def test_case_27_an_auth_test_that_fails_while_events_arrive_loses_none(room: Room, status: int) -> None:
    fault = Faults.rate_limited("30") if status == 429 else Faults.server_error(500)
    room.slack.faults.always("auth.test", fault)
    before = len(room.slack.journal.calls("auth.test"))
    said = room.says("we could try")
    room.rests()
    assert [each.acked for each in room.deliveries(said)] == [True]
    assert room.remarks == [("we could try", 0)]
    assert len(room.slack.journal.calls("auth.test")) == before  # nobody asks


def test_case_28_that_slack_holds_events_back_is_answered_and_an_operator_warned(
    room: Room,
) -> None:
    told = {"type": "app_rate_limited", "team_id": room.slack.team_id, "minute_rate_limited": 1, "api_app_id": "A1"}
    with structlog.testing.capture_logs() as logged:
        room.slack.courier.send_event(told)
        room.rests()
    assert [each.acked for each in room.slack.journal.deliveries() if each.payload is told] == [True]
    assert [each["log_level"] for each in logged if each["event"] == "incoming.held_back"] == ["error"]
    assert 'kind="app_rate_limited",result="answered"' in room.app.health.figures().decode()


# Store


@only(POSTGRESQL)
def test_case_30_a_database_that_drops_every_connection_again_and_again_loses_nothing(room: Room) -> None:
    with _dropping(room.app.database) as drops:
        for number in range(20):
            room.says(f"thought {number}")
            room.amina.post(room.slack.direct_channel(room.amina), f"hello {number}")
        room.slack.wait_for(lambda: len(drops) > 10, SECONDS)
    room.rests()
    assert sorted(room.remarks) == sorted((f"thought {number}", 0) for number in range(20))
    assert len([m for m in room.slack.messages(room.slack.direct_channel(room.amina)) if m.bot_id]) == 20


@contextlib.contextmanager
def _dropping(database: Database) -> Iterator[list[int]]:
    """Every connection is ended from the other side, several times a second; how many, each time."""
    engine = create_engine(database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    enough = threading.Event()
    drops: list[int] = []

    def drop() -> None:
        with engine.connect() as connection:
            while not enough.wait(0.3):
                ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
                drops.append(len(connection.exec_driver_sql(ended).all()))

    dropper = threading.Thread(target=drop)
    dropper.start()
    try:
        yield drops
    finally:
        enough.set()
        dropper.join()
        engine.dispose()


def test_case_30_a_server_that_is_started_again_loses_nothing(
    slack: Emulator, restartable: Restartable, tmp_path: Path
) -> None:
    with an_app(slack, restartable.url, tmp_path) as application:
        room = Room(slack, application)
        for restart in range(3):
            for number in range(6):
                room.says(f"thought {restart} {number}")
            restartable.restart()
        room.rests()
        assert sorted(room.remarks) == sorted((f"thought {n // 6} {n % 6}", 0) for n in range(18))


def test_case_31_a_store_that_is_held_is_not_answered_for_and_the_retry_has_one_effect(room: Room) -> None:
    room.slack.courier.answer_seconds = 0.4
    with _held(room.app.database):
        said = room.says("we could try")
        room.slack.wait_for(lambda: room.deliveries(said), SECONDS)
        assert not any(each.acked for each in room.deliveries(said))
    room.slack.courier.answer_seconds = 3.0
    room.rests()
    assert room.deliveries(said)[-1].acked
    assert room.remarks == [("we could try", 0)]


def test_case_31_a_unit_of_work_that_waits_for_its_time_holds_up_no_other() -> None:
    asked, told = threading.Event(), threading.Event()

    def slow() -> datetime:
        asked.set()
        told.wait(SECONDS)
        return datetime.now(UTC)

    waits, asks = (UnitOfWork(Session(), clock) for clock in (slow, lambda: datetime.now(UTC)))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(lambda: waits.now)
        assert asked.wait(SECONDS)
        try:
            pool.submit(lambda: asks.now).result(SECONDS / 10)
        finally:
            told.set()
        first.result(SECONDS)


@contextlib.contextmanager
def _held(database: Database) -> Iterator[None]:
    """Another process has the lock of the file, or every connection of the pool is taken."""
    with contextlib.ExitStack() as stack:
        if database.sqlite:
            other = create_engine(database.url, poolclass=NullPool)
            connection = stack.enter_context(other.connect())
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            stack.callback(connection.exec_driver_sql, "ROLLBACK")
        else:
            pool: Any = database.engine.pool
            for _ in range(pool.size() + pool._max_overflow):
                with contextlib.suppress(Exception):
                    stack.enter_context(database.engine.connect())
        yield


@only(SQLITE)
def test_case_32_a_full_disk_is_not_answered_for_and_once_there_is_room_the_retry_has_one_effect(room: Room) -> None:
    engine = room.app.database.engine
    room.rests()
    with contextlib.closing(engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM").close()  # what other tests left free would have to be filled first
    full: Callable[..., None] = _limit_pages(0)
    event.listen(engine, "checkout", full)
    said = [room.says(f"{number} " + "x" * 3500) for number in range(30)]
    room.slack.wait_for(lambda: all(room.deliveries(one) for one in said), SECONDS)
    refused = [one for one in said if not any(each.acked for each in room.deliveries(one))]
    assert refused
    kept = {text for text, _ in room.remarks}
    assert kept == {one.text for one in said if one not in refused}
    event.remove(engine, "checkout", full)
    event.listen(engine, "checkout", _limit_pages(2**30))
    room.rests()
    assert sorted(room.remarks) == sorted((one.text, 0) for one in said)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


def _limit_pages(most: int) -> Callable[..., None]:
    """0: not one more than there are."""

    def checkout(connection: Any, *_: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {most or pages}")

    return checkout
