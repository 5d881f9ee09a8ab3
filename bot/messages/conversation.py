"""From what the conversation has to say to the messages that say it: which slot, which thread, in which language."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Literal

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks import (
    card,
    decision,
    held,
    ledger,
    notices,
    people,
    reveal,
    reviewing,
    screening,
    section,
    summary,
    undelivered,
)
from bot.blocks.kit.messages import naming
from bot.blocks.kit.slack_types import Body
from bot.blocks.kit.text import name
from bot.i18n.catalogue import Words, words
from flows.conversation import conversation as talk
from flows.conversation.conversation import Said
from flows.conversation.people import acting
from flows.model import Side
from storage.records import Message, Record

CARD = "card"
REVIEWING = "reviewing"
QUESTIONS = "questions"
PAUSED = "paused"
INVITED = "partner:"
"""What the slot of an invitation begins with; a person's id follows."""
_TO_ONE = (talk.PROBE, talk.DOUBT)
"""What only the person who answered is told, in the form itself."""
IN_TEXT = 40
"""Of the partner's name in what a phone shows of a message."""


def messages(record: Record, said: Iterable[Said], key: str, stands: Callable[[str], bool]) -> list[Message]:
    """The messages for what was said, in order; the channel card is brought up to date last. ``key`` makes them unique.
    ``stands``: whether a slot has its message."""
    teller, told = Teller(record, key, stands), tuple(said)
    found = [message for one in told for message in teller.tell(one)]
    if any(one.what not in _TO_ONE for one in told) and not any(message.slot == CARD for message in found):
        found.append(teller.card())
    return list(_latest_updates(found))


def opening(record: Record, said: Sequence[Said], key: str) -> list[Message]:
    """The card that opens the thread, then what is asked first."""
    teller = Teller(record, key)
    first = Message(
        kind="post",
        team=record.team,
        channel=record.channel,
        conversation=record.id,
        slot=CARD,
        body=card.card(teller.words, record),
        dedupe_key=f"{record.id}:card",
        harmless=card.is_harmless(record),
    )
    return [first, *(message for one in said for message in teller.tell(one))]


def anew(record: Record, key: str) -> list[Message]:
    """A new card for a conversation whose thread is gone, and what its people are asked there now."""
    conversation = record.conversation
    asked = conversation.section if conversation.hidden else None
    first, *others = opening(record, [Said(talk.ASK, asked)] if asked else (), key)
    return [replace(first, dedupe_key=f"{record.id}:card:{key}"), *others]


def whisper(
    team: str, channel: str, user: str, body: Body, key: str, thread_ts: str | None, *, direct: bool = False
) -> Message:
    """Something that only one person reads. In a ``direct`` message the whole channel is private already."""
    if direct or not channel:
        return Message(kind="direct", team=team, channel=channel, user=user, body=body, dedupe_key=f"whisper:{key}")
    return Message(
        kind="ephemeral",
        team=team,
        channel=channel,
        user=user,
        body=body,
        thread_ts=thread_ts,
        dedupe_key=f"whisper:{key}",
    )


def people_left(record: Record, gone: Collection[str]) -> list[Message]:
    """What those who act for the conversation now are told, once, of each on our side who is not here any more.

    Where nobody is left who decides, nobody can name somebody else: they are told of whoever leads it alone.
    """
    conversation, found = record.conversation, []
    for reader in acting(conversation, gone) if not conversation.ended else ():
        decides = reader in conversation.deciders
        for person in sorted(gone):
            if person == conversation.opener or (decides and conversation.replaceable(person)):
                said = partial(people.left_message, record=record, person=person, decides=decides)
                found.append(in_private(record, reader, said, f"gone:{record.id}:{person}:{reader}"))
    return found


def channel_shut(record: Record, now: datetime, *, deleted: bool) -> Message:
    """What the opener is told, once each time, of a channel that was archived or deleted."""
    said = partial(undelivered.channel_shut, record=record, deleted=deleted)
    return to_opener(record, said, f"shut:{record.id}:{now.isoformat()}")


def another_named(record: Record, person: str, another: str, key: str) -> Message:
    """What the thread reads of who answers in the place of whom."""
    said = in_thread(record, lambda words: people.another_named(words, person, another), f"{key}:named")
    return replace(said, harmless=True)


def held_questions(record: Record, asks: Iterable[str], before: Collection[str], what: str) -> list[Message]:
    """What our side is asked, once for these readers, about ``what`` is held back before them."""
    readers = sha256(",".join(sorted(before)).encode()).hexdigest()[:16]
    said = partial(held.question, record=record, before=before)
    return [in_private(record, person, said, f"held:{what}:{readers}:{person}") for person in asks]


def invited(record: Record, asked: int, delivery: str) -> Message:
    """What the thread reads once so many of the partner's people have their invitation."""
    teller = Teller(record, f"invited:{delivery}")
    return teller.update(REVIEWING, reviewing.waiting_for_partner(teller.words, record, asked), harmless=True)


def parked(record: Record, error: str, delivery: str) -> Message:
    """What the opener is told, once, when nobody can write in the channel or the thread."""
    say = partial(undelivered.parked_notice, record=record, error=error)
    return to_opener(record, say, f"parked:{record.id}:{delivery}")


def unreached_key(conversation: str, person: str) -> str:
    """The key of what is told of somebody who was not reached; without a person, of the thread."""
    return f"unreached:{conversation}:{person}"


def unreached(record: Record, person: str | None, error: str) -> Message:
    """What the opener is told, once until they ask again, when a message never arrived: with one person, or in the thread."""
    say: Callable[[Words], Body] = partial(undelivered.not_posted_notice, record=record)
    if person:
        say = partial(_unreached_notice, record=record, person=person, error=error)
    return to_opener(record, say, unreached_key(record.id, person or ""))


def _unreached_notice(words: Words, record: Record, person: str, error: str) -> Body:
    """Of somebody on our side the notice leads to the form that names somebody else, too."""
    conversation = record.conversation
    another = [people.another_button(words, record, person)] if conversation.replaceable(person) else []
    return undelivered.unreached_notice(words, record, person, error, another)


def to_opener(record: Record, say: Callable[[Words], Body], key: str) -> Message:
    """What the opener reads in private, in their language."""
    return in_private(record, record.conversation.opener, say, key)


def in_private(record: Record, person: str, say: Callable[[Words], Body], key: str) -> Message:
    """What one person reads in private, in their language."""
    language = next((one.language for one in record.conversation.people if one.id == person), record.language)
    return Message(
        kind="direct",
        team=record.team,
        channel="",
        user=person,
        body=say(words(language)),
        dedupe_key=key,
    )


def in_thread(record: Record, say: Callable[[Words], Body], key: str) -> Message:
    """One message in the thread, in the conversation's language."""
    teller = Teller(record, key)
    return teller.post(say(teller.words))


def has_it_come(record: Record, key: str) -> Message:
    """Whether what would reopen a declined conversation has come."""
    return of_declined(record, lambda said: ledger.has_it_come(said, record), key)


def of_declined(record: Record, say: Callable[[Words], Body], key: str) -> Message:
    """What is said of a declined conversation: in its thread; of one that one person screened alone, to them."""
    if record.thread_ts is None and record.ledger is not None and record.ledger.by:
        return in_private(record, record.ledger.by, say, key)
    return in_thread(record, say, key)


def _answers(section_id: str) -> str:
    """The slot of the message that the answers to a section end in."""
    return f"answers:{section_id}"


def _asked(section_id: str) -> str:
    """The slot of a section that is asked in a message of its own."""
    return f"section:{section_id}"


def _latest_updates(found: list[Message]) -> Iterator[Message]:
    """One update a slot is enough: the last."""
    last = {message.slot: index for index, message in enumerate(found) if message.kind == "update"}
    for index, message in enumerate(found):
        if message.kind != "update" or last[message.slot] == index:
            yield message


def _nothing_stands(_: str) -> bool:
    return False


class Teller:
    """Makes the messages of one conversation, each with a key of its own."""

    def __init__(self, record: Record, key: str, stands: Callable[[str], bool] = _nothing_stands) -> None:
        self.record, self.key, self.stands = record, key, stands
        self.words: Words = words(record.language)
        self.screening = record.conversation.guide.screening_section
        self.count = 0

    def tell(self, said: Said) -> Iterator[Message]:
        """The messages for one thing said."""
        match said.what:
            case talk.ASK:
                yield from self.ask(said.section)
            case talk.REOPEN:
                yield self.post(notices.reopened(self.words, self.record), harmless=True)
                yield from self.anew(said.section)
            case talk.PROGRESS:
                yield from self.progress(said)
            case talk.REVEAL:
                *before, last = reveal.reveal_messages(self.words, self.record, str(said.section))
                for body in before:
                    yield self.post(body)
                yield self.post(last, slot=_answers(str(said.section)))
                yield from self.closed(str(said.section))
            case talk.CHANGED:
                body = reveal.changed_message(
                    self.words, self.record, str(said.section), str(said.person), said.questions
                )
                yield self.post(body)
                if said.section == self.screening:  # what it adds up to may have changed
                    yield from self.anew(said.section)
            case talk.HEAR_PARTNER:
                yield from self.hear_partner()
            case talk.PARTNER_HEARD:
                yield self.post(reviewing.partner_heard(self.words, self.record), harmless=True)
            case talk.SUMMARISE:
                assessment = self.record.conversation.assessment()
                yield self.post(summary.summary_message(self.words, self.record, assessment))
                for person in self.record.conversation.side(Side.partner):
                    yield from self.invitation(person.id)
            case talk.DECIDED:
                yield self.post(decision.decision_message(self.words, self.record))
            case talk.PAUSE | talk.RESUME | talk.STOP | talk.CLOSE:
                if said.what != talk.PAUSE and self.stands(PAUSED):
                    yield self.update(PAUSED, notices.paused_before(self.words), harmless=True)
                # Why it was stopped stands below the line.
                body = notices.notice(self.words, self.record, said.what, said.person)
                slot = PAUSED if said.what == talk.PAUSE else None
                yield self.post(body, slot, harmless=said.what != talk.STOP)
                yield from self.anew(self.record.conversation.place.section)

    def ask(self, section_id: str | None) -> Iterator[Message]:
        """A section that is asked now: below the answers to the one before, or in a message of its own."""
        if section_id is None:
            return
        if section_id == self.screening:
            body = screening.questions_message(self.words, self.record)
            yield self.post(body, slot=QUESTIONS, harmless=True)
        elif (before := self._before(section_id)) and self.stands(_answers(before)):
            yield self._answers_again(before)
        else:
            body = section.section_card(self.words, self.record, section_id)
            yield self.post(body, slot=_asked(section_id), harmless=True)

    def progress(self, said: Said) -> Iterator[Message]:
        """Who has answered is counted on the card; in the screening beside each question, too."""
        if self.is_partner(said.person):
            yield from self.invitation(str(said.person))
        elif said.section == self.screening and self.record.conversation.hidden and self.stands(QUESTIONS):
            body = screening.questions_message(self.words, self.record)
            yield self.update(QUESTIONS, body, harmless=True)
        elif said.section is not None and said.person is None:
            yield from self.anew(said.section)

    def anew(self, section_id: str | None) -> Iterator[Message]:
        """A section's messages as they are now: that of its answers where there is one, and where it was asked."""
        if section_id is None:
            return
        if self.stands(_answers(section_id)):
            yield self._answers_again(section_id)
        else:
            yield from self.closed(section_id)

    def closed(self, section_id: str) -> Iterator[Message]:
        """Where a section was asked, as it is now."""
        before = self._before(section_id)
        if section_id == self.screening and self.stands(QUESTIONS):
            yield self.update(QUESTIONS, screening.questions_message(self.words, self.record), harmless=True)
        if self.stands(_asked(section_id)):
            body = section.section_card(self.words, self.record, section_id)
            yield self.update(_asked(section_id), body, harmless=True)
        elif before and self.stands(_answers(before)):
            yield self._answers_again(before)

    def _answers_again(self, section_id: str) -> Message:
        """The message that the answers to a section end in, with what is to be done now."""
        *_, last = reveal.reveal_messages(self.words, self.record, section_id)
        return self.update(_answers(section_id), last)

    def _before(self, section_id: str) -> str | None:
        road = self.record.conversation.guide.road
        at = road.index(section_id)
        return road[at - 1] if at else None

    def hear_partner(self) -> Iterator[Message]:
        yield self.post(reviewing.waiting_for_partner(self.words, self.record), slot=REVIEWING, harmless=True)
        for person in self.record.conversation.side(Side.partner):
            body = answers_private_blocks.partner_invitation(words(person.language), self.record, person.id)
            yield Message(
                kind="direct",
                team=self.record.team,
                channel="",
                user=person.id,
                conversation=self.record.id,
                slot=f"{INVITED}{person.id}",
                body=body,
                dedupe_key=f"{self.record.id}:partner:{person.id}:{self.key}",
                hears="opener",
            )

    def invitation(self, person: str) -> Iterator[Message]:
        """The invitation in somebody's direct messages, as it stands now."""
        participant = self.record.conversation.participant(person)
        body = answers_private_blocks.partner_invitation(words(participant.language), self.record, person)
        yield replace(self.update(f"{INVITED}{person}", body), channel="", user=person)

    def is_partner(self, person: str | None) -> bool:
        return person is not None and any(p.id == person for p in self.record.conversation.side(Side.partner))

    def card(self) -> Message:
        """Return the card of the thread, brought up to date."""
        return self.update(CARD, card.card(self.words, self.record), harmless=card.is_harmless(self.record))

    def post(self, body: Body, slot: str | None = None, *, harmless: bool = False) -> Message:
        return replace(self.message("post", body, slot, thread_slot=CARD), harmless=harmless)

    def update(self, slot: str, body: Body, *, harmless: bool = False) -> Message:
        return replace(self.message("update", body, slot), harmless=harmless)

    def message(
        self, kind: Literal["post", "update"], body: Body, slot: str | None, thread_slot: str | None = None
    ) -> Message:
        self.count += 1
        return Message(
            kind=kind,
            team=self.record.team,
            channel=self.record.channel,
            conversation=self.record.id,
            slot=slot,
            thread_slot=thread_slot,
            body=naming(name(self.record.partner_name, IN_TEXT), body),
            dedupe_key=f"{self.record.id}:{self.key}:{self.count}",
            hears="opener" if kind == "post" else "",
        )
