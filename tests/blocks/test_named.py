"""Whatever covers the screen, or stands alone on a phone, says which partnership it is about; and a section has one name."""

import re
from typing import Any

import pytest

from bot.blocks.kit.messages import naming
from bot.blocks.kit.payloads import Modal
from bot.blocks.kit.text import mention, name
from bot.i18n.catalogue import Words, words
from bot.i18n.languages import languages
from tests.blocks.limits import nodes
from tests.blocks.sample import Story, guide
from tests.blocks.surfaces import SURFACES

STORY = Story()
MODALS = [each for each in SURFACES.values() if each.kind == "modal"]
MESSAGES = [each for each in SURFACES.values() if each.kind == "message"]
A_LINE, GLANCE = 12, 80
"""How much of a message's text a phone shows."""


@pytest.fixture(params=languages())
def said(request: pytest.FixtureRequest) -> Words:
    return words(request.param)


def first_of(view: Any) -> str:
    """The title and the first paragraph of a modal."""
    first = view["blocks"][0]
    texts = first["elements"] if first["type"] == "context" else [first.get("text", {"text": ""})]
    return "\n".join([view["title"]["text"], *(each["text"] for each in texts)])


@pytest.mark.parametrize("form", MODALS, ids=lambda form: form.name)
def test_every_modal_names_the_partnership_before_anything_else(said: Words, form: Any) -> None:
    for view in form.payloads(said, STORY):
        metadata = view.get("private_metadata")
        if not metadata or Modal.load(metadata).c is None:  # about no partnership yet, or about all of them
            continue
        named = first_of(view)
        # The partner's people do not read what we call them: who invited them stands there.
        assert name(STORY.partner_name) in named or mention(STORY.opener) in named, view["title"]["text"]


def test_a_form_of_a_section_names_the_section(said: Words) -> None:
    sections = [guide().text(said.language, f"section.{one}") for one in guide().road]
    for form in ("form_empty", "reveal_confirmation", "why", "answers_again", "probes"):
        for view in SURFACES[form].payloads(said, STORY):
            assert any(said.typeset(section) in first_of(view) for section in sections), form


def test_what_is_asked_before_a_click_counts_names_the_partnership(said: Words) -> None:
    confirmed = [
        node["confirm"]
        for surface in SURFACES.values()
        for payload in surface.payloads(said, STORY)
        for node in nodes(payload)
        if isinstance(node, dict) and "confirm" in node and "deny" not in node
    ]
    assert confirmed
    assert {STORY.partner_name in each["title"]["text"] for each in confirmed} == {True}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_what_is_read_out_begins_with_what_it_is_and_says_it_once(said: Words, message: Any) -> None:
    for payload in message.payloads(said, STORY):
        first, *others = re.sub("[*_]", "", payload["text"]).split("\n")
        assert first.strip(), message.name
        assert len(first) < A_LINE or first not in others, f"{message.name}: {first!r} is read out twice"


def test_a_message_that_does_not_name_the_partner_is_given_the_name() -> None:
    plain = {"text": "Everyone’s answers", "blocks": []}
    assert naming("Acme", plain)["text"] == "Acme: Everyone’s answers"  # type: ignore[arg-type]
    known = {"text": "Decision about Acme: Go", "blocks": []}
    assert naming("Acme", known) == known  # type: ignore[arg-type]
    late = {"text": f"{'x' * GLANCE} Acme", "blocks": []}
    assert naming("Acme", late)["text"].startswith("Acme: ")  # type: ignore[arg-type]


def test_a_section_has_one_name(said: Words) -> None:
    texts = guide().texts[said.language]
    named = {key for key in texts if key.startswith("section.")}
    assert named == {f"section.{one.id}" for one in guide().sections} | {"section.check_in"}
    for other in ("Selfish clarity", "Reach is not impact", "Strategic, or a distraction?", "La clarté égoïste"):
        assert other not in texts.values()
        assert not any(other in text for forms in said.entries.values() for text in forms)
