"""The lifecycle: which event is possible where, and what a stored place must look like."""

import copy

import pytest

from flows.errors import BrokenConversation, NotAllowedNow
from flows.lifecycle import STAGES, Place, is_collecting, section_of, send
from flows.model import SECTIONS

EVENTS = ("reveal", "next", "back", "summarise", "decide", "decline", "close", "pause", "resume", "stop")
ROAD = [f"{section}_{part}" for section in SECTIONS for part in ("collecting", "revealed")]


def after(stage: str, event: str) -> str | None:
    """Where an event leads by the road of the issue; None where it is not possible."""
    section = section_of(stage)
    at = SECTIONS.index(section) if section else None
    if event == "stop":
        return None if stage in {"closed", "abandoned"} else "abandoned"
    if event == "pause":
        return None if stage in {"closed", "abandoned", "paused"} else "paused"
    if at is not None:
        revealed = {
            "reveal": None if not is_collecting(stage) else f"{section}_revealed",
            "next": None if is_collecting(stage) else (f"{SECTIONS[at + 1]}_collecting" if at < 5 else "reviewing"),
            "back": f"{SECTIONS[at - 1]}_revealed" if at else None,
        }
        return revealed.get(event)
    further = {
        ("reviewing", "summarise"): "deciding",
        ("reviewing", "back"): "closing_revealed",
        ("deciding", "decide"): "following_up",
        ("deciding", "decline"): "closed",
        ("deciding", "back"): "closing_revealed",
        ("following_up", "back"): "deciding",
        ("following_up", "close"): "closed",
    }
    return further.get((stage, event))


RESUMABLE = [stage for stage in STAGES if stage not in {"closed", "abandoned", "paused"}]
CASES = [(stage, event) for stage in STAGES for event in EVENTS if stage != "paused"]


def test_the_road_is_six_sections_each_collected_then_revealed() -> None:
    assert list(STAGES) == [*ROAD, "reviewing", "deciding", "following_up", "closed", "abandoned", "paused"]
    assert Place().stage == "screening_collecting"


@pytest.mark.parametrize(("stage", "event"), CASES)
def test_an_event_leads_on_or_is_refused(stage: str, event: str) -> None:
    expected = after(stage, event)
    if expected is None:
        with pytest.raises(NotAllowedNow):
            send(Place(stage), event)
    else:
        moved = send(Place(stage), event)
        assert moved.stage == expected
        assert moved.resume_to == (stage if event == "pause" else None)


@pytest.mark.parametrize("stage", RESUMABLE)
def test_a_pause_resumes_where_it_was_and_takes_no_other_event_but_stop(stage: str) -> None:
    paused = send(Place(stage), "pause")
    assert (paused.stage, paused.resume_to) == ("paused", stage)
    assert send(paused, "resume").stage == stage
    assert send(paused, "stop").stage == "abandoned"
    for event in set(EVENTS) - {"resume", "stop"}:
        with pytest.raises(NotAllowedNow):
            send(paused, event)


@pytest.mark.parametrize("section", SECTIONS)
def test_only_a_reveal_makes_a_section_seen_and_what_was_seen_stays_revealed(section: str) -> None:
    place = send(Place(f"{section}_collecting"), "reveal")
    assert place.seen == {section}
    assert send(place, "pause").seen == {section}
    if section != "closing":
        later = SECTIONS[SECTIONS.index(section) + 1]
        assert send(place, "next").stage == f"{later}_collecting"
        seen = Place(place.stage, seen=frozenset(SECTIONS))
        assert send(seen, "next").stage == f"{later}_revealed"


BROKEN = [
    Place("nowhere"),
    Place(""),
    Place("screening"),
    Place("Screening_Collecting"),
    Place("paused"),
    Place("deciding", resume_to="screening_revealed"),
]


@pytest.mark.parametrize("place", BROKEN, ids=lambda place: f"{place.stage}, resume to {place.resume_to}")
@pytest.mark.parametrize("event", EVENTS)
def test_a_stored_place_that_is_none_cannot_be_continued(place: Place, event: str) -> None:
    with pytest.raises(BrokenConversation):
        send(place, event)


@pytest.mark.parametrize("target", ["nowhere", "closed", "abandoned", "paused", ""])
def test_a_pause_of_a_place_that_cannot_be_resumed_is_broken(target: str) -> None:
    with pytest.raises(BrokenConversation):
        send(Place("paused", resume_to=target), "resume")


@pytest.mark.parametrize("event", ["", "explode", "Reveal"])
def test_an_event_that_does_not_exist_is_refused(event: str) -> None:
    with pytest.raises(NotAllowedNow):
        send(Place(), event)


@pytest.mark.parametrize("event", ["reveal", "next", "pause"])
def test_an_event_leaves_the_place_that_it_took_as_it_was(event: str) -> None:
    place = Place("clarity_collecting", seen=frozenset({"screening"}))
    before = copy.deepcopy(place)
    try:
        send(place, event)
    except NotAllowedNow:
        assert event == "next"
    assert place == before
