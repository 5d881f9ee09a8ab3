"""Who of the team is asked what at a check-in.

Everybody is asked a few questions, and the team together all that is open. Of what is open, what has waited longest gets a place
before what is urgent gets the others, so that nothing open is left out for more than three check-ins in a row, as long as there
are places for it at all. Who said what a flag rests on is asked first, since only they can take it back; then whose role it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from flows.assessment.assessment import RANK
from flows.check_ins.asking import COMMITMENT, Agenda, Asked, Open, ToAsk
from flows.check_ins.baseline import Baseline
from flows.commitments import Commitment
from flows.model import Participant, Side, StandingQuestion

__all__ = ["COMMITMENT", "LONGEST", "Asked", "agenda", "agendas"]

LONGEST = 3
"""For so many check-ins in a row something open may be left out."""


def agendas(
    baseline: Baseline,
    people: Sequence[Participant],
    due: Iterable[Commitment] = (),
    absent: Collection[str] = (),
) -> Mapping[str, tuple[Asked, ...]]:
    """What each of these people is asked, in the order in which it is asked. ``absent``: of whom no answer is expected, so that
    nothing is left to them alone."""
    to_ask = ToAsk(baseline, people, due)
    plan = to_ask.plan
    begin = {person.id: to_ask.every_time(person, plan.first) for person in people}
    end = {person.id: to_ask.every_time(person, plan.closing) for person in people}
    fixed = {person.id: len(begin[person.id]) + len(end[person.id]) for person in people}
    found = {person.id: Agenda(person, plan.most - fixed[person.id]) for person in people}
    ours = [found[person.id] for person in people if person.side is Side.ours and person.id not in absent]
    _share(to_ask, ours)
    for agenda in found.values():
        _fill(to_ask, agenda, list(found.values()))
    for side in Side:
        _spread(to_ask, [found[one.id] for one in people if one.side is side and one.id not in absent])
    for agenda in found.values():
        for _, asked in to_ask.standing(agenda.person):
            if asked.question in agenda.chosen or agenda.room > 0:
                agenda.add(asked)
    order = {each.question: position for position, each in enumerate(to_ask.open)}
    return {
        person.id: (
            *begin[person.id],
            *sorted(found[person.id].chosen.values(), key=lambda asked: order.get(asked.question, len(order))),
            *end[person.id],
        )
        for person in people
    }


def agenda(baseline: Baseline, person: Participant, due: Iterable[Commitment] = ()) -> tuple[Asked, ...]:
    """What this person is asked where everybody is expected."""
    return agendas(baseline, baseline.people, due)[person.id]


def _share(to_ask: ToAsk, ours: list[Agenda]) -> None:
    """Give what has waited longest its places: what cannot wait any longer, then one thing a person that was left out before,
    then one urgent thing a person."""
    waiting = sorted(
        (each for each in to_ask.open if any(to_ask.asked(agenda.person, each.fields) for agenda in ours)),
        key=lambda each: (-to_ask.team_waited(each.question), RANK[each.severity], len(each.said_by)),
    )
    now = _cannot_wait(to_ask, waiting, sum(agenda.room for agenda in ours))
    for each in waiting[:now]:
        _give(to_ask, each, ours)
    for urgent in (False, True):
        free = [agenda for agenda in ours if agenda.room > to_ask.plan.standing_places + (not urgent)]
        later = [each for each in waiting[now:] if each.urgent is urgent]
        for each in later if urgent else [each for each in later if to_ask.team_waited(each.question) > 1]:
            if (given := _give(to_ask, each, free)) is not None:
                free.remove(given)


def _cannot_wait(to_ask: ToAsk, waiting: Sequence[Open], places: int) -> int:
    """How many of those that wait, the longest waiting first, must be asked now so that none is left out for too long.

    ``places``: how many questions the team is asked at one check-in. What can wait for ``later`` check-ins more has their
    places too; what does not fit in them must be asked now.
    """
    can_wait = [max(0, LONGEST + 1 - to_ask.team_waited(each.question)) for each in waiting]
    return min(
        len(waiting),
        max((sum(each <= later for each in can_wait) - places * later for later in range(LONGEST + 1)), default=0),
    )


def _give(to_ask: ToAsk, each: Open, ours: Iterable[Agenda]) -> Agenda | None:
    """Give one open point to one person who has room for it, the most fitting one; None where there is nobody."""
    able = [
        (agenda, asked)
        for agenda in ours
        if agenda.room > 0 and (asked := to_ask.asked(agenda.person, each.fields, each.flags))
    ]
    if not able:
        return None
    overdue = to_ask.unheard(each.question, LONGEST)
    agenda, asked = min(
        able,
        key=lambda pair: (
            not overdue and pair[0].person.id not in each.said_by,
            not to_ask.knows(pair[0].person, each.fields),
            len(pair[0].chosen),
            -to_ask.waited(pair[0].person, each.question),
        ),
    )
    agenda.add(asked)
    return agenda


def _fill(to_ask: ToAsk, agenda: Agenda, everybody: Sequence[Agenda]) -> None:
    """Fill one person's agenda with what is open: what they said themselves, the worst first, then promises and the blockers of
    others; before that what nobody else is asked this time. Standing questions keep a place or two."""
    person = agenda.person
    due = {asked.question for _, asked in to_ask.standing(person)}
    taken = Counter(question for one in everybody if one is not agenda for question in one.chosen)
    for each in _in_order(to_ask, person, taken):
        asked = to_ask.asked(person, each.fields, each.flags)
        if asked is None:
            continue
        kept = len(due - agenda.chosen.keys() - {each.question})
        if asked.question in agenda.chosen or agenda.room > min(to_ask.plan.standing_places, kept):
            agenda.add(asked)


def _spread(to_ask: ToAsk, there: list[Agenda]) -> None:
    """Give each fact that is due to one person of a side, one fact a person, the latest first; who has most room comes first.

    The last place of a person goes to whatever is later, the fact or what everybody is asked in turn.
    """
    there = list(there)
    for late, each in to_ask.facts([agenda.person for agenda in there]):
        question = to_ask.guide.owner[each.ask[0]].id
        given = next((agenda for agenda in there if agenda.chosen.get(question) and _takes(to_ask, agenda, each)), None)
        if given is not None:
            continue
        able = [
            agenda
            for agenda in there
            if (agenda.room > 1 or (agenda.room == 1 and late > _latest(to_ask, agenda)))
            and to_ask.asked_standing(agenda.person, each) is not None
        ]
        if able:
            chosen = min(able, key=lambda one: (len(one.chosen), -to_ask.waited(one.person, question)))
            _takes(to_ask, chosen, each)
            for _, other in to_ask.facts([chosen.person]):
                if to_ask.guide.owner[other.ask[0]].id == question:
                    _takes(to_ask, chosen, other)
            there.remove(chosen)


def _takes(to_ask: ToAsk, agenda: Agenda, each: StandingQuestion) -> bool:
    """Add a fact to an agenda; False where it is not for this person."""
    asked = to_ask.asked_standing(agenda.person, each)
    if asked is not None:
        agenda.add(asked)
    return asked is not None


def _latest(to_ask: ToAsk, agenda: Agenda) -> float:
    """How late the latest of what this person is asked in turn is."""
    return next((late for late, asked in to_ask.standing(agenda.person) if asked.question not in agenda.chosen), 0.0)


def _in_order(to_ask: ToAsk, person: Participant, taken: Mapping[str, int]) -> list[Open]:
    """What is open in the order in which this person is asked it; without what is for others to answer."""
    ranked = []
    for each in to_ask.open:
        own = person.id in each.said_by
        promise = each.question.startswith(COMMITMENT)
        if not own and not promise and not (each.urgent and to_ask.knows(person, each.fields)):
            continue
        if not each.urgent and to_ask.just_asked(person, each.question):
            continue  # what is less serious gives way to something else every second time
        rank = 0 if own and each.urgent else 1 if promise else 2 if each.urgent else 3
        ranked.append((rank, taken.get(each.question, 0), -to_ask.waited(person, each.question), each))
    return [each for *_, each in sorted(ranked, key=lambda entry: entry[:3])]
