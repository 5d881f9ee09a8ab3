"""Rate limits: posts by channel, everything else by method and workspace."""

from itertools import pairwise

from bot.playground import Faults
from bot.workers.rate_limits import PACED_SECONDS, Rates
from tests.workers.office import Office

UPDATE = "chat.update"


class Hand:
    """A clock that is moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_method_rests_in_its_workspace_only_and_posts_never_rest_as_a_method() -> None:
    clock = Hand()
    rates = Rates(clock)
    rates.refused("T1", "chat_update", 30)
    rates.refused("T1", "chat_postMessage", 30)
    assert rates.rest("T1", "chat_update") == 30
    assert rates.rest("T2", "chat_update") == rates.rest("T1", "chat_postEphemeral") == 0
    assert rates.rest("T1", "chat_postMessage") == 0
    clock.now += 31
    assert rates.rest("T1", "chat_update") == 0


def test_a_lane_keeps_its_distance_for_a_while_after_a_refusal() -> None:
    clock = Hand()
    rates = Rates(clock)
    rates.pace("T1", "C1")
    assert rates.paced("T1", "C1")
    assert not rates.paced("T1", "C2")
    clock.now += PACED_SECONDS
    assert not rates.paced("T1", "C1")


def test_case_11_a_method_that_was_refused_is_left_alone_in_every_channel(office: Office) -> None:
    other = office.slack.add_channel("other", [office.amina])
    record = office.another_conversation(other)
    office.send(office.wish("there", conversation=record.id, channel=other.id, slot="card", thread_slot=None))
    office.slack.faults.next(UPDATE, Faults.rate_limited("0.4"))
    news = office.update("news", "card")
    office.send(news, office.wish("news there", kind="update", slot="card", conversation=record.id, channel=other.id))
    assert [call.status for call in office.calls(UPDATE)] == [429, 200, 200]
    assert office.texts() == ["news"]
    assert office.texts(other) == ["news there"]


def test_case_11_after_one_refusal_the_rest_of_the_lane_is_not_refused(office: Office) -> None:
    office.slack.faults.next("chat.postMessage", Faults.rate_limited("0.1"))
    office.send(*(office.wish(f"no {number}") for number in range(3)))
    calls = office.calls()[1:]
    assert [call.status for call in calls] == [429, 200, 200, 200]
    pauses = [later.at - earlier.at for earlier, later in pairwise(calls[1:])]
    assert all(pause >= 1 for pause in pauses)
    assert office.texts() == ["card", "no 0", "no 1", "no 2"]
