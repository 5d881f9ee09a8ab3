"""On Mondays the coach tells a channel what is still open there, when it asked for it and something is."""

from datetime import timedelta

from bot.blocks.setup import DECIDE_BY
from flows.schedules.planned import Prompt
from tests.dialogs.stage import Player, Stage, plain
from tests.dialogs.test_check_ins import decided, promises
from tests.dialogs.test_monthly import next_at


def monday(stage: Stage) -> None:
    """Let it be the next Monday on which the coach would tell."""
    stage.passes((next_at(stage, Prompt.weekly) - stage.house.now()) / timedelta(days=1))


def told(stage: Stage, who: Player) -> int:
    """How often the channel was told."""
    open_here = stage.speaks("Still open in this channel", "Encore ouvert")
    return sum(open_here in stage.read(one, who) for one in stage.slack.messages(stage.channel) if not one.ephemeral_to)


def test_begun_told_when_something_is_open_and_ended(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    command = stage.speaks("/partnership weekly", "/partenariat hebdomadaire")
    stage.plays(
        (
            amina,
            command,
            (
                stage.speaks("On Mondays at 9:00 (London time)", "Le lundi à 9 h (heure de Londres)"),
                stage.speaks("nothing when nothing is", "rien quand tout est réglé"),
                stage.speaks("Next on Monday", "Prochaine fois : lundi"),
            ),
        ),
    )
    monday(stage)
    assert told(stage, tom) == 0, "nothing is open"
    day = (stage.house.now() + timedelta(days=10)).date()
    stage.opens(amina, tom, name="Acme", **{DECIDE_BY: day.isoformat()})
    amina.answers("screening")
    monday(stage)
    assert told(stage, tom) == 1
    title = stage.speaks("Still open in this channel: 1 partnership", "Encore ouvert dans ce canal : 1 partenariat")
    (posted,) = [read for one in stage.slack.messages(stage.channel) if title in (read := plain(stage.read(one, tom)))]
    assert stage.speaks("1 decision is due within a week", "1 décision à prendre d’ici à une semaine") in posted
    assert not [one for one in ("Acme", "@Tom", "@Amina", "answered", "répondu") if one in posted], "counts alone"
    everything = stage.speaks("All those in my channels", "Toutes celles de mes canaux")
    tom.clicks(everything, on=title)
    tom.sees("Acme", stage.speaks("1 of 2 has answered", "1 sur 2 a répondu"))
    monday(stage)
    assert told(stage, tom) == 2
    tom.sees(stage.speaks("1 decision is late", "1 décision en retard"))
    stage.plays(
        (tom, f"{command} {stage.speaks('every day', 'chaque jour')}", stage.speaks("to start", "pour commencer")),
        (tom, f"{command} stop", stage.speaks("I no longer post every week", "Je ne publie plus rien chaque semaine")),
        (tom, f"{command} stop", stage.speaks("I was not posting", "Je ne publiais rien")),
    )
    stage.passes(15)
    assert told(stage, tom) == 2


def test_what_was_decided_is_told_only_when_a_commitment_is_due(months: Stage) -> None:
    stage = decided(months, months.amina, months.tom)
    amina, tom, *_ = stage.cast
    amina.types(*stage.speaks("/partnership weekly", "/partenariat hebdo").split())
    amina.closes()
    monday(stage)
    assert told(stage, tom) == 0
    promises(stage, tom, "Pay every hour", in_days=9)
    monday(stage)
    assert told(stage, tom) == 0, "its day is still ahead"
    monday(stage)
    assert told(stage, tom) == 1
    tom.sees(stage.speaks("1 commitment is due", "1 engagement arrive à échéance"))
