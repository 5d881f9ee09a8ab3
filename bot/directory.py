"""Who and where: people as Slack knows them, asked for at most once in ten minutes; channels as they are right now."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

log = structlog.get_logger(__name__)

_KEEP_SECONDS = 600
_MEMBERS_A_PAGE = 1000
_OUT_OF_SIGHT = frozenset(("channel_not_found", "not_in_channel", "missing_scope"))


@dataclass(frozen=True)
class Person:
    """A person of Slack. ``stranger``: of another organisation (Slack Connect); ``guest``: may see some channels only."""

    id: str
    locale: str = ""
    guest: bool = False
    stranger: bool = False
    deleted: bool = False
    bot: bool = False


@dataclass(frozen=True)
class Channel:
    """A channel. ``reachable`` is false where the app is not a member; ``shared``: with another organisation."""

    id: str
    reachable: bool = True
    archived: bool = False
    shared: bool = False
    direct: bool = False


class Directory:
    """Reads people and channels of the workspace through the Web API, and remembers them for a while."""

    def __init__(self, client: WebClient, team: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._team, self._clock = client, team, clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Person]] = {}

    def person(self, user: str) -> Person:
        """The person; one of whom Slack tells nothing when it does not answer."""
        now = self._clock()
        with self._lock:
            known = self._known.get(user)
        if known and now - known[0] < _KEEP_SECONDS:
            return known[1]
        try:
            found = self._person(user)
        except SlackApiError as error:
            _unanswered("person", user, error)
            return known[1] if known else Person(user)
        with self._lock:
            self._known[user] = (now, found)
        return found

    def channel(self, channel: str) -> Channel:
        """The channel; ``reachable`` is false when the app cannot see it. Never remembered: "invite me" must help at once."""
        if channel.startswith("D"):
            return Channel(channel, direct=True)
        try:
            return self._channel(channel)
        except SlackApiError as error:
            _unanswered("channel", channel, error)
            return Channel(channel, reachable=error.response.get("error") not in _OUT_OF_SIGHT)

    def members(self, channel: str) -> frozenset[str]:
        """Everybody in the channel; nobody when Slack does not tell."""
        try:
            return self._members(channel)
        except SlackApiError as error:
            _unanswered("members", channel, error)
            return frozenset()

    def _person(self, user: str) -> Person:
        found = self._client.users_info(user=user, include_locale=True)["user"]
        team = found.get("team_id") or self._team
        return Person(
            id=user,
            locale=found.get("locale") or "",
            guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
            stranger=bool(found.get("is_stranger")) or team != self._team,
            deleted=bool(found.get("deleted")),
            bot=bool(found.get("is_bot")),
        )

    def _channel(self, channel: str) -> Channel:
        found = self._client.conversations_info(channel=channel)["channel"]
        return Channel(
            id=channel,
            reachable=bool(found.get("is_member") or found.get("is_im")),
            archived=bool(found.get("is_archived")),
            shared=bool(found.get("is_ext_shared")),
            direct=bool(found.get("is_im") or found.get("is_mpim")),
        )

    def _members(self, channel: str) -> frozenset[str]:
        members: set[str] = set()
        cursor = ""
        while True:
            page = self._client.conversations_members(channel=channel, limit=_MEMBERS_A_PAGE, cursor=cursor)
            members.update(page["members"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(members)


def _unanswered(what: str, name: str, error: SlackApiError) -> None:
    log.warning("directory.unanswered", what=what, id=name, error=error.response.get("error"))
