"""One sitting: after a section is saved the next is offered in the same form; each stays blind until its own reveal, in order."""

from bot.blocks.kit import action_ids
from bot.blocks.kit.wording import reader
from bot.i18n.catalogue import words
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Player, Stage, no
from tests.dialogs.test_blindness import looks_everywhere

SECRET = "kestrel-8412"


def answers_the_rest(player: Player, **changes: str) -> None:
    """From Clarity on, every section in one sitting."""
    player.answers("clarity", **changes)
    for section in ("values", "reach", "power", "closing"):
        player.sends(player.usual(section))
    while player.person.view is not None:  # a doubt, and what the coach asks again
        player.sends()


def test_after_save_the_next_section_stands_in_the_same_form_and_may_wait(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    either.opens().reaches("clarity")
    form = amina.opens("clarity").view.id
    amina.sends({"need": either.speaks("Forty nurses trained in Tamale by June 2027", "Quarante infirmières à Thiès")})
    assert amina.view.id == form
    amina.sees(
        either.speaks("Saved. Next: Values, about", "C’est enregistré. Suite : Valeurs, environ"),
        either.speaks("Later", "Plus tard"),
        either.speaks("Nobody reads this before the reveal", "Personne ne lit ceci avant la révélation"),
    )
    amina.closes()
    amina.says("@coach " + either.speaks("status", "statut"))
    amina.clicks(either.speaks("Go on: Values", "Continuer : Valeurs"))
    assert amina.filled_in("shared_outcomes") is None
    tom.sees_nothing()
    lea.sees_nothing()


def test_what_is_asked_again_stands_above_the_next_section_and_alone_leaves_it_for_later(either: Stage) -> None:
    amina, *_ = either.cast
    either.opens().reaches("clarity")
    amina.answers("clarity", need=either.speaks("visibility", "de la visibilité"))
    amina.sees(
        either.speaks("You answered: visibility", "Vous avez répondu : de la visibilité"),
        either.speaks("Saved. Next: Values", "C’est enregistré. Suite : Valeurs"),
    )
    more = either.speaks("Forty nurses trained in Tamale by June 2027", "Quarante infirmières à Thiès avant juin 2027")
    amina.sends({"need_one": more})
    assert amina.person.view is None
    assert either.answer_of(amina, "need_one") == more
    amina.says("@coach " + either.speaks("status", "statut"))
    amina.clicks(either.speaks("Go on: Values", "Continuer : Valeurs"))


def test_where_the_thread_goes_on_meanwhile_the_next_section_is_taken_and_the_rest_is_given_back(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    amina.answers("clarity")
    amina.closes()
    tom.answers("clarity", need=either.speaks("visibility", "de la visibilité"))  # the last one: it is revealed
    assert either.place == "clarity_revealed"
    amina.goes_on("clarity")
    more = either.speaks("Forty nurses trained in Tamale by June 2027", "Quarante infirmières à Thiès avant juin 2027")
    tom.sends({"need_one": more, **tom.usual("values")})
    assert either.answer_of(tom, "need_one") is None
    assert either.answer_of(tom, "shared_outcomes") == tom.usual("values")["shared_outcomes"]
    tom.sees(either.speaks("Here is what you wrote", "Voici ce que vous aviez écrit"), more)


def test_the_last_click_of_the_screening_leads_on_too(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom)
    for question, token in (("gap", "no"), ("bandwidth", "neither")):
        amina.presses(action_ids.ANSWER, question=question, token=token)
        amina.sees(no(either.speaks("Go on:", "Continuer :")))
    amina.presses(action_ids.ANSWER, question="admin_load", token="yes")
    amina.clicks(either.speaks("Go on: Clarity", "Continuer : Clarté"))
    amina.sees(either.speaks("What are your absolute requirements", "Quelles sont vos exigences absolues"))
    assert either.place == "screening_collecting"


def test_who_wants_answers_all_in_one_sitting_and_reveals_follow_at_once_in_order(either: Stage) -> None:
    amina, tom, *_ = either.cast
    either.opens(amina, tom).reaches("clarity")
    for player in (tom, amina):
        answers_the_rest(player)
        player.closes()
    assert either.place == "clarity_revealed"
    for section in ("values", "reach", "power", "closing"):
        before = len(either.in_thread)
        amina.goes_on()
        assert either.place == f"{section}_revealed"
        assert len(either.in_thread) == before + 1, "nobody is asked any more: the answers alone are new"
        title = reader(words(either.language), either.record).section(section)
        tom.sees(either.speaks(f"“{title}”: ", f"« {title} » : "))
        assert amina.person.view is None
    titles = [either.read(message, None) for message in either.in_thread]
    heads = [one for one in titles if "/6 ·" in one]
    assert not heads, "what nobody is asked any more has no questions in the thread"
    amina.goes_on()
    assert either.place == "deciding"


def test_what_is_answered_ahead_is_shown_to_nobody_at_any_door_before_its_reveal(either: Stage, rules: Rules) -> None:
    amina, tom, lea, ines, gus = either.cast
    either.opens(amina, tom, lea, partner=[ines]).reaches("clarity")
    tom.answers("clarity")
    tom.sends({"shared_outcomes": "partly", "against": ["practice"]})
    tom.sends({"shared_differ": f"They close the mine later {SECRET}", "against_fix": SECRET})
    tom.closes()
    for other in (amina, lea, gus, ines):
        assert SECRET not in looks_everywhere(other)
        other.closes()
    for player in (amina, lea):
        player.answers("clarity")
        player.closes()
    assert either.place == "clarity_revealed"
    for typed in (f"find {SECRET}", "show Acme", "export Acme", "ledger"):
        amina.types("/partnership", typed)
        assert SECRET not in amina.screen.replace(f"“{SECRET}”", "").replace(f"« {SECRET} »", "").replace(typed, "")
        amina.closes()
    amina.says("@coach " + either.speaks("back", "retour"))
    assert SECRET not in either.thread
    assert rules.readers(either, SECRET) <= {tom.id, amina.id}, "amina is told back what she looked for"
    amina.goes_on("screening")
    amina.goes_on("clarity")
    for player in (amina, lea):
        player.answers("values")
        player.closes()
    assert SECRET in either.thread
