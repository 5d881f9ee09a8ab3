"""Every act, every kind of person, every state: the real use cases in front of a real (emulated) Slack, held against the table."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import func, select

from bot.blocks.kit.payloads import Modal, On
from bot.i18n.catalogue import words
from bot.i18n.refusals import BUSY, DEACTIVATED, INVITE_FIRST, NOT_IN_CHANNEL, NOT_THEIRS
from bot.i18n.typed_words import ALL, SHOW
from bot.playground import Emulator
from bot.playground.faults import Faults
from bot.playground.records import Channel
from bot.playground.rehearsal import manifest
from bot.use_cases.access import Act
from bot.use_cases.base import Services, UseCases
from bot.use_cases.directory import Directory
from bot.use_cases.steps import Actor, Answered, SlackReply
from bot.use_cases.wiring import AllUseCases, wire
from flows.commitments import make
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.errors import NotDecider, NotExpected, NotOpener
from flows.schedules.planned import Prompt
from storage.database import Database
from storage.migrations import upgrade
from storage.records import Record
from storage.tables.models import RemarkRow
from tests.flows.cases import GUIDE
from tests.storage.cases import MIDDAY, a_record, road
from tests.use_cases.kinds import AWAY, GUESTS, STRANGERS, Cast, Kind, Place, why_not

KEYS = (
    BUSY,
    DEACTIVATED,
    INVITE_FIRST,
    NOT_IN_CHANNEL,
    NOT_THEIRS,
    NotExpected.key,
    NotOpener.key,
    NotDecider.key,
    "outsider",
    "outsider.guest",
)
SENTENCES = (
    {words("en").say(key): key for key in KEYS}
    | {words("en").say(f"{key}.who", people="|").partition("|")[0]: key for key in (NotOpener.key, NotDecider.key)}
    | {"You are not named in this conversation.": "error.not_expected"}
)
"""What a refusal of the door begins with → its key; those that name who can begin so."""
FLAG = next(iter(GUIDE.flag))
STATES = ("collecting", "revealed", "deciding", "following_up", "abandoned")
Door = Callable[[AllUseCases, Actor, Record], SlackReply]


def on(record: Record, **more: str) -> On:
    return On(c=record.id, **more)


def in_modal(record: Record) -> Modal:
    return Modal(c=record.id, s=record.conversation.section or "screening", lang="en")


def promised(record: Record) -> str:
    return record.commitments[0].id


DOORS: dict[str, tuple[tuple[Act, ...], Door]] = {
    "send a section": ((Act.ANSWER,), lambda a, who, r: a.conversation.answer_section(who, in_modal(r), {})),
    "keep what one said": ((Act.ANSWER,), lambda a, who, r: a.conversation.keep_answers(who, in_modal(r))),
    "click an answer": (
        (Act.ANSWER,),
        lambda a, who, r: a.conversation.answer_question(who, on(r, q="gap", s="screening", v="no")),
    ),
    "open a section": (
        (Act.OPEN_SECTION,),
        lambda a, who, r: a.conversation.open_section(who, on(r, s=in_modal(r).s or "")),
    ),
    "offer a reveal": ((Act.OFFER_REVEAL, Act.REVEAL_EARLY), lambda a, who, r: a.thread._offer_reveal(who, on(r))),
    "ask to reveal": ((Act.REVEAL, Act.REVEAL_EARLY), lambda a, who, r: a.conversation.ask_reveal(who, on(r))),
    "reveal": ((Act.REVEAL_EARLY,), lambda a, who, r: a.conversation.reveal(who, on(r))),
    "go on": ((Act.MOVE_ON,), lambda a, who, r: a.conversation.go_on(who, on(r))),
    "back": ((Act.MOVE_ON,), lambda a, who, r: a.conversation.back(who, on(r))),
    "pause": ((Act.PAUSE,), lambda a, who, r: a.conversation.pause(who, on(r))),
    "resume": ((Act.PAUSE,), lambda a, who, r: a.conversation.resume(who, on(r))),
    "ask to stop": ((Act.STOP,), lambda a, who, r: a.conversation.ask_stop(who, on(r))),
    "stop": ((Act.STOP,), lambda a, who, r: a.conversation.stop(who, in_modal(r))),
    "close": ((Act.CLOSE,), lambda a, who, r: a.conversation.close(who, on(r))),
    "ask to decide": ((Act.DECIDE,), lambda a, who, r: a.conversation.ask_decision(who, on(r))),
    "decide": ((Act.DECIDE,), lambda a, who, r: a.conversation.decide(who, in_modal(r), talk.NO, "?")),
    "why": ((Act.READ_WHY,), lambda a, who, r: a.conversation.why(who, on(r, s="screening"))),
    "help": ((Act.READ_THREAD_HELP,), lambda a, who, r: a.conversation.thread_help(who, on(r))),
    "status": ((Act.READ_STATUS,), lambda a, who, r: a.conversation.status(who, on(r))),
    "summary": ((Act.READ_SUMMARY,), lambda a, who, r: a.conversation.sum_up(who, on(r))),
    "read the answers": ((Act.READ_ANSWERS,), lambda a, who, r: a.conversation.read(who, on(r))),
    "more moves": ((Act.READ_MOVES,), lambda a, who, r: a.conversation.more_moves(who, on(r))),
    "other points": ((Act.READ_SUMMARY,), lambda a, who, r: a.conversation.other_points(who, on(r))),
    "points": ((Act.READ_SUMMARY,), lambda a, who, r: a.conversation.points(who, on(r))),
    "evidence": ((Act.READ_SUMMARY,), lambda a, who, r: a.conversation.evidence(who, on(r))),
    "conditions": ((Act.READ_SUMMARY,), lambda a, who, r: a.conversation.conditions(who, on(r))),
    "decline note": ((Act.READ_DECLINE_NOTE,), lambda a, who, r: a.conversation.decline_note(who, on(r))),
    "delete a remark": ((Act.CORRECT_REMARK,), lambda a, who, r: a.thread.remark_deleted(in_thread(who, r), "9.9")),
    "add a remark": ((Act.ADD_REMARK,), lambda a, who, r: a.thread.add_remark(in_thread(who, r), "9.9", "U1", "hm")),
    "ask for another": (
        (Act.NAME_ANOTHER,),
        lambda a, who, r: a.people.ask_another(who, on(r, q=r.conversation.people[2].id)),
    ),
    "answer in private": ((Act.OPEN_SECTION,), lambda a, who, r: a.asked.open(who, on(r, s=in_modal(r).s or ""))),
    "put off": ((Act.PUT_OFF,), lambda a, who, r: a.asked.later(who, on(r, s=in_modal(r).s or ""))),
    "remind": ((Act.REMIND,), lambda a, who, r: a.asked.remind(who, on(r))),
    "offer the details": ((Act.CHANGE_DETAILS,), lambda a, who, r: a.details.offer(who, on(r))),
    "form of the details": ((Act.CHANGE_DETAILS,), lambda a, who, r: a.details.open(who, on(r))),
    "take back": ((Act.WITHDRAW,), lambda a, who, r: a.details.withdraw(who, on(r))),
    "post what is held": ((Act.POST_HELD,), lambda a, who, r: a.held.post(who, on(r, v="shared"))),
    "look again": ((Act.LOOK_AT_HELD,), lambda a, who, r: a.held.look_again(who, on(r))),
    "deliver again": ((Act.DELIVER,), lambda a, who, r: a.delivery.again(who, on(r))),
    "ask for a new thread": ((Act.DELIVER,), lambda a, who, r: a.delivery.ask_new_thread(who, on(r))),
    "commitments": ((Act.READ_COMMITMENTS,), lambda a, who, r: a.commitments.listing(who, on(r))),
    "make a commitment": ((Act.MAKE_COMMITMENT,), lambda a, who, r: a.commitments.ask(who, on(r, q=FLAG))),
    "make the conditions": (
        (Act.MAKE_COMMITMENT,),
        lambda a, who, r: a.commitments.make_conditions(who, Modal(c=r.id), ()),
    ),
    "change a commitment": (
        (Act.CHANGE_COMMITMENT,),
        lambda a, who, r: a.commitments.ask_change(who, on(r, q=promised(r))),
    ),
    "open a check-in": ((Act.ANSWER_CHECK_IN,), lambda a, who, r: a.check_ins.open(who, on(r, q="x"))),
    "skip a check-in": ((Act.ANSWER_CHECK_IN,), lambda a, who, r: a.check_ins.skip(who, on(r, q="x"))),
    "reveal a check-in": ((Act.REVEAL_CHECK_IN,), lambda a, who, r: a.check_ins.ask_reveal(who, on(r, q="x"))),
    "end a check-in": ((Act.CONCLUDE_CHECK_IN,), lambda a, who, r: a.check_ins.ask_outcome(who, on(r, q="x"))),
    "dates": ((Act.READ_DATES,), lambda a, who, r: a.schedules.show(who, on(r))),
    "form of the dates": ((Act.CHANGE_DATES,), lambda a, who, r: a.schedules.open(who, on(r))),
    "pause the dates": ((Act.CHANGE_DATES,), lambda a, who, r: a.schedules.pause(who, on(r))),
    "check in now": ((Act.CHANGE_DATES,), lambda a, who, r: a.schedules.typed(who, on(r), "now", "")),
    "dates of the channel": (
        (Act.FIND_DATES, Act.READ_DATES_OF_CHANNEL),
        lambda a, who, r: a.channel_schedules.typed(replace(who, channel=r.channel), "nobody:"),
    ),
    "open again": ((Act.OPEN_AGAIN,), lambda a, who, r: a.declined.ask_open(who, on(r))),
    "ask later": ((Act.OPEN_ASK_LATER,), lambda a, who, r: a.declined.ask_later(who, on(r))),
    "never ask": ((Act.ASK_LATER,), lambda a, who, r: a.declined.never(who, on(r))),
    "agreement": ((Act.READ_AGREEMENT,), lambda a, who, r: a.agreements.offer(who, on(r))),
    "export": ((Act.EXPORT_CONVERSATION,), lambda a, who, r: a.exports.open(who, on(r))),
    "send an export": ((Act.EXPORT_CONVERSATION,), lambda a, who, r: a.exports.send(who, in_modal(r), "team", "csv")),
    "export everything": ((Act.EXPORT_EVERYTHING,), lambda a, who, r: a.exports.typed(who, "")),
    "quick screening here": (
        (Act.START, Act.START_HERE),
        lambda a, who, r: a.quick.ask(replace(who, channel=r.channel)),
    ),
    "form of a new one": ((Act.START,), lambda a, who, _: a.opening.ask_setup(who)),
    "new one here": (
        (Act.START, Act.START_HERE),
        lambda a, who, r: a.opening.ask_setup(replace(who, channel=r.channel)),
    ),
    "list": ((Act.SEARCH,), lambda a, who, _: a.search.listing(who, ALL)),
    "find": ((Act.SEARCH,), lambda a, who, _: a.search.find(who, "nurses")),
    "channel status": (
        (Act.READ_CHANNEL_STATUS,),
        lambda a, who, r: a.channel.status(replace(who, channel=r.channel)),
    ),
    "monthly": (
        (Act.ASK_FOR_PROMPT, Act.CHANGE_PROMPT),
        lambda a, who, r: a.channel_prompts.typed(replace(who, channel=r.channel), Prompt.monthly, SHOW),
    ),
}
"""What people click, send, type → the acts that it names, in their order, and the use case."""
ONLY_WHERE_HIDDEN = ("offer a reveal", "ask to reveal")
"""Where nothing is hidden, what is over is said before who may."""


def in_thread(who: Actor, record: Record) -> Actor:
    return replace(who, channel=record.channel, thread_ts=record.thread_ts, surface="command")


class World:
    """An emulated Slack with every kind of person, and the use cases in front of it."""

    def __init__(self, slack: Emulator, database: Database) -> None:
        self.slack, self.database, self.tried = slack, database, 0
        self._untouched: dict[tuple[str, str], Record] = {}
        ids = {}
        for kind in Kind:
            far = "Other Org" if kind in STRANGERS else None
            ids[kind] = slack.add_person(kind.name.title(), guest=kind in GUESTS, team=far)
        here = [person for kind, person in ids.items() if kind not in AWAY]
        self.channel: Channel = slack.add_channel("partners", here)
        slack.deactivate(ids[Kind.DEACTIVATED])
        self.cast = Cast({kind: person.id for kind, person in ids.items()})
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.directory = Directory(client, slack.team_id)
        self.services = Services(database, GUIDE, lambda _: self.directory, lambda: None)
        self.all, self.base = wire(self.services), UseCases(self.services)
        self.states = {state: self._conversation(state) for state in STATES}

    def _conversation(self, state: str) -> Any:
        begun = self.cast.record(Kind.OPENER).conversation
        if state == "collecting":
            return begun
        if state == "revealed":
            return talk.reveal(begun, begun.opener)[0]
        if state == "abandoned":
            return talk.stop(begun, begun.opener)[0]
        known = [each for each in road(a_record().conversation) if each.stage == state]
        return replace(
            known[-1], opener=begun.opener, people=begun.people, answers=(), submissions=frozenset(), probed=frozenset()
        )

    def record(self, kind: Kind, state: str) -> Record:
        """A conversation that nobody has touched: the last one of its kind, if all who tried were refused or read."""
        self.tried += 1
        conversation = replace(self.states[state], opener=self.cast.record(kind).conversation.opener)
        kept = self._untouched.get((conversation.opener, state))
        if kept is None:
            kept = self._untouched[conversation.opener, state] = self._added(conversation)
        return kept

    def touched(self, record: Record) -> None:
        """Use this conversation no more: somebody was let through."""
        self._untouched = {key: each for key, each in self._untouched.items() if each.id != record.id}

    def nothing_was_touched(self) -> None:
        """Hold every conversation at which all were refused or read against what it was."""
        with self.database.reading() as uow:
            for record in self._untouched.values():
                now = uow.conversations.get(record.team, record.id)
                assert now is not None
                assert (now.conversation, now.commitments) == (record.conversation, record.commitments)

    def _added(self, conversation: Conversation) -> Record:
        facts = {"team": self.slack.team_id, "channel": self.channel.id, "thread_ts": f"{self.tried}.1"}
        with self.database.unit_of_work() as uow:
            kept = uow.conversations.add(a_record(conversation, **facts))
            made = make(
                f"c{self.tried}",
                "Find a funder",
                owner=conversation.opener,
                due=MIDDAY.date(),
                by=conversation.opener,
                on=MIDDAY.date(),
                tripwire="We pause",
            )
            uow.commitments.add(kept.id, made)
            uow.commit()
        return replace(kept, commitments=(made,))

    def actor(self, kind: Kind) -> Actor:
        return Actor(self.slack.team_id, self.cast.ids[kind], f"k{self.tried}", "modal", language="en")

    def outcome(self, door: Door, kind: Kind, record: Record) -> str:
        """The key of the refusal; empty for whatever else came of it."""
        try:
            reply = door(self.all, self.actor(kind), record)
        except Answered as early:
            reply = early.reply
        said = [str((reply.body or {}).get("text", "")), *(reply.errors or {}).values()]
        return next((key for begins, key in SENTENCES.items() for text in said if text.startswith(begins)), "")

    def remarks(self, record: Record) -> int:
        with self.database.reading() as uow:
            return int(uow.session.scalar(select(func.count()).where(RemarkRow.conversation_id == record.id)) or 0)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        folder: Path = tmp_path_factory.mktemp("access")
        database = Database(f"sqlite:///{folder / 'coach.db'}")
        upgrade(database)
        with Emulator(manifest()) as slack:
            yield World(slack, database)
        database.dispose()


def only_reads(act: Act) -> bool:
    return act.name.startswith("READ_")


def held(world: World, state: str, place: Place = Place.SEEN, *, unfit: bool = False) -> int:
    """Drive every door with every kind of person; how many. ``unfit``: nothing may be begun in the channel."""
    wrong, tried = [], 0
    for kind in Kind:
        for name, (acts, door) in DOORS.items():
            record = world.record(kind, state)
            only_first = (name in ONLY_WHERE_HIDDEN and state != "collecting") or (
                unfit and name in ("new one here", "quick screening here", "monthly")
            )
            asked = acts[:1] if only_first else acts
            keys = [why_not(act, world.cast.facts(act, kind, place, record)) for act in asked]
            expected = next(filter(None, keys), "")
            found, tried = world.outcome(door, kind, record), tried + 1
            if found != expected:
                wrong.append(f"{kind} · {name} · {state}: {found or 'done'}, not {expected or 'done'}")
            if not expected and not all(map(only_reads, acts)):
                world.touched(record)
    world.nothing_was_touched()
    assert not wrong, "\n".join(wrong)
    return tried


def test_every_act_has_a_door_here() -> None:
    named = {act for acts, _ in DOORS.values() for act in acts} | {Act.KEEP_REMARK, Act.READ_PORTFOLIO}
    assert named == set(Act)


@pytest.mark.parametrize("state", STATES)
def test_every_door_is_held_against_the_table(world: World, state: str) -> None:
    print(f"{held(world, state)} combinations of {len(DOORS)} doors and {len(Kind)} kinds of people: {state}")


@pytest.mark.parametrize("changed", ["archived", "shared"])
def test_in_a_channel_that_is_archived_or_shared_by_now_the_table_is_the_same(world: World, changed: str) -> None:
    channel = world.slack.workspace.channels[world.channel.id]
    channel.is_archived, channel.is_ext_shared = changed == "archived", changed == "shared"
    world.directory.forget(channel=channel.id)
    try:
        print(f"{held(world, 'collecting', unfit=True)} combinations: {changed}")
    finally:
        channel.is_archived = channel.is_ext_shared = False
        world.directory.forget(channel=channel.id)


def test_the_remarks_that_are_kept(world: World) -> None:
    for kind in Kind:
        record = world.record(kind, "collecting")
        with suppress(Answered):
            world.all.thread.remark(in_thread(world.actor(kind), record), "9.9", "They pay late")
        expected = why_not(Act.KEEP_REMARK, world.cast.facts(Act.KEEP_REMARK, kind, Place.SEEN, record)) == ""
        assert world.remarks(record) == expected, kind
        world.touched(record)


def test_the_portfolio_is_shown_to_our_organisation(world: World) -> None:
    for kind in Kind:
        facts = world.cast.facts(Act.READ_PORTFOLIO, kind, Place.SEEN, world.record(kind, "collecting"))
        assert world.base.may(world.actor(kind), Act.READ_PORTFOLIO) == (why_not(Act.READ_PORTFOLIO, facts) == "")


def test_where_slack_does_not_answer_nothing_is_read_and_nothing_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = WebClient(world.slack.bot_token, base_url=world.slack.api_url, retry_handlers=[])
    monkeypatch.setattr(world, "directory", Directory(client, world.slack.team_id))
    for method in ("conversations.members", "users.info"):
        world.slack.faults.always(method, Faults.error("internal_error"))
    try:
        held(world, "collecting", Place.SILENT)
    finally:
        for method in ("conversations.members", "users.info"):
            world.slack.faults.always(method, None)


def test_where_the_app_does_not_see_the_channel_it_asks_to_be_invited(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = WebClient(world.slack.bot_token, base_url=world.slack.api_url, retry_handlers=[])
    monkeypatch.setattr(world, "directory", Directory(client, world.slack.team_id))
    world.slack.faults.always("conversations.members", Faults.error("channel_not_found"))
    try:
        held(world, "collecting", Place.OUT_OF_SIGHT)
    finally:
        world.slack.faults.always("conversations.members", None)
