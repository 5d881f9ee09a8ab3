"""Replies in the thread are kept as remarks of the open section, with edits and deletions, in whatever order they come."""

from collections.abc import Sequence
from itertools import cycle
from typing import Any

from bot.playground import Message
from tests.dialogs.stage import Player, Stage


def edits(player: Player, message: Message, text: str) -> Message:
    with player.stage.act():
        return player.person.edit(message, text)


def deletes(player: Player, message: Message) -> None:
    with player.stage.act():
        player.person.delete(message)


def test_a_reply_is_a_remark_of_the_open_section(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina)
    tom.says("We asked them twice")
    stage.reaches("clarity")
    tom.says("Their board meets on Monday & decides <then>")
    tom.says("Not in the thread", in_thread=False)
    kept = [(remark.author, remark.section, remark.text) for remark in stage.remarks]
    assert kept == [
        (tom.id, "screening", "We asked them twice"),
        (tom.id, "clarity", "Their board meets on Monday & decides <then>"),
    ]


def test_an_edit_keeps_the_words_before_it_and_a_deletion_keeps_the_remark(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina)
    message = tom.says("They pay on time")
    message = edits(tom, message, "They pay late")
    edits(tom, message, "They pay late, twice")
    deletes(tom, message)
    [remark] = stage.remarks
    assert remark.text == "They pay late, twice"
    assert remark.versions == ("They pay on time", "They pay late")
    assert remark.deleted


def test_what_is_said_to_the_coach_is_no_remark_even_when_it_is_edited_or_deleted(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina)
    message = tom.says("@coach status")
    message = edits(tom, message, f"{stage.slack.bot_mention} status please")
    edits(tom, message, "never mind")
    deletes(tom, tom.says("@coach why"))
    assert stage.remarks == []


def test_one_text_that_names_the_coach_has_one_effect_though_slack_tells_it_twice(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("values")
    before = len(stage.in_thread)
    tom.says("@coach back")
    heard = [one for one in stage.slack.journal.events("app_mention") if one.payload["event"]["user"] == tom.id]
    told = [one for one in stage.slack.journal.events("message") if one.payload["event"].get("user") == tom.id]
    assert len(heard) == 1
    assert len(told) == 1
    assert stage.place == "clarity_revealed"
    assert len(stage.in_thread) == before + 2  # Tom's words, and that the section is open again
    assert stage.remarks == []


def test_the_coachs_own_messages_are_no_remarks(stage: Stage) -> None:
    stage.opens(stage.amina).reaches("clarity")
    assert stage.remarks == []


def test_an_edit_or_a_deletion_that_arrives_first_loses_nothing(own_stage: Stage) -> None:
    stage = own_stage
    amina, tom, *_ = stage.cast
    stage.opens(amina)
    stage.slack.plan_events(later("message", 0.3))
    with stage.act():
        first = tom.person.post(stage.channel, "They pay on time", stage.card)
        second = amina.person.post(stage.channel, "They never pay", stage.card)
        tom.person.edit(first, "They pay late")
        amina.person.delete(second)
    edited, deleted = stage.remarks
    assert (edited.author, edited.section, edited.text) == (tom.id, "screening", "They pay late")
    assert edited.versions == ("They pay on time",)
    assert (deleted.author, deleted.text, deleted.deleted) == (amina.id, "They never pay", True)


def test_events_that_come_twice_and_shuffled_have_one_effect(own_stage: Stage) -> None:
    stage = own_stage
    amina, tom, *_ = stage.cast
    stage.opens(amina)
    delays = cycle([0.25, 0.0, 0.15, 0.05, 0.2, 0.1])
    stage.slack.plan_events(lambda payload: [next(delays), next(delays)])
    with stage.act():
        first = tom.person.post(stage.channel, "One", stage.card)
        second = amina.person.post(stage.channel, "Two", stage.card)
        tom.person.edit(first, "One and a half")
        amina.person.delete(second)
        amina.person.post(stage.channel, f"{stage.slack.bot_mention} pause", stage.card)
    for delivery in stage.slack.journal.deliveries("events_api"):
        stage.slack.deliver_again(delivery)
    stage.settle()
    assert [(r.text, r.versions, r.deleted) for r in stage.remarks] == [
        ("One and a half", ("One",), False),
        ("Two", (), True),
    ]
    assert stage.place == "paused"
    assert stage.thread.count("Paused by @Amina. Everything is kept") == 1


def later(kind: str, seconds: float) -> Any:
    """Delay plain messages, so that what happened to them arrives before them."""

    def plan(payload: dict[str, Any]) -> Sequence[float]:
        event = payload["event"]
        return [seconds if event["type"] == kind and "subtype" not in event else 0.0]

    return plan
