"""One person's mentions: answered up to a limit a minute, told once to go slower, then nothing."""

from itertools import count

from bot.listeners.pace import Pace, Paces

EVENTS = count()


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_person_has_a_limit_of_their_own() -> None:
    clock = Time()
    paces = Paces(3, clock)
    assert [paces.of("U1", str(next(EVENTS))) for _ in range(6)] == [Pace.ANSWERED] * 3 + [Pace.TOLD] + [
        Pace.SILENT
    ] * 2
    assert paces.of("U2", str(next(EVENTS))) is Pace.ANSWERED
    clock.now = 59.0
    assert paces.of("U1", str(next(EVENTS))) is Pace.SILENT
    clock.now = 60.0
    assert [paces.of("U1", str(next(EVENTS))) for _ in range(5)] == [Pace.ANSWERED] * 3 + [Pace.TOLD, Pace.SILENT]


def test_people_are_forgotten_where_there_are_many() -> None:
    paces = Paces(1, Time())
    for number in range(10_050):
        paces.of(f"U{number}", str(next(EVENTS)))
        paces.of(f"U{number}", str(next(EVENTS)))
    assert len(paces._said) == 10_000
    assert len(paces._told) == 10_000


def test_what_slack_delivers_again_was_said_once() -> None:
    paces = Paces(2, lambda: 0.0)
    assert [paces.of("U1", event) for event in ("a", "a", "a", "b", "b")] == [Pace.ANSWERED] * 5
    assert [paces.of("U1", event) for event in ("c", "c", "d")] == [Pace.TOLD, Pace.SILENT, Pace.SILENT]
