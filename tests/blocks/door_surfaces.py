"""The surfaces of what is held back, of a channel that is shut, and of who is not there any more."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.blocks import asked, details, held, people, undelivered
from bot.i18n.catalogue import Words
from flows.conversation.people import Change, What
from flows.model import Role
from flows.schedules import reminders
from storage.records import SHARED
from tests.blocks.registry import Payload, surface
from tests.blocks.sample import Story


@surface()
def held_back(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    crowd = [f"U{number:03d}" for number in range(60)]
    return [
        held.question(words, record, [SHARED]),
        held.question(words, record, ["U1", SHARED]),
        held.still_held(words, record, crowd),
    ]


@surface()
def channel_shut(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    return [undelivered.channel_shut(words, record, deleted=deleted) for deleted in (False, True)]


@surface()
def who_left(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    return [
        people.left_message(words, record, "U1", decides=True),
        people.left_message(words, record, record.conversation.opener, decides=True),
        people.left_message(words, record, record.conversation.opener, decides=False),
        people.another_named(words, "U1", "U2"),
        asked.not_theirs(words, record, "U1"),
        asked.is_away(words, record, "U1", date(2027, 3, 12)),
    ]


@surface()
def asked_in_private(words: Words, story: Story) -> list[Payload]:
    record = replace(story.record(story.at("values")), decide_by="2027-03-12")
    person = record.conversation.people[0].id
    what = (reminders.ASKED, asked.NEXT_SECTION, reminders.NUDGE, reminders.REMIND, asked.BY_HAND)
    return [
        *(asked.asks(words, record, person, "values", each, by="U2") for each in what),
        asked.asks(words, record, person, reminders.DECIDE, reminders.NUDGE),
        asked.waiting(words, record, "values"),
        asked.reminded(words, 2, 1),
        asked.reminded(words, 0, 0),
    ]


@surface()
def asked_and_afterwards(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    person = record.conversation.people[0].id
    one = reminders.Reminder(person, "values")
    clicked = (
        one,
        replace(one, key="clarity"),
        replace(one, later=datetime(2027, 3, 12, 9, tzinfo=UTC)),
        replace(one, skipped=True),
        replace(one, away=date(2027, 3, 12)),
        replace(one, never=True),
    )
    return [
        *(asked.standing(words, record, each) for each in clicked if each != one),
        *(asked.what_it_means(words, record, each) for each in clicked[2:]),
    ]


@surface("modal")
def people_and_details(words: Words, story: Story) -> Payload:
    return details.form(words, story.record(story.at("values")))


@surface()
def details_told(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    now = details.details_of(record)
    other = replace(now, name="Solaris", decision="", decide_by="2027-03-12")
    changes = [Change(what, "U2", Role.finance) for what in What]
    return [
        details.told(words, "U1", now, other, changes),
        details.told(
            words, "U1", replace(now, decide_by="2027-03-12", decision=""), replace(now, decision="A van"), []
        ),
        details.offered(words, record),
        *(details.no_longer_asked(words, record, "U2", answered=answered) for answered in (True, False)),
        *(details.settled(words, record, withdrawn=withdrawn) for withdrawn in (True, False)),
        details.withdrawn(words, "U2"),
    ]


@surface("modal")
def name_another(words: Words, story: Story) -> Payload:
    return people.another_modal(words, story.record(story.at("values")), "U1")
