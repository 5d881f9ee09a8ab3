"""A project with this Makefile and install script, tiny locks, and a folder of tiny wheels as its only index."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.packaging.closure import ROOT

_PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "partnership-coach"
version = "1"
"""

_BACKEND = '''\
"""Builds the rig's project as editable, without a build tool. It waits while there is a file called ``wait``."""
import time
from pathlib import Path
from zipfile import ZipFile


def build_editable(folder, config_settings=None, metadata_directory=None):
    Path("waiting").touch()
    while Path("wait").exists():
        time.sleep(0.05)
    name = "partnership_coach-1-py3-none-any.whl"
    info = "partnership_coach-1.dist-info"
    with ZipFile(Path(folder) / name, "w") as wheel:
        wheel.writestr("partnership_coach.pth", str(Path.cwd()))
        wheel.writestr(info + "/METADATA", "Metadata-Version: 2.1\\nName: partnership-coach\\nVersion: 1\\n")
        wheel.writestr(info + "/WHEEL", "Wheel-Version: 1.0\\nGenerator: rig\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "/entry_points.txt", "[console_scripts]\\npartnership-coach = coach:main\\n")
        wheel.writestr(info + "/RECORD", "")
    return name
'''

_COACH = """\
from importlib.metadata import distributions


def main():
    found = {one.name: one.version for one in distributions()}
    print(*(f"{name} {found[name]}" for name in ("alpha", "beta", "gamma", "delta") if name in found), sep=", ")
"""


def make_wheel(folder: Path, name: str, version: str, *requires: str, extras: tuple[str, ...] = ()) -> str:
    """Write a wheel with one module into the folder and return its line for a lock."""
    info = f"{name}-{version}.dist-info"
    fields = [f"Provides-Extra: {extra}" for extra in extras] + [f"Requires-Dist: {line}" for line in requires]
    metadata = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *fields, ""])
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: rig\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{path},sha256={_digest(text)},{len(text)}" for path, text in files.items()] + [f"{info}/RECORD,,"]
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for entry, text in (files | {f"{info}/RECORD": "\n".join(record) + "\n"}).items():
            wheel.writestr(zipfile.ZipInfo(entry), text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@dataclass
class Rig:
    """The project, in a folder of its own."""

    root: Path
    wheels: Path
    settings: dict[str, str] = field(default_factory=dict)
    new_alpha: str = ""

    @classmethod
    def build(cls, folder: Path) -> "Rig":
        """Lay it out: ``beta`` asks for ``alpha[more]``, and a newer alpha is offered than the one that the lock names."""
        rig = cls(folder / "a project", folder / "wheels")
        (rig.root / ".ci").mkdir(parents=True)
        rig.wheels.mkdir()
        shutil.copy(ROOT / "Makefile", rig.root)
        for script in ("install", "install.py"):
            shutil.copy(ROOT / ".ci" / script, rig.root / ".ci")
        for name, text in (("pyproject.toml", _PYPROJECT), ("backend.py", _BACKEND), ("coach.py", _COACH)):
            (rig.root / name).write_text(text, "utf-8")
        old = make_wheel(rig.wheels, "alpha", "1.0", extras=("more",))
        rig.new_alpha = make_wheel(rig.wheels, "alpha", "1.1", extras=("more",))
        beta = make_wheel(rig.wheels, "beta", "1.0", "alpha[more]>=0.5")
        gamma = make_wheel(rig.wheels, "gamma", "1.0")
        delta = make_wheel(rig.wheels, "delta", "1.0")
        elsewhere = "epsilon==1 ; sys_platform == 'never' --hash=sha256:" + "0" * 64
        rig.lock("requirements.lock", old, beta, elsewhere)
        rig.lock("requirements-build.lock", gamma)
        rig.lock("requirements-dev.lock", old, beta, gamma, delta)
        rig.lock("requirements-locking.lock")
        rig.lock("requirements-mutants.lock")
        rig.lock("requirements-docs.lock")
        (folder / "pip.conf").write_text(f"[global]\nno-index = true\nfind-links = {rig.wheels.as_uri()}\n", "utf-8")
        rig.settings = {"PIP_CONFIG_FILE": str(folder / "pip.conf")}
        return rig

    def give(self, environment: Path) -> None:
        """Lay a copy of an empty environment where the install script would make one, which takes seconds."""
        shutil.copytree(environment, self.root / ".venv", symlinks=True)
        state = {"finished": True, "root": str(self.root), "python": "{}.{}".format(*sys.version_info)}
        (self.root / ".venv" / "installed.json").write_text(json.dumps(state | {"names": [], "kinds": {}}), "utf-8")

    def lock(self, name: str, *lines: str) -> None:
        """Write a lock."""
        (self.root / name).write_text("".join(line + "\n" for line in lines), "utf-8")

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a command: this one's, with no setting of pip or Python but the rig's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "MAKE"))}
        return kept | {"PYTHON": sys.executable} | self.settings | more

    def make(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run make."""
        command = ["make", "--no-print-directory", *words]
        return subprocess.run(
            command, cwd=self.root, env=self.environment(**more), capture_output=True, text=True, check=False
        )

    def site_packages(self) -> Path:
        """Return where packages are installed."""
        (found,) = (self.root / ".venv" / "lib").glob("python*/site-packages")
        return found
