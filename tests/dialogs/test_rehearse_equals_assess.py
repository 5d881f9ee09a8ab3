"""What a rehearsal through Slack's surfaces stores is what ``assess`` says of the same case on paper.

Cases are made up from a seed: one to five people, one side or both, every question with its follow-ups; not sure, not mine,
blank, odd numbers, vague and precise texts in both languages. ``PARTNERSHIP_SEEDS=200`` plays more of them.
"""

import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest

from bot.documents.cases import Case, CasePerson, assess_case, assessment_json
from bot.playground.rehearsal import Rehearsal
from flows.conversation.conversation import Conversation, begin
from flows.guide import load_guide
from flows.model import NOT_MINE, UNSURE, Assessment, Guide, Kind, Participant, Role, Setup, Side
from tests.dialogs.house import House, Logbook

SEEDS = int(os.environ.get("PARTNERSHIP_SEEDS", "6"))
GUIDE = load_guide()

TEXTS = (
    "visibility", "de la visibilité", "tbd", "on verra", "synergy", "lol", "asdfgh", "👍👍", "...", "Gen Z", "jeunes",
    "raise awareness", "sensibiliser le grand public", "Forty nurses trained in Tamale by June 2027", "idk", "n/a", "rien",
    "Quarante infirmières formées à Thiès avant juin 2027", "Deaf teachers in Kumasi", "Les institutrices sourdes de Khombole",
    "Head teachers of six boarding schools", "Book a hearing test before June", "Refuse alcohol sponsors; publish in full",
    "Aucun sponsor d’alcool", "14 verticals, 3.7x", "community engagement ecosystem", "nurses",
    "Vaccinate 3,000 children in villages that no clinic reaches", "leverage our impact", "<!channel> & *bold*", "40 by 06/2027",
    "Amina dix heures et Inès six heures par mois", "nobody", "faire bouger les lignes", "x", "yes", "The school nurse",
)  # fmt: skip
NUMBERS = (
    "0", "1", "12 h", "~200", "about 5000", "1900ish", "60-80", "5k", "£54,000", "54 000 €", "2.9m cedis", "GHS 2,900,000",
    "30%", "a third", "la moitié", "100", "20", "20000", "2600", "a lot", "-5", "5 or 500", "1e99", "1,5", "28.50", "99",
)  # fmt: skip


class CaseMaker:
    """Cases from a seed: the same seed makes the same case for ever."""

    def __init__(self, guide: Guide, seed: int) -> None:
        self.guide, self.random = guide, random.Random(seed)
        self.care = self.random.choice((0.3, 0.7, 0.9, 1.0))
        """How likely a question is answered."""

    def case(self) -> Case:
        ours = self.random.randint(1, 4)
        theirs = self.random.choice((0, 0, 1, 2)) if ours < 4 else self.random.choice((0, 1))
        people = [self._person(f"o{number}", Side.ours) for number in range(ours)]
        people += [self._person(f"p{number}", Side.partner) for number in range(theirs)]
        situation = Setup(
            our_kind=self._one("our_kind"),
            their_kind=self._one("their_kind"),
            label=self._one("label"),
            decision="Do we sign?",
        )
        conversation = begin(self.guide, situation, people[0].id, [person.participant() for person in people])[0]
        answered = [
            person.model_copy(
                update={"answers": dict(self._answers(conversation, conversation.participant(person.id)))}
            )
            for person in people
        ]
        return Case(setup=situation, participants=tuple(answered))

    def _one(self, question: str) -> str:
        return self.random.choice(self.guide.options_of(question))

    def _person(self, name: str, side: Side) -> CasePerson:
        # The form of a conversation asks the partner's people for no role.
        role = self.random.choice(tuple(Role)) if side is Side.ours else Role.other
        return CasePerson(id=name, side=side, role=role, lang=self.random.choice(("en", "fr")))

    def _answers(self, conversation: Conversation, person: Participant) -> Iterator[tuple[str, Any]]:
        """What this person's forms ask, by side, role and kind of organisation, and what can be added to it."""
        for section in self.guide.road:
            for question in conversation.questions_for(section, person):
                inline = {probe.id for probe in conversation.inline_for(question, person)}
                for answerable in (*(question.fields or (question.id,)), *(probe.id for probe in question.probes)):
                    if self.random.random() < self.care:
                        follow_up = answerable in self.guide.probe and answerable not in inline
                        yield answerable, self._answer(answerable, follow_up=follow_up)

    def _answer(self, answerable: str, *, follow_up: bool) -> Any:
        kind = self.guide.kind_of(answerable)
        if self.random.random() < 0.12:
            # The form of follow-ups has no lists for what is not known, or not one's own, in words or numbers.
            in_words = follow_up and kind in (Kind.text, Kind.number)
            return self.random.choice((None, "") if in_words else (UNSURE, NOT_MINE, None, ""))
        if kind is Kind.text:
            return self.random.choice(TEXTS)
        if kind is Kind.number:
            return self.random.choice((*NUMBERS, 5000, 40, 12.5))
        if kind is Kind.scale:
            return self.random.randint(1, 5)
        if kind is Kind.multi:
            offered = self.guide.options_of(answerable)
            return self.random.sample(offered, self.random.randint(0, min(4, len(offered))))
        return self._one(answerable)


def printed(assessment: Assessment, language: str) -> Any:
    """What the commands print, read back."""
    return json.loads(json.dumps(assessment_json(GUIDE, assessment, language)))


def differences(stored: Any, said: Any, where: str = "") -> Iterator[str]:
    """Where two printed assessments differ: the place, what was stored, what was said."""
    if isinstance(stored, dict) and isinstance(said, dict):
        for key in sorted(stored.keys() | said.keys()):
            yield from differences(stored.get(key), said.get(key), f"{where}.{key}")
    elif isinstance(stored, list) and isinstance(said, list) and where.endswith((".flags", ".evidence")):
        first, second = ({_name(one): one for one in many} for many in (stored, said))
        yield from differences(first, second, where)
        if first == second and stored != said:
            yield f"{where}: another order: {list(first)}, not {list(second)}"
    elif stored != said:
        yield f"{where}: {stored!r}, not {said!r}"


def _name(one: dict[str, Any]) -> str:
    return one.get("id") or f"{one['question']}:{one['participant']}"


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_rehearsal_stores_what_assess_says(house: House, logbook: Logbook, seed: int) -> None:
    case = CaseMaker(GUIDE, seed).case()
    language = ("en", "fr")[seed % 2]
    played = Rehearsal(house.slack, house.app, case, language=language, name=f"Case {seed}")
    stored = printed(played.play(), language)
    said = printed(assess_case(GUIDE, case), language)
    assert list(differences(stored, said)) == []
    played.settle()
    assert '"level": "error"' not in logbook.text


def test_a_case_with_a_blank_in_the_screening_can_be_rehearsed(house: House) -> None:
    case = Case(participants=(CasePerson(id="a", answers={"gap": "yes"}),))
    played = Rehearsal(house.slack, house.app, case, language="en", name="Acme")
    assert printed(played.play(), "en") == printed(assess_case(GUIDE, case), "en")
