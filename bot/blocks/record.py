"""The record, for one person: lists of conversations, and what is known of one. Nothing hidden is in either."""

from collections.abc import Iterable, Sequence

from bot.blocks.answers_private import said
from bot.blocks.card import progress, state_line, verdict_name
from bot.blocks.check_in import counted
from bot.blocks.commitments import on_card
from bot.blocks.export import opening
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, quote, rich, section
from bot.blocks.kit.messages import TEXT_WEIGHT
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Body
from bot.blocks.kit.text import fitting, in_channel, lines, mention, name
from bot.blocks.kit.wording import Wording, reader
from bot.blocks.ledger import in_a_list
from bot.blocks.ledger import shown as reopening
from bot.i18n.catalogue import Words
from bot.i18n.commands import LIST
from bot.i18n.typed_words import ALL
from flows.conversation.conversation import NO
from flows.conversation.summary import readable
from storage.conversations.finding import DECLINED
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record

Row = tuple[Record, str]
"""A conversation, and a link to its thread."""

_NONE = {"list": "list.none.so", "find": "find.none", "show": "show.none"}
_TITLE = {"list": "list.title", "find": "find.title", "show": "show.title"}
_A_SECTION = 5
_MOST_IN_LIST = 40
_REASON_WEIGHT = 2000
_MOST_CONDITIONS = 5


def listing(
    words: Words, rows: Sequence[Row], what: str, asked: str, *, here: str, more: On | None = None, near: str = ""
) -> Body:
    """A page of conversations, a line each. ``what``: list, find or show; ``asked``: of where they stand, or what was typed;
    ``near``: the name that is nearest to it, where nothing was found."""
    if not rows:
        none = words.say("list.none" if (what, asked) == (LIST, ALL) else _NONE[what], asked=name(asked, 60))
        return said(f"{none} {words.say('typed.nearest.name', nearest=name(near))}" if near else none)
    title = words.count(_TITLE[what], len(rows), asked=name(asked, 60))
    why = (what, asked) == (LIST, DECLINED)
    told = [lines([_line(words, *row, here=here), in_a_list(words, row[0]) if why else None]) for row in rows]
    parts = [section("\n".join(told[at : at + _A_SECTION])) for at in range(0, len(told), _A_SECTION)]
    spoken = [_line(words, record, "", here=here) for record, _ in rows]
    return _read_out([title, *spoken], [section(title), *parts, *_next(words, more)])


def shown(
    words: Words,
    record: Record,
    link: str,
    others: Iterable[Row] = (),
    more: On | None = None,
    check_in: StoredCheckIn | None = None,
) -> Body:
    """Where one conversation stands, what was decided and why, what was promised, what the last ``check_in`` came to; ``others``
    of the same name stand below."""
    title = words.say("status.title", partner=name(record.partner_name), state=state_line(words, record))
    wording = reader(words, record)
    older = [_line(words, *row, here=record.channel) for row in others]
    blocks = [
        section(title),
        section(lines([_about(words, record), _place(words, record, link)])),
        section(progress(words, record)),
        *_decided(words, wording, record),
        *reopening(words, record),
        *on_card(words, record),
        *([section(_checked_in(words, wording, check_in))] if check_in else []),
        *([section(lines([words.say("show.others"), *older[:_A_SECTION]]))] if older else []),
        *([section("\n".join(older[_A_SECTION:]))] if older[_A_SECTION:] else []),
        actions(opening(words, record.id)),
        *_next(words, more),
    ]
    decision = record.conversation.decision
    outcome = words.say(f"outcome.{decision.outcome}") if decision else None
    return _read_out([title, _about(words, record), outcome], blocks)


def _read_out(texts: Iterable[str | None], blocks: list[Block]) -> Body:
    """With a text of its own for screen readers: a link that is cut in the middle would be read out letter by letter."""
    return {"text": fitting(lines(texts), TEXT_WEIGHT), "blocks": blocks}


def _about(words: Words, record: Record) -> str | None:
    wanted = record.conversation.setup.decision
    return words.say("card.decision", decision=name(wanted, 400)) if wanted.strip() else None


def _decided(words: Words, wording: Wording, record: Record) -> list[Block]:
    decision = record.conversation.decision
    if decision is None:
        return []
    day = words.long_date(record.decided_at.date()) if record.decided_at else ""
    outcome = words.say(f"outcome.{decision.outcome}")
    who = words.say("decision.by_on" if day else "decision.by", person=mention(decision.by), day=day)
    verdict = words.say("card.verdict", verdict=verdict_name(words, decision.verdict))
    found: list[Block] = [section(lines([f"*{outcome}*", who, verdict]))]
    if decision.reason:
        found += [section(words.say("decision.because")), rich(quote(fitting(decision.reason, _REASON_WEIGHT)))]
    if decision.outcome == NO:
        return found
    read = readable(record.conversation, record.conversation.assessment())
    texts = [name(text, 400) for text in wording.conditions(read.assessment)]
    if texts:
        numbered = [
            words.say("summary.condition", number=number, text=text)
            for number, text in enumerate(texts[:_MOST_CONDITIONS], 1)
        ]
        rest = len(texts) - len(numbered)
        more = words.count("list.more", rest) if rest else None
        found.append(section(lines([words.say("summary.conditions"), *numbered, more])))
    return found


def _checked_in(words: Words, wording: Wording, stored: StoredCheckIn) -> str:
    """What the last check-in came to, or that it runs: nothing of its answers."""
    check_in = stored.check_in
    if check_in.hidden:
        told = words.say("brief.check_in.hidden")
    elif check_in.outcome is not None:
        told = name(wording.say(f"check_in.outcome.{check_in.outcome.outcome}"), 100)
    else:
        told = words.say("brief.check_in.counted", counted=counted(words, check_in))
    return words.say("show.check_in", day=words.long_date(stored.began.date()), told=told)


def _line(words: Words, record: Record, link: str, *, here: str) -> str:
    key = "list.line" if record.channel == here else "list.line.elsewhere"
    fields = {"partner": name(record.partner_name, _MOST_IN_LIST), "state": state_line(words, record)}
    return words.say(key, channel=in_channel(record.channel), link=_link(words, link), **fields)


def _place(words: Words, record: Record, link: str) -> str:
    return words.say("show.place", channel=in_channel(record.channel), link=_link(words, link))


def _link(words: Words, link: str) -> str:
    """A link of ours, in Slack's own way of writing one."""
    if not link.startswith("https://") or set(link) & set("<>| \n"):
        return ""
    return f"<{link.replace('&', '&amp;')}|{words.say('list.open')}>"


def _next(words: Words, more: On | None) -> list[Block]:
    if more is None:
        return []
    return [actions(button(action_ids.MORE, words.say("button.more"), more)), context(words.say("list.newest_first"))]
