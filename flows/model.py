"""The words of the method as frozen values: guide, questions, flags, people, answers.

A guide is data; nothing here knows where it came from. Answers are stored in absolute tokens: ``ours`` is always the team
that opened the conversation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flows.sections import GuideMove, Sections
from flows.text.languages import DEFAULT
from flows.text.missing import Asks
from flows.text.quality import Lexicon, Reading
from flows.text.source import Source
from flows.text.units import Unit, unit_by_words


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
UNSAID = "unsaid"
"""The kind of an organisation, or the label of a partnership, that the opener did not say."""
NOT_MINE = "not_mine"
"""Answered: this is not mine to answer. Counts as nobody's answer."""

Value = str | tuple[str, ...] | float
"""A token or text, the tokens of a question with several answers, or a number."""

SCALE = range(1, 6)


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
    asks: Asks | None = None
    """What its answer, if it is written, has to name; None: as its question."""
    unit: Unit | None = None
    """What its number counts; None: as its id and its words tell."""
    nothing_said: bool = False
    """"Nobody" and "nothing" are answers to it, as good as a name."""
    inline: bool = False
    """Shown with its question from the start, since the assessment leans on it; not counted as asked by the coach."""
    roles: tuple[Role, ...] = ()
    """As for a question."""


class Question(Frozen):
    """Something that is asked. ``sharing`` marks what the other side may ever read."""

    id: str
    section: str
    kind: Kind
    asked_of: str = Field(default="ours", pattern="^(ours|both)$")
    options: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    nothing: str | None = None
    asks: Asks | None = None
    """What a written answer has to name; the coach says so when it asks again. None: which one, exactly."""
    units: dict[str, Unit] = Field(default_factory=dict)
    """What its number, or each of its number fields (field → unit), counts; where it is left out, its id tells."""
    nothing_said: bool = False
    """"Nobody" and "nothing" are answers to it, as good as a name."""
    core: bool = False
    optional: bool = False
    variants: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """Only organisations of these kinds are asked; empty: all."""
    roles: tuple[Role, ...] = ()
    """Only people of these roles are asked, as they know; everybody where a side has none of them. Empty: all."""
    mirrored: bool = False
    """The partner's people read other words for it (us and them swapped)."""
    same: tuple[tuple[str, ...], ...] = ()
    order: tuple[tuple[str, ...], ...] = ()
    """Options from the best to the worst, those that cannot be told apart in one group; without it no option is worse."""
    sharing: Sharing = Sharing.team
    source_line: int | None = Field(default=None, ge=1)
    """The line of the guide's source on which it rests."""
    seconds: int = 0
    probes: tuple[Probe, ...] = ()

    def asked(self, side: Side) -> bool:
        """Whether people of this side are asked."""
        return side is Side.ours or self.asked_of == "both"

    def concerns(self, kind: str) -> bool:
        """Whether organisations of this kind are asked; of a kind that nobody said, they are."""
        return not self.kinds or kind in self.kinds or kind == UNSAID


Scope = Literal["person", "our_side", "each_side", "both_sides", "everyone"]
"""Over whose answers a condition is read: each person's own, our side's, each side's, both sides compared, everyone's."""


class Cause(Frozen):
    """One way in which a flag comes up. ``id`` is empty where the flag's own words say it; else ``flag.<flag>.<id>.title`` and
    its like may say it better. ``evidence`` replaces that of the flag."""

    id: str = ""
    severity: Severity
    when: str
    scope: Scope = "person"
    evidence: tuple[str, ...] = ()


class Flag(Frozen):
    """A warning derived from answers; ``scope`` says over whose answers its conditions are read."""

    id: str
    section: str
    scope: Scope = "person"
    blocker: str | None = None
    warning: str | None = None
    notice: str | None = None
    more: tuple[Cause, ...] = ()
    """Further causes, each with a scope of its own."""
    one_voice: bool = False
    """One person may know what nobody else does, so a lone voice counts in full; else two who say otherwise soften it."""
    compares: bool = False
    """It says that people differ: its evidence is what differs, the most different first."""
    for_now: tuple[str, ...] = ()
    """The causes ("": the flag's own) whose guardrail is something to do among yourselves, not a condition to be agreed."""
    evidence: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    recheck: tuple[str, ...] = ()
    """What a check-in asks again while the flag is open; without it, what the flag rested on."""
    source_line: int | None = Field(default=None, ge=1)
    """As for a question."""

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Every cause, the worst first, the flag's own before further ones of the same severity."""
        found = ((Severity.blocker, self.blocker), (Severity.warning, self.warning), (Severity.notice, self.notice))
        own = [Cause(severity=severity, when=when, scope=self.scope) for severity, when in found if when]
        return tuple(sorted((*own, *self.more), key=lambda cause: list(Severity).index(cause.severity)))


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


class StandingQuestion(Frozen):
    """What a check-in asks in turn, whether or not a flag is open. ``ask``: answerable ids of one question, which take one place.

    ``when``: the premise, read over everybody's answers and the open flags; empty: it presupposes nothing. ``roles``: who is
    asked, everybody where nobody on that side has one of them. ``every``: after how many check-ins it is due again.
    ``one_voice``: it asks for a fact, and one person a side is enough; they take turns.
    """

    ask: tuple[str, ...]
    when: str | None = None
    roles: tuple[Role, ...] = ()
    every: int = Field(default=1, ge=1)
    one_voice: bool = False


def _as_groups(value: object) -> object:
    """A list of ids as a list of groups: a guide may name a single id where a group can stand."""
    return [[each] if isinstance(each, str) else each for each in value] if isinstance(value, list | tuple) else value


def _as_standing(value: object) -> object:
    """Groups of ids, as guides wrote them before premises, as standing questions."""
    if not isinstance(value, list | tuple):
        return value
    return [{"ask": each} if isinstance(each, list | tuple) else each for each in value]


Groups = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_as_groups)]
"""Groups of answerable ids, each asked as one question."""


class CheckInPlan(Frozen):
    """What a check-in asks beside the re-checks of open flags and the due commitments; empty in a guide that has none.

    ``first`` and ``closing``: asked every time, at the beginning and at the end. ``standing``: asked in turn; at least
    ``standing_places`` of them each time, unless something open has waited too long. ``since``: number fields that count from
    the check-in before. ``prediction``: the question whose answers are held against what came. ``reads_back``: above which
    question stands what people wrote earlier, and to which question. ``unnamed``: whose answers the report shows without a
    name. ``more_is_worse``: numbers of which more is worse. ``works``, ``needs``: the questions from which the lines for the
    other side are made.
    """

    most: int = Field(default=8, ge=1)
    first: Groups = ()
    standing: Annotated[tuple[StandingQuestion, ...], BeforeValidator(_as_standing)] = ()
    standing_places: int = Field(default=2, ge=0)
    closing: Groups = ()
    since: tuple[str, ...] = ()
    prediction: str | None = None
    reads_back: dict[str, str] = Field(default_factory=dict)
    unnamed: tuple[str, ...] = ()
    more_is_worse: tuple[str, ...] = ()
    works: str | None = None
    needs: str | None = None
    questions: tuple[Question, ...] = ()


MOST_ENTRIES = 500
"""Questions, flags, reasons that a guide may have of each: many more could not be asked, and each costs time at every answer."""


class Guide(Sections, Frozen):
    """The method as data, versioned. Build it with ``flows.guide.load_guide``, which checks it."""

    id: str
    version: str
    languages: tuple[str, ...]
    source: Source | None = None
    """On what it rests; None: it is its author's own, and nobody is credited."""
    probes_per_section: int = 2
    """How many follow-ups the coach asks a person in a section; a person may volunteer more."""
    flags_shown: int = 5
    questions: tuple[Question, ...] = Field(max_length=MOST_ENTRIES)
    flags: tuple[Flag, ...] = Field(max_length=MOST_ENTRIES)
    verdicts: tuple[VerdictRule, ...] = Field(max_length=MOST_ENTRIES)
    screening: tuple[Reason, ...] = Field(default=(), max_length=MOST_ENTRIES)
    merged: tuple[Merged, ...] = Field(default=(), max_length=MOST_ENTRIES)
    check_in: CheckInPlan = CheckInPlan()
    moves: tuple[GuideMove, ...] = Field(default=(), max_length=MOST_ENTRIES)
    own_condition: str | None = None
    """The follow-up in which people write what would have to be true for them to say yes; its question is where they lean."""
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
    def levels(self) -> Mapping[str, Mapping[str, int]]:
        """For choices whose options have an order: option → how far it is from the best, 0 for the best."""
        return {
            q.id: {token: level for level, tokens in enumerate(q.order) for token in tokens}
            for q in self.questions
            if q.order
        }

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
    def weights(self) -> Mapping[str, int]:
        """Question → how much the assessment leans on its answer: the worst that a flag that shows it as evidence can be."""
        found: dict[str, int] = {}
        for flag in self.flags:
            for cause in flag.causes:
                weight = len(Severity) - list(Severity).index(cause.severity)
                for answerable in (*flag.evidence, *cause.evidence):
                    if answerable in self.owner:
                        question = self.owner[answerable].id
                        found[question] = max(weight, found.get(question, 0))
        return found

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

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """What each number counts: as the guide declares it, else as its id and its words tell."""
        found: dict[str, Unit] = {}
        for answerable, question in self.owner.items():
            if self.kinds[answerable] is Kind.number:
                probe = self.probe.get(answerable)
                declared = probe.unit if probe else question.units.get(answerable)
                words = (self.texts[language].get(f"{answerable}.prompt", "") for language in self.languages)
                found[answerable] = declared or unit_by_words(answerable, words, probe.most if probe else None)
        return found

    @cached_property
    def nothing_counts(self) -> frozenset[str]:
        """The questions and follow-ups to which "nobody" and "nothing" are answers."""
        named: tuple[Question | Probe, ...] = (*self.questions, *self.probe.values())
        return frozenset(one.id for one in named if one.nothing_said)

    def asks(self, answerable: str) -> Asks | None:
        """What a written answer to a question or follow-up has to name, as the guide declares it."""
        probe, question = self.probe.get(answerable), self.owner[answerable]
        if probe is None:
            return question.asks
        return probe.asks or (question.asks if probe.completes else None)

    def read(self, answerable: str, text: str | None) -> Reading:
        """Return what is made of a written answer to a question or follow-up."""
        return self.lexicon.read(text, nothing_said=answerable in self.nothing_counts)

    def kind_of(self, answerable: str) -> Kind:
        """How an answerable id is answered."""
        return self.kinds[answerable]

    def options_of(self, answerable: str) -> tuple[str, ...]:
        """The tokens that an answerable id offers."""
        return self.probe[answerable].options if answerable in self.probe else self.owner[answerable].options

    def in_section(self, section: str, side: Side = Side.ours) -> tuple[Question, ...]:
        """The questions of a section that a side may be asked, in order, whatever its kind and people."""
        return tuple(q for q in self.questions if q.section == section and q.asked(side))

    def text(self, language: str, key: str) -> str:
        """The words for ``key``; every key exists in every language of a loaded guide."""
        return self.texts[language][key]

    def key_of_flag(self, language: str, flag: "RaisedFlag", part: str) -> str:
        """The key of a flag's title, why, guardrail or truth: that of its cause where the cause has words of its own."""
        own = f"flag.{flag.id}.{flag.cause}.{part}"
        return own if flag.cause and self.has_text(language, own) else f"flag.{flag.id}.{part}"

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
    """Someone who is expected to answer. ``id`` is the bot's business: a Slack user id, or any name in a case.

    ``replaced``: somebody else was named in their place. What they answered counts; nobody waits for the rest.
    """

    id: str
    side: Side = Side.ours
    role: Role = Role.other
    language: str = DEFAULT
    replaced: bool = False


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
    cause: str = ""
    """The id of the cause that made it this severe; empty where the flag's own words say it."""
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
    missing: tuple[str, ...] = ()
    """Ids of the core questions that nobody on our side has answered."""
