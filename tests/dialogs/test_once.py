"""A double click, a double submit, an old button: one effect each, and an answer that says so."""

from typing import Any

import pytest

from bot.blocks.kit import action_ids
from bot.playground import Fault, Faults
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, no


def again(stage: Stage, kind: str = "interactive") -> Any:
    """What Slack told the app last, once more, word for word, as an impatient finger does."""
    last = stage.slack.journal.deliveries(kind)[-1]
    with stage.act():
        return stage.slack.courier.ask(kind, last.payload, accepts_response=True)


def answers_of(player: Player, question: str) -> list[Any]:
    stored = player.stage.record.conversation.answers
    return [answer.value for answer in stored if (answer.person, answer.question) == (player.id, question)]


def test_case_24_a_double_click_on_an_answer_is_one_answer(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    amina.presses(action_ids.ANSWER, question="gap", token="no")
    amina.presses(action_ids.ANSWER, question="gap", token="no")
    again(stage)
    assert answers_of(amina, "gap") == ["no"]
    assert "1 of 2 has answered" in stage.thread
    amina.sees_nothing()


def test_case_24_a_double_click_on_next_moves_one_section(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    either.everyone_answers("clarity")
    button = amina.message(either.speaks("Next section", "Section suivante"))
    amina.presses(action_ids.NEXT, section="clarity", on=button)
    assert again(either).error == ""
    tom.presses(action_ids.NEXT, section="clarity", on=button, stale=True)
    tom.sees(either.speaks("This step is finished.", "Cette étape est terminée."))
    assert either.place == "values_collecting"
    assert either.thread.count("3/6") == 1


def test_case_24_a_double_click_on_go_on_moves_one_section(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    stage.everyone_answers("screening")
    button = amina.message("Go on")
    amina.presses(action_ids.GO_ON, on=button)
    amina.presses(action_ids.GO_ON, on=button, stale=True)
    amina.sees("This step is finished.", "Open the card (https://slack.com/app_redirect?")
    assert stage.place == "clarity_collecting"


def test_case_23_two_people_who_press_next_at_once_move_one_section(stage: Stage) -> None:
    amina, tom, lea, *_ = stage.cast
    stage.opens().reaches("clarity")
    stage.everyone_answers("clarity")
    button = amina.message("Next section")
    with stage.hurry():
        for player in (amina, tom, lea):
            player.presses(action_ids.NEXT, section="clarity", on=button, stale=True)
    assert stage.place == "values_collecting"
    assert stage.thread.count("3/6") == 1


def test_case_24_a_setup_sent_twice_opens_one_conversation(stage: Stage) -> None:
    stage.opens(stage.amina)
    again(stage)
    stage.plays((stage.amina, "/partnership list", "1 conversation"))


def test_case_24_a_section_sent_twice_is_one_submission(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    amina.answers("clarity", need="visibility")
    again(stage)
    assert answers_of(amina, "need") == ["visibility"]
    amina.sends({"need_one": "Forty nurses by June 2027"})
    again(stage)
    assert answers_of(amina, "need_one") == ["Forty nurses by June 2027"]
    assert "1 of 2 has answered" in stage.read(stage.card, tom)


def test_case_24_a_decision_sent_twice_is_recorded_once(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina).reaches("deciding")
    amina.decides("not_yet", "We ask the finance officer first")
    again(stage)
    assert stage.thread.count("Decision about Acme: Not yet") == 1


def test_case_24_a_reveal_confirmed_twice_is_one_reveal(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    amina.reveals()
    again(stage)
    assert stage.thread.count("“Clarity”: everyone’s answers") == 1


def test_case_25_a_click_on_an_old_question_says_that_it_is_over_and_where_to_go(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom)
    question = tom.message(either.speaks("Does your goal", "Votre objectif"))
    either.reaches("clarity")
    section_old = tom.message("2/6")
    either.everyone_answers("clarity")
    amina.goes_on()
    over = either.speaks("This step is finished.", "Cette étape est terminée.")
    tom.presses(action_ids.ANSWER, question="gap", token="no", on=question, stale=True)
    tom.sees(over, f"https://slack.com/app_redirect?team={either.slack.team_id}&channel={either.channel.id}")
    amina.sees(no(over))
    for action in (action_ids.OPEN_SECTION, action_ids.FOLLOW_UPS, action_ids.REVEAL):
        amina.presses(action, on=section_old, stale=True)
        amina.sees(over)
        assert amina.person.view is None
    assert either.answer_of(tom, "gap") == "yes"


def test_case_25_a_click_on_a_conversation_that_ended_says_so(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom)
    question = tom.message(either.speaks("Does your goal", "Votre objectif"))
    either.everyone_answers("screening", gap="no", bandwidth="neither")
    amina.presses(action_ids.STOP_KINDLY)
    amina.sends()
    tom.presses(action_ids.ANSWER, question="gap", token="yes", on=question, stale=True)
    tom.sees(
        either.speaks("This step is finished. Stopped.", "Cette étape est terminée. La conversation s’est arrêtée là."),
        "https://slack.com/app_redirect",
    )
    tom.says("@coach " + either.speaks("next", "suivant"))
    tom.sees(either.speaks("This step is finished.", "Cette étape est terminée."))


def test_case_25_a_button_of_another_version_of_the_app_is_answered_with_one_clear_sentence(
    either: Stage, rules: Rules
) -> None:
    amina, *_ = either.cast
    either.opens(amina)
    message = amina.message(either.speaks("Does your goal", "Votre objectif"))
    for block in message.blocks:
        for element in block.get("elements", []):
            if element.get("value"):
                element["value"] = '{"conversation": 7}'
    with either.act():
        assert amina.person.click(message, "answer:gap:yes", stale=True) is None
    amina.sees(either.speaks("This button comes from another version", "Ce bouton vient d’une autre version"))


def test_case_38_a_button_of_a_conversation_that_is_not_here_is_answered_with_one_clear_sentence(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina)
    message = amina.message("Does your goal")
    mine = stage.record.id
    for block in message.blocks:
        for element in block.get("elements", []):
            if element.get("value"):
                element["value"] = element["value"].replace(mine, "f" * 32)
    with stage.act():
        assert amina.person.click(message, "answer:gap:yes", stale=True) is None
    amina.sees("I do not know this conversation any more")


@pytest.mark.parametrize("fault", [Faults.error("expired_trigger_id"), Faults.dropped_link(moment="before")])
def test_case_19_a_modal_that_slack_did_not_open_can_be_asked_for_again(
    either: Stage, rules: Rules, fault: Fault
) -> None:
    rules.refusals |= {"", "expired_trigger_id"}
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    either.slack.faults.next("views.open", fault)
    amina.presses(action_ids.OPEN_SECTION, section="clarity")
    assert amina.person.view is None
    amina.sees(either.speaks("Please press the button again", "Appuyez de nouveau sur le bouton"))
    amina.opens("clarity")
    assert amina.person.view is not None


def test_case_19_what_was_typed_stays_when_the_answer_to_a_form_is_lost(either: Stage, rules: Rules) -> None:
    rules.unanswered = True
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    amina.opens("clarity")
    amina.fills({"need": "Forty nurses trained by June"})
    with either.act(), either.house.unanswered():
        assert amina.person.submit() != {}
    assert amina.filled_in("need") == "Forty nurses trained by June"
    amina.sends()
    assert either.answer_of(amina, "need") == "Forty nurses trained by June"
    assert answers_of(amina, "need") == ["Forty nurses trained by June"]
