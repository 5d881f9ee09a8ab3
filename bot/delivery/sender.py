"""One attempt to send one message, and looking for one whose fate is unknown."""

from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.outcomes import Outcome, of_error
from storage.database import Database
from storage.records import Claim

EVENT_TYPE = "partnership_coach"
_LOOK_BACK = 200


class Sender:
    """Sends what was claimed. It never retries: what it returns says what happened."""

    def __init__(self, database: Database, look_after: float) -> None:
        self.database, self.look_after = database, look_after

    def send(self, client: WebClient, claim: Claim) -> Outcome:
        """Post, update or whisper once."""
        try:
            if claim.kind == "update":
                return self._update(client, claim)
            if claim.kind == "ephemeral":
                return self._whisper(client, claim)
            return self._post(client, claim)
        except Exception as error:
            return of_error(error, look_after=self.look_after)

    def _post(self, client: WebClient, claim: Claim) -> Outcome:
        if claim.thread_expected and not claim.thread_ts:
            return Outcome("dead", "thread_was_never_posted")
        channel = self._direct(client, claim) if claim.kind == "direct" else claim.channel
        if claim.uncertain and (found := self._find(client, claim, channel)):
            return Outcome("sent", channel=channel, ts=found)
        answer = client.chat_postMessage(
            channel=channel,
            thread_ts=claim.thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"delivery_id": claim.delivery_id}},
            **_content(claim.body),
        )
        ts = str(answer["ts"])
        landed = (answer.get("message") or {}).get("thread_ts")
        if claim.thread_ts and landed != claim.thread_ts:
            # The parent was deleted, so Slack put the reply into the main channel, before everybody: take it back.
            client.chat_delete(channel=channel, ts=ts)
            return Outcome("owner", "thread_deleted")
        return Outcome("sent", channel=str(answer.get("channel") or channel), ts=ts)

    def _direct(self, client: WebClient, claim: Claim) -> str:
        person = str(claim.user)
        with self.database.reading() as uow:
            known = uow.direct_channels.get(claim.team, person)
        if known:
            return known
        channel = str(client.conversations_open(users=person)["channel"]["id"])
        with self.database.unit_of_work() as uow:
            uow.direct_channels.put(claim.team, person, channel)
            uow.commit()
        return channel

    def _update(self, client: WebClient, claim: Claim) -> Outcome:
        if claim.target is None:
            return Outcome("dead", "nothing_to_update")
        client.chat_update(channel=claim.target.channel, ts=claim.target.ts, **_content(claim.body))
        return Outcome("sent", channel=claim.target.channel, ts=claim.target.ts)

    def _whisper(self, client: WebClient, claim: Claim) -> Outcome:
        answer = client.chat_postEphemeral(
            channel=claim.channel, user=str(claim.user), thread_ts=claim.thread_ts, **_content(claim.body)
        )
        return Outcome("sent", channel=claim.channel, ts=str(answer.get("message_ts") or ""))

    def _find(self, client: WebClient, claim: Claim, channel: str) -> str | None:
        """The ts of the message that carries this delivery id, if Slack has it."""
        oldest = str(claim.created_at.timestamp() - 60)
        call: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": _LOOK_BACK, "oldest": oldest}
        try:
            if claim.thread_ts:
                found = client.conversations_replies(ts=claim.thread_ts, **call)
            else:
                found = client.conversations_history(**call)
        except SlackApiError as error:
            if error.response.get("error") == "thread_not_found":
                return None
            raise
        for message in found.get("messages") or []:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("delivery_id") == claim.delivery_id:
                return str(message["ts"])
        return None


def _content(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in ("text", "blocks") if name in body}


def plainer(body: dict[str, Any]) -> dict[str, Any] | None:
    """The same message with less to refuse: its fallback blocks, then its text alone; None when it is plain already."""
    if "fallback_blocks" in body:
        return {"text": body["text"], "blocks": body["fallback_blocks"]}
    return {"text": body["text"]} if "blocks" in body else None
