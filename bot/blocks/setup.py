"""The form that opens a conversation, and what was filled in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks import who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import channel_input, date_input, field, modal, people_input, select, text_input
from bot.blocks.kit.elements import context as small_print
from bot.blocks.kit.elements import section as paragraph
from bot.blocks.kit.payloads import Modal
from bot.blocks.kit.slack_types import View
from bot.blocks.kit.text import one_line
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import DEFAULT, Words, languages
from bot.i18n.catalogue import words as words_of
from flows.model import Guide, Role, Side

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
    """What the opener filled in. ``decide_by`` is an ISO day or empty; a person stands once a side, in the first role."""

    name: str = ""
    our_kind: str = "other"
    their_kind: str = "other"
    label: str = "other"
    decision: str = ""
    decide_by: str = ""
    language: str = DEFAULT
    people: tuple[Expected, ...] = ()


def setup_modal(
    words: Words,
    guide: Guide,
    *,
    channel: str,
    opener: str,
    name: str = "",
    people: Iterable[Expected] = (),
) -> View:
    """The form. The opener is preselected as a decision maker unless ``people`` (user, side, role) says otherwise.

    Without a ``channel`` the form asks for one (``chosen_channel``).
    """
    wording = Wording(words, guide)
    chosen = list(people) or [(opener, Side.ours, Role.decision_maker)]
    blocks = [
        who_reads.line(words, who_reads.SETUP),
        paragraph(words.say("setup.intro")),
        field(
            NAME,
            words.say("setup.name"),
            text_input(one_line(name)[:MOST_NAME], most=MOST_NAME),
            needed=True,
        ),
        *(
            field(
                question,
                wording.prompt(question),
                select([(token, wording.option(question, token)) for token in guide.options_of(question)]),
                hint=wording.why(question),
                needed=True,
            )
            for question in (OUR_KIND, THEIR_KIND, LABEL)
        ),
        field(
            DECISION,
            words.say("setup.decision"),
            text_input(multiline=True, most=1000, placeholder=words.say("setup.decision.example")),
            hint=wording.why("decision"),
        ),
        field(DECIDE_BY, words.say("setup.decide_by"), date_input()),
        field(
            LANGUAGE,
            words.say("setup.language"),
            select([(code, words_of(code).say("language.name")) for code in languages()], words.language),
            needed=True,
        ),
        paragraph(words.say("setup.people")),
        *(
            field(
                people_block(role),
                words.say(f"role.{role}"),
                people_input([user for user, side, has in chosen if side is Side.ours and has is role]),
            )
            for role in Role
        ),
        field(
            PARTNER_PEOPLE,
            words.say("setup.partner_people"),
            people_input([user for user, side, _ in chosen if side is Side.partner]),
            hint=who_reads.counted(words, "setup.partner_people.hint", guide),
        ),
        small_print(words.say("setup.privacy")),
    ]
    if not channel:
        where = field(
            CHANNEL, words.say("setup.channel"), channel_input(), hint=words.say("setup.channel.hint"), needed=True
        )
        blocks.insert(2, where)
    metadata = Modal(channel=channel or None, lang=words.language).dump()
    return modal(
        words, action_ids.NEW, words.say("setup.title"), blocks, metadata=metadata, submit=words.say("setup.submit")
    )


def setup_values(view_state: Mapping[str, Any]) -> NewConversation:
    """What was filled in; ``view_state`` is the view's ``state`` (or its ``values``)."""
    filled = ViewValues(view_state)
    people: dict[tuple[str, Side], Role] = {}
    for role in Role:
        for user in filled.many(people_block(role)):
            people.setdefault((user, Side.ours), role)
    for user in filled.many(PARTNER_PEOPLE):
        people.setdefault((user, Side.partner), Role.other)
    return NewConversation(
        name=one_line(filled.one(NAME) or ""),
        our_kind=filled.one(OUR_KIND) or "other",
        their_kind=filled.one(THEIR_KIND) or "other",
        label=filled.one(LABEL) or "other",
        decision=(filled.one(DECISION) or "").strip(),
        decide_by=filled.one(DECIDE_BY) or "",
        language=filled.one(LANGUAGE) or DEFAULT,
        people=tuple((user, side, role) for (user, side), role in people.items()),
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
        wrong[people_block(Role.decision_maker)] = words.say("setup.error.nobody")
    if ours & theirs:
        wrong[PARTNER_PEOPLE] = words.say("setup.error.both_sides")
    return wrong
