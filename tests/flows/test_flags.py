"""The 30 flags: at each severity the smallest change that raises it, and its neighbour that does not.

A row is (flag, severity, label, what differs from the sound case of three people). ``None`` for a severity: not raised.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from flows.model import Assessment, Verdict
from tests.flows.cases import (
    FLAGS,
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
    ("no_gap", "notice", "one of two is not sure", {"ana": {"gap": "unsure"}}),
    ("no_gap", "warning", "nobody knows", {"ours": {"gap": "unsure"}}),
    ("no_gap", "notice", "it could be bought, says one of two", {"ana": {"gap_buyable": "yes"}}),
    ("no_gap", "warning", "it could be bought, say all", {"ours": {"gap_buyable": "yes"}}),
    ("no_gap", "notice", "nobody says what is missing", {"ours": {"gap_exact": None}}),
    ("no_gap", "notice", "what is missing says nothing", {"ours": {"gap_exact": "visibility and resources"}}),
    ("no_gap", None, "one says it exactly: pooled", {"ana": {"gap_exact": None}}),
    ("no_gap", None, "not sure whether it could be bought", {"ours": {"gap_buyable": "unsure"}}),
    ("no_gap", "blocker", "the highest severity of two people", {"ana": {"gap": "no"}, "ben": {"gap": "unsure"}}),
    ("no_gap", "blocker", "with a leftover follow-up", {"ours": {"gap": "no", "gap_buyable": "yes"}}),
    ("bandwidth_short", "blocker", "neither, say two", {"ours": {"bandwidth": "neither"}}),
    ("bandwidth_short", "warning", "neither, says a lone voice", {"ana": {"bandwidth": "neither"}}),
    ("bandwidth_short", "notice", "only us, says a lone voice", {"ben": {"bandwidth": "only_ours"}}),
    ("bandwidth_short", "warning", "only them, say two", {"ours": {"bandwidth": "only_partner"}}),
    ("bandwidth_short", "notice", "unsure", {"ana": {"bandwidth": "unsure"}}),
    ("bandwidth_short", "warning", "our side does not know", {"ours": {"bandwidth": "unsure"}}),
    ("bandwidth_short", "warning", "the partner does not know", {"pat": {"bandwidth": "unsure"}}),
    ("bandwidth_short", "warning", "the partner says that it has no time", {"pat": {"bandwidth": "only_ours"}}),
    ("bandwidth_short", None, "both", {"all": {"bandwidth": "both"}}),
    ("admin_heavy", "warning", "no, say both", {"ours": {"admin_load": "no"}}),
    (
        "admin_heavy",
        "warning",
        "no, says the only one who answered",
        {"ana": {"admin_load": "no"}, "ben": {"admin_load": None}},
    ),
    ("admin_heavy", "notice", "no beside a yes", {"ana": {"admin_load": "no"}}),
    ("admin_heavy", "notice", "unsure", {"ana": {"admin_load": "unsure"}}),
    ("admin_heavy", "warning", "nobody knows", {"ours": {"admin_load": "unsure"}}),
    ("admin_heavy", None, "yes", {"ours": {"admin_load": "yes"}}),
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
    ("nonnegotiables", "warning", "not checked, say all", {"ours": {"walk_away_check": "not_checked"}}),
    ("nonnegotiables", "warning", "nobody says whether they are met", {"ours": {"walk_away_check": None}}),
    ("nonnegotiables", "notice", "one checked, one did not", {"ana": {"walk_away_check": "not_checked"}}),
    ("nonnegotiables", None, "one wrote them", {"ana": {"walk_away": None}}),
    ("no_multiplier", "warning", "win-win", {"ours": {"multiplier": "win-win"}}),
    ("no_multiplier", "warning", "blank", {"ours": {"multiplier": None}}),
    ("no_multiplier", None, "one says it", {"ben": {"multiplier": "win-win"}}),
    ("different_meanings", "notice", "two words among us", {"ana": {"meaning": "funding"}}),
    ("different_meanings", "warning", "another word on each side", {"pat": {"meaning": "funding"}}),
    ("different_meanings", None, "one word", {}),
    ("different_meanings", None, "another word is not sure", {"ana": {"meaning": "unsure"}}),
    ("too_early", "warning", "terms, and no clear need", {"ana": {"stage": "terms"}, "ours": {"need": "funding"}}),
    ("too_early", "warning", "announced, and no requirement", {"ours": {"stage": "announced", "walk_away": None}}),
    ("too_early", None, "terms, and all of it clear", {"ours": {"stage": "terms"}}),
    ("too_early", None, "nothing is promised yet", {"ours": {"need": "funding"}}),
]

VALUES: list[Row] = [
    ("values_alignment", "warning", "no, say two", {"ours": {"shared_outcomes": "no"}}),
    ("values_alignment", "notice", "no, says a lone voice", {"pat": {"shared_outcomes": "no"}}),
    ("values_alignment", "notice", "in words", {"ana": {"shared_outcomes": "words"}}),
    ("values_alignment", "notice", "partly", {"ana": {"shared_outcomes": "partly"}}),
    ("values_alignment", "warning", "nobody knows", {"all": {"shared_outcomes": "unsure"}}),
    ("values_alignment", None, "it has cost them something", {"all": {"shared_outcomes": "paid"}}),
    ("one_sided_exchange", "blocker", "nothing for either side, by each side's own word",
     {"ours": {"we_get": ["nothing_clear"]}, "pat": {"they_get": []}}),
    ("one_sided_exchange", "warning", "nothing for us, we say", {"ours": {"we_get": ["nothing_clear"]}}),
    ("one_sided_exchange", "warning", "nothing for them, they say", {"pat": {"they_get": []}}),
    ("one_sided_exchange", "warning", "nothing for them, we say, and they are silent",
     {"ours": {"they_get": ["nothing_clear"]}, "pat": {"they_get": None}}),
    ("one_sided_exchange", "warning", "a gain that they do not name", {"pat": {"they_get": ["learning"]}}),
    ("one_sided_exchange", None, "what they gain, they know best", {"ours": {"they_get": ["nothing_clear"]}}),
    ("one_sided_exchange", None, "a colleague sees a gain", {"ana": {"we_get": ["nothing_clear"]}}),
    ("one_sided_exchange", None, "something in common", {"pat": {"we_get": ["money"], "they_get": ["credibility", "learning"]}}),
    ("one_sided_exchange", None, "other may be the same", {"pat": {"they_get": ["other"]}}),
    ("one_sided_exchange", None, "both blank", {"all": {"we_get": None, "they_get": None}}),
    ("performative", "warning", "against the audience's values", {"ours": {"audience_values": "no"}}),
    ("performative", "notice", "against them for one, and asked for the other", {"ana": {"audience_values": "no"}}),
    ("performative", "warning", "nothing certain without publicity, and nobody was asked",
     {"ours": {"audience_values": "yes_assumed", "unpublicised": "uncertain"}}),
    ("performative", "notice", "nothing certain without publicity, but they were asked", {"ana": {"unpublicised": "uncertain"}}),
    ("performative", "notice", "a smaller version", {"ana": {"unpublicised": "smaller"}}),
    ("performative", "notice", "assumed", {"ana": {"audience_values": "yes_assumed"}}),
    ("performative", "notice", "mixed", {"ana": {"audience_values": "mixed"}}),
    ("performative", "notice", "audience unsure", {"ana": {"audience_values": "unsure"}}),
    ("performative", None, "asked, decided and paid for", {}),
    ("performative", None, "both blank", {"all": {"audience_values": None, "unpublicised": None}}),
    ("cause_contradiction", "blocker", "something, and nothing is done", {"ana": {"against": ["practice"]}}),
    ("cause_contradiction", "blocker", "an interest that others pay for", {"ben": {"against": ["others_pay"]}}),
    ("cause_contradiction", "warning", "something, and words about it",
     {"ana": {"against": ["position"], "against_fix": "communication and transparency"}}),
    ("cause_contradiction", "notice", "something, and an act with a date",
     {"ana": {"against": ["practice"], "against_fix": "They close the sugar line in Thies by June 2027"}}),
    ("cause_contradiction", "notice", "one has not looked", {"ana": {"against": ["not_looked"]}}),
    ("cause_contradiction", "warning", "nobody looked at anything",
     {"ours": {"against": ["not_looked"], "walk_away_check": "not_checked"}}),
    ("cause_contradiction", None, "nothing: we looked", {"ours": {"against": ["nothing"]}}),
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
    ("big_name", "warning", "fame", {"ours": {"messenger": "size_or_fame"}}),
    ("big_name", "warning", "fame, and a colleague is not sure",
     {"ana": {"messenger": "size_or_fame"}, "ben": {"messenger": "unsure"}}),
    ("big_name", "notice", "available", {"ana": {"messenger": "available"}}),
    ("big_name", None, "trusted", {"ours": {"messenger": "trusted_assumed"}}),
    ("big_name", None, "blank", {"ours": {"messenger": None}}),
    ("reach_as_impact", "warning", "reach", {"ours": {"measure": "reach_only"}}),
    ("reach_as_impact", "warning", "nothing", {"ours": {"measure": "none"}}),
    ("reach_as_impact", "notice", "reach beside a measure", {"ana": {"measure": "reach_only"}}),
    ("reach_as_impact", "warning", "a measure without a number", {"ours": {"measure_number": None}}),
    ("reach_as_impact", "warning", "a measure with words for a number", {"ours": {"measure_number": "visibility"}}),
    ("reach_as_impact", None, "one knows the number", {"ana": {"measure_number": None}}),
    ("reach_as_impact", None, "outcome", {"ours": {"measure": "outcome_measure"}}),
    ("reach_as_impact", "warning", "nobody says", {"ours": {"measure": None}}),
]  # fmt: skip

IMBALANCES: list[tuple[bool, str, Raw]] = [
    (True, "we pay, they depend", {"money_control": "ours", "dependence": "partner_depends"}),
    (True, "we pay, both depend", {"money_control": "ours", "dependence": "both"}),
    (True, "they pay, we depend", {"money_control": "partner", "dependence": "ours_depends"}),
    (True, "they pay, both depend", {"money_control": "partner", "dependence": "both"}),
    (True, "denied, but 30 %", {"money_control": "ours", "dependence": "neither", "dependence_share": 30}),
    (True, "unsure, but 30 %", {"money_control": "partner", "dependence": "unsure", "dependence_share": 30}),
    (True, "blank, but 45 %", {"money_control": "ours", "dependence": None, "dependence_share": 45}),
    (True, "decided together, and they depend",
     {"money_control": "shared", "dependence": "partner_depends", "dependence_share": 60}),
    (True, "decided together, denied, but 45 %",
     {"money_control": "shared", "dependence": "neither", "dependence_share": 45}),
    (True, "a third party's money that they need", {"money_control": "third_party", "dependence": "partner_depends"}),
    (True, "no money, and they depend on our name",
     {"money_control": "no_money", "dependence": "partner_depends", "dependence_share": None}),
    (False, "denied at 29 %", {"money_control": "ours", "dependence": "neither", "dependence_share": 29}),
    (False, "denied, no share", {"money_control": "ours", "dependence": "neither", "dependence_share": None}),
    (False, "we pay and we depend", {"money_control": "ours", "dependence": "ours_depends", "dependence_share": 60}),
    (False, "they pay and depend", {"money_control": "partner", "dependence": "partner_depends"}),
    (False, "shared, and both need it", {"money_control": "shared", "dependence": "both", "dependence_share": 60}),
    (False, "no money, and both need it", {"money_control": "no_money", "dependence": "both", "dependence_share": None}),
]  # fmt: skip


@pytest.mark.parametrize(("imbalance", "why", "answers"), IMBALANCES, ids=[why for _, why, _ in IMBALANCES])
def test_an_imbalance_is_one_side_that_the_other_holds_by_money_name_or_figures(
    imbalance: bool, why: str, answers: Raw
) -> None:
    nobody_else = {"ben": dict.fromkeys(SOUND), "pat": dict.fromkeys(SHARED)}
    assessment = seen({"ana": {"dependence_share": None, **answers, "acknowledged": "not_yet"}, **nobody_else})
    assert severity(assessment, "power_unacknowledged") == ("blocker" if imbalance else None)


def test_a_figure_of_everybody_answers_a_word_without_one() -> None:
    """ "They depend" beside 15 % that others wrote is no imbalance; beside 25 % it is."""
    for share, expected in ((15, None), (25, "blocker")):
        others = {"money_control": "ours", "dependence_share": share}
        changes = {"all": others, "ana": {"dependence": "partner_depends", "dependence_share": None, "acknowledged": "not_yet"},
                   "ben": {"acknowledged": None}, "pat": {"acknowledged": None}}  # fmt: skip
        assert severity(seen(changes), "power_unacknowledged") == expected


POWER: list[Row] = [
    ("power_unacknowledged", "blocker", "not yet, say two", {"ours": {**IMB, "acknowledged": "not_yet"}}),
    ("power_unacknowledged", "blocker", "denied by two", {"ours": {**IMB, "acknowledged": "no_imbalance"}}),
    ("power_unacknowledged", "warning", "not yet, says a lone voice", {"pat": {**IMB, "acknowledged": "not_yet"}}),
    ("power_unacknowledged", "warning", "an imbalance, and not a word", {"all": {**IMB, "acknowledged": None}}),
    ("power_unacknowledged", "warning", "equals, says the side with the money alone",
     {"ours": {"money_control": "ours", "dependence_share": None, "acknowledged": "no_imbalance", "written": ["amounts"]},
      "pat": dict.fromkeys(SHARED)}),
    ("power_unacknowledged", None, "spoken", {"all": {**IMB, "acknowledged": "spoken"}}),
    ("power_unacknowledged", None, "equals who say so", {"all": {"acknowledged": "no_imbalance"}}),
    ("power_no_guardrails", "warning", "one protects", {"all": {**IMB, "written": ["paid_work", "amounts", "exit"]}}),
    ("power_no_guardrails", "warning", "nothing", {"all": {**IMB, "written": ["nothing"]}}),
    ("power_no_guardrails", "warning", "blank", {"all": {**IMB, "written": None}}),
    ("power_no_guardrails", None, "two between everybody",
     {"all": {**IMB}, "ours": {"written": ["paid_work"]}, "pat": {"written": ["safe_no"]}}),
    ("power_no_guardrails", None, "no imbalance", {"all": {"written": ["amounts"]}}),
    ("survival_dependence", "blocker", "50 % without notice", {"all": {"dependence_share": 50, "written": ["exit"]}}),
    ("survival_dependence", "blocker", "a lock-in is no notice: no exit",
     {"all": {"dependence_share": 50, "written": ["notice", "paid_work"]}}),
    ("survival_dependence", "warning", "49 % without notice", {"all": {"dependence_share": 49, "written": ["exit"]}}),
    ("survival_dependence", "warning", "80 % whatever is written", {"ana": {"dependence_share": 80}}),
    ("survival_dependence", "warning", "an imbalance, no share, no notice",
     {"all": {**IMB, "dependence_share": None, "written": ["paid_work"]}}),
    ("survival_dependence", "notice", "79 % with notice and exit", {"ana": {"dependence_share": 79}}),
    ("survival_dependence", "notice", "both need it, 29 %", {"all": {"dependence": "both", "dependence_share": 29}}),
    ("survival_dependence", None, "nobody depends, 29 %", {"all": {"dependence_share": 29}}),
    ("unpaid_work", "blocker", "the weaker side, say two", {"ours": {"unpaid_work": "weaker_unpaid"}}),
    ("unpaid_work", "warning", "the weaker side, says a lone voice", {"pat": {"unpaid_work": "weaker_unpaid"}}),
    ("unpaid_work", "notice", "by their own choice", {"ours": {"unpaid_work": "weaker_by_choice"}}),
    ("unpaid_work", "notice", "unsure", {"ana": {"unpaid_work": "unsure"}}),
    ("unpaid_work", "warning", "nobody knows", {"all": {"unpaid_work": "unsure"}}),
    ("unpaid_work", None, "the stronger side's, pro bono", {"all": {"unpaid_work": "stronger_pro_bono"}}),
    ("work_unquantified", "warning", "no numbers, an imbalance", {"all": {**NO_NUMBERS}, "ana": IMB}),
    ("work_unquantified", "warning", "no hours, an imbalance", {"all": {"hours_total": None}, "pat": IMB}),
    ("work_unquantified", "notice", "no numbers, no imbalance", {"all": NO_NUMBERS}),
    ("work_unquantified", "notice", "nobody says what an hour costs", {"all": {"hour_cost": None}}),
    ("work_unquantified", "notice", "third party money", {"all": {**NO_NUMBERS, "money_control": "third_party"}}),
    ("work_unquantified", None, "no money in it", {"all": {**NO_NUMBERS, "money_control": "no_money"}}),
    ("work_unquantified", None, "pooled over everyone",
     {"all": NO_NUMBERS, "ana": {**IMB, "money_received": 9000}, "pat": {"hours_total": 20}}),
    ("work_unquantified", None, "a rough number of hours",
     {"all": {"hours_total": None}, "ben": {"hours_rough": "20"}}),
    ("expertise_sidelined", "blocker", "not involved, say two", {"ours": {"expertise": "not_involved"}}),
    ("expertise_sidelined", "warning", "not involved, says a lone voice", {"ana": {"expertise": "not_involved"}}),
    ("expertise_sidelined", "warning", "consulted only, say two", {"ours": {"expertise": "consulted_only"}}),
    ("expertise_sidelined", "notice", "consulted only, says a lone voice", {"pat": {"expertise": "consulted_only"}}),
    ("expertise_sidelined", "warning", "nobody knows", {"all": {"expertise": "unsure"}}),
    ("expertise_sidelined", None, "joint", {"all": {"expertise": "joint"}}),
    ("not_formalised", "warning", "nothing", {"ours": {"written": ["nothing"]}}),
    ("not_formalised", "warning", "money, and neither review nor exit", {"ours": {"written": ["amounts", "decisions"]}}),
    ("not_formalised", "notice", "no money, neither review nor exit",
     {"all": {"money_control": "no_money", "written": ["decisions", "lead_and_stand_in"]}}),
    ("not_formalised", "notice", "no exit", {"ours": {"written": ["review", "lead_and_stand_in"]}}),
    ("not_formalised", "notice", "no review on their side", {"pat": {"written": ["exit"]}}),
    ("not_formalised", None, "exit and review", {"all": {"written": ["exit", "review"]}}),
    ("human_factors", "notice", "nobody to stand in", {"ours": {"written": ["exit", "review"]}}),
    ("human_factors", None, "one of us named them", {"ana": {"written": ["exit", "review"]}}),
]  # fmt: skip

CLOSING: list[Row] = [
    ("cannot_speak_up", "warning", "it cost something", {"pat": {"speak_up": "cost_something"}}),
    ("cannot_speak_up", "warning", "never, say most", {"all": {"speak_up": "never"}}),
    ("cannot_speak_up", "notice", "never, says one", {"ana": {"speak_up": "never"}}),
    ("cannot_speak_up", None, "hardly worked together", {"all": {"speak_up": "hardly_worked"}}),
    ("somebody_says_no", "warning", "one leans no", {"ana": {"lean": "no_go"}}),
    ("somebody_says_no", "blocker", "all of us lean no", {"ours": {"lean": "no_go"}}),
    ("somebody_says_no", "blocker", "the partner leans no", {"pat": {"lean": "no_go"}}),
    ("somebody_says_no", None, "yes, if", {"all": {"lean": "go_if"}}),
    ("unanswered", "notice", "one core question", {"ours": {"expertise": None}}),
    ("unanswered", "warning", "three", {"ours": {"expertise": None, "they_get": None, "measure": None}}),
    ("unanswered", None, "not sure is an answer", {"ours": {"expertise": "unsure"}}),
    ("people_disagree", "notice", "one leans no", {"ana": {"lean": "no_go"}}),
    ("people_disagree", None, "yes and yes, if", {"ana": {"lean": "go_if"}}),
    ("people_disagree", "warning", "an imbalance for one and not the other", {"ana": IMB}),
    ("people_disagree", "warning", "nothing beside many boxes", {"ana": {"written": ["nothing"]}}),
    ("people_disagree", "notice", "unpaid work for one",
     {"ana": {"unpaid_work": "weaker_unpaid"}, "ben": {"unpaid_work": "stronger_pro_bono"}}),
    ("people_disagree", None, "two good answers about unpaid work", {"ana": {"unpaid_work": "stronger_pro_bono"}}),
    ("people_disagree", "notice", "acknowledged differs with an imbalance",
     {"ours": IMB, "ana": {"acknowledged": "not_yet"}}),
    ("people_disagree", None, "written and spoken are both good", {"ours": IMB, "ana": {"acknowledged": "spoken"}}),
    ("people_disagree", None, "acknowledged differs without an imbalance", {"ana": {"acknowledged": "not_yet"}}),
    ("people_disagree", "notice", "who pays differs", {"ana": {"money_control": "no_money"}}),
    ("people_disagree", "notice", "dependence differs, an imbalance for nobody", {"ana": {"dependence": "both"}}),
    ("people_disagree", "notice", "gap differs", {"ana": {"gap": "no"}}),
    ("people_disagree", None, "gap: one is not sure", {"ana": {"gap": "unsure"}}),
    ("people_disagree", "notice", "bandwidth differs", {"ana": {"bandwidth": "only_ours"}}),
    ("people_disagree", "notice", "admin_load differs", {"ana": {"admin_load": "no"}}),
    ("people_disagree", "notice", "one requirement is not met", {"ana": {"walk_away_check": "not_met"}}),
    ("people_disagree", "notice", "something against it, and nothing", {"ana": {"against": ["practice"]}}),
    ("people_disagree", "notice", "unpublicised differs", {"ana": {"unpublicised": "uncertain"}}),
    ("people_disagree", "notice", "expertise differs", {"ana": {"expertise": "consulted_only"}}),
    ("people_disagree", None, "two good answers about expertise", {"ana": {"expertise": "joint"}}),
    ("people_disagree", None, "two good measures", {"ana": {"measure": "outcome_measure"}}),
    ("people_disagree", "notice", "a measure and views", {"ana": {"measure": "reach_only"}}),
    ("people_disagree", "notice", "trusted and famous", {"ana": {"messenger": "size_or_fame"}}),
    ("people_disagree", "notice", "outcomes differ", {"ana": {"shared_outcomes": "no"}}),
    ("people_disagree", None, "outcomes differ a little", {"ana": {"shared_outcomes": "words"}}),
    ("people_disagree", "notice", "speaking up differs", {"ana": {"speak_up": "cost_something"}}),
    ("people_disagree", "notice", "twice the hours", {"ana": {"hours_total": 1000}}),
    ("people_disagree", None, "not quite twice the hours", {"ana": {"hours_total": 999}}),
    ("people_disagree", None, "only between the sides", {"pat": {"shared_outcomes": "no", "speak_up": "never"}}),
    ("sides_differ", "warning", "bandwidth", {"pat": {"bandwidth": "only_ours"}}),
    ("sides_differ", "warning", "who pays", {"pat": {"money_control": "no_money"}}),
    ("sides_differ", "warning", "three answers to who pays",
     {"ana": {"money_control": "ours"}, "pat": {"money_control": "partner"}}),
    ("sides_differ", "warning", "an imbalance for them alone", {"pat": IMB}),
    ("sides_differ", "warning", "unpaid work", {"pat": {"unpaid_work": "weaker_unpaid"}}),
    ("sides_differ", "warning", "acknowledged, with an imbalance", {"all": IMB, "pat": {"acknowledged": "not_yet"}}),
    ("sides_differ", "warning", "expertise", {"pat": {"expertise": "not_involved"}}),
    ("sides_differ", "warning", "nothing in writing for them", {"pat": {"written": ["nothing"]}}),
    ("sides_differ", "warning", "ten times the sum", {"pat": {"money_received": 10000}}),
    ("sides_differ", "warning", "three times the hours", {"pat": {"hours_total": 1500}}),
    ("sides_differ", "notice", "twice the hours", {"pat": {"hours_total": 1000}}),
    ("sides_differ", None, "not quite twice the hours", {"pat": {"hours_total": 999}}),
    ("sides_differ", None, "two good answers", {"pat": {"expertise": "joint", "unpaid_work": "stronger_pro_bono"}}),
    ("sides_differ", None, "equals, without an imbalance", {"pat": {"acknowledged": "no_imbalance"}}),
    ("sides_differ", None, "a third person who is not sure hides nothing and makes nothing",
     {"ana": {"expertise": "unsure"}, "pat": {"expertise": "joint"}}),
    ("sides_differ", None, "the partner is blank", {"pat": {"money_control": None}}),
    ("missing_voice", "warning", "we pay, they depend, none of them answered",
     {"ours": IMB, "pat": dict.fromkeys(SHARED)}),
    ("missing_voice", None, "the dependent side answered", {"ours": IMB}),
    ("missing_voice", "notice", "nobody of the partner's", {"pat": dict.fromkeys(SHARED)}),
    ("missing_voice", "notice", "they pay, we depend, none of them answered: the dependent side did",
     {"ours": {"money_control": "partner", "dependence": "ours_depends"}, "pat": dict.fromkeys(SHARED)}),
    ("missing_voice", "notice", "nobody who does the work answered", {"ana": dict.fromkeys(SOUND)}),
]  # fmt: skip

ROWS = SCREENING + CLARITY + VALUES + REACH + POWER + CLOSING


@pytest.mark.parametrize(
    ("flag", "expected", "why", "changes"), ROWS, ids=[f"{flag}-{level}-{why}" for flag, level, why, _ in ROWS]
)
def test_a_flag_is_raised_by_its_trigger_and_not_by_its_neighbour(
    flag: str, expected: str | None, why: str, changes: Changes
) -> None:
    assert severity(seen(changes), flag) == expected, why


ONE_PAID = {**IMB, "written": ["paid_work", "exit", "review"]}
COCREATION: list[tuple[str | None, str, str, Changes]] = [
    ("blocker", "co_creation", "consulted only, say two", {"ours": {"expertise": "consulted_only"}}),
    ("blocker", "co_creation", "an imbalance, and who decides is not written", {"all": ONE_PAID}),
    ("blocker", "funding", "a pitch says funding, and two of us co-creation",
     {"all": ONE_PAID, "ours": {"meaning": "co_creation"}}),
    (None, "co_creation", "a lone voice says consulted only", {"ana": {"expertise": "consulted_only"}}),
    (None, "co_creation", "an imbalance and a joint decision", {"all": {**IMB, "written": ["decisions"]}}),
    (None, "co_creation", "a colleague knows of the joint decision", {"all": IMB, "ana": {"written": ["paid_work"]}}),
    (None, "co_creation", "no imbalance, no joint decision", {"all": {"written": ["paid_work", "exit"]}}),
    (None, "co_creation", "joint expertise", {"all": {"expertise": "joint"}}),
    (None, "funding", "consulted only, but called funding", {"ours": {"expertise": "consulted_only"}}),
    (None, "coalition", "an imbalance, but called a coalition", {"all": ONE_PAID}),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "label", "why", "changes"), COCREATION, ids=[row[2] for row in COCREATION])
def test_co_creation_is_a_claim_until_decisions_or_expertise_are_shared(
    expected: str | None, label: str, why: str, changes: Changes
) -> None:
    assessment = seen(changes, label)
    assert severity(assessment, "cocreation_claim") == expected, why
    if expected:
        first = flags_of(assessment)["cocreation_claim"].evidence[0]
        assert (first.question, first.answer) == ("label", label)


SUMS: list[tuple[str | None, str, Changes]] = [
    # An hour costs 40, as everybody says: W = hours × 40 ÷ money, B = hours for them × 40 ÷ money
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
    ("blocker", "nothing is the worst ratio", {"all": {"money_received": 0, "hours_total": 900}}),
    ("blocker", "nothing, whatever an hour costs", {"all": {"money_received": 0, "hours_total": 20, "hour_cost": None}}),
    ("blocker", "next to nothing in any currency", {"all": {"money_received": 500, "hours_total": 400, "hour_cost": None}}),
    (None, "no ratio without the cost of an hour", {"all": {"money_received": 4000, "hours_total": 900, "hour_cost": None}}),
    (None, "a sum in small coins is in proportion when an hour is",
     {"all": {"money_received": 3_000_000, "hours_total": 600, "hours_for_them": 0, "hour_cost": 2500}}),
    ("warning", "a sum in small coins that looks large",
     {"all": {"money_received": 3_000_000, "hours_total": 2000, "hours_for_them": 0, "hour_cost": 2500}}),
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
     {"all": {"money_received": 4000, "hours_total": 80, "hours_for_them": 0, "hour_cost": None}, "pat": {"hour_cost": 80}}),
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


def test_every_severity_of_every_flag_has_a_row_here_and_so_has_its_absence() -> None:
    tested = {(flag, level) for flag, level, _, _ in ROWS}
    tested |= {("cocreation_claim", level) for level, *_ in COCREATION}
    tested |= {("work_disproportionate", level) for level, *_ in SUMS}
    flags = [GUIDE.flag[flag] for flag in FLAGS]
    wanted = {(flag.id, str(cause.severity)) for flag in flags for cause in flag.causes}
    assert wanted | {(flag, None) for flag in FLAGS} <= tested


def test_every_cause_comes_up_in_a_row_here() -> None:
    """What no case can raise would be a sentence that nobody ever reads."""
    raised = {(flag.id, flag.cause) for _, _, _, changes in ROWS for flag in judged(*everybody(changes)).flags}
    raised |= {(flag.id, flag.cause) for _, _, changes in SUMS for flag in judged(*everybody(changes)).flags}
    raised |= {("cocreation_claim", "")}
    assert {(flag.id, cause.id) for flag in GUIDE.flags for cause in flag.causes} == raised


# --- Support: whose answers raise it ---------------------------------------------------------------------------------

SUPPORT: list[tuple[str, set[str], str, Changes]] = [
    ("no_gap", {"ana"}, "one voice", {"ana": {"gap": "no"}}),
    ("no_gap", {"ana", "ben"}, "two voices", {"ours": {"gap": "no"}}),
    ("bandwidth_short", {"ana", "ben", "pat"}, "three voices", {"all": {"bandwidth": "only_ours"}}),
    ("performative", {"pat"}, "the partner alone", {"pat": {"unpublicised": "uncertain"}}),
    ("power_unacknowledged", {"ana", "pat"}, "across the sides",
     {"ana": {**IMB, "acknowledged": "not_yet"}, "pat": {**IMB, "acknowledged": "not_yet"}}),
    ("nonnegotiables", {"ana"}, "one saw the requirement that is not met", {"ana": {"walk_away_check": "not_met"}}),
    ("nonnegotiables", {"ana"}, "a colleague who left a box empty supports nothing",
     {"ana": {"walk_away_check": "not_met"}, "ben": {"walk_away": None}}),
    ("nonnegotiables", {"ana"}, "a colleague whose text is vague supports nothing either",
     {"ana": {"walk_away_check": "not_met"}, "ben": {"walk_away": "respect"}}),
    ("need_unclear", {"ana", "ben"}, "nobody of ours says it", {"ours": {"need": "funding"}}),
    ("cocreation_claim", {"ana", "ben", "pat"}, "those who answered what it rests on", {"ours": {"expertise": "not_involved"}}),
    ("people_disagree", {"ana", "ben"}, "those who differ, not the other side", {"ana": {"lean": "no_go"}}),
    ("sides_differ", {"ana", "ben", "pat"}, "both sides", {"pat": {"expertise": "not_involved"}}),
]  # fmt: skip


@pytest.mark.parametrize(("flag", "people", "why", "changes"), SUPPORT, ids=[f"{row[0]}-{row[2]}" for row in SUPPORT])
def test_support_names_those_whose_answers_raise_it(flag: str, people: set[str], why: str, changes: Changes) -> None:
    support = flags_of(seen(changes, "co_creation"))[flag].support
    assert set(support) == people, why
    assert len(support) == len(people)


# --- Evidence: the exact answers -------------------------------------------------------------------------------------

EVIDENCE: list[tuple[str, set[tuple[str, str, Any]], str, Changes]] = [
    ("no_gap", {("gap", "ana", "no")}, "the answer", {"ana": {"gap": "no"}}),
    ("cause_contradiction", {("against", "ana", ("others_pay",)), ("against_fix", "ana", "tbd")}, "with its follow-up",
     {"ana": {"against": ["others_pay"], "against_fix": "tbd"}}),
    ("admin_heavy", {("admin_load", "ana", "no"), ("admin_hours", "ana", 60)}, "a number of the follow-up",
     {"ana": {"admin_load": "no", "admin_hours": "60 h"}}),
    ("one_sided_exchange", {("we_get", "ana", ("nothing_clear",)), ("we_get", "ben", ("nothing_clear",)),
      ("they_get", "ana", ("credibility",)), ("they_get", "ben", ("credibility",)),
      ("we_get", "pat", ("money", "expertise")), ("they_get", "pat", ("credibility",))}, "several",
     {"ours": {"we_get": []}}),
    ("need_unclear", {("need", "ana", "funding"), ("need", "ben", "visibility")}, "what each wrote",
     {"ana": {"need": "funding"}, "ben": {"need": "visibility"}}),
    ("work_disproportionate", {("money_received", "ana", 0), ("hours_total", "ana", 25)}, "figures without a cost",
     {"all": {**NO_NUMBERS, "hour_cost": None}, "ana": {"money_received": 0, "hours_total": 25}}),
    ("cannot_speak_up", {("speak_up", "pat", "cost_something")}, "a choice", {"pat": {"speak_up": "cost_something"}}),
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
    changes: Changes = {"all": {"written": ["paid_work"]}, "ana": {"dependence": "neither", "dependence_share": 40}}
    raised = flags_of(seen(changes))["survival_dependence"]
    quoted = {(e.question, e.answer) for e in raised.evidence if e.participant == "ana"}
    assert {("dependence", "neither"), ("dependence_share", 40)} <= quoted


DIVERGING: list[tuple[str, str, Changes]] = [
    ("people_disagree", "dependence", {"ana": IMB, "ben": {"money_control": "ours"}}),
    ("people_disagree", "dependence_share", {"ours": {"money_control": "ours"}, "ana": {"dependence_share": 40}}),
    ("people_disagree", "hours_total", {"ana": {"hours_total": 2000}}),
    ("people_disagree", "shared_outcomes", {"ana": {"shared_outcomes": "no"}}),
    ("people_disagree", "written", {"ana": {"written": ["nothing"]}}),
    ("people_disagree", "against", {"ana": {"against": ["practice"]}}),
    ("sides_differ", "written", {"pat": {"written": ["nothing"]}}),
    ("sides_differ", "acknowledged", {"all": IMB, "pat": {"acknowledged": "not_yet"}}),
    ("different_meanings", "meaning", {"pat": {"meaning": "funding"}}),
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
    changes = {"ana": {"hours_total": 5000, "speak_up": "cost_something"}}
    raised = flags_of(seen(changes))["people_disagree"]
    assert raised.next_question == "hours_total"


# --- The way out -----------------------------------------------------------------------------------------------------

NEXT: list[tuple[str, str, Changes]] = [
    ("no_gap", "gap_exact", {"ours": {"gap_exact": None}}),
    ("need_unclear", "need_one", {"ours": {"need": "funding"}}),
    ("nonnegotiables", "walk_away_broken", {"ours": {"walk_away_check": "not_met"}}),
    ("nonnegotiables", "walk_away_if", {"ours": {"walk_away": "respect"}}),
    ("values_alignment", "shared_differ", {"ana": {"shared_outcomes": "no"}}),
    ("values_alignment", "shared_outcomes", {"ana": {"shared_outcomes": "words"}}),
    ("performative", "unpublicised_left", {"ana": {"unpublicised": "uncertain"}}),
    ("performative", "audience_critics", {"ana": {"audience_values": "no"}}),
    ("performative", "audience_critics", {"ana": {"audience_values": "mixed"}}),
    ("work_unquantified", "hours_rough", {"all": NO_NUMBERS}),
    ("big_name", "messenger_best", {"ana": {"messenger": "size_or_fame"}}),
    ("not_formalised", "written", {"ours": {"written": []}}),
]


@pytest.mark.parametrize(("flag", "question", "changes"), NEXT)
def test_the_next_question_is_the_one_that_this_answer_calls_for(flag: str, question: str, changes: Changes) -> None:
    assert flags_of(seen(changes))[flag].next_question == question


def test_the_next_question_does_not_depend_on_who_comes_first() -> None:
    told = ana(shared_outcomes="no", shared_differ="They want downloads, we want readers")
    untold = ben(shared_outcomes="no")
    first, other = (flags_of(judged(*people))["values_alignment"] for people in ((told, untold), (untold, told)))
    assert first.next_question == other.next_question


def test_the_conditions_are_the_blockers_and_the_warnings() -> None:
    assessment = seen({"ana": {"gap": "unsure", "speak_up": "cost_something", "expertise": "not_involved"}})
    serious = {flag.id for flag in assessment.flags if flag.severity != "notice"}
    assert set(assessment.conditions) == serious
    assert {"cannot_speak_up", "expertise_sidelined"} <= serious
    assert "no_gap" not in serious


def test_flags_come_blockers_first_then_the_power_pillar_then_by_support() -> None:
    changes: Changes = {
        "ours": {"expertise": "not_involved", "against": ["practice"]},
        "ana": {"speak_up": "cost_something"},
        "pat": {"written": ["nothing"]},
    }
    order = [flag.id for flag in seen(changes).flags]
    expected = ["expertise_sidelined", "cause_contradiction", "sides_differ", "cannot_speak_up"]
    assert [flag for flag in order if flag in expected] == expected


# --- One voice is heard; two who say otherwise soften it; silence is nothing -------------------------------------------

WEIGHED = [
    ("unpaid_work", {"unpaid_work": "weaker_unpaid"}, ["blocker", "blocker", "warning", "warning"]),
    ("admin_heavy", {"admin_load": "no"}, ["warning", "notice", "notice", "notice"]),
    ("cause_contradiction", {"against": ["practice"]}, ["blocker"] * 4),
    ("cannot_speak_up", {"speak_up": "cost_something"}, ["warning"] * 4),
]


@pytest.mark.parametrize(("flag", "says", "expected"), WEIGHED, ids=[row[0] for row in WEIGHED])
def test_a_lone_voice_is_told_as_that_except_where_one_person_may_know_what_nobody_else_does(
    flag: str, says: Raw, expected: list[str]
) -> None:
    for colleagues, level in enumerate(expected):
        people = [participant(f"p{n}", SOUND, role="delivery") for n in range(colleagues)]
        raised = flags_of(judged(*people, ana(**says)))[flag]
        assert (raised.severity, raised.support) == (level, ("ana",)), colleagues


def test_two_who_say_so_are_heard_however_many_see_nothing() -> None:
    people = [participant(f"p{n}", SOUND, role="delivery") for n in range(6)]
    raised = flags_of(judged(*people, ana(unpaid_work="weaker_unpaid"), ben(unpaid_work="weaker_unpaid")))
    assert raised["unpaid_work"].severity == "blocker"


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
    intruding = participant(
        "pat", {**SHARED, "gap": "no", "against": ["practice"], "audience": "Gen Z"}, side="partner"
    )
    assert judged(ana(), ben(), intruding) == judged(ana(), ben(), pat())
