"""An author saves her guide, and the page has it, or says what is wrong with it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.page import backstage
from bot.playground.page.playground import Playground
from flows.guide import BUILT_IN
from tests.page.screens import Screen, until

pytestmark = pytest.mark.xdist_group("page")


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUILT_IN.parent, tmp_path / "mine")) / "guide.toml"


@pytest.fixture
def written(guide: Path) -> Iterator[Playground]:
    playground = Playground("en", guide)
    yield playground
    playground.close()


def test_a_guide_is_followed_as_it_is_written(written: Playground, guide: Path) -> None:
    good = guide.read_text("utf-8")
    guide.write_text(good.replace("[[questions]]", "[[questions", 1), "utf-8")
    written.start()
    amina = Screen(written, "Amina")
    told = amina.wait(lambda now: now["guide"]["errors"] and now["guide"])
    assert told["file"] == str(guide)
    assert told["errors"][0].startswith("guide.toml: (syntax): ")
    assert amina.entities["scene"]["app"] == "stopped"

    guide.write_text(good, "utf-8")
    amina.wait(lambda now: not now["guide"]["errors"] and now["scene"]["app"] == "running")
    text = guide.parent / "text" / "en.toml"
    text.write_text(text.read_text("utf-8").replace("Screening", "Is it worth our time?"), "utf-8")
    amina.wait(lambda now: now["scene"]["app"] != "running")
    amina.wait(lambda now: now["scene"]["app"] == "running")
    amina.opens()
    amina.wait(lambda _: any("Is it worth our time?" in str(message) for message in amina.messages))

    guide.write_text(good.replace("[[questions]]", "[[questions]]\nbad = 1\n", 1), "utf-8")
    amina.wait(lambda now: now["guide"]["errors"])
    assert amina.entities["scene"]["app"] == "running"  # with the last one that was good
    amina.does("kill")
    amina.wait(lambda now: now["scene"]["app"] == "restarting")
    amina.wait(lambda now: now["scene"]["app"] == "running")
    assert len(backstage.conversations(written.world)) == 1


def test_a_guide_that_does_not_exist_yet(tmp_path: Path) -> None:
    playground = Playground("fr", tmp_path / "later")
    playground.start()
    amina = Screen(playground, "Amina", "fr")
    amina.wait(lambda now: now["guide"]["errors"])
    shutil.copytree(BUILT_IN.parent, tmp_path / "later")
    amina.wait(lambda now: now["guide"]["version"])
    until(lambda: playground.world.app_state in ("starting", "running"))
    playground.close()
