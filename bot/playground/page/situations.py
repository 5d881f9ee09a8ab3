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
    """``before`` tells the first step that is left to the people; ``answers`` what somebody says otherwise than in the sample."""

    id: str
    before: Callable[[Step], bool]


SITUATIONS = (
    Situation("empty", lambda step: True),
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
    steps = steps_of(case, content["decision"], content["afterwards"])
    prepared = next(number for number, step in enumerate(steps) if situation.before(step))
    return Script(case, content["partner"], steps, prepared)


def steps_of(case: Case, decision: dict[str, str], afterwards: dict[str, Any]) -> list[Step]:
    """The whole road. The opener answers last, so that a newcomer, who is the opener, finds something left to do."""
    ours = [person for person in case.participants if person.side is Side.ours]
    opener, answering = ours[0].id, [*ours[1:], ours[0]]
    steps = [Step("open", opener, "", LongRehearsal.open)]
    steps += [Step("screen", person.id, SCREENING, _screening(person)) for person in answering]
    steps.append(_reveal(opener, SCREENING))
    for section in SECTIONS:
        steps.append(Step("go_on", opener, section, LongRehearsal.go_on))
        steps += [Step("answer", person.id, section, _answering(person, section)) for person in answering]
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


def _reveal(opener: str, section: str) -> Step:
    return Step("reveal", opener, section, lambda rehearsal: rehearsal.reveal(section))
