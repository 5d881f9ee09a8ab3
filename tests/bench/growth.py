"""Growth: the same click with 100, 10,000 and 100,000 stored conversations, as ratios to the first."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median

from sqlalchemy import insert

from bot.messages import conversation as conversation_messages
from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.guide import load_guide
from flows.model import Guide, Participant, Role, Setup
from storage.conversations.involved import SECTION
from storage.database import Database
from storage.migrations import upgrade
from storage.records import Record
from storage.tables.models import AnswerRow, ConversationRow, InvolvedRow, ParticipantRow, WaitingRow
from tests.chaos.store import ENGINES, server

SIZES = (100, 10_000, 100_000)
ANSWERS_EACH = 8
CLICKS = 200


def fill(database: Database, guide: Guide, first: int, last: int) -> None:
    """Conversations of other channels, each with two people and a few answers."""
    with database.unit_of_work() as uow:
        conversation, _ = talk.begin(guide, Setup(), "U0", [Participant(id="U0", role=Role.delivery)])
        template = uow.conversations.add(Record(f"t{first}", "T1", "C0", "Acme", "en", conversation))
        row = uow.session.get_one(ConversationRow, template.id)
        columns = {column.name: getattr(row, column.name) for column in ConversationRow.__table__.columns}
        uow.commit()
    for start in range(first, last, 2000):
        numbers = range(start, min(start + 2000, last))
        with database.unit_of_work() as uow:
            uow.session.execute(
                insert(ConversationRow),
                [{**columns, "id": f"c{n}", "channel": f"C{n % 977}", "thread_ts": f"{n}.0"} for n in numbers],
            )
            uow.session.execute(
                insert(ParticipantRow),
                [
                    {
                        "team": "T1",
                        "conversation_id": f"c{n}",
                        "position": p,
                        "person": f"U{p}",
                        "side": "ours",
                        "role": "other",
                        "language": "en",
                        "replaced": False,
                    }
                    for n in numbers
                    for p in range(2)
                ],
            )
            about = [
                {"team": "T1", "conversation_id": f"c{n}", "channel": f"C{n % 977}", "theirs": False, "person": f"U{p}"}
                for n in numbers
                for p in range(2)
            ]
            moved = columns["updated_at"]
            uow.session.execute(insert(InvolvedRow), [one | {"going_on": True, "moved_at": moved} for one in about])
            waits = {"kind": SECTION, "key": "screening", "since": moved}
            uow.session.execute(insert(WaitingRow), [one | waits for one in about])
            uow.session.execute(
                insert(AnswerRow),
                [
                    {
                        "team": "T1",
                        "conversation_id": f"c{n}",
                        "position": a,
                        "person": f"U{a % 2}",
                        "question": ("gap", "bandwidth", "admin_load", "need")[a // 2],
                        "value": "yes",
                        "after_reveal": False,
                        "consent": False,
                        "recorded_at": columns["created_at"],
                    }
                    for n in numbers
                    for a in range(ANSWERS_EACH)
                ],
            )
            uow.commit()


def click_seconds(database: Database, round_name: str) -> float:
    """Median seconds of a click's whole unit of work."""
    times = []
    for number in range(CLICKS):
        start = time.perf_counter()
        with database.unit_of_work() as uow:
            uow.inbox.first_time(f"{round_name} {number}")
            record = uow.conversations.get("T1", "clicked", lock=True)
            assert record is not None
            moved, said = answering.answer(record.conversation, "U1", "screening", {"gap": ("yes", "no")[number % 2]})
            saved = uow.conversations.save(replace(record, conversation=moved))
            for message in conversation_messages.messages(saved, said, f"{round_name}{number}"):
                uow.outbox.write(message)
            uow.commit()
        times.append(time.perf_counter() - start)
    return median(times)


def growth_figures(url: str, engine: str) -> None:
    """Print the ratios for one database."""
    database = Database(url)
    upgrade(database)
    guide = load_guide()
    people = [Participant(id=f"U{number}", role=Role.delivery) for number in range(3)]
    filled, first = 0, 0.0
    for size in SIZES:
        fill(database, guide, filled, size)
        filled = size
        # A conversation of its own for each size: its own answers must not grow between the rounds.
        with database.unit_of_work() as uow:
            conversation, _ = talk.begin(guide, Setup(), "U0", people)
            if uow.conversations.get("T1", "clicked") is None:
                uow.conversations.add(Record("clicked", "T1", "C1", "Acme", "en", conversation))
            uow.commit()
        with clean_conversation(database):
            seconds = click_seconds(database, str(size))
        first = first or seconds
        print(
            f"growth: {engine}, {size:>7,} conversations: a click costs {seconds / first:.2f} × that at {SIZES[0]} "
            f"({1000 * seconds:.1f} ms)"
        )
    database.dispose()


@contextmanager
def clean_conversation(database: Database) -> Iterator[None]:
    """The clicked conversation starts each round without answers."""
    from sqlalchemy import delete

    with database.unit_of_work() as uow:
        uow.session.execute(delete(AnswerRow).where(AnswerRow.conversation_id == "clicked"))
        uow.commit()
    yield


def growth() -> None:
    """On both engines."""
    for engine in ENGINES:
        with server(engine) as databases:
            growth_figures(databases.new_url(), engine)
