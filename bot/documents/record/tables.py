"""CSV: a row an answer, a decision, a condition, a commitment, a check-in. No cell is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator

from bot.documents.record.follow_up import CheckedIn
from bot.documents.record.views import Brief
from flows.model import Side

COLUMNS = ("conversation", "partner", "kind", "section", "question", "prompt", "side", "person", "text")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, full-width forms included."""
_SIDE = {
    Side.ours: {Side.ours: "ours", Side.partner: "partner"},
    Side.partner: {Side.ours: "the other side", Side.partner: "your side"},
}
_MARK = "\ufeff"
"""Without it spreadsheets read accents wrongly."""


def as_csv(briefs: Iterable[Brief]) -> Iterator[str]:
    """The lines of the file, without their ends."""
    yield _MARK + _line(COLUMNS)
    for brief in briefs:
        for row in _rows(brief):
            yield _line((brief.id, brief.partner, *row))


def safe(cell: str) -> str:
    """A cell that a spreadsheet shows and does not calculate: an apostrophe stands before what would be a formula."""
    begins = (cell, cell.lstrip(" \n\u00a0"), cell.lstrip())
    return f"'{cell}" if any(each.startswith(_FORMULA) for each in begins) else cell


def _rows(brief: Brief) -> Iterator[tuple[str, ...]]:
    if brief.wanted:
        yield "wanted", "", "", "", "", "", brief.wanted
    if brief.outcome:
        yield "decision", "", "", brief.day, "", brief.by, brief.outcome
    if brief.reason:
        yield "reason", "", "", "", "", brief.by, brief.reason
    if brief.reopens or brief.reopens_on:
        yield "reopens_if", "", "", brief.reopens_on, "", "", brief.reopens
    if brief.verdict:
        yield "verdict", "", "", "", "", "", brief.verdict
    for point in brief.points:
        yield "point", point.section, "", point.title, "", "", point.severity
    for condition in brief.conditions:
        yield "condition", "", "", "", "", "", condition
    for told in brief.answers:
        yield "answer", told.section, told.question, told.prompt, _SIDE[brief.seat][told.side], told.who, told.answer
    for promise in brief.promises:
        yield "commitment", "", "", promise.text, "", promise.owner, promise.standing
        if promise.tripwire:
            yield "tripwire", "", "", promise.text, "", "", promise.tripwire
        for one in promise.history:
            yield "commitment_change", "", "", promise.text, "", one.by, one.text
            if one.reason:
                yield "commitment_reason", "", "", promise.text, "", one.by, one.reason
    for check_in in brief.check_ins:
        yield from _check_in(brief, check_in)
    if brief.drift:
        yield "drift", "", "", "", "", "", brief.drift.told
    for remark in brief.remarks:
        yield "remark", remark.section, "", "", "", remark.author, remark.text


def _check_in(brief: Brief, check_in: CheckedIn) -> Iterator[tuple[str, ...]]:
    """Rows of a check-in; its title stands in the column of the section."""
    title = check_in.title
    yield "check_in", title, "", "", "", "", " ".join(check_in.notes)
    for flag in check_in.flags:
        yield "check_in_point", title, "", flag.title, "", "", flag.became
        for told in flag.answers:
            yield (
                "check_in_answer",
                title,
                told.question,
                told.prompt,
                _SIDE[brief.seat][told.side],
                told.who,
                told.answer,
            )
    for text, said in check_in.kept:
        yield "check_in_commitment", title, "", text, "", "", said
    for told in check_in.answers:
        yield "check_in_answer", title, told.question, told.prompt, _SIDE[brief.seat][told.side], told.who, told.answer
    if check_in.outcome:
        yield "check_in_outcome", title, "", "", "", check_in.by, check_in.outcome
    if check_in.reason:
        yield "check_in_reason", title, "", "", "", check_in.by, check_in.reason


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="").writerow([safe(cell) for cell in cells])
    return out.getvalue()
