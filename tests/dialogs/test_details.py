"""People and details change while a conversation runs: the opener or a decider does it, the thread reads one line of each."""

from bot.blocks.details import OPENER
from bot.blocks.kit import action_ids
from bot.blocks.setup import DECIDE_BY, DECISION, NAME, people_block
from bot.use_cases.access import Act
from flows.model import Role
from tests.dialogs.stage import Player, Stage, no
from tests.dialogs.test_asked import ASKED, private

DECIDES, WORKS, MONEY = (people_block(role) for role in (Role.decision_maker, Role.delivery, Role.finance))


def opens_form(player: Player) -> None:
    """By the word in the thread, and the button that it brings."""
    player.says(f"@coach {player.stage.speaks('people', 'personnes')}")
    player.clicks(player.stage.speaks("People and details", "Personnes et détails"))


def test_somebody_is_added_removed_and_given_another_role_and_told_in_one_line_each(either: Stage) -> None:
    stage = either
    amina, tom, lea, ines, _ = stage.cast
    stage.opens(amina, tom)
    opens_form(amina)
    assert amina.filled_in(DECIDES) == [amina.id]
    assert amina.filled_in(WORKS) == [tom.id]
    assert amina.sends({WORKS: [ines]}) != {}  # not in the channel
    assert amina.sends({DECIDES: None, WORKS: None}) != {}  # nobody would be left
    assert amina.sends({DECIDES: [amina], WORKS: None, MONEY: [lea]}) == {}
    lea.sees(
        stage.speaks("@Amina has changed:", "@Amina a modifié :"),
        stage.speaks("@Léa answers too (finance)", "@Léa répond aussi (finances)"),
        stage.speaks("@Tom is not expected any more", "Personne n’attend plus les réponses de @Tom"),
        stage.speaks(*ASKED),
    )
    tom.sees(
        stage.speaks("does not expect your answers about Acme any more", "n’attend plus vos réponses au sujet de Acme")
    )
    tom.sees(no(stage.speaks("Take them back", "Les retirer")))  # he has answered nothing
    opens_form(amina)
    assert amina.sends({MONEY: None, WORKS: [lea]}) == {}
    tom.sees(stage.speaks("@Léa: delivery", "@Léa : mise en œuvre"))
    with stage.house.app.database.reading() as uow:
        assert Act.CHANGE_DETAILS in [act.act for act in uow.acts.of(stage.conversation).acts]


def test_name_decision_and_day_are_corrected_and_the_card_says_them(either: Stage) -> None:
    stage = either
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    opens_form(amina)
    assert amina.sends({NAME: "Acme Ltd", DECISION: "A van for Tamale", DECIDE_BY: "2031-03-14"}) == {}
    tom.sees(
        stage.speaks("Partner: Acme Ltd", "Partenaire : Acme Ltd"),
        stage.speaks("To be decided: A van for Tamale", "À décider : A van for Tamale"),
        stage.speaks("By when: 14 March 2031", "Pour quand : 14 mars 2031"),
        stage.speaks("Partnership with Acme Ltd", "Partenariat avec Acme Ltd"),
    )
    found = amina.stage.speaks("/partnership show Acme Ltd", "/partenariat voir Acme Ltd")
    amina.types(*found.split(" ", 1))
    amina.sees("Acme Ltd")


def test_who_leads_is_handed_over(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, roles={amina: Role.delivery, tom: Role.delivery})
    tom.says(f"@coach {stage.speaks('people', 'personnes')}")
    tom.sees(stage.speaks("Only those who decide here can do that: @Amina", "décident ici peuvent le faire : @Amina"))
    opens_form(amina)
    assert amina.sends({OPENER: tom}) == {}
    lea.sees(stage.speaks("@Tom now leads this conversation", "@Tom mène désormais cette conversation"))
    assert stage.record.conversation.opener == tom.id
    tom.sees(stage.speaks("waiting for 2 of 2", "2 réponses attendues sur 2"))
    amina.presses(action_ids.REVEAL)
    amina.sees(stage.speaks("Only those who decide here can do that: @Tom", "décident ici peuvent le faire : @Tom"))
    tom.reveals()
    assert stage.place == "screening_revealed"


def test_who_goes_says_what_becomes_of_their_answers(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea).reaches("clarity")
    for player in (tom, lea):
        player.answers("clarity")
        player.closes()
    opens_form(amina)
    assert amina.sends({WORKS: None}) == {}
    assert stage.answer_of(tom, "gap") == stage.answer_of(lea, "gap") == "yes"
    lea.clicks(stage.speaks("My answers stay", "Mes réponses restent"))
    lea.sees(stage.speaks("your answers stay", "vos réponses restent"))
    tom.clicks(stage.speaks("Take them back", "Les retirer"))
    tom.sees(stage.speaks("your answers do not count any more", "vos réponses ne comptent plus"))
    amina.sees(stage.speaks("@Tom has taken back what they answered", "@Tom a retiré ses réponses"))
    assert stage.answer_of(tom, "gap") is None
    assert stage.answer_of(lea, "gap") == "yes"
    amina.answers("clarity")
    amina.closes()
    amina.sees(
        stage.speaks("“Clarity”: the 2 answers are alike", "« Clarté » : les 2 réponses se rejoignent"),
        no(stage.speaks("voice is missing", "Il manque")),  # nobody waits for who goes
    )


def test_who_comes_in_a_pause_is_asked_once_it_is_over(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom)
    amina.says(f"@coach {stage.speaks('pause', 'pause')}")
    opens_form(amina)
    assert amina.sends({WORKS: [tom, lea]}) == {}
    assert private(stage, lea) == []
    tom.says(f"@coach {stage.speaks('resume', 'reprendre')}")
    lea.sees(stage.speaks(*ASKED))
    amina.sees(stage.speaks("waiting for 3 of 3", "3 réponses attendues sur 3"), no(stage.speaks(*ASKED)))
    tom.sees(no(stage.speaks(*ASKED)))
    assert [len(private(stage, player)) for player in (tom, lea)] == [1, 1]


def test_what_asked_somebody_asks_no_more_once_they_are_not_expected(either: Stage) -> None:
    stage = either
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    opens_form(amina)
    assert amina.sends({WORKS: None}) == {}
    assert not any(stage.speaks(*ASKED) in text for text in private(stage, tom))
    assert not any(stage.speaks("[ ● Answer ]", "[ ● Répondre ]") in text for text in private(stage, tom))


def test_the_last_one_who_was_missing_goes_and_the_section_is_revealed(either: Stage) -> None:
    stage = either
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    amina.answers("clarity")
    amina.closes()
    opens_form(amina)
    assert amina.sends({WORKS: None}) == {}
    assert stage.place == "clarity_revealed"


def test_two_who_change_at_once_do_not_undo_each_other(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, roles={amina: Role.decision_maker, tom: Role.decision_maker})
    opens_form(amina)
    opens_form(tom)
    assert tom.sends({WORKS: [lea]}) == {}
    assert amina.sends({NAME: "Solaris"}) != {}
    amina.sees(stage.speaks("Someone has changed this in the meantime", "Quelqu’un vient de modifier ces détails"))
    assert stage.record.partner_name == "Acme"


def test_who_is_not_theirs_to_change_reads_who_can(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom)
    tom.says(f"@coach {stage.speaks('people', 'personnes')}")
    tom.sees(stage.speaks("Only those who decide here can do that: @Amina", "peuvent le faire : @Amina"))
    lea.says(f"@coach {stage.speaks('people', 'personnes')}")
    lea.sees(stage.speaks("@Amina, who leads it, can name you", "@Amina, qui la mène, peut vous y ajouter"))


def test_the_word_reminds_too(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea)
    amina.says(f"@coach {stage.speaks('remind', 'relancer')}")
    amina.sees(stage.speaks("I have reminded 2 people", "J’ai relancé 2 personnes"))
    assert [len(private(stage, player)) for player in (tom, lea)] == [2, 2]
