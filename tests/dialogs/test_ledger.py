"""The distraction ledger: what was declined, why, what would reopen it; asked again when its day comes, once."""

from datetime import timedelta

import pytest

from bot.blocks.decision import OUTCOME, REASON
from bot.blocks.kit import action_ids
from bot.blocks.ledger import CONDITION, DAY, WHY
from tests.dialogs.stage import Stage, no


def in_days(stage: Stage, days: int) -> str:
    return (stage.house.now() + timedelta(days=days)).date().isoformat()


def declined(stage: Stage, name: str = "Solaris", days: int = 40) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name=name)
    stage.reaches("deciding")
    amina.presses(action_ids.DECIDE)
    condition = stage.speaks("A second funder signs", "Un second financeur signe")
    reason = stage.speaks("Not this year", "Pas cette année")
    assert not amina.sends({OUTCOME: "no", REASON: reason, CONDITION: condition, DAY: in_days(stage, days)})


def test_a_no_keeps_what_would_reopen_it_and_the_ledger_lists_it(either: Stage) -> None:
    _, tom, _, ines, _ = either.cast
    declined(either)
    say = either.speaks
    condition = say("A second funder signs", "Un second financeur signe")
    tom.sees(say("What would make you reconsider:", "Ce qui vous ferait reconsidérer ce refus :"), condition)
    told = ("Solaris", say("Not this year", "Pas cette année"), condition)
    either.plays(
        (tom, say("/partnership ledger", "/partenariat registre"), told),
        (tom, say("/partnership list declined", "/partenariat liste déclinées"), told),
        (tom, say("/partnership show Solaris", "/partenariat montre Solaris"), (condition,)),
    )
    ines.types(say("/partnership", "/partenariat"), say("ledger", "registre"), at=either.direct[ines])
    ines.sees(no("Solaris"), no(condition))


def test_stopping_kindly_asks_why_and_what_would_reopen_it(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom, name="Baobab")
    for player in (amina, tom):
        player.answers("screening", gap="no", bandwidth="neither", admin_load="no")
        player.closes()
    amina.presses(action_ids.STOP_KINDLY)
    assert list(amina.sends({DAY: "2020-01-01"})) == [DAY]
    assert either.record.conversation.stage != "abandoned"
    amina.sends({WHY: "Too far from what we do", CONDITION: "They open an office here", DAY: None})
    tom.sees("Too far from what we do", "They open an office here")
    either.plays(
        (
            tom,
            either.speaks("/partnership ledger", "/partenariat registre"),
            ("Baobab", "Too far from what we do", "They open an office here"),
        )
    )


def test_when_the_day_comes_the_thread_is_asked_once_and_it_can_be_opened_again(months: Stage) -> None:
    tom = months.tom
    say = months.speaks
    declined(months)
    months.passes(39)
    asked = say("You said no to Solaris. Has something changed?", "Vous avez dit non à Solaris. Quelque chose")
    assert asked not in months.thread
    months.passes(2)
    tom.sees(asked, say("A second funder signs", "Un second financeur signe"))
    months.passes(400)
    assert months.thread.count(asked) == 1
    tom.clicks(say("Open it again", "Rouvrir"))
    tom.sees(say("Who is the partner?", "Qui est le partenaire ?"), "Solaris")


def test_not_yet_names_another_day_and_never_ends_it(months: Stage) -> None:
    amina, tom, _, _, gus = months.cast
    say = months.speaks
    declined(months, days=1)
    months.passes(2)
    asked = say("You said no to Solaris. Has something changed?", "Vous avez dit non à Solaris. Quelque chose")
    gus.clicks(say("Not yet", "Pas encore"))
    assert gus.person.view is None
    tom.clicks(say("Not yet", "Pas encore"))
    assert list(tom.sends({DAY: "2020-01-01"})) == [DAY]
    assert tom.sends({DAY: in_days(months, 30)}) == {}
    months.passes(31)
    assert months.thread.count(asked) == 2
    amina.clicks(say("Never ask again", "Ne plus demander"))
    amina.sees(say("I will not ask again", "Je ne le redemanderai plus"))
    months.passes(400)
    assert months.thread.count(asked) == 2


@pytest.mark.parametrize("name", ["Solaris", "Fondation Solaris"])
def test_who_opens_something_alike_reads_in_private_what_was_declined(either: Stage, name: str) -> None:
    amina, tom, lea, *_ = either.cast
    declined(either)
    say = either.speaks
    either.opens(amina, tom, name=name)
    before = say("You have said no to something like this before", "Vous avez déjà dit non à quelque chose")
    amina.sees(before, "Solaris", say("Not this year", "Pas cette année"))
    lea.sees(no(before))
    either.opens(tom, amina, name="Baobab")
    tom.sees(no(before))
