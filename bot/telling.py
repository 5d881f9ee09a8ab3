"""From what the conversation has to say to the messages that say it: which slot, which thread, in which language."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from bot.blocks import answers_private as private
from bot.blocks import card, commitments, decision, ledger, notices, reveal, reviewing, screening, section, summary
from bot.i18n import Words, words
from flows import conversation as talk
from flows.conversation import Said
from flows.follow_up.commitments import Commitment
from flows.lifecycle import section_of
from flows.model import Side
from storage.records import Message, Record
from storage.renaming import PassedOn

CARD = "card"
Body = dict[str, Any]


def messages(record: Record, said: Iterable[Said], key: str, *, charts: bool = False) -> list[Message]:
    """The messages for what was said, in order; the channel card is brought up to date last. ``key`` makes them unique."""
    teller = _Teller(record, key, charts=charts)
    found = [message for one in said for message in teller.tell(one)]
    if found and not any(message.slot == CARD for message in found):
        found.append(teller.update(CARD, card.card(teller.words, record)))
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
    )
    return [first, *(message for one in said for message in teller.tell(one))]


def whisper(team: str, channel: str, user: str, body: Body, key: str, thread_ts: str | None) -> Message:
    """Something that only one person reads. In a direct message the whole channel is private already."""
    if channel.startswith("D") or not channel:
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
        teller.update(CARD, card.card(teller.words, record)),
    ]


def owner_left(record: Record, commitment: Commitment) -> Message:
    """What the opener is told, once, of a commitment whose owner is not here any more."""
    return _to_opener(
        record,
        lambda said: commitments.left_message(said, record, commitment),
        f"left:{commitment.id}:{commitment.owner}",
    )


def passed_on(record: Record, passed: PassedOn) -> Message:
    """What the opener is told, once, of commitments that are theirs now. Whose they were is not said."""
    latest = "+".join(f"{one.id}:{len(one.history)}" for one in passed.commitments)
    return _to_opener(
        record,
        lambda said: commitments.passed_on_message(said, record, passed.commitments),
        f"passed:{record.id}:{latest}",
    )


def _to_opener(record: Record, say: Callable[[Words], Body], key: str) -> Message:
    opener = record.conversation.opener
    language = next((one.language for one in record.conversation.people if one.id == opener), record.language)
    return Message(
        kind="direct",
        team=record.team,
        channel="",
        user=opener,
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
    def __init__(self, record: Record, key: str, *, charts: bool = False) -> None:
        self.record, self.key, self.charts = record, key, charts
        self.words: Words = words(record.language)
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
                if said.section == "screening":  # what it adds up to may have changed
                    yield self.update("screened", screening.screening_verdict(self.words, self.record))
            case talk.HEAR_PARTNER:
                yield from self.hear_partner()
            case talk.PARTNER_HEARD:
                yield self.post(reviewing.partner_heard(self.words, self.record))
            case talk.SUMMARISE:
                assessment = self.record.conversation.assessment()
                for body in summary.summary_messages(self.words, self.record, assessment, charts=self.charts):
                    yield self.post(body)
                for person in self.record.conversation.side(Side.partner):
                    yield from self.invitation(person.id)
            case talk.DECIDED:
                yield self.post(decision.decision_message(self.words, self.record))
            case talk.PAUSE | talk.RESUME | talk.STOP | talk.CLOSE:
                yield self.post(notices.notice(self.words, self.record, said.what))
                stage = self.record.conversation.place.resume_to or self.record.conversation.stage
                yield from self.progress(Said(talk.PROGRESS, section_of(stage)))

    def ask(self, said: Said) -> Iterator[Message]:
        open_section = said.section
        if said.what == talk.REOPEN:
            yield self.post(notices.notice(self.words, self.record, said.what))
        if open_section is None:
            return
        if open_section == "screening" and said.what == talk.REOPEN:
            yield from self.progress(said)
            yield self.post(screening.screening_verdict(self.words, self.record), slot="screened")
            return
        if open_section == "screening":
            for question in self.record.conversation.questions("screening"):
                body = screening.question_message(self.words, self.record, question)
                yield self.post(body, slot=f"question:{question.id}")
            return
        yield self.post(section.section_card(self.words, self.record, open_section), slot=f"section:{open_section}")

    def progress(self, said: Said) -> Iterator[Message]:
        if self.is_partner(said.person):
            yield from self.invitation(str(said.person))
            return
        if said.section is None:
            return
        if said.section == "screening":
            owners = {self.record.conversation.guide.owner[name].id for name in said.questions}
            for question in self.record.conversation.questions("screening"):
                if not said.questions or question.id in owners:
                    body = screening.question_message(self.words, self.record, question)
                    yield self.update(f"question:{question.id}", body)
            return
        body = section.section_card(self.words, self.record, said.section)
        yield self.update(f"section:{said.section}", body)

    def hear_partner(self) -> Iterator[Message]:
        yield self.post(reviewing.waiting_for_partner(self.words, self.record), slot="reviewing")
        for person in self.record.conversation.side(Side.partner):
            body = private.partner_invitation(words(person.language), self.record, person.id)
            yield Message(
                kind="direct",
                team=self.record.team,
                channel="",
                user=person.id,
                conversation=self.record.id,
                slot=f"partner:{person.id}",
                body=body,
                dedupe_key=f"{self.record.id}:partner:{person.id}:{self.key}",
            )

    def invitation(self, person: str) -> Iterator[Message]:
        """The invitation in somebody's direct messages, as it stands now."""
        participant = self.record.conversation.participant(person)
        body = private.partner_invitation(words(participant.language), self.record, person)
        yield replace(self.update(f"partner:{person}", body), channel="", user=person)

    def is_partner(self, person: str | None) -> bool:
        return person is not None and any(p.id == person for p in self.record.conversation.side(Side.partner))

    def post(self, body: Body, slot: str | None = None) -> Message:
        return self.message("post", body, slot, thread_slot=CARD)

    def update(self, slot: str, body: Body) -> Message:
        return self.message("update", body, slot)

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
        )
