"""What is filled in comes back as the method takes it; what stands already stands in the form again."""

from typing import Any

import pytest

from bot.blocks import decision, section, setup
from bot.blocks.kit.action_ids import numbered
from bot.blocks.kit.payloads import Modal
from bot.blocks.questions import CONSENT, CONSENT_GIVEN, block_id_of, stance_block
from bot.i18n.catalogue import words
from flows.conversation import answering
from flows.errors import InvalidAnswer, NotExpected
from flows.model import Guide, Role, Setup, Side
from tests.blocks.sample import AMINA, CHANNEL, LEA, NOOR, OURS, RITA, SAM, TOM, Story, guide

EN, FR = words("en"), words("fr")
STORY = Story()
Payload = dict[str, Any]


def state_of(view: Payload, **typed: Any) -> Payload:
    """The state that Slack sends when a view is submitted as it stands, or with what was ``typed`` by block_id."""
    values: dict[str, Payload] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        kind = element["type"]
        sent: Payload = {"type": kind}
        if kind == "plain_text_input":
            sent["value"] = element.get("initial_value")
        elif kind in ("checkboxes", "multi_static_select"):
            sent["selected_options"] = element.get("initial_options", [])
        elif kind in ("radio_buttons", "static_select"):
            sent["selected_option"] = element.get("initial_option")
        elif kind == "multi_users_select":
            sent["selected_users"] = element.get("initial_users", [])
        elif kind == "datepicker":
            sent["selected_date"] = element.get("initial_date")
        elif kind == "timepicker":
            sent["selected_time"] = element.get("initial_time")
        values[block["block_id"]] = {element["action_id"]: sent | typed.get(block["block_id"], {})}
    return {"values": values}


def _options(*chosen: str) -> Payload:
    return {"selected_options": [{"value": one, "text": {"type": "plain_text", "text": one}} for one in chosen]}


@pytest.mark.parametrize("name", guide().road)
@pytest.mark.parametrize("person", [AMINA, TOM, LEA, NOOR])
@pytest.mark.parametrize("language", [EN, FR], ids=["en", "fr"])
def test_a_form_sent_as_it_stands_changes_nothing(name: str, person: str, language: Any) -> None:
    conversation = STORY.at(f"{name} revealed")
    view = section.section_modal(language, STORY.record(conversation), name, person, follow_ups=True)
    raw, consent = section.modal_values(guide(), state_of(view))
    after, _ = answering.answer(conversation, person, name, raw)
    assert after.own_answers(person) == conversation.own_answers(person)
    assert after.answers == conversation.answers
    assert not consent


def test_blank_not_sure_and_not_mine_are_three_things() -> None:
    view = section.section_modal(EN, STORY.record(STORY.at("clarity")), "clarity", AMINA)
    typed = {
        block_id_of("need"): {"value": "Two nurses"},
        block_id_of("walk_away"): {"value": "  "},
        block_id_of("multiplier"): {"value": None},
        stance_block("unsure"): _options("walk_away", "need"),
        stance_block("not_mine"): _options("multiplier"),
    }
    raw, _ = section.modal_values(guide(), state_of(view, **typed))
    assert raw["need"] == "Two nurses"  # what is written wins over a stance
    assert raw["walk_away"] == "unsure"
    assert raw["multiplier"] == "not_mine"
    assert raw["stage"] is None


def test_boxes_bring_tokens_and_stances() -> None:
    view = section.section_modal(EN, STORY.record(STORY.at("values")), "values", AMINA)
    typed = {block_id_of("we_get"): _options("money", "unsure"), block_id_of("they_get"): _options("not_mine")}
    raw, _ = section.modal_values(guide(), state_of(view, **typed))
    conversation, _ = answering.answer(STORY.at("values"), AMINA, "values", raw)
    assert conversation.own_answers(AMINA)["we_get"] == ("money",)
    assert conversation.own_answers(AMINA)["they_get"] == "not_mine"


def test_foreign_blocks_are_left_alone() -> None:
    values = {"q:nothing": {"value": {"type": "plain_text_input", "value": "x"}}, "other": {}, "q:need": {}}
    assert section.modal_values(guide(), {"values": values}) == ({"need": None}, None)


def test_the_partner_reads_mirrored_words_and_agrees_to_share_by_hand() -> None:
    view = section.section_modal(EN, STORY.record(STORY.at("reviewing")), "power", SAM)
    asked = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    money = [option["text"]["text"] for option in asked[block_id_of("money_control")]["element"]["options"][:2]]
    values = [option["value"] for option in asked[block_id_of("money_control")]["element"]["options"][:2]]
    assert (money, values) == (["Them", "Us"], ["ours", "partner"])
    assert "initial_options" not in asked[CONSENT]["element"]
    raw, consent = section.modal_values(guide(), state_of(view, **{CONSENT: _options(CONSENT_GIVEN)}))
    assert consent is True
    assert CONSENT not in raw
    assert block_id_of("need") not in asked


def test_our_people_are_not_asked_to_share() -> None:
    view = section.section_modal(EN, STORY.record(STORY.at("power")), "power", AMINA)
    assert all(block.get("block_id") != CONSENT for block in view["blocks"])


def test_variants_follow_who_we_are() -> None:
    for kind, words_of_it in (("company", "business result"), ("celebrity", "that you cannot"), ("other", "exactly")):
        story = Story(setup=Setup(our_kind=kind), ours=OURS[:1], theirs=())
        view = section.section_modal(EN, story.record(story.at("clarity")), "clarity", AMINA)
        need = next(block for block in view["blocks"] if block.get("block_id") == block_id_of("need"))
        assert words_of_it in need["label"]["text"]


def test_a_stranger_gets_no_form() -> None:
    with pytest.raises(NotExpected):
        section.section_modal(EN, STORY.record(STORY.at("power")), "power", "U0STRANGER")


def test_numbers_come_back_in_the_readers_writing() -> None:
    story = Story(told={"money_received": "2.9m", "hours_total": "20 minutes"})
    view = section.section_modal(FR, story.record(story.at("power revealed")), "power", TOM)
    shown = {b["block_id"]: b["element"].get("initial_value") for b in view["blocks"] if b["type"] == "input"}
    assert shown[block_id_of("money_received")] == "2\u202f900\u202f000"
    assert shown[block_id_of("hours_total")] == "0.3333333333333333"  # exact, or sending it again would change it


def test_errors_go_to_their_fields() -> None:
    conversation = STORY.at("power")
    with pytest.raises(InvalidAnswer) as caught:
        answering.answer(
            conversation, AMINA, "power", {"money_received": "lots", "dependence_share": "300", "expertise": "x"}
        )
    wrong = section.answer_errors(FR, guide(), caught.value)
    assert set(wrong) == {block_id_of(one) for one in ("money_received", "dependence_share", "expertise")}
    assert wrong[block_id_of("money_received")].startswith("Écrivez un seul nombre")


def test_follow_ups_stand_under_their_question_with_the_earlier_words() -> None:
    conversation = STORY.at("clarity revealed")
    view = section.probe_modal(EN, STORY.record(conversation), "clarity", LEA, ("need_one", "walk_away_if"))
    assert Modal.load(view["private_metadata"]).probes == ("need_one", "walk_away_if")
    raw, _ = section.modal_values(guide(), state_of(view, **{block_id_of("need_one"): {"value": "12 000 €"}}))
    assert raw == {"need_one": "12 000 €", "walk_away_if": None}
    after, _ = answering.answer(conversation, LEA, "clarity", raw, follow_up=True)
    assert after.own_answers(LEA)["need_one"] == "12 000 €"


def test_a_form_too_heavy_for_slack_leaves_the_longest_texts_out_and_unharmed() -> None:
    told = {one: "🦉" * 3000 for question in guide().in_section("clarity") for one in _texts(guide(), question.id)}
    conversation = STORY.answered(STORY.at("clarity"), "clarity", [LEA], more=told)
    view = section.section_modal(EN, STORY.record(conversation), "clarity", LEA, follow_ups=True)
    raw, _ = section.modal_values(guide(), state_of(view))
    left_out = set(conversation.own_answers(LEA)) - set(raw)
    assert left_out
    after, _ = answering.answer(conversation, LEA, "clarity", raw)
    assert after.own_answers(LEA) == conversation.own_answers(LEA)


def _texts(known: Guide, question: str) -> list[str]:
    found = [question, *(probe.id for probe in known.question[question].probes)]
    return [one for one in found if known.kind_of(one) == "text"]


def _filled_setup(**typed: Any) -> setup.NewConversation:
    view = setup.setup_modal(EN, guide(), channel=CHANNEL, opener=AMINA, name=" Northwind\n ", more=True)
    chosen = {
        setup.OUR_KIND: {"selected_option": {"value": "nonprofit"}},
        setup.THEIR_KIND: {"selected_option": {"value": "company"}},
        setup.LABEL: {"selected_option": {"value": "funding"}},
    }
    return setup.setup_values(state_of(view, **(chosen | typed)), AMINA)


def test_the_opener_decides_unless_told_otherwise() -> None:
    new = _filled_setup()
    assert new.people == ((AMINA, Side.ours, Role.decision_maker),)
    assert (new.name, new.our_kind, new.language, new.decide_by) == ("Northwind", "nonprofit", "en", "")
    assert setup.setup_errors(EN, new) == {}


def test_people_stand_once_a_side_in_their_first_role() -> None:
    new = _filled_setup(
        **{
            setup.people_block(Role.delivery): {"selected_users": [LEA, AMINA]},
            setup.PARTNER_PEOPLE: {"selected_users": [SAM, RITA]},
            setup.DECIDE_BY: {"selected_date": "2026-12-01"},
            setup.LANGUAGE: {"selected_option": {"value": "fr"}},
        }
    )
    assert new.people == (
        (AMINA, Side.ours, Role.decision_maker),
        (LEA, Side.ours, Role.delivery),
        (SAM, Side.partner, Role.other),
        (RITA, Side.partner, Role.other),
    )
    assert (new.decide_by, new.language) == ("2026-12-01", "fr")


def test_a_setup_that_cannot_begin_says_where() -> None:
    nobody = _filled_setup(
        **{setup.people_block(Role.decision_maker): {"selected_users": []}, setup.NAME: {"value": "\u200b"}}
    )
    assert set(setup.setup_errors(FR, nobody)) == {setup.NAME, setup.people_block(Role.other)}
    twice = _filled_setup(**{setup.PARTNER_PEOPLE: {"selected_users": [AMINA]}})
    assert set(setup.setup_errors(EN, twice)) == {setup.PARTNER_PEOPLE}


def test_every_role_is_asked_for() -> None:
    blocks = {
        block.get("block_id") for block in setup.setup_modal(EN, guide(), channel="", opener=AMINA, more=True)["blocks"]
    }
    assert {setup.people_block(role) for role in Role} <= blocks
    assert setup.CHANNEL in blocks


def test_a_channel_is_asked_for_only_where_there_is_none() -> None:
    view = setup.setup_modal(EN, guide(), channel=CHANNEL, opener=AMINA)
    assert all(block.get("block_id") != setup.CHANNEL for block in view["blocks"])
    chosen = {"values": {setup.CHANNEL: {numbered("value", "channel"): {"selected_conversation": CHANNEL}}}}
    assert setup.chosen_channel(chosen) == CHANNEL
    assert setup.chosen_channel({"values": {}}) == ""


def test_a_decision_comes_back_with_its_reason() -> None:
    conversation = STORY.deciding()
    view = decision.decision_modal(EN, STORY.record(conversation), conversation.assessment())
    typed = {decision.OUTCOME: {"selected_option": {"value": "go"}}, decision.REASON: {"value": " we know them "}}
    assert decision.decision_values(state_of(view, **typed)) == ("go", "we know them", "")
    assert decision.decision_values(state_of(view)) == ("", "", "")
