"""What a check-in asks is data of the guide, checked when it is loaded: the file, the key and the fix are named."""

import shutil
from pathlib import Path

import pytest

from flows.errors import GuideError
from flows.guide import BUILT_IN, guide_from_json, guide_to_json, load_guide
from flows.model import CHECK_IN_OUTCOMES, KEPT, CheckInPlan, Kind, Sharing, Side
from tests.flows.cases import GUIDE

PLAN = GUIDE.check_in


def test_at_most_five_whether_each_side_got_what_it_needed_first_and_whether_they_still_would_last() -> None:
    assert PLAN.most == 5
    assert (PLAN.first, PLAN.closing) == ((("needs_met",),), (("still_yes", "still_why"),))
    assert [each.ask[0] for each in PLAN.standing] == [
        "worked", "acknowledged", "unforeseen", "speak_up", "unheard", "walk_away_check", "values_now", "hours_total",
        "money_received", "measure_today", "people_now", "dependence_share",
    ]  # fmt: skip
    assert {each.ask[0] for each in PLAN.standing if not each.one_voice} == {
        "worked", "acknowledged", "unforeseen", "speak_up", "unheard",
    }  # fmt: skip
    every = {each.ask[0]: each.every for each in PLAN.standing}
    assert (every["worked"], every["values_now"], every["walk_away_check"]) == (1, 2, 4)
    assert PLAN.since == ("hours_total", "hours_for_them", "money_received")
    assert (PLAN.prediction, PLAN.unnamed) == ("premortem", ("unheard",))
    assert PLAN.reads_back == {"needs_met": "need", "still_yes": "lean_why", "walk_away_check": "walk_away"}


def test_its_own_questions_are_asked_only_there_and_keep_to_themselves() -> None:
    found = {one.id: (one.kind, one.asked(Side.partner), one.sharing) for one in PLAN.questions}
    assert found == {
        "needs_met": (Kind.choice, True, Sharing.partner),
        "worked": (Kind.text, True, Sharing.team),
        "unforeseen": (Kind.text, True, Sharing.team),
        "unheard": (Kind.text, True, Sharing.team),
        "measure_today": (Kind.text, False, Sharing.partner),
        "people_now": (Kind.choice, True, Sharing.team),
        "values_now": (Kind.choice, True, Sharing.team),
        "still_yes": (Kind.choice, True, Sharing.team),
        "still_why": (Kind.text, True, Sharing.team),
    }
    assert all(one.order for one in PLAN.questions if one.kind is Kind.choice), (
        "what is good, and what is not, is declared"
    )
    assert GUIDE.at_check_in.question["still_yes"].options == ("yes", "yes_if", "no")
    assert not {one.id for one in PLAN.questions} & GUIDE.question.keys()
    assert set(GUIDE.at_check_in.owner) > set(GUIDE.owner)
    assert GUIDE.at_check_in.text("fr", "still_yes.option.no") == "Non"
    assert GUIDE.text("en", "section.check_in") == "Does it still serve both sides?"
    assert GUIDE.text("fr", "section.check_in") == "Est-ce que cela sert encore les deux côtés ?"


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


LAST = (
    'id = "still_why"\nsection = "check_in"\nkind = "text"\nasked_of = "both"\nsharing = "team"\n'
    "source_line = 6\nseconds = 10\n"
)
SPOILT = [
    ("a flag that re-checks an unknown question", 'recheck = ["speak_up"]', 'recheck = ["speak"]', "cannot_speak_up"),
    ("a flag that re-checks four numbers as one", 'recheck = ["written"]', 'recheck = ["work_and_money"]', "work_and_money"),
    ("an unknown standing question", 'ask = ["measure_today"]', 'ask = ["measure_yesterday"]', "measure_yesterday"),
    ("two questions in one place", 'ask = ["acknowledged"]', 'ask = ["acknowledged", "speak_up"]', "acknowledged, speak_up"),
    ("nothing in a place", 'ask = ["acknowledged"]', "ask = []", "standing"),
    ("a premise that is no condition", 'when = "imbalance"', 'when = "imbalances"', "imbalances"),
    ("a premise over an unknown flag", "still_open(work_unquantified)", "still_open(work_unknown)", "work_unknown"),
    ("a role that is none", 'roles = ["community"]', 'roles = ["everyone"]', "roles"),
    ("never due", "every = 4", "every = 0", "every"),
    ("an unknown first question", 'first = ["needs_met"]', 'first = ["need_met"]', "need_met"),
    ("an unknown closing question", 'closing = [["still_yes", ', 'closing = [["still_yess", ', "still_yess"),
    ("hours that are no number", 'since = ["hours_total", ', 'since = ["need", ', "need"),
    ("more of what is not a number", 'more_is_worse = ["dependence_share"]', 'more_is_worse = ["need"]', "need"),
    ("a prediction that is not a text", 'prediction = "premortem"', 'prediction = "lean"', "lean"),
    ("an unknown prediction", 'prediction = "premortem"', 'prediction = "postmortem"', "postmortem"),
    ("reading back what is not a text", 'needs_met = "need"', 'needs_met = "gap"', "gap"),
    ("unnamed, and unknown", 'unnamed = ["unheard"]', 'unnamed = ["unsaid"]', "unsaid"),
    ("no room", "most = 5 ", "most = 2 ", "most"),
    ("no room at all", "most = 5 ", "most = 0 ", "most"),
    ("an unknown key", "standing_places = 1", "standing_spaces = 1", "standing_spaces"),
    ("its question in another section", 'id = "still_yes"\nsection = "check_in"', 'id = "still_yes"\nsection = "reach"', "reach"),
    ("a question of the road in its section", 'id = "lean"\nsection = "closing"', 'id = "lean"\nsection = "check_in"', "check_in"),
    ("a name twice", 'id = "still_yes"', 'id = "lean"', "lean"),
    ("a choice without options", 'options = ["yes", "yes_if", "no"]\n', "", "still_yes"),
    ("a follow-up", LAST, f'{LAST}[[check_in.questions.probes]]\nid = "more"\nwhen = "gap == no"\n', "still_why"),
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
         "check_in.commitment.option.held", "check_in.needs_met.reads_back", "section.check_in"]  # fmt: skip


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


def test_a_guide_of_ones_own_says_what_a_check_in_asks_since_each_decision_has_one(files: Path) -> None:
    file = files / "guide.toml"
    content = file.read_text("utf-8").split("# The check-in")[0]
    file.write_text("\n".join(line for line in content.splitlines() if not line.startswith("recheck")), "utf-8")
    with pytest.raises(GuideError, match="check_in: there is a check-in after every decision") as error:
        load_guide(files)
    assert "still_yes" in error.value.fix
