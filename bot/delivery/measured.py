"""The relay, with what becomes of messages counted."""

from collections.abc import Callable
from typing import Any

from bot.delivery.errors import Outcome
from bot.delivery.relay import Relay
from storage.records import Claim
from storage.unit_of_work import UnitOfWork


class MeasuredRelay(Relay):
    """``count`` is told the fate of every attempt that was recorded."""

    def __init__(self, *arguments: Any, count: Callable[[str], None], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._count = count

    def _settle(self, uow: UnitOfWork, claim: Claim, outcome: Outcome) -> bool:
        kept = super()._settle(uow, claim, outcome)
        self._count(outcome.fate if kept else "stale")
        return kept
