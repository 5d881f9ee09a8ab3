"""Every form begins with who will read it, by name or without, and whether it is open already; in at most 140 characters."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import blocks
from bot.blocks import answers_private, check_in_form, section, setup
from bot.blocks.kit import action_ids
from bot.blocks.kit.text import name
from bot.blocks.kit.wording import Wording
from bot.blocks.questions import CONSENT
from bot.blocks.who_reads import MOST_LINE
from bot.i18n.catalogue import Words, words
from bot.i18n.languages import languages
from flows.check_ins.statechart import COMPARED
from flows.conversation import conversation as talk
from flows.guide.sharing import SMALL, announced, private, protected
from flows.model import Guide, Participant, Question, Sharing, Side
from tests.blocks.check_in_surfaces import _asked, _stored
from tests.blocks.limits import strings
from tests.blocks.sample import AMINA, SAM, THEIRS, Story, crowd, guide
from tests.blocks.surfaces import SURFACES

STORY = Story()
FORMS = [each for each in SURFACES.values() if each.kind == "modal"]
FEW = {"one": THEIRS[:1], "two": THEIRS, "more": crowd(SMALL, Side.partner)}


@pytest.fixture(params=languages())
def said(request: pytest.FixtureRequest) -> Words:
    return words(request.param)


def first_line(view: Any) -> str:
    first = next(block for block in view["blocks"] if block["type"] != "context")  # which partnership stands above it
    assert first["type"] == "section", "a form begins with who reads it"
    return str(first["text"]["text"])


def known_lines(said: Words) -> set[str]:
    return {said.say(key) for key in said.entries if key.startswith("readers.") and not key.startswith("readers.mark")}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_says_first_who_reads_it(said: Words, form: Any) -> None:
    for story in (STORY, Story(theirs=THEIRS[:1]), Story(theirs=FEW["more"])):
        for view in form.payloads(said, story):
            if any(block["type"] == "input" for block in view["blocks"]):
                assert first_line(view) in known_lines(said), view["title"]["text"]


def test_every_form_of_the_code_is_among_these() -> None:
    made = {
        call.args[1].attr
        for file in Path(blocks.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "modal"
        if len(call.args) > 1 and isinstance(call.args[1], ast.Attribute)
    }
    tried = {view["callback_id"] for form in FORMS for view in form.payloads(words("en"), STORY)}
    assert len(made) > 12
    assert {each for each in made if getattr(action_ids, each) not in tried} == set()


def test_a_line_is_short_and_each_is_its_own(said: Words) -> None:
    lines = [said.say(key) for key in said.entries if key.startswith("readers.") and "mark" not in key]
    assert len(lines) == len(set(lines)) > 15
    assert {line for line in lines if len(line) > MOST_LINE} == set()


# What a line says is so


def test_our_form_says_whether_it_is_open_already(said: Words) -> None:
    for section_id in guide().road:
        for stop, key in ((section_id, "readers.hidden"), (f"{section_id} revealed", "readers.open")):
            view = section.section_modal(said, STORY.record(STORY.at(stop)), section_id, AMINA)
            assert first_line(view) == said.say(key)
    first = guide().road[0]
    later = STORY.record(STORY.at(guide().road[-1]))
    assert first_line(section.section_modal(said, later, first, AMINA)) == said.say("readers.open")


@pytest.mark.parametrize("few", FEW)
def test_the_partners_form_says_what_so_few_people_can_work_out(said: Words, few: str) -> None:
    story = Story(theirs=FEW[few])
    conversation = story.at("reviewing")
    for section_id in conversation.partner_sections():
        view = section.section_modal(said, story.record(conversation), section_id, story.theirs[0].id)
        assert first_line(view) == said.say(f"readers.summary.{few}")
    invited = answers_private.partner_invitation(said, story.record(conversation), story.theirs[0].id)
    told = "\n".join(strings(invited))
    assert [each for each in ("one", "two") if said.say(f"invitation.{each}") in told] == [few][: few != "more"]


def test_a_further_question_says_that_the_box_was_ticked(said: Words) -> None:
    for consent, key in ((False, "readers.summary.two"), (True, "readers.summary.agreed")):
        conversation = STORY.at("reviewing")
        for section_id in conversation.partner_sections():
            conversation = STORY.answered(conversation, section_id, [SAM], consent=consent)
        for section_id in conversation.partner_sections():
            view = section.probe_modal(said, STORY.record(conversation), section_id, SAM, ())
            assert first_line(view) == said.say(key)


def test_the_form_of_a_check_in_says_whether_it_is_open_already(said: Words) -> None:
    for few, theirs in FEW.items():
        story = Story(theirs=theirs)
        check_in = _asked(story)
        for person, hidden, shown in (
            (story.opener, "readers.report", "readers.open"),
            (theirs[0].id, f"readers.report.{few}", "readers.report.open"),
        ):
            for state, key in ((check_in, hidden), (replace(check_in, stage=COMPARED), shown)):
                view = check_in_form.form(said, story.decided(), _stored(state), person)
                assert first_line(view) == said.say(key)


# Marks, the invitation and the counts are made of the guide


def labels(view: Any) -> Iterator[str]:
    for block in view["blocks"]:
        if block["type"] == "input" and block["block_id"].startswith("q:"):
            yield block["label"]["text"]


def test_what_the_other_side_does_not_read_is_marked_and_nothing_else(said: Words) -> None:
    conversation = STORY.at("reviewing")
    record, seen = STORY.record(conversation), 0
    for section_id in conversation.partner_sections():
        view: Any = section.section_modal(said, record, section_id, SAM, follow_ups=True)
        for block in view["blocks"]:
            if block["type"] == "input" and block["block_id"].startswith("q:"):
                seen += 1
                answerable = block["block_id"].removeprefix("q:")
                assert ("🔒" in block["label"]["text"]) is protected(guide(), answerable), answerable
        (box,) = [block for block in view["blocks"] if block.get("block_id") == CONSENT]
        assert "🔒" in box["element"]["options"][0]["text"]["text"]
    assert seen > 10
    for section_id in guide().road:
        assert not any("🔒" in label for label in labels(section.section_modal(said, record, section_id, AMINA)))


def test_what_is_private_says_so_on_both_sides(said: Words) -> None:
    kept = guide().in_section(guide().road[-1], Side.partner)[0]
    questions = tuple(
        q.model_copy(update={"sharing": Sharing.private}) if q.id == kept.id else q for q in guide().questions
    )
    changed = guide().model_copy(update={"questions": questions})
    changed = Guide.model_validate(changed.model_dump())
    conversation = replace(STORY.at("reviewing"), guide=changed)
    assert private(changed, kept.id)
    view = section.section_modal(said, STORY.record(conversation), kept.section, SAM)
    prompt = Wording(said, changed, STORY.setup, Side.partner).prompt(kept.id)
    assert said.say("readers.mark.private", prompt=prompt) in list(labels(view))


def test_the_invitation_names_every_question_as_it_is_read(said: Words) -> None:
    conversation = STORY.at("reviewing")
    found = announced(guide())
    wording = Wording(said, guide(), STORY.setup, Side.partner)
    texts = strings(answers_private.partner_invitation(said, STORY.record(conversation), SAM))
    shared = next(text for text in texts if text.startswith(said.say("invitation.shared")))
    kept = next(text for text in texts if text.startswith(said.say("invitation.kept")))
    for named, questions, others in ((shared, found.shared, found.kept), (kept, found.kept, found.shared)):
        for each in questions:
            assert name(wording.prompt(each), 140) in named
        for each in others:
            assert name(wording.prompt(each), 140) not in named
    asked = [q.id for q in guide().questions if q.asked(Side.partner)]
    assert sorted((*found.shared, *found.kept)) == sorted(asked)


def test_setup_and_help_count_what_is_read(said: Words) -> None:
    found = announced(guide())
    shared, asked = len(found.shared), len(found.shared) + len(found.kept)
    form = setup.setup_modal(said, guide(), channel="C1", opener=AMINA, more=True)
    help_text = answers_private.help_text(said, guide())
    for key, texts in (("setup.partner_people.hint", strings(form)), ("help.privacy", strings(help_text))):
        assert said.say(key, shared=said.number(shared), asked=said.number(asked)) in texts
        assert str(shared) in said.say(key, shared=shared, asked=asked)


def test_a_guide_that_shares_nothing_says_so(said: Words) -> None:
    def kept(question: Question) -> Question:
        return question.model_copy(update={"sharing": Sharing.team})

    alone = Guide.model_validate(
        guide().model_copy(update={"questions": tuple(map(kept, guide().questions))}).model_dump()
    )
    person = Participant(id="U0P", side=Side.partner)
    conversation = talk.begin(alone, STORY.setup, AMINA, (STORY.ours[0], person))[0]
    texts = strings(answers_private.partner_invitation(said, STORY.record(conversation), person.id))
    assert said.say("invitation.shared") not in "\n".join(texts)
    assert announced(alone).shared == ()
