"""What is typed after ``checkin``: a word for it, or a rule that is read later."""

import pytest

from bot.typed_words import CHECK_IN, MONTHLY, NOW, PAUSE, RESUME, SHOW, STOP, check_in, command, in_thread


@pytest.mark.parametrize(
    ("typed", "word", "rest"),
    [
        ("checkin", CHECK_IN, ""),
        ("check-in every month", CHECK_IN, "every month"),
        ("Points  pause", CHECK_IN, "pause"),
        ("suivi arrêter", CHECK_IN, "arrêter"),
        ("mensuel", MONTHLY, ""),
        ("monthly stop", MONTHLY, "stop"),
    ],
)
def test_the_command(typed: str, word: str, rest: str) -> None:
    found = command(typed)
    assert (found.word, found.rest) == (word, rest)


@pytest.mark.parametrize("typed", ["checkin in 3 weeks", "check in in 3 weeks", "checkin  in  3 weeks"])
def test_in_3_weeks_is_a_rule(typed: str) -> None:
    assert check_in(command(typed).rest).rest == "in 3 weeks"


@pytest.mark.parametrize(
    ("rest", "word"),
    [
        ("", SHOW),
        ("in", SHOW),
        ("d'étape", SHOW),
        ("now", NOW),
        ("Tout de suite !", NOW),
        ("pause", PAUSE),
        ("in pause", PAUSE),
        ("Reprendre.", RESUME),
        ("arrêter", STOP),
        ("STOP", STOP),
        ("every 2 weeks", None),
        ("in 3 weeks", None),
        ("stop it all", None),
    ],
)
def test_what_follows_it(rest: str, word: str | None) -> None:
    assert check_in(rest).word == word


def test_in_the_thread_the_conversation_s_own_words_stay_what_they_were() -> None:
    for typed, word in (("pause", PAUSE), ("checkin pause", CHECK_IN), ("point pause", CHECK_IN), ("resume", RESUME)):
        assert in_thread(typed, french=False, paused=True).word == word
