"""What a document quotes of the product is what the product says: buttons, sentences, examples, errors."""

import json
import re
from pathlib import Path

import pytest

from bot.documents.cases import answers_of, read_case
from bot.i18n.catalogue import words
from bot.playground.stage import sample
from flows.guide import load_guide
from tests.blocks.test_glossary import against
from tests.blocks.test_one_screen import first_message, record_of
from tests.operations.shown_texts import ROOT, Texts, operators, people, plain

DOCS = ROOT / "docs"
READ_BY_PEOPLE = sorted(
    [
        ROOT / "README.md",
        ROOT / "README.fr.md",
        DOCS / "glossary.md",
        DOCS / "playground.md",
        *(DOCS / f"user-guide.{language}.md" for language in ("en", "fr")),
        *(DOCS / f"{name}{end}.md" for name in ("index", "participants", "partner", "privacy") for end in ("", ".fr")),
    ]
)
READ_BY_OPERATORS = sorted([DOCS / "operators.md", DOCS / "command-line.md", *(DOCS / "operators").glob("*.md")])
NOT_OURS = {
    "L’art et la science des partenariats à impact social": "the article",
    "Your Apps": "Slack’s page",
    "Create New App": "Slack’s page",
    "From a manifest": "Slack’s page",
    "Basic Information": "Slack’s page",
    "OAuth & Permissions": "Slack’s page",
    "FR / EN": "two buttons beside each other",
}
"""What stands in quotation marks and is not the product’s → whose it is."""


def quotations(text: str) -> list[str]:
    """What stands in the quotation marks of English and French, without comments."""
    text = re.sub(r"<!--.*?-->|```.*?```", "", text, flags=re.DOTALL)
    found = (one for pair in re.findall(r"“([^”]*)”|«\s*([^»]*?)\s*»", text) for one in pair if one)
    return [re.sub(r"\s+", " ", one) for one in found]


def examples(text: str) -> list[str]:
    """The lines of examples, without the notes beside them; a line that begins small goes on from the one before."""
    by_hand = re.sub(r"<!--.*?-->\n.*?<!-- end of .*?-->", "", text, flags=re.DOTALL)
    blocks = re.findall(r"\n\n((?:    \S.*\n)+)", by_hand)
    lines = [line for block in blocks for line in re.sub(r"\n    (?=[a-zé])", " ", block).splitlines()]
    found = [re.split(r"\s{3,}←", line.strip())[0].strip(" •↳") for line in lines]
    return [one for one in found if re.search(r"\w", one)]


def is_an_example(line: str, texts: Texts) -> bool:
    """Is a line something that the product says, or made of such things? Names of people and numbers are no words of it."""
    line = re.sub(r"@\w+(?:(?:, | and | et )@\w+)*", "Léa", line)
    label = re.fullmatch(r"([^:]*): (.*?)(?:\s+\(article.*\))?", line)
    if label and plain(label[1]) in texts.labels and texts.show(label[2]):
        return True
    parts = re.split(r"\s*\]\s*\[\s*| · | — |\s?: (?=[\d“«])", line.strip("[] "))
    parts = [one.strip("“”«» ") for one in parts]
    said = [one for one in parts if not re.fullmatch(r"[^a-z]*|Léa|.{0,2}\d.{0,4}|\d+ (?:of|sur) \d+", one)]
    return texts.show(line) or all(texts.show(one) or texts.show(re.sub(r"^\d+\s", "", one)) for one in said)


def not_shown(file: Path) -> list[str]:
    own, other = ("fr", "en") if ".fr" in file.name else ("en", "fr")
    texts = [people(own), people(other)] + ([operators()] if file in READ_BY_OPERATORS else [])
    wanted = [one for one in quotations(file.read_text("utf-8")) if one not in NOT_OURS]
    return [one for one in wanted if not any(text.show(one) for text in texts)]


@pytest.mark.parametrize(
    "file", [*READ_BY_PEOPLE, *READ_BY_OPERATORS], ids=lambda file: file.relative_to(ROOT).as_posix()
)
def test_what_a_document_quotes_is_what_the_product_says(file: Path) -> None:
    assert not_shown(file) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_example_is_made_of_what_the_product_says(language: str) -> None:
    shown = examples((DOCS / f"user-guide.{language}.md").read_text("utf-8"))
    assert len(shown) > 20
    assert [one for one in shown if not is_an_example(one, people(language))] == []


@pytest.mark.parametrize("quoted", ["Reveal them now", "What waits for you", "Now reveal", "Rev"])
def test_what_the_product_does_not_say_is_noticed(quoted: str) -> None:
    assert people("en").show("Reveal now")
    assert not people("en").show(quoted)
    assert not operators().show(quoted)


def test_what_is_listed_as_not_ours_is_quoted_and_not_ours() -> None:
    quoted = {one for file in (*READ_BY_PEOPLE, *READ_BY_OPERATORS) for one in quotations(file.read_text("utf-8"))}
    assert set(NOT_OURS) - quoted == set()
    assert [one for one in NOT_OURS if people("en").show(one) or people("fr").show(one)] == []


@pytest.mark.parametrize(
    "file",
    [one for one in READ_BY_PEOPLE if one.name != "glossary.md"],
    ids=lambda file: file.relative_to(ROOT).as_posix(),
)
def test_a_document_says_it_in_the_words_of_the_product(file: Path) -> None:
    language = "fr" if ".fr" in file.name else "en"
    paragraphs = re.sub(r"[*`]", "", file.read_text("utf-8")).split("\n\n")
    assert [wrong for one in paragraphs for wrong in against(language, " ".join(one.split()))] == []


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "en",
            (
                "the verdict",
                "the points that carry it",
                "one uncomfortable truth",
                "three conditions",
                "“See the points”",
            ),
        ),
        (
            "fr",
            (
                "le verdict",
                "les points qui le portent",
                "une vérité qui dérange",
                "trois conditions",
                "Le reste s’ouvre",
            ),
        ),
    ],
)
def test_a_summary_is_described_in_its_order(language: str, parts: tuple[str, ...]) -> None:
    described = " ".join((DOCS / f"user-guide.{language}.md").read_text("utf-8").split())
    texts = words(language).entries
    guide, case = load_guide(), read_case(sample(language)[0])
    people = [(person.participant(), answers_of(guide, person)) for person in case.participants]
    shown = plain(json.dumps(first_message(record_of(case.setup, people), language)["blocks"], ensure_ascii=False))
    heads = ("verdict.conditional", "summary.truth", "summary.conditions", "button.points")
    in_order = [plain(texts[one][0].split("{")[0]) for one in heads]
    in_order.insert(1, "🛑")
    for text, order in ((described, parts), (shown, in_order)):
        places = [text.find(one) for one in order]
        assert -1 not in places, dict(zip(order, places, strict=True))
        assert places == sorted(places)
