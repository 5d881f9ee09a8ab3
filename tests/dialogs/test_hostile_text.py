"""Whatever people write is shown as they wrote it, and obeyed nowhere."""

import json
from typing import Any

from bot.blocks import setup
from bot.blocks.kit import action_ids
from flows.conversation.summary import summary
from tests.dialogs.answers import SECTIONS
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, consenting, plain

PING, NAMED, LINK = "<!channel>", "<@U123>", "<https://evil.example|safe>"
MARKUP = f"{PING} {NAMED} {LINK} *bold* `code` & <b>"
BIDI = "abc\u202edcba\u2066x\u2069\u200f"
UNSEEN = "zero\u200bwidth\ufeff\u2060\u00adjoin"
NUL = "nul\x00byte\x07bell"
FAMILY = "👩\u200d👩\u200d👧\u200d👦 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 🇸🇳"
ZALGO = "Z" + "\u0301\u0302\u0303\u0304" * 40
FORMULA = '=HYPERLINK("http://evil.example")'
HOSTILE = f"{MARKUP} {BIDI} {UNSEEN} {NUL} {FAMILY} {ZALGO} {FORMULA} "
TEXT = (HOSTILE + "Ünïcode & <tags> " * 200)[:3000]

INVISIBLE = ("\u202e", "\u2066", "\u2069", "\u200f", "\u200b", "\ufeff", "\u2060", "\x00", "\x07")


def inert(stage: Stage, rules: Rules) -> None:
    """Nothing that came from a person is live in anything that the app sent, and nothing unseen is in it."""
    for canary in (MARKUP, PING, NAMED, LINK):
        assert stage.slack.journal.findings.live_markup(canary) == []
    shown = [payload for payload in rules.payloads(stage) if payload.surface in ("message", "home")]
    text = json.dumps([payload.content for payload in shown], ensure_ascii=False)
    assert [mark for mark in INVISIBLE if mark in text or json.dumps(mark)[1:-1] in text] == []


def everywhere(player: Player, section: str, text: str, **given: Any) -> None:
    """The same text in every field of a section that takes words, and in every follow-up that it opens."""
    player.opens(section)
    fields = [block for block in player.view.blocks if block["type"] == "input"]
    written = [
        b["block_id"] for b in fields if b["element"]["type"] == "plain_text_input" and b["element"].get("multiline")
    ]
    player.sends({**dict.fromkeys(written, text), **given})
    while (view := player.person.view) is not None:
        words = [b["block_id"] for b in view.blocks if b["type"] == "input" and b["element"].get("multiline")]
        player.sends(dict.fromkeys(words, text))


PROBING: dict[str, dict[str, Any]] = {
    "clarity": {"walk_away_check": "not_met"},
    "values": {
        "shared_outcomes": "partly",
        "against": ["practice"],
        "audience_values": "mixed",
    },
    "reach": {"messenger": "available", "measure": "none"},
    "power": {
        "unpaid_work": "weaker_unpaid",
        "expertise": "not_involved",
        "money_control": "partner",
        "dependence": "both",
        "written": ["nothing"],
    },
    "closing": {"lean": "go"},
}


def test_case_39_hostile_text_in_every_field_is_inert_from_the_first_word_to_the_decision(
    own_stage: Stage, rules: Rules
) -> None:
    stage = own_stage
    amina, tom, _, ines, _ = stage.cast
    text = TEXT
    stage.opens(amina, tom, partner=[ines], name=text[:200], decision=text[:1000])
    tom.says(text)
    for section in SECTIONS:
        for player in (amina, tom):
            if section == "screening":
                for question in ("gap", "bandwidth", "admin_load"):
                    player.presses(
                        action_ids.ANSWER, question=question, token="yes" if question != "bandwidth" else "both"
                    )
                    if player.person.view is not None and question != "admin_load":
                        player.sends(dict.fromkeys(words_of(player), text))
                    player.closes()
            else:
                everywhere(player, section, text, **PROBING[section])
                player.closes()
        stage.amina.goes_on()
    for section in stage.record.conversation.partner_sections():
        everywhere(ines, section, text, **consenting({}))
        ines.closes()
    if stage.place == "reviewing":
        amina.goes_on()
    amina.opens_home()
    amina.does("/partnership status")
    amina.does("/partnership list")
    amina.says("@coach summary")
    amina.presses(action_ids.POINTS)
    with stage.house.app.database.reading() as uow:
        latest = uow.assessments.latest(stage.conversation)
    assert latest is not None
    for card in summary(stage.record.conversation.guide, latest).cards:
        amina.presses(action_ids.EVIDENCE, question=card.id)
        amina.closes()
    for action in (action_ids.OTHER_POINTS, action_ids.CONDITIONS):
        if amina.finds(action):
            amina.presses(action, on="")
            amina.closes()
    amina.decides("go", text)
    amina.says("@coach back")
    amina.decides("no", text)
    amina.presses(action_ids.DECLINE_NOTE)
    assert stage.place == "closed"
    inert(stage, rules)


def words_of(player: Player) -> list[str]:
    blocks = [block for block in player.view.blocks if block["type"] == "input"]
    return [block["block_id"] for block in blocks if block["element"]["type"] == "plain_text_input"]


def test_case_40_what_was_written_is_read_as_it_was_written(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("clarity")
    for player, stage_of_it in ((amina, "terms"), (tom, "announced")):
        player.answers("clarity", need=f"Forty nurses by June {MARKUP} {FAMILY}", stage=stage_of_it)
        player.closes()
    assert plain(MARKUP) in stage.thread
    assert "👩\u200d👩\u200d👧\u200d👦" in stage.thread
    assert stage.answer_of(tom, "need") == f"Forty nurses by June {MARKUP} {FAMILY}"


def test_case_40_three_thousand_characters_are_shown_whole(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina).reaches("clarity")
    words = [f"word{number}" for number in range(350)]
    amina.answers("clarity", need=" ".join(words))
    shown = set(stage.thread.split())
    assert [word for word in words if word not in shown] == []


def test_case_40_a_partner_name_of_forty_thousand_characters_typed_in_the_command_becomes_a_short_one(
    stage: Stage,
) -> None:
    amina, tom, *_ = stage.cast
    stage.plays((amina, f"/partnership new {'Ministère des Affaires ' * 1800}"[:40_000], "Weigh a partnership"))
    assert len(amina.filled_in(setup.NAME)) <= 200
    amina.sends({"our_kind": "nonprofit", "their_kind": "company", "label": "funding"})
    tom.sees("Partnership with Ministère des Affaires")
    stage.plays((amina, "/partnership list", "1 conversation"))


def test_an_empty_name_is_said_beside_its_field(either: Stage) -> None:
    amina, *_ = either.cast
    amina.types("/partnership", "new")
    given = {"our_kind": "nonprofit", "their_kind": "company", "label": "funding"}
    for name in ("   ", "\u200b\u2060", "\u202e"):
        errors = amina.sends({**given, setup.NAME: name})
        sentence = either.speaks("Please write the partner’s name.", "Écrivez le nom du partenaire.")
        assert errors == {setup.NAME: sentence}
    assert amina.sends({setup.NAME: "👩\u200d🚀"}) == {}
    either.tom.sees("👩\u200d🚀")


def test_case_40_a_remark_with_a_nul_is_kept_without_trouble(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina)
    tom.says("before \x00 after")
    [remark] = stage.remarks
    assert remark.text.startswith("before")
    assert remark.text.endswith("after")
