"""The locks are closed: installing one resolves nothing."""

import re
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.closure import ENVIRONMENTS, ROOT, BadLock, Metadata, known_metadata, problems, read_lock, roots_of

LOCKS = tuple(f"requirements{name}.lock" for name in ("", "-build", "-dev", "-locking", "-mutants", "-docs"))
OLD = Path(__file__).parent / "b44e156" / "requirements-dev.lock"
"""Lines of the lock of commit b44e156, with one hash each: on 30 November 2026 pip could not install it."""

LINUX = next(one for one in ENVIRONMENTS if one["sys_platform"] == "linux" and one["python_version"] == "3.11")
WINDOWS = next(one for one in ENVIRONMENTS if one["sys_platform"] == "win32" and one["python_version"] == "3.14")


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_lock_is_looked_at() -> None:
    assert {path.name for path in ROOT.glob("*.lock")} == set(LOCKS)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_the_whole_closure_on_every_platform_and_python(name: str) -> None:
    lock = read_lock(_text(name))
    assert problems(lock, roots_of(name), known_metadata(lock)) == []


def test_the_platforms_and_pythons_are_those_that_are_promised() -> None:
    looked_at = {(one["python_version"], one["platform_system"]) for one in ENVIRONMENTS}
    pythons, systems = ("3.11", "3.12", "3.13", "3.14"), ("Linux", "Darwin", "Windows")
    assert looked_at == {(python, system) for python in pythons for system in systems}


def test_the_lock_of_b44e156_is_not_closed_for_it_leaves_out_an_extra() -> None:
    requires = {
        "coverage==7.17.4": [],
        "pytest-cov==7.1.0": ["coverage[toml]>=7.10.6", "pluggy>=1.2", "pytest>=7"],
        "pytest==9.2.0": [
            'colorama>=0.4; sys_platform == "win32"',
            "iniconfig>=2",
            "packaging>=24",
            "pluggy<2,>=1.6",
            "pygments>=2.15",
        ],
    }
    lock = read_lock(OLD.read_text("utf-8"))
    metadata = {line.key: Metadata.of(requires.get(line.key, []), ">=3.11") for line in lock}
    cause = ["pytest-cov 7.1.0 asks for coverage[toml], the line names no such extra"]
    assert problems(lock, [Requirement("pytest-cov")], metadata) == cause

    mended = read_lock(OLD.read_text("utf-8").replace("coverage==", "coverage[toml]==", 1))
    assert problems(mended, [Requirement("pytest-cov")], metadata) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_an_extra_that_a_line_no_longer_names_is_missed(name: str) -> None:
    lock = read_lock(re.sub(r"(?m)^([\w.-]+)\[[\w,-]+\]==", r"\1==", _text(name)))
    without = problems(lock, roots_of(name), known_metadata(lock))
    assert "the project asks for psycopg[binary], the line names no such extra" in without


@pytest.mark.parametrize("name", LOCKS)
def test_no_line_can_be_left_out(name: str) -> None:
    lock, roots = read_lock(_text(name)), roots_of(name)
    known = known_metadata(lock)
    for line in lock:
        where = [one for one in (LINUX, WINDOWS, *ENVIRONMENTS) if line.holds_in(one)][:1]
        rest = [other for other in lock if other is not line]
        assert any(f"{line.name}" in canonicalize_name(each) for each in problems(rest, roots, known, where)), line


def _small(*requires: str, lock: str, python: str = ">=3.11") -> list[str]:
    """Return what is wrong with a lock where ``alpha`` is asked for, and asks for these."""
    hashed = [f"{line} --hash=sha256:{'0' * 64}" for line in lock.split("\n")]
    lines = read_lock("\n".join(hashed))
    metadata = {line.key: Metadata.of((), None) for line in lines}
    metadata |= {"alpha==1": Metadata.of(requires, python)}
    return problems(lines, [Requirement("alpha")], metadata, [LINUX, WINDOWS])


@pytest.mark.parametrize(
    ("requires", "lock", "problem"),
    [
        ("beta", "alpha==1", "alpha 1 asks for beta, which no line pins"),
        ("beta>=2", "alpha==1\nbeta==1", "alpha 1 asks for beta>=2, the line pins 1"),
        ("beta", "alpha==1\nbeta==1 ; sys_platform == 'win32'", "which no line pins on Linux with Python 3.11"),
        ("beta; python_version >= '3.14'", "alpha==1", "which no line pins on Windows with Python 3.14"),
        ("beta; sys_platform == 'win32'", "alpha==1\nbeta==1 ; python_version < '3.12'", "pins on Windows"),
        ("beta; extra == 'more'", "alpha[more]==1", "alpha 1 asks for beta, which no line pins"),
        ("beta", "alpha==1\nbeta==1\nbeta==2", "beta has two lines"),
        ("beta", "alpha==1\nbeta==1\ngamma==1", "nothing asks for gamma 1"),
    ],
)
def test_each_way_not_to_be_closed_is_named(requires: str, lock: str, problem: str) -> None:
    assert problem in "; ".join(_small(requires, lock=lock))


def test_a_release_that_does_not_run_on_a_python_is_named() -> None:
    assert _small(lock="alpha==1", python=">=3.12") == ["alpha 1 does not run on Linux with Python 3.11"]


def test_a_release_of_which_nothing_is_known_is_named() -> None:
    lock = read_lock(f"alpha==1 --hash=sha256:{'0' * 64}")
    assert problems(lock, [Requirement("alpha")], {}) == ["what alpha 1 asks for is not known: make lock records it"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("alpha==1", "alpha has no sha256 hash"),
        ("alpha>=1 --hash=sha256:{}", "alpha is not pinned"),
        ("alpha==1.* --hash=sha256:{}", "alpha is not pinned"),
        ("alpha --hash=sha256:{}", "alpha is not pinned"),
        ("alpha==1 --hash=md5:{}", "alpha has no sha256 hash"),
        ("alpha @ file:///alpha.whl --hash=sha256:{}", "it names a host"),
        ("--index-url https://index.example/simple", "it names a host"),
        ("# from https://index.example/simple", "it names a host"),
        ("--find-links wheels", "this is no pinned release"),
        ("-r other.lock", "this is no pinned release"),
        ("-e .", "this is no pinned release"),
    ],
)
def test_a_line_that_is_not_a_release_with_its_hash_is_refused(line: str, why: str) -> None:
    with pytest.raises(BadLock, match=why):
        read_lock(line.format("0" * 64))


@pytest.mark.parametrize("part", ["requirements.lock", "requirements-build.lock"])
def test_the_developers_lock_only_adds(part: str) -> None:
    everything = {(line.key, str(line.marker)): line for line in read_lock(_text("requirements-dev.lock"))}
    for line in read_lock(_text(part)):
        same = everything[(line.key, str(line.marker))]
        assert same.extras >= line.extras
        assert same.hashes == line.hashes


def test_make_lock_compiles_the_locks_and_names_no_host() -> None:
    shown = subprocess.run(["make", "--dry-run", "lock"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"(?:-o )(requirements\S*)", shown)) == set(LOCKS)
    assert (
        shown.count("--no-strip-extras")
        == shown.count("--generate-hashes")
        == shown.count("--no-emit-index-url")
        == len(LOCKS)
    )
