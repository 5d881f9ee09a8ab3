"""One transaction with its repositories. Without ``commit()`` nothing is kept."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from storage.agenda import Agenda
from storage.channel_prompts import ChannelPrompts
from storage.check_ins import CheckIns
from storage.commitments import Commitments
from storage.conversations import Conversations
from storage.failpoints import reach
from storage.ledger import Ledger
from storage.outbox import Outbox
from storage.remarks import Remarks
from storage.repositories import Assessments, DirectChannels, Guides, Inbox, Posts, Preferences, Zones
from storage.schedules import Schedules


class UnitOfWork:
    """What is read and written together, at one moment (``now``)."""

    def __init__(self, session: Session, clock: Callable[[], datetime], *, may_write: bool = True) -> None:
        self._clock, self._may_write = clock, may_write
        self._now: datetime | None = None

        def now() -> datetime:
            return self.now

        self.session = session
        self.guides = Guides(session)
        self.conversations = Conversations(session, self.guides, now)
        self.assessments = Assessments(session, now)
        self.commitments = Commitments(session, now)
        self.ledger = Ledger(session, now)
        self.agenda = Agenda(session)
        self.schedules = Schedules(session, now)
        self.channel_prompts = ChannelPrompts(session, now)
        self.check_ins = CheckIns(session, self.commitments, self.conversations.involved, now)
        self.remarks = Remarks(session, now)
        self.posts = Posts(session)
        self.inbox = Inbox(session, now)
        self.outbox = Outbox(session, now)
        self.preferences = Preferences(session)
        self.direct_channels = DirectChannels(session)
        self.zones = Zones(session)

    @property
    def now(self) -> datetime:
        """The time of everything that is written here: asked for once.

        Not a cached_property: in Python 3.11 those of all units of work share one lock, and who holds it here may be waiting
        for a connection that somebody who waits for the lock has.
        """
        if self._now is None:
            self._now = self._clock()
        return self._now

    def commit(self) -> None:
        """Keep everything that was written here."""
        if not self._may_write:
            raise RuntimeError("this was opened for reading: nothing that is written here is kept")
        if not self.inbox.took_a_key:
            self.session.commit()
            return
        reach("before_commit")
        self.session.commit()
        reach("after_commit")
