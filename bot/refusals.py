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
MONTHLY_OR_STOP = "error.monthly_or_stop"
AGREEMENT_WITH_WHOM = "error.agreement_with_whom"
NONE_HERE = "error.no_conversation_here"
ARCHIVED = "error.archived_channel"
INVITE_FIRST = "error.not_in_channel"
UNKNOWN_WORD = "error.unknown_word"
UNKNOWN_LANGUAGE = "error.unknown_language"
ONLY_CHANNELS = "error.direct_only_channels"
UNKNOWN_STANDING = "error.unknown_standing"
FIND_WHAT = "error.find_what"
SHOW_WHAT = "error.show_what"
TOO_LONG_TO_FIND = "error.too_long_to_find"
BUSY = "error.busy"
NOT_OPENED = "error.form_not_opened"
