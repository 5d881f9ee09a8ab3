"""Things that Slack hands out once and for a short time: trigger ids, response URLs, socket tickets."""

import secrets
from dataclasses import dataclass

from bot.playground.clock import Clock

RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5
SOCKET_TICKET_SECONDS = 30


class TicketRefused(Exception):
    """Slack no longer honours this ticket: the message is Slack's name for the reason."""


@dataclass
class Trigger:
    person: str
    issued_at: float
    view_id: str | None
    exchanged: bool = False


@dataclass
class ResponseUrl:
    """`message_ts` is the message whose button was pressed, None after a command."""

    person: str
    channel: str
    issued_at: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class TicketOffice:
    def __init__(self, clock: Clock, trigger_seconds: float = 3.0) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._response_urls: dict[str, ResponseUrl] = {}
        self._sockets: dict[str, float] = {}
        self.trigger_seconds = trigger_seconds

    def issue_trigger(self, person: str, view_id: str | None = None) -> str:
        trigger_id = f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(person, self._clock.now(), view_id)
        return trigger_id

    def exchange_trigger(self, trigger_id: str) -> Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise TicketRefused("invalid_trigger_id")
        if trigger.exchanged:
            raise TicketRefused("exchanged_trigger_id")
        if self._clock.now() - trigger.issued_at > self.trigger_seconds:
            raise TicketRefused("expired_trigger_id")
        trigger.exchanged = True
        return trigger

    def issue_response_url(
        self, kind: str, person: str, channel: str, message_ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """The path of a fresh response URL; `kind` is actions or commands."""
        path = f"/{kind}/{secrets.token_hex(8)}/{secrets.token_hex(12)}"
        self._response_urls[path] = ResponseUrl(person, channel, self._clock.now(), message_ts, thread_ts)
        return path

    def use_response_url(self, path: str) -> ResponseUrl:
        ticket = self._response_urls.get(path)
        if ticket is None:
            raise TicketRefused("invalid_url")
        if self._clock.now() - ticket.issued_at > RESPONSE_URL_SECONDS:
            raise TicketRefused("expired_url")
        if ticket.uses >= RESPONSE_URL_USES:
            raise TicketRefused("used_url")
        ticket.uses += 1
        return ticket

    def issue_socket_ticket(self) -> str:
        ticket = secrets.token_hex(16)
        self._sockets[ticket] = self._clock.now()
        return ticket

    def use_socket_ticket(self, ticket: str) -> bool:
        issued_at = self._sockets.pop(ticket, None)
        return issued_at is not None and self._clock.now() - issued_at <= SOCKET_TICKET_SECONDS
