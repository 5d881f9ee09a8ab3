"""One transaction with its repositories. Without ``commit()`` nothing is kept."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from storage.conversations.acts import Acts
from storage.conversations.agenda import Agenda
from storage.conversations.commitments import Commitments
from storage.conversations.conversations import Conversations
from storage.conversations.ledger import Ledger
from storage.conversations.remarks import Remarks
from storage.conversations.reminders import Reminders
from storage.engine.failpoints import reach
from storage.engine.lazy import Lazy
from storage.follow_up.channel_prompts import ChannelPrompts
from storage.follow_up.check_ins import CheckIns
from storage.follow_up.schedules import Schedules
from storage.outbox.channels import AcceptedReaders, ShutChannels
from storage.outbox.outbox import Outbox
from storage.outbox.repositories import Assessments, DirectChannels, Guides, Inbox, Posts, Preferences, Zones


class UnitOfWork:
    """What is read and written together, at one moment (``now``). Each repository is made when it is first used."""

    guides = Lazy(lambda uow: Guides(uow.session))
    conversations = Lazy(lambda uow: Conversations(uow.session, uow.guides, uow.moment))
    assessments = Lazy(lambda uow: Assessments(uow.session, uow.moment))
    commitments = Lazy(lambda uow: Commitments(uow.session, uow.moment))
    ledger = Lazy(lambda uow: Ledger(uow.session, uow.moment))
    agenda = Lazy(lambda uow: Agenda(uow.session))
    schedules = Lazy(lambda uow: Schedules(uow.session, uow.moment))
    channel_prompts = Lazy(lambda uow: ChannelPrompts(uow.session, uow.moment))
    check_ins = Lazy(lambda uow: CheckIns(uow.session, uow.commitments, uow.conversations.involved, uow.moment))
    reminders = Lazy(lambda uow: Reminders(uow.session, uow.zones, uow.moment))
    remarks = Lazy(lambda uow: Remarks(uow.session, uow.moment))
    posts = Lazy(lambda uow: Posts(uow.session))
    inbox = Lazy(lambda uow: Inbox(uow.session, uow.moment))
    outbox = Lazy(lambda uow: Outbox(uow.session, uow.moment))
    preferences = Lazy(lambda uow: Preferences(uow.session))
    direct_channels = Lazy(lambda uow: DirectChannels(uow.session))
    zones = Lazy(lambda uow: Zones(uow.session))
    accepted_readers = Lazy(lambda uow: AcceptedReaders(uow.session, uow.moment))
    shut_channels = Lazy(lambda uow: ShutChannels(uow.session, uow.moment))
    acts = Lazy(lambda uow: Acts(uow.session, uow.moment))

    def __init__(self, session: Session, clock: Callable[[], datetime], *, may_write: bool = True) -> None:
        self.session = session
        self._clock, self._may_write = clock, may_write
        self._now: datetime | None = None

    def moment(self) -> datetime:
        """The time of everything that is written here: asked for once."""
        if self._now is None:
            self._now = self._clock()
        return self._now

    now = property(moment)
    """``moment()``."""

    def commit(self) -> None:
        """Keep everything that was written here."""
        if not self._may_write:
            raise RuntimeError("this was opened for reading: nothing that is written here is kept")
        if "outbox" in self.__dict__:
            self.outbox.flush()
        if not ("inbox" in self.__dict__ and self.inbox.took_a_key):
            self.session.commit()
            return
        reach("before_commit")
        self.session.commit()
        reach("after_commit")
