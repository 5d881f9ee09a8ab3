"""Installing takes exactly the lock, on any day, however often it is interrupted. Everything here is offline."""

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

from tests.packaging.rig import Rig

pytestmark = pytest.mark.timeout(600)  # environments are made and whole conversations played

RUNS = "alpha 1.0, beta 1.0, gamma 1.0\n"
ALL = "alpha 1.0, beta 1.0, gamma 1.0, delta 1.0\n"


@pytest.fixture
def fresh_rig(tmp_path: Path) -> Rig:
    """Return a project that was never installed."""
    return Rig.build(tmp_path)


@pytest.fixture(scope="module")
def empty_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a virtual environment that holds pip only."""
    path = tmp_path_factory.mktemp("environment") / "empty"
    venv.create(path, with_pip=True)
    return path


@pytest.fixture
def rig(fresh_rig: Rig, empty_environment: Path) -> Rig:
    """Return a project with an empty environment."""
    fresh_rig.give(empty_environment)
    return fresh_rig


def _dates(rig: Rig) -> dict[str, int]:
    """Return when each installed package was written."""
    found = rig.site_packages().glob("*.dist-info")
    return {path.name: path.stat().st_mtime_ns for path in found if not path.name.startswith("partnership")}


def _on_a_terminal(rig: Rig, *words: str) -> str:
    """Return what make prints on a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ["make", *words], cwd=rig.root, env=rig.environment(), stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # Linux says so when nobody writes any more
            pass
        assert process.wait() == 0, shown
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def test_nothing_moves_though_a_newer_release_is_offered(fresh_rig: Rig) -> None:
    rig = fresh_rig
    first = rig.make("rehearse")
    assert (first.returncode, first.stdout) == (0, RUNS), first.stderr
    assert first.stderr.splitlines() == ["Installing what the coach needs to run into .venv."]
    before = _dates(rig)

    with_tools = rig.make("install-dev")
    assert with_tools.returncode == 0, with_tools.stderr
    after = _dates(rig)
    assert after.keys() - before.keys() == {"delta-1.0.dist-info"}
    assert {name: after[name] for name in before} == before, "the developers' install only adds"

    shutil.rmtree(rig.wheels)
    again = rig.make("rehearse", "install-dev")
    assert (again.returncode, again.stdout, again.stderr) == (0, ALL, "")


def test_the_old_way_stops_and_a_plain_install_moves(rig: Rig) -> None:
    """The positive control: the same files, without what the install script tells pip."""
    assert rig.make("install").returncode == 0
    pip = [rig.root / ".venv" / "bin" / "python", "-m", "pip", "install", "--ignore-installed", "--dry-run"]
    for arguments, said in (
        (
            ["--require-hashes", "-r", "requirements.lock"],
            r"must have their versions pinned with ==(.|\n)*alpha\[more\]>=0\.5",
        ),
        (["beta"], r"Would install alpha-1\.1 beta-1\.0"),
    ):
        ran = subprocess.run(
            [*pip, *arguments], cwd=rig.root, env=rig.environment(), capture_output=True, text=True, check=False
        )
        assert re.search(said, ran.stdout + ran.stderr)


def test_a_terminal_sees_how_far_it_is(rig: Rig) -> None:
    shown = _on_a_terminal(rig, "rehearse")
    assert re.fullmatch(
        r"Installing what the coach needs to run into \.venv\.\n"
        r"(  \d of 3: (alpha|beta|gamma)\n)+"
        r"  3 of 3 are here: unpacking\n"
        r"Installed in \d+ s\.\n" + RUNS,
        shown,
    )


def test_a_changed_lock_is_installed_again_and_what_left_it_goes(rig: Rig) -> None:
    assert rig.make("install-dev").returncode == 0
    lines = (rig.root / "requirements-dev.lock").read_text("utf-8").splitlines()
    beta, gamma = (next(line for line in lines if line.startswith(name)) for name in ("beta", "gamma"))
    rig.lock("requirements.lock", rig.new_alpha, beta)
    rig.lock("requirements-dev.lock", rig.new_alpha, beta, gamma)

    both = rig.make("-j", "2", "install", "install-dev")
    assert both.returncode == 0, both.stderr
    assert len(both.stderr.splitlines()) == 1, "the second waits for the first, and finds its work done"
    assert rig.make("rehearse").stdout == "alpha 1.1, beta 1.0, gamma 1.0\n"


def test_what_pip_says_is_shown_when_it_fails_and_what_stood_still_stands(rig: Rig) -> None:
    assert rig.make("install").returncode == 0
    lock = rig.root / "requirements-dev.lock"
    whole = lock.read_text("utf-8")

    lock.write_text(re.sub(r"(delta\S* --hash=sha256:).*", r"\g<1>" + "0" * 64, whole), "utf-8")
    spoilt = rig.make("install-dev")
    assert spoilt.returncode != 0
    assert "DO NOT MATCH THE HASHES" in spoilt.stderr
    assert "a file is not the one that the lock names" in spoilt.stderr
    assert "then run the same command again.\n" in spoilt.stderr

    lock.write_text(whole.replace("delta==1.0", "delta==2.0"), "utf-8")
    absent = rig.make("install-dev")
    assert absent.returncode != 0
    assert "no file of it fits Python" in absent.stderr
    assert len(absent.stderr.splitlines()) < 20

    kept = rig.make("rehearse")
    assert (kept.stdout, kept.stderr) == (RUNS, "")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_half_installed_environment_is_mended_by_the_next_make(rig: Rig, stop: signal.Signals) -> None:
    (rig.root / "wait").touch()
    process = subprocess.Popen(
        ["make", "rehearse"], cwd=rig.root, env=rig.environment(), start_new_session=True, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not (rig.root / "waiting").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, stop)
    assert process.wait() != 0
    (rig.root / "wait").unlink()
    assert not (rig.root / ".venv/bin/partnership-coach").exists()
    (rig.site_packages() / "alpha-1.0.dist-info/RECORD").unlink()  # as it is while a package is being unpacked
    (rig.site_packages() / "alpha.py").unlink()

    again = rig.make("rehearse")
    assert (again.returncode, again.stdout) == (0, RUNS), again.stderr
    assert (rig.site_packages() / "alpha.py").exists()


def test_an_environment_made_elsewhere_is_made_anew(rig: Rig) -> None:
    assert rig.make("install").returncode == 0
    moved = rig.root.rename(rig.root.with_name("moved"))
    rig.root = moved
    again = rig.make("rehearse")
    assert (again.returncode, again.stdout) == (0, RUNS), again.stderr
    assert str(moved) in (moved / ".venv/bin/pip").read_text("utf-8")


def test_settings_of_pip_that_would_change_what_is_installed_do_not(rig: Rig, tmp_path: Path) -> None:
    settings = Path(rig.settings["PIP_CONFIG_FILE"])
    (tmp_path / "constraints.txt").write_text("alpha<1\n", "utf-8")
    more = f"constraint = {tmp_path / 'constraints.txt'}\nextra-index-url = http://127.0.0.1:9/simple\n"
    more += "require-hashes = true\nuser = true\nquiet = 1\n"
    settings.write_text(settings.read_text("utf-8") + more, "utf-8")
    ran = rig.make(
        "rehearse", PIP_USER="1", PIP_TARGET=str(tmp_path / "target"), PIP_NO_BINARY=":all:", PIP_UPGRADE="1"
    )
    assert (ran.returncode, ran.stdout) == (0, RUNS), ran.stderr


def _python(folder: Path, text: str) -> str:
    """Write an executable called ``some-python``."""
    path = folder / "some-python"
    path.write_text("#!/bin/sh\n" + text, "utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_python_that_is_too_old_is_told_in_a_sentence(fresh_rig: Rig, tmp_path: Path) -> None:
    old = (
        f'if [ "$1" = --version ]; then echo Python 3.9.2; else exec "{sys.executable}" -c "raise SystemExit(1)"; fi\n'
    )
    said = fresh_rig.make("demo", PYTHON=_python(tmp_path, old)).stderr.splitlines()[0]
    assert re.match(
        r"Python 3\.11 or later is needed and \S+ is Python 3\.9\.2: install one and name it, for example", said
    )


def test_a_python_that_is_not_there_is_told_in_a_sentence(fresh_rig: Rig) -> None:
    said = fresh_rig.make("demo", PYTHON="python3.99").stderr.splitlines()[0]
    assert said.startswith("There is no python3.99 here: install Python 3.11 or later, or name yours")


def test_a_python_without_its_venv_module_is_told_in_a_sentence(fresh_rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "ensurepip.py").write_text("raise ImportError", "utf-8")
    without = f'PYTHONPATH="{tmp_path / "without"}" exec "{sys.executable}" "$@"\n'
    said = fresh_rig.make("demo", PYTHON=_python(tmp_path, without)).stderr.splitlines()[0]
    version = "{}.{}".format(*sys.version_info)
    assert f"apt install python{version}-venv" in said
    assert "cannot make a virtual environment" in said
