"""The card leads to what is to be done now; few messages; pauses are signed; a yes on conditions ends in conditions."""

import re
from datetime import timedelta

from bot.blocks import conditions_form
from bot.blocks.commitments import REASON as WHY
from bot.blocks.commitments import WHAT
from bot.blocks.decision import OUTCOME, REASON
from bot.blocks.kit import action_ids
from bot.playground.anatomy import each_block, elements_of
from flows.model import Role
from tests.dialogs.stage import Player, Stage, no, plain

MOST_MESSAGES = 13
GLANCE = 80


def primary(stage: Stage) -> list[str]:
    """The buttons of the card that stand out."""
    there = [element for block in each_block(stage.card.blocks) for element in elements_of(block)]
    return [element["text"]["text"] for element in there if element.get("style") == "primary"]


def test_the_card_says_what_is_to_be_done_now_and_has_one_button_for_it(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom)
    assert primary(either) == [either.speaks("Answer", "Répondre")]
    either.everyone_answers("screening")
    assert primary(either) == [either.speaks("Read the answers", "Lire les réponses")]
    tom.clicks(either.speaks("Read the answers", "Lire les réponses"), on=either.card)
    tom.sees(either.speaks("Acme · Screening", "Acme · Tri"), either.speaks("Yes — @Amina, @Tom", "Oui — @Amina, @Tom"))
    tom.closes()
    amina.goes_on()
    assert either.speaks("2/6 · Clarity", "2/6 · Clarté") in plain(either.read(either.card, tom))
    either.reaches("deciding")
    assert primary(either) == [either.speaks("Read the summary", "Lire le bilan")]
    tom.clicks(either.speaks("Read the summary", "Lire le bilan"), on=either.card)
    tom.sees(either.speaks("Summary: Acme", "Bilan : Acme"))
    amina.sees(no(either.speaks("Summary: Acme", "Bilan : Acme")))


def test_a_conversation_up_to_its_decision_is_few_messages_each_with_the_partner_s_name(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens().reaches("deciding")
    amina.decides("go_if", "They pay for the reports")
    card, decision = either.card, re.compile("Decision about|Décision (sur|au sujet|concernant|pour)")
    said = [one for one in either.in_thread if one.bot_id]
    last = next(at for at, one in enumerate(said) if decision.search(one.text))
    assert 1 + last + 1 <= MOST_MESSAGES
    for one in (card, *said):
        assert "Acme" in one.text[:GLANCE], one.text[:GLANCE]


def test_a_pause_is_asked_about_and_signed_and_its_old_buttons_tell_the_truth(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    there = [element for block in each_block(either.card.blocks) for element in elements_of(block)]
    pause = next(one for one in there if action_ids.action_of(one["action_id"]) == action_ids.PAUSE)
    assert "Acme" in pause["confirm"]["title"]["text"]
    before = either.card
    tom.clicks(either.speaks("Pause", "Mettre en pause"), on=before)
    amina.sees(either.speaks("Paused by @Tom", "Mise en pause par @Tom"))
    assert primary(either) == [either.speaks("Resume", "Reprendre")]
    amina.presses(action_ids.PAUSE, on=before, stale=True)
    amina.sees(either.speaks("It is already paused", "La conversation est déjà en pause"))
    paused = amina.message(either.speaks("Paused by @Tom", "Mise en pause par @Tom"))
    amina.presses(action_ids.RESUME, on=paused)
    amina.sees(either.speaks("This was paused for a while; it goes on.", "Il y a eu une pause ici"))
    tom.presses(action_ids.RESUME, on=paused, stale=True)
    tom.sees(
        either.speaks("It is not paused: it goes on already.", "La conversation n’est pas en pause : elle continue.")
    )


def test_where_are_we_shows_my_answers_who_is_missing_by_count_and_what_comes_next(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens().reaches("values")
    tom.answers("values", we_get=["money"])
    tom.closes()
    tom.clicks(either.speaks("Where are we?", "Où en est-on ?"), on=either.card)
    tom.sees(
        either.speaks("Nothing to do right now.", "Rien à faire pour le moment."),
        either.speaks("2 people have not answered yet.", "2 personnes n’ont pas encore répondu."),
        either.speaks("what you get: Funding", "ce que vous obtenez : Financement"),
        either.speaks("@Amina can reveal them before", "@Amina peut les révéler avant"),
        no("@Léa"),
        no(either.speaks("Reveal now", "Révéler maintenant")),
    )
    amina.clicks(either.speaks("Where are we?", "Où en est-on ?"), on=either.card)
    amina.sees(
        either.speaks("“Values”: your answers are needed.", "Section « Valeurs » : vos réponses sont attendues."),
        either.speaks("[ Reveal now ]", "[ Révéler maintenant ]"),
    )
    lea.sees(no("Funding"), no("Financement"))


def test_where_are_we_tells_of_every_open_conversation_what_the_home_tab_does(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom, name="Acme").reaches("clarity")
    either.opens(amina, name="Bravo")
    command, status = either.speaks("/partnership", "/partenariat"), either.speaks("status", "statut")
    tom.types(command, status)
    tom.sees(
        either.speaks(
            "2 open conversations here; to do for you: 1.", "2 conversations ouvertes ici ; à faire pour vous : 1."
        ),
        either.speaks("“Clarity”: your answers are needed.", "Section « Clarté » : vos réponses sont attendues."),
        "Bravo",
        either.speaks("Your answers are not expected here", "Vos réponses ne sont pas attendues ici"),
    )
    tom.opens_home()
    tom.sees(
        either.speaks("“Clarity”: your answers are needed.", "Section « Clarté » : vos réponses sont attendues."),
        no("Bravo"),
    )


def test_a_decision_waits_for_who_may_record_it_and_for_nobody_else(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("deciding")
    waits = either.speaks("Your decision is needed", "Votre décision est attendue")
    nothing = either.speaks("Nothing to do right now.", "Rien à faire pour le moment.")
    command, status = either.speaks("/partnership", "/partenariat"), either.speaks("status", "statut")
    for player, told in ((amina, waits), (tom, nothing)):
        player.types(command, status)
        player.sees(
            told, either.speaks("Next: @Amina records the decision.", "Ensuite : @Amina enregistre la décision.")
        )
    amina.opens_home()
    amina.sees(waits)
    tom.opens_home()
    tom.sees(no(waits))


def test_who_may_not_is_told_who_can(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens(amina, tom, roles={tom: Role.decision_maker, amina: Role.delivery}).reaches("clarity")
    lea.presses(action_ids.PAUSE, on=either.card)
    lea.sees(
        either.speaks(
            "You are not named in this conversation. @Amina, who leads it, can name you.",
            "Vous n’êtes pas dans cette conversation. @Amina, qui la mène, peut vous y ajouter.",
        )
    )


# Go, with conditions


def decided_on_conditions(stage: Stage) -> tuple[str, ...]:
    """Amina records a yes on the first two conditions; Tom is to own the second. The flags of the two."""
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom).reaches("deciding", power={"acknowledged": "not_yet", "dependence": "ours_depends"})
    amina.closes()
    amina.presses(action_ids.DECIDE)
    block = next(block for block in amina.view.blocks if block.get("block_id") == conditions_form.CONDITIONS)
    first, second, *_ = (option["value"] for option in block["element"]["options"])
    assert len(block["element"]["options"]) <= conditions_form.MOST
    amina.sends({OUTCOME: "go_if", REASON: "If they pay", conditions_form.CONDITIONS: [first, second]})
    amina.sees(stage.speaks("The decision is recorded.", "La décision est enregistrée."))
    amina.sends({conditions_form.owner_block(second): tom})
    return first, second


def told(stage: Stage, player: Player, words: str) -> int:
    return sum(words in plain(stage.read(one, player)) for one in stage.slack.messages(stage.direct[player]))


def test_a_yes_on_conditions_gives_each_an_owner_and_a_day_and_owners_are_told(months: Stage) -> None:
    stage = months
    amina, tom, *_ = stage.cast
    decided_on_conditions(stage)
    tom.sees(
        stage.speaks("@Amina gave 2 conditions an owner:", "@Amina a confié 2 conditions :"),
        stage.speaks("Acme: @Amina made this yours.", "Acme : @Amina vous confie ceci."),
        stage.speaks("2 open commitments", "2 engagements ouverts"),
    )
    mine = stage.speaks("made this yours", "vous confie ceci")
    assert (told(stage, amina, mine), told(stage, tom, mine)) == (0, 1)
    today = stage.speaks("what you own is due today", "ce dont vous répondez est pour aujourd’hui")
    stage.passes(timedelta(days=29) / timedelta(days=1))
    assert told(stage, tom, today) == 0
    stage.passes(3)
    assert (told(stage, amina, today), told(stage, tom, today)) == (1, 1)
    stage.passes(20)
    assert (told(stage, amina, today), told(stage, tom, today)) == (1, 1)


def test_who_has_kept_it_is_not_told_of_its_day(months: Stage) -> None:
    stage = months
    _, tom, *_ = stage.cast
    decided_on_conditions(stage)
    tom.presses(action_ids.COMMITMENT)
    tom.sends({WHAT: "closed", WHY: "It is in writing"})
    stage.passes(40)
    assert told(stage, tom, stage.speaks("is due today", "est pour aujourd’hui")) == 0
