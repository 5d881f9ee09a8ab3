"""The quick screening of what somebody wrote: one form, one person, three ends, nothing in the channel unless wanted."""

import re
from collections.abc import Iterator
from typing import Any

from bot.blocks import quick as quick_blocks
from bot.blocks import setup
from bot.blocks.kit import action_ids
from flows.conversation.quick import LATER, LOOK, NO
from tests.dialogs.stage import Player, Stage, no

ANSWERS = {"gap": "no", "bandwidth": "neither", "admin_load": "no"}
MOST_WORDS, MOST_CLICKS = 100, 8
LETTER = "Jane Roe <jane@roe-foods.org> wrote: could you come to our gala?"


def asks(player: Player) -> None:
    """The command, with a name."""
    player.types("/partnership", "quick Roe Foods")


def in_the_channel(stage: Stage) -> list[str]:
    return [one.text for one in stage.slack.messages(stage.channel) if one.bot_id and not one.ephemeral_to]


def read_in(view: Any) -> Iterator[str]:
    """Every word that stands in a form, its options and buttons among them; what is typed there is the person's own."""
    for text in texts([view.blocks, *(view.body[part] for part in ("title", "submit", "close"))]):
        yield from re.findall(r"[\w’'-]+", text)


def texts(shown: Any) -> Iterator[str]:
    if isinstance(shown, dict):
        if shown.get("type") in ("plain_text", "mrkdwn"):
            yield shown["text"]
        else:
            for value in shown.values():
                yield from texts(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from texts(value)


def test_a_kind_no_takes_a_minute_and_nobody_is_told(either: Stage) -> None:
    amina, tom, *_ = either.cast
    asks(amina)
    amina.sees(
        either.speaks("Who wrote?", "Qui a écrit ?"),
        "Roe Foods",
        either.speaks("Does your goal need something", "Votre objectif exige-t-il quelque chose"),
        either.speaks("Nothing is posted", "Rien n’est publié"),
    )
    words = list(read_in(amina.view))
    assert len(words) <= MOST_WORDS, words
    clicks = len(("menu of the message", "Screen quickly", *ANSWERS, quick_blocks.END, "send", "close"))
    assert clicks <= MOST_CLICKS
    assert amina.sends({**ANSWERS, quick_blocks.BOTHERS: "A gala, twice a year", quick_blocks.END: NO}) == {}
    amina.sees("partnership between Roe Foods and us", "possible partenariat entre Roe Foods et nous")
    assert in_the_channel(either) == []
    tom.sees_nothing()
    amina.closes()
    tom.types("/partnership", "ledger")
    tom.sees("Roe Foods", "A gala, twice a year")
    assert either.record.thread_ts is None


def test_later_is_asked_again_in_private_on_the_day(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    asks(amina)
    amina.sends({quick_blocks.BOTHERS: "Too early", quick_blocks.END: LATER})
    amina.sees(stage.speaks("I will ask you again, in private, on", "Je vous repose la question, en privé, le"))
    amina.clicks(stage.speaks("Another day", "Un autre jour"))
    amina.sees(stage.speaks("When shall I ask again?", "Quand dois-je reposer la question ?"))
    amina.closes()
    stage.passes(91)
    amina.sees("Roe Foods")
    tom.sees_nothing()
    assert in_the_channel(stage) == []
    amina.presses(action_ids.LEDGER_LATER, on="Roe Foods")
    amina.sends()
    amina.sees(stage.speaks("I will ask again on", "Je vous le redemanderai le"))
    tom.sees_nothing()
    stage.passes(91)
    assert amina.finds(action_ids.LEDGER_OPEN)
    amina.presses(action_ids.LEDGER_OPEN, on="Roe Foods")
    assert amina.filled_in(setup.NAME) == "Roe Foods"


def test_a_proper_look_opens_the_conversation_with_all_of_it_filled_in_and_asks_who_else(either: Stage) -> None:
    amina, tom, *_ = either.cast
    asks(amina)
    amina.sends({**ANSWERS, quick_blocks.BOTHERS: "They only want our logo", quick_blocks.END: LOOK})
    amina.sees(either.speaks("Who answers, on your side?", "Qui répond, de votre côté ?"))
    assert amina.filled_in(setup.NAME) == "Roe Foods"
    assert amina.filled_in("gap") == "no"
    assert amina.filled_in(quick_blocks.BOTHERS) == "They only want our logo"
    assert in_the_channel(either) == []
    amina.sends({"people:other": [amina, tom]})
    tom.sees("Roe Foods", either.speaks("1 of 2 has answered", "1 sur 2"), no("logo"))
    assert either.answer_of(amina, "gap") == "no"
    assert either.answer_of(amina, "premortem") == "They only want our logo"
    assert "logo" not in tom.screen
    either.reaches("closing")
    amina.opens("closing")
    assert amina.filled_in("premortem") == "They only want our logo"


def test_who_wrote_is_taken_from_the_message(either: Stage) -> None:
    amina, tom, *_ = either.cast
    tom.says(LETTER, in_thread=False)
    with either.act():
        assert amina.person.message_shortcut("screen_quickly", amina.message("could you come")) is None
    assert amina.filled_in(setup.NAME) == "Jane Roe"


def test_it_goes_where_a_conversation_goes(either: Stage) -> None:
    amina, _, _, _, gus = either.cast
    elsewhere = either.slack.add_channel("elsewhere", [amina.person], with_app=False)
    amina.types("/partnership", "quick Roe Foods", at=elsewhere)
    amina.sees_nothing()
    amina.types("/partnership", "quick Roe Foods", at=either.direct[amina])
    amina.sees(either.speaks("In which channel?", "Dans quel canal ?"))
    amina.sends({setup.CHANNEL: either.channel, quick_blocks.END: NO})
    amina.closes()
    assert either.record.partner_name == "Roe Foods"
    gus.types("/partnership", "quick Roe Foods")
    gus.sees(either.speaks("Guests", "Les personnes invitées"))
