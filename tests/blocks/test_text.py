"""What people wrote, made inert."""

import json
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.kit.messages import BLOCKS_WEIGHT, MOST_WEIGHT, pages
from bot.blocks.kit.text import clean, escape, fitting, mention, mrkdwn, name, one_line, pieces, plain, shorten, weight
from bot.i18n.catalogue import words
from tests.blocks.limits import UNSEEN, findings

ROOT = Path(__file__).parent.parent.parent
anything = st.text(st.characters(exclude_categories=()), max_size=400)
swift = settings(deadline=None, derandomize=True, max_examples=150)


@swift
@given(anything, st.integers(0, 60))
def test_shorten_keeps_the_limit_and_says_when_something_is_left_out(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    assert short == text or most == 0 or short.endswith("…")
    assert text.startswith(short.removesuffix("…"))


@swift
@given(anything)
def test_escape_leaves_nothing_live_and_loses_nothing_that_can_be_read(text: str) -> None:
    safe = escape(text)
    assert "<" not in safe
    assert ">" not in safe
    assert not UNSEEN.search(safe)
    assert safe.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == clean(text)
    json.dumps(safe).encode()


@swift
@given(anything)
def test_clean_is_stable(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)


@swift
@given(anything, st.integers(40, 300))
def test_pieces_are_the_whole_text(text: str, most: int) -> None:
    found = list(pieces(text, most))
    assert "".join(found) == text
    assert all(weight(piece) <= most for piece in found)
    assert weight(fitting(text, most)) <= most


@swift
@given(anything)
def test_text_objects_are_never_empty_nor_too_long(text: str) -> None:
    assert plain(text, 75)["text"].strip()
    assert len(plain(text, 75)["text"]) <= 75
    live = mrkdwn(f"*{escape(text)}*", 80)["text"]
    assert live.strip()
    assert len(live) <= 80
    assert "<" not in live


def test_an_escape_is_never_cut_in_the_middle() -> None:
    for size in range(10, 40):
        cut = mrkdwn("x" * size + "&amp;&lt;" * 20, size + 12)["text"]
        assert cut.removesuffix("…").replace("&amp;", "").replace("&lt;", "").strip("x") == ""


def test_a_letter_keeps_its_marks_and_an_emoji_its_family() -> None:
    assert shorten("cafe\u0301 au lait", 5) == "caf…"
    assert shorten("ab\U0001f469\u200d\U0001f467cd", 5) == "ab…"


def test_a_joke_of_marks_is_thinned_and_a_language_is_not() -> None:
    assert clean("Z" + "\u0351" * 50) == "Z" + "\u0351" * 4
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("tiếng Việt, 한국어, עִבְרִית") == "tiếng Việt, 한국어, עִבְרִית"


def test_mentions_come_from_ids_alone() -> None:
    assert mention("U0AMINA") == "<@U0AMINA>"
    assert mention("<!channel>") == "&lt;!channel&gt;"
    assert mention("amina") == "amina"


def test_a_name_in_a_sentence_is_one_short_line() -> None:
    assert name("Acme\n\n<b> ") == "Acme &lt;b&gt;"
    assert len(name("x" * 40_000)) == 80
    assert name("\u200b\n ") == "—"


def test_pages_keep_the_limits_and_every_block() -> None:
    block = {"type": "section", "text": mrkdwn("слово " * 90)}
    parts = [[block, block] for _ in range(40)]
    bodies = pages(words("fr"), "Titre", parts, [block])
    shown = [one for body in bodies for one in body["blocks"] if one["type"] == "section"]
    assert shown == [block] * 81
    assert all(weight(body) <= MOST_WEIGHT and weight(body["blocks"]) <= BLOCKS_WEIGHT + 200 for body in bodies)
    assert [finding for body in bodies for finding in findings(body, "message")] == []
    assert bodies[1]["text"].startswith("Titre (2 sur ")


def test_no_parts_is_still_a_message_when_it_has_an_ending() -> None:
    block = {"type": "section", "text": mrkdwn("x")}
    assert pages(words("en"), "Title", [], [block]) == [{"text": "Title\nx", "blocks": [block]}]


def test_no_square_is_drawn_that_a_screen_reader_names_each_time() -> None:
    """docs/decisions/0009: ``■`` is read “black square”, one of ten squares after the other."""
    drawn = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "bot").rglob("*.po"), *(ROOT / "bot" / "i18n").rglob("*.toml")]
    assert len(drawn) > 100
    assert [file.name for file in drawn if re.search("[\u25a0\u25a1\u25ac-\u25af]", file.read_text("utf-8"))] == []
