"""Did it hold? The coach asks again by the calendar; people answer, put it off or stay silent; then and now; how it goes on."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.blocks import actions
from bot.blocks.check_in_report import OUTCOME, REASON
from bot.blocks.commitments import DUE, OWNER, TEXT, TRIPWIRE
from flows.follow_up.checkin import Standing
from flows.follow_up.rules import Once, Rule
from storage.check_ins import StoredCheckIn
from tests.dialogs.stage import Player, Stage, consenting, no

FREE_WORK = {"power": {"unpaid_work": "weaker_unpaid"}}


def decided(stage: Stage, *ours: Player, **how: Any) -> Stage:
    """A partnership that was decided over a blocker: the weaker side works for free."""
    stage.opens(*ours, **how).reaches("deciding", **FREE_WORK)
    stage.amina.decides("go_if", "with every hour paid")
    return stage


def due(stage: Stage, days: int = 1) -> StoredCheckIn:
    """A check-in that comes by the calendar; it is noon of its day afterwards, whatever time it is now."""
    house = stage.house
    with house.app.database.unit_of_work() as uow:
        day = (house.now() + timedelta(days=days)).date()
        rule = Rule(pattern=Once(on=day), at=time(9), zone="Europe/Paris", working_days=False)
        uow.schedules.add(stage.conversation, rule, stage.amina.id)
        uow.commit()
    noon = datetime.combine(day, time(12), UTC)
    stage.passes((noon - house.now()) / timedelta(days=1))
    return check_in(stage)


def check_in(stage: Stage) -> StoredCheckIn:
    with stage.house.app.database.reading() as uow:
        found = uow.check_ins.latest(stage.record)
    assert found is not None
    return found


def answers(who: Player, **given: Any) -> None:
    """Answer a check-in so; what is left blank stays as it was."""
    who.closes()
    who.presses(actions.CHECK_IN)
    assert who.sends(given) == {}


def concludes(who: Player, outcome: str, reason: str | None = None) -> dict[str, str]:
    who.closes()
    who.presses(actions.CHECK_IN_OUTCOME)
    return who.sends({OUTCOME: outcome, REASON: reason})


def promises(stage: Stage, owner: Player, text: str, in_days: int) -> None:
    """From the summary's guardrail, in one click."""
    amina = stage.amina
    amina.clicks(stage.speaks("Make it a commitment", "En faire un engagement"))
    day = (stage.house.now() + timedelta(days=in_days)).date().isoformat()
    assert amina.sends({TEXT: text, OWNER: owner, DUE: day, TRIPWIRE: "We pause"}) == {}
    amina.closes()


def test_the_coach_asks_again_and_shows_then_and_now(months: Stage) -> None:
    stage = months
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom).reaches("deciding", **FREE_WORK)
    promises(stage, tom, "Every hour is paid", in_days=1)
    promises(stage, amina, "A second funder is found", in_days=2)
    amina.decides("go_if", "with every hour paid")
    due(stage, days=3)

    tom.sees(
        stage.speaks("Check-in 1: did it hold?", "Point d'étape 1 : est-ce que ça a tenu ?"),
        stage.speaks("Free work asked of the weaker side", "Travail gratuit demandé au plus fragile"),
        stage.speaks("Commitment: Every hour is paid", "Engagement : Every hour is paid"),
        stage.speaks("The partnership with Acme: did it hold?", "Le partenariat avec Acme : est-ce que ça a tenu ?"),
        stage.speaks("8 questions", "8 questions"),
        stage.speaks("0 of 2 have answered", "0 sur 2 a répondu"),
    )
    lea.sees(no(stage.speaks("The partnership with Acme: did it hold?", "Le partenariat avec Acme : est-ce")))

    tom.presses(actions.CHECK_IN)
    tom.sees(
        stage.speaks("Which hours went unpaid since the last time?", "Quelles heures n'ont pas été payées"),
        stage.speaks("Last time: Yes, on the less-resourced side", "La dernière fois : Oui, du côté le moins doté"),
        "Every hour is paid",
        stage.speaks("Did this commitment hold?", "Cet engagement a-t-il été tenu ?"),
    )
    first, second = (one.id for one in stage.record_whole.commitments)
    tom.sends(
        {
            "unpaid_work": "none",
            f"commitment:{first}": "held",
            f"commitment:{second}": "failed",
            "unforeseen": "Their director left in May",
            "still_yes": "yes_if",
        }
    )
    tom.sees(
        stage.speaks("1 of 2 has answered", "1 sur 2 a répondu"),
        stage.speaks("Thank you, your answers are in", "Merci, vos réponses sont là"),
    )
    amina.sees(no("Their director left"), no("director"))
    assert "Their director left" not in stage.thread

    answers(amina, unpaid_work="none", **{f"commitment:{first}": "held"}, still_yes="yes")
    lea.sees(
        stage.speaks("2 of 2 have answered", "2 sur 2 ont répondu"),
        stage.speaks("Check-in 1 on Acme: then and now", "Point d'étape 1 sur Acme : avant et maintenant"),
        stage.speaks("Closed (it was: 🛑 Blocker)", "Refermé (c'était : 🛑 Point bloquant)"),
        stage.speaks(
            "Our side, 2 people: Yes, on the less-resourced", "Notre côté, 2 personnes : Oui, du côté le moins"
        ),
        stage.speaks("→ No, everything is paid or budgeted", "→ Non, tout est payé ou budgété"),
        stage.speaks("It held: Every hour is paid", "Tenu : Every hour is paid"),
        stage.speaks("It did not hold: A second funder is found", "Non tenu : A second funder is found"),
        stage.speaks("If it does not hold: We pause", "Si ce n'est pas tenu : We pause"),
        "Their director left in May",
        stage.speaks("Yes, if something changes — @Tom", "Oui, si quelque chose change — @Tom"),
        stage.speaks("What you feared at the decision", "Ce que vous craigniez au moment de décider"),
        stage.speaks("Words of it come back in what is written today", "Des mots en reviennent"),
        stage.speaks("Power: 100%", "Pouvoir : 100 %"),
        stage.speaks("How far each section has moved since the decision", "De combien chaque partie a bougé"),
        stage.speaks("[image: Picture: how far the answers", "[image: Image : de combien les réponses"),
    )

    assert list(concludes(amina, "renew")) == [REASON], "a commitment failed: going on unchanged needs a reason"
    amina.sees(stage.speaks("Please write why", "Écrivez pourquoi"))
    assert amina.sends({OUTCOME: "renegotiate", REASON: "The second funder comes first"}) == {}
    tom.sees(
        stage.speaks(
            "Go on, on other terms, says @Amina", "Continuer à d'autres conditions : c'est le choix de @Amina"
        ),
        "The second funder comes first",
        stage.speaks("make each change a commitment", "faites de chaque changement un engagement"),
    )
    held, failed = stage.record_whole.commitments
    assert [one.did for one in held.history] == ["made", "held", "held"]
    assert [one.did for one in failed.history] == ["made", "failed"]
    assert check_in(stage).check_in.stage == "reported"


def test_later_skip_away_and_never_are_four_different_things(months: Stage) -> None:
    stage = months
    amina, tom, lea, *_ = stage.cast
    decided(stage, amina, tom, lea)
    due(stage)

    tom.presses(actions.CHECK_IN_LATER)
    tom.sees(stage.speaks("I will remind you once, on", "Je vous le rappellerai une fois, le"))
    amina.sees_nothing()
    stage.passes(1)
    tom.sees(stage.speaks("you asked me to remind you", "vous m'avez demandé un rappel"))
    lea.sees(no(stage.speaks("you asked me", "vous m'avez demandé")))

    lea.presses(actions.CHECK_IN_SKIP)
    lea.sees(
        stage.speaks("You skip this one", "Vous passez votre tour"),
        stage.speaks("0 of 3 have answered, 1 skipped", "0 sur 3 a répondu, 1 a passé son tour"),
    )
    back = (stage.house.now() + timedelta(days=60)).date()
    amina.picks(actions.CHECK_IN_AWAY, back)
    amina.sees(stage.speaks("You are away until", "Vous êtes en absence jusqu'au"))
    tom.sees(stage.speaks("1 skipped, 1 away", "1 a passé son tour, 1 en absence"))

    tom.presses(actions.CHECK_IN_NEVER)
    tom.sees(stage.speaks("I will not remind you about this partnership any more", "Je ne vous rappellerai plus rien"))
    stage.passes(4)
    tom.sees_nothing()
    answers(tom, still_yes="yes")
    tom.sees(stage.speaks("then and now", "avant et maintenant"))
    standing = check_in(stage).check_in.standing
    assert [standing(one.id) for one in (tom, lea, amina)] == [Standing.answered, Standing.skipped, Standing.away]

    due(stage)  # the next one: who is away is not asked, who wants no reminders gets none, who skipped is asked again
    asked = stage.speaks("The partnership with Acme: did it hold?", "Le partenariat avec Acme : est-ce que ça a tenu ?")
    lea.sees(asked)
    amina.sees(stage.speaks("Check-in 2", "Point d'étape 2"), no(asked))
    tom.sees(stage.speaks("Check-in 2", "Point d'étape 2"), no(asked))


def test_two_nudges_then_silence_is_counted_and_nobody_is_named(months: Stage) -> None:
    stage = months
    amina, tom, lea, *_ = stage.cast
    decided(stage, amina, tom, lea)
    due(stage)
    answers(tom, still_yes="yes")
    nudge = stage.speaks("your answers are not in yet", "vos réponses ne sont pas encore là")
    for _ in range(2):
        stage.passes(2)
        lea.sees(nudge)
        tom.sees_nothing()
    stage.passes(1.5)
    lea.sees_nothing()
    stage.passes(4)
    lea.sees(
        stage.speaks("1 of 3 has answered, 2 did not answer", "1 sur 3 a répondu, 2 n'ont pas répondu"),
        no(nudge),
        no(stage.speaks("@Léa did not", "@Léa n'a pas")),
    )
    assert check_in(stage).check_in.standing(lea.id) is Standing.unanswered


def test_show_tells_what_was_promised_and_what_the_last_check_in_came_to(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    show = stage.speaks("/partnership show acme", "/partenariat montre acme")
    stage.opens(amina, tom).reaches("deciding", **FREE_WORK)
    promises(stage, tom, "Every hour is paid", in_days=40)
    amina.decides("go_if", "with every hour paid")
    due(stage)
    answers(tom, unforeseen="Their director left in May")
    amina.does(show)
    amina.sees(
        "Every hour is paid",
        stage.speaks("its answers are hidden", "les réponses restent cachées"),
        no("director"),
    )
    answers(amina, still_yes="yes")
    assert concludes(amina, "renegotiate", "The second funder comes first") == {}
    tom.does(show)
    tom.sees(
        "Every hour is paid",
        stage.speaks("Last check-in", "Dernier point"),
        stage.speaks("Go on, on other terms", "Continuer à d'autres conditions"),
    )


def test_a_check_in_that_nobody_answers_is_missed_without_reproach(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    stage.passes(9)
    tom.sees(
        stage.speaks("Nobody answered check-in 1", "Personne n'a répondu au point d'étape 1"),
        no("@Tom"),
    )
    assert check_in(stage).check_in.stage == "missed"
    tom.presses(actions.CHECK_IN)
    tom.sees(stage.speaks("That is over now", "C'est fini à présent"))


def test_when_nobody_changes_a_word_the_report_says_so(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    for who in (amina, tom):
        answers(who, unpaid_work="weaker_unpaid", acknowledged="written")
    tom.sees(
        stage.speaks("Nobody changed a word", "Personne n'a changé un mot"),
        stage.speaks("Still open (🛑 Blocker)", "Toujours ouvert (🛑 Point bloquant)"),
    )


def test_the_partner_is_asked_in_their_words_and_reads_nothing_of_ours(months: Stage) -> None:
    stage = months
    amina, tom, _, ines, _ = stage.cast
    stage.opens(amina, tom, partner=[ines]).reaches("reviewing", **FREE_WORK)
    ines.answers_only("power", acknowledged="written")
    ines.closes()
    amina.goes_on("reviewing")
    amina.decides("go_if", "with every hour paid")
    due(stage)
    ines.sees(
        stage.speaks("would like to hear again how you see the partnership", "comment vous voyez le partenariat"),
        no(stage.speaks("of 3 have answered", "sur 3")),
        no("Acme"),
    )
    ines.presses(actions.CHECK_IN)
    ines.sees(no(stage.speaks("Which hours went unpaid", "Quelles heures n'ont pas")), no("Acme"))
    ines.sends({"unforeseen": "We were never told of the cuts", "still_yes": "no", "speak_up": "1"})
    for who in (amina, tom):
        answers(who, still_yes="yes")
    tom.sees(
        stage.speaks("then and now", "avant et maintenant"),
        no("never told of the cuts"),
        no(stage.speaks("The partner: 4", "Le partenaire : 4")),
    )
    ines.sees(no(stage.speaks("then and now", "avant et maintenant")))
    answers(ines, **consenting({"unforeseen": "We were never told of the cuts"}))


def test_who_may_not_and_what_is_over_get_one_clear_sentence(months: Stage) -> None:
    stage = months
    amina, tom, lea, _, gus = stage.cast
    decided(stage, amina, tom)
    due(stage)
    for who in (lea, gus):
        who.presses(actions.CHECK_IN)
        who.sees(stage.speaks("Only the people expected", "Seules les personnes attendues"))
    tom.presses(actions.CHECK_IN_REVEAL)
    tom.sees(stage.speaks("Only the people expected", "Seules les personnes attendues"))
    amina.presses(actions.CHECK_IN_REVEAL)
    amina.sees(stage.speaks("Nobody has answered yet", "Personne n'a encore répondu"))
    tom.presses(actions.CHECK_IN)
    assert list(tom.sends({"hours_total": "a lot"})) == ["q:hours_total"]
    tom.sees(stage.speaks("Please write one number", "Écrivez un seul nombre"))
    assert tom.sends({"hours_total": "12", "still_yes": "yes"}) == {}
    amina.says("@coach reveal" if stage.language == "en" else "@coach révéler")
    amina.clicks(stage.speaks("Reveal now", "Révéler maintenant"), on=stage.speaks("Reveal", "révéler"))
    amina.sees(stage.speaks("1 of 2 has answered", "1 sur 2 a répondu"), no("@Tom"))
    amina.sends()
    amina.sees(stage.speaks("then and now", "avant et maintenant"))
    tom.presses(actions.CHECK_IN_OUTCOME)
    tom.sees(stage.speaks("Only the people expected", "Seules les personnes attendues"))
    assert list(concludes(amina, "exit")) == [REASON]
    assert amina.sends({REASON: "It costs more than it gives"}) == {}
    tom.sees(stage.speaks("No check-in will come any more", "Aucun point ne viendra plus"))
    with stage.house.app.database.reading() as uow:
        assert {one.state for one in uow.schedules.of(stage.conversation)} <= {"stopped", "over"}
    tom.presses(actions.CHECK_IN)
    tom.sees(stage.speaks("That is over now", "C'est fini à présent"))


def test_after_the_report_an_answer_may_change_and_the_thread_reads_it(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    for who in (amina, tom):
        answers(who, still_yes="yes")
    answers(tom, still_yes="no")
    amina.sees(stage.speaks("@Tom changed answers after the report", "@Tom a modifié des réponses"))
    assert list(concludes(amina, "renew")) == [REASON], "somebody would not do it again"
    amina.closes()


def test_a_conversation_that_is_closed_nudges_nobody(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    amina.presses(actions.CLOSE)
    stage.passes(10)
    tom.sees_nothing()
    assert check_in(stage).check_in.ended
