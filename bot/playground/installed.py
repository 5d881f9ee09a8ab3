"""The manifest of the app that is installed in the playground: the one that a real workspace is given."""

from pathlib import Path
from typing import Any

import yaml

MANIFEST = Path(__file__).parent.parent.parent / "manifest.yml"
PACKED = Path(__file__).parent.parent / "manifest.yml"
"""Where the wheel puts it: the root of a repository is no part of a package."""


def manifest() -> dict[str, Any]:
    """The app's own manifest."""
    file = PACKED if PACKED.is_file() else MANIFEST  # what lies above an installed package is somebody else's
    content: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return content
