"""Export and import: what comes back is what went out, hidden answers never go out, and what is damaged changes nothing."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.cli.json_record import Imported, _digest, put_in, written
from flows.conversation import conversation as talk
from flows.ledger import LedgerEntry
from flows.model import Kind
from storage.conversations.hiding import Hiding
from storage.database import Database
from storage.engine.errors import ArchiveRefused
from storage.migrations import upgrade
from storage.privacy.archive import PARTS, STAYS, WITHHELD, Archive
from storage.privacy.belonging import owner_of, table_of
from storage.records import Posted, Record, Remark
from storage.tables.models import Base, ConversationRow
from tests.flows.cases import GUIDE, SECTIONS, where
from tests.storage.cases import ANA, BEN, MIDDAY, PAT, answered, begun, loaded, road, saved, stored
from tests.storage.follow_up import (
    HIDDEN,
    check_ins,
    daily,
    followed,
    followed_up,
    rule,
    schedule_of,
    scheduled,
    ticked,
)

STATES = list(road(begun()))
TEXTS = [q.id for q in GUIDE.questions if q.kind is Kind.text and q.asked(ANA.side)]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """An empty database that is migrated."""
    database = Database(f"sqlite:///{tmp_path / 'other.db'}")
    upgrade(database)
    yield database
    database.dispose()


def exported(database: Database, *ids: str) -> str:
    with database.reading() as uow:
        archive = Archive(uow)
        return "\n".join(written(archive, ids or archive.ids(), MIDDAY)) + "\n"


def imported(database: Database, text: str) -> Imported:
    with database.unit_of_work() as uow:
        found = put_in(Archive(uow), text)
        uow.commit()
    return found


def filled(database: Database, record: Record) -> None:
    """Everything beside the answers that a conversation may have."""
    with database.unit_of_work() as uow:
        uow.assessments.add(record.id, record.conversation.assessment())
        uow.remarks.add(record.id, Remark("1700000001.0", BEN.id, "clarity", "first \x00 \ud800"))
        uow.remarks.edit(record.id, "1700000001.0", "second", "1700000002.0")
        uow.remarks.delete(record.id, "1700000003.0")
        uow.posts.put(record.id, "card", Posted("C0PARTNERS", "1.2"))
        uow.commit()


def rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every conversation, without the numbers that are given anew."""
    found = {}
    with database.reading() as uow:
        for row in (ConversationRow, *PARTS.values()):
            table = row.__table__
            columns = [c for c in table.columns if c.autoincrement is not True]
            query = select(*columns).order_by(*table.primary_key.columns)
            found[str(table.name)] = [dict(one) for one in uow.session.execute(query).mappings()]
    return found


# What comes back


def test_everything_comes_back_as_it_was_on_either_engine(database: Database, other: Database) -> None:
    for number, state in enumerate(STATES[-2:]):
        record = stored(database, conversation=begun(), partner_name="Fondation Acmé \ud83d", thread_ts=f"1.{number}")
        record = saved(database, record, state)
        filled(database, record)
        followed_up(database, record, running=False)
    text = exported(database)
    assert len(imported(other, text).added) == 2
    assert rows(other) == rows(database)
    assert exported(other) == text


def test_a_conversation_goes_on_where_it_came_in(database: Database, other: Database) -> None:
    before = next(state for state in STATES if where(state) == "values_collecting" and not state.missing("clarity"))
    record = stored(other, conversation=before)
    imported(database, exported(other))
    back = loaded(database, record)
    assert back.conversation == before
    moved = saved(database, back, answered(back.conversation, BEN.id, "values"))
    assert loaded(database, moved) == moved


def test_after_hidden_answers_were_left_out_new_ones_are_kept(database: Database, other: Database) -> None:
    state = next(one for one in STATES if where(one) == "values_collecting" and one.missing("values") == (BEN,))
    record = stored(other, conversation=state)
    imported(database, exported(other))
    back = loaded(database, record)
    assert 0 < len(back.conversation.answers) < len(state.answers)
    assert back.conversation.missing("values") == (ANA, BEN)
    moved = saved(database, back, answered(back.conversation, BEN.id, "values"))
    assert loaded(database, moved) == moved


def test_importing_what_is_there_already_changes_nothing(database: Database) -> None:
    record = stored(database, conversation=STATES[-1])
    filled(database, record)
    text, before = exported(database), rows(database)
    again = imported(database, text)
    assert (again.added, again.same, again.kept) == ([], [record.id], [])
    assert rows(database) == before


def test_what_went_on_here_meanwhile_stays_as_it_is(database: Database) -> None:
    record = stored(database, conversation=STATES[-2])
    text = exported(database)
    record = saved(database, record, STATES[-1])
    assert imported(database, text).kept == [record.id]
    assert loaded(database, record) == record


texts = st.text(st.characters(), max_size=40) | st.sampled_from(["", "=1+1", "\x00", "\ud800", "\x1ad800", "é" * 9])


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    folder = tmp_path_factory.mktemp("pair")
    both = tuple(Database(f"sqlite:///{folder / name}.db") for name in ("one", "two"))
    for one in both:
        upgrade(one)
    yield both[0], both[1]
    for one in both:
        one.dispose()


def emptied(database: Database) -> Database:
    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    return database


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_conversation_comes_back(pair: tuple[Database, Database], data: st.DataObject) -> None:
    database, other = (emptied(one) for one in pair)
    people = st.sampled_from([ANA.id, BEN.id, PAT.id, "U0GONE"])
    value = st.none() | texts | st.floats(allow_nan=False, allow_infinity=False) | st.just(("a", "b"))
    versions = st.builds(talk.Answer, people, st.sampled_from(TEXTS), value, st.booleans(), st.booleans())
    state = data.draw(st.sampled_from(STATES))
    state = replace(state, answers=(*state.answers, *data.draw(st.lists(versions, max_size=5))))
    record = stored(database, conversation=state, partner_name=data.draw(texts))
    with database.unit_of_work() as uow:
        for text in data.draw(st.lists(texts, max_size=3)):
            uow.remarks.edit(record.id, "1700000001.0", text)
        uow.commit()
    text = exported(database)
    imported(other, text)
    withheld = json.loads(text)["conversations"][0]["conversation"][WITHHELD]
    assert without_counts(exported(other)) == without_counts(text)
    if not withheld:
        assert rows(other) == rows(database)


def without_counts(text: str) -> list[Any]:
    found = [entry["conversation"] for entry in json.loads(text)["conversations"]]
    return [one | {WITHHELD: {}} for one in found]


# What stays


@pytest.mark.parametrize("state", STATES, ids=where)
def test_no_hidden_answer_ever_goes_out(database: Database, state: talk.Conversation) -> None:
    record = stored(database, conversation=state)
    text = exported(database)
    out = json.loads(text)["conversations"][0]["conversation"]
    hidden = [section for section in SECTIONS if section not in state.place.seen]
    for answer in state.answers:
        ours = answer.person != PAT.id
        section = GUIDE.owner[answer.question].section
        gone = section in hidden if ours else state.stage == "reviewing"
        there = [one for one in out["answers"] if (one["person"], one["question"]) == (answer.person, answer.question)]
        assert bool(there) is not gone, (answer, record.conversation.stage)
        if gone and ours and GUIDE.kind_of(answer.question) is Kind.text:
            assert str(answer.value) not in text
    assert all(one["section"] not in hidden or one["person"] == PAT.id for one in out["submissions"])
    assert sum(out[WITHHELD].values()) or len(out["answers"]) == len(state.answers)


def test_a_pause_and_an_end_hide_what_was_hidden(database: Database) -> None:
    state = next(one for one in STATES if where(one) == "clarity_collecting" and one.missing("clarity") == (BEN,))
    for over in (talk.pause(state, ANA.id)[0], talk.stop(state, ANA.id)[0]):
        record = stored(database, conversation=over)
        out = json.loads(exported(database, record.id))["conversations"][0]["conversation"]
        assert {GUIDE.owner[one["question"]].section for one in out["answers"]} == {"screening"}


def test_the_partner_is_read_once_a_summary_has_read_them(database: Database) -> None:
    state = STATES[-2]
    back = talk.back(state, ANA.id)[0]
    assert where(back) == "closing_revealed"
    assert Hiding(back).hides(PAT.id, "lean", MIDDAY)
    assert not Hiding(back, MIDDAY).hides(PAT.id, "lean", MIDDAY)
    assert Hiding(back, MIDDAY).hides(PAT.id, "lean", MIDDAY + timedelta(seconds=1))
    assert not Hiding(state).hides(PAT.id, "lean", MIDDAY)
    assert Hiding(state).hides(ANA.id, "a question of another guide", MIDDAY)


def test_what_is_said_in_a_check_in_stays_until_it_is_revealed(database: Database, other: Database) -> None:
    record = stored(database, conversation=STATES[-1])
    followed_up(database, record)
    text = exported(database)
    out = json.loads(text)["conversations"][0]["conversation"]
    ended, running = sorted(out["check_ins"], key=lambda one: str(one["number"]))
    assert {one["check_in_id"] for one in out["check_in_answers"]} == {ended["id"]}
    assert {one["check_in_id"] for one in out["check_in_submissions"]} == {ended["id"]}
    assert out[WITHHELD] == {"check_in_answers": 1, "check_in_submissions": 1}
    assert HIDDEN not in text
    imported(other, text)
    back = check_ins(other, record)[-1].check_in
    assert back.stage == running["stage"] == "collecting"
    assert back.answers == ()
    assert back.submissions == frozenset()
    assert without_counts(exported(other)) == without_counts(text)


def test_a_check_in_is_held_against_the_same_answers_where_some_were_left_out(
    database: Database, other: Database
) -> None:
    record = followed(database)
    count = len(record.conversation.answers)
    with database.unit_of_work() as uow:
        uow.check_ins.begin(record, (), MIDDAY.date())
        uow.commit()
    state = talk.back(talk.back(record.conversation, ANA.id)[0], ANA.id)[0]
    record = saved(database, record, state)
    text = exported(database)
    out = json.loads(text)["conversations"][0]["conversation"]
    partners = sum(answer.person == PAT.id for answer in state.answers)
    assert out[WITHHELD]["answers"] == partners > 0
    assert out["check_ins"][0]["answers_before"] == count - partners
    imported(other, text)
    assert without_counts(exported(other)) == without_counts(text)


def test_a_schedule_goes_on_where_it_came_in_and_fires_nothing_twice(database: Database, other: Database) -> None:
    record = followed(other)
    scheduled(other, record, rule(daily(MIDDAY.date())), MIDDAY)
    later = MIDDAY + timedelta(days=3)
    assert ticked(other, later).fired == 1
    imported(database, exported(other))
    assert schedule_of(database, record) == schedule_of(other, record)
    assert ticked(database, later).fired == 0
    imported(database, exported(other))
    assert ticked(database, later).fired == 0
    # What came due while nobody ticked is asked about once, as after a stop; it overtakes the check-in that ran.
    weeks_later = later + timedelta(days=21)
    ticked(database, weeks_later)
    assert ticked(database, weeks_later).fired == 0
    keys = [one.check_in.stage for one in check_ins(database, record)]
    assert keys == ["missed", "prompted"]


def test_every_table_is_exported_or_stays_for_a_reason() -> None:
    """A new table of the database: whoever reads this decides what becomes of it in an export."""
    parts = {str(row.__table__.name) for row in PARTS.values()}
    for table in Base.metadata.sorted_tables:
        assert (table.name in parts) is not (table.name in STAYS), (
            f"the table {table.name} is new: put it into PARTS of storage/privacy/archive.py when it is a part of a conversation "
            "(after what it is a part of), else into STAYS with the reason; if it holds answers that may be hidden, teach "
            "_shown as well"
        )
        if owner_of(table) is None:
            assert table.name not in parts, f"{table.name} needs a foreign key to conversations or to a part (team, id)"
    assert parts | STAYS.keys() == set(Base.metadata.tables), (
        "a list in storage/privacy/archive.py names a table that is gone"
    )
    assert list(PARTS) == [str(row.__table__.name) for row in PARTS.values()]
    order = list(PARTS)
    for row in PARTS.values():
        owner = owner_of(table_of(row))
        assert owner is not None
        if owner[1].name in parts:
            assert order.index(owner[1].name) < order.index(str(row.__table__.name)), "what it is a part of comes first"


# What is refused


def changed(text: str, **of_conversation: Any) -> str:
    """The file with other values in its first conversation, and the digest that belongs to them."""
    found = json.loads(text)
    entry = found["conversations"][0]
    entry["conversation"] |= of_conversation
    entry["digest"] = _digest(entry["conversation"])
    return json.dumps(found)


BAD = {
    "cut short": (lambda text: text[: len(text) // 2], r"line \d, column \d+: this is not JSON"),
    "no JSON": (lambda text: "Hello", "line 1, column 1"),
    "deep": (lambda text: "[" * 100_000, "the file"),
    "not ours": (lambda text: '{"format": "x"}', "line 1: this is not an export"),
    "a list": (lambda text: "[]", "line 1: this is not an export"),
    "newer": (lambda text: text.replace('"version":1', '"version":2', 1), "2 is newer than 1, .*install the version"),
    "an answer changed": (
        lambda text: text.replace("Deaf teachers", "Other teachers", 1),
        r"line 2, conversations\[0\]",
    ),
    "a guide changed": (lambda text: text.replace(GUIDE.version, f"{GUIDE.version}1"), r"line \d, guides"),
    "no guide": (lambda text: json.dumps(json.loads(text) | {"guides": {}}), "the guide that it began with is missing"),
    "no conversations": (lambda text: json.dumps(json.loads(text) | {"conversations": 3}), "are missing"),
    "nothing": (lambda text: json.dumps(json.loads(text) | {"conversations": [{}]}), "this is not a conversation"),
    "NaN": (lambda text: text.replace('"ended":false', '"ended":NaN', 1), "NaN is not a number"),
    "no such stage": (lambda text: changed(text, stage="gone"), "cannot be continued"),
    "no such section": (lambda text: changed(text, stage="revealed", section="gone"), "cannot be continued"),
    "a number for a name": (lambda text: changed(text, partner_name=7), r"partner_name: text is needed"),
    "a column more": (lambda text: changed(text, colour="red"), "'colour' is unknown; install the version"),
    "a part less": (lambda text: changed(text, remarks=None), "remarks: a list is missing"),
    "an answer of nobody": (lambda text: changed(text, answers=[{}]), r"answers\[0\]: .* is missing"),
    "a lone surrogate": (lambda text: changed(text, channel="\ud800"), "characters that cannot be stored"),
    "no moment": (lambda text: changed(text, created_at="soon"), "created_at: it is not a date and time"),
    "a change of a commitment that is not there": (
        lambda text: changed(
            text,
            commitment_changes=[
                {
                    "commitment_id": "c0",
                    "position": 0,
                    "did": "made",
                    "by": "U1",
                    "on": "2026-03-02",
                    "due": "2026-03-02",
                    "owner": "U1",
                    "reason": "",
                    "recorded_at": "2026-03-02T12:00:00+00:00",
                }
            ],
        ),
        r"commitment_changes\[0\].commitment_id: it is none of these commitments",
    ),
    "no zone": (
        lambda text: changed(text, created_at="2026-01-01T00:00:00"),
        "created_at: the moment has no time zone",
    ),
    "a submission twice": (
        lambda text: changed(text, submissions=[{"section": "values", "person": "U1"}] * 2),
        "cannot be continued",
    ),
    "what is hidden": (lambda text: changed(text, seen=[]), "not revealed yet"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_whole_and_says_where(database: Database, other: Database, what: str) -> None:
    spoil, said = BAD[what]
    stored(database, conversation=STATES[-1])
    text = spoil(exported(database))
    with pytest.raises(ArchiveRefused, match=said):
        imported(other, text)
    assert all(not found for found in rows(other).values())
    with other.reading() as uow:
        assert uow.session.scalar(select(ConversationRow.id)) is None


def test_a_number_beyond_all_numbers_is_refused_by_either_engine(database: Database, other: Database) -> None:
    stored(other, conversation=STATES[-1])
    text = exported(other)
    answers = json.loads(text)["conversations"][0]["conversation"]["answers"]
    with pytest.raises(ArchiveRefused, match=r"line \d"):
        imported(database, changed(text, answers=[one | {"value": 10**400} for one in answers]))


def test_a_second_conversation_in_one_thread_is_refused(database: Database, other: Database) -> None:
    stored(other, thread_ts="1.2")
    stored(database, conversation=STATES[-1], thread_ts="1.2")
    with pytest.raises(ArchiveRefused, match="has this thread already"):
        imported(other, exported(database))


def values_of(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where each value of a JSON document stands, the ones that hold others included."""
    yield path
    if isinstance(content, dict | list):
        for key, value in content.items() if isinstance(content, dict) else enumerate(content):
            yield from values_of(value, (*path, key))


@pytest.fixture(scope="module")
def whole(pair: tuple[Database, Database]) -> Callable[[], dict[str, Any]]:
    """Gives an export in which every part has rows, each time a new copy."""
    database = emptied(pair[0])
    probe = next(one for one in GUIDE.probe if GUIDE.owner[one].section == "values")
    record = stored(database, conversation=STATES[-2])
    record = saved(database, record, replace(STATES[-1], probed=frozenset({(ANA.id, probe)})))
    filled(database, record)
    followed_up(database, record)
    with database.unit_of_work() as uow:
        uow.ledger.put(record.id, LedgerEntry(reason="Too little time", condition="A second funder", by=ANA.id))
        uow.commit()
    text = exported(database)
    there = json.loads(text)["conversations"][0]["conversation"]
    assert [part for part in PARTS if not there[part]] == []

    def copy() -> dict[str, Any]:  # of a short name: hypothesis prints what a test was given
        found: dict[str, Any] = json.loads(text)
        return found

    return copy


GONE = "gone"
ANYTHING = (
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 2, 2**31, 2**63, 10**400, 1e308, 0.5])
    | st.sampled_from(
        ["", "x", "\x00", "\ud800", "2026-03-02", "2026-03-02T09:00:00+00:00", "0001-01-01T00:00:00+14:00"]
    )
    | st.sampled_from([[], {}, [None], [[]], {"": None}, ["x"], {"people": ["x"], "agendas": {}, "due": []}])
)


@given(st.integers(0, 99), st.integers(0, 9999), st.just(GONE) | ANYTHING)
@settings(max_examples=150, deadline=None)
def test_whatever_is_damaged_is_refused_or_comes_in_as_it_stands(
    pair: tuple[Database, Database], whole: Callable[[], dict[str, Any]], part: int, place: int, damage: Any
) -> None:
    """One value is another, or gone; the digest is made to fit, since else that alone is what is refused."""
    other = emptied(pair[1])
    found = whole()
    above_part = ("conversations", 0, "conversation")
    parts = [above_part[:0], *((*above_part, one) for one in found["conversations"][0]["conversation"])]
    within = parts[part % len(parts)]
    places = [path for path in values_of(found) if path and path[: len(within)] == within]
    *above, last = places[place % len(places)]
    holder = found
    for key in above:
        holder = holder[key]
    if damage == GONE:
        del holder[last]
    else:
        holder[last] = damage
    if (*above, last)[:3] == above_part and "conversation" in found["conversations"][0]:
        found["conversations"][0]["digest"] = _digest(found["conversations"][0]["conversation"])
    try:
        imported(other, json.dumps(found))
    except ArchiveRefused as error:
        refused = error
    else:
        out = json.loads(exported(other))["conversations"]
        assert [plain(one) for one in out] == [plain(one) for one in found["conversations"]]
        return
    assert re.match(r"line 1\b|line 2\b|line 3\b|the file|conversations|guides", refused.place)
    assert not any(rows(other).values())


def plain(entry: dict[str, Any]) -> dict[str, Any]:
    """A conversation of a file, without the counts of what is not in it."""
    return entry["conversation"] | {WITHHELD: {}}  # type: ignore[no-any-return]
