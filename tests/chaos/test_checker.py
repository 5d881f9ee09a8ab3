"""The checker finds what is wrong, each kind of it: a checker that finds nothing proves nothing."""

import copy
from collections.abc import Callable

import pytest
from sqlalchemy import text

from bot.playground import Delivery, Message
from flows.schedules.reminders import ASKED, Reminder
from tests.chaos.checker import Verdict, check
from tests.chaos.scenes import Scene
from tests.databases import SQLITE

Spoil = Callable[[Scene], None]


@pytest.fixture(params=[SQLITE])
def engine(request: pytest.FixtureRequest) -> str:
    """One is enough here."""
    return str(request.param)


def shown(scene: Scene) -> list[Message]:
    return [message for message in scene.slack.workspace.messages[scene.team.channel.id] if message.bot_id]


def came(scene: Scene, outcome: str, event: dict[str, object]) -> None:
    """Slack's journal says that it delivered this."""
    payload = {"event_id": "Ev1", "event": event}
    scene.slack.journal.note_delivery(Delivery(0, "events_api", "socket", payload, 0, outcome, None, 0))


def a_reply(scene: Scene) -> dict[str, object]:
    thread = scene.card.ts
    return {
        "type": "message",
        "channel": scene.team.channel.id,
        "ts": "1.2",
        "thread_ts": thread,
        "text": "hm",
        "user": "U1",
    }


def message_is_missing(scene: Scene) -> None:
    shown(scene)[-1].deleted = True


def message_was_never_sent(scene: Scene) -> None:
    with scene.database.unit_of_work() as uow:
        uow.session.execute(text("UPDATE outbox SET state = 'parked' WHERE id = 2"))
        uow.commit()
    shown(scene)[1].deleted = True


def answer_was_not_kept(scene: Scene) -> None:
    came(scene, "acked", a_reply(scene))


def event_was_never_answered(scene: Scene) -> None:
    came(scene, "timeout", a_reply(scene))


def mention_was_not_answered(scene: Scene) -> None:
    came(scene, "acked", {**a_reply(scene), "type": "app_mention"})


def card_is_old(scene: Scene) -> None:
    shown(scene)[0].text = "what it said before"


def state_moved_on(scene: Scene) -> None:
    with scene.database.unit_of_work() as uow:
        uow.session.execute(text("UPDATE conversations SET stage = 'paused', resume_to = 'collecting'"))
        uow.commit()


def message_stands_twice(scene: Scene) -> None:
    again = copy.deepcopy(shown(scene)[-1])
    again.ts = scene.slack.workspace.next_ts()
    scene.slack.workspace.add_message(again)


def nobody_wanted_it(scene: Scene) -> None:
    message_stands_twice(scene)
    shown(scene)[-1].metadata = None


def remark_that_nobody_made(scene: Scene) -> None:
    with scene.database.unit_of_work() as uow:
        from storage.records import Remark

        uow.remarks.add(scene.team.conversation, Remark("1.3", "U1", "screening", "who said that"))
        uow.commit()


def answer_of_a_stranger(scene: Scene) -> None:
    with scene.database.unit_of_work() as uow:
        uow.session.execute(
            text(
                "INSERT INTO answers (conversation_id, position, team, person, question, value, after_reveal, consent,"
                " recorded_at) SELECT id, 0, team, 'U0NOBODY', 'gap', '\"yes\"', false, false, created_at FROM conversations"
            )
        )
        uow.commit()


def order_is_wrong(scene: Scene) -> None:
    one, other = shown(scene)[-2:]
    one.ts, other.ts = other.ts, one.ts
    with scene.database.unit_of_work() as uow:  # where the slots stand moves along: only the order is wrong
        for slot, message in (("card", one), ("questions", other)):
            uow.session.execute(text("UPDATE posts SET ts = :ts WHERE slot = :slot"), {"ts": message.ts, "slot": slot})
        uow.commit()
    scene.slack.workspace._by_ts.update({(m.channel, m.ts): m for m in (one, other)})


def asked_is_forgotten(scene: Scene) -> None:
    with scene.database.unit_of_work() as uow:
        record = uow.conversations.get(scene.slack.team_id, scene.team.conversation)
        assert record is not None
        uow.reminders.put(record, Reminder(record.conversation.opener, "screening", told=frozenset({ASKED})))
        uow.commit()


LOST: list[Spoil] = [
    asked_is_forgotten,
    message_is_missing,
    message_was_never_sent,
    answer_was_not_kept,
    event_was_never_answered,
    mention_was_not_answered,
    card_is_old,
    state_moved_on,
]
DUPLICATED: list[Spoil] = [message_stands_twice, nobody_wanted_it, remark_that_nobody_made, answer_of_a_stranger]


def judged(scene: Scene, spoil: Spoil) -> Verdict:
    before = check(scene.slack, scene.database)
    assert before.clean, list(before.cases())
    spoil(scene)
    return check(scene.slack, scene.database)


@pytest.mark.parametrize("spoil", LOST, ids=lambda spoil: spoil.__name__)
def test_a_loss_is_found(scene: Scene, spoil: Spoil) -> None:
    assert judged(scene, spoil).lost


@pytest.mark.parametrize("spoil", DUPLICATED, ids=lambda spoil: spoil.__name__)
def test_a_duplicate_is_found(scene: Scene, spoil: Spoil) -> None:
    assert judged(scene, spoil).duplicated


def test_a_wrong_order_is_found(scene: Scene) -> None:
    found = judged(scene, order_is_wrong)
    assert found.out_of_order
    assert not found.lost
    assert not found.duplicated
