"""Whom people read as the author of a method: the one whom the guide names, everywhere; nobody where it names nobody."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.blocks.home import AtHome, home
from bot.i18n.catalogue import Words, words
from bot.i18n.languages import languages
from flows.guide import load_guide
from flows.model import Guide
from flows.text.source import MOST_TITLE, Source
from tests.blocks import sample
from tests.blocks.limits import findings, strings
from tests.blocks.sample import Story
from tests.blocks.surfaces import SURFACES
from tests.blocks.test_surfaces import HOSTILE

BUILT_IN = load_guide()
ADA = Source(author="Ada Obi", title="Partners, not payers: what's fair", day=date(2024, 3, 1))
Tells = Callable[[Source | None, Words], Counter[str]]
LIVE = "".join(letter for letter in HOSTILE if not "\ud800" <= letter <= "\udfff")[:MOST_TITLE]
"""What is meant to do harm, as far as it can stand in a guide."""
CREDITS = ("credit", "credit.undated", "why.line", "flag.why.line", "why.intro.source")
_FILLED = re.compile(r"\\\{[a-z_]+\\\}")


def resting_on(source: Source | None, guide: Guide = BUILT_IN) -> Guide:
    """Return the guide with another source; without one also without lines."""
    content = guide.model_dump() | {"source": source}
    return Guide.model_validate(content if source else _without_lines(content))


def _without_lines(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _without_lines(value) for key, value in content.items() if key != "source_line"}
    return tuple(map(_without_lines, content)) if isinstance(content, list | tuple) else content


@pytest.fixture(params=languages())
def said(request: pytest.FixtureRequest) -> Words:
    return words(request.param)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[[Source | None, Words], dict[str, list[dict[str, Any]]]]:
    """What each surface shows by a guide that rests on this."""

    def made(source: Source | None, said: Words) -> dict[str, list[dict[str, Any]]]:
        known = resting_on(source)
        monkeypatch.setattr(sample, "_whole", lambda: known)
        story = Story()
        return {name: surface.payloads(said, story) for name, surface in SURFACES.items()}

    return made


@pytest.fixture
def credits_in(shown: Any) -> Tells:
    """How often each surface says one of the sentences of a source."""

    def found(source: Source | None, said: Words) -> Counter[str]:
        sentences = [_pattern(said, key) for key in CREDITS]
        return Counter(
            name
            for name, payloads in shown(source, said).items()
            for payload in payloads
            for text in strings(payload)
            for sentence in sentences
            if sentence.search(text)
        )

    return found


def _pattern(said: Words, key: str) -> re.Pattern[str]:
    """Match a sentence of the catalogue, whatever it is filled with."""
    holes = {hole: f"{{{hole}}}" for hole in ("author", "title", "day", "line", "why", "section")}
    return re.compile(_FILLED.sub(".*", re.escape(said.say(key, **holes))), re.DOTALL)


def test_a_guide_without_a_source_credits_nobody_anywhere(credits_in: Tells, said: Words) -> None:
    assert credits_in(None, said) == {}


def test_a_guide_is_credited_to_its_own_source_wherever_the_built_in_one_is(
    credits_in: Tells, shown: Any, said: Words
) -> None:
    found = credits_in(ADA, said)
    assert {"home_tab", "private_answers", "why", "evidence", "summed_up"} <= found.keys()
    assert found == credits_in(BUILT_IN.source, said)
    assert BUILT_IN.source
    told = [text for payloads in shown(ADA, said).values() for one in payloads for text in strings(one)]
    credited = [text for text in told if ADA.author in text]
    assert credited
    assert all("what’s fair" in text and said.long_date(date(2024, 3, 1)) in text for text in credited)
    assert not any(BUILT_IN.source.author in text for text in told)


def test_a_source_without_a_day_names_none(shown: Any, said: Words) -> None:
    undated = ADA.model_copy(update={"day": None})
    told = [text for one in shown(undated, said)["home_tab"] for text in strings(one) if ADA.author in text]
    assert told
    assert not any("None" in text or "2024" in text or ", ." in text for text in told)


def test_nothing_in_a_source_is_live(shown: Any, said: Words) -> None:
    hostile = Source(author=LIVE[:100], title=LIVE, day=ADA.day)
    found = [
        f"{name}: {finding}"
        for name, payloads in shown(hostile, said).items()
        for payload in payloads
        for finding in findings(payload, SURFACES[name].kind)
    ]
    assert found == []


def test_nothing_is_left_over_where_the_credit_would_stand(said: Words) -> None:
    """No line above nothing."""
    blocks = home(said, resting_on(None), sample.AMINA, AtHome())["blocks"]
    assert [block["type"] for block in blocks][-1] != "divider"
