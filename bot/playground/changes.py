"""Which messages changed, the latest last: who follows along looks at those only, however many there are."""


class Changes:
    """A message is named by its channel and its ts. `count` grows with every change."""

    def __init__(self) -> None:
        self.count = 0
        self._last: dict[tuple[str, str], int] = {}

    def note(self, channel: str, ts: str) -> None:
        self.count += 1
        self._last.pop((channel, ts), None)  # so that the order is that of the changes
        self._last[channel, ts] = self.count

    def since(self, count: int) -> list[tuple[str, str]]:
        """What changed after `count`, in no time when little did."""
        found = []
        for message, at in reversed(self._last.items()):
            if at <= count:
                break
            found.append(message)
        return found[::-1]
