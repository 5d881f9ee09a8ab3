"""The form of a check-in: at most eight questions, each with what it is for and what the person said last time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks import actions as act
from bot.blocks.commitments import line
from bot.blocks.elements import Block, View, context, divider, field, modal, quote, radio, rich, section, several
from bot.blocks.questions import CONSENT, CONSENT_GIVEN, Form, block_id_of, modal_values
from bot.blocks.text import name, shorten
from bot.blocks.view_state import ViewValues
from bot.blocks.wording import Wording
from bot.i18n import Words
from bot.payloads import Modal
from flows.errors import InvalidAnswer
from flows.follow_up.agenda import COMMITMENT, Asked
from flows.follow_up.checkin import CheckIn
from flows.model import KEPT, Side
from storage.check_ins import StoredCheckIn
from storage.records import Record

_SHOWN_AGAIN = 300


def form(words: Words, record: Record, stored: StoredCheckIn, person: str) -> View:
    """What this person is asked, filled with what they already said in this check-in. Raises NotExpected."""
    check_in = stored.check_in
    side = check_in.participant(person).side
    wording = wording_of(words, record, check_in, side)
    given = {one: answer.value for one, answer in check_in.by_person[person].items()}
    asking = _Asking(words, wording, check_in, person, Form(words, wording, given), set())
    blocks: list[Block] = [section(words.say("checkin.intro" if side is Side.ours else "modal.intro_partner"))]
    for one in check_in.agendas[person]:
        blocks += asking.one(one)
    asked = [one for agenda in check_in.agendas[person] for one in agenda.fields if not agenda.commitment]
    blocks += asking.form.stances(asked)
    if side is Side.partner:
        blocks += _consent(words, check_in, person)
    return modal(
        words,
        act.CHECK_IN,
        words.say("checkin.form.title"),
        blocks,
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
        before = self.check_in.baseline.latest.get(self.person, {})
        since = self.check_in.baseline.guide.check_in.since
        for one in asked.fields:
            old = before.get(one)
            texts = old is not None and self.wording.is_words(one, old)
            said = "" if old is None or one in since or texts else self._last(one, old)
            if texts:
                yield context(self.words.say("checkin.last.words"))
                yield rich(quote(shorten(str(old), _SHOWN_AGAIN)))
            yield self.form.input(one, label=prompt_of(self.wording, one), hint=said)

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
    """What was filled in, as ``flows.follow_up.checkin.answer`` takes it, and whether the other side may read it."""
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
