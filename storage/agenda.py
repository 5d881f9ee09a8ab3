"""What comes next for one person, over several conversations: check-ins to answer, and when the coach asks again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from flows.follow_up.statechart import OPEN
from storage.follow_up_models import CheckInRow, CheckInSubmissionRow, ScheduleRow


@dataclass(frozen=True)
class OpenCheckIn:
    """A check-in that waits for somebody's answers."""

    id: str
    conversation: str
    number: int


class Agenda:
    """Reads what comes next: a query each, however many conversations."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def check_ins(self, person: str, conversations: Collection[str]) -> list[OpenCheckIn]:
        """The open check-ins of these conversations in which this person is expected and has not answered, oldest first."""
        answered = exists().where(
            CheckInSubmissionRow.check_in_id == CheckInRow.id, CheckInSubmissionRow.person == person
        )
        query = select(CheckInRow.id, CheckInRow.conversation_id, CheckInRow.number, CheckInRow.plan).where(
            CheckInRow.conversation_id.in_(conversations),
            CheckInRow.stage.in_(sorted(OPEN)),
            ~answered,
        )
        rows = self.session.execute(query.order_by(CheckInRow.created_at, CheckInRow.id))
        return [OpenCheckIn(id, whose, number) for id, whose, number, plan in rows if person in plan["people"]]

    def next_dates(self, conversations: Collection[str]) -> list[tuple[str, date]]:
        """(conversation, day of its zone): the next check-in of each that has one, the nearest first."""
        query = select(ScheduleRow.conversation_id, ScheduleRow.next_key, ScheduleRow.next_at).where(
            ScheduleRow.conversation_id.in_(conversations), ScheduleRow.next_at.is_not(None)
        )
        found: dict[str, date] = {}
        for whose, key, _ in self.session.execute(query.order_by(ScheduleRow.next_at, ScheduleRow.id)):
            found.setdefault(whose, datetime.fromisoformat(str(key)).date())
        return list(found.items())
