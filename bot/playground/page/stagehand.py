"""What one does to the playground itself, and not in Slack: situations, the play, the clock, faults, the app's process."""

from bot.i18n.languages import languages
from bot.playground.page import moves
from bot.playground.page.asked import Act, BadAct, Doing
from bot.playground.page.playground import SITUATIONS


def situation(act: Act) -> None:
    wanted = act.text("id")
    if wanted not in SITUATIONS:
        raise BadAct("bad.argument", wanted[:40])
    act.playground.begin(wanted, act.words.language)


def play(act: Act) -> None:
    act.playground.watch(act.flag("on"))


def move_clock(act: Act) -> None:
    """{seconds}, {to: local ISO time, zone}, or {jump: morning | month | dst}, on the person's clock."""
    members = act.world.slack.workspace.members
    now, zone = act.world.slack.clock.now(), act.text("zone", members[act.person.id].tz)
    jump = act.given.get("jump")
    if jump == "morning":
        seconds = moves.seconds_to_morning(now, zone)
    elif jump == "month":
        seconds = 30 * 24 * 3600.0
    elif jump == "dst":
        # Her own zone may have no such day; then it is that of the first of the others who has one.
        seconds = moves.seconds_past_change(now, [zone, *(member.tz for member in members.values())])
    elif "to" in act.given:
        seconds = moves.seconds_to(now, act.text("to"), zone)
    else:
        seconds = float(act.given["seconds"])
    act.playground.move_clock(seconds)


def faults(act: Act) -> None:
    act.world.switches.turn(act.text("name"), act.flag("on"))
    act.playground.ring()


def kill(act: Act) -> None:
    act.world.app.kill()


def restart(act: Act) -> None:
    act.world.app.restart()


def language(act: Act) -> None:
    wanted = act.text("lang")
    if wanted not in languages():
        raise BadAct("bad.argument", wanted[:40])
    act.playground.language = wanted
    act.playground.ring()


ACTS: dict[str, Doing] = {
    "situation": situation,
    "play": play,
    "move_clock": move_clock,
    "faults": faults,
    "kill": kill,
    "restart": restart,
    "language": language,
}
