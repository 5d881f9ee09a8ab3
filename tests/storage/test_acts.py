"""The record of acts: added to only, chained, and whole also after somebody was erased."""

import pytest
from sqlalchemy import delete, update

from bot.use_cases.access import Act
from bot.use_cases.base import UseCases
from bot.use_cases.recorded import RECORDED
from bot.use_cases.steps import Actor
from storage.conversations.acts import Chain
from storage.database import Database
from storage.privacy.erasing import Erasing
from storage.records import Record
from storage.tables.act_models import ActRow
from tests.storage.cases import ANA, BEN, CHANNEL, ERASURE_KEY, TEAM, everything, stored
from tests.use_cases.people import Office, WatchedDatabase


@pytest.fixture
def record(database: Database) -> Record:
    """A conversation in which Ana and Ben took turns."""
    record = stored(database)
    for number in range(6):
        who = (ANA, BEN)[number % 2].id
        acted(database, record, who, f"click:{who}:{number}")
    return record


def acted(database: Database, record: Record, by: str, key: str) -> None:
    with database.unit_of_work() as uow:
        uow.acts.add("move_on", team=TEAM, by=by, key=key, place=record.id, stage="collecting:clarity")
        uow.commit()


def chain(database: Database, place: str) -> Chain:
    with database.reading() as uow:
        return uow.acts.of(place)


def spoilt(database: Database, statement: object) -> None:
    with database.unit_of_work() as uow:
        uow.session.execute(statement)  # type: ignore[call-overload]
        uow.commit()


def test_a_chain_is_whole_and_each_place_has_its_own(database: Database, record: Record) -> None:
    other = stored(database)
    acted(database, other, ANA.id, "k")
    found = chain(database, record.id)
    assert [(act.position, act.by) for act in found.acts][:2] == [(1, ANA.id), (2, BEN.id)]
    assert (len(found.acts), found.broken, found.head) == (6, None, found.acts[-1].digest)
    assert (len(chain(database, other.id).acts), chain(database, "none")) == (1, Chain((), None))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("act", "decide"),
        ("by", BEN.id),
        ("by", "erased-12345678"),
        ("key", "another"),
        ("stage", "deciding"),
        ("nonce", ""),
        ("seal", "0" * 64),
        ("digest", "0" * 64),
    ],
)
def test_a_change_shows(database: Database, record: Record, column: str, value: str) -> None:
    this = (ActRow.place == record.id, ActRow.position == 3)
    spoilt(database, update(ActRow).where(*this).values({column: value}))
    assert chain(database, record.id).broken == 3


def test_a_gap_shows_and_so_does_a_name_that_nobody_was_erased_under(database: Database, record: Record) -> None:
    third = (ActRow.place == record.id, ActRow.position == 3)
    spoilt(database, update(ActRow).where(*third).values(by="erased-12345678", key="", nonce=""))
    assert chain(database, record.id).broken == 3
    spoilt(database, delete(ActRow).where(*third))
    assert chain(database, record.id).broken == 3
    before = chain(database, record.id)
    spoilt(database, delete(ActRow).where(ActRow.place == record.id, ActRow.position == 6))
    assert chain(database, record.id).head != before.head


def test_who_is_erased_stands_under_a_pseudonym_and_the_chain_holds(database: Database, record: Record) -> None:
    with database.unit_of_work() as uow:
        Erasing(uow, ERASURE_KEY).person(TEAM, ANA.id)
        uow.commit()
    found = chain(database, record.id)
    assert found.broken is None
    assert {act.by.partition("-")[0] for act in found.acts} == {"erased", BEN.id}
    assert all(act.key == act.nonce == "" for act in found.acts if act.by != BEN.id)
    assert ANA.id not in everything(database)
    acted(database, record, BEN.id, "after")
    assert chain(database, record.id).broken is None


def test_who_only_exported_is_found_and_erased_too(database: Database) -> None:
    with database.unit_of_work() as uow:
        uow.acts.add("export_everything", team=TEAM, by="U0ELSE", key="click:U0ELSE:1")
        uow.commit()
    with database.unit_of_work() as uow:
        erasing = Erasing(uow, ERASURE_KEY)
        assert erasing.teams_of("U0ELSE") == [TEAM]
        erasing.person(TEAM, "U0ELSE")
        uow.commit()
    assert chain(database, TEAM).broken is None
    assert "U0ELSE" not in everything(database)


def test_the_acts_of_a_conversation_go_with_it(database: Database, record: Record) -> None:
    with database.unit_of_work() as uow:
        Erasing(uow, ERASURE_KEY).conversation(record.id)
        uow.commit()
    assert chain(database, record.id).acts == ()


@pytest.mark.parametrize("act", [Act.PAUSE, Act.KEEP_REMARK])
def test_a_step_notes_its_act_in_its_own_transaction(database: Database, database_url: str, act: Act) -> None:
    record, office = stored(database), Office(WatchedDatabase(database_url))
    use_cases = UseCases(office.services)
    with use_cases.step(Actor(TEAM, ANA.id, "k1", "thread", CHANNEL), record.id, act):
        assert chain(database, record.id).acts == ()
    noted = [(each.act, each.by, each.key, each.stage) for each in chain(database, record.id).acts]
    stage = f"{record.conversation.stage}:{record.conversation.section}"
    assert noted == ([(act, ANA.id, "k1", stage)] if act in RECORDED else [])
    with pytest.raises(ZeroDivisionError), use_cases.step(Actor(TEAM, ANA.id, "k2", "thread", CHANNEL), record.id, act):
        raise ZeroDivisionError
    assert len(chain(database, record.id).acts) == len(noted)
    office.database.dispose()
