"""Catalogues: the same keys and fields in every language, nothing missing, nothing left over."""

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.blocks.answers_private import KNOWN_ERRORS, refused
from bot.blocks.commitments import CHANGES
from bot.blocks.schedule import DONE
from bot.blocks.who_reads import Free
from bot.i18n.catalogue import UnknownKey, Words, words
from bot.i18n.languages import DEFAULT, LOCALES, language_of, languages
from bot.i18n.refusals import UNKNOWN_LANGUAGE, Refusal
from flows import errors as flow_errors
from flows.check_ins.checkin import Reply, Standing
from flows.check_ins.comparison import Became, Kept
from flows.commitments import Did, State
from flows.conversation.conversation import OUTCOMES
from flows.conversation.moves import CHANGED, LONE_AGAIN, OF_THE_PRODUCT, UNKNOWN_AGAIN
from flows.conversation.people import What
from flows.conversation.quick import ENDS
from flows.conversation.waits import Mine, Now
from flows.model import CHECK_IN_OUTCOMES, Role, Severity, Side, Verdict
from flows.schedules.planned import Prompt
from flows.schedules.rules import Unit
from flows.text.missing import Missing
from flows.text.units import POSTS, Length
from storage.conversations.finding import STANDINGS

BOT = LOCALES.parent.parent
CODE = [file for file in BOT.rglob("*.py") if "playground" not in file.parts]
KEY = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
FAMILIES = {
    **{f"prompt.{end}.": [*Prompt] for end in ("begun", "stopped", "none")},
    "role.": [*Role],
    "role.short.": [*Role],
    "move.": [
        *OF_THE_PRODUCT,
        *(f"{move}.why" for move in OF_THE_PRODUCT if move not in (LONE_AGAIN, UNKNOWN_AGAIN, CHANGED)),
    ],
    "severity.": [*Severity],
    "voices.at.": [*Side],
    "state.": [*(one for one in Now if one is not Now.over), "closed", "ended", "abandoned"],
    "waiting.": [*Mine],
    "status.next.": [one for one in Now if one is not Now.over],
    "commitment.owned": ["", ".partner"],
    "commitment.today": ["", ".partner"],
    "screening.": ["early", "divided", "objection"],
    "screening.you.": ["problem", "unsure"],
    "screening.some.": ["problem", "unsure"],
    "chart.points.": [*Severity],
    "verdict.": [*Verdict],
    "outcome.": list(OUTCOMES),
    "quick.": list(ENDS),
    "portfolio.": list(STANDINGS),
    "support.": [*Side, "both"],
    "evidence.": [*Side],
    "evidence.side.": [*Side],
    "evidence.heard.": [*Side],
    "stance.": ["unsure", "not_mine"],
    "modal.stance.": ["unsure", "not_mine"],
    "modal.example.": ["share", "hours", "amount"],
    "why.": [*Missing],
    "said.unit.": [*Length],
    "said.per.": [*Length],
    "said.every.": [length for length in Length if length not in POSTS],
    "said.of.": [*POSTS],
    "commitment.do.": list(CHANGES),
    "commitment.did.": [*Did],
    "brief.happened.": [*Did, "handed_to"],
    "commitment.state.": [*State],
    "agreement.control.": ["ours", "partner", "shared", "third_party", "no_money"],
    "agreement.expertise.": ["expert_decides", "joint"],
    "agreement.unpaid.": ["none", "stronger_pro_bono"],
    "agreement.written.": [
        *("lead_and_stand_in", "paid_work", "notice", "little_reporting"),
        *("decisions", "name_and_data", "safe_no", "review"),
    ],
    "checkin.count.": [Standing.skipped, Standing.away, Standing.unanswered],
    "checkin.put_off.": [*Reply],
    "details.told.": [*What],
    "checkin.outcome.next.": list(CHECK_IN_OUTCOMES),
    "became.": [*Became],
    "kept.": [*Kept],
    "drift.told.": ["once", "steady", "up", "down"],
    "report.row.": [*Side],
    "invitation.": ["one", "two"],
    "quoted.": [*Free],
    "readers.summary.": ["one", "two", "more"],
    "readers.report.": ["one", "two", "more"],
    "notice.": ["pause", "resume", "reopen", "stop", "close"],
    "schedule.did.": list(DONE),
    "schedule.done.": list(DONE),
    "schedule.already.": list(DONE),
    "schedule.before.": ["payment", "renewal"],
    "schedule.every.": [*Unit],
    "schedule.unit.": [*Unit],
    "schedule.ordinal.": ["1", "2", "3", "4", "-1"],
    "schedule.form.going.": ["go", "pause", "stop"],
    "schedule.form.whose.": ["one", "own"],
    "schedule.form.where.": ["private", "thread"],
}
"""Keys whose end is computed: what it can be."""


def _constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _asked(tree: ast.AST) -> Iterator[ast.expr]:
    """What is given to ``say`` and ``count``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner = ast.unparse(node.func.value)
            if node.func.attr in ("say", "count") and ("words" in owner or owner in ("theirs", "said_in", "language")):
                yield node.args[0]


TREES = {file: ast.parse(file.read_text("utf-8")) for file in CODE}
FAMILY_KEYS = {f"{prefix}{end}" for prefix, ends in FAMILIES.items() for end in ends}


@pytest.fixture(params=languages())
def said(request: pytest.FixtureRequest) -> Words:
    return words(request.param)


def test_every_key_that_the_code_asks_for_exists(said: Words) -> None:
    missing = [
        f"{node.value!r} (asked for in {file.relative_to(BOT)}): add it to {said.file.relative_to(BOT)}"
        for file, tree in TREES.items()
        for asked in _asked(tree)
        for node in ast.walk(asked)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if KEY.fullmatch(node.value)
        and not said.knows(node.value)
        and not any(key.startswith(node.value) for key in FAMILY_KEYS)
    ]
    missing += [f"{key!r}: add it to {said.file.relative_to(BOT)}" for key in FAMILY_KEYS if not said.knows(key)]
    assert missing == []


def test_every_computed_key_is_of_a_known_family() -> None:
    unknown = []
    for file, tree in TREES.items():
        for asked in _asked(tree):
            if isinstance(asked, ast.JoinedStr):
                prefix = str(getattr(asked.values[0], "value", ""))
                if prefix not in FAMILIES:
                    unknown.append(f"{prefix!r} in {file.relative_to(BOT)}: add it to FAMILIES in this test")
    assert unknown == []


def test_every_key_of_a_catalogue_is_used(said: Words) -> None:
    spoken = {one for tree in TREES.values() for one in _constants(tree)} | FAMILY_KEYS | {*KNOWN_ERRORS}
    spoken |= {f"{key}.section" for key in FAMILY_KEYS if key.startswith("notice.")}
    left_over = [f"{key!r}: remove it from {said.file.relative_to(BOT)}" for key in said.entries if key not in spoken]
    assert left_over == []


def test_languages_have_the_same_keys_and_fields() -> None:
    first, *others = (words(language) for language in languages())
    for other in others:
        assert set(other.entries) == set(first.entries), f"make the keys of {other.file} those of {first.file}"
        for key, texts in first.entries.items():
            assert len(other.entries[key]) > 1 or len(texts) == 1, f"{key!r} is counted in {first.file} only"
            fields = {field for text in texts for field in _fields(text)}
            theirs = {field for text in other.entries[key] for field in _fields(text)}
            assert fields == theirs, f"{key!r}: {fields} in {first.file}, {theirs} in {other.file}"


def _fields(text: str) -> list[str]:
    return [field for _, field, _, _ in string.Formatter().parse(text) if field]


def test_no_key_stands_twice_in_a_catalogue(said: Words) -> None:
    """Of two with one key, the reader of the file silently keeps the last."""
    keys = re.findall(r'^msgid "(.+)"$', said.file.read_text("utf-8"), re.MULTILINE)
    assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_every_refusal_has_its_sentence(said: Words) -> None:
    of_flows = [
        error.key
        for error in vars(flow_errors).values()
        if isinstance(error, type) and issubclass(error, flow_errors.FlowError)
    ]
    of_bot = [one for one in _constants(TREES[BOT / "i18n" / "refusals.py"]) if one.startswith("error.")]
    of_schedules = [flow_errors.InvalidSchedule(problem, "").key for problem in flow_errors.Problem]
    for key in (*of_flows, *of_schedules, *of_bot):
        assert key in KNOWN_ERRORS, f"add {key!r} to KNOWN_ERRORS in bot/blocks/answers_private.py"
    for key in KNOWN_ERRORS:
        assert said.knows(key), f"add {key!r} to {said.file}"


def test_an_unknown_key_names_its_file() -> None:
    with pytest.raises(UnknownKey, match=r"no text for 'nothing.here'; add it to .*fr.*bot\.po"):
        words("fr").say("nothing.here")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr-CA", "fr"), ("fr_FR", "fr"), ("FR", "fr"), ("en-GB", "en"), ("pt-BR", "en"), ("", "en"), (None, "en")],
)
def test_a_locale_leads_to_a_language(locale: str | None, language: str) -> None:
    assert language_of(locale) == language
    assert words(locale).language == language


def test_numbers_and_days() -> None:
    en, fr = words("en"), words("fr")
    assert (en.number(5000), fr.number(5000)) == ("5,000", "5\u202f000")
    assert (en.number(1.456), fr.number(1.456)) == ("1.46", "1,46")
    assert (en.money(1234.56), fr.money(40)) == ("1,235", "40")
    assert [en.money(amount) for amount in (99.5, 99.99, 100.4, 999.5)] == ["99.5", "99.99", "100", "1,000"]
    assert (en.percent(30), fr.percent(30)) == ("30%", "30\u00a0%")
    assert (en.hours(12), fr.hours(12.5)) == ("12\u00a0h", "12,5\u00a0h")
    day = date(2026, 12, 1)
    assert (en.date(day), fr.date(day)) == ("1 Dec 2026", "1er déc. 2026")
    assert (en.long_date("2026-12-11"), fr.long_date("2026-12-11")) == ("11 December 2026", "11 décembre 2026")
    assert fr.long_date("2026-01-01") == "1er janvier 2026"
    assert fr.long_date("next week") == "next week"


def test_counting_follows_the_language() -> None:
    assert words("en").count("minutes", 0) == "about 0 minutes"
    assert words("fr").count("minutes", 0) == "environ 0\u00a0minute".replace("\u00a0", " ")
    assert words("fr").count("minutes", 2) == "environ 2 minutes"


def test_french_spaces_do_not_break() -> None:
    assert words("fr").typeset("« Oui : 30 % de 5 000 » ?") == "«\u00a0Oui\u00a0: 30\u00a0% de 5\u00a0000\u00a0»\u00a0?"
    assert words("en").typeset("Really ?") == "Really ?"


def test_catalogues_are_where_a_new_language_goes() -> None:
    assert languages()[0] == DEFAULT
    assert {"en", "fr"} <= set(languages())
    assert all((LOCALES / language / "LC_MESSAGES" / "bot.po").is_file() for language in languages())
    assert isinstance(LOCALES, Path)


def test_the_languages_are_named_in_the_language_of_who_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.i18n.languages._found", lambda: ("en", "fr"))
    said = {language: refused(words(language), Refusal(UNKNOWN_LANGUAGE))["text"] for language in languages()}
    assert said == {
        "en": "I speak English and French: `/partnership language en` or `/partnership language fr`.",
        "fr": "Je parle français et anglais\u00a0: `/partenariat langue fr` ou `/partenariat langue en`.",
    }
