"""Finding again: where it stands, by words, by name; page by page; and never what a reader may not read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from flows.conversation import conversation as talk
from flows.text.plain import plain
from storage.conversations.finding import DECIDED, DECLINED, DUE, OPEN, Page, Reader
from storage.database import Database
from storage.records import Record
from tests.flows.cases import where
from tests.storage.cases import ANA, BEN, CHANNEL, PAT, TEAM, a_record, answered, begun, road, saved, stored

STATES = list(road(begun()))
DECIDING = STATES[-2]
TODAY = date(2026, 3, 2)
HERE = Reader(TEAM, BEN.id, (CHANNEL,))


def names(page: Page) -> list[str]:
    return [one.partner_name for one in page.records]


def standing(database: Database, where: str | None, reader: Reader = HERE, **more: object) -> list[str]:
    with database.reading() as uow:
        about = {"limit": 9} | more
        return names(uow.conversations.finding.standing(reader, where, today=TODAY, **about))  # type: ignore[arg-type]


def found(database: Database, text: str, reader: Reader = HERE, limit: int = 9) -> list[str]:
    with database.reading() as uow:
        return names(uow.conversations.finding.words(reader, text, limit=limit))


def named(database: Database, name: str, reader: Reader = HERE) -> list[str]:
    with database.reading() as uow:
        return names(uow.conversations.finding.named(reader, name, limit=9))


def decided(outcome: str, reason: str = "since we said so") -> talk.Conversation:
    return talk.decide(DECIDING, ANA.id, outcome, reason)[0]


# Where it stands


def test_where_conversations_stand(database: Database) -> None:
    go = decided(talk.GO)
    for name, state in {
        "begun": begun(),
        "deciding": DECIDING,
        "paused": talk.pause(DECIDING, ANA.id)[0],
        "reopened": talk.back(go, ANA.id)[0],
        "go": go,
        "not yet": decided(talk.NOT_YET),
        "paused after": talk.pause(go, ANA.id)[0],
        "closed": talk.close(go, ANA.id)[0],
        "no": decided(talk.NO),
        "stopped": talk.stop(begun(), ANA.id)[0],
    }.items():
        saved(database, stored(database, partner_name=name), state)
    assert standing(database, OPEN) == ["reopened", "paused", "deciding", "begun"]
    assert standing(database, DECIDED) == ["closed", "paused after", "not yet", "go"]
    assert standing(database, DECLINED) == ["stopped", "no"]
    assert len(standing(database, None, limit=20)) == 10


def test_due_is_an_open_one_whose_day_is_over(database: Database) -> None:
    for name, day in {"over": "2026-03-01", "today": "2026-03-02", "later": "2026-04-01", "none": ""}.items():
        stored(database, partner_name=name, decide_by=day)
    stored(database, a_record(decided(talk.GO), partner_name="decided", decide_by="2026-01-01"))
    assert standing(database, DUE) == ["over"]


def test_a_page_follows_the_last_one_of_the_page_before(database: Database) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for number in range(7):
        with database.unit_of_work(now=now + timedelta(seconds=number // 3)) as uow:
            uow.conversations.add(a_record(partner_name=str(number)))
            uow.commit()
    after, seen = None, []
    for _ in range(3):
        with database.reading() as uow:
            page = uow.conversations.finding.standing(HERE, None, today=TODAY, limit=3, after=after)
        seen += names(page)
        after = page.records[-1].id
        assert page.more is (len(seen) < 7)
    assert sorted(seen) == [str(number) for number in range(7)]
    assert seen[0] == "6"


# Who may read


def test_only_what_the_reader_is_in_and_never_as_the_partner(database: Database) -> None:
    stored(database, partner_name="here")
    stored(database, partner_name="there", channel="C0OTHER")
    stored(database, partner_name="foreign", team="T0OTHER")
    both = Reader(TEAM, BEN.id, (CHANNEL, "C0OTHER"))
    for look in (lambda r: standing(database, None, r), lambda r: found(database, "e", r)):
        assert look(HERE) == ["here"]
        assert look(both) == ["there", "here"]
        assert look(Reader(TEAM, BEN.id, ())) == []
        assert look(Reader("T0NONE", BEN.id, (CHANNEL,))) == []
        assert look(Reader(TEAM, PAT.id, (CHANNEL,))) == []
    assert named(database, "there") == []
    assert named(database, "there", both) == ["there"]


# Words


def told(database: Database, state: talk.Conversation, *answers: talk.Answer, **facts: object) -> Record:
    return stored(database, a_record(replace(state, answers=(*state.answers, *answers)), **facts))


def test_words_are_found_in_names_reasons_and_revealed_answers(database: Database) -> None:
    stored(database, a_record(decided(talk.GO, "Trust grew slowly"), partner_name="Fondation Acmé"))
    stored(database, a_record(begun(), partner_name="Other"))
    for text in ("acme", "ACMÉ fondation", "trust", "grew acmé", "deaf TEACHERS", "kumasi slowly"):
        assert found(database, text) == ["Fondation Acmé"], text
    assert found(database, "deaf zebra") == []
    assert found(database, "   ") == []


def test_what_is_hidden_is_not_found_until_it_is_revealed(database: Database) -> None:
    state = next(one for one in STATES if where(one) == "reach_collecting" and one.missing("reach") == (BEN,))
    record = stored(database, a_record(state))
    assert found(database, "kumasi") == []
    saved(database, record, answered(state, BEN.id, "reach"))
    assert found(database, "kumasi") == ["Acme"]


def test_what_the_partner_wrote_is_found_only_with_their_consent(database: Database) -> None:
    for consent, expected in ((False, []), (True, ["True"])):
        said = talk.Answer(PAT.id, "premortem", "a xylophone breaks", consent=consent)
        told(database, DECIDING, said, partner_name=str(consent))
        assert found(database, "xylophone") == expected


def test_what_was_taken_back_or_changed_is_not_found(database: Database) -> None:
    for number, now in enumerate((None, "something else")):
        versions = [talk.Answer(ANA.id, "need", text, after_reveal=True) for text in ("a xylophone", now)]
        told(database, DECIDING, *versions, partner_name=str(number))
    assert found(database, "xylophone") == []
    assert found(database, "something") == ["1"]


@pytest.mark.parametrize("text", ["%", "_", "100%", "a_b", "\\", "'; --", "[a-z]", "*", "?", "\x00", "\ud800", "Ж"])
def test_every_character_is_literal(database: Database, text: str) -> None:
    stored(database, partner_name=f"x{text}y")
    stored(database, partner_name="plain")
    assert found(database, text) == [f"x{text}y"]
    assert named(database, text) == [f"x{text}y"]


def test_a_name_is_found_exactly_before_its_parts(database: Database) -> None:
    for name in ("Acme", "Acme Labs", "ACMÉ"):
        stored(database, partner_name=name)
    assert named(database, "acme") == ["ACMÉ", "Acme"]
    assert named(database, "acm") == ["ACMÉ", "Acme Labs", "Acme"]
    assert named(database, "nobody") == named(database, " ") == []
    assert plain("  Été\u00a0à  l'ÎLE ") == "ete a l'ile"


def test_a_page_of_words_is_full_though_much_is_left_out(database: Database) -> None:
    hidden = next(one for one in STATES if where(one) == "reach_collecting" and one.missing("reach") == (BEN,))
    for number in range(12):
        shown = number % 4 == 0
        stored(database, a_record(STATES[-1] if shown else hidden, partner_name=str(number)))
    assert found(database, "kumasi", limit=2) == ["8", "4"]
    assert found(database, "kumasi", limit=3) == ["8", "4", "0"]


# How


def test_indexes_are_used(database: Database) -> None:
    for _ in range(3):
        stored(database)
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        for where in (OPEN, DUE, None):
            standing(database, where)
        found(database, "acme")
        named(database, "acme")
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    looked = [one for one in asked if "LIMIT" in one[0] and "FROM conversations" in one[0]]
    assert len(looked) >= 5
    explain = "EXPLAIN QUERY PLAN" if database.sqlite else "EXPLAIN"
    for statement, parameters in looked:
        with database.engine.begin() as connection:
            if not database.sqlite:
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters))
        assert "ix_conversations_" in plan or "uq_conversations_" in plan, plan
        assert "SCAN conversations" not in plan, plan
        if "searched" in statement:
            assert "pk_searched" in plan or "sqlite_autoindex_searched" in plan, plan
