"""Whose answers a condition is read over: one person, one side, both sides, or everyone.

"What someone says" counts from one voice on; "what nobody says" counts only when nobody says it (brief, definitions).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from flows.answers import OwnFacts, asked_probes, facts_of, live_answers
from flows.answers import quality as quality_of
from flows.model import UNSURE, Answers, Figures, Guide, Kind, Participant, Role, Setup, Side
from flows.text_quality import Quality, best

IMBALANCE_SHARE = 30
"""Percent of a yearly budget from which figures contradict a denied dependence. Our rule of thumb (frameworks, part 7)."""
MEASURES = frozenset(
    ("imbalance", "imbalance_split", "people_heard", "partner_heard", "field_heard", "dependent_side_silent")
)
"""What a group has beside its answers; no question may be called so."""
WORK_FIELDS = ("money_received", "hours_total", "hours_for_them")


class Voice(OwnFacts):
    """One person's answers. Numbers of money and work that this person left out are taken from everyone's."""

    def __init__(self, guide: Guide, participant: Participant, answers: Answers) -> None:
        self.participant = participant
        self.called_for = asked_probes(guide, participant.side, answers)
        """The follow-ups that this person's answers call for."""
        self.answers = live_answers(guide, participant.side, answers, self.called_for)
        self._qualities: dict[str, Quality] = {}
        super().__init__(guide, facts_of(guide, self.answers))
        for probe in guide.stand_ins:
            rough = self.facts.get(probe.id)
            if probe.stands_for and rough not in (None, UNSURE) and probe.stands_for not in self.facts:
                self.facts = {**self.facts, probe.stands_for: float(rough)}
        self.heard = bool(self.facts)
        self.imbalance = _imbalance(self.facts)
        self.figures: Figures | None = None
        self.pool: dict[str, float] = {}
        self.our_side: Group | None = None
        self.setup: dict[str, str] = {}

    @property
    def dependent(self) -> Side | None:
        """The side that depends on the other's money, in this person's eyes."""
        return Side(self.facts["money_control"]).other if self.imbalance else None

    def value(self, name: str) -> Any:
        if name in self.facts:
            return self.facts[name]
        if name == "imbalance":
            return self.imbalance
        if name == "work_ratio":
            return self.figures.work_ratio if self.figures else None
        if name == "service_ratio":
            return self.figures.service_ratio if self.figures else None
        return self.pool.get(name, self.setup.get(name))

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        if function == "pooled_quality":
            return self.our_side.quality(arguments[0]) if self.our_side else Quality.blank
        return self.quality(arguments[0]) if function == "quality" else super().call(function, arguments)

    def quality(self, name: str) -> Quality:
        """How much this person's text says, follow-ups included."""
        if name not in self._qualities:
            self._qualities[name] = quality_of(self.guide, self.facts, name)
        return self._qualities[name]


class Group:
    """Several people's answers: someone's tokens, the union of several, the largest number, the best text."""

    def __init__(self, guide: Guide, voices: Sequence[Voice], setup: Setup) -> None:
        self.guide, self.voices, self.setup = guide, [voice for voice in voices if voice.heard], setup
        self._values: dict[str, Any] = {}
        self._said: dict[str, list[Any]] = {}

    def value(self, name: str) -> Any:
        if name not in self._values:
            self._values[name] = self._value(name)
        return self._values[name]

    def _value(self, name: str) -> Any:
        if name in MEASURES:
            return getattr(self, f"_{name}")()
        if name in ("label", "our_kind", "their_kind"):
            return getattr(self.setup, name)
        said = self.said(name)
        if not said:
            return None
        kind = self.guide.kind_of(name)
        if kind in (Kind.number, Kind.scale):
            return max(said)
        return frozenset().union(*said) if kind is Kind.multi else frozenset(said)

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        name = arguments[0]
        if function == "quality":
            return self.quality(name)
        if function == "count":
            return len((self.value(name) or frozenset()) - {self.guide.owner[name].nothing})
        if function == "unanimous":
            return bool(self.voices) and all(voice.facts.get(name) == arguments[1] for voice in self.voices)
        if function in ("answered", "missing"):
            return bool(self.said(name)) is (function == "answered")
        return {"distinct": self.distinct, "range": self.range, "ratio": self.ratio}[function](name)

    def said(self, name: str) -> list[Any]:
        """What was answered to ``name``, a value a person."""
        known = self._said.get(name)
        if known is None:
            known = [said for voice in self.voices if (said := voice.facts.get(name)) is not None]
            self._said[name] = known
        return known

    def quality(self, name: str) -> Quality:
        """The best quality that anybody's text has."""
        return best([voice.quality(name) for voice in self.voices])

    def definite(self, name: str) -> list[str]:
        """Tokens that are not ``unsure``, alike ones (``same`` in the guide) made one."""
        alike = self.guide.alike.get(name)
        definite = [token for token in self.said(name) if token != UNSURE]
        return [alike.get(token, token) for token in definite] if alike else definite

    def distinct(self, name: str) -> int:
        """How many different definite answers there are."""
        return len(set(self.definite(name)))

    def range(self, name: str) -> float:
        """Largest minus smallest."""
        said = self.said(name)
        return max(said) - min(said) if said else 0

    def ratio(self, name: str) -> float:
        """Largest over smallest; 1 where nothing differs, infinite from zero to something."""
        return _ratio(self.said(name))

    def mode(self, name: str) -> str | None:
        """The most frequent answer; None when there is none, on a tie, or when it is unsure."""
        top = majority(self.definite_or_unsure(name))
        return None if top == UNSURE else top

    def definite_or_unsure(self, name: str) -> list[str]:
        return self.definite(name) + [token for token in self.said(name) if token == UNSURE]

    def _imbalance(self) -> bool:
        return any(voice.imbalance for voice in self.voices)

    def _imbalance_split(self) -> bool:
        views = {v.imbalance for v in self.voices if v.facts.get("money_control") and v.facts.get("dependence")}
        return len(views) == 2

    def _people_heard(self) -> int:
        return len(self.voices)

    def _partner_heard(self) -> bool:
        return any(voice.participant.side is Side.partner for voice in self.voices)

    def _field_heard(self) -> bool:
        return any(voice.participant.role in (Role.delivery, Role.community) for voice in self.voices)

    def _dependent_side_silent(self) -> bool:
        heard = {voice.participant.side for voice in self.voices}
        return any(voice.dependent is not None and voice.dependent not in heard for voice in self.voices)


class BothSides(Group):
    """Everyone, with the two sides held against each other."""

    def __init__(self, guide: Guide, ours: Group, partner: Group, setup: Setup) -> None:
        super().__init__(guide, [*ours.voices, *partner.voices], setup)
        self.ours, self.partner = ours, partner

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        name = arguments[0]
        if function == "modes_differ":
            modes = {self.ours.mode(name), self.partner.mode(name)}
            return len(modes) == 2 and None not in modes
        if function in ("median_gap", "median_ratio"):
            ours, partner = self.ours.said(name), self.partner.said(name)
            if not ours or not partner:
                return None
            medians = [median(ours), median(partner)]
            return abs(medians[0] - medians[1]) if function == "median_gap" else _ratio(medians)
        return super().call(function, arguments)


class Case:
    """Everybody's answers of one conversation, ready for conditions."""

    def __init__(self, guide: Guide, setup: Setup, answers: Iterable[tuple[Participant, Answers]]) -> None:
        self.guide, self.setup = guide, setup
        self.voices = [Voice(guide, participant, given) for participant, given in answers]
        self.ours = Group(guide, [v for v in self.voices if v.participant.side is Side.ours], setup)
        self.partner = Group(guide, [v for v in self.voices if v.participant.side is Side.partner], setup)
        self.everyone = BothSides(guide, self.ours, self.partner, setup)
        words = {"label": setup.label, "our_kind": setup.our_kind, "their_kind": setup.their_kind}
        pool = {name: median(said) for name in WORK_FIELDS if (said := self.everyone.said(name))}
        costs = self.everyone.said("hour_cost") if "hour_cost" in guide.owner else []
        self.hour_cost = float(median(costs)) if costs else guide.hour_cost
        for voice in self.voices:
            voice.our_side, voice.setup = self.ours, words
            voice.pool = pool
            if any(voice.facts.get(name) is not None for name in WORK_FIELDS):
                voice.figures = self._figures(voice)

    def _figures(self, voice: Voice) -> Figures | None:
        money = voice.value("money_received")
        if not money:
            return None
        total, service = voice.value("hours_total"), voice.value("hours_for_them")
        return Figures(
            money_received=money,
            hours_total=total,
            hours_for_them=service,
            hour_cost=self.hour_cost,
            work_ratio=None if total is None else total * self.hour_cost / money,
            service_ratio=None if service is None else service * self.hour_cost / money,
        )


def majority(tokens: Sequence[str]) -> str | None:
    """The most frequent token; a tie is unsure; None of nothing."""
    if not tokens:
        return None
    (first, most), *others = Counter(tokens).most_common(2)
    return UNSURE if others and others[0][1] == most else first


def _imbalance(facts: Mapping[str, Any]) -> bool:
    """One side controls the money and the other depends on it, by words or by figures that contradict the words."""
    control, dependence = facts.get("money_control"), facts.get("dependence")
    if control not in (Side.ours, Side.partner):
        return False
    if dependence in ("both", "partner_depends" if control == Side.ours else "ours_depends"):
        return True
    return dependence in (None, "neither", UNSURE) and (facts.get("dependence_share") or 0) >= IMBALANCE_SHARE


def _ratio(numbers: Sequence[float]) -> float:
    if not numbers or max(numbers) == min(numbers):
        return 1
    return max(numbers) / min(numbers) if min(numbers) > 0 else float("inf")
