"""What a team that has done its homework answers, section by section: the ground from which a dialog departs."""

from collections.abc import Mapping
from typing import Any

from flows.guide import load_guide

Given = Mapping[str, Any]

SECTIONS = load_guide().road

_TICKED: dict[str, dict[str, Any]] = {
    "screening": {"gap": "yes", "bandwidth": "both", "admin_load": "yes"},
    "clarity": {"stage": "talking", "walk_away_check": "all_met", "meaning": "funding"},
    "values": {
        "shared_outcomes": "paid",
        "we_get": ["money", "expertise"],
        "they_get": ["credibility"],
        "audience_values": "yes_asked",
        "against": ["nothing"],
        "unpublicised": "all",
    },
    "reach": {"messenger": "trusted_evidence", "measure": "action_measure"},
    "power": {
        "money_control": "shared",
        "dependence": "neither",
        "dependence_share": "10",
        "unpaid_work": "none",
        "money_received": "100000",
        "hours_total": "500",
        "hours_for_them": "50",
        "hour_cost": "40",
        "acknowledged": "written",
        "written": ["lead_and_stand_in", "amounts", "paid_work", "decisions", "review", "notice", "exit"],
        "expertise": "expert_decides",
    },
    "closing": {"speak_up": "went_well", "lean": "go"},
}

_WRITTEN: dict[str, dict[str, dict[str, str]]] = {
    "en": {
        "clarity": {
            "need": "Forty nurses trained in Tamale by June 2027",
            "walk_away": "Refuse alcohol sponsors; publish the results in full",
            "multiplier": "Vaccinate 3,000 children in villages that no clinic reaches",
        },
        "reach": {
            "audience": "Deaf teachers in Kumasi",
            "influencers": "Head teachers of the six boarding schools",
            "action": "Book a hearing test before June",
        },
        "closing": {"premortem": "Their director leaves and nobody returns our calls"},
    },
    "fr": {
        "clarity": {
            "need": "Quarante infirmières formées à Thiès avant juin 2027",
            "walk_away": "Aucun sponsor d’alcool",
            "multiplier": "Vacciner 3 000 enfants dans des villages qu’aucune clinique n’atteint",
        },
        "reach": {
            "audience": "Les institutrices sourdes de Khombole",
            "influencers": "Les directrices des six internats",
            "action": "Réserver un test d’audition avant juin",
        },
        "closing": {"premortem": "Leur directrice part et plus personne ne nous rappelle"},
    },
}


def sound(section: str, language: str = "en") -> dict[str, Any]:
    """The answers to a section, ids to tokens, lists and texts."""
    return {**_TICKED[section], **_WRITTEN[language].get(section, {})}


FOLLOW_UPS = {
    "en": {"measure_number": "3,000 hearing tests by 30 June 2027"},
    "fr": {"measure_number": "3 000 tests d’audition avant le 30 juin 2027"},
}
"""What such a team adds when it is asked again."""

VAGUE: dict[str, dict[str, Any]] = {
    "clarity": {"need": "visibility", "walk_away": "tbd", "multiplier": "synergy"},
    "values": {"shared_outcomes": "partly", "against": ["practice"], "audience_values": "mixed"},
    "reach": {"audience": "Gen Z", "influencers": "influencers", "action": "raise awareness", "measure": "reach_only"},
}
"""Answers that call for more: each of these questions has a follow-up."""
