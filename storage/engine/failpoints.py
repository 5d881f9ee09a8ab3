"""Named points at which the process kills itself, to prove that a crash there loses nothing and doubles nothing.

``PARTNERSHIP_FAILPOINT=name`` kills it (SIGKILL: nothing is flushed, closed or rolled back) at the first passing of the named
point, ``name:n`` at the n-th. The variable is read once, at the start; unset, ``reach`` is a function that does nothing.

    before_commit, after_commit     of a unit of work that took an inbound key
    before_answer, after_answer     Slack's answer: the acknowledgement over Socket Mode, the response over HTTP
    after_upload                    a document is with Slack, and its file's id not written down yet
    before_post, after_post         a call of the relay that Slack shows to people: a message, an update, a whisper
    before_record, after_record     the commit in which the relay writes down what became of it
"""

import os
import signal
import threading
from collections.abc import Callable

VARIABLE = "PARTNERSHIP_FAILPOINT"
NAMES = (
    "before_commit",
    "after_commit",
    "before_answer",
    "after_answer",
    "after_upload",
    "before_post",
    "after_post",
    "before_record",
    "after_record",
)


def chosen(setting: str) -> Callable[[str], None]:
    """What ``reach`` is for this value of the variable; ends the program when there is no such point."""
    if not setting:
        return _pass
    name, _, number = setting.partition(":")
    if name not in NAMES or not (number or "1").isdecimal() or int(number or "1") < 1:
        raise SystemExit(
            f"{VARIABLE}: {setting!r} is not a point. It is one of {', '.join(NAMES)}, or one of them with :n."
        )
    return _Failpoint(name, int(number or "1"))


def _pass(name: str) -> None:
    """Nothing happens here."""


class _Failpoint:
    """Kills the process at the n-th passing of one point."""

    def __init__(self, name: str, number: int) -> None:
        self._name, self._left = name, number
        self._guard = threading.Lock()

    def __call__(self, name: str) -> None:
        if name != self._name:
            return
        with self._guard:
            self._left -= 1
            if self._left == 0:
                os.write(2, f"failpoint {name}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)


reach = chosen(os.environ.get(VARIABLE, ""))
"""Passes a point by its name."""
