"""From what a check-in has to say to the messages that say it: its card and report in the thread, the rest in private.

``tell`` is what the clock and the use cases have in common: whoever fires a step says the same under the same keys.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.blocks import card as channel_card
from bot.blocks import check_in as check_in_blocks
from bot.blocks import check_in_report as check_in_report_blocks
from bot.blocks.check_in_form import wording_of
from bot.blocks.drift import drift_of, drift_points
from bot.blocks.kit.charts import drift_message
from bot.blocks.kit.slack_types import Body
from bot.i18n.catalogue import words
from bot.messages.conversation import CARD
from flows.check_ins.checkin import MISSED, PROMPT
from flows.check_ins.drift import Point
from flows.conversation import conversation as talk
from flows.conversation.conversation import Said
from flows.schedules.reminders import NUDGE, REMIND
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Message, Record
from storage.unit_of_work import UnitOfWork


def tell(uow: UnitOfWork, record: Record, stored: StoredCheckIn, said: tuple[Said, ...], key: str) -> Iterable[Message]:
    """The messages, in order; the check-in's card is brought up to date last. ``key`` makes them unique."""
    teller = _Teller(record, stored, key, points(uow, record, stored) if _says(said, talk.REVEAL) else ())
    found = [message for one in said for message in teller.tell(one)]
    # One that just began posts its card, and who is reminded in private changes nothing on it.
    if any(one.what not in (talk.ASK, PROMPT, NUDGE, REMIND) for one in said):
        found.append(teller.message("update", check_in_blocks.card(teller.words, record, stored), teller.slot))
    return found


def points(uow: UnitOfWork, record: Record, stored: StoredCheckIn) -> tuple[Point, ...]:
    """How far each section had moved after each check-in up to this one."""
    return drift_points(uow.check_ins.of(record), stored)


def private_slot(stored: StoredCheckIn, person: str) -> str:
    """The slot of somebody's private message about a check-in."""
    return f"checkin:{stored.id}:{person}"


def answered(record: Record, stored: StoredCheckIn, person: str, key: str) -> Message:
    """The private message of somebody who has answered or put it off, as it stands now."""
    teller = _Teller(record, stored, key, ())
    language = stored.check_in.participant(person).language
    body = check_in_blocks.answered_prompt(words(language), record, stored, person)
    return teller.private("update", person, body, private_slot(stored, person))


def _says(said: Sequence[Said], what: str) -> bool:
    return any(one.what == what for one in said)


@dataclass
class _Teller:
    record: Record
    stored: StoredCheckIn
    key: str
    drifted: tuple[Point, ...]
    count: int = 0

    def __post_init__(self) -> None:
        self.words = words(self.record.language)
        self.slot = f"checkin:{self.stored.id}"

    def tell(self, said: Said) -> Iterator[Message]:
        """The messages for one thing said."""
        match said.what:
            case talk.ASK:
                yield self.post(check_in_blocks.card(self.words, self.record, self.stored), self.slot)
            case _ if said.what in (PROMPT, NUDGE, REMIND):
                yield self.ask(str(said.person), said.what)
            case talk.REVEAL:
                for body in check_in_report_blocks.report_messages(self.words, self.record, self.stored, self.drifted):
                    yield self.post(body)
                yield from self.drift()
            case talk.CHANGED:
                person = self.stored.check_in.participant(str(said.person))
                if person.side == "ours":
                    yield self.post(
                        check_in_report_blocks.changed_message(
                            self.words, self.record, self.stored, person.id, said.questions
                        )
                    )
            case _ if said.what == MISSED:
                yield self.post(check_in_blocks.missed_message(self.words, self.stored))
            case talk.DECIDED:
                yield self.post(check_in_report_blocks.outcome_message(self.words, self.record, self.stored))
                yield self.message("update", channel_card.card(self.words, self.record), CARD)

    def drift(self) -> Iterator[Message]:
        """How far each section has moved, under the report."""
        names = wording_of(self.words, self.record, self.stored.check_in).names()
        found = drift_of(self.words, names, self.drifted)
        if found is not None:
            yield self.post(drift_message(self.words, found))

    def ask(self, person: str, what: str) -> Message:
        """The private message that asks one person, in their language. The first one has a slot: it tells later what became."""
        language = self.stored.check_in.participant(person).language
        body = check_in_blocks.prompt(words(language), self.record, self.stored, person, what)
        return self.private("direct", person, body, private_slot(self.stored, person) if what == PROMPT else None)

    def private(self, kind: Literal["direct", "update"], person: str, body: Body, slot: str | None) -> Message:
        """A message that one person reads in their conversation with the coach."""
        return replace(
            self.message(kind, body, slot), channel="", user=person, hears="opener" if kind == "direct" else ""
        )

    def post(self, body: Body, slot: str | None = None) -> Message:
        return replace(self.message("post", body, slot), thread_slot=CARD, hears="opener")

    def message(self, kind: Literal["post", "update", "direct"], body: Body, slot: str | None) -> Message:
        self.count += 1
        return Message(
            kind=kind,
            team=self.record.team,
            channel=self.record.channel,
            conversation=self.record.id,
            slot=slot,
            body=body,
            dedupe_key=f"{self.record.id}:checkin:{self.key}:{self.count}",
        )
