"""Write what the operators' documents take from the code: ``python -m tests.operations.documents``.

``.env.example`` whole; in other documents what stands between a comment ``<!-- settings … -->`` and its end.
The modules beside this one write the other parts. A test holds all against the code.
"""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from bot.gateway.payload_schemas import KINDS
from bot.runtime import settings
from bot.runtime.environment import IN_FILES
from bot.runtime.metrics import Metrics
from bot.runtime.settings import ELSEWHERE, Settings, shown
from storage.records import Backlog
from tests.operations import access, commands, guide_shape, imports, method, readers, shelf, typography, wrapping

ROOT = Path(__file__).parent.parent.parent
ENV_EXAMPLE, GUIDE = ROOT / ".env.example", ROOT / "docs" / "operators.md"
WATCHING = ROOT / "docs" / "operators" / "watching.md"
GROUPS = (settings.SLACK, settings.DATABASE, settings.PLACE, settings.GUIDE, settings.LOGS)
_HEAD = """\
# Settings of Partnership Coach. Copy this file, set the two tokens, and leave the rest as it is:
#   cp .env.example coach.env && chmod 600 coach.env
#   partnership-coach --env-file coach.env doctor
# An empty variable is as good as none. Docker (--env-file) and systemd (EnvironmentFile) read this form too: write no quotes.
# Written from the code (bot/runtime/settings.py).
"""


def env_example() -> str:
    """Return the text of ``.env.example``: each setting with what it means and its default."""
    lines = [_HEAD]
    for group in GROUPS:
        lines.append(f"# {group}\n")
        for name in _names(group):
            said = shown(name)
            lines += textwrap.wrap(said["what"], 118, initial_indent="# ", subsequent_indent="# ")
            needed = name in ("slack_bot_token", "slack_app_token")
            lines.append(f"{'' if needed else '#'}{name.upper()}={said['default']}")
            if name in IN_FILES:
                lines.append(f"# or the path of a file that holds it:\n#{name.upper()}_FILE=")
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def settings_table() -> str:
    """Return the settings as a table in Markdown."""
    lines = ["| Variable | Default | Means |", "|---|---|---|"]
    for group in GROUPS:
        for name in _names(group):
            said = shown(name)
            default = f"`{said['default']}`" if said["default"] else ""
            lines.append(f"| `{name.upper()}` | {default} | {said['what']} |")
    lines += [f"| `{name}` | | {what} |" for name, what in ELSEWHERE.items()]
    return "\n".join(lines)


def metrics_table() -> str:
    """Return the metrics as a table in Markdown: name, labels with all their values, meaning."""
    lines = ["| Metric | Means |", "|---|---|"]
    for name, labels, text in metrics():
        lines.append(f"| `{name}{'{' + ','.join(labels) + '}' if labels else ''}` | {text} |")
    return "\n".join(lines)


def metrics() -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield (name, labels, meaning) of everything that ``/metrics`` shows."""
    exposed = Metrics(KINDS).exposed(Backlog(), 0).decode()
    for name, text in re.findall(r"^# HELP (\S+) (.*)$", exposed, re.MULTILINE):
        if name.endswith("_created"):
            continue
        labels = re.search(rf"^{name}(?:_bucket)?\{{(.*?)\}}", exposed, re.MULTILINE)
        names = [one for one in re.findall(r'(\w+)="', labels.group(1)) if one != "le"] if labels else []
        yield name, tuple(names), text


def documents() -> dict[Path, str]:
    """Return every document that takes something from the code, as it should be. Raises LookupError where a place is missing."""
    found = {
        ENV_EXAMPLE: env_example(),
        GUIDE: commands.written(GUIDE.read_text("utf-8"), "settings", settings_table()),
        WATCHING: commands.written(WATCHING.read_text("utf-8"), "metrics", metrics_table()),
        imports.DOCUMENT: imports.written(imports.DOCUMENT.read_text("utf-8")),
        method.METHOD: method.written(method.METHOD.read_text("utf-8")),
        access.DOCUMENT: access.written(),
        guide_shape.DOCUMENT: guide_shape.written(guide_shape.DOCUMENT.read_text("utf-8")),
    }
    for kind in (commands, readers, shelf, typography, wrapping):  # the last two set what the others wrote
        found |= kind.documents(found)
    return found


def _names(group: str) -> list[str]:
    return [name for name in Settings.model_fields if shown(name)["group"] == group]


if __name__ == "__main__":
    for file, text in documents().items():
        file.write_text(text, "utf-8")
