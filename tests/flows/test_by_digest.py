"""What is remembered of a text: what was made of it, and nothing that anybody wrote."""

import gc

from flows.text.by_digest import ByDigest
from flows.text.quantities import number


def test_a_text_is_read_once_and_only_the_newest_are_kept() -> None:
    read: list[str] = []

    def length(question: str, text: str) -> int:
        read.append(text)
        return len(question + text)

    remembered = ByDigest(length, most=3)
    assert [remembered("q", text) for text in ("a", "bb", "a", "\ud800", "dddd", "a")] == [2, 3, 2, 2, 5, 2]
    assert read == ["a", "bb", "\ud800", "dddd", "a"]
    assert len(remembered) == 3
    assert (remembered("ab", "c"), remembered("a", "bc"), len(read)) == (3, 3, 7)


def test_no_text_stays_in_memory() -> None:
    text = "about some, said CANARY " + "x" * 5
    assert number(text) is None
    text = text[:10]
    caches = [found for found in gc.get_objects() if isinstance(found, ByDigest)]
    assert caches
    assert not any("CANARY" in str(vars(cache)) for cache in caches)
