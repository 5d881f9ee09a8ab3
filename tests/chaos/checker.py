"""Holds what Slack shows, and what it delivered, against the database, after everything has come to rest.

Lost: an answered delivery without its effect, an event that was never answered, a message that was to be shown and is not, a
message that shows something older than what was committed last. Duplicated: shown, or stored, more often than wanted, or by
nobody's wish. What the app itself lists for an operator as uncertain or given up is counted apart.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.blocks import card, screening, setup
from bot.blocks.kit import action_ids
from bot.blocks.kit.messages import naming
from bot.blocks.kit.payloads import On
from bot.blocks.kit.text import name
from bot.blocks.questions import block_id_of
from bot.i18n.catalogue import words
from bot.messages.conversation import IN_TEXT
from bot.playground import Delivery, Emulator, Message
from flows.conversation.lifecycle import COLLECTING
from storage.database import Database
from storage.tables.models import (
    DEAD,
    SENT,
    AnswerRow,
    Base,
    ConversationRow,
    InboxRow,
    OutboxRow,
    ParticipantRow,
    PostRow,
    RemarkRow,
    RemarkVersionRow,
)
from storage.tables.writing import short_key
from tests.chaos.asked import asked_wrongly
from tests.chaos.load import WRITTEN
from tests.chaos.store import Wanted, wanted

Json = dict[str, Any]

TAKEN = (action_ids.ANSWER, action_ids.NEXT, action_ids.GO_ON, action_ids.BACK, action_ids.PAUSE, action_ids.RESUME)
"""Clicks that are steps: each takes its key, whether the step is allowed or refused."""
TOOK = ("your_answer.change", "your_answer.open")
"""How the receipt of a click ends, to the person alone; what is refused ends otherwise."""


@dataclass
class Verdict:
    """What was found. Each list holds a line a case."""

    answered: int = 0
    shown: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    uncertain: Counter[str] = field(default_factory=Counter)
    dead: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Clicks that were answered with a sentence instead of an effect."""

    def add(self, other: "Verdict") -> None:
        """Both together."""
        self.answered += other.answered
        self.shown += other.shown
        self.lost += other.lost
        self.duplicated += other.duplicated
        self.out_of_order += other.out_of_order
        self.uncertain += other.uncertain
        self.dead += other.dead
        self.refused += other.refused

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing twice, nothing out of order."""
        return not (self.lost or self.duplicated or self.out_of_order)

    def line(self, kills: int) -> str:
        """Everything in one line."""
        return (
            f"{kills} kills, {self.answered} events answered, {self.shown} messages shown, {len(self.lost)} lost, "
            f"{len(self.duplicated)} duplicated, {len(self.out_of_order)} out of order, "
            f"{self.uncertain.total()} uncertain, {self.dead.total()} dead"
        )

    def cases(self) -> Iterator[str]:
        """A line a case."""
        for kind in ("lost", "duplicated", "out_of_order"):
            yield from (f"{kind}: {case}" for case in getattr(self, kind))


def hold_once(verdict: Verdict, intended: Iterable[Hashable], found: Iterable[Hashable], what: str) -> None:
    """Each intended thing was found exactly once, and nothing else was found."""
    times = Counter(found)
    for each in intended:
        number = times.pop(each, 0)
        if number == 0:
            verdict.lost.append(f"{what} {each}")
        elif number > 1:
            verdict.duplicated.append(f"{what} {each}: {number} times")
    verdict.duplicated += [f"{what} {each}: {number} times, and nobody wanted it" for each, number in times.items()]


def check(slack: Emulator, database: Database) -> Verdict:
    """Everything that was promised."""
    with Session(database.engine) as session:
        checker = _Checker(slack, database, session)
        checker.messages()
        checker.whispers()
        checker.slots()
        checker.order()
        checker.events()
        checker.interactions()
        checker.states()
        checker.asked()
        checker.orphans()
        return checker.verdict


class _Checker:
    def __init__(self, slack: Emulator, database: Database, session: Session) -> None:
        self.slack, self.database, self.session = slack, database, session
        self.verdict = Verdict()
        self.rows = list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))
        self.by_delivery = {row.delivery_id: row for row in self.rows}
        self.wanted = wanted(database)
        self.inbox = {row.key: row.received_at for row in session.scalars(select(InboxRow))}
        self.conversations = list(session.scalars(select(ConversationRow)))
        self.threads = {(row.channel, row.thread_ts): row.id for row in self.conversations if row.thread_ts}
        self.causes = {row.dedupe_key.rpartition(":")[0] for row in self.rows}
        self.whispered = {row.dedupe_key for row in self.rows}
        # The key of a mention ends in what was asked, as a corrected one is heard anew; here any answer to it will do.
        self.whispered |= {key.rsplit(":", 1)[0] for key in self.whispered if key.startswith("whisper:mention:")}
        first_said = {one.outbox: str(one.body.get("text", "")) for one in reversed(self.wanted)}
        self.said = {row.dedupe_key: first_said.get(row.id, "") for row in self.rows}
        self.visible = [
            message
            for channel in slack.workspace.channels.values()
            for message in slack.messages(channel)
            if message.bot_id and message.ephemeral_to is None
        ]
        self.verdict.shown = len(self.visible)

    # What is shown

    def messages(self) -> None:
        """Each message that was sent stands there once; none stands there that nobody wanted."""
        intended = []
        shares = {row.file_id: row.delivery_id for row in self.rows if row.file_id}
        found = [_delivery_id(message, shares) for message in self.visible]
        for row in self.rows:
            if row.kind not in ("post", "direct"):
                if row.state not in (SENT, DEAD):
                    self.verdict.lost.append(
                        f"{row.kind} {row.id} of slot {row.slot} still waits: {row.state} {row.error}"
                    )
                elif row.state == DEAD and row.kind == "update":
                    self.verdict.dead[row.error] += 1
                continue
            if row.state == DEAD:
                stands = found.count(row.delivery_id)
                (self.verdict.uncertain if stands else self.verdict.dead)[row.error] += 1
                found = [each for each in found if each != row.delivery_id] + [row.delivery_id] * max(0, stands - 1)
                continue
            intended.append(row.delivery_id)
        hold_once(self.verdict, intended, found, "message")

    def whispers(self) -> None:
        """What one person alone was shown: once for each that was sent, at most once for each whose fate is unknown."""
        state = {row.id: row for row in self.rows if row.kind == "ephemeral"}
        sent: Counter[tuple[str, ...]] = Counter()
        unsure: Counter[tuple[str, ...]] = Counter()
        for one in self.wanted:
            row = state.get(one.outbox)
            if row is None:
                continue
            key = (row.channel, str(row.user), str(one.body["text"]))
            if row.state == DEAD:
                unsure[key] += 1
                self.verdict.uncertain[row.error] += 1
            else:
                sent[key] += 1
        shown = Counter(
            (call.arguments["channel"], call.arguments["user"], call.arguments["text"])
            for call in self.slack.journal.calls("chat.postEphemeral", accepted=True)
        )
        for key in {*sent, *unsure, *shown}:
            if shown[key] < sent[key]:
                self.verdict.lost.append(f"whisper to {key[1]}: {sent[key]} sent, {shown[key]} shown")
            if shown[key] > sent[key] + unsure[key]:
                self.verdict.duplicated.append(f"whisper to {key[1]}: {sent[key]} sent, {shown[key]} shown")

    def slots(self) -> None:
        """Each slot's message shows what was committed last."""
        dead = {row.id for row in self.rows if row.state == DEAD}
        latest: dict[tuple[str, str], Wanted] = {}
        for one in self.wanted:
            if one.conversation and one.slot and one.outbox not in dead:
                latest[one.conversation, one.slot] = one
        stands = {(row.conversation_id, row.slot): row for row in self.session.scalars(select(PostRow))}
        for key, one in latest.items():
            message = self._message(stands.get(key))
            if message is None:
                self.verdict.lost.append(f"slot {key[1]} of {key[0]} does not stand there")
            elif not _shows(message, one.body):
                self.verdict.lost.append(f"slot {key[1]} of {key[0]} shows something older: {message.text[:200]!r}")
        for key in stands.keys() - latest.keys():
            self.verdict.duplicated.append(f"slot {key[1]} of {key[0]} was never written")

    def order(self) -> None:
        """In a thread messages stand in the order in which they were written; in the whole lane where one process writes."""
        found = [(self.by_delivery[_delivery_id(m)], m) for m in self.visible if _delivery_id(m) in self.by_delivery]
        in_threads = groupby(sorted(found, key=_thread), _thread)
        in_lanes = groupby(sorted(found, key=_lane), _lane) if self.database.sqlite else iter(())
        for places in (in_threads, in_lanes):
            for place, there in places:
                numbers = [row.id for row, _ in sorted(there, key=lambda pair: pair[1].ts)]
                self.verdict.out_of_order += [
                    f"{place}: {earlier} before {later}" for earlier, later in pairwise(numbers) if earlier > later
                ]

    # What came in

    def events(self) -> None:
        """Each event was answered in the end, and has its effect."""
        attempts: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in self.slack.journal.deliveries("events_api"):
            attempts[delivery.payload["event_id"]].append(delivery)
        remarks = {(row.conversation_id, row.message_ts): row for row in self.session.scalars(select(RemarkRow))}
        versions = Counter(
            (row.conversation_id, row.message_ts) for row in self.session.scalars(select(RemarkVersionRow))
        )
        said: dict[tuple[str, str], str] = {}
        edited: dict[tuple[str, str], str] = {}
        deleted: set[tuple[str, str]] = set()
        for event_id, tries in attempts.items():
            event = tries[0].payload["event"]
            if not any(each.acked for each in tries):
                self.verdict.lost.append(f"event {event_id} ({event['type']}) was never answered: {tries[-1].outcome}")
                continue
            self.verdict.answered += 1
            if event["type"] == "app_mention":
                self._expect(
                    f"whisper:mention:{event['channel']}:{event['ts']}", self.whispered, "the answer to a mention"
                )
            elif event["type"] == "message" and not event.get("bot_id"):
                self._sort(event, said, edited, deleted)
        for place, text in said.items():
            self._remark(place, edited.get(place, text), place in edited, place in deleted, remarks, versions)
        for place in remarks.keys() - said.keys():
            self.verdict.duplicated.append(f"a remark that nobody made: {place}")

    def _sort(
        self,
        event: Json,
        said: dict[tuple[str, str], str],
        edited: dict[tuple[str, str], str],
        deleted: set[tuple[str, str]],
    ) -> None:
        """What an event about a person's message should have left behind."""
        if event.get("channel_type") == "im":
            if event.get("subtype") is None:
                key = f"message:{event['channel']}:{event['ts']}"
                self._expect(f"whisper:{key}", self.whispered, "the answer to a direct message")
            return
        message = event.get("message") or event.get("previous_message") or event
        thread = self.threads.get((event["channel"], str(message.get("thread_ts"))))
        before = event.get("previous_message") or message
        if message.get("bot_id") or self.slack.bot_mention in before["text"]:
            return
        if thread is None:
            if message.get("thread_ts") not in (None, message["ts"]):
                self.verdict.lost.append(f"a reply in {message.get('thread_ts')}, whose conversation is nowhere")
            return
        place = (thread, str(message["ts"]))
        match event.get("subtype"):
            case "message_changed":
                edited[place] = message["text"]
            case "message_deleted":
                deleted.add(place)
            case _:
                said[place] = message["text"]

    def _remark(
        self,
        key: tuple[str, str],
        text: str,
        was_edited: bool,
        was_deleted: bool,
        remarks: Mapping[tuple[str, str], RemarkRow],
        versions: Mapping[tuple[str, str], int],
    ) -> None:
        row = remarks.get(key)
        if row is None or not row.author:
            self.verdict.lost.append(f"remark {key}, answered and not kept{self._too_early(*key)}")
            return
        if row.text != text or row.deleted is not was_deleted:
            self.verdict.lost.append(
                f"remark {key}: kept {row.text!r} deleted={row.deleted}, said {text!r} {was_deleted}"
            )
        if versions[key] > was_edited:
            self.verdict.duplicated.append(f"remark {key} has {versions[key]} earlier versions")

    def _too_early(self, conversation: str, ts: str) -> str:
        """Whether the reply came before the app had written down where the thread is."""
        recorded = [row.settled_at for row in self.rows if row.conversation_id == conversation and row.slot == "card"]
        first = recorded[0] if recorded else None
        early = first is not None and float(ts) < first.timestamp()
        return ": its card was not recorded yet" if early else ""

    def interactions(self) -> None:
        """Each click and each form that was answered has one effect; what was not answered has one at most."""
        clicks: dict[str, Json] = {}
        for delivery in self.slack.journal.deliveries("interactive"):
            payload = delivery.payload
            if payload["type"] == "block_actions":
                self._click(delivery, clicks)
            elif payload["type"] == "view_submission":
                self._form(delivery)
        self._answers(clicks)

    def _click(self, delivery: Delivery, clicks: dict[str, Json]) -> None:
        action, user = delivery.payload["actions"][0], delivery.payload["user"]["id"]
        if action_ids.action_of(action["action_id"]) not in TAKEN:
            return
        key = f"click:{user}:{action['action_ts']}:{action['action_id']}"
        on = On.load(action["value"])
        clicks[key] = {"user": user, "on": on}
        if delivery.acked:
            self._expect(key, self.inbox, "a click")
        if key in self.inbox and f"{on.c}:{key}" not in self.causes and f"whisper:{key}" not in self.whispered:
            self.verdict.lost.append(f"{key}: taken, and nothing came of it")

    def _form(self, delivery: Delivery) -> None:
        view = delivery.payload["view"]
        key = f"view:{view['id']}:{view['hash']}"
        values = view["state"]["values"]
        refused = bool(delivery.answer) and action_ids.PROBE_ANSWERS not in str(delivery.answer)
        if view["callback_id"] == action_ids.SECTION_ANSWERS:
            text = _value(values, block_id_of(WRITTEN))
            found = sum(row.value == text for row in self._answer_rows)
        elif view["callback_id"] == action_ids.NEW:
            called = _value(values, setup.NAME)
            found = sum(row.partner_name == called for row in self.conversations)
        else:
            if delivery.acked and not refused:
                self._expect(key, self.inbox, "a form")
            return
        if delivery.acked and not refused:
            self._expect(key, self.inbox, "a form")
        if key in self.inbox and not found:
            self.verdict.lost.append(f"{key}: taken, and nothing was kept")
        if found > 1:
            self.verdict.duplicated.append(f"{key}: kept {found} times")
        if found and key not in self.inbox:
            self.verdict.duplicated.append(f"{key}: kept without its key")

    def _answers(self, clicks: Mapping[str, Json]) -> None:
        """While the screening is open each click that was taken is a version of its answer, unless it says the same."""
        chosen: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for key in sorted((key for key in clicks if key in self.inbox), key=self.inbox.__getitem__):
            on = clicks[key]["on"]
            if not on.q:
                continue
            told = self.said.get(f"whisper:{key}", "")
            if told and not any(words("en").say(each) in told for each in TOOK):
                self.verdict.refused[told[:80]] += 1
            else:
                chosen[on.c, clicks[key]["user"], on.q].append(str(on.v))
        kept: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in self._answer_rows:
            if isinstance(row.value, str):
                kept[row.conversation_id, row.person, row.question].append(row.value)
        still_open = {row.id for row in self.conversations if (row.section, row.stage) == ("screening", COLLECTING)}
        for place, values in chosen.items():
            once = [value for value, _ in groupby(values)]
            if place[0] in still_open and kept[place] != once:
                where = self.verdict.lost if len(kept[place]) < len(once) else self.verdict.duplicated
                where.append(f"answers {place}: clicked {once}, kept {kept[place]}")

    @property
    def _answer_rows(self) -> list[AnswerRow]:
        if "answers" not in vars(self):
            self.answers = list(self.session.scalars(select(AnswerRow).order_by(AnswerRow.position)))
        return self.answers

    def _expect(self, key: str, there: Iterable[str], what: str) -> None:
        if short_key(key) not in there:
            self.verdict.lost.append(f"{what} was answered without effect: {key}")

    # Where things stand

    def states(self) -> None:
        """Each card says where its conversation is, as if it were drawn now."""
        stands = {(row.conversation_id, row.slot): row for row in self.session.scalars(select(PostRow))}
        with self.database.reading() as uow:
            for row in self.conversations:
                record = uow.conversations.get(row.team, row.id)
                assert record is not None
                bodies = {"card": card.card(words(record.language), record)}
                if record.conversation.section == "screening":
                    asked = screening.questions_message(words(record.language), record)
                    bodies["questions"] = asked
                for slot, body in bodies.items():
                    message = self._message(stands.get((row.id, slot)))
                    # Its first version is not named as those after it are: the card says the partner by itself.
                    named = naming(name(record.partner_name, IN_TEXT), body)
                    if message is None or not (_shows(message, body) or _shows(message, named)):
                        shown = message.text[:300] if message else None
                        self.verdict.lost.append(
                            f"{slot} of {row.id} ({row.section} {row.stage}) is not its state: {shown!r}"
                        )

    def asked(self) -> None:
        """Whoever is waited for was asked once in private, and it is remembered."""
        for lost, what in asked_wrongly(self.session, self.rows):
            (self.verdict.lost if lost else self.verdict.duplicated).append(what)

    def orphans(self) -> None:
        """Every row belongs to a conversation that is there, every answer to somebody who is expected."""
        known = {(row.team, row.id) for row in self.conversations}
        for mapper in Base.registry.mappers:
            row = mapper.class_
            if hasattr(row, "conversation_id"):
                for team, conversation in self.session.execute(select(row.team, row.conversation_id).distinct()):
                    if conversation is not None and (team, conversation) not in known:
                        self.verdict.duplicated.append(f"rows of {row.__tablename__} without their conversation")
        expected = {(row.conversation_id, row.person) for row in self.session.scalars(select(ParticipantRow))}
        for answer in self._answer_rows:
            if (answer.conversation_id, answer.person) not in expected:
                self.verdict.duplicated.append(f"an answer of {answer.person}, who is not expected")
        for conversation in self.conversations:
            self._opened_once(conversation)

    def _opened_once(self, conversation: ConversationRow) -> None:
        named = sum(row.partner_name == conversation.partner_name for row in self.conversations)
        if named > 1:
            self.verdict.duplicated.append(f"{named} conversations about {conversation.partner_name}")

    def _message(self, post: PostRow | None) -> Message | None:
        return None if post is None else self.slack.workspace.find(post.channel, post.ts)


def _delivery_id(message: Message, shares: Mapping[str, str] | None = None) -> str:
    """A share of a file has no metadata: its row knows the file."""
    payload = (message.metadata or {}).get("event_payload") or {}
    shared = [(shares or {}).get(file) for file in message.files]
    return str(payload.get("delivery_id") or next(filter(None, shared), "") or f"without an id: {message.text[:100]}")


def _thread(pair: tuple[OutboxRow, Message]) -> str:
    return f"thread {pair[1].channel} {pair[1].thread_ts or ''}" if pair[1].thread_ts else f"message {pair[1].ts}"


def _lane(pair: tuple[OutboxRow, Message]) -> str:
    return f"lane {pair[0].lane}"


def _value(values: Json, block: str) -> str:
    found = next(iter(values[block].values()))
    return str(found.get("value"))


def _shows(message: Message, body: Mapping[str, Any]) -> bool:
    """Whether the message is this body; Slack adds names to blocks that have none."""
    return message.text == body["text"] and _same(body.get("blocks") or [], message.blocks)


def _same(wanted: Any, shown: Any) -> bool:
    if isinstance(wanted, dict) and isinstance(shown, dict):
        added = shown.keys() - wanted.keys()
        return added <= {"block_id", "action_id"} and all(_same(wanted[name], shown.get(name)) for name in wanted)
    if isinstance(wanted, list) and isinstance(shown, list):
        return len(wanted) == len(shown) and all(map(_same, wanted, shown))
    return bool(wanted == shown)
