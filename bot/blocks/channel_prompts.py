"""What a channel asked to be sent again and again: once a month, which talks began; on Mondays, what is still open."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.blocks.answers_private import said
from bot.blocks.card import state_line
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Body
from bot.blocks.kit.text import escape, lines, name
from bot.i18n.catalogue import Words
from bot.i18n.commands import LIST
from flows.conversation.waits import Now, now
from flows.schedules.planned import Prompt
from flows.schedules.wall_clock import local
from storage.conversations.finding import OPEN
from storage.follow_up.channel_prompts import ChannelPrompt
from storage.records import Record

_MOST_TOLD = 8
_NAME = 40


def question(words: Words) -> Body:
    """To the channel, with the button that opens a conversation."""
    title = words.say("monthly.title")
    return body(
        title,
        [
            section(f"*{title}*\n{words.say('monthly.why')}"),
            actions(
                button(action_ids.QUICK, words.say("quick.title"), None, "primary"),
                button(action_ids.START, words.say("button.start"), None),
            ),
            context(words.say("monthly.how")),
        ],
    )


def digest(words: Words, records: Sequence[Record], due: Mapping[str, int], today: date) -> Body | None:
    """To the channel: its open conversations, and decisions and commitments that are due (``due``: how many by conversation); never
    who has or has not answered. None where nothing waits for anybody."""
    told = [text for record in records if (text := _open(words, record, due.get(record.id, 0), today))]
    if not told:
        return None
    title = words.count("weekly.title", len(told))
    rest = len(told) - _MOST_TOLD
    more = On(c="", q=f"{LIST}:{words.language}", v=OPEN)
    return body(
        title,
        [
            section(lines([f"*{title}*", *told[:_MOST_TOLD], words.count("list.more", rest) if rest > 0 else None])),
            actions(button(action_ids.MORE, words.say("weekly.show"), more)),
            context(words.say("weekly.how")),
        ],
    )


def _open(words: Words, record: Record, commitments: int, today: date) -> str | None:
    """Return the line of a conversation; None where it was decided and none of its commitments is due."""
    decided = now(record.conversation).what in (Now.follow, Now.over)
    if decided and not commitments:
        return None
    late = bool(record.decide_by) and not decided and date.fromisoformat(record.decide_by) < today
    day = words.long_date(record.decide_by) if record.decide_by and not decided else ""
    about = [
        words.say("weekly.late" if late else "weekly.decide_by", day=day) if day else None,
        words.count("weekly.commitments", commitments) if commitments else None,
    ]
    state = words.say("list.line", partner=name(record.partner_name, _NAME), state=state_line(words, record), link="")
    return "\n".join([state.rstrip(), *(f"    {one}" for one in about if one)])


def begun(words: Words, asked: ChannelPrompt) -> Body:
    """To the person who asked for it: when, and how it ends."""
    zone = asked.rule.zone
    assert asked.next is not None  # another one always follows
    moment = words.moment(local(asked.next.at, zone))
    time = words.time_of_day(asked.rule.at)
    return said(words.say(f"prompt.begun.{asked.prompt}", time=time, zone=escape(words.zone(zone)), moment=moment))


def stopped(words: Words, prompt: Prompt, *, was_active: bool) -> Body:
    """To the person who ended it."""
    return said(words.say(f"prompt.stopped.{prompt}" if was_active else f"prompt.none.{prompt}"))
