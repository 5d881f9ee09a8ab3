"""A partner of a really other organisation (Slack Connect): theirs as a person, ours as a workspace. And what is not for us."""

from typing import Any

from sqlalchemy import func, select

from bot.blocks.kit import action_ids
from storage.tables.models import InboxRow, OutboxRow
from tests.dialogs.house import House
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, no
from tests.dialogs.test_check_ins import answers, check_in, due
from tests.dialogs.test_outsiders import stranger
from tests.dialogs.test_partner import answers_everything, invited


def from_afar(stage: Stage) -> Player:
    """Inès is of another organisation now."""
    before = stage.ines
    stage.ines = Player(stage, stage.slack.add_person("Inès", locale="en-GB", team="Other Org"))
    stage.players[stage.players.index(before)] = stage.ines
    stage.direct[stage.ines] = stage.slack.direct_channel(stage.ines.person)
    stage.slack.add_channel("with-other-org", [stage.amina.person, stage.ines.person], shared=True)
    return stage.ines


def test_who_shares_no_channel_with_the_app_cannot_be_asked_until_they_do(stage: Stage, rules: Rules) -> None:
    rules.refusals = {"user_not_visible"}
    amina, *_ = stage.cast
    ines = from_afar(stage)
    shared = next(one for one in stage.slack.workspace.channels.values() if one.name == "with-other-org")
    stage.slack.remove_app(shared)
    stage.opens(amina, partner=[ines]).reaches("closing")
    stage.everyone_answers("closing")
    amina.goes_on()
    amina.sees("could not reach @Inès", "share a channel with them")
    assert ines.screen == ""
    stage.slack.invite_app(shared)
    amina.presses(action_ids.DELIVER_AGAIN)
    assert "hear how you see" in ines.screen


def test_a_channel_whose_id_changes_goes_on(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name="Solaris").reaches("clarity")
    old = stage.channel.id
    with stage.act():
        assert stage.slack.change_id(stage.channel) == old != stage.channel.id
    assert stage.record.channel == stage.channel.id
    stage.everyone_answers("clarity")
    tom.sees("“Clarity”: the 2 answers are alike.")
    tom.says("@coach status")
    tom.sees("Solaris")


def test_what_a_partner_of_another_organisation_types_is_kept(stage: Stage) -> None:
    ines = from_afar(stage)
    invited(stage, stage.amina, stage.tom)
    answers_everything(ines)
    assert stage.answer_of(ines, "speak_up") == "cost_something"
    assert "Everyone asked at Acme has answered" in stage.thread
    ines.opens_home()
    ines.sees(no("Acme"))


def test_a_partner_of_another_organisation_answers_a_check_in(months: Stage) -> None:
    stage = months
    ines = from_afar(stage)
    invited(stage, stage.amina, stage.tom)
    answers_everything(ines)
    stage.amina.goes_on("reviewing")
    stage.amina.decides("go_if", "with a second funder")
    due(stage)
    answers(ines, still_yes="yes")
    assert ines.id in check_in(stage).check_in.submissions


def test_a_colleague_of_a_sister_workspace_of_the_same_grid_is_no_stranger(own_house: House) -> None:
    house = own_house
    house.slack.workspace.join_enterprise("Sister")
    house.restart()
    stage = Stage(house)
    sister = Player(stage, house.slack.add_person("Noor", locale="en-GB", team="Sister"))
    stage.players.append(sister)
    stage.direct[sister] = house.slack.direct_channel(sister.person)
    sam = stranger(stage)
    with stage.act():
        sister.person.join(stage.channel)
    stage.opens(stage.amina, sister)
    sister.answers("screening")
    sister.closes()
    sister.says("@coach status")
    sister.sees("1 of 2 has answered")
    sam.says("@coach status")
    sam.sees("belongs to another organisation")


def rows(stage: Stage) -> tuple[int | None, ...]:
    with stage.house.app.database.reading() as uow:
        return tuple(uow.session.scalar(select(func.count()).select_from(row)) for row in (InboxRow, OutboxRow))


def test_a_payload_that_does_not_concern_us_is_answered_and_leaves_nothing(stage: Stage) -> None:
    """As forged as it may be: a click, a form, a mention and a command of a workspace that is none of ours."""
    stage.opens(stage.amina, stage.tom)
    sam = stranger(stage)
    stage.settle()
    record, front, before = stage.record, stage.house.app.front, rows(stage)
    team = {"id": stage.slack.workspace.members[sam.id].team_id}
    who: dict[str, Any] = {"user": {"id": sam.id}, "team": team, "trigger_id": "1.2"}
    click = {"action_id": action_ids.STATUS, "action_ts": "5.5", "value": f'{{"c":"{record.id}"}}'}
    view = {"type": "modal", "id": "V1", "hash": "1.a", "callback_id": action_ids.STOP, "private_metadata": "{}"}
    mention = {"type": "app_mention", "user": sam.id, "channel": record.channel, "ts": "11.1", "text": "help"}
    for payload in (
        who | {"type": "block_actions", "actions": [click], "channel": {"id": record.channel}},
        who | {"type": "view_submission", "view": view | {"state": {"values": {}}}},
        {"type": "event_callback", "team_id": team["id"], "event_id": "Ev1", "event": mention},
        {
            "command": "/partnership",
            "text": "help",
            "team_id": team["id"],
            "user_id": sam.id,
            "channel_id": record.channel,
            "trigger_id": "1.2",
        },
    ):
        assert front.answer(payload).status == 200
    stage.settle()
    assert rows(stage) == before
    assert stage.house.app.health.report()["ready"]


def test_a_mention_whose_event_names_the_other_organisation_first_is_answered_by_us(stage: Stage) -> None:
    """Slack names the author's workspace outside, and ours in ``authorizations``."""
    stage.opens(stage.amina, stage.tom)
    sam = stranger(stage)
    sam.says("@coach status")
    sam.sees("belongs to another organisation")
    stage.amina.says("@coach status")
    stage.amina.sees("your answers are needed")
