"""Write what documents and manifest say of commands, from ``bot/i18n/commands.py`` and each language's ``typed.toml``.

In docs/user-guide.*.md and in manifest.yml it stands between the comments ``commands …`` and ``end of commands …``.
``python -m tests.operations.documents`` writes it; a test compares it.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from bot.i18n.commands import default_language, slash, slash_commands, typed_in, usage_hint, usages
from bot.i18n.languages import languages, languages_for

ROOT = Path(__file__).parent.parent.parent
MANIFEST = ROOT / "manifest.yml"


def channel_table(language: str) -> str:
    """Return the commands of a channel for the user guide in a language."""
    heads = typed_in(language).documents
    lines = [row(heads.word, heads.does), "|---|---|"]
    lines += [row(f"`{slash(language)} {usage.usage}`", usage.help) for _, usage in usages(language, "channel")]
    return "\n".join(lines)


def thread_table(language: str) -> str:
    """Return the words of a thread for the user guide in a language, with those of the other languages beside them."""
    spoken, heads = languages_for(language), typed_in(language).documents
    lines = [row(*(typed_in(one).documents.word for one in spoken), heads.does, heads.who)]
    lines.append("|---" * (len(spoken) + 2) + "|")
    for command, usage in usages(language, "thread"):
        words = [f"`{typed_in(one).commands[command.word].spellings[0]}`" for one in spoken]
        lines.append(row(*words, usage.help, usage.who))
    return "\n".join(lines)


def manifest_commands() -> str:
    """Return the slash commands as the manifest declares them."""
    lines = ["  slash_commands:"]
    for command in slash_commands():
        language = default_language(command)
        lines += [
            f"    - command: {command}",
            f"      description: {typed_in(language).about}",
            f"      usage_hint: {usage_hint(language)}",
            "      should_escape: true",
        ]
    return "\n".join(lines)


def row(*cells: str) -> str:
    """Return one row of a table in Markdown."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def written(text: str, name: str, part: str, gap: str = "\n") -> str:
    """Return a document with one part as the code says it now. Raises LookupError where it has no one place for it."""
    begin = rf"^(?:<!--| *#) {name}: [^\n]*\n"
    found = re.compile(rf"({begin}).*?(^(?:<!--| *#) end of {name}\b)", re.DOTALL | re.MULTILINE)
    changed, count = found.subn(lambda match: f"{match[1]}{gap}{part}\n{gap}{match[2]}", text)
    if count != 1:
        raise LookupError(f"{count} places for {name}")
    return changed


def documents(so_far: Mapping[Path, str]) -> dict[Path, str]:
    """Return every document that names commands, as it should be. ``so_far``: documents of which other parts are written."""
    made = {MANIFEST: written(text_of(MANIFEST, so_far), "commands", manifest_commands(), gap="")}
    for language in languages():
        guide = ROOT / "docs" / f"user-guide.{language}.md"
        if guide.exists():
            text = written(text_of(guide, so_far), "commands of a channel", channel_table(language))
            made[guide] = written(text, "words of a thread", thread_table(language))
    return made


def text_of(file: Path, so_far: Mapping[Path, str]) -> str:
    """Return what a document says: as it is to be written, where that is known already."""
    return so_far[file] if file in so_far else file.read_text("utf-8")
