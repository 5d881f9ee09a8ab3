"""Forms whose answer takes longer than Slack waits: the person reads that it is being looked at, and then what came of it.

How long it takes depends on how many people are named and on how big the channel is, since Slack is asked about each. What is done
in time is answered as ever.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import structlog

from bot.use_cases.steps import SlackReply

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 1.8
"""Slack waits for three: enough is left for the answer to travel."""
AFTER_ANSWER_SECONDS = 0.4
"""Until what was answered is surely on the screen: what comes later must not be replaced by it."""
AT_ONCE = 8


class Late:
    """Runs what may take long."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self.patience = patience
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="late")

    def reply(self, work: Callable[[], SlackReply], later: Callable[[SlackReply | None], None]) -> SlackReply | None:
        """Return what ``work`` returns, or None when Slack must be answered first: then ``later`` is called with it, or with None
        when it failed. What it raises in time is raised here."""
        running = self._pool.submit(work)
        wait([running], self.patience)
        if running.done():
            return running.result()
        self._pool.submit(self._finish, running, later)
        return None

    def stop(self) -> None:
        """Finish what runs, and begin nothing more."""
        self._pool.shutdown()

    @staticmethod
    def _finish(running: "Future[SlackReply]", later: Callable[[SlackReply | None], None]) -> None:
        began = time.monotonic()
        wait([running])
        time.sleep(max(0.0, AFTER_ANSWER_SECONDS - (time.monotonic() - began)))
        error = running.exception()
        if error is not None:
            log.error("incoming.failed", kind="view_submission", error=type(error).__name__)
        try:
            later(None if error is not None else running.result())
        except Exception as again:
            log.error("incoming.not_told", kind="view_submission", error=type(again).__name__)  # noqa: TRY400
