"""The partner's people: asked in private after our side, in their own words, and never quoted without their yes."""

from typing import Any

from bot.blocks.kit import action_ids
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.questions import CONSENT
from flows.model import Side
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, consenting, no

SECRET = "kestrel-7391"
OURS = "plover-2846"

THEIRS: dict[str, dict[str, Any]] = {
    "screening": {"bandwidth": "both"},
    "clarity": {"need": "Four hundred loans a month", "multiplier": "Books in forty villages", "meaning": "funding"},
    "values": {"shared_outcomes": "partly", "we_get": ["money"], "they_get": ["credibility"]},
    "power": {
        "money_control": "ours",
        "dependence": "partner_depends",
        "dependence_share": "60",
        "unpaid_work": "weaker_unpaid",
        "acknowledged": "not_yet",
        "written": ["paid_work"],
        "expertise": "consulted_only",
    },
    "closing": {
        "speak_up": "cost_something",
        "premortem": SECRET,
        "lean": "no_go",
    },
}


def invited(stage: Stage, *ours: Player, **changes: Any) -> Player:
    """Inès, once our side has finished and she was asked."""
    stage.opens(*(ours or (stage.amina,)), partner=[stage.ines]).reaches("reviewing", **changes)
    return stage.ines


def answers_everything(ines: Player, *, consent: bool = False) -> None:
    """Every section; the follow-ups that open are left alone."""
    for section, given in THEIRS.items():
        ines.answers_only(section, **(consenting(given) if consent else given))
        ines.closes()


def asked(player: Player) -> list[str]:
    """The ids of the questions in the modal on top."""
    ids = [block["block_id"].partition(":") for block in player.view.blocks if block["type"] == "input"]
    return [answerable for kind, _, answerable in ids if kind == "q"]


def test_the_partner_is_asked_in_private_only_after_our_side_has_finished(either: Stage) -> None:
    amina, _, _, ines, _ = either.cast
    either.opens(amina, partner=[ines])
    assert either.speaks("and 1 at the partner", "et 1 chez le partenaire") in either.read(either.card, amina)
    either.reaches("closing")
    assert ines.screen == ""
    either.everyone_answers("closing")
    assert ines.screen == ""
    amina.goes_on()
    ines.sees(
        either.speaks("@Amina would like to hear how you see", "@Amina aimerait savoir comment vous voyez"),
        either.speaks(
            "Unless you tick the box at the end of a form, they do not read",
            "Ce qu’elle ne lira pas, sauf si vous cochez la case",
        ),
        no("Acme"),
    )
    amina.sees(
        either.speaks("1 person at Acme has been asked in private", "1 personne chez Acme est interrogée en privé")
    )
    assert either.channel.id not in {message.channel for message in either.messages_of(ines)}


def test_the_partner_reads_mirrored_words_and_only_the_mirrored_questions(either: Stage) -> None:
    ines, guide = invited(either), either.house.app.guide
    for section in either.record.conversation.partner_sections():
        ines.opens(section)
        assert set(asked(ines)) == either.asked(ines, section)
        assert all(guide.owner[each].asked(Side.partner) for each in asked(ines))
        ines.closes()
    ines.opens("power")
    labels = {
        option["value"]: " ".join(option["text"]["text"].split())
        for block in ines.view.blocks
        if block["block_id"] in ("q:money_control", "q:dependence")
        for option in block["element"]["options"]
    }
    assert labels["ours"] == either.speaks("Them", "Eux")
    assert labels["partner"] == either.speaks("Us", "Nous")
    assert labels["partner_depends"] == either.speaks("Yes, we do", "Oui, nous")
    ines.sends({"money_control": either.speaks("Us", "Nous")})
    assert either.answer_of(ines, "money_control") == "partner"
    ines.closes()
    ines.opens("power")
    ines.sees(either.speaks("“Us” is your organisation", "« Nous » désigne votre organisation"))
    assert ines.filled_in("money_control") == "partner"


def test_consent_is_off_until_it_is_ticked(either: Stage) -> None:
    ines = invited(either)
    ines.opens("closing")
    assert ines.filled_in(CONSENT) == []
    ines.sees(either.speaks("they read nothing that is marked 🔒", "l’équipe ne lit rien de ce qui est marqué 🔒"))
    ines.sends(consenting(THEIRS["closing"]))
    ines.closes()
    ines.opens("closing")
    assert ines.filled_in(CONSENT) == ["yes"]


def summed_up(stage: Stage, *, consent: bool) -> str:
    """The summary in the thread after both sides have answered; only the partner sees an imbalance."""
    amina, tom, *_ = stage.cast
    ines = invited(
        stage, amina, tom, power={"acknowledged": "written", "dependence": "neither", "money_control": "ours"}
    )
    answers_everything(ines, consent=consent)
    amina.presses(action_ids.NEXT, section="reviewing")
    assert stage.place == "deciding"
    told = stage.thread[stage.thread.index(stage.speaks("Summary: Acme", "Bilan : Acme")) :]
    amina.presses(action_ids.POINTS)
    told += amina.news
    points = amina.message(stage.speaks("What stands out", "Ce qui ressort"))
    buttons = [element for block in points.blocks for element in block.get("elements", ())]
    for button in buttons:
        if action_ids.action_of(button.get("action_id", "")) == action_ids.EVIDENCE:
            amina.presses(action_ids.EVIDENCE, question=On.load(button["value"]).q)
            told += amina.news
            amina.closes()
    return told


def test_protected_answers_are_never_quoted_to_our_side_without_consent(either: Stage, rules: Rules) -> None:
    amina, tom, *_ = either.cast
    told = summed_up(either, consent=False)
    assert either.speaks("answered stays theirs", "ont répondu reste à elles") in told
    amina.says("@coach " + either.speaks("summary", "bilan"))
    told += amina.news
    amina.presses(action_ids.POINTS)
    told += amina.news
    for action in (action_ids.OTHER_POINTS, action_ids.CONDITIONS, action_ids.DECIDE):
        if tom.finds(action) or amina.finds(action):
            amina.presses(action)
            told += amina.news
            amina.closes()
    protected = {
        "dependence": either.speaks("Yes, they do", "Oui, eux"),
        "acknowledged": either.speaks("Not yet —", "Pas encore —"),
        "speak_up": either.speaks("It happened, and it cost something", "cela a coûté quelque chose"),
        "the balance": either.speaks("Power imbalance not acknowledged", "Déséquilibre de pouvoir non reconnu"),
        "speaking": either.speaks("Saying something unwelcome has cost", "Dire une chose désagréable a coûté"),
        "their words": SECRET,
    }
    assert {what for what, words in protected.items() if words in told} == set()
    ours = {either.channel.id, *(player.id for player in either.players if player is not either.ines)}
    assert rules.readers(either, SECRET) & ours == set()


def test_protected_answers_are_shown_with_consent(stage: Stage) -> None:
    told = summed_up(stage, consent=True)
    assert stage.speaks("answered stays theirs", "ont répondu reste à elles") not in told
    assert stage.speaks("Power imbalance not acknowledged", "Déséquilibre de pouvoir non reconnu") in told
    assert stage.speaks("Not yet — the partner, 1 person", "Pas encore — le partenaire, 1 personne") in told
    assert stage.speaks("Yes, they do — the partner", "Oui, eux — le partenaire") in told


def test_a_follow_up_leaves_the_consent_that_was_given(stage: Stage) -> None:
    ines = invited(stage)
    ines.answers_only("values", **consenting(THEIRS["values"]))
    assert Modal.load(ines.view.private_metadata).ahead, "what is asked again stands above the next section"
    ines.sends({})
    assert stage.record.conversation.by_person[ines.id]["shared_outcomes"].consent


def test_consent_that_is_taken_back_counts(stage: Stage) -> None:
    _amina, *_ = stage.cast
    ines = invited(stage)
    ines.answers_only("closing", **consenting(THEIRS["closing"]))
    ines.closes()
    ines.opens("closing")
    ines.sends({CONSENT: None})
    ines.closes()
    given = stage.record.conversation.by_person[ines.id]
    assert not any(answer.consent for answer in given.values())
    ines.opens("closing")
    assert ines.filled_in(CONSENT) == []


def test_case_41_the_partner_never_sees_our_answers(stage: Stage, rules: Rules) -> None:
    amina, tom, *_ = stage.cast
    ines = invited(stage, amina, tom, clarity={"need": f"Forty {OURS}"}, closing={"premortem": OURS})
    for section in THEIRS:
        ines.opens(section)
        assert OURS not in ines.screen
        ines.closes()
    answers_everything(ines)
    amina.goes_on()
    amina.decides("no", f"Because {OURS}")
    ines.opens_home()
    ines.says_in_private("status")
    assert OURS not in ines.screen
    assert "Acme" not in ines.screen
    assert not {ines.id, stage.direct[ines].id} & rules.readers(stage, OURS)


def test_both_sides_hear_how_far_the_partner_has_come(either: Stage) -> None:
    amina, *_ = either.cast
    ines = invited(either)
    ines.answers_only("screening", **THEIRS["screening"])
    ines.sees(either.speaks("✓ Screening (done)", "✓ Tri (terminée)"))
    ines.closes()
    for section in ("clarity", "values", "power", "closing"):
        ines.answers_only(section, **THEIRS[section])
        ines.closes()
    amina.sees(
        either.speaks("Everyone asked at Acme has answered", "Toutes les personnes interrogées chez Acme ont répondu"),
        either.speaks("1 of 1 has finished", "1 sur 1 a fini"),
    )
    amina.goes_on()
    assert either.place == "deciding"
    ines.sees(
        either.speaks("This invitation is now closed. Thank you.", "Cette invitation est maintenant close. Merci.")
    )


def test_a_late_click_of_the_partner_is_thanked_and_told_nothing_of_us(either: Stage) -> None:
    amina, *_ = either.cast
    ines = invited(either)
    invitation = ines.message("@Amina")
    ines.opens("power")
    ines.fills({"money_control": "shared"})
    amina.goes_on()
    ines.sends()
    closed = either.speaks("This invitation is now closed", "Cette invitation est maintenant close")
    ines.sees(closed)
    ines.closes()
    amina.decides("no", "Not this year")
    ines.presses(action_ids.OPEN_PARTNER_SECTION, section="values", on=invitation, stale=True)
    ines.sees(closed, no("Decided"), no("slack.com"), no("décision"))
    assert ines.person.view is None


def test_only_the_opener_sums_up_without_the_partner(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    invited(stage, amina, tom)
    tom.presses(action_ids.NEXT, section="reviewing")
    assert tom.news.count("Coach · app") == 1
    assert stage.place == "reviewing"
    amina.presses(action_ids.NEXT, section="reviewing")
    assert stage.place == "deciding"


def test_case_41_a_person_of_the_partner_who_is_in_the_channel_is_refused_at_setup(either: Stage) -> None:
    amina, tom, *_ = either.cast
    amina.types("/partnership", "new Acme")
    given = {"our_kind": "nonprofit", "their_kind": "company", "label": "funding", "people:partner": [tom]}
    assert list(amina.sends(given)) == ["people:partner"]
    amina.sees(
        either.speaks(
            "would read everything; please use a channel of your own", "lirait tout ; utilisez un canal à vous"
        )
    )
    assert amina.filled_in("name") == "Acme"


def test_the_partner_may_change_an_answer_until_the_summary(stage: Stage) -> None:
    ines = invited(stage)
    ines.answers_only("values", shared_outcomes="paid")
    ines.closes()
    ines.opens("values")
    assert ines.filled_in("shared_outcomes") == "paid"
    ines.sends({"shared_outcomes": "words"})
    assert stage.answer_of(ines, "shared_outcomes") == "words"
    stage.tom.sees(no("changed an answer"), no("in words so far"))


def test_the_partner_is_asked_in_the_language_of_their_own(stage: Stage) -> None:
    with stage.act():
        stage.ines.person.command("/partnership", "language fr")
    ines = invited(stage)
    ines.opens("values")
    ines.sees("Ce que vous voulez obtenir ensemble : l’autre côté le veut-il aussi ?")
    assert "@Amina aimerait savoir comment vous voyez" in ines.screen
