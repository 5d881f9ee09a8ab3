"""The home tab: what waits for me, what I promised, when the coach asks again, my conversations, the portfolio of my channels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.blocks import actions as act
from bot.blocks.answers_private import section_waiting, waiting
from bot.blocks.card import state_line
from bot.blocks.commitments import changing, line
from bot.blocks.elements import Block, View, actions, button, context, divider, header, section
from bot.blocks.portfolio import portfolio_blocks
from bot.blocks.section import credit
from bot.blocks.text import lines, mention, name
from bot.i18n import Words
from bot.payloads import On
from bot.typed_words import ALL, LIST
from flows.follow_up.commitments import Commitment
from flows.model import Guide, Side
from storage.agenda import OpenCheckIn
from storage.portfolio import Portfolio
from storage.records import Record

MOST_SHOWN = 20
_MOST_WAITING = 20
_MOST_DATES = 10


@dataclass(frozen=True)
class AtHome:
    """What the tab shows one person. ``owned``: (conversation, commitment) to keep; ``dates``: (conversation, day) of check-ins.

    ``portfolio`` is None for who may not read it (guests); ``more``: there are more conversations than these.
    """

    records: Sequence[Record] = ()
    owned: Sequence[tuple[str, Commitment]] = ()
    check_ins: Sequence[OpenCheckIn] = ()
    dates: Sequence[tuple[str, date]] = ()
    portfolio: Portfolio | None = None
    more: bool = False


def home(words: Words, guide: Guide, person: str, found: AtHome) -> View:
    """The tab for ``person``; what waits for them comes first."""
    known = {record.id: record for record in found.records}
    blocks: list[Block] = [
        header(words.say("home.title")),
        section(words.say("home.intro")),
        actions(
            button(act.START, words.say("button.start"), None, "primary"), button(act.HELP, words.say("button.help"))
        ),
        *_waiting(words, known, person, found.check_ins),
        *_owned(words, found.owned),
        *_dates(words, known, found.dates),
        *_conversations(words, found, person),
    ]
    if found.portfolio is not None:
        blocks += portfolio_blocks(words, guide, found.portfolio)
    return {"type": "home", "blocks": [*blocks, divider(), context(credit(words))]}


def _waiting(words: Words, known: dict[str, Record], person: str, check_ins: Iterable[OpenCheckIn]) -> list[Block]:
    """Sections to answer, invitations of a partner, check-ins: a row and a button each."""
    rows = []
    for record in known.values():
        if (open_section := section_waiting(record, person)) is not None:
            action = act.OPEN_PARTNER_SECTION if _theirs(record, person) else act.OPEN_SECTION
            on = On(c=record.id, s=open_section)
            answer = button(act.numbered(action, record.id), words.say("button.answer"), on, "primary")
            rows.append(section(lines([_title(words, record, person), waiting(words, record, person)]), answer))
    for check_in in check_ins:
        if (about := known.get(check_in.conversation)) is not None:
            on = On(c=about.id, q=check_in.id)
            answer = button(act.numbered(act.CHECK_IN, check_in.id), words.say("button.answer"), on, "primary")
            asked = words.say("home.check_in", number=words.number(check_in.number))
            rows.append(section(lines([_title(words, about, person), asked]), answer))
    if not rows:
        return [divider(), section(words.say("home.nothing_waits"))] if known else []
    more = len(rows) - _MOST_WAITING
    left = [context(words.count("list.more", more))] if more > 0 else []
    return [divider(), section(words.say("home.waiting")), *rows[:_MOST_WAITING], *left]


def _owned(words: Words, owned: Iterable[tuple[str, Commitment]]) -> list[Block]:
    """What this person has promised, the next to be due first."""
    rows = [section(line(words, one), changing(words, conversation, one)) for conversation, one in owned]
    return [divider(), section(words.say("home.commitments")), *rows] if rows else []


def _dates(words: Words, known: dict[str, Record], dates: Iterable[tuple[str, date]]) -> list[Block]:
    """When the coach asks again, the nearest first."""
    rows = [
        words.say("home.date", partner=name(known[one].partner_name, 60), day=words.long_date(day))
        for one, day in dates
        if one in known
    ]
    if not rows:
        return []
    return [divider(), section(lines([words.say("home.dates"), *rows[:_MOST_DATES]]))]


def _conversations(words: Words, found: AtHome, person: str) -> list[Block]:
    if not found.records:
        return [divider(), section(words.say("home.none"))]
    ours = [record for record in found.records if not _theirs(record, person)]
    rows = [section(lines([_title(words, record, person), state_line(words, record)])) for record in ours[:MOST_SHOWN]]
    if not rows:
        return []
    more: list[Block] = []
    if found.more or len(ours) > len(rows):
        more = [actions(button(act.MORE, words.say("home.all"), On(c="", q=f"{LIST}:", v=ALL)))]
    return [divider(), section(words.say("home.conversations")), *rows, *more]


def _title(words: Words, record: Record, person: str) -> str:
    """Whose invitation it is to the partner's people, for whom our channel and where we stand are not to read."""
    if _theirs(record, person):
        return words.say("home.invited", person=mention(record.conversation.opener))
    channel = f"<#{record.channel}>" if record.channel.isalnum() else name(record.channel)
    return words.say("home.line", partner=name(record.partner_name), channel=channel)


def _theirs(record: Record, person: str) -> bool:
    return any(one.id == person and one.side is Side.partner for one in record.conversation.people)
