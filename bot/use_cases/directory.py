"""Who and where: people as Slack knows them, asked for at most once in ten minutes; channels as they are now."""

import re
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum, auto
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks.kit.text import unescaped
from bot.use_cases.remembered import Memory
from bot.use_cases.unanswered import OUT_OF_SIGHT, Unanswered, unanswered

_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
_KEEP_SECONDS = 600
_TROUBLE = (SlackApiError, OSError, HTTPException, LookupError, TypeError, AttributeError, ValueError)
"""Slack refuses, cannot be reached, breaks off, or answers something of another shape."""
MEMBERS_SECONDS = 60
"""How long it is believed who is in a channel."""
_KEEP_ABSENCE_SECONDS = 10
"""A no is remembered for less: the event of who was just invited may have come to another replica."""
_MOST_PEOPLE, _MOST_CHANNELS, _MOST_MEMBERSHIPS = 10_000, 500, 2_000
_MEMBERS_A_PAGE = 1000
_A_FEW = 3
"""People who are looked for by their own channels, which Slack limits sooner than pages of a channel."""
_AT_ONCE = 8
_AGAIN_AFTER_SECONDS = (1.0, 3.0, 10.0)
_CHANNELS_A_PAGE = 999


class Presence(StrEnum):
    """Where a person is, seen from a channel."""

    HERE = auto()
    ELSEWHERE = auto()
    UNKNOWN = auto()
    """Slack does not say."""
    OUT_OF_SIGHT = auto()
    """The app is not in the channel, and cannot know."""


@dataclass(frozen=True)
class SlackPerson:
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
class SlackChannel:
    """A channel. ``reachable`` is false where the app is not a member; ``shared``: with another organisation."""

    id: str
    reachable: bool = True
    archived: bool = False
    shared: bool = False
    direct: bool = False


@dataclass(frozen=True)
class Readers:
    """A channel as it was at most a minute ago, and who reads it."""

    channel: SlackChannel
    members: frozenset[str]


class Directory:
    """Reads people and channels of the workspace through the Web API, and remembers them for a while.

    ``enterprise``: the Enterprise Grid that the workspace is part of, empty where it is part of none.
    """

    def __init__(
        self,
        client: WebClient,
        team: str,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
        *,
        enterprise: str = "",
    ) -> None:
        self._client, self._team, self._wait, self._enterprise = client, team, wait, enterprise
        self._known: Memory[SlackPerson | None] = Memory(_MOST_PEOPLE, clock)
        self._places: Memory[SlackChannel] = Memory(_MOST_CHANNELS, clock)
        self._channels: Memory[frozenset[str]] = Memory(_MOST_CHANNELS, clock)
        self._seen: Memory[bool] = Memory(_MOST_PEOPLE, clock)
        """Whether one person is in a big channel, whose members were not all asked for: by ``_place``."""
        self._memberships: Memory[frozenset[str]] = Memory(_MOST_MEMBERSHIPS, clock)

    def person(self, user: str, keep_seconds: float | None = None) -> SlackPerson:
        """The person, as they were at most so long ago, ten minutes by default; raises Unanswered when Slack does not say."""
        known = self._known.get(user, _KEEP_SECONDS if keep_seconds is None else keep_seconds)
        if known is not None:
            return _somebody(user, known.value)
        asked = self._known.asking()
        found: SlackPerson | None = None
        try:
            found = self._person(user)
        except _TROUBLE as error:
            trouble = unanswered("person", user, error)
            if not trouble.unknown:
                raise trouble from None
        self._known.put(user, found, asked)
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

    def channel(self, channel: str) -> SlackChannel:
        """The channel; ``reachable`` is false when the app cannot see it. Never remembered: "invite me" must help at once.

        Raises Unanswered.
        """
        try:
            return self._channel(channel)
        except _TROUBLE as error:
            if isinstance(error, SlackApiError) and error.response.get("error") in OUT_OF_SIGHT:
                return SlackChannel(channel, reachable=False)
            raise unanswered("channel", channel, error) from None

    def members(self, channel: str) -> frozenset[str]:
        """Everybody in the channel, as it is right now; raises Unanswered."""
        asked = self._channels.asking()
        try:
            found = self._members(channel)
        except _TROUBLE as error:
            raise unanswered("members", channel, error) from None
        self._channels.put(channel, found, asked)
        return found

    def readers(self, channel: str, keep_seconds: float = MEMBERS_SECONDS) -> Readers:
        """The channel and everybody who reads it, as they were at most so long ago; raises Unanswered. Of a channel that the app
        does not see nobody is known."""
        kept = self._places.get(channel, keep_seconds)
        asked = self._places.asking()
        place = kept.value if kept else self.channel(channel)
        if not place.reachable:
            return Readers(place, frozenset())
        self._places.put(channel, place, asked)
        known = self._channels.get(channel, keep_seconds)
        return Readers(place, known.value if known else self.members(channel))

    def presence(self, channel: str, user: str) -> Presence:
        """Where this person is. A yes is remembered for a minute, a no for some seconds, and neither after Slack said that somebody
        came or left: who was just invited is in, and who is refused cannot have Slack asked with each click."""
        known = self._channels.get(channel, MEMBERS_SECONDS)
        if known and user in known.value:
            return Presence.HERE
        if known and known.seconds < _KEEP_ABSENCE_SECONDS:
            return Presence.ELSEWHERE
        seen = self._seen.get(_place(channel, user), MEMBERS_SECONDS)
        if seen and (seen.value or seen.seconds < _KEEP_ABSENCE_SECONDS):
            return Presence.HERE if seen.value else Presence.ELSEWHERE
        try:
            return Presence.HERE if user in self.here(channel, (user,)) else Presence.ELSEWHERE
        except Unanswered as error:
            return Presence.OUT_OF_SIGHT if error.out_of_sight else Presence.UNKNOWN

    def here(self, channel: str, people: Collection[str]) -> frozenset[str]:
        """Which of these people are in the channel, as it is right now; raises Unanswered.

        A few in a big channel are looked for by the channels that each is in: how many calls that takes does not grow with it.
        """
        wanted = frozenset(people)
        asked = self._channels.asking()
        try:
            found, cursor = self._page_of_members(channel, "")
        except _TROUBLE as error:
            raise unanswered("members", channel, error) from None
        if not cursor:
            self._channels.put(channel, found, asked)
            return wanted & found
        if len(wanted - found) <= _A_FEW:
            with suppress(Unanswered):  # Slack does not say where a person of another organisation is
                return self._looked_for(channel, wanted, found)
        return wanted & self.members(channel)

    def _looked_for(self, channel: str, wanted: frozenset[str], found: frozenset[str]) -> frozenset[str]:
        """Which of these people are in a channel, of whose members some were found; each is remembered by themselves, for nobody
        knows all who read there."""
        asked = self._seen.asking()
        here = frozenset(each for each in wanted if each in found or channel in self.channels_now(each))
        for each in wanted:
            self._seen.put(_place(channel, each), each in here, asked)
        return here

    def people(self, users: Collection[str]) -> dict[str, SlackPerson]:
        """These people, several asked for at once; raises Unanswered for the first whom Slack does not tell of.

        Where Slack limits calls it is asked again, as often and as late as it says.
        """
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="directory") as pool:
            asked = {user: pool.submit(self._patiently, user) for user in dict.fromkeys(users)}
        return {user: found.result() for user, found in asked.items()}

    def _patiently(self, user: str) -> SlackPerson:
        for pause in (*_AGAIN_AFTER_SECONDS, None):
            try:
                return self.person(user)
            except Unanswered as error:
                if pause is None or not error.limited:
                    raise
            self._wait(pause)
        raise AssertionError("the last try returns or raises")

    def is_member(self, channel: str, user: str) -> bool:
        """Whether this person is in the channel; no, when Slack does not say."""
        return self.presence(channel, user) is Presence.HERE

    def person_now(self, user: str) -> SlackPerson | None:
        """The person as they were at most a minute ago, to say what they may do; None when Slack does not say. Whom Slack does not
        know, or does not show, is none of ours."""
        try:
            return self.person_or_why(user)
        except Unanswered:
            return None

    def person_or_why(self, user: str) -> SlackPerson:
        """As ``person_now``; raises Unanswered when Slack does not say."""
        try:
            return self.person(user, MEMBERS_SECONDS)
        except Unanswered as error:
            if error.unknown:
                return SlackPerson(user, stranger=True)
            raise

    def forget(self, *, channel: str = "", user: str = "") -> None:
        """Forget who is in a channel, and where and who a person is: Slack says that it changed."""
        self._places.forget(channel)
        self._channels.forget(channel)
        self._seen.forget_under(_place(channel, ""))
        self._memberships.forget(user)
        self._known.forget(user)

    def channels_of(self, user: str) -> frozenset[str]:
        """The channels that this person is in, as far as the app may know them; remembered for a minute. Raises Unanswered."""
        known = self._memberships.get(user, MEMBERS_SECONDS)
        return known.value if known is not None else self.channels_now(user)

    def channels_now(self, user: str) -> frozenset[str]:
        """As ``channels_of``, asked for anew."""
        asked = self._memberships.asking()
        try:
            found = self._channels_of(user)
        except _TROUBLE as error:
            raise unanswered("channels", user, error) from None
        self._memberships.put(user, found, asked)
        return found

    def _channels_of(self, user: str) -> frozenset[str]:
        found: set[str] = set()
        cursor = ""
        while True:
            page = self._client.users_conversations(
                user=user, types="public_channel,private_channel", limit=_CHANNELS_A_PAGE, cursor=cursor
            )
            found.update(channel["id"] for channel in page["channels"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(found)

    def _person(self, user: str) -> SlackPerson:
        found = self._client.users_info(user=user, include_locale=True)["user"]
        team = found.get("team_id") or self._team
        return SlackPerson(
            id=user,
            name=unescaped(str(found.get("real_name") or (found.get("profile") or {}).get("real_name") or "")),
            locale=found.get("locale") or "",
            zone=found.get("tz") or "",
            guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
            stranger=bool(found.get("is_stranger")) or not (team == self._team or self._is_sister(found)),
            deleted=bool(found.get("deleted")),
            bot=bool(found.get("is_bot")),
        )

    def _is_sister(self, found: Mapping[str, Any]) -> bool:
        """Whether this is a colleague of another workspace of the same Enterprise Grid."""
        theirs = (found.get("enterprise_user") or {}).get("enterprise_id")
        return bool(self._enterprise) and theirs == self._enterprise

    def _channel(self, channel: str) -> SlackChannel:
        found = self._client.conversations_info(channel=channel)["channel"]
        return SlackChannel(
            id=channel,
            reachable=bool(found.get("is_member") or found.get("is_im")),
            archived=bool(found.get("is_archived")),
            shared=bool(found.get("is_ext_shared")),
            direct=bool(found.get("is_im") or found.get("is_mpim")),
        )

    def _members(self, channel: str) -> frozenset[str]:
        members, cursor = self._page_of_members(channel, "")
        while cursor:
            more, cursor = self._page_of_members(channel, cursor)
            members |= more
        return members

    def _page_of_members(self, channel: str, cursor: str) -> tuple[frozenset[str], str]:
        """Some members, and where the next ones begin."""
        page = self._client.conversations_members(channel=channel, limit=_MEMBERS_A_PAGE, cursor=cursor)
        return frozenset(page["members"]), (page.get("response_metadata") or {}).get("next_cursor") or ""


def _place(channel: str, user: str) -> str:
    return f"{channel} {user}"


def _somebody(user: str, found: SlackPerson | None) -> SlackPerson:
    """The person; raises Unanswered where Slack knows nobody of this id."""
    if found is None:
        raise Unanswered(user, unknown=True)
    return found
