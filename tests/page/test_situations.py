"""Prepared situations are the sample, really played; the play goes on from there and stops when somebody acts."""

import pytest

from bot.playground.page import bonnet
from bot.playground.page.pace import Pace
from bot.playground.page.playground import SITUATIONS, Playground
from bot.playground.page.situations import SITUATIONS as WRITTEN
from bot.playground.page.situations import script
from bot.playground.page.words import words
from tests.page.screens import Screen, until

pytestmark = pytest.mark.xdist_group("page")


def prepared(playground: Playground, situation: str, language: str = "en") -> None:
    playground.begin(situation, language)
    until(lambda: playground.play.state in ("ready", "failed"), 60)
    assert playground.play.state == "ready"


def stage(playground: Playground) -> str:
    return str(bonnet.conversations(playground.world)[0]["stage"])


def test_the_page_offers_what_is_written() -> None:
    assert tuple(situation.id for situation in WRITTEN) == SITUATIONS
    assert [script(each, "fr").prepared for each in SITUATIONS] == [script(each, "en").prepared for each in SITUATIONS]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_half_way_through_the_values_two_have_answered_and_differ(running: Playground, language: str) -> None:
    prepared(running, "values", language)
    amina = Screen(running, "Amina", language)
    assert stage(running) == "values_collecting"
    tables = {table["name"]: table for table in bonnet.rows(running.world, "", words(language))["tables"]}
    rows = [dict(zip(tables["answers"]["columns"], row, strict=True)) for row in tables["answers"]["rows"]]
    people = {person.id: person.name for person in running.world.people.values()}
    said = {people[row["person"]]: row["value"] for row in rows if row["question"] == "audience_values"}
    assert said == {"Tom": '"no"', "Léa": '"yes_asked"'}
    assert tables["answers"]["hidden"] == ["value"]
    shown = [message["text"] for message in amina.messages]
    assert any({"en": "Solaris Foods", "fr": "Solaris Alimentation"}[language] in text for text in shown)
    assert amina.act("say", channel=amina.channel("main"), text="we can talk")["ok"]


def test_a_summary_with_an_imbalance_waits_for_its_decision(running: Playground) -> None:
    prepared(running, "summary")
    assert stage(running) == "deciding"
    amina = Screen(running, "Amina")
    assert amina.button("decide")
    assert any("imbalance" in str(message["blocks"]).casefold() for message in amina.messages)
    chart = bonnet.chart(running.world, "", words("fr"))
    assert chart["current"] == ["deciding"]
    assert {"values", "power"} <= set(chart["seen"])
    assert {state["name"] for state in chart["states"]} >= {"Valeurs", "Décision"}
    # The play goes on from here, at reading speed, and somebody's act ends it at once.
    amina.does("play", on=True)
    until(lambda: running.play.on and running.play.state == "playing")
    amina.does("play", on=False)
    assert amina.look().entities["scene"]["play"]["paused"]
    amina.does("play", on=True)
    amina.wait(lambda now: now["modal"])
    tom = Screen(running, "Tom")
    assert "Amina" in tom.entities["scene"]["play"]["doing"]
    tom.does("say", channel=tom.channel("main"), text="wait, let me")
    assert tom.look().entities["scene"]["play"]["state"] == "over"
    assert stage(running) == "deciding"
    assert amina.look().modal is not None  # who takes over finds the form where the play left it


def test_nobody_interferes_while_a_situation_is_made(running: Playground) -> None:
    tom = Screen(running, "Tom", "fr")
    tom.does("situation", id="summary")
    refused = tom.act("say", channel=tom.channel("main"), text="hello")
    assert refused == {"ok": False, "error": "Un instant\u00a0: la situation se prépare."}
    assert tom.look().entities["scene"]["preparing"] == "summary"
    tom.does("situation", id="empty")  # one may change one's mind
    tom.wait(lambda now: now["scene"]["current"] == "empty" and now["scene"]["app"] == "running")
    tom.does("say", channel=tom.channel("main"), text="hello")


def test_the_play_walks_from_nothing_and_begins_anew_after_somebody_took_over(
    running: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.begin("empty", "en")
    amina = Screen(running, "Amina")
    amina.does("say", channel=amina.channel("main"), text="my own beginning")
    assert amina.look().entities["scene"]["play"]["state"] == "over"
    monkeypatch.setattr(Pace, "read", lambda self, characters: self.wait(0))
    amina.does("play", on=True)
    amina.wait(lambda now: now["scene"]["play"]["state"] == "playing" and now["modal"])
    assert not any(message["text"] == "my own beginning" for message in amina.look().messages)
    assert amina.entities["scene"]["play"]["who"] == amina.id
    running.begin("empty", "en")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_check_in_is_due_and_its_report_comes_when_everybody_has_answered(
    running: Playground, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(running, "due", language)
    assert stage(running) == "following_up"
    amina = Screen(running, "Amina", language)
    assert amina.button("check_in")
    asked = {"en": "0 of 4 have answered", "fr": "0 sur 4"}[language]
    assert any(asked in str(message["blocks"]) for message in amina.messages)
    monkeypatch.setattr(Pace, "read", lambda self, characters: self.wait(0))
    amina.does("play", on=True)
    until(lambda: running.play.state == "over", 60)
    shown = str([message["blocks"] for message in amina.look().messages])
    assert {"en": "then and now", "fr": "avant et maintenant"}[language] in shown
    assert {"en": "Go on, on other terms", "fr": "Continuer à d'autres conditions"}[language] in shown
