"""A sound case of three people, from which every test departs by the few answers that it is about.

Ana (delivery) and Ben (decision maker) are ours, Pat is the partner's. Their answers, unchanged, are strategic and raise no
flag. ``None`` leaves an answer out. Answers are written as people write them and read like the app reads them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flows.answers import read_answer
from flows.assessment import assess
from flows.guide import load_guide
from flows.model import Assessment, Guide, Participant, RaisedFlag, Role, Setup, Side, Value

GUIDE = load_guide()

Raw = Mapping[str, Any]
Person = tuple[Participant, dict[str, Value]]


def words(text: str) -> list[str]:
    """A list of ids, written as a sentence."""
    return text.split()


SHARED: Raw = {
    "bandwidth": "both",
    "bandwidth_who": "Ana and Pat, six hours a month each",
    "shared_outcomes": 3,
    "we_get": ["money", "expertise"],
    "they_get": ["credibility"],
    "unpublicised": "yes",
    "money_control": "shared",
    "dependence": "neither",
    "dependence_share": 10,
    "unpaid_work": "none",
    "money_received": 100000,
    "hours_total": 500,
    "hours_for_them": 50,
    "acknowledged": "written",
    "guardrails": ["paid_work", "joint_decisions", "multi_year_or_notice"],
    "expertise": "expert_decides",
    "agreement": ["roles", "money", "review", "exit"],
    "people": "named_backup",
    "speak_up": 4,
    "premortem": "Their director leaves and nobody returns our calls",
    "lean": "go",
}
"""What both sides are asked, answered well."""

OURS_ONLY: Raw = {
    "gap": "yes",
    "gap_exact": "Two paediatric nurses and a refrigerated van",
    "gap_buyable": "no",
    "admin_load": "yes",
    "need": "Forty nurses trained in Tamale by June 2027",
    "walk_away": "Refuse alcohol sponsors; publish the results in full",
    "walk_away_check": "all_met",
    "multiplier": "Vaccinate 3,000 children in villages that no clinic reaches",
    "harm": "no",
    "audience_values": "yes_asked",
    "contradiction": "no_checked",
    "audience": "Deaf teachers in Kumasi",
    "influencers": "Head teachers",
    "action": "Book a hearing test before June",
    "messenger": "trusted_evidence",
    "messenger_best": "The school nurse",
    "came_first": "outcomes_first",
    "measure": "action_measure",
    "measure_number": "600 booked tests by June",
}
"""What only our side is asked, answered well."""

SOUND: Raw = {**OURS_ONLY, **SHARED}

CORE = words(
    "gap bandwidth admin_load need walk_away walk_away_check multiplier shared_outcomes we_get they_get contradiction audience"
    " influencers action measure money_control dependence unpaid_work acknowledged guardrails expertise agreement"
)
"""The 22 core questions of the verdict rule."""


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
