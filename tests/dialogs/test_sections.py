"""A section: one modal for all its questions, a follow-up where it helps, and nothing lost or forced."""

import pytest

from bot.blocks.kit import action_ids
from bot.blocks.kit.payloads import Modal
from bot.blocks.questions import block_id_of
from flows.model import NOT_MINE, UNSURE
from tests.dialogs.answers import SECTIONS, VAGUE
from tests.dialogs.stage import Player, Stage, no


def follow_ups(player: Player) -> list[str]:
    """The follow-ups in the modal on top, none when there is no modal."""
    view = player.person.view
    if view is None:
        return []
    asked = Modal.load(view.private_metadata)
    again = (asked.ahead if view.callback_id == action_ids.SECTION_ANSWERS else asked.probes) or ()
    shown = [block["block_id"].removeprefix("q:") for block in view.blocks if block["type"] == "input"]
    return [each for each in shown if each in again]


def test_the_modal_is_filled_with_my_own_earlier_answers_and_nobody_elses(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("values")
    amina.answers("values", shared_outcomes="words", we_get=["money", "learning"], audience_values="unsure")
    amina.closes()
    amina.opens("values")
    assert amina.filled_in("shared_outcomes") == "words"
    assert amina.filled_in("we_get") == ["money", "learning"]
    assert amina.filled_in("audience_values") == "unsure"
    assert amina.filled_in("against") == ["nothing"]
    tom.opens("values")
    assert not any(tom.filled_in(question) for question in ("shared_outcomes", "we_get", "against", "audience_values"))


def test_numbers_come_back_as_they_are_written_in_the_readers_language(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens(amina).reaches("power")
    amina.answers(
        "power", money_received="54 000 €", hours_total="~1 900", dependence_share="un tiers", hour_cost="28,5"
    )
    amina.closes()
    amina.opens("power")
    assert " ".join(str(amina.filled_in("money_received")).split()) == either.speaks("54,000", "54 000")
    assert " ".join(str(amina.filled_in("hours_total")).split()) == either.speaks("1,900", "1 900")
    assert amina.filled_in("hour_cost") == either.speaks("28.5", "28,5")
    amina.sends()
    assert either.answer_of(amina, "dependence_share") == pytest.approx(100 / 3)


def test_not_sure_not_mine_and_blank_are_three_different_things(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens().reaches("clarity")
    amina.answers(
        "clarity",
        need=None,
        stage=UNSURE,
        **{"stance:unsure": ["need"], "stance:not_mine": ["multiplier"]},
        multiplier=None,
    )
    tom.answers("clarity", need=None, stage=NOT_MINE, **{"stance:not_mine": ["need"]})
    lea.answers("clarity", need=None, stage=None)
    stored = [[either.answer_of(who, question) for who in (amina, tom, lea)] for question in ("need", "stage")]
    assert stored == [[UNSURE, NOT_MINE, None], [UNSURE, NOT_MINE, None]]
    lea.sees(
        either.speaks("Not sure — @Amina", "Je ne sais pas — @Amina"),
        either.speaks("Not for me to answer — @Tom", "Ce n’est pas à moi de répondre — @Tom"),
        either.speaks("1 left it blank", "1 réponse laissée vide"),
        no("— @Léa"),
    )


def test_what_is_written_wins_over_not_sure_ticked_in_the_list_below(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    amina.answers("clarity", **{"stance:unsure": ["need"]})
    assert stage.answer_of(amina, "need") == "Forty nurses trained in Tamale by June 2027"


def test_an_empty_modal_is_a_finished_section(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    amina.answers_only("clarity")
    tom.sees("1 of 2 has answered")
    assert stage.answer_of(amina, "need") is None


def test_a_number_that_is_no_number_is_said_beside_its_field_and_the_rest_is_kept(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens(amina).reaches("power")
    amina.opens("power")
    errors = amina.sends(
        {"money_received": "a lot", "hours_total": "between 5 and 500 or 7", "hour_cost": "35", "money_control": "ours"}
    )
    assert set(errors) == {block_id_of("money_received"), block_id_of("hours_total")}
    sentence = either.speaks("Please write one number", "Écrivez un seul nombre")
    assert all(error.startswith(sentence) for error in errors.values())
    assert (amina.filled_in("hour_cost"), amina.filled_in("money_control")) == ("35", "ours")
    assert either.answer_of(amina, "hour_cost") is None
    assert amina.sends({"money_received": "5 000 €", "hours_total": None}) == {}
    given = [either.answer_of(amina, question) for question in ("money_received", "hours_total", "hour_cost")]
    assert given == [5000, None, 35]


def test_numbers_are_read_as_people_write_them(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina).reaches("power")
    written = {"5 000 €": 5000, "5,000": 5000, "5k": 5000, "~200": 200, "12 h": 12, "60-80": 70, "£54,000": 54000}
    for text, number in written.items():
        asked = "money_received" if "€" in text or "£" in text else "hours_total"
        amina.answers_only("power", **{"money_received": "1", "hours_total": "1", asked: text})
        assert stage.answer_of(amina, asked) == number
        if amina.person.view is not None:  # what is asked again, or what was assumed and is said back
            amina.closes()


def test_a_share_of_the_budget_is_read_as_a_share(scene: Stage) -> None:
    scene.opens(scene.amina).reaches("power")
    scene.amina.answers_only("power", dependence_share="30 %")
    assert scene.answer_of(scene.amina, "dependence_share") == 30
    scene.amina.closes()
    scene.amina.opens("power")
    assert scene.amina.sends({"dependence_share": "130 %"})[block_id_of("dependence_share")].startswith("Écrivez")


def test_the_coach_asks_again_where_an_answer_is_vague_and_a_better_text_is_kept_beside_it(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    amina.answers("clarity", need=either.speaks("visibility", "de la visibilité"))
    assert follow_ups(amina) == ["need_one"]
    better = either.speaks("Forty nurses by June 2027", "Quarante infirmières avant juin 2027")
    amina.sends({"need_one": better})
    assert either.answer_of(amina, "need_one") == better
    amina.opens("clarity")
    amina.sends({"need": better})
    assert either.answer_of(amina, "need") == better
    assert follow_ups(amina) == []


def test_a_follow_up_may_be_left_blank(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    amina.answers("clarity", need="visibility")
    amina.sees("Saved. Next: Values")
    assert amina.sends() == {}
    assert amina.person.view is None
    assert stage.answer_of(amina, "need_one") is None
    tom.sees(no("one thing"), no("visibility"))


def test_the_coach_asks_again_at_most_once_a_question_and_twice_a_section(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    asked: dict[str, list[str]] = {amina.id: [], tom.id: []}
    for section in SECTIONS[:4]:
        for player in (amina, tom):
            given = VAGUE.get(section, {"gap": "yes", "bandwidth": "both", "admin_load": "no"})
            for question, answer in given.items() if section == "screening" else [("", None)]:
                if section == "screening":
                    player.presses(action_ids.ANSWER, question=question, token=answer)
                else:
                    player.answers_only(section, **given)
                now = follow_ups(player)
                owners = [stage.house.app.guide.owner[probe].id for probe in now]
                assert len(owners) == len(set(owners))
                asked[player.id] += now
                player.closes()
            if section != "screening" and stage.place.endswith("collecting"):
                player.answers_only(section, **given)  # once more: nothing is asked a second time
                assert follow_ups(player) == []
        amina.goes_on()
    for probes in asked.values():
        owners = [stage.house.app.guide.owner[probe].id for probe in probes]
        assert len(probes) == 2 * 4
        assert len(owners) == len(set(owners))


def test_detail_may_be_added_though_nobody_asked(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom)
    amina.answers("screening")
    tom.presses(action_ids.ANSWER, question="gap", token="yes")
    tom.closes()
    either.amina.presses(action_ids.WHY, section="screening")
    amina.closes()
    tom.answers("screening")
    amina.goes_on()
    amina.answers("clarity", need="visibility")
    amina.closes()
    amina.opens("clarity", follow_ups=True)
    assert follow_ups(amina) == ["need_one"]
    amina.sends({"need_one": "Forty nurses trained by June 2027"})
    assert either.answer_of(amina, "need_one") == "Forty nurses trained by June 2027"


def test_nothing_to_add_is_said_in_one_sentence(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens(amina).reaches("closing")
    amina.answers_only("closing", speak_up="went_well")
    amina.closes()
    amina.presses(action_ids.FOLLOW_UPS, section="closing")
    amina.sees(either.speaks("There is nothing to add detail to for now", "Rien à préciser pour l’instant"))


def test_changing_an_answer_drops_the_follow_up_that_it_called_for(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    amina.answers("clarity", walk_away_check="not_met")
    amina.sends({"walk_away_broken": "They sell palm oil"})
    assert stage.answer_of(amina, "walk_away_broken") == "They sell palm oil"
    amina.opens("clarity")
    amina.sends({"walk_away_check": "all_met"})
    assert stage.answer_of(amina, "walk_away_broken") is None
    tom.answers("clarity")
    assert "palm oil" not in stage.thread


def test_a_section_closes_when_the_next_one_opens(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    either.everyone_answers("clarity")
    revealed = tom.message(either.speaks("Change my answers", "Changer mes réponses"))
    amina.goes_on()
    tom.presses(action_ids.OPEN_SECTION, section="clarity", on=revealed, stale=True)
    tom.sees(either.speaks("This step is finished.", "Cette étape est terminée."), "https://slack.com/app_redirect")
    shown = tom.message(either.speaks("3/6 · Values", "3/6 · Valeurs"))
    assert either.speaks("Change my answers", "Changer mes réponses") not in either.read(shown, tom)
    assert either.speaks("“Clarity”", "« Clarté »") in either.read(shown, tom).replace("\u00a0", " "), (
        "asked where the last was closed"
    )


def test_case_25_answers_sent_after_the_section_closed_are_given_back(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens().reaches("clarity")
    tom.opens("clarity")
    need = "Forty nurses; 3 000 <children> & *no* alcohol"
    tom.fills({"need": need, "walk_away_check": "not_met"})
    amina.answers("clarity")
    amina.closes()
    lea.answers("clarity")
    amina.reveals()
    amina.goes_on()
    tom.sends()
    tom.sees(
        either.speaks(
            "This section was closed while you were writing", "Cette section a été fermée pendant que vous écriviez"
        ),
        need,
        either.speaks("Ask for back in the thread", "Demandez `retour` dans le fil").replace("`", ""),
    )
    assert either.answer_of(tom, "need") is None
    amina.sees_nothing()


def test_why_each_question_of_a_section_is_asked_is_one_tap_away(either: Stage) -> None:
    either.opens(either.amina).reaches("power")
    either.tom.presses(action_ids.WHY, section="power")
    either.tom.sees(
        either.speaks("Why each question of “Power”", "Pourquoi chaque question de « Pouvoir »"),
        either.speaks("Source, line 21", "Source, ligne 21"),
    )


def test_back_reopens_the_section_before_and_next_returns(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("values")
    tom.says("@coach " + either.speaks("back", "retour"))
    tom.sees(either.speaks("“Clarity” is open again", "« Clarté » est de nouveau ouverte"))
    tom.opens("clarity")
    tom.sends({"stage": "terms"})
    amina.sees(
        either.speaks("@Tom changed an answer in “Clarity”", "@Tom a changé de réponse dans « Clarté »"),
        either.speaks(
            "Before: We talk, nothing is promised Now: Terms are on the table",
            "Avant : Nous parlons, rien n’est promis Maintenant : Des conditions sont sur la table",
        ),
    )
    tom.closes()
    tom.presses(action_ids.NEXT, section="clarity")
    tom.sees("3/6")
    assert either.place == "values_collecting"
