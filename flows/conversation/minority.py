"""Who leaned another way than was decided, and what they saw: kept for the first check-in, without a name."""

from flows.conversation.conversation import GO, GO_IF, Conversation
from flows.model import Participant, Sharing, Side
from flows.text.quality import Quality


def leaned_otherwise(conversation: Conversation) -> tuple[Participant, ...]:
    """Return our people who leaned against what was decided: to the worst answer where it goes on, to the best where it does not.

    Where people lean is the question of the guide's ``own_condition``; a guide without one knows nobody.
    """
    guide, decision = conversation.guide, conversation.decision
    if decision is None or guide.own_condition is None:
        return ()
    leaning = guide.owner[guide.own_condition]
    levels = guide.levels.get(leaning.id, {})
    if not levels:
        return ()
    against = max(levels.values()) if decision.outcome in (GO, GO_IF) else 0
    return tuple(
        person
        for person in conversation.side(Side.ours)
        if levels.get(str(conversation.own_answers(person.id).get(leaning.id))) == against
    )


def minority_reasons(conversation: Conversation) -> tuple[str, ...]:
    """Return what those saw who leaned another way: what was written with the decision, else their own conditions for a yes."""
    decision, asked = conversation.decision, conversation.guide.own_condition
    if decision is None:
        return ()
    if decision.minority:
        return (decision.minority,)
    if asked is None or conversation.guide.owner[asked].sharing is Sharing.private:
        return ()
    written = [conversation.own_answers(person.id).get(asked) for person in leaned_otherwise(conversation)]
    # In the order of the words: the order of people would tell who wrote what.
    return tuple(
        sorted({text for text in map(str, filter(None, written)) if says_something(conversation, asked, text)})
    )


def says_something(conversation: Conversation, asked: str, text: str) -> bool:
    """Return whether a text is more than a blank or a slip of the keys."""
    return conversation.guide.lexicon.quality(text) not in (Quality.blank, Quality.junk)
