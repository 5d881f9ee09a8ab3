"""The form of a section's questions, the form of follow-ups, and what was filled in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import (
    button,
    context,
    divider,
    field,
    modal,
    quote,
    radio,
    rich,
    section,
    several,
    text_input,
)
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Input, View
from bot.blocks.kit.text import begun, escape, name, one_line, shorten, weight
from bot.blocks.kit.understood import assumed, why
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import Wording, about, reader
from bot.blocks.who_reads import marked, of_section
from bot.i18n.catalogue import Words
from flows.conversation.answering import has_agreed, has_asked_enough
from flows.errors import InvalidAnswer
from flows.model import NOT_MINE, UNSURE, Guide, Kind, Probe, Question, Side
from flows.text.quantities import number
from storage.records import Record

CONSENT = "consent"
CONSENT_GIVEN = "yes"
STANCES = (UNSURE, NOT_MINE)
MOST_HINT = 150
MOST_VIEW = 200_000
"""Characters of JSON; Slack refuses a view from 250,000 on."""
_QUESTION, _STANCE = "q:", "stance:"
_SHOWN_AGAIN = 600


def block_id_of(answerable: str) -> str:
    """The block of a question, a number field or a follow-up: where its error goes."""
    return f"{_QUESTION}{answerable}"


def stance_block(stance: str) -> str:
    """The block that lists the written questions of which someone is not sure, or which are not theirs."""
    return f"{_STANCE}{stance}"


@dataclass(frozen=True)
class Form:
    """What one person fills in: how they read the guide, and what stands there already (answerable → value)."""

    words: Words
    wording: Wording
    given: Mapping[str, Any]

    @property
    def guide(self) -> Guide:
        return self.wording.guide

    def input(self, answerable: str, *, hint: str = "", label: str = "") -> Block:
        """The input of one answerable id."""
        kind = self.guide.kind_of(answerable)
        value = self.given.get(answerable)
        return field(
            block_id_of(answerable),
            marked(self.words, self.guide, answerable, self.wording.side, label or self.wording.prompt(answerable)),
            self._element(answerable, kind, value),
            hint=shorten(hint, MOST_HINT),
        )

    def _element(self, answerable: str, kind: Kind, value: Any) -> Input:
        if kind is Kind.text:
            return text_input("" if value in (None, *STANCES) else str(value), multiline=True)
        if kind is Kind.number:
            written = "" if value in (None, *STANCES) else self._number(value)
            return text_input(written, most=100, placeholder=self._example(answerable))
        options = self.wording.options(answerable)
        if kind is Kind.multi:
            return several(options, [value] if isinstance(value, str) else value or ())
        return radio(options, None if value is None else f"{value:g}" if isinstance(value, float) else str(value))

    def _example(self, answerable: str) -> str:
        return self.wording.example(answerable)

    def _number(self, value: Any) -> str:
        if not isinstance(value, int | float):
            return str(value)
        written = self.words.number(value)
        return written if number(written) == value else repr(value)

    def question(self, question: Question, inline: Iterable[Probe]) -> Iterator[Block]:
        """A question with its number fields and the follow-ups that stand with it from the start.

        Why it is asked stands behind a button: a form is read by busy people, and a reason under a question suggests its answer.
        """
        if question.fields:
            yield section(f"*{name(self.wording.prompt(question.id), 1000)}*")
            yield from (self.input(one) for one in question.fields)
        else:
            yield self.input(question.id)
        yield from (self.input(probe.id) for probe in inline)

    def stances(self, answerables: Iterable[str]) -> Iterator[Block]:
        """The two lists for what is answered in words or numbers, where nothing can be ticked."""
        written = [one for one in answerables if self.guide.kind_of(one) in (Kind.text, Kind.number)]
        options = [(one, shorten(one_line(self.wording.prompt(one)), 75)) for one in written]
        for stance in STANCES if options else ():
            chosen = [one for one in written if self.given.get(one) == stance]
            yield field(
                stance_block(stance),
                self.words.say(f"modal.stance.{stance}"),
                several(options, chosen, menu=True),
            )


def _form(words: Words, record: Record, person: str, given_back: Mapping[str, Any] | None) -> Form:
    conversation = record.conversation
    wording = reader(words, record, conversation.participant(person).side)
    own = conversation.own_answers(person)
    return Form(words, wording, {**own, **(given_back or {})})


def section_modal(
    words: Words,
    record: Record,
    section_id: str,
    person: str,
    *,
    follow_ups: bool = False,
    given_back: Mapping[str, object] | None = None,
    ahead: tuple[str, ...] | None = None,
    top: Iterable[Block] = (),
) -> View:
    """All questions of a section in the wording of the person's side, filled with their earlier answers.

    ``follow_ups`` adds every follow-up that the person could still answer; ``given_back`` (answerable id → raw) replaces what
    stands in the fields. ``ahead``: it comes after another section's form, whose follow-ups stand on ``top``. Raises NotExpected.
    """
    conversation = record.conversation
    form = _form(words, record, person, given_back)
    side = form.wording.side
    standing = conversation.follow_ups(person, section_id) if follow_ups else ()
    blocks: list[Block] = [
        of_section(words, conversation, section_id, conversation.participant(person), box=True),
        *top,
        section(
            words.say("modal.intro" if side is Side.ours else "modal.intro_partner"),
            button(action_ids.WHY, words.say("button.why_section"), On(c=record.id, s=section_id)),
        ),
    ]
    asked: list[str] = []
    participant = conversation.participant(person)
    for question in conversation.questions_for(section_id, participant):
        inline = conversation.inline_for(question, participant)
        blocks += form.question(question, inline)
        asked += [*(question.fields or (question.id,)), *(probe.id for probe in inline)]
        more = [probe.id for probe in question.probes if probe.id in standing and not probe.inline]
        blocks += [
            form.input(probe, label=words.say("modal.follow_up", prompt=form.wording.prompt(probe))) for probe in more
        ]
        asked += more
    ending = [*form.stances(asked), *_consent(form, record, section_id, person)]
    if follow_ups and not standing:
        blocks.insert(2, context(words.say("modal.no_follow_ups")))
    return modal(
        words,
        action_ids.SECTION_ANSWERS,
        form.wording.section(section_id),
        _light(form, [*blocks[: 100 - len(ending)], *ending]),
        about=about(words, record, section_id, side),
        metadata=Modal(c=record.id, s=section_id, probes=tuple(standing), ahead=ahead, lang=words.language).dump(),
        submit=words.say("modal.submit"),
        close=words.say("sitting.later") if ahead is not None else "",
    )


def _light(form: Form, blocks: list[Block]) -> list[Block]:
    """A view that is not too heavy for Slack: the longest texts are left out of the form, and stay as they are."""
    while weight(blocks) > MOST_VIEW:
        inputs = [block for block in blocks if block["type"] == "input"]
        longest = max(inputs, key=lambda block: weight(block["element"].get("initial_value", "")))
        at = blocks.index(longest)
        blocks[at : at + 1] = [context(form.words.say("modal.too_long", prompt=escape(longest["label"]["text"])))]
    return blocks


def _consent(form: Form, record: Record, section_id: str, person: str) -> list[Block]:
    """Asked of the partner's people alone; off until they tick it."""
    if form.wording.side is Side.ours:
        return []
    before = has_agreed(record.conversation, person, section_id)
    options = [(CONSENT_GIVEN, form.words.say("modal.consent.option"))]
    return [
        divider(),
        field(
            CONSENT,
            form.words.say("modal.consent"),
            several(options, [CONSENT_GIVEN] if before else ()),
            hint=form.words.say("modal.consent.hint"),
        ),
    ]


def probe_modal(words: Words, record: Record, section_id: str, person: str, probes: Iterable[str]) -> View:
    """The coach asks again: each follow-up under the person's own earlier answer. Nothing is forced. Raises NotExpected."""
    probes = tuple(probes)
    conversation = record.conversation
    person_of_it = conversation.participant(person)
    return modal(
        words,
        action_ids.PROBE_ANSWERS,
        words.say("probe.title"),
        [
            of_section(words, conversation, section_id, person_of_it, box=False),
            *asked_again(words, record, section_id, person, probes),
        ],
        about=about(words, record, section_id, person_of_it.side),
        metadata=Modal(c=record.id, s=section_id, probes=probes, lang=words.language).dump(),
        submit=words.say("probe.submit"),
    )


def asked_again(words: Words, record: Record, section_id: str, person: str, probes: Iterable[str]) -> list[Block]:
    """What the coach asks again: each follow-up under the person's own earlier answer. Raises NotExpected."""
    form = _form(words, record, person, None)
    blocks: list[Block] = [section(words.say("probe.intro"))]
    for probe in probes:
        question = form.guide.owner[probe].id
        asked = name(form.wording.name(question), 600)
        blocks += [divider(), section(words.say("probe.earlier", prompt=begun(asked)))]
        blocks.append(_earlier(form, question))
        if said := _why(form, question):
            blocks.append(context(escape(said)))
        blocks.append(form.input(probe))
    if has_asked_enough(record.conversation, person, section_id):
        blocks.append(context(words.say("probe.enough")))
    return blocks


def _earlier(form: Form, question: str) -> Block:
    """A person's own earlier answer, to look at while writing more."""
    if form.guide.question[question].fields:
        return context(form.words.say("probe.numbers"))
    value = form.given.get(question)
    answer = shorten(form.wording.answer(question, value), _SHOWN_AGAIN)
    return rich(quote(answer)) if form.wording.is_words(question, value) else context(name(answer, _SHOWN_AGAIN))


def _why(form: Form, question: str) -> str:
    """What the earlier answer lacks, where it was written in words."""
    if form.guide.question[question].fields:
        return ""
    value = form.given.get(question)
    return why(form.wording, question, value) if form.wording.is_words(question, value) else ""


def understood_blocks(words: Words, wording: Wording, raw: Mapping[str, object]) -> list[Block]:
    """What the coach made of numbers that say more or less than it asks, one line each; none where nothing was assumed."""
    said = [(one, assumed(wording, one, written)) for one, written in raw.items()]
    lines = [
        context(name(words.say("said.line", prompt=wording.prompt(one), said=each), 600)) for one, each in said if each
    ]
    return [section(words.say("said.intro")), *lines] if lines else []


def modal_values(guide: Guide, view_state: Mapping[str, Any]) -> tuple[dict[str, object], bool | None]:
    """Return what was filled in, and whether the other side may read it (None: not asked).

    It has the shape that ``flows.conversation.conversation.answer`` takes. Blank is None.
    A stance stands where nothing was written; what was written wins over it.
    """
    filled = ViewValues(view_state)
    raw: dict[str, object] = {}
    for block in filled:
        answerable = block.removeprefix(_QUESTION)
        if block.startswith(_QUESTION) and answerable in guide.owner:
            value = filled.raw(block)
            raw[answerable] = value.strip() or None if isinstance(value, str) else value
    for stance in STANCES:
        for answerable in filled.many(stance_block(stance)):
            if answerable in raw and raw[answerable] is None:
                raw[answerable] = stance
    return raw, CONSENT_GIVEN in filled.many(CONSENT) if CONSENT in tuple(filled) else None


def answer_errors(words: Words, guide: Guide, error: InvalidAnswer) -> dict[str, str]:
    """What to correct in the open form: block_id → one sentence. Empty when the error names no question."""
    found: dict[str, str] = {}
    for answerable in (*error.fields, *error.fields.values()):
        if answerable in guide.owner:
            number_wanted = guide.kind_of(answerable) is Kind.number
            found[block_id_of(answerable)] = words.say("error.number" if number_wanted else "error.invalid_answer")
    return found
