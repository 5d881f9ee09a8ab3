"""Once a month the coach asks a channel which partnership talks began."""

from datetime import datetime, timedelta

from flows.schedules.planned import Prompt
from tests.dialogs.stage import Stage, no


def next_at(stage: Stage, prompt: Prompt = Prompt.monthly) -> datetime:
    with stage.house.app.database.reading() as uow:
        found = uow.channel_prompts.get(stage.slack.team_id, stage.channel.id, prompt)
    assert found is not None
    assert found.next is not None
    return found.next.at


def test_begun_asked_opened_and_ended(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    command = stage.speaks("/partnership monthly", "/partenariat mensuel")
    question = stage.speaks(
        "Which partnership talks began last month?", "Quelles discussions de partenariat ont commencé"
    )
    stage.plays(
        (
            amina,
            command,
            (
                stage.speaks(
                    "On the first working day of each month, at 9:00 (London time)",
                    "Le premier jour ouvré de chaque mois, à 9 h (heure de Londres)",
                ),
                stage.speaks("Next on", "Prochaine fois :"),
            ),
        ),
        (tom, command, stage.speaks("Next on", "Prochaine fois :")),
    )
    stage.passes((next_at(stage) - stage.house.now()) / timedelta(days=1))
    tom.sees(question, stage.speaks("ask the three questions", "posez les trois questions"))
    assert len([one for one in stage.slack.messages(stage.channel) if one.bot_id and not one.ephemeral_to]) == 1
    tom.clicks(stage.speaks("Start a conversation", "Commencer une conversation"), on=question)
    tom.sees(stage.speaks("Who is the partner?", "Qui est le partenaire ?"))
    tom.closes()
    stage.plays(
        (tom, f"{command} {stage.speaks('every week', 'chaque semaine')}", stage.speaks("to start", "pour commencer")),
        (
            tom,
            f"{command} {stage.speaks('stop', 'arrêter')}",
            stage.speaks("I no longer ask", "Je ne pose plus la question"),
        ),
        (
            tom,
            f"{command} {stage.speaks('stop', 'arrêter')}",
            stage.speaks("I was not asking", "Je ne posais pas la question"),
        ),
    )
    stage.passes(34)
    tom.sees(no(question))


def test_where_it_cannot_be_posted_it_is_not_begun(either: Stage) -> None:
    stage = either
    amina, _, _, _, gus = stage.cast
    command = stage.speaks("/partnership monthly", "/partenariat mensuel")
    elsewhere = stage.slack.add_channel("elsewhere", [amina.person], with_app=False)
    amina.types(command.split()[0], command.split()[1], at=elsewhere)
    amina.sees_nothing()
    amina.types(command.split()[0], command.split()[1], at=stage.direct[amina])
    amina.sees(stage.speaks("needs a channel", "a besoin d’un canal"))
    stage.plays((gus, command, stage.speaks("Guests", "Les personnes invitées")))
    with stage.house.app.database.reading() as uow:
        for channel in (elsewhere, stage.channel, stage.direct[amina]):
            assert all(uow.channel_prompts.get(stage.slack.team_id, channel.id, one) is None for one in Prompt)
