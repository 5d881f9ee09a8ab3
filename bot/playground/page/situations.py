"""The sample conversation as steps, and the prepared situations: each is the sample, really played up to one of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.documents.cases import Case, CasePerson, read_case
from bot.i18n.languages import LOCALES
from bot.playground.long_rehearsal import LongRehearsal
from flows.model import Side

SCREENING, *SECTIONS = ("screening", "clarity", "values", "reach", "power", "closing")
"""The sections of the sample, which is a case of the built-in guide."""


@dataclass(frozen=True)
class Step:
    """What somebody does next: ``what`` and ``section`` name it, ``who`` is the id in the case."""

    what: str
    who: str
    section: str
    do: Callable[[LongRehearsal], None]


@dataclass(frozen=True)
class Situation:
    """``before`` tells the first step that is left to the people; ``ahead`` who answers every section in one sitting."""

    id: str
    before: Callable[[Step], bool]
    ahead: tuple[str, ...] = ()


SITUATIONS = (
    Situation("empty", lambda step: True),
    # Each of them was asked in a direct message, and nobody has answered.
    Situation("asked", lambda step: step.what == "screen"),
    # Two have answered all there is, section after section; nothing of it is shown before the others have answered, too.
    Situation("sitting", lambda step: step.what == "screen" and step.who == "Karim", ahead=("Tom", "Léa")),
    # Two have answered, and see it differently; the opener and another have not.
    Situation("values", lambda step: step.what == "answer" and step.section == "values" and step.who == "Karim"),
    # The sample's money and dependence lie on one side, and nobody has said so in writing.
    Situation("summary", lambda step: step.what == "decide"),
    # A month after the decision: everybody was asked, and nobody has answered yet.
    Situation("due", lambda step: step.what == "check_in"),
)
"""In the order in which they are offered."""


@dataclass(frozen=True)
class Script:
    """The sample of a language in a situation: the case, the partner's name, the steps and how many are played beforehand."""

    case: Case
    partner: str
    steps: list[Step]
    prepared: int


def script(situation_id: str, language: str) -> Script:
    situation = next(each for each in SITUATIONS if each.id == situation_id)
    content = json.loads((LOCALES / language / "sample.json").read_text("utf-8"))
    otherwise: dict[str, dict[str, Any]] = content.get("situations", {}).get(situation_id, {}).get("answers", {})
    for person in content["participants"]:
        person["answers"] |= otherwise.get(person["id"], {})
    case = read_case(json.dumps(content))
    steps = steps_of(case, content["decision"], content["afterwards"], situation.ahead)
    prepared = next(number for number, step in enumerate(steps) if situation.before(step))
    return Script(case, content["partner"], steps, prepared)


def steps_of(
    case: Case, decision: dict[str, str], afterwards: dict[str, Any], ahead: tuple[str, ...] = ()
) -> list[Step]:
    """The whole road. The opener answers last, so that a newcomer, who is the opener, finds something left to do. Those who
    answer ``ahead`` are done with every section once they have begun."""
    ours = [person for person in case.participants if person.side is Side.ours]
    opener, answering = ours[0].id, [*ours[1:], ours[0]]
    steps = [Step("open", opener, "", LongRehearsal.open)]
    left = [person for person in answering if person.id not in ahead]
    steps += [Step("sit", person.id, SCREENING, _sitting(person)) for person in answering if person.id in ahead]
    steps += [Step("screen", person.id, SCREENING, _screening(person)) for person in left]
    steps.append(_reveal(opener, SCREENING))
    for section in SECTIONS:
        steps.append(Step("go_on", opener, section, LongRehearsal.go_on))
        steps += [Step("answer", person.id, section, _answering(person, section)) for person in left]
        steps.append(_reveal(opener, section))
    steps.append(Step("go_on", opener, "reviewing", LongRehearsal.go_on))
    steps.append(Step("hear_partner", opener, "reviewing", LongRehearsal.hear_partner))
    steps.append(Step("decide", opener, "deciding", lambda rehearsal: rehearsal.decide(**decision)))
    promised, said = afterwards["commitment"], afterwards["answers"]
    steps.append(Step("promise", promised["owner"], "following_up", lambda rehearsal: rehearsal.promise(**promised)))
    steps.append(Step("month", opener, "following_up", LongRehearsal.let_a_month_pass))
    steps += [Step("check_in", one.id, "following_up", _checking_in(one, said[one.id])) for one in answering]
    steps.append(
        Step("conclude", opener, "following_up", lambda rehearsal: rehearsal.conclude(**afterwards["conclusion"]))
    )
    return steps


def _checking_in(person: CasePerson, answers: dict[str, Any]) -> Callable[[LongRehearsal], None]:
    return lambda rehearsal: rehearsal.check_in(person, answers)


def _screening(person: CasePerson) -> Callable[[LongRehearsal], None]:
    return lambda rehearsal: rehearsal.screen_alone(person, SCREENING)


def _answering(person: CasePerson, section: str) -> Callable[[LongRehearsal], None]:
    return lambda rehearsal: rehearsal.answer(person, section)


def _sitting(person: CasePerson) -> Callable[[LongRehearsal], None]:
    return lambda rehearsal: rehearsal.sit(person)


def _reveal(opener: str, section: str) -> Step:
    return Step("reveal", opener, section, lambda rehearsal: rehearsal.reveal(section))
