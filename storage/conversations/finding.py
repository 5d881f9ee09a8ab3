"""Finding conversations again: by where they stand, by words, by name; a page at a time, the newest first.

Who reads names the channels that they are in; nothing of another channel is looked at. Where they answer for the partner,
nothing of ours is theirs to find. Words are found in names, in reasons, and in answers that were revealed and are not private.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, insert, or_, select
from sqlalchemy.orm import Session

from flows.conversation.conversation import NO, Conversation
from flows.conversation.lifecycle import ABANDONED, CLOSED, FOLLOWING_UP
from flows.guide.sharing import in_words, private, protected
from flows.ledger import most_alike
from flows.model import Kind, Setup, Side
from flows.text.nearest import nearest
from flows.text.plain import plain
from storage.conversations.hiding import Hiding
from storage.records import Record
from storage.tables.models import ConversationRow, ParticipantRow, SearchRow
from storage.tables.writing import change, insert_or_change, team_of

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

    def answers(self, record: Record) -> None:
        """Answers in words, those alone that may be read by now: of what is hidden not even an index knows."""
        gone = delete(SearchRow).where(SearchRow.conversation_id == record.id, SearchRow.kind == ANSWER)
        change(self.session, gone)
        self._add(record, _readable_answers(record.conversation))

    def keep(self, record: Record, before: Conversation) -> None:
        """What was opened since is added; where something is hidden again, changed or taken back, all is written anew."""
        now, texts = record.conversation, before.guide.kinds
        said = now.answers[len(before.answers) :]
        if now.place == before.place and all(texts.get(each.question) is not Kind.text for each in said):
            return
        was, here = _readable_answers(before), _readable_answers(now)
        if was.items() <= here.items():
            self._add(record, {position: text for position, text in here.items() if position not in was})
        else:
            self.answers(record)

    def _add(self, record: Record, texts: Mapping[int, str]) -> None:
        whose = {"conversation_id": record.id, "kind": ANSWER, "team": record.team}
        rows = [whose | {"position": position, "folded": plain(text)} for position, text in texts.items()]
        if rows:
            self.session.execute(insert(SearchRow), rows)

    def rebuild(self, record: Record) -> None:
        """Everything anew, from the conversation as it is stored."""
        change(self.session, delete(SearchRow).where(SearchRow.conversation_id == record.id))
        self.name(record.id, record.partner_name)
        self.answers(record)
        if record.conversation.decision is not None:
            self.reason(record.id, record.conversation.decision.reason)

    def _put(self, conversation: str, kind: str, text: str) -> None:
        key: dict[str, Any] = {"conversation_id": conversation, "kind": kind, "position": 0}
        insert_or_change(self.session, SearchRow, key, team=team_of(conversation), folded=plain(text))


def texts_to_find(record: Record) -> Iterator[str]:
    """What the people of a channel may find a conversation by: what they may read of it in the thread."""
    yield record.partner_name
    if record.conversation.decision is not None:
        yield record.conversation.decision.reason
    yield from _readable_answers(record.conversation).values()


def _readable_answers(conversation: Conversation) -> dict[int, str]:
    """The standing answers in words that were opened, and that our side may read; by their place among all answers."""
    hiding, guide, answers = Hiding(conversation), conversation.guide, conversation.answers
    sides = {person.id: person.side for person in conversation.people}
    standing = {(answer.person, answer.question): position for position, answer in enumerate(answers)}
    found: dict[int, str] = {}
    for (person, answerable), position in standing.items():
        answer = answers[position]
        # A look into a mapping first: most answers are no text, and this runs at every move.
        if guide.kinds.get(answerable) is not Kind.text or not in_words(guide, answerable, answer.value):
            continue
        theirs = sides.get(person) is Side.partner
        kept = protected(guide, answerable, consent=answer.consent) if theirs else private(guide, answerable)
        if not (kept or person not in sides or hiding.hides(person, answerable)):
            found[position] = str(answer.value)
    return found


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
        wanted = plain(text).split()
        if not wanted:
            return Page()
        query = _readable(reader)
        for word in wanted:
            query = query.where(_has(SearchRow.folded.contains(word, autoescape=True)))
        return self._page(query, limit, after, wanted)

    def named(self, reader: Reader, name: str, *, limit: int, after: str | None = None) -> Page:
        """Conversations about a partner of exactly this name; else those whose name holds it."""
        wanted = plain(name)
        if not wanted:
            return Page()
        this = SearchRow.kind == NAME
        exact = self._page(_readable(reader).where(_has(and_(this, SearchRow.folded == wanted))), limit, after, ())
        if exact.records:
            return exact
        held = SearchRow.folded.contains(wanted, autoescape=True)
        return self._page(_readable(reader).where(_has(and_(this, held))), limit, after, ())

    def nearest_name(self, reader: Reader, name: str) -> str:
        """Return the name of a partner, among the newest, that is spelled most like this one; empty where none is alike."""
        newest = _from(_readable(reader), None).limit(_MOST_COMPARED).with_only_columns(ConversationRow.partner_name)
        return nearest(name, self._session.scalars(newest))

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
    texts = [plain(text) for text in texts_to_find(record)] if wanted else []
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
