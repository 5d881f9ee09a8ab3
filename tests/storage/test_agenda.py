"""What a person finds in their own tab, whatever else is stored: their conversations, and everything that waits for them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from flows.check_ins import checkin
from flows.check_ins.checkin import CheckIn, Step
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.conversation.lifecycle import REVIEWING
from flows.conversation.waits import Mine, mine
from storage.conversations.agenda import Queue, Waiting
from storage.conversations.finding import Reader
from storage.conversations.involved import CHECK_IN, DECISION
from storage.database import Database
from storage.follow_up.check_ins import StoredCheckIn
from storage.privacy.archive import ADDED, Archive
from storage.privacy.erasing import Erasing
from storage.records import Record
from storage.tables.models import InvolvedRow, WaitingRow
from storage.unit_of_work import UnitOfWork
from tests.storage.cases import (
    ANA,
    BEN,
    CHANNEL,
    ERASURE_KEY,
    PAT,
    TEAM,
    a_record,
    answered,
    begun,
    everything,
    road,
    saved,
    stored,
)
from tests.storage.follow_up import followed_up

STATES = list(road(begun()))
DECIDED = STATES[-1]
HEARING_PARTNER = next(one for one in STATES if one.stage == REVIEWING)
TODAY = date(2026, 3, 2)
A_PAGE = 20
AFTERWARDS = datetime(2026, 3, 3, 9, tzinfo=UTC)


def reader(person: str, channels: Iterable[str] = (CHANNEL,), team: str = TEAM) -> Reader:
    return Reader(team, person, frozenset(channels))


def theirs(database: Database, who: Reader, limit: int = 99) -> list[str]:
    with database.reading() as uow:
        return uow.agenda.conversations(who, limit=limit)


def queue(database: Database, who: Reader, page: int = 0) -> Queue:
    with database.reading() as uow:
        return uow.agenda.waiting(who, a_page=A_PAGE, page=page)


def waits(database: Database, person: str, channels: Iterable[str] = (CHANNEL,)) -> list[tuple[str, str]]:
    """(conversation, section), (conversation, decision) or (conversation, check_in 1)."""
    rows = queue(database, reader(person, channels)).rows
    return [(one.conversation, f"{CHECK_IN} {one.number}" if one.kind == CHECK_IN else one.key) for one in rows]


def kept(database: Database) -> list[tuple[object, ...]]:
    """All that is kept for tabs."""
    with database.reading() as uow:
        rows: list[tuple[object, ...]] = [
            (one.conversation_id, one.person, one.channel, one.theirs, one.going_on)
            for one in uow.session.query(InvolvedRow)
        ]
        rows += [
            (one.conversation_id, one.person, one.kind, one.key, one.theirs) for one in uow.session.query(WaitingRow)
        ]
    return sorted(rows, key=str)


# Conversations


def test_a_person_sees_what_they_opened_or_are_expected_in_what_goes_on_first_then_the_last_moved(
    database: Database,
) -> None:
    ended, older, newer = stored(database), stored(database), stored(database)
    saved(database, older, answered(older.conversation, ANA.id, "screening"))
    saved(database, ended, talk.stop(ended.conversation, ANA.id)[0])
    opened_by_zoe = stored(database, a_record(replace(begun(), opener="U0ZOE", people=(BEN,))))
    assert theirs(database, reader(ANA.id)) == [older.id, newer.id, ended.id]
    assert theirs(database, reader("U0ZOE")) == [opened_by_zoe.id]
    assert theirs(database, reader(BEN.id), limit=2) == [opened_by_zoe.id, older.id]


def test_who_left_a_channel_or_is_of_another_workspace_finds_nothing_of_it_but_the_partner_keeps_their_own(
    database: Database,
) -> None:
    record = stored(database, conversation=HEARING_PARTNER)
    elsewhere = reader(ANA.id, ["C0OTHER"])
    assert (theirs(database, elsewhere), queue(database, elsewhere)) == ([], Queue())
    foreign = reader(PAT.id, [CHANNEL], "T0ELSEWHERE")
    assert (theirs(database, foreign), queue(database, foreign)) == ([], Queue())
    assert theirs(database, reader(PAT.id, ())) == [record.id]
    assert waits(database, PAT.id, ()) == [(record.id, HEARING_PARTNER.partner_sections()[0])]


def test_the_channels_to_ask_slack_about_are_those_of_our_conversations_that_moved_last(database: Database) -> None:
    for channel in ("C1", "C2", "C1", "C3"):
        stored(database, channel=channel)
    with database.reading() as uow:
        assert uow.agenda.channels(TEAM, ANA.id, limit=3) == ["C3", "C1", "C2"]
        assert uow.agenda.channels(TEAM, ANA.id, limit=1) == ["C3"]
        assert uow.agenda.channels(TEAM, PAT.id, limit=9) == []


# What waits


@pytest.mark.parametrize("person", [ANA, BEN, PAT])
def test_what_waits_is_at_each_step_what_the_conversation_says(database: Database, person: talk.Participant) -> None:
    record = stored(database)
    for state in STATES:
        record = saved(database, record, state)
        what, section = mine(state, person.id)
        expected = DECISION if what is Mine.decide else section
        assert waits(database, person.id) == ([(record.id, expected)] if expected else []), state.stage


def test_nothing_waits_while_it_is_paused_and_what_waited_waits_again(database: Database) -> None:
    record = stored(database)
    record = saved(database, record, talk.pause(record.conversation, ANA.id)[0])
    assert waits(database, BEN.id) == []
    saved(database, record, talk.resume(record.conversation, ANA.id)[0])
    assert waits(database, BEN.id) == [(record.id, "screening")]


def test_everything_that_waits_is_found_a_page_at_a_time_what_waits_since_last_first(database: Database) -> None:
    records = [stored(database) for _ in range(2 * A_PAGE + 3)]
    quiet = saved(database, records[0], answered(records[0].conversation, ANA.id, "screening"))
    pages = [queue(database, reader(ANA.id), page) for page in range(4)]
    found = [one.conversation for page in pages for one in page.rows]
    assert found == [one.id for one in reversed(records[1:])]
    assert quiet.id not in found
    assert [(page.page, page.more, len(page.rows)) for page in pages] == [
        (0, True, A_PAGE),
        (1, True, A_PAGE),
        (2, False, 2),
        (3, False, 0),
    ]


@pytest.mark.parametrize(
    ("put_off", "waiting"),
    [
        (lambda check_in: checkin.skip(check_in, BEN.id), False),
        (lambda check_in: checkin.away(check_in, BEN.id, date(2100, 1, 1)), False),
        (lambda check_in: checkin.never(check_in, BEN.id), True),
        (lambda check_in: checkin.later(check_in, BEN.id, AFTERWARDS), True),
    ],
    ids=["skip", "away", "never", "later"],
)
def test_a_check_in_waits_for_who_only_wants_no_reminder_and_not_for_who_is_not_expected(
    database: Database, put_off: Callable[[CheckIn], Step], waiting: bool
) -> None:
    record = stored(database, conversation=DECIDED)
    begun_one = check_in_of(database, record)
    moved, _ = put_off(asked(database, begun_one))
    keep(database, begun_one, moved)
    assert waits(database, BEN.id) == ([(record.id, "check_in 1")] if waiting else [])
    assert waits(database, ANA.id) == [(record.id, "check_in 1")]


def test_a_check_in_waits_from_its_prompt_until_one_has_answered_and_for_nobody_who_skipped_it(
    database: Database,
) -> None:
    record = stored(database, conversation=DECIDED)
    begun_one = check_in_of(database, record)
    assert waits(database, ANA.id) == []
    prompted = asked(database, begun_one)
    who = [ANA.id, BEN.id, PAT.id]
    assert [waits(database, one) for one in who] == [[(record.id, "check_in 1")]] * 3
    assert queue(database, reader(ANA.id)).rows == (Waiting(record.id, CHECK_IN, begun_one.id, 1),)
    one_said, _ = checkin.answer(prompted, ANA.id, {"still_yes": "yes"})
    skipped, _ = checkin.skip(one_said, BEN.id)
    keep(database, begun_one, skipped)
    assert [waits(database, one) for one in who] == [[], [], [(record.id, "check_in 1")]]


def check_in_of(database: Database, record: Record) -> StoredCheckIn:
    """One that nobody has heard of yet."""
    with database.unit_of_work() as uow:
        begun_one = uow.check_ins.begin(record, (), TODAY)
        uow.commit()
    return begun_one


def asked(database: Database, begun_one: StoredCheckIn) -> checkin.CheckIn:
    """Everybody is asked now."""
    prompted, _ = checkin.prompt(begun_one.check_in, checkin.Timetable((), begun_one.began))
    keep(database, begun_one, prompted)
    return prompted


def keep(database: Database, stored_one: StoredCheckIn, check_in: checkin.CheckIn) -> None:
    with database.unit_of_work() as uow:
        uow.check_ins.save(replace(stored_one, check_in=check_in))
        uow.commit()


# What is brought back, and what is erased


def test_what_is_put_in_again_waits_again(database: Database) -> None:
    nothing_hidden: list[Conversation] = [DECIDED, HEARING_PARTNER, begun()]
    records = [stored(database, conversation=one) for one in nothing_hidden]
    asked(database, check_in_of(database, records[0]))
    before = kept(database)
    with database.unit_of_work() as uow:
        archive = Archive(uow)
        taken = [archive.take(one.id) for one in records]
        for one in records:
            assert Erasing(uow, ERASURE_KEY).conversation(one.id)
        assert kept_now(uow) == 0
        assert [archive.put(one, "here") for one in taken if one is not None] == [ADDED] * 3
        uow.commit()
    assert kept(database) == before


def kept_now(uow: UnitOfWork) -> int:
    return uow.session.query(InvolvedRow).count() + uow.session.query(WaitingRow).count()


def test_nothing_waits_for_who_was_erased_and_the_others_keep_theirs(database: Database) -> None:
    record: Record = stored(database, conversation=DECIDED)
    followed_up(database, record)
    young = stored(database)
    with database.unit_of_work() as uow:
        Erasing(uow, ERASURE_KEY).person(TEAM, BEN.id)
        uow.commit()
    assert (theirs(database, reader(BEN.id)), waits(database, BEN.id)) == ([], [])
    assert theirs(database, reader(ANA.id)) == [young.id, record.id]
    assert waits(database, ANA.id) == [(young.id, "screening")]
    assert BEN.id not in everything(database)
