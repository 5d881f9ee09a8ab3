"""Three people, from the first word to the decision."""

from tests.dialogs.stage import Stage, no


def test_a_team_of_three_goes_from_the_first_word_to_a_decision(stage: Stage) -> None:
    amina, tom, lea, _, _ = stage.cast
    stage.plays(
        (amina, "/partnership new Acme Foundation", ("Weigh a partnership", "Who is the partner?")),
        (
            amina,
            {
                "Who are you": "Nonprofit or NGO",
                "who is the other side": "Foundation",
                "how is this partnership described": "Grant, sponsorship, donation",
                "What is to be decided?": "Do we sign the three-year grant?",
                "By when?": "2027-01-15",
                "Who decides": [amina],
                "Who will do the work": [tom],
                "Who looks after the money": [lea],
            },
            (
                "Partnership with Acme Foundation",
                "3 people answer",
                "To decide by 15 January 2027: Do we sign the three-year grant?",
                "Does your goal need something",
                "0 of 3 have answered",
            ),
        ),
        # The screening: a click is private, the message only counts.
        (amina, "[Yes] Does your goal need", ("What you lack: Yes", "Only you see this", "1 of 3 has answered")),
        (amina, {"What is missing, exactly?": "Two paediatric nurses and a refrigerated van"}, None),
        (tom, "[No] Does your goal need", ("What you lack: No", "2 of 3 have answered", no("What you lack: Yes"))),
        (lea, "[Yes] Does your goal need", "3 of 3 have answered"),
        (lea, "×", None),
        (amina, "[Yes, both]", "The time: Yes, both"),
        (amina, "×", None),
        (tom, "[Only us]", "The time: Only us"),
        (lea, "[Yes, both]", "The time: Yes, both"),
        (lea, "×", None),
        (amina, "[Yes] Are you organised", "Running it: Yes"),
        (tom, "[Not for me to answer] Are you organised", "Running it: Not for me to answer"),
        (
            lea,
            "[Yes] Are you organised",
            (
                "“Screening”: everyone’s answers",
                "Yes — @Amina, @Léa",
                "No — @Tom",
                "Not for me to answer — @Tom",
                "Where you see things differently: • What you lack",
                "So far: you do not agree yet • What you lack: 1 of 3 sees a problem",
            ),
        ),
        (tom, "I have the budget in mind; we do not lack nurses", None),
        (amina, "[Go on]", ("2/6 · Clarity", "answers stay hidden until everyone has answered")),
        # A section: one modal, a follow-up where an answer is vague.
        (tom, "[Answer] Clarity", ("What are your absolute requirements", "Nobody reads this before the reveal")),
        (
            tom,
            {
                "Which part of your mission": "visibility",
                "What are your absolute requirements": "No alcohol sponsors, and all results published in full",
                "does this partner meet every one": "Not checked yet",
                "What will you achieve together": "Vaccinate 3,000 children in villages that no clinic reaches",
                "How far are you with them?": "We talk, nothing is promised",
                "What is this partnership, for you?": "Grant, sponsorship, donation",
            },
            ("A little more?", "You answered: visibility", "If you could get only one thing", "I ask no more here"),
        ),
        (
            tom,
            {"If you could get only one thing": "Forty nurses trained in Tamale by June 2027"},
            "1 of 3 has answered",
        ),
        (amina, None, ("1 of 3 has answered", no("visibility"), no("Forty nurses"))),
    )
    for player in (amina, lea):
        player.answers("clarity")
    stage.plays(
        (
            amina,
            None,
            (
                "“Clarity”: everyone’s answers",
                "@Tom: visibility",
                "↳ If you could get only one thing",
                "@Tom: Forty nurses trained in Tamale by June 2027",
                "Not checked yet — @Tom",
            ),
        ),
        (amina, "[Next section]", "3/6 · Values"),
    )
    stage.everyone_answers("values")
    stage.plays((amina, "[Next section]", "4/6 · Impact"))
    stage.everyone_answers("reach")
    stage.plays((amina, "[Next section]", "5/6 · Power"))
    # Numbers are asked of who knows them: the share of whoever decides or looks after the money.
    for player, share in ((amina, {"dependence_share": "40-50"}), (tom, {}), (lea, {"dependence_share": "a half"})):
        player.answers("power", money_control="partner", dependence="ours_depends", acknowledged="not_yet",
                       written=["lead_and_stand_in", "amounts", "little_reporting", "review", "exit"], **share)  # fmt: skip
        player.closes()
    stage.plays(
        (lea, None, ("50% — @Léa", "45% — @Amina", "Not yet — all 3")),
        (amina, "[Next section]", "6/6 · Solidity"),
    )
    for player in (amina, lea):
        player.answers("closing", lean="go_if")
    stage.plays(
        # Who leans yes against their own answers is told so, alone, before it counts.
        (tom, "[Answer] Solidity", "When did the side with less power last say something unwelcome?"),
        (
            tom,
            {
                "speak_up": "went_well",
                "lean": "Yes",
            },
            ("One check first", "You lean yes. By your own answers", "Power imbalance not acknowledged", no("3 of 3")),
        ),
        (amina, None, no("You lean yes")),
        (tom, {}, ("“Solidity”: everyone’s answers", "Yes — @Tom", "Yes, if… — @Amina, @Léa")),
        (
            amina,
            "[Finish and sum up]",
            (
                "Summary: Acme Foundation",
                "🟠 With conditions, because:",
                "• 🛑 The power imbalance: 3 of 3",
                "One uncomfortable truth",
                "The conditions, if you go ahead",
                "[ ● Decide ] [ See the points ]",
            ),
        ),
        (amina, "[Decide]", ("Your decision", "For “Go” or “No”, please write a reason")),
        (amina, {"What do you decide": "Go"}, "please write the reason"),
        (
            amina,
            {"Why?": "The foundation signs a two-year notice next week"},
            (
                "Decision about Acme Foundation: Go",
                "Recorded by @Amina",
                "🟠 with conditions. The decision departs from them, for the reason below.",
                "The foundation signs a two-year notice next week",
                "Decision: Go, recorded by @Amina",
            ),
        ),
    )
    card = stage.read(stage.card, tom)
    assert "6 of 6 sections done" in card
    assert "Decided; the conditions are being followed up." in card
    assert [(remark.author, remark.section) for remark in stage.remarks] == [(tom.id, "screening")]


def test_une_equipe_de_trois_va_du_premier_mot_a_la_decision(scene: Stage) -> None:
    amina, tom, lea, _, _ = scene.cast
    scene.plays(
        (amina, "/partenariat nouveau Fondation Acmé", ("Peser un partenariat", "Qui est le partenaire ?")),
        (
            amina,
            {
                "Qui êtes-vous": "Association ou ONG",
                "Et en face, qui est-ce ?": "Fondation",
                "comment ce partenariat est-il": "Subvention, mécénat, sponsoring, don",
                "Qu’y a-t-il à décider ?": "Signons-nous pour trois ans ?",
                "Pour quand ?": "2027-03-01",
                "Qui décide": [amina],
                "Qui fera le travail": [tom],
                "Qui gère le budget": [lea],
            },
            (
                "Partenariat avec Fondation Acmé",
                "3 personnes répondent",
                "À décider avant le 1er mars 2027 : Signons-nous pour trois ans ?",
                "Votre objectif exige-t-il quelque chose",
                "0 sur 3 a répondu",
            ),
        ),
        # Le tri : un clic est privé, le message ne fait que compter.
        (
            amina,
            "[Oui] Votre objectif",
            ("Ce qui vous manque : Oui", "Visible par vous uniquement", "1 sur 3 a répondu"),
        ),
        (amina, {"Que vous manque-t-il, précisément ?": "Deux infirmières et une camionnette frigorifique"}, None),
        (
            tom,
            "[Non] Votre objectif",
            ("Ce qui vous manque : Non", "2 sur 3 ont répondu", no("Ce qui vous manque : Oui")),
        ),
        (lea, "[Oui] Votre objectif", "3 sur 3 ont répondu"),
        (lea, "×", None),
        (amina, "[Oui, les deux]", "Le temps : Oui, les deux"),
        (amina, "×", None),
        (tom, "[Seulement nous]", "Le temps : Seulement nous"),
        (lea, "[Oui, les deux]", "Le temps : Oui, les deux"),
        (lea, "×", None),
        (amina, "[Oui] Pouvez-vous gérer", "La gestion : Oui"),
        (tom, "[Ce n’est pas à moi de répondre] Pouvez-vous gérer", "La gestion : Ce n’est pas à moi de répondre"),
        (
            lea,
            "[Oui] Pouvez-vous gérer",
            (
                "« Tri » : les réponses de tout le monde",
                "Oui — @Amina, @Léa",
                "Non — @Tom",
                "Ce n’est pas à moi de répondre — @Tom",
                "Là où vous ne voyez pas la même chose : • Ce qui vous manque",
                "Jusqu’ici : vous n’êtes pas encore d’accord • Ce qui vous manque : 1 sur 3 voit un problème",
            ),
        ),
        (tom, "Le budget est déjà voté ; des infirmières, nous en avons", None),
        (amina, "[Continuer]", ("2/6 · Clarté", "Les réponses restent cachées")),
        (tom, "[Répondre] Clarté", ("Quelles sont vos exigences absolues", "Personne ne lit ceci avant la révélation")),
        (
            tom,
            {
                "Quelle partie de votre mission": "de la visibilité",
                "Quelles sont vos exigences absolues": "Aucun sponsor d’alcool",
                "ce partenaire respecte-t-il": "Pas encore vérifié",
                "Que réussirez-vous ensemble": "Vacciner 3 000 enfants dans des villages qu’aucune clinique n’atteint",
                "Où en êtes-vous": "Nous parlons, rien n’est promis",
                "Pour vous, ce partenariat": "Subvention, mécénat, parrainage",
            },
            ("Un peu plus ?", "Vous avez répondu : de la visibilité", "Si vous ne pouviez obtenir qu’une seule chose"),
        ),
        (
            tom,
            {"Si vous ne pouviez obtenir qu’une seule chose": "Quarante infirmières formées à Thiès avant juin 2027"},
            "1 sur 3 a répondu",
        ),
        (amina, None, ("1 sur 3 a répondu", no("visibilité"), no("Quarante infirmières"))),
    )
    for player in (amina, lea):
        player.answers("clarity")
    scene.plays(
        (
            amina,
            None,
            (
                "« Clarté » : les réponses de tout le monde",
                "@Tom : de la visibilité",
                "@Amina, @Léa",
                "Pas encore vérifié — @Tom",
            ),
        ),
        (amina, "[Section suivante]", "3/6 · Valeurs"),
    )
    scene.everyone_answers("values")
    scene.plays((amina, "[Section suivante]", "4/6 · Impact"))
    scene.everyone_answers("reach")
    scene.plays((amina, "[Section suivante]", "5/6 · Pouvoir"))
    # Les nombres se demandent à qui les connaît : la part à qui décide ou suit l'argent, l'argent à qui travaille ou le suit.
    half = {"dependence_share": "la moitié"}
    for player, numbers in (
        (amina, half),
        (tom, {"money_received": "54k"}),
        (lea, half | {"money_received": "~60 000"}),
    ):
        player.answers("power", money_control="partner", dependence="ours_depends", acknowledged="not_yet",
                       written=["lead_and_stand_in", "amounts", "little_reporting", "review", "exit"], **numbers)  # fmt: skip
        player.closes()
    scene.plays(
        (lea, None, ("50 % — @Amina, @Léa", "54 000 — @Tom", "60 000 — @Léa", "500 h — @Tom, @Léa")),
        (amina, "[Section suivante]", "6/6 · Solidité"),
    )
    for player in (amina, lea):
        player.answers("closing", lean="go_if")
    scene.plays(
        (
            tom,
            "[Répondre] Solidité",
            "Quand le côté qui a le moins de pouvoir a-t-il dit pour la dernière fois",
        ),
        (
            tom,
            {
                "speak_up": "went_well",
                "lean": "Oui",
            },
            ("Avant de valider", "Vous penchez pour oui. D’après vos propres réponses", no("3 sur 3")),
        ),
        (amina, None, no("Vous penchez")),
        (
            tom,
            {},
            (
                "« Solidité » : les réponses de tout le monde",
                "Oui — @Tom",
                "Oui, à condition que… — @Amina, @Léa",
            ),
        ),
        (
            amina,
            "[Terminer et faire le bilan]",
            (
                "Bilan : Fondation Acmé",
                "🟠 Sous conditions, car :",
                "• 🛑 Le rapport de force : 3 sur 3",
                "Une vérité qui dérange",
                "Les conditions, si vous y allez",
            ),
        ),
        (amina, "[Décider]", ("Votre décision", "écrivez une raison")),
        (amina, {"Que décidez-vous": "Oui, on y va"}, "écrivez-en la raison"),
        (
            amina,
            {"Pourquoi ?": "La fondation signe un préavis de deux ans la semaine prochaine"},
            (
                "Décision pour Fondation Acmé : Oui, on y va",
                "Enregistrée par @Amina",
                "La décision s’en écarte, pour la raison ci-dessous.",
                "La fondation signe un préavis de deux ans la semaine prochaine",
                "Décision : Oui, on y va, enregistrée par @Amina",
            ),
        ),
    )
    card = scene.read(scene.card, tom)
    assert "6 sections faites sur 6" in card
    assert [(remark.author, remark.section) for remark in scene.remarks] == [(tom.id, "screening")]
