"""What the coach says back of a number that somebody wrote, and of a text that it asks about again."""

from bot.blocks.kit.wording import Wording
from flows.assessment.answers import understood
from flows.model import NOT_MINE, UNSURE
from flows.text.missing import missing
from flows.text.quality import Quality
from flows.text.quantities import Quantity
from flows.text.units import Length, Unit


def why(wording: Wording, answerable: str, text: str | None) -> str:
    """Return what a written answer lacks, as the question that the coach asks about it; "" where it is clear enough."""
    reading = wording.guide.read(answerable, text)
    lacks = missing(text, reading, wording.guide.asks(answerable))
    if lacks is None:
        return ""
    asked = wording.words.say(f"why.{lacks}")
    no_answer = reading.as_asked in (Quality.blank, Quality.junk)
    return wording.words.say("why.no_answer", question=asked) if no_answer else asked


def said_back(wording: Wording, answerable: str, read: Quantity) -> str:
    """Return how a number was understood: "12 h", or "15 hours a week, so about 65 h a month" where something was assumed."""
    value = _value(wording, answerable, read.value)
    return wording.words.say("said.so", written=_written(wording, read), value=value) if read.assumed else value


def assumed(wording: Wording, answerable: str, raw: object) -> str:
    """Return what is said back of a number from which more was made than what is written there; "" for any other answer."""
    if not isinstance(raw, str) or raw in (UNSURE, NOT_MINE) or answerable not in wording.guide.units:
        return ""
    read = understood(wording.guide, answerable, raw)
    return said_back(wording, answerable, read) if read and read.assumed else ""


def _value(wording: Wording, answerable: str, value: float) -> str:
    unit, words = wording.guide.units[answerable], wording.words
    # What is worked out is no more exact than what was written.
    rounded = float(round(value)) if value >= 20 else round(value, 1) if value >= 1 else value
    if unit is Unit.hours_month:
        return words.say("said.hours_month", n=words.number(rounded))
    if unit is Unit.hour_cost:
        return words.say("said.hour_cost", n=words.money(rounded))
    return wording.quantity(answerable, value if unit is Unit.share else rounded)


def _written(wording: Wording, read: Quantity) -> str:
    words = wording.words
    amount = _amount(wording, read)
    if read.times != 1:
        amount = words.say("said.times", written=amount, n=words.number(read.times))
    if read.per is None:
        return amount
    if read.every == 1:
        return words.say(f"said.per.{read.per}", written=amount)
    return words.say(f"said.every.{read.per}", written=amount, n=words.number(read.every))


def _amount(wording: Wording, read: Quantity) -> str:
    words = wording.words
    low, high = (words.number(end * (100 if read.fraction else 1)) for end in (read.low, read.high))
    number = low if low == high else words.say("said.range", low=low, high=high)
    if read.percent or read.fraction:
        number = words.percent_of(number)
    if read.counted is None:
        return number
    counted: Length = read.counted
    if read.percent:
        return words.say(f"said.of.{counted}", n=number)
    return words.counted(f"said.unit.{counted}", read.high, number)
