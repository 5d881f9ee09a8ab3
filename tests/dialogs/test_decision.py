"""The decision is the people's: with a reason beside it when it goes another way than the answers."""

from bot.blocks.decision import OUTCOME, REASON
from bot.blocks.kit import action_ids
from bot.playground.reading_blocks import phone_lines
from flows.model import Role
from tests.dialogs.stage import Stage, no


def test_what_follows_the_verdict_needs_no_reason(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina).reaches("deciding", power={"unpaid_work": "weaker_unpaid"})
    for outcome in ("not_yet", "go_if"):
        assert amina.decides(outcome) == {}
        amina.sees("The answers added up to: 🟠 with conditions", no("departs from them"))
        assert stage.place == "following_up"
        amina.says("@coach back")


def test_what_overrides_the_verdict_needs_a_reason_which_then_stands_beside_it(either: Stage) -> None:
    amina, tom, *_ = either.cast
    outcome = either.speaks("go", "no")
    either.opens(amina).reaches("deciding", power={"unpaid_work": "weaker_unpaid"})
    assert list(amina.decides(outcome)) == [REASON]
    amina.sees(either.speaks("please write the reason", "écrivez-en la raison"))
    assert amina.filled_in(OUTCOME) == outcome
    assert amina.sends({REASON: "   "}) != {}
    amina.sends({REASON: "The board has *already* signed <with> them"})
    tom.sees(
        either.speaks(
            "The decision departs from them, for the reason below", "La décision s’en écarte, pour la raison"
        ),
        "The board has *already* signed <with> them",
        either.speaks("recorded by @Amina", "enregistrée par @Amina"),
    )
    decision = either.record.conversation.decision
    assert decision is not None
    assert decision.overrides
    assert either.record.decided_at is not None


def test_the_opener_and_those_who_decide_record_it_and_nobody_else(stage: Stage) -> None:
    amina, tom, lea, _, gus = stage.cast
    roles = {amina: Role.delivery, tom: Role.decision_maker, lea: Role.finance}
    stage.opens(amina, tom, lea, roles=roles).reaches("deciding")
    for other in (lea, gus):
        other.presses(action_ids.DECIDE)
        assert other.person.view is None
        assert other.news.count("Coach · app") == 1
    tom.decides("not_yet", "We wait for the board")
    tom.sees(stage.speaks("Recorded by @Tom", "Enregistrée par @Tom"))


def test_the_card_always_shows_where_things_stand(scene: Stage) -> None:
    amina, *_ = scene.cast
    scene.opens(amina)

    def stands(english: str, french: str) -> None:
        assert scene.speaks(english, french) in " ".join(scene.read(scene.card, amina).split())

    stands("“Screening”: 0 of 1 have answered. Each person answers alone.", "« Tri » : 0 sur 1 a répondu.")
    amina.answers("screening")
    stands("The answers to “Screening” are visible", "Les réponses à « Tri » sont visibles")
    amina.goes_on()
    stands("●◐○○○○ 2/6 · Clarity", "●◐○○○○ 2/6 · Clarté")
    amina.presses(action_ids.PAUSE)
    stands("Paused. Everything is kept", "En pause. Tout est gardé")
    amina.clicks(scene.speaks("Resume", "Reprendre"))
    scene.reaches("deciding")
    stands(
        "The summary is in the thread; the decision is yours.",
        "Le bilan est dans le fil ; la décision vous appartient.",
    )
    amina.decides("no", "Not this year")
    stands("Decision: No, recorded by @Amina", "Décision : Non, enregistrée par @Amina")


def test_a_no_offers_a_kind_note_to_copy(scene: Stage) -> None:
    amina, *_ = scene.cast
    scene.opens(amina).reaches("deciding")
    amina.decides("no", "Not this year")
    assert scene.place == "closed"
    amina.presses(action_ids.DECLINE_NOTE)
    amina.sees("Thank you for the time and thought", "Merci du temps", "Acme")
    assert amina.view.body.get("submit") is None


def test_a_decision_that_comes_too_late_gives_the_reason_back(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, roles={amina: Role.decision_maker, tom: Role.decision_maker}).reaches("deciding")
    tom.presses(action_ids.DECIDE)
    tom.fills({OUTCOME: "go", REASON: "We promised them in March"})
    amina.decides("no", "Not this year")
    tom.sends()
    tom.sees("We promised them in March", "Decided and closed.")
    amina.sees(no("We promised"))


def test_after_the_decision_one_may_go_back_and_decide_anew(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina).reaches("deciding")
    amina.decides("not_yet", "We wait for the board")
    amina.says("@coach back")
    amina.decides("go_if", "The board said yes")
    assert stage.thread.count("Decision about Acme") == 2
    assert "Decision: Go, with conditions, recorded by @Amina" in " ".join(stage.read(stage.card, amina).split())


def test_a_no_is_final_and_the_form_says_so_before(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens(amina).reaches("deciding")
    amina.presses(action_ids.DECIDE)
    amina.sees(either.speaks("No is final: it closes this conversation", "Non est définitif"))
    amina.sends({OUTCOME: "no", REASON: "Not this year"})
    for word in ("back", "next"):
        amina.says(f"@coach {word}")
        amina.sees(either.speaks("Decided and closed.", "la conversation est close."))
        assert either.place == "closed"


def test_too_few_answers_get_one_kind_message_and_no_flags(scene: Stage) -> None:
    amina, tom, *_ = scene.cast
    scene.opens(amina, tom)
    with scene.hurry():
        for section in ("screening", "clarity", "values", "reach", "power", "closing"):
            for player in (amina, tom):
                if section == "screening":
                    player.answers("screening", gap="not_mine", bandwidth="not_mine", admin_load="not_mine")
                else:
                    player.answers_only(section)
                player.closes()
            amina.goes_on()
    assert scene.place == "deciding"
    tom.sees(
        scene.speaks("It is too early to say anything fair", "Il est trop tôt pour conclure honnêtement"),
        scene.speaks("What would help most:", "Ce qui aiderait le plus :"),
        no("🛑"),
        no("⚠️"),
        no(scene.speaks("The conditions", "Les conditions")),
    )
    amina.presses(action_ids.BACK, on=scene.speaks("What would help most", "Ce qui aiderait le plus"))
    assert scene.place == "closing_revealed"


def test_the_summary_fits_one_screen_and_opens_its_points_their_evidence_and_all_conditions(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches(
        "deciding",
        clarity={"need": "visibility", "walk_away": "tbd", "multiplier": "synergy", "walk_away_check": "not_met"},
        values={"shared_outcomes": "no", "against": ["practice", "others_pay"], "audience_values": "no"},
        reach={"audience": "Gen Z", "influencers": "influencers", "action": "raise awareness", "measure": "reach_only"},
        power={
            "money_control": "partner", "dependence": "ours_depends", "dependence_share": "60", "unpaid_work": "weaker_unpaid",
            "money_received": "10000", "hours_total": "1000", "acknowledged": "no_imbalance", "written": ["nothing"],
        },
        closing={"speak_up": "cost_something"},
    )  # fmt: skip
    told = tom.message("Summary: Acme")
    assert phone_lines({"text": told.text, "blocks": told.blocks}) <= 25
    summary = stage.thread[stage.thread.index("Summary: Acme") :]
    assert summary.count("One uncomfortable truth") == 1
    for opened in ("Why it matters:", "Next question:", "1,000 h × 40 ÷ 10,000 = 4"):
        assert opened not in summary
    tom.presses(action_ids.POINTS)
    points = tom.news
    cards = sum(points.count(sign) for sign in ("🛑 Blocker ·", "⚠️ Warning ·"))
    assert 3 <= cards <= 5
    assert points.count("Next question:") == cards
    assert points.count("Evidence") == cards
    assert "Why it matters:" not in points
    amina.sees(no("Next question:"))
    first = points.index("Something speaks against you, and nothing is done about it")
    assert "The power imbalance" not in points[:first], "what carries the verdict is read first"
    tom.presses(action_ids.EVIDENCE, question="work_disproportionate")
    tom.sees("1,000 h × 40 ÷ 10,000 = 4", "Why it matters:")
    tom.closes()
    tom.presses(action_ids.OTHER_POINTS)
    tom.sees("The rest, with a way forward for each.", "Why it matters:")
    tom.closes()
    tom.presses(action_ids.CONDITIONS)
    tom.sees("The conditions, if you go ahead", "Make it a commitment", "For now, before you decide")


def test_who_began_and_who_paused_is_in_one_whole_chain(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina)
    stage.plays((amina, "@coach pause", "Paused"), (amina, "@coach resume", "Resumed"))
    with stage.house.app.database.reading() as uow:
        chain = uow.acts.of(stage.record.id)
    assert chain.broken is None
    assert [(act.act, act.by, act.stage.partition(":")[0]) for act in chain.acts] == [
        ("start", amina.id, "collecting"),
        ("pause", amina.id, "paused"),
        ("pause", amina.id, "collecting"),
    ]
