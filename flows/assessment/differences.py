"""Where the people of one side differ in a section, and whether they agree: both measured, never supposed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.assessment.assessment import NUMBERS_DIFFER, SCALE_DIFFERS
from flows.assessment.voices import LONE_AGAINST, Group, Voice, is_bad
from flows.model import UNSURE, Kind, Question, Role, Sharing
from flows.text.alike import all_alike, stems
from flows.text.quality import Quality

_DOING = (Role.delivery, Role.community)


@dataclass(frozen=True)
class Difference:
    """A question that people answer differently. ``spread``: token → how many people gave it; empty for numbers, which go from
    ``least`` to ``most``. ``lone``: one answer against several that agree. ``by_role``: those who decide and those who do the work
    have no answer in common."""

    question: str
    width: float
    spread: tuple[tuple[str, int], ...] = ()
    least: float = 0
    most: float = 0
    lone: bool = False
    by_role: bool = False


class Discussed(Group):
    """Our people's answers to one section, as what they say after its reveal reads them. ``asked``: question → who is asked."""

    asked: Mapping[str, frozenset[str]]

    def texts(self, name: str) -> int:
        """How many people wrote something that says enough."""
        return len([voice for voice in self.voices if voice.quality(name) is Quality.ok])

    def lone(self, name: str) -> bool:
        """Whether one definite answer stands against two or more of one mind, of whom two at least say the very same."""
        sizes = sorted(self.camps(name).values())
        same = max(Counter(self.definite(name)).values(), default=0)
        return len(sizes) == LONE_AGAINST and sizes[0] == 1 and same >= LONE_AGAINST

    def camps(self, name: str) -> Mapping[object, int]:
        """How many people are of each mind: for and against where somebody is against, else by what counts as one answer."""
        definite = [token for token in self.said(name) if token != UNSURE]
        order = self.guide.levels.get(name, {})
        if self.opposed(name):
            return Counter(is_bad(self.guide, name, order[token]) for token in definite if token in order)
        alike = self.guide.alike.get(name, {})
        return Counter(order.get(token, alike.get(token, token)) for token in definite)

    def answering(self, name: str) -> list[Voice]:
        """Those who said something in this section and are asked this."""
        asked = self.asked.get(name)
        return [voice for voice in self.voices if asked is None or voice.participant.id in asked]


def asked_in(questions: Iterable[Question]) -> tuple[str, ...]:
    """Everything that is compared: questions and number fields that are not private, and follow-ups that stand with them."""
    return tuple(
        [
            answerable
            for question in questions
            if question.sharing is not Sharing.private
            for answerable in (*(question.fields or (question.id,)), *[p.id for p in question.probes if p.inline])
        ]
    )


def differences(group: Discussed, questions: Iterable[Question]) -> tuple[Difference, ...]:
    """Where people differ, the widest difference first. “Not sure”, and options that count as one, make none."""
    found = [each for answerable in asked_in(questions) if (each := _difference(group, answerable)) is not None]
    return tuple(sorted(found, key=lambda each: -each.width))


def _difference(group: Discussed, name: str) -> Difference | None:
    kind = group.guide.kind_of(name)
    if kind is Kind.choice:
        return _of_choice(group, name)
    if kind is Kind.multi:
        return _of_ticks(group, name)
    said = group.said(name)
    if kind is Kind.scale and group.range(name) >= SCALE_DIFFERS:
        return Difference(name, group.range(name), least=min(said), most=max(said))
    if kind is Kind.number and group.ratio(name) >= NUMBERS_DIFFER:
        return Difference(name, min(group.ratio(name), 4.0) / 2, least=min(said), most=max(said))
    return None


def _of_choice(group: Discussed, name: str) -> Difference | None:
    levels, alike = group.guide.levels.get(name, {}), group.guide.alike.get(name, {})
    definite = group.definite(name)
    minds = {levels.get(token, alike.get(token, token)) for token in definite}
    if len(minds) < 2:
        return None
    far = group.levels(name)
    width = (1.0 + max(far) - min(far)) if far else 2.5
    if group.opposed(name):
        width += 2
    said = {role: {v.facts.get(name) for v in group.voices if v.participant.role in role} for role in _ROLES}
    deciding, doing = (tokens - {None, UNSURE} for tokens in said.values())
    spread = Counter(token for token in group.said(name) if token != UNSURE)
    return Difference(
        question=name,
        width=width,
        spread=tuple(spread.most_common()),
        lone=group.lone(name),
        by_role=bool(deciding and doing and not deciding & doing),
    )


_ROLES = ((Role.decision_maker,), _DOING)


def _of_ticks(group: Discussed, name: str) -> Difference | None:
    """Ticks differ where one says that there is nothing, or where no tick is everybody's."""
    said = group.said(name)
    nothing = group.nothing_beside(name)
    if len(said) < 2 or (frozenset.intersection(*said) and not nothing):
        return None
    counts = Counter(token for each in said for token in each)
    if not counts:
        return None
    empty = group.guide.owner[name].nothing
    alone = sum(not each - {empty} for each in said)
    lone = nothing and len(said) > LONE_AGAINST and 1 in (alone, len(said) - alone)
    return Difference(name, 3.0 if nothing else 1.0, spread=tuple(counts.most_common()), lone=lone)


def agreed(group: Discussed, questions: Iterable[Question]) -> bool:
    """Whether two people or more answered everything, definitely, and alike; texts say enough and share their words."""
    if len(group.voices) < 2:
        return False
    counted = [each for each in questions if each.sharing is not Sharing.private and not each.optional]
    own = [(each, name) for each in counted for name in (each.fields or (each.id,))]
    return bool(own) and all(_agreed(group, question, name) for question, name in own)


def _agreed(group: Discussed, question: Question, name: str) -> bool:
    if _difference(group, name) is not None:
        return False
    answering = group.answering(name)
    if question.fields:
        return True  # a figure that one person left out is not another opinion
    said = [voice.facts.get(name) for voice in answering]
    if group.guide.kind_of(name) is Kind.text:
        return len(answering) == group.texts(name) and texts_alike(group, name)
    return all(each is not None and each != UNSURE for each in said)


def texts_alike(group: Discussed, name: str) -> bool:
    """Whether the texts can be compared, and each pair shares a good part of its words."""
    return comparable(group, name) and all_alike(text_stems(group, name))


def comparable(group: Discussed, name: str) -> bool:
    """Whether those who wrote enough do so in one language, as far as it is known: words of two languages are not compared."""
    return len({voice.participant.language for voice in group.voices if voice.quality(name) is Quality.ok}) == 1


def text_stems(group: Discussed, name: str) -> list[frozenset[str]]:
    """The words of each text that says enough."""
    empty = group.guide.lexicon.stop | group.guide.lexicon.buzz
    return [stems(str(v.facts[name]), empty) for v in group.voices if v.quality(name) is Quality.ok and name in v.facts]
