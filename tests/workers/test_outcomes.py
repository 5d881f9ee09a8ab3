"""What each answer of Slack means: a closed table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.workers.outcomes import Outcome, outcome_of, retry_after

LOOK = 10.0


def answered(status: int, data: object, headers: dict[str, str] | None = None) -> Outcome:
    response = SlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.test/api/chat.postMessage",
        req_args={},
        data=data,  # type: ignore[arg-type]
        headers=headers or {},
        status_code=status,
    )
    return outcome_of(SlackApiError("refused", response), look_after=LOOK)


def refused(error: str) -> Outcome:
    return answered(200, {"ok": False, "error": error})


FATES = {
    "wait": "ratelimited rate_limited message_limit_exceeded",
    "unknown": "internal_error fatal_error service_unavailable request_timeout update_failed team_added_to_org",
    "owner": (
        "channel_not_found is_archived not_in_channel is_inactive restricted_action restricted_action_read_only_channel"
        " restricted_action_thread_locked restricted_action_thread_only_channel restricted_action_non_threadable_channel"
        " external_channel_migrating messages_tab_disabled missing_scope cannot_reply_to_message no_permission"
    ),
    "workspace": (
        "token_revoked account_inactive app_uninstalled invalid_auth not_authed token_expired org_login_required"
        " ekm_access_denied team_access_not_granted not_allowed_token_type"
    ),
    "repost": "message_not_found cant_update_message edit_window_closed",
    "plain": "invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long",
    "dead": (
        "no_text user_not_found user_not_in_channel user_disabled user_not_visible invalid_user_combination"
        " invalid_arguments invalid_metadata_format metadata_too_large markdown_text_conflict method_deprecated"
        " an_error_that_slack_has_yet_to_invent"
    ),
}


@pytest.mark.parametrize(
    ("error", "fate"), [(error, fate) for fate, errors in FATES.items() for error in errors.split()]
)
def test_an_error_of_slack_has_one_fate(error: str, fate: str) -> None:
    found = refused(error)
    assert (found.fate, found.error) == (fate, error)
    assert found.seconds == {"wait": 30.0, "unknown": LOOK}.get(fate, 0)


@pytest.mark.parametrize("status", [0, 301, 400, 403, 404, 408, 500, 502, 503, 504])
@pytest.mark.parametrize(
    "data", [{}, None, "", {"ok": False, "error": "Received a response in a non-JSON format: <html>"}]
)
def test_what_is_no_answer_of_slack_is_an_unknown_fate(status: int, data: object) -> None:
    assert answered(status, data).fate == "unknown"


@pytest.mark.parametrize(
    "error", [TimeoutError("canary"), ConnectionResetError(), OSError(), KeyError("canary"), ValueError()]
)
def test_a_call_that_breaks_is_an_unknown_fate_and_its_words_are_not_kept(error: Exception) -> None:
    found = outcome_of(error, look_after=LOOK)
    assert (found.fate, found.error, found.seconds) == ("unknown", type(error).__name__, LOOK)


def test_a_429_is_surely_not_sent_whatever_its_body() -> None:
    for data in ({"ok": False, "error": "ratelimited"}, {}, {"ok": False, "error": "<html>"}):
        found = answered(429, data, {"retry-after": "7"})
        assert (found.fate, found.seconds) == ("wait", 7.0)


@given(st.text(max_size=60))
def test_only_the_name_of_an_error_is_kept_never_a_body(body: str) -> None:
    error = answered(200, {"ok": False, "error": body}).error
    assert error in ("http_200", body)
    assert error.replace("_", "a").isalnum()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("1", 1.0),
        ("30", 30.0),
        ("1.5", 1.5),
        ("0", 0.1),
        ("-5", 0.1),
        ("999999", 3600.0),
        ("inf", 3600.0),
        ("nan", 30.0),
        ("", 30.0),
        ("soon", 30.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 30.0),
        (["2", "9"], 2.0),
        (None, 30.0),
    ],
)
def test_retry_after_is_read_as_slack_or_a_proxy_writes_it(header: object, seconds: float) -> None:
    assert retry_after({} if header is None else {"Retry-After": header}) == seconds
    assert retry_after({} if header is None else {"retry-after": header}) == seconds


@given(st.text())
def test_whatever_stands_in_retry_after_the_wait_is_a_reasonable_one(header: str) -> None:
    assert 0.1 <= retry_after({"Retry-After": header}) <= 3600
