"""Who may is asked when it happens: somebody who left, a stranger, somebody who never was there."""

import pytest

from bot.blocks import decision
from bot.blocks.kit import action_ids
from bot.use_cases import directory
from tests.dialogs.stage import Player, Stage, no
from tests.dialogs.test_check_ins import FREE_WORK, promises
from tests.dialogs.test_outsiders import stranger

NOT_THERE = ("You are not in that channel", "Vous n’êtes pas dans ce canal")


@pytest.fixture
def _a_minute_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was there a minute ago is asked for again."""
    monkeypatch.setattr(directory, "MEMBERS_SECONDS", 0)


def leaves(stage: Stage, player: Player) -> None:
    with stage.act():
        player.person.leave(stage.channel)


@pytest.mark.usefixtures("_a_minute_later")
def test_the_opener_who_left_decides_nothing_and_keeps_what_they_typed(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom, name="Solaris").reaches("deciding")
    amina.presses(action_ids.DECIDE)
    leaves(either, amina)
    errors = amina.sends({decision.OUTCOME: "no", decision.REASON: "They pay late"})
    assert either.speaks(*NOT_THERE) in next(iter(errors.values()))
    assert amina.filled_in(decision.REASON) == "They pay late"
    assert either.place == "deciding"


@pytest.mark.usefixtures("_a_minute_later")
def test_who_left_answers_nothing_any_more(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name="Solaris").reaches("clarity")
    tom.opens("clarity")
    leaves(stage, tom)
    errors = tom.sends({"need": "Forty nurses by June 2027"})
    assert NOT_THERE[0] in next(iter(errors.values()))
    assert stage.answer_of(tom, "need") is None
    tom.person.join(stage.channel)
    assert tom.sends({"need": "Forty nurses by June 2027"}) == {}
    assert stage.answer_of(tom, "need") == "Forty nurses by June 2027"


@pytest.mark.usefixtures("_a_minute_later")
def test_who_left_reads_nothing_of_their_commitments(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name="Solaris").reaches("deciding", **FREE_WORK)
    promises(stage, tom, "Every hour is paid", in_days=10)
    tom.opens_home()
    tom.sees("Every hour is paid", "Solaris")
    leaves(stage, tom)
    tom.opens_home()
    tom.sees(no("Every hour is paid"), no("Solaris"))


@pytest.mark.parametrize("word", ["status", "summary", "agreement", "why", "checkin"])
@pytest.mark.usefixtures("_a_minute_later")
def test_a_mention_of_a_stranger_or_a_guest_is_refused_like_a_command(stage: Stage, word: str) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name="Solaris").reaches("deciding")
    for other, sentence in ((stranger(stage), "belongs to another organisation"), (stage.gus, "Guests take part")):
        other.says(f"@coach {word}")
        other.sees(sentence, no("Solaris"))


@pytest.mark.usefixtures("_a_minute_later")
def test_a_remark_of_a_stranger_is_not_kept(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    sam = stranger(stage)
    for player in (sam, stage.gus, stage.lea):
        player.says(f"{player.name} was here")
    assert [remark.text for remark in stage.remarks] == ["Léa was here"]
    assert "Coach · app" not in sam.news


@pytest.mark.usefixtures("_a_minute_later")
def test_nobody_opens_a_conversation_where_they_are_not(either: Stage) -> None:
    amina, tom, *_ = either.cast
    amina.types("/partnership", "new Acme")
    leaves(either, amina)
    errors = amina.sends(
        {"our_kind": "nonprofit", "their_kind": "company", "label": "funding", "people:decision_maker": [tom]}
    )
    assert either.speaks(*NOT_THERE) in next(iter(errors.values()))
    assert amina.filled_in("name") == "Acme"
    with either.house.app.database.reading() as uow:
        assert uow.conversations.in_channel(either.slack.team_id, either.channel.id, limit=1) == []


def test_who_leaves_or_joins_is_forgotten_at_once(stage: Stage) -> None:
    """Slack says so, and nobody waits for the minute to be over."""
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    tom.presses(action_ids.STATUS)
    tom.sees("your answers are needed")
    leaves(stage, tom)
    tom.person.join(stage.channel)
    leaves(stage, tom)
    assert not stage.house.app.ticker.presence.directory(stage.slack.team_id).is_member(stage.channel.id, tom.id)


def test_a_channel_with_another_id_carries_its_conversations_on(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    old, new = stage.channel.id, "C0999999999"
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}
    with stage.act():
        stage.slack.send_event(event, stage.channel)
    with stage.house.app.database.reading() as uow:
        (found,) = uow.conversations.in_channel(stage.slack.team_id, new, limit=2)
        assert uow.conversations.in_channel(stage.slack.team_id, old, limit=2) == []
    assert found.thread_ts == stage.card.ts
    with stage.act():
        stage.slack.send_event({**event, "old_channel_id": new, "new_channel_id": old}, stage.channel)
    assert stage.record.id == found.id
