"""Text of people within Markdown: shown as it was written, never markup. Only what Markdown would read as markup is escaped.

CommonMark and GitHub's tables and strikethrough count. At the beginning of a line more is markup than within one.
"""

import re

_ANYWHERE = re.compile(
    r"[\\`*\[\]<|]"
    r"|~(?=.*~)|(?<=~)~"  # strikethrough needs a second one
    r"|&(?=#?\w+;)"  # an entity
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word it is no emphasis
)
_AT_THE_BEGINNING = re.compile(
    r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-(?=[-\s]*$)|=(?==*\s*$))"  # heading, quotation, list, rule, underline
    r"|(?P<number>[0-9]{1,9})[.)](?=\s|$)"  # numbered list
)


def inert(text: str) -> str:
    """Return the text on one line in which Markdown and HTML find no markup, wherever on a line it stands."""
    line = " ".join(text.split())
    escaped = _ANYWHERE.sub(r"\\\g<0>", line)
    if "<" in escaped:
        escaped = escaped.replace(
            ">", r"\>"
        )  # so that nothing that looks like a tag is left, for readers that see no escapes
    begins = _AT_THE_BEGINNING.match(escaped)
    if begins is None:
        return escaped
    before = begins["number"] or ""
    return f"{before}\\{escaped[len(before) :]}"
