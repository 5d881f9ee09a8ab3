"""A section's answers shown together, where people differ, and what somebody changed afterwards. Our side only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.blocks import moves, screening
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, divider, modal, quote, rich, section
from bot.blocks.kit.messages import PIECE_WEIGHT, body, pages, with_ending
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, Button, RichSection, Style, View
from bot.blocks.kit.text import begun, fitting, lines, mention, mentions, name, one_line, pieces, shorten
from bot.blocks.kit.wording import Wording, about, reader
from bot.blocks.section import after_reveal, asking
from bot.i18n.catalogue import Words
from flows.conversation.conversation import Conversation
from flows.conversation.moves import Discussion, as_revealed, discussion, first_change
from flows.guide.sharing import private
from flows.model import Answers, Participant, Question, Value
from storage.records import Record

_PEOPLE_A_LINE = 60
_LINES_WEIGHT = 2_400
_CHANGE_WEIGHT = 2_200
_NAME_WEIGHT = 60
_ALL = 3
"""From how many people on "all 3" is said in the place of their names."""


@dataclass(frozen=True)
class _Shown:
    """A section as it is shown: our people, and what each of them had said when it was revealed."""

    words: Words
    record: Record
    wording: Wording
    section: str
    people: tuple[Participant, ...]
    answers: Mapping[str, Answers]

    def question(self, question: Question) -> Iterator[list[Block]]:
        """The parts of one question: its prompt with the choices, then each text; nothing where nobody answered it."""
        title = f"*{name(self.wording.prompt(question.id), 1000)}*"
        if private(self.wording.guide, question.id):
            yield [section(lines([title, self.words.say("reveal.private")]))]
            return
        if question.fields:
            filled = [one for one in question.fields if self._said(one)]
            if filled:
                yield [section(title)]
            for one in filled:
                yield from self._answers(one, f"_{name(self.wording.prompt(one), 600)}_", blank=False)
        elif self._said(question.id):
            yield from self._answers(question.id, title)
        for probe in question.probes:
            if self._said(probe.id):
                lead = self.words.say("reveal.follow_up", prompt=name(self.wording.prompt(probe.id), 600))
                yield from self._answers(probe.id, lead, blank=False)

    def ending(self, questions: Sequence[Question]) -> str:
        """What nobody answered, by the short names of questions, and how many have not answered at all."""
        empty = [
            name(shorten(one_line(self.wording.name(each.id)), _NAME_WEIGHT))
            for each in questions
            if not private(self.wording.guide, each.id) and not any(map(self._said, each.fields or (each.id,)))
        ]
        conversation = self.record.conversation
        absent = [person for person in self.people if not conversation.finished(self.section, person)]
        nobody = self.words.say("reveal.nobody", questions=self.words.listed(empty)) if empty else None
        return lines([nobody, self.words.count("reveal.absent", len(absent)) if absent else None])

    def _said(self, answerable: str) -> bool:
        return any(answerable in given for given in self.answers.values())

    def _answers(self, answerable: str, title: str, *, blank: bool = True) -> Iterator[list[Block]]:
        said = [(one.id, value) for one in self.people if (value := self.answers[one.id].get(answerable)) is not None]
        texts: dict[str, list[str]] = {}
        for person, value in said:
            if self.wording.is_words(answerable, value):
                texts.setdefault(str(value), []).append(person)
        others = [(person, value) for person, value in said if not self.wording.is_words(answerable, value)]
        left = self._left_blank(answerable) if blank else None
        yield from _stacked([title, *self._grouped(answerable, others), *([left] if left and not texts else [])])
        for text, authors in texts.items():
            yield from self._quoted(authors, text)
        if left and texts:
            yield [context(left)]

    def _grouped(self, answerable: str, said: list[tuple[str, Value]]) -> Iterator[str]:
        """ "Yes — Amina, Tom": who gave each answer."""
        groups: dict[Value, list[str]] = {}
        for person, value in said:
            for one in value if isinstance(value, tuple) and value else (value,):
                groups.setdefault(one, []).append(person)
        for value in sorted(groups, key=lambda value: self.wording.order(answerable, value)):
            yield from self._line(self.wording.part(answerable, value), groups[value])

    def _left_blank(self, answerable: str) -> str | None:
        """How many finished the section without this one; never who."""
        blank = [one for one in self.people if self.answers[one.id] and answerable not in self.answers[one.id]]
        participants = [one for one in blank if self._is_asked(answerable, one)]
        return self.words.count("reveal.blank", len(participants)) if participants else None

    def _is_asked(self, answerable: str, person: Participant) -> bool:
        asked = self.record.conversation.questions_for(self.section, person)
        return any(answerable in (each.id, *each.fields) for each in asked)

    def _line(self, answer: str, people: list[str]) -> Iterator[str]:
        for who in self._named(people):
            yield self.words.say("reveal.line", answer=name(answer, 300), people=who)

    def _named(self, people: list[str]) -> Iterator[str]:
        """The people by name, a line of them at a time; all of us as a number."""
        if len(people) == len(self.people) >= _ALL:
            yield self.words.say("reveal.all", n=self.words.number(len(people)))
            return
        for at in range(0, len(people), _PEOPLE_A_LINE):
            yield mentions(people[at : at + _PEOPLE_A_LINE])

    def _quoted(self, authors: list[str], text: str) -> Iterator[list[Block]]:
        """A text whole, as a quotation; a long one in several pieces."""
        who = next(self._named(authors))
        for number, piece in enumerate(pieces(text, PIECE_WEIGHT)):
            said = self.words.say("reveal.said" if number == 0 else "reveal.said_on", people=begun(who))
            yield [section(said), rich(quote(piece))]


def _stacked(texts: Iterable[str]) -> Iterator[list[Block]]:
    """Lines in as few sections as hold them, each a part of its own."""
    held: list[str] = []
    for text in texts:
        if held and len("\n".join([*held, text])) > _LINES_WEIGHT:
            yield [section("\n".join(held))]
            held = []
        held.append(text)
    if held:
        yield [section("\n".join(held))]


def reveal_messages(words: Words, record: Record, section_id: str) -> list[Body]:
    """Our side's answers to a section as they were revealed, whole, by question and with names; then where people differ, one move,
    and what is to be done next. Where all agree on everything it is one line, and a button that opens the answers."""
    conversation = record.conversation
    found = discussion(conversation, section_id)
    section_name = name(reader(words, record).section(section_id))
    title = words.say("reveal.heading", section=section_name)
    if found.agreed and _is_one(conversation, section_id):
        title = words.count("reveal.agreed", len(conversation.heard(section_id)), section=section_name)
        parts = [[section(f"*{title}*", reading(words, record, section_id))]]
    else:
        parts = [[section(f"*{title}*")], *_whole(words, record, section_id)]
    parts += _afterwards(words, reader(words, record), found)
    return with_ending(pages(words, title, parts), next_step(words, record, section_id))


def _is_one(conversation: Conversation, section_id: str) -> bool:
    """Whether everybody gave the very same answers: words and figures that differ are worth reading where they agree, too."""
    answers = as_revealed(conversation, section_id)
    heard = [answers[one.id] for one in conversation.heard(section_id)]
    return all(one == heard[0] for one in heard)


def answers_modal(words: Words, record: Record, section_id: str) -> View:
    """The answers to a section, for one person who wants to read them again."""
    blocks = [block for part in _whole(words, record, section_id) for block in part]
    metadata = Modal(lang=words.language).dump()
    named = about(words, record, section_id)
    return modal(words, action_ids.NOTICE_VIEW, words.say("answers.title"), blocks, about=named, metadata=metadata)


def reading(words: Words, record: Record, section_id: str, style: Style | None = None) -> Button:
    """The button that opens the answers to a section."""
    return button(action_ids.READ, words.say("button.read"), On(c=record.id, s=section_id), style)


def _whole(words: Words, record: Record, section_id: str) -> Iterator[list[Block]]:
    conversation = record.conversation
    answers = as_revealed(conversation, section_id)
    shown = _Shown(words, record, reader(words, record), section_id, conversation.heard(section_id), answers)
    questions = conversation.questions(section_id)
    for question in questions:
        yield from shown.question(question)
    if ending := shown.ending(questions):
        yield [section(ending)]


def next_step(words: Words, record: Record, section_id: str) -> list[Block]:
    """What a reveal ends with: the way on, or the section after it once that is asked; nothing when it is behind us."""
    conversation = record.conversation
    road = conversation.guide.road
    found: list[Block] = []
    if section_id == conversation.guide.screening_section:
        found += screening.screening_verdict(words, record)["blocks"]  # with the choice whether to go on
    elif conversation.section == section_id:
        found.append(actions(*after_reveal(words, record, section_id)))
    after = road[road.index(section_id) + 1 : road.index(section_id) + 2]
    if after == (conversation.section,) and conversation.hidden:
        found += [divider(), *asking(words, record, after[0])]
    return found


def _afterwards(words: Words, wording: Wording, found: Discussion) -> Iterator[list[Block]]:
    """Where people differ, and one move. Where none is new, nothing is proposed: a sentence that is repeated is not read."""
    if found.differences:
        yield [section("\n".join(moves.differing(words, wording, found.differences)))]
    if found.move is not None:
        yield [section(words.say("move.lead", move=moves.move_text(words, wording, found.move)))]


def changed_message(words: Words, record: Record, section_id: str, person: str, questions: Sequence[str]) -> Body:
    """Who changed which answer after the reveal, the old answer beside the new one."""
    wording = reader(words, record)
    changed = [one for one in questions if not private(wording.guide, one)]
    versions = {one: _versions(record, person, one) for one in changed}
    # What was blank before was not changed but added: a follow-up that came after the reveal, mostly.
    added = all(old is None for old, _ in versions.values())
    key = "changed.added" if added else "changed.title"
    title = words.say(key, person=mention(person), section=name(wording.section(section_id)))
    blocks: list[Block] = [section(title)]
    room = max(200, _CHANGE_WEIGHT * 3 // max(1, len(changed)) // 2)
    for answerable in changed[:20]:
        old, new = versions[answerable]
        blocks.append(section(f"*{name(wording.prompt(answerable), 300)}*"))
        if added:
            blocks.append(rich(quote(fitting(wording.answer(answerable, new), room))))
        else:
            blocks.append(rich(*_before_after(words, wording, answerable, old, new, room)))
    if not added:
        moved = first_change(record.conversation, person, tuple(questions))
        blocks.append(context(lines([words.say("changed.kept"), words.say("move.changed") if moved else None])))
    return body(title, blocks)


def _versions(record: Record, person: str, answerable: str) -> tuple[Value | None, Value | None]:
    """The answer before the last one, and the last."""
    given = [a.value for a in record.conversation.answers if (a.person, a.question) == (person, answerable)]
    return (given[-2] if len(given) > 1 else None), (given[-1] if given else None)


def _before_after(
    words: Words, wording: Wording, answerable: str, old: Value | None, new: Value | None, room: int
) -> list[RichSection]:
    found: list[RichSection] = []
    for key, value in (("changed.before", old), ("changed.after", new)):
        text = fitting(wording.answer(answerable, value), room)
        found.append({"type": "rich_text_section", "elements": [{"type": "text", "text": words.say(key)}]})
        found.append(quote(text))
    return found
