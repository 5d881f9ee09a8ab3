"""Whether a message that carries answers may go into its channel: not before the partner's side, unless our side says so.

Slack is asked who reads there when the message is about to be sent, outside of any transaction. That it may go is remembered for a
minute at most; before something is held, Slack is asked anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.use_cases.directory import MEMBERS_SECONDS, Directory
from bot.use_cases.readers import Held, held_before
from bot.use_cases.unanswered import Unanswered
from bot.workers.outcomes import Outcome
from storage.database import Database
from storage.outbox.outbox import HELD
from storage.records import CANVAS, Claim

_ASK_AGAIN_SECONDS = 30.0
_NOW = 1.0
"""Seconds: as it is now."""


@dataclass(frozen=True)
class Holding:
    """Looks, before a message is sent, who would read it. ``directory`` is that of a workspace."""

    database: Database
    directory: Callable[[str], Directory]

    def check(self, claim: Claim) -> Outcome | None:
        """Return why a message is not sent now; None when it may go. Where Slack does not say who reads there, it waits."""
        if claim.harmless or claim.conversation is None or not _read_by_a_channel(claim):
            return None
        with self.database.reading() as uow:
            named = uow.conversations.named(claim.team, claim.conversation)
            accepted = uow.accepted_readers.of(claim.conversation)
        if named is None:
            return None
        held = Held()
        for seconds in (MEMBERS_SECONDS, _NOW):
            try:
                readers = self.directory(claim.team).readers(claim.channel, seconds)
            except Unanswered:
                return Outcome("wait", "unanswered", _ASK_AGAIN_SECONDS)
            if not readers.channel.reachable:
                return Outcome("owner", "not_in_channel")
            held = held_before(named, readers, accepted)
            if not held.before:
                return None
        return Outcome("held", HELD, held=held)


def _read_by_a_channel(claim: Claim) -> bool:
    return claim.kind in ("post", CANVAS) or (claim.kind == "update" and not claim.user)
