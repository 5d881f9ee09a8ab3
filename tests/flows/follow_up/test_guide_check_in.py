"""What a check-in asks is data of the guide, checked when it is loaded: the file, the key and the fix are named."""

import shutil
from pathlib import Path

import pytest

from flows.errors import GuideError
from flows.guide import BUILT_IN, guide_from_json, guide_to_json, load_guide
from flows.model import CHECK_IN_OUTCOMES, KEPT, CheckInPlan, Kind, Sharing, Side
from tests.flows.cases import GUIDE

PLAN = GUIDE.check_in


def test_at_most_eight_the_standing_ones_and_the_two_open_ones_of_the_brief() -> None:
    assert PLAN.most == 8
    assert PLAN.standing == (
        ("dependence_share",), ("hours_total", "hours_for_them"), ("acknowledged",), ("speak_up",), ("measure_today",),
    )  # fmt: skip
    assert (PLAN.closing, PLAN.since, PLAN.prediction) == (
        ("unforeseen", "still_yes"), ("hours_total", "hours_for_them"), "premortem",
    )  # fmt: skip


def test_its_own_questions_are_asked_only_there_and_keep_to_themselves() -> None:
    found = {one.id: (one.kind, one.asked(Side.partner), one.sharing) for one in PLAN.questions}
    assert found == {
        "measure_today": (Kind.text, False, Sharing.partner),
        "unforeseen": (Kind.text, True, Sharing.team),
        "still_yes": (Kind.choice, True, Sharing.team),
    }
    assert GUIDE.at_check_in.question["still_yes"].options == ("yes", "yes_if", "no")
    assert not {one.id for one in PLAN.questions} & GUIDE.question.keys()
    assert set(GUIDE.at_check_in.owner) > set(GUIDE.owner)
    assert GUIDE.at_check_in.text("fr", "still_yes.option.no") == "Non"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_of_a_check_in_is_there_in_each_language(language: str) -> None:
    keys = [f"flag.{flag.id}.recheck" for flag in GUIDE.flags if flag.recheck]
    keys += [f"check_in.commitment.option.{token}" for token in KEPT] + [
        f"check_in.outcome.{one}" for one in CHECK_IN_OUTCOMES
    ]
    keys += [f"check_in.{one}.prompt" for one in PLAN.since] + ["section.check_in", "check_in.commitment.prompt"]
    for key in keys:
        assert GUIDE.text(language, key).strip()


def test_the_two_languages_say_it_each_in_its_own_words() -> None:
    for flag in GUIDE.flags:
        if flag.recheck:
            assert GUIDE.text("en", f"flag.{flag.id}.recheck") != GUIDE.text("fr", f"flag.{flag.id}.recheck")


def test_a_guide_that_was_stored_before_check_ins_has_none_and_still_works() -> None:
    stored = GUIDE.model_dump(exclude={"check_in"})
    older = type(GUIDE).model_validate(stored)
    assert older.check_in == CheckInPlan()
    assert older.at_check_in.questions == older.questions
    assert guide_from_json(guide_to_json(GUIDE)).at_check_in.questions == GUIDE.at_check_in.questions


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for part in ("text", "lexicon"):
        shutil.copytree(BUILT_IN.parent / part, tmp_path / part)
    shutil.copy(BUILT_IN, tmp_path / "guide.toml")
    return tmp_path


LAST = 'options = ["yes", "yes_if", "no"]\nsharing = "team"\narticle_line = 6\nseconds = 10\n'
SPOILT = [
    ("a flag that re-checks an unknown question", 'recheck = ["speak_up"]', 'recheck = ["speak"]', "cannot_speak_up"),
    ("a flag that re-checks four numbers as one", 'recheck = ["agreement"]', 'recheck = ["work_and_money"]', "work_and_money"),
    ("an unknown standing question", '["measure_today"]]', '["measure_yesterday"]]', "measure_yesterday"),
    ("two questions in one place", '["acknowledged"], ["speak_up"]', '["acknowledged", "speak_up"]', "acknowledged, speak_up"),
    ("nothing in a place", '["acknowledged"], ["speak_up"]', '[], ["speak_up"]', "standing"),
    ("an unknown closing question", 'closing = ["unforeseen", ', 'closing = ["unforseen", ', "unforseen"),
    ("hours that are no number", 'since = ["hours_total", ', 'since = ["need", ', "need"),
    ("a prediction that is no text", 'prediction = "premortem"', 'prediction = "lean"', "lean"),
    ("an unknown prediction", 'prediction = "premortem"', 'prediction = "postmortem"', "postmortem"),
    ("no room", "most = 8 ", "most = 3 ", "most"),
    ("no room at all", "most = 8 ", "most = 0 ", "most"),
    ("an unknown key", "standing_places = 2", "standing_spaces = 2", "standing_spaces"),
    ("its question in another section", 'id = "still_yes"\nsection = "check_in"', 'id = "still_yes"\nsection = "reach"', "reach"),
    ("a question of the road in its section", 'id = "lean"\nsection = "closing"', 'id = "lean"\nsection = "check_in"', "check_in"),
    ("a name twice", 'id = "still_yes"', 'id = "lean"', "lean"),
    ("a choice without options", 'options = ["yes", "yes_if", "no"]\n', "", "still_yes"),
    ("a follow-up", LAST, f'{LAST}[[check_in.questions.probes]]\nid = "more"\nwhen = "gap == no"\n', "still_yes"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "old", "new", "named"), SPOILT, ids=[row[0] for row in SPOILT])
def test_what_is_wrong_is_named(files: Path, why: str, old: str, new: str, named: str) -> None:
    file = files / "guide.toml"
    content = file.read_text("utf-8")
    assert old in content
    file.write_text(content.replace(old, new), "utf-8")
    with pytest.raises(GuideError) as error:
        load_guide(files)
    assert error.value.file == "guide.toml"
    assert named in f"{error.value.where} {error.value.problem}", why
    assert error.value.fix.strip()


TEXTS = ["flag.no_gap.recheck", "still_yes.option.yes_if", "unforeseen.why", "check_in.hours_total.prompt", "check_in.outcome.exit",
         "check_in.commitment.option.held", "section.check_in"]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("key", TEXTS)
def test_a_missing_word_names_its_key_and_its_file(files: Path, language: str, key: str) -> None:
    table, _, last = key.rpartition(".")
    file = files / "text" / f"{language}.toml"
    lines, inside, left = file.read_text("utf-8").splitlines(), False, []
    for line in lines:
        inside = line == f"[{table}]" or (inside and not line.startswith("["))
        if not (inside and line.startswith(f"{last} =")):
            left.append(line)
    assert len(left) == len(lines) - 1
    file.write_text("\n".join(left), "utf-8")
    with pytest.raises(GuideError) as error:
        load_guide(files)
    assert (error.value.file, error.value.where) == (f"text/{language}.toml", key)


def test_a_guide_of_ones_own_needs_no_check_in(files: Path) -> None:
    file = files / "guide.toml"
    content = file.read_text("utf-8").split("# The check-in")[0]
    file.write_text("\n".join(line for line in content.splitlines() if not line.startswith("recheck")), "utf-8")
    assert load_guide(files).check_in == CheckInPlan()
