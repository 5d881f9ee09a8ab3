"""French documents are set by the rule of the catalogue, and only where they speak French."""

import pytest

from tests.operations.typography import set_in


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("« Oui » : qui ?", "«\u00a0Oui\u00a0»\u00a0: qui\u00a0?"),
        ("à 9 h, 5 000 €", "à 9\u00a0h, 5\u00a0000\u00a0€"),
        ("`a : b` : c", "`a : b`\u00a0: c"),
        ("[« a »](b.md) ; c", "[«\u00a0a\u00a0»](b.md)\u00a0; c"),
        ("```\na : b\n```\nc ?", "```\na : b\n```\nc\u00a0?"),
        ("<!-- a : b -->", "<!-- a : b -->"),
    ],
)
def test_a_sign_keeps_to_its_word(written: str, becomes: str) -> None:
    assert set_in("fr", written) == becomes


def test_english_stays_as_it_is() -> None:
    assert set_in("en", "A question : really ?") == "A question : really ?"
