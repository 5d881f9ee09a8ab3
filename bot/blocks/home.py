"""The home tab: what waits for me, what I promised, when the coach asks again, my conversations, the portfolio of my channels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.blocks.card import state_line
from bot.blocks.commitments import changing, line
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, divider, header, section
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, View
from bot.blocks.kit.source import credit
from bot.blocks.kit.text import in_channel, lines, mention, name
from bot.blocks.portfolio import portfolio_blocks
from bot.blocks.status import waiting
from bot.i18n.catalogue import Words
from bot.i18n.commands import LIST
from bot.i18n.typed_words import ALL
from flows.commitments import Commitment
from flows.model import Guide, Side
from storage.conversations.agenda import Queue, Waiting
from storage.conversations.involved import CHECK_IN, DECISION
from storage.conversations.portfolio import Portfolio
from storage.records import Record

MOST_SHOWN = 20
MOST_WAITING = 20
_MOST_DATES = 10
_NOTHING = Queue()


@dataclass(frozen=True)
class AtHome:
    """What the tab shows one person. ``owned``: (conversation, commitment) to keep; ``dates``: (conversation, day) of check-ins.

    ``records``: their conversations; ``known``: by id, these and those of what waits. ``portfolio`` is None for who may not read it
    (guests); ``more``: there are more conversations than these. What was due before ``today`` is overdue.
    """

    records: Sequence[Record] = ()
    known: Mapping[str, Record] = field(default_factory=dict)
    waiting: Queue = _NOTHING
    owned: Sequence[tuple[str, Commitment]] = ()
    dates: Sequence[tuple[str, date]] = ()
    portfolio: Portfolio | None = None
    more: bool = False
    today: date | None = None


def home(words: Words, guide: Guide, person: str, found: AtHome) -> View:
    """The tab for ``person``; what waits for them comes first."""
    blocks: list[Block] = [
        header(words.say("home.title")),
        section(words.say("home.intro")),
        actions(
            button(action_ids.START, words.say("button.start"), None, "primary"),
            button(action_ids.HELP, words.say("button.help")),
        ),
        *_waiting(words, found, person),
        *_owned(words, found),
        *_dates(words, found.known, found.dates),
        *_conversations(words, found, person),
    ]
    if found.portfolio is not None:
        blocks += portfolio_blocks(words, guide, found.portfolio)
    if credited := credit(words, guide):
        blocks += [divider(), *credited]
    return {"type": "home", "blocks": blocks}


def _waiting(words: Words, found: AtHome, person: str) -> list[Block]:
    """Sections to answer, invitations of a partner, check-ins: a row and a button each, a page at a time."""
    queue = found.waiting
    rows = [row for one in queue.rows if (row := _row(words, found.known, one, person)) is not None]
    if not rows:
        return [divider(), section(words.say("home.nothing_waits"))] if found.records else []
    return [divider(), section(words.say("home.waiting")), *rows, *_pages(words, queue)]


def _row(words: Words, known: Mapping[str, Record], one: Waiting, person: str) -> Block | None:
    """What waits, with the button that opens it; None for a conversation that cannot be read."""
    record = known.get(one.conversation)
    if record is None:
        return None
    if one.kind == CHECK_IN:
        action, on = action_ids.numbered(action_ids.CHECK_IN, one.key), On(c=record.id, q=one.key)
        asked = words.say("home.check_in", number=words.number(one.number or 1))
    elif one.kind == DECISION:
        label = words.say("button.decide")
        deciding = button(action_ids.numbered(action_ids.DECIDE, record.id), label, On(c=record.id), "primary")
        return section(lines([_title(words, record, person), waiting(words, record, person)]), deciding)
    else:
        opens = action_ids.OPEN_PARTNER_SECTION if _theirs(record, person) else action_ids.OPEN_SECTION
        action, on = action_ids.numbered(opens, record.id), On(c=record.id, s=one.key)
        asked = waiting(words, record, person)
    label = words.say("button.answer")
    # Whom the partner's people partner with is not ours to say: their rows name who invited them.
    spoken = "" if _theirs(record, person) else words.say("home.answer", answer=label, partner=record.partner_name)
    answer = button(action, label, on, "primary", spoken=spoken)
    return section(lines([_title(words, record, person), asked]), answer)


def _pages(words: Words, queue: Queue) -> list[Block]:
    """The way to what else waits."""
    ways = [
        button(action_ids.numbered(action_ids.HOME_PAGE, str(to)), words.say(label), On(c="", v=str(to)))
        for label, to, there in (
            ("home.page.before", queue.page - 1, queue.page > 0),
            ("home.page.after", queue.page + 1, queue.more),
        )
        if there
    ]
    return [actions(*ways)] if ways else []


def _owned(words: Words, found: AtHome) -> list[Block]:
    """What this person has promised, the next to be due first."""
    rows = []
    for conversation, one in found.owned:
        over = found.today is not None and one.due < found.today
        told = lines([line(words, one), words.say("home.overdue") if over else None])
        rows.append(section(told, changing(words, conversation, one)))
    return [divider(), section(words.say("home.commitments")), *rows] if rows else []


def _dates(words: Words, known: Mapping[str, Record], dates: Iterable[tuple[str, date]]) -> list[Block]:
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
        more = [actions(button(action_ids.MORE, words.say("home.all"), On(c="", q=f"{LIST}:", v=ALL)))]
    return [divider(), section(words.say("home.conversations")), *rows, *more]


def _title(words: Words, record: Record, person: str) -> str:
    """Whose invitation it is to the partner's people, for whom our channel and where we stand are not to read."""
    if _theirs(record, person):
        return words.say("home.invited", person=mention(record.conversation.opener))
    return words.say("home.line", partner=name(record.partner_name), channel=in_channel(record.channel))


def _theirs(record: Record, person: str) -> bool:
    return any(one.id == person and one.side is Side.partner for one in record.conversation.people)
