"""When the coach asks again: told at the decision, looked at, changed in words and in a form, paused, stopped."""

from datetime import timedelta

import pytest

from bot.blocks import schedule_form as schedule_form_blocks
from bot.blocks.kit import action_ids
from bot.use_cases import directory
from storage.follow_up.schedules import Schedule
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, no

FAR = "4 March 2199", "4 mars 2199"
"""A Monday."""


def decided(stage: Stage, outcome: str = "go_if", name: str = "Acme") -> Stage:
    """A partnership that two people decided."""
    stage.opens(stage.amina, stage.tom, name=name)
    stage.reaches("deciding")
    stage.amina.decides(outcome, "with a second funder")
    return stage


def schedules(stage: Stage) -> list[Schedule]:
    with stage.house.app.database.reading() as uow:
        return uow.schedules.of(stage.conversation)


def going(stage: Stage) -> list[Schedule]:
    return [one for one in schedules(stage) if one.state == "active"]


def lives_in(who: Player, zone: str) -> None:
    """As their Slack profile says."""
    who.stage.slack.workspace.members[who.id].tz = zone


def test_the_decision_says_when_the_coach_asks_again(either: Stage) -> None:
    lives_in(either.amina, "Asia/Tokyo")
    stage = decided(either)
    stage.tom.sees(
        stage.speaks("Next check-ins with Acme", "Prochains points d’étape avec Acme"),
        stage.speaks("Every 90 days, at 9:00", "Tous les 90 jours, à 9 h"),
        stage.speaks("In Tokyo time, on working days.", "Horaire : heure de Tokyo, les jours ouvrés."),
        stage.speaks("The next dates", "Les prochaines dates"),
        stage.speaks("[ Change the dates ]", "[ Modifier les dates ]"),
    )
    (one,) = going(stage)
    assert one.next is not None
    assert timedelta(28) < one.next.at - stage.house.now() < timedelta(33)


def test_what_is_declined_is_not_asked_about(either: Stage) -> None:
    stage = decided(either, "no")
    stage.tom.sees(no(stage.speaks("Next check-ins", "Prochains points")))
    assert schedules(stage) == []


def test_who_decides_again_is_asked_on_the_dates_that_there_are_and_not_twice(either: Stage) -> None:
    stage = decided(either)
    amina = stage.amina
    before = schedules(stage)
    amina.says(stage.speaks("@coach back", "@coach retour"))
    amina.decides("go", "all is signed")
    stage.tom.sees(stage.speaks("Every 90 days", "Tous les 90 jours"))
    assert schedules(stage) == before
    amina.says(stage.speaks("@coach back", "@coach retour"))
    amina.decides("no", "it fell apart")
    stage.tom.sees(
        no(stage.speaks("Every 90 days", "Tous les 90 jours")),
        stage.speaks("This is finished", "C’est terminé"),
    )
    assert going(stage) == []


def test_when_the_follow_up_is_closed_nothing_is_asked_and_nothing_says_so(either: Stage) -> None:
    stage = decided(either)
    stage.amina.presses(action_ids.CLOSE)
    stage.tom.sees(
        stage.speaks(
            "This is finished: no more check-ins are planned.", "C’est terminé : plus aucun point d’étape n’est prévu."
        ),
        no(stage.speaks("The next dates", "Les prochaines dates")),
        no(stage.speaks("[ Change the dates ]", "[ Modifier les dates ]")),
    )
    assert going(stage) == []


def test_typed_in_the_channel_it_changes_and_everybody_reads_who_did(either: Stage) -> None:
    lives_in(either.tom, "America/New_York")
    stage = decided(either)
    amina, tom, *_ = stage.cast
    command = stage.speaks("/partnership checkin", "/partenariat point")
    stage.plays(
        (
            amina,
            command,
            (stage.speaks("Every 90 days", "Tous les 90 jours"), stage.speaks("[ Pause ]", "[ Mettre en pause ]")),
        ),
        (
            amina,
            f"{command} {stage.speaks('every 2 weeks on Tuesday 9:00', 'toutes les 2 semaines le mardi 9h')}",
            (
                stage.speaks("Saved, and announced in the thread.", "C’est noté, et annoncé dans le fil."),
                stage.speaks("Every 2 weeks on Tuesday, at 9:00", "Toutes les 2 semaines, le mardi, à 9 h"),
            ),
        ),
        (
            tom,
            None,
            (
                stage.speaks("@Amina changed the check-in dates:", "@Amina a modifié les dates des points d’étape :"),
                stage.speaks("Tuesday", "mardi"),
                no(stage.speaks("Every 90 days", "Tous les 90 jours")),
            ),
        ),
        (
            amina,
            f"{command} {stage.speaks('every 2 weeks on Tuesday 9:00', 'toutes les 2 semaines le mardi 9h')}",
            (stage.speaks("These are already the dates", "C’est déjà ce qui est prévu"), no("@Amina")),
        ),
        (
            amina,
            f"{command} {stage.speaks('stop', 'arrêter')}",
            stage.speaks("No more check-ins are planned", "Plus aucun point d’étape n’est prévu"),
        ),
        (
            tom,
            None,
            stage.speaks("@Amina stopped the check-ins", "@Amina a arrêté les points d’étape"),
        ),
        (
            tom,
            f"{command} {stage.speaks('on ' + FAR[0], 'le ' + FAR[1])}",
            (
                stage.speaks("Once, on 4 March 2199, at 9:00", "Une fois, le 4 mars 2199, à 9 h"),
                stage.speaks("In New York time", "Horaire : heure de New York"),
                stage.speaks("Monday 4 March 2199, 9:00", "Lundi 4 mars 2199 à 9 h"),
            ),
        ),
        (amina, command, stage.speaks("Monday 4 March 2199, 14:00", "Lundi 4 mars 2199 à 14 h")),
    )


def test_typed_in_the_thread(either: Stage) -> None:
    stage = decided(either)
    stage.plays(
        (
            stage.tom,
            stage.speaks(
                "@coach check in every last Friday of the month", "@coach point d’étape chaque dernier vendredi du mois"
            ),
            (
                stage.speaks("Every month on the last Friday, at 9:00", "Chaque mois, le dernier vendredi, à 9 h"),
                stage.speaks("@Tom changed the check-in dates", "@Tom a modifié"),
            ),
        ),
        (
            stage.tom,
            stage.speaks("@coach checkin", "@coach suivi"),
            stage.speaks("The next dates", "Les prochaines dates"),
        ),
    )


WRONG = [
    ("on 3 March 2020", "le 3 mars 2020", "That date has passed", "Cette date est passée"),
    ("on 31 February", "le 31 février", "There is no such day", "Ce jour n’existe pas"),
    ("every 0 days", "tous les 0 jours", "would never come", "ne viendrait jamais"),
    ("every month Mars/Base", "chaque mois Mars/Base", "I do not know that time zone", "Je ne connais pas ce fuseau"),
    ("every 5 minutes", "toutes les 5 minutes", "once a day is the most", "une fois par jour au plus"),
    ("every 50 years", "tous les 50 ans", "ten years is the most", "dix ans au plus"),
    ("every week at 25:00", "chaque semaine à 25h", "no such time of day", "Cette heure n’existe pas"),
    ("before each payment", "avant chaque versement", "name the days", "Indiquez les jours"),
    ("whenever " * 100, "quand bon vous semble " * 40, "I could not read", "Je n’ai pas pu lire"),
    ("<!channel> every *blue* moon", "<!channel> tous les *trente-six*", "I could not read", "Je n’ai pas pu lire"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong[0][:20])
def test_what_cannot_be_is_said_and_changes_nothing(stage: Stage, wrong: tuple[str, ...]) -> None:
    decided(stage)
    before = schedules(stage)
    english, french, said, dit = wrong
    stage.amina.types("/partnership", f"checkin {english}")
    stage.amina.sees(said)
    stage.amina.types("/partenariat", f"point {french}")
    stage.amina.sees(dit)
    stage.tom.sees_nothing()
    assert schedules(stage) == before


def test_pause_twice_resume_and_resume_again(either: Stage) -> None:
    stage = decided(either)
    amina = stage.amina
    command = stage.speaks("/partnership checkin", "/partenariat point")
    stage.plays(
        (
            amina,
            f"{command} pause",
            (stage.speaks("(paused)", "(en pause)"), no(stage.speaks("The next", "Les prochaines"))),
        ),
        (amina, f"{command} pause", stage.speaks("Nothing to pause", "Rien à mettre en pause")),
        (stage.tom, None, no("@Amina")),
        (
            amina,
            f"{command} {stage.speaks('resume', 'reprendre')}",
            stage.speaks("Resumed", "Les points d’étape reprennent"),
        ),
        (
            amina,
            f"{command} {stage.speaks('resume', 'reprendre')}",
            stage.speaks("Nothing to resume", "Rien à reprendre"),
        ),
        (
            amina,
            f"[{stage.speaks('Pause', 'Mettre en pause')}] {stage.speaks('Nothing to resume', 'Rien à reprendre')}",
            None,
        ),
    )
    assert going(stage) == []
    stage.tom.sees(stage.speaks("@Amina paused the check-ins", "@Amina a mis les points d’étape en pause"))


def test_a_new_rhythm_while_it_is_paused_begins_and_the_rest_stays_paused(stage: Stage) -> None:
    decided(stage)
    stage.plays(
        (stage.amina, f"/partnership checkin on {FAR[0]}", "Once, on 4 March 2199"),
        (stage.amina, "/partnership checkin pause", "(paused)"),
        (stage.amina, "/partnership checkin every month on day 5", "I could not read"),
        (stage.amina, "/partnership checkin the 5th of each month", ("Every month on day 5, at 9:00", "(paused)")),
    )
    assert [one.rule.pattern.kind for one in going(stage)] == ["every"]


def test_a_check_in_at_once_and_not_two(either: Stage) -> None:
    stage = decided(either)
    before = schedules(stage)
    command = stage.speaks("/partnership checkin now", "/partenariat point maintenant")
    stage.plays(
        (stage.amina, command, stage.speaks("A check-in begins now", "Un point d’étape commence maintenant")),
        (
            stage.tom,
            None,
            stage.speaks(
                "Check-in 1: does it still serve both sides?",
                "Point d’étape 1 : est-ce que cela sert encore les deux côtés ?",
            ),
        ),
        (stage.amina, command, stage.speaks("A check-in is open already", "Un point d’étape est déjà ouvert")),
    )
    stage.tom.sees_nothing()
    assert schedules(stage) == before


def test_the_form_changes_everything_at_once(either: Stage) -> None:
    stage = decided(either)
    amina, tom, *_ = stage.cast
    amina.presses(action_ids.SCHEDULE)
    assert (amina.filled_in(schedule_form_blocks.OFTEN), amina.filled_in(schedule_form_blocks.UNIT)) == ("90", "days")
    assert amina.filled_in(schedule_form_blocks.ZONE) == "Europe/London"
    written = {
        schedule_form_blocks.OFTEN: "3",
        schedule_form_blocks.UNIT: "weeks",
        schedule_form_blocks.WEEKDAYS: ["1"],
        schedule_form_blocks.AT: "14:35",
        schedule_form_blocks.ZONE: "america/new_york",
        schedule_form_blocks.COUNTRY: "us",
        schedule_form_blocks.PAYMENTS: stage.speaks("1 May 2198, and 3 August 2198", "1er mai 2198 et 3 août 2198"),
        schedule_form_blocks.RENEWAL: "2199-03-04",
    }
    assert amina.sends(written) == {}
    tom.sees(
        stage.speaks("Every 3 weeks on Tuesday, at 14:35", "Toutes les 3 semaines, le mardi, à 14 h 35"),
        stage.speaks(
            "7 days before each payment (1 May 2198, 3 August 2198)",
            "7 jours avant chaque versement (1er mai 2198, 3 août 2198)",
        ),
        stage.speaks("30 days before the renewal (4 March 2199)", "30 jours avant le renouvellement (4 mars 2199)"),
        stage.speaks(
            "In New York time, on working days, without the public holidays of US",
            "Horaire : heure de New York, les jours ouvrés, hors jours fériés de US",
        ),
    )
    before = schedules(stage)
    amina.presses(action_ids.SCHEDULE)
    assert amina.sends({}) == {}
    tom.sees_nothing()
    assert schedules(stage) == before, "what was not touched stays as it was"
    amina.presses(action_ids.SCHEDULE)
    amina.sends(
        {
            schedule_form_blocks.OFTEN: None,
            schedule_form_blocks.PAYMENTS: None,
            schedule_form_blocks.GOING: schedule_form_blocks.PAUSE,
        }
    )
    tom.sees(stage.speaks("@Amina paused the check-ins", "@Amina a mis les points d’étape en pause"))
    assert sorted(one.state for one in schedules(stage)) == ["paused", "stopped", "stopped"]
    amina.presses(action_ids.SCHEDULE)
    assert amina.filled_in(schedule_form_blocks.GOING) == schedule_form_blocks.PAUSE
    amina.sends({schedule_form_blocks.GOING: schedule_form_blocks.STOP})
    tom.sees(stage.speaks("@Amina stopped the check-ins", "@Amina a arrêté les points d’étape"))
    assert going(stage) == []


def test_a_single_day_is_dropped_in_the_form(stage: Stage) -> None:
    decided(stage)
    amina = stage.amina
    amina.types("/partnership", f"checkin on {FAR[0]}")
    amina.types("/partnership", "checkin on 5 March 2199")
    amina.presses(action_ids.SCHEDULE)
    kept = next(one.id for one in schedules(stage) if "2199-03-05" in str(one.rule.model_dump(mode="json")))
    assert amina.sends({schedule_form_blocks.SINGLES: [kept]}) == {}
    stage.tom.sees("Once, on 5 March 2199", no(FAR[0]))


@pytest.mark.parametrize(
    ("field", "value", "said", "dit"),
    [
        (schedule_form_blocks.OFTEN, "0", "would never come", "ne viendrait jamais"),
        (schedule_form_blocks.OFTEN, "two", "a whole number", "un nombre entier"),
        (schedule_form_blocks.OFTEN, "9999", "ten years is the most", "dix ans au plus"),
        (schedule_form_blocks.WEEKDAYS, ["1"], "A weekday goes with weeks", "va avec les semaines"),
        (schedule_form_blocks.ZONE, "Mars/Base", "I do not know that time zone", "Je ne connais pas ce fuseau"),
        (schedule_form_blocks.COUNTRY, "XX", "I do not know the holidays", "Je ne connais pas les jours fériés"),
        (schedule_form_blocks.PAYMENTS, "31 February", "There is no such day", "Ce jour n’existe pas"),
        (schedule_form_blocks.PAYMENTS, "soon", "name the days", "Indiquez les jours"),
        (schedule_form_blocks.PAYMENTS, "1 May 2198 or so", "I could not read", "Je n’ai pas pu lire"),
        (schedule_form_blocks.RENEWAL, "2020-01-01", "That date has passed", "Cette date est passée"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(either: Stage, field: str, value: object, said: str, dit: str) -> None:
    stage = decided(either)
    before = schedules(stage)
    stage.amina.presses(action_ids.SCHEDULE)
    assert list(stage.amina.sends({field: value})) == [field]
    stage.amina.sees(stage.speaks(said, dit))
    assert schedules(stage) == before


def test_where_several_are_followed_up_the_coach_asks_which_or_reads_the_name(either: Stage) -> None:
    stage = decided(either, name="Acme")
    first = stage.conversation
    decided(stage, name="Fondation Éole: Nord")
    amina = stage.amina
    command = stage.speaks("/partnership checkin", "/partenariat point")
    stage.plays(
        (amina, f"{command} pause", (stage.speaks("Which one do you mean?", "Duquel parlez-vous ?"), "[ Acme ]")),
        (amina, "[Acme]", stage.speaks("check-ins with Acme", "étape avec Acme")),
        (
            amina,
            f"{command} fondation eole: nord: {stage.speaks('every month', 'chaque mois')}",
            stage.speaks("Every month", "Chaque mois"),
        ),
        (amina, f"{command} ACME", stage.speaks("(paused)", "(en pause)")),
        (
            amina,
            f"{command} éole : {stage.speaks('resume', 'reprendre')}",
            stage.speaks("Nothing to resume", "Rien à reprendre"),
        ),
        (
            amina,
            f"{command} Nobody: stop",
            stage.speaks("No partnership with that name", "Aucun partenariat de ce nom"),
        ),
        (
            amina,
            f"{command} {stage.speaks('before each payment: 1 May 2198', 'avant chaque versement : 1er mai 2198')}",
            stage.speaks("Which one do you mean?", "Duquel parlez-vous ?"),
        ),
    )
    with stage.house.app.database.reading() as uow:
        assert [one.state for one in uow.schedules.of(first)] == ["paused"]
    assert len(going(stage)) == 1


def test_only_our_side_changes_and_only_who_is_in_the_channel_reads(
    either: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "MEMBERS_SECONDS", 0)  # a minute later
    stage = decided(either)
    amina, _, lea, *_ = stage.cast
    command = stage.speaks("/partnership checkin", "/partenariat point")
    refused = stage.speaks("You are not named", "Vous n’êtes pas dans cette conversation")
    before = schedules(stage)
    stage.plays(
        (
            lea,
            command,
            (stage.speaks("Every 90 days", "Tous les 90 jours"), no(stage.speaks("[ Pause ]", "[ Mettre en pause ]"))),
        ),
        (lea, f"{command} pause", refused),
        (lea, f"[{stage.speaks('Change the dates', 'Modifier les dates')}]", refused),
    )
    assert lea.person.view is None
    amina.presses(action_ids.SCHEDULE)
    amina.person.leave(stage.channel)
    amina.sends({schedule_form_blocks.GOING: schedule_form_blocks.STOP})
    amina.sees(stage.speaks("You are not in that channel", "Vous n’êtes pas dans ce canal"))
    assert schedules(stage) == before


def test_the_partner_s_people_read_and_change_nothing_even_from_inside_the_channel(either: Stage) -> None:
    stage = either.opens(either.amina, either.tom, partner=[either.ines])
    stage.reaches("deciding")
    stage.amina.decides("go_if", "with a second funder")
    ines = stage.ines
    ines.person.join(stage.channel)
    before = schedules(stage)
    command = stage.speaks("/partnership checkin", "/partenariat point")
    nothing = stage.speaks("No partnership is followed up in this channel", "Aucun partenariat n’est suivi")
    refused = stage.speaks("That belongs to the team that invited you", "Cela appartient à l’équipe qui vous invite")
    stage.plays(
        (ines, command, (nothing, no("Acme"))),
        (ines, f"{command} Acme: stop", (nothing, no("Acme"))),
        (ines, stage.speaks("@coach checkin", "@coach point"), (refused, no("Acme"))),
        (ines, stage.speaks("@coach checkin stop", "@coach point stop"), refused),
    )
    ines.presses(action_ids.SCHEDULE)
    ines.sees(refused)
    assert ines.person.view is None
    assert schedules(stage) == before


def test_without_a_decision_there_is_nothing_to_follow_up(either: Stage) -> None:
    stage = either.opens(either.amina, either.tom)
    stage.plays(
        (
            stage.amina,
            stage.speaks("/partnership checkin", "/partenariat point"),
            stage.speaks(
                "No partnership is followed up in this channel", "Aucun partenariat n’est suivi dans ce canal"
            ),
        ),
        (
            stage.amina,
            stage.speaks("@coach checkin every month", "@coach point chaque mois"),
            stage.speaks("Check-ins begin when a decision", "Les points d’étape commencent"),
        ),
    )
    assert schedules(stage) == []


def test_a_check_in_that_comes_by_the_calendar_that_was_typed(months: Stage) -> None:
    stage = decided(months)
    command = stage.speaks("/partnership checkin", "/partenariat point")
    stage.amina.types(*f"{command} {stage.speaks('stop', 'arrêter')}".split(" ", 1))
    stage.amina.types(*f"{command} {stage.speaks('tomorrow at 9:00', 'demain à 9h')}".split(" ", 1))
    (one,) = going(stage)
    assert one.next is not None
    stage.passes((one.next.at - stage.house.now()) / timedelta(days=1))
    stage.tom.sees(
        stage.speaks(
            "Check-in 1: does it still serve both sides?",
            "Point d’étape 1 : est-ce que cela sert encore les deux côtés ?",
        )
    )
    assert going(stage) == []


def test_in_a_channel_that_was_archived_the_dates_go_by(own_stage: Stage, rules: Rules) -> None:
    rules.refusals |= {"is_archived"}
    rules.left |= {"parked"}
    stage = decided(own_stage)
    amina = stage.amina
    amina.types("/partnership", "checkin every day at 9:00")
    with stage.act():
        stage.slack.archive(stage.channel)
    amina.sees("The channel of Acme was archived")
    amina.presses(action_ids.SCHEDULE)
    amina.sends({schedule_form_blocks.AT: "08:00"})
    amina.sees(no("The channel of Acme"), no("I can no longer write in the channel of Acme"))
    stage.passes(4)
    stage.tom.sees(no("did it hold"))
    (one,) = going(stage)
    assert one.next is not None
    assert one.next.at > stage.house.now()
