"""Messages with a chart, where Slack draws charts and where it refuses them: one message each, and one refusal in all."""

from typing import Any

from structlog.testing import capture_logs

from bot.blocks.kit.charts import CHART, bar_chart
from bot.blocks.kit.elements import section
from bot.blocks.kit.messages import charted
from bot.playground import Faults
from bot.workers.attachments.charts import ASK_AGAIN_SECONDS, Charts
from storage.records import Message as Wish
from tests.workers.office import Office

POST = "chat.postMessage"
DRAWN = bar_chart("Points", "how many", ["Power"], [("Blockers", [2])])


def a_chart(office: Office, text: str, **facts: Any) -> Wish:
    return office.wish(text, body=charted(text, [section(text), DRAWN], [section(f"{text}: two blockers")]), **facts)


def kinds(office: Office) -> dict[str, list[str]]:
    """The kinds of blocks of each message that everybody sees, by the first line of its text."""
    return {one.text.split("\n")[0]: [block["type"] for block in one.blocks] for one in office.shown() if one.blocks}


def refused(office: Office) -> int:
    return len(office.slack.journal.calls(POST, accepted=False)) + len(
        office.slack.journal.calls("chat.update", accepted=False)
    )


def test_where_slack_draws_charts_a_message_has_its_chart_and_says_it_in_words(office: Office) -> None:
    office.send(a_chart(office, "summary"))
    assert kinds(office) == {"summary": ["section", CHART]}
    assert office.shown()[-1].text == "summary\nsummary: two blockers"
    assert refused(office) == 0


def test_case_20_a_workspace_that_refuses_charts_refuses_one_and_gets_the_words_from_then_on(office: Office) -> None:
    office.slack.unsupported_blocks = {CHART}
    with capture_logs() as logs:
        office.send(a_chart(office, "summary", slot="summary"), a_chart(office, "report"), a_chart(office, "another"))
        office.send(a_chart(office, "newer", kind="update", slot="summary", thread_slot=None))
    assert kinds(office) == {"newer": ["section"], "report": ["section"], "another": ["section"]}
    assert refused(office) == 1
    assert [one["event"] for one in logs].count("relay.no_charts") == 1


def test_another_workspace_keeps_its_charts_and_a_refusal_is_believed_for_a_day() -> None:
    now = [0.0]
    charts = Charts(clock=lambda: now[0])
    charts.refused("T1")
    assert (charts.shown_in("T1"), charts.shown_in("T2")) == (False, True)
    now[0] = ASK_AGAIN_SECONDS
    assert charts.shown_in("T1")
    assert not Charts(wanted=False).shown_in("T1")


def test_a_message_that_slack_refuses_without_its_chart_too_says_nothing_about_charts(office: Office) -> None:
    broken = [{"type": "section"}]
    office.send(office.wish("broken", body={"text": "broken", "blocks": [*broken, DRAWN], "fallback_blocks": broken}))
    office.send(a_chart(office, "summary"))
    assert kinds(office) == {"summary": ["section", CHART]}


def test_trouble_that_is_no_refusal_says_nothing_about_charts(office: Office) -> None:
    office.slack.faults.next(POST, Faults.server_error(500))
    office.send(a_chart(office, "summary"), a_chart(office, "report"))
    assert kinds(office) == {"summary": ["section", CHART], "report": ["section", CHART]}


def test_where_an_operator_wants_no_charts_none_is_tried(office: Office) -> None:
    office.write(a_chart(office, "summary"))
    assert office.another_relay(charts=False).drain(20)
    assert kinds(office) == {"summary": ["section"]}
    assert refused(office) == 0
