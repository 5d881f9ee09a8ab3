"""A section's answers shown together, where people differ, and what somebody changed afterwards. Our side only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.blocks import moves
from bot.blocks.kit.elements import actions, context, quote, rich, section
from bot.blocks.kit.messages import PIECE_WEIGHT, body, pages
from bot.blocks.kit.slack_types import Block, Body, RichSection
from bot.blocks.kit.text import fitting, lines, mention, mentions, name, pieces
from bot.blocks.kit.wording import Wording, reader
from bot.blocks.section import after_reveal
from bot.i18n.catalogue import Words
from flows.conversation.moves import discussion, first_change
from flows.guide.sharing import private
from flows.model import Participant, Question, Value
from storage.records import Record

_PEOPLE_A_LINE = 60
_LINES_WEIGHT = 2_400
_CHANGE_WEIGHT = 2_200


@dataclass(frozen=True)
class _Shown:
    """A section as it is shown: our people and what each of them said."""

    words: Words
    record: Record
    wording: Wording
    people: tuple[Participant, ...]
    answers: dict[str, dict[str, Value]]

    def question(self, question: Question) -> Iterator[list[Block]]:
        """The parts of one question: its prompt with the choices, then each text."""
        title = f"*{name(self.wording.prompt(question.id), 1000)}*"
        if private(self.wording.guide, question.id):
            yield [section(lines([title, self.words.say("reveal.private")]))]
            return
        if question.fields:
            yield [section(title)]
            for one in question.fields:
                yield from self._answers(one, f"_{name(self.wording.prompt(one), 600)}_", blank=False)
        else:
            yield from self._answers(question.id, title)
        for probe in question.probes:
            if any(probe.id in given for given in self.answers.values()):
                lead = self.words.say("reveal.follow_up", prompt=name(self.wording.prompt(probe.id), 600))
                yield from self._answers(probe.id, lead, blank=False)

    def _answers(self, answerable: str, title: str, *, blank: bool = True) -> Iterator[list[Block]]:
        said = [(person.id, self.answers[person.id].get(answerable)) for person in self.people]
        texts: dict[str, list[str]] = {}
        for person, value in said:
            if self.wording.is_words(answerable, value):
                texts.setdefault(str(value), []).append(person)
        others = [(person, value) for person, value in said if not self.wording.is_words(answerable, value)]
        yield from _stacked([title, *self._grouped(answerable, others, blank=blank)])
        for text, authors in texts.items():
            yield from _quoted(self.words, authors, text)

    def _grouped(self, answerable: str, said: list[tuple[str, Value | None]], *, blank: bool) -> Iterator[str]:
        """ "Yes — Amina, Tom": who gave each answer; then those who gave none, each kind of none by its name."""
        groups: dict[Value | None, list[str]] = {}
        for person, value in said:
            each = value if isinstance(value, tuple) and value else (value,)
            for one in each:
                groups.setdefault(one, []).append(person)
        for value in sorted(groups, key=lambda value: self.wording.order(answerable, value)):
            if value is None:
                yield from self._blank(groups[None]) if blank else ()
            else:
                yield from self._line(self.wording.part(answerable, value), groups[value])

    def _blank(self, people: list[str]) -> Iterator[str]:
        conversation = self.record.conversation
        finished = {person.id for person in self.people if conversation.finished(self.section, person)}
        for key, who in (
            ("stance.blank", [person for person in people if person in finished]),
            ("stance.absent", [person for person in people if person not in finished]),
        ):
            if who:
                yield from self._line(self.words.say(key), who)

    @property
    def section(self) -> str:
        return self.record.conversation.section or ""

    def _line(self, answer: str, people: list[str]) -> Iterator[str]:
        for at in range(0, len(people), _PEOPLE_A_LINE):
            who = mentions(people[at : at + _PEOPLE_A_LINE])
            yield self.words.say("reveal.line", answer=name(answer, 300), people=who)


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


def _quoted(words: Words, authors: list[str], text: str) -> Iterator[list[Block]]:
    """A text whole, as a quotation; a long one in several pieces."""
    for number, piece in enumerate(pieces(text, PIECE_WEIGHT)):
        said = words.say("reveal.said" if number == 0 else "reveal.said_on", people=mentions(authors[:_PEOPLE_A_LINE]))
        yield [section(said), rich(quote(piece))]


def reveal_messages(words: Words, record: Record, section_id: str) -> list[Body]:
    """Our side's answers to a section, whole, by question and with names; then where people differ and what to do with it."""
    conversation = record.conversation
    people = conversation.heard(section_id)
    answers = {person.id: conversation.own_answers(person.id) for person in people}
    wording = reader(words, record)
    shown = _Shown(words, record, wording, people, answers)
    questions = conversation.questions(section_id)
    title = words.say("reveal.heading", section=name(wording.section(section_id)))
    parts: list[list[Block]] = [[section(f"*{title}*")]]
    for question in questions:
        parts += shown.question(question)
    parts += _afterwards(words, wording, record, section_id)
    buttons = after_reveal(words, record, section_id)
    if section_id == conversation.guide.screening_section:
        buttons = buttons[1:]  # what the screening adds up to asks whether to go on
    ending = [actions(*buttons)] if conversation.section == section_id else []
    return pages(words, title, parts, ending)


def _afterwards(words: Words, wording: Wording, record: Record, section_id: str) -> Iterator[list[Block]]:
    """Where people differ, and one move. Where none is new, nothing is proposed: a sentence that is repeated is not read."""
    found = discussion(record.conversation, section_id)
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
    title = words.say(key, person=mention(person), section=name(wording.short(section_id)))
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
