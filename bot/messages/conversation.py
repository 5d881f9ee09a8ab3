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
    commitments,
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
from bot.blocks.kit.slack_types import Body
from bot.i18n.catalogue import Words, words
from flows.commitments import Commitment
from flows.conversation import conversation as talk
from flows.conversation.conversation import Said
from flows.model import Side
from storage.records import Message, Record
from storage.tables.pseudonym_text import PassedOn

CARD = "card"
REVIEWING = "reviewing"
INVITED = "partner:"
"""What the slot of an invitation begins with; a person's id follows."""


def messages(record: Record, said: Iterable[Said], key: str) -> list[Message]:
    """The messages for what was said, in order; the channel card is brought up to date last. ``key`` makes them unique."""
    teller = _Teller(record, key)
    found = [message for one in said for message in teller.tell(one)]
    if found and not any(message.slot == CARD for message in found):
        found.append(teller.card())
    return list(_latest_updates(found))


def opening(record: Record, said: Sequence[Said], key: str) -> list[Message]:
    """The card that opens the thread, then what is asked first."""
    teller = _Teller(record, key)
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


def of_commitment(record: Record, changed: Commitment, key: str) -> list[Message]:
    """What the thread is told of a commitment that was made or changed, and the card that lists it."""
    teller = _Teller(record, key)
    return [
        teller.post(commitments.changed_message(teller.words, changed)),
        teller.card(),
    ]


def owner_left(record: Record, commitment: Commitment) -> Message:
    """What the opener is told, once, of a commitment whose owner is not here any more."""
    return to_opener(
        record,
        lambda said: commitments.left_message(said, record, commitment),
        f"left:{commitment.id}:{commitment.owner}",
    )


def person_left(record: Record, person: str) -> Message:
    """What the opener is told, once, of somebody on our side who is not here any more."""
    said = partial(people.left_message, record=record, person=person)
    return to_opener(record, said, f"gone:{record.id}:{person}")


def channel_shut(record: Record, now: datetime, *, deleted: bool) -> Message:
    """What the opener is told, once each time, of a channel that was archived or deleted."""
    said = partial(undelivered.channel_shut, record=record, deleted=deleted)
    return to_opener(record, said, f"shut:{record.id}:{now.isoformat()}")


def another_named(record: Record, person: str, another: str, key: str) -> Message:
    """What the thread reads of who answers in the place of whom."""
    said = in_thread(record, lambda words: people.another_named(words, person, another), f"{key}:named")
    return replace(said, harmless=True)


def passed_on(record: Record, passed: PassedOn) -> Message:
    """What the opener is told, once, of commitments that are theirs now. Whose they were is not said."""
    latest = "+".join(f"{one.id}:{len(one.history)}" for one in passed.commitments)
    return to_opener(
        record,
        lambda said: commitments.passed_on_message(said, record, passed.commitments),
        f"passed:{record.id}:{latest}",
    )


def held_questions(record: Record, asks: Iterable[str], before: Collection[str], what: str) -> list[Message]:
    """What our side is asked, once for these readers, about ``what`` is held back before them."""
    readers = sha256(",".join(sorted(before)).encode()).hexdigest()[:16]
    said = partial(held.question, record=record, before=before)
    return [_in_private(record, person, said, f"held:{what}:{readers}:{person}") for person in asks]


def invited(record: Record, asked: int, delivery: str) -> Message:
    """What the thread reads once so many of the partner's people have their invitation."""
    teller = _Teller(record, f"invited:{delivery}")
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
    return _in_private(record, record.conversation.opener, say, key)


def _in_private(record: Record, person: str, say: Callable[[Words], Body], key: str) -> Message:
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
    teller = _Teller(record, key)
    return teller.post(say(teller.words))


def has_it_come(record: Record, key: str) -> Message:
    """Whether what would reopen a declined conversation has come."""
    return in_thread(record, lambda said: ledger.has_it_come(said, record), key)


def _latest_updates(found: list[Message]) -> Iterator[Message]:
    """One update a slot is enough: the last."""
    last = {message.slot: index for index, message in enumerate(found) if message.kind == "update"}
    for index, message in enumerate(found):
        if message.kind != "update" or last[message.slot] == index:
            yield message


class _Teller:
    def __init__(self, record: Record, key: str) -> None:
        self.record, self.key = record, key
        self.words: Words = words(record.language)
        self.screening = record.conversation.guide.screening_section
        self.count = 0

    def tell(self, said: Said) -> Iterator[Message]:
        """The messages for one thing said."""
        match said.what:
            case talk.ASK | talk.REOPEN:
                yield from self.ask(said)
            case talk.PROGRESS:
                yield from self.progress(said)
            case talk.REVEAL:
                for body in reveal.reveal_messages(self.words, self.record, str(said.section)):
                    yield self.post(body)
                yield from self.progress(replace(said, questions=()))
            case talk.SCREENED:
                yield self.post(screening.screening_verdict(self.words, self.record), slot="screened")
            case talk.CHANGED:
                body = reveal.changed_message(
                    self.words, self.record, str(said.section), str(said.person), said.questions
                )
                yield self.post(body)
                if said.section == self.screening:  # what it adds up to may have changed
                    yield self.update("screened", screening.screening_verdict(self.words, self.record))
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
                # Why it was stopped stands below the line.
                yield self.post(notices.notice(self.words, self.record, said.what), harmless=said.what != talk.STOP)
                yield from self.progress(Said(talk.PROGRESS, self.record.conversation.place.section))

    def ask(self, said: Said) -> Iterator[Message]:
        open_section = said.section
        if said.what == talk.REOPEN:
            yield self.post(notices.notice(self.words, self.record, said.what), harmless=True)
        if open_section is None:
            return
        if open_section == self.screening and said.what == talk.REOPEN:
            yield from self.progress(said)
            yield self.post(screening.screening_verdict(self.words, self.record), slot="screened")
            return
        if open_section == self.screening:
            for question in self.record.conversation.questions(self.screening):
                body = screening.question_message(self.words, self.record, question)
                yield self.post(body, slot=f"question:{question.id}", harmless=True)
            return
        body = section.section_card(self.words, self.record, open_section)
        yield self.post(body, slot=f"section:{open_section}", harmless=True)

    def progress(self, said: Said) -> Iterator[Message]:
        if self.is_partner(said.person):
            yield from self.invitation(str(said.person))
            return
        if said.section is None:
            return
        if said.section == self.screening:
            owners = {self.record.conversation.guide.owner[name].id for name in said.questions}
            for question in self.record.conversation.questions(self.screening):
                if not said.questions or question.id in owners:
                    body = screening.question_message(self.words, self.record, question)
                    yield self.update(f"question:{question.id}", body, harmless=True)
            return
        body = section.section_card(self.words, self.record, said.section)
        yield self.update(f"section:{said.section}", body, harmless=True)

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
            body=body,
            dedupe_key=f"{self.record.id}:{self.key}:{self.count}",
            hears="opener" if kind == "post" else "",
        )
