"""What people wrote leaves in files as they wrote it, by the rules of each file, escaped once and no more."""

import csv
import io

import pytest

from bot.blocks.export import FORM, VIEW
from tests.dialogs.stage import Stage
from tests.dialogs.test_exports import files

SAID = "AT&T < 5% of co-op sales - see https://acme.org/a-b?x=1&y=2"


@pytest.mark.parametrize(
    ("form", "held"),
    [
        ("csv", SAID),
        ("html", "AT&amp;T &lt; 5% of co-op sales - see https://acme.org/a-b?x=1&amp;y=2"),
        ("markdown", r"AT&T \< 5% of co-op sales - see https://acme.org/a-b?x=1&y=2"),
    ],
)
def test_a_remark_is_escaped_once(stage: Stage, form: str, held: str) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name="R&D <Lab>").reaches("deciding")
    tom.says(SAID)
    tom.says(f"=HYPERLINK(1) {amina.person.mention}")
    amina.decides("no", "their share is too big")
    tom.does("/partnership export R&D <Lab>")
    tom.sends({VIEW: "team", FORM: form})
    ((_, text),) = files(stage, tom)
    if form == "csv":
        cells = [row["text"] for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff"))) if row["kind"] == "remark"]
        assert cells == [SAID, "'=HYPERLINK(1) @Amina"]
    else:
        assert held in text, [line for line in text.splitlines() if "T" in line and "5%" in line]
        assert "&amp;amp;" not in text
        assert "Amina" in text
