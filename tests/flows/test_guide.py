"""The built-in guide asks at least what is listed here (docs/method.md), in this order; more may stand between.

A guide that cannot be trusted is refused by file, key and fix.
"""

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from flows.errors import GuideError
from flows.guide import BUILT_IN, guide_from_json, guide_to_json, load_guide
from flows.model import Kind, Side
from tests.flows.cases import ASKED, FLAGS, GUIDE, LISTED, everybody, judged, words

MIRRORED = words(
    "bandwidth need multiplier meaning shared_outcomes we_get they_get unpublicised money_control dependence unpaid_work"
    " work_and_money acknowledged written expertise speak_up premortem lean"
)
OPTIONS = {
    "our_kind": "celebrity nonprofit foundation company other",
    "their_kind": "celebrity nonprofit foundation company other",
    "label": "co_creation funding ambassador delivery coalition other",
    "gap": "yes no unsure",
    "gap_buyable": "yes no unsure",
    "bandwidth": "both only_ours only_partner neither unsure",
    "bandwidth_asked": "yes no unsure",
    "admin_load": "yes no unsure",
    "walk_away_check": "all_met not_met not_checked",
    "stage": "not_yet talking terms announced unsure",
    "meaning": "co_creation funding ambassador delivery coalition other",
    "shared_outcomes": "paid words partly no unsure",
    "we_get": "money expertise audience credibility delivery learning other nothing_clear",
    "they_get": "money expertise audience credibility delivery learning other nothing_clear",
    "audience_values": "yes_asked yes_assumed mixed no unsure",
    "against": "practice position other_partnership others_pay not_looked nothing",
    "unpublicised": "all smaller uncertain unsure",
    "messenger": "trusted_evidence trusted_assumed size_or_fame available not_messenger",
    "measure": "action_measure outcome_measure reach_only none",
    "money_control": "ours partner shared third_party no_money",
    "dependence": "ours_depends partner_depends both neither unsure",
    "unpaid_work": "none weaker_unpaid weaker_by_choice stronger_pro_bono unsure",
    "hours_rough": "20 100 500",
    "acknowledged": "written spoken not_yet no_imbalance",
    "written": "lead_and_stand_in amounts paid_work decisions little_reporting name_and_data safe_no review notice exit nothing",
    "expertise": "expert_decides joint consulted_only not_involved unsure",
    "speak_up": "went_well hardly_worked never cost_something unsure",
    "lean": "go go_if no_go unsure",
}
FOLLOW_UPS = {
    "gap": "gap_exact gap_buyable",
    "bandwidth": "bandwidth_who bandwidth_named bandwidth_asked",
    "admin_load": "admin_hours",
    "need": "need_one need_why",
    "walk_away": "walk_away_if",
    "walk_away_check": "walk_away_broken walk_away_checker",
    "multiplier": "multiplier_without",
    "shared_outcomes": "shared_differ",
    "audience_values": "audience_critics",
    "against": "against_fix",
    "unpublicised": "unpublicised_left",
    "audience": "audience_thousand audience_change",
    "influencers": "influencers_how",
    "action": "action_filmed",
    "messenger": "messenger_best",
    "measure": "measure_number measure_first_act",
    "dependence": "dependence_share",
    "unpaid_work": "unpaid_which",
    "work_and_money": "hours_rough",
    "expertise": "expertise_example",
    "lean": "lean_why",
}
NOT_A_QUESTION = words(
    "guardrails agreement people people_backup harm harm_what contradiction contradiction_fix came_first decision_exact"
    " shared_proof"
)
"""What the first edition asked."""
ORDER = {
    "gap": "yes > unsure > no",
    "bandwidth": "both > unsure > only_ours only_partner > neither",
    "admin_load": "yes > unsure > no",
    "walk_away_check": "all_met > not_checked > not_met",
    "shared_outcomes": "paid > words > partly unsure > no",
    "audience_values": "yes_asked > yes_assumed > mixed unsure > no",
    "against": "nothing > not_looked > practice position other_partnership others_pay",
    "unpublicised": "all > smaller unsure > uncertain",
    "messenger": "trusted_evidence not_messenger > trusted_assumed > available > size_or_fame",
    "measure": "action_measure outcome_measure > reach_only none",
    "unpaid_work": "none stronger_pro_bono > unsure weaker_by_choice > weaker_unpaid",
    "acknowledged": "written spoken > not_yet no_imbalance",
    "expertise": "expert_decides joint > unsure > consulted_only > not_involved",
    "speak_up": "went_well > hardly_worked unsure > never > cost_something",
    "lean": "go > go_if unsure > no_go",
}
"""From the best to the worst; what stands together cannot be told apart."""


def test_each_section_asks_these_questions_in_this_order() -> None:
    assert [section.id for section in GUIDE.sections] == list(ASKED)
    found = {
        section: [question.id for question in GUIDE.questions if question.section == section and question.id in LISTED]
        for section in ASKED
    }
    assert found == {section: words(questions) for section, questions in ASKED.items()}


def test_the_partner_is_asked_the_mirrored_questions_only() -> None:
    asked = [question.id for question in GUIDE.questions if question.asked(Side.partner)]
    assert [question for question in asked if question in LISTED] == MIRRORED


@pytest.mark.parametrize("answerable", OPTIONS)
def test_a_question_offers_these_tokens(answerable: str) -> None:
    assert " ".join(GUIDE.options_of(answerable)) == OPTIONS[answerable]


def test_each_question_has_these_follow_ups() -> None:
    found = {q.id: " ".join(p.id for p in q.probes) for q in GUIDE.questions if q.probes and q.id in LISTED}
    assert found == FOLLOW_UPS


def test_every_listed_choice_has_its_tokens_in_the_table() -> None:
    several = {
        a for a, kind in GUIDE.kinds.items() if kind in (Kind.choice, Kind.multi) and GUIDE.owner[a].id in LISTED
    }
    assert several == OPTIONS.keys()


def test_what_the_first_edition_asked_in_other_words_is_not_asked_any_more() -> None:
    assert not GUIDE.owner.keys() & set(NOT_A_QUESTION)


def test_each_choice_with_better_and_worse_options_has_them_in_this_order() -> None:
    found = {
        q.id: " > ".join(" ".join(level) for level in q.order) for q in GUIDE.questions if q.order and q.id in LISTED
    }
    assert found == ORDER


def test_an_order_holds_every_option_once() -> None:
    for each in GUIDE.questions:
        if each.order:
            assert sorted(token for level in each.order for token in level) == sorted(each.options), each.id


def test_the_four_numbers_of_work_and_money_without_a_cost_that_nobody_gave() -> None:
    assert GUIDE.question["work_and_money"].fields == ("money_received", "hours_total", "hours_for_them", "hour_cost")
    assert "hour_cost" not in type(GUIDE).model_fields


def test_only_the_pre_mortem_is_optional_and_no_question_is_a_scale() -> None:
    listed = [question for question in GUIDE.questions if question.id in LISTED]
    assert [q.id for q in listed if q.optional] == ["premortem"]
    assert [q.id for q in listed if q.kind is Kind.scale] == []


def test_what_the_assessment_leans_on_is_shown_from_the_start() -> None:
    assert [probe.id for probe in GUIDE.probe.values() if probe.inline] == ["dependence_share", "lean_why"]


def test_numbers_are_asked_of_the_roles_that_know_them() -> None:
    asked = {q.id: words(" ".join(q.roles)) for q in GUIDE.questions if q.roles and q.id in LISTED}
    assert asked == {"work_and_money": ["finance", "delivery"]}
    followed_up = {probe.id: words(" ".join(probe.roles)) for probe in GUIDE.probe.values() if probe.roles}
    assert followed_up == {"dependence_share": ["finance", "decision_maker"]}


def test_only_a_company_and_a_celebrity_are_asked_what_they_would_do_unseen() -> None:
    assert {q.id: set(q.kinds) for q in GUIDE.questions if q.kinds and q.id in LISTED} == {
        "unpublicised": {"company", "celebrity"}
    }


def test_the_partner_reads_other_words_where_us_and_them_are_named() -> None:
    mirrored = [question.id for question in GUIDE.questions if question.mirrored and question.id in LISTED]
    assert mirrored == words("bandwidth we_get they_get money_control dependence")


def test_these_flags_are_raised_in_this_order() -> None:
    assert [flag.id for flag in GUIDE.flags if flag.id in FLAGS] == FLAGS


def test_six_follow_ups_a_person_and_five_flags_are_shown() -> None:
    assert (GUIDE.probes_per_section, GUIDE.flags_shown) == (2, 5)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_flag_has_a_title_a_reason_and_a_way_out_in_each_language(language: str) -> None:
    for flag in GUIDE.flags:
        for part in ("title", "why", "guardrail"):
            assert GUIDE.text(language, f"flag.{flag.id}.{part}").strip()


VARIANTS = {"need": {"celebrity", "nonprofit", "foundation", "company"}, "messenger": {"celebrity"}}


def test_wording_changes_with_the_kind_only_where_purposes_differ() -> None:
    assert {q.id: set(q.variants) for q in GUIDE.questions if q.variants and q.id in LISTED} == VARIANTS


# --- Storing ---------------------------------------------------------------------------------------------------------


def test_a_stored_guide_reads_back_equal_stable_and_assesses_the_same() -> None:
    stored = guide_to_json(GUIDE)
    restored = guide_from_json(stored)
    assert restored == GUIDE
    assert guide_to_json(restored) == stored
    assert guide_to_json(load_guide()) == stored
    changes = {
        "ana": {"money_control": "ours", "dependence": "both", "acknowledged": "not_yet"},
        "ours": {"need": "funding"},
    }
    people = everybody(changes)
    assert judged(*people, guide=restored) == judged(*people)
    assert json.loads(stored)["id"] == GUIDE.id


def test_the_guide_loads_from_a_file_or_its_folder(guide_files: Path) -> None:
    shutil.copytree(BUILT_IN.parent / "text", guide_files / "text", dirs_exist_ok=True)
    assert load_guide(guide_files / "guide.toml") == load_guide(guide_files) == load_guide(BUILT_IN) == GUIDE


def test_a_guide_without_word_lists_uses_the_built_in_ones(guide_files: Path) -> None:
    shutil.rmtree(guide_files / "lexicon")
    assert load_guide(guide_files).lexicon == GUIDE.lexicon


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.fixture
def guide_files(tmp_path: Path) -> Path:
    """The built-in guide's files, in two languages, to be spoilt."""
    shutil.copytree(BUILT_IN.parent / "lexicon", tmp_path / "lexicon")
    (tmp_path / "text").mkdir()
    for language in ("en", "fr"):
        shutil.copy(BUILT_IN.parent / "text" / f"{language}.toml", tmp_path / "text")
    shutil.copy(BUILT_IN, tmp_path / "guide.toml")
    return tmp_path


def refused(folder: Path) -> GuideError:
    with pytest.raises(GuideError) as error:
        load_guide(folder)
    for part in (error.value.file, error.value.where, error.value.problem, error.value.fix):
        assert part.strip()
        assert part in str(error.value)
    return error.value


QUESTION = """
[[questions]]
id = "{id}"
section = "{section}"
kind = "{kind}"
source_line = 1
{more}
"""


def question(id: str = "extra", section: str = "closing", kind: str = "text", more: str = "") -> str:
    return QUESTION.format(id=id, section=section, kind=kind, more=more)


def probe(id: str, when: str) -> str:
    return f'[[questions.probes]]\nid = "{id}"\nwhen = "{when}"\n'


MORE = "[[flags.more]]\n"
SPOILT: list[tuple[str, str, str, str]] = [
    # what is wrong, text to replace, by what, what the error names
    ("bad TOML", 'id = "gap"', 'id = "gap', "guide.toml"),
    ("unknown key", 'id = "gap"\n', 'id = "gap"\ncolour = "red"\n', "colour"),
    ("unknown key at the top", "flags_shown = 5", "flags_displayed = 5", "flags_displayed"),
    ("unknown kind of question", 'kind = "numbers"', 'kind = "slider"', "kind"),
    ("unknown scope of a flag", 'scope = "our_side"', 'scope = "our_team"', "scope"),
    ("a key that is missing", 'id = "stage"\nsection = "clarity"\n', 'id = "stage"\n', "section"),
    ("unknown section", 'id = "stage"\nsection = "clarity"', 'id = "stage"\nsection = "clearness"', "clearness"),
    ("a missing section", '[[sections]]\nid = "reach"\n', "", "reach"),
    ("a section twice", '[[sections]]\nid = "reach"', '[[sections]]\nid = "reach"\n[[sections]]\nid = "reach"', "reach"),
    ("a question twice", 'id = "stage"', 'id = "need"', "need"),
    ("a follow-up named like a question", 'id = "against_fix"', 'id = "need"', "need"),
    ("a field named like a question", '"hour_cost"]', '"need"]', "need"),
    ("a flag twice", 'id = "admin_heavy"', 'id = "no_gap"', "no_gap"),
    ("an impossible option", 'blocker = "gap == no"', 'blocker = "gap == nope"', "nope"),
    ("an impossible option of a follow-up's condition", 'when = "gap == yes"', 'when = "gap == yep"', "yep"),
    ("an impossible option in a verdict", "coverage >= 30 and most(gap, no)", "coverage >= 30 and most(gap, nix)", "nix"),
    ("an unknown question in a condition", 'warning = "speak_up ==', 'warning = "speaking_up ==', "speaking_up"),
    ("a number compared with a word", '"dependence_share >= 80 or', '"dependence_share >= most or', "dependence_share"),
    ("a word compared with a number", 'warning = "speak_up == cost_something"', 'warning = "speak_up <= 2"', "speak_up"),
    ("a function of the first edition", "most(bandwidth, neither)", "majority(bandwidth) == neither", "majority"),
    ("a cost of an hour that nobody gave", "flags_shown = 5", "flags_shown = 5\nhour_cost = 40", "hour_cost"),
    ("an unknown flag in a verdict", "blocked(cause_contradiction)", "blocked(contradictory)", "contradictory"),
    ("an unknown verdict", 'verdict = "insufficient"', 'verdict = "unclear"', "verdict"),
    ("a flag that quotes an unknown question", 'evidence = ["speak_up"]', 'evidence = ["speak"]', "speak"),
    ("a flag that asks an unknown question", 'next = ["speak_up"]', 'next = ["speak"]', "speak"),
    ("a flag without a condition", 'warning = "quality(audience) != ok"\n', "", "audience_vague"),
    ("an unknown flag on a shared card", 'flags = ["audience_vague", ', 'flags = ["audience_vogue", ', "audience_vogue"),
    ("an option twice", 'options = ["go", "go_if", ', 'options = ["go", "go", ', "go"),
    ("a choice without options", 'options = ["go", "go_if", "no_go", "unsure"]\n', "", "lean"),
    ("nothing that is no option", 'nothing = "nothing"', 'nothing = "nix"', "nix"),
    ("a follow-up for an unknown number", 'stands_for = "hours_total"', 'stands_for = "hours"', "hours"),
    ("a condition that is none", 'when = "shared_outcomes in {partly, no}"', 'when = "shared_outcomes in {no"', "shared_differ"),
    ("a flag's condition that is none", 'when = "most(gap, unsure)"', 'when = "most(gap, unsure"', "no_gap"),
    # causes of a flag
    ("a cause of unknown severity", f'{MORE}id = "unmet"\nseverity = "blocker"', f'{MORE}id = "unmet"\nseverity = "grave"',
     "severity"),
    ("a cause without a severity", f'{MORE}id = "unmet"\nseverity = "blocker"\n', f'{MORE}id = "unmet"\n', "severity"),
    ("a cause of unknown scope", 'scope = "our_side"\nwhen = "most(gap, unsure)"', 'scope = "us"\nwhen = "most(gap, unsure)"',
     "scope"),
    ("a cause without a condition", 'when = "walk_away_check == not_met"\n', "", "when"),
    ("an unknown key of a cause", 'when = "walk_away_check == not_met"\n', 'when = "walk_away_check == not_met"\nnotice = "x"\n',
     "notice"),
    ("an impossible option of a cause", 'when = "most(gap, unsure)"', 'when = "most(gap, maybe)"', "maybe"),
    ("a function of another scope in a cause", 'scope = "both_sides"\nwhen = "apart(meaning)"',
     'scope = "our_side"\nwhen = "apart(meaning)"',
     "apart"),
    ("a cause that quotes an unknown question", 'when = "most(gap, unsure)"', 'when = "most(gap, unsure)"\nevidence = ["gape"]',
     "gape"),
    # better and worse
    ("an order of an unknown option", 'order = [["yes"], ["unsure"], ["no"]]', 'order = [["yes"], ["unsure"], ["nope"]]', "nope"),
    ("an option twice in an order", 'order = [["yes"], ["unsure"], ["no"]]', 'order = [["yes"], ["unsure", "yes"], ["no"]]', "yes"),
    ("an order of a text", 'id = "need"\n', 'id = "need"\norder = [["yes"], ["no"]]\n', "need"),
    ("an order that is a plain list", 'order = [["yes"], ["unsure"], ["no"]]', 'order = ["yes", "unsure", "no"]', "order"),
    # who is asked
    ("an unknown role", 'roles = ["finance", "delivery"]', 'roles = ["finance", "boss"]', "roles"),
    ("an unknown role of a follow-up", 'roles = ["finance", "decision_maker"]', 'roles = ["money"]', "roles"),
    ("an unknown kind of organisation", 'kinds = ["company", "celebrity"]', 'kinds = ["company", "star"]', "star"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "old", "new", "named"), SPOILT, ids=[row[0] for row in SPOILT])
def test_what_is_wrong_with_a_guide_is_named(guide_files: Path, why: str, old: str, new: str, named: str) -> None:
    file = guide_files / "guide.toml"
    content = file.read_text("utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), "utf-8")
    error = refused(guide_files)
    assert error.file == "guide.toml"
    assert named in f"{error.where} {error.problem} {error.file}", why


def add(folder: Path, toml: str) -> None:
    """Put questions in front of the flags."""
    file = folder / "guide.toml"
    content = file.read_text("utf-8")
    file.write_text(content.replace("[[flags]]", f"{toml}\n[[flags]]", 1), "utf-8")


CYCLES = [
    ("of itself", probe("one", "answered(one)"), {"one"}),
    ("of two", probe("one", "answered(two)") + probe("two", "quality(one) == ok"), {"one", "two"}),
    ("of three", probe("one", "answered(two)") + probe("two", "answered(three)") + probe("three", "answered(one)"),
     {"one", "two", "three"}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "probes", "named"), CYCLES, ids=[row[0] for row in CYCLES])
def test_a_circle_of_follow_ups_is_named(guide_files: Path, why: str, probes: str, named: set[str]) -> None:
    add(guide_files, question() + probes)
    error = refused(guide_files)
    assert "circle" in error.problem, why
    assert all(name in error.problem for name in named)


def test_a_follow_up_may_depend_on_another(guide_files: Path) -> None:
    add(guide_files, question() + probe("one", "answered(extra)") + probe("two", "answered(one)"))
    error = refused(guide_files)  # only its words are missing
    assert error.file.startswith("text/")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("added", ["extra.prompt", "extra.why"], ids=["a question's words", "a question's reason"])
def test_a_missing_translation_names_its_key_and_its_file(guide_files: Path, language: str, added: str) -> None:
    add(guide_files, question())
    for each in ("en", "fr"):
        keys = {"prompt", "why"} - ({added.removeprefix("extra.")} if each == language else set())
        file = guide_files / "text" / f"{each}.toml"
        words = "\n[extra]\n" + "".join(f'{key} = "…"\n' for key in sorted(keys))
        file.write_text(file.read_text("utf-8") + words, "utf-8")
    error = refused(guide_files)
    assert (error.file, error.where) == (f"text/{language}.toml", added)


def test_an_empty_translation_is_missing(guide_files: Path) -> None:
    add(guide_files, question())
    file = guide_files / "text" / "en.toml"
    file.write_text(file.read_text("utf-8") + '\n[extra]\nprompt = " "\nwhy = "x"\n', "utf-8")
    assert refused(guide_files).where == "extra.prompt"


def test_a_missing_file_is_named_with_where_to_put_it(tmp_path: Path) -> None:
    error = refused(tmp_path / "nowhere.toml")
    assert error.file == "nowhere.toml"
    assert str(tmp_path / "nowhere.toml") in error.fix


def test_every_language_without_its_file_is_named_at_once(guide_files: Path) -> None:
    file = guide_files / "guide.toml"
    content = file.read_text("utf-8").replace(
        'version = "2.0.0"', 'version = "2.0.0"\nlanguages = ["en", "es", "pt"]', 1
    )
    file.write_text(content, "utf-8")
    assert [line.split(":")[0] for line in str(refused(guide_files)).splitlines()] == ["text/es.toml", "text/pt.toml"]


def test_the_languages_are_those_of_the_text_files(guide_files: Path) -> None:
    shutil.copy(guide_files / "text" / "en.toml", guide_files / "text" / "es.toml")
    assert load_guide(guide_files).languages == ("en", "es", "fr")
    (guide_files / "text" / "fr.toml").unlink()
    assert load_guide(guide_files).languages == ("en", "es")
    shutil.rmtree(guide_files / "text")
    assert "text/en.toml" in refused(guide_files).fix


def test_a_broken_text_file_is_named(guide_files: Path) -> None:
    (guide_files / "text" / "fr.toml").write_text("[[[", "utf-8")
    assert "fr.toml" in refused(guide_files).file


@pytest.mark.parametrize("content", ["{", "[]", '{"stop": 3}', "null"])
def test_a_broken_word_list_is_named(guide_files: Path, content: str) -> None:
    (guide_files / "lexicon" / "en-fr.json").write_text(content, "utf-8")
    assert refused(guide_files).file == "lexicon/en-fr.json"


@pytest.mark.parametrize(
    "written", ["languages = 5", 'languages = "en"', "languages = [1]", "languages = [[]]", "languages = { en = 1 }"]
)
def test_languages_that_are_none_are_named(guide_files: Path, written: str) -> None:
    file = guide_files / "guide.toml"
    file.write_text(file.read_text("utf-8").replace('version = "2.0.0"', f'version = "2.0.0"\n{written}', 1), "utf-8")
    refused(guide_files)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"id = 1", b"questions = 3", b"[questions]\nid = 1"])
def test_a_file_that_is_no_guide_is_refused(guide_files: Path, content: bytes) -> None:
    (guide_files / "guide.toml").write_bytes(content)
    refused(guide_files)


def test_every_problem_of_a_kind_is_told_at_once_by_the_id_of_the_question(guide_files: Path) -> None:
    file = guide_files / "guide.toml"
    content = file.read_text("utf-8")
    content = content.replace('id = "gap"\n', 'id = "gap"\ncolour = "red"\n', 1).replace(
        'scope = "our_side"', 'scope = "us"', 1
    )
    file.write_text(content.replace('id = "stage"\nsection = "clarity"\n', 'id = "stage"\n', 1), "utf-8")
    said = str(refused(guide_files)).splitlines()
    assert len(said) == 3
    assert all(re.search(r"(question|flag) '\w+'", line) for line in said)
    assert not any(re.search(r"\b(questions|flags)[ .]\d", line) for line in said)
    assert any(
        "question 'gap': the key 'colour' is unknown. Fix: take it out, or write one of" in line for line in said
    )
    assert any("question 'stage': section is missing. Fix: add section" in line for line in said)
    assert not any("docs/" in line for line in said)


def test_every_missing_text_is_told_at_once(guide_files: Path) -> None:
    add(guide_files, question())
    said = str(refused(guide_files)).splitlines()
    assert [line.split(":")[0] for line in said] == ["text/en.toml"] * 2 + ["text/fr.toml"] * 2


def test_every_wrong_condition_is_told_at_once(guide_files: Path) -> None:
    file = guide_files / "guide.toml"
    content = file.read_text("utf-8").replace('blocker = "gap == no"', 'blocker = "gap == nope"', 1)
    file.write_text(content.replace('when = "gap == yes"', 'when = "gap == yep"', 1), "utf-8")
    said = str(refused(guide_files))
    assert "nope" in said
    assert "yep" in said


def test_what_named_the_file_is_what_is_to_be_corrected(tmp_path: Path) -> None:
    for named_by in ("--guide", "the FILE argument", "PARTNERSHIP_GUIDE"):
        for file in (tmp_path / "nowhere.toml", tmp_path):
            with pytest.raises(GuideError) as caught:
                load_guide(file, named_by)
            assert caught.value.fix.endswith(f"or correct {named_by}")
            assert caught.value.missing


@pytest.mark.parametrize(("first", "second"), list(pairwise(SPOILT)), ids=[row[0] for row in SPOILT[1:]])
def test_two_things_that_are_wrong_are_told_and_never_a_fault(
    guide_files: Path, first: tuple[str, str, str, str], second: tuple[str, str, str, str]
) -> None:
    file = guide_files / "guide.toml"
    content = file.read_text("utf-8")
    for _, old, new, _ in (first, second):
        content = content.replace(old, new, 1)
    file.write_text(content, "utf-8")
    assert ". Fix: " in str(refused(guide_files))
