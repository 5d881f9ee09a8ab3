"""The deployment files, read as their tools read them."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
FILES = ROOT / "docs" / "operations"


def dockerfile() -> list[tuple[str, str]]:
    """Return (instruction, arguments) of each line of the Dockerfile, continued lines joined."""
    lines = [line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [
        (line.split(maxsplit=1)[0], line.split(maxsplit=1)[1].strip()) for line in joined.splitlines() if line.strip()
    ]


def last_stage() -> dict[str, str]:
    """Return the instructions of the image itself, the last of each."""
    lines = dockerfile()
    start = max(number for number, (name, _) in enumerate(lines) if name == "FROM")
    return dict(lines[start:])


def image_environment() -> dict[str, str]:
    """Return the variables that the image sets, without PATH."""
    pairs = re.findall(r"(\w+)=(\S+)", last_stage()["ENV"])
    return {name: value for name, value in pairs if name != "PATH"}


def image_command(instruction: str) -> list[str]:
    """Return the words of ENTRYPOINT, CMD or HEALTHCHECK."""
    found = re.search(r"\[.*\]", last_stage()[instruction])
    assert found is not None
    words: list[str] = json.loads(found[0])
    return words


def compose() -> dict[str, Any]:
    """Return compose.yaml."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return read


def unit() -> dict[str, list[str]]:
    """Return the values of each key of the systemd unit."""
    found: dict[str, list[str]] = {}
    for line in (FILES / "partnership-coach.service").read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def alerts() -> list[dict[str, Any]]:
    """Return the alert rules."""
    read = yaml.safe_load((FILES / "alerts.yml").read_text("utf-8"))
    return [rule for group in read["groups"] for rule in group["rules"]]
