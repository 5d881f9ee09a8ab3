"""The wheel works alone: what it holds, and what it does where there is nothing else of the project."""

import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.packaging import release
from tests.packaging.closure import ROOT
from tests.packaging.tracked import NoClone, tracked
from tests.packaging.wheel_run import VERSION, run_sample

pytestmark = pytest.mark.timeout(600)  # a whole conversation is played


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return sdist and wheel, built by the backend that is installed, without an index."""
    try:
        tracked()
    except NoClone:
        pytest.skip("this is not a clone")
    return release.build(tmp_path_factory.mktemp("dist"))


def test_they_hold_the_files_of_the_repository_and_nothing_else(built: tuple[Path, Path]) -> None:
    assert release.problems(*built, and_new=True) == []


def test_a_file_that_the_wheel_lacks_is_named(built: tuple[Path, Path], tmp_path: Path) -> None:
    sdist, wheel = built
    lost = "bot/playground/page/templates/index.html"
    poorer = tmp_path / wheel.name
    with zipfile.ZipFile(wheel) as whole, zipfile.ZipFile(poorer, "w") as part:
        for name in whole.namelist():
            if name != lost:
                part.writestr(name, whole.read(name))
    assert release.problems(sdist, poorer, and_new=True) == [f"the wheel lacks {lost}"]


def test_a_wheel_built_from_the_sdist_is_the_same(built: tuple[Path, Path], tmp_path: Path) -> None:
    sdist, wheel = built
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    backend = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(backend, cwd=tmp_path / sdist.name.removesuffix(".tar.gz"), check=True, capture_output=True)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_it_plays_its_sample_and_shows_its_page_from_an_empty_folder(built: tuple[Path, Path], tmp_path: Path) -> None:
    """The packages that it needs are lent by this environment; `make release` installs them from the lock."""
    elsewhere = tmp_path / "elsewhere"
    venv.create(elsewhere, with_pip=False)
    python = elsewhere / "bin" / "python"
    (site,) = elsewhere.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(
        sysconfig.get_path("purelib"), "utf-8"
    )  # whose own .pth files are not read: not the clone
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, "--ignore-installed", str(built[1])], check=True)

    where = [python, "-c", "import bot; print(bot.__file__)"]
    assert subprocess.check_output(where, cwd=tmp_path, text=True).startswith(str(site))
    run_sample(elsewhere / "bin" / "partnership-coach", languages=("en",))


def test_the_version_is_written_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
    allowed = {"pyproject.toml", "CHANGELOG.md"}
    elsewhere = [
        name for name in tracked("*.py", "*.toml", "*.yml", "*.yaml", "Makefile", "README.md") if name not in allowed
    ]
    said = [name for name in elsewhere if f'"{VERSION}"' in (ROOT / name).read_text("utf-8")]
    assert said == []
