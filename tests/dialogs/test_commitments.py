"""From a guardrail to a commitment: who, by when, and what follows; closed, moved or contested with a reason."""

from bot.blocks.commitments import DUE, OWNER, REASON, TEXT, TRIPWIRE, WHAT
from bot.blocks.kit import action_ids
from tests.dialogs.stage import Player, Stage, no

DAY, LATER = "2999-03-01", "2999-04-01"


def promising(stage: Stage, who: Player) -> None:
    """Open the form of the summary's first guardrail: its points are a click away."""
    who.closes()
    who.presses(action_ids.POINTS)
    who.clicks(stage.speaks("Make it a commitment", "En faire un engagement"))


def at_the_summary(stage: Stage) -> Stage:
    amina, tom, *_ = stage.cast
    return stage.opens(amina, tom).reaches("deciding", power={"unpaid_work": "weaker_unpaid"})


def card_of(stage: Stage) -> str:
    return " ".join(stage.read(stage.card, stage.amina).split())


def test_a_guardrail_becomes_a_commitment_that_is_moved_contested_and_closed(either: Stage) -> None:
    stage = at_the_summary(either)
    amina, tom, lea, *_ = stage.cast
    promising(stage, amina)
    amina.sees(stage.speaks("What is promised?", "Qu’est-ce qui est promis ?"))
    assert amina.filled_in(TEXT), "the guardrail stands there already"
    assert amina.filled_in(OWNER) == amina.id
    assert amina.sends({TEXT: "Find a *second* funder", OWNER: tom, DUE: DAY, TRIPWIRE: "We pause <!here>"}) == {}
    lea.sees(
        stage.speaks("@Tom owns it, by 1 March 2999", "@Tom en répond, pour le 1er mars 2999"),
        stage.speaks("If it is not kept: We pause <!here>", "Si ce n’est pas tenu : We pause <!here>"),
        stage.speaks("1 open commitment", "1 engagement ouvert"),
    )
    change = stage.speaks("Change", "Modifier")
    for what, expected in (
        ("moved", stage.speaks("@Amina moved a commitment", "@Amina a reporté un engagement")),
        ("contested", stage.speaks("@Amina contested a commitment of @Tom", "@Amina a contesté un engagement de @Tom")),
        ("closed", stage.speaks("@Amina closed a commitment of @Tom", "@Amina a clos un engagement de @Tom")),
    ):
        amina.presses(action_ids.COMMITMENTS)
        amina.clicks(change)
        assert list(amina.sends({WHAT: what, DUE: LATER, REASON: "  "})) == [REASON]
        amina.sees(stage.speaks("Please write why", "pourquoi"))
        amina.sends({REASON: f"the board says {what}"})
        amina.closes()
        tom.sees(expected, f"the board says {what}")
    assert stage.speaks("0 open commitments", "0 engagement ouvert") in card_of(stage)
    (commitment,) = stage.record_whole.commitments
    assert [one.did for one in commitment.history] == ["made", "moved", "contested", "closed"]


def test_a_commitment_is_handed_over_to_somebody_who_can_own_it(either: Stage) -> None:
    stage = at_the_summary(either)
    amina, tom, lea, ines, _ = stage.cast
    promising(stage, amina)
    amina.sends({TEXT: "Find a second funder", OWNER: tom, DUE: DAY})
    tom.presses(action_ids.COMMITMENTS)
    tom.clicks(stage.speaks("Change", "Modifier"))
    assert list(tom.sends({WHAT: "handed_over", REASON: "new job"})) == [OWNER]
    tom.sees(stage.speaks("Please choose one", "Choisissez-en une"))
    assert list(tom.sends({OWNER: ines})) == [OWNER]
    tom.sees(stage.speaks("someone who reads this channel", "quelqu’un qui lit ce canal"))
    assert tom.sends({OWNER: lea}) == {}
    tom.closes()
    amina.sees(stage.speaks("@Tom handed a commitment over to @Léa", "@Tom a confié un engagement à @Léa"), "new job")
    (commitment,) = stage.record_whole.commitments
    assert commitment.owner == lea.id
    assert commitment.state == "open"


def test_an_owner_who_left_is_shown_so_and_the_opener_is_told_once(either: Stage) -> None:
    stage = at_the_summary(either)
    amina, tom, lea, *_ = stage.cast
    promising(stage, amina)
    amina.sends({TEXT: "Find a second funder", OWNER: lea, DUE: DAY})
    tom.presses(action_ids.COMMITMENTS)
    left = stage.speaks("is not in this channel any more", "n’est plus dans ce canal")
    told = stage.speaks("@Léa is not in the channel any more", "@Léa n’est plus dans le canal")
    tom.sees("Find a second funder", no(left))
    tom.closes()
    with stage.act():
        lea.person.leave(stage.channel)
    tom.presses(action_ids.COMMITMENTS)
    tom.sees(left)
    amina.sees(told)
    tom.closes()
    tom.presses(action_ids.COMMITMENTS)
    tom.sees(left)
    amina.sees(no(told))
    tom.closes()
    amina.clicks(stage.speaks("Change", "Modifier"), on=told)
    assert amina.sends({WHAT: "handed_over", OWNER: tom, REASON: "she left"}) == {}
    amina.closes()
    tom.presses(action_ids.COMMITMENTS)
    tom.sees(no(left))


def test_what_the_summary_folded_can_be_a_commitment_too(either: Stage) -> None:
    stage = either
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches(
        "deciding", power={"written": ["amounts", "paid_work", "decisions", "review", "exit"]}
    )
    amina.presses(action_ids.POINTS)
    amina.presses(action_ids.OTHER_POINTS)
    amina.presses(action_ids.COMMIT, question="human_factors", on=amina.view)
    assert amina.sends({DUE: DAY}) == {}
    assert [one.flag for one in stage.record_whole.commitments] == ["human_factors"]


def test_what_is_wrong_with_a_commitment_stands_in_its_form(either: Stage) -> None:
    stage = at_the_summary(either)
    amina, tom, _, ines, _ = stage.cast
    promising(stage, amina)
    assert list(amina.sends({DUE: "2020-01-01"})) == [DUE]
    amina.sees(stage.speaks("That date has passed", "date"))
    assert list(amina.sends({DUE: DAY, OWNER: ines})) == [OWNER]
    amina.sees(stage.speaks("someone who reads this channel", "quelqu’un qui lit ce canal"))
    assert amina.sends({OWNER: tom}) == {}
    assert len(stage.record_whole.commitments) == 1


def test_a_commitment_stands_in_its_owner_s_home_until_it_is_closed(stage: Stage) -> None:
    at_the_summary(stage)
    amina, tom, *_ = stage.cast
    promising(stage, amina)
    amina.sends({TEXT: "Find a second funder", OWNER: tom, DUE: DAY})
    tom.opens_home()
    tom.sees("What you have promised", "Find a second funder")
    amina.opens_home()
    amina.sees(no("Find a second funder"))
    amina.presses(action_ids.COMMITMENTS)
    amina.clicks("Change")
    amina.sends({WHAT: "closed", REASON: "done"})
    amina.closes()
    tom.opens_home()
    tom.sees(no("Find a second funder"))


def test_who_is_not_in_the_conversation_promises_nothing_and_reads_the_reason(stage: Stage) -> None:
    at_the_summary(stage)
    _, _, lea, _, gus = stage.cast
    lea.presses(action_ids.POINTS)
    lea.clicks("Make it a commitment")
    assert lea.person.view is None
    lea.sees("You are not named in this conversation. @Amina, who leads it, can name you.")
    gus.presses(action_ids.POINTS)
    gus.sees(no("Make it a commitment"), "Guests take part when they are named")
    assert stage.record_whole.commitments == ()


def test_a_form_for_a_commitment_that_was_closed_meanwhile_says_so(stage: Stage) -> None:
    at_the_summary(stage)
    amina, tom, *_ = stage.cast
    promising(stage, amina)
    amina.sends({TEXT: "Find a second funder", OWNER: tom, DUE: DAY})
    for who in (amina, tom):
        who.presses(action_ids.COMMITMENTS)
        who.clicks("Change")
    amina.sends({WHAT: "closed", REASON: "done"})
    tom.sends({WHAT: "contested", REASON: "not done"})
    tom.sees("This commitment is closed already")
