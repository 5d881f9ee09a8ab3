"""The sample of four people, played from the command to the decision, and what that cost one of them.

The participant is the first of our side, beside the opener, who answers all that they are asked in one sitting; the others take the
sections one by one. Messages are counted as they stand at the end; forms each time they are shown. What is only seen after a
further click (evidence, other points) counts when the sample clicks it: never.
"""

from dataclasses import asdict, dataclass

from bot.documents.cases import read_case
from bot.i18n.catalogue import words
from bot.playground.person import Person
from bot.playground.records import Message
from bot.playground.rehearsal import Rehearsal
from bot.playground.stage import played, sample
from tests.road.screens import Screens

WITHIN_SECONDS = 60


@dataclass(frozen=True)
class Road:
    """The counts of one language; ``named`` is how many people were named beside the opener."""

    language: str
    words: int
    form_words: int
    messages: int
    clicks: int
    modals: int
    opening_fields: int
    summary_lines: int
    direct_messages: int
    named: int

    def line(self) -> dict[str, int | str]:
        return asdict(self)


def road(language: str) -> Road:
    """Play the sample and count."""
    text, name, decision = sample(language)
    with played(read_case(text), language, name=name) as rehearsal:
        rehearsal.open()
        opened = rehearsal.slack.clock.now()
        rehearsal.settle()
        asked = sum(_told(rehearsal, person, opened + WITHIN_SECONDS) for person in _named(rehearsal))
        rehearsal.sit(next(each for each in rehearsal.ours if rehearsal.people[each.id] is _participant(rehearsal)))
        for section in rehearsal.guide.road:
            rehearsal.collect(section)
            rehearsal.go_on()
        rehearsal.hear_partner()
        summary = _first_of_summary(rehearsal, language)
        rehearsal.decide(**decision)
        return _counted(rehearsal, language, summary, asked)


def _counted(rehearsal: Rehearsal, language: str, summary: Message, asked: int) -> Road:
    screens = Screens(rehearsal.slack)
    participant = _participant(rehearsal)
    return Road(
        language=language,
        words=_words_read(rehearsal, screens, participant),
        form_words=screens.form_words(participant),
        messages=sum(bool(each.bot_id) and each.ephemeral_to is None for each in _all(rehearsal)),
        clicks=screens.clicks(participant),
        modals=len(screens.forms(participant)),
        opening_fields=sum(block["type"] == "input" for block in screens.forms(rehearsal.opener)[0]["blocks"]),
        summary_lines=screens.phone_lines(summary),
        direct_messages=asked,
        named=len(_named(rehearsal)),
    )


def _named(rehearsal: Rehearsal) -> list[Person]:
    """Who is expected on our side, without who opened it."""
    return [person for each in rehearsal.ours if (person := rehearsal.people[each.id]) is not rehearsal.opener]


def _participant(rehearsal: Rehearsal) -> Person:
    return _named(rehearsal)[0]


def _told(rehearsal: Rehearsal, person: Person, until: float) -> bool:
    """Whether the person got a direct message by then."""
    return any(float(each.ts) <= until for each in person.sees(rehearsal.slack.direct_channel(person)) if each.bot_id)


def _all(rehearsal: Rehearsal) -> list[Message]:
    return [each for each in rehearsal.slack.messages(rehearsal.channel) if not each.deleted]


def _words_read(rehearsal: Rehearsal, screens: Screens, person: Person) -> int:
    """The thread, what the coach said to this person alone, and the forms."""
    thread = [each for each in _all(rehearsal) if each.bot_id and each.ephemeral_to in (None, person.id)]
    alone = [each for each in rehearsal.slack.messages(rehearsal.slack.direct_channel(person)) if each.bot_id]
    return screens.read(thread) + screens.read(alone) + screens.form_words(person)


def _first_of_summary(rehearsal: Rehearsal, language: str) -> Message:
    title = words(language).say("summary.title", partner=rehearsal.name)
    return next(each for each in _all(rehearsal) if any(_is_title(block, title) for block in each.blocks))


def _is_title(block: dict[str, object], title: str) -> bool:
    text = block.get("text")
    return block["type"] == "header" and isinstance(text, dict) and text["text"] == title
