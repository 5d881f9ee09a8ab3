"""The first line of a check-in: what the last one changed."""

from functools import reduce

from bot.blocks.kit.text import name
from bot.blocks.kit.wording import reader
from bot.i18n.catalogue import Words
from flows.check_ins.since import changed
from flows.model import RENEW, Participant
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record

_MOST_CLOSED = 2
_REASON = 200


def since_line(words: Words, record: Record, stored: StoredCheckIn, person: Participant | None = None) -> str | None:
    """What the check-in before ``stored`` changed, as this person may read it, or the thread; None where it changed nothing."""
    if stored.before is None or (found := changed(stored.before.check_in, person)) is None:
        return None
    wording = reader(words, record)
    parts = []
    if found.promised:
        parts.append(words.count("since.held", found.held, total=words.number(found.promised)))
    parts += [
        words.say("since.closed", title=name(wording.of_flag(one.raised, "title"), 200))
        for one in found.closed[:_MOST_CLOSED]
    ]
    outcome = found.outcome
    if outcome is not None and (outcome.outcome != RENEW or outcome.reason):
        chosen = wording.say(f"check_in.outcome.{outcome.outcome}")
        key = "since.outcome_because" if outcome.reason else "since.outcome"
        parts.append(words.say(key, outcome=chosen, reason=name(outcome.reason, _REASON)))
    if not parts:
        return None
    changes = reduce(lambda before, after: words.say("since.separator", before=before, after=after), parts)
    return words.say("since.line", changes=changes)
