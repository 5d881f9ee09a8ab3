"""The glossary of what people read: one word for one thing, nobody is blamed, a sentence fits on a phone; in both languages."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.i18n.catalogue import words
from bot.i18n.languages import LOCALES, languages

REPO = LOCALES.parent.parent.parent
GUIDES = [REPO / "flows" / "guide" / "text", *sorted((REPO / "docs" / "guides").glob("*/text"))]
MOST = 140
"""Characters of a sentence that a phone shows in four lines."""

BANNED = {
    "en": {
        r"\b(some|every|any)body\b": "someone, everyone, anyone",
        r"\bno one\b": "nobody",
        r"\bon conditions\b": "with conditions",
        r"\bOur side\b": "Your side",
        r"\bwhoever (runs|looks after|administers) (the app|this app|me|it)\b": "the person who administers this app",
        r"\bre-vote\b": "answer again: nobody votes",
        r"\bbandwidth\b": "time",
        r"\bthread (reads what|is told|has been told|knows|learns)\b": "people read a thread",
        r"(?<!nobody )\b(waits?|waiting) for (you|your answers)\b": "your answers are needed; to do",
        r"\bThat is over now\b|\bIt is so already\b|\bHow does it go on\b|\bHas it come\b": "no Germanisms",
        r"\b(stands?) (there|in it)\b": "is there; is quoted",
        r"\bno legal advice\b": "not legal advice",
        r"\b(did not|does not|do not) hold\b(?! either)": "kept, not kept (of commitments)",
        r"\bIt held\b|\bnot held\b": "kept, not kept",
        r"\banswers (to “\{section\}” |are )open\b|\bopens? the answers\b": "visible",
        r"\bbegan this month\b": "last month: it is asked on the first working day",
        r"\bnobody looked\b|\bhave not looked whether\b": "not blaming",
        r"\bwhoever\b|\bseen by who\b|\bscreens who\b|^Who (does|has|is|knows)\b[^?]*\.$": "the person who",
        r"\b(person who|who) opened (the|this) conversation\b|\bthe opener\b": "the person who leads: it can be handed on",
        r"\byour (expected )?people (are|,)|\byour expected people\b": "your side",
        r"\beach,? (writes|says|gives|adds|marks|finishes|names|whichever)\b": "each person",
        r"\b(Slack|app|workspace) (does not take|did not take|takes (no|the))\b|\bnot be taken\b": "accept, deliver, save",
        r"\bsomeone of\b|\b(person|people) of (\*\{partner\}|another)": "from, at, in",
        r"\b(those|partnerships?|conversations) of (my|your|the) channels\b": "in",
        r"\bof (this|that) name\b": "with this name",
        r"\bbut for what\b|\bis it so\b|\bwhether it is so\b|\bfrom then on\b|\bat hand\b|\bbesides\*": "no Germanisms",
        r"\bmeanwhile\b|\banew\b|\blies on\b|\bhow it goes on\b|\bOne has to\b|\blistened on\b": "no Germanisms",
        r"(?<!there )\bis no (number|date|file|folder|path|user id|export|version|moment|guide|JSON|database)\b": "is not a",
        r"\bgone on with\b|\bcame to a halt\b|\bstands in Slack\b": "continued; stopped; messages in Slack stay there",
        r"\bticks and numbers to\b": "ticks and numbers for",
        r"\bcut scope\b|; restate\b|\bdue diligence\b|\bthe powerful side\b|= walk\b": "plain verbs; the side with more power",
        r"\bbonnet\b|\bone tap\b": "behind the scenes; one click",
    },
    "fr": {
        r"\b(la|cette|chaque|dernière|autre|l'une des|les deux) parties?\b(?! de\b)|\bpartie suivante\b": "section; côté",
        r"\bfiches?\b": "carte (du canal)",
        r"·e": "une tournure épicène",
        r"\b(Merci à tous|vous seuls?\b|êtes pas sûrs|les derniers|un responsable|Celui qui|celui de nous|prévenus?\b)": "épicène",
        r"\bêtes (en absence|organisés)\b|\bEn absence\b": "absence jusqu’au",
        r"(?<![\wà-ÿ])[ÀàDd]'après qui\b|\bDemander à qui\b": "les personnes qui",
        r"\baller ailleurs\b|\bva ailleurs\b": "décider autrement, s’écarter",
        r"\bNotre côté\b": "Votre côté",
        r"\b(gère l'application|fait tourner l'application|s'occupe de moi)": "la personne qui administre l’application",
        r"\brevoter\b|\bSoyez vérifiable\b|\bça\b": "un calque, ou un autre registre",
        r"\bfil (le sait|apprend|lira votre)\b": "on lit un fil",
        r"\bC'est fini à présent\b|\bc'en était\b|\bC'est déjà ainsi\b": "un calque",
        r"\bpas un conseil juridique\b|\best tenu par\b": "ne vaut pas conseil juridique ; géré par",
        r"\b(sont|Déjà) ouvert(es)?\b(?= [:dq]|;)": "visibles, dit des réponses",
        r"\bce mois-ci\b": "le mois dernier",
        r"\bferait rouvrir\b": "vous ferait reconsidérer ce refus",
        r"\bne suis ici\b": "« suis » se lit « être »",
        r"\btoutes les parties\b|\bpremier tri\b|\bcapot\b": "les sections ; le tri ; en coulisses",
        r"(?<![\wà-ÿ])qui a ouvert(?! cette adresse)|\b[Vv]os personnes\b": "la personne qui mène ; votre côté",
        r"\b(vu|comme|lire :|changer :) qui\b": "la personne qui",
        r"\bmal tourné\b|\bportée de main\b|\bréponses n'ont pas pu être prises\b|\bne prend pas de messages\b": "un calque",
        r"\bpersonnes? de \*\{partner\}|\bnombres à (\{|ces)": "chez ; pour",
        r"\b(dernier|prochain)s? points?\b(?! d'étape)|\bCe point (est terminé|se clôt)|\bau point du\b": "le point d'étape",
        r"\bengagement de \{owner\}.* (a|n'a pas) tenu\b": "il est tenu",
        r"\bs'en charge\b|\bvous vous chargez\b": "une personne en répond",
        r"\bC'est (clos|reparti)\b|\bs'oppose à (continuer|poursuivre)\b|\benjambe\b": "un calque, ou un autre registre",
        r"\bmonnaie\b|\bJours uniques\b|\bTuer\b": "devise ; dates isolées ; arrêter",
        r"\b(Je demande|Demander) (\d|à ces)|\bce qui vous attend\b": "poser les questions ; ce que vous avez à faire",
        r"\bcôté puissant\b|; reformuler\b|= renoncer\b": "le côté qui a le plus de pouvoir ; des verbes simples",
        r"\bchacun\b": "tout le monde, chaque personne, chaque côté",
        r"\bqu'ils\b|\b(ont|écoutent|renonceraient)-ils (fait|renoncé|avant)\b": "qui ? l'équipe, l'autre côté, ces personnes",
        r"\bils (sauront|pourront|liront|lisent|peuvent lire|auront répondu)\b": "qui ? l'équipe, l'autre côté, ces personnes",
        r"\bcelles et ceux\b": "les personnes qui",
        r"\b(l'auteur|leurs auteurs|ces lecteurs|tous les membres|être invité|l'un de (vous|nous))\b": "épicène",
    },
}
"""Pattern → what is said instead."""

ALLOWED: dict[tuple[str, str], str] = {}
"""(language, key) → why a banned word is right there."""

LONG: dict[tuple[str, str], str] = {}
"""(language, key) → why its sentence cannot be shorter."""

_BETWEEN = re.compile(r"(?<=[.!?])[”»)*_\u00a0 ]*\s+|\n|(?<=\s»)\s(?=[A-ZÉÀ])")


def _leaves(table: dict[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}.{name}")
        else:
            yield f"{prefix}.{name}", str(value)


def _toml(file: Path, prefix: str) -> Iterator[tuple[str, str]]:
    yield from _leaves(tomllib.loads(file.read_text("utf-8")), prefix)


def _read(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language that people read, with where it is."""
    for key, texts in words(language).entries.items():
        yield from ((key, text) for text in texts)
    for guide in GUIDES:
        yield from _toml(guide / f"{language}.toml", str(guide.parent.name))
    for key, text in _toml(LOCALES / language / "typed.toml", "typed"):
        if key.endswith((".help", ".who")):
            yield key, text
    yield from _toml(LOCALES / language / "page.toml", "page")
    yield from _leaves(json.loads((LOCALES / language / "page.json").read_text("utf-8")), "page")


def _said_to_operators() -> Iterator[tuple[str, str]]:
    """The texts that the command line prints, which are English: what stands in its code, docstrings left out."""
    for file in sorted((REPO / "bot" / "cli").glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in comments:
                yield f"{file.name}:{node.lineno}", node.value


def plain(text: str) -> str:
    """A text without the spaces and apostrophes that are set for it."""
    return text.replace("\u00a0", " ").replace("’", "'")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without the marks of Slack around them."""
    return [one.strip(" *_") for one in _BETWEEN.split(text) if one.strip()]


def against(language: str, text: str) -> list[str]:
    """What the glossary has against a text, each with what to write instead."""
    found = ((re.search(pattern, plain(text), re.IGNORECASE), better) for pattern, better in BANNED[language].items())
    return [f"“{hit[0]}”: {better}" for hit, better in found if hit]


@pytest.mark.parametrize("language", languages())
def test_nothing_that_people_read_uses_a_banned_word(language: str) -> None:
    wrong = [
        f"{key}: {what} in {text!r}"
        for key, text in _read(language)
        if (language, key) not in ALLOWED
        for what in against(language, text)
    ]
    assert wrong == []


def test_nothing_that_an_operator_reads_uses_a_banned_word() -> None:
    assert [
        f"{place}: {what} in {text!r}" for place, text in _said_to_operators() for what in against("en", text)
    ] == []


@pytest.mark.parametrize("language", languages())
def test_a_sentence_fits_on_a_phone(language: str) -> None:
    long = [
        f"{key}: {len(one)} characters, at most {MOST}: {one}"
        for key, text in _read(language)
        if (language, key) not in LONG and not key.startswith("format.")
        for one in sentences(text)
        if len(one) > MOST
    ]
    assert long == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Go, on conditions"),
        ("en", "A commitment needs somebody who owns it."),
        ("en", "whoever looks after me finds the reason in the log."),
        ("en", "The thread is told who changed it."),
        ("en", "“Clarity” waits for your answers."),
        ("en", "Did this commitment not hold? It held"),
        ("en", "Which partnership talks began this month?"),
        ("en", "Either everything holds, or nobody looked."),
        ("fr", "La partie « Clarté » attend vos réponses."),
        ("fr", "Regardez-le sur la fiche, puis réessayez."),
        ("fr", "Et vous, comment y êtes-vous venu·e ?"),
        ("fr", "La décision va ailleurs, pour la raison ci-dessous."),
        ("fr", "C’est noté ; le fil le sait."),
        ("fr", "Je ne suis ici aucun partenariat de ce nom."),
        ("fr", "Vous êtes en absence jusqu’au 3 mars."),
        ("fr", "« Clarté » : les réponses de chacun"),
        ("fr", "Ce qu’ils ne liront pas"),
    ],
)
def test_the_old_sentences_are_refused(language: str, text: str) -> None:
    assert against(language, text) != []


def test_what_is_listed_as_an_exception_still_is_one() -> None:
    read = {language: dict(_read(language)) for language in languages()}
    for language, key in ALLOWED:
        assert against(language, read[language][key]) != []
    for language, key in LONG:
        assert any(len(one) > MOST for one in sentences(read[language][key]))
