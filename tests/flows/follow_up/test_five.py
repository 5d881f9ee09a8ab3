"""Five check-ins in a row, as members read them: what comes first, what is private, what is never said."""

from dataclasses import replace

import pytest

from bot.blocks import check_in, check_in_form, check_in_letter, check_in_report
from bot.blocks.check_in_since import since_line
from bot.i18n.catalogue import words as words_of
from flows.check_ins.letter import letter_of
from flows.check_ins.reading_back import read_back
from tests.flows.follow_up.after import answered, decided, prompted
from tests.flows.follow_up.five import AMINA, INES, LEA, SARA, begun, filled, read, told
from tests.flows.follow_up.five import decided as team_decided

PARTS = {
    "en": ["Since last time: 1 of 2 promises kept", "because “every hour is paid from June on”",
           "You said yes if the following came true. Has it?", "settled: “Free work asked of the weaker side”",
           "Less good than before", "11% → 29%", "60 h so far, 500 h planned", "What works: “The first class"],
    "fr": ["Depuis la dernière fois : 1 promesse tenue sur 2", "parce que « every hour is paid from June on »",
           "Vous disiez oui à la condition suivante.", "réglé : « Travail gratuit demandé au côté le plus fragile »",
           "Moins bien qu’avant", "11 % → 29 %", "60 h jusqu’ici, 500 h au départ", "Ce qui marche : « The first class"],
}  # fmt: skip


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_five_check_ins_say_what_happened(language: str) -> None:
    found = plain("\n".join(told(language)))
    for part in PARTS[language]:
        assert plain(part) in found, part
    assert "None" not in found
    assert "{" not in found


def test_nobody_is_asked_more_than_five_and_the_condition_is_read_back_to_its_author_alone() -> None:
    said = list(told("en"))
    forms = [line for line in said if line.startswith("  ▸ Has your side got")]
    assert len(forms) == 5 * 3
    condition = [number for number, line in enumerate(said) if line == "  | The June hours are paid too"]
    readers = [next(line for line in reversed(said[:number]) if line.startswith("---")) for number in condition]
    assert set(readers[1:]) == {"--- Amina, in private"}
    assert readers[0] == "--- the thread", "where she wrote it herself, beside her answer"


def test_the_partner_reads_nothing_of_what_our_side_decided_or_promised() -> None:
    team = team_decided()
    first = begun(team, 1)
    ended = replace(first, check_in=filled(first.check_in, {}, {"c1": "held"}))
    ended = replace(ended, check_in=replace(ended.check_in, stage="reported"))
    team.stored = ended
    second = begun(team, 2)
    words = words_of("en")
    assert since_line(words, team.record, second, INES) is None
    assert "Since last time" in str(since_line(words, team.record, second, LEA))
    assert since_line(words, team.record, second) == since_line(words, team.record, second, SARA)


def test_a_check_in_that_nobody_answered_changed_nothing() -> None:
    team = team_decided()
    first = begun(team, 1)
    team.stored = replace(first, check_in=replace(first.check_in, stage="missed"))
    assert since_line(words_of("en"), team.record, begun(team, 2), LEA) is None


# --- Read back ---------------------------------------------------------------------------------------------------------


def test_needs_are_read_back_to_the_side_that_wrote_them_ones_own_first() -> None:
    baseline = decided({"ana": {"need": "Ana’s need"}, "ben": {"need": "Ben’s need"}, "pat": {"need": "Pat’s need"}})
    of = {person.id: read_back(baseline, person, "needs_met") for person in baseline.people}
    assert of == {"ana": ("Ana’s need", "Ben’s need"), "ben": ("Ben’s need", "Ana’s need"), "pat": ("Pat’s need",)}


CONDITIONS = [
    ("go", "A second funder", ()),
    ("go_if", "A second funder", ("A second funder",)),
    ("no_go", "A second funder", ("A second funder",)),
    ("go_if", None, ()),
]


@pytest.mark.parametrize(("lean", "why", "found"), CONDITIONS)
def test_a_condition_is_read_back_where_it_was_no_plain_yes(lean: str, why: str | None, found: tuple[str, ...]) -> None:
    baseline = decided({"ana": {"lean": lean, "lean_why": why}})
    ana, ben, _ = baseline.people
    assert read_back(baseline, ana, "still_yes") == found
    assert read_back(baseline, ben, "still_yes") == ()


def test_what_was_said_last_replaces_it() -> None:
    baseline = decided({"ana": {"lean": "go_if", "lean_why": "A second funder"}})
    ana = baseline.people[0]
    again = answered(prompted(baseline), {"ana": {"still_yes": "yes_if", "still_why": "Hours are paid"}}).now()
    assert read_back(again, ana, "still_yes") == ("Hours are paid",)
    kept = answered(prompted(baseline), {"ana": {"still_yes": "yes_if"}}).now()
    assert read_back(kept, ana, "still_yes") == ("A second funder",)
    yes = answered(prompted(again), {"ana": {"still_yes": "yes"}}).now()
    assert read_back(yes, ana, "still_yes") == ()


def test_where_nothing_was_written_no_answer_speaks_of_what_was_written() -> None:
    team = team_decided()
    words, stored = words_of("en"), begun(team, 1)
    latest = {who: {one: said for one, said in given.items() if one != "need"}
              for who, given in stored.check_in.baseline.latest.items()}  # fmt: skip
    baseline = replace(stored.check_in.baseline, latest=latest)
    unread = replace(stored, check_in=replace(stored.check_in, baseline=baseline))
    form = str(check_in_form.form(words, team.record, unread, LEA.id))
    assert "Yes, much as written" not in form
    assert "Yes, much as written" in str(check_in_form.form(words, team.record, stored, LEA.id))
    report = answered(unread.check_in, {"Lea": {"needs_met": "yes"}})
    bodies = check_in_report.report_messages(words, team.record, replace(unread, check_in=report))
    assert "much as written" not in str(bodies)


# --- How many, and the lines for the other side ------------------------------------------------------------------------


def test_three_questions_are_said_to_be_three() -> None:
    team = team_decided()
    stored = replace(begun(team, 1), check_in=prompted())
    for language, said in (("en", "Three questions, under a minute."), ("fr", "Trois questions, moins d’une minute.")):
        lines = read(check_in.prompt(words_of(language), team.record, stored, "ana")["blocks"])
        assert plain(said) in [plain(line) for line in lines]


def test_the_letter_holds_what_our_side_may_read_and_no_more() -> None:
    given = {
        "ana": {"needs_met": "partly", "worked": "The nurses came"},
        "pat": {"needs_met": "no", "worked": "Pat keeps this", "still_yes": "yes"},
    }
    check_in_now = answered(prompted(), given)
    letter = letter_of(check_in_now)
    assert letter.works == ("The nurses came",)
    ours, theirs = letter.needs
    assert (ours.met, theirs.met) == (("partly",), ("no",))
    assert ours.written
    assert not theirs.written
    assert letter.change == ""
    shared = letter_of(answered(prompted(), given, pat=True))
    assert shared.works == ("The nurses came", "Pat keeps this")


def test_what_the_other_side_has_not_heard_is_the_one_thing_to_change() -> None:
    check_in_now = answered(
        prompted(), {"ana": {"unheard": "The visits come in exam weeks"}, "pat": {"unheard": "Hush"}}
    )
    assert letter_of(check_in_now).change == "The visits come in exam weeks"
    team = team_decided()
    stored = replace(begun(team, 1), check_in=check_in_now)
    body = str(check_in_letter.letter_message(words_of("en"), team.record, stored))
    assert "The visits come in exam weeks" in body
    assert "Hush" not in body
    assert AMINA.id not in body
