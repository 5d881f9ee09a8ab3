"""Text quality from its definition: blank, junk, thin, vague, ok, in French and English alike."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.assessment.answers import facts_of, quality
from flows.text.quality import WORTH, Quality, best
from tests.flows.cases import GUIDE, words

QUESTIONS_OF_TEXT = (
    "gap_exact",
    "need",
    "walk_away",
    "multiplier",
    "shared_proof",
    "audience",
    "influencers",
    "action",
)
COMPLETED_BY = {
    "need": ("need_one", "need_why"),
    "walk_away": ("walk_away_if",),
    "multiplier": ("multiplier_without",),
    "audience": ("audience_thousand", "audience_change"),
    "influencers": ("influencers_how",),
    "action": ("action_filmed",),
}


def tq(question: str, text: str | None) -> str:
    return str(GUIDE.read(question, text).quality)


# What says nothing, whatever was asked.
NOTHING = {
    "blank": [
        "", " ", "\n\t", "?", "...", "…", "-", "—", "/", "!!!", "¿?", "()", "« »", "\u00a0", "\u200b", "\u200b\u200d\ufeff",
        "n/a", "N/A", "na", "idk", "IDK", "Idk.", "tbd", "TBD", "tbd!", "tbc", "yes", "Yes.", "no",
        "oui", "Oui !", "non", "rien", "Rien.", "on verra", "On verra…", "ok", "OK", "aucune", "à définir", "À DÉFINIR",
        "à voir", "je ne sais pas", "Je ne sais pas.", "I don't know", "i dont know", "I don’t know", "pas d'idée",
        "Pas d’idée", "no idea", "none", "nothing", "plus tard", "later", "same", "idem", "voir plus haut", "see above",
        "to be defined", "to be determined", "jsp", "nsp", "we'll see",
    ],
    "junk": [
        "👍", "🎉🎉🎉", "❤️", "👩🏽‍🏫", "🇫🇷", "👍 🙏", "1️⃣", "123", "5000", "100 %", "3.7", "42", "2024-2025", "€ 5 000", "lol",
        "LOL", "lol!!!", "mdr", "ptdr", "asdf", "asdfgh", "qwerty", "azerty", "test", "Test.", "foo", "bla bla", "Bla bla bla",
        "blah blah", "lorem ipsum", "haha", "xxx", "yolo", "whatever", "osef", "aaaa", "AAAAAAA", "zzzzzz", "ééééé",
        "sdfghjkl", "SDFGHJKL", "bcdfgh", "lol mdr", "test test test", "👍 lol", "\u200blol\u200b",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("expected", "text"), [(kind, text) for kind, texts in NOTHING.items() for text in texts])
def test_what_says_nothing_is_blank_or_junk_whatever_was_asked(expected: str, text: str) -> None:
    assert {question: tq(question, text) for question in QUESTIONS_OF_TEXT} == dict.fromkeys(
        QUESTIONS_OF_TEXT, expected
    )


def test_nothing_written_is_blank() -> None:
    assert tq("need", None) == "blank"


SAID = [
    ("gap_exact", "expertise", "thin"),
    ("gap_exact", "de l'expertise", "vague"),
    ("gap_exact", "Money and visibility", "vague"),
    ("gap_exact", "des ressources et un réseau", "vague"),
    ("gap_exact", "nurses", "ok"),
    ("gap_exact", "Deux infirmières", "ok"),
    ("gap_exact", "un camion frigorifique", "ok"),
    ("need", "funding", "thin"),
    ("need", "more visibility", "thin"),
    ("need", "plus de visibilité", "vague"),
    ("need", "We need funding and visibility to scale our impact", "vague"),
    ("need", "Nous voulons plus de notoriété et un financement", "vague"),
    ("need", "nurses", "ok"),
    ("need", "school nurses", "ok"),
    ("need", "40 nurses trained", "ok"),
    ("need", "40 infirmières formées à Tamale avant juin", "ok"),
    ("need", "€54,000 for a school bus", "ok"),
    ("need", "14 verticals, 3.7x", "vague"),
    ("need", "3 x 500 euros", "ok"),
    ("need", "Leverage synergies across the ecosystem to unlock scalable value", "vague"),
    ("need", "Faire bouger les lignes avec bienveillance et passion", "vague"),
    ("walk_away", "transparency", "thin"),
    ("walk_away", "Respect et confiance mutuelle", "vague"),
    ("walk_away", "honesty, integrity, trust", "vague"),
    ("walk_away", "No alcohol sponsor", "ok"),
    ("walk_away", "Pas d'alcool ni de tabac", "ok"),
    ("walk_away", "child labour", "ok"),
    ("multiplier", "1 + 1 = 3", "junk"),
    ("multiplier", "1 + 1 make 3", "vague"),
    ("multiplier", "win-win", "thin"),
    ("multiplier", "Ensemble on est plus forts", "vague"),
    ("multiplier", "Together we make a bigger impact", "vague"),
    ("multiplier", "Changer le monde, ensemble", "vague"),
    ("multiplier", "Vaccinate children in villages without clinics", "ok"),
    ("multiplier", "Vacciner 3 000 enfants des villages isolés", "ok"),
    ("shared_proof", "We share the same values and vision", "vague"),
    ("shared_proof", "They closed their sugar line", "ok"),
    ("shared_proof", "Ils ont fermé leur usine de plastique", "ok"),
    ("audience", "atteindre la génération Z", "vague"),
    ("audience", "Atteindre la Génération Z !", "vague"),
    ("audience", "génération Z", "thin"),
    ("audience", "reach Gen Z", "vague"),
    ("audience", "Gen Z", "thin"),
    ("audience", "gen-z", "thin"),
    ("audience", "tout le monde", "vague"),
    ("audience", "everyone", "thin"),
    ("audience", "le grand public", "vague"),
    ("audience", "the general public", "vague"),
    ("audience", "young people worldwide", "vague"),
    ("audience", "Deaf teachers", "ok"),
    ("audience", "Enseignants sourds", "ok"),
    ("audience", "teachers", "thin"),
    ("audience", "14 verticals, 3.7x", "vague"),
    ("audience", "les 300 apprentis boulangers de Roubaix", "ok"),
    ("audience", "16-25", "junk"),
    ("audience", "our community of followers", "vague"),
    ("audience", "des communautés inspirantes", "vague"),
    ("influencers", "celebrities", "thin"),
    ("influencers", "les influenceurs", "thin"),
    ("influencers", "les stars des réseaux sociaux", "vague"),
    ("influencers", "TikTok, Instagram and the media", "vague"),
    ("influencers", "coach", "ok"),
    ("influencers", "Leur grand-mère", "ok"),
    ("influencers", "nurses", "ok"),
    ("action", "sensibiliser au climat", "vague"),
    ("action", "Sensibiliser au climat.", "vague"),
    ("action", "sensibiliser", "thin"),
    ("action", "raise awareness", "thin"),
    ("action", "Raise awareness about the climate", "vague"),
    ("action", "Engage and join the conversation", "vague"),
    ("action", "prendre conscience et agir", "vague"),
    ("action", "Changer les mentalités et les comportements", "vague"),
    ("action", "14 verticals, 3.7x", "vague"),
    ("action", "Book a hearing test", "ok"),
    ("action", "Prendre rendez-vous au centre de santé", "ok"),
    ("action", "sign the petition", "ok"),
]


@pytest.mark.parametrize(("question", "text", "expected"), SAID)
def test_a_thing_or_a_person_is_an_answer_and_a_wish_is_none(question: str, text: str, expected: str) -> None:
    # As it wonders whether to ask again: a flag, which accuses, is surer.
    assert str(GUIDE.read(question, text).as_asked) == expected


PHRASES = [
    ("atteindre la génération Z", "audience"),
    ("reach Gen Z", "audience"),
    ("sensibiliser au climat", "action"),
    ("raise awareness", "action"),
    ("sensibiliser au climat", "audience"),
    ("raise awareness", "audience"),
    ("atteindre la génération Z", "need"),
    ("reach Gen Z", "need"),
    ("sensibiliser au climat", "need"),
    ("raise awareness", "need"),
]


@pytest.mark.parametrize(("phrase", "question"), PHRASES)
def test_the_two_phrases_of_the_article_are_never_an_answer(phrase: str, question: str) -> None:
    assert tq(question, phrase) in {"thin", "vague"}


@pytest.mark.parametrize("question", QUESTIONS_OF_TEXT)
@pytest.mark.parametrize(
    "word",
    ["leverage", "synergy", "ecosystem", "community", "bienveillance", "écosystème", "synergies", "storytelling"],
)
def test_a_word_that_is_only_fashionable_is_content_nowhere(question: str, word: str) -> None:
    assert tq(question, word) == "thin"
    assert tq(question, f"{word} {word} {word} {word}") == "vague"


OTHER_SCRIPTS = [
    ("audience", "معلمات الصم في كوماسي", "ok"),
    ("influencers", "המורה", "ok"),
    ("influencers", "\u202bالجدة\u202c", "ok"),
    ("audience", "聋人 教师", "ok"),
    ("walk_away", "без алкоголя", "ok"),
    ("audience", "κωφοί δάσκαλοι", "ok"),
]


@pytest.mark.parametrize(("question", "text", "expected"), OTHER_SCRIPTS)
def test_other_scripts_are_words_and_no_keyboard_mash(question: str, text: str, expected: str) -> None:
    assert tq(question, text) == expected


ALIKE = [
    ("audience", "Deaf teachers", "DEAF TEACHERS"),
    ("audience", "Deaf teachers", "  deaf,  teachers!! "),
    ("audience", "Deaf teachers", "Deaf teachers 🙏"),
    ("audience", "Deaf teachers", "Deaf\u00a0teachers"),
    ("audience", "génération Z", "generation z"),
    ("audience", "génération Z", "ge\u0301ne\u0301ration Z"),
    ("audience", "génération Z", "« Génération Z »"),
    ("need", "à définir", "A DEFINIR."),
    ("action", "sensibiliser", "sensi\u00adbiliser"),
    ("action", "sensibiliser", "sensi\u200bbiliser"),
    ("audience", "everyone", "every\u200done"),
]


@pytest.mark.parametrize(("question", "text", "written"), ALIKE)
def test_case_accents_punctuation_and_what_is_invisible_change_nothing(question: str, text: str, written: str) -> None:
    assert tq(question, written) == tq(question, text)


@pytest.mark.parametrize("question", QUESTIONS_OF_TEXT)
@pytest.mark.parametrize("word", ["rhythms", "mythe"])
def test_a_word_with_y_for_a_vowel_is_no_mash(question: str, word: str) -> None:
    assert tq(question, word) != "junk"


def test_five_letters_without_a_vowel_may_be_an_abbreviation() -> None:
    assert tq("influencers", "SNCFT") == "ok"


BEFORE_AND_WITH_MORE = [
    # question, answer, follow-up, its text, judged together
    ("need", "funding", "need_one", "40 nurses by June", "ok"),
    ("need", "", "need_why", "A school bus for Tamale", "ok"),
    ("need", "lol", "need_why", "A school bus for Tamale", "ok"),
    ("need", "nurses", "need_one", "Tamale clinics", "ok"),
    ("need", "funding", "need_one", "more visibility", "vague"),
    ("audience", "Gen Z", "audience_thousand", "Apprentice bakers in Roubaix", "ok"),
    ("audience", "teachers", "audience_thousand", "Kumasi", "ok"),
    ("audience", "", "audience_change", "The bus drivers of Kumasi", "ok"),
    ("walk_away", "transparence", "walk_away_if", "l'usine emploie des enfants", "ok"),
    ("multiplier", "win-win", "multiplier_without", "No vaccine reaches the islands", "ok"),
    ("influencers", "celebrities", "influencers_how", "Their coach", "ok"),
    ("action", "sensibiliser", "action_filmed", "Ils signent la pétition à la mairie", "ok"),
    ("audience", "Deaf teachers", "audience_thousand", "lol", "ok"),
    ("need", "school nurses", "need_one", "40", "ok"),
    ("need", "infirmières formées", "need_one", "40, 06/2027", "ok"),
]


@pytest.mark.parametrize(("question", "text", "follow_up", "more", "expected"), BEFORE_AND_WITH_MORE)
def test_a_follow_up_is_appended_to_its_question_before_it_is_judged(
    question: str, text: str, follow_up: str, more: str, expected: str
) -> None:
    assert _with_more(question, text, follow_up, more) == expected


NON_ANSWERS = [
    ("influencers", "rien", "influencers_how", "je ne sais pas"),
    ("influencers", "", "influencers_how", "I don't know"),
    ("influencers", "", "influencers_how", "lol"),
    ("influencers", "celebrities", "influencers_how", "no idea"),
    ("influencers", "celebrities", "influencers_how", "lol"),
    ("audience", "on verra", "audience_change", "idk"),
    ("audience", "lol", "audience_change", "asdf"),
    ("audience", "", "audience_change", "n/a"),
    ("audience", "Gen Z", "audience_thousand", "on verra"),
    ("action", "TBD", "action_filmed", "lol"),
    ("action", "sensibiliser", "action_filmed", "to be determined"),
    ("walk_away", "rien", "walk_away_if", "on verra"),
    ("need", "TBD", "need_why", "we'll see"),
    ("multiplier", "win-win", "multiplier_without", "voir ci-dessus"),
]


@pytest.mark.parametrize(("question", "text", "follow_up", "more"), NON_ANSWERS)
def test_a_follow_up_that_says_nothing_improves_nothing(question: str, text: str, follow_up: str, more: str) -> None:
    """Rules 4 and 5: only what is better is appended; two non-answers are no answer."""
    alone = tq(question, text)
    assert tq(follow_up, more) in {"blank", "junk"}
    assert _with_more(question, text, follow_up, more) == alone


@pytest.mark.parametrize("question", COMPLETED_BY)
def test_every_follow_up_of_a_text_question_completes_it(question: str) -> None:
    completing = {probe.id for probe in GUIDE.question[question].probes if probe.completes}
    assert completing == set(COMPLETED_BY[question])


def _with_more(question: str, text: str, follow_up: str, more: str) -> str:
    given = {key: value for key, value in ((question, text), (follow_up, more)) if value}
    return str(quality(GUIDE, facts_of(GUIDE, given), question))


QUESTIONS = st.sampled_from(QUESTIONS_OF_TEXT)
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(
    words("deaf teachers gen z everyone 42 lol n/a synergy la le 3.7x nurses rien 👍 climat")
), max_size=8).map(" ".join))  # fmt: skip


@given(QUESTIONS, TEXTS)
@example("audience", "\x00")
@example("need", "ﷺ" * 20)
def test_any_text_has_one_of_the_five_qualities(question: str, text: str) -> None:
    assert tq(question, text) in {"blank", "junk", "thin", "vague", "ok"}


@given(QUESTIONS, TEXTS)
def test_upper_case_and_decomposed_accents_say_the_same(question: str, text: str) -> None:
    assert tq(question, unicodedata.normalize("NFD", text)) == tq(question, unicodedata.normalize("NFC", text))


@given(st.lists(st.sampled_from(list(Quality))))
def test_the_best_of_several_is_the_one_that_is_worth_most(qualities: list[Quality]) -> None:
    assert best(qualities) is max(qualities, key=lambda quality: WORTH[quality], default=Quality.blank)


def test_worth_grows_from_blank_to_ok() -> None:
    assert sorted(Quality, key=lambda quality: WORTH[quality]) == ["blank", "junk", "thin", "vague", "ok"]
