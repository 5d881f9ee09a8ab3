"""A file of the record, from Slack: for a team, a board or the partner; to who asked, and to nobody else."""

import csv
import io

from bot.blocks.export import FORM, VIEW
from bot.playground.faults import Faults
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, no


def typed(stage: Stage) -> list[str]:
    return stage.speaks("/partnership export", "/partenariat exporter").split()


def decided(stage: Stage, name: str) -> Stage:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name=name).reaches("deciding")
    amina.decides("no", "their share is too big")
    return stage


def files(stage: Stage, who: Player) -> list[tuple[str, str]]:
    """(name, text) of each file that came in private."""
    shown = stage.slack.messages(stage.slack.direct_channel(who.person))
    found = [stage.slack.workspace.files[file] for message in shown for file in message.files]
    return [(file.name, file.content.decode()) for file in found]


def test_who_reads_the_channel_takes_a_file_and_nobody_else_gets_it(either: Stage) -> None:
    stage = decided(either, "Baobab Unique")
    _, tom, *_ = stage.cast
    command, word = typed(stage)
    tom.types(command, f"{word} baobab unique")
    tom.sees(
        "Baobab Unique",
        stage.speaks("Who will read it?", "Qui va le lire ?"),
        stage.speaks("Hidden answers", "réponses cachées"),
    )
    tom.sends({VIEW: "team", FORM: "html"})
    tom.sees(stage.speaks("comes to you in a direct message", "en message direct"))
    ((name, page),) = files(stage, tom)
    assert name == "baobab-unique.html"
    assert "their share is too big" in page
    assert stage.slack.workspace.members[stage.amina.id].real_name in page, "the team reads names"
    assert stage.amina.id not in page
    assert stage.speaks("Decision", "Décision") in page
    assert [files(stage, who) for who in stage.cast if who is not tom] == [[]] * (len(stage.cast) - 1)
    shared = [file.shared_in for file in stage.slack.workspace.files.values() if file.name == name]
    assert shared[-1] == [stage.slack.direct_channel(tom.person).id]
    tom.closes()

    command, word = stage.speaks("/partnership show", "/partenariat montre").split()
    tom.types(command, f"{word} baobab unique")
    tom.clicks(stage.speaks("Export", "Exporter"))
    tom.sends({VIEW: "partner-safe", FORM: "markdown"})
    _, (name, text) = files(stage, tom)
    assert name == "baobab-unique.md"
    assert "Baobab Unique" in text
    assert "too big" not in text
    assert tom.id not in text


def test_all_that_one_may_see_goes_into_one_table(either: Stage) -> None:
    stage = decided(either, "Baobab Unique")
    stage.opens(stage.amina, stage.tom, name="Still Open")
    tom, ines = stage.tom, stage.ines
    command, word = typed(stage)
    tom.types(command, word)
    tom.sees("2 conversations")
    tom.sends({VIEW: "board", FORM: "csv"})
    ((name, table),) = files(stage, tom)
    assert name == "partnerships.csv"
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    assert {"Baobab Unique"} <= {row["partner"] for row in rows} <= {"Baobab Unique", "Still Open"}
    assert all(tom.id not in "".join(row.values()) for row in rows)
    with stage.act():
        ines.person.command(command, word, stage.direct[ines])
    assert ines.person.view is None, "who is in no channel with a conversation has nothing to take"
    assert files(stage, ines) == []


def test_where_slack_takes_no_files_the_person_is_told_what_to_do(either: Stage, rules: Rules) -> None:
    rules.refusals = {""}
    stage = decided(either, "Baobab Unique")
    tom = stage.tom
    command, word = typed(stage)
    stage.slack.faults.always("files.getUploadURLExternal", Faults.error("missing_scope"))
    tom.types(command, f"{word} baobab unique")
    tom.sends({VIEW: "team", FORM: "html"})
    tom.closes()
    tom.sees(stage.speaks("does not accept files from me", "n’accepte pas de fichiers"), no("<html"))
    assert files(stage, tom) == []
    stage.slack.faults.always("files.getUploadURLExternal", None)
