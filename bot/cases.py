"""A case on paper: what ``assess`` and ``rehearse`` read, and the JSON that they print.

In:  {"setup": {"our_kind", "their_kind", "label"},
      "participants": [{"id", "side": "ours|partner", "role", "lang",
                        "answers": {question id: token | [tokens] | number | text}}]}
Out: {"verdict", "coverage" (0–1), "because": [sentences], "flags": [{"id", "severity", "support": [participant ids], "title",
      "evidence": [{"question", "participant", "answer"}], "why", "guardrail", "next_question"}], "conditions": [sentences]}
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from flows.answers import read_answer
from flows.assessment import assess
from flows.errors import InvalidAnswer
from flows.model import Answers, Assessment, Guide, Kind, Participant, Role, Setup, Side, Value


class CaseError(ValueError):
    """A case that cannot be read; the text names the place and the fix."""


class CasePerson(BaseModel):
    """One participant of a case."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1)
    side: Side = Side.ours
    role: Role = Role.other
    lang: str = "en"
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
    """A case from JSON; raises CaseError."""
    try:
        return Case.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "JSON"
        raise CaseError(f"{where}: {first['msg']}") from None


def answers_of(guide: Guide, person: CasePerson) -> Answers:
    """A person's answers as values. Numbers that are none are missing, as in the coach; a wrong token raises CaseError."""
    given: dict[str, Value] = {}
    for answerable, raw in _flat(guide, person.answers):
        try:
            value = read_answer(guide, answerable, raw)
        except InvalidAnswer as error:
            if answerable in guide.kinds and guide.kind_of(answerable) is Kind.number:
                continue
            raise CaseError(f"participant {person.id!r}: {error.detail}") from None
        if value is not None:
            given[answerable] = value
    return given


def _flat(guide: Guide, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for answerable, raw in answers.items():
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
        return guide.text(language, key)

    return {
        "verdict": str(assessment.verdict),
        "coverage": assessment.coverage,
        "because": [say(f"reason.{reason}") for reason in assessment.because],
        "flags": [
            {
                "id": flag.id,
                "severity": str(flag.severity),
                "support": list(flag.support),
                "title": say(f"flag.{flag.id}.title"),
                "evidence": [
                    {"question": e.question, "participant": e.participant, "answer": _plain(e.answer)}
                    for e in flag.evidence
                ],
                "why": say(f"flag.{flag.id}.why"),
                "guardrail": say(f"flag.{flag.id}.guardrail"),
                "next_question": say(f"{flag.next_question}.prompt" if flag.next_question else "missing_voice.invite"),
            }
            for flag in assessment.flags
        ],
        "conditions": [say(f"flag.{flag}.guardrail") for flag in assessment.conditions],
    }


def _plain(answer: Any) -> Any:
    return list(answer) if isinstance(answer, tuple) else answer


def dump(content: object) -> str:
    """Compact JSON on one line."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
