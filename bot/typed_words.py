"""What people type after ``/partnership`` and ``@coach``, in either language, with or without accents."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from flows.follow_up.schedule_words import AFTER_A_WHILE

NEW, HELP, STATUS, LIST, LANGUAGE = "new", "help", "status", "list", "language"
FIND, SHOW, LEDGER = "find", "show", "ledger"
CHECK_IN, MONTHLY = "checkin", "monthly"
AGREEMENT, EXPORT = "agreement", "export"
REVEAL, NEXT, BACK, PAUSE, RESUME, WHY, SUMMARY = "reveal", "next", "back", "pause", "resume", "why", "summary"
NOW, STOP = "now", "stop"

_COMMAND_WORDS = {
    NEW: ("new", "start", "nouveau", "nouvelle", "commencer"),
    HELP: ("help", "aide", "?"),
    STATUS: ("status", "statut", "etat", "ou"),
    LIST: ("list", "liste"),
    LEDGER: ("ledger", "registre"),
    FIND: ("find", "search", "cherche", "chercher", "trouve", "trouver"),
    SHOW: ("show", "montre", "montrer", "voir"),
    LANGUAGE: ("language", "lang", "langue"),
    CHECK_IN: ("checkin", "check-in", "checkins", "check-ins", "check", "point", "points", "suivi"),
    MONTHLY: ("monthly", "mensuel", "mensuelle"),
    AGREEMENT: ("agreement", "accord"),
    EXPORT: ("export", "exporter", "exporte", "brief", "dossier"),
}
_STANDINGS = {
    "open": ("open", "ouvert", "ouverte", "ouverts", "ouvertes"),
    "decided": ("decided", "decide", "decidee", "decides", "decidees"),
    "declined": (
        "declined",
        "decline",
        "declinee",
        "declines",
        "declinees",
        "refuse",
        "refusee",
        "refuses",
        "refusees",
    ),
    "due": ("due", "overdue", "echu", "echue", "echus", "echues", "retard"),
}
ALL = "all"
_THREAD_WORDS = {
    STATUS: ("status", "statut", "etat"),
    REVEAL: ("reveal", "reveler", "revele", "revelation"),
    NEXT: ("next", "suivant", "suivante", "suite"),
    BACK: ("back", "retour", "revenir"),
    PAUSE: ("pause",),
    RESUME: ("resume", "continue", "reprendre", "reprise"),
    WHY: ("why", "pourquoi"),
    SUMMARY: ("summary", "bilan", "synthese"),
    HELP: ("help", "aide", "?"),
    CHECK_IN: _COMMAND_WORDS[CHECK_IN],
    AGREEMENT: _COMMAND_WORDS[AGREEMENT],
}
_SCHEDULE_WORDS = {
    SHOW: ("", "show", "montre", "montrer", "voir", "quand", "when"),
    NOW: ("now", "maintenant", "tout de suite", "aujourd'hui", "today"),
    PAUSE: ("pause", "suspendre", "suspends"),
    RESUME: ("resume", "continue", "reprendre", "reprends", "reprise", "continuer"),
    STOP: ("stop", "arret", "arrete", "arreter", "fin", "off"),
}
_REST_OF_CHECK_IN = ("in", "ins", "d'etape", "d’etape")
"""What follows the first word where a check-in is written in two."""
_LANGUAGES = {
    "fr": ("fr", "french", "francais", "francaise"),
    "en": ("en", "english", "anglais", "anglaise"),
}


@dataclass(frozen=True)
class Typed:
    """A command word that was understood (None: it was not) and the rest of the line as typed."""

    word: str | None
    rest: str = ""


def plain(word: str) -> str:
    """Lower case, without accents and outer punctuation; a question mark alone stays one."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).strip(".,;:!\u00a0 ")
    return letters.rstrip("?\u00a0 ") or letters[:1]


def command(text: str) -> Typed:
    """What follows the slash command. Nothing typed means help."""
    first, rest = _first_word(text)
    if not first:
        return Typed(HELP)
    return Typed(_find(_COMMAND_WORDS, plain(first)), rest)


def in_thread(text: str, *, french: bool, paused: bool) -> Typed:
    """What follows the mention in a thread.

    "résumé" is a summary in French and "resume" is to go on in English; without its accents it is what makes sense now.
    """
    first, rest = _first_word(text)
    if not first:
        return Typed(HELP)
    if "é" in unicodedata.normalize("NFC", first.casefold()) and plain(first) == "resume":
        return Typed(SUMMARY, rest)
    if plain(first) == "resume" and french and not paused:
        return Typed(SUMMARY, rest)
    return Typed(_find(_THREAD_WORDS, plain(first)), rest)


def check_in(text: str) -> Typed:
    """What follows ``checkin``: one of the words for it, or a rule (None) with what was typed."""
    typed = " ".join(text.split())
    first, rest = _first_word(typed)
    if plain(first) in _REST_OF_CHECK_IN and not AFTER_A_WHILE.match(plain(typed)):  # "checkin in 3 weeks" is a rule
        return check_in(rest)
    return Typed(_find(_SCHEDULE_WORDS, plain(typed)), typed)


def language(text: str) -> str | None:
    """The language that was named, None when none was."""
    return _find(_LANGUAGES, plain(text))


def standing(text: str) -> str | None:
    """What is to be listed: ALL when nothing was typed, None for a word that is not known."""
    return _find(_STANDINGS, plain(text)) if text.strip() else ALL


def _first_word(text: str) -> tuple[str, str]:
    """The first word and the rest, at whatever white space they are parted."""
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""


def _find(words: Mapping[str, tuple[str, ...]], typed: str) -> str | None:
    return next((word for word, spellings in words.items() if typed in spellings), None)
