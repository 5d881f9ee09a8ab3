"""Languages, posts, assessments, direct channels."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.database import Database
from storage.records import Posted
from storage.unit_of_work import UnitOfWork
from tests.storage.cases import ANA, TEAM, begun, road, stored


def test_a_language_is_none_until_it_is_chosen_and_then_the_last_chosen(database: Database) -> None:
    for chosen in (None, "fr", "en"):
        with database.unit_of_work() as uow:
            if chosen:
                uow.preferences.set_language(TEAM, f"user:{ANA.id}", chosen)
                uow.commit()
            assert uow.preferences.language(TEAM, f"user:{ANA.id}") == chosen


def test_a_person_and_a_channel_choose_apart(database: Database) -> None:
    with database.unit_of_work() as uow:
        uow.preferences.set_language(TEAM, "user:U1", "fr")
        uow.preferences.set_language(TEAM, "channel:C1", "en")
        uow.commit()
    with database.reading() as uow:
        assert uow.preferences.language(TEAM, "user:U1") == "fr"
        assert uow.preferences.language(TEAM, "channel:C1") == "en"
        assert uow.preferences.language(TEAM, "user:C1") is None


def test_where_a_slot_stands_is_the_last_place_that_was_put(database: Database) -> None:
    record = stored(database)
    with database.unit_of_work() as uow:
        assert uow.posts.get(record.id, "card") is None
        uow.posts.put(record.id, "card", Posted("C1", "1.1"))
        assert uow.posts.get(record.id, "card") == Posted("C1", "1.1")
        uow.posts.put(record.id, "card", Posted("C1", "2.2"))
        uow.commit()
    with database.reading() as uow:
        assert uow.posts.get(record.id, "card") == Posted("C1", "2.2")
        assert uow.posts.get(record.id, "summary") is None


def test_the_last_assessment_is_read_back_as_it_was_made(database: Database) -> None:
    record = stored(database)
    first, last = begun().assessment(), [*road(begun())][-1].assessment()
    assert first != last
    with database.unit_of_work() as uow:
        assert uow.assessments.latest(record.id) is None
        uow.assessments.add(record.id, first)
        uow.assessments.add(record.id, last)
        uow.commit()
    with database.reading() as uow:
        assert uow.assessments.latest(record.id) == last


CHANGES: dict[str, Callable[[UnitOfWork, str, int], None]] = {
    "language": lambda uow, _, number: uow.preferences.set_language(TEAM, "user:U1", f"l{number}"),
    "direct channel": lambda uow, _, number: uow.direct_channels.put(TEAM, "U1", f"D{number}"),
    "post": lambda uow, conversation, number: uow.posts.put(conversation, "card", Posted("C1", f"{number}.0")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_eight_who_choose_for_the_first_time_at_once_all_succeed(database: Database, what: str) -> None:
    record = stored(database)

    def choose(number: int) -> None:
        with database.unit_of_work() as uow:
            CHANGES[what](uow, record.id, number)
            uow.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(choose, range(8)))
    with database.reading() as uow:
        kept = (
            uow.preferences.language(TEAM, "user:U1"),
            uow.direct_channels.get(TEAM, "U1"),
            uow.posts.get(record.id, "card"),
        )
    assert sum(one is not None for one in kept) == 1
