"""What is told of commitments: in the thread, and to whom they belong."""

from collections.abc import Sequence
from functools import partial

from bot.blocks import commitments
from bot.messages.conversation import Teller, in_private, to_opener
from flows.commitments import Commitment, Did
from storage.records import Message, Record
from storage.tables.pseudonym_text import PassedOn


def of_commitment(record: Record, changed: Commitment, key: str) -> list[Message]:
    """What the thread is told of a commitment that was made or changed, and the card that lists it."""
    teller = Teller(record, key)
    told = owner_told(record, changed) if changed.history[-1].did in (Did.made, Did.handed_over) else None
    return [
        teller.post(commitments.changed_message(teller.words, changed)),
        *([told] if told else []),
        teller.card(),
    ]


def of_conditions(record: Record, made: Sequence[Commitment], key: str) -> list[Message]:
    """What the thread is told of the conditions of a decision, once each has an owner and a day; and each owner, in private."""
    teller = Teller(record, key)
    return [
        teller.post(commitments.several_message(teller.words, made)),
        *(told for one in made if (told := owner_told(record, one)) is not None),
        teller.card(),
    ]


def owner_told(record: Record, commitment: Commitment) -> Message | None:
    """What the owner of a commitment is told when it becomes theirs; None where they took it themselves."""
    last = commitment.history[-1]
    if commitment.owner == last.by:
        return None
    say = partial(commitments.owned_message, record=record, commitment=commitment)
    return in_private(record, commitment.owner, say, f"owns:{commitment.id}:{len(commitment.history)}")


def day_has_come(record: Record, commitment: Commitment, key: str) -> Message:
    """What the owner of a commitment is told on its day, once."""
    say = partial(commitments.due_message, record=record, commitment=commitment)
    return in_private(record, commitment.owner, say, key)


def owner_left(record: Record, commitment: Commitment) -> Message:
    """What the opener is told, once, of a commitment whose owner is not here any more."""
    return to_opener(
        record,
        lambda said: commitments.left_message(said, record, commitment),
        f"left:{commitment.id}:{commitment.owner}",
    )


def passed_on(record: Record, passed: PassedOn) -> Message:
    """What the opener is told, once, of commitments that are theirs now. Whose they were is not said."""
    latest = "+".join(f"{one.id}:{len(one.history)}" for one in passed.commitments)
    return to_opener(
        record,
        lambda said: commitments.passed_on_message(said, record, passed.commitments),
        f"passed:{record.id}:{latest}",
    )
