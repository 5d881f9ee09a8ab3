"""Records what the releases ask for that a developer's machine need not have: ``python -m tests.packaging.record``.

Those are the lines for one platform or Python only, and the lines of locks that `make test` does not install. Each file is
fetched for the first environment that its line is for, and its hash is held against the lock by pip.
"""

import email
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.packaging.closure import ENVIRONMENTS, RECORDED, ROOT, Environment, Pinned, read_lock

_TAGS = {
    "Linux": ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "Darwin": ("macosx_14_0_x86_64",),
    "Windows": ("win_amd64",),
}


def main() -> None:
    """Write recorded.json. Raises CalledProcessError when pip fails, after what it says."""
    recorded = {}
    everywhere = {
        line.key
        for line in read_lock((ROOT / "requirements-dev.lock").read_text("utf-8"))
        if all(line.holds_in(environment) for environment in ENVIRONMENTS)
    }
    for lock in sorted(ROOT.glob("requirements*.lock")):
        for line in read_lock(lock.read_text("utf-8")):
            if line.key not in everywhere and line.key not in recorded:
                where = next(environment for environment in ENVIRONMENTS if line.holds_in(environment))
                recorded[line.key] = _metadata(line, where)
    RECORDED.write_text(json.dumps(dict(sorted(recorded.items())), indent=1) + "\n", "utf-8")


def _metadata(line: Pinned, where: Environment) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "one.lock"
        lock.write_text(" ".join([line.key, *(f"--hash={each}" for each in line.hashes)]), "utf-8")
        fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        tags = [part for tag in _TAGS[where["platform_system"]] for part in ("--platform", tag)]
        place = ["--python-version", where["python_full_version"], *tags, "--dest", folder]
        subprocess.run([*fetch, *place, "--require-hashes", "-r", str(lock)], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (name,) = (
                name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1
            )
            fields = email.message_from_bytes(archive.read(name))
    return {"requires": fields.get_all("Requires-Dist", []), "python": fields.get("Requires-Python")}


if __name__ == "__main__":
    main()
