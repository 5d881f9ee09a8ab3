"""Once a month, to a channel: which partnership talks began? And what one person is told of it."""

from bot.blocks.answers_private import said
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.slack_types import Body
from bot.blocks.kit.text import escape
from bot.i18n.catalogue import Words
from flows.schedules.wall_clock import local
from storage.follow_up.channel_prompts import ChannelPrompt


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


def begun(words: Words, prompt: ChannelPrompt) -> Body:
    """To the person who asked for it: when, and how it ends."""
    zone = prompt.rule.zone
    assert prompt.next is not None  # a month always follows
    moment = words.moment(local(prompt.next.at, zone))
    time = words.time_of_day(prompt.rule.at)
    return said(words.say("monthly.begun", time=time, zone=escape(words.zone(zone)), moment=moment))


def stopped(words: Words, *, was_active: bool) -> Body:
    """To the person who ended it."""
    return said(words.say("monthly.stopped" if was_active else "monthly.none"))
