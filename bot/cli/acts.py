"""The record of acts: what an operator did is noted, and what anybody did is printed, with whether the chain is whole."""

import getpass
from collections.abc import Iterable

from bot.cli.counting import counted
from bot.cli.exit_status import CannotBeDone, IsWrong
from bot.cli.opened import opened
from storage.conversations.acts import Chain
from storage.unit_of_work import UnitOfWork

EXPORT, DRAFT, IMPORT, ERASE_PERSON, ERASE_CONVERSATION, PURGE = (
    "operator_exports",
    "operator_drafts",
    "operator_imports",
    "operator_erases_person",
    "operator_erases_conversation",
    "operator_purges",
)


def note(uow: UnitOfWork, act: str, team: str, key: str, place: str = "") -> None:
    """Note an act of whoever runs this command, in the transaction that does it; without a place it concerns the workspace."""
    uow.acts.add(act, team=team, by=_operator(), key=key, place=place)


def note_each(act: str, key: str, conversations: Iterable[tuple[str, str]]) -> None:
    """Note an act that only read, for each (workspace, conversation)."""
    with opened() as database, database.unit_of_work() as uow:
        for team, conversation in conversations:
            note(uow, act, team, key, conversation)
        uow.commit()


def print_acts(place: str) -> str:
    """Return the acts of a conversation or a workspace as lines. Raises CannotBeDone for none, IsWrong for a broken chain."""
    with opened() as database, database.reading() as uow:
        chain = uow.acts.of(place)
        if not chain.acts:
            raise CannotBeDone(f"There is no act of {place!r}: give the id of a conversation, or of a workspace (T…).")
        lines = [_line(chain, number) for number in range(len(chain.acts))]
    if chain.broken is not None:
        raise IsWrong(
            "\n".join(lines)
            + f"\nBROKEN at act {chain.broken}: it, or one before it, was changed, taken out or put in, not by the coach."
        )
    return "\n".join([*lines, f"{counted(len(chain.acts), 'act')}; the chain is whole, and ends in {chain.head[:16]}."])


def _line(chain: Chain, number: int) -> str:
    act = chain.acts[number]
    columns = (f"{act.position:>4}", f"{act.at:%Y-%m-%d %H:%M:%S}", act.act, act.by, act.stage or "-", act.key or "-")
    return "  ".join(columns)


def _operator() -> str:
    try:
        return f"operator:{getpass.getuser()}"
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        return "operator"
