"""``@coach`` in the thread, where no slash command can be typed: every word, both languages, with accents or without."""

from bot.blocks.kit import action_ids
from bot.i18n.typed_words import MOST_TYPED
from tests.dialogs.stage import Stage, no

HELP = ("In this thread, mention me with one word", "Dans ce fil, mentionnez-moi avec un mot")


def test_status_says_where_we_are_and_what_waits_for_me_alone(stage: Stage) -> None:
    stage.opens(stage.amina)
    for word in ("status", "Status!", "statut", "état", "Etat", "STATUT ?"):
        stage.plays(
            (stage.amina, f"@coach {word}", ("Acme", "“Screening”: your answers are needed")),
            (stage.tom, None, no("your answers are needed")),
        )


def test_the_words_move_the_conversation_in_english(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom)
    stage.everyone_answers("screening")
    stage.plays(
        (amina, "@coach why", ("Why each question of “Screening”", "Source, line 7")),
        (amina, "@coach summary", "There is no summary yet: it comes after the last section"),
        (tom, "@coach next", "2/6 · Clarity"),
        (tom, "@coach pause", "Paused by @Tom. Everything is kept"),
        (amina, "@coach resume", "Resumed where you were: “Clarity”"),
        (amina, "@coach back", "“Screening” is open again"),
        (amina, "@coach next please", "2/6 · Clarity"),
        (amina, "@coach reveal", "You can reveal the answers now"),
        (amina, "@coach help", HELP[0]),
        (amina, "@coach", HELP[0]),
        (amina, "@coach sing a song", HELP[0]),
        (tom, None, no(HELP[0])),
    )
    assert not stage.remarks


def test_les_memes_mots_en_francais_avec_ou_sans_accents(scene: Stage) -> None:
    amina, tom, *_ = scene.cast
    scene.opens(amina, tom)
    scene.everyone_answers("screening")
    scene.plays(
        (amina, "@coach pourquoi", "Pourquoi chaque question de « Tri »"),
        (tom, "@coach suite", "2/6 · Clarté"),
        (tom, "@coach pause", "Mise en pause par @Tom. Tout est gardé"),
        (amina, "@coach reprendre", "Reprise là où vous en étiez : « Clarté »"),
        (amina, "@coach retour", "« Tri » est de nouveau ouverte"),
        (amina, "@coach Suivant", "2/6 · Clarté"),
        (amina, "@coach révéler", "Vous pouvez révéler les réponses maintenant"),
        (amina, "@coach reveler", "Vous pouvez révéler les réponses maintenant"),
        (amina, "@coach aide", HELP[1]),
        (amina, "@coach bonjour", HELP[1]),
        (amina, "@coach next", "Ce n’est pas possible à ce stade"),
    )


def test_a_summary_is_asked_for_with_any_of_its_words(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina).reaches("deciding")
    for word in ("summary", "bilan", "synthèse", "résumé", "Résumé !", "re\u0301sume\u0301"):
        stage.plays(
            (amina, f"@coach {word}", ("Summary: Acme", "🟢 Strategic, because:")),
            (tom, None, no("Summary: Acme")),
        )


def test_resume_without_accents_means_what_makes_sense_now(scene: Stage) -> None:
    amina, *_ = scene.cast
    scene.opens(amina).reaches("deciding")
    scene.plays(
        (amina, "@coach resume", "Bilan : Acme"),
        (amina, "@coach pause", "Mise en pause par @Amina."),
        (amina, "@coach resume", "Reprise là où vous en étiez"),
    )


def test_resume_in_an_english_thread_goes_on(stage: Stage) -> None:
    stage.opens(stage.amina)
    stage.plays(
        (stage.amina, "@coach resume", "It is not paused: it goes on already"),
        (stage.amina, "@coach pause", "Paused by @Amina."),
        (stage.amina, "@coach resume", "Resumed where you were"),
    )


def test_a_mention_outside_a_conversations_thread_says_so_where_it_was_asked(either: Stage) -> None:
    amina, tom, *_ = either.cast
    amina.says("@coach status", in_thread=False)
    amina.sees(either.speaks("There is no conversation in this thread", "Il n’y a pas de conversation dans ce fil"))
    whispered = [message for message in either.slack.messages(either.channel) if message.ephemeral_to == amina.id]
    assert [message.thread_ts for message in whispered] == [None]
    tom.sees(no(either.speaks("There is no conversation", "Il n’y a pas de conversation")))


def test_what_a_button_of_the_card_answers_is_whispered_in_the_channel_where_it_was_pressed(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.opens(amina)
    stage.plays((amina, "[Where are we?]", "“Screening”: your answers are needed"))
    whispered = [message for message in stage.slack.messages(stage.channel) if message.ephemeral_to == amina.id]
    assert whispered[-1].thread_ts is None
    stage.plays((amina, "[Yes] Does your goal", "What you lack: Yes"))
    whispered = [message for message in stage.slack.messages(stage.channel) if message.ephemeral_to == amina.id]
    assert whispered[-1].thread_ts == stage.card.ts


def test_paused_is_answered_with_one_clear_sentence_whatever_is_clicked(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    amina.opens("clarity")
    amina.fills({"need": "Forty nurses by June 2027"})
    card = tom.message("2/6")
    tom.clicks(either.speaks("Pause", "Mettre en pause"))
    paused = either.speaks("The conversation is paused; click “Resume”", "La conversation est en pause ; cliquez sur")
    amina.sends()
    amina.sees(paused, "Forty nurses by June 2027", no(either.speaks("was closed", "a été fermée")))
    amina.closes()
    twice = either.speaks("It is already paused; “Resume”", "La conversation est déjà en pause ; « Reprendre »")
    for words, said in (("next", paused), ("back", paused), ("reveal", paused), ("pause", twice)):
        tom.says(f"@coach {words}")
        assert tom.news.count("Coach · app") == 1
        tom.sees(said)
    for action in (action_ids.OPEN_SECTION, action_ids.FOLLOW_UPS, action_ids.REVEAL):
        tom.presses(action, section="clarity", on=card, stale=True)
        assert tom.person.view is None
        assert tom.news.count("Coach · app") == 1
    tom.clicks(either.speaks("Resume", "Reprendre"), on=either.speaks("Paused by @Tom", "Mise en pause par @Tom"))
    assert either.place == "clarity_collecting"


def test_what_is_longer_than_anything_is_answered_at_once(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina)
    sentence = f"That is too long for me to read as a command; write at most {MOST_TYPED:,} characters"
    stage.plays(
        (tom, f"@coach {'x' * (MOST_TYPED + 1)}", sentence),
        (tom, f"@coach checkin {'in ' * 1_200}", "Check-ins begin when a decision to go on is recorded"),
        (amina, None, no("too long")),
    )
    with tom.stage.act():
        answer = tom.person.command("/partnership", "show " + "x" * MOST_TYPED, stage.channel)
    assert sentence in str(answer)
    assert not stage.remarks


def test_39_000_characters_are_answered_in_the_language_of_the_person(scene: Stage) -> None:
    amina, tom, *_ = scene.cast
    scene.opens(amina)
    text = f"{scene.slack.bot_mention} checkin {'in ' * 13_000}"
    event = {
        "type": "app_mention",
        "user": tom.id,
        "channel": scene.channel.id,
        "ts": "1900000000.000100",
        "text": text,
    }
    event |= {"thread_ts": scene.record.thread_ts}
    payload = {"type": "event_callback", "team_id": scene.slack.team_id, "event_id": "EvLONG", "event": event}
    with scene.act():
        assert scene.house.app.front.answer(payload).status == 200
    assert tom.news.count("C’est trop long pour que je le lise") == 1
