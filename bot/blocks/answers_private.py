"""What one person alone reads: help, status, lists, refusals, and texts that are given back."""

from collections.abc import Iterator, Mapping, Sequence

from bot.blocks import who_reads
from bot.blocks.card import progress, state_line
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, quote, rich, section
from bot.blocks.kit.messages import PIECE_WEIGHT, body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Body
from bot.blocks.kit.text import clean, lines, mention, name, pieces
from bot.blocks.kit.wording import Wording, reader
from bot.blocks.section import credit
from bot.i18n import commands
from bot.i18n.catalogue import Words, language_name
from bot.i18n.languages import languages_for
from bot.i18n.refusals import UNKNOWN_LANGUAGE
from flows.conversation.lifecycle import PAUSED, REVIEWING
from flows.errors import Problem
from flows.model import NOT_MINE, UNSURE, Guide, Kind, Question, Side
from storage.records import Record

_MOST_NAMED = 10
"""People whom one sentence names."""


def said(text: str, *more: Block) -> Body:
    """One sentence or a few, and what goes with them."""
    return body(text, [section(text), *more])


def help_text(words: Words, guide: Guide) -> Body:
    """What the coach does, its commands, and whose method it is."""
    wording = Wording(words, guide)
    return said(
        words.say("help.intro"),
        section("\n".join((words.say("help.commands"), *_commands_in_channel(words)))),
        section(words.say("help.road", road=name(wording.say("about.road"), 600))),
        section(who_reads.counted(words, "help.privacy", guide)),
        actions(button(action_ids.START, words.say("button.start"), None, "primary")),
        context(credit(words)),
    )


def thread_help(words: Words, lead: str | None = None) -> Body:
    """What can be said to the coach in a thread. ``lead``: what stands above it."""
    typed = [
        words.say("help.command", command=usage.usage, help=usage.help)
        for _, usage in commands.usages(words.language, "thread")
    ]
    told = "\n".join((words.say("help.thread"), *map(words.typeset, typed)))
    return said(lines([lead, told]), context(credit(words)))


def _commands_in_channel(words: Words) -> Iterator[str]:
    own = commands.slash(words.language)
    for _, usage in commands.usages(words.language, "channel"):
        yield words.typeset(words.say("help.command", command=f"{own} {usage.usage}", help=usage.help))
    for command in (one for one in commands.slash_commands() if one != own):
        language = language_name(commands.default_language(command), words.language)
        yield words.say("help.same", command=command, language=language)


def status(words: Words, record: Record, person: str | None) -> Body:
    """Where the conversation stands, and what waits for this person."""
    title = words.say("status.title", partner=name(record.partner_name), state=state_line(words, record))
    blocks: list[Block] = [section(progress(words, record)), section(waiting(words, record, person))]
    if (open_section := record.conversation.waits_for(person)) is not None:
        on = On(c=record.id, s=open_section)
        blocks.append(actions(button(action_ids.OPEN_SECTION, words.say("button.answer"), on, "primary")))
    return said(title, *blocks)


def waiting(words: Words, record: Record, person: str | None) -> str:
    """What waits for this person, in one sentence."""
    conversation = record.conversation
    participant = next((one for one in conversation.people if one.id == person), None)
    if participant is None:
        return words.say("waiting.not_expected")
    if conversation.stage == PAUSED:
        return words.say("waiting.paused")
    if (section_id := record.conversation.waits_for(person)) is not None:
        title = name(reader(words, record, participant.side).short(section_id))
        return words.say("waiting.answer", section=title)
    return words.say("waiting.nothing")


def language_set(words: Words) -> Body:
    """The language was changed; ``words`` are those of the new one."""
    return said(words.say("language.set", language=words.say("language.name")))


def your_answer(words: Words, record: Record, question: Question, token: str) -> Body:
    """What was just clicked, seen by this person alone."""
    value = float(token) if question.kind is Kind.scale and token.isdigit() else token
    answer = name(reader(words, record).answer(question.id, value))
    on = On(c=record.id, s=question.section)
    more = [actions(button(action_ids.FOLLOW_UPS, words.say("button.follow_ups"), on))] if question.probes else []
    return said(words.say("your_answer", answer=answer), *more, context(words.say("your_answer.change")))


KNOWN_ERRORS = (
    "error.flow",
    "error.guide",
    "error.invalid_answer",
    "error.number",
    "error.not_expected",
    "error.not_opener",
    "error.not_decider",
    "setup.error.nobody",
    "error.not_theirs",
    "error.person_not_in_channel",
    "error.deactivated",
    "error.stale_question",
    "error.not_allowed_now",
    "error.paused",
    "error.reason_required",
    "error.broken_conversation",
    "error.unknown_conversation",
    "error.outdated_button",
    "error.busy",
    "error.form_not_opened",
    "error.nothing_held",
    "error.slower",
    "error.already_named",
    "error.form_not_opened.elsewhere",
    "error.form_never_opened",
    "error.refused_by_slack",
    "error.commitment",
    "error.commitment.past",
    "error.commitment.no_owner",
    "error.commitment.no_text",
    "error.commitment.unknown",
    "error.commitment.closed",
    "error.commitment.reason_missing",
    "error.no_conversation_here",
    "error.nothing_to_keep",
    "error.none_in_channel",
    "error.none_in_direct",
    "error.archived_channel",
    "error.not_in_channel",
    "error.unknown_word",
    "error.unknown_language",
    "error.direct_only_channels",
    "error.unknown_standing",
    "error.find_what",
    "error.show_what",
    "error.too_long_to_find",
    "error.too_long_to_read",
    "error.not_followed_up",
    "error.check_in_underway",
    "error.none_followed_here",
    "error.no_such_name_here",
    "error.monthly_or_stop",
    "error.nothing_to_agree_on",
    "error.agreement_with_whom",
    *(f"error.schedule.{problem}" for problem in Problem),
)
"""What can be refused: one clear sentence each, that says what to do next."""


def refused(words: Words, error: Exception) -> Body:
    """One sentence for an error with a ``key`` (and ``fields``); the general one when the key has no text."""
    key = getattr(error, "key", "error.flow")
    fields: Mapping[str, object] = getattr(error, "fields", {})
    if fields.get("stage") == PAUSED and key == "error.not_allowed_now":
        key = "error.paused"
    if key not in KNOWN_ERRORS or not words.knows(key):
        key = "error.flow"
    if key == UNKNOWN_LANGUAGE:
        return said(words.say(key, **_languages(words)))
    return said(lines([words.say(key), said_back(words, str(fields.get("typed", "")), str(fields.get("nearest", "")))]))


def only_they(words: Words, key: str, people: Sequence[str]) -> Body:
    """Who can do what was refused."""
    shown = [mention(each) for each in people[:_MOST_NAMED]]
    return said(words.say(key, people=words.listed(shown, "or")))


def said_back(words: Words, typed: str, nearest: str) -> str | None:
    """What was typed and not understood, and what would be; None where nothing was."""
    if not typed.strip():
        return None
    key = "typed.nearest" if nearest else "typed.not_understood"
    return words.say(key, typed=name(typed), nearest=name(nearest))


def _languages(words: Words) -> dict[str, str]:
    """Return the languages by name, and what to type for each."""
    codes = languages_for(words.language)
    command = (
        f"{commands.slash(words.language)} {commands.typed_in(words.language).commands[commands.LANGUAGE].spellings[0]}"
    )
    return {
        "languages": words.listed([language_name(code, words.language) for code in codes]),
        "commands": words.listed([f"`{command} {code}`" for code in codes], "or"),
    }


def already_closed(words: Words, record: Record, link: str | None = None) -> Body:
    """A click on something that is over; ``link`` leads to where the conversation is now."""
    state = state_line(words, record)
    if link and link.startswith("https://") and not set(link) & set("<>| \n"):
        there = f"<{link.replace('&', '&amp;')}|{words.say('closed.link.label')}>"
        return said(words.say("closed.link", state=state, link=there))
    return said(words.say("closed", state=state))


def text_given_back(words: Words, raw: Mapping[str, object], record: Record | None = None) -> Body:
    """What was typed into a form that could not be taken any more, whole, for its author to keep; shown as a modal.

    ``raw``: answerable id → what was written; with a ``record`` each text stands under its question.
    """
    blocks = [block for part in _given_back(words, raw, record) for block in part]
    return said(words.say("given_back" if blocks else "given_back.nothing"), *blocks)


def _given_back(words: Words, raw: Mapping[str, object], record: Record | None) -> Iterator[list[Block]]:
    for one, text in raw.items():
        if isinstance(text, str) and text.strip() and text not in (UNSURE, NOT_MINE) and _was_typed(record, one):
            if record is not None and one in record.conversation.guide.owner:
                yield [context(name(reader(words, record).prompt(one), 300))]
            yield from ([rich(quote(piece))] for piece in pieces(clean(text), PIECE_WEIGHT))


def _was_typed(record: Record | None, answerable: str) -> bool:
    if record is None or answerable not in record.conversation.guide.owner:
        return True
    return record.conversation.guide.kind_of(answerable) in (Kind.text, Kind.number)


def partner_invitation(words: Words, record: Record, person: str | None = None) -> Body:
    """A direct message to somebody at the partner: what is asked, what is shared, and a button a section.

    With ``person`` the sections that they have finished are marked.
    """
    conversation = record.conversation
    wording = reader(words, record, Side.partner)
    participant = next((one for one in conversation.people if one.id == person), None)
    seconds = sum(q.seconds for s in conversation.partner_sections() for q in conversation.questions(s, Side.partner))
    text = words.say("invitation.title", opener=mention(conversation.opener))
    asked = []
    for section_id in conversation.partner_sections():
        title = wording.section(section_id)
        done = participant is not None and conversation.finished(section_id, participant)
        label = words.say("invitation.done", title=title) if done else title
        on = On(c=record.id, s=section_id)
        asked.append(button(action_ids.numbered(action_ids.OPEN_PARTNER_SECTION, section_id), label, on))
    is_open = conversation.stage == REVIEWING
    minutes = words.count("minutes", max(1, round(seconds / 60)))
    return said(
        text,
        section(words.say("invitation.why", minutes=minutes)),
        *who_reads.invitation(words, wording, conversation),
        *([actions(*asked)] if is_open else [context(words.say("invitation.closed"))]),
        *([context(words.say("invitation.free"))] if is_open else []),
    )


def outsider_refused(words: Words) -> Body:
    """For somebody of another organisation, who is not expected here."""
    return said(words.say("outsider"))


def shared_channel_refused(words: Words) -> Body:
    """A conversation is not opened in a channel that is shared with another organisation."""
    return said(words.say("shared_channel"))
