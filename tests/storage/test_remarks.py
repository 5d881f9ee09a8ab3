"""Remarks in whatever order Slack delivers them: nothing is lost, nothing comes back."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.database import Database
from storage.records import Remark
from tests.storage.cases import stored

TS = "1700000000.000100"
HELLO = Remark(message_ts=TS, author="U0ANA", section="clarity", text="hello")


@pytest.fixture
def conversation(database: Database) -> str:
    return stored(database).id


def told(database: Database, conversation: str, *events: tuple[str, str] | str) -> list[Remark]:
    """The remarks after these events, each in a unit of work of its own: ``add``, ``delete`` or (edit, text)."""
    for event in events:
        with database.unit_of_work() as uow:
            if event == "add":
                uow.remarks.add(conversation, HELLO)
            elif event == "delete":
                uow.remarks.delete(conversation, TS)
            else:
                uow.remarks.edit(conversation, TS, event[1])
            uow.commit()
    with database.reading() as uow:
        return uow.remarks.of(conversation)


EDIT = ("edit", "bonjour")
EDITED = Remark(TS, "U0ANA", "clarity", "bonjour", versions=("hello",))
DELETED = Remark(TS, "U0ANA", "clarity", "hello", deleted=True)
BOTH = Remark(TS, "U0ANA", "clarity", "bonjour", deleted=True, versions=("hello",))


@pytest.mark.parametrize(
    ("events", "kept"),
    [
        (["add"], HELLO),
        (["add", "add"], HELLO),
        (["add", EDIT], EDITED),
        ([EDIT, "add"], EDITED),
        ([EDIT, EDIT, "add", "add"], EDITED),
        (["add", EDIT, EDIT], EDITED),
        (["add", ("edit", "hello")], HELLO),
        (["add", "delete"], DELETED),
        (["delete", "add"], DELETED),
        (["delete", "delete", "add", "delete"], DELETED),
        *[(list(order), BOTH) for order in itertools.permutations(["add", EDIT, "delete"])],
    ],
    ids=str,
)
def test_what_is_kept_does_not_depend_on_the_order(
    database: Database, conversation: str, events: list[tuple[str, str] | str], kept: Remark
) -> None:
    assert told(database, conversation, *events) == [kept]


def test_every_earlier_text_is_kept_oldest_first(database: Database, conversation: str) -> None:
    edits = [("edit", "second"), ("edit", "third"), ("edit", "fourth")]
    assert told(database, conversation, "add", *edits)[0].versions == ("hello", "second", "third")


def test_a_message_that_comes_after_its_edits_is_the_oldest_version(database: Database, conversation: str) -> None:
    found = told(database, conversation, ("edit", "second"), ("edit", "third"), "add")[0]
    assert (found.text, found.versions) == ("third", ("hello", "second"))


def test_an_edit_that_arrives_after_a_later_one_is_only_a_version(database: Database, conversation: str) -> None:
    told(database, conversation, "add")
    with database.unit_of_work() as uow:
        uow.remarks.edit(conversation, TS, "third", "1700000009.0")
        uow.remarks.edit(conversation, TS, "second", "1700000005.0")
        uow.commit()
    found = told(database, conversation)[0]
    assert found.text == "third"
    assert sorted(found.versions) == ["hello", "second"]


def test_an_edit_or_deletion_of_what_never_was_a_remark_shows_nothing(database: Database, conversation: str) -> None:
    assert told(database, conversation, EDIT, "delete") == []


def test_remarks_come_oldest_first_and_by_section(database: Database, conversation: str) -> None:
    with database.unit_of_work() as uow:
        for ts, section in (("1700000003.0", "values"), ("1700000001.0", "clarity"), ("1700000002.0", "values")):
            uow.remarks.add(conversation, Remark(ts, "U0ANA", section, f"at {ts}"))
        uow.commit()
    with database.reading() as uow:
        assert [one.message_ts[9] for one in uow.remarks.of(conversation)] == ["1", "2", "3"]
        assert [one.message_ts[9] for one in uow.remarks.of(conversation, "values")] == ["2", "3"]
        assert uow.remarks.of("another") == []


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d", "<!channel> & 'quotes'", ""])
def test_a_remark_is_kept_exactly(database: Database, conversation: str, text: str) -> None:
    with database.unit_of_work() as uow:
        uow.remarks.add(conversation, Remark(TS, "U0ANA", "clarity", text))
        uow.remarks.edit(conversation, TS, "now this")
        uow.commit()
    with database.reading() as uow:
        assert uow.remarks.of(conversation)[0].versions == (text,)


def test_eight_deliveries_of_a_message_at_once_are_one_remark(database: Database, conversation: str) -> None:
    def deliver(number: int) -> None:
        with database.unit_of_work() as uow:
            if number % 2:
                uow.remarks.add(conversation, HELLO)
            else:
                uow.remarks.edit(conversation, TS, "bonjour")
            uow.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deliver, range(8)))
    with database.reading() as uow:
        assert uow.remarks.of(conversation) == [EDITED]
