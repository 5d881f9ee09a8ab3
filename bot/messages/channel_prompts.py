"""What a channel is sent again and again, as it asked for: the question of the month, what is open this week."""

from bot.blocks import channel_prompts
from bot.i18n.catalogue import words
from flows.schedules.planned import Prompt
from flows.schedules.wall_clock import local
from storage.follow_up.channel_prompts import ChannelPrompt
from storage.records import Message
from storage.unit_of_work import UnitOfWork

_MOST_LOOKED_AT = 200


def message(uow: UnitOfWork, asked: ChannelPrompt, key: str) -> Message | None:
    """Return what is posted, in the language in which it was wanted; None where there is nothing to tell."""
    said_in = words(asked.language)
    if asked.prompt is Prompt.monthly:
        body = channel_prompts.question(said_in)
    else:
        records = uow.conversations.in_channel(asked.team, asked.channel, limit=_MOST_LOOKED_AT, open_only=True)
        today = local(uow.now, asked.rule.zone).date()
        found = channel_prompts.digest(
            said_in, records, uow.commitments.due_in(asked.team, asked.channel, today), today
        )
        if found is None:
            return None
        body = found
    return Message(kind="post", team=asked.team, channel=asked.channel, body=body, dedupe_key=f"{asked.prompt}:{key}")
