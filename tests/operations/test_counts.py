"""A number that a document says is the number that the code uses: counts, limits and days, as words and as figures."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.blocks import check_in as check_in_blocks
from bot.blocks import conditions_form, home, moves
from bot.cli import progress, serve
from bot.gateway import http, socket_mode
from bot.listeners import pace
from bot.playground.page.world import PEOPLE
from bot.runtime.settings import Settings
from bot.use_cases import search
from bot.workers import relay
from flows import ledger
from flows.assessment.screening import Screened
from flows.guide import checking, load_guide, principles, sharing
from flows.schedules import recurrence, rules
from storage import database
from tests.operations.test_documents import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "operators").glob("*.md")])
_WORDS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize",
}
NUMBERS = {word: n for words in _WORDS.values() for n, word in enumerate(words.split(), 1)} | {
    "une": 1, "twice": 2, "twenty": 20, "vingt": 20, "half a year": ledger.USUAL.days, "six mois": ledger.USUAL.days,
}  # fmt: skip
_N = r"(\d[\d,]*|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"


@cache
def counts() -> dict[str, tuple[Any, ...]]:
    """A piece of a sentence, ``#`` for each number → the numbers."""
    guide = load_guide(None)
    screening = next(one.id for one in guide.sections if one.kind == "screening")
    asked = [one for one in guide.questions if one.section == screening]
    dates = (rules.FIRST_AFTER, rules.THEN_EVERY)
    early = (*recurrence.NUDGES_AFTER, recurrence.CLOSES_AFTER)
    events = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))["settings"]["event_subscriptions"]["bot_events"]
    at_first = {"app_home_opened", "app_mention", "message.channels", "message.groups", "message.im"}
    seconds = (int(http.READ_SECONDS), int(http.READ_SECONDS))
    return {
        "it has # sections: # screening questions": (len(guide.road), len(asked)),
        "elle a # sections : # questions de tri": (len(guide.road), len(asked)),
        "# people to play": (len(PEOPLE),),
        "at most # questions on which you differ": (moves.MOST_DIFFERING,),
        "trouvent # questions au plus sur lesquelles vous différez": (moves.MOST_DIFFERING,),
        "at most # cards": (guide.flags_shown,),
        "en # cartes au plus": (guide.flags_shown,),
        "a first check-in after # days, then one every # days": dates,
        "un premier point d’étape après # jours, puis un tous les # jours": dates,
        "asked about again, # days later and then every #": dates,
        "payment dates (asked # days before each), the renewal date (# days before)": (
            rules.BEFORE_PAYMENT,
            rules.BEFORE_RENEWAL,
        ),
        "dates de versement (# jours avant chacune), la date de renouvellement (# jours avant)": (
            rules.BEFORE_PAYMENT,
            rules.BEFORE_RENEWAL,
        ),
        "come at most # questions; #, under a minute": (guide.check_in.most, check_in_blocks._FEWEST),
        "Puis # questions au plus ; #, en moins d’une minute": (guide.check_in.most, check_in_blocks._FEWEST),
        "at most # questions a person, # where nothing is open": (guide.check_in.most, check_in_blocks._FEWEST),
        "reminded in private after # days and after #, then no more. After # the": early,
        "un rappel privé vient après # jours, puis après #, puis plus aucun. Au bout de #": early,
        "is reminded # at most": (len(recurrence.NUDGES_AFTER),),
        "reçoit # rappels au plus": (len(recurrence.NUDGES_AFTER),),
        "From # people on your side on": (sharing.SMALL,),
        "partir de # personnes de votre côté": (sharing.SMALL,),
        "of which fewer than # people answered": (sharing.SMALL,),
        "un côté dont moins de # personnes ont répondu": (sharing.SMALL,),
        "without names as soon as # of you answer": (sharing.SMALL,),
        "the newest first, # at a time": (search._A_PAGE,),
        "les plus récentes d’abord, # à la fois": (search._A_PAGE,),
        "the newest first, # to a page": (home.MOST_WAITING,),
        "(without a day: after #)": (ledger.USUAL.days,),
        "(sans jour : # plus tard)": (ledger.USUAL.days,),
        "the rest after # days": (relay.KEEP.days,),
        "settled rows and keys go after # days": (relay.KEEP.days,),
        "goes # years after its end": (Settings.model_fields["partnership_keep_days"].default // 365,),
        "part # ans après sa fin": (Settings.model_fields["partnership_keep_days"].default // 365,),
        "longer than # seconds": (int(progress.AFTER_SECONDS),),
        "sends anything again (about # seconds)": (int(relay.LOOK_AFTER_SECONDS),),
        "waits for its turn up to # seconds": (database.BUSY_SECONDS,),
        "answered up to # a minute": (pace.MOST_A_MINUTE,),
        "the guardrails as ticks, # at most": (conditions_form.MOST,),
        "The screening has # outcomes": (len(Screened),),
        "asks again # a section": (guide.probes_per_section,),
        "question more for each, and # in a section": (guide.probes_per_section,),
        "# events (who joined": (len(set(events) - at_first),),
        "and the summary. At most #.": (checking.MOST_SECTIONS,),
        "Slack shows # characters of an option and # of a section": tuple(principles.ROOM.values()),
        "before the coach does, after # seconds": (serve._KEEP_ALIVE_SECONDS,),
        "answers what runs (# seconds at most)": (serve._DRAIN_SECONDS,),
        "older or newer than # minutes, bodies over # MB": (http.REPLAY_SECONDS // 60, http.MOST_BYTES // 1_000_000),
        "gets # seconds for its headers and # for its body": seconds,
        "no link was heard of for # s": (int(socket_mode.SILENT_SECONDS),),
    }


def said(sentence: str, text: str) -> list[tuple[int, ...]]:
    """The numbers of each place of a text that says a sentence."""
    pattern = re.compile(re.escape(sentence).replace(r"\#", _N), re.IGNORECASE)
    return [tuple(_number(one) for one in found.groups()) for found in pattern.finditer(text)]


@cache
def text_of(file: Path) -> str:
    return re.sub(r"[\s\u00a0]+", " ", re.sub(r"[*`]", "", file.read_text("utf-8")))


def _number(text: str) -> int:
    return NUMBERS[text.lower()] if text.lower() in NUMBERS else int(text.replace(",", ""))


@pytest.mark.parametrize("sentence", counts())
def test_a_number_is_the_one_of_the_code(sentence: str) -> None:
    found = {(file.name, numbers) for file in PAGES for numbers in said(sentence, text_of(file))}
    assert found, "no document says this any more: take it out of the list, or mend it"
    assert {numbers for _, numbers in found} == {counts()[sentence]}, found


def test_a_wrong_number_is_noticed() -> None:
    assert said("at most # cards", "The points are at most six cards.") == [(6,)]
    assert said("(# seconds at most)", "what runs (1,000 seconds at most)") == [(1000,)]


@pytest.mark.parametrize(("language", "last"), [("en", "and"), ("fr", "et")])
def test_the_sections_have_the_names_that_people_read(language: str, last: str) -> None:
    guide = load_guide(None)
    names = [guide.texts[language][f"section.{one}"].lower() for one in guide.road]
    written = f"{', '.join(names[1:-1])} {last} {names[-1]}"
    assert written in text_of(ROOT / "docs" / f"user-guide.{language}.md")
