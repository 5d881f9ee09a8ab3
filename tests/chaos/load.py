"""The load: conversations, and people who use all of them at once: replies, edits, mentions, clicks, modals, new conversations.

What people did is not remembered here: the emulator's journal knows it, and the checker reads it there.
"""

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.blocks import setup
from bot.blocks.kit import action_ids
from bot.blocks.kit.payloads import On
from bot.blocks.questions import block_id_of
from bot.messages import conversation as conversation_messages
from bot.playground import Channel, Emulator, Message, Person
from bot.playground.anatomy import each_block, elements_of
from bot.playground.errors import CannotDo
from bot.playground.faults import Fault, Faults
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation, Said
from flows.guide import load_guide
from flows.model import Participant, Role, Setup, Side
from storage.database import Database
from storage.records import Record

CONVERSATIONS = 24
DRIVERS = 8
MOST_BACKLOG = 120
"""Above it people pause: what is measured is loss, not a queue."""
WRITTEN = "need"
"""The written question of the section whose modal is filled in."""

FAULTS: dict[Fault, float] = {
    Faults.rate_limited("0.5"): 0.03,
    Faults.rate_limited("1"): 0.01,
    Faults.server_error(500): 0.02,
    Faults.server_error(500, moment="after"): 0.02,
    Faults.server_error(503, "<html>busy</html>", moment="after"): 0.01,
    Faults.server_error(200, '{"ok": true, "ch', moment="after"): 0.01,
    Faults.dropped_link(moment="before"): 0.02,
    Faults.dropped_link(moment="after"): 0.02,
    Faults.hung(1.5, moment="before"): 0.01,
    Faults.hung(1.5, moment="after"): 0.01,
    Faults.error("internal_error"): 0.01,
    Faults.slow(0.3): 0.02,
}
POSTING = (
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "conversations.open",
    "conversations.history",
    "conversations.replies",
)
OPENING = ("views.open", "users.info", "conversations.info")


@dataclass
class Team:
    """A channel with people who share one conversation. ``kind``: what they do in it."""

    kind: str
    channel: Channel
    people: list[Person]
    partner: Person
    conversation: str
    edited: set[str] = field(default_factory=set)

    @property
    def opener(self) -> Person:
        """Who opened the conversation."""
        return self.people[0]


KINDS = ("screening", "section", "moving")


def prepare(slack: Emulator, database: Database, count: int = CONVERSATIONS) -> list[Team]:
    """Teams with their conversations; the cards are posted by whoever relays."""
    teams = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        people = [slack.add_person(f"Person {number} {place}") for place in range(3)]
        partner = slack.add_person(f"Partner {number}")
        channel = slack.add_channel(f"team-{number}", people)
        teams.append(Team(kind, channel, people, partner, uuid.uuid4().hex))
    for team in teams:
        record, said = _opened(slack.team_id, team)
        with database.unit_of_work() as uow:
            stored = uow.conversations.add(record)
            for message in conversation_messages.opening(stored, said, "prepared"):
                uow.outbox.write(message)
            uow.commit()
    return teams


def _opened(team_id: str, team: Team) -> tuple[Record, tuple[Said, ...]]:
    people = [Participant(id=person.id, role=Role.delivery) for person in team.people]
    people.append(Participant(id=team.partner.id, side=Side.partner, role=Role.other))
    conversation, said = talk.begin(load_guide(), Setup(), team.opener.id, people)
    if team.kind == "section":
        conversation = _next_section(conversation)
        said = (Said(talk.ASK, conversation.section),)
    name = f"Partner of {team.conversation}"
    return Record(team.conversation, team_id, team.channel.id, name, "en", conversation), said


def _next_section(conversation: Conversation) -> Conversation:
    revealed, _ = talk.reveal(conversation, conversation.opener)
    return talk.go_on(revealed, conversation.opener)[0]


def copies(seed: int) -> Callable[[Any], list[float]]:
    """When each event is delivered: one to four times, late and out of order."""
    dice = random.Random(seed)

    def plan(_: Any) -> list[float]:
        return [dice.uniform(0, 0.8) for _ in range(dice.choice((1, 1, 2, 3, 4)))]

    return plan


@dataclass
class Load:
    """People at work until ``stop``; ``actions`` bounds what they do."""

    slack: Emulator
    database: Database
    teams: list[Team]
    seed: int
    most_actions: int = 100_000
    pause: float = 0.15
    done: int = 0
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._enough = threading.Event()
        self._guard = threading.Lock()
        self._busy = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """People begin, and Slack begins to have bad days."""
        bad_days(self.slack, self.seed)
        self._threads = [
            threading.Thread(target=self._drive, args=(number,), name=f"driver-{number}", daemon=True)
            for number in range(DRIVERS)
        ]
        self._threads.append(threading.Thread(target=self._watch, name="watch", daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """People go home, and all is well with Slack."""
        self._enough.set()
        for thread in self._threads:
            thread.join(30)
        good_days(self.slack)

    def _watch(self) -> None:
        """Let people pause while too much waits."""
        while not self._enough.wait(0.5):
            with suppress(Exception), self.database.reading() as uow:
                count = uow.outbox.backlog().count
                (self._busy.set if count > MOST_BACKLOG else self._busy.clear)()

    def _drive(self, number: int) -> None:
        dice = random.Random(f"{self.seed}:{number}")
        teams = self.teams[number::DRIVERS]
        hands = _Hands(self.slack, dice)
        while teams and not self._enough.wait(dice.uniform(0, 2 * self.pause)):
            if self._busy.is_set():
                continue
            with self._guard:
                if self.done >= self.most_actions:
                    return
                self.done += 1
            try:
                hands.act(dice.choice(teams))
            except (CannotDo, TimeoutError):
                continue  # it is not there (yet)
            except Exception as error:
                self.trouble.append(f"a person: {type(error).__name__}: {error}")


class Repliers:
    """People who only reply, in a channel of their own, under the same bad luck: for the control."""

    def __init__(self, slack: Emulator, seed: int) -> None:
        self.slack, self.seed = slack, seed
        self.done = 0
        self._enough = threading.Event()
        self._people = [slack.add_person(f"Person {number}") for number in range(3)]
        self._channels = [slack.add_channel(f"team-{number}", self._people) for number in range(CONVERSATIONS)]
        self._thread = threading.Thread(target=self._reply, name="repliers", daemon=True)

    def start(self) -> None:
        """People begin, and Slack begins to have bad days."""
        bad_days(self.slack, self.seed)
        self._thread.start()

    def stop(self) -> None:
        """People go home, and all is well with Slack."""
        self._enough.set()
        self._thread.join(30)
        good_days(self.slack)

    def _reply(self) -> None:
        dice = random.Random(self.seed)
        parents = [self._people[0].post(channel, f"remark {uuid.uuid4().hex}") for channel in self._channels]
        while not self._enough.wait(dice.uniform(0, 0.1)):
            at = dice.randrange(len(parents))
            dice.choice(self._people).post(self._channels[at], f"remark {uuid.uuid4().hex}", parents[at])
            self.done += 1


def bad_days(slack: Emulator, seed: int) -> None:
    """Slack delivers again and out of order, and its Web API fails by chance."""
    slack.plan_events(copies(seed))
    slack.faults.sometimes(POSTING, FAULTS, seed=seed)
    slack.faults.sometimes(OPENING, {fault: chance / 3 for fault, chance in FAULTS.items()}, seed=seed)


def good_days(slack: Emulator) -> None:
    """All is well with Slack."""
    slack.plan_events(None)
    slack.faults.sometimes((*POSTING, *OPENING), {}, seed=0)


class _Hands:
    """What one driver's people do."""

    def __init__(self, slack: Emulator, dice: random.Random) -> None:
        self.slack, self.dice = slack, dice

    def act(self, team: Team) -> None:
        """One thing, by chance."""
        acts: Mapping[Callable[[Team], None], float] = {
            self.reply: 30,
            self.edit: 6,
            self.delete: 2,
            self.mention: 8,
            self.say_in_private: 4,
            self.open_another: 2,
            {"screening": self.answer, "section": self.fill_in, "moving": self.move}[team.kind]: 35,
        }
        self.dice.choices(list(acts), list(acts.values()))[0](team)

    def reply(self, team: Team) -> None:
        """In a thread of the channel: mostly of the conversation, sometimes of one that was opened meanwhile."""
        cards = [m for m in self.slack.messages(team.channel) if m.bot_id and not m.thread_ts and not m.ephemeral_to]
        card = self.dice.choice([cards[0], *cards])
        self.dice.choice(team.people).post(team.channel, f"remark {uuid.uuid4().hex}", card)

    def edit(self, team: Team) -> None:
        """A reply of one's own, once."""
        person, mine = self._own(team)
        if mine.ts not in team.edited:
            team.edited.add(mine.ts)
            person.edit(mine, f"edited {uuid.uuid4().hex}")

    def delete(self, team: Team) -> None:
        """A reply of one's own."""
        person, mine = self._own(team)
        person.delete(mine)

    def _own(self, team: Team) -> tuple[Person, Message]:
        person = self.dice.choice(team.people)
        mine = [m for m in self.slack.messages(team.channel) if m.user == person.id and "<@" not in m.text]
        if not mine:
            raise CannotDo("nothing was said yet")
        return person, self.dice.choice(mine[-20:])

    def mention(self, team: Team) -> None:
        """``@coach status`` or help in the thread."""
        word = self.dice.choice(("status", "help", "what is this"))
        text = f"{self.slack.bot_mention} {word}"
        self.dice.choice(team.people).post(team.channel, text, self._card(team))

    def say_in_private(self, team: Team) -> None:
        """A word to the coach alone; it answers in the direct messages."""
        person = self.dice.choice(team.people)
        person.post(self.slack.direct_channel(person), f"hello {uuid.uuid4().hex[:6]}")

    def answer(self, team: Team) -> None:
        """A click on an answer of the screening; the third person never answers, so it stays open."""
        message, action_id, _ = self._button(team, action_ids.ANSWER)
        self.dice.choice(team.people[:2]).click(message, action_id)

    def fill_in(self, team: Team) -> None:
        """The section's modal, opened, filled in and sent; sometimes sent twice."""
        message, action_id, _ = self._button(team, action_ids.OPEN_SECTION)
        person = self.dice.choice(team.people[:2])
        self._leave(person)
        if person.click(message, action_id):
            return
        if person.view is None or person.view.callback_id != action_ids.SECTION_ANSWERS:
            return
        written = {block_id_of(WRITTEN): f"Forty nurses trained by June {uuid.uuid4().hex}"}
        if person.submit(written) and self.dice.random() < 0.7 and person.view is not None:
            person.submit()  # the person saw no answer: once more, the same
        self._leave(person)

    def move(self, team: Team) -> None:
        """The opener leads: reveal, next, pause, resume, whatever is offered."""
        wanted = (
            action_ids.REVEAL,
            action_ids.NEXT,
            action_ids.GO_ON,
            action_ids.PAUSE,
            action_ids.RESUME,
            action_ids.DECIDE,
        )
        message, action_id, _ = self._button(team, *wanted)
        opener = team.opener
        self._leave(opener)
        if opener.click(message, action_id) is None and opener.view is not None and opener.view.body.get("submit"):
            opener.submit()
        self._leave(opener)

    def open_another(self, team: Team) -> None:
        """``/partnership new`` and its form."""
        person = self.dice.choice(team.people)
        self._leave(person)
        name = f"New {uuid.uuid4().hex}"
        person.command("/partnership", f"new {name}", team.channel)
        if person.view is None or person.view.callback_id != action_ids.NEW:
            return
        filled = {setup.people_block(Role.other): team.people[:2]}
        if person.submit(filled) and person.view is not None:
            person.submit()
        self._leave(person)

    def _leave(self, person: Person) -> None:
        if person.view is not None:
            person.close_view(everything=True)

    def _card(self, team: Team) -> Message:
        return next(m for m in self.slack.messages(team.channel) if m.bot_id and not m.thread_ts and not m.ephemeral_to)

    def _button(self, team: Team, *names: str) -> tuple[Message, str, On]:
        """A button of the team's conversation with one of these actions, by chance."""
        found = [
            (message, element["action_id"], On.load(element["value"]))
            for message in self.slack.messages(team.channel)
            if message.bot_id and not message.ephemeral_to
            for element in _buttons(message)
            if action_ids.action_of(element["action_id"]) in names
        ]
        found = [each for each in found if each[2].c == team.conversation]
        if not found:
            raise CannotDo("there is no such button now")
        return self.dice.choice(found)


def _buttons(message: Message) -> Iterator[dict[str, Any]]:
    for block in each_block(list(message.blocks)):
        for element in elements_of(block):
            if element.get("type") == "button" and element.get("value"):
                yield element


def wait_until_quiet(slack: Emulator, database: Database, seconds: float) -> bool:
    """Until Slack has delivered everything and everything was sent; False when it takes longer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if slack.courier.in_flight == 0:
            with database.reading() as uow:
                if uow.outbox.backlog().count == 0 and slack.courier.in_flight == 0:
                    return True
        time.sleep(0.1)
    return False
