"""Who and where: people and channels as Slack knows them, asked for at most once in ten minutes."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

log = structlog.get_logger(__name__)

_KEEP_SECONDS = 600
_MEMBERS_KEEP_SECONDS = 60
_MEMBERS_A_PAGE = 1000


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
        self._known: dict[tuple[str, str], tuple[float, Any]] = {}

    def person(self, user: str) -> Person:
        """The person; one of whom Slack tells nothing when it does not answer."""
        return self._remembered(("person", user), _KEEP_SECONDS, lambda: self._person(user)) or Person(user)

    def channel(self, channel: str) -> Channel:
        """The channel; ``reachable`` is false when the app cannot see it."""
        found = self._remembered(("channel", channel), _MEMBERS_KEEP_SECONDS, lambda: self._channel(channel))
        return found or Channel(channel, reachable=False)

    def members(self, channel: str) -> frozenset[str]:
        """Everybody in the channel."""
        found = self._remembered(("members", channel), _MEMBERS_KEEP_SECONDS, lambda: self._members(channel))
        return found if found is not None else frozenset()

    def forget(self, channel: str) -> None:
        """Something changed there: ask again."""
        with self._lock:
            self._known.pop(("channel", channel), None)
            self._known.pop(("members", channel), None)

    def _remembered(self, key: tuple[str, str], keep: float, ask: Callable[[], Any]) -> Any:
        now = self._clock()
        with self._lock:
            known = self._known.get(key)
        if known and now - known[0] < keep:
            return known[1]
        try:
            found = ask()
        except SlackApiError as error:
            log.warning("directory.unanswered", what=key[0], id=key[1], error=error.response.get("error"))
            return known[1] if known else None
        with self._lock:
            self._known[key] = (now, found)
        return found

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
