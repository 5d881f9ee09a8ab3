"""Where the coach asks: each person in private, or our people in the thread, by name."""

from datetime import timedelta

from bot.blocks import schedule_form as schedule_form_blocks
from bot.blocks.kit import action_ids
from tests.dialogs.stage import Stage, no
from tests.dialogs.test_check_ins import answers, decided
from tests.dialogs.test_schedules import decided as decided_by_two
from tests.dialogs.test_schedules import going


def tomorrow(stage: Stage, where: str, ou: str) -> None:
    """A single day is typed, and comes."""
    command, stop = stage.speaks("/partnership checkin", "/partenariat point"), stage.speaks("stop", "arrêter")
    stage.amina.types(*f"{command} {stop}".split(" ", 1))
    day = (stage.house.now() + timedelta(days=3)).date()
    day += timedelta(days=(1 - day.weekday()) % 7)
    stage.amina.types(*f"{command} {stage.speaks(f'on {day} {where}', f'le {day} {ou}')}".split(" ", 1))


def comes(stage: Stage) -> None:
    (one,) = going(stage)
    assert one.next is not None
    stage.passes((one.next.at - stage.house.now()) / timedelta(days=1) + 1e-5)


def test_in_the_thread_our_people_are_named_and_the_partner_s_are_asked_in_private(months: Stage) -> None:
    stage = months
    amina, tom, lea, ines, _ = stage.cast
    decided(stage, amina, tom, partner=[ines])
    tomorrow(stage, "in the thread", "dans le fil")
    lea.sees(stage.speaks("Your side is asked in the thread, by name", "Votre côté est interrogé dans le fil"))
    comes(stage)
    mine = stage.speaks(
        "The partnership with Acme: does it still serve both sides?",
        "Le partenariat avec Acme : est-ce que cela sert encore les deux côtés ?",
    )
    for one in (amina, tom):
        one.sees(
            stage.speaks(
                "@Amina, @Tom: “Answer” opens your questions, in private.",
                "@Amina, @Tom : « Répondre » ouvre vos questions, en privé.",
            ),
            no(mine),
        )
    assert "@Inès" not in stage.thread
    ines.sees(stage.speaks("[ ● Answer ]", "[ ● Répondre ]"), no("Acme"))
    answers(tom, still_yes="yes")
    tom.sees(stage.speaks("1 of 3 has answered", "1 sur 3 a répondu"))
    stage.passes(2)
    amina.sees(stage.speaks("your answers are not in yet", "vos réponses ne sont pas encore là"))
    tom.sees_nothing()


def test_in_private_the_thread_names_nobody(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided(stage, amina, tom)
    tomorrow(stage, "in private", "en privé")
    comes(stage)
    asked = stage.speaks(
        "The partnership with Acme: does it still serve both sides?",
        "Le partenariat avec Acme : est-ce que cela sert encore les deux côtés ?",
    )
    for one in (amina, tom):
        one.sees(
            asked, stage.speaks("Check-in 1: does it still serve both sides?", "Point d’étape 1"), no("@Amina, @Tom")
        )


def test_in_the_form_and_not_together_with_each_at_their_own_time(either: Stage) -> None:
    stage = decided_by_two(either)
    amina, tom, *_ = stage.cast
    amina.presses(action_ids.SCHEDULE)
    assert amina.filled_in(schedule_form_blocks.WHERE) == schedule_form_blocks.PRIVATE
    assert list(
        amina.sends(
            {
                schedule_form_blocks.WHERE: schedule_form_blocks.THREAD,
                schedule_form_blocks.WHOSE: schedule_form_blocks.OWN,
            }
        )
    ) == [schedule_form_blocks.WHERE]
    amina.sees(
        stage.speaks(
            "In the thread everyone is asked at once", "Dans le fil, tout le monde est interrogé en même temps"
        )
    )
    assert (
        amina.sends(
            {
                schedule_form_blocks.WHERE: schedule_form_blocks.THREAD,
                schedule_form_blocks.WHOSE: schedule_form_blocks.ONE,
            }
        )
        == {}
    )
    tom.sees(stage.speaks("asked in the thread, by name", "interrogé dans le fil, nommément"))
    (one,) = going(stage)
    assert one.rule.in_thread
    amina.presses(action_ids.SCHEDULE)
    assert amina.filled_in(schedule_form_blocks.WHERE) == schedule_form_blocks.THREAD
    assert amina.sends({schedule_form_blocks.WHERE: schedule_form_blocks.PRIVATE}) == {}
    tom.sees(no(stage.speaks("in the thread, by name", "dans le fil, nommément")))


def test_both_at_once_cannot_be_typed(either: Stage) -> None:
    stage = decided_by_two(either)
    command = stage.speaks("/partnership checkin", "/partenariat point")
    written = stage.speaks("every week 9:00 local time in the thread", "chaque semaine à 9h heure locale dans le fil")
    refused = stage.speaks("In the thread everyone is asked at once", "Dans le fil, tout le monde est interrogé")
    stage.plays((stage.amina, f"{command} {written}", refused), (stage.tom, None, no("@Amina")))


def test_what_is_said_with_one_date_holds_for_all_and_nothing_contradicts_it_later(either: Stage) -> None:
    stage = decided_by_two(either)
    command = stage.speaks("/partnership checkin", "/partenariat point")
    local_time = stage.speaks("each person’s local time", "heure locale de chaque personne")
    thread = stage.speaks("in the thread, by name", "dans le fil, nommément")
    payments = "10 days before each payment 1 May", "10 jours avant chaque paiement 1er mai"
    for written, told in (
        (stage.speaks("every month 9:00 local time", "chaque mois à 9h heure locale"), local_time),
        (stage.speaks(*payments), local_time),
        (stage.speaks("every Friday in the thread", "chaque vendredi dans le fil"), thread),
        (stage.speaks("Every 2 weeks", "Toutes les 2 semaines"), thread),
    ):
        stage.plays((stage.amina, f"{command} {written}", told))
    assert {(one.rule.in_thread, one.rule.own_time) for one in going(stage)} == {(True, False)}
    stage.amina.presses(action_ids.SCHEDULE)
    assert stage.amina.sends({}) == {}
