"""What of a conversation is still hidden: it leaves the database in no export, and no search finds it.

Ours is hidden until its section was revealed. What the partner's people say is hidden until a summary has read it. What
is said in a check-in is hidden until then and now are compared.
"""

from dataclasses import dataclass
from datetime import datetime

from flows.check_ins import statechart
from flows.conversation.conversation import Conversation
from flows.conversation.lifecycle import CLOSED, DECIDING, FOLLOWING_UP
from flows.model import Side

_SUMMED_UP = frozenset((DECIDING, FOLLOWING_UP, CLOSED))


@dataclass(frozen=True)
class Hiding:
    """``summed_up_at``: when the latest summary was made, None before the first."""

    conversation: Conversation
    summed_up_at: datetime | None = None

    def hides(self, person: str, answerable: str, recorded_at: datetime | None = None) -> bool:
        """Whether a person's answer to this is hidden. What the guide does not know is: nobody can say who may read it."""
        owner = self.conversation.guide.owner.get(answerable)
        return owner is None or self.hides_section(person, owner.section, recorded_at)

    def hides_section(self, person: str, section: str, recorded_at: datetime | None = None) -> bool:
        """Whether what a person did in this section is hidden."""
        if self._side(person) is Side.ours:
            return self.conversation.blind(section)
        stage = self.conversation.place.resume_to or self.conversation.stage
        if stage in _SUMMED_UP:
            return False
        if self.summed_up_at is None:
            return True
        return recorded_at is None or recorded_at > self.summed_up_at

    def _side(self, person: str) -> Side:
        return next((one.side for one in self.conversation.people if one.id == person), Side.ours)


def hides_check_in(stage: str) -> bool:
    """Whether what was answered in a check-in that stands there is hidden. A stage that is none hides: nobody can say."""
    return stage not in (statechart.COMPARED, *statechart.ENDED)
