"""What ``guide check`` says of common faults, for docs/guide-authors.md: each fault is made, and what is said is written down."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from flows.errors import GuideError
from flows.guide import load_guide

GUIDE = Path(__file__).parent.parent.parent / "docs" / "guides" / "grant"


class Fault(NamedTuple):
    """One thing that an author may do to the grant guide. ``to``: what is written instead; None takes the file away."""

    what: str
    file: str
    instead_of: str
    to: str | bytes | None


FAULTS = (
    Fault("a path where there is nothing", "guide.toml", "", None),
    Fault("a language without its file", "text/fr.toml", "", None),
    Fault("a bracket that is not closed", "guide.toml", 'options = ["written", "spoken", "unknown"]', "options = ["),
    Fault("a file that is not UTF-8 (from an old editor)", "text/fr.toml", "", "Décor".encode("latin-1")),
    Fault("a key that does not exist", "guide.toml", "optional = true", "optionel = true"),
    Fault("a value that the key does not take", "guide.toml", 'kind = "multi"', 'kind = "several"'),
    Fault("a key that is missing", "guide.toml", 'when = "coverage < 60"\n', ""),
    Fault("the same id twice", "guide.toml", 'id = "overhead"\n', 'id = "paid_when"\n'),
    Fault("a section that does not exist", "guide.toml", 'id = "no_way_out"\nsection = "day_after"',
          'id = "no_way_out"\nsection = "after"'),
    Fault("an option that stands in no option list", "guide.toml", 'order = [["planned"]', 'order = [["plan"]'),
    Fault("a multi question without its “none of them”", "guide.toml", 'nothing = "nothing"\n', ""),
    Fault("a condition with an option that the question does not have", "guide.toml", "paid_when == unsure", "paid_when == never"),
    Fault("a condition with a name that nobody knows", "guide.toml", "admin_hours >= 40", "report_hours >= 40"),
    Fault("a condition that compares text", "guide.toml", "quality(last_payment) != ok", "last_payment == nothing"),
    Fault("evidence that is not asked", "guide.toml", 'evidence = ["admin_hours"]', 'evidence = ["hours"]'),
    Fault("a number in the check-in that is none", "guide.toml", "standing_places = 1", 'standing_places = 1\nsince = ["worked"]'),
    Fault("another name for how people of a side differ", "guide.toml", 'id = "people_disagree"', 'id = "we_disagree"'),
    Fault("a check-in that asks nothing", "guide.toml", 'first = ["terms_moved"]\nclosing = [["still_yes", "still_why"]]\n', ""),
    Fault("a line, and nothing of which it could be one", "guide.toml", "optional = true", "optional = true\nsource_line = 4"),
    Fault("a source that lacks a key", "guide.toml", "\n[[sections]]", '\n[source]\nauthor = "Ada"\n\n[[sections]]'),
    Fault("a source without its author's name", "guide.toml", "\n[[sections]]",
          '\n[source]\nauthor = " "\ntitle = "T"\n\n[[sections]]'),
    Fault("a day that is no date", "guide.toml", "\n[[sections]]",
          '\n[source]\nauthor = "Ada"\ntitle = "T"\nday = "last May"\n\n[[sections]]'),
    Fault("words that are missing", "text/fr.toml", 'title = "L\'argent vient après le travail"\n', ""),
)  # fmt: skip


def table() -> Iterator[str]:
    """The faults, with what the check says of each and how it is mended."""
    yield "| You have | `guide check` says | Fix |"
    yield "|---|---|---|"
    for fault in FAULTS:
        error = found(fault)
        said = f"{error.file}: {error.where}: {error.problem}"
        yield f"| {fault.what} | `{_cell(said)}` | {_cell(error.fix)} |"


def found(fault: Fault) -> GuideError:
    """Return what is said of a fault; raises AssertionError where nothing is."""
    with TemporaryDirectory() as folder:
        guide = Path(shutil.copytree(GUIDE, Path(folder) / "mine"))
        file = guide / fault.file
        if fault.to is None:
            file.unlink()
        elif isinstance(fault.to, bytes):
            file.write_bytes(fault.to)
        else:
            content = file.read_text("utf-8")
            assert fault.instead_of in content, f"nothing in {fault.file} reads {fault.instead_of!r}"
            file.write_text(content.replace(fault.instead_of, fault.to, 1), "utf-8")
        try:
            load_guide(guide / "guide.toml", "the FILE argument")
        except GuideError as error:
            return GuideError(error.file, error.where, _short(error.problem, folder), _short(error.fix, folder))
    raise AssertionError(f"nothing is said of {fault.what}")


def _short(text: str, folder: str) -> str:
    return text.replace(f"{folder}/", "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
