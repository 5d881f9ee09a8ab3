"""Erasing: a person's words go and their id with them, what was decided stays under a pseudonym; or a whole conversation goes.

Each is recorded, by a keyed digest for a person, so that it can be done again to what a backup or an old export brings back.
"""

import hmac
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import String, cast, delete, select
from sqlalchemy.orm import InstrumentedAttribute

from storage.privacy.belonging import belongs, conversation_ids
from storage.privacy.pseudonyms import OnePerson
from storage.tables.channel_models import AcceptedReaderRow
from storage.tables.follow_up_models import (
    CheckInAnswerRow,
    CheckInReplyRow,
    CheckInRow,
    CheckInSubmissionRow,
    CheckInToldRow,
    CommitmentChangeRow,
    CommitmentRow,
    ScheduleRow,
)
from storage.tables.models import (
    SENT,
    AnswerRow,
    ConversationRow,
    DecisionRow,
    DirectChannelRow,
    ErasureRow,
    InboxRow,
    LedgerRow,
    OutboxRow,
    ParticipantRow,
    PersonZoneRow,
    PreferenceRow,
    ProbeRow,
    RemarkRow,
    RemarkVersionRow,
    ReminderRow,
    SubmissionRow,
)
from storage.tables.pseudonym_text import PSEUDONYM, Erased
from storage.tables.writing import change, insert_or_change
from storage.unit_of_work import UnitOfWork

PERSON, CONVERSATION = "person", "conversation"

WHO: tuple[InstrumentedAttribute[Any], ...] = (
    ConversationRow.opener,
    ParticipantRow.person,
    AnswerRow.person,
    SubmissionRow.person,
    ProbeRow.person,
    DecisionRow.by,
    LedgerRow.by,
    RemarkRow.author,
    CommitmentRow.owner,
    CommitmentChangeRow.by,
    CommitmentChangeRow.owner,
    ScheduleRow.made_by,
    CheckInRow.opener,
    CheckInRow.outcome_by,
    CheckInAnswerRow.person,
    CheckInSubmissionRow.person,
    CheckInReplyRow.person,
    CheckInToldRow.person,
    AcceptedReaderRow.reader,
    ReminderRow.person,
)
"""Every column of a conversation that names a person."""

WORDS: tuple[InstrumentedAttribute[Any], ...] = (
    AnswerRow.value,
    DecisionRow.reason,
    DecisionRow.minority,
    LedgerRow.reason,
    LedgerRow.condition,
    RemarkRow.text,
    RemarkVersionRow.text,
    CommitmentRow.text,
    CommitmentRow.tripwire,
    CommitmentChangeRow.reason,
    CheckInRow.outcome_reason,
    CheckInAnswerRow.value,
)
"""Every column in which people write: their words go, and others may name them in theirs."""


@dataclass(frozen=True)
class Erasure:
    """One recorded erasure."""

    team: str
    kind: str
    subject: str
    pseudonym: str
    erased_at: datetime


Following = Callable[[Collection[str]], Iterable[str]]
"""Is given ids of conversations and yields them, to show how far it is."""


class Erasing:
    """Erases within one unit of work; the caller commits, or does not (a dry run)."""

    def __init__(self, uow: UnitOfWork, key: bytes, following: Following = iter) -> None:
        self.uow, self.session = uow, uow.session
        self._key, self._following = key, following
        self.under_other_keys = 0
        """How many erasures of people ``again`` could not compare, since another key made their digests."""

    def teams_of(self, person: str) -> list[str]:
        """The workspaces in which this person left anything."""
        found: set[str] = set()
        for column in WHO:
            found.update(self.session.scalars(select(column.class_.team).where(column == person).distinct()))
        for column in WORDS:
            named = cast(column, String).contains(person, autoescape=True)
            found.update(self.session.scalars(select(column.class_.team).where(named).distinct()))
        subject = PreferenceRow.subject == f"user:{person}"
        found.update(self.session.scalars(select(PreferenceRow.team).where(subject)))
        for row in (DirectChannelRow, PersonZoneRow):
            found.update(self.session.scalars(select(row.team).where(row.person == person)))
        return sorted(found | self.uow.acts.teams_of(person))

    def person(
        self, team: str, person: str, *, only: Collection[str] | None = None, pseudonym: str | None = None
    ) -> Erased:
        """Erase a person: in every conversation of the workspace, or ``only`` in these."""
        subject = subject_of(self._key, team, person)
        pseudonym = pseudonym or self._pseudonym(team, subject) or f"{PSEUDONYM}{uuid.uuid4().hex[:8]}"
        erased = Erased()
        for conversation in self._following(self._conversations_of(team, person)):
            if only is None or conversation in only:
                OnePerson(self.uow, conversation, person, pseudonym, erased).erase()
        if only is None:
            erased.messages += self._forget_ways_to(team, person)
            self.uow.acts.rename(team, person, pseudonym)
            self.record(Erasure(team, PERSON, subject, pseudonym, self.uow.now))
        return erased

    def pseudonym_of(self, team: str, person: str) -> str:
        """The name under which a person was erased; "" for somebody who was not."""
        return self._pseudonym(team, subject_of(self._key, team, person)) or ""

    def conversation(self, conversation: str) -> bool:
        """Erase a conversation with everything that belongs to it; whether it was there."""
        team = self.session.scalar(select(ConversationRow.team).where(ConversationRow.id == conversation))
        if team is None:
            return False
        self._drop([conversation])
        self.record(Erasure(team, CONVERSATION, conversation, "", self.uow.now))
        return True

    def words_of(self, conversation: str) -> list[str]:
        """Everything that people wrote in a conversation, so that copies of it can be looked for."""
        found: set[str] = set()
        for column in WORDS:
            row: Any = column.class_
            here = belongs(row, conversation)
            written = self.session.scalars(select(column).where(here))
            found.update(value for value in written if isinstance(value, str))
        return sorted(found)

    def drop_closed(self, before: datetime) -> int:
        """Drop conversations that ended before this moment, and moved no more; how many."""
        over = select(ConversationRow.id).where(ConversationRow.ended.is_(True), ConversationRow.updated_at < before)
        found = list(self.session.scalars(over))
        self._drop(found)
        return len(found)

    def teams(self) -> list[str]:
        """Every workspace of which there is a conversation."""
        return sorted(self.session.scalars(select(ConversationRow.team).distinct()))

    # The list of what was erased

    def recorded(self) -> list[Erasure]:
        """Every erasure, oldest first."""
        return recorded(self.uow)

    def record(self, erasure: Erasure) -> None:
        """Note an erasure; the latest counts."""
        key = {"team": erasure.team, "kind": erasure.kind, "subject": erasure.subject}
        insert_or_change(self.session, ErasureRow, key, pseudonym=erasure.pseudonym, erased_at=erasure.erased_at)

    def again(self, erasures: Iterable[Erasure], *, only: Collection[str] | None = None) -> int:
        """Erase again what a backup or an import brought back; how many of these erasures found something."""
        count = 0
        for erasure in erasures:
            if erasure.kind == CONVERSATION:
                there = self.session.scalar(select(ConversationRow.id).where(ConversationRow.id == erasure.subject))
                if there is not None and (only is None or there in only):
                    self._drop([there])
                    count += 1
            elif not erasure.subject.startswith(_mark_of(self._key)):
                self.under_other_keys += 1
            else:
                for person in self._people(erasure.team):
                    if subject_of(self._key, erasure.team, person) == erasure.subject:
                        found = self.person(erasure.team, person, only=only, pseudonym=erasure.pseudonym)
                        count += found.conversations > 0
            self.record(erasure)
        return count

    # How

    def _people(self, team: str) -> set[str]:
        found = self.uow.acts.people(team)
        for column in WHO:
            named = (column.class_.team == team, column.is_not(None))
            found.update(self.session.scalars(select(column).where(*named).distinct()))
        return found

    def _pseudonym(self, team: str, subject: str) -> str | None:
        row = select(ErasureRow.pseudonym).where(ErasureRow.team == team, ErasureRow.subject == subject)
        return self.session.scalar(row)

    def _conversations_of(self, team: str, person: str) -> list[str]:
        found: set[str] = set()
        named = [column == person for column in WHO]
        named += [cast(words, String).contains(person, autoescape=True) for words in WORDS]
        for column, here in zip((*WHO, *WORDS), named, strict=True):
            row: Any = column.class_
            found.update(self.session.scalars(conversation_ids(row).where(row.team == team, here)))
        return sorted(found)

    def _drop(self, conversations: Collection[str]) -> None:
        for conversation in self._following(conversations):
            change(self.session, delete(OutboxRow).where(OutboxRow.conversation_id == conversation))
            change(self.session, delete(ConversationRow).where(ConversationRow.id == conversation))
            self.uow.acts.drop([conversation])

    def _forget_ways_to(self, team: str, person: str) -> int:
        """Their language, their zone, their direct messages, their clicks; how many messages to them were not sent."""
        preference = delete(PreferenceRow).where(PreferenceRow.team == team, PreferenceRow.subject == f"user:{person}")
        channel = delete(DirectChannelRow).where(DirectChannelRow.team == team, DirectChannelRow.person == person)
        zone = delete(PersonZoneRow).where(PersonZoneRow.team == team, PersonZoneRow.person == person)
        clicks = delete(InboxRow).where(InboxRow.key.startswith(f"click:{person}:", autoescape=True))
        for gone in (preference, channel, zone, clicks):
            change(self.session, gone)
        theirs = (OutboxRow.team == team, OutboxRow.user == person)
        change(self.session, delete(OutboxRow).where(*theirs, OutboxRow.state == SENT))
        return change(self.session, delete(OutboxRow).where(*theirs))


def recorded(uow: UnitOfWork) -> list[Erasure]:
    """Return every erasure, oldest first."""
    rows = uow.session.scalars(select(ErasureRow).order_by(ErasureRow.erased_at, ErasureRow.id))
    return [Erasure(row.team, row.kind, row.subject, row.pseudonym, row.erased_at) for row in rows]


def subject_of(key: bytes, team: str, person: str) -> str:
    """What is kept of a person's id: which key it was, and an HMAC-SHA256 of workspace and id under it."""
    return _mark_of(key) + hmac.new(key, f"{team}:{person}".encode(), sha256).hexdigest()


def _mark_of(key: bytes) -> str:
    """Return what tells one key from another, and nothing of either."""
    return hmac.new(key, b"which key this is", sha256).hexdigest()[:8] + ":"
