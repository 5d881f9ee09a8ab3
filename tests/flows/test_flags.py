"""The 30 flags: at each severity the smallest change that raises it, and its neighbour that does not.

A row is (flag, severity, label, what differs from the sound case of three people). ``None`` for a severity: not raised.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from flows.model import Assessment, Verdict
from tests.flows.cases import (
    GUIDE,
    SHARED,
    SOUND,
    Raw,
    ana,
    ben,
    everybody,
    flags_of,
    judged,
    participant,
    pat,
)

Changes = Mapping[str, Raw]
Row = tuple[str, str | None, str, Changes]


def seen(changes: Changes | None = None, label: str = "funding") -> Assessment:
    """The changed sound case; it must stay answered enough for flags to show."""
    assessment = judged(*everybody(changes), label=label)
    assert assessment.verdict is not Verdict.insufficient
    return assessment


def severity(assessment: Assessment, flag: str) -> str | None:
    raised = flags_of(assessment).get(flag)
    return str(raised.severity) if raised else None


def test_the_sound_case_is_strategic_without_a_flag() -> None:
    assessment = seen()
    assert (assessment.verdict, assessment.flags, assessment.coverage) == (Verdict.strategic, (), 1)


IMB: Raw = {"money_control": "ours", "dependence": "partner_depends"}
"""An imbalance that is acknowledged and guarded: raises survival_dependence as a notice at most."""
NO_NUMBERS: Raw = {"money_received": None, "hours_total": None, "hours_for_them": None}

SCREENING: list[Row] = [
    ("no_gap", "blocker", "gap = no", {"ana": {"gap": "no"}}),
    ("no_gap", "notice", "gap = unsure", {"ana": {"gap": "unsure"}}),
    ("no_gap", "notice", "it could be bought", {"ana": {"gap_buyable": "yes"}}),
    ("no_gap", "notice", "nobody says what is missing", {"ours": {"gap_exact": None}}),
    ("no_gap", "notice", "what is missing says nothing", {"ours": {"gap_exact": "visibility and resources"}}),
    ("no_gap", None, "one says it exactly: pooled", {"ana": {"gap_exact": None}}),
    ("no_gap", None, "not sure whether it could be bought", {"ours": {"gap_buyable": "unsure"}}),
    ("no_gap", None, "blank", {"ours": {"gap": None}}),
    ("no_gap", None, "not mine to answer", {"ours": {"gap": "not_mine"}}),
    ("no_gap", "blocker", "the highest severity of two people", {"ana": {"gap": "no"}, "ben": {"gap": "unsure"}}),
    ("no_gap", "blocker", "with a leftover follow-up", {"ours": {"gap": "no", "gap_buyable": "yes"}}),
    ("bandwidth_short", "blocker", "neither", {"ana": {"bandwidth": "neither"}}),
    ("bandwidth_short", "blocker", "neither, says the partner", {"pat": {"bandwidth": "neither"}}),
    ("bandwidth_short", "warning", "only us", {"ben": {"bandwidth": "only_ours"}}),
    ("bandwidth_short", "warning", "only them", {"ben": {"bandwidth": "only_partner"}}),
    ("bandwidth_short", "notice", "unsure", {"ana": {"bandwidth": "unsure"}}),
    ("bandwidth_short", None, "both", {"all": {"bandwidth": "both"}}),
    ("bandwidth_short", None, "blank", {"all": {"bandwidth": None}}),
    ("admin_heavy", "warning", "no", {"ana": {"admin_load": "no"}}),
    ("admin_heavy", "notice", "unsure", {"ana": {"admin_load": "unsure"}}),
    ("admin_heavy", None, "yes", {"ours": {"admin_load": "yes"}}),
    ("admin_heavy", None, "blank", {"ours": {"admin_load": None}}),
]

CLARITY: list[Row] = [
    ("need_unclear", "warning", "vague for both", {"ours": {"need": "funding and visibility"}}),
    ("need_unclear", "warning", "blank for both", {"ours": {"need": None}}),
    ("need_unclear", "warning", "vague and blank", {"ana": {"need": "funding"}, "ben": {"need": None}}),
    ("need_unclear", "warning", "both not sure", {"ours": {"need": "unsure"}}),
    ("need_unclear", None, "one colleague left it empty", {"ana": {"need": None}}),
    ("need_unclear", None, "one says it exactly", {"ana": {"need": "funding"}}),
    ("need_unclear", None, "a follow-up says it", {"ours": {"need": "funding", "need_one": "40 nurses by June"}}),
    ("nonnegotiables", "blocker", "one requirement is not met", {"ana": {"walk_away_check": "not_met"}}),
    ("nonnegotiables", "blocker", "not met, none written", {"ours": {"walk_away_check": "not_met", "walk_away": None}}),
    ("nonnegotiables", "warning", "none written", {"ours": {"walk_away": None}}),
    ("nonnegotiables", "warning", "vague", {"ours": {"walk_away": "respect and trust"}}),
    ("nonnegotiables", "notice", "not checked", {"ours": {"walk_away_check": "not_checked"}}),
    ("nonnegotiables", "notice", "nobody says whether they are met", {"ours": {"walk_away_check": None}}),
    ("nonnegotiables", "notice", "nobody knows whether they are met", {"ours": {"walk_away_check": "unsure"}}),
    ("nonnegotiables", None, "one checked", {"ana": {"walk_away_check": "not_checked"}}),
    ("nonnegotiables", None, "one wrote them", {"ana": {"walk_away": None}}),
    ("toxic_interest", "blocker", "yes", {"ben": {"harm": "yes"}}),
    ("toxic_interest", "notice", "unsure", {"ben": {"harm": "unsure"}}),
    ("toxic_interest", None, "no", {"ours": {"harm": "no"}}),
    ("toxic_interest", None, "blank", {"ours": {"harm": None}}),
    ("no_multiplier", "warning", "win-win", {"ours": {"multiplier": "win-win"}}),
    ("no_multiplier", "warning", "blank", {"ours": {"multiplier": None}}),
    ("no_multiplier", None, "one says it", {"ben": {"multiplier": "win-win"}}),
]

VALUES: list[Row] = [
    ("values_alignment", "warning", "2", {"ana": {"shared_outcomes": 2}}),
    ("values_alignment", "warning", "1, says the partner", {"pat": {"shared_outcomes": 1}}),
    ("values_alignment", "notice", "4 without proof", {"ana": {"shared_outcomes": 4}}),
    ("values_alignment", "notice", "5 and a proof that says nothing",
     {"ana": {"shared_outcomes": 5, "shared_proof": "We share the same vision"}}),
    ("values_alignment", None, "3", {"all": {"shared_outcomes": 3}}),
    ("values_alignment", None, "4 with proof",
     {"all": {"shared_outcomes": 4, "shared_proof": "They closed their sugar line"}}),
    ("values_alignment", None, "blank", {"all": {"shared_outcomes": None}}),
    ("values_alignment", None, "unsure", {"all": {"shared_outcomes": "unsure"}}),
    ("one_sided_exchange", "blocker", "nothing clear for either",
     {"ana": {"we_get": ["nothing_clear"], "they_get": ["nothing_clear"]}}),
    ("one_sided_exchange", "blocker", "nothing chosen for either", {"ana": {"we_get": [], "they_get": []}}),
    ("one_sided_exchange", "blocker", "one of each", {"ana": {"we_get": [], "they_get": ["nothing_clear"]}}),
    ("one_sided_exchange", "warning", "nothing for us", {"ana": {"we_get": ["nothing_clear"]}}),
    ("one_sided_exchange", "warning", "nothing chosen for them", {"ana": {"they_get": []}}),
    ("one_sided_exchange", "warning", "nothing for us, blank for them",
     {"ana": {"we_get": ["nothing_clear"], "they_get": None}}),
    ("one_sided_exchange", "warning", "nothing, in two people's eyes, for different sides",
     {"ana": {"we_get": ["nothing_clear"]}, "ben": {"they_get": ["nothing_clear"]}}),
    ("one_sided_exchange", None, "something for each", {"all": {"we_get": ["learning"], "they_get": ["other"]}}),
    ("one_sided_exchange", None, "both blank", {"all": {"we_get": None, "they_get": None}}),
    ("one_sided_exchange", None, "both unsure", {"all": {"we_get": "unsure", "they_get": "unsure"}}),
    ("performative", "warning", "not if unpublicised", {"ana": {"unpublicised": "no"}}),
    ("performative", "warning", "not if unpublicised, says the partner", {"pat": {"unpublicised": "no"}}),
    ("performative", "warning", "against the audience's values", {"ana": {"audience_values": "no"}}),
    ("performative", "notice", "assumed", {"ana": {"audience_values": "yes_assumed"}}),
    ("performative", "notice", "mixed", {"ana": {"audience_values": "mixed"}}),
    ("performative", "notice", "audience unsure", {"ana": {"audience_values": "unsure"}}),
    ("performative", "notice", "unpublicised unsure", {"ana": {"unpublicised": "unsure"}}),
    ("performative", None, "asked and would do it anyway", {}),
    ("performative", None, "both blank", {"all": {"audience_values": None, "unpublicised": None}}),
    ("cause_contradiction", "blocker", "and nothing planned", {"ana": {"contradiction": "yes_unaddressed"}}),
    ("cause_contradiction", "notice", "not checked", {"ana": {"contradiction": "not_checked"}}),
    ("cause_contradiction", None, "addressed", {"ours": {"contradiction": "yes_addressed"}}),
    ("cause_contradiction", None, "blank", {"ours": {"contradiction": None}}),
]  # fmt: skip

REACH: list[Row] = [
    ("audience_vague", "warning", "Gen Z", {"ours": {"audience": "atteindre la génération Z"}}),
    ("audience_vague", "warning", "blank", {"ours": {"audience": None}}),
    ("audience_vague", None, "one says who", {"ana": {"audience": "everyone"}}),
    ("audience_vague", None, "a follow-up says who",
     {"ours": {"audience": "Gen Z", "audience_thousand": "Apprentice bakers in Roubaix"}}),
    ("influence_unknown", "warning", "celebrities", {"ours": {"influencers": "celebrities"}}),
    ("influence_unknown", "warning", "blank", {"ours": {"influencers": None}}),
    ("influence_unknown", None, "one knows", {"ben": {"influencers": None}}),
    ("action_vague", "warning", "raise awareness", {"ours": {"action": "sensibiliser au climat"}}),
    ("action_vague", "warning", "blank", {"ours": {"action": None}}),
    ("action_vague", None, "one says which", {"ana": {"action": "raise awareness"}}),
    ("big_name", "warning", "fame", {"ana": {"messenger": "size_or_fame"}}),
    ("big_name", "notice", "available", {"ana": {"messenger": "available"}}),
    ("big_name", "notice", "names came first", {"ana": {"came_first": "names_first"}}),
    ("big_name", None, "trusted, outcomes first", {"ours": {"messenger": "trusted_assumed"}}),
    ("big_name", None, "no messenger, not sure what came first",
     {"ours": {"messenger": "not_messenger", "came_first": "unsure"}}),
    ("big_name", None, "blank", {"ours": {"messenger": None, "came_first": None}}),
    ("reach_as_impact", "warning", "reach", {"ana": {"measure": "reach_only"}}),
    ("reach_as_impact", "warning", "nothing", {"ana": {"measure": "none"}}),
    ("reach_as_impact", None, "outcome", {"ours": {"measure": "outcome_measure"}}),
    ("reach_as_impact", None, "blank", {"ours": {"measure": None}}),
]  # fmt: skip

IMBALANCES: list[tuple[bool, str, Raw]] = [
    (True, "we pay, they depend", {"money_control": "ours", "dependence": "partner_depends"}),
    (True, "we pay, both depend", {"money_control": "ours", "dependence": "both"}),
    (True, "they pay, we depend", {"money_control": "partner", "dependence": "ours_depends"}),
    (True, "they pay, both depend", {"money_control": "partner", "dependence": "both"}),
    (True, "denied, but 30 %", {"money_control": "ours", "dependence": "neither", "dependence_share": 30}),
    (True, "unsure, but 30 %", {"money_control": "partner", "dependence": "unsure", "dependence_share": 30}),
    (True, "blank, but 45 %", {"money_control": "ours", "dependence": None, "dependence_share": 45}),
    (False, "denied at 29 %", {"money_control": "ours", "dependence": "neither", "dependence_share": 29}),
    (False, "denied, no share", {"money_control": "ours", "dependence": "neither", "dependence_share": None}),
    (False, "we pay and we depend", {"money_control": "ours", "dependence": "ours_depends", "dependence_share": 60}),
    (False, "they pay and depend", {"money_control": "partner", "dependence": "partner_depends"}),
    (False, "shared", {"money_control": "shared", "dependence": "both", "dependence_share": 60}),
    (False, "a third party", {"money_control": "third_party", "dependence": "partner_depends", "dependence_share": 60}),
    (False, "no money", {"money_control": "no_money", "dependence": "both", "dependence_share": 60}),
    (False, "nobody said who pays", {"money_control": None, "dependence": "both", "dependence_share": 60}),
]


@pytest.mark.parametrize(("imbalance", "why", "answers"), IMBALANCES, ids=[why for _, why, _ in IMBALANCES])
def test_an_imbalance_is_who_pays_and_who_depends_or_figures_that_contradict_a_denial(
    imbalance: bool, why: str, answers: Raw
) -> None:
    assessment = seen({"ana": {**answers, "acknowledged": "not_yet"}})
    assert severity(assessment, "power_unacknowledged") == ("blocker" if imbalance else None)


POWER: list[Row] = [
    ("power_unacknowledged", "blocker", "not yet", {"ana": {**IMB, "acknowledged": "not_yet"}}),
    ("power_unacknowledged", "blocker", "denied", {"ana": {**IMB, "acknowledged": "no_imbalance"}}),
    ("power_unacknowledged", "blocker", "says the partner", {"pat": {**IMB, "acknowledged": "not_yet"}}),
    ("power_unacknowledged", None, "spoken", {"all": {**IMB, "acknowledged": "spoken"}}),
    ("power_unacknowledged", None, "written", {"all": {**IMB, "acknowledged": "written"}}),
    ("power_unacknowledged", None, "blank", {"all": {**IMB, "acknowledged": None}}),
    ("power_unacknowledged", None, "equals who say so", {"all": {"acknowledged": "no_imbalance"}}),
    ("power_unacknowledged", None, "the imbalance of one and the silence of another",
     {"ana": IMB, "ben": {"acknowledged": "not_yet"}}),
    ("power_no_guardrails", "warning", "one", {"all": {**IMB, "guardrails": ["paid_work"]}}),
    ("power_no_guardrails", "warning", "none", {"all": {**IMB, "guardrails": ["none"]}}),
    ("power_no_guardrails", "warning", "none chosen", {"all": {**IMB, "guardrails": []}}),
    ("power_no_guardrails", "warning", "one on the partner's side", {"pat": {**IMB, "guardrails": ["safe_channel"]}}),
    ("power_no_guardrails", "warning", "the same one twice, the other silent",
     {"all": {**IMB, "guardrails": None}, "ana": {"guardrails": ["paid_work"]}, "ben": {"guardrails": ["paid_work"]}}),
    ("power_no_guardrails", "warning", "someone's imbalance, another's guardrail",
     {"ana": {**IMB, "guardrails": None}, "ben": {"guardrails": ["paid_work"]}}),
    ("power_no_guardrails", None, "two", {"all": {**IMB, "guardrails": ["paid_work", "content_veto"]}}),
    ("power_no_guardrails", None, "two between colleagues",
     {"ours": {**IMB}, "ana": {"guardrails": ["paid_work"]}, "ben": {"guardrails": ["safe_channel"]}}),
    ("power_no_guardrails", None, "nobody answered", {"all": {**IMB, "guardrails": None}}),
    ("power_no_guardrails", None, "not mine to answer", {"all": {**IMB, "guardrails": "not_mine"}}),
    ("power_no_guardrails", None, "no imbalance", {"all": {"guardrails": ["none"]}}),
    ("power_no_guardrails", "warning", "the other side's guardrails do not count",
     {"ours": {**IMB, "guardrails": ["none"]}}),
    ("survival_dependence", "blocker", "50 % without notice",
     {"all": {"dependence_share": 50, "guardrails": ["paid_work", "joint_decisions"]}}),
    ("survival_dependence", "blocker", "the largest share on a side",
     {"ours": {"guardrails": ["paid_work"]}, "ana": {"dependence_share": 20}, "ben": {"dependence_share": 70}}),
    ("survival_dependence", "warning", "49 % without notice",
     {"ours": {"dependence_share": 49, "guardrails": ["paid_work", "joint_decisions"]}}),
    ("survival_dependence", "warning", "30 % without notice",
     {"ours": {"dependence_share": 30, "guardrails": ["paid_work", "joint_decisions"]}}),
    ("survival_dependence", "warning", "dependent, no share, no notice",
     {"ours": {"dependence": "ours_depends", "dependence_share": None, "guardrails": ["paid_work"]}}),
    ("survival_dependence", "warning", "both dependent, no share, guardrails blank",
     {"ours": {"dependence": "both", "dependence_share": None, "guardrails": None}}),
    ("survival_dependence", "notice", "50 % with notice", {"ours": {"dependence_share": 50}}),
    ("survival_dependence", "notice", "30 % with notice", {"pat": {"dependence_share": 30}}),
    ("survival_dependence", "notice", "dependent with notice, no share",
     {"ours": {"dependence": "partner_depends", "dependence_share": None}}),
    ("survival_dependence", "notice", "dependent at 29 % without notice",
     {"ours": {"dependence": "both", "dependence_share": 29, "guardrails": ["paid_work"]}}),
    ("survival_dependence", "notice", "a colleague knows of the notice",
     {"ours": {"dependence_share": 60}, "ana": {"guardrails": ["paid_work"]}}),
    ("survival_dependence", "blocker", "the other side's notice does not count",
     {"pat": {"dependence_share": 60, "guardrails": ["paid_work"]}}),
    ("survival_dependence", None, "nobody depends, 29 %",
     {"all": {"dependence_share": 29, "guardrails": ["paid_work"]}}),
    ("survival_dependence", None, "all blank",
     {"all": {"dependence": None, "dependence_share": None, "guardrails": None}}),
    ("survival_dependence", None, "a share of a third party's money is an orphan",
     {"all": {"money_control": "third_party", "dependence_share": 80, "guardrails": ["paid_work"]}}),
    ("unpaid_work", "blocker", "the weaker side", {"ana": {"unpaid_work": "weaker_unpaid"}}),
    ("unpaid_work", "blocker", "says the partner", {"pat": {"unpaid_work": "weaker_unpaid"}}),
    ("unpaid_work", "warning", "denied, but 20 hours for nothing",
     {"all": {"money_received": 0, "hours_total": 20}}),
    ("unpaid_work", "warning", "denied, the hours are a colleague's",
     {"all": NO_NUMBERS, "ana": {"unpaid_work": "none"}, "ben": {"unpaid_work": None, "money_received": 0},
      "pat": {"unpaid_work": None, "hours_total": 40}}),
    ("unpaid_work", "notice", "unsure", {"ana": {"unpaid_work": "unsure"}}),
    ("unpaid_work", None, "19 hours for nothing", {"all": {"money_received": 0, "hours_total": 19}}),
    ("unpaid_work", None, "hours for money", {"all": {"money_received": 1, "hours_total": 20}}),
    ("unpaid_work", None, "the stronger side's, pro bono",
     {"all": {"unpaid_work": "stronger_pro_bono", "money_received": 0, "hours_total": 200}}),
    ("unpaid_work", None, "blank", {"all": {"unpaid_work": None, "money_received": 0, "hours_total": 200}}),
    ("work_unquantified", "warning", "no numbers, an imbalance", {"all": {**NO_NUMBERS}, "ana": IMB}),
    ("work_unquantified", "warning", "no hours, an imbalance", {"all": {"hours_total": None}, "pat": IMB}),
    ("work_unquantified", "notice", "no numbers, no imbalance", {"all": NO_NUMBERS}),
    ("work_unquantified", "notice", "no hours", {"all": {"hours_total": None}}),
    ("work_unquantified", "notice", "no money given", {"all": {"money_received": None}}),
    ("work_unquantified", "notice", "third party money", {"all": {**NO_NUMBERS, "money_control": "third_party"}}),
    ("work_unquantified", None, "no money in it", {"all": {**NO_NUMBERS, "money_control": "no_money"}}),
    ("work_unquantified", None, "nobody said who pays", {"all": {**NO_NUMBERS, "money_control": None}}),
    ("work_unquantified", None, "pooled over everyone",
     {"all": NO_NUMBERS, "ana": {**IMB, "money_received": 9000}, "pat": {"hours_total": 20}}),
    ("work_unquantified", None, "a rough number of hours",
     {"all": {"hours_total": None}, "ben": {"hours_rough": "20"}}),
    ("work_unquantified", None, "nothing received is a number", {"all": {"money_received": 0, "unpaid_work": None}}),
    ("expertise_sidelined", "blocker", "not involved", {"ana": {"expertise": "not_involved"}}),
    ("expertise_sidelined", "warning", "consulted only", {"pat": {"expertise": "consulted_only"}}),
    ("expertise_sidelined", "blocker", "the highest of two",
     {"ana": {"expertise": "consulted_only"}, "pat": {"expertise": "not_involved"}}),
    ("expertise_sidelined", None, "joint", {"all": {"expertise": "joint"}}),
    ("expertise_sidelined", None, "unsure", {"all": {"expertise": "unsure"}}),
    ("expertise_sidelined", None, "blank", {"all": {"expertise": None}}),
]  # fmt: skip

CLOSING: list[Row] = [
    ("not_formalised", "warning", "nothing", {"ana": {"agreement": ["nothing"]}}),
    ("not_formalised", "warning", "nothing chosen", {"ana": {"agreement": []}}),
    ("not_formalised", "notice", "no exit", {"ana": {"agreement": ["roles", "money", "review"]}}),
    ("not_formalised", "notice", "no review", {"pat": {"agreement": ["exit"]}}),
    ("not_formalised", None, "exit and review", {"all": {"agreement": ["exit", "review"]}}),
    ("not_formalised", None, "blank", {"all": {"agreement": None}}),
    ("human_factors", "warning", "not discussed", {"ana": {"people": "not_discussed"}}),
    ("human_factors", "notice", "no back-up", {"pat": {"people": "named_no_backup"}}),
    ("human_factors", None, "back-up", {"all": {"people": "named_backup"}}),
    ("human_factors", None, "blank", {"all": {"people": None}}),
    ("cannot_speak_up", "warning", "2", {"ana": {"speak_up": 2}}),
    ("cannot_speak_up", "warning", "1, says the partner", {"pat": {"speak_up": 1}}),
    ("cannot_speak_up", None, "3", {"all": {"speak_up": 3}}),
    ("cannot_speak_up", None, "blank", {"all": {"speak_up": None}}),
    ("cannot_speak_up", None, "unsure", {"all": {"speak_up": "unsure"}}),
    ("people_disagree", "warning", "one leans no", {"ana": {"lean": "no_go"}}),
    ("people_disagree", "warning", "no and yes, if", {"ana": {"lean": "no_go"}, "ben": {"lean": "go_if"}}),
    ("people_disagree", None, "yes and yes, if", {"ana": {"lean": "go_if"}}),
    ("people_disagree", None, "no and not sure", {"ana": {"lean": "no_go"}, "ben": {"lean": "unsure"}}),
    ("people_disagree", None, "our no and the partner's yes", {"ours": {"lean": "no_go"}}),
    ("people_disagree", "warning", "an imbalance for one and not the other", {"ana": IMB}),
    ("people_disagree", "warning", "an imbalance by figures for one only",
     {"ours": {"money_control": "ours"}, "ana": {"dependence_share": 40}}),
    ("people_disagree", "warning", "unpaid work for one",
     {"ana": {"unpaid_work": "weaker_unpaid"}, "ben": {"unpaid_work": "stronger_pro_bono"}}),
    ("people_disagree", None, "unpaid work for one, blank for the other",
     {"ana": {"unpaid_work": "weaker_unpaid"}, "ben": {"unpaid_work": None}}),
    ("people_disagree", "warning", "acknowledged differs with an imbalance",
     {"ours": IMB, "ana": {"acknowledged": "not_yet"}}),
    ("people_disagree", None, "written and spoken are the same", {"ours": IMB, "ana": {"acknowledged": "spoken"}}),
    ("people_disagree", None, "not yet and no imbalance are the same",
     {"ours": {**IMB, "acknowledged": "not_yet"}, "ana": {"acknowledged": "no_imbalance"}}),
    ("people_disagree", "notice", "acknowledged differs without one", {"ana": {"acknowledged": "not_yet"}}),
    ("people_disagree", "notice", "who pays differs, an imbalance for nobody", {"ana": {"money_control": "no_money"}}),
    ("people_disagree", "notice", "dependence differs, an imbalance for nobody", {"ana": {"dependence": "both"}}),
    ("people_disagree", "notice", "unpaid work differs", {"ana": {"unpaid_work": "stronger_pro_bono"}}),
    ("people_disagree", "notice", "gap differs", {"ana": {"gap": "no"}}),
    ("people_disagree", None, "gap: one is not sure", {"ana": {"gap": "unsure"}}),
    ("people_disagree", "notice", "bandwidth differs", {"ana": {"bandwidth": "only_ours"}}),
    ("people_disagree", "notice", "admin_load differs", {"ana": {"admin_load": "no"}}),
    ("people_disagree", "notice", "walk_away_check differs", {"ana": {"walk_away_check": "not_checked"}}),
    ("people_disagree", "notice", "harm differs", {"ana": {"harm": "yes"}}),
    ("people_disagree", "notice", "unpublicised differs", {"ana": {"unpublicised": "no"}}),
    ("people_disagree", "notice", "expertise differs", {"ana": {"expertise": "joint"}}),
    ("people_disagree", None, "measure may differ", {"ana": {"measure": "outcome_measure"}}),
    ("people_disagree", "notice", "outcomes 2 apart", {"ana": {"shared_outcomes": 1}}),
    ("people_disagree", None, "outcomes 1 apart", {"ana": {"shared_outcomes": 2}}),
    ("people_disagree", "notice", "speaking up 2 apart", {"ana": {"speak_up": 2}}),
    ("people_disagree", None, "speaking up 1 apart", {"ana": {"speak_up": 3}}),
    ("people_disagree", "notice", "twice the hours", {"ana": {"hours_total": 1000}}),
    ("people_disagree", None, "not quite twice the hours", {"ana": {"hours_total": 999}}),
    ("people_disagree", "notice", "hours and none", {"ana": {"hours_total": 0}}),
    ("people_disagree", None, "only between the sides", {"pat": {"shared_outcomes": 5, "speak_up": 1}}),
    ("sides_differ", "warning", "bandwidth", {"pat": {"bandwidth": "only_ours"}}),
    ("sides_differ", "warning", "who pays", {"pat": {"money_control": "no_money"}}),
    ("sides_differ", "warning", "dependence", {"pat": {"dependence": "both"}}),
    ("sides_differ", "warning", "unpaid work", {"pat": {"unpaid_work": "weaker_unpaid"}}),
    ("sides_differ", "warning", "acknowledged", {"pat": {"acknowledged": "not_yet"}}),
    ("sides_differ", "warning", "expertise", {"pat": {"expertise": "joint"}}),
    ("sides_differ", "warning", "outcomes 2 apart", {"pat": {"shared_outcomes": 5}}),
    ("sides_differ", "warning", "medians 2 apart", {"ana": {"speak_up": 5}, "ben": {"speak_up": 4}, "pat": {"speak_up": 2}}),
    ("sides_differ", "warning", "twice the hours", {"pat": {"hours_total": 1000}}),
    ("sides_differ", None, "not quite twice the hours", {"pat": {"hours_total": 999}}),
    ("sides_differ", None, "outcomes 1 apart", {"pat": {"shared_outcomes": 4, "shared_proof": "They closed a line"}}),
    ("sides_differ", None, "medians 1.5 apart", {"ana": {"speak_up": 5}, "ben": {"speak_up": 4}, "pat": {"speak_up": 3}}),
    ("sides_differ", None, "the partner is blank", {"pat": {"dependence": None}}),
    ("sides_differ", None, "only among us", {"ana": {"dependence": "both"}, "pat": {"dependence": None}}),
    ("missing_voice", "warning", "we pay, they depend, none of them answered",
     {"ours": IMB, "pat": dict.fromkeys(SHARED)}),
    ("missing_voice", None, "the dependent side answered", {"ours": IMB}),
    ("missing_voice", "notice", "nobody of the partner's", {"pat": dict.fromkeys(SHARED)}),
    ("missing_voice", "notice", "they pay, we depend, none of them answered: the dependent side did",
     {"ours": {"money_control": "partner", "dependence": "ours_depends"}, "pat": dict.fromkeys(SHARED)}),
    ("missing_voice", "notice", "nobody who does the work answered", {"ana": dict.fromkeys(SOUND)}),
    ("missing_voice", "notice", "three who all lean yes and imagine no failure", {"all": {"premortem": None}}),
    ("missing_voice", "notice", "three yes and a joke", {"all": {"premortem": "lol"}}),
    ("missing_voice", None, "three yes and one doubt", {"all": {"premortem": None}, "pat": {"premortem": "Budget cuts"}}),
    ("missing_voice", None, "one leans yes, if", {"all": {"premortem": None}, "pat": {"lean": "go_if"}}),
    ("missing_voice", None, "one leaves the lean blank", {"all": {"premortem": None}, "ben": {"lean": None}}),
]  # fmt: skip

ROWS = SCREENING + CLARITY + VALUES + REACH + POWER + CLOSING


@pytest.mark.parametrize(
    ("flag", "expected", "why", "changes"), ROWS, ids=[f"{flag}-{level}-{why}" for flag, level, why, _ in ROWS]
)
def test_a_flag_is_raised_by_its_trigger_and_not_by_its_neighbour(
    flag: str, expected: str | None, why: str, changes: Changes
) -> None:
    assert severity(seen(changes), flag) == expected, why


COCREATION: list[tuple[str | None, str, str, Changes]] = [
    ("blocker", "co_creation", "consulted only", {"ana": {"expertise": "consulted_only"}}),
    ("blocker", "co_creation", "not involved, says the partner", {"pat": {"expertise": "not_involved"}}),
    ("blocker", "co_creation", "an imbalance and no joint decision", {"ours": {**IMB, "guardrails": ["paid_work"]}}),
    ("blocker", "co_creation", "an imbalance, no guardrail", {"ours": {**IMB, "guardrails": ["none"]}}),
    ("blocker", "co_creation", "the other side's joint decision does not count",
     {"pat": {**IMB, "guardrails": ["paid_work"]}}),
    (None, "co_creation", "an imbalance and a joint decision", {"all": {**IMB, "guardrails": ["joint_decisions"]}}),
    (None, "co_creation", "a colleague knows of the joint decision",
     {"ours": {**IMB}, "ana": {"guardrails": ["paid_work"]}}),
    (None, "co_creation", "guardrails blank", {"all": {**IMB, "guardrails": None}}),
    (None, "co_creation", "no imbalance, no joint decision", {"all": {"guardrails": ["paid_work", "safe_channel"]}}),
    (None, "co_creation", "joint expertise", {"all": {"expertise": "joint"}}),
    (None, "funding", "consulted only, but called funding", {"ana": {"expertise": "consulted_only"}}),
    (None, "coalition", "an imbalance, but called a coalition", {"ours": {**IMB, "guardrails": ["none"]}}),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "label", "why", "changes"), COCREATION, ids=[row[2] for row in COCREATION])
def test_co_creation_is_a_claim_until_decisions_or_expertise_are_shared(
    expected: str | None, label: str, why: str, changes: Changes
) -> None:
    assessment = seen(changes, label)
    assert severity(assessment, "cocreation_claim") == expected, why
    if expected:
        first = flags_of(assessment)["cocreation_claim"].evidence[0]
        assert (first.question, first.answer) == ("label", "co_creation")


SUMS: list[tuple[str | None, str, Changes]] = [
    # 40 an hour by default: W = hours × 40 ÷ money, B = hours for them × 40 ÷ money
    ("blocker", "W 2.51", {"all": {"money_received": 4000, "hours_total": 251, "hours_for_them": 0}}),
    ("warning", "W 2.5 exactly", {"all": {"money_received": 4000, "hours_total": 250, "hours_for_them": 0}}),
    ("warning", "W 1.51", {"all": {"money_received": 4000, "hours_total": 151, "hours_for_them": 0}}),
    ("notice", "W 1.5 exactly", {"all": {"money_received": 4000, "hours_total": 150, "hours_for_them": 0}}),
    ("notice", "W 1.01", {"all": {"money_received": 4000, "hours_total": 101, "hours_for_them": 0}}),
    (None, "W 1 exactly", {"all": {"money_received": 4000, "hours_total": 100, "hours_for_them": 0}}),
    ("blocker", "B 51 %", {"all": {"money_received": 4000, "hours_total": 51, "hours_for_them": 51}}),
    ("warning", "B 50 % exactly", {"all": {"money_received": 4000, "hours_total": 50, "hours_for_them": 50}}),
    ("warning", "B 26 %", {"all": {"money_received": 4000, "hours_total": 26, "hours_for_them": 26}}),
    ("notice", "B 25 % exactly", {"all": {"money_received": 4000, "hours_total": 25, "hours_for_them": 25}}),
    ("notice", "B 11 %", {"all": {"money_received": 4000, "hours_total": 11, "hours_for_them": 11}}),
    (None, "B 10 % exactly", {"all": {"money_received": 4000, "hours_total": 10, "hours_for_them": 10}}),
    (None, "no money received", {"all": {"money_received": 0, "hours_total": 900, "unpaid_work": None}}),
    (None, "money blank", {"all": {"money_received": None, "hours_total": 900}}),
    ("blocker", "B without a total", {"all": {"money_received": 4000, "hours_total": None, "hours_for_them": 60}}),
    ("blocker", "one voice", {"ana": {"money_received": 4000, "hours_total": 260}}),
    ("blocker", "an hour costs what people say: 100",
     {"all": {"money_received": 4000, "hours_total": 101, "hours_for_them": 0, "hour_cost": 100}}),
    (None, "an hour costs what people say: 10",
     {"all": {"money_received": 4000, "hours_total": 400, "hours_for_them": 0, "hour_cost": 10}}),
    ("warning", "the median hour: 40 of 20, 40 and 90",
     {"all": {"money_received": 4000, "hours_total": 151, "hours_for_them": 0},
      "ana": {"hour_cost": 20}, "ben": {"hour_cost": 40}, "pat": {"hour_cost": 90}}),
    ("warning", "the one hour cost that was given counts for all",
     {"all": {"money_received": 4000, "hours_total": 80, "hours_for_them": 0}, "pat": {"hour_cost": 80}}),
    ("blocker", "money from one, hours from the other side",
     {"all": NO_NUMBERS, "ana": {"money_received": 4000}, "pat": {"hours_total": 300}}),
    ("blocker", "a rough number of hours", {"all": {"money_received": 4000, "hours_total": None, "hours_for_them": None},
                                           "ana": {"hours_rough": "500"}}),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "why", "changes"), SUMS, ids=[why for _, why, _ in SUMS])
def test_work_is_out_of_proportion_by_its_cost_over_the_money(expected: str | None, why: str, changes: Changes) -> None:
    assert severity(seen(changes), "work_disproportionate") == expected, why


def test_the_sum_behind_w_and_b_is_carried_by_the_flag() -> None:
    changes = {"all": {"money_received": 4000, "hours_total": 260, "hours_for_them": 20, "hour_cost": 50}}
    (figures,) = flags_of(seen(changes))["work_disproportionate"].figures
    assert figures.model_dump() == {
        "money_received": 4000, "hours_total": 260, "hours_for_them": 20, "hour_cost": 50,
        "work_ratio": 3.25, "service_ratio": 0.25,
    }  # fmt: skip


def test_the_sum_of_different_people_is_shown_for_each() -> None:
    changes = {"ana": {"money_received": 4000, "hours_total": 260}, "pat": {"money_received": 4000, "hours_total": 300}}
    figures = flags_of(seen(changes))["work_disproportionate"].figures
    assert {figure.work_ratio for figure in figures} == {2.6, 3.0}


def test_every_flag_of_the_brief_has_a_row_here() -> None:
    tested = {row[0] for row in ROWS} | {"cocreation_claim", "work_disproportionate"}
    assert tested == {flag.id for flag in GUIDE.flags}
    assert len(tested) == 30


def test_every_severity_of_every_flag_has_a_row_here_and_so_has_its_absence() -> None:
    tested = {(flag, level) for flag, level, _, _ in ROWS}
    tested |= {("cocreation_claim", level) for level, *_ in COCREATION}
    tested |= {("work_disproportionate", level) for level, *_ in SUMS}
    wanted = {(flag.id, str(level)) for flag in GUIDE.flags for level, _ in flag.conditions}
    assert tested == wanted | {(flag.id, None) for flag in GUIDE.flags}


# --- Support: whose answers raise it ---------------------------------------------------------------------------------

SUPPORT: list[tuple[str, set[str], str, Changes]] = [
    ("no_gap", {"ana"}, "one voice", {"ana": {"gap": "no"}}),
    ("no_gap", {"ana", "ben"}, "two voices", {"ours": {"gap": "no"}}),
    ("bandwidth_short", {"ana", "ben", "pat"}, "three voices", {"all": {"bandwidth": "only_ours"}}),
    ("performative", {"pat"}, "the partner alone", {"pat": {"unpublicised": "no"}}),
    ("power_unacknowledged", {"ana", "pat"}, "across the sides",
     {"ana": {**IMB, "acknowledged": "not_yet"}, "pat": {**IMB, "acknowledged": "not_yet"}}),
    ("nonnegotiables", {"ana"}, "one saw the requirement that is not met", {"ana": {"walk_away_check": "not_met"}}),
    ("nonnegotiables", {"ana"}, "a colleague who left a box empty supports nothing",
     {"ana": {"walk_away_check": "not_met"}, "ben": {"walk_away": None}}),
    ("nonnegotiables", {"ana"}, "a colleague whose text is vague supports nothing either",
     {"ana": {"walk_away_check": "not_met"}, "ben": {"walk_away": "respect"}}),
    ("need_unclear", {"ana", "ben"}, "nobody of ours says it", {"ours": {"need": "funding"}}),
    ("survival_dependence", {"ana"}, "one side's one share", {"ana": {"dependence_share": 60, "guardrails": ["paid_work"]},
                                                               "ben": {"guardrails": ["paid_work"]}}),
    ("cocreation_claim", {"ben"}, "one voice", {"ben": {"expertise": "not_involved"}}),
    ("people_disagree", {"ana", "ben"}, "those who differ, not the other side", {"ana": {"lean": "no_go"}}),
    ("sides_differ", {"ana", "ben", "pat"}, "both sides", {"pat": {"dependence": "both"}}),
]  # fmt: skip


@pytest.mark.parametrize(("flag", "people", "why", "changes"), SUPPORT, ids=[f"{row[0]}-{row[2]}" for row in SUPPORT])
def test_support_names_those_whose_answers_raise_it(flag: str, people: set[str], why: str, changes: Changes) -> None:
    support = flags_of(seen(changes, "co_creation"))[flag].support
    assert set(support) == people, why
    assert len(support) == len(people)


# --- Evidence: the exact answers -------------------------------------------------------------------------------------

EVIDENCE: list[tuple[str, set[tuple[str, str, Any]], str, Changes]] = [
    ("no_gap", {("gap", "ana", "no")}, "the answer", {"ana": {"gap": "no"}}),
    ("toxic_interest", {("harm", "ana", "yes"), ("harm_what", "ana", "They lose their land")}, "with its follow-up",
     {"ana": {"harm": "yes", "harm_what": "They lose their land"}}),
    ("admin_heavy", {("admin_load", "ana", "no"), ("admin_hours", "ana", 60)}, "a number of the follow-up",
     {"ana": {"admin_load": "no", "admin_hours": "60 h"}}),
    ("one_sided_exchange", {("we_get", "ana", ("nothing_clear",)), ("they_get", "ana", ("credibility",))}, "several",
     {"ana": {"we_get": []}}),
    ("need_unclear", {("need", "ana", "funding"), ("need", "ben", "visibility")}, "what each wrote",
     {"ana": {"need": "funding"}, "ben": {"need": "visibility"}}),
    ("unpaid_work", {("unpaid_work", "ana", "none"), ("money_received", "ana", 0), ("hours_total", "ana", 25)},
     "the claim and the figures that contradict it",
     {"all": NO_NUMBERS, "ana": {"money_received": 0, "hours_total": 25},
      "ben": {"unpaid_work": None}, "pat": {"unpaid_work": None}}),
    ("cannot_speak_up", {("speak_up", "pat", 1)}, "the scale", {"pat": {"speak_up": 1}}),
    ("people_disagree", {("lean", "ana", "no_go"), ("lean", "ben", "go")}, "both, side by side",
     {"ana": {"lean": "no_go"}}),
]  # fmt: skip


@pytest.mark.parametrize(("flag", "quoted", "why", "changes"), EVIDENCE, ids=[row[0] for row in EVIDENCE])
def test_evidence_quotes_the_answers_that_raise_it(
    flag: str, quoted: set[tuple[str, str, Any]], why: str, changes: Changes
) -> None:
    evidence = flags_of(seen(changes))[flag].evidence
    assert {(e.question, e.participant, e.answer) for e in evidence} == quoted, why


def test_the_contradiction_is_quoted_when_dependence_is_denied_against_the_figures() -> None:
    changes: Changes = {"ana": {"dependence": "neither", "dependence_share": 40, "guardrails": ["paid_work"]},
               "ben": {"guardrails": ["paid_work"]}}  # fmt: skip
    raised = flags_of(seen(changes))["survival_dependence"]
    quoted = {(e.question, e.answer) for e in raised.evidence if e.participant == "ana"}
    assert {("dependence", "neither"), ("dependence_share", 40)} <= quoted


DIVERGING: list[tuple[str, str, Changes]] = [
    ("people_disagree", "dependence", {"ana": IMB, "ben": {"money_control": "ours"}}),
    ("people_disagree", "dependence_share", {"ours": {"money_control": "ours"}, "ana": {"dependence_share": 40}}),
    ("people_disagree", "dependence", {"ana": IMB, "ben": {**IMB, "dependence": "unsure"}}),
    ("people_disagree", "money_control", {"ana": IMB, "ben": {**IMB, "money_control": "unsure"}}),
    ("people_disagree", "hours_total", {"ana": {"hours_total": 2000}}),
    ("people_disagree", "shared_outcomes", {"ana": {"shared_outcomes": 1}}),
    ("sides_differ", "acknowledged", {"pat": {"acknowledged": "not_yet"}}),
    ("sides_differ", "hours_total", {"pat": {"hours_total": 2000}}),
]


@pytest.mark.parametrize(("flag", "question", "changes"), DIVERGING)
def test_a_difference_quotes_and_asks_again_the_question_that_diverges(
    flag: str, question: str, changes: Changes
) -> None:
    """Every flag carries evidence and a way out; here that is the diverging answers, and their question."""
    raised = flags_of(seen(changes))[flag]
    assert question in {evidence.question for evidence in raised.evidence}
    assert raised.next_question is not None


def test_the_question_that_diverges_most_is_asked_next() -> None:
    changes = {"ana": {"shared_outcomes": 5, "shared_proof": "They closed their sugar line", "speak_up": 1}}
    raised = flags_of(seen({**changes, "ben": {"shared_outcomes": 3, "speak_up": 5}}))["people_disagree"]
    assert raised.next_question == "speak_up"


# --- The way out -----------------------------------------------------------------------------------------------------

NEXT: list[tuple[str, str, Changes]] = [
    ("no_gap", "gap_exact", {"ours": {"gap_exact": None}}),
    ("need_unclear", "need_one", {"ours": {"need": "funding"}}),
    ("nonnegotiables", "walk_away_broken", {"ours": {"walk_away_check": "not_met"}}),
    ("nonnegotiables", "walk_away_if", {"ours": {"walk_away": "respect"}}),
    ("values_alignment", "shared_differ", {"ana": {"shared_outcomes": 1}}),
    ("values_alignment", "shared_proof", {"ana": {"shared_outcomes": 5}}),
    ("performative", "unpublicised_left", {"ana": {"unpublicised": "no"}}),
    ("performative", "audience_critics", {"ana": {"audience_values": "no"}}),
    ("performative", "audience_critics", {"ana": {"audience_values": "mixed"}}),
    ("work_unquantified", "hours_rough", {"all": NO_NUMBERS}),
    ("big_name", "messenger_best", {"ana": {"messenger": "size_or_fame"}}),
    ("not_formalised", "agreement", {"ana": {"agreement": []}}),
]


@pytest.mark.parametrize(("flag", "question", "changes"), NEXT)
def test_the_next_question_is_the_one_that_this_answer_calls_for(flag: str, question: str, changes: Changes) -> None:
    assert flags_of(seen(changes))[flag].next_question == question


def test_the_next_question_does_not_depend_on_who_comes_first() -> None:
    told = ana(shared_outcomes=1, shared_differ="They want downloads, we want readers")
    untold = ben(shared_outcomes=1)
    first, other = (flags_of(judged(*people))["values_alignment"] for people in ((told, untold), (untold, told)))
    assert first.next_question == other.next_question


def test_the_conditions_are_the_blockers_and_the_warnings() -> None:
    assessment = seen({"ana": {"gap": "unsure", "speak_up": 2, "expertise": "not_involved"}})
    serious = {flag.id for flag in assessment.flags if flag.severity != "notice"}
    assert set(assessment.conditions) == serious
    assert {"cannot_speak_up", "expertise_sidelined"} <= serious
    assert "no_gap" not in serious


def test_flags_come_blockers_first_then_the_power_pillar_then_by_support() -> None:
    changes: Changes = {
        "all": {"people": "not_discussed"},
        "ana": {"speak_up": 2, "expertise": "not_involved", "harm": "yes"},
        "pat": {"bandwidth": "only_partner"},
    }
    order = [flag.id for flag in seen(changes).flags]
    expected = ["expertise_sidelined", "toxic_interest", "human_factors", "cannot_speak_up"]
    assert [flag for flag in order if flag in expected] == expected


# --- One voice is enough; silence is not -----------------------------------------------------------------------------


@pytest.mark.parametrize("colleagues", [1, 4])
def test_one_voice_raises_a_risk_however_many_see_none(colleagues: int) -> None:
    people = [participant(f"p{n}", SOUND, role="delivery") for n in range(colleagues)]
    raised = flags_of(judged(*people, ana(unpaid_work="weaker_unpaid"), pat()))["unpaid_work"]
    assert (raised.severity, raised.support) == ("blocker", ("ana",))


SILENT = [
    {},
    {"gap": None},
    {question.id: "not_mine" for question in GUIDE.questions if not question.fields and question.section != "setup"},
]


@pytest.mark.parametrize("raw", SILENT, ids=["no answers", "blank", "nothing of it mine"])
@pytest.mark.parametrize("side", ["ours", "partner"])
@pytest.mark.parametrize("changes", [{}, {"ana": IMB}, {"all": NO_NUMBERS}, {"ours": {"need": "funding"}}])
def test_a_person_who_says_nothing_changes_nothing(raw: Raw, side: str, changes: Changes) -> None:
    people = everybody(changes)
    silent = participant("silent", raw, side=side, role="community")
    assert judged(*people, silent) == judged(*people)


def test_the_partners_answers_to_our_questions_are_no_answers() -> None:
    intruding = participant("pat", {**SHARED, "gap": "no", "harm": "yes", "need": "funding"}, side="partner")
    assert judged(ana(), ben(), intruding) == judged(ana(), ben(), pat())
