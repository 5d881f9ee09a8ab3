"""Builds sdist and wheel, checks them, installs the wheel elsewhere and runs the sample: ``python -m tests.packaging.release``.

Nothing is resolved: the build backend and what the wheel needs come from the locks.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

from packaging.metadata import Metadata

from tests.packaging.closure import ROOT, roots_of
from tests.packaging.tracked import tracked
from tests.packaging.wheel_run import VERSION, run_sample

PACKAGES = ("bot", "flows", "storage")


def build(folder: Path) -> tuple[Path, Path]:
    """Build into a folder and return sdist and wheel. Raises CalledProcessError after what the backend says."""
    backend = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(backend, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


def problems(sdist: Path, wheel: Path, *, and_new: bool = False) -> list[str]:
    """Return what is wrong with the contents of either. ``and_new`` lets files in that are not tracked yet."""
    with zipfile.ZipFile(wheel) as archive:
        info = f"partnership_coach-{VERSION}.dist-info"
        content = {name for name in archive.namelist() if not name.startswith(info)}
        fields = archive.read(f"{info}/METADATA")
        commands = archive.read(f"{info}/entry_points.txt").decode()
    with tarfile.open(sdist) as archive_of_source:
        top = f"partnership_coach-{VERSION}/"
        source = {each.name.removeprefix(top) for each in archive_of_source.getmembers() if each.isfile()}
    metadata = Metadata.from_email(fields, validate=True)  # raises for a field that an index refuses
    found = _differ("the wheel", content, {*tracked(*PACKAGES, and_new=and_new), "bot/manifest.yml"})
    found += _differ("the sdist", source, {*tracked(and_new=and_new), "PKG-INFO"})
    if str(metadata.version) != VERSION:
        found.append(f"the wheel says that it is {metadata.version}, pyproject.toml {VERSION}")
    asked = {str(each) for each in metadata.requires_dist or ()}
    if asked != {str(each) for each in roots_of("requirements.lock")}:
        found.append("the wheel asks for other packages than pyproject.toml")
    if "partnership-coach = bot.cli.main:main" not in commands:
        found.append("the wheel has no command partnership-coach")
    if f"\n## {VERSION}" not in (ROOT / "CHANGELOG.md").read_text("utf-8").replace("[", "").replace("]", ""):
        found.append(f"CHANGELOG.md has no part for {VERSION}")
    return found


def _differ(what: str, have: set[str], should: set[str]) -> list[str]:
    return [f"{what} lacks {name}" for name in sorted(should - have)] + [
        f"{what} holds {name}, which is not tracked" for name in sorted(have - should)
    ]


def main() -> None:
    """Do it all and say so. Exits with a sentence when something is wrong."""
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    sdist, wheel = build(dist)
    if found := problems(sdist, wheel):
        sys.exit("\n".join(["dist/ is not fit to be released:", *found]))
    print(f"Built and checked: dist/{sdist.name}, dist/{wheel.name}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = Path(folder) / "elsewhere"
        venv.create(elsewhere, with_pip=True)
        pip = [elsewhere / "bin" / "python", "-m", "pip"]
        exactly = ["--quiet", "--no-deps", "--disable-pip-version-check"]
        lock = ["--require-hashes", "--only-binary=:all:", "-r", str(ROOT / "requirements.lock")]
        subprocess.run([*pip, "install", *exactly, *lock], check=True, cwd=folder)
        subprocess.run([*pip, "install", *exactly, str(wheel)], check=True, cwd=folder)
        subprocess.run([*pip, "check"], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        run_sample(elsewhere / "bin" / "partnership-coach")
    print(f"Installed in an empty environment, {VERSION} plays its sample and shows its page.")


if __name__ == "__main__":
    main()
