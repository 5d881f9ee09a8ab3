"""What conversations add up to, for who is in their channels now: nothing hidden, nothing of the partner's, nothing twice."""

from dataclasses import replace

from flows.conversation import conversation as talk
from flows.model import Side
from storage.conversations.finding import Reader
from storage.conversations.portfolio import Hours, Portfolio
from storage.database import Database
from storage.privacy.erasing import Erasing
from tests.storage.cases import ANA, BEN, CHANNEL, ERASURE_KEY, PAT, TEAM, a_record, begun, road, saved, stored

STATES = list(road(begun()))
DECIDED, DECIDING = STATES[-1], STATES[-2]


def portfolio(database: Database, person: str = ANA.id, *channels: str) -> Portfolio:
    with database.reading() as uow:
        return uow.conversations.portfolios.of(Reader(TEAM, person, channels or (CHANNEL,)))


def with_hours(state: talk.Conversation, **hours: float) -> talk.Conversation:
    """Ana, Ben and Pat have each answered these hours."""
    answers = [
        talk.Answer(person, question, value * (1 if person != PAT.id else 100))
        for question, value in hours.items()
        for person in (ANA.id, BEN.id, PAT.id)
    ]
    load = [talk.Answer(person, "admin_load", "no") for person in (ANA.id, BEN.id)]
    return replace(state, answers=(*state.answers, *load, *answers))


def test_an_open_conversation_counts_and_says_nothing_more(database: Database) -> None:
    stored(database, a_record(DECIDING))
    assert portfolio(database) == Portfolio(standings={"open": 1})


def test_a_decision_adds_verdict_flags_and_our_hours(database: Database) -> None:
    record = stored(database, a_record(with_hours(DECIDING, hours_total=120.0, admin_hours=8.0)))
    saved(database, record, talk.decide(record.conversation, ANA.id, talk.GO, "we want it")[0])
    found = portfolio(database)
    assert found.standings == {"decided": 1}
    assert sum(found.verdicts.values()) == 1
    assert "admin_heavy" in dict(found.flags)
    assert (found.monthly, found.term) == (Hours(8.0, 1), Hours(120.0, 1))


def test_what_is_declined_promises_no_hours(database: Database) -> None:
    record = stored(database, a_record(with_hours(DECIDING, hours_total=120.0, admin_hours=8.0)))
    saved(database, record, talk.decide(record.conversation, ANA.id, talk.NO, "not this year")[0])
    found = portfolio(database)
    assert found.standings == {"declined": 1}
    assert (found.monthly, found.term) == (Hours(), Hours())


def test_a_decision_that_is_reopened_is_counted_no_more_and_once_when_taken_again(database: Database) -> None:
    record = stored(database, a_record(DECIDED))
    assert portfolio(database).verdicts == {"conditional": 1}
    record = saved(database, record, talk.back(record.conversation, ANA.id)[0])
    assert portfolio(database) == Portfolio(standings={"open": 1})
    again = talk.decide(record.conversation, ANA.id, talk.GO, "still")[0]
    saved(database, record, again)
    assert portfolio(database).verdicts == {"conditional": 1}


def test_only_channels_of_the_reader_count_and_never_where_they_answer_for_the_partner(database: Database) -> None:
    stored(database, a_record(DECIDED))
    stored(database, a_record(DECIDED, channel="C0OTHER"))
    assert portfolio(database, ANA.id, "C0NOWHERE") == Portfolio()
    assert portfolio(database, ANA.id).standings == {"decided": 1}
    assert portfolio(database, PAT.id) == Portfolio()
    assert next(person.side for person in DECIDED.people if person.id == PAT.id) is Side.partner


def test_what_is_erased_leaves_the_sums(database: Database) -> None:
    record = stored(database, a_record(DECIDED))
    stored(database, a_record(DECIDED))
    with database.unit_of_work() as uow:
        Erasing(uow, ERASURE_KEY).conversation(record.id)
        uow.commit()
    assert portfolio(database).standings == {"decided": 1}
    assert portfolio(database).verdicts == {"conditional": 1}
