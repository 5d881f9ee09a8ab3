"""Before the decision each person is asked in private, in their own language: the form is one click away, as is putting it off."""

from bot.blocks.people import ANOTHER
from bot.playground.faults import Faults
from flows.model import Role
from tests.dialogs.answers import sound
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, no, plain

ASKED = ("@Amina asks you 3 questions", "@Amina vous pose 3 questions")
ANSWER = ("Answer", "Répondre")
ANSWERED = ("you have answered", "vous avez répondu à")


def private(stage: Stage, player: Player) -> list[str]:
    """What the coach wrote to somebody in private, as it stands now."""
    return [plain(stage.read(message, player)) for message in stage.slack.messages(stage.direct[player])]


def test_at_the_start_each_of_the_others_is_asked_once_in_private(either: Stage) -> None:
    stage = either
    amina, tom, lea, ines, gus = stage.cast
    stage.opens(amina, tom, lea)
    for player in (tom, lea):
        player.sees(stage.speaks(*ASKED), stage.speaks("about 1 minute", "environ 1 minute"))
        assert len(private(stage, player)) == 1
    amina.sees(no(stage.speaks(*ASKED)), stage.speaks("waiting for 3 of 3", "3 réponses attendues sur 3"))
    gus.sees(no(stage.speaks(*ASKED)))
    ines.sees_nothing()
    expected = stage.speaks("3 people answer: @Amina, @Tom and @Léa", "3 personnes répondent : @Amina, @Tom et @Léa")
    gus.sees(expected)


def test_each_is_asked_in_their_own_language_and_reads_by_when(stage: Stage) -> None:
    amina, tom, lea, *_ = stage.cast
    lea.types("/partnership", "language fr")
    stage.opens(amina, tom, lea, decide_by="2031-03-14")
    tom.sees(ASKED[0], "The team wants to decide by 14 March 2031")
    lea.sees(ASKED[1], "L’équipe veut décider d’ici au 14 mars 2031", no(ASKED[0]))


def test_one_click_opens_the_form_and_the_message_says_afterwards_that_it_is_done(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea)
    tom.clicks(stage.speaks(*ANSWER), on=stage.speaks(*ASKED))
    assert tom.sends(sound("screening")) == {}
    tom.closes()
    tom.sees(stage.speaks(*ANSWERED))
    assert len(private(stage, tom)) == 1
    amina.sees(stage.speaks("waiting for 2 of 3", "2 réponses attendues sur 3"))
    assert "@Tom" not in private(stage, amina)[-1]
    assert stage.answer_of(tom, "gap") == sound("screening")["gap"]


def test_a_new_section_is_asked_of_whoever_has_not_answered_it_and_not_of_who_went_on(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea).reaches("clarity")
    following = stage.speaks("Acme, next:", "Acme, la suite :")
    assert [sum(following in text for text in private(stage, player)) for player in (amina, tom, lea)] == [0, 1, 1]
    tom.clicks(stage.speaks(*ANSWER), on=following)
    assert tom.sends(sound("clarity")) == {}
    tom.closes()
    tom.sees(stage.speaks(*ANSWERED))
    lea.sees(no(stage.speaks(*ANSWERED)))


def test_a_click_that_comes_late_leads_on_and_is_never_an_error(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea)
    first = tom.message(stage.speaks(*ASKED))
    stage.reaches("clarity")
    tom.clicks(stage.speaks(*ANSWER), on=first, stale=True)  # of the screening: what waits by now opens
    tom.sees(stage.speaks("Clarity", "Clarté"))
    assert tom.sends(sound("clarity")) == {}
    tom.closes()
    for player in (amina, lea):
        player.answers("clarity")
        player.closes()
    amina.goes_on("clarity")
    tom.answers("values")
    tom.closes()
    tom.clicks(stage.speaks(*ANSWER), on=first, stale=True)  # nothing waits: it says where things stand
    tom.sees(stage.speaks("Nothing to do right now", "Rien à faire pour le moment"))


def test_the_partners_guest_is_not_asked_twice(either: Stage) -> None:
    stage = either
    amina, tom, _, ines, _ = stage.cast
    stage.opens(amina, tom, partner=[ines])
    assert private(stage, ines) == []
    stage.reaches("reviewing")
    assert len(private(stage, ines)) == 1


def test_who_cannot_be_reached_is_told_to_the_opener(either: Stage, rules: Rules) -> None:
    rules.refusals, rules.left = {"user_not_visible", ""}, {"dead", "parked"}
    stage = either
    amina, tom, *_ = stage.cast
    with stage.house.app.database.unit_of_work() as uow:
        uow.direct_channels.forget(stage.slack.team_id, tom.id)
        uow.commit()
    stage.slack.faults.next("conversations.open", Faults.error("user_not_visible"))
    stage.opens(amina, tom)
    amina.sees(stage.speaks("could not reach @Tom", "n’ai pas pu joindre @Tom"))
    assert private(stage, tom) == []


def test_what_is_not_for_somebody_is_told_to_the_opener_who_names_another(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom)
    tom.clicks(stage.speaks("Not for me", "Ce n’est pas pour moi"))
    tom.sees(stage.speaks("this is not for you. I tell @Amina", "ce n’est pas pour vous. Je le dis à @Amina"))
    amina.sees(stage.speaks("@Tom says that this is not for them", "@Tom dit que ce n’est pas pour elle ou lui"))
    lea.sees_nothing()
    amina.clicks(stage.speaks("Name someone else", "Nommer quelqu’un d’autre"))
    assert amina.sends({ANOTHER: lea}) == {}
    lea.sees(stage.speaks(*ASKED))


def test_the_opener_has_them_reminded_once_a_day_and_reads_how_many_that_were(months: Stage) -> None:
    stage = months
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea)
    tom.clicks(stage.speaks("Never remind me", "Ne plus me rappeler"))
    amina.clicks(stage.speaks("Remind them", "Relancer"))
    amina.sees(
        stage.speaks(
            "I have reminded 1 person. 1 is away, or wants no reminders",
            "J’ai relancé 1 personne. 1 absence",
        ),
        no("Tom"),
        no("Léa"),
    )
    lea.sees(stage.speaks("@Amina reminds you of", "@Amina vous rappelle"))
    tom.sees_nothing()
    amina.clicks(stage.speaks("Remind them", "Relancer"))
    amina.sees(stage.speaks("They have been reminded already", "Ces personnes ont déjà été relancées"))
    lea.sees_nothing()
    stage.passes(1)
    amina.clicks(stage.speaks("Remind them", "Relancer"))
    lea.sees(stage.speaks("@Amina reminds you of", "@Amina vous rappelle"))


def test_decision_makers_reveal_too_and_who_may_not_reads_who_can(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea, roles={amina: Role.delivery, tom: Role.decision_maker, lea: Role.delivery})
    tom.answers("screening")
    tom.closes()
    lea.presses("reveal")
    lea.sees(
        stage.speaks("Only those who decide here can do that", "Seules les personnes qui décident ici"),
        "@Amina",
        "@Tom",
    )
    assert lea.person.view is None
    tom.reveals()
    assert stage.place == "screening_revealed"
