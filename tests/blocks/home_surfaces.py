"""The home tab: empty, full, of the partner's people, of somebody with very many partnerships."""

from dataclasses import replace
from datetime import date, timedelta

from bot.blocks import home
from bot.blocks.home import AtHome
from bot.i18n import Words
from flows.follow_up.commitments import Commitment, make
from flows.model import Verdict
from storage.agenda import OpenCheckIn
from storage.portfolio import Hours, Portfolio
from tests.blocks.registry import Payload, surface
from tests.blocks.sample import Story, guide

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
    flags=tuple((flag.id, 5_000 - 10 * number) for number, flag in enumerate(guide().flags)),
    monthly=Hours(41_000, 3_400),
    term=Hours(1_234_567.5, 4_999),
)


def _promised(story: Story, count: int) -> list[tuple[str, Commitment]]:
    words = str(story.told.get("need") or "").strip() or "Find a second funder"
    owner = story.our_ids[0]
    return [("c1", make(f"p{n}", words, owner=owner, due=DAY, by=story.opener, on=DAY)) for n in range(count)]


@surface("home")
def home_tab(words: Words, story: Story) -> list[Payload]:
    records = [story.decided(), story.record(story.at("values"), id="c2")]
    found = AtHome(
        records,
        owned=_promised(story, 2),
        check_ins=[OpenCheckIn("i1", records[0].id, 2)],
        dates=[(records[0].id, DAY + timedelta(days=30)), ("of another", DAY)],
        portfolio=SOME,
    )
    person = story.our_ids[-1]
    return [
        home.home(words, guide(), person, AtHome()),
        home.home(words, guide(), person, AtHome(portfolio=Portfolio())),
        home.home(words, guide(), person, found),
        home.home(words, guide(), person, AtHome([story.decided()])),
    ]


@surface("home")
def home_of_the_partner(words: Words, story: Story) -> list[Payload]:
    found = AtHome([story.record(story.at("reviewing"))], check_ins=[OpenCheckIn("i1", "c1", 1)])
    return [home.home(words, guide(), person.id, found) for person in story.theirs[:1]]


@surface("home")
def home_of_10_000(words: Words, story: Story) -> Payload:
    records = [replace(story.record(story.at("values")), id=f"c{n}") for n in range(home.MOST_SHOWN)]
    found = AtHome(
        records,
        owned=_promised(story, 10),
        check_ins=[OpenCheckIn(f"i{n}", f"c{n}", n) for n in range(10)],
        dates=[(one.id, DAY) for one in records],
        portfolio=TEN_THOUSAND,
        more=True,
    )
    return home.home(words, guide(), story.our_ids[-1], found)
