"""One step is one unit of work, and there is no other way to open one."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

import bot.use_cases
from bot.i18n.refusals import NONE_HERE, Refusal
from bot.use_cases import access
from bot.use_cases.access import NEEDS, Act
from bot.use_cases.base import UseCases, date_in_utc_minus_12
from bot.use_cases.steps import Actor, Answered, CameBefore, SlackReply
from flows.errors import BrokenConversation, NotExpected
from storage.database import Database
from storage.records import Record, Remark
from storage.tables.models import InboxRow, OutboxRow, RemarkRow
from tests.storage.cases import ANA, CHANNEL, PAT, TEAM, stored
from tests.use_cases.people import GUEST, STRANGER, Office, WatchedDatabase

FOLDER = Path(str(bot.use_cases.__path__[0]))
REMARK = Remark(message_ts="1.0", author=ANA.id, section="screening", text="kept?")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    office = Office(WatchedDatabase(database_url))
    yield office
    office.database.dispose()


@pytest.fixture
def record(database: Database) -> Record:
    return stored(database)


def clicked(surface: str = "thread", key: str = "k1", user: str = ANA.id) -> Actor:
    return Actor(TEAM, user, key, surface, CHANNEL if surface == "thread" else "")  # type: ignore[arg-type]


def keys(database: Database) -> list[str]:
    with database.reading() as uow:
        return list(uow.session.scalars(select(InboxRow.key)))


def waiting(database: Database) -> list[str]:
    """The dedupe keys of what waits to be sent."""
    with database.reading() as uow:
        return list(uow.session.scalars(select(OutboxRow.dedupe_key)))


def remarks(database: Database) -> int:
    with database.reading() as uow:
        return len(list(uow.session.scalars(select(RemarkRow.message_ts))))


def remarked(office: Office, record: Record, actor: Actor) -> SlackReply:
    with UseCases(office.services).step(actor, record.id, Act.KEEP_REMARK) as step:
        step.uow.remarks.add(step.record.id, REMARK)
        step.tell_privately({"text": "kept"})
        return step.reply()


def refused(office: Office, record: Record, actor: Actor, error: Exception) -> SlackReply:
    """A step that is refused after it wrote something."""
    with UseCases(office.services).step(actor, record.id, Act.KEEP_REMARK) as step:
        step.uow.remarks.add(step.record.id, REMARK)
        step.tell_privately({"text": "kept"})
        raise error


def test_no_use_case_opens_or_commits_a_unit_of_work_by_itself() -> None:
    """``base`` alone does. Everything else is handed an open step, or the unit of work of one."""
    found = [
        f"{file.name}:{node.lineno} .{node.func.attr}("
        for file in sorted(FOLDER.glob("*.py"))
        if file.name != "base.py"
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("first_time", "commit", "unit_of_work")
    ]
    assert found == []
    assert len(list(FOLDER.glob("*.py"))) > 20, "the use cases are somewhere else now"


def test_every_act_has_its_needs_and_a_use_case() -> None:
    assert set(NEEDS) == set(Act)
    named = {
        node.attr
        for file in FOLDER.glob("*.py")
        if file.name != "access.py"
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Act"
    }
    assert {act.name for act in Act} == named


def test_everything_of_a_step_is_committed_together_and_the_relay_is_woken_after_it(
    office: Office, database: Database, record: Record
) -> None:
    assert remarked(office, record, clicked()) == SlackReply(language="fr")
    assert (keys(database), waiting(database), remarks(database)) == (["k1"], ["whisper:k1"], 1)
    assert office.woken == 1


def test_a_key_that_came_before_changes_nothing(office: Office, database: Database, record: Record) -> None:
    remarked(office, record, clicked())
    with pytest.raises(CameBefore) as again:
        refused(office, record, clicked(), AssertionError("it was not to be opened"))
    assert again.value.reply == SlackReply()
    assert (keys(database), waiting(database), office.woken) == (["k1"], ["whisper:k1"], 1)


@pytest.mark.parametrize("error", [NotExpected(), Refusal(NONE_HERE)])
def test_a_refusal_in_a_thread_is_whispered_once_and_keeps_its_key_and_nothing_else(
    office: Office, database: Database, record: Record, error: Exception
) -> None:
    for _ in range(2):
        with pytest.raises(Answered) as ended:
            refused(office, record, clicked(), error)
        assert ended.value.reply.body is None
    assert (keys(database), waiting(database), remarks(database)) == (["k1"], ["whisper:k1"], 0)
    with database.reading() as uow:
        assert uow.session.scalar(select(OutboxRow.body))["text"] != "kept"
    assert office.woken == 1


def test_a_refused_modal_is_answered_at_once_and_may_be_sent_again(
    office: Office, database: Database, record: Record
) -> None:
    with pytest.raises(Answered) as ended:
        refused(office, record, clicked("modal"), NotExpected())
    assert ended.value.reply.body
    assert ended.value.reply.language == "fr"
    assert (keys(database), waiting(database), remarks(database), office.woken) == ([], [], 0, 0)
    remarked(office, record, clicked("modal"))
    assert (keys(database), remarks(database)) == (["k1"], 1)


def test_an_unknown_conversation_is_said_where_the_person_is(
    office: Office, database: Database, record: Record
) -> None:
    elsewhere = Actor("T0OTHER", ANA.id, "k2", "modal")
    for actor in (elsewhere, clicked("command")):
        missing = record.id if actor is elsewhere else "none"
        with pytest.raises(Answered) as ended, UseCases(office.services).step(actor, missing, Act.DECIDE):
            pass
        assert ended.value.reply.body
    assert (keys(database), waiting(database)) == ([], [])
    with pytest.raises(Answered), UseCases(office.services).look(clicked(), "none", Act.READ_STATUS):
        pass
    assert (keys(database), waiting(database)) == (["k1"], ["whisper:k1"])


def test_what_is_broken_is_no_refusal(office: Office, database: Database, record: Record) -> None:
    """An operator reads of it, and Slack tells again: nothing is kept."""
    with pytest.raises(BrokenConversation):
        refused(office, record, clicked(), BrokenConversation("it cannot be saved"))
    assert (keys(database), waiting(database), office.woken) == ([], [], 0)


def test_what_is_read_in_a_thread_is_whispered_once_in_order_and_no_writer_waits_while_it_is_read(
    office: Office, database: Database, record: Record
) -> None:
    for _ in range(2):
        with UseCases(office.services).look(clicked(), record.id, Act.READ_STATUS) as look:
            assert not office.database.open_for_writing
            reply = look.reply(body={"text": "last"}, before=[{"text": "first"}])
        assert reply == SlackReply(language="fr")
    assert waiting(database) == ["whisper:k1", "whisper:k1:1"]
    with database.reading() as uow:
        assert [body["text"] for body in uow.session.scalars(select(OutboxRow.body).order_by(OutboxRow.id))] == [
            "Acme: first",
            "Acme: last",
        ]
    with UseCases(office.services).look(clicked("modal"), record.id, Act.READ_STATUS) as look:
        assert look.reply(body={"text": "last"}, before=[{"text": "first"}]).body == {"text": "last"}


@pytest.mark.parametrize("act", Act)
def test_slack_is_asked_before_a_transaction_that_writes_whatever_the_act_needs(
    office: Office, record: Record, act: Act
) -> None:
    """The directory of these tests fails when it is asked too late."""
    try:
        with UseCases(office.services).step(clicked(), record.id, act) as step:
            assert step.record.id == record.id
    except Answered:
        pytest.fail("Ana opened it and is in the channel: she may do everything")
    assert (office.directory.asked > 0) == access.asks_slack(act)


@pytest.mark.parametrize(("hour", "day"), [(11, 1), (12, 2)])
def test_a_day_is_over_when_it_is_over_everywhere(hour: int, day: int) -> None:
    assert date_in_utc_minus_12(datetime(2026, 6, 2, hour, 59, tzinfo=UTC)) == date(2026, 6, day)


def test_whoever_may_not_is_refused_at_the_door(office: Office, database: Database, record: Record) -> None:
    use_cases, partner = UseCases(office.services), clicked("modal", user=PAT.id)
    with pytest.raises(Answered) as ended, use_cases.step(partner, record.id, Act.MAKE_COMMITMENT):
        pytest.fail("the partner’s people make no commitments for us")
    assert ended.value.reply.body
    with pytest.raises(Answered), use_cases.look(partner, record.id, Act.READ_STATUS):
        pytest.fail("the partner’s people do not read our channel")
    with pytest.raises(Answered), use_cases.outside(clicked("command", user=STRANGER), Act.START):
        pytest.fail("a stranger starts nothing")
    assert not use_cases.may(clicked(user=GUEST), Act.START)
    assert keys(database) == []
    for act in (Act.MAKE_COMMITMENT, Act.READ_STATUS):
        with use_cases.look(clicked("modal"), record.id, act) as look:
            assert look.may(Act.MAKE_COMMITMENT)
