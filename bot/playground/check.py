"""A notebook for what is wrong with a payload: each problem with the JSON pointer to it, as Slack words it."""

from typing import Any

from bot.playground.facts import LIMITS


def units(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Check:
    """Collects problems. `at` is a JSON pointer such as /blocks/0/text."""

    def __init__(self, *, utf16: bool = False) -> None:
        self.problems: list[str] = []
        self._length = units if utf16 else len

    def problem(self, at: str, text: str) -> None:
        self.problems.append(f"{text} [json-pointer:{at}]")

    def mapping(self, at: str, value: Any) -> bool:
        if not isinstance(value, dict):
            self.problem(at, "must be an object")
        return isinstance(value, dict)

    def keys(self, at: str, value: dict[str, Any], required: list[str], optional: list[str]) -> None:
        for key in required:
            if value.get(key) is None:
                self.problem(at, f"missing required field: {key}")
        for key in value:
            if key not in required and key not in optional:
                self.problem(f"{at}/{key}", f"unsupported field: {key}")

    def one_of(self, at: str, value: Any, allowed: tuple[Any, ...]) -> None:
        if value is not None and value not in allowed:
            self.problem(at, f"must be one of {', '.join(map(str, allowed))}")

    def string(self, at: str, value: Any, limit: str | int, *, empty: bool = False) -> None:
        """`limit` is the most characters, or the name of the limit in facts/limits.json."""
        most = LIMITS[limit] if isinstance(limit, str) else limit
        if not isinstance(value, str):
            self.problem(at, "must be a string")
        elif not empty and not value.strip():
            self.problem(at, "must be more than 0 characters")
        elif self._length(value) > most:
            self.problem(at, f"must be less than {most + 1} characters")

    def items(self, at: str, value: Any, most: str | int, least: int = 1) -> list[Any]:
        """The list at this place when it is one, else nothing."""
        most = LIMITS[most] if isinstance(most, str) else most
        if not isinstance(value, list):
            self.problem(at, "must be an array")
            return []
        if len(value) < least:
            self.problem(at, f"must have at least {least} items")
        if len(value) > most:
            self.problem(at, f"no more than {most} items allowed")
        return value

    def text(self, at: str, value: Any, limit: str | int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> None:
        """A text object."""
        if not self.mapping(at, value):
            return
        kind = value.get("type")
        if kind not in kinds:
            self.problem(f"{at}/type", f"must be one of {', '.join(kinds)}")
        extra = {"plain_text": ["emoji"], "mrkdwn": ["verbatim"]}.get(str(kind), [])
        self.keys(at, value, ["type", "text"], extra)
        if "text" in value:
            self.string(f"{at}/text", value["text"], limit)

    def plain(self, at: str, value: Any, limit: str | int) -> None:
        self.text(at, value, limit, ("plain_text",))
