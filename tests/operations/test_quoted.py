"""What the pages for users quote is what the product says today, letter for letter."""

import pytest

from tests.operations.quoted import PAGES, is_said, quotes, sampled

ALL = [(page, language) for language, pages in PAGES.items() for page in pages]


@pytest.mark.parametrize(("page", "language"), ALL)
def test_a_label_between_quotation_marks_is_one_of_the_product(page: str, language: str) -> None:
    found = quotes(page, language)
    assert found
    assert [quoted for quoted in found if not is_said(quoted, language)] == []


@pytest.mark.parametrize(("page", "language"), ALL)
def test_each_line_of_a_sample_is_said_by_the_product(page: str, language: str) -> None:
    assert [piece for piece in sampled(page) if not is_said(piece, language)] == []


def test_both_user_guides_have_samples() -> None:
    assert all(len(sampled(pages[0])) > 20 for pages in PAGES.values())


@pytest.mark.parametrize(
    ("older", "language"),
    [
        ("All conditions", "en"),
        ("A guardrail: Pay every hour asked for", "en"),
        ("🛑 Alarm · Free work asked of the weaker side", "en"),
        ("1 of 4 people on your side say so", "en"),
        ("Pas à moi de répondre, pour…", "fr"),
        ("En absence jusqu’au…", "fr"),
        ("La question suivante : Quel travail, combien d’heures, et qui l’a décidé ?", "fr"),
        ("Êtes-vous organisés pour que la gestion du partenariat ne coûte pas plus qu’elle ne rapporte ?", "fr"),
    ],
)
def test_what_the_product_said_once_is_found_out(older: str, language: str) -> None:
    assert not is_said(older, language)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Away until…", "en"),
        ("All 9 conditions", "en"),
        ("Now: “Screening”: 2 of 4 have answered. Each person answers alone.", "en"),
        ("Mené par @Amina · 4 personnes répondent : @Amina, @Tom, @Léa et @Karim", "fr"),
        ("la gestion : 2 Oui · 1 Non", "fr"),
    ],
)
def test_what_it_says_is_known_with_names_and_numbers(said: str, language: str) -> None:
    assert is_said(said, language)
