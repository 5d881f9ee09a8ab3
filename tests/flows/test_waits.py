"""What waits for whom: one answer, which never says of a person and of the whole what cannot both be."""

from hypothesis import given
from hypothesis import strategies as st

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.conversation.waits import Mine, Now, mine, now
from flows.errors import FlowError
from flows.model import Participant, Role, Setup, Side
from tests.flows.cases import GUIDE

PEOPLE = (
    Participant(id="ana", side=Side.ours, role=Role.decision_maker),
    Participant(id="ben", side=Side.ours, role=Role.delivery),
    Participant(id="cleo", side=Side.ours, role=Role.other),
    Participant(id="sam", side=Side.partner, role=Role.other),
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["answer"]), st.sampled_from([each.id for each in PEOPLE])),
        st.tuples(st.sampled_from(["reveal", "go_on", "back", "pause", "resume", "stop", "decide"]), st.just("ana")),
    ),
    max_size=40,
)


def _answered(conversation: Conversation, person: str) -> Conversation:
    section = conversation.waits_for(person)
    if section is None:
        return conversation
    asked = conversation.questions_for(section, conversation.participant(person))
    given = {each.id: each.options[0] for each in asked if each.options and not each.fields}
    moved, _ = answering.answer(conversation, person, section, given)
    return moved


def play(acts: list[tuple[str, str]]) -> Conversation:
    setup = Setup(our_kind="nonprofit", their_kind="company", label="funding", decision="")
    conversation, _ = talk.begin(GUIDE, setup, "ana", PEOPLE)
    for act, who in acts:
        try:
            match act:
                case "answer":
                    conversation = _answered(conversation, who)
                case "decide":
                    conversation, _ = talk.decide(conversation, who, talk.GO_IF, "a reason")
                case _:
                    conversation, _ = getattr(talk, act)(conversation, who)
        except FlowError:
            continue
    return conversation


@given(ACTS)
def test_the_whole_and_each_person_say_the_same(acts: list[tuple[str, str]]) -> None:
    conversation = play(acts)
    waits = now(conversation)
    for person in (*PEOPLE, Participant(id="zoe", side=Side.ours, role=Role.other)):
        what, section = mine(conversation, person.id)
        assert (section is not None) == (what is Mine.answer)
        assert (what in (Mine.answer, Mine.decide)) == (person.id in waits.people)
        assert what is not Mine.answer or waits.what in (Now.answer, Now.partner)
        assert (what is Mine.decide) == (waits.what is Now.decide and person.id in conversation.deciders)
        assert what is not Mine.paused or waits.what is Now.paused
    assert (waits.section is not None) == (waits.what in (Now.answer, Now.read))
    assert mine(conversation, "zoe") == (Mine.not_expected, None)
    if waits.what is Now.answer:
        assert set(waits.people) == {one.id for one in conversation.missing(str(waits.section))}


def test_who_opened_it_and_is_not_asked_has_nothing_to_answer_and_decides() -> None:
    setup = Setup(our_kind="nonprofit", their_kind="company", label="funding", decision="")
    conversation, _ = talk.begin(GUIDE, setup, "olu", PEOPLE[1:3])
    assert mine(conversation, "olu") == (Mine.nothing, None)
    assert conversation.deciders == ("olu",)
