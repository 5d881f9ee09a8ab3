"""What a summary shows of an assessment: the display rules, and what our side may read of the partner's answers.

At most ``flags_shown`` cards: what carries the verdict first; then blockers and warnings by support, those of the sections that
the guide puts first before others; flags that are one conversation share a card; notices and the rest are folded.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.assessment.assessment import RANK, conditions_of_verdict, flags_raised
from flows.assessment.said import Voices, who_says
from flows.assessment.voices import Case, Group
from flows.conversation.conversation import Conversation
from flows.guide.sharing import protected
from flows.model import (
    UNSURE,
    Answers,
    Assessment,
    Guide,
    Kind,
    Merged,
    Participant,
    RaisedFlag,
    Setup,
    Severity,
    Side,
    Value,
    Verdict,
)
from flows.text.quality import Quality


@dataclass(frozen=True)
class FlagCard:
    """One card: a flag, or several that are one conversation. ``merged`` is the id of the group, None for a single flag."""

    flags: tuple[RaisedFlag, ...]
    merged: str | None = None

    @property
    def id(self) -> str:
        return self.merged or self.flags[0].id

    @property
    def severity(self) -> Severity:
        """The worst of its flags."""
        return min((flag.severity for flag in self.flags), key=RANK.__getitem__)

    @property
    def support(self) -> tuple[str, ...]:
        """Everybody whose answers raise one of its flags."""
        return tuple(dict.fromkeys(person for flag in self.flags for person in flag.support))


@dataclass(frozen=True)
class Summary:
    """``truth_flag``: the flag whose uncomfortable truth is told; None when nothing serious came up. ``carrying``: the cards that
    carry the verdict. ``conditions``: the flags whose guardrails the two sides can agree on, what matters most first;
    ``for_now``: those whose guardrails our side can take up by itself, before it decides."""

    cards: tuple[FlagCard, ...]
    carrying: tuple[FlagCard, ...]
    folded: tuple[RaisedFlag, ...]
    truth_flag: str | None
    conditions: tuple[RaisedFlag, ...]
    for_now: tuple[RaisedFlag, ...]


def summary(guide: Guide, assessment: Assessment) -> Summary:
    """The cards that are shown, in order, and what is folded under "other points"."""
    leading, others = _carrying(guide, assessment)
    carried = (*leading, *others)
    serious = [flag for flag in assessment.flags if flag.severity is not Severity.notice or flag.id in carried]
    cards = sorted(_cards(guide, serious), key=lambda card: _order(guide, leading, others, card))
    shown = cards[: guide.flags_shown]
    in_sight = {flag.id for card in shown for flag in card.flags}
    asked = [flag for card in cards for flag in card.flags if flag.id in assessment.conditions]
    asked += [flag for flag in assessment.flags if flag.id in assessment.conditions and flag not in asked]
    return Summary(
        cards=tuple(shown),
        carrying=tuple(card for card in cards if any(flag.id in carried for flag in card.flags)),
        folded=tuple(flag for flag in assessment.flags if flag.id not in in_sight),
        truth_flag=shown[0].flags[0].id if shown else None,
        conditions=tuple(flag for flag in asked if not is_for_now(guide, flag)),
        for_now=tuple(flag for flag in asked if is_for_now(guide, flag)),
    )


def is_for_now(guide: Guide, raised: RaisedFlag) -> bool:
    """Whether the guardrail of a flag is something to do among yourselves, and nothing that the other side can agree to."""
    return raised.cause in guide.flag[raised.id].for_now


_MEASURED = {"blockers": Severity.blocker, "warnings": Severity.warning, "notices": Severity.notice}
_WORD = re.compile(r"[a-z_]+")


def carrying(guide: Guide, assessment: Assessment) -> tuple[str, ...]:
    """The flags that carry the verdict: those that its reasons name or count, or that rest on the questions they name.

    What a reason names stands before what it only counts. A difference between people carries nothing by itself.
    """
    leading, others = _carrying(guide, assessment)
    return tuple(dict.fromkeys((*leading, *others)))


def _carrying(guide: Guide, assessment: Assessment) -> tuple[list[str], list[str]]:
    """For each reason the flag that it names first; then what it names and counts besides."""
    whens = {reason.id: reason.when for rule in guide.verdicts for reason in rule.reasons}
    leading: list[str] = []
    named: list[str] = []
    counted: list[str] = []
    for reason in assessment.because:
        found: list[str] = []
        for word in _WORD.findall(whens.get(reason, "")):
            if word in _MEASURED:
                counted += [flag.id for flag in assessment.flags if flag.severity is _MEASURED[word]]
            else:
                found += [flag.id for flag in assessment.flags if _rests_on(guide, flag, word)]
        leading += found[:1]
        named += found[1:]
    return leading, [*named, *counted]


def _rests_on(guide: Guide, flag: RaisedFlag, word: str) -> bool:
    if flag.severity is Severity.notice or guide.flag[flag.id].compares:
        return False
    return flag.id == word or any(entry.question == word for entry in flag.evidence)


def _order(guide: Guide, leading: list[str], others: list[str], card: FlagCard) -> tuple[int, int, bool, int]:
    """What carries the verdict is read first: what its reasons name first, then what they name and count besides."""
    places = [0 if flag.id in leading else 1 if flag.id in others else 2 for flag in card.flags]
    behind = guide.flag[card.flags[0].id].section not in guide.sections_first
    return min(places), RANK[card.severity], behind, -len(card.support)


def _cards(guide: Guide, serious: list[RaisedFlag]) -> list[FlagCard]:
    raised = {flag.id: flag for flag in serious}
    cards: list[FlagCard] = []
    taken: set[str] = set()
    for merged in guide.merged:
        together = tuple(flag for flag in serious if flag.id in merged.flags and flag.id not in taken)
        if _share_a_card(merged, together):
            in_order = sorted(together, key=lambda flag: (RANK[flag.severity], merged.flags.index(flag.id)))
            cards.append(FlagCard(tuple(in_order), merged.id))
            taken.update(flag.id for flag in together)
    return cards + [FlagCard((flag,)) for name, flag in raised.items() if name not in taken]


def _share_a_card(merged: Merged, together: tuple[RaisedFlag, ...]) -> bool:
    return len(together) == len(merged.flags) if merged.all_needed else len(together) >= 2


@dataclass(frozen=True)
class Readable:
    """An assessment as our side may read it, and the answers that it may read. ``withheld``: the partner's people gave answers that
    they did not agree to share."""

    assessment: Assessment
    withheld: bool
    case: Case

    @cached_property
    def voices(self) -> Mapping[str, Voices]:
        """Who says what each flag says, as far as our side may read it."""
        return {flag.id: who_says(self.case, flag) for flag in self.assessment.flags}


def readable(conversation: Conversation, assessment: Assessment) -> Readable:
    """Return the assessment without what rests on the partner's protected answers; the verdict and its reasons stay.

    The flags are what the shareable answers alone add up to, whatever the protected ones say: if both counted together, our
    side could change its own answers until it knew what the partner keeps to itself.
    """
    answers = shareable_answers(conversation)
    case = Case(conversation.guide, conversation.setup, answers)
    if not conversation.side(Side.partner):
        return Readable(assessment, withheld=False, case=case)
    shown: tuple[RaisedFlag, ...] = ()
    if assessment.verdict is not Verdict.insufficient:
        ours = {person.id for person in conversation.side(Side.ours)}
        raised = flags_raised(conversation.guide, conversation.setup, answers)
        shown = tuple(flag for each in raised if (flag := among_ourselves(each, ours)))
    conditions = conditions_of_verdict(assessment.verdict, shown)
    read = assessment.model_copy(update={"flags": shown, "conditions": conditions})
    return Readable(read, withheld=_keeps_something(conversation), case=case)


def _keeps_something(conversation: Conversation) -> bool:
    guide = conversation.guide
    return any(
        protected(guide, question, consent=given.consent)
        for person in conversation.side(Side.partner)
        for question, given in conversation.by_person.get(person.id, {}).items()
        if question in guide.owner
    )


def among_ourselves(flag: RaisedFlag, ours: set[str]) -> RaisedFlag | None:
    """How our people disagree is for them to read; how the partner's do is not."""
    if flag.id != "people_disagree":
        return flag
    support = tuple(person for person in flag.support if person in ours)
    evidence = tuple(entry for entry in flag.evidence if entry.participant in ours)
    return flag.model_copy(update={"support": support, "evidence": evidence}) if support else None


def shareable_answers(conversation: Conversation) -> list[tuple[Participant, dict[str, Value]]]:
    """Everybody's standing answers without those of the partner's people that our side may not read."""
    found = []
    for person, answers in conversation.all_answers():
        if person.side is Side.partner:
            given = conversation.by_person.get(person.id, {})
            answers = {  # noqa: PLW2901
                question: value
                for question, value in answers.items()
                if not protected(conversation.guide, question, consent=given[question].consent)
            }
        found.append((person, answers))
    return found


def unanswered(guide: Guide, setup: Setup, answers: Iterable[tuple[Participant, Answers]]) -> tuple[str, ...]:
    """The core questions that nobody on our side has answered yet, written ones first: what is missing most."""
    ours = Case(guide, setup, answers).ours
    missing = [
        question for question in guide.questions if question.core and not _answered(ours, question.id, question.kind)
    ]
    return tuple(question.id for question in sorted(missing, key=lambda question: question.kind is not Kind.text))


def _answered(ours: Group, question: str, kind: Kind) -> bool:
    if kind is Kind.text:
        return ours.quality(question) not in (Quality.blank, Quality.junk)
    return any(said != UNSURE for said in ours.said(question))
