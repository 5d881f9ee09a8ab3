"""Every surface in both languages: what a person reads (snapshots), Slack's limits, and texts meant to do harm."""

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.i18n import Words, languages, typeset, words
from flows.model import Participant, Role, Setup, Side
from tests.blocks.limits import findings, strings
from tests.blocks.reading import read
from tests.blocks.sample import EACH, OURS, THEIRS, Story, crowd, written
from tests.blocks.surfaces import SURFACES

TELLING = Story()
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


@pytest.mark.parametrize("name", SURFACES)
def test_reads_as_before(name: str, said: Words, snapshot: SnapshotAssertion) -> None:
    payloads = SURFACES[name].payloads(said, TELLING)
    assert payloads
    assert "\n\n".join(read(payload) for payload in payloads) == snapshot


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


def test_french_never_breaks_before_its_punctuation() -> None:
    theirs = {str(value) for told in EACH.values() for value in told.values()}
    for surface in SURFACES.values():
        for payload in surface.payloads(words("fr"), TELLING):
            for text in strings(payload):
                if "Hello" not in text and not any(one and one in text for one in theirs):
                    assert typeset("fr", text) == text, surface.name
