"""What the opener reads of messages that did not arrive: why, what to do, and the button that does it."""

from collections.abc import Sequence

from bot.blocks import who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, channel_input, field, modal, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Body, Button, View
from bot.blocks.kit.text import mention, name
from bot.blocks.kit.wording import about
from bot.i18n.catalogue import Words
from storage.records import Record

CHANNEL = "channel"

_WHY_PARKED = {
    "thread_deleted": "parked.thread",
    "is_archived": "parked.archived",
    "is_inactive": "parked.archived",
    "missing_scope": "parked.scope",
    **dict.fromkeys(
        (
            "channel_is_limited_access",
            "posting_to_channel_denied",
            "no_permission",
            "restricted_action",
            "restricted_action_non_threadable_channel",
            "restricted_action_read_only_channel",
            "restricted_action_thread_locked",
            "restricted_action_thread_only_channel",
        ),
        "parked.restricted",
    ),
}
"""Slack's error → what is wrong; anything else: the app is not in the channel, or the channel is gone."""
_WHY_UNREACHED = {
    **dict.fromkeys(("user_disabled", "account_inactive", "user_is_deactivated"), "unreached.deactivated"),
    **dict.fromkeys(("restricted_action", "messages_tab_disabled", "missing_scope"), "unreached.restricted"),
}


def parked_notice(words: Words, record: Record, error: str = "") -> Body:
    """The coach cannot write in the channel, or in the thread; what was done is kept until it can."""
    text = words.say(_WHY_PARKED.get(error, "parked"), partner=name(record.partner_name))
    on = On(c=record.id)
    again = button(action_ids.DELIVER_AGAIN, words.say("button.deliver_again"), on)
    anew = button(action_ids.NEW_THREAD, words.say("button.new_thread"), on)
    return body(text, [section(text), actions(*((anew,) if error == "thread_deleted" else (again, anew)))])


def channel_shut(words: Words, record: Record, *, deleted: bool) -> Body:
    """The channel was archived or deleted: nothing is asked or posted there. Opened again it goes on by itself."""
    text = words.say("channel.deleted" if deleted else "channel.archived", partner=name(record.partner_name))
    anew = button(action_ids.NEW_THREAD, words.say("button.new_thread"), On(c=record.id))
    return body(text, [section(text), actions(anew)])


def unreached_notice(words: Words, record: Record, person: str, error: str, more: Sequence[Button] = ()) -> Body:
    """Somebody of a conversation does not get what the coach writes to them in private. ``more``: other ways out."""
    gave_up = error.startswith("gave up")
    key = "unreached.late" if gave_up else _WHY_UNREACHED.get(error, "unreached")
    text = words.say(key, partner=name(record.partner_name), person=mention(person))
    again = button(action_ids.DELIVER_AGAIN, words.say("button.ask_again"), On(c=record.id, v=person))
    return body(text, [section(text), actions(again, *more)])


def not_posted_notice(words: Words, record: Record) -> Body:
    """Slack did not take a message of the thread, whatever form it had."""
    text = words.say("not_posted", partner=name(record.partner_name))
    again = button(action_ids.DELIVER_AGAIN, words.say("button.deliver_again"), On(c=record.id))
    return body(text, [section(text), actions(again)])


def new_thread_modal(words: Words, record: Record) -> View:
    """Where does the conversation go on?"""
    text = words.say("new_thread.intro", partner=name(record.partner_name))
    where = channel_input()
    where["default_to_current_conversation"] = False
    where["initial_conversation"] = record.channel
    return modal(
        words,
        action_ids.NEW_THREAD,
        words.say("new_thread.title"),
        [
            who_reads.line(words, who_reads.THREAD),
            section(text),
            field(CHANNEL, words.say("new_thread.channel"), where, needed=True),
        ],
        about=about(words, record),
        metadata=Modal(c=record.id, lang=words.language).dump(),
        submit=words.say("new_thread.submit"),
    )
