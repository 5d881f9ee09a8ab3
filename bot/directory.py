"""Who and where: people as Slack knows them, asked for at most once in ten minutes; channels as they are right now."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

log = structlog.get_logger(__name__)

_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
_KEEP_SECONDS = 600
_NOBODY = ("user_not_found", "user_not_visible", "users_not_found")
_TROUBLE = (SlackApiError, OSError, HTTPException, LookupError, TypeError, AttributeError, ValueError)
"""Slack refuses, cannot be reached, breaks off, or answers something of another shape."""
_KEEP_MEMBERS_SECONDS = 60
_MEMBERS_A_PAGE = 1000
_CHANNELS_A_PAGE = 999
_OUT_OF_SIGHT = frozenset(("channel_not_found", "not_in_channel", "missing_scope"))


class Unanswered(Exception):
    """Slack did not say who this is, or who is there: what depends on it is refused, never assumed. ``unknown``: it said that it
    knows nobody of this id."""

    def __init__(self, name: str, *, unknown: bool = False) -> None:
        self.unknown = unknown
        super().__init__(name)


@dataclass(frozen=True)
class Person:
    """A person of Slack. ``stranger``: of another organisation (Slack Connect); ``guest``: may see some channels only."""

    id: str
    name: str = ""
    locale: str = ""
    zone: str = ""
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
        self._known: dict[str, tuple[float, Person | None]] = {}
        self._channels: dict[str, tuple[float, frozenset[str]]] = {}
        self._memberships: dict[str, tuple[float, frozenset[str]]] = {}

    def person(self, user: str) -> Person:
        """The person; raises Unanswered when Slack does not say."""
        now = self._clock()
        with self._lock:
            known = self._known.get(user)
        if known and now - known[0] < _KEEP_SECONDS:
            return _somebody(user, known[1])
        found: Person | None = None
        try:
            found = self._person(user)
        except _TROUBLE as error:
            trouble = _unanswered("person", user, error)
            if not trouble.unknown:
                raise trouble from None
        with self._lock:
            self._known[user] = (now, found)
        return _somebody(user, found)

    def locale(self, user: str) -> str:
        """The person's locale; empty when Slack does not say: a language is no secret."""
        try:
            return self.person(user).locale
        except Unanswered:
            return ""

    def name(self, user: str) -> str:
        """The person's name as Slack shows it; empty when Slack does not say."""
        try:
            return self.person(user).name
        except Unanswered:
            return ""

    def called(self, user: str) -> str:
        """The person's name where somebody is named in a file; the id where Slack knows no name, or where it is a pseudonym."""
        return (self.name(user) if _ID.fullmatch(user) else "") or user

    def zone(self, user: str) -> str:
        """The person's time zone (``Europe/Paris``); empty when Slack does not say."""
        try:
            return self.person(user).zone
        except Unanswered:
            return ""

    def channel(self, channel: str) -> Channel:
        """The channel; ``reachable`` is false when the app cannot see it. Never remembered: "invite me" must help at once.

        Raises Unanswered.
        """
        if channel.startswith("D"):
            return Channel(channel, direct=True)
        try:
            return self._channel(channel)
        except _TROUBLE as error:
            if isinstance(error, SlackApiError) and error.response.get("error") in _OUT_OF_SIGHT:
                return Channel(channel, reachable=False)
            raise _unanswered("channel", channel, error) from None

    def members(self, channel: str) -> frozenset[str]:
        """Everybody in the channel, as it is right now; raises Unanswered."""
        try:
            found = self._members(channel)
        except _TROUBLE as error:
            raise _unanswered("members", channel, error) from None
        with self._lock:
            self._channels[channel] = (self._clock(), found)
        return found

    def is_member(self, channel: str, user: str) -> bool:
        """Whether this person is in the channel; no, when Slack does not say. A yes is remembered for a minute, a no is not:
        who was just invited is in."""
        with self._lock:
            known = self._channels.get(channel)
        if known and self._clock() - known[0] < _KEEP_MEMBERS_SECONDS and user in known[1]:
            return True
        try:
            return user in self.members(channel)
        except Unanswered:
            return False

    def channels_of(self, user: str) -> frozenset[str]:
        """The channels that this person is in, as far as the app may know them; remembered for a minute. Raises Unanswered."""
        now = self._clock()
        with self._lock:
            known = self._memberships.get(user)
        if known and now - known[0] < _KEEP_MEMBERS_SECONDS:
            return known[1]
        try:
            found = self._channels_of(user)
        except _TROUBLE as error:
            raise _unanswered("channels", user, error) from None
        with self._lock:
            self._memberships[user] = (now, found)
        return found

    def _channels_of(self, user: str) -> frozenset[str]:
        found: set[str] = set()
        cursor = ""
        while True:
            page = self._client.users_conversations(
                user=user, types="public_channel,private_channel", limit=_CHANNELS_A_PAGE, cursor=cursor
            )
            found.update(one["id"] for one in page["channels"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(found)

    def _person(self, user: str) -> Person:
        found = self._client.users_info(user=user, include_locale=True)["user"]
        team = found.get("team_id") or self._team
        return Person(
            id=user,
            name=str(found.get("real_name") or (found.get("profile") or {}).get("real_name") or ""),
            locale=found.get("locale") or "",
            zone=found.get("tz") or "",
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


def _unanswered(what: str, name: str, error: Exception) -> Unanswered:
    said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
    log.warning("directory.unanswered", what=what, id=name, error=said)
    return Unanswered(name, unknown=said in _NOBODY)


def _somebody(user: str, found: Person | None) -> Person:
    """The person; raises Unanswered where Slack knows nobody of this id."""
    if found is None:
        raise Unanswered(user, unknown=True)
    return found
