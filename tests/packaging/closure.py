"""Reads a lock, and says what it lacks to be the whole closure of what it is for."""

import importlib.metadata
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent.parent
RECORDED = Path(__file__).parent / "recorded.json"

_MACHINES = (
    ("Linux", "linux", "posix", "x86_64"),
    ("Linux", "linux", "posix", "aarch64"),
    ("Darwin", "darwin", "posix", "x86_64"),
    ("Darwin", "darwin", "posix", "arm64"),
    ("Windows", "win32", "nt", "AMD64"),
    ("Windows", "win32", "nt", "ARM64"),
)
_RELEASES = ("3.11.0", "3.11.15", "3.12.0", "3.12.15", "3.13.0", "3.13.15", "3.14.0", "3.14.15")

Environment = dict[str, str]
ENVIRONMENTS: tuple[Environment, ...] = tuple(
    {
        "implementation_name": "cpython",
        "implementation_version": release,
        "os_name": os_name,
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": system,
        "platform_version": "",
        "python_full_version": release,
        "python_version": release.rpartition(".")[0],
        "sys_platform": platform,
    }
    for release in _RELEASES
    for system, platform, os_name, machine in _MACHINES
)


class BadLock(Exception):
    """A lock has a line that is not a release pinned by its hash."""


@dataclass(frozen=True)
class Pinned:
    """One line of a lock."""

    name: str
    version: Version
    extras: frozenset[str]
    marker: Marker | None
    hashes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def key(self) -> str:
        """Return ``name==version``."""
        return f"{self.name}=={self.version}"

    def holds_in(self, environment: Environment) -> bool:
        """Return whether the line is for this environment."""
        return self.marker is None or self.marker.evaluate(dict(environment))


@dataclass(frozen=True)
class Metadata:
    """What a release asks for."""

    requires: tuple[Requirement, ...]
    python: SpecifierSet

    @classmethod
    def of(cls, requires: Iterable[str], python: str | None) -> "Metadata":
        """Return it read from the fields Requires-Dist and Requires-Python."""
        return cls(tuple(Requirement(line) for line in requires), SpecifierSet(python or ""))


def read_lock(text: str) -> list[Pinned]:
    """Return the lines of a lock. Raises BadLock for anything that is not a pinned release with its hashes."""
    if found := re.search(r"\S*://\S*", text):
        raise BadLock(f"it names a host: {found[0]}")
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [_pinned(line) for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _pinned(line: str) -> Pinned:
    asked, *hashes = re.split(r"\s+--hash=", line.strip())
    try:
        requirement = Requirement(asked)
    except InvalidRequirement:
        raise BadLock(f"this is no pinned release: {line.strip()[:80]}") from None
    pins = list(requirement.specifier)
    if requirement.url or len(pins) != 1 or pins[0].operator != "==" or "*" in pins[0].version:
        raise BadLock(f"{requirement.name} is not pinned to one version with ==")
    if not hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes):
        raise BadLock(f"{requirement.name} has no sha256 hash")
    extras = frozenset(canonicalize_name(extra) for extra in requirement.extras)
    return Pinned(
        canonicalize_name(requirement.name), Version(pins[0].version), extras, requirement.marker, tuple(hashes)
    )


def problems(
    lock: Iterable[Pinned],
    roots: Iterable[Requirement],
    metadata: Mapping[str, Metadata],
    environments: Iterable[Environment] = ENVIRONMENTS,
) -> list[str]:
    """Return what keeps a lock from being closed: nothing has to be resolved, and nothing may be, when it is installed.

    In each environment every requirement of the roots and of every line, under the extras that anybody asks for, is met by
    exactly one line whose version satisfies it; that line names the extras that are asked for, because an installer resolves
    anew what a line leaves out; and no line is there that nothing asks for.
    """
    lines, roots = list(lock), list(roots)
    found: dict[str, None] = {}
    idle = set(lines)
    for environment in environments:
        where = f"on {environment['platform_system']} with Python {environment['python_version']}"
        there: dict[str, Pinned] = {}
        for line in lines:
            if not line.holds_in(environment):
                continue
            if line.name in there:
                found.setdefault(f"{line.name} has two lines {where}")
            there[line.name] = line
        walk = _Walk(there, metadata, environment, where)
        walk.run(roots)
        found |= dict.fromkeys(walk.problems)
        idle -= walk.reached
    found |= dict.fromkeys(f"nothing asks for {line}" for line in idle)
    return list(found)


class _Walk:
    """Follows what is asked for, from the roots, in one environment."""

    def __init__(
        self, there: Mapping[str, Pinned], metadata: Mapping[str, Metadata], environment: Environment, where: str
    ) -> None:
        self._there, self._metadata, self._environment, self._where = there, metadata, environment, where
        self._seen: dict[str, set[str]] = {}
        self.problems: list[str] = []
        self.reached: set[Pinned] = set()

    def run(self, roots: Iterable[Requirement]) -> None:
        """Follow everything."""
        for root in roots:
            self._follow("the project", root, [""])

    def _follow(self, who: str, asked: Requirement, extras: Iterable[str]) -> None:
        marker = asked.marker
        if marker is not None and not any(marker.evaluate({**self._environment, "extra": extra}) for extra in extras):
            return
        line = self._there.get(canonicalize_name(asked.name))
        wanted = {canonicalize_name(extra) for extra in asked.extras}
        if line is None:
            self.problems.append(f"{who} asks for {asked.name}, which no line pins {self._where}")
            return
        if not asked.specifier.contains(line.version, prereleases=True):
            self.problems.append(f"{who} asks for {asked.name}{asked.specifier}, the line pins {line.version}")
        if left_out := wanted - line.extras:
            self.problems.append(
                f"{who} asks for {asked.name}[{','.join(sorted(left_out))}], the line names no such extra"
            )
        self.reached.add(line)
        self._visit(line, wanted)

    def _visit(self, line: Pinned, wanted: set[str]) -> None:
        seen = self._seen.get(line.name)
        now = wanted | line.extras | (seen or {""})
        if seen == now:
            return
        self._seen[line.name] = now
        metadata = self._metadata.get(line.key)
        if metadata is None:
            self.problems.append(f"what {line} asks for is not known: make lock records it")
            return
        if not metadata.python.contains(self._environment["python_full_version"]):
            self.problems.append(f"{line} does not run {self._where}")
        for asked in metadata.requires:
            self._follow(str(line), asked, now)


def known_metadata(lock: Iterable[Pinned]) -> dict[str, Metadata]:
    """Return what each line asks for, by ``name==version``: recorded for what is not installed everywhere, else as installed."""
    recorded = json.loads(RECORDED.read_text("utf-8"))
    known = {}
    for line in lock:
        if line.key in recorded:
            known[line.key] = Metadata.of(**recorded[line.key])
        elif (installed := _installed(line)) is not None:
            known[line.key] = installed
    return known


def _installed(line: Pinned) -> Metadata | None:
    try:
        distribution = importlib.metadata.distribution(line.name)
    except importlib.metadata.PackageNotFoundError:
        return None
    if Version(distribution.version) != line.version:
        return None
    return Metadata.of(distribution.requires or (), distribution.metadata["Requires-Python"])


def roots_of(name: str) -> list[Requirement]:
    """Return what a lock is for: ``requirements.lock`` the project, the others the dependency group of their name."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needs = list(project["project"]["dependencies"])
    if name == "requirements.lock":
        return [Requirement(line) for line in needs]
    group = name.removeprefix("requirements-").removesuffix(".lock")
    lines = _group(project["dependency-groups"], group)
    if group == "build":
        lines = [*lines, *project["build-system"]["requires"]]
    return [Requirement(line) for line in ([*needs, *lines] if group == "dev" else lines)]


def _group(groups: dict[str, Any], name: str) -> list[str]:
    lines: list[str] = []
    for entry in groups[name]:
        lines += [entry] if isinstance(entry, str) else _group(groups, entry["include-group"])
    return lines
