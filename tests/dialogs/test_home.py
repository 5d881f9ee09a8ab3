"""The home tab: everything that waits for somebody, a page at a time, and nothing of a channel in which they are not."""

import uuid
from dataclasses import replace

from bot.blocks import home
from tests.dialogs.stage import Stage, no

BEYOND = 3


def many(stage: Stage, channel: str = "") -> list[str]:
    """The conversation of the stage again, with as many other partners as make a page and a little more; the oldest first."""
    names = [f"Partner {number:02}" for number in range(1, home.MOST_WAITING + BEYOND)]
    template = replace(stage.record, channel=channel or stage.record.channel, thread_ts=None, created_at=None)
    for name in names:
        with stage.house.app.database.unit_of_work() as uow:
            uow.conversations.add(replace(template, id=uuid.uuid4().hex, partner_name=name))
            uow.commit()
    return names


def test_what_waits_is_found_a_page_at_a_time_however_old_it_is(either: Stage) -> None:
    _, tom, *_ = either.cast
    either.opens(tom)
    oldest, *_, newest = many(either)
    tom.opens_home()
    further, back = (
        either.speaks("Show the next ones", "Voir les suivants"),
        either.speaks("Show those before", "Voir les précédents"),
    )
    tom.sees(newest, further, no(oldest), no("Acme"), no(back))
    assert tom.person.home is not None
    tom.clicks(further, on=tom.person.home)
    tom.sees(oldest, "Acme", back, no(further))
    tom.clicks(back, on=tom.person.home)
    tom.sees(newest, further, no(oldest))


def test_a_page_that_is_gone_shows_the_first(stage: Stage) -> None:
    _, tom, *_ = stage.cast
    stage.opens(tom)
    names = many(stage)
    tom.opens_home()
    assert tom.person.home is not None
    with stage.house.app.database.unit_of_work() as uow:
        for record in uow.conversations.in_channel(stage.record.team, stage.record.channel, limit=99):
            if record.partner_name in names[:BEYOND]:
                stopped = replace(record.conversation.place, stage="abandoned", section=None)
                uow.conversations.save(replace(record, conversation=replace(record.conversation, place=stopped)))
        uow.commit()
    tom.clicks("Show the next ones", on=tom.person.home)
    tom.sees(names[-1], no("Show the next ones"), no("Show those before"))


def test_nothing_of_a_channel_in_which_somebody_is_not_however_much_waits_there(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(tom)
    many(stage, stage.slack.add_channel("elsewhere", [amina.person]).id)
    tom.opens_home()
    tom.sees("Acme", no("Partner"), no("Show the next ones"))
    amina.opens_home()
    amina.sees("Partner")
