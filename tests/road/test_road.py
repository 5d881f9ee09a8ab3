"""What a team goes through up to its decision stays within what four busy people have the patience for."""

import json
import subprocess
import sys

import pytest

from bot.playground.stage import sample_languages
from tests.road.counts import Road

pytestmark = pytest.mark.xdist_group("road")  # each language is played once

MOST = {
    "words": 3200,  # 2,200 is what we want: a reveal says each question in full, and four people's answers are 560 words
    "form_words": 1600,  # 1,300 is what we want
    "messages": 13,
    "clicks": 40,
    "modals": 8,
    "opening_fields": 4,
    "summary_lines": 25,
}


@pytest.fixture(scope="module", params=sample_languages())
def counted(request: pytest.FixtureRequest) -> Road:
    """Played in a process of its own: it sets logging up, and what a module keeps is not set back after a test."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.road", request.param], capture_output=True, text=True, check=True
    )
    return Road(**json.loads(done.stdout))


@pytest.mark.parametrize("figure", MOST)
def test_no_figure_grows_past_its_limit(counted: Road, figure: str) -> None:
    assert getattr(counted, figure) <= MOST[figure], counted


def test_everybody_who_was_named_is_told_within_a_minute(counted: Road) -> None:
    assert (counted.direct_messages, counted.named) == (3, 3)
