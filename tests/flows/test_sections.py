"""Only a guide names its sections: their order, their names, which is the screening. The code asks it."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.errors import GuideError
from flows.guide import load_guide
from flows.model import Guide, Participant, Role, Side
from tests.flows.cases import GUIDE, setup, where

ROOT = Path(__file__).parent.parent.parent
RENEWAL = ROOT / "docs" / "guides" / "renewal"

FIELDS_OF_A_VIEW = {
    "bot/blocks/kit/refilled.py",
    "bot/blocks/kit/view_state.py",
    "bot/listeners/errors.py",
    "bot/listeners/views.py",
}
"""Slack keeps what is typed into a form under ``values``."""
SAMPLES = {"bot/playground/page/situations.py"}
"""The packaged conversation is a case of the built-in guide."""


KINDS = {"flows/sections.py": "screening"}
"""A kind of section has the same name."""


def named(file: Path) -> Iterator[tuple[int, str]]:
    """The sections of the built-in guide that a file names: in a string of its own, or with a stage (``power_revealed``)."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = {node.value, *(node.value.removesuffix(f"_{stage}") for stage in ("collecting", "revealed"))}
            for section in words & set(GUIDE.road):
                yield node.lineno, section


def test_no_code_names_a_section_of_the_built_in_guide() -> None:
    found = []
    for package in ("bot", "storage", "flows"):
        for file in sorted((ROOT / package).rglob("*.py")):
            place = file.relative_to(ROOT).as_posix()
            if place in SAMPLES:
                continue
            meant = KINDS.get(place, "values" if place in FIELDS_OF_A_VIEW or "playground" in file.parts else None)
            found += [f"{place}:{line}: {section}" for line, section in named(file) if section != meant]
    assert not found, "ask the guide of the conversation: guide.road, guide.screening_section"


# --- What a guide may say of its sections ----------------------------------------------------------------------------


@pytest.fixture
def renewal_files(tmp_path: Path) -> Path:
    """The files of the renewal guide, to be changed."""
    return Path(shutil.copytree(RENEWAL, tmp_path / "renewal"))


def change(folder: Path, *pairs: tuple[str, str], file: str = "guide.toml") -> None:
    content = (folder / file).read_text("utf-8")
    for old, new in pairs:
        assert old in content
        content = content.replace(old, new)
    (folder / file).write_text(content, "utf-8")


SCREENING = ('id = "still_worth_it"\nkind = "screening"', 'id = "still_worth_it"')
REASONS = ("[[screening]]\nid", "[[ignored]]\nid")
WRONG: dict[str, tuple[list[tuple[str, str]], str]] = {
    "an unknown kind": ([('kind = "screening"', 'kind = "quiz"')], "section 'still_worth_it', kind"),
    "no section of the opener": ([('id = "setup"\nkind = "setup"', 'id = "setup"')], "sections: 0 sections are of kind setup"),
    "two of them": ([('id = "next_term"\n\n#', 'id = "next_term"\nkind = "setup"\n\n#')], "sections: 2 sections are of kind setup"),
    "a question of the opener that is missing": ([('id = "label"', 'id = "labelled"')], "question 'label': no question"),
    "one that is asked elsewhere": (
        [('id = "decision"\nsection = "setup"', 'id = "decision"\nsection = "next_term"')],
        "question 'decision': no question of the opener",
    ),
    "two screenings": ([('id = "how_it_went"\nflags_first', 'id = "how_it_went"\nkind = "screening"\nflags_first')],
                       "section 'how_it_went': only the first section"),
    "a screening that is not the first": (
        [SCREENING, ('id = "how_it_went"\nflags_first', 'id = "how_it_went"\nkind = "screening"\nflags_first')],
        "section 'how_it_went': only the first section",
    ),
    "reasons without a screening": ([SCREENING], "[[screening]]: it has reasons, and no section is of kind screening"),
    "a section that asks nothing": (
        [('[[sections]]\nid = "next_term"', '[[sections]]\nid = "empty"\n[[sections]]\nid = "next_term"')],
        "section 'empty': it asks nothing",
    ),
    "more sections than can be shown": (
        [('[[sections]]\nid = "next_term"', "".join(f'[[sections]]\nid = "s{n}"\n' for n in range(19)))],
        "sections: 21 are too many",
    ),
    "a section called like a stage": ([('"next_term"', '"reviewing"')], "section 'reviewing': this name has another meaning"),
    "number fields in a screening": (
        [('id = "delivered"\nsection = "still_worth_it"\nkind = "choice"\noptions = ["yes", "partly", "no", "unsure"]',
          'id = "delivered"\nsection = "still_worth_it"\nkind = "numbers"\nfields = ["a", "b"]')],
        "question 'delivered': a screening asks for no number fields",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_with_a_section_names_the_file_the_section_and_the_fix(renewal_files: Path, what: str) -> None:
    pairs, said = WRONG[what]
    change(renewal_files, *pairs)
    with pytest.raises(GuideError) as refused:
        load_guide(renewal_files)
    assert f"guide.toml: {said}" in str(refused.value)
    assert ". Fix: " in str(refused.value)


def test_nothing_but_a_section_of_the_opener_is_no_guide(renewal_files: Path) -> None:
    content = (renewal_files / "guide.toml").read_text("utf-8")
    others = content[content.index('[[sections]]\nid = "still_worth_it"') : content.index("# The opener's questions.")]
    change(renewal_files, (others, ""))
    with pytest.raises(GuideError, match="there is none that people answer"):
        load_guide(renewal_files)


@pytest.mark.parametrize("key", ["section.next_term", "about.road", "about.screening.next", "truth.none"])
def test_the_words_of_the_sections_are_the_guides_own(renewal_files: Path, key: str) -> None:
    table, _, name = key.rpartition(".")
    change(renewal_files, (f"[{table}]\n", f"[{table}]\nleft_out = 'x'\n"), file="text/fr.toml")
    content = (renewal_files / "text" / "fr.toml").read_text("utf-8")
    at = content.index(f"\n{name} =", content.index(f"[{table}]\n"))
    content = content[: at + 1] + content[content.index("\n", at + 1) + 1 :]
    (renewal_files / "text" / "fr.toml").write_text(content, "utf-8")
    with pytest.raises(GuideError) as refused:
        load_guide(renewal_files)
    assert (refused.value.file, refused.value.where) == ("text/fr.toml", key)


# --- A conversation by such a guide ----------------------------------------------------------------------------------

ANA, BEN = Participant(id="ana", role=Role.delivery), Participant(id="ben", role=Role.decision_maker)


def walked(guide: Guide) -> list[str]:
    """Where a conversation stands, step by step to the decision, with every section revealed early and gone back to once."""
    conversation, said = talk.begin(guide, setup(), "ana", (ANA, BEN))
    assert [(one.what, one.section) for one in said] == [("ask", guide.road[0])]
    found = [where(conversation)]

    def step(moved: Conversation) -> Conversation:
        found.append(where(moved))
        return moved

    while conversation.section is not None:
        conversation = step(talk.reveal(conversation, "ana")[0])
        conversation = step(talk.go_on(conversation, "ana")[0])
    back = talk.back(conversation, "ana")[0]
    assert where(back) == f"{guide.road[-1]}_revealed"
    assert talk.go_on(back, "ben")[0].stage == "deciding"
    return found


def test_the_road_is_the_one_of_the_guide_in_its_order(renewal_files: Path) -> None:
    turned = ('[[sections]]\nid = "how_it_went"\nflags_first = true\n\n[[sections]]\nid = "next_term"\n',
              '[[sections]]\nid = "next_term"\n\n[[sections]]\nid = "how_it_went"\nflags_first = true\n')  # fmt: skip
    change(renewal_files, turned)
    guide = load_guide(renewal_files)
    assert guide.road == ("still_worth_it", "next_term", "how_it_went")
    stops = [f"{section}_{stage}" for section in guide.road for stage in ("collecting", "revealed")]
    assert walked(guide) == [*stops, "deciding"]


def test_a_guide_needs_no_screening(renewal_files: Path) -> None:
    content = (renewal_files / "guide.toml").read_text("utf-8")
    reasons = content[content.index("# After the three questions") : content.index("[[merged]]")]
    change(renewal_files, SCREENING, (reasons, ""))
    guide = load_guide(renewal_files)
    assert guide.screening_section is None
    assert len(walked(guide)) == 7
    conversation, _ = talk.begin(guide, setup(), "ana", (ANA,))
    conversation, said = answering.answer(conversation, "ana", guide.road[0], {"delivered": "yes"})
    assert [one.what for one in said] == ["progress", "reveal"], "one form finishes it, and no verdict comes of it"


def test_the_flags_of_the_sections_that_a_guide_puts_first_are_shown_first() -> None:
    guide = load_guide(RENEWAL)
    assert guide.sections_first == {"how_it_went"}
    conversation, _ = talk.begin(guide, setup(), "ana", (ANA, BEN))
    given = {"delivered": "partly", "begin_again": "yes", "time_left": "both"}
    for person in ("ana", "ben"):
        conversation, _ = answering.answer(conversation, person, guide.road[0], given, follow_up=True)
    conversation, _ = talk.go_on(conversation, "ana")
    given = {"better_off": "Forty families in Tamale", "promises_kept": "2", "said_no": "heard"}
    conversation, _ = answering.answer(conversation, "ben", guide.road[1], given, follow_up=True)
    conversation, _ = talk.reveal(conversation, "ana")
    conversation, _ = talk.go_on(conversation, "ana")
    given = {"must_change": "Invoices paid within thirty days", "work_paid": "covered", "way_out": "written"}
    conversation, _ = answering.answer(conversation, "ana", guide.road[2], given, follow_up=True)
    flags = [flag.id for flag in conversation.assessment().flags]
    assert flags[:2] == ["promises_not_kept", "not_delivered"], "though one person raises the first, and two the second"
    assert not conversation.side(Side.partner)
