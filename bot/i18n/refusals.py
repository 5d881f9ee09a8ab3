"""What the bot refuses before the method is asked: a key that ``blocks.answers_private`` turns into one clear sentence."""


class Refusal(Exception):
    """Refused for a reason of Slack or of the app; ``key`` names the sentence."""

    def __init__(self, key: str, **fields: str) -> None:
        self.key, self.fields = key, fields
        super().__init__(key)


UNKNOWN_CONVERSATION = "error.unknown_conversation"
OUTDATED_BUTTON = "error.outdated_button"
NONE_FOLLOWED = "error.none_followed_here"
NO_SUCH_NAME = "error.no_such_name_here"
MONTHLY_OR_STOP, WEEKLY_OR_STOP = "error.monthly_or_stop", "error.weekly_or_stop"
AGREEMENT_WITH_WHOM = "error.agreement_with_whom"
NOTHING_TO_KEEP = "error.nothing_to_keep"
NONE_IN_CHANNEL = "error.none_in_channel"
NONE_IN_DIRECT = "error.none_in_direct"
NONE_HERE = "error.no_conversation_here"
ARCHIVED = "error.archived_channel"
INVITE_FIRST = "error.not_in_channel"
UNKNOWN_WORD = "error.unknown_word"
UNKNOWN_LANGUAGE = "error.unknown_language"
ONLY_CHANNELS = "error.direct_only_channels"
UNKNOWN_STANDING = "error.unknown_standing"
FIND_WHAT = "error.find_what"
SHOW_WHAT = "error.show_what"
TOO_LONG_TO_READ = "error.too_long_to_read"
TOO_LONG_TO_FIND = "error.too_long_to_find"
BUSY = "error.busy"
SLOWER = "error.slower"
NOTHING_HELD = "error.nothing_held"
REFUSED_BY_SLACK = "error.refused_by_slack"
NOT_OPENED = "error.form_not_opened"
NOT_OPENED_ELSEWHERE = "error.form_not_opened.elsewhere"
"""The same, where no button is at hand that could be pressed again."""
NEVER_OPENED = "error.form_never_opened"
NOT_IN_CHANNEL = "error.person_not_in_channel"
NOT_THEIRS = "error.not_theirs"
DEACTIVATED = "error.deactivated"
