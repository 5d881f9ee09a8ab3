"""The quick screening: one person, the screening alone; it ends in a no, in a later, or in a conversation that knows it all."""

from collections.abc import Mapping

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Answer, Conversation
from flows.model import Guide, Kind, Participant, Role, Setup, Side

NO, LATER, LOOK = "no", "later", "look"
ENDS = (NO, LATER, LOOK)
"""What a quick screening ends in."""


def stopped(guide: Guide, person: str, language: str, raw: Mapping[str, object]) -> Conversation:
    """A conversation that one person screened alone and stopped, for now or for good. What they left out stays out."""
    alone = Participant(id=person, role=Role.decision_maker, language=language)
    conversation, _ = talk.begin(guide, Setup(), person, [alone])
    conversation = _screened(conversation, person, raw)
    if conversation.hidden and raw:
        conversation, _ = talk.reveal(conversation, person)
    return talk.stop(conversation, person)[0]


def filled_in(conversation: Conversation, person: str, raw: Mapping[str, object], doubt: str) -> talk.Step:
    """A conversation that begins with what one person said of it before: their screening, and what bothers them as their own answer
    to how this may fail, which is blind until its reveal and theirs to change."""
    if not any(one.id == person and one.side is Side.ours for one in conversation.people):
        return conversation, ()
    asked = conversation.guide.check_in.prediction
    if doubt and asked in conversation.guide.owner and conversation.guide.kind_of(str(asked)) is Kind.text:
        kept = Answer(person, str(asked), doubt)
        conversation = talk.changed(conversation, answers=(*conversation.answers, kept))
    screened = _screened(conversation, person, raw)
    if screened.stage == conversation.stage:
        return screened, ()
    section = screened.section
    return screened, (talk.Said(talk.REVEAL, section), talk.Said(talk.SCREENED, section))


def _screened(conversation: Conversation, person: str, raw: Mapping[str, object]) -> Conversation:
    section = conversation.guide.screening_section
    if section is None or section != conversation.section or not raw:
        return conversation
    return answering.answer(conversation, person, section, raw, follow_up=True)[0]
