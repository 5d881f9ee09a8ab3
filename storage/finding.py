"""Finding conversations again: by where they stand, by words, by name; a page at a time, the newest first.

Who reads names the channels that they are in; nothing of another channel is looked at. Where they answer for the partner,
nothing of ours is theirs to find. Words are found in names, in reasons, and in answers that were revealed and are not private.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, insert, or_, select
from sqlalchemy.orm import Session

from flows.conversation import NO, Answer, Conversation
from flows.follow_up.ledger import most_alike
from flows.lifecycle import ABANDONED, CLOSED, FOLLOWING_UP
from flows.model import NOT_MINE, UNSURE, Guide, Kind, Setup, Sharing, Side
from flows.summary import protected
from storage.hiding import Hiding
from storage.models import ConversationRow, ParticipantRow, SearchRow
from storage.records import Record
from storage.writing import change, insert_or_change, team_of

OPEN, DECIDED, DECLINED, DUE = "open", "decided", "declined", "due"
STANDINGS = (OPEN, DECIDED, DECLINED)
"""Where a conversation stands. DUE is an open one whose day of decision is over."""
NAME, REASON, ANSWER = "name", "reason", "answer"


_MOST_COMPARED = 500

Records = Callable[[Select[ConversationRow], int], list[Record]]


@dataclass(frozen=True)
class Reader:
    """Who looks, from which workspace, and in which channels they are now."""

    team: str
    person: str
    channels: Collection[str]


@dataclass(frozen=True)
class Page:
    """Some conversations, and whether more follow after the last."""

    records: tuple[Record, ...] = ()
    more: bool = False


def standing_of(conversation: Conversation) -> str:
    """Open until it is decided; what was stopped, or decided with a no, was declined."""
    stage = conversation.place.resume_to or conversation.stage
    if stage == ABANDONED:
        return DECLINED
    if stage not in (FOLLOWING_UP, CLOSED):
        return OPEN
    return DECLINED if conversation.decision is not None and conversation.decision.outcome == NO else DECIDED


def fold(text: str) -> str:
    """Without case, accents and runs of white space.

    >>> fold("Fondation  ACMÉ")
    'fondation acme'
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())


class Search:
    """Keeps the words by which conversations are found."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def name(self, conversation: str, text: str) -> None:
        """The partner's name."""
        self._put(conversation, NAME, text)

    def reason(self, conversation: str, text: str) -> None:
        """Why it was decided as it was."""
        self._put(conversation, REASON, text)

    def answers(self, record: Record, new: Iterable[tuple[int, Answer]]) -> None:
        """Answers in words, with their positions."""
        rows = [
            {
                "conversation_id": record.id,
                "kind": ANSWER,
                "position": position,
                "team": record.team,
                "folded": fold(answer.value),
            }
            for position, answer in new
            if isinstance(answer.value, str) and _in_words(record.conversation.guide, answer)
        ]
        if rows:
            self.session.execute(insert(SearchRow), rows)

    def rebuild(self, record: Record) -> None:
        """Everything anew, from the conversation as it is stored."""
        change(self.session, delete(SearchRow).where(SearchRow.conversation_id == record.id))
        self.name(record.id, record.partner_name)
        self.answers(record, enumerate(record.conversation.answers))
        if record.conversation.decision is not None:
            self.reason(record.id, record.conversation.decision.reason)

    def _put(self, conversation: str, kind: str, text: str) -> None:
        key: dict[str, Any] = {"conversation_id": conversation, "kind": kind, "position": 0}
        insert_or_change(self.session, SearchRow, key, team=team_of(conversation), folded=fold(text))


def _in_words(guide: Guide, answer: Answer) -> bool:
    known = guide.kinds.get(answer.question)
    return known is Kind.text and answer.value not in (UNSURE, NOT_MINE)


def texts_to_find(record: Record) -> Iterator[str]:
    """What the people of a channel may find a conversation by: what they may read of it in the thread."""
    conversation = record.conversation
    yield record.partner_name
    if conversation.decision is not None:
        yield conversation.decision.reason
    hiding = Hiding(conversation)
    for person in conversation.people:
        for answer in conversation.by_person.get(person.id, {}).values():
            if isinstance(answer.value, str) and _in_words(conversation.guide, answer):
                private = conversation.guide.owner[answer.question].sharing is Sharing.private
                theirs = person.side is Side.partner
                kept = theirs and protected(conversation.guide, answer.question, consent=answer.consent)
                if not (private or kept or hiding.hides(person.id, answer.question)):
                    yield answer.value


class Finding:
    """Reads pages; ``records`` makes conversations of the first rows of a query."""

    def __init__(self, session: Session, records: Records) -> None:
        self._session, self._records = session, records

    def standing(self, reader: Reader, where: str | None, *, today: date, limit: int, after: str | None = None) -> Page:
        """Conversations that stand so (all of them without ``where``). ``after``: the last one of the page before."""
        query = _readable(reader)
        if where in STANDINGS:
            query = query.where(ConversationRow.standing == where)
        elif where == DUE:
            over = and_(ConversationRow.decide_by != "", ConversationRow.decide_by < today.isoformat())
            query = query.where(ConversationRow.standing == OPEN, over)
        return self._page(query, limit, after, ())

    def words(self, reader: Reader, text: str, *, limit: int, after: str | None = None) -> Page:
        """Conversations in which each of these words stands; every character is taken literally."""
        wanted = fold(text).split()
        if not wanted:
            return Page()
        query = _readable(reader)
        for word in wanted:
            query = query.where(_has(SearchRow.folded.contains(word, autoescape=True)))
        return self._page(query, limit, after, wanted)

    def named(self, reader: Reader, name: str, *, limit: int, after: str | None = None) -> Page:
        """Conversations about a partner of exactly this name; else those whose name holds it."""
        wanted = fold(name)
        if not wanted:
            return Page()
        this = SearchRow.kind == NAME
        exact = self._page(_readable(reader).where(_has(and_(this, SearchRow.folded == wanted))), limit, after, ())
        if exact.records:
            return exact
        held = SearchRow.folded.contains(wanted, autoescape=True)
        return self._page(_readable(reader).where(_has(and_(this, held))), limit, after, ())

    def declined_alike(self, reader: Reader, name: str, setup: Setup) -> list[Record]:
        """The few declined ones that are most like this partner, among the newest; two queries and the records."""
        declined = _readable(reader).where(ConversationRow.standing == DECLINED)
        newest = _from(declined, None).limit(_MOST_COMPARED).subquery()
        columns = select(newest.c.id, newest.c.partner_name, newest.c.setup)
        known = [
            (id, other, Setup.model_validate(situation)) for id, other, situation in self._session.execute(columns)
        ]
        alike = most_alike(name, setup, known)
        if not alike:
            return []
        found = {one.id: one for one in self._records(declined.where(ConversationRow.id.in_(alike)), len(alike))}
        return [found[id] for id in alike if id in found]

    def _page(self, query: Select[ConversationRow], limit: int, after: str | None, wanted: Sequence[str]) -> Page:
        found: list[Record] = []
        while len(found) <= limit:
            some = self._records(_from(query, after), limit + 1)
            found += [one for one in some if _holds(one, wanted)]
            if not some:  # fewer than asked for is no end: a broken one is left out
                break
            after = some[-1].id
        return Page(tuple(found[:limit]), more=len(found) > limit)


def _holds(record: Record, wanted: Sequence[str]) -> bool:
    """Whether each word stands in something that may be read."""
    texts = [fold(text) for text in texts_to_find(record)] if wanted else []
    return all(any(word in text for text in texts) for word in wanted)


def _has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(SearchRow.conversation_id == ConversationRow.id, condition)


def _readable(reader: Reader) -> Select[ConversationRow]:
    theirs = exists().where(
        ParticipantRow.conversation_id == ConversationRow.id,
        ParticipantRow.person == reader.person,
        ParticipantRow.side == Side.partner,
    )
    here = (ConversationRow.team == reader.team, ConversationRow.channel.in_(sorted(reader.channels)))
    return select(ConversationRow).where(*here, ~theirs)


def _from(query: Select[ConversationRow], after: str | None) -> Select[ConversationRow]:
    if after is not None:
        last = select(ConversationRow.created_at).where(ConversationRow.id == after).scalar_subquery()
        earlier = ConversationRow.created_at < last
        same = and_(ConversationRow.created_at == last, ConversationRow.id < after)
        query = query.where(or_(earlier, same))
    return query.order_by(ConversationRow.created_at.desc(), ConversationRow.id.desc())
