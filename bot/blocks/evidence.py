"""What a flag rests on, in words: the exact answers, by side, and without names where three people or more answered."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from statistics import median

from bot.blocks.kit.slack_types import RichLines, RichPart, RichSection, RichWords
from bot.blocks.kit.text import clean, fitting, mention, one_line, shorten
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import Words
from flows.assessment.voices import Case
from flows.guide.sharing import SMALL, private
from flows.model import Evidence, Guide, Kind, RaisedFlag, Side, Value
from storage.records import Record

ANONYMOUS_FROM = SMALL
"""From this many people on our side, an answer goes without a name; the partner's people are never named."""
_MOST_ROWS = 8
_MOST_ANSWERS = 6
_ANSWER_WEIGHT = 500
SIDES_DIFFER = "sides_differ"
PEOPLE_DISAGREE = "people_disagree"
_SETUP, _ROLE = "setup", "role"


def support(words: Words, record: Record, flags: Iterable[RaisedFlag]) -> str:
    """ "2 of 3 people on your side", or that nobody has said it."""
    flags = tuple(flags)
    if any(_absent(flag) for flag in flags):
        return words.say("support.nobody")
    if all(entry.question == _ROLE for flag in flags for entry in flag.evidence):
        return words.say("support.who_answered")
    people = {person.id: person.side for person in record.conversation.people}
    support = {person for flag in flags for person in flag.support}
    sides = {people.get(person, Side.ours) for person in support}
    everyone = sum(heard(record, side) for side in sides)
    key = "support.both" if len(sides) > 1 else f"support.{next(iter(sides), Side.ours)}"
    return words.count(key, len(support), heard=words.number(max(everyone, len(support))))


def heard(record: Record, side: Side) -> int:
    """How many people of a side have answered anything."""
    given = record.conversation.by_person
    return sum(bool(given.get(person.id)) for person in record.conversation.side(side))


def _absent(flag: RaisedFlag) -> bool:
    return bool(flag.evidence) and all(entry.answer is None for entry in flag.evidence)


def evidence(
    words: Words, wording: Wording, record: Record, flags: Iterable[RaisedFlag], case: Case
) -> list[RichLines]:
    """Rows of rich text: the question, each answer as it was given, and who gave it, those who say something else too. Nothing for
    what nobody said. ``case`` holds the answers that our side may read."""
    sections = list(_rows(words, wording, record, tuple(flags), case))
    if len(sections) > _MOST_ROWS:
        more = words.count("evidence.more", len(sections) - _MOST_ROWS)
        sections = [*sections[:_MOST_ROWS], _row([_text(more)])]
    return [{"type": "rich_text_list", "style": "bullet", "elements": sections}] if sections else []


def _with_others(flag: RaisedFlag, guide: Guide, case: Case) -> Iterator[Evidence]:
    """What a flag rests on, and what everybody else answered to the same."""
    yield from flag.evidence
    known = {(entry.question, entry.participant) for entry in flag.evidence}
    if flag.id == PEOPLE_DISAGREE or _absent(flag):
        return
    for question in dict.fromkeys(entry.question for entry in flag.evidence):
        if question not in guide.owner or private(guide, question):
            continue
        for voice in case.voices:
            said = voice.answers.get(question)
            if said is not None and (question, voice.participant.id) not in known:
                yield Evidence(question=question, participant=voice.participant.id, answer=said)


def _rows(
    words: Words, wording: Wording, record: Record, flags: tuple[RaisedFlag, ...], case: Case
) -> Iterator[RichSection]:
    people = {person.id: person for person in record.conversation.people}
    # Diverging answers stand side by side without names, however few people there are.
    named = all(flag.id != PEOPLE_DISAGREE for flag in flags)
    entries: dict[tuple[str, str], Evidence] = {}
    for flag in flags:
        if flag.id == SIDES_DIFFER:
            yield from _side_by_side(words, wording, record, flag)
        else:
            found = _with_others(flag, wording.guide, case)
            entries.update(((entry.question, entry.participant), entry) for entry in found)
    if any(question == _ROLE for question, _ in entries):
        spoke = [people[person] for question, person in entries if question == _ROLE and person in people]
        for side in Side:
            roles = [words.say(f"role.short.{person.role}") for person in spoke if person.side is side]
            if roles:
                yield _row([_text(words.say(f"evidence.heard.{side}", roles=", ".join(roles)))])
    said: dict[str, dict[str, dict[Side | None, list[str]]]] = {}
    order: dict[tuple[str, str], tuple[int, float, str]] = {}
    for (question, person), entry in entries.items():
        if question != _ROLE and entry.answer is not None:
            whose = people[person].side if person in people else None
            value = _value(wording, question, entry.answer)
            answer = wording.answer(question, value)
            order[question, answer] = wording.order(question, value)
            said.setdefault(question, {}).setdefault(answer, {}).setdefault(whose, []).append(person)
    for question, unsorted in said.items():
        # Not in the order of people: it would be the same in every question, and a name for each place.
        answers = dict(sorted(unsorted.items(), key=lambda item, of=question: order[of, item[0]]))  # type: ignore[misc]
        shown = _answers(words, wording, record, question, answers, named=named)
        yield _row([_prompt(wording, question), *shown])


def _value(wording: Wording, question: str, answer: object) -> Value:
    """An answer of the evidence as a value; evidence may have come through JSON."""
    if isinstance(answer, list | tuple | set | frozenset):
        return tuple(answer)
    if wording.guide.kind_of(question) in (Kind.number, Kind.scale) and isinstance(answer, int | float):
        return float(answer)
    return str(answer)


def _answers(
    words: Words,
    wording: Wording,
    record: Record,
    question: str,
    answers: Mapping[str, Mapping[Side | None, list[str]]],
    *,
    named: bool,
) -> Iterator[RichPart]:
    """A line an answer: the exact answer, then who gave it."""
    is_text = wording.guide.kind_of(question) is Kind.text
    shown = list(answers.items())[:_MOST_ANSWERS]
    for answer, who in shown:
        text = fitting(clean(answer).strip(), _ANSWER_WEIGHT)
        yield _text(f"\n{words.say('quoted', text=text) if is_text else text}", bold=not is_text)
        for number, side in enumerate(side for side in Side if side in who):
            yield _text(" · " if number else " — ")
            yield from _who(words, record, side, who[side], named=named)
    if len(answers) > len(shown):
        yield _text(f"\n{words.count('evidence.more', len(answers) - len(shown))}")


def _who(words: Words, record: Record, side: Side, people: list[str], *, named: bool) -> Iterator[RichPart]:
    if side is Side.ours and named and heard(record, side) < ANONYMOUS_FROM:
        yield from _named(people)
    else:
        one_side = side is Side.ours and not heard(record, Side.partner)
        yield _text(words.count("evidence.people" if one_side else f"evidence.{side}", len(people)))


def _named(who: list[str]) -> Iterator[RichPart]:
    for number, person in enumerate(who):
        if number:
            yield _text(", ")
        is_user = mention(person).startswith("<@")
        yield {"type": "user", "user_id": person} if is_user else _text(one_line(person))


def _side_by_side(words: Words, wording: Wording, record: Record, flag: RaisedFlag) -> Iterator[RichSection]:
    """What each side says as a whole: its most frequent answer, or its middle."""
    sides = {person.id: person.side for person in record.conversation.people}
    for question in dict.fromkeys(entry.question for entry in flag.evidence):
        said = {
            side: [
                entry.answer
                for entry in flag.evidence
                if entry.question == question and sides.get(entry.participant) is side and entry.answer is not None
            ]
            for side in Side
        }
        if question == _ROLE or not all(said.values()):
            continue
        parts = [_prompt(wording, question)]
        for side in Side:
            answer = _whole(wording, question, said[side])
            parts.append(_text(f"\n{words.say(f'evidence.side.{side}', answer=answer)}"))
        yield _row(parts)


def _whole(wording: Wording, question: str, said: list[object]) -> str:
    """A side's answer in words: the middle of numbers, all that was ticked, each choice that is given as often as any other."""
    kind = wording.guide.kind_of(question)
    if kind in (Kind.number, Kind.scale):
        return wording.answer(question, float(median(float(str(each)) for each in said)))
    if kind is Kind.multi:
        ticked = {token for each in said for token in (each if isinstance(each, list | tuple) else (str(each),))}
        return wording.answer(question, tuple(token for token in wording.guide.options_of(question) if token in ticked))
    counts = Counter(str(each) for each in said)
    most = max(counts.values())
    offered = (*wording.guide.options_of(question), *counts)
    return " / ".join(wording.answer(question, token) for token in dict.fromkeys(offered) if counts[token] == most)


def _prompt(wording: Wording, question: str) -> RichWords:
    return _text(shorten(one_line(wording.prompt(question)), 120), italic=True)


def _row(parts: Iterable[RichPart]) -> RichSection:
    return {"type": "rich_text_section", "elements": list(parts)}


def _text(text: str, *, bold: bool = False, italic: bool = False) -> RichWords:
    style = {name: True for name, wanted in (("bold", bold), ("italic", italic)) if wanted}
    made: RichWords = {"type": "text", "text": text}
    if style:
        made["style"] = style
    return made
