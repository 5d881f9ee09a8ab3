"""The built-in guide asks what the brief asks; a guide that cannot be trusted is refused by file, key and fix."""

import json
import shutil
from pathlib import Path

import pytest

from flows.errors import GuideError
from flows.guide import BUILT_IN, guide_from_json, guide_to_json, load_guide
from flows.model import Kind, Side
from tests.flows.cases import GUIDE, everybody, judged, words

ASKED = {
    "setup": "our_kind their_kind decision label",
    "screening": "gap bandwidth admin_load",
    "clarity": "need walk_away walk_away_check multiplier harm",
    "values": "shared_outcomes we_get they_get audience_values contradiction unpublicised",
    "reach": "audience influencers action messenger came_first measure",
    "power": "money_control dependence unpaid_work work_and_money acknowledged guardrails expertise",
    "closing": "agreement people speak_up premortem lean",
}
MIRRORED = words(
    "bandwidth shared_outcomes we_get they_get unpublicised money_control dependence unpaid_work work_and_money acknowledged"
    " guardrails expertise agreement people speak_up premortem lean"
)
OPTIONS = {
    "our_kind": "celebrity nonprofit foundation company other",
    "label": "co_creation funding ambassador delivery coalition other",
    "gap": "yes no unsure",
    "gap_buyable": "yes no unsure",
    "bandwidth": "both only_ours only_partner neither unsure",
    "bandwidth_asked": "yes no unsure",
    "admin_load": "yes no unsure",
    "walk_away_check": "all_met not_met not_checked",
    "harm": "yes no unsure",
    "we_get": "money expertise audience credibility delivery learning other nothing_clear",
    "they_get": "money expertise audience credibility delivery learning other nothing_clear",
    "audience_values": "yes_asked yes_assumed mixed no unsure",
    "contradiction": "no_checked not_checked yes_addressed yes_unaddressed",
    "unpublicised": "yes no unsure",
    "messenger": "trusted_evidence trusted_assumed size_or_fame available not_messenger",
    "came_first": "outcomes_first names_first unsure",
    "measure": "action_measure outcome_measure reach_only none",
    "money_control": "ours partner shared third_party no_money",
    "dependence": "ours_depends partner_depends both neither unsure",
    "unpaid_work": "none weaker_unpaid stronger_pro_bono unsure",
    "acknowledged": "written spoken not_yet no_imbalance",
    "guardrails": "paid_work joint_decisions multi_year_or_notice capped_reporting content_veto safe_channel none",
    "expertise": "expert_decides joint consulted_only not_involved unsure",
    "agreement": "roles money decisions name_ip_data review exit nothing",
    "people": "named_backup named_no_backup not_discussed",
    "lean": "go go_if no_go unsure",
}
FOLLOW_UPS = {
    "decision": "decision_exact",
    "gap": "gap_exact gap_buyable",
    "bandwidth": "bandwidth_who bandwidth_named bandwidth_asked",
    "admin_load": "admin_hours",
    "need": "need_one need_why",
    "walk_away": "walk_away_if",
    "walk_away_check": "walk_away_broken walk_away_checker",
    "multiplier": "multiplier_without",
    "harm": "harm_what",
    "shared_outcomes": "shared_proof shared_differ",
    "audience_values": "audience_critics",
    "contradiction": "contradiction_fix",
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
    "people": "people_backup",
}
FLAGS = words(
    "no_gap bandwidth_short admin_heavy need_unclear nonnegotiables toxic_interest no_multiplier"
    " values_alignment one_sided_exchange performative cause_contradiction audience_vague"
    " influence_unknown action_vague big_name reach_as_impact power_unacknowledged power_no_guardrails"
    " cocreation_claim survival_dependence unpaid_work work_disproportionate work_unquantified"
    " expertise_sidelined not_formalised human_factors cannot_speak_up people_disagree sides_differ"
    " missing_voice"
)


def test_the_questions_of_each_section_are_those_of_the_brief_in_its_order() -> None:
    assert {s.id: " ".join(q.id for q in GUIDE.questions if q.section == s.id) for s in GUIDE.sections} == ASKED


def test_the_partner_is_asked_the_mirrored_questions_only() -> None:
    assert [question.id for question in GUIDE.questions if question.asked(Side.partner)] == MIRRORED


@pytest.mark.parametrize("answerable", OPTIONS)
def test_a_question_offers_the_tokens_of_the_brief(answerable: str) -> None:
    assert " ".join(GUIDE.options_of(answerable)) == OPTIONS[answerable]


def test_each_question_has_the_follow_ups_of_the_brief() -> None:
    assert {q.id: " ".join(p.id for p in q.probes) for q in GUIDE.questions if q.probes} == FOLLOW_UPS


def test_the_four_numbers_of_work_and_money() -> None:
    assert GUIDE.question["work_and_money"].fields == ("money_received", "hours_total", "hours_for_them", "hour_cost")
    assert GUIDE.hour_cost == 40


def test_only_the_pre_mortem_is_optional_and_two_questions_are_scales() -> None:
    assert [q.id for q in GUIDE.questions if q.optional] == ["premortem"]
    assert [q.id for q in GUIDE.questions if q.kind is Kind.scale] == ["shared_outcomes", "speak_up"]


def test_the_flags_are_the_30_of_the_brief_in_its_order() -> None:
    assert [flag.id for flag in GUIDE.flags] == FLAGS


def test_six_follow_ups_a_person_and_five_flags_are_shown() -> None:
    assert (GUIDE.probes_per_person, GUIDE.flags_shown) == (6, 5)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_flag_has_a_title_a_reason_and_a_way_out_in_each_language(language: str) -> None:
    for flag in FLAGS:
        for part in ("title", "why", "guardrail"):
            assert GUIDE.text(language, f"flag.{flag}.{part}").strip()


VARIANTS = {"need": {"celebrity", "nonprofit", "foundation", "company"}, "unpublicised": {"company", "celebrity"},
            "messenger": {"celebrity"}}  # fmt: skip


def test_wording_changes_with_the_kind_only_where_purposes_differ() -> None:
    assert {q.id: set(q.variants) for q in GUIDE.questions if q.variants} == VARIANTS


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
    assert load_guide(guide_files / "guide.toml") == load_guide(guide_files) == load_guide(BUILT_IN) == GUIDE


def test_a_guide_without_word_lists_uses_the_built_in_ones(guide_files: Path) -> None:
    shutil.rmtree(guide_files / "lexicon")
    assert load_guide(guide_files) == GUIDE


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.fixture
def guide_files(tmp_path: Path) -> Path:
    """The built-in guide's files, to be spoilt."""
    for part in ("text", "lexicon"):
        shutil.copytree(BUILT_IN.parent / part, tmp_path / part)
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
article_line = 1
{more}
"""


def question(id: str = "extra", section: str = "closing", kind: str = "text", more: str = "") -> str:
    return QUESTION.format(id=id, section=section, kind=kind, more=more)


def probe(id: str, when: str) -> str:
    return f'[[questions.probes]]\nid = "{id}"\nwhen = "{when}"\n'


SPOILT: list[tuple[str, str, str, str]] = [
    # what is wrong, text to replace, by what, what the error names
    ("bad TOML", 'id = "gap"', 'id = "gap', "guide.toml"),
    ("unknown key", 'id = "gap"\n', 'id = "gap"\ncolour = "red"\n', "colour"),
    ("unknown key at the top", "flags_shown = 5", "flags_displayed = 5", "flags_displayed"),
    ("unknown kind of question", 'kind = "scale"', 'kind = "slider"', "kind"),
    ("unknown scope of a flag", 'scope = "our_side"', 'scope = "our_team"', "scope"),
    ("a key that is missing", 'id = "harm"\nsection = "clarity"\n', 'id = "harm"\n', "section"),
    ("unknown section", 'id = "harm"\nsection = "clarity"', 'id = "harm"\nsection = "clearness"', "clearness"),
    ("a missing section", '[[sections]]\nid = "reach"\n', "", "reach"),
    ("a section twice", '[[sections]]\nid = "reach"', '[[sections]]\nid = "reach"\n[[sections]]\nid = "reach"', "reach"),
    ("a question twice", 'id = "harm"', 'id = "need"', "need"),
    ("a follow-up named like a question", 'id = "harm_what"', 'id = "need"', "need"),
    ("a field named like a question", '"hour_cost"]', '"need"]', "need"),
    ("a flag twice", 'id = "admin_heavy"', 'id = "no_gap"', "no_gap"),
    ("an impossible option", 'blocker = "gap == no"', 'blocker = "gap == nope"', "nope"),
    ("an impossible option of a follow-up's condition", 'when = "gap == yes"', 'when = "gap == yep"', "yep"),
    ("an impossible option in a verdict", "majority(gap) == no", "majority(gap) == nix", "nix"),
    ("an unknown question in a condition", 'warning = "speak_up <= 2"', 'warning = "speaking_up <= 2"', "speaking_up"),
    ("a number compared with a word", 'warning = "speak_up <= 2"', 'warning = "speak_up == low"', "speak_up"),
    ("an unknown flag in a verdict", "blocked(cause_contradiction)", "blocked(contradictory)", "contradictory"),
    ("an unknown verdict", 'verdict = "insufficient"', 'verdict = "unclear"', "verdict"),
    ("a flag that quotes an unknown question", 'evidence = ["speak_up"]', 'evidence = ["speak"]', "speak"),
    ("a flag that asks an unknown question", 'next = ["speak_up"]', 'next = ["speak"]', "speak"),
    ("a flag without a condition", 'warning = "speak_up <= 2"\n', "", "cannot_speak_up"),
    ("an unknown flag on a shared card", 'flags = ["audience_vague", ', 'flags = ["audience_vogue", ', "audience_vogue"),
    ("an option twice", 'options = ["go", "go_if", ', 'options = ["go", "go", ', "go"),
    ("a choice without options", 'options = ["go", "go_if", "no_go", "unsure"]\n', "", "lean"),
    ("nothing that is no option", 'nothing = "none"', 'nothing = "nix"', "nix"),
    ("a follow-up for an unknown number", 'stands_for = "hours_total"', 'stands_for = "hours"', "hours"),
    ("a condition that is none", 'when = "harm in {yes, unsure}"', 'when = "harm in {yes, unsure"', "harm_what"),
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


def test_a_language_without_its_file_is_named(guide_files: Path) -> None:
    (guide_files / "text" / "fr.toml").unlink()
    assert "fr.toml" in refused(guide_files).file


def test_a_broken_text_file_is_named(guide_files: Path) -> None:
    (guide_files / "text" / "fr.toml").write_text("[[[", "utf-8")
    assert "fr.toml" in refused(guide_files).file


@pytest.mark.parametrize("content", ["{", "[]", '{"need": 3}', "null"])
def test_a_broken_word_list_is_named(guide_files: Path, content: str) -> None:
    (guide_files / "lexicon" / "en-fr.json").write_text(content, "utf-8")
    assert refused(guide_files).file == "en-fr.json"


@pytest.mark.parametrize(
    "written", ["languages = 5", 'languages = "en"', "languages = [1]", "languages = [[]]", "languages = { en = 1 }"]
)
def test_languages_that_are_none_are_named(guide_files: Path, written: str) -> None:
    file = guide_files / "guide.toml"
    file.write_text(file.read_text("utf-8").replace('languages = ["en", "fr"]', written, 1), "utf-8")
    refused(guide_files)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"id = 1", b"questions = 3", b"[questions]\nid = 1"])
def test_a_file_that_is_no_guide_is_refused(guide_files: Path, content: bytes) -> None:
    (guide_files / "guide.toml").write_bytes(content)
    refused(guide_files)
