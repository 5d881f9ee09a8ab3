"""Prepared situations are the sample, really played; the play goes on from there and stops when somebody acts.

A situation takes many real steps to make: each is made once, in one of the two languages. That they are the same in the
other is read off the samples, which are one conversation in two languages.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.playground.page import backstage
from bot.playground.page.pace import Pace
from bot.playground.page.playground import SITUATIONS, Playground
from bot.playground.page.situations import SITUATIONS as WRITTEN
from bot.playground.page.situations import Script, script
from bot.playground.page.words import words
from tests.page.screens import Screen, begun, patient, until

pytestmark = pytest.mark.xdist_group("page")
CHOICE = re.compile(r"[a-z0-9_]+")


def ready(playground: Playground) -> None:
    patient(playground)
    until(lambda: playground.play.state in ("ready", "failed"), 100)
    assert playground.play.state == "ready"


def stage(playground: Playground) -> str:
    one = backstage.conversations(playground.world)[0]
    return f"{one['section']}_{one['stage']}" if one["section"] else str(one["stage"])


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads along: the play waits for nothing but to be held or stopped."""
    wait = Pace.wait
    monkeypatch.setattr(Pace, "wait", lambda self, seconds: wait(self, 0))


def test_the_page_offers_what_is_written() -> None:
    assert tuple(situation.id for situation in WRITTEN) == SITUATIONS


def chosen(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Place → what is said there in no language: choices, numbers, and that there are words at all."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from chosen(each, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        yield f"{place}.length", len(value)
        for number, each in enumerate(value):
            yield from chosen(each, f"{place}.{number}")
    elif isinstance(value, str) and not CHOICE.fullmatch(value):
        yield place, "".join(re.findall(r"\d", value)) if re.fullmatch(r"\W*[\d\W]+h?", value) else "words"
    else:
        yield place, value


def said(written: Script) -> dict[str, Any]:
    return {person.id: dict(chosen(person.answers)) for person in written.case.participants}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_is_the_same_in_both_languages(situation: str) -> None:
    english, french = script(situation, "en"), script(situation, "fr")
    assert [(step.what, step.who, step.section) for step in english.steps] == [
        (step.what, step.who, step.section) for step in french.steps
    ]
    assert english.prepared == french.prepared
    assert said(english) == said(french)
    assert (english.partner, french.partner) == ("Solaris Foods", "Solaris Alimentation")


def test_half_way_through_the_values_two_have_answered_and_differ_and_nobody_interferes_before(
    running: Playground,
) -> None:
    tom = Screen(running, "Tom", "fr")
    tom.does("situation", id="summary")
    refused = tom.act("say", channel=tom.channel("main"), text="hello")
    assert refused == {"ok": False, "error": "Un instant\u00a0: la situation se prépare."}
    assert tom.look().entities["scene"]["preparing"] == "summary"
    tom.does("situation", id="values")  # one may change one's mind
    assert tom.look().entities["scene"]["preparing"] == "values"

    ready(running)
    amina = Screen(running, "Amina", "fr")
    assert stage(running) == "values_collecting"
    tables = {table["name"]: table for table in backstage.rows(running.world, "", words("fr"))["tables"]}
    rows = [dict(zip(tables["answers"]["columns"], row, strict=True)) for row in tables["answers"]["rows"]]
    people = {person.id: person.name for person in running.world.people.values()}
    answered = {people[row["person"]]: row["value"] for row in rows if row["question"] == "audience_values"}
    assert answered == {"Tom": '"no"', "Léa": '"yes_asked"'}
    assert tables["answers"]["hidden"] == ["value"]
    assert any("Solaris Alimentation" in message["text"] for message in amina.messages)
    assert tom.look().entities["scene"]["current"] == "values"
    assert tom.entities["scene"]["app"] == "running"
    assert amina.act("say", channel=amina.channel("main"), text="we can talk")["ok"]


def test_a_summary_with_an_imbalance_waits_for_its_decision(running: Playground) -> None:
    running.begin("summary", "en")
    ready(running)
    assert stage(running) == "deciding"
    amina = Screen(running, "Amina")
    assert amina.button("decide")
    assert any("Solaris Foods" in message["text"] for message in amina.messages)
    assert any("imbalance" in str(message["blocks"]).casefold() for message in amina.messages)
    chart = backstage.chart(running.world, "", words("fr"))
    assert chart["current"] == "deciding"
    assert [(one["name"], one["seen"], one["current"]) for one in chart["sections"]] == [
        (name, True, False) for name in ("Tri", "Clarté", "Valeurs", "Impact", "Pouvoir", "Solidité")
    ]
    assert "Décision" in {state["name"] for state in chart["states"]}
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


@pytest.mark.usefixtures("at_once")
def test_the_play_walks_from_nothing_and_begins_anew_after_somebody_took_over(running: Playground) -> None:
    begun(running)
    amina = Screen(running, "Amina")
    amina.does("say", channel=amina.channel("main"), text="my own beginning")
    assert amina.look().entities["scene"]["play"]["state"] == "over"
    amina.does("play", on=True)
    amina.wait(lambda now: now["scene"]["play"]["state"] == "playing" and now["modal"])
    assert not any(message["text"] == "my own beginning" for message in amina.look().messages)
    assert amina.entities["scene"]["play"]["who"] == amina.id


@pytest.mark.usefixtures("at_once")
def test_a_check_in_is_due_and_its_report_comes_when_everybody_has_answered(running: Playground) -> None:
    running.begin("due", "fr")
    ready(running)
    assert stage(running) == "following_up"
    amina = Screen(running, "Amina", "fr")
    assert amina.button("check_in")
    assert any("0 sur 4" in str(message["blocks"]) for message in amina.messages)
    amina.does("play", on=True)
    until(lambda: running.play.state in ("over", "failed"), 100)
    assert running.play.state == "over"
    shown = str([message["blocks"] for message in amina.look().messages])
    assert "avant et maintenant" in shown
    assert "Continuer à d’autres conditions" in shown


def test_everybody_was_asked_in_private_and_nobody_has_answered(running: Playground) -> None:
    running.begin("asked", "en")
    ready(running)
    assert stage(running) == "screening_collecting"
    for who in ("Tom", "Léa", "Karim"):
        screen = Screen(running, who)
        private = [
            key for key, value in screen.entities.items() if key.startswith("channel:") and value["kind"] == "im"
        ]
        asked = [message for message in screen.messages if f"channel:{message['channel']}" in private]
        assert ["Solaris Foods" in message["text"] for message in asked] == [True], who
        assert "asked_later" in str(asked[0]["blocks"])


def test_two_have_answered_everything_in_one_sitting_and_nothing_of_it_is_shown(running: Playground) -> None:
    running.begin("sitting", "fr")
    ready(running)
    assert stage(running) == "screening_collecting"
    tables = {table["name"]: table for table in backstage.rows(running.world, "", words("fr"))["tables"]}
    rows = [dict(zip(tables["answers"]["columns"], row, strict=True)) for row in tables["answers"]["rows"]]
    people = {person.id: person.name for person in running.world.people.values()}
    for question in ("need", "audience_values", "action", "dependence", "lean"):
        assert {people[row["person"]] for row in rows if row["question"] == question} == {"Tom", "Léa"}, question
    shown = str([message["blocks"] for message in Screen(running, "Amina").messages])
    assert "De la visibilité et des financements" not in shown
