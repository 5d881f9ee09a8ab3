"""The home tab: empty, full, of the partner's people, of somebody with very many partnerships."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.blocks import home
from bot.blocks.home import AtHome
from bot.i18n.catalogue import Words
from flows.commitments import Commitment, make
from flows.model import Verdict
from storage.conversations.agenda import Queue, Waiting
from storage.conversations.involved import CHECK_IN, SECTION
from storage.conversations.portfolio import Hours, Portfolio
from storage.records import Record
from tests.blocks.registry import Payload, surface
from tests.blocks.sample import Story, guide
from tests.flows.cases import FLAGS

DAY = date(2026, 12, 1)
SOME = Portfolio(
    standings={"open": 3, "decided": 2, "declined": 1},
    verdicts={Verdict.strategic: 1, Verdict.conditional: 1, Verdict.distraction: 1},
    flags=(("unpaid_work", 2), ("admin_heavy", 1), ("a flag of another guide", 1)),
    monthly=Hours(12.5, 1),
    term=Hours(480, 2),
)
TEN_THOUSAND = Portfolio(
    standings={"open": 4_000, "decided": 5_000, "declined": 1_000},
    verdicts={
        Verdict.strategic: 1_500,
        Verdict.conditional: 3_499,
        Verdict.distraction: 1_000,
        Verdict.insufficient: 1,
    },
    flags=tuple((flag, 5_000 - 10 * number) for number, flag in enumerate(FLAGS)),
    monthly=Hours(41_000, 3_400),
    term=Hours(1_234_567.5, 4_999),
)


def _promised(story: Story, count: int) -> list[tuple[str, Commitment]]:
    words = str(story.told.get("need") or "").strip() or "Find a second funder"
    owner = story.our_ids[0]
    return [("c1", make(f"p{n}", words, owner=owner, due=DAY, by=story.opener, on=DAY)) for n in range(count)]


def at_home(
    person: str,
    records: Sequence[Record],
    *check_ins: tuple[str, int],
    page: int = 0,
    more_waits: bool = False,
    **found: Any,
) -> AtHome:
    """What storage finds for a person: (conversation, number) of check-ins that wait beside the sections."""
    waiting = [Waiting(one, CHECK_IN, f"i{number}", number) for one, number in check_ins]
    sections = ((record.id, record.conversation.waits_for(person)) for record in records)
    waiting += [Waiting(one, SECTION, section) for one, section in sections if section is not None]
    known = {record.id: record for record in records}
    return AtHome(records, known, Queue(tuple(waiting), page, more_waits), **found)


@surface("home")
def home_tab(words: Words, story: Story) -> list[Payload]:
    records = [story.decided(), story.record(story.at("values"), id="c2")]
    person = story.our_ids[-1]
    found = at_home(
        person,
        records,
        (records[0].id, 2),
        owned=_promised(story, 2),
        today=DAY + timedelta(days=1),
        dates=[(records[0].id, DAY + timedelta(days=30)), ("of another", DAY)],
        portfolio=SOME,
    )
    return [
        home.home(words, guide(), person, AtHome()),
        home.home(words, guide(), person, AtHome(portfolio=Portfolio())),
        home.home(words, guide(), person, found),
        home.home(words, guide(), person, at_home(person, [story.decided()])),
    ]


@surface("home")
def home_of_the_partner(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("reviewing"))
    return [
        home.home(words, guide(), person.id, at_home(person.id, [record], ("c1", 1))) for person in story.theirs[:1]
    ]


@surface("home")
def home_of_10_000(words: Words, story: Story) -> Payload:
    records = [replace(story.record(story.at("values")), id=f"c{n}") for n in range(home.MOST_SHOWN)]
    person = story.our_ids[-1]
    found = at_home(
        person,
        records,
        page=1,
        more_waits=True,
        owned=_promised(story, 10),
        dates=[(one.id, DAY) for one in records],
        portfolio=TEN_THOUSAND,
        more=True,
    )
    return home.home(words, guide(), person, found)
