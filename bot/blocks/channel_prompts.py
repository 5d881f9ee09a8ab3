"""What a channel asked to be sent again and again: once a month, which talks began; on Mondays, what is still open."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.blocks.answers_private import said
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Body
from bot.blocks.kit.text import escape, lines
from bot.i18n.catalogue import Words
from bot.i18n.commands import LIST
from bot.i18n.typed_words import ALL
from flows.conversation.waits import Now, now
from flows.schedules.planned import Prompt
from flows.schedules.wall_clock import local
from storage.follow_up.channel_prompts import ChannelPrompt
from storage.records import Record

_SOON = timedelta(days=7)


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
    """To the channel: how many conversations are open, and how many decisions and commitments are due (``due``: by conversation).

    Counts alone: whoever reads the channel by then may be of a partner's side, and the button asks who may read the rest. None
    where nothing is open.
    """
    undecided = [one for one in records if now(one.conversation).what not in (Now.follow, Now.over)]
    still = {one.id for one in undecided} | due.keys()
    if not still:
        return None
    days = [date.fromisoformat(one.decide_by) for one in undecided if one.decide_by]
    counted = {
        "weekly.late": sum(day < today for day in days),
        "weekly.soon": sum(today <= day <= today + _SOON for day in days),
        "weekly.commitments": sum(due.values()),
    }
    title = words.count("weekly.title", len(still))
    shown = lines([f"*{title}*", *(f"• {words.count(key, count)}" for key, count in counted.items() if count)])
    everything = On(c="", q=f"{LIST}:{words.language}", v=ALL)
    return body(
        title,
        [
            section(shown),
            actions(button(action_ids.MORE, words.say("home.all"), everything)),
            context(words.say("weekly.how")),
        ],
    )


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
