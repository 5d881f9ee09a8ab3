"""After the decision: a draft of the agreement to copy, in either language, as a Word document, and as a canvas of the channel."""

import io
import re

import docx
import pytest

from bot.blocks.commitments import DUE, OWNER, TEXT, TRIPWIRE
from bot.blocks.kit import action_ids
from bot.playground.anatomy import each_block
from bot.playground.faults import Faults
from bot.use_cases import directory
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, no, plain
from tests.dialogs.test_commitments import promising

DAY = "2999-03-01"


def decided(stage: Stage, outcome: str = "go", name: str = "Acme") -> Stage:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name=name).reaches("deciding")
    amina.decides(outcome, "we know them")
    return stage


def copied(who: Player) -> str:
    """What the modal on top offers to copy."""
    found = [block for block in each_block(who.view.blocks) if block["type"] == "rich_text"]
    return "\n".join(element["elements"][0]["text"] for block in found for element in block["elements"])


def test_the_draft_is_opened_from_the_decision_and_read_in_the_other_language(either: Stage) -> None:
    stage = decided(either)
    amina, tom, *_ = stage.cast
    tom.clicks(stage.speaks("Draft the agreement", "Préparer l’accord"))
    tom.sees(
        "Acme",
        stage.speaks("Amount: 100,000.", "Montant : 100 000."),
        stage.speaks("**To be agreed:**", "**À convenir :**"),
        stage.speaks("commitments word for word", "les engagements y figurent mot pour mot"),
    )
    tom.clicks(stage.speaks("Français", "English"))
    tom.sees(stage.speaks("Montant : 100 000.", "Amount: 100,000."), no(stage.speaks("Amount:", "Montant")))
    tom.closes()
    assert amina.person.view is None


def test_commitments_stand_in_it_with_their_owners_names(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("deciding", power={"unpaid_work": "weaker_unpaid"})
    promising(stage, amina)
    amina.sends({TEXT: "Find a second funder", OWNER: tom, DUE: DAY, TRIPWIRE: "We pause"})
    amina.decides("go_if", "two funders")
    amina.presses(action_ids.AGREEMENT)
    text = copied(amina)
    assert "Find a second funder — Tom, by 1 March 2999. Otherwise: We pause" in text
    assert tom.id not in text
    assert "Next: " in text, "the dates of the check-ins that the decision made"


def test_what_is_typed_in_the_thread_offers_it_in_private(either: Stage) -> None:
    stage = decided(either)
    amina, tom, *_ = stage.cast
    tom.says(stage.speaks("@coach agreement", "@coach accord"))
    tom.sees(stage.speaks("ready to be read and copied", "prêt à être lu et copié"))
    amina.sees(no(stage.speaks("ready to be read", "prêt à être lu")))
    tom.presses(action_ids.AGREEMENT)
    tom.sees(stage.speaks("Amount", "Montant"))


def test_it_is_found_by_the_partner_s_name(either: Stage) -> None:
    stage = decided(either, name="Baobab Unique")
    tom, ines = stage.tom, stage.ines
    command = stage.speaks("/partnership agreement", "/partenariat accord").split()
    tom.types(command[0], f"{command[1]} baobab unique")
    tom.sees("Baobab Unique", stage.speaks("Amount", "Montant"))
    tom.closes()
    tom.types(command[0], command[1])
    tom.sees(stage.speaks("Say with whom", "Dites avec qui"))
    tom.types(command[0], f"{command[1]} nobody at all")
    assert tom.person.view is None
    with stage.act():
        assert ines.person.command(command[0], f"{command[1]} baobab unique", stage.direct[ines]) is not None
    assert ines.person.view is None, "who is not in the channel finds nothing"


def test_there_is_none_before_a_decision_nor_after_a_no(either: Stage) -> None:
    stage = either
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    why = stage.speaks("once you have decided to go on", "une fois que vous avez décidé d’avancer")
    typed = stage.speaks("@coach agreement", "@coach accord")
    amina.says(typed)
    amina.sees(why)
    stage.reaches("deciding")
    amina.decides("no", "not now")
    amina.sees(no(stage.speaks("Draft the agreement", "Préparer l’accord")))
    amina.says(typed)
    amina.sees(why)


def test_the_partner_s_people_and_who_left_do_not_open_it(stage: Stage) -> None:
    decided(stage)
    tom, lea = stage.tom, stage.lea
    lea.presses(action_ids.AGREEMENT)
    assert "To be agreed" in copied(lea), "she reads the channel"
    lea.closes()
    with stage.act():
        lea.person.leave(stage.channel)
        tom.person.leave(stage.channel)
    assert not lea.finds(action_ids.AGREEMENT), "who left reads no button either"


def word_files(stage: Stage, who: Player) -> list[tuple[str, str, str]]:
    """(name, title, text) of each Word document that this person can open, as a word processor reads it."""
    places = [place for place in (stage.channel, stage.direct[who]) if who.id in place.members]
    shown = [message for place in places for message in stage.slack.messages(place)]
    found = []
    for one in (stage.slack.workspace.files[file] for message in shown for file in message.files):
        assert one.content is not None
        file = docx.Document(io.BytesIO(one.content))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        found.append(
            (one.name, str(one.title), words_of("\n".join([*(text.text for text in file.paragraphs), *cells])))
        )
    return found


def words_of(text: str) -> str:
    """A draft without markup and without the dots on which people write."""
    return plain(re.sub(r"(?m)^(?:#+|-+)(?= |$)|[*\\…]", "", text))


def test_the_word_document_comes_to_who_asked_alone_and_says_what_the_draft_says(either: Stage) -> None:
    stage = either
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, lea, name="Acme").reaches("deciding", power={"unpaid_work": "weaker_unpaid"})
    promising(stage, amina)
    amina.sends({TEXT: "Find a second funder", OWNER: tom, DUE: DAY, TRIPWIRE: "We pause"})
    amina.decides("go_if", "two funders")
    lea.presses(action_ids.AGREEMENT)
    tom.presses(action_ids.AGREEMENT)
    said = words_of(copied(tom))
    tom.clicks(stage.speaks("Word document (.docx)", "Document Word (.docx)"))
    tom.sees(
        stage.speaks("in your messages with me", "dans vos messages avec moi"),
        stage.speaks("Nobody else reads it here", "Personne d’autre ne le lit ici"),
        stage.speaks("[file: agreement-with-acme.docx]", "[file: accord-avec-acme.docx]"),
    )
    amina.sees_nothing()
    lea.sees_nothing()
    [(name, title, text)] = word_files(stage, tom)
    assert name == stage.speaks("agreement-with-acme.docx", "accord-avec-acme.docx")
    assert title == stage.speaks("Agreement with Acme: a draft", "Accord avec Acme\N{NO-BREAK SPACE}: projet")
    assert text == said
    assert "Find a second funder — Tom, " in text
    assert word_files(stage, amina) == word_files(stage, lea) == []
    lea.clicks(stage.speaks("Word document (.docx)", "Document Word (.docx)"))
    assert word_files(stage, lea) == [(name, title, text)], "each asks for their own"


def test_a_double_click_brings_one_document_and_opening_the_draft_again_another(stage: Stage) -> None:
    tom = decided(stage).tom
    tom.presses(action_ids.AGREEMENT)
    for _ in range(2):
        tom.presses(action_ids.AGREEMENT_WORD)
        tom.person.close_view()  # what says that it is on its way, not the draft
    assert len(word_files(stage, tom)) == 1
    tom.closes()
    tom.presses(action_ids.AGREEMENT)
    tom.presses(action_ids.AGREEMENT_WORD)
    assert len(word_files(stage, tom)) == 2


def test_the_document_is_in_the_language_of_the_draft_that_is_read(either: Stage) -> None:
    stage = decided(either)
    tom = stage.tom
    tom.presses(action_ids.AGREEMENT)
    tom.clicks(stage.speaks("Français", "English"))
    tom.presses(action_ids.AGREEMENT_WORD)
    tom.sees(stage.speaks("as a Word document", "en document Word"))
    [(name, _, text)] = word_files(stage, tom)
    assert name == stage.speaks("accord-avec-acme.docx", "agreement-with-acme.docx")
    assert stage.speaks("Montant : 100 000.", "Amount: 100,000.") in text


def test_who_may_not_read_the_draft_any_more_gets_no_document(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "MEMBERS_SECONDS", 0)  # a minute later
    tom = decided(stage).tom
    tom.presses(action_ids.AGREEMENT)
    with stage.act():
        tom.person.leave(stage.channel)
    tom.presses(action_ids.AGREEMENT_WORD)
    tom.sees(no("on its way"))
    assert word_files(stage, tom) == []


def test_where_slack_takes_no_files_it_is_said_and_the_text_can_be_copied(either: Stage, rules: Rules) -> None:
    stage = decided(either)
    tom = stage.tom
    rules.refusals = {""}
    for error in ("missing_scope", "file_uploads_disabled"):
        stage.slack.faults.next("files.getUploadURLExternal", Faults.error(error))
        tom.presses(action_ids.AGREEMENT)
        tom.presses(action_ids.AGREEMENT_WORD)
        tom.sees(stage.speaks("open the draft again and copy its text", "rouvrez le projet et copiez son texte"))
        tom.closes()
    assert word_files(stage, tom) == []


def test_a_partner_s_name_of_any_letters_names_the_file(stage: Stage) -> None:
    tom = decided(stage, name="../الفجر\u202e & «Ŝtelo» <b>").tom
    tom.presses(action_ids.AGREEMENT)
    tom.presses(action_ids.AGREEMENT_WORD)
    [(name, _, _)] = word_files(stage, tom)
    assert name == "agreement-with-الفجر-ŝtelo-b.docx"


def canvas(stage: Stage, who: Player) -> None:
    who.closes()
    who.presses(action_ids.AGREEMENT)
    who.sends()


def test_a_canvas_is_made_once_and_who_asked_is_told_where(either: Stage) -> None:
    stage = decided(either)
    amina, tom, *_ = stage.cast
    canvas(stage, tom)
    tom.sees(stage.speaks("is now a canvas", "est maintenant un canevas"))
    amina.sees_nothing()
    [made] = stage.slack.canvases(stage.channel)
    assert "Acme" in made.title
    assert stage.speaks("**To be agreed:**", "**À convenir :**") in plain(made.markdown)
    assert f"/docs/{stage.slack.team_id}/{made.id}" in str(stage.slack.messages(stage.direct[tom])[-1].blocks)


def test_why_there_is_no_canvas_is_said_and_the_text_is_a_click_away(either: Stage, rules: Rules) -> None:
    rules.refusals, rules.left = {""}, {"dead"}
    stage = decided(either)
    tom = stage.tom
    for error, said in (
        ("canvas_disabled_user_team", stage.speaks("has no canvases", "n’a pas de canevas")),
        ("missing_scope", "canvases:write"),
        ("restricted_action", stage.speaks("did not make a canvas", "n’a pas créé de canevas")),
    ):
        stage.slack.faults.next("canvases.create", Faults.error(error))
        canvas(stage, tom)
        tom.sees(said)
    assert stage.slack.canvases(stage.channel) == []
    tom.closes()
    tom.presses(action_ids.AGREEMENT)
    assert "Acme" in copied(tom)


def test_a_canvas_of_which_slack_did_not_say_whether_it_was_made_is_not_made_again(either: Stage, rules: Rules) -> None:
    rules.refusals, rules.left = {""}, {"dead"}
    stage = decided(either)
    tom = stage.tom
    stage.slack.faults.next("canvases.create", Faults.dropped_link(moment="after"))
    canvas(stage, tom)
    tom.sees(stage.speaks("did not say whether", "n’a pas dit si"))
    assert len(stage.slack.canvases(stage.channel)) == 1
