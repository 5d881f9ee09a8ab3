"""What people type after ``/partnership`` and ``@coach``, in any language, with or without accents."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.i18n.catalogue import language_name
from bot.i18n.commands import FIND, HELP, IN_CHANNEL, IN_THREAD, NEW, PAUSE, RESUME, SHOW, TypedIn, typed_in
from bot.i18n.languages import DEFAULT, languages
from flows.schedules.schedule_words import AFTER_A_WHILE
from flows.text.nearest import nearest
from flows.text.plain import plain, typed

MOST_TYPED = 4_000
"""Characters that somebody may type to the coach. Nothing longer is parsed: each way in here looks at this first."""
TOO_LONG = "too_long"
"""What was meant by more than that."""
NOW, STOP = "now", "stop"
ALL = "all"
_AFTER_CHECK_IN = (SHOW, NOW, PAUSE, RESUME, STOP)
_LONGEST_WHILE = 8
"""Words: "in 3 weeks" is shorter."""
_LONGEST_WORD = 40
_STANDINGS = ("open", "decided", "declined", "due")


@dataclass(frozen=True)
class Typed:
    """A command word that was understood (None: it was not) and the rest of the line as typed.

    ``written``: the word that was not understood; ``nearest``: the one that is known and is spelled most like it.
    """

    word: str | None
    rest: str = ""
    written: str = ""
    nearest: str = ""


def command(text: str, language: str = DEFAULT) -> Typed:
    """What follows the slash command, which has a ``language``. Nothing typed means help."""
    if len(text) > MOST_TYPED:
        # Only the word is read: a name is shortened where it is used, what is to be found has a sentence of its own.
        first, _ = _first_word(text[:_LONGEST_WORD])
        word = _first_of(_meant(first, (FIND, NEW), _spellings))
        return Typed(word, text[len(first) + 1 : MOST_TYPED]) if word else Typed(TOO_LONG)
    first, rest = _first_word(text)
    if not first:
        return Typed(HELP)
    word = _first_of(_meant(first, IN_CHANNEL, _spellings))
    return Typed(word, rest) if word else _not_understood(first, rest, IN_CHANNEL, language)


def in_thread(text: str, *, language: str, paused: bool) -> Typed:
    """What follows the mention in a thread of a conversation in ``language``.

    A word may be two commands: "résumé" is a summary in French and "resume" is to go on in English. Its accents decide; without
    them it is what makes sense now, and then what it is in the language of the conversation.
    """
    if len(text) > MOST_TYPED:
        return Typed(TOO_LONG)
    first, rest = _first_word(text)
    if not first:
        return Typed(HELP)
    meant = _meant(first, IN_THREAD, _spellings)
    if not first.isascii():
        meant = [one for one in meant if not one.spelling.isascii()] or meant
    if paused and any(one.word == RESUME for one in meant):
        return Typed(RESUME, rest)
    word = _first_of([one for one in meant if one.language == language] or meant)
    return Typed(word, rest) if word else _not_understood(first, rest, IN_THREAD, language)


def _not_understood(first: str, rest: str, words: Sequence[str], language: str) -> Typed:
    """Return what was not understood, and what is nearest to it: in this language, or else in another."""
    for reader in sorted(languages(), key=lambda each: each != language):
        known = [spelling for word in words for spelling in _spellings(typed_in(reader), word)]
        if near := nearest(bare(first[:_LONGEST_WORD]), known):
            return Typed(None, rest, first, near)
    return Typed(None, rest, first)


def check_in(text: str) -> Typed:
    """What follows ``checkin``: one of the words for it, or a rule (None) with what was typed."""
    more = {plain(word) for language in languages() for word in typed_in(language).check_in.rest}
    words = typed(text).split()
    skipped = 0
    while skipped < len(words) and bare(words[skipped]) in more:
        if AFTER_A_WHILE.match(plain(" ".join(words[skipped : skipped + _LONGEST_WHILE]))):
            break  # "checkin in 3 weeks" is a rule
        skipped += 1
    rest = " ".join(words[skipped:])
    if not bare(rest):
        return Typed(SHOW, rest)
    return Typed(_first_of(_meant(rest, _AFTER_CHECK_IN, lambda words, word: getattr(words.check_in, word))), rest)


def language(text: str) -> str | None:
    """The language that was named, None when none was."""
    named = bare(text)
    for code in languages():
        known = [code, *(language_name(code, reader) for reader in languages())]
        known += [name for reader in languages() for name in typed_in(reader).names.get(code, ())]
        if named in map(plain, known):
            return code
    return None


def standing(text: str) -> str | None:
    """What is to be listed: ALL when nothing was typed, None for a word that is not known."""
    if not text.strip():
        return ALL
    return _first_of(_meant(text, _STANDINGS, lambda words, word: getattr(words.standings, word)))


def nearest_standing(text: str) -> str:
    """Return the word after ``list`` that is spelled most like what was typed."""
    return nearest(
        bare(text[:_LONGEST_WORD]),
        [
            word
            for language in languages()
            for standing in _STANDINGS
            for word in getattr(typed_in(language).standings, standing)
        ],
    )


def bare(word: str) -> str:
    """Return the plain word without outer punctuation and marks of bold, italics or code; a question mark alone stays one."""
    letters = plain(word).strip(".,;:!*_~`\"'<>() ")
    return letters.rstrip("? ") or letters[:1]


@dataclass(frozen=True)
class _Meant:
    word: str
    language: str
    spelling: str


def _meant(typed: str, words: Iterable[str], spellings: Callable[[TypedIn, str], tuple[str, ...]]) -> list[_Meant]:
    """Return everything that this may be, those of the default language first."""
    known = (
        _Meant(word, language, spelling)
        for language in languages()
        for word in words
        for spelling in spellings(typed_in(language), word)
    )
    return [one for one in known if plain(one.spelling) == bare(typed)]


def _spellings(words: TypedIn, word: str) -> tuple[str, ...]:
    return words.commands[word].spellings


def _first_of(meant: list[_Meant]) -> str | None:
    return meant[0].word if meant else None


def _first_word(text: str) -> tuple[str, str]:
    """The first word and the rest, at whatever white space they are parted."""
    first, *rest = typed(text).split(maxsplit=1) or [""]
    return first, typed(rest[0]) if rest else ""
