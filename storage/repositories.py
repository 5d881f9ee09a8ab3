"""The small repositories: guides, assessments, posts, inbound keys, languages."""

from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from flows.guide import guide_from_json, guide_to_json
from flows.model import Assessment, Guide
from storage.models import AssessmentRow, DirectChannelRow, GuideRow, InboxRow, PostRow, PreferenceRow
from storage.records import Posted


def insert_once(session: Session, row: type, **values: object) -> bool:
    """Insert unless its key is there already; whether it was inserted."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    result = session.execute(insert(row).values(**values).on_conflict_do_nothing())
    return bool(result.rowcount)  # type: ignore[attr-defined]


@lru_cache(maxsize=32)
def _parsed(digest: str, content: str) -> Guide:
    return guide_from_json(content)


class Guides:
    """Guides by the hash of their content: a conversation keeps the one that it began with."""

    _hashes: dict[int, tuple[Guide, str]] = {}  # noqa: RUF012
    _known: dict[str, Guide] = {}  # noqa: RUF012

    def __init__(self, session: Session) -> None:
        self.session = session

    def put(self, guide: Guide) -> str:
        """Store a guide once; its hash."""
        kept = self._hashes.get(id(guide))
        if kept is None or kept[0] is not guide:
            content = guide_to_json(guide)
            digest = sha256(content.encode()).hexdigest()
            Guides._hashes[id(guide)] = (guide, digest)
        else:
            digest = kept[1]
        if self.session.get(GuideRow, digest) is None:
            insert_once(
                self.session,
                GuideRow,
                hash=digest,
                guide_id=guide.id,
                version=guide.version,
                content=guide_to_json(guide),
            )
        Guides._known.setdefault(digest, guide)
        return digest

    def get(self, digest: str) -> Guide:
        """The guide with this hash; read from the database once a process."""
        known = self._known.get(digest)
        if known is None:
            row = self.session.get_one(GuideRow, digest)
            known = Guides._known.setdefault(digest, _parsed(digest, row.content))
        return known


class Assessments:
    """What summaries said."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now

    def add(self, conversation: str, assessment: Assessment) -> None:
        """Keep what a summary says."""
        self.session.add(
            AssessmentRow(
                conversation_id=conversation,
                verdict=assessment.verdict,
                content=assessment.model_dump(mode="json"),
                made_at=self.now,
            )
        )

    def latest(self, conversation: str) -> Assessment | None:
        """What the last summary said."""
        query = select(AssessmentRow).where(AssessmentRow.conversation_id == conversation)
        row = self.session.scalars(query.order_by(AssessmentRow.id.desc()).limit(1)).first()
        return Assessment.model_validate(row.content) if row else None


class Posts:
    """Where each slot's message stands."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, conversation: str, slot: str) -> Posted | None:
        """The message of a slot, None before it was posted."""
        row = self.session.get(PostRow, (conversation, slot))
        return Posted(row.channel, row.ts) if row else None

    def put(self, conversation: str, slot: str, posted: Posted) -> None:
        """The slot's message stands here now."""
        self.session.merge(PostRow(conversation_id=conversation, slot=slot, channel=posted.channel, ts=posted.ts))


class Inbox:
    """Inbound keys: the same event, click or form has one effect."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now

    def first_time(self, key: str) -> bool:
        """Take a key; False when its effect is there already."""
        return insert_once(self.session, InboxRow, key=key[:255], received_at=self.now)

    def purge(self, before: datetime) -> int:
        """Forget keys so old that nothing is delivered again."""
        result = self.session.execute(delete(InboxRow).where(InboxRow.received_at < before))
        return int(result.rowcount)  # type: ignore[attr-defined]


class Preferences:
    """Languages that were chosen; ``subject`` is ``user:U1`` or ``channel:C1``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def language(self, team: str, subject: str) -> str | None:
        """The chosen language."""
        row = self.session.get(PreferenceRow, (team, subject))
        return row.language if row else None

    def set_language(self, team: str, subject: str, language: str) -> None:
        """Choose a language."""
        self.session.merge(PreferenceRow(team=team, subject=subject, language=language))


class DirectChannels:
    """The channels of direct messages, so that they are opened once."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, team: str, person: str) -> str | None:
        """The channel of a person's direct messages."""
        row = self.session.get(DirectChannelRow, (team, person))
        return row.channel if row else None

    def put(self, team: str, person: str, channel: str) -> None:
        """Remember it."""
        self.session.merge(DirectChannelRow(team=team, person=person, channel=channel))
