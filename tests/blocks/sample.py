"""A partnership for the tests: four people on our side who do not all agree, and two at the partner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.guide import load_guide
from flows.model import Guide, Kind, Participant, Role, Setup, Side
from storage.records import Record
from tests.flows.cases import FLAGS, LISTED

AMINA, TOM, LEA, NOOR = "U0AMINA", "U0TOM", "U0LEA", "U0NOOR"
SAM, RITA = "U0SAM", "U0RITA"
CHANNEL = "C0PARTNERS"

OURS = (
    Participant(id=AMINA, role=Role.decision_maker, language="fr"),
    Participant(id=TOM, role=Role.finance),
    Participant(id=LEA, role=Role.delivery, language="fr"),
    Participant(id=NOOR, role=Role.community),
)
THEIRS = (
    Participant(id=SAM, side=Side.partner, role=Role.decision_maker),
    Participant(id=RITA, side=Side.partner, role=Role.delivery),
)
SETUP = Setup(
    our_kind="nonprofit",
    their_kind="company",
    label="co_creation",
    decision="Sign the three-year agreement with Northwind",
)

EVERYONE: dict[str, object] = {
    "gap": "yes",
    "gap_exact": "Two nurses in Saint-Denis on Tuesdays",
    "gap_buyable": "no",
    "bandwidth": "both",
    "admin_load": "yes",
    "need": "12 000 € before March 2027 to pay two nurses in Saint-Denis",
    "walk_away": "No exclusivity, no use of patients’ photographs",
    "walk_away_check": "all_met",
    "multiplier": "Without the van of Northwind our nurses cannot reach the villages at night",
    "stage": "talking",
    "meaning": "co_creation",
    "shared_outcomes": "paid",
    "we_get": ["money", "delivery"],
    "they_get": ["credibility", "learning"],
    "audience_values": "yes_asked",
    "against": ["nothing"],
    "unpublicised": "all",
    "audience": "Deaf teachers in Lyon secondary schools",
    "influencers": "Their union delegates and the school nurses",
    "action": "Book a hearing test at the town hall before 30 June",
    "messenger": "trusted_evidence",
    "measure": "action_measure",
    "money_control": "partner",
    "dependence": "ours_depends",
    "dependence_share": "35 %",
    "unpaid_work": "none",
    "money_received": "5 000 €",
    "hours_total": "200 h",
    "hours_for_them": "~60",
    "hour_cost": "35",
    "acknowledged": "not_yet",
    "written": ["amounts", "paid_work", "exit"],
    "expertise": "joint",
    "speak_up": "hardly_worked",
    "premortem": "Our nurse leaves and nobody replaces her",
    "lean": "go_if",
    "lean_why": "The notice is six months, and in writing",
}
EACH: dict[str, dict[str, object]] = {
    TOM: {
        "bandwidth": "only_ours",
        "dependence": "neither",
        "acknowledged": "no_imbalance",
        "lean": "go",
        "against": ["not_looked"],
    },
    LEA: {
        "gap": "unsure",
        "need": "de l’argent",
        "walk_away": "not_mine",
        "shared_outcomes": "no",
        "unpaid_work": "weaker_unpaid",
        "unpaid_which": "About 40 hours of stories for their annual report",
        "lean": "no_go",
        "lean_why": "Somebody is paid to write their stories",
        "speak_up": "cost_something",
    },
    NOOR: {
        "audience": "not_mine",
        "influencers": "unsure",
        "action": "",
        "measure": "reach_only",
        "money_control": "not_mine",
    },
    SAM: {
        "dependence": "neither",
        "acknowledged": "written",
        "expertise": "expert_decides",
        "speak_up": "went_well",
        "premortem": "Secret: Sam thinks that it is a show",
    },
    RITA: {
        "bandwidth": "neither",
        "speak_up": "cost_something",
        "premortem": "Secret: Rita hears that the budget is gone",
    },
}


listed_only = False
"""Whether what is told is of the questions and flags that the tests list, so that a further one changes no snapshot."""


def guide() -> Guide:
    """The built-in guide."""
    return _listed() if listed_only else _whole()


@cache
def _whole() -> Guide:
    return load_guide()


@cache
def _listed() -> Guide:
    listed: dict[str, object] = {
        "questions": tuple(question for question in _whole().questions if question.id in LISTED),
        "flags": tuple(flag for flag in _whole().flags if flag.id in FLAGS),
    }
    return Guide.model_validate(_whole().model_dump() | listed)


@dataclass(frozen=True)
class Story:
    """How one partnership is told; the tests change one thing of it at a time."""

    partner_name: str = "Northwind & Co"
    ours: tuple[Participant, ...] = OURS
    theirs: tuple[Participant, ...] = THEIRS
    setup: Setup = SETUP
    told: Mapping[str, object] = field(default_factory=dict)
    """What everybody says instead of EVERYONE and EACH."""

    @property
    def opener(self) -> str:
        return self.ours[0].id

    @property
    def our_ids(self) -> list[str]:
        return [person.id for person in self.ours]

    def says(self, conversation: Conversation, person: str, section: str) -> dict[str, object]:
        """What somebody answers in a section, as their forms would give it."""
        told = {**EVERYONE, **EACH.get(person, {}), **self.told}
        participant = conversation.participant(person)
        asked = {
            one
            for question in conversation.questions_for(section, participant)
            for one in (
                *(question.fields or (question.id,)),
                *(probe.id for probe in conversation.inline_for(question, participant)),
                *(probe.id for probe in question.probes if not probe.inline),
            )
        }
        return {one: value for one, value in told.items() if one in asked}

    def opened(self) -> Conversation:
        """At the first question."""
        return talk.begin(guide(), self.setup, self.opener, (*self.ours, *self.theirs))[0]

    def answered(
        self,
        conversation: Conversation,
        section: str,
        people: Iterable[str] | None = None,
        *,
        consent: bool = False,
        more: Mapping[str, object] | None = None,
    ) -> Conversation:
        """After these people (our side by default) have answered a section."""
        for person in self.our_ids if people is None else people:
            raw = {**self.says(conversation, person, section), **(more or {})}
            conversation, _ = answering.answer(conversation, person, section, raw, consent=consent)
        return conversation

    @cached_property
    def _decisions(self) -> dict[tuple[str, str], Conversation]:
        return {}

    @cached_property
    def _stops(self) -> dict[str, Conversation]:
        found: dict[str, Conversation] = {}
        conversation = self.opened()
        for section in guide().road:
            found[section] = conversation
            conversation = self.answered(conversation, section)
            found[f"{section} revealed"] = conversation
            if conversation.hidden:
                conversation, _ = talk.reveal(conversation, self.opener)
                found[f"{section} revealed"] = conversation
            conversation, _ = talk.go_on(conversation, self.opener)
        found["reviewing"] = conversation
        found["deciding"] = self._summed_up(conversation, consent=False)
        return found

    def at(self, stop: str) -> Conversation:
        """At the first moment of a section, at its reveal ("clarity revealed"), or at the review."""
        return self._stops[stop]

    def deciding(self, *, consent: bool = False) -> Conversation:
        """Both sides have answered, and the summary is due."""
        return self._summed_up(self.at("reviewing"), consent=True) if consent else self.at("deciding")

    def _summed_up(self, conversation: Conversation, *, consent: bool) -> Conversation:
        for section in conversation.partner_sections() if self.theirs else ():
            people = [person.id for person in self.theirs]
            conversation = self.answered(conversation, section, people, consent=consent)
        return talk.summarise(conversation, self.opener)[0] if conversation.stage == "reviewing" else conversation

    def insufficient(self) -> Conversation:
        """Every section revealed early, and nothing answered."""
        conversation = self.opened()
        for _ in guide().road:
            conversation, _ = talk.reveal(conversation, self.opener)
            conversation, _ = talk.go_on(conversation, self.opener)
        if conversation.stage == "reviewing":
            conversation, _ = talk.summarise(conversation, self.opener)
        return conversation

    def record(self, conversation: Conversation, **more: Any) -> Record:
        """A stored conversation."""
        known = Record(
            id="c1",
            team="T1",
            channel=CHANNEL,
            partner_name=self.partner_name,
            language="en",
            decide_by="2026-12-01",
            conversation=conversation,
        )
        return replace(known, **more)

    def decided(self, outcome: str = "go_if", reason: str = "Two guardrails are signed.") -> Record:
        """After the decision."""
        if (outcome, reason) not in self._decisions:
            self._decisions[outcome, reason] = talk.decide(self.deciding(), self.opener, outcome, reason)[0]
        conversation = self._decisions[outcome, reason]
        return self.record(conversation, decided_at=datetime(2026, 11, 30, 9, tzinfo=UTC))


def crowd(size: int, side: Side = Side.ours) -> tuple[Participant, ...]:
    """Many people on one side."""
    mark = "A" if side is Side.ours else "B"
    return tuple(Participant(id=f"U{mark}CROWD{n:03}", side=side, role=Role.delivery) for n in range(size))


def written(text: str) -> dict[str, object]:
    """``text`` as the answer to every question that is answered in words."""
    return {one: text for one, kind in guide().kinds.items() if kind is Kind.text}
