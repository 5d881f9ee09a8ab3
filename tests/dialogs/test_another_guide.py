"""Another guide than the built-in one, from the command to the decision: three sections of its own, in both languages."""

import random
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from bot.blocks.kit import action_ids
from bot.documents.cases import assess_case
from bot.playground.rehearsal import Rehearsal
from flows.guide import load_guide
from tests.dialogs.conftest import RENEWAL, played_in
from tests.dialogs.house import House, Logbook
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage, no
from tests.dialogs.test_rehearse_equals_assess import CaseMaker

GUIDE = load_guide(RENEWAL)

WENT: dict[str, Any] = {"promises_kept": "4", "hours_a_month": "12", "said_no": "heard"}
NEXT: dict[str, Any] = {"work_paid": "covered", "way_out": "written", "lean": "go"}


def test_it_has_no_section_of_the_built_in_guide() -> None:
    assert len(GUIDE.road) == 3
    assert not set(GUIDE.road) & set(load_guide().road)


def test_its_road_and_its_words_stand_in_help_and_in_the_form(renewal: Stage) -> None:
    says, amina = renewal.speaks, renewal.amina
    renewal.plays(
        (
            amina,
            says("/partnership help", "/partenariat aide"),
            says("Then two short sections", "Puis deux sections courtes"),
        ),
        (amina, says("/partnership new Acme", "/partenariat nouveau Acme"), says("Who answers", "Qui répond")),
    )
    amina.asks_for_more()
    amina.sees(says("mostly been so far?", "Qu’a surtout été ce partenariat"))


def test_a_renewal_from_the_command_to_the_decision(renewal: Stage) -> None:
    says = renewal.speaks
    amina, tom, lea, ines, _ = renewal.cast
    renewal.opens(amina, tom, partner=[ines])
    amina.sees(
        says("Still worth it", "Encore utile ?"),
        "◐○○",
        says("Did this partnership do what you began it for?", "Ce partenariat a-t-il fait ce pour quoi"),
    )
    # The screening: clicks, a follow-up, and what it adds up to.
    tom.answers_only("still_worth_it", begin_again="yes", time_left="both")
    tom.presses(action_ids.ANSWER, question="delivered", token="partly")
    tom.sees(says("What is missing, and what kept it from happening?", "Que manque-t-il, et qu’est-ce qui l’a empêché"))
    tom.sends({"delivered_missing": says("The training of nurses", "La formation des infirmières")})
    assert renewal.place == "still_worth_it_collecting"
    amina.answers_only("still_worth_it", delivered="partly", begin_again="yes", time_left="both")
    amina.sees(
        says("Partly — @Amina, @Tom", "En partie — @Amina, @Tom"),
        says("Nothing here speaks against another term. Two sections follow.", "Deux sections suivent."),
        no(says("Five sections", "Cinq sections")),
    )
    amina.goes_on()
    amina.sees(says("2/3 · How it went", "2/3 · Le vécu"))
    # Forms: one of them is asked again, and one is revealed early.
    better_off = says(
        "Forty families in Tamale see a nurse each week", "Quarante familles de Thiès voient une infirmière"
    )
    amina.answers_only("how_it_went", better_off=better_off, **WENT)
    tom.answers_only("how_it_went", **{**WENT, "promises_kept": "2", "hours_a_month": "70", "better_off": better_off})
    tom.sees(says("Which promise was not kept", "Quelle promesse n’a pas été tenue"))
    tom.closes()
    assert renewal.place == "how_it_went_revealed"
    lea.sees(says("12 h — @Amina", "12 h — @Amina"), says("70 h — @Tom", "70 h — @Tom"))
    amina.goes_on()
    amina.sees(says("3/3 · Next term", "3/3 · La suite"))
    # Back to what was revealed, and on again; a pause goes on where it was.
    tom.says(says("@coach back", "@coach retour"))
    assert renewal.place == "how_it_went_revealed"
    tom.goes_on()
    assert renewal.place == "next_term_collecting"
    tom.says("@coach pause")
    assert renewal.place == "paused"
    tom.says(says("@coach resume", "@coach reprendre"))
    assert renewal.place == "next_term_collecting"
    must_change = says("Acme pays each invoice within thirty days", "Acme paie chaque facture sous trente jours")
    amina.answers_only("next_term", must_change=must_change, **NEXT)
    amina.reveals()
    assert renewal.place == "next_term_revealed"
    amina.goes_on()
    # The partner's people, and the summary.
    assert renewal.place == "reviewing"
    ines.sees(says("@Amina would like to hear how you see", "@Amina aimerait savoir comment vous voyez"))
    ines.answers_only("still_worth_it", begin_again="yes", time_left="both").closes()
    ines.answers_only("how_it_went", promises_kept="2", said_no="heard").closes()
    ines.answers_only("next_term", work_paid="covered", way_out="written", lean="go").closes()
    amina.goes_on()
    assert renewal.place == "deciding"
    amina.sees(
        says("It did not do what it was for", "Il n’a pas fait ce pour quoi il était là"),
        says("Promises were not kept", "Des promesses n’ont pas été tenues"),
    )
    renewal.plays(
        (amina, f"[{says('See the points', 'Voir les points')}]", says("2 out of 5", "2 sur 5")),
        (
            amina,
            f"[{says('2 other points', '2 autres points')}]",
            says("Points to look at, by section Still worth it", "Points à regarder, par section Encore utile"),
        ),
    )
    assert amina.decides("go_if", says("Fewer promises, each with a date.", "Moins de promesses, chacune datée.")) == {}
    assert renewal.place == "following_up"
    amina.clicks(says("Draft the agreement", "Préparer l’accord"))
    amina.sees(says("Grant, sponsorship, donation", "Subvention, mécénat, don"), says("To be agreed", "À convenir"))
    amina.closes()
    renewal.plays(
        (tom, says("@coach why", "@coach pourquoi"), says("Did this partnership do", "Ce partenariat a-t-il fait")),
        (
            tom,
            says("@coach status", "@coach statut"),
            says("3 of 3 sections done", "3 sections faites sur 3"),
        ),
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_rehearsal_by_another_guide_stores_what_assess_says(renewal_house: House, seed: int) -> None:
    case = CaseMaker(GUIDE, random.Random(seed).randrange(1000)).case()
    language = ("en", "fr")[seed % 2]
    played = Rehearsal(renewal_house.slack, renewal_house.app, case, language=language, name=f"Renewal {seed}")
    assert played.play() == assess_case(GUIDE, case)
    played.settle()


def test_a_guide_without_a_screening_begins_with_a_form(own_house: House, tmp_path: Path) -> None:
    file = Path(copytree(RENEWAL, tmp_path / "renewal")) / "guide.toml"
    content = file.read_text("utf-8").replace('kind = "screening"', 'kind = "form"')
    reasons = content[content.index("# After the three questions") : content.index("[[merged]]")]
    file.write_text(content.replace(reasons, ""), "utf-8")
    own_house.restart(partnership_guide=file)
    case = CaseMaker(load_guide(file), 3).case()
    played = Rehearsal(own_house.slack, own_house.app, case, language="en", name="Acme")
    assert played.play() == assess_case(load_guide(file), case)
    told = played.transcript()
    assert "1/3 · Still worth it" in told
    assert "so far" not in told


NORA = "Nora Gilbert"
"""On whose article the built-in guide rests; the guide of a renewal names nobody."""


def test_nobody_is_credited_by_a_guide_that_names_nobody(renewal: Stage) -> None:
    says, amina = renewal.speaks, renewal.amina
    amina.types(*says("/partnership help", "/partenariat aide").split())
    amina.sees(says("Then two short", "Puis deux sections"), no(NORA))
    renewal.opens(amina)
    renewal.plays(
        (amina, "@coach", no(NORA)),
        (amina, says("@coach why", "@coach pourquoi"), says("Did this partnership do", "Ce partenariat a-t-il fait")),
    )
    amina.sees(no(NORA), no(says("Source, line", "Source, ligne")))
    amina.opens_home()
    amina.sees(no(NORA))


def test_a_conversation_is_credited_as_the_guide_that_it_began_with_the_home_tab_as_todays(
    own_house: House, rules: Rules, logbook: Logbook
) -> None:
    with played_in(own_house, "en", rules, logbook) as stage:
        stage.opens(stage.amina)
        own_house.restart(partnership_guide=RENEWAL)
        stage.plays((stage.amina, "@coach why", NORA), (stage.amina, "/partnership help", no(NORA)))
        stage.amina.opens_home()
        stage.amina.sees(no(NORA))
