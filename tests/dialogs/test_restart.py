"""The app may stop and start again in the middle: the conversation goes on where it was."""

from pathlib import Path
from shutil import copytree

from bot.blocks.kit import action_ids
from bot.playground import Message
from flows.guide.loading import BUILT_IN
from tests.dialogs.stage import Stage


def test_a_conversation_begun_before_a_restart_continues_after_it(own_stage: Stage) -> None:
    stage = own_stage
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    tom.answers("clarity", need="Forty nurses by June 2027")
    tom.closes()
    amina.opens("clarity")
    amina.fills({"need": "Fifty nurses by June 2027"})
    stage.house.restart()
    amina.sends()  # the modal was open all the while
    stage.plays(
        (
            tom,
            None,
            ("“Clarity”: everyone’s answers", "Forty nurses by June 2027", "Fifty nurses by June 2027"),
        ),
        (amina, "×", None),
        (amina, "[Next section]", "3/6 · Values"),
    )
    stage.house.restart()
    tom.says("We asked them twice")
    stage.reaches("deciding")
    assert [remark.text for remark in stage.remarks] == ["We asked them twice"]
    amina.decides("not_yet", "We wait for the board")
    assert stage.thread.count("Decision about Acme: Not yet") == 1


def test_what_waited_to_be_sent_is_sent_once_after_a_restart(own_stage: Stage) -> None:
    stage = own_stage
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    stage.house.app.relay.stop()
    button = tom.message("Does your goal")
    assert amina.person.click(button, "answer:gap:no") is None
    assert tom.person.click(button, "answer:gap:no") is None
    assert "2 of 2" not in stage.thread
    stage.house.restart()
    stage.settle()
    assert stage.thread.count("2 of 2 have answered") == 1
    assert sum("What you lack: No" in stage.read(message, amina) for message in private_to(stage, amina.id)) == 1


def private_to(stage: Stage, person: str) -> list[Message]:
    return [message for message in stage.slack.messages(stage.channel) if message.ephemeral_to == person]


def test_a_conversation_keeps_the_guide_that_it_began_with(own_stage: Stage, tmp_path: Path) -> None:
    stage = own_stage
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    stage.house.restart(partnership_guide=another_guide(tmp_path))
    amina.presses(action_ids.OPEN_SECTION, section="clarity")
    amina.sends({"need": "Forty nurses by June 2027", "stage": "terms"})
    assert stage.answer_of(amina, "stage") == "terms"
    tom.answers("clarity")
    assert "How far are you with them?" in stage.thread
    first = stage.card
    stage.opens(amina)
    stage.reaches("clarity")
    assert stage.card.ts != first.ts
    amina.opens("clarity")
    assert "q:stage" not in {block["block_id"] for block in amina.view.blocks}


def another_guide(folder: Path) -> Path:
    """The built-in guide without the question how far one is, and without what leans on it."""
    source = BUILT_IN.read_text("utf-8")
    gone = [f'id = "{name}"' for name in ("stage", "too_early")]
    parts = [part for part in source.split("\n[[") if not any(name in part for name in gone)]
    for name in ("text", "lexicon"):
        copytree(BUILT_IN.parent / name, folder / name)
    guide = folder / "guide.toml"
    guide.write_text("\n[[".join(parts).replace('version = "2.0.0"', 'version = "3.0.0"'), "utf-8")
    return guide
