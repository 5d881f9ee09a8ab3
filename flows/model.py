"""The words of the method as frozen values: guide, questions, flags, people, answers.

A guide is data; nothing here knows where it came from. Answers are stored in absolute tokens: ``ours`` is always the team
that opened the conversation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from flows.text_quality import Lexicon


class Frozen(BaseModel):
    """A value: compared by content, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Side(StrEnum):
    """``ours``: the team that opened the conversation; ``partner``: the other organisation."""

    ours = "ours"
    partner = "partner"

    @property
    def other(self) -> "Side":
        return Side.partner if self is Side.ours else Side.ours


class Role(StrEnum):
    """What a person does in the partnership."""

    decision_maker = "decision_maker"
    delivery = "delivery"
    finance = "finance"
    community = "community"
    other = "other"


class Severity(StrEnum):
    """blocker: do not commit before it is fixed; warning: fix it or write a condition; notice: know it, ask again."""

    blocker = "blocker"
    warning = "warning"
    notice = "notice"


class Verdict(StrEnum):
    """What the answers add up to. People decide; this never says do it or do not."""

    strategic = "strategic"
    conditional = "conditional"
    distraction = "distraction"
    insufficient = "insufficient"


class Kind(StrEnum):
    """How a question is answered. ``numbers`` groups several number fields."""

    choice = "choice"
    multi = "multi"
    scale = "scale"
    text = "text"
    number = "number"
    numbers = "numbers"


class Sharing(StrEnum):
    """Who may read an answer: its author, the author's side, or both sides."""

    private = "private"
    team = "team"
    partner = "partner"


UNSURE = "unsure"
"""Answered: not sure. Different from blank, and from not mine."""
NOT_MINE = "not_mine"
"""Answered: this is not mine to answer. Counts as nobody's answer."""

Value = str | tuple[str, ...] | float
"""A token or text, the tokens of a question with several answers, or a number."""

SCALE = range(1, 6)
SECTIONS = ("screening", "clarity", "values", "reach", "power", "closing")
"""The road of a conversation, in the order of the article; ``setup`` is the opener's, before it."""


class Probe(Frozen):
    """A follow-up that is asked when ``when`` holds for the person's own answers."""

    id: str
    kind: Kind = Kind.text
    options: tuple[str, ...] = ()
    when: str
    completes: bool = False
    """Its text is read together with the question's when quality is judged."""
    stands_for: str | None = None
    """The number field that it gives roughly when that field is empty."""
    most: float | None = None
    inline: bool = False
    """Shown with its question from the start, since the assessment leans on it; not counted as asked by the coach."""


class Question(Frozen):
    """Something that is asked. ``sharing`` marks what the other side may ever read."""

    id: str
    section: str
    kind: Kind
    asked_of: str = Field(default="ours", pattern="^(ours|both)$")
    options: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    nothing: str | None = None
    core: bool = False
    optional: bool = False
    variants: tuple[str, ...] = ()
    mirrored: bool = False
    """The partner's people read other words for it (us and them swapped)."""
    same: tuple[tuple[str, ...], ...] = ()
    sharing: Sharing = Sharing.team
    article_line: int
    seconds: int = 0
    probes: tuple[Probe, ...] = ()

    def asked(self, side: Side) -> bool:
        """Whether people of this side are asked."""
        return side is Side.ours or self.asked_of == "both"


class Flag(Frozen):
    """A warning derived from answers; ``scope`` says over whose answers its conditions are read."""

    id: str
    section: str
    scope: str = Field(default="person", pattern="^(person|our_side|each_side|both_sides|everyone)$")
    blocker: str | None = None
    warning: str | None = None
    notice: str | None = None
    evidence: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    recheck: tuple[str, ...] = ()
    """What a check-in asks again while the flag is open; without it, what the flag rested on."""
    article_line: int

    @property
    def conditions(self) -> tuple[tuple[Severity, str], ...]:
        """Severity and condition, worst first."""
        found = ((Severity.blocker, self.blocker), (Severity.warning, self.warning), (Severity.notice, self.notice))
        return tuple((severity, source) for severity, source in found if source)


class Merged(Frozen):
    """Flags that share one card, since they are one conversation."""

    id: str
    flags: tuple[str, ...]
    all_needed: bool = False


class Reason(Frozen):
    """One reason for a verdict."""

    id: str
    when: str


class VerdictRule(Frozen):
    """``verdict`` when any reason holds; rules are read in order and the first one wins."""

    verdict: Verdict
    reasons: tuple[Reason, ...]


CHECK_IN = "check_in"
"""The section of the questions that only a check-in asks."""
HELD, FAILED = "held", "failed"
KEPT = (HELD, FAILED, UNSURE)
"""What can be said of a commitment at a check-in."""
RENEW, RENEGOTIATE, NARROW, EXIT = "renew", "renegotiate", "narrow", "exit"
CHECK_IN_OUTCOMES = (RENEW, RENEGOTIATE, NARROW, EXIT)
"""What a check-in ends in."""


class CheckInPlan(Frozen):
    """What a check-in asks beside the re-checks of open flags and the due commitments; empty in a guide that has none.

    ``standing``: asked in turn, at least ``standing_places`` of them each time; answerables in one group take one place.
    ``closing``: asked every time, last. ``since``: number fields that count from the check-in before. ``prediction``: the
    question whose answers are held against what came.
    """

    most: int = Field(default=8, ge=1)
    standing: tuple[tuple[str, ...], ...] = ()
    standing_places: int = Field(default=2, ge=0)
    closing: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    prediction: str | None = None
    questions: tuple[Question, ...] = ()


class Section(Frozen):
    """A part of the guide that is answered, revealed and discussed as one."""

    id: str


class Guide(Frozen):
    """The method as data, versioned. Build it with ``flows.guide.load_guide``, which checks it."""

    id: str
    version: str
    languages: tuple[str, ...]
    probes_per_person: int = 6
    flags_shown: int = 5
    hour_cost: float = 40
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    flags: tuple[Flag, ...]
    verdicts: tuple[VerdictRule, ...]
    screening: tuple[Reason, ...] = ()
    merged: tuple[Merged, ...] = ()
    check_in: CheckInPlan = CheckInPlan()
    texts: dict[str, dict[str, str]] = Field(default_factory=dict, repr=False)
    lexicon: Lexicon = Field(repr=False)

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """Questions by id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def probe(self) -> Mapping[str, Probe]:
        """Probes by id."""
        return {probe.id: probe for question in self.questions for probe in question.probes}

    @cached_property
    def owner(self) -> Mapping[str, Question]:
        """The question to which an answerable id (question, number field or probe) belongs."""
        found: dict[str, Question] = {}
        for question in self.questions:
            for answerable in question.fields or (question.id,):
                found[answerable] = question
            found.update((probe.id, question) for probe in question.probes)
        return found

    @cached_property
    def flag(self) -> Mapping[str, Flag]:
        """Flags by id."""
        return {flag.id: flag for flag in self.flags}

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """How each answerable id is answered."""
        found = {probe.id: probe.kind for probe in self.probe.values()}
        for answerable, question in self.owner.items():
            found.setdefault(answerable, Kind.number if question.fields else question.kind)
        return found

    @cached_property
    def alike(self) -> Mapping[str, Mapping[str, str]]:
        """For questions with options that count as one when people are compared: option → the one that stands for it."""
        return {q.id: {token: group[0] for group in q.same for token in group} for q in self.questions if q.same}

    @cached_property
    def offered(self) -> Mapping[str, frozenset[str]]:
        """The tokens that each answerable id offers."""
        return {answerable: frozenset(self.options_of(answerable)) for answerable in self.owner}

    @cached_property
    def probes_asked_of(self) -> Mapping[Side, tuple[Probe, ...]]:
        """The follow-ups of the questions that a side is asked, in order."""
        return {side: tuple(p for q in self.questions if q.asked(side) for p in q.probes) for side in Side}

    @cached_property
    def fields_asked_of(self) -> Mapping[Side, frozenset[str]]:
        """The questions and number fields that a side is asked, follow-ups apart."""
        return {side: frozenset(i for q in self.questions if q.asked(side) for i in (q.id, *q.fields)) for side in Side}

    @cached_property
    def stand_ins(self) -> tuple[Probe, ...]:
        """Probes whose rough number stands for a field that was left out."""
        return tuple(probe for probe in self.probe.values() if probe.stands_for)

    @cached_property
    def at_check_in(self) -> "Guide":
        """The same guide with the questions of a check-in among its own, to read and show their answers."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_construct(**own | {"questions": (*self.questions, *self.check_in.questions)})

    @cached_property
    def compiled(self) -> dict[str, Any]:
        """Where flows.guide.vocabulary keeps the compiled conditions."""
        return {}

    def kind_of(self, answerable: str) -> Kind:
        """How an answerable id is answered."""
        return self.kinds[answerable]

    def options_of(self, answerable: str) -> tuple[str, ...]:
        """The tokens that an answerable id offers."""
        return self.probe[answerable].options if answerable in self.probe else self.owner[answerable].options

    def in_section(self, section: str, side: Side = Side.ours) -> tuple[Question, ...]:
        """The questions of a section that a side is asked, in order."""
        return tuple(q for q in self.questions if q.section == section and q.asked(side))

    def text(self, language: str, key: str) -> str:
        """The words for ``key``; every key exists in every language of a loaded guide."""
        return self.texts[language][key]

    def has_text(self, language: str, key: str) -> bool:
        """Whether the catalogue has this key (variants and mirrored wording are optional)."""
        return key in self.texts[language]


class Setup(Frozen):
    """What the opener says before anybody answers."""

    our_kind: str = "other"
    their_kind: str = "other"
    label: str = "other"
    decision: str = ""

    def kind(self, side: Side) -> str:
        """The kind of organisation on a side."""
        return self.our_kind if side is Side.ours else self.their_kind


class Participant(Frozen):
    """Someone who is expected to answer. ``id`` is the bot's business: a Slack user id, or any name in a case."""

    id: str
    side: Side = Side.ours
    role: Role = Role.other
    language: str = "en"


Answers = Mapping[str, Value]
"""One person's answers: answerable id → value. A missing id is blank."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer that a flag rests on. Many are made in an assessment, so it is a plain dataclass."""

    question: str
    participant: str
    answer: Any


class RaisedFlag(Frozen):
    """A flag with what raised it. ``support``: ids of the people whose answers raise it. ``figures``: W and B sums."""

    id: str
    severity: Severity
    support: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    next_question: str | None = None
    figures: tuple["Figures", ...] = ()


class Figures(Frozen):
    """The sum behind W and B: hours × cost of an hour ÷ money received. Money in the currency of the answers, hours as a
    total over the whole term."""

    money_received: float
    hours_total: float | None
    hours_for_them: float | None
    hour_cost: float
    work_ratio: float | None
    service_ratio: float | None


class Assessment(Frozen):
    """What a case adds up to. ``coverage`` is a share from 0 to 1 of the core questions; ``because`` are reason ids."""

    verdict: Verdict
    coverage: float
    because: tuple[str, ...]
    flags: tuple[RaisedFlag, ...]
    conditions: tuple[str, ...]
    """Ids of the flags whose guardrails are the conditions."""
