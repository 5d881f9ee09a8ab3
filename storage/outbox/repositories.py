"""The small repositories: guides, assessments, posts, inbound keys, languages, direct channels, time zones."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from flows.guide import guide_from_json, guide_to_json
from flows.model import Assessment, Guide
from storage.records import Posted
from storage.tables.models import (
    AssessmentRow,
    DirectChannelRow,
    GuideRow,
    InboxRow,
    PersonZoneRow,
    PostRow,
    PreferenceRow,
)
from storage.tables.writing import (
    Now,
    change,
    insert_once,
    insert_or_change,
    put_of_conversation,
    short_key,
    table_of,
    team_of,
)

_PREFERENCES = table_of(PreferenceRow).c
_LANGUAGE = select(_PREFERENCES.language).where(
    _PREFERENCES.team == bindparam("team"), _PREFERENCES.subject == bindparam("subject")
)


class Guides:
    """Guides by the hash of their content: a conversation keeps the one that it began with."""

    _known: dict[str, Guide] = {}  # noqa: RUF012 - one cache for the process: a guide of a hash never changes
    _hashes: dict[int, tuple[Guide, str]] = {}  # noqa: RUF012

    def __init__(self, session: Session) -> None:
        self.session = session

    def put(self, guide: Guide) -> str:
        """Store a guide once; its hash."""
        digest = self._hash(guide)
        if self.session.scalar(select(GuideRow.hash).where(GuideRow.hash == digest)) is None:
            content = guide_to_json(guide)
            insert_once(self.session, GuideRow, hash=digest, guide_id=guide.id, version=guide.version, content=content)
        return digest

    def get(self, digest: str) -> Guide:
        """The guide with this hash; read from the database once a process. Raises NoResultFound."""
        known = self._known.get(digest)
        if known is None:
            content = self.session.execute(select(GuideRow.content).where(GuideRow.hash == digest)).scalar_one()
            known = self._known.setdefault(digest, guide_from_json(content))
        return known

    def _hash(self, guide: Guide) -> str:
        kept = self._hashes.get(id(guide))
        if kept is None or kept[0] is not guide:
            kept = guide, sha256(guide_to_json(guide).encode()).hexdigest()
            self._hashes[id(guide)] = kept
            self._known.setdefault(kept[1], guide)
        return kept[1]


class Assessments:
    """What summaries said; only ever added."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def add(self, conversation: str, assessment: Assessment) -> None:
        """Keep what a summary says."""
        self.session.execute(
            insert(AssessmentRow).values(
                team=team_of(conversation),
                conversation_id=conversation,
                verdict=assessment.verdict,
                content=assessment.model_dump(mode="json"),
                made_at=self.now(),
            )
        )

    def latest(self, conversation: str) -> Assessment | None:
        """What the last summary said."""
        query = select(AssessmentRow.content).where(AssessmentRow.conversation_id == conversation)
        content = self.session.scalar(query.order_by(AssessmentRow.id.desc()).limit(1))
        return Assessment.model_validate(content) if content else None


class Posts:
    """Where each slot's message stands."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, conversation: str, slot: str) -> Posted | None:
        """The message of a slot, None before it was posted."""
        query = select(PostRow.channel, PostRow.ts).where(PostRow.conversation_id == conversation, PostRow.slot == slot)
        found = self.session.execute(query).one_or_none()
        return Posted(found.channel, found.ts) if found else None

    def put(self, conversation: str, slot: str, posted: Posted) -> bool:
        """The slot's message stands here now; False where there is no such conversation: it may have been erased."""
        given = {"conversation_id": conversation, "slot": slot, "channel": posted.channel, "ts": posted.ts}
        return put_of_conversation(self.session, PostRow, ("conversation_id", "slot"), **given)

    def count(self, conversation: str, prefix: str) -> int:
        """How many messages stand whose slot begins so."""
        begins = PostRow.slot.startswith(prefix, autoescape=True)
        query = select(func.count()).where(PostRow.conversation_id == conversation, begins)
        return int(self.session.scalar(query) or 0)

    def forget_in(self, conversation: str, channel: str) -> None:
        """The conversation's messages that stand in a channel are not its own any more; those in private stay."""
        there = (PostRow.conversation_id == conversation, PostRow.channel == channel)
        change(self.session, delete(PostRow).where(*there))


class Inbox:
    """Inbound keys: the same event, click or form has one effect."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now
        self.took_a_key = False

    def first_time(self, key: str) -> bool:
        """Take a key; False when its effect is there already."""
        first = insert_once(self.session, InboxRow, key=short_key(key), received_at=self.now())
        self.took_a_key |= first
        return first

    def purge(self, before: datetime) -> int:
        """Forget keys so old that nothing is delivered again; how many."""
        return change(self.session, delete(InboxRow).where(InboxRow.received_at < before))


class Preferences:
    """Languages that were chosen; ``subject`` is ``user:U1`` or ``channel:C1``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def language(self, team: str, subject: str) -> str | None:
        """The chosen language."""
        found: str | None = self.session.scalar(_LANGUAGE, {"team": team, "subject": subject})
        return found

    def set_language(self, team: str, subject: str, language: str) -> None:
        """Choose a language."""
        insert_or_change(self.session, PreferenceRow, {"team": team, "subject": subject}, language=language)


class DirectChannels:
    """The channels of direct messages, so that they are opened once."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, team: str, person: str) -> str | None:
        """The channel of a person's direct messages."""
        return self.session.scalar(
            select(DirectChannelRow.channel).where(DirectChannelRow.team == team, DirectChannelRow.person == person)
        )

    def put(self, team: str, person: str, channel: str) -> None:
        """Remember it."""
        insert_or_change(self.session, DirectChannelRow, {"team": team, "person": person}, channel=channel)

    def forget(self, team: str, person: str) -> None:
        """It is not there any more."""
        gone = delete(DirectChannelRow).where(DirectChannelRow.team == team, DirectChannelRow.person == person)
        change(self.session, gone)


class Zones:
    """Where people live, as their profiles said last: asked for outside of transactions, kept for when they are asked."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def of(self, team: str, people: Iterable[str]) -> dict[str, str]:
        """Person → zone; whose zone is not known is left out."""
        row = PersonZoneRow
        query = select(row.person, row.zone).where(row.team == team, row.person.in_(list(people)))
        return {found.person: found.zone for found in self.session.execute(query)}

    def put(self, team: str, zones: Mapping[str, str]) -> None:
        """They live there now."""
        for person, zone in zones.items():
            insert_or_change(self.session, PersonZoneRow, {"team": team, "person": person}, zone=zone)
