"""In private, before the decision: what asks one person, reminds them, and says where it stands; whom the opener waits for."""

from datetime import date

from bot.blocks import people
from bot.blocks.card import state_line
from bot.blocks.check_in import put_off
from bot.blocks.details import details_button
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Body, Button, Input
from bot.blocks.kit.text import in_channel, mention, name, plain
from bot.blocks.kit.wording import reader
from bot.i18n.catalogue import Words
from flows.check_ins.checkin import PutOff, Reply
from flows.conversation.lifecycle import DECIDING
from flows.schedules.reminders import ASKED, DECIDE, NUDGE, REMIND, Reminder
from storage.records import Record

NEXT_SECTION, BY_HAND = "next", "by_hand"
_TEXTS = {
    ASKED: "asked.first",
    NEXT_SECTION: "asked.next",
    NUDGE: "asked.nudge",
    REMIND: "asked.remind",
    BY_HAND: "asked.by_hand",
}


def asks(words: Words, record: Record, person: str, key: str, what: str, by: str = "") -> Body:
    """To one person: what waits for them, how long it takes, by when, and the form in one click. ``by``: who reminds them."""
    if key == DECIDE:
        return _asks_to_decide(words, record, key)
    conversation = record.conversation
    participant = conversation.participant(person)
    asked = conversation.questions_for(key, participant)
    text = words.say(
        _TEXTS[what],
        opener=mention(by or conversation.opener),
        partner=name(record.partner_name),
        section=_section_name(words, record, key),
        questions=words.count("asked.questions", len(asked)),
        minutes=words.count("minutes", max(1, round(sum(each.seconds for each in asked) / 60))),
    )
    by_when = [context(words.say("asked.by", day=words.long_date(record.decide_by)))] if record.decide_by else []
    return body(
        text,
        [
            section(text),
            *by_when,
            actions(_answer(words, record, key), *_instead(words, record, key, for_decider=False)),
            context(words.say("asked.readers", channel=in_channel(record.channel)), words.say("asked.promise")),
        ],
    )


def _asks_to_decide(words: Words, record: Record, key: str) -> Body:
    on = On(c=record.id)
    deciding = record.conversation.stage == DECIDING
    text = words.say(
        "asked.decide",
        partner=name(record.partner_name),
        day=words.long_date(record.decide_by),
        state=state_line(words, record),
    )
    decide = button(action_ids.DECIDE, words.say("button.decide"), on, "primary")
    where = button(action_ids.STATUS, words.say("button.status"), on, "primary")
    return body(
        text,
        [
            section(text),
            actions(decide if deciding else where, *_instead(words, record, key, for_decider=True)),
            context(words.say("asked.promise")),
        ],
    )


def standing(words: Words, record: Record, reminder: Reminder) -> Body:
    """The same message later: they have answered, put it off, or it is over. One click more leads on."""
    key, conversation = reminder.key, record.conversation
    partner, about = name(record.partner_name), _section_name(words, record, key) if key != DECIDE else ""
    is_open = conversation.section == key
    person = next((one for one in conversation.people if one.id == reminder.person), None)
    if person is not None and person.replaced:
        gone = words.say("details.gone", opener=mention(conversation.opener), partner=partner)
        return body(gone, [section(gone)])
    if person is not None and key != DECIDE and conversation.finished(key, person):
        text, label = words.say("asked.answered", partner=partner, section=about), "button.change"
    elif key != DECIDE and is_open and not conversation.hidden:
        text, label = words.say("asked.revealed", partner=partner, section=about), "button.answer"
    elif key != DECIDE and not is_open:
        text, label = words.say("asked.over", partner=partner, section=about), "button.status"
    else:
        text, label = instead_of_answering(words, record, reminder), "button.answer"
    more: list[Block] = []
    if not conversation.ended and key != DECIDE:
        on = On(c=record.id, s=key)
        more = [actions(button(action_ids.ASKED, words.say(label), on))]
    return body(text, [section(text), *more])


def instead_of_answering(words: Words, record: Record, reminder: Reminder) -> str:
    """What their last click means, in a sentence."""
    partner = name(record.partner_name)
    opener = mention(record.conversation.opener)
    if reminder.never:
        return words.say("asked.never", partner=partner)
    if reminder.skipped:
        return words.say("asked.skipped", partner=partner, opener=opener)
    if reminder.away is not None and (reminder.later is None or reminder.later.date() <= reminder.away):
        return words.say("asked.away", partner=partner, opener=opener, day=words.long_date(reminder.away))
    return put_off(words, PutOff(reminder.person, Reply.later, reminder.later))


def what_it_means(words: Words, record: Record, reminder: Reminder) -> Body:
    """That sentence, to the person who clicked."""
    text = instead_of_answering(words, record, reminder)
    return body(text, [section(text)])


def waiting(words: Words, record: Record, key: str) -> Body:
    """To the opener: how many the open section waits for, never who, and the button that reminds them."""
    conversation = record.conversation
    missing, everybody = len(conversation.missing(key)), len(conversation.heard(key))
    counted = (
        words.count("asked.waiting", missing, expected=words.number(everybody))
        if missing
        else words.say("asked.all_in")
    )
    text = words.say(
        "asked.opener", partner=name(record.partner_name), section=_section_name(words, record, key), counted=counted
    )
    on = On(c=record.id, s=key)
    open_now = conversation.section == key and conversation.hidden and missing
    remind = [button(action_ids.REMIND_THEM, words.say("button.remind_them"), on)] if open_now else []
    change = [] if conversation.ended else [details_button(words, record)]
    return body(text, [section(text), *([actions(*remind, *change)] if change else [])])


def reminded(words: Words, reached: int, silent: int) -> Body:
    """To whoever had them reminded: how many were reached, and how many wanted to hear nothing or are away."""
    text = words.count("asked.reminded", reached) if reached else words.say("asked.reminded.nobody")
    more = words.count("asked.reminded.silent", silent) if silent else ""
    return body(f"{text} {more}".strip(), [section(f"{text} {more}".strip())])


def not_theirs(words: Words, record: Record, person: str) -> Body:
    """To the opener: somebody says that it is not for them; somebody else can be named."""
    text = words.say("people.not_theirs", person=mention(person), partner=name(record.partner_name))
    return body(text, [section(text), actions(people.another_button(words, record, person))])


def is_away(words: Words, record: Record, person: str, last: date) -> Body:
    """To the opener: somebody is away; somebody else can be named."""
    day = words.long_date(last)
    text = words.say("people.away", person=mention(person), partner=name(record.partner_name), day=day)
    return body(text, [section(text), actions(people.another_button(words, record, person))])


def _answer(words: Words, record: Record, key: str) -> Button:
    return button(action_ids.ASKED, words.say("button.answer"), On(c=record.id, s=key), "primary")


def _instead(words: Words, record: Record, key: str, *, for_decider: bool) -> list[Button | Input]:
    on = On(c=record.id, s=key)
    away: Input = {
        "type": "datepicker",
        "action_id": action_ids.numbered(action_ids.ASKED_AWAY, record.id, key),
        "placeholder": plain(words.say("button.away"), 150),
    }
    not_me = [] if for_decider else [button(action_ids.ASKED_SKIP, words.say("button.not_me"), on)]
    return [
        button(action_ids.ASKED_LATER, words.say("button.later"), on),
        *not_me,
        away,
        button(action_ids.ASKED_NEVER, words.say("button.never"), on),
    ]


def _section_name(words: Words, record: Record, key: str) -> str:
    return name(reader(words, record).section(key))
