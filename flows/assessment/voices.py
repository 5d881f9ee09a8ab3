"""Whose answers a condition is read over: one person, one side, both sides, or everyone.

"What someone says" counts from one voice on; "what nobody says" counts only when nobody says it (docs/method.md).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from flows.assessment.answers import OwnFacts, Standing, asked_probes, facts_of, live_answers
from flows.assessment.answers import quality as quality_of
from flows.model import UNSURE, Answers, Figures, Guide, Kind, Participant, Role, Setup, Side
from flows.text.quality import Quality, best

IMBALANCE_SHARE = 30
"""Percent of a yearly budget from which figures contradict a denied dependence. Our rule of thumb (docs/method.md)."""
LIGHT_SHARE = 20
"""Percent below which a figure contradicts a dependence that somebody ticked without one. Our rule of thumb."""
MEASURES = frozenset(
    (
        *("imbalance", "imbalance_split", "people_heard", "partner_heard", "field_heard"),
        *("dependent_side_silent", "purse_alone", "missing_core"),
    )
)
"""What a group has beside its answers; no question may be called so."""
POOLED = ("money_received", "hours_total", "hours_for_them", "dependence_share")
"""Figures that whoever left them out takes from what the others said."""


class Voice(OwnFacts):
    """One person's answers. Numbers of money and work that this person left out are taken from everyone's."""

    def __init__(self, guide: Guide, participant: Participant, answers: Answers) -> None:
        self.participant = participant
        if not isinstance(answers, Standing):
            called_for = asked_probes(guide, participant.side, answers)
            answers = Standing(live_answers(guide, participant.side, answers, called_for), called_for)
        self.answers: Answers = answers
        self.called_for = answers.called_for
        """The follow-ups that this person's answers call for."""
        self._qualities: dict[str, Quality] = {}
        super().__init__(guide, facts_of(guide, self.answers))
        for probe in guide.stand_ins:
            rough = self.facts.get(probe.id)
            if probe.stands_for and rough not in (None, UNSURE) and probe.stands_for not in self.facts:
                self.facts = {**self.facts, probe.stands_for: float(rough)}
        self.heard = bool(self.facts)
        self.figures: Figures | None = None
        self.our_side: Group | None = None
        self.dependent: Side | None = None
        """The side that the other one holds, in this person's eyes; None where they are equals, or nobody knows which."""
        self.imbalance = False
        self.read_with({}, {}, None)

    def read_with(self, setup: Mapping[str, str], pool: Mapping[str, float], hour_cost: float | None) -> None:
        """Read names that this person gave no answer to in the setup, and in what everybody said of money and work."""
        self.dependent, self.imbalance = _imbalance(self.facts, pool.get("dependence_share"))
        read = {**setup, **pool, "imbalance": self.imbalance, **self.facts}
        if any(self.facts.get(name) is not None for name in POOLED[:3]):
            read |= _proportion(read, hour_cost)
            self.figures = _figures(read, hour_cost)
        self.value = read.get

    @property
    def says_who_depends(self) -> bool:
        """Whether this person said who holds the money and who needs it, “not sure” apart."""
        return bool(self.facts.get("money_control")) and self.facts.get("dependence") not in (None, UNSURE)

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        if function == "pooled_quality":
            return self.our_side.quality(arguments[0]) if self.our_side else Quality.blank
        if function == "our_side_says":
            return self.our_side is not None and self.our_side.heard(arguments[0], arguments[1:])
        return self.quality(arguments[0]) if function == "quality" else super().call(function, arguments)

    def quality(self, name: str) -> Quality:
        """How much this person's text says, follow-ups included."""
        if name not in self._qualities:
            self._qualities[name] = quality_of(self.guide, self.facts, name)
        return self._qualities[name]


class _Values(dict[str, Any]):
    """Values by name, worked out when they are first asked for."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Any:
        made = self[name] = self._make(name)
        return made


class Group:
    """Several people's answers: someone's tokens, the union of several, the largest number, the best text."""

    def __init__(self, guide: Guide, voices: Sequence[Voice], setup: Setup) -> None:
        self.guide, self.voices, self.setup = guide, [voice for voice in voices if voice.heard], setup
        self.value: Any = _Values(self._value).__getitem__
        self._said: dict[str, list[Any]] = {}

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
        if function == "distinct":
            return self.distinct(name)
        if function in ("answered", "missing"):
            return bool(self.said(name)) is (function == "answered")
        if function == "count":
            return len((self.value(name) or frozenset()) - {self.guide.owner[name].nothing})
        if function == "count_of":
            return len((self.value(name) or frozenset()) & set(arguments[1:]))
        if function == "unanimous":
            return bool(self.voices) and all(voice.facts.get(name) in arguments[1:] for voice in self.voices)
        if function in ("most", "heard", "most_tick"):
            return getattr(self, function)(name, arguments[1:])
        return getattr(self, function)(name)

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

    def most(self, name: str, tokens: Sequence[str]) -> bool:
        """Whether more than half of those who answered say one of ``tokens``: two people at least, or the only one heard."""
        return self._most([token in tokens for token in self.said(name)])

    def most_tick(self, name: str, tokens: Sequence[str]) -> bool:
        """The same of a question with several answers: whether one of ``tokens`` is among them."""
        return self._most([not said.isdisjoint(tokens) for said in self.said(name)])

    def _most(self, saying: Sequence[bool]) -> bool:
        count = sum(saying)
        return count * 2 > len(saying) and (count >= LONE_AGAINST or len(self.voices) == 1)

    def heard(self, name: str, tokens: Sequence[str]) -> bool:
        """Whether one of ``tokens`` is said, and not by a lone voice while two or more say something else and definite."""
        said = self.said(name)
        count = sum(token in tokens for token in said)
        otherwise = sum(token not in tokens and token != UNSURE for token in said)
        return count > 1 or (count == 1 and otherwise < LONE_AGAINST)

    def opposed(self, name: str) -> bool:
        """Whether somebody gives one of the best answers and somebody else a bad one, by the order of the options."""
        levels = self.levels(name)
        return 0 in levels and any(is_bad(self.guide, name, level) for level in levels)

    def levels(self, name: str) -> list[int]:
        """How far each definite answer is from the best; none for a question whose options have no order."""
        order = self.guide.levels.get(name, {})
        return [order[token] for token in self.said(name) if token in order and token != UNSURE]

    def nothing_beside(self, name: str) -> bool:
        """Whether somebody says that there is nothing, and somebody else ticks something."""
        said = [self._ticked(name, each) for each in self.said(name)]
        return len(said) > 1 and any(said) and not all(said)

    def _ticked(self, name: str, said: Any) -> bool:
        return bool(said - {self.guide.owner[name].nothing})

    def range(self, name: str) -> float:
        """Largest minus smallest."""
        said = self.said(name)
        return max(said) - min(said) if said else 0

    def ratio(self, name: str) -> float:
        """Largest over smallest; 1 where nothing differs, infinite from zero to something."""
        return _ratio(self.said(name))

    def _imbalance(self) -> bool:
        return any(voice.imbalance for voice in self.voices)

    def _imbalance_split(self) -> bool:
        return len({voice.imbalance for voice in self.voices if voice.says_who_depends}) == 2

    def _people_heard(self) -> int:
        return len(self.voices)

    def _missing_core(self) -> int:
        return len(self.missing())

    def missing(self) -> tuple[str, ...]:
        """The core questions to which nobody said anything, not even “not sure”."""
        return tuple(q.id for q in self.guide.questions if q.core and not self.said(q.id))

    def _partner_heard(self) -> bool:
        return any(voice.participant.side is Side.partner for voice in self.voices)

    def _field_heard(self) -> bool:
        return any(voice.participant.role in (Role.delivery, Role.community) for voice in self.voices)

    def _dependent_side_silent(self) -> bool:
        heard = {voice.participant.side for voice in self.voices}
        return any(voice.dependent is not None and voice.dependent not in heard for voice in self.voices)

    def _purse_alone(self) -> bool:
        """Only the side that holds the money was heard."""
        holders = set(self.said("money_control")) if "money_control" in self.guide.owner else set()
        return len(holders) == 1 and {voice.participant.side for voice in self.voices} == holders


class BothSides(Group):
    """Everyone, with the two sides held against each other."""

    def __init__(self, guide: Guide, ours: Group, partner: Group, setup: Setup) -> None:
        super().__init__(guide, [*ours.voices, *partner.voices], setup)
        self.ours, self.partner = ours, partner

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        name = arguments[0]
        if function == "sides_opposed":
            return self._sides_opposed(name)
        if function == "apart":
            return self._apart(name)
        if function in ("ours_gets_nothing", "partner_gets_nothing"):
            concerned, other = (self.ours, self.partner) if function[0] == "o" else (self.partner, self.ours)
            said = concerned.said(name) or other.said(name)
            return bool(said) and not any(self._ticked(name, each) for each in said)
        if function == "one_side_nothing":
            sides = [{self._ticked(name, each) for each in group.said(name)} for group in (self.ours, self.partner)]
            return {True, False} in sides or ({True} in sides and {False} in sides)
        if function in ("median_gap", "median_ratio"):
            ours, partner = self.ours.said(name), self.partner.said(name)
            if not ours or not partner:
                return None
            medians = [median(ours), median(partner)]
            return abs(medians[0] - medians[1]) if function == "median_gap" else _ratio(medians)
        return super().call(function, arguments)

    def _sides_opposed(self, name: str) -> bool:
        """Whether one side gives good answers only, and the other bad ones only."""
        ours, partner = self.ours.levels(name), self.partner.levels(name)
        good = [bool(side) and not any(side) for side in (ours, partner)]
        bad = [bool(side) and all(is_bad(self.guide, name, level) for level in side) for side in (ours, partner)]
        return (good[0] and bad[1]) or (good[1] and bad[0])

    def _apart(self, name: str) -> bool:
        """Whether the two sides have no answer in common, “not sure”, “nothing” and “other” aside."""
        empty = {UNSURE, "other", self.guide.owner[name].nothing}
        sides: list[set[str]] = []
        for group in (self.ours, self.partner):
            said = set().union(*({each} if isinstance(each, str) else each for each in group.said(name)))
            if "other" in said:
                return False
            sides.append(said - empty)
        return all(sides) and not sides[0] & sides[1]


class Solo(Group):
    """One person's answers, read as those of a group: nobody else has to be asked what was said."""

    def __init__(self, guide: Guide, voice: Voice, setup: Setup) -> None:
        super().__init__(guide, [voice], setup)
        self._facts: Mapping[str, Any] = voice.facts

    def said(self, name: str) -> list[Any]:
        value = self._facts.get(name)
        return [] if value is None else [value]

    def distinct(self, name: str) -> int:
        return int(self._facts.get(name, UNSURE) != UNSURE)


class Case:
    """Everybody's answers of one conversation, ready for conditions."""

    def __init__(self, guide: Guide, setup: Setup, answers: Iterable[tuple[Participant, Answers]]) -> None:
        self.guide, self.setup = guide, setup
        self.voices = [Voice(guide, participant, given) for participant, given in answers]
        self._alone: dict[int, Group] = {}
        self.ours = Group(guide, [v for v in self.voices if v.participant.side is Side.ours], setup)
        self.partner = Group(guide, [v for v in self.voices if v.participant.side is Side.partner], setup)
        self.everyone = BothSides(guide, self.ours, self.partner, setup)
        words = {"label": setup.label, "our_kind": setup.our_kind, "their_kind": setup.their_kind}
        known = [name for name in POOLED if name in guide.owner]
        pool = {name: median(said) for name in known if (said := self.everyone.said(name))}
        costs = self.everyone.said("hour_cost") if "hour_cost" in guide.owner else []
        for voice in self.voices:
            voice.our_side = self.ours
            voice.read_with(words, pool, median(costs) if costs else None)

    def alone(self, voice: Voice) -> Group:
        """One person's answers, read as those of a group."""
        known = self._alone.get(id(voice))
        if known is None:
            known = self._alone[id(voice)] = Solo(self.guide, voice, self.setup)
        return known


LONE_AGAINST = 2
"""So many who say otherwise soften a lone voice; and so many it takes to be “most” where several were heard."""


def is_bad(guide: Guide, name: str, level: int) -> bool:
    """Whether a level stands after “not sure”, or is the last one where nobody can be unsure."""
    order = guide.levels[name]
    return level > order[UNSURE] if UNSURE in order else level == max(order.values())


def _imbalance(facts: Mapping[str, Any], everybodys_share: float | None) -> tuple[Side | None, bool]:
    """The side that the other one holds, and whether there is an imbalance; by words, or by figures that contradict them.

    Power is more than holding the money: a side can depend on the fame, the access or the decision of the other, or on money
    that both or a third party control. Only a side that holds the money itself cannot be the one that depends on it.
    """
    control, dependence = facts.get("money_control"), facts.get("dependence")
    holder = Side(control) if control in (Side.ours, Side.partner) else None
    own = facts.get("dependence_share")
    share = everybodys_share if own is None else own
    named = {"ours_depends": Side.ours, "partner_depends": Side.partner}.get(str(dependence))
    if dependence == "both" and holder is not None:
        named = holder.other
    if named is not None and named is not holder and (own is not None or share is None or share >= LIGHT_SHARE):
        return named, True
    if dependence in (None, "neither", UNSURE) and (share or 0) >= IMBALANCE_SHARE and control != "no_money":
        # A share that others gave says nothing to somebody who spoke of nothing here.
        return (holder.other if holder else None), own is not None or control is not None
    return None, False


def _proportion(read: Mapping[str, Any], hour_cost: float | None) -> dict[str, float]:
    """What one hour is paid, and what the work costs as a share of the money; nothing paid is the worst share there is."""
    money, found = read.get("money_received"), dict[str, float]()
    for hours, ratio in (("hours_total", "work_ratio"), ("hours_for_them", "service_ratio")):
        worked = read.get(hours)
        if money is None or not worked:
            continue
        if ratio == "work_ratio":
            found["pay_per_hour"] = money / worked
        if hour_cost:
            found[ratio] = worked * hour_cost / money if money else float("inf")
    return found


def _figures(read: Mapping[str, Any], hour_cost: float | None) -> Figures | None:
    money = read.get("money_received")
    if not money or hour_cost is None:
        return None
    return Figures(
        money_received=money,
        hours_total=read.get("hours_total"),
        hours_for_them=read.get("hours_for_them"),
        hour_cost=hour_cost,
        work_ratio=read.get("work_ratio"),
        service_ratio=read.get("service_ratio"),
    )


def _ratio(numbers: Sequence[float]) -> float:
    if not numbers or max(numbers) == min(numbers):
        return 1
    return max(numbers) / min(numbers) if min(numbers) > 0 else float("inf")
