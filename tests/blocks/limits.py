"""Would Slack take it, and is it safe to show? What is wrong with a payload, a finding a line; nothing when all is well."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.playground.validation import check_message, check_view
from bot.workers.attachments.charts import has_chart

Payload = dict[str, Any]
MOST_CHARACTERS = 13_000
KNOWN_TOKEN = re.compile(r"<@U[A-Z0-9]+>|<#C[A-Z0-9]+>|<https://example\.slack\.com/[^<>|\s]*\|[\w ’]+>")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def findings(payload: Payload, kind: str) -> list[str]:
    """``kind``: message, modal or home."""
    found = list(_refused(payload, kind))
    if kind == "message":
        if not str(payload.get("text", "")).strip():
            found.append("no text for screen readers")
        for blocks in (payload["blocks"], payload.get("fallback_blocks", [])):
            size = len(json.dumps({"text": payload["text"], "blocks": blocks}))
            if size >= MOST_CHARACTERS:
                found.append(f"{size} characters of JSON")
        found += _charts(payload)
    for blocks in (payload["blocks"], payload.get("fallback_blocks", [])):
        ids = [node["action_id"] for node in nodes(blocks) if "action_id" in node]
        found += [f"action_id {one!r} twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    found += [f"live text: {text[:200]!r}" for text in live_texts(payload) if "<" in KNOWN_TOKEN.sub("", text)]
    found += [f"unseen characters: {text[:80]!r}" for text in strings(payload) if UNSEEN.search(text)]
    return found


def _refused(payload: Payload, kind: str) -> Iterator[str]:
    if kind == "message":
        for name in ("blocks", "fallback_blocks"):
            if name in payload:
                refusal = check_message({"text": payload["text"], "blocks": payload[name]}, utf16=True)
                yield from [refusal.error, *refusal.messages] if refusal else []
    else:
        refusal = check_view(payload, kind, utf16=True)
        yield from [refusal.error, *refusal.messages] if refusal else []


def _charts(payload: Payload) -> Iterator[str]:
    """A message with a chart brings the same without; what is not a message of the outbox could not fall back to it."""
    plain = payload.get("fallback_blocks", [])
    if has_chart(payload["blocks"]) and not plain:
        yield "a chart without fallback_blocks"
    if has_chart(plain):
        yield "a chart in the fallback_blocks"


def nodes(payload: object) -> Iterator[Payload]:
    """Every mapping inside."""
    if isinstance(payload, dict):
        yield payload
        for child in payload.values():
            yield from nodes(child)
    elif isinstance(payload, list):
        for child in payload:
            yield from nodes(child)


def live_texts(payload: Payload) -> Iterator[str]:
    """Every text in which Slack turns markup into the real thing."""
    if "blocks" in payload and payload.get("type") not in ("modal", "home"):
        yield str(payload.get("text", ""))
    for node in nodes(payload):
        if node.get("type") == "mrkdwn":
            yield node["text"]
            if not node.get("verbatim"):
                yield "<not verbatim: Slack would make links"


def strings(payload: object) -> Iterator[str]:
    """Every string inside."""
    if isinstance(payload, str):
        yield payload
    elif isinstance(payload, dict):
        for child in payload.values():
            yield from strings(child)
    elif isinstance(payload, list):
        for child in payload:
            yield from strings(child)
