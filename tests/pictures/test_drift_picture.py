"""The picture of the drift: what it says in words, and that it can be read, whoever looks at it and on whatever machine."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from bot.blocks.drift_picture import drift_drawing
from bot.i18n import languages, words
from bot.pictures import UnknownDrawing, canvas, draw, drift
from flows.follow_up.drift import Point
from tests.pictures.cases import CASES, DECIDED, THREE, drawing

ON_A_PHONE = 360 / drift.WIDTH

# In words

SAID = [
    (
        "en",
        "three",
        "Picture: how far the answers of each section have moved since the decision, over 3 check-ins from 31 December 2026 to "
        "29 June 2027. Screening: from 50% down to 40%. Clarity: 0%, as at first. Values: from 10% up to 62%. "
        "Impact: from 20% up to 35%. Power: 100%, as at first. Not asked again yet: Agreement.",
    ),
    (
        "en",
        "one",
        "Picture: how far the answers of each section have moved since the decision, at the check-in of 31 December 2026. "
        "Screening: 50%. Clarity: 0%. Values: 10%. Power: 100%. Agreement: 33%. Not asked again yet: Impact.",
    ),
    (
        "fr",
        "three",
        "Image : de combien les réponses de chaque partie ont bougé depuis la décision, sur 3 points du 31 décembre 2026 au "
        "29 juin 2027. Tri : de 50 % à 40 %, en baisse. Clarté : 0 %, comme au début. Valeurs : de 10 % à 62 %, en hausse. "
        "Impact : de 20 % à 35 %, en hausse. Pouvoir : 100 %, comme au début. Pas encore redemandé : Accord.",
    ),
]


@pytest.mark.parametrize(("language", "case", "said"), SAID)
def test_its_alt_text_tells_the_first_and_the_last_value_of_each_section_and_which_way(
    language: str, case: str, said: str
) -> None:
    assert drawing(CASES[case], language).alt.replace("\u00a0", " ").replace("\u202f", " ") == said


def test_there_is_nothing_to_draw_where_nothing_was_asked_again() -> None:
    say = words("en").say
    assert drift_drawing(words("en"), say, []) is None
    assert drift_drawing(words("en"), say, [Point(date(2027, 1, 1), {})]) is None


def test_the_lines_begin_at_the_decision_unless_it_came_after_a_check_in() -> None:
    assert drawing(THREE).content["begin"] == ["decision", "1 Dec 2026"]
    later = drawing(THREE, decided=date(2027, 2, 1)).content
    assert (later["decision"], later["begin"]) == (None, ["first check-in", "31 Dec 2026"])


def test_a_section_that_went_and_came_back_was_not_steady() -> None:
    rows = {row["name"]: (row["now"], row["from"]) for row in drawing(THREE).content["rows"]}
    assert rows["Power"] == ("100%", "from 100%")
    assert rows["Clarity"] == ("0%", "steady")


# As it is drawn


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("decided", [DECIDED, None])
def test_every_word_of_it_is_whole_large_enough_for_a_phone_and_alone_in_its_place(
    case: str, language: str, decided: date | None
) -> None:
    sheet = drift.drawn(drawing(CASES[case], language, decided=decided).content)
    texts = [one for one in sheet.figure.texts if one.get_text()]
    assert len(texts) >= 6
    for one in texts:
        assert "…" not in one.get_text()
        assert one.get_fontsize() / canvas.points(1) * ON_A_PHONE >= 9.8, one.get_text()
        box = one.get_window_extent()
        assert min(box.x0, box.y0) > 10
        assert max(box.x1 - sheet.width, box.y1 - sheet.height) < -10
    assert [pair for pair in combinations(texts, 2) if _overlap(*pair)] == []


def _overlap(one: Text, other: Text) -> bool:
    return bool(one.get_window_extent().overlaps(other.get_window_extent()))


def test_a_long_name_is_cut_and_stays_in_its_column() -> None:
    content = drawing(THREE).content
    content["rows"][0]["name"] = "Une partie au nom interminable $x^2$ & <b>"
    sheet = drift.drawn(content)
    (name,) = [one for one in sheet.figure.texts if one.get_text().startswith("Une partie")]
    assert name.get_text().endswith("…")
    assert name.get_window_extent().x1 < sheet.figure.axes[0].get_window_extent().x0


@pytest.mark.parametrize("every", [timedelta(0), timedelta(days=1), timedelta(days=900)])
def test_check_ins_on_one_day_or_years_apart_are_drawn(every: timedelta) -> None:
    for decided in (DECIDED, None):
        assert _size(draw("drift", drawing(THREE, decided=decided, every=every).content)) == (1200, 1190)


def test_it_is_told_apart_in_grey() -> None:
    """Contrast as WCAG counts it: letters 4.5, the line 3 against what lies under it."""
    for ink, paper, least in [
        (canvas.INK, canvas.PAPER, 7.0),
        (canvas.SOFT, canvas.PAPER, 4.5),
        (canvas.SOFT, canvas.FAINT, 4.5),
        (drift._LINE, drift._FILL, 4.5),
        (drift._FILL, canvas.FAINT, 1.25),
    ]:
        assert _contrast(ink, paper) >= least, (ink, paper)


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _size(png: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(png)) as picture:
        assert picture.format == "PNG"
        return picture.size


# On whatever machine


def test_the_same_drawing_is_the_same_bytes_in_four_threads() -> None:
    content = drawing(THREE).content
    with ThreadPoolExecutor(4) as threads:
        drawn = set(threads.map(lambda _: draw("drift", content), range(8)))
    assert len(drawn) == 1
    assert drawn.pop()[:8] == b"\x89PNG\r\n\x1a\n"


def test_settings_of_the_machine_change_nothing(tmp_path: Path) -> None:
    settings = "font.family: monospace\naxes.facecolor: red\nlines.marker: x\nfigure.dpi: 30\nsavefig.dpi: 40\n"
    (tmp_path / "matplotlibrc").write_text(f"{settings}savefig.transparent: True\n", "utf-8")
    program = (
        "from hashlib import sha256\nfrom bot.pictures import draw\nfrom tests.pictures.cases import THREE, drawing\n"
        "print(sha256(draw('drift', drawing(THREE).content)).hexdigest())\n"
    )
    said = _run(program, MATPLOTLIBRC=str(tmp_path), LANG="C", MPLBACKEND="svg")
    assert said == sha256(draw("drift", drawing(THREE).content)).hexdigest()


def test_the_app_starts_without_the_plotting_library() -> None:
    loaded = "import sys, bot.cli, bot.app, bot.running, bot.playground\nprint([n for n in sys.modules if n.split('.')[0] in "
    assert _run(f"{loaded}('matplotlib', 'numpy', 'PIL')])\n") == "[]"


def _run(program: str, **settings: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_drawing_of_another_version_is_not_guessed_at() -> None:
    with pytest.raises(UnknownDrawing):
        draw("portfolio", {})
