"""Erasing a person: no word and no id of theirs is left anywhere, and what was decided stands as before."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import JSON, String, select

from flows.check_ins import checkin
from flows.check_ins.checkin import Standing
from flows.check_ins.comparison import compare
from flows.commitments import Did, make
from flows.conversation import conversation as talk
from flows.schedules.recurrence import Timetable
from storage.database import Database
from storage.privacy.erasing import WHO, WORDS, Erasing
from storage.records import Message, Posted, Record, Remark
from storage.tables.columns import Written
from storage.tables.models import Base, ConversationRow
from storage.tables.pseudonym_text import Erased, is_erased
from tests.flows.cases import where
from tests.storage.cases import (
    ANA,
    BEN,
    ERASURE_KEY,
    MIDDAY,
    PAT,
    TEAM,
    a_record,
    begun,
    everything,
    loaded,
    post,
    road,
    saved,
    stored,
    written,
)
from tests.storage.follow_up import (
    ANA_WROTE,
    HIDDEN,
    PROMISED_ON,
    check_ins,
    followed,
    followed_up,
    promise_of,
    said,
    ticked,
)

STATES = list(road(begun()))
TIMES = Timetable((MIDDAY + timedelta(days=2),), MIDDAY + timedelta(days=30))
FOLLOW_UP = [one for one in Base.metadata.sorted_tables if one.name.startswith(("check_in", "commitment", "schedule"))]
CANARY = ANA_WROTE


def told(database: Database, state: talk.Conversation = STATES[-1]) -> Record:
    """A conversation in which Ana wrote wherever one can, and Ben named her."""
    own = talk.Answer(ANA.id, "need", CANARY, after_reveal=True)
    about = talk.Answer(BEN.id, "walk_away_broken", f"ask <@{ANA.id}> or {ANA.id}X", after_reveal=True)
    state = replace(state, answers=(*state.answers, own, about))
    if state.decision:
        state = replace(state, decision=replace(state.decision, reason=CANARY))
    record = stored(database, a_record(state))
    with database.unit_of_work() as uow:
        uow.assessments.add(record.id, state.assessment())
        uow.remarks.add(record.id, Remark("1.1", ANA.id, "clarity", f"{CANARY}, at first"))
        uow.remarks.edit(record.id, "1.1", CANARY)
        uow.remarks.add(record.id, Remark("1.2", BEN.id, "clarity", f"as {ANA.id} says"))
        uow.posts.put(record.id, f"partner:{ANA.id}", Posted("D1", "1.2"))
        uow.posts.put(record.id, f"checkin:1:{ANA.id}", Posted("D1", "1.3"))
        uow.preferences.set_language(TEAM, f"user:{ANA.id}", "fr")
        uow.direct_channels.put(TEAM, ANA.id, "D1")
        uow.inbox.first_time(f"click:{ANA.id}:1.2:answer")
        uow.commit()
    body = {"text": "hello", "blocks": [{"text": f"Ana: {CANARY}"}]}
    direct: Any = {"kind": "direct", "user": ANA.id, "channel": ""}
    written(
        database,
        post("quotes", body=body, conversation=record.id),
        post(f"{record.id}:click:{ANA.id}:1", slot=f"checkin:1:{ANA.id}", body={}, conversation=record.id),
        post("other", conversation=record.id),
        Message(**direct, team=TEAM, body={"text": "for Ana"}, dedupe_key="direct"),
    )
    return record


def erased(database: Database, person: str = ANA.id) -> Erased:
    with database.unit_of_work() as uow:
        found = Erasing(uow, ERASURE_KEY).person(TEAM, person)
        uow.commit()
    return found


def test_no_word_and_no_id_of_theirs_is_left(database: Database) -> None:
    record = told(database)
    followed_up(database, record)
    before = everything(database)
    assert CANARY in before
    assert HIDDEN in before
    assert ANA.id in before
    counts = erased(database)
    # A decision's reason, those of a commitment that was moved and one that was closed, that of how a check-in ended.
    assert (counts.conversations, counts.remarks, counts.reasons, counts.messages) == (1, 1, 4, 2)
    assert (counts.promises, counts.passed_on) == (3, 1)
    ((passed,),) = ([(one.conversation, len(one.commitments), one.commitments[0].owner)] for one in counts.passed)
    assert passed == (record.id, 1, BEN.id)
    assert counts.answers > 5
    after = everything(database)
    assert CANARY not in after
    assert HIDDEN not in after
    assert after.replace(f"{ANA.id}X", "").count(ANA.id) == 0
    assert f"{ANA.id}X" in after
    assert "other" in after
    found = loaded(database, record).conversation
    assert found.decision is not None
    assert found.decision.outcome == talk.GO
    assert found.decision.by == found.people[0].id == found.answers[0].person
    assert found.people[0].id.startswith("erased-")
    assert found.own_answers(BEN.id)["need"] == record.conversation.own_answers(BEN.id)["need"]
    assert found.own_answers(found.people[0].id)["gap"] == "yes"


def test_the_pseudonym_is_one_in_every_conversation_and_at_every_time(database: Database) -> None:
    records = [told(database) if not number else stored(database) for number in range(2)]
    erased(database)
    names = {loaded(database, one).conversation.people[0].id for one in records}
    later = stored(database)
    erased(database)
    names.add(loaded(database, later).conversation.people[0].id)
    assert len(names) == 1
    erased(database, PAT.id)
    assert loaded(database, later).conversation.people[2].id not in names


def test_an_open_conversation_is_handed_on_so_that_it_can_be_revealed(database: Database) -> None:
    record = stored(database)
    assert erased(database).handed_on == 1
    found = loaded(database, record)
    assert found.conversation.opener == BEN.id
    assert where(talk.reveal(found.conversation, BEN.id)[0]) == "screening_revealed"
    assert erased(database, BEN.id).handed_on == 0
    assert loaded(database, record).conversation.opener.startswith("erased-")


def test_what_is_not_committed_is_only_counted(database: Database) -> None:
    told(database)
    before = everything(database)
    with database.unit_of_work() as uow:
        assert Erasing(uow, ERASURE_KEY).person(TEAM, ANA.id).conversations == 1
    assert everything(database) == before
    with database.unit_of_work() as uow:
        assert Erasing(uow, ERASURE_KEY).teams_of(ANA.id) == [TEAM]
        assert Erasing(uow, ERASURE_KEY).teams_of("U0NOBODY") == []


def test_what_a_backup_brings_back_is_erased_again_under_the_same_name(database: Database) -> None:
    record = told(database)
    erased(database)
    name = loaded(database, record).conversation.people[0].id
    with database.unit_of_work() as uow:
        erasing = Erasing(uow, ERASURE_KEY)
        assert erasing.conversation(record.id)
        assert not erasing.conversation(record.id)
        known = erasing.recorded()
        uow.commit()
    assert {one.kind for one in known} == {"person", "conversation"}
    assert all(ANA.id not in one.subject for one in known)
    again = stored(database, replace(record, revision=0))
    other = stored(database)
    with database.unit_of_work() as uow:
        assert Erasing(uow, ERASURE_KEY).again(known) == 2
        assert Erasing(uow, ERASURE_KEY).again(known) == 0
        uow.commit()
    with database.reading() as uow:
        assert uow.conversations.get(TEAM, again.id) is None
    assert loaded(database, other).conversation.people[0].id == name


def test_only_what_ended_long_ago_is_dropped(database: Database) -> None:
    old, still_open = told(database, talk.stop(begun(), ANA.id)[0]), stored(database)
    with database.unit_of_work() as uow:
        assert Erasing(uow, ERASURE_KEY).drop_closed(uow.now - timedelta(days=1)) == 0
        assert Erasing(uow, ERASURE_KEY).drop_closed(uow.now + timedelta(days=1)) == 1
        uow.commit()
    with database.reading() as uow:
        assert list(uow.session.scalars(select(ConversationRow.id))) == [still_open.id]
    assert old.id not in everything(database)


# The follow-up


def test_what_was_promised_and_how_it_went_stays(database: Database) -> None:
    record = followed(database)
    followed_up(database, record)
    before = [compare(one.check_in) for one in check_ins(database, record)]
    erased(database)
    found = loaded(database, record)
    name = found.conversation.people[0].id
    hers, funder, closed = (
        next(one for one in found.commitments if one.id == promise_of(record, which))
        for which in ("hers", "funder", "closed")
    )
    assert (hers.text, hers.tripwire) == ("", "")
    last = hers.history[-1]
    assert (last.did, last.by, last.owner, last.reason) == (Did.handed_over, name, BEN.id, "")
    assert hers.history[0].owner == hers.history[0].by == name
    assert closed.owner == name
    assert [one.reason for one in funder.history] == ["", "", f"not as <@{name}> says"]
    assert funder.due == PROMISED_ON
    ended, running = (one.check_in for one in check_ins(database, record))
    after = [compare(one) for one in (ended, running)]
    assert [[one.kept for one in each.commitments] for each in after] == [
        [one.kept for one in each.commitments] for each in before
    ]
    assert after[0].counts == before[0].counts
    assert ended.outcome is not None
    assert (ended.outcome.outcome, ended.outcome.by, ended.outcome.reason) == ("renegotiate", name, "")
    assert running.opener == BEN.id
    assert running.standing(name) is Standing.answered


def test_nobody_waits_in_a_check_in_for_somebody_who_is_erased_and_nobody_asks_them(database: Database) -> None:
    record = followed(database)
    followed_up(database, record, running=False)
    with database.unit_of_work(now=MIDDAY) as uow:
        begun_one = uow.check_ins.begin(record, (), date(2026, 3, 12))
        moved = replace(begun_one, check_in=checkin.prompt(begun_one.check_in, TIMES)[0])
        uow.check_ins.save(replace(moved, check_in=checkin.skip(moved.check_in, PAT.id)[0]))
        uow.commit()
    assert [one.id for one in check_ins(database, record)[-1].check_in.waited_for()] == [ANA.id, BEN.id]
    erased(database)
    running = check_ins(database, record)[-1]
    assert [one.id for one in running.check_in.waited_for()] == [BEN.id]
    with database.unit_of_work(now=MIDDAY) as uow:
        later = checkin.later(running.check_in, BEN.id, MIDDAY + timedelta(days=1))[0]
        uow.check_ins.save(replace(running, check_in=later))
        uow.commit()
    assert ticked(database, MIDDAY + timedelta(days=40)).fired > 1
    assert f"prompt {BEN.id}" in said(database)
    assert not [one for one in said(database) if "erased-" in one]
    newest = check_ins(database, record)[-1].check_in
    assert [one.id for one in newest.people] == [BEN.id, PAT.id]


def test_where_nobody_of_ours_is_left_nobody_is_asked_any_more(database: Database) -> None:
    record = followed(database)
    followed_up(database, record, running=False)
    erased(database)
    erased(database, BEN.id)
    assert ticked(database, MIDDAY + timedelta(days=40)).fired == 0
    found = loaded(database, record)
    assert all(is_erased(one.owner) for one in found.commitments)
    assert any(one.waiting for one in found.commitments)


def test_an_absence_and_a_wish_never_to_be_reminded_are_forgotten(database: Database) -> None:
    record = followed(database)
    followed_up(database, record, running=False)
    erased(database)
    replies = [one for each in check_ins(database, record) for one in each.check_in.put_off]
    assert {(one.reply, one.until) for one in replies} == {("away", None), ("skip", None)}
    other = followed(database)  # Ana came back, under her old id
    with database.unit_of_work(now=MIDDAY) as uow:
        again = uow.check_ins.begin(other, (), PROMISED_ON).check_in
    assert again.put_off == ()


def test_a_guardrail_was_never_somebodys_own_words(database: Database) -> None:
    record = followed(database)
    flag = next(iter(record.conversation.guide.flag))
    guardrail = record.conversation.guide.text("en", f"flag.{flag}.guardrail")
    with database.unit_of_work(now=MIDDAY) as uow:
        for number, text in enumerate((guardrail, "in other words")):
            facts = {"owner": BEN.id, "due": PROMISED_ON, "by": ANA.id, "on": PROMISED_ON, "flag": flag}
            uow.commitments.add(record.id, make(f"c{number}", text, **facts))
        uow.commit()
    assert erased(database).promises == 1
    assert [one.text for one in loaded(database, record).commitments] == [guardrail, guardrail]


def test_what_a_backup_brings_back_of_a_follow_up_is_erased_again(database: Database) -> None:
    followed_up(database, followed(database))
    erased(database)
    with database.reading() as uow:
        known = Erasing(uow, ERASURE_KEY).recorded()
    again = followed(database)
    followed_up(database, again)
    with database.unit_of_work() as uow:
        assert Erasing(uow, ERASURE_KEY).again(known) == 1
        uow.commit()
    assert ANA.id not in everything(database)
    assert len({one.opener for one in all_rows(database, "check_ins")}) == 2


def test_retention_drops_the_follow_up_with_its_conversation(database: Database) -> None:
    record = followed(database)
    followed_up(database, record)
    closed = talk.close(loaded(database, record).conversation, ANA.id)[0]
    saved(database, loaded(database, record), closed)
    with database.unit_of_work() as uow:
        assert Erasing(uow, ERASURE_KEY).drop_closed(uow.now + timedelta(days=1)) == 1
        uow.commit()
    assert not [table.name for table in FOLLOW_UP if all_rows(database, table.name)]


def all_rows(database: Database, table: str) -> list[Any]:
    with database.reading() as uow:
        return list(uow.session.execute(select(Base.metadata.tables[table])))


# What there is to erase


NAMES_NOBODY = {
    *("id", "team", "channel", "conversation_id", "check_in_id", "commitment_id", "schedule_id"),
    *("ts", "thread_ts", "message_ts", "edited_ts", "thread_slot", "delivery_id", "state", "error", "kind", "lane"),
    *(
        "language",
        "decide_by",
        "stage",
        "section",
        "resume_to",
        "seen",
        "standing",
        "guide_hash",
        "guide_id",
        "hash",
        "version",
    ),
    *(
        "question",
        "probe",
        "section",
        "side",
        "role",
        "verdict",
        "outcome",
        "flag",
        "due",
        "did",
        "on",
        "reply",
        "until",
    ),
    *("occurrence", "rule", "zone", "next_key", "last_key", "message", "day", "hears"),
    "prompt",
}
"""Names of columns that hold no person and nothing that people write, wherever they stand."""
ELSEWHERE = {
    "direct_channels.person": "goes with the person",
    "person_zones.person": "goes with the person",
    "check_ins.timetable": "without them",
    "preferences.subject": "goes with the person",
    "outbox.user": "goes with the person",
    "outbox.lane": "goes with the person",
    "outbox.body": "goes where it quotes or names them, and once it was sent",
    "outbox.file_id": "Slack names the file so",
    "outbox.document": "goes with its message where it quotes or names them, and once it was sent",
    "outbox.slot": "renamed",
    "outbox.dedupe_key": "renamed",
    "inbox.key": "their clicks go",
    "posts.slot": "renamed",
    "conversations.partner_name": "an organisation",
    "conversations.setup": "renamed",
    "assessments.content": "renamed, and without their words",
    "check_ins.plan": "renamed",
    "searched.folded": "made anew",
    "guides.content": "the method",
    "involved.person": "made anew, without them",
    "waiting.person": "made anew, without them",
    "waiting.key": "the id of a section or of a check-in",
    "reminders.key": "the id of a section, or the decision",
    "reminders.zone": "goes with the person",
    "reminders.days": "goes with the person",
    "reminders.told": "goes with the person",
    "reminders.away": "goes with the person",
    "portfolio.key": "the id of a flag, or what is counted: nobody",
    "acts.by": "renamed",
    "acts.key": "goes with the person",
    "acts.place": "the id of a conversation, or of a workspace",
    "acts.act": "what was done",
    "acts.nonce": "random, and goes with the person",
    "acts.seal": "a digest, with a nonce that goes",
    "acts.digest": "a digest",
    "erasures.subject": "a digest",
    "erasures.pseudonym": "a pseudonym",
    "pauses.reason": "an error of Slack",
}
"""Columns that may name a person and are no part of WHO or WORDS, and what becomes of them."""


def test_every_column_that_names_a_person_or_holds_words_is_known() -> None:
    known = {f"{column.class_.__tablename__}.{column.key}" for column in (*WHO, *WORDS)}
    there = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | JSON | Written):
                there.add(f"{table.name}.{column.name}")
                assert f"{table.name}.{column.name}" in known | ELSEWHERE.keys() or column.name in NAMES_NOBODY, (
                    f"{table.name}.{column.name} is new. Does it name a person? Then put it into WHO of "
                    "storage/privacy/erasing.py, and put the pseudonym there in storage/privacy/pseudonyms.py or "
                    "storage/privacy/follow_up_pseudonyms.py. Do people write in it? "
                    "Into WORDS, and let their words go there. Is it neither? Into NAMES_NOBODY, or with what becomes "
                    "of it into ELSEWHERE, both here"
                )
    assert known | ELSEWHERE.keys() <= there, "a list names a column that is gone"
