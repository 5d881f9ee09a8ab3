"""Who is expected changes while a conversation runs: nothing that was said is lost, and whoever goes may take theirs back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.conversation.people import Change, What, acting, can_withdraw, change_people, our_people, withdraw
from flows.errors import AlreadyNamed, NobodyExpected, NotAllowedNow, NotDecider
from flows.model import Participant, Role, Side
from tests.flows.cases import GUIDE, setup

AMINA = Participant(id="amina", role=Role.decision_maker)
TOM = Participant(id="tom", role=Role.delivery)
INES = Participant(id="ines", side=Side.partner)
SCREENED = {"gap": "yes", "bandwidth": "both", "admin_load": "yes"}


def begun() -> Conversation:
    return talk.begin(GUIDE, setup(), "amina", (AMINA, TOM, INES))[0]


def changed(
    conversation: Conversation, seats: dict[str, Role], opener: str = "amina"
) -> tuple[Conversation, list[Change]]:
    (moved, _), changes = change_people(conversation, "amina", seats, opener, {"lea": "fr"})
    return moved, list(changes)


def test_what_changed_is_told_in_one_order_and_the_partner_is_left_alone() -> None:
    moved, changes = changed(begun(), {"amina": Role.finance, "lea": Role.delivery}, opener="lea")
    assert changes == [
        Change(What.added, "lea", Role.delivery),
        Change(What.removed, "tom"),
        Change(What.role, "amina", Role.finance),
        Change(What.opener, "lea"),
    ]
    assert [(one.id, one.replaced) for one in moved.people] == [
        ("amina", False),
        ("tom", True),
        ("ines", False),
        ("lea", False),
    ]
    assert moved.participant("lea").language == "fr"
    assert moved.opener == "lea"


def test_who_is_missing_no_more_opens_the_section_and_what_was_answered_counts() -> None:
    both = begun()
    for person in ("amina", "tom"):
        both, _ = answering.answer(both, person, "screening", {"gap": "yes"})
    both, _ = answering.answer(both, "amina", "screening", SCREENED)
    assert both.hidden
    moved, _ = changed(both, {"amina": Role.decision_maker})
    assert not moved.hidden
    assert moved.own_answers("tom") == {"gap": "yes"}


def test_only_who_went_takes_back_and_only_before_the_decision() -> None:
    answered, _ = answering.answer(begun(), "tom", "screening", SCREENED)
    assert not can_withdraw(answered, "tom")
    gone, _ = changed(answered, {"amina": Role.decision_maker})
    assert can_withdraw(gone, "tom")
    assert gone.answered_count("screening") == (1, 2)
    back, _ = withdraw(gone, "tom")
    assert back.own_answers("tom") == {}
    assert back.answered_count("screening") == (0, 1)
    for conversation in (answered, back, talk.stop(gone, "amina")[0]):
        with pytest.raises(NotAllowedNow):
            withdraw(conversation, "tom")


def test_what_cannot_be_is_refused() -> None:
    everybody = {"amina": Role.decision_maker, "tom": Role.delivery}
    for by, seats, opener, error in (
        ("tom", everybody, "amina", NotDecider),
        ("ines", everybody, "amina", NotDecider),
        ("amina", {}, "amina", NobodyExpected),
        ("amina", everybody | {"ines": Role.other}, "amina", AlreadyNamed),
        ("amina", everybody, "ines", AlreadyNamed),
    ):
        with pytest.raises(error):
            change_people(begun(), by, seats, opener, {})
    with pytest.raises(NotAllowedNow):
        change_people(talk.stop(begun(), "amina")[0], "amina", everybody, "amina", {})


@given(data=st.data())
def test_somebody_acts_as_long_as_anybody_of_our_side_is_there(data: st.DataObject) -> None:
    """Whoever leads, while they are there; else those who decide; else all of our side. Never who is gone, nor the partner's."""
    seats = data.draw(st.dictionaries(st.sampled_from(["U1", "U2", "U3", "U4"]), st.sampled_from(Role), min_size=1))
    people = [Participant(id=person, role=role) for person, role in seats.items()]
    people.append(Participant(id="U9", side=Side.partner))
    opener = data.draw(st.sampled_from(["U0", *seats]))
    gone = data.draw(st.sets(st.sampled_from(["U0", *seats])))
    conversation = talk.begin(GUIDE, setup(), opener, tuple(people))[0]
    found = acting(conversation, gone)
    there = our_people(conversation) - gone
    assert bool(found) is bool(there)
    assert set(found) <= there
    if opener not in gone:
        assert found == (opener,)
    elif deciding := set(conversation.deciders) - gone:
        assert set(found) == deciding
    else:
        assert set(found) == there
