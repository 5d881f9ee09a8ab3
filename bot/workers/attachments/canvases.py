"""Making a canvas, at most once.

Slack takes no key by which a canvas could be asked for twice and made once, and an app cannot look for one by what is in it.
So one whose fate is unknown is not made again: who asked for it is told so, and may look, and press again.
"""

from slack_sdk import WebClient

from bot.blocks.agreement import UNSURE
from bot.workers.outcomes import Outcome
from bot.workers.slack_calls import Calls, Failed
from storage.engine.failpoints import reach
from storage.records import Claim


def make(call: Calls, client: WebClient, claim: Claim) -> Outcome:
    """What became of it: where it is sent, ``ts`` is the canvas's id. Being in the channel's tabs gives its people access."""
    if claim.uncertain:
        return Outcome("dead", UNSURE)
    reach("before_post")
    try:
        answer = call(
            client.canvases_create,
            title=claim.body["text"],
            document_content={"type": "markdown", "markdown": claim.body["markdown"]},
            channel_id=claim.channel,
        )
    except Failed as failure:
        outcome = failure.outcome
        if outcome.fate in ("wait", "workspace"):
            return outcome
        return Outcome("dead", UNSURE if outcome.fate == "unknown" else outcome.error)
    reach("after_post")
    canvas = answer.get("canvas_id")
    return Outcome("sent", channel=claim.channel, ts=canvas) if isinstance(canvas, str) else Outcome("dead", UNSURE)
