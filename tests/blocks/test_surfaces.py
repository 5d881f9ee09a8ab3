"""Every surface in both languages: Slack's limits, texts meant to do harm, one shape in both; ten of them letter for letter."""

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.i18n.catalogue import Words, words
from bot.i18n.languages import languages
from flows.model import Participant, Role, Setup, Side
from tests.blocks import sample
from tests.blocks.limits import Payload, findings, nodes, strings
from tests.blocks.reading import read
from tests.blocks.sample import EACH, EVERYONE, OURS, THEIRS, Story, crowd, written
from tests.blocks.surfaces import SURFACES

TELLING, LISTED_ONLY = Story(), Story()
HOSTILE = (
    "<!channel> <!here|x> <@U0BOSS> <#C0SECRET> <https://evil.example|your bank> https://evil.example @everyone "
    "`code` *bold* :rotating_light: &lt;!channel&gt; \u202egnp.exe\u202c \u2066x\u2069 \x00\x07\ud800 "
    "Z\u0351\u0352\u0353\u0354\u0355\u0356\u0357algo \u200b\u200b\u200bspaced \u0634\u0631\u0627\u0643\u0629 "
    "\u05e9\u05dc\u05d5\u05dd "
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\r\nnew line"
)


@pytest.fixture(params=languages())
def said(request: pytest.FixtureRequest) -> Words:
    """The words of each language."""
    return words(request.param)


KEY_SURFACES = (
    "card at values",
    "question_open",
    "section_open",
    "revealed_early",
    "summed_up",
    "decision_made",
    "private_status",
    "check_in_card",
    "schedule_shown",
    "home_tab",
)
"""The whole of these is looked at when it changes: what everybody sees, once each. Dialogs say the rest in words."""
NOT_FILLED = re.compile(r"\{[a-z_]*\}")
A_KEY = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")


@pytest.mark.parametrize("name", KEY_SURFACES)
def test_a_key_surface_reads_like_this(name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the listed questions: a further one is no change of these."""
    monkeypatch.setattr(sample, "listed_only", True)
    monkeypatch.setattr("bot.i18n.languages._found", lambda: ("en", "fr"))
    payloads = SURFACES[name].payloads(words("en"), LISTED_ONLY)
    assert "\n\n".join(read(payload) for payload in payloads) == snapshot


@pytest.mark.parametrize("name", SURFACES)
def test_every_language_has_the_same_shape(name: str) -> None:
    """The same fields and buttons: nothing can be filled in or clicked in one language only."""
    shapes = [_shape(SURFACES[name].payloads(words(language), TELLING)) for language in languages()]
    assert all(shape == shapes[0] for shape in shapes)


def test_every_text_is_filled_in(said: Words) -> None:
    found = [
        f"{surface.name}: {text}"
        for surface in SURFACES.values()
        for payload in surface.payloads(said, TELLING)
        for text in strings(payload)
        if NOT_FILLED.search(text) or any(said.knows(key) for key in A_KEY.findall(text))
    ]
    assert found == []


def _shape(payloads: list[Payload]) -> list[str]:
    """Return the ids of the blocks and of what can be clicked: they do not depend on the language."""
    found = [str(node[name]) for node in nodes(payloads) for name in ("block_id", "action_id") if name in node]
    return sorted(re.sub(r":(?:en|fr)$", "", each) for each in found)


def _all_findings(said: Words, story: Story) -> list[str]:
    return [
        f"{surface.name} {number}: {finding}"
        for surface in SURFACES.values()
        for number, payload in enumerate(surface.payloads(said, story))
        for finding in findings(payload, surface.kind)
    ]


STORIES = {
    "as told": TELLING,
    "alone": Story(ours=OURS[:1], theirs=()),
    "hostile": Story(
        partner_name=HOSTILE,
        setup=Setup(our_kind="company", their_kind="celebrity", label="other", decision=HOSTILE * 5),
        told={**written(HOSTILE), "label": "other"},
    ),
    "endless names": Story(partner_name="Ñ" * 40_000, setup=Setup(decision="🦉 " * 20_000)),
    "3,000 characters": Story(told=written("a long story " * 230)),
    "3,000 characters of another script": Story(
        told=written("Партнёрство с фондом. " * 136), partner_name="Фонд " * 9_000
    ),
    "3,000 characters without a space": Story(told=written("🦉" * 3_000), ours=OURS[:2]),
    "blank": Story(told={**written("  "), "gap": "", "bandwidth": "", "admin_load": "not_mine"}),
    "nobody knows": Story(told=dict.fromkeys(written(""), "unsure") | {"gap": "unsure", "bandwidth": "unsure"}),
    "a crowd": Story(ours=crowd(100), theirs=crowd(40, Side.partner)),
    "strange ids": Story(
        ours=(Participant(id="<!channel>", role=Role.decision_maker), Participant(id="tom & léa")), theirs=THEIRS
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_slack_takes_it_and_nothing_in_it_is_live(story: str, said: Words) -> None:
    assert _all_findings(said, STORIES[story]) == []


def test_a_crowd_with_long_texts_is_told_whole(said: Words) -> None:
    texts = {person.id: f"{person.id}: {'слово ' * 480}" for person in crowd(25)}
    story = Story(ours=crowd(25), theirs=())
    conversation = story.at("clarity")
    for person, text in texts.items():
        conversation = story.answered(conversation, "clarity", [person], more={"need": text})
    from bot.blocks.reveal import reveal_messages

    bodies = reveal_messages(said, story.record(conversation), "clarity")
    assert [finding for body in bodies for finding in findings(body, "message")] == []
    told = "".join(
        element["elements"][0]["text"]
        for body in bodies
        for block in body["blocks"]
        if block["type"] == "rich_text"
        for element in block["elements"]
    ).replace(" ", "")
    assert all(text.replace(" ", "") in told for text in texts.values())


def test_what_a_person_wrote_is_kept_letter_for_letter_where_it_is_quoted() -> None:
    story = Story(told=written("1 < 2 & 3 > 2, see <https://x.example|here>"))
    quoted = [text for payload in SURFACES["revealed"].payloads(words("en"), story) for text in strings(payload)]
    assert "1 < 2 & 3 > 2, see <https://x.example|here>" in quoted


@pytest.mark.parametrize("language", languages())
def test_what_the_coach_says_is_typeset(language: str) -> None:
    # What people wrote is not; what a form shows again of it is.
    theirs = {str(value) for told in (EVERYONE, *EACH.values()) for value in told.values()}
    for surface in SURFACES.values():
        for payload in surface.payloads(words(language), TELLING):
            for text in strings(payload):
                if "Hello" not in text and not any(one and one in text for one in theirs):
                    assert words(language).typeset(text) == text, surface.name
