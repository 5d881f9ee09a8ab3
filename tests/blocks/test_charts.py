"""The charts: what they say in words, that no number is in them that nobody gave, and that Slack takes them."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import bot
from bot.blocks.drift import MOST_CHECK_INS, Drift, drift_of
from bot.blocks.kit.charts import CHART, bar_chart, drift_charts, drift_message, labels
from bot.blocks.kit.messages import without_charts
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import languages, words
from flows.check_ins.drift import Point
from tests.blocks.limits import findings
from tests.blocks.sample import guide

Values = list[list[float | None]]

THREE: Values = [[0.5, 0.5, 0.4], [0, 0, 0], [0.1, 0.3, 0.62], [None, 0.2, 0.35], [1, 0.8, 1], [None, None, None]]
CASES: dict[str, Values] = {
    "three": THREE,
    "one": [[0.5], [0], [0.1], [None], [1], [0.333]],
    "twelve": [[min(1, 0.07 * n * (k + 1) / 3) for n in range(12)] for k in range(6)],
    "all equal": [[0.3, 0.3, 0.3]] * 6,
    "one section": [[None], [None], [None], [None], [0.69], [None]],
    "each later than the one before": [[None] * k + [0.5] * (6 - k) for k in range(6)],
    "nothing at the first": [[None, 0.2, 0.4], *[[None, None, None]] * 5],
    "gone again": [[None, 0.2, None], [None, None, 0.3], *[[None, None, None]] * 4],
}
DECIDED = date(2026, 12, 1)


def points(values: Values, every: timedelta = timedelta(days=90)) -> list[Point]:
    """A check-in every 90 days from day 30 on."""
    return [
        Point(
            DECIDED + timedelta(days=30) + number * every,
            {
                section: told
                for section, row in zip(guide().road, values, strict=True)
                if (told := row[number]) is not None
            },
        )
        for number in range(len(values[0]))
    ]


def drift(values: Values, language: str = "en", *, short: str = "", every: timedelta = timedelta(days=90)) -> Drift:
    names = Wording(words(language), guide()).names()
    found = drift_of(words(language), {one: short or name for one, name in names.items()}, points(values, every))
    assert found is not None
    return found


def plotted(chart: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Series → category → value."""
    return {
        series["name"]: {point["label"]: point["value"] for point in series["data"]}
        for series in chart["chart"]["series"]
    }


# In words

SAID = [
    (
        "en",
        "three",
        "How far the answers of each section have moved since the decision, over 3 check-ins from 31 December 2026 to "
        "29 June 2027. Screening: from 50% down to 40%. Clarity: 0%, as at first. Values: from 10% up to 62%. "
        "Impact (since 31 March 2027): from 20% up to 35%. Power: 100%, as at first. Not asked again yet: Solidity.",
    ),
    (
        "en",
        "one",
        "How far the answers of each section have moved since the decision, at the check-in of 31 December 2026. "
        "Screening: 50%. Clarity: 0%. Values: 10%. Power: 100%. Solidity: 33%. Not asked again yet: Impact.",
    ),
    (
        "fr",
        "three",
        "De combien les réponses de chaque section ont bougé depuis la décision, sur 3 points d’étape du 31 décembre 2026 au "
        "29 juin 2027. Tri : de 50 % à 40 %, en baisse. Clarté : 0 %, comme au début. Valeurs : de 10 % à 62 %, en hausse. "
        "Impact (depuis le 31 mars 2027) : de 20 % à 35 %, en hausse. Pouvoir : 100 %, comme au début. "
        "Pas encore redemandé : Solidité.",
    ),
]


@pytest.mark.parametrize(("language", "case", "said"), SAID)
def test_the_words_tell_the_first_and_the_last_share_of_each_section_and_which_way(
    language: str, case: str, said: str
) -> None:
    assert drift(CASES[case], language).told.replace("\u00a0", " ").replace("\u202f", " ") == said


def test_there_is_nothing_to_tell_where_nothing_was_asked_again() -> None:
    names = Wording(words("en"), guide()).names()
    assert drift_of(words("en"), names, []) is None
    assert drift_of(words("en"), names, [Point(date(2027, 1, 1), {})]) is None


# As bars


def test_each_section_has_its_check_ins_in_the_order_of_time_and_one_that_came_in_later_has_a_chart_of_its_own() -> (
    None
):
    first, later = drift_charts(words("en"), drift(THREE))
    assert plotted(first) == {
        "31 Dec 2026": {"Screening": 50, "Clarity": 0, "Values": 10, "Power": 100},
        "31 Mar 2027": {"Screening": 50, "Clarity": 0, "Values": 30, "Power": 80},
        "29 Jun 2027": {"Screening": 40, "Clarity": 0, "Values": 62, "Power": 100},
    }
    assert plotted(later) == {"31 Mar 2027": {"Impact": 20}, "29 Jun 2027": {"Impact": 35}}
    assert (first["title"], later["title"]) == ("How far the answers have moved", "How far, sections asked again later")


@pytest.mark.parametrize("case", CASES)
def test_no_bar_stands_for_what_was_not_asked(case: str) -> None:
    """Every value of a chart is one that the drift has for that section and that day."""
    found = drift(CASES[case])
    known = {
        (words("en").date(day), name): round(share * 100)
        for name, shares in found.rows
        for day, share in zip(found.days, shares, strict=True)
        if share is not None
    }
    for chart in drift_charts(words("en"), found):
        for day, row in plotted(chart).items():
            assert row.items() <= {name: known[day, name] for name in row}.items()


def test_only_the_last_check_ins_are_drawn_and_the_words_beside_say_so() -> None:
    found = drift(CASES["twelve"])
    (chart,) = drift_charts(words("en"), found)
    assert list(plotted(chart)) == [words("en").date(day) for day in found.days[-MOST_CHECK_INS:]]
    assert drift_message(words("en"), found)["blocks"][-1]["elements"][0]["text"].endswith(
        "The last 6 check-ins are shown."
    )


def test_sections_that_were_never_asked_at_one_check_in_together_are_told_in_words() -> None:
    found = drift(CASES["gone again"])
    assert drift_charts(words("en"), found) == []
    message = drift_message(words("en"), found)
    assert "fallback_blocks" not in message
    assert "Screening (since 31 March 2027): 20%." in message["blocks"][-1]["text"]["text"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("short", ["", "Une partie au nom interminable <b>", "🧑🏽‍🚀" * 20, "é" * 40, " "])
def test_slack_takes_it_whatever_a_guide_calls_its_sections(case: str, language: str, short: str) -> None:
    said = words(language)
    for every in (timedelta(days=90), timedelta(0)):  # two check-ins of one day have one date
        message = drift_message(said, drift(CASES[case], language, short=short, every=every))
        assert findings(message, "message") == []
        assert findings(without_charts(message), "message") == []


def test_labels_are_never_empty_never_too_long_and_never_the_same() -> None:
    long = "a label that is far too long"
    assert labels(["", "a", "a", "a", long, long]) == [
        "—",
        "a",
        "a (2)",
        "a (3)",
        "a label that is far…",
        "a label that is… (2)",
    ]
    chart = bar_chart("t" * 80, "a" * 80, ["x"], [("s", [1])])
    assert (len(chart["title"]), len(chart["chart"]["axis_config"]["y_label"])) == (50, 50)


# Never a chart without its words


def test_charts_are_made_in_one_place_and_messages_with_them_in_one_other() -> None:
    """What makes a chart is used by ``charted`` alone, which demands the words."""
    home = Path(bot.__file__).parent
    sources = {file: file.read_text("utf-8") for file in home.rglob("*.py")}
    app = {file.relative_to(home).as_posix(): text for file, text in sources.items() if "playground" not in file.parts}
    assert [file for file, text in app.items() if f'"{CHART}"' in text] == ["blocks/kit/charts.py"]


def test_the_app_needs_no_plotting_library() -> None:
    """It draws nothing itself, so nothing that draws is installed with it."""
    loaded = "import sys, bot.cli.main, bot.app, bot.cli.serve, bot.playground\n"
    loaded += "print([n for n in sys.modules if n.split('.')[0] in "
    done = subprocess.run(
        [sys.executable, "-c", f"{loaded}('matplotlib', 'numpy', 'PIL')])"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"
