"""A check-in in the thread and in private: its card, what asks one person, and what became of putting it off."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.blocks.check_in_since import since_line
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, modal, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import BadPayload, Modal, On
from bot.blocks.kit.slack_types import Block, Body, Button, Input, Pressed, View
from bot.blocks.kit.text import lines, mention, name, plain
from bot.blocks.kit.wording import about, reader
from bot.blocks.own_words import minority
from bot.i18n.catalogue import Words
from flows.check_ins.checkin import CheckIn, PutOff, Standing
from flows.check_ins.statechart import COMPARED
from flows.model import Side
from flows.schedules.reminders import NUDGE, REMIND
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record

_MOST_TOPICS = 8
_COMMITMENT_SECONDS = 15
_FEWEST = 3
"""Questions of a person for whom nothing is open and nothing due."""
_FIRST = ("checkin.prompt", "checkin.prompt.partner")
_ABOUT = ("checkin.about", "checkin.about.partner")
_GREETINGS = {NUDGE: ("checkin.nudge", "checkin.nudge.partner"), REMIND: ("checkin.remind", "checkin.remind.partner")}


def card(words: Words, record: Record, stored: StoredCheckIn) -> Body:
    """In the thread, for our side: what is asked again, how many have answered, what can be done. Counts only, no names."""
    check_in = stored.check_in
    title = words.say("checkin.title", number=words.number(stored.number))
    since = since_line(words, record, stored)
    blocks: list[Block] = [section(lines([since, f"*{title}*", *_topics(words, record, check_in)]))]
    if stored.number == 1:
        blocks += minority(words, record)
    if check_in.hidden:
        if check_in.named:
            people = ", ".join(mention(one) for one in check_in.named)
            blocks.append(section(words.say("checkin.in_thread", people=people)))
        blocks.append(actions(*_answering(words, stored), _reveal(words, stored)))
        hidden = words.say("checkin.hidden", counted=counted(words, check_in), day=_closes(words, check_in))
        blocks.append(context(lines([hidden, _own_time(words, check_in)])))
    elif check_in.stage == COMPARED:
        blocks.append(
            actions(_outcome(words, stored), button(action_ids.CHECK_IN, words.say("button.change"), _on(stored)))
        )
        blocks.append(context(words.say("checkin.revealed", counted=counted(words, check_in))))
    else:
        blocks.append(
            context(
                lines([words.say("checkin.over", counted=counted(words, check_in)), _ended(words, record, check_in)])
            )
        )
    return body(title, blocks)


def _own_time(words: Words, check_in: CheckIn) -> str | None:
    """At what time of their day each is asked in private; None where all were asked at once."""
    own = check_in.timetable.own if check_in.timetable else None
    if own is None or own.asks is None:
        return None
    day, time = words.long_date(own.asks.date()), words.time_of_day(own.asks.time())
    return words.say("checkin.own_time", day=day, time=time)


def counted(words: Words, check_in: CheckIn) -> str:
    """How many stand where; never who."""
    counts = check_in.counts()
    found = [words.count("card.answered", counts[Standing.answered], expected=words.number(len(check_in.people)))]
    found += [
        words.count(f"checkin.count.{one}", counts[one])
        for one in (Standing.skipped, Standing.away, Standing.unanswered)
        if counts[one]
    ]
    return ", ".join(found)


def prompt(words: Words, record: Record, stored: StoredCheckIn, person: str, what: str = "") -> Body:
    """To one person, in private. ``what``: a nudge, or the reminder that they asked for; else it is the first word.

    The partner's people read neither what the partnership is called with us nor how many have answered.
    """
    check_in = stored.check_in
    text = _greeting(words, record, check_in, person, _GREETINGS.get(what, _FIRST))
    since = since_line(words, record, stored, check_in.participant(person))
    return body(
        text,
        [
            section(lines([since, text])),
            *_asked(words, check_in, person),
            actions(
                *_answering(words, stored), button(action_ids.CHECK_IN_NEVER, words.say("button.never"), _on(stored))
            ),
            context(words.say("checkin.promise", day=_closes(words, check_in))),
        ],
    )


def answered_prompt(words: Words, record: Record, stored: StoredCheckIn, person: str) -> Body:
    """The private message of somebody who has answered, or put it off: what that means, and the way back."""
    check_in = stored.check_in
    standing = check_in.standing(person)
    greeting = _greeting(words, record, check_in, person, _ABOUT)
    if standing is Standing.answered:
        what, label = words.say("checkin.thanks"), "button.change"
    else:
        clicked = next(one for one in reversed(check_in.put_off) if one.person == person)
        what, label = put_off(words, clicked), "button.answer"
    answer = button(action_ids.CHECK_IN, words.say(label), _on(stored))
    return body(greeting, [section(lines([greeting, what])), *([] if check_in.ended else [actions(answer)])])


def put_off(words: Words, clicked: PutOff) -> str:
    """What a click that put a check-in off means, in a sentence."""
    day = words.long_date(_day(clicked.until)) if clicked.until else ""
    return words.say(f"checkin.put_off.{clicked.reply}", day=day)


def put_off_message(words: Words, clicked: PutOff) -> Body:
    """That sentence, to the person who clicked in the thread."""
    text = put_off(words, clicked)
    return body(text, [section(text)])


def missed_message(words: Words, stored: StoredCheckIn) -> Body:
    """Nobody answered: that is written down, and nobody is named."""
    text = words.say("checkin.missed", number=words.number(stored.number))
    return body(text, [section(text), context(words.say("checkin.missed.next"))])


def reveal_offered(words: Words, stored: StoredCheckIn) -> Body:
    """A private button to reveal, for somebody who typed the word: only a click can open the confirmation."""
    text = words.say("reveal.offered")
    return body(text, [section(text), actions(_reveal(words, stored))])


def reveal_confirmation(words: Words, record: Record, stored: StoredCheckIn) -> View:
    """Before an early reveal. Who has not answered is not even told the opener: being late is no fault to be named."""
    check_in = stored.check_in
    blocks = [
        section(words.say("checkin.reveal.counted", counted=counted(words, check_in))),
        section(words.say("checkin.reveal.consequence")),
    ]
    return modal(
        words,
        action_ids.CHECK_IN_REVEAL,
        words.say("reveal.title"),
        blocks,
        about=about(words, record),
        metadata=Modal(c=stored.conversation, q=stored.id, lang=words.language).dump(),
        submit=words.say("reveal.submit"),
    )


def _greeting(words: Words, record: Record, check_in: CheckIn, person: str, keys: tuple[str, str]) -> str:
    """``keys``: for our people, and for the partner's, who do not read what we call the partnership."""
    ours, theirs = keys
    if check_in.participant(person).side is Side.partner:
        return words.say(theirs, opener=mention(check_in.opener))
    return words.say(ours, partner=name(record.partner_name))


def _asked(words: Words, check_in: CheckIn, person: str) -> list[Block]:
    asked = check_in.agendas[person]
    owner = check_in.baseline.guide.at_check_in.owner
    seconds = sum(_COMMITMENT_SECONDS if one.commitment else owner[one.fields[0]].seconds for one in asked)
    minutes = words.count("minutes", max(1, round(seconds / 60)))
    ours = check_in.participant(person).side is Side.ours
    progress = f" {counted(words, check_in)}." if ours and check_in.submissions else ""
    short = len(asked) == _FEWEST and seconds < 60
    how_many = words.say("checkin.asked.three") if short else words.count("checkin.asked", len(asked), minutes=minutes)
    return [section(how_many + progress)]


def _topics(words: Words, record: Record, check_in: CheckIn) -> list[str]:
    """What our people are asked again: the flags and commitments, the rest is the same every time."""
    wording = reader(words, record)
    ours = [asked for person in check_in.people if person.side is Side.ours for asked in check_in.agendas[person.id]]
    flags = dict.fromkeys(flag for asked in ours for flag in asked.flags)
    promised = {one.id: one for one in check_in.due}
    held = dict.fromkeys(asked.commitment for asked in ours if asked.commitment in promised)
    raised = {flag.id: flag for flag in check_in.baseline.flags(shareable=True)}
    named = [
        name(wording.of_flag(raised[flag], "title") if flag in raised else wording.say(f"flag.{flag}.title"), 300)
        for flag in flags
    ]
    named += [words.say("checkin.topic.commitment", text=name(promised[one].text, 300)) for one in held if one]
    if not named:
        return [words.say("checkin.topics.none")]
    rest = len(named) - _MOST_TOPICS
    return [
        words.say("checkin.topics"),
        *(words.say("bullet", text=one) for one in named[:_MOST_TOPICS]),
        *([words.count("list.more", rest)] if rest > 0 else []),
    ]


def _answering(words: Words, stored: StoredCheckIn) -> list[Pressed]:
    on = _on(stored)
    return [
        button(action_ids.CHECK_IN, words.say("button.answer"), on, "primary"),
        button(action_ids.CHECK_IN_LATER, words.say("button.later"), on),
        button(action_ids.CHECK_IN_SKIP, words.say("button.skip"), on),
        away_picker(words, stored),
    ]


def away_picker(words: Words, stored: StoredCheckIn) -> Input:
    """Away until a day, which is picked. A day carries no value of its own: the ids stand in its name."""
    return {
        "type": "datepicker",
        "action_id": action_ids.numbered(action_ids.CHECK_IN_AWAY, stored.conversation, stored.id),
        "placeholder": plain(words.say("button.away"), 150),
    }


def picked(action: Mapping[str, object]) -> On | None:
    """What a picked last day of absence is about; None when the day was taken away again. Raises BadPayload."""
    _, *ids = str(action["action_id"]).split(":")
    if len(ids) != 2:
        raise BadPayload(str(action["action_id"]))
    day = action.get("selected_date")
    return On(c=ids[0], q=ids[1], v=str(day)) if day else None


def _reveal(words: Words, stored: StoredCheckIn) -> Button:
    return button(action_ids.CHECK_IN_REVEAL, words.say("button.reveal"), _on(stored))


def _outcome(words: Words, stored: StoredCheckIn) -> Button:
    return button(action_ids.CHECK_IN_OUTCOME, words.say("button.what_follows"), _on(stored), "primary")


def _on(stored: StoredCheckIn) -> On:
    return On(c=stored.conversation, q=stored.id)


def _closes(words: Words, check_in: CheckIn) -> str:
    return words.long_date(check_in.timetable.closes.date()) if check_in.timetable else ""


def _ended(words: Words, record: Record, check_in: CheckIn) -> str | None:
    if check_in.outcome is None:
        return None
    wording = reader(words, record)
    return words.say(
        "checkin.ended",
        outcome=wording.say(f"check_in.outcome.{check_in.outcome.outcome}"),
        person=mention(check_in.outcome.by),
    )


def _day(until: datetime | date | None) -> date:
    assert until is not None
    return until.date() if isinstance(until, datetime) else until
