"""The form that opens a conversation: partner, who answers, begin. The rest is behind More, and a name that is open is said."""

from bot.blocks import setup
from flows.model import UNSAID, Role
from tests.dialogs.stage import Player, Stage, no

MOST_FIELDS = 4


def fields(player: Player) -> list[str]:
    return [block["block_id"] for block in player.view.blocks if block["type"] == "input"]


def test_three_things_are_asked_first_and_who_opens_it_decides(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    amina.types("/partnership", "new Acme")
    assert fields(amina) == [setup.NAME, setup.people_block(Role.other)]
    assert len(fields(amina)) + 1 <= MOST_FIELDS, "a channel may be asked too"
    amina.sends({setup.people_block(Role.other): [amina, tom, lea]})
    tom.sees(either.speaks("Partnership with Acme", "Partenariat avec Acme"))
    record = either.record
    assert [(one.id, one.role) for one in record.conversation.people] == [
        (amina.id, Role.decision_maker), (tom.id, Role.other), (lea.id, Role.other)
    ]  # fmt: skip
    assert (record.language, record.conversation.setup.label) == (either.language, UNSAID)


def test_more_keeps_what_was_typed_and_begins_with_all_of_it(either: Stage) -> None:
    amina, tom, *_ = either.cast
    amina.types("/partnership", "new")
    amina.fills({setup.NAME: "Acme & Co", setup.people_block(Role.other): [amina, tom]})
    amina.asks_for_more()
    assert amina.filled_in(setup.NAME) == "Acme & Co"
    assert amina.filled_in(setup.people_block(Role.other)) == [amina.id, tom.id]
    assert amina.filled_in(setup.people_block(Role.decision_maker)) == [amina.id]
    amina.sends(
        {
            setup.LABEL: either.speaks("Not described yet", "Pas encore décrit"),
            setup.DECISION: "Do we sign?",
            setup.people_block(Role.finance): [tom],
        }
    )
    tom.sees("Acme & Co", "Do we sign?")
    assert [one.role for one in either.record.conversation.people] == [Role.decision_maker, Role.finance]


def test_without_roles_and_kinds_no_question_of_the_method_is_left_out(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    amina.types("/partnership", "new Acme")
    amina.sends({setup.people_block(Role.other): [amina, tom]})
    conversation, guide = stage.record.conversation, stage.house.app.guide
    for section in guide.road:
        asked = {q.id for one in conversation.people for q in conversation.questions_for(section, one)}
        assert asked == {question.id for question in guide.in_section(section)}


def test_a_name_that_is_open_here_is_said_with_the_way_there(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom, name="Acme Foundation")
    there = either.speaks(
        "There is already a conversation with this name, from", "Il y a déjà une conversation de ce nom, ouverte le"
    )
    tom.types("/partnership", "new ACME foundation")
    tom.sees(
        there, either.speaks("Open the card", "Ouvrir la carte"), either.speaks("Open another", "En ouvrir une autre")
    )
    tom.closes()
    tom.types("/partnership", "new")
    tom.sees(no(there))
    assert tom.sends({setup.NAME: "acme  foundation"}) == {}
    tom.sees(there)
    assert tom.filled_in(setup.NAME) == "acme  foundation"
    amina.sees_nothing()
    tom.sends()
    amina.sees("acme foundation")
    tom.types("/partnership", "list")
    tom.sees("2 conversations")
