"""What a person filled in, out of the ``state`` that Slack sends with a view."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from bot.blocks.kit.payloads import BadPayload


def typed_in(view_state: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stands in a view, by block_id, from its ``state`` or from the ``values`` of that."""
    values: Mapping[str, Any] = view_state.get("values", view_state)
    return values


class ViewValues:
    """The inputs of a submitted view by block_id. Takes ``view["state"]`` or its ``values``."""

    def __init__(self, view_state: Mapping[str, Any]) -> None:
        self._values: Mapping[str, Mapping[str, Any]] = typed_in(view_state)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def _element(self, block: str) -> Mapping[str, Any]:
        return next(iter((self._values.get(block) or {}).values()), {})

    def one(self, block: str) -> str | None:
        """The text, day, time or chosen value; None when left blank."""
        element = self._element(block)
        if option := element.get("selected_option"):
            return str(option["value"])
        found = (
            element.get("value")
            or element.get("selected_date")
            or element.get("selected_time")
            or element.get("selected_conversation")
            or element.get("selected_user")
        )
        return str(found) if found else None

    def day(self, block: str) -> date | None:
        """The day that was picked; None when left blank. Raises BadPayload for what is no day."""
        try:
            return date.fromisoformat(picked) if (picked := self.one(block)) else None
        except ValueError:
            raise BadPayload(block) from None

    def time_of_day(self, block: str) -> time | None:
        """The time of day that was picked, to the minute; None when left blank. Raises BadPayload for what is none."""
        try:
            return datetime.strptime(picked, "%H:%M").time() if (picked := self.one(block)) else None
        except ValueError:
            raise BadPayload(block) from None

    def many(self, block: str) -> list[str]:
        """The chosen values or people."""
        element = self._element(block)
        if "selected_users" in element:
            return [str(user) for user in element["selected_users"] or ()]
        return [str(option["value"]) for option in element.get("selected_options") or ()]

    def raw(self, block: str) -> str | list[str] | None:
        """As ``one``, or as ``many`` where several can be chosen; None when left blank."""
        return self.many(block) or None if "selected_options" in self._element(block) else self.one(block)
