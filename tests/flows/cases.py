"""A sound case of three people, from which every test departs by the few answers that it is about.

Ana (delivery) and Ben (decision maker) are ours, Pat is the partner's. Their answers, unchanged, are strategic and raise no
flag. ``None`` leaves an answer out. Answers are written as people write them and read like the app reads them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flows.assessment.answers import read_answer
from flows.assessment.assessment import assess
from flows.conversation.conversation import Conversation
from flows.guide import load_guide
from flows.model import Assessment, Guide, Participant, RaisedFlag, Role, Setup, Side, Value

GUIDE = load_guide()
SECTIONS = GUIDE.road

Raw = Mapping[str, Any]
Person = tuple[Participant, dict[str, Value]]


def where(conversation: Conversation) -> str:
    """Where a conversation stands, in one name: ``clarity_collecting``, ``deciding``."""
    place = conversation.place
    return f"{place.section}_{place.stage}" if place.open_section else place.stage


def words(text: str) -> list[str]:
    """A list of ids, written as a sentence."""
    return text.split()


ASKED = {
    "setup": "our_kind their_kind decision label",
    "screening": "gap bandwidth admin_load",
    "clarity": "stage need walk_away walk_away_check multiplier meaning",
    "values": "shared_outcomes we_get they_get audience_values against unpublicised",
    "reach": "audience influencers action messenger measure",
    "power": "money_control dependence unpaid_work work_and_money acknowledged written expertise",
    "closing": "speak_up premortem lean",
}
"""Questions of which the tests say everything, by section. More may stand between them, as with the flags below."""
LISTED = {question for questions in ASKED.values() for question in words(questions)}
FLAGS = words(
    "no_gap bandwidth_short admin_heavy need_unclear nonnegotiables no_multiplier"
    " values_alignment one_sided_exchange performative cause_contradiction audience_vague"
    " influence_unknown action_vague big_name reach_as_impact power_unacknowledged power_no_guardrails"
    " cocreation_claim survival_dependence unpaid_work work_disproportionate work_unquantified"
    " expertise_sidelined not_formalised human_factors cannot_speak_up somebody_says_no"
    " different_meanings too_early unanswered people_disagree sides_differ missing_voice"
)
"""Flags of which the tests say everything: when they are raised, and what is asked again."""

SHARED: Raw = {
    "bandwidth": "both",
    "bandwidth_who": "Ana and Pat, six hours a month each",
    "need": "Four thousand vaccinated children by June 2027",
    "multiplier": "Vaccinate 3,000 children in villages that no clinic reaches",
    "meaning": "delivery",
    "shared_outcomes": "paid",
    "we_get": ["money", "expertise"],
    "they_get": ["credibility"],
    "unpublicised": "all",
    "money_control": "shared",
    "dependence": "neither",
    "dependence_share": 10,
    "unpaid_work": "none",
    "money_received": 100000,
    "hours_total": 500,
    "hours_for_them": 50,
    "acknowledged": "written",
    "hour_cost": 40,
    "written": ["lead_and_stand_in", "amounts", "paid_work", "decisions", "review", "notice", "exit"],
    "expertise": "expert_decides",
    "speak_up": "went_well",
    "premortem": "Their director leaves and nobody returns our calls",
    "lean": "go",
}
"""What both sides are asked, answered well."""

OURS_ONLY: Raw = {
    "gap": "yes",
    "gap_exact": "Two paediatric nurses and a refrigerated van",
    "gap_buyable": "no",
    "admin_load": "yes",
    "stage": "talking",
    "need": "Forty nurses trained in Tamale by June 2027",
    "walk_away": "Refuse alcohol sponsors; publish the results in full",
    "walk_away_check": "all_met",
    "audience_values": "yes_asked",
    "against": ["nothing"],
    "audience": "Deaf teachers in Kumasi",
    "influencers": "Head teachers",
    "action": "Book a hearing test before June",
    "messenger": "trusted_evidence",
    "messenger_best": "The school nurse",
    "measure": "action_measure",
    "measure_number": "600 booked tests by June",
}
"""What only our side is asked, answered well."""

SOUND: Raw = {**SHARED, **OURS_ONLY}

CORE = words(
    "gap bandwidth admin_load need walk_away walk_away_check multiplier shared_outcomes we_get they_get against audience"
    " influencers action measure money_control dependence unpaid_work acknowledged written expertise"
)
"""The 21 core questions of the verdict rule."""


def participant(person: str, raw: Raw, *, side: str = "ours", role: str = "other", guide: Guide = GUIDE) -> Person:
    """A person with exactly these answers; ``None`` is blank, and so is a number that cannot be read."""
    read = {answerable: read_answer(guide, answerable, written) for answerable, written in raw.items()}
    values = {answerable: value for answerable, value in read.items() if value is not None}
    return Participant(id=person, side=Side(side), role=Role(role)), values


def ana(**changes: Any) -> Person:
    return participant("ana", {**SOUND, **changes}, role="delivery")


def ben(**changes: Any) -> Person:
    return participant("ben", {**SOUND, **changes}, role="decision_maker")


def pat(**changes: Any) -> Person:
    return participant("pat", {**SHARED, **changes}, side="partner")


def setup(label: str = "funding") -> Setup:
    return Setup(our_kind="nonprofit", their_kind="company", label=label)


def judged(*people: Person, label: str = "funding", guide: Guide = GUIDE) -> Assessment:
    return assess(guide, setup(label), people)


def everybody(changes: Mapping[str, Raw] | None = None) -> list[Person]:
    """The three of the sound case. Keys of ``changes``: ``all``, ``ours``, ``ana``, ``ben``, ``pat``; later ones win.

    ``ours`` and ``all`` drop what the partner is not asked by themselves.
    """
    change = changes or {}
    both, ours = change.get("all", {}), change.get("ours", {})
    for_partner = {key: value for key, value in both.items() if GUIDE.owner[key].asked(Side.partner)}
    return [
        ana(**{**both, **ours, **change.get("ana", {})}),
        ben(**{**both, **ours, **change.get("ben", {})}),
        pat(**{**for_partner, **change.get("pat", {})}),
    ]


def flags_of(assessment: Assessment) -> dict[str, RaisedFlag]:
    return {flag.id: flag for flag in assessment.flags}


def without(raw: Raw, names: Iterable[str]) -> dict[str, Any]:
    """``raw`` without ``names`` and without the follow-ups of what is left out."""
    gone = set(names)
    return {key: value for key, value in raw.items() if key not in gone and GUIDE.owner[key].id not in gone}
