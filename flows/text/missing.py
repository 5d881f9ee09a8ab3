"""What is missing from an answer that is asked again: one rule, for every question and language."""

import re
from enum import StrEnum

from flows.text.languages import any_of, in_all
from flows.text.plain import plain
from flows.text.quality import Quality, Reading


class Asks(StrEnum):
    """What a written answer names when it is concrete; a question of the guide declares it."""

    who = "who"
    thing = "thing"
    act = "act"
    limit = "limit"
    result = "result"
    number = "number"
    proof = "proof"
    decision = "decision"


class Missing(StrEnum):
    """What the coach asks for. ``which``: the thing itself, where the guide does not say what is asked."""

    who = "who"
    thing = "thing"
    act = "act"
    limit = "limit"
    result = "result"
    how_many = "how_many"
    when = "when"
    proof = "proof"
    decision = "decision"
    which = "which"


_COUNTED = (Asks.thing, Asks.result, Asks.number, None)
_DATED = (Asks.thing, Asks.decision, Asks.number, Asks.who)
_QUANTITY = re.compile(rf"\b(?:{any_of(in_all(lambda spoken: spoken.answers.quantity))})\b")
_TIME = re.compile(rf"\b(?:{any_of(in_all(lambda spoken: spoken.answers.time))})\b")
_DIGIT = re.compile(r"\d")


def missing(text: str | None, reading: Reading, asks: Asks | None) -> Missing | None:
    """Return what an answer lacks, None where it is clear enough not to be asked again.

    What its question asks for; but a quantity without a number lacks the number ("more visitors"), a time without a date the
    date ("soon").
    """
    if not reading.follow_up:
        return None
    said = "" if text is None or reading.as_asked in (Quality.blank, Quality.junk) else plain(text)
    if said and not _DIGIT.search(said):
        if asks in _COUNTED and _QUANTITY.search(said):
            return Missing.how_many
        if asks in _DATED and _TIME.search(said):
            return Missing.when
    if asks is None:
        return Missing.which
    return Missing.how_many if asks is Asks.number else Missing(asks.value)
