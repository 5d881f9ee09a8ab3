"""Who left the channel: the opener is told once, and names somebody else, whom the coach asks in their place."""

from dataclasses import replace

from bot.blocks.details import OPENER
from bot.blocks.people import ANOTHER
from bot.use_cases.access import Act
from flows.conversation import conversation as talk
from flows.model import Role
from tests.dialogs.stage import Player, Stage, no
from tests.dialogs.test_check_ins import check_in, decided, due
from tests.dialogs.test_who_left import ASKED, TOLD

LED = (
    "leads the conversation about Acme and is not in its channel",
    "mène la conversation sur Acme et n’est plus dans son canal",
)
NAME = ("Name someone else", "Nommer quelqu’un d’autre")


def leaves(stage: Stage, player: Player) -> None:
    with stage.act():
        player.person.leave(stage.channel)


def test_case_29_somebody_else_is_named_while_a_section_waits(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    amina.answers("clarity")
    amina.closes()
    leaves(stage, tom)
    amina.sees(f"@Tom {stage.speaks(*TOLD)}")
    lea.sees_nothing()
    amina.clicks(stage.speaks(*NAME), on=stage.speaks(*TOLD))
    assert amina.sends({ANOTHER: tom}) != {}  # not in the channel
    assert amina.sends({ANOTHER: amina}) != {}  # named already
    assert amina.sends({ANOTHER: stage.ines}) != {}  # not in the channel
    assert amina.sends({ANOTHER: lea}) == {}
    lea.sees(stage.speaks("@Léa answers in the place of @Tom", "@Léa répond désormais à la place de @Tom"))
    lea.sees(stage.speaks("1 of 2 has answered", "1 sur 2 a répondu"))
    lea.answers("clarity")
    lea.closes()
    assert stage.record.conversation.stage == "revealed"
    assert stage.answer_of(tom, "gap") == "yes"  # what was answered stays
    with stage.house.app.database.reading() as uow:
        assert Act.NAME_ANOTHER in [act.act for act in uow.acts.of(stage.conversation).acts]
    amina.goes_on("clarity")
    for section in ("values", "reach", "power", "closing"):
        for player in (amina, lea):
            player.answers(section)
            player.closes()
        amina.goes_on(section)
    assert stage.place == "deciding"


def test_somebody_else_is_asked_in_the_next_check_in(months: Stage) -> None:
    stage = months
    amina, tom, lea, *_ = stage.cast
    decided(stage, amina, tom)
    leaves(stage, tom)
    amina.clicks(stage.speaks(*NAME), on=stage.speaks(*TOLD))
    amina.sends({ANOTHER: lea})
    due(stage)
    lea.sees(stage.speaks(*ASKED))
    tom.sees(no(stage.speaks(*ASKED)))
    assert {person.id for person in check_in(stage).check_in.people} == {amina.id, lea.id}
    amina.sees(no(stage.speaks(*TOLD)))


def test_who_comes_back_can_be_named_again_and_only_the_opener_names(stage: Stage) -> None:
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom)
    leaves(stage, tom)
    amina.clicks(NAME[0], on=TOLD[0])
    amina.sends({ANOTHER: lea})
    with stage.act():
        tom.person.join(stage.channel)
    leaves(stage, lea)
    amina.clicks(NAME[0], on=f"@Léa {TOLD[0]}")
    amina.sends({ANOTHER: tom})
    assert [(one.id, one.replaced) for one in stage.record.conversation.people] == [
        (amina.id, False),
        (tom.id, False),
        (lea.id, True),
    ]
    amina.clicks(NAME[0], on=f"@Léa {TOLD[0]}")  # it stands there still
    amina.sees("Only the people expected in this conversation can do that")


def test_after_the_end_nobody_is_told_and_nobody_named(stage: Stage) -> None:
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom)
    leaves(stage, tom)
    amina.types("/partnership", "status")
    amina.clicks(NAME[0], on=TOLD[0])
    with stage.house.app.database.unit_of_work() as uow:
        record = uow.conversations.get(stage.slack.team_id, stage.conversation, lock=True)
        assert record is not None
        uow.conversations.save(replace(record, conversation=talk.stop(record.conversation, amina.id)[0]))
        uow.commit()
    amina.sends({ANOTHER: lea})
    amina.sees("This step is finished")
    leaves(stage, lea)
    amina.sees(no(TOLD[0]))


def test_where_who_leads_has_left_those_who_decide_are_told_once_and_choose_who_leads(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea, roles={amina: Role.delivery, tom: Role.decision_maker, lea: Role.delivery})
    leaves(stage, amina)
    tom.sees(f"@Amina {stage.speaks(*LED)}")
    lea.sees(no(stage.speaks(*LED)))
    tom.clicks(stage.speaks("People and details", "Personnes et détails"), on=stage.speaks(*LED))
    assert tom.sends({OPENER: tom}) == {}
    assert stage.record.conversation.opener == tom.id
    leaves(stage, lea)
    tom.sees(f"@Léa {stage.speaks(*TOLD)}", no(stage.speaks(*LED)))
    with stage.act():
        amina.person.join(stage.channel)
    leaves(stage, tom)  # nobody who is there decides
    amina.sees(f"@Tom {stage.speaks(*LED)}", stage.speaks("Nobody else here decides", "Personne d’autre ici ne décide"))
    assert not amina.screen.count(stage.speaks("Tom is not in the channel", "Tom n’est plus dans le canal"))


def test_who_leads_and_is_gone_is_noticed_by_the_clock_too(months: Stage) -> None:
    """Slack may have told nobody that they left."""
    stage = months
    amina, tom, lea, *_ = stage.cast
    decided(stage, amina, tom, lea, roles={amina: Role.delivery, tom: Role.decision_maker, lea: Role.delivery})
    with stage.act():
        stage.slack.deactivate(amina.person)
    due(stage)
    tom.sees(f"@Amina {stage.speaks(*LED)}", stage.speaks(*ASKED))
    lea.sees(no(stage.speaks(*LED)))
