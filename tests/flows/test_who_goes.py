"""Whoever goes, comes back or takes their answers back leaves nothing that waits for them, and nothing untrue that stands."""

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.conversation.moves import EARLY, move_for
from flows.conversation.people import change_people, withdraw
from flows.model import Participant, Role
from tests.flows.test_conversation import at, begun

ANA = Participant(id="ana", role=Role.decision_maker)
BEN = Participant(id="ben", role=Role.delivery)
SCREENED = {"gap": "yes", "bandwidth": "both", "admin_load": "yes"}


def alone(conversation: Conversation) -> Conversation:
    """Ben is not expected any more."""
    return change_people(conversation, "ana", {"ana": Role.decision_maker}, "ana", {})[0][0]


def test_who_is_back_with_their_answers_and_who_is_missing_no_more_after_a_pause_open_the_section() -> None:
    conversation, _ = answering.answer(begun(ANA, BEN), "ben", "screening", SCREENED)
    conversation, _ = talk.name_another(conversation, "ana", "ben", "cleo", "en")
    conversation, _ = answering.answer(conversation, "ana", "screening", SCREENED)
    assert conversation.hidden
    back, said = talk.name_another(conversation, "ana", "cleo", "ben", "en")
    assert [one.what for one in said] == [talk.PROGRESS, talk.REVEAL, talk.SCREENED]
    assert not back.hidden
    paused, _ = talk.pause(conversation, "ana")
    resumed, said = talk.resume(alone(paused), "ana")
    assert [one.what for one in said] == [talk.RESUME, talk.REVEAL, talk.SCREENED]
    assert not resumed.hidden


def test_what_is_taken_back_after_the_summary_is_summed_up_anew() -> None:
    gone = alone(at("deciding", ANA, BEN))
    for conversation in (gone, talk.pause(gone, "ana")[0]):
        _, said = withdraw(conversation, "ben")
        assert [one.what for one in said] == [talk.PROGRESS, talk.SUMMARISE]


def test_nobody_misses_the_voice_of_who_went_and_took_theirs_back() -> None:
    cleo = Participant(id="cleo", role=Role.finance)
    conversation = at("clarity_revealed", ANA, BEN, cleo)
    seats = {"ana": Role.decision_maker, "cleo": Role.finance}
    gone = change_people(conversation, "ana", seats, "ana", {})[0][0]
    back, _ = withdraw(gone, "ben")
    move = move_for(back, "clarity")
    assert move is None or move.id != EARLY
