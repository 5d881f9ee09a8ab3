"""Five check-ins in a row of one team, as its members read them: ``python -m tests.flows.follow_up.five [language]``."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.blocks import check_in, check_in_form, check_in_letter, check_in_report
from bot.i18n.catalogue import words as words_of
from flows.check_ins.baseline import baseline_of
from flows.check_ins.checkin import CheckIn, answer, finished, prompt, schedule
from flows.check_ins.comparison import compare
from flows.check_ins.conclusion import conclude, with_results
from flows.commitments import Commitment, State, make
from flows.conversation.conversation import Answer, Conversation
from flows.conversation.lifecycle import Place
from flows.model import Participant, Role, Side
from flows.schedules.recurrence import Timetable
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record
from tests.flows.cases import GUIDE, OURS_ONLY, SHARED, Raw, setup

AMINA = Participant(id="Amina", role=Role.decision_maker)
LEA = Participant(id="Lea", role=Role.delivery)
SARA = Participant(id="Sara", role=Role.finance)
INES = Participant(id="Ines", side=Side.partner, role=Role.decision_maker)

FREE = {"unpaid_work": "weaker_unpaid", "dependence_share": 11.0}
DECIDED: dict[str, Raw] = {
    "Amina": {**OURS_ONLY, **SHARED, **FREE, "measure": "none", "measure_number": None, "lean": "go_if",
              "lean_why": "Every hour is paid"},
    "Lea": {**OURS_ONLY, **SHARED, **FREE},
    "Sara": {**OURS_ONLY, **SHARED, **FREE},
    "Ines": {**SHARED, **FREE, "need": "Two hundred employees who have taught a class by December 2027"},
}  # fmt: skip

WELL: Raw = {
    "needs_met": "yes", "still_yes": "yes", "unpaid_work": "none", "speak_up": "went_well", "values_now": "no",
    "people_now": "no", "walk_away_check": "all_met", "hours_total": 60, "hours_for_them": 10, "money_received": 20000,
    "dependence_share": 11, "measure_today": "Three classes of ten filled",
}  # fmt: skip
"""What is answered where nothing else is said below."""
STILL_FREE: Raw = {"unpaid_work": "weaker_unpaid"}
SAID: list[dict[str, Raw]] = [
    {
        "Amina": {
            "needs_met": "partly",
            "unpaid_work": "unsure",
            "measure": "action_measure",
            "still_yes": "yes_if",
            "still_why": "The June hours are paid too",
        },
        "Lea": {**STILL_FREE, "needs_met": "partly", "worked": "The first class: thirty came, thanks to Ines"},
        "Sara": STILL_FREE,
        "Ines": {**STILL_FREE, "needs_met": "partly"},
    },
    {"Amina": {"worked": "Reports take an hour now, thanks to Sara"}, "Lea": {"unforeseen": "The school moved"}},
    {
        "Lea": {"unheard": "The visits come in exam weeks"},
        "Sara": {"dependence_share": 29},
        "Amina": {"speak_up": "unsure"},
    },
    {"Sara": {"dependence_share": 29}, "Amina": {"worked": "They moved the visits within a day: Ines did that"}},
    {"Lea": {"worked": "Forty nurses trained: Ines found the trainers"}, "Sara": {"dependence_share": 29}},
]
ENDS: list[tuple[str, str]] = [
    ("renegotiate", "every hour is paid from June on"),
    ("renew", ""),
    ("renegotiate", "no visits in exam weeks, and a second funder by spring"),
    ("renew", ""),
    ("renew", ""),
]
HELD: list[Raw] = [{"c1": "held", "c2": "failed"}, {"c2": "held"}, {}, {}, {}]
"""What is said of the promises."""


@dataclass
class Team:
    """The conversation, and where its check-ins stand."""

    record: Record
    stored: StoredCheckIn | None = None


def decided() -> Team:
    """The team at its decision, with two promises."""
    people = (AMINA, LEA, SARA, INES)
    answers = tuple(
        Answer(person.id, question, tuple(value) if isinstance(value, list) else value, False, False)
        for person in people
        for question, value in DECIDED[person.id].items()
        if value is not None and GUIDE.owner[question].asked(person.side)
    )
    conversation = Conversation(
        GUIDE, setup(), AMINA.id, people, Place("reviewing", seen=frozenset(GUIDE.road)), answers
    )
    promises = tuple(
        make(id, text, owner=AMINA.id, due=date(2027, 1, 4), by=AMINA.id, on=date(2026, 12, 1))
        for id, text in (("c1", "Reports once a quarter"), ("c2", "Every hour is paid"))
    )
    return Team(Record("k1", "T1", "C1", "Acme", "en", conversation, commitments=promises))


def begun(team: Team, number: int) -> StoredCheckIn:
    """The next check-in, asked."""
    baseline = team.stored.check_in.now() if team.stored else baseline_of(team.record.conversation)
    due = [one for one in team.record.commitments if one.state is not State.held]
    at = datetime(2027, 1, 4, 8, tzinfo=UTC) + timedelta(days=90 * number)
    times = Timetable((at + timedelta(days=2), at + timedelta(days=4)), at + timedelta(days=7))
    found, _ = prompt(schedule(baseline, AMINA.id, due), times)
    return StoredCheckIn(f"i{number}", "T1", "k1", number, at, found, team.stored)


def filled(found: CheckIn, said: Mapping[str, Raw], kept: Raw) -> CheckIn:
    """Everybody answers what they are asked."""
    for person in (each.id for each in found.people):
        asked = {field for one in found.agendas[person] for field in one.fields}
        promised = {f"commitment:{id}": token for id, token in kept.items()}
        raw = {**WELL, **said.get(person, {}), **promised}
        found, _ = answer(found, person, {one: value for one, value in raw.items() if one in asked})
    return finished(found)[0] if found.hidden else found


def told(language: str = "en") -> Iterator[str]:
    """What is read, check-in by check-in."""
    team, words = decided(), words_of(language)
    team.record = replace(team.record, language=language)
    for number, (said, kept, end) in enumerate(zip(SAID, HELD, ENDS, strict=True), 1):
        asked = begun(team, number)
        yield f"{'=' * 30} {number} {'=' * 30}"
        for person in (AMINA, LEA, INES):
            yield f"--- {person.id}, in private"
            yield from read(check_in.prompt(words, team.record, asked, person.id)["blocks"])
            yield from read(check_in_form.form(words, team.record, asked, person.id)["blocks"][1:], form=True)
        stored = replace(asked, check_in=filled(asked.check_in, said, kept))
        yield "--- the thread"
        for message in check_in_report.report_messages(words, team.record, stored):
            yield from read(message["blocks"])
        ended, _ = conclude(stored.check_in, AMINA.id, *end)
        team.stored = replace(stored, check_in=ended)
        promises: Iterable[Commitment] = team.record.commitments
        promises = with_results(promises, compare(ended), date(2027, 1, 4))
        team.record = replace(team.record, commitments=tuple(promises))
        yield from read(check_in_report.outcome_message(words, team.record, team.stored)["blocks"])
        yield "--- Amina, in private"
        yield from read(check_in_letter.letter_message(words, team.record, team.stored)["blocks"])


def read(blocks: Iterable[Any], *, form: bool = False) -> Iterator[str]:
    """Blocks as lines of text; of a form the questions."""
    for block in blocks:
        match block["type"]:
            case "section":
                yield from _plain(block["text"]["text"])
            case "context":
                yield from (f"  ({line})" for each in block["elements"] for line in _plain(each["text"]))
            case "rich_text":
                yield from (f"  {line}" for element in block["elements"] for line in _rich(element))
            case "input" if form and not str(block["block_id"]).startswith(("stance:", "consent")):
                hint = block.get("hint", {}).get("text", "")
                yield f"  ▸ {block['label']['text']}" + (f"  [{hint}]" if hint else "")


def _plain(text: str) -> list[str]:
    return [line for line in re.sub(r"<@(\w+)>", r"@\1", text).replace("*", "").split("\n") if line.strip()]


def _rich(element: Any) -> Iterator[str]:
    if element["type"] == "rich_text_list":
        for each in element["elements"]:
            first, *rest = "".join(part.get("text", "") for part in each["elements"]).split("\n")
            yield f"• {first}"
            yield from (f"    {line}" for line in rest)
    else:
        mark = "" if element["type"] == "rich_text_preformatted" else "| "
        text = "".join(part.get("text", "") for part in element["elements"])
        yield from (f"{mark}{line}" for line in text.split("\n"))


if __name__ == "__main__":
    print("\n".join(told(*sys.argv[1:])))
