"""docs/access.md: who may do what, from the table of ``bot.use_cases.access``."""

from pathlib import Path

from bot.i18n.catalogue import words
from bot.use_cases.access import NEEDS, Act, Need
from tests.use_cases.kinds import DOCUMENTED, Kind, Place, why_not

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "access.md"
_MEANS = {
    Need.NAMED: "one of our people in the conversation, or who opened it",
    Need.EXPECTED: "named in the conversation, on either side",
    Need.NAMED_OR_OWNER: "as before, or the owner of the commitment",
    Need.DECIDES: "who opened the conversation, or a decision maker on our side",
    Need.OPENER: "who opened the conversation",
    Need.INSIDER: "of our organisation, no guest, not deactivated",
    Need.IN_CHANNEL: "in the channel now, of our organisation, not deactivated; a guest only where named; not the partner’s",
    Need.IN_CHANNEL_OR_PARTNER: "as before, or named for the partner, in private",
    Need.WRITES_THERE: "as in the channel; that they wrote there says that they are",
}
_HEAD = """\
# Who may do what

Every act names itself, and `bot/use_cases/access.py` alone says who may. It is asked when the act happens: in the channel
now, not when the conversation began. Slack’s answer is remembered for a minute at most, and forgotten when Slack says that it
changed. Where Slack does not answer, nothing is read and nothing is done, and the person is asked to try again.

Where a channel was archived, or became shared with another organisation, the table is the same; what carries answers is held back
there, and nobody is asked anything in a channel that is shut.

Written from the code by `make documents`. Each cell is driven through the real use cases, in five states of a conversation and two
of its channel, by `tests/use_cases/test_access_table.py`; through every listener that is registered with Slack’s framework, by
`tests/use_cases/test_access_of_listeners.py`.
"""


def written() -> str:
    """Return the document."""
    reasons: dict[str, int] = {}
    rows = []
    for act in Act:
        cells = [_cell(act, kind, reasons) for kind in Kind]
        rows.append(f"| {_said(act)} | {' | '.join(cells)} |")
    head = f"| | {' | '.join(Kind)} |\n|---|{'---|' * len(Kind)}"
    why = [f"{number}. {words('en').say(key)}" for key, number in reasons.items()]
    needs = [f"| {_said(act)} | {'; '.join(_MEANS[need] for need in NEEDS[act]) or 'anybody'} |" for act in Act]
    return "\n".join(
        [
            _HEAD,
            "## Who\n\n✓: may; what the conversation is at (not yet, over) is said after that. A number: why not.\n",
            head,
            *rows,
            "\n## Why not\n",
            *why,
            "\n## What each act needs\n",
            "| | Needs |\n|---|---|",
            *needs,
            "",
        ]
    )


def _cell(act: Act, kind: Kind, reasons: dict[str, int]) -> str:
    key = why_not(act, DOCUMENTED.facts(act, kind, Place.SEEN, DOCUMENTED.record(kind)))
    return str(reasons.setdefault(key, len(reasons) + 1)) if key else "✓"


def _said(act: Act) -> str:
    return act.replace("_", " ")
