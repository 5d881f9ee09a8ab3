"""How a case is played: hands that find the button, fill in what the case says, and wait for the app."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from bot.blocks import section
from bot.blocks.kit import action_ids
from bot.blocks.kit.payloads import On
from bot.blocks.questions import stance_block
from bot.documents.cases import Case, CaseError, CasePerson
from bot.i18n.catalogue import words
from bot.playground.emulator import Emulator
from bot.playground.person import Person
from bot.playground.records import Channel, Message, copied
from bot.playground.screen import OpenView
from flows.conversation.lifecycle import COLLECTING, REVEALED, Place
from flows.guide.first_edition import carried_over
from flows.model import NOT_MINE, UNSURE, Guide, Kind, Side
from storage.database import Database

Seen = TypeVar("Seen")

STEP_SECONDS = 20


class Sender(Protocol):
    """Of the app: what waits to be sent."""

    def drain(self, timeout: float) -> bool: ...


class Backstage(Protocol):
    """What a rehearsal looks at behind Slack: the app itself, or its database from outside."""

    guide: Guide
    database: Database

    @property
    def relay(self) -> Sender: ...


class Hands:
    """What the people of one case do on their screens.

    ``people`` maps the ids of the case to the people of the workspace: new ones in a new channel, or those that are given,
    in ``channel``.
    """

    def __init__(
        self,
        slack: Emulator,
        application: Backstage,
        case: Case,
        *,
        language: str,
        name: str,
        people: Mapping[str, Person] | None = None,
        channel: Channel | None = None,
    ) -> None:
        self.slack, self.application, self.case = slack, application, case
        self.language, self.name = language, name
        self.guide: Guide = application.guide
        ours = [person for person in case.participants if person.side is Side.ours]
        if not ours:
            raise CaseError("participants: nobody is on our side, so nobody can open a conversation")
        self.people = dict(people or {}) or {
            person.id: slack.add_person(person.id, locale=words(person.lang).tag) for person in case.participants
        }
        self.ours, self.opener = ours, self.people[ours[0].id]
        self.partner = [person for person in case.participants if person.side is Side.partner]
        self.channel = channel or slack.add_channel("partnerships", [self.people[person.id] for person in ours])
        self.card: Message | None = None

    def wait(self, predicate: Callable[[], Seen | None]) -> Seen:
        """The first true answer; TimeoutError when the app takes too long."""
        return self.slack.wait_for(predicate, STEP_SECONDS)

    def settle(self) -> None:
        """Until everything that was to be sent was sent."""
        self.slack.wait_until_delivered(STEP_SECONDS)
        self.application.relay.drain(STEP_SECONDS)

    def _fill(self, person: CasePerson, *names: str) -> None:
        actor = self.people[person.id]
        view = self._view(actor)
        errors = actor.submit(self._values(view, person, *names))
        if errors:
            # What is no number is refused beside its field; a person who has no better one leaves it empty.
            errors = actor.submit(dict.fromkeys(errors))
        if errors:
            raise CaseError(f"participant {person.id!r}, {', '.join(names)}: {errors}")

    def _values(self, view: OpenView, person: CasePerson, *names: str) -> dict[str, Any]:
        blocks = {block.get("block_id") for block in view.blocks}
        values: dict[str, Any] = {}
        stances: dict[str, list[str]] = {UNSURE: [], NOT_MINE: []}
        for answerable, raw in self._flat(person):
            owner = self.guide.owner.get(answerable)
            if owner is None or owner.section not in names or section.block_id_of(answerable) not in blocks:
                continue
            block = section.block_id_of(answerable)
            kind = self.guide.kind_of(answerable)
            if kind in (Kind.text, Kind.number):
                if raw in stances:
                    stances[str(raw)].append(answerable)
                else:
                    values[block] = str(raw)
            elif kind is Kind.multi:
                tokens = [raw] if isinstance(raw, str) else list(raw)
                values[block] = tokens or [owner.nothing]
            else:
                values[block] = str(int(raw)) if isinstance(raw, float) else str(raw)
        for stance, block in ((UNSURE, stance_block(UNSURE)), (NOT_MINE, stance_block(NOT_MINE))):
            if stances[stance] and block in blocks:
                values[block] = stances[stance]
        return values

    def _flat(self, person: CasePerson) -> Iterable[tuple[str, Any]]:
        for answerable, raw in carried_over(self.guide.owner, person.answers).items():
            if raw is None or raw == "":
                continue
            question = self.guide.question.get(answerable)
            if question is not None and question.fields and isinstance(raw, dict):
                yield from raw.items()
            else:
                yield answerable, raw

    def _answer_probes(self, person: CasePerson, name: str) -> None:
        """What the coach asks again, in the modal that is open now; nothing to say: closed."""
        actor = self.people[person.id]
        if actor.view is not None and actor.view.callback_id == action_ids.KEEP_ANSWERS:
            actor.submit()
        view = actor.view
        if view is None:
            return
        values = self._values(view, person, name)
        if values:
            self._fill(person, name)
        else:
            actor.close_view(everything=True)

    def _has_finished(self, person: CasePerson, name: str) -> bool:
        """Whether this person has answered the section, ahead of the thread."""
        with self.application.database.reading() as uow:
            record = uow.conversations.get(self.slack.team_id, self._record_id())
        assert record is not None
        return record.conversation.finished(name, record.conversation.participant(self.people[person.id].id))

    def _volunteer(self, person: CasePerson, name: str, *, direct: bool = False) -> None:
        """Follow-ups that the case answers and that were not asked."""
        actor = self.people[person.id]
        with self.application.database.reading() as uow:
            record = uow.conversations.get(self.slack.team_id, self._record_id())
        assert record is not None
        given = record.conversation.own_answers(actor.id)
        open_ones = record.conversation.follow_ups(actor.id, name)
        wanted = [probe for probe, raw in self._flat(person) if probe in open_ones and probe not in given]
        if not wanted:
            return
        # The partner's people find what they could add in their section's form when they open it again.
        wanted_button = action_ids.OPEN_PARTNER_SECTION if direct else action_ids.FOLLOW_UPS
        message, action = self._button(actor, wanted_button, section=name, direct=direct)
        self._did(actor.click(message, action))
        self._answer_probes(person, name)

    def reveal(self, name: str) -> None:
        """Early, where somebody left something out; where everybody has answered the coach has done it by itself."""
        self.settle()
        if self._at(name) != COLLECTING:
            return
        message, action = self._button(self.opener, action_ids.REVEAL)
        self._did(self.opener.click(message, action))
        self._view(self.opener)
        self.opener.submit()
        self.wait(lambda: self._at(name) == REVEALED)

    def _did(self, error: str | None) -> None:
        if error:
            raise CaseError(f"Slack shows {error}")

    def _view(self, person: Person) -> OpenView:
        return self.wait(lambda: person.view)

    def _message(self, wanted: Any) -> Message:
        def found() -> Message | None:
            return next((message for message in self.slack.messages(self.channel) if wanted(message)), None)

        return self.wait(found)

    def _button(
        self,
        person: Person,
        action: str,
        *,
        section: str | None = None,
        question: str | None = None,
        token: str | None = None,
        direct: bool = False,
    ) -> tuple[Message, str]:
        """The newest message with this button that the person sees, and the button's action id."""
        channel = self.slack.direct_channel(person) if direct else self.channel

        def found() -> tuple[Message, str] | None:
            for message in reversed(self._seen(person, channel)):
                for block in message.blocks:
                    for element in [*block.get("elements", []), block.get("accessory") or {}]:
                        if _is(element, action, section, question, token):
                            return copied(message), str(element["action_id"])
            return None

        return self.wait(found)

    def _seen(self, person: Person, channel: Channel) -> list[Message]:
        """Everything that the person can read there, threads included; not copied, for there may be much of it."""
        if person.id not in channel.members:
            return []
        return [message for message in self.slack.messages(channel) if message.ephemeral_to in (None, person.id)]

    def _record_id(self) -> str:
        with self.application.database.reading() as uow:
            records = uow.conversations.in_channel(self.slack.team_id, self.channel.id, limit=1, open_only=False)
        return str(records[0].id)

    def _at(self, section: str) -> str | None:
        """Whether a section is collected or revealed; None where it is not open."""
        place = self._place()
        return place.stage if place.open_section == section else None

    def _place(self) -> Place:
        with self.application.database.reading() as uow:
            record = uow.conversations.get(self.slack.team_id, self._record_id())
        assert record is not None
        return record.conversation.place


def _is(element: Any, action: str, section: str | None, question: str | None, token: str | None) -> bool:
    if not isinstance(element, dict) or str(element.get("action_id", "")).split(":", 1)[0] != action:
        return False
    if element.get("type") != "button" or not element.get("value"):
        return False
    on = On.load(element["value"])
    return section in (None, on.s) and question in (None, on.q) and token in (None, on.v)
