"""The lifecycle: which event is possible where, and what a stored place must look like. It knows the sections of no guide."""

import copy
from itertools import permutations

import pytest

from flows.conversation.lifecycle import IN_A_SECTION, STAGES, Place, checked, send, starting_place
from flows.errors import BrokenConversation, NotAllowedNow
from flows.guide.checking import RESERVED_SECTIONS
from flows.model import CHECK_IN

EVENTS = ("reveal", "next", "back", "summarise", "decide", "decline", "close", "pause", "resume", "stop")
ROADS = {"one section": ("only",), "three": ("first", "middle", "last"), "six": tuple("fedcba")}
AFTERWARDS = ("reviewing", "deciding", "following_up", "closed", "abandoned")


def places(road: tuple[str, ...]) -> list[Place]:
    """Every place of a road that is no pause."""
    return [Place(stage, section) for section in road for stage in ("collecting", "revealed")] + [
        Place(stage) for stage in AFTERWARDS
    ]


def after(place: Place, event: str, road: tuple[str, ...]) -> tuple[str, str | None] | None:
    """Where an event leads by the road of the issue, as stage and section; None where it is not possible."""
    stage, section = place.stage, place.section
    if event in {"stop", "pause"}:
        if stage in {"closed", "abandoned"}:
            return None
        return ("abandoned", None) if event == "stop" else ("paused", section)
    if section is not None:
        at = road.index(section)
        onward = ("collecting", road[at + 1]) if at + 1 < len(road) else ("reviewing", None)
        return {
            "reveal": ("revealed", section) if stage == "collecting" else None,
            "next": onward if stage == "revealed" else None,
            "back": ("revealed", road[at - 1]) if at else None,
        }.get(event)
    further: dict[tuple[str, str], tuple[str, str | None]] = {
        ("reviewing", "summarise"): ("deciding", None),
        ("reviewing", "back"): ("revealed", road[-1]),
        ("deciding", "decide"): ("following_up", None),
        ("deciding", "decline"): ("closed", None),
        ("deciding", "back"): ("revealed", road[-1]),
        ("following_up", "back"): ("deciding", None),
        ("following_up", "close"): ("closed", None),
    }
    return further.get((stage, event))


CASES = [(road, place, event) for road in ROADS.values() for place in places(road) for event in EVENTS]
RESUMABLE = [(road, place) for road in ROADS.values() for place in places(road)[:-2]]


def test_a_conversation_begins_at_the_first_section_of_its_road() -> None:
    for road in ROADS.values():
        assert starting_place(road) == Place("collecting", road[0])


@pytest.mark.parametrize(("road", "place", "event"), CASES)
def test_an_event_leads_on_or_is_refused(road: tuple[str, ...], place: Place, event: str) -> None:
    expected = after(place, event, road)
    if expected is None:
        with pytest.raises(NotAllowedNow):
            send(place, event, road)
    else:
        moved = send(place, event, road)
        assert (moved.stage, moved.section) == expected
        assert moved.resume_to == (place.stage if event == "pause" else None)


@pytest.mark.parametrize(("road", "place"), RESUMABLE)
def test_a_pause_resumes_where_it_was_and_takes_no_other_event_but_stop(road: tuple[str, ...], place: Place) -> None:
    paused = send(place, "pause", road)
    assert (paused.stage, paused.resume_to, paused.section) == ("paused", place.stage, place.section)
    assert paused.open_section is None
    assert send(paused, "resume", road) == place
    assert send(paused, "stop", road) == Place("abandoned")
    for event in set(EVENTS) - {"resume", "stop"}:
        with pytest.raises(NotAllowedNow):
            send(paused, event, road)


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_only_a_reveal_makes_a_section_seen_and_what_was_seen_stays_revealed(road: tuple[str, ...]) -> None:
    for at, section in enumerate(road):
        place = send(Place("collecting", section), "reveal", road)
        assert place.seen == {section}
        assert send(place, "pause", road).seen == {section}
        if at + 1 < len(road):
            later = road[at + 1]
            assert send(place, "next", road) == Place("collecting", later, seen=frozenset({section}))
            seen = Place("revealed", section, seen=frozenset(road))
            assert send(seen, "next", road) == Place("revealed", later, seen=frozenset(road))


def test_the_order_of_the_sections_is_the_one_of_the_road() -> None:
    for road in permutations(("first", "middle", "last")):
        place, walked = starting_place(road), []
        while place.section:
            walked.append(place.section)
            place = send(send(place, "reveal", road), "next", road)
        assert tuple(walked) == road
        assert place == Place("reviewing", seen=frozenset(road))


ROAD = ROADS["three"]
BROKEN = [
    Place("nowhere"),
    Place(""),
    Place("first"),
    Place("Collecting", "first"),
    Place("collecting"),
    Place("revealed", ""),
    Place("collecting", "of another guide"),
    Place("deciding", "last"),
    Place("closed", "last"),
    Place("paused"),
    Place("paused", "first"),
    Place("paused", resume_to="collecting"),
    Place("paused", "first", resume_to="deciding"),
    Place("paused", "of another guide", resume_to="revealed"),
    Place("deciding", resume_to="revealed"),
    Place("revealed", "first", resume_to="revealed"),
    Place("revealed", "first", seen=frozenset({"of another guide"})),
]


@pytest.mark.parametrize("place", BROKEN, ids=repr)
def test_a_stored_place_that_is_none_cannot_be_continued(place: Place) -> None:
    with pytest.raises(BrokenConversation):
        checked(place, ROAD)
    for event in EVENTS:
        with pytest.raises(BrokenConversation):
            send(place, event, ROAD)


@pytest.mark.parametrize("target", ["nowhere", "closed", "abandoned", "paused", ""])
def test_a_pause_of_a_place_that_cannot_be_resumed_is_broken(target: str) -> None:
    for section in (None, "first"):
        with pytest.raises(BrokenConversation):
            send(Place("paused", section, resume_to=target), "resume", ROAD)


@pytest.mark.parametrize("event", ["", "explode", "Reveal"])
def test_an_event_that_does_not_exist_is_refused(event: str) -> None:
    with pytest.raises(NotAllowedNow):
        send(starting_place(ROAD), event, ROAD)


@pytest.mark.parametrize("event", ["reveal", "next", "pause"])
def test_an_event_leaves_the_place_that_it_took_as_it_was(event: str) -> None:
    place = Place("collecting", "middle", seen=frozenset({"first"}))
    before = copy.deepcopy(place)
    try:
        send(place, event, ROAD)
    except NotAllowedNow:
        assert event == "next"
    assert place == before


def test_no_section_can_be_called_like_a_stage() -> None:
    """A button and a remark name a section or a stage in the same field."""
    assert {*STAGES, CHECK_IN, "short"} == RESERVED_SECTIONS
    assert set(STAGES) > IN_A_SECTION
