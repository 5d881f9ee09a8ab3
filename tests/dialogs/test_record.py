"""Finding conversations again in Slack: list, find, show; page by page, for their readers alone, nothing hidden."""

from dataclasses import replace

import pytest

from bot.use_cases.directory import Directory
from flows.conversation import conversation as talk
from storage.records import Record
from tests.dialogs.stage import Player, Stage, no


def closed(stage: Stage, *names: str, decide_by: str = "") -> None:
    """Conversations of this channel that nobody plays: begun by Amina."""
    amina = stage.amina
    before = stage.record
    with stage.house.app.database.unit_of_work() as uow:
        for number, name in enumerate(names):
            conversation, _ = talk.begin(
                before.conversation.guide, before.conversation.setup, amina.id, before.conversation.people
            )
            about = {"partner_name": name, "decide_by": decide_by, "thread_ts": None, "created_at": None}
            record: Record = replace(
                before, id=f"{before.id}-{decide_by}-{number:02}", conversation=conversation, **about
            )
            uow.conversations.add(record)
        uow.commit()


def decided(stage: Stage, outcome: str, reason: str, name: str = "Acme") -> None:
    amina, tom, *_ = stage.cast
    stage.opens(amina, tom, name=name)
    stage.reaches("deciding")
    assert not amina.decides(outcome, reason)


def test_a_list_names_what_stands_so_and_where(either: Stage) -> None:
    amina, tom, *_ = either.cast
    decided(either, "no", either.speaks("Their conditions changed", "Leurs conditions ont changé"), "Solaris")
    either.opens(amina, tom, name="Baobab")
    closed(either, "Too late", decide_by="2020-01-01")
    say = either.speaks
    either.plays(
        (tom, say("/partnership list", "/partenariat liste"), ("3 conversations", "Solaris", "Baobab", "Too late")),
        (tom, say("/partnership list open", "/partenariat liste ouvertes"), ("Baobab", "Too late", no("Solaris"))),
        (tom, say("/partnership list declined", "/partenariat liste déclinées"), ("Solaris", no("Baobab"))),
        (tom, say("/partnership list due", "/partenariat liste échues"), ("Too late", no("Baobab"), no("Solaris"))),
        (
            tom,
            say("/partnership list decided", "/partenariat liste décidées"),
            say("There is no conversation of this kind", "pas de conversation de ce genre"),
        ),
        (tom, say("/partnership list x", "/partenariat liste x"), say("open, decided, declined or due", "ou échues")),
    )


def test_words_are_found_where_they_may_be_read(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    say = either.speaks
    find = say("/partnership find", "/partenariat cherche")
    either.opens(amina, tom, name="Fondation Acmé")
    either.reaches("clarity")
    amina.answers("clarity", need="Forty xylophones by June 2027")
    none = say("Nothing that you may read", "Rien de ce que vous pouvez lire")
    either.plays(
        (tom, f"{find} ACME fondation", "Fondation Acmé"),
        (tom, f"{find} xylophones", (none, no("Fondation"))),
        (amina, f"{find} xylophones", none),
    )
    tom.answers("clarity")
    either.plays(
        (tom, "×", None),
        (tom, f"{find} XYLOPHONES", "Fondation Acmé"),
        (lea, f"{find} xylophones june", "Fondation Acmé"),
        (lea, f"{find} 100%", none),
        (lea, f"{find} _", none),
        (lea, find, say("Write what to look for", "Écrivez ce que je dois chercher")),
        (lea, f"{find} {'x' * 3000}", say("too long to look for", "trop long à chercher")),
    )
    lea.types(find.split()[0], f"{find.split()[1]} {'a ' * 5000}")
    lea.sees(say("at most 200 characters", "200 caractères au plus"))


def test_show_tells_what_was_decided_and_why(either: Stage) -> None:
    tom = either.tom
    say = either.speaks
    show = say("/partnership show", "/partenariat montre")
    decided(either, "not_yet", say("We wait for their audit", "Nous attendons leur audit"), "Solaris")
    either.plays(
        (
            tom,
            f"{show} solaris",
            (
                "Solaris",
                say("We wait for their audit", "Nous attendons leur audit"),
                say("Not yet", "Pas encore"),
                "Amina",
            ),
        ),
        (tom, f"{show} sola", "Solaris"),
        (tom, f"{show} Baobab", say("No partnership in your channels", "Aucun partenariat de vos canaux")),
        (tom, show, say("Write the partner’s name", "Écrivez le nom du partenaire")),
    )


def test_more_shows_the_next_page_to_the_same_person_only(either: Stage) -> None:
    amina, tom, lea, *_ = either.cast
    say = either.speaks
    either.opens(amina, tom, name="The last")
    closed(either, *(f"Partner {number:02}" for number in range(21)))
    tom.does(say("/partnership find partner", "/partenariat cherche partner"))
    tom.sees("Partner 20", no("Partner 05"))
    tom.does(say("[More]", "[Suite]"))
    tom.sees("Partner 05", no("Partner 20"), no("Partner 00"))
    lea.sees_nothing()
    tom.does(say("[More]", "[Suite]"))
    tom.sees("Partner 00", no(say("[More]", "[Suite]")))


def test_who_is_not_in_the_channel_finds_nothing_of_it(either: Stage) -> None:
    _, tom, _, ines, gus = either.cast
    say = either.speaks
    decided(either, "not_yet", say("We wait for their audit", "Nous attendons leur audit"), "Solaris")

    def asks(player: Player, *words: str) -> None:
        place = either.direct[player]
        for typed in (say("list", "liste"), say("find audit", "cherche audit"), say("show Solaris", "montre Solaris")):
            player.types(say("/partnership", "/partenariat"), typed, at=place)
            player.sees(*words)

    asks(tom, "Solaris")
    asks(ines, no(f"*{'Solaris'}*"), no(say("We wait", "Nous attendons")))
    asks(gus, no("Solaris"), say("Guests take part", "invité"))


def test_the_partners_people_see_nothing_of_ours_even_in_the_channel(stage: Stage) -> None:
    amina, tom, _, ines, _ = stage.cast
    stage.opens(amina, tom, partner=[ines], name="Solaris")
    ines.person.join(stage.channel)
    stage.plays(
        (ines, "/partnership list", ("There is no conversation here yet", no("Solaris"))),
        (ines, "/partnership find sol", ("Nothing that you may read", no("Solaris"))),
        (ines, "/partnership show Solaris", "No partnership in your channels"),
        (tom, "/partnership show Solaris", "Solaris"),
    )


def test_who_left_reads_nothing_after_a_minute_and_who_joined_reads_at_once(stage: Stage) -> None:
    amina, tom, lea, *_ = stage.cast
    stage.opens(amina, tom, name="Solaris")
    now = [0.0]
    directory = Directory(stage.house.app.client, stage.slack.team_id, lambda: now[0])
    assert stage.channel.id in directory.channels_of(lea.id)
    lea.person.leave(stage.channel)
    now[0] = 61
    assert stage.channel.id not in directory.channels_of(lea.id)
    lea.types("/partnership", "list", at=stage.direct[lea])
    lea.sees("There is no conversation here yet")
    lea.person.join(stage.channel)
    stage.plays((lea, "/partnership list", "Solaris"))


@pytest.mark.parametrize("typed", ["list Open", "LIST open", "liste ouverts", "list  ouvert "])
def test_a_list_is_understood_however_it_is_typed(stage: Stage, typed: str) -> None:
    stage.opens(stage.amina, name="Solaris")
    stage.amina.types("/partnership", typed)
    stage.amina.sees("Solaris")
