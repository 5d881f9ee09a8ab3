"""A case on paper: what ``assess`` and ``rehearse`` read, and the JSON that they print.

In:  {"setup": {"our_kind", "their_kind", "label"},
      "participants": [{"id", "side": "ours|partner", "role", "lang",
                        "answers": {question id: token | [tokens] | number | text}}]}
Out: {"verdict", "coverage" (0–1), "because": [sentences], "flags": [{"id", "severity", "support": [participant ids], "title",
      "evidence": [{"question", "participant", "answer"}], "why", "guardrail", "next_question"}], "conditions": [sentences],
      "missing": [questions without an answer],
      "not_understood": [{"participant", "question", "written"}]: numbers that mean none; only where there are any}
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.i18n.catalogue import words
from bot.i18n.languages import DEFAULT
from flows.assessment.answers import read_answer
from flows.assessment.assessment import assess
from flows.errors import InvalidAnswer
from flows.guide.first_edition import carried_over
from flows.model import Answers, Assessment, Guide, Kind, Participant, RaisedFlag, Role, Setup, Side, Value
from flows.text.shapes import misshapen
from flows.text.strict_json import loads


class CaseError(ValueError):
    """A case that cannot be read; the text names the place and the fix."""


class CasePerson(BaseModel):
    """One participant of a case."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1)
    side: Side = Side.ours
    role: Role = Role.other
    lang: str = DEFAULT
    answers: dict[str, Any] = Field(default_factory=dict)

    @field_validator("role", mode="before")
    @classmethod
    def _known_role(cls, value: object) -> object:
        return value if value in tuple(Role) else Role.other

    def participant(self) -> Participant:
        """The person as the method knows them."""
        return Participant(id=self.id, side=self.side, role=self.role, language=self.lang)


class Case(BaseModel):
    """A whole case."""

    model_config = ConfigDict(extra="ignore")

    setup: Setup = Field(default_factory=Setup)
    participants: tuple[CasePerson, ...] = ()

    @field_validator("setup", mode="before")
    @classmethod
    def _known_setup(cls, value: object) -> object:
        return {k: v for k, v in value.items() if k in Setup.model_fields} if isinstance(value, Mapping) else value

    @field_validator("participants")
    @classmethod
    def _own_ids(cls, value: tuple[CasePerson, ...]) -> tuple[CasePerson, ...]:
        ids = [person.id for person in value]
        if len(ids) != len(set(ids)):
            raise ValueError("two participants have the same id")
        return value


def read_case(text: str) -> Case:
    """Return a case from JSON; raises CaseError, which names every place that is wrong."""
    try:
        content = loads(text)
    except json.JSONDecodeError as error:
        raise CaseError(f"line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}).") from None
    except RecursionError:
        raise CaseError("this is not a case: its lists and objects are too deep.") from None
    except ValueError as error:
        raise CaseError(f"{error}.") from None
    try:
        return Case.model_validate(content)
    except ValidationError as error:
        raise CaseError("; ".join(f"{one}." for one in misshapen(error, content, Case))) from None


def not_understood(guide: Guide, case: Case) -> list[dict[str, str]]:
    """The numbers of a case that mean none, each with its participant and question: they count as not answered."""
    return [
        {"participant": person.id, "question": answerable, "written": str(raw)}
        for person in case.participants
        for answerable, raw in _flat(guide, person.answers)
        if answerable in guide.units and _is_no_number(guide, answerable, raw)
    ]


def _is_no_number(guide: Guide, answerable: str, raw: object) -> bool:
    try:
        read_answer(guide, answerable, raw)
    except InvalidAnswer:
        return True
    return False


def check_case(guide: Guide, case: Case) -> None:
    """Raise CaseError when a case answers what the guide does not ask, or what it does not offer."""
    for person in case.participants:
        answers_of(guide, person)


def answers_of(guide: Guide, person: CasePerson) -> Answers:
    """A person's answers as values; raises CaseError for a wrong token.

    A number that means none counts as not answered: ``not_understood`` names it.
    """
    given: dict[str, Value] = {}
    for answerable, raw in _flat(guide, person.answers):
        try:
            value = read_answer(guide, answerable, raw)
        except InvalidAnswer as error:
            if answerable in guide.kinds and guide.kind_of(answerable) is Kind.number:
                continue
            raise CaseError(f"participant {person.id!r}: {error.detail}; correct the answer, or take it out.") from None
        if value is not None:
            given[answerable] = value
    return given


def _flat(guide: Guide, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for answerable, raw in carried_over(guide.owner, answers).items():
        question = guide.question.get(answerable)
        if question is not None and question.fields and isinstance(raw, Mapping):
            yield from raw.items()
        else:
            yield answerable, raw


def assess_case(guide: Guide, case: Case) -> Assessment:
    """The assessment of a case; raises CaseError."""
    people = [(person.participant(), answers_of(guide, person)) for person in case.participants]
    return assess(guide, case.setup, people)


def assessment_json(guide: Guide, assessment: Assessment, language: str) -> dict[str, Any]:
    """The printed form, in a language of the guide."""

    def say(key: str) -> str:
        return words(language).typeset(guide.text(language, key))

    def of_flag(flag: RaisedFlag, part: str) -> str:
        return say(guide.key_of_flag(language, flag, part))

    raised = {flag.id: flag for flag in assessment.flags}

    return {
        "verdict": str(assessment.verdict),
        "coverage": assessment.coverage,
        "because": [say(f"reason.{reason}") for reason in assessment.because],
        "flags": [
            {
                "id": flag.id,
                "severity": str(flag.severity),
                "support": list(flag.support),
                "title": of_flag(flag, "title"),
                "evidence": [
                    {"question": e.question, "participant": e.participant, "answer": _plain(e.answer)}
                    for e in flag.evidence
                ],
                "why": of_flag(flag, "why"),
                "guardrail": of_flag(flag, "guardrail"),
                "next_question": say(f"{flag.next_question}.prompt" if flag.next_question else "missing_voice.invite"),
            }
            for flag in assessment.flags
        ],
        "conditions": [of_flag(raised[flag], "guardrail") for flag in assessment.conditions],
        "missing": [say(f"{question}.prompt") for question in assessment.missing],
    }


def _plain(answer: Any) -> Any:
    return list(answer) if isinstance(answer, tuple) else answer
