"""The front desk: opening a conversation, and what one can ask in a channel: status, list, language, help, home."""

import uuid
from dataclasses import replace

import structlog

from bot import telling
from bot.at_home import Home
from bot.blocks import answers_private as private
from bot.blocks import ledger as ledger_blocks
from bot.blocks import setup
from bot.blocks.setup import NewConversation
from bot.directory import Unanswered
from bot.i18n import Words, language_of, words
from bot.ledger import Ledger
from bot.looking_up import LookUp
from bot.payloads import BadPayload, On
from bot.refusals import BUSY, NONE_HERE, NOT_OPENED, UNKNOWN_LANGUAGE, UNKNOWN_WORD, Refusal
from bot.turns import Actor, Body, House, Reply, Turns, View, link_to
from flows import conversation as talk
from flows.model import Participant, Setup, Side
from storage.finding import Reader
from storage.records import Record
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

_LONGEST_PAGE = 6
"""Digits of the number of a page."""


class Reception(Turns):
    """What happens outside a conversation's thread.

    ``record``: what finds conversations again; ``own_tab``: the App Home; ``ledger``: what was declined.
    """

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.record = LookUp(house)
        self.own_tab = Home(house)
        self.ledger = Ledger(house)

    def ask_setup(self, actor: Actor, name: str = "") -> Reply:
        """The modal that opens a conversation, where one may be opened."""
        language = self.language(actor)
        # Without a channel, or in a direct message that nobody else reads, the form asks for one.
        where = "" if actor.channel.startswith("D") else actor.channel
        refusal = self.outsider(actor, words(language))
        if where and not refusal:
            refusal = self.unfit_channel(actor, words(language))
        if refusal:
            return Reply(body=refusal, language=language)
        view = setup.setup_modal(words(language), self.guide, channel=where, opener=actor.user, name=name)
        return Reply(view=view)

    def start(self, actor: Actor, channel: str, new: NewConversation, *, chosen: bool = False) -> Reply:
        """Open the conversation: its card, its thread, its first questions.

        ``chosen``: the channel is a field of the form. What is wrong with it stands in the form: nothing typed is lost.
        """
        actor = replace(actor, channel=channel)
        said_in = words(self.language(actor))
        if refusal := self.outsider(actor, said_in):
            return Reply(body=refusal)
        if unfit := self.unfit_channel(actor, said_in):
            return Reply(errors={setup.CHANNEL if chosen else setup.NAME: unfit["text"]})
        if errors := setup.setup_errors(said_in, new) or self._wrong_people(said_in, actor.team, channel, new):
            return Reply(errors=errors)
        reader = self.record.reader_or_none(actor)
        people = [
            Participant(id=user, side=side, role=role, language=self._spoken_by(actor.team, user, new.language))
            for user, side, role in new.people
        ]
        situation = Setup(our_kind=new.our_kind, their_kind=new.their_kind, label=new.label, decision=new.decision)
        conversation, said = talk.begin(self.guide, situation, actor.user, people)
        with self.database.unit_of_work() as uow:
            if not uow.inbox.first_time(actor.key):
                return Reply()
            record = uow.conversations.add(
                Record(
                    id=uuid.uuid4().hex,
                    team=actor.team,
                    channel=channel,
                    partner_name=new.name,
                    language=new.language,
                    conversation=conversation,
                    decide_by=new.decide_by,
                )
            )
            for message in telling.opening(record, said, actor.key):
                uow.outbox.write(message)
            if (before := self._declined_before(uow, reader, record, said_in)) is not None:
                whispered = telling.whisper(actor.team, channel, actor.user, before, f"{actor.key}:before", None)
                uow.outbox.write(whispered)
            uow.commit()
        self.wake()
        log.info("conversation.started", conversation=record.id, team=actor.team)
        return Reply()

    def _declined_before(self, uow: UnitOfWork, reader: Reader | None, record: Record, said_in: Words) -> Body | None:
        """What this person may read of earlier no's to somebody like this one; to them alone, for others may read less."""
        if reader is None:
            return None
        found = uow.conversations.finding.declined_alike(reader, record.partner_name, record.conversation.setup)
        return ledger_blocks.declined_before(said_in, [(one, link_to(one)) for one in found]) if found else None

    def channel_status(self, actor: Actor) -> Reply:
        """Where the channel's newest open conversation stands."""
        said_in, found = self._in_channel(actor, limit=1, open_only=True)
        if isinstance(found, Reply):
            return found
        status = (
            private.status(said_in, found[0], actor.user) if found else private.refused(said_in, Refusal(NONE_HERE))
        )
        return Reply(body=status)

    def _in_channel(self, actor: Actor, *, limit: int, open_only: bool) -> tuple[Words, list[Record] | Reply]:
        """What this person may read of the channel's conversations, or why they may not."""
        with self.database.reading() as uow:
            said_in = words(self.spoken_to(uow, actor, None))
            if refusal := self.outsider(actor, said_in):
                return said_in, Reply(body=refusal)
            records = uow.conversations.in_channel(actor.team, actor.channel, limit=limit, open_only=open_only)
        return said_in, _theirs_to_read(records, actor)

    def help(self, actor: Actor, unknown: str | None = None) -> Reply:
        """What one can type; one sentence for a word that was not understood."""
        said_in = words(self.language(actor))
        return Reply(
            body=private.help_text(said_in) if unknown is None else private.refused(said_in, Refusal(UNKNOWN_WORD))
        )

    def home(self, actor: Actor) -> View:
        """The App Home of a person."""
        return self.own_tab.view(actor)

    def home_page(self, actor: Actor, on: On) -> View:
        """The App Home with another page of what waits. Raises BadPayload."""
        page = str(on.v)
        if not (page.isascii() and page.isdigit() and len(page) <= _LONGEST_PAGE):
            raise BadPayload(page)
        return self.own_tab.view(actor, int(page))

    def form_not_opened(self, actor: Actor) -> None:
        """Slack did not open a form: say so, so that the click is not lost on the person."""
        said_in = words(self.language(actor))
        self.whisper(replace(actor, key=f"{actor.key}:form"), private.refused(said_in, Refusal(NOT_OPENED)))

    def speak(self, actor: Actor, language: str | None) -> Reply:
        """Set the language of private answers and modals for a person."""
        if language is None:
            return Reply(body=private.refused(words(self.language(actor)), Refusal(UNKNOWN_LANGUAGE)))
        with self.database.unit_of_work() as uow:
            uow.preferences.set_language(actor.team, f"user:{actor.user}", language)
            uow.commit()
        return Reply(body=private.language_set(words(language)))

    def _spoken_by(self, team: str, user: str, default: str) -> str:
        with self.database.reading() as uow:
            chosen = uow.preferences.language(team, f"user:{user}")
        locale = self.directory(team).locale(user)
        return str(chosen) if chosen else language_of(locale) if locale else default

    def _wrong_people(self, said_in: Words, team: str, channel: str, new: NewConversation) -> dict[str, str]:
        """Our people must read the channel, the partner's must not; bots and deactivated people answer nothing."""
        errors: dict[str, str] = {}
        directory = self.directory(team)
        try:
            members = directory.members(channel)
            known = {user: directory.person(user) for user, _, _ in new.people}
        except Unanswered:  # what cannot be checked is not started
            return {setup.NAME: said_in.say(BUSY)}
        for user, side, role in new.people:
            person = known[user]
            block = setup.people_block(role) if side is Side.ours else setup.PARTNER_PEOPLE
            if person.deleted or person.bot:
                errors[block] = said_in.say("setup.error.cannot_answer")
            elif side is Side.partner and user in members:
                errors[block] = said_in.say("setup.error.partner_reads")
            elif side is Side.ours and person.stranger:
                errors[block] = said_in.say("setup.error.stranger")
            elif side is Side.ours and user not in members:
                errors[block] = said_in.say("setup.error.not_in_channel")
        return errors


def _theirs_to_read(records: list[Record], actor: Actor) -> list[Record]:
    """Without the conversations in which the person answers for the partner: where our side stands is not theirs to read."""
    return [
        record
        for record in records
        if all(person.id != actor.user for person in record.conversation.side(Side.partner))
    ]
