"""1,000 posts wait for 50 channels: how much of what Slack's limits allow leaves, in which order, and how often it is refused.

The emulator keeps Slack's limits: a post a second in a channel after a short burst, whose length the app is not told.
"""

import time
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.playground import ApiCall, Emulator
from bot.playground.rate_limits import POST_BURST, POSTS_PER_SECOND
from bot.playground.rehearsal import manifest
from storage.database import Database
from storage.migrations import upgrade
from storage.records import Message
from tests.bench.served import ours
from tests.chaos.store import ENGINES, server

POSTS, CHANNELS = 1000, 50
EACH = POSTS // CHANNELS


def burst_figures() -> None:
    """Print the figures for each engine."""
    for engine in ENGINES:
        with (
            server(engine) as databases,
            TemporaryDirectory() as folder,
            Emulator(manifest(), rate_limits=True) as slack,
        ):
            url = databases.new_url()
            database = Database(url)
            upgrade(database)
            channels = [slack.add_channel(f"team-{number}", []).id for number in range(CHANNELS)]
            with database.unit_of_work() as uow:
                for number in range(POSTS):
                    channel = channels[number % CHANNELS]
                    uow.outbox.write(
                        Message("post", slack.team_id, channel, {"text": f"{number:04}"}, f"burst {number}")
                    )
                uow.commit()
            with ours(slack, Path(folder), url):
                while _waiting(database):
                    time.sleep(0.25)
            database.dispose()
            _told(engine, slack.journal.calls("chat.postMessage"))


def _waiting(database: Database) -> int:
    with database.reading() as uow:
        return uow.outbox.backlog().count


def _told(engine: str, calls: list[ApiCall]) -> None:
    accepted: dict[str, list[ApiCall]] = defaultdict(list)
    for call in calls:
        if call.accepted:
            accepted[call.arguments["channel"]].append(call)
    refused = Counter(call.arguments["text"] for call in calls if not call.accepted)
    whole = max(call.at for call in calls) - min(call.at for call in calls)
    allowed = (EACH - POST_BURST) / POSTS_PER_SECOND
    in_order = all(
        [c.arguments["text"] for c in of] == sorted(c.arguments["text"] for c in of) for of in accepted.values()
    )
    print(
        f"burst:  {engine}: {POSTS:,} posts over {CHANNELS} channels left in {whole:.1f} s, {100 * allowed / whole:.0f} % of "
        f"Slack's limits ({allowed:.0f} s); {sum(refused.values())} refused, none more than {max(refused.values(), default=0)} "
        f"times; {'in order' if in_order else 'NOT IN ORDER'}"
    )
