"""How settings are read from the environment: values, files that hold secrets, names that are misspelt."""

import difflib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_settings import EnvSettingsSource

IN_FILES = ("slack_bot_token", "slack_app_token", "slack_signing_secret", "database_url", "partnership_erasure_key")
"""Settings that may stand in a file instead, as containers and systemd hand over secrets: NAME_FILE holds its path."""
_PREFIXES = ("SLACK_", "DATABASE_", "PARTNERSHIP_", "HEALTH_", "READY_", "LOG_")


@dataclass(frozen=True)
class Unusable:
    """In the place of a value that could not be had: the sentence that says why."""

    sentence: str


class Environment(EnvSettingsSource):
    """The environment: no space around values, an empty variable is as good as none, secrets may stand in files."""

    def __call__(self) -> dict[str, Any]:
        """Return what is set, by the name of its field."""
        found = {name: str(value).strip() for name, value in super().__call__().items()}
        known: dict[str, Any] = {name: value for name, value in found.items() if value}
        for name in IN_FILES:
            if file := (self.env_vars.get(f"{name}_file") or "").strip():
                known[name] = Unusable(_both(name)) if name in known else _read(name, file)
        return known


def _both(name: str) -> str:
    return f"{name.upper()} and {name.upper()}_FILE are both set: keep one of them."


def _read(name: str, file: str) -> str | Unusable:
    """Return what the file holds, without the space around it."""
    try:
        text = Path(file).expanduser().read_text("utf-8-sig").strip()
        problem = "" if text else "names an empty file"
    except FileNotFoundError:
        problem = "names a file that does not exist"
    except OSError as error:
        problem = f"names a file that cannot be read ({error.strerror})"
    except (ValueError, RuntimeError):
        problem = "names a file that is not plain text in UTF-8"
    if problem:
        return Unusable(
            f"{name.upper()}_FILE {problem}: write the path of a file that this user can read and that holds "
            f"the value of {name.upper()} alone."
        )
    return text


def strangers(known: Iterable[str], environment: Mapping[str, str] | None = None) -> list[str]:
    """Return a line for each variable that looks like one of ours and is none: “PARTNERSHIP_GIUDE, not PARTNERSHIP_GUIDE”."""
    ours = sorted({*known, *(f"{name.upper()}_FILE" for name in IN_FILES)})
    lines = []
    for name in sorted(os.environ if environment is None else environment):
        if name.upper() in ours or not name.upper().startswith(_PREFIXES):
            continue
        if alike := difflib.get_close_matches(name.upper(), ours, n=1, cutoff=0.85):
            lines.append(f"{name}, not {alike[0]}")
        elif name.startswith("PARTNERSHIP_"):
            lines.append(f"{name}, which nothing reads")
    return lines
