"""What a click, a form, a message and an idle coach cost: counts, on both databases, with limits that only go down.

``-s`` prints what was counted, and with COUNTS=1 what it is made of. At b44e156 a click was 2,714 calls and 29 statements, a form
4,733 calls, and a message about 9 statements in 3 transactions.
"""

import os
import time
from collections.abc import Iterator

import pytest

from bot.blocks.kit import action_ids
from storage.records import Message
from tests.dialogs.answers import sound
from tests.dialogs.conftest import a_folder
from tests.dialogs.counting import Counting, Counts
from tests.dialogs.house import House, a_house
from tests.dialogs.stage import Stage

CLICK_CALLS, CLICK_STATEMENTS = 1_850, 12
FORM_CALLS, FORM_STATEMENTS = 3_950, 17
MESSAGE_STATEMENTS, MESSAGE_TRANSACTIONS = 4, 2
IDLE_SECONDS = 1.5
_QUIET_SECONDS = 0.3
"""Until the relay has found that nothing is left of what came before."""
_GATEWAY = "bot/gateway/"
_WORKER, _RELAY = "ThreadPoolExecutor", "relay"


@pytest.fixture
def counting() -> Iterator[Counting]:
    """Counts in every thread of the house, which is opened after it."""
    counting = Counting()
    with counting.watched():
        yield counting


@pytest.fixture
def counted_house(counting: Counting, own_url: str) -> Iterator[House]:
    """A house on either engine, where nothing that the app posts comes back to it as an event."""
    with a_folder() as folder, a_house(folder, database_url=own_url) as house:
        yield house


def told(name: str, counts: Counts) -> None:
    """Print what was counted, and with COUNTS=1 what it is made of."""
    statements = [len(each.statements) for each in counts.all_transactions()]
    print(
        f"\n{name}: {counts.all_calls()} calls, {counts.calls_in(_GATEWAY)} of them in {_GATEWAY}; "
        f"statements by transaction {statements}"
    )
    if os.environ.get("COUNTS"):
        for (_, function), count in counts.functions.most_common(45):
            print(f"    {count:5} {function}")
        for transaction in counts.all_transactions():
            print("    --", *(" ".join(each.split())[:200] for each in transaction.statements), sep="\n     ")


def statements_of(counts: Counts) -> int:
    """Return how many statements there were, in a look before the write (who may?) and in the one write."""
    assert len(counts.all_transactions()) <= 2
    return sum(len(transaction.statements) for transaction in counts.all_transactions())


def test_a_click_on_an_answer_of_the_screening(counted_house: House, counting: Counting) -> None:
    stage = Stage(counted_house)
    stage.opens()
    stage.amina.closes()
    stage.slack.plan_events(lambda event: [])
    stage.amina.presses(action_ids.ANSWER, question="gap", token="no")  # what is made once for a process
    with counting.counted() as counts:
        stage.amina.presses(action_ids.ANSWER, question="gap", token="yes")
    click = counts.thread(_WORKER)
    told("a click", click)
    assert click.all_calls() <= CLICK_CALLS
    assert statements_of(click) <= CLICK_STATEMENTS


def test_the_last_form_of_a_section_which_reveals_it(counted_house: House, counting: Counting) -> None:
    stage = Stage(counted_house)
    stage.opens(stage.amina, stage.tom).reaches("clarity")
    stage.tom.answers("clarity")
    stage.tom.closes()
    stage.amina.opens("clarity")
    stage.slack.plan_events(lambda event: [])
    with counting.counted() as counts:
        stage.amina.sends(sound("clarity", "en"))
    form = counts.thread(_WORKER)
    told("a form that reveals", form)
    assert not stage.record.conversation.hidden
    assert form.all_calls() <= FORM_CALLS
    assert statements_of(form) <= FORM_STATEMENTS


def test_the_messages_of_a_click(counted_house: House, counting: Counting) -> None:
    stage = Stage(counted_house)
    stage.opens()
    stage.amina.closes()
    stage.slack.plan_events(lambda event: [])
    time.sleep(_QUIET_SECONDS)
    with counting.counted() as counts:
        stage.amina.presses(action_ids.ANSWER, question="gap", token="yes")
    relay = counts.thread(_RELAY)
    told("three messages in one channel, one after the other", relay)
    _hold_for_messages(relay, 3)


def test_messages_for_several_channels_go_together(counted_house: House, counting: Counting) -> None:
    stage = Stage(counted_house)
    stage.opens()
    stage.amina.closes()
    stage.slack.plan_events(lambda event: [])
    relay = counted_house.app.relay
    relay.stop()
    relay.senders = 3
    with counted_house.app.database.unit_of_work() as uow:
        for number in range(4):
            place = stage.slack.add_channel(f"other-{number}", [])
            for text in ("one", "two", "three"):
                uow.outbox.write(Message("post", stage.slack.team_id, place.id, {"text": text}, f"{number}:{text}"))
        uow.commit()
    with counting.counted() as counts:
        relay.start()
        stage.settle()
    sent = counts.thread(_RELAY)
    told("twelve messages in four channels", sent)
    _hold_for_messages(sent, 12)


def _hold_for_messages(relay: Counts, count: int) -> None:
    """What claims and writes down; a look for what comes due is no message's, it comes once a second."""
    transactions = [each for each in relay.writing() if each.statements]
    statements = sum(len(each.statements) for each in transactions)
    assert statements <= MESSAGE_STATEMENTS * count
    assert len(transactions) <= MESSAGE_TRANSACTIONS * count


def test_an_idle_coach_writes_nothing(counted_house: House, counting: Counting) -> None:
    stage = Stage(counted_house)
    stage.opens()
    stage.settle()
    time.sleep(_QUIET_SECONDS)
    with counting.counted() as counts:
        time.sleep(IDLE_SECONDS)
    idle = counts.thread(_RELAY)
    told("idle", idle)
    assert idle.writing() == []
