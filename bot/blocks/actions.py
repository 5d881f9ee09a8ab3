"""The names by which Slack gives clicks and views back. A click matches on what stands before the colon."""

ANSWER = "answer"
WHY = "why"
OPEN_SECTION = "open_section"
FOLLOW_UPS = "follow_ups"
REVEAL = "reveal"
NEXT = "next"
BACK = "back"
PAUSE = "pause"
RESUME = "resume"
STATUS = "status"
HELP = "help"
SUMMARY = "summary"
OTHER_POINTS = "other_points"
DECIDE = "decide"
STOP = "stop"
STOP_KINDLY = "stop_kindly"
DECLINE_NOTE = "decline_note"
GO_ON = "go_on"
OPEN_PARTNER_SECTION = "open_partner_section"
START = "start"
MORE = "more"
HOME_PAGE = "home_page"
COMMIT = "commit"
COMMITMENT = "commitment"
COMMITMENTS = "commitments"
CHECK_IN = "check_in"
CHECK_IN_LATER = "check_in_later"
CHECK_IN_SKIP = "check_in_skip"
CHECK_IN_AWAY = "check_in_away"
CHECK_IN_NEVER = "check_in_never"
CHECK_IN_REVEAL = "check_in_reveal"
CHECK_IN_OUTCOME = "check_in_outcome"
SCHEDULE = "schedule"
SCHEDULE_FOR = "schedule_for"
SCHEDULE_PAUSE = "schedule_pause"
SCHEDULE_RESUME = "schedule_resume"
LEDGER_OPEN = "ledger_open"
LEDGER_LATER = "ledger_later"
LEDGER_NEVER = "ledger_never"
AGREEMENT = "agreement"
AGREEMENT_WORD = "agreement_word"
EXPORT = "export"

# Views. AGREEMENT, CHECK_IN, CHECK_IN_OUTCOME, CHECK_IN_REVEAL, COMMIT, COMMITMENT, DECIDE, EXPORT, LEDGER_LATER, SCHEDULE and
# STOP name their views too.
NEW = "new_conversation"
SECTION_ANSWERS = "section_answers"
PROBE_ANSWERS = "probe_answers"
CONFIRM_REVEAL = "confirm_reveal"
WHY_VIEW = "why_view"
POINTS_VIEW = "points_view"
DECLINE_VIEW = "decline_view"
NOTICE_VIEW = "notice_view"
KEEP_ANSWERS = "keep_answers"
CLOSE = "close"

VALUE = "value"
"""What the action_id of every input begins with; its block_id follows."""


def numbered(action: str, *parts: str) -> str:
    """``action`` made unique within a message: ``answer:gap:yes``."""
    return ":".join((action, *parts))


def action_of(action_id: str) -> str:
    """The action that an action_id belongs to."""
    return action_id.partition(":")[0]


NOTICE_VIEW = "notice_view"
