"""What the app's own work costs, without Slack.

assess            cases of five people a second on one core, and where the time goes
guide             milliseconds to load and check
--help            against ``python -c "import typer"``
a click           its own work, broken down: load, transition, render, save, outbox, commit (SQLite)
memory            of the running app
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bot.documents.cases import answers_of, assess_case, assessment_json, read_case
from bot.i18n.languages import LOCALES
from bot.messages import conversation as conversation_messages
from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.guide import load_guide
from flows.model import Participant, Role, Setup
from storage.database import Database
from storage.migrations import upgrade
from storage.records import Record

SAMPLE = LOCALES / "en" / "sample.json"


def best_of(times: int, work: Callable[[], object]) -> float:
    """Seconds of the quickest of several runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def assess_figures() -> None:
    """Cases of five people, each with texts of its own so that no cache helps across cases."""
    guide = load_guide()
    sample = json.loads(SAMPLE.read_text("utf-8"))
    fifth = {**sample["participants"][0], "id": "Fifth", "side": "partner"}
    lines = []
    for number in range(400):
        people = [
            {**person, "answers": {q: f"{a} {number}" if _text(q) else a for q, a in person["answers"].items()}}
            for person in [*sample["participants"], fifth]
        ]
        lines.append(json.dumps({"setup": sample["setup"], "participants": people}))
    cases = [read_case(line) for line in lines]
    parse = best_of(3, lambda: [read_case(line) for line in lines])
    answers = best_of(3, lambda: [answers_of(guide, person) for case in cases for person in case.participants])
    whole = best_of(3, lambda: [assess_case(guide, case) for case in cases])
    done = [assess_case(guide, case) for case in cases]
    printed = best_of(3, lambda: [json.dumps(assessment_json(guide, one, "en")) for one in done])
    total = parse + whole + printed
    print(f"assess: {len(cases) / total:.0f} cases of five people a second, reading and printing included")
    print(f"        {len(cases) / (whole - answers):.0f} a second for the assessment alone")
    for name, seconds in (
        ("parse JSON", parse),
        ("read answers (numbers, options)", answers),
        ("conditions, quality, verdict", whole - answers),
        ("print JSON", printed),
    ):
        print(f"        {100 * seconds / total:3.0f} %  {name}")


def _text(question: str) -> bool:
    return question in (
        "need",
        "walk_away",
        "multiplier",
        "audience",
        "influencers",
        "action",
        "gap_exact",
        "premortem",
    )


def guide_figures() -> None:
    print(f"guide:  loaded and checked in {1000 * best_of(5, load_guide):.0f} ms")


def help_figures() -> None:
    bare = best_of(5, lambda: subprocess.run([sys.executable, "-c", "import typer"], check=True))
    script = Path(sys.executable).parent / "partnership-coach"
    helped = best_of(5, lambda: subprocess.run([script, "--help"], check=True, stdout=subprocess.DEVNULL))
    print(f"--help: {helped / bare:.1f} × import typer")


class Stopwatch:
    """Seconds by part, a list of them for each."""

    def __init__(self) -> None:
        self.parts: dict[str, list[float]] = {}

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.parts.setdefault(part, []).append(time.process_time() - start)


def click_figures() -> None:
    """A click on an answer of the screening, as the coach takes it, without Slack."""
    watch = Stopwatch()
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        upgrade(database)
        guide = load_guide()
        people = [Participant(id=f"U{number}", role=Role.delivery) for number in range(5)]
        conversation, _ = talk.begin(guide, Setup(), "U0", people)
        with database.unit_of_work() as uow:
            record = uow.conversations.add(Record("c0", "T1", "C1", "Acme", "en", conversation))
            uow.commit()
        for number in range(300):
            question = ("gap", "admin_load")[number % 2]
            with database.unit_of_work() as uow:
                with watch("inbox"):
                    uow.inbox.first_time(f"key {number}")
                with watch("load"):
                    found = uow.conversations.get("T1", "c0", lock=True)
                assert found is not None
                with watch("transition"):
                    token = ("yes", "no", "unsure")[number % 3]
                    moved, said = answering.answer(found.conversation, "U1", "screening", {question: token})
                with watch("save"):
                    record = uow.conversations.save(replace(found, conversation=moved))
                with watch("render"):
                    messages = conversation_messages.messages(record, said, str(number))
                with watch("outbox"):
                    for message in messages:
                        uow.outbox.write(message)
                with watch("commit"):
                    uow.commit()
        database.dispose()
    total = sum(median(times) for times in watch.parts.values())
    print(f"click:  {1000 * total:.1f} ms of its own work (median of 300, SQLite with synchronous=FULL)")
    for part, times in watch.parts.items():
        print(f"        {100 * median(times) / total:3.0f} %  {part}")


def memory_figures() -> None:
    """The app in a process of its own, connected to the emulator, after one conversation was opened."""
    code = (
        "import os, psutil, tempfile, pathlib\n"
        "from bot.playground.stage import played\n"
        "from bot.documents.cases import read_case\n"
        f"case = read_case(pathlib.Path({str(SAMPLE)!r}).read_text('utf-8'))\n"
        "with played(case, 'en') as rehearsal:\n"
        "    rehearsal.play()\n"
        "    print(psutil.Process().memory_info().rss // 2**20)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    idle = "import psutil, bot.cli.serve; print(psutil.Process().memory_info().rss // 2**20)"
    bare = subprocess.run([sys.executable, "-c", idle], check=True, capture_output=True, text=True)
    print(
        f"memory: {done.stdout.strip()} MB for app, emulator and a whole conversation; {bare.stdout.strip()} MB imported"
    )
