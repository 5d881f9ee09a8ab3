"""The surfaces of what is held back, of a channel that is shut, and of who is not there any more."""

from bot.blocks import held, people, undelivered
from bot.i18n.catalogue import Words
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
    return [people.left_message(words, record, "U1"), people.another_named(words, "U1", "U2")]


@surface("modal")
def name_another(words: Words, story: Story) -> Payload:
    return people.another_modal(words, story.record(story.at("values")), "U1")
