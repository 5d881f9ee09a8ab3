"""One transaction with its repositories. Without ``commit()`` nothing is kept."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from storage.conversations import Conversations
from storage.outbox import Outbox
from storage.remarks import Remarks
from storage.repositories import Assessments, DirectChannels, Guides, Inbox, Posts, Preferences


class UnitOfWork:
    """What is read and written together."""

    def __init__(self, session: Session, now: datetime | None = None) -> None:
        self.session = session
        moment = now or datetime.now(UTC)
        self.guides = Guides(session)
        self.conversations = Conversations(session, self.guides, moment)
        self.assessments = Assessments(session, moment)
        self.remarks = Remarks(session, moment)
        self.posts = Posts(session)
        self.inbox = Inbox(session, moment)
        self.outbox = Outbox(session, moment)
        self.preferences = Preferences(session)
        self.direct_channels = DirectChannels(session)

    def commit(self) -> None:
        """Keep everything that was written here."""
        self.session.commit()
