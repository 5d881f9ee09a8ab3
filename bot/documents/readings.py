"""How answers are read, line by line: what ``partnership-coach read`` prints.

In:  {"question": id, "lang": "en" | "fr", "text": what was written}
Out: the same, and "quality" (blank | junk | thin | vague | ok), "follow_up" (true | false), "why" (what is asked again, or null);
     for a question about a number "number" (null when it is not understood) and "said_back" (or null).
"""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.blocks.kit.understood import said_back, why
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import words
from bot.i18n.languages import DEFAULT, languages
from flows.assessment.answers import understood
from flows.model import Guide, Kind
from flows.text.quality import Quality
from flows.text.shapes import misshapen
from flows.text.strict_json import loads


class LineError(ValueError):
    """A line that cannot be read; the text says why, and what to do."""


class _Line(BaseModel):
    """One answer; what else stands in the line goes through as it is."""

    model_config = ConfigDict(extra="allow")

    question: str
    lang: str = DEFAULT
    text: str


def read_line(guide: Guide, written: str) -> dict[str, Any]:
    """Return a line as it is printed; raises LineError."""
    content, line = _parsed(written)
    if line.lang not in languages():
        raise LineError(f"the language {line.lang!r} is unknown; write one of {', '.join(languages())}.")
    kind = guide.kinds.get(line.question)
    if kind is None:
        raise LineError(f"the question {line.question!r} is not in the guide {guide.id}; `guide show` lists them.")
    if kind not in (Kind.text, Kind.number):
        raise LineError(
            f"the question {line.question!r} is answered by a choice; name one that is answered in words or a number."
        )
    wording = Wording(words(line.lang), guide)
    if kind is Kind.text:
        reading = guide.read(line.question, line.text)
        return {
            **content,
            "quality": str(reading.quality),
            "follow_up": reading.follow_up,
            "why": why(wording, line.question, line.text) or None,
        }
    read = understood(guide, line.question, line.text) if line.text.strip() else None
    return {
        **content,
        "quality": str(Quality.ok if read else Quality.junk if line.text.strip() else Quality.blank),
        "follow_up": read is None,
        "why": None if read else wording.words.say("error.number"),
        "number": None if read is None else round(read.value, 4),
        "said_back": said_back(wording, line.question, read) if read else None,
    }


def _parsed(written: str) -> tuple[dict[str, Any], _Line]:
    try:
        content = loads(written)
        line = _Line.model_validate(content)
    except json.JSONDecodeError as error:
        raise LineError(f"this is not JSON ({error.msg}, column {error.colno}).") from None
    except RecursionError:
        raise LineError("its lists and objects are too deep.") from None
    except ValidationError as error:
        raise LineError("; ".join(f"{one}." for one in misshapen(error, content, _Line))) from None
    except ValueError as error:
        raise LineError(f"{error}.") from None
    return content, line
