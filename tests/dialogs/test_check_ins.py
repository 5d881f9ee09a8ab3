"""Does it still serve both sides? The coach asks again by the calendar; people answer, put it off or stay silent; then and now;
how it goes on, and what the next one says of it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.blocks.check_in_report import OUTCOME, REASON
from bot.blocks.commitments import DUE, OWNER, TEXT, TRIPWIRE
from bot.blocks.kit import action_ids
from flows.check_ins.checkin import Standing
from flows.schedules.rules import Once, Rule
from storage.follow_up.check_ins import StoredCheckIn
from tests.dialogs.stage import Player, Stage, consenting, no

FREE_WORK = {"power": {"unpaid_work": "weaker_unpaid"}}
WELL = {"needs_met": "yes", "still_yes": "yes"}


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
    """Answer a check-in so, as far as it is asked; what is left blank stays as it was."""
    who.closes()
    who.presses(action_ids.CHECK_IN)
    assert who.sends({one: said for one, said in given.items() if one in asked_in(who)}) == {}


def asked_in(who: Player) -> list[str]:
    """What the open form asks, by answerable id."""
    inputs = (block["block_id"] for block in who.view.blocks if block["type"] == "input")
    return [one.removeprefix("q:") for one in inputs if one.startswith("q:")]


def concludes(who: Player, outcome: str, reason: str | None = None) -> dict[str, str]:
    who.closes()
    who.presses(action_ids.CHECK_IN_OUTCOME)
    return who.sends({OUTCOME: outcome, REASON: reason})


def promises(stage: Stage, owner: Player, text: str, in_days: int) -> None:
    """From the guardrail of the summary's first point."""
    amina = stage.amina
    amina.presses(action_ids.POINTS)
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
        stage.speaks(
            "Check-in 1: does it still serve both sides?", "Point d’étape 1 : est-ce que cela sert encore les deux"
        ),
        stage.speaks("Free work asked of the weaker side", "Travail gratuit demandé au côté le plus fragile"),
        stage.speaks("Commitment: Every hour is paid", "Engagement : Every hour is paid"),
        stage.speaks("Acme: does it still serve both sides?", "Acme : est-ce que cela sert encore les deux côtés ?"),
        stage.speaks("5 questions", "5 questions"),
        stage.speaks("0 of 2 have answered", "0 sur 2 a répondu"),
        no(stage.speaks("Since last time", "Depuis la dernière fois")),
    )
    lea.sees(no(stage.speaks("The partnership with Acme: does it", "Le partenariat avec Acme : est-ce")))

    tom.presses(action_ids.CHECK_IN)
    tom.sees(
        stage.speaks("As your side wrote what it needed", "Ce dont votre côté avait besoin"),
        stage.speaks("Has your side got what it needed so far?", "Votre côté a-t-il obtenu jusqu’ici"),
        "Every hour is paid",
        stage.speaks("Was this commitment kept?", "Cet engagement a-t-il été tenu ?"),
        stage.speaks("would you say yes again?", "rediriez-vous oui ?"),
    )
    assert (asked_in(tom)[0], asked_in(tom)[-2:]) == ("needs_met", ["still_yes", "still_why"])
    first, second = (one.id for one in stage.record_whole.commitments)
    said = {
        "needs_met": "partly",
        "unpaid_work": "none",
        f"commitment:{first}": "held",
        f"commitment:{second}": "failed",
        "worked": "The mayor came to the first class",
        "still_yes": "yes_if",
        "still_why": "The June hours are paid too",
    }
    tom.sends({one: answer for one, answer in said.items() if one in asked_in(tom)})
    tom.sees(
        stage.speaks("1 of 2 has answered", "1 sur 2 a répondu"),
        stage.speaks("Thank you, your answers are in", "Merci, vos réponses sont là"),
    )
    amina.sees(no("The mayor"), no("June hours"))
    assert "The mayor" not in stage.thread

    answers(amina, **WELL, unpaid_work="none", worked="The nurses came", **{f"commitment:{second}": "failed"})
    lea.sees(
        stage.speaks("2 of 2 have answered", "2 sur 2 ont répondu"),
        stage.speaks("Check-in 1 on Acme: then and now", "Point d’étape 1 sur Acme : avant et maintenant"),
        stage.speaks("Your side: Partly", "Votre côté : En partie"),
        stage.speaks("Kept: Every hour is paid", "Tenu : Every hour is paid"),
        stage.speaks("Not kept: A second funder is found", "Non tenu : A second funder is found"),
        stage.speaks("If it is not kept: We pause", "Si ce n’est pas tenu : We pause"),
        stage.speaks("Yes, if something changes — @Tom", "Oui, si quelque chose change — @Tom"),
        "The June hours are paid too",
        stage.speaks("What you feared at the decision", "Ce que vous craigniez au moment de décider"),
        stage.speaks("% moved since the decision", "Écart depuis la décision, en %"),
    )

    assert list(concludes(amina, "renew")) == [REASON], "a commitment failed: going on unchanged needs a reason"
    amina.sees(stage.speaks("Please write why", "Écrivez pourquoi"))
    assert amina.sends({OUTCOME: "renegotiate", REASON: "The second funder comes first"}) == {}
    tom.sees(
        stage.speaks("@Amina chose: Go on, on other terms", "@Amina a choisi : Continuer à d’autres conditions"),
        "The second funder comes first",
        stage.speaks("Make each change a commitment", "Faites de chaque changement un engagement"),
        no(stage.speaks("Three lines for the other side", "Trois lignes pour l’autre côté")),
    )
    held, failed = stage.record_whole.commitments
    assert [one.did for one in held.history] == ["made", "held"]
    assert {one.did for one in failed.history} == {"made", "failed"}
    assert check_in(stage).check_in.stage == "reported"


def test_a_blocker_is_closed_by_a_good_answer_alone(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    tom.presses(action_ids.CHECK_IN)
    tom.sees(
        stage.speaks("Were any hours unpaid since the last time", "des heures n’ont-elles pas été payées"),
        stage.speaks("Last time: Yes, on the less-resourced side", "La dernière fois : Oui, du côté le moins doté"),
    )
    for who in (amina, tom):
        answers(who, **WELL, unpaid_work="unsure")
    tom.sees(stage.speaks("Still open (🛑 Blocker)", "Toujours ouvert (🛑 Point bloquant)"))
    assert list(concludes(amina, "renew")) == [REASON], "a blocker is open: not sure closes nothing"
    assert amina.sends({REASON: "We ask the accountant"}) == {}
    due(stage)
    for who in (amina, tom):
        answers(who, **WELL, unpaid_work="none")
    tom.sees(
        stage.speaks("Closed (it was: 🛑 Blocker)", "Refermé (c’était : 🛑 Point bloquant)"),
        stage.speaks("Your side, 2 people: Not sure", "Votre côté, 2 personnes : Je ne sais pas"),
        stage.speaks("→ No, everything is paid or budgeted", "→ Non, tout est payé ou budgété"),
    )
    assert concludes(amina, "renew") == {}


def test_who_goes_on_gets_three_lines_for_the_other_side_and_nobody_else_reads_them(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    answers(tom, **WELL, unpaid_work="none", worked="Thirty came to the first class, thanks to Inès")
    answers(amina, needs_met="partly", still_yes="yes", unpaid_work="none")
    assert concludes(amina, "renegotiate", "Visits come after the exams") == {}
    amina.sees(
        stage.speaks("Three lines for the other side", "Trois lignes pour l’autre côté"),
        stage.speaks("What works: “Thirty came", "Ce qui marche : « Thirty came"),
        stage.speaks("What we still need: “", "Ce dont nous avons encore besoin : « "),
        stage.speaks("One thing that we would change: “Visits", "Une chose que nous changerions : « Visits"),
        stage.speaks("Only you see this", "Personne d’autre ne voit ceci"),
    )
    tom.sees(no(stage.speaks("Three lines", "Trois lignes")))
    assert stage.speaks("What we still need", "Ce dont nous avons encore besoin") not in stage.thread


def test_the_next_one_begins_with_what_the_last_one_changed(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("deciding", **FREE_WORK)
    promises(stage, tom, "Every hour is paid", in_days=1)
    amina.decides("go_if", "with every hour paid")
    due(stage)
    promise = stage.record_whole.commitments[0].id
    for who in (amina, tom):
        answers(who, needs_met="partly", still_yes="yes", unpaid_work="none", **{f"commitment:{promise}": "held"})
    assert concludes(amina, "renegotiate", "Reports come once a quarter") == {}
    due(stage)
    since = stage.speaks("Since last time: 1 of 1 promises kept", "Depuis la dernière fois : 1 promesse tenue sur 1")
    because = stage.speaks("because “Reports come once a quarter”", "parce que « Reports come once a quarter »")
    settled = stage.speaks("settled: “Free work asked", "réglé : « Travail gratuit demandé")
    tom.sees(since, because, settled)
    amina.presses(action_ids.CHECK_IN)
    amina.sees(stage.speaks("Last time: Partly", "La dernière fois : En partie"))


def test_each_reads_their_own_condition_and_nobody_else_s(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    answers(tom, needs_met="yes", still_yes="yes_if", still_why="A second nurse comes")
    answers(amina, **WELL)
    concludes(amina, "renegotiate", "We look for a nurse")
    due(stage)
    tom.presses(action_ids.CHECK_IN)
    tom.sees(
        stage.speaks("You said yes if the following came true. Has it?", "Vous disiez oui à la condition suivante"),
        "A second nurse comes",
    )
    amina.presses(action_ids.CHECK_IN)
    amina.sees(no("A second nurse comes"), no(stage.speaks("You said yes if", "Vous disiez oui à la condition")))


def test_what_the_other_side_should_hear_is_shown_without_a_name(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    for _ in range(6):
        due(stage)
        for who in (amina, tom):
            answers(who, **WELL, unpaid_work="none", unheard=f"{who.name} says that the visits come in exam weeks")
        amina.sees(no(stage.speaks("— @Tom Tom says", "— @Tom Tom says")))
        if "Tom says that the visits" in stage.thread:
            answers(tom, unheard="Tom says it again")
            assert "Tom says it again" not in stage.thread, "a change is not told beside a name either"
            return
    raise AssertionError("nobody was asked what the other side should hear")


def test_later_skip_away_and_never_are_four_different_things(months: Stage) -> None:
    stage = months
    amina, tom, lea, *_ = stage.cast
    decided(stage, amina, tom, lea)
    due(stage)

    tom.presses(action_ids.CHECK_IN_LATER)
    tom.sees(stage.speaks("I will remind you once, on", "Je vous le rappellerai une fois, le"))
    amina.sees_nothing()
    stage.passes(1)
    tom.sees(stage.speaks("you asked me to remind you", "vous m’avez demandé un rappel"))
    lea.sees(no(stage.speaks("you asked me", "vous m’avez demandé")))

    lea.presses(action_ids.CHECK_IN_SKIP)
    lea.sees(
        stage.speaks("You skip this one", "Vous passez votre tour"),
        stage.speaks("0 of 3 have answered, 1 skipped", "0 sur 3 a répondu, 1 a passé son tour"),
    )
    back = (stage.house.now() + timedelta(days=60)).date()
    amina.picks(action_ids.CHECK_IN_AWAY, back)
    amina.sees(stage.speaks("You are away until", "absence jusqu’au"))
    tom.sees(stage.speaks("1 skipped, 1 away", "1 a passé son tour, 1 absence"))

    tom.presses(action_ids.CHECK_IN_NEVER)
    tom.sees(stage.speaks("I will not remind you about this partnership any more", "Je ne vous rappellerai plus rien"))
    stage.passes(4)
    tom.sees_nothing()
    answers(tom, still_yes="yes")
    tom.sees(stage.speaks("then and now", "avant et maintenant"))
    standing = check_in(stage).check_in.standing
    assert [standing(one.id) for one in (tom, lea, amina)] == [Standing.answered, Standing.skipped, Standing.away]

    due(stage)  # the next one: who is away is not asked, who wants no reminders gets none, who skipped is asked again
    asked = stage.speaks(
        "The partnership with Acme: does it still serve both sides?",
        "Le partenariat avec Acme : est-ce que cela sert encore les deux côtés ?",
    )
    lea.sees(asked)
    amina.sees(stage.speaks("Check-in 2", "Point d’étape 2"), no(asked))
    tom.sees(stage.speaks("Check-in 2", "Point d’étape 2"), no(asked))


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
        stage.speaks("1 of 3 has answered, 2 did not answer", "1 sur 3 a répondu, 2 n’ont pas répondu"),
        no(nudge),
        no(stage.speaks("@Léa did not", "@Léa n’a pas")),
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
    answers(tom, worked="The mayor came in May")
    amina.does(show)
    amina.sees(
        "Every hour is paid",
        stage.speaks("its answers are hidden", "les réponses restent cachées"),
        no("mayor"),
    )
    answers(amina, still_yes="yes")
    assert concludes(amina, "renegotiate", "The second funder comes first") == {}
    tom.does(show)
    tom.sees(
        "Every hour is paid",
        stage.speaks("Last check-in", "Dernier point"),
        stage.speaks("Go on, on other terms", "Continuer à d’autres conditions"),
    )


def test_a_check_in_that_nobody_answers_is_missed_without_reproach(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    stage.passes(9)
    tom.sees(
        stage.speaks("Nobody answered check-in 1", "Personne n’a répondu au point d’étape 1"),
        no("@Tom"),
    )
    assert check_in(stage).check_in.stage == "missed"
    tom.presses(action_ids.CHECK_IN)
    tom.sees(stage.speaks("This step is finished", "Cette étape est terminée"))


def test_when_nobody_changes_a_word_the_report_says_so(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    due(stage)
    for who in (amina, tom):
        answers(who, unpaid_work="weaker_unpaid")
    tom.sees(
        stage.speaks("Nobody changed a word", "Personne n’a changé un mot"),
        stage.speaks("Still open (🛑 Blocker)", "Toujours ouvert (🛑 Point bloquant)"),
    )
    assert list(concludes(amina, "renew")) == [REASON], "a blocker is open"
    amina.closes()


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
    ines.presses(action_ids.CHECK_IN)
    ines.sees(no(stage.speaks("Were any hours unpaid", "des heures n’ont-elles pas")), no("Acme"))
    ines.sends({"worked": "We were never told of the cuts", "still_yes": "no", "needs_met": "no"})
    for who in (amina, tom):
        answers(who, still_yes="yes")
    tom.sees(
        stage.speaks("then and now", "avant et maintenant"),
        no("never told of the cuts"),
        stage.speaks("The partner: Not so far", "Le partenaire : Pas jusqu’ici"),
        no(stage.speaks("No — The partner", "Non — Le partenaire")),
    )
    ines.sees(no(stage.speaks("then and now", "avant et maintenant")))
    ines.closes()
    ines.presses(action_ids.CHECK_IN)
    assert ines.sends(consenting({"worked": "We were never told of the cuts"})) == {}


def test_who_may_not_and_what_is_over_get_one_clear_sentence(months: Stage) -> None:
    stage = months
    amina, tom, lea, _, gus = stage.cast
    decided(stage, amina, tom)
    due(stage)
    for who in (lea, gus):
        who.presses(action_ids.CHECK_IN)
        who.sees(stage.speaks("You are not named in this conversation", "Vous n’êtes pas dans cette conversation"))
    tom.presses(action_ids.CHECK_IN_REVEAL)
    tom.sees(stage.speaks("Only those who decide here can do that", "Seules les personnes qui décident ici"))
    amina.presses(action_ids.CHECK_IN_REVEAL)
    amina.sees(stage.speaks("Nobody has answered yet", "Personne n’a encore répondu"))
    tom.presses(action_ids.CHECK_IN)
    assert list(tom.sends({"hours_total": "a lot"})) == ["q:hours_total"]
    tom.sees(stage.speaks("Please write one number", "Écrivez un seul nombre"))
    assert tom.sends({"hours_total": "12", "still_yes": "yes"}) == {}
    amina.says("@coach reveal" if stage.language == "en" else "@coach révéler")
    amina.clicks(stage.speaks("Reveal now", "Révéler maintenant"), on=stage.speaks("Reveal", "révéler"))
    amina.sees(stage.speaks("1 of 2 has answered", "1 sur 2 a répondu"), no("@Tom"))
    amina.sends()
    amina.sees(stage.speaks("then and now", "avant et maintenant"))
    tom.presses(action_ids.CHECK_IN_OUTCOME)
    tom.sees(stage.speaks("Only those who decide here can do that", "Seules les personnes qui décident ici"))
    assert list(concludes(amina, "exit")) == [REASON]
    assert amina.sends({REASON: "It costs more than it gives"}) == {}
    tom.sees(stage.speaks("No more check-ins will come", "Aucun point d’étape ne suivra"))
    with stage.house.app.database.reading() as uow:
        assert {one.state for one in uow.schedules.of(stage.conversation)} <= {"stopped", "over"}
    tom.presses(action_ids.CHECK_IN)
    tom.sees(stage.speaks("This step is finished", "Cette étape est terminée"))


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
    amina.presses(action_ids.CLOSE)
    stage.passes(10)
    tom.sees_nothing()
    assert check_in(stage).check_in.ended
