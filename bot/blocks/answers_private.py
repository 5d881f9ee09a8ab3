"""What one person alone reads: help, status, lists, refusals, and texts that are given back."""

from collections.abc import Iterator, Mapping

from bot.blocks import who_reads
from bot.blocks.card import state_line
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, quote, rich, section
from bot.blocks.kit.messages import PIECE_WEIGHT, body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Body, Button
from bot.blocks.kit.source import credit
from bot.blocks.kit.text import begun, clean, lines, mention, name, one_line, pieces, shorten
from bot.blocks.kit.wording import Wording, reader
from bot.i18n import commands
from bot.i18n.catalogue import Words, language_name
from bot.i18n.languages import languages_for
from bot.i18n.refusals import UNKNOWN_LANGUAGE
from flows.conversation.lifecycle import PAUSED, REVIEWING
from flows.errors import NotDecider, NotExpected, NotOpener, Problem
from flows.model import NOT_MINE, UNSURE, Guide, Kind, Question, Side, Value
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
        *credit(words, guide),
    )


def thread_help(words: Words, guide: Guide, lead: str | None = None) -> Body:
    """What can be said to the coach in a thread. ``lead``: what stands above it."""
    typed = [
        words.say("help.command", command=usage.usage, help=usage.help)
        for _, usage in commands.usages(words.language, "thread")
    ]
    told = "\n".join((words.say("help.thread"), *map(words.typeset, typed)))
    return said(lines([lead, told]), *credit(words, guide))


def _commands_in_channel(words: Words) -> Iterator[str]:
    own = commands.slash(words.language)
    for _, usage in commands.usages(words.language, "channel"):
        yield words.typeset(words.say("help.command", command=f"{own} {usage.usage}", help=usage.help))
    for command in (one for one in commands.slash_commands() if one != own):
        language = language_name(commands.default_language(command), words.language)
        yield words.say("help.same", command=command, language=language)


def language_set(words: Words) -> Body:
    """The language was changed; ``words`` are those of the new one."""
    return said(words.say("language.set", language=words.say("language.name")))


def your_answer(
    words: Words,
    record: Record,
    question: Question,
    token: str,
    given: Mapping[str, Value],
    ahead: Button | None = None,
) -> Body:
    """What was just clicked, by the name of its question, seen by this person alone; then their other answers (``given``), so that
    the newest of these messages says all that the ones before it do. ``ahead``: the button of the section that they may go on with.
    """
    conversation = record.conversation
    wording = reader(words, record)
    value = float(token) if question.kind is Kind.scale and token.isdigit() else token
    others = [
        each.id for each in conversation.questions(question.section) if each.id in given and each.id != question.id
    ]
    rows = [_answered(words, wording, each, given[each]) for each in others]
    on = On(c=record.id, s=question.section)
    buttons = [button(action_ids.FOLLOW_UPS, words.say("button.follow_ups"), on)] if question.probes else []
    buttons = [*buttons, *([ahead] if ahead else [])]
    more = [actions(*buttons)] if buttons else []
    hidden = conversation.hidden and conversation.section == question.section
    told = [section(lines(rows))] if rows else []
    ending = context(words.say("your_answer.change" if hidden else "your_answer.open"))
    return said(_answered(words, wording, question.id, value), *told, *more, ending)


def _answered(words: Words, wording: Wording, answerable: str, value: Value) -> str:
    asked = name(shorten(one_line(wording.name(answerable)), _NAME_WEIGHT))
    return words.say("your_answer", question=begun(asked), answer=name(wording.answer(answerable, value)))


_NAME_WEIGHT = 80
"""Of the name of a question in a line of one's own answers."""

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
    "error.paused_already",
    "error.not_paused",
    "error.no_summary_yet",
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
    "error.weekly_or_stop",
    "error.nothing_to_agree_on",
    "error.agreement_with_whom",
    *(f"error.schedule.{problem}" for problem in Problem),
)
"""What can be refused: one clear sentence each, that says what to do next."""


def refused(words: Words, error: Exception) -> Body:
    """One sentence for an error with a ``key`` (and ``fields``); the general one when the key has no text."""
    key = getattr(error, "key", "error.flow")
    fields: Mapping[str, object] = getattr(error, "fields", {})
    if key == "error.not_allowed_now":
        key = _not_now(fields)
    if key not in KNOWN_ERRORS or not words.knows(key):
        key = "error.flow"
    if key == UNKNOWN_LANGUAGE:
        return said(words.say(key, **_languages(words)))
    return said(lines([words.say(key), said_back(words, str(fields.get("typed", "")), str(fields.get("nearest", "")))]))


def _not_now(fields: Mapping[str, object]) -> str:
    """The key of why something is not possible at this point."""
    event = fields.get("event")
    if fields.get("stage") == PAUSED:
        return "error.paused_already" if event == "pause" else "error.paused"
    return {"resume": "error.not_paused", "summary": "error.no_summary_yet", "decide": "error.no_summary_yet"}.get(
        str(event), "error.not_allowed_now"
    )


def refused_to(words: Words, record: Record, error: NotExpected) -> Body:
    """One sentence for somebody who is not the one to do this: who is, and what to do about it."""
    conversation = record.conversation
    opener = mention(conversation.opener)
    if isinstance(error, NotOpener):
        return said(words.say("error.not_opener.who", people=opener))
    if isinstance(error, NotDecider):
        who = words.listed([mention(one) for one in conversation.deciders[:_MOST_NAMED]], "or")
        return said(words.say("error.not_decider.who", people=who))
    if type(error) is NotExpected and not any(one.id == error.fields.get("person") for one in conversation.people):
        return said(words.say("error.not_named.who", opener=opener))
    return refused(words, error)


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
