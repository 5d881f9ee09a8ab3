"""What is typed after ``checkin``: a word for it, or a rule that is read later."""

import pytest

from bot.i18n import typed_words
from bot.i18n.commands import CHECK_IN, MONTHLY, PAUSE, RESUME, SHOW
from bot.i18n.typed_words import MOST_TYPED, NOW, STOP, TOO_LONG, Typed, check_in, command, in_thread
from flows.text.plain import plain


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
        ("d’étape", SHOW),
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


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("point aujourd'hui", NOW),
        ("point aujourd\u02bchui", NOW),
        ("point aujourd’hui", NOW),
        ("check\u2011in", SHOW),
        ("check–in now", NOW),
        ("\u200bcheckin\u00a0now", NOW),
        ("• checkin now", NOW),
        ("1) checkin now", NOW),
        ("*checkin* `now`", NOW),
        ("“checkin” now", NOW),
        ("checkin “now”", NOW),
    ],
)
def test_however_a_keyboard_writes_it(written: str, word: str) -> None:
    typed = command(written)
    assert typed.word == CHECK_IN
    assert check_in(typed.rest).word == word


def test_what_is_not_understood_comes_with_what_is_nearest() -> None:
    assert command("stauts please") == Typed(None, "please", "stauts", "status")
    assert command("exprter", "fr") == Typed(None, "", "exprter", "exporter")
    assert command("dance") == Typed(None, "", "dance", "")
    assert in_thread("reveel", language="en", paused=False).nearest == "reveal"
    assert typed_words.nearest_standing("opne") == "open"
    assert typed_words.nearest_standing("décliné?") == "décliné"


def test_in_the_thread_the_conversation_s_own_words_stay_what_they_were() -> None:
    for typed, word in (("pause", PAUSE), ("checkin pause", CHECK_IN), ("point pause", CHECK_IN), ("resume", RESUME)):
        assert in_thread(typed, language="en", paused=True).word == word


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many characters are normalised, call by call: what reading costs."""
    lengths: list[int] = []

    def counting(text: str) -> str:
        lengths.append(len(text))
        return plain(text)

    monkeypatch.setattr(typed_words, "plain", counting)
    return lengths


@pytest.mark.parametrize("typed", ["checkin " + "in " * 13_000, "x" * (MOST_TYPED + 1), "d’étape " * 5_000])
def test_nothing_of_what_is_too_long_is_read(read: list[int], typed: str) -> None:
    assert command(typed) == in_thread(typed, language="fr", paused=True) == Typed(TOO_LONG)
    assert max(read, default=0) <= 40, "no more than a word is read"


@pytest.mark.parametrize("word", ["in ", "d’étape ", "x"])
def test_what_reading_costs_grows_with_its_length_and_no_faster(read: list[int], word: str) -> None:
    costs = []
    for length in (MOST_TYPED // 2, MOST_TYPED):
        check_in(word * (length // len(word)))
        costs.append(sum(read))
        read.clear()
    assert costs[1] < 2.2 * costs[0]


def test_the_rest_of_a_check_in_is_skipped_however_often_it_stands() -> None:
    assert check_in("in " * 13_000 + "now").word == NOW
    assert check_in("in in in 3 weeks").rest == "in 3 weeks"
    assert check_in("in " * 10 + "d’étape").word == SHOW
