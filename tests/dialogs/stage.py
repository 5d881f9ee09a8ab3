"""The stage: five people and a channel, in front of the real app. A dialog is a list of lines:

    stage.plays(
        (amina, "/partnership new Acme", "Who is the partner?"),
        (amina, {"their_kind": "Company", …}, "Partnership with Acme"),
        (tom, "[Yes] Does your goal need", "Your answer: Yes"),
        (lea, None, "2 of 3 have answered"),
        (lea, "@coach status", ("“Screening”: your answers are needed", no("Your answer"))),
    )

Each line says who, what they do, and words that are on their screen then. What is done is written as a person would do it:
a slash command; ``[a button]`` and words of the message that it stands on; ``@coach`` and a word; a mapping, which fills in the
modal on top and sends it; ``×``, which closes it; anything else is said in the thread. None only looks. Words are looked for in
what that act made new on the person's screen, so a line cannot pass on something that stood there before.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from typing import Any

from bot.blocks import decision, setup
from bot.blocks.kit import action_ids
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.questions import CONSENT, CONSENT_GIVEN, block_id_of
from bot.playground import Emulator, Message, OpenView, Person, Reader
from bot.playground.anatomy import each_block, elements_of
from bot.playground.touching import option_named, options_of
from bot.use_cases.due import next_due
from flows.model import Role, Side
from storage.records import Record, Remark
from tests.dialogs.answers import FOLLOW_UPS, SECTIONS, sound
from tests.dialogs.house import SECONDS, House
from tests.dialogs.prepared import play_once
from tests.flows.cases import where

Json = dict[str, Any]
Act = str | Mapping[str, Any] | None
Line = tuple["Player", Act, "str | tuple[str, ...] | None"]

WIDE = 4000
_FRAME = "─═│╭╮╰╯"
_BUTTON = re.compile(r"\[(?P<label>[^\]]+)\]\s*(?P<on>.*)", re.DOTALL)


class no(str):  # noqa: N801 - reads as a word in a dialog
    """Words that must not be there."""

    __slots__ = ()


def plain(text: str) -> str:
    """One line, every space the same, without frames: French spacing and line breaks do not matter to what is said."""
    return " ".join(word for word in text.split() if word.strip(_FRAME))


class Player:
    """A person on the stage."""

    def __init__(self, stage: "Stage", person: Person) -> None:
        self.stage, self.person = stage, person

    def __repr__(self) -> str:
        return self.name

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def name(self) -> str:
        return self.person.name

    # -- what they do

    def does(self, act: Act) -> None:
        """Anything that a line of a dialog can say."""
        if act is None:
            return
        if isinstance(act, Mapping):
            self.sends(act)
        elif act == "×":
            self.closes()
        elif act.startswith("/"):
            command, _, text = act.partition(" ")
            self.types(command, text)
        elif found := _BUTTON.fullmatch(act):
            self.clicks(found["label"], on=found["on"])
        else:
            self.says(act)

    def types(self, command: str, text: str = "", *, at: Any = None) -> None:
        """Run a slash command; in the channel of the stage unless another place is named."""
        with self.stage.act():
            reply = self.person.command(command, text, at or self.stage.channel)
            assert reply is None or not reply.error, f"{self} types {command} {text}: Slack shows {reply.error}"

    def says(self, text: str, *, in_thread: bool = True) -> Message:
        """Write in the thread of the conversation, or in the channel itself. ``@coach`` names the app."""
        with self.stage.act():
            spoken = text.replace("@coach", self.stage.slack.bot_mention)
            return self.person.post(self.stage.channel, spoken, self.stage.card if in_thread else None)

    def says_in_private(self, text: str) -> Message:
        """Write to the coach in the conversation that only the two of them read."""
        with self.stage.act():
            return self.person.post(self.stage.direct[self], text)

    def clicks(self, label: str, *, on: "str | Message | OpenView" = "", stale: bool = False) -> None:
        """Press the button with this label: of the modal on top, else of the newest message (with words, or this one)."""
        self._press(lambda element: plain(element["text"]["text"]) == plain(label), f"[{label}]", on, stale=stale)

    def presses(
        self,
        action: str,
        *,
        section: str | None = None,
        question: str | None = None,
        token: str | None = None,
        on: "str | Message | OpenView" = "",
        stale: bool = False,
    ) -> None:
        """Press the button of the newest conversation that means this to the app, whatever its label says."""
        wanted = self._meaning(action, section, question, token, anywhere=not isinstance(on, str))
        self._press(wanted, f"{action} {section or ''} {question or ''} {token or ''}", on, stale=stale)

    def finds(self, action: str) -> bool:
        """Whether a button of the newest conversation means this."""
        return self._find_button(self._meaning(action), action, "") is not None

    def _meaning(
        self,
        action: str,
        section: str | None = None,
        question: str | None = None,
        token: str | None = None,
        *,
        anywhere: bool = False,
    ) -> Callable[[Json], bool]:
        current = "" if anywhere else self.stage.conversation

        def means(element: Json) -> bool:
            if action_ids.action_of(element["action_id"]) != action:
                return False
            meant = On.load(element["value"])
            here = anywhere or meant.c == current
            return here and section in (None, meant.s) and question in (None, meant.q) and token in (None, meant.v)

        return means

    def fills(self, values: Mapping[str, Any]) -> None:
        """Fill in fields of the modal on top, by id or by words of their label; choices by token or by their words."""
        for key, value in values.items():
            block = self._field(key)
            self.person.fill(block["block_id"], _offered(block["element"], value))

    def sends(self, values: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Fill in and send the modal on top; the errors beside its fields."""
        with self.stage.act():
            if values and not all(map(self._has_field, values)) and any(map(_is_more, _buttons(self.view.blocks))):
                with self.stage.hurry():
                    self.asks_for_more()
            self.fills(values or {})
            errors = self.person.submit()
            assert "" not in errors, f"{self} sends a modal: {errors['']}"
            return errors

    def asks_for_more(self) -> None:
        """Press More in the form that opens a conversation."""
        self._press(_is_more, "More", "")

    def closes(self) -> None:
        """Close every modal, if one is open. The app does not hear of it, and it makes nothing new."""
        if self.person.view is not None:
            self.person.close_view(everything=True)

    def opens_home(self) -> OpenView:
        """Look at the app's own page once the app has drawn it."""
        with self.stage.act():
            self.person.open_home()
        home = self.person.home
        assert home is not None, f"{self} sees no home tab"
        return home

    # -- what they do in one go

    def answers(self, section: str, **changes: Any) -> "Player":
        """A whole section: sound answers with these changes (None leaves one blank). Stays in a follow-up that opens."""
        return self.answers_only(section, **{**self.usual(section), **changes})

    def usual(self, section: str) -> dict[str, Any]:
        """Sound answers to what this person is asked in a section."""
        asked = self.stage.asked(self, section)
        return {each: value for each, value in sound(section, self.stage.language).items() if each in asked}

    def answers_only(self, section: str, **given: Any) -> "Player":
        """Only these answers of a section."""
        self.closes()
        if section == self.stage.screening and self is not self.stage.ines:
            for question, token in given.items():
                if token is not None:
                    self.presses(action_ids.ANSWER, question=question, token=token)
                    self.closes()
            return self
        self.opens(section)
        self.sends(given)
        if (view := self.person.view) and view.callback_id == action_ids.KEEP_ANSWERS:  # their doubt; they stay with it
            self.sends()
        return self

    def adds(self) -> None:
        """Answer the follow-ups that are on top as a team does that has done its homework, and leave others alone."""
        known = FOLLOW_UPS[self.stage.language]
        if (view := self.person.view) and view.callback_id in (action_ids.PROBE_ANSWERS, action_ids.SECTION_ANSWERS):
            asked = {block["block_id"].partition(":")[2] for block in view.blocks if block["type"] == "input"}
            if given := {each: text for each, text in known.items() if each in asked}:
                self.sends(given)
        self.closes()

    def opens(self, section: str, *, follow_ups: bool = False) -> "Player":
        """Open the modal of a section (or of its follow-ups)."""
        name = action_ids.FOLLOW_UPS if follow_ups else action_ids.OPEN_SECTION
        if self is self.stage.ines:
            name = action_ids.OPEN_PARTNER_SECTION
        self.presses(name, section=section)
        assert self.person.view is not None, f"{self} sees no modal"
        return self

    def picks(self, action: str, value: Any, *, on: str = "") -> None:
        """Pick in a menu or a calendar of the newest message (with words)."""
        with self.stage.act():
            for message in reversed(self.stage.messages_of(self)):
                there = [element for block in each_block(message.blocks) for element in elements_of(block)]
                found = [one["action_id"] for one in there if action_ids.action_of(one["action_id"]) == action]
                if found and plain(on) in plain(self.stage.read(message, self)):
                    assert self.person.choose(deepcopy(message), found[0], value) is None
                    return
        raise AssertionError(f"{self} finds nothing to pick: {action}\n{self.screen}")

    def goes_on(self, section: str | None = None) -> None:
        """Press Next section of the open section (or of this one), or Go on after the screening."""
        self.closes()
        section = section or self.stage.record.conversation.section or self.stage.place
        self.presses(action_ids.GO_ON if section == self.stage.screening else action_ids.NEXT, section=section)

    def reveals(self) -> None:
        """Reveal early and confirm."""
        self.closes()
        self.presses(action_ids.REVEAL)
        self.sends()

    def decides(self, outcome: str, reason: str = "") -> dict[str, str]:
        """Record the decision."""
        self.closes()
        self.presses(action_ids.DECIDE)
        return self.sends({decision.OUTCOME: outcome, decision.REASON: reason or None})

    # -- what they see

    @property
    def view(self) -> OpenView:
        """The modal on top."""
        view = self.person.view
        assert view is not None, f"{self} sees no modal"
        return view

    @property
    def news(self) -> str:
        """What the last act made new on this screen."""
        return plain("\n".join(self.stage.news_of(self)))

    @property
    def screen(self) -> str:
        """Everything that this person can read now."""
        return plain("\n".join(self.stage.screen_of(self)))

    def sees(self, *words: str) -> None:
        """These words are new on the screen; those marked ``no`` are not."""
        news = self.news
        for each in words:
            found = plain(each) in news
            assert found is not isinstance(each, no), (
                f"{self} should {'not ' if found else ''}see {str(each)!r}. What is new:\n{news or '(nothing)'}"
            )

    def sees_nothing(self) -> None:
        """The last act left this screen as it was."""
        assert not self.news, f"{self} should see nothing new, and sees:\n{self.news}"

    def message(self, words: str) -> Message:
        """The newest message with these words, as it looks now."""
        for message in reversed(self.stage.messages_of(self)):
            if plain(words) in plain(self.stage.read(message, self)):
                return deepcopy(message)
        raise AssertionError(f"{self} sees no message with {words!r}:\n{self.screen}")

    def filled_in(self, key: str) -> Any:
        """What stands in a field of the modal on top."""
        block = self._field(key)
        value = self.view.values[block["block_id"]][block["element"]["action_id"]]
        found = next((content for name, content in value.items() if name != "type"), None)
        if isinstance(found, dict):
            return found["value"]
        if isinstance(found, list):
            return [each["value"] if isinstance(each, dict) else each for each in found]
        return found

    # -- hands

    def _has_field(self, key: str) -> bool:
        blocks = [block for block in self.view.blocks if block["type"] == "input"]
        return any(
            block["block_id"] in (key, block_id_of(key)) or plain(key) in plain(block["label"]["text"])
            for block in blocks
        )

    def _field(self, key: str) -> Json:
        blocks = [block for block in self.view.blocks if block["type"] == "input"]
        for block in blocks:
            if block["block_id"] in (key, block_id_of(key)):
                return block
        named = [block for block in blocks if plain(key) in plain(block["label"]["text"])]
        assert len(named) == 1, f"{self} looks for the field {key!r}: {[plain(b['label']['text']) for b in blocks]}"
        return named[0]

    def _press(
        self, wanted: Callable[[Json], bool], what: str, on: "str | Message | OpenView", *, stale: bool = False
    ) -> None:
        with self.stage.act():
            if (view := self.person.view) and is_for_later(view):
                self.closes()
            where, action_id = self._button(wanted, what, on)
            error = self.person.click(where, action_id, stale=stale)
            assert error is None, f"{self} clicks {what}: Slack shows {error}"

    def _button(
        self, wanted: Callable[[Json], bool], what: str, on: "str | Message | OpenView"
    ) -> tuple[Message | OpenView, str]:
        found: tuple[Message | OpenView, str] | None = self.stage.soon(lambda: self._find_button(wanted, what, on))
        assert found, f"{self} finds no button {what}{f' on {on!r}' if on else ''}:\n{self.screen}"
        return found

    def _find_button(
        self, wanted: Callable[[Json], bool], what: str, on: "str | Message | OpenView"
    ) -> tuple[Message | OpenView, str] | None:
        if not isinstance(on, str):
            places: list[Message | OpenView] = [on]
        elif (view := self.person.view) is not None:
            places = [view]
        else:
            there = reversed(self.stage.messages_of(self))
            places = [message for message in there if not on or plain(on) in plain(self.stage.read(message, self))]
        for place in places:
            found = {element["action_id"] for element in _buttons(place.blocks) if wanted(element)}
            if len(found) > 1 and on:
                found = {element["action_id"] for element in _buttons(_below(place.blocks, on)) if wanted(element)}
            assert len(found) < 2, f"{self}: {what} stands there {len(found)} times"
            if found:
                return deepcopy(place), found.pop()
        return None


class Stage:
    """Amina opens, Tom and Léa are colleagues, Inès is the partner's (not in the channel), Gus a guest in the channel."""

    def __init__(self, house: House, language: str = "en") -> None:
        self.house, self.language = house, language
        locale = {"en": "en-GB", "fr": "fr-FR"}[language]
        self.amina, self.tom, self.lea, self.ines = (
            Player(self, house.slack.add_person(name, locale=locale)) for name in ("Amina", "Tom", "Léa", "Inès")
        )
        self.gus = Player(self, house.slack.add_person("Gus", locale=locale, guest=True))
        self.players = [self.amina, self.tom, self.lea, self.ines, self.gus]
        members = [player.person for player in self.players if player is not self.ines]
        self.channel = house.slack.add_channel("partnerships", members)
        self.direct = {player: house.slack.direct_channel(player.person) for player in self.players}
        self._before: dict[Any, Any] = {}
        self._hurried = False
        self._conversation = ""

    @property
    def slack(self) -> Emulator:
        return self.house.slack

    @property
    def cast(self) -> tuple[Player, Player, Player, Player, Player]:
        """amina, tom, lea, ines, gus."""
        return self.amina, self.tom, self.lea, self.ines, self.gus

    def speaks(self, english: str, french: str) -> str:
        """The words of this stage's language."""
        return french if self.language == "fr" else english

    # -- playing

    def plays(self, *lines: Line) -> None:
        """Play a dialog."""
        for who, act, expected in lines:
            who.does(act)
            if expected is not None:
                who.sees(*((expected,) if isinstance(expected, str) else expected))

    @contextmanager
    def act(self) -> Iterator[None]:
        """Whatever happens inside is one act: what stood there before is no news, and afterwards everything has arrived."""
        if self._hurried:
            yield
            return
        self.settle()
        self.remember()
        yield
        self.settle()

    @contextmanager
    def hurry(self) -> Iterator[None]:
        """Many acts as one: nobody looks in between, and a button is pressed as soon as it is there."""
        if self._hurried:
            yield
            return
        with self.act():
            self._hurried = True
            try:
                yield
            finally:
                self._hurried = False

    def soon(self, found: Callable[[], Any]) -> Any:
        """What ``found`` gives; in a hurry it may still be on its way."""
        return self.slack.wait_for(found, SECONDS) if self._hurried else found()

    def opens(
        self,
        *ours: Player,
        partner: Iterable[Player] = (),
        name: str = "Acme",
        roles: Mapping[Player, Role] | None = None,
        **fields: Any,
    ) -> "Stage":
        """Amina opens a conversation with these people; the first decides and the others do the work, unless ``roles`` say."""
        ours = ours or (self.amina, self.tom, self.lea)
        self.amina.closes()
        self.amina.types("/partnership", f"new {name}")
        seats: dict[str, list[Player]] = {setup.people_block(role): [] for role in Role}
        for place, player in enumerate(ours):
            role = (roles or {}).get(player, Role.decision_maker if place == 0 else Role.delivery)
            seats[setup.people_block(role)].append(player)
        seats[setup.PARTNER_PEOPLE] = list(partner)
        errors = self.amina.sends(
            {
                setup.OUR_KIND: "nonprofit",
                setup.THEIR_KIND: "foundation",
                setup.LABEL: "funding",
                setup.LANGUAGE: self.language,
                **{block: players or None for block, players in seats.items()},
                **fields,
            }
        )
        assert not errors, errors
        if (view := self.amina.person.view) and view.callback_id == action_ids.NEW:
            self.amina.sends()  # there is one of this name: another is meant
        self._conversation = self.record.id
        return self

    def reaches(self, place: str, **changes: Mapping[str, Any]) -> "Stage":
        """Play until a section waits for answers (or ``reviewing``, ``deciding``), everybody answering soundly.

        ``changes`` are by section: ``power={"dependence": "both"}``.
        """
        with self.act():
            play_once(self, f"{place} {changes}", lambda: self._plays_until(place, changes))
        assert place in (self.place, self.record.conversation.section), self.place
        return self

    def _plays_until(self, place: str, changes: Mapping[str, Mapping[str, Any]]) -> None:
        with self.hurry():
            ours = self.ours
            for section in SECTIONS[SECTIONS.index(self.record.conversation.section or SECTIONS[0]) :]:
                if section == place:
                    return
                for player in ours:
                    player.answers(section, **self._concerning(player, section, changes.get(section, {})))
                    player.adds()
                self.amina.goes_on(section)
            if place == "deciding" and self.place == "reviewing":
                self.amina.goes_on("reviewing")

    def passes(self, days: float) -> None:
        """Days go by, and whatever falls due meanwhile comes, each at its time."""
        with self.act():
            then = self.house.now() + timedelta(days=days)
            with self.house.app.database.reading() as uow:
                due = next_due(uow)
            while due is not None and due <= then:  # what waits for Slack is asked again a minute later
                self.house.moves_to(max(due, self.house.now() + timedelta(minutes=due <= self.house.now())))
                with self.house.app.database.reading() as uow:
                    due = next_due(uow)
            self.house.moves_to(then)

    def everyone_answers(self, section: str, **changes: Any) -> None:
        """Each of ours answers a section, and leaves follow-ups alone."""
        for player in self.ours:
            player.answers(section, **self._concerning(player, section, changes))
            player.closes()

    def asked(self, player: Player, section: str) -> set[str]:
        """What a section's form asks of a person, by role and kind of organisation: ids, without the follow-ups that come later."""
        conversation = self.record_whole.conversation
        person = conversation.participant(player.id)
        return {
            each
            for question in conversation.questions_for(section, person)
            for each in (
                *(question.fields or (question.id,)),
                *(probe.id for probe in conversation.inline_for(question, person)),
            )
        }

    def _concerning(self, player: Player, section: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """What of the same answers for everybody this person is asked."""
        asked, owner = self.asked(player, section), self.house.app.guide.owner
        return {each: value for each, value in changes.items() if each in asked or each not in owner}

    # -- where things stand

    @property
    def record(self) -> Record:
        """The newest conversation of the channel, as it is stored."""
        with self.house.app.database.reading() as uow:
            found = uow.conversations.in_channel(self.slack.team_id, self.channel.id, limit=1)
        assert found, "there is no conversation here"
        return found[0]

    @property
    def record_whole(self) -> Record:
        """The conversation of the stage by itself: with its commitments, which lists leave out."""
        with self.house.app.database.reading() as uow:
            found = uow.conversations.get(self.slack.team_id, self.conversation)
        assert found is not None
        return found

    @property
    def conversation(self) -> str:
        """The id of the newest conversation."""
        return self._conversation or self.record.id

    @property
    def place(self) -> str:
        return where(self.record.conversation)

    @property
    def screening(self) -> str | None:
        """The section of the app's guide that is answered by clicks."""
        return self.house.app.guide.screening_section

    @property
    def ours(self) -> list[Player]:
        return [self.player(person.id) for person in self.record.conversation.side(Side.ours)]

    @property
    def remarks(self) -> list[Remark]:
        """What was kept of the thread."""
        with self.house.app.database.reading() as uow:
            return list(uow.remarks.of(self.record.id))

    def player(self, person: str) -> Player:
        return next(player for player in self.players if player.id == person)

    def answer_of(self, player: Player, answerable: str) -> Any:
        """What is stored as somebody's standing answer; None when blank."""
        return self.record.conversation.own_answers(player.id).get(answerable)

    @property
    def card(self) -> Message:
        """The card that opens the thread of the newest conversation."""
        cards = [m for m in self.slack.messages(self.channel) if m.bot_id and not m.thread_ts and not m.ephemeral_to]
        assert cards, "there is no card in the channel"
        return deepcopy(cards[-1])

    @property
    def in_thread(self) -> list[Message]:
        """The messages of the thread that everybody in the channel reads."""
        card = self.card
        return [m for m in self.slack.messages(self.channel) if m.thread_ts == card.ts and not m.ephemeral_to]

    @property
    def thread(self) -> str:
        """What everybody in the channel reads in the thread."""
        return plain("\n".join(self.read(message, None) for message in self.in_thread))

    # -- reading

    def read(self, message: Message, player: Player | None) -> str:
        return self._reader(player).message(message)

    def _reader(self, player: Player | None) -> Reader:
        reader: Reader = self.slack.reader(player.person if player else None, width=WIDE)
        return reader

    def messages_of(self, player: Player) -> list[Message]:
        """Every message that a person can read, oldest first: the channel with its threads, then what only they read."""
        places = [self.channel, self.direct[player]]
        found = [
            message
            for place in places
            if player.id in place.members
            for message in self.slack.messages(place)
            if message.ephemeral_to in (None, player.id)
        ]
        return sorted(found, key=lambda message: message.ts)

    def screen_of(self, player: Player) -> Iterator[str]:
        for message in self.messages_of(player):
            yield self.read(message, player)
        for view in (player.person.view, player.person.home):
            if view is not None:
                yield self._reader(player).view(view)

    def news_of(self, player: Player) -> Iterator[str]:
        for message in self.messages_of(player):
            if self._before.get((message.channel, message.ts)) != _mark(message):
                yield self.read(message, player)
        for name, view in (("modal", player.person.view), ("home", player.person.home)):
            if view is not None and self._before.get((name, player.id)) != _seen(view):
                yield self._reader(player).view(view)

    def remember(self) -> None:
        """From here on, only what changes is news."""
        marks: dict[Any, Any] = {}
        for place in (self.channel, *self.direct.values()):
            marks |= {(message.channel, message.ts): _mark(message) for message in self.slack.messages(place)}
        for player in self.players:
            for name, view in (("modal", player.person.view), ("home", player.person.home)):
                if view is not None:
                    marks[name, player.id] = _seen(view)
        self._before = marks

    def settle(self) -> None:
        self.house.settle()


def consenting(given: Mapping[str, Any]) -> dict[str, Any]:
    """Answers of the partner's people that the other side may read."""
    return {**given, CONSENT: [CONSENT_GIVEN]}


def _mark(message: Message) -> Any:
    return message.edited and message.edited["ts"], message.tombstone


def _seen(view: OpenView) -> Any:
    return view.id, view.hash, tuple(view.errors.items())


def is_for_later(view: OpenView) -> bool:
    """Whether a form shows the next section alone, which may wait."""
    return bool(view.private_metadata) and Modal.load(view.private_metadata).ahead == ()


def _is_more(element: Json) -> bool:
    return bool(element["action_id"] == action_ids.MORE_SETUP)


def _below(blocks: list[Json], words: "str | Message | OpenView") -> list[Json]:
    """The row of buttons below the paragraph with these words."""
    said = [
        plain(words) in plain((block.get("text") or {}).get("text", "")) for block in blocks if isinstance(words, str)
    ]
    return blocks[said.index(True) + 1 : said.index(True) + 2] if True in said else blocks


def _buttons(blocks: list[Json]) -> Iterator[Json]:
    for block in each_block(blocks):
        if block.get("type") in ("actions", "section", "card"):
            yield from (element for element in elements_of(block) if element["type"] == "button")


def _offered(element: Json, value: Any) -> Any:
    """A value as the element takes it: people by themselves, choices by token or by their words."""
    if isinstance(value, Player):
        return value.person
    if isinstance(value, list | tuple):
        return [_offered(element, each) for each in value]
    if value is not None and (choices := options_of(element)):
        by_words = {plain(choice["text"]["text"]): choice["value"] for choice in choices}
        return option_named(element, by_words.get(plain(str(value)), str(value)))["value"]
    return value
