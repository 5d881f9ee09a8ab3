"""What is typed after the slash: one private answer, in the language of the command or of the person."""

import pytest

from tests.dialogs.stage import Stage, no


def test_the_command_alone_explains_the_coach_privately(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.plays(
        (amina, "/partnership", ("helps a team weigh a partnership", "/partnership new [name]", "Nora Gilbert")),
        (tom, None, no("helps a team")),
    )
    tom.sees_nothing()


def test_help_says_the_same_and_offers_to_begin(stage: Stage) -> None:
    amina, *_ = stage.cast
    stage.plays(
        (amina, "/partnership help", "Nobody sees anyone’s answers before everyone expected has answered"),
        (amina, "[Start a conversation]", "Weigh a partnership"),
    )


@pytest.mark.parametrize("word", ["", "aide", "help", "AIDE", "?"])
def test_l_aide_parle_francais_apres_partenariat_meme_a_qui_parle_anglais(stage: Stage, word: str) -> None:
    stage.plays((stage.amina, f"/partenariat {word}".strip(), ("aide une équipe", "/partenariat nouveau [nom]")))


def test_an_unknown_word_gets_one_clear_sentence(either: Stage) -> None:
    sentence = either.speaks(
        "I do not know that word; `/partnership help`", "Je ne connais pas ce mot ; `/partenariat aide`"
    )
    for typed in ("dance", "newish Acme", "<!channel>", "💥", "x" * 3000):
        either.plays((either.amina, f"/partnership {typed}", sentence.replace("`", "")))
    either.tom.sees_nothing()


def test_status_says_where_things_stand_and_what_waits_for_me(either: Stage) -> None:
    amina, tom, *_ = either.cast
    status = either.speaks("/partnership status", "/partenariat statut")
    either.plays(
        (
            amina,
            status,
            either.speaks("There is no conversation", "Il n’y a pas de conversation"),
        ),
    )
    either.opens(amina, name="Solaris")
    either.plays(
        (
            amina,
            status,
            ("Solaris", either.speaks("“Screening”: your answers are needed", "« Tri » : vos réponses sont attendues")),
        ),
        (tom, status, ("Solaris", either.speaks("Your answers are not expected here", "ne sont pas attendues ici"))),
        (amina, None, no("not expected")),
    )


def test_list_shows_the_conversations_of_the_channel_newest_first(either: Stage) -> None:
    amina, *_ = either.cast
    listing = either.speaks("/partnership list", "/partenariat liste")
    either.plays(
        (amina, listing, either.speaks("There is no conversation here yet", "Il n’y a pas encore de conversation"))
    )
    for name in ("Solaris", "Fondation Acmé", "Café & Co <b>"):
        either.opens(amina, name=name)
    amina.does(listing)
    amina.sees(either.speaks("3 conversations", "3 conversations"), "Café & Co <b>")
    assert amina.news.index("Café & Co") < amina.news.index("Fondation Acmé") < amina.news.index("Solaris")


def test_a_person_chooses_a_language_and_keeps_it(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    stage.plays(
        (amina, "/partnership language fr", "Votre langue est réglée : Français."),
        (amina, "/partnership", "aide une équipe à peser un partenariat"),
        (tom, "/partnership", "helps a team weigh a partnership"),
        (amina, "/partnership new Acme", "Qui est le partenaire ?"),
        (amina, "×", None),
        (amina, "/partenariat langue anglais", "Your language is set: English."),
        (amina, "/partnership help", "helps a team weigh a partnership"),
        (amina, "/partnership language klingon", "I speak English"),
        (amina, "/partenariat langue", "Je parle français"),
    )


def test_each_person_is_spoken_to_in_their_own_language_in_one_thread(stage: Stage) -> None:
    amina, tom, *_ = stage.cast
    tom.does("/partnership language fr")
    stage.opens(amina, tom)
    stage.plays(
        (amina, "[Yes] Does your goal", "What you lack: Yes"),
        (amina, "×", None),
        (
            tom,
            "[Yes] Does your goal",
            ("Ce qui vous manque : Oui", "Un peu plus ?", "Que vous manque-t-il, précisément ?"),
        ),
    )


def test_in_a_direct_message_the_form_asks_for_a_channel(either: Stage) -> None:
    amina, tom, *_ = either.cast
    amina.types("/partnership", "new Acme", at=either.direct[amina])
    amina.sees(either.speaks("In which channel?", "Dans quel canal ?"))
    amina.sends({"our_kind": "nonprofit", "their_kind": "company", "label": "funding", "channel": either.channel})
    tom.sees(either.speaks("Partnership with Acme", "Partenariat avec Acme"))


@pytest.mark.parametrize(
    "typed",
    ["new Acme", "new  Acme ", "New Acme", "NEW Acme", "nouveau Acme", "nouvelle\u00a0Acme", "start Acme", "new\tAcme"],
)
def test_new_is_understood_however_it_is_typed(stage: Stage, typed: str) -> None:
    stage.amina.types("/partnership", typed)
    assert stage.amina.filled_in("name") == "Acme"
