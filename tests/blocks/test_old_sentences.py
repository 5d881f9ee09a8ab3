"""Sentences that people stumbled over do not come back, in the app, its guides or the pages for users.

Each broke a rule of the glossary that no pattern can hold (``test_glossary`` holds the others): an object that cannot do
what the verb says, a heading that is half a sentence, a label with two meanings, a promise that is not kept.
"""

import pytest

from tests.blocks.test_glossary import REPO, _read, plain

OLD = {
    "en": (
        "What they write stays theirs",
        "questions, hidden until",
        "the middle of their answers",
        "Which ones, exactly?",
        "A channel outside the funder",
        "A channel to say no",
        "When I ask whether the partnership",
        "did it hold?",
        "Did this commitment hold",
        "The thread will read",
        "A guardrail holds when",
        "Its day is over",
        "one that is still ahead",
        "I do not ask any more",
        "as agreed, says",
        "who says nothing is counted",
        "Not mine to answer",
        "closed for now",
        "see more than one.",
        "What would reopen it",
        "The record of our partnerships",
        "Take a file",
        "As what?",
        "private until the reveal",
        "the one of us who knows",
        "isn't an answer",
    ),
    "fr": (
        "quelques questions, cachées",
        "le milieu de leurs réponses",
        "réponses ouvertes",
        "Lesquels, précisément",
        "Un canal hors du financeur",
        "Un canal pour dire non",
        "Quand je demande",
        "Quand je redemande",
        "Le jour est passé",
        "Je ne demande plus rien",
        "Partie «",
        "» est de nouveau ouvert ",
        "(fait)",
        "les silences sont comptés",
        "Pas à moi de répondre, pour",
        "Je ne sais pas, pour",
        "fermée pour l'instant",
        "Le registre de nos partenariats",
        "Prendre un fichier",
        "Sous quelle forme ?",
        "Faire que cela compte",
        "Aucun manque que le partenaire",
        "pas assez de bras",
        "naviguer dans le rapport de force",
        "est désordonné",
        "déséquilibre tu ",
        "pratiques de l'un de vous",
        "avant la fin de l'argent",
        "Un garde-fou :",
        "La question suivante :",
        "avec une issue",
        "n'est pas une réponse",
    ),
}


@pytest.mark.parametrize("language", sorted(OLD))
def test_an_old_sentence_does_not_come_back(language: str) -> None:
    end = "" if language == "en" else ".fr"
    pages = [REPO / "docs" / f"user-guide.{language}.md", REPO / f"README{end}.md"]
    pages += [REPO / "docs" / f"{name}{end}.md" for name in ("participants", "partner", "privacy")]
    read = [*_read(language), *((page.name, page.read_text("utf-8")) for page in pages)]
    texts = [(where, " ".join(plain(text).replace("*", "").split()).lower()) for where, text in read]
    assert len(texts) > 1000
    assert [(where, old) for where, text in texts for old in OLD[language] if old.lower() in text] == []
