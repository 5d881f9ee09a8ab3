"""The files that git tracks."""

import subprocess

from tests.packaging.closure import ROOT


class NoClone(Exception):
    """This is not a clone: git tracks nothing here."""


def tracked(*folders: str, and_new: bool = False) -> list[str]:
    """Return the names of the tracked files that are here, in these folders or everywhere, and of new ones. Raises NoClone."""
    which = ["--cached", "--others", "--exclude-standard"] if and_new else ["--cached"]
    listed = subprocess.run(["git", "ls-files", "-z", *which, *folders], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        raise NoClone
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
