"""A Slack of our own, on a free port of this machine, for as long as a `with` block lasts.

with Emulator(manifest) as slack:
    app = App(token=slack.bot_token, client=WebClient(slack.bot_token, base_url=slack.api_url), …)
    amina = slack.add_person("Amina")
    channel = slack.add_channel("partnerships", members=[amina])
    amina.command("/partnership", "new Acme", channel)
"""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self, TypeVar

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from bot.playground import events
from bot.playground.clock import Clock
from bot.playground.delivery import ANSWER_SECONDS, Courier, EventPlan, RequestChange, at_once, unchanged
from bot.playground.faults import Faults
from bot.playground.installation import Installation
from bot.playground.journal import Delivery, Journal
from bot.playground.person import Person
from bot.playground.pulse import Pulse
from bot.playground.rate_limits import RateLimits
from bot.playground.reader import DEFAULT_WIDTH, Reader
from bot.playground.records import Canvas, Channel, Json, Message
from bot.playground.response_urls import ResponseUrls
from bot.playground.server import LocalServer
from bot.playground.signed_http import post, request_for
from bot.playground.sockets import Links
from bot.playground.web_api import WebApi, upload_endpoint
from bot.playground.workspace import Workspace

Seen = TypeVar("Seen")


class Emulator:
    """`retry_speed` divides the waiting between retries of an event; `seed` keeps the ids of two workspaces apart."""

    def __init__(
        self,
        manifest: Json,
        rate_limits: bool = False,
        *,
        retry_speed: float = 1.0,
        answer_seconds: float = ANSWER_SECONDS,
        now: Callable[[], float] | None = None,
        seed: int = 1,
    ) -> None:
        self.clock = Clock(now)
        self._pulse = Pulse()
        self.workspace = Workspace(manifest, self.clock, self._pulse, seed)
        self.journal = Journal(self.clock, self._pulse)
        self.app = Installation(self.workspace, self.journal)
        self.faults = Faults(self._pulse)
        self.links = Links(self.app)
        self.courier = Courier(self.app, self.links, speed=retry_speed, answer_seconds=answer_seconds)
        self.workspace.tickets.trigger_seconds = answer_seconds
        self.app.send_event = self.courier.send_event
        self._limits = RateLimits(self.clock) if rate_limits else None
        self._server = LocalServer()

    # -- life

    def __enter__(self) -> Self:
        self.app.base_url = self._server.open()
        self._server.start(self._routes(), self.courier.start)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.courier.stop()
        self.courier.call(self.links.close())
        self._server.stop()

    def _routes(self) -> Starlette:
        web_api = WebApi(self.app, self.faults, self._limits, self._server.drop)
        response_urls = ResponseUrls(self.app)
        return Starlette(
            routes=[
                Route("/api/{method}", web_api.answer, methods=["GET", "POST"]),
                Route("/actions/{first}/{second}", response_urls.answer, methods=["POST"]),
                Route("/commands/{first}/{second}", response_urls.answer, methods=["POST"]),
                Route("/upload/v1/{secret}", upload_endpoint(self.app), methods=["POST"]),
                WebSocketRoute("/link/", self.links.serve),
            ]
        )

    # -- what the app needs to connect

    @property
    def api_url(self) -> str:
        return f"{self.app.base_url}/api/"

    @property
    def bot_token(self) -> str:
        return self.app.bot_token

    @property
    def app_token(self) -> str:
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        return self.app.signing_secret

    @property
    def team_id(self) -> str:
        return self.workspace.team.id

    @property
    def bot_user_id(self) -> str:
        return self.workspace.bot.id

    @property
    def bot_mention(self) -> str:
        return self.workspace.bot.mention

    @property
    def commands_are_shared(self) -> bool:
        """Whether people of other organisations may run commands and message shortcuts. Slack does not share them; a test that
        asks what a forged one does sets it."""
        return self.app.commands_are_shared

    @commands_are_shared.setter
    def commands_are_shared(self, shared: bool) -> None:
        self.app.commands_are_shared = shared

    @property
    def counts_utf16(self) -> bool:
        """Whether limits are counted in UTF-16 units, as a client that is written in JavaScript counts, instead of characters.
        Slack does not say which."""
        return self.app.counts_utf16

    @counts_utf16.setter
    def counts_utf16(self, so: bool) -> None:
        self.app.counts_utf16 = so

    @property
    def unsupported_blocks(self) -> set[str]:
        """Kinds of blocks that this workspace does not know yet: Slack answers invalid_blocks for them."""
        return self.app.unsupported_blocks

    @unsupported_blocks.setter
    def unsupported_blocks(self, kinds: Iterable[str]) -> None:
        self.app.unsupported_blocks = set(kinds)

    def connect_http(self, url: str) -> None:
        """Deliver to this URL from now on, once it has answered the url_verification challenge."""
        challenge: Json = {"type": "url_verification", "token": self.app.verification_token, "challenge": "playground"}
        answer = post(url, self.signing_secret, request_for("events_api", challenge, 0, ""), ANSWER_SECONDS)
        if answer.status != 200 or b"playground" not in answer.body:
            raise ConnectionError(f"{url} did not return the challenge: {answer.status} {answer.body[:200]!r}")
        self.courier.http_url = url

    def disconnect_sockets(self, reason: str = "refresh_requested") -> None:
        self.courier.call(self.links.disconnect(reason))

    # -- deliveries out of the ordinary

    def plan_events(self, plan: EventPlan | None) -> None:
        """When to deliver each event: seconds of delay, one for each copy. [] loses it, [0, 0] sends it twice."""
        self.courier.plan = plan or at_once

    def change_requests(self, change: RequestChange | None) -> None:
        """Spoil what goes out over HTTP: `tampered`, or `skewed(301)`. None ends it."""
        self.courier.change_request = change or unchanged

    def send_event(self, event: Json, channel: Channel | None = None) -> None:
        """Any event, whatever the manifest subscribes to: {"type": "app_rate_limited", …}."""
        events.tell(self.app, None, dict(event), channel)

    def deliver_again(self, delivery: Delivery) -> None:
        """An event that the app has had, once more, word for word."""
        self.courier.send_event(delivery.payload)

    # -- waiting

    def wait_for(self, predicate: Callable[[], Seen | None], timeout: float = 10) -> Seen:
        """The first true answer of the predicate, asked again after every change; TimeoutError tells why not."""
        answer = self._pulse.wait_for(predicate, timeout)
        if not answer:
            raise TimeoutError(f"not within {timeout} s. {self._last_words()}")
        return answer

    def wait_until_connected(self, links: int = 1, timeout: float = 10) -> None:
        self.wait_for(lambda: self.courier.http_url is not None or self.links.count >= links, timeout)

    def wait_until_delivered(self, timeout: float = 10) -> None:
        """Until nothing is on its way to the app any more."""
        self.wait_for(lambda: self.courier.in_flight == 0, timeout)

    def _last_words(self) -> str:
        refused = [f"{call.method}: {call.response}" for call in self.journal.calls(accepted=False)][-3:]
        missed = [
            f"{delivery.kind}: {delivery.outcome}" for delivery in self.journal.deliveries() if not delivery.acked
        ]
        return f"Calls refused last: {refused or 'none'}. Deliveries not acknowledged: {missed[-3:] or 'none'}."

    # -- people and places

    def add_person(
        self,
        name: str,
        *,
        locale: str = "en-US",
        tz: str = "Europe/London",
        guest: bool = False,
        single_channel_guest: bool = False,
        team: str | None = None,
    ) -> Person:
        """`team` names the organisation of a Slack Connect stranger."""
        member = self.workspace.add_member(
            name, locale=locale, tz=tz, guest=guest, single_channel_guest=single_channel_guest, team=team
        )
        return Person(self.app, self.courier, member)

    def add_channel(
        self,
        name: str,
        members: Iterable[Person] = (),
        *,
        private: bool = False,
        shared: bool = False,
        with_app: bool = True,
    ) -> Channel:
        ids = [person.id for person in members]
        return self.workspace.add_channel(name, ids, private=private, shared=shared, with_app=with_app)

    def add_group_direct(self, members: Iterable[Person]) -> Channel:
        """A direct message among several people, which the app is not in: its id looks like a channel's."""
        return self.workspace.add_group_direct([person.id for person in members])

    def direct_channel(self, person: Person) -> Channel:
        """The conversation between this person and the app."""
        return self.workspace.direct_channel(person.id)

    def messages(self, channel: Channel) -> list[Message]:
        """All that is in a channel, ephemeral messages and replies included, whoever may read it."""
        with self._pulse.still():
            return [message for message in self.workspace.messages[channel.id] if not message.deleted]

    def canvases(self, channel: Channel) -> list[Canvas]:
        """The canvases in the tabs of a channel, the oldest first."""
        with self._pulse.still():
            return [one for one in self.workspace.canvases.values() if one.channel == channel.id]

    def reader(self, person: Person | None = None, *, width: int = DEFAULT_WIDTH, times: bool = False) -> Reader:
        """The screen as text: `slack.reader(amina).channel(channel)`, `.thread(message)`, `.view(amina.view)`."""
        return Reader(self.workspace, person, width=width, times=times)

    def archive(self, channel: Channel) -> None:
        with self._pulse.change():
            channel.is_archived = True
        events.channel_archived(self.app, channel, self._somebody(channel), archived=True)

    def unarchive(self, channel: Channel) -> None:
        with self._pulse.change():
            channel.is_archived = False
        events.channel_archived(self.app, channel, self._somebody(channel), archived=False)

    def change_id(self, channel: Channel) -> str:
        """The channel has another id from now on, as a private one that begins to be shared. Its old id, which Slack forgets."""
        old = self.workspace.change_id(channel)
        events.id_changed(self.app, old, channel)
        return old

    def forget_messages(self, channel: Channel) -> None:
        """The workspace's retention removes what was said in a channel. Slack says nothing of it to apps."""
        with self._pulse.change():
            for message in self.workspace.messages[channel.id]:
                message.deleted = True

    def share(self, channel: Channel, *, shared: bool = True) -> None:
        """The channel is shared with another organisation from now on, or not any more."""
        with self._pulse.change():
            channel.is_ext_shared = shared
        events.channel_shared(self.app, channel, shared=shared)

    def invite_app(self, channel: Channel) -> None:
        with self._pulse.change():
            channel.members.append(self.bot_user_id)
        by = self._somebody(channel)
        events.membership_changed(self.app, "member_joined_channel", channel, self.bot_user_id, by)

    def remove_app(self, channel: Channel) -> None:
        with self._pulse.change():
            channel.members.remove(self.bot_user_id)
        events.membership_changed(self.app, "member_left_channel", channel, self.bot_user_id, None)

    def deactivate(self, person: Person) -> None:
        with self._pulse.change():
            self.workspace.members[person.id].deleted = True
            for channel in self.workspace.channels.values():
                if channel.kind != "im" and person.id in channel.members:
                    channel.members.remove(person.id)

    def make_guest(self, person: Person) -> None:
        with self._pulse.change():
            self.workspace.members[person.id].is_restricted = True

    def revoke_token(self) -> None:
        """The workspace removes the app: the events that say so, and then nothing but token_revoked."""
        events.app_gone(self.app)
        self.app.revoked = True

    def reinstall(self) -> None:
        self.app.revoked = False

    def _somebody(self, channel: Channel) -> str:
        return next((member for member in channel.members if member != self.bot_user_id), self.bot_user_id)
