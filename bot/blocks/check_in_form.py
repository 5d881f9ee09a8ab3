"""The form of a check-in: at most five questions, each with what it is for and what was said about it before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks.commitments import line
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import context, divider, field, modal, quote, radio, rich, section, several
from bot.blocks.kit.payloads import Modal
from bot.blocks.kit.slack_types import Block, View
from bot.blocks.kit.text import name, shorten
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import Wording, about
from bot.blocks.questions import CONSENT, CONSENT_GIVEN, MOST_HINT, Form, block_id_of, modal_values
from bot.blocks.who_reads import of_check_in
from bot.i18n.catalogue import Words
from flows.check_ins.agenda import COMMITMENT, Asked
from flows.check_ins.checkin import CheckIn
from flows.check_ins.reading_back import read_back, shows_what_was_read_back
from flows.errors import InvalidAnswer
from flows.model import KEPT, Kind, Side, Value
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record

_SHOWN_AGAIN = 300
_MOST_READ_BACK = 5


def form(words: Words, record: Record, stored: StoredCheckIn, person: str) -> View:
    """What this person is asked, filled with what they already said in this check-in. Raises NotExpected."""
    check_in = stored.check_in
    participant = check_in.participant(person)
    side = participant.side
    wording = wording_of(words, record, check_in, side)
    given = {one: answer.value for one, answer in check_in.by_person[person].items()}
    asking = _Asking(words, wording, check_in, person, Form(words, wording, given), set())
    blocks: list[Block] = [
        of_check_in(words, check_in, participant),
        section(words.say("checkin.intro" if side is Side.ours else "modal.intro_partner")),
    ]
    for one in check_in.agendas[person]:
        blocks += asking.one(one)
    asked = [one for agenda in check_in.agendas[person] for one in agenda.fields if not agenda.commitment]
    blocks += asking.form.stances(asked)
    if side is Side.partner:
        blocks += _consent(words, check_in, person)
    return modal(
        words,
        action_ids.CHECK_IN,
        words.say("checkin.form.title"),
        blocks,
        about=about(words, record, side=side),
        metadata=Modal(c=record.id, q=stored.id, lang=words.language).dump(),
        submit=words.say("modal.submit"),
    )


def wording_of(words: Words, record: Record, check_in: CheckIn, side: Side = Side.ours) -> Wording:
    """The guide's words with those of the questions that only a check-in asks."""
    return Wording(words, check_in.baseline.guide.at_check_in, record.conversation.setup, side)


def prompt_of(wording: Wording, answerable: str) -> str:
    """The question as a check-in asks it: some ask for another time than the first one did."""
    again = f"check_in.{answerable}.prompt"
    return wording.say(again) if wording.knows(again) else wording.prompt(answerable)


def unread_options(wording: Wording, question: str) -> dict[str, str]:
    """The options that read otherwise where nothing was written that they could speak of: token → text."""
    tokens = wording.guide.options_of(question)
    return {token: wording.say(key) for token in tokens if wording.knows(key := f"{question}.unread.option.{token}")}


def answer_of(wording: Wording, check_in: CheckIn, person: str, question: str, value: Value | None) -> str:
    """An answer in the words that this person chose it by, as far as these do not tell what stays the partner's."""
    participant = check_in.baseline.person(person)
    own = unread_options(wording, question) if question in check_in.baseline.guide.check_in.reads_back else {}
    if str(value) in own and participant and not shows_what_was_read_back(check_in.baseline, participant, question):
        return own[str(value)]
    return wording.answer(question, value)


@dataclass(frozen=True)
class _Asking:
    words: Words
    wording: Wording
    check_in: CheckIn
    person: str
    form: Form
    led: set[str]
    """The words that led into a question already: one flag may ask several again."""

    def one(self, asked: Asked) -> Iterator[Block]:
        """One question: what it is for, what was said last time, where to answer."""
        yield divider()
        if asked.commitment is not None:
            yield from self._commitment(asked.commitment)
            return
        leads = [
            self.wording.say(f"flag.{flag}.recheck")
            for flag in asked.flags
            if self.wording.knows(f"flag.{flag}.recheck")
        ]
        if fresh := [lead for lead in dict.fromkeys(leads) if lead not in self.led]:
            self.led.update(fresh)
            yield section("\n".join(f"*{name(lead, 600)}*" for lead in fresh))
        read = self._read_back(asked.question)
        yield from self._quoted(asked.question, read)
        baseline = self.check_in.baseline
        before = baseline.latest.get(self.person, {})
        since = baseline.guide.check_in.since
        for one in asked.fields:
            old = before.get(one)
            if old is None and one not in baseline.guide.owner and self.wording.guide.kind_of(one) is Kind.choice:
                old = baseline.said.get((self.person, one))
            texts = old is not None and self.wording.is_words(one, old)
            said = "" if old is None or one in since or texts else self._last(one, old)
            side = self.check_in.participant(self.person).side
            if one in since and (counted := baseline.came.get((side, one))) is not None:
                said = self.words.say("checkin.counted", answer=self.wording.answer(one, counted))
            if texts:
                yield context(self.words.say("checkin.last.words"))
                yield rich(quote(shorten(str(old), _SHOWN_AGAIN)))
            if unread := unread_options(self.wording, one) if not read else {}:
                options = [(token, unread.get(token, text)) for token, text in self.wording.options(one)]
                element = radio(options, self.form.given.get(one))
                yield field(block_id_of(one), prompt_of(self.wording, one), element, hint=shorten(said, MOST_HINT))
            else:
                yield self.form.input(one, label=prompt_of(self.wording, one), hint=said)

    def _read_back(self, question: str) -> tuple[str, ...]:
        return read_back(self.check_in.baseline, self.check_in.participant(self.person), question)

    def _quoted(self, question: str, texts: tuple[str, ...]) -> Iterator[Block]:
        """What this person, or their side, wrote about it before."""
        if texts:
            yield context(name(self.wording.say(f"check_in.{question}.reads_back"), 600))
            yield from (rich(quote(shorten(text, _SHOWN_AGAIN))) for text in texts[:_MOST_READ_BACK])

    def _last(self, answerable: str, value: Any) -> str:
        return self.words.say("checkin.last", answer=self.wording.answer(answerable, value))

    def _commitment(self, id: str) -> Iterator[Block]:
        commitment = next(one for one in self.check_in.due if one.id == id)
        yield section(line(self.words, commitment))
        if commitment.tripwire:
            yield context(self.words.say("commitment.tripwire", text=name(commitment.tripwire, _SHOWN_AGAIN)))
        asked = COMMITMENT + id
        options = [(token, self.wording.say(f"check_in.commitment.option.{token}")) for token in KEPT]
        given = self.form.given.get(asked)
        yield field(block_id_of(asked), self.wording.say("check_in.commitment.prompt"), radio(options, given))


def _consent(words: Words, check_in: CheckIn, person: str) -> list[Block]:
    before = any(one.consent for one in check_in.by_person[person].values())
    options = [(CONSENT_GIVEN, words.say("modal.consent.option"))]
    boxes = several(options, [CONSENT_GIVEN] if before else ())
    return [divider(), field(CONSENT, words.say("modal.consent"), boxes, hint=words.say("modal.consent.hint"))]


def values(check_in: CheckIn, view_state: Mapping[str, Any]) -> tuple[dict[str, object], bool]:
    """What was filled in, as ``flows.check_ins.checkin.answer`` takes it, and whether the other side may read it."""
    raw, consent = modal_values(check_in.baseline.guide.at_check_in, view_state)
    filled = ViewValues(view_state)
    for block in filled:
        asked = block.removeprefix(block_id_of(""))
        if asked.startswith(COMMITMENT):
            raw[asked] = filled.one(block)
    return raw, bool(consent)


def errors(words: Words, check_in: CheckIn, error: InvalidAnswer) -> dict[str, str]:
    """What to correct in the open form: block_id → one sentence."""
    from_numbers = check_in.baseline.guide.at_check_in.kinds
    return {
        block_id_of(one): words.say("error.number" if from_numbers.get(one) == "number" else "error.invalid_answer")
        for one in error.fields
    }
