"""Which acts are kept in the record of acts, and how one is noted.

Answers, remarks and what is said in a check-in are not: they are rows of their own that are only added to, with who and when.
"""

from bot.use_cases.access import Act
from bot.use_cases.steps import Actor
from storage.records import Record
from storage.unit_of_work import UnitOfWork

RECORDED = frozenset(
    (
        Act.START,
        Act.REVEAL,
        Act.MOVE_ON,
        Act.PAUSE,
        Act.STOP,
        Act.CLOSE,
        Act.DECIDE,
        Act.NAME_ANOTHER,
        Act.CHANGE_DETAILS,
        Act.WITHDRAW,
        Act.POST_HELD,
        Act.DELIVER,
        Act.MAKE_COMMITMENT,
        Act.CHANGE_COMMITMENT,
        Act.REVEAL_CHECK_IN,
        Act.CONCLUDE_CHECK_IN,
        Act.CHANGE_DATES,
        Act.ASK_LATER,
        Act.READ_AGREEMENT,
        Act.EXPORT_CONVERSATION,
        Act.EXPORT_EVERYTHING,
    )
)


def note(uow: UnitOfWork, actor: Actor, act: Act, record: Record | None = None) -> None:
    """Note what somebody did, in the transaction that does it; without a conversation it concerns the workspace."""
    if act not in RECORDED:
        return
    stage, place = "", ""
    if record is not None:
        stage, place = record.conversation.stage, record.id
        if record.conversation.section:
            stage = f"{stage}:{record.conversation.section}"
    uow.acts.add(act, team=actor.team, by=actor.user, key=actor.key, place=place, stage=stage)
