"""The form that opens a conversation, and what was filled in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.blocks import who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import (
    actions,
    button,
    channel_input,
    date_input,
    field,
    modal,
    people_input,
    select,
    text_input,
)
from bot.blocks.kit.elements import context as small_print
from bot.blocks.kit.elements import section as paragraph
from bot.blocks.kit.payloads import Modal
from bot.blocks.kit.refilled import filled_in
from bot.blocks.kit.slack_types import Block, View
from bot.blocks.kit.text import escape, one_line
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import DEFAULT, Words, languages
from bot.i18n.catalogue import words as words_of
from flows.model import UNSAID, Guide, Role, Side

NAME, OUR_KIND, THEIR_KIND, LABEL = "name", "our_kind", "their_kind", "label"
DECISION, DECIDE_BY, LANGUAGE = "decision", "decide_by", "language"
CHANNEL = "channel"
PARTNER_PEOPLE = "people:partner"
MOST_NAME = 200

Expected = tuple[str, Side, Role]
"""Someone who is expected to answer: user id, side, role."""


def people_block(role: Role) -> str:
    """The block_id of our people in a role."""
    return f"people:{role}"


@dataclass(frozen=True)
class NewConversation:
    """What the opener filled in. ``decide_by`` is an ISO day or empty; a person stands once a side, in the first role.

    ``fields``: in which field each person stands (block id), to say there what is wrong.
    """

    name: str = ""
    our_kind: str = UNSAID
    their_kind: str = UNSAID
    label: str = UNSAID
    decision: str = ""
    decide_by: str = ""
    language: str = DEFAULT
    people: tuple[Expected, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Namesake:
    """An open conversation of the channel with the same name: its id, the way there, and the day on which it was opened."""

    id: str
    link: str
    day: date


def setup_modal(
    words: Words,
    guide: Guide,
    *,
    channel: str,
    opener: str,
    name: str = "",
    people: Iterable[Expected] = (),
    more: bool = False,
    namesake: Namesake | None = None,
    typed: Mapping[str, Any] | None = None,
) -> View:
    """The form: partner, who answers, begin; ``more`` adds the rest. The opener answers and decides unless ``people`` (user, side,
    role) says otherwise.

    Without a ``channel`` the form asks for one (``chosen_channel``). ``namesake`` is said on top. ``typed``: the state of the form
    that this one takes the place of.
    """
    chosen = list(people) or [(opener, Side.ours, Role.decision_maker)]
    ours = [(user, role) for user, side, role in chosen if side is Side.ours]
    # In the short form everybody stands in one field; behind "More" who has a role stands there.
    answering = [user for user, role in ours if not more or role is Role.other]
    blocks: list[Block] = [
        who_reads.line(words, who_reads.SETUP),
        *(of_namesake(words, namesake) if namesake else ()),
        *(() if channel else (where(words),)),
        field(
            NAME,
            words.say("setup.name"),
            text_input(one_line(name)[:MOST_NAME], most=MOST_NAME),
            needed=True,
        ),
        field(
            people_block(Role.other),
            words.say("setup.who"),
            people_input(answering),
            hint=words.say("setup.who.hint"),
        ),
    ]
    if more:
        theirs = [user for user, side, _ in chosen if side is Side.partner]
        blocks += [*_roles(words, ours), *_rest(words, guide, theirs)]
    else:
        blocks.append(actions(button(action_ids.MORE_SETUP, words.say("setup.more"))))
    blocks.append(small_print(words.say("setup.privacy")))
    metadata = Modal(
        channel=channel or None, q=namesake.id if namesake else None, more=more or None, lang=words.language
    ).dump()
    return modal(
        words,
        action_ids.NEW,
        words.say("setup.title"),
        [filled_in(block, typed or {}) for block in blocks],
        metadata=metadata,
        submit=words.say("setup.another" if namesake else "setup.submit"),
    )


def where(words: Words) -> Block:
    """In which channel, where the form is opened outside one."""
    return field(
        CHANNEL, words.say("setup.channel"), channel_input(), hint=words.say("setup.channel.hint"), needed=True
    )


def of_namesake(words: Words, namesake: Namesake) -> Iterator[Block]:
    """There is one of this name, with the way there."""
    link = f"<{escape(namesake.link)}|{words.say('setup.namesake.go')}>"
    yield paragraph(words.say("setup.namesake", day=words.long_date(namesake.day), link=link))


def _roles(words: Words, ours: Sequence[tuple[str, Role]]) -> Iterator[Block]:
    yield paragraph(words.say("setup.people"))
    for role in Role:
        if role is not Role.other:
            yield field(
                people_block(role), words.say(f"role.{role}"), people_input([user for user, has in ours if has is role])
            )


def _rest(words: Words, guide: Guide, theirs: Sequence[str]) -> Iterator[Block]:
    """What may be left out, or said later."""
    wording = Wording(words, guide)
    yield field(
        PARTNER_PEOPLE,
        words.say("setup.partner_people"),
        people_input(theirs),
        hint=who_reads.counted(words, "setup.partner_people.hint", guide),
    )
    yield field(
        DECISION,
        words.say("setup.decision"),
        text_input(multiline=True, most=1000, placeholder=words.say("setup.decision.example")),
        hint=wording.why("decision"),
    )
    yield field(DECIDE_BY, words.say("setup.decide_by"), date_input())
    for question in (OUR_KIND, THEIR_KIND, LABEL):
        options = [(token, wording.option(question, token)) for token in guide.options_of(question)]
        if question == LABEL:
            options.append((UNSAID, words.say("setup.label.unsaid")))
        yield field(question, wording.prompt(question), select(options), hint=wording.why(question))
    yield field(
        LANGUAGE,
        words.say("setup.language"),
        select([(code, words_of(code).say("language.name")) for code in languages()], words.language),
        needed=True,
    )


def setup_values(view_state: Mapping[str, Any], opener: str, language: str = DEFAULT) -> NewConversation:
    """What was filled in; ``view_state`` is the view's ``state`` (or its ``values``).

    In the short form, which asks for no roles, the opener decides.
    """
    filled = ViewValues(view_state)
    people: dict[tuple[str, Side], tuple[Role, str]] = {}
    for role in Role:
        for user in filled.many(people_block(role)):
            people.setdefault((user, Side.ours), (role, people_block(role)))
    short = people_block(Role.decision_maker) not in tuple(filled)
    if short and (opener, Side.ours) in people:
        people[opener, Side.ours] = (Role.decision_maker, people_block(Role.other))
    for user in filled.many(PARTNER_PEOPLE):
        people.setdefault((user, Side.partner), (Role.other, PARTNER_PEOPLE))
    return NewConversation(
        name=one_line(filled.one(NAME) or ""),
        our_kind=filled.one(OUR_KIND) or UNSAID,
        their_kind=filled.one(THEIR_KIND) or UNSAID,
        label=filled.one(LABEL) or UNSAID,
        decision=(filled.one(DECISION) or "").strip(),
        decide_by=filled.one(DECIDE_BY) or "",
        language=filled.one(LANGUAGE) or language,
        people=tuple((user, side, role) for (user, side), (role, _) in people.items()),
        fields=tuple(block for _, block in people.values()),
    )


def chosen_channel(view_state: Mapping[str, Any]) -> str:
    """The channel that was chosen in a form opened outside one; empty when none was."""
    return ViewValues(view_state).one(CHANNEL) or ""


def setup_errors(words: Words, new: NewConversation) -> dict[str, str]:
    """What must be corrected before the conversation can begin: block_id → one sentence."""
    wrong: dict[str, str] = {}
    if not new.name:
        wrong[NAME] = words.say("setup.error.name")
    ours = {user for user, side, _ in new.people if side is Side.ours}
    theirs = {user for user, side, _ in new.people if side is Side.partner}
    if not ours:
        wrong[people_block(Role.other)] = words.say("setup.error.nobody")
    if ours & theirs:
        wrong[PARTNER_PEOPLE] = words.say("setup.error.both_sides")
    return wrong
