"""The quick screening: one form for one person. A no and a later go into the ledger, untold; a look opens a conversation."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from bot.blocks import quick as quick_blocks
from bot.blocks import screening, setup
from bot.blocks.kit.payloads import Modal
from bot.blocks.kit.view_state import typed_in
from bot.i18n.catalogue import Words
from bot.use_cases import recorded
from bot.use_cases.access import Act
from bot.use_cases.base import Services, UseCases, date_in_utc_minus_12
from bot.use_cases.opening import OpeningUseCases
from bot.use_cases.steps import Actor, Answered, SlackReply
from flows.conversation import quick
from flows.ledger import LedgerEntry
from flows.text.senders import who_wrote
from storage.records import Record

_LATER = timedelta(days=90)


class QuickUseCases(UseCases):
    """The use cases of the quick screening."""

    def __init__(self, services: Services, opening: OpeningUseCases) -> None:
        super().__init__(services)
        self.opening = opening

    def ask(self, actor: Actor, name: str = "", text: str = "") -> SlackReply:
        """Open the form; ``text`` is the message that it is about."""
        where = "" if actor.direct else actor.channel
        with self.outside(actor, Act.START) as said_in:
            if where:
                if unfit := self.unfit_channel(actor, said_in):
                    raise Answered(SlackReply(body=unfit, language=said_in.language))
                self.check_here(actor, Act.START_HERE)
            view = quick_blocks.quick_modal(
                said_in, self.guide, channel=where, opener=actor.user, wrote=name or who_wrote(text)
            )
            return SlackReply(view=view, language=said_in.language)

    def end(self, actor: Actor, modal: Modal, state: Mapping[str, Any]) -> SlackReply:
        """Take the form: note a no, or a later, or go on to a conversation; who else answers is asked before that one begins."""
        look = bool(modal.more)
        given = quick_blocks.quick_values(self.guide, state, look=look)
        here = replace(actor, channel=modal.channel or setup.chosen_channel(state))
        with self.outside(here, Act.START) as said_in:
            if errors := self.opening.unfit_errors(here, said_in, setup.NAME if modal.channel else setup.CHANNEL):
                return SlackReply(errors=errors)
            if not given.name:
                return SlackReply(errors={setup.NAME: said_in.say("setup.error.name")})
            if given.end == quick.LOOK and not look:
                view = quick_blocks.quick_modal(
                    said_in,
                    self.guide,
                    channel=here.channel,
                    opener=actor.user,
                    look=True,
                    namesake=self.opening.namesake(here, given.name),
                    typed=typed_in(state),
                )
                return SlackReply(view=view, language=said_in.language)
            if given.end == quick.LOOK:
                new = setup.setup_values(state, actor.user, modal.lang)
                known = partial(quick.filled_in, person=actor.user, raw=given.raw, doubt=given.bothers)
                return self.opening.begin(here, said_in, new, known)
        return self._kept(here, said_in, given)

    def _kept(self, actor: Actor, said_in: Words, given: quick_blocks.Screened) -> SlackReply:
        """Keep a no or a later in the ledger; the person alone reads what came of it."""
        zone = self.zone_of(actor)
        conversation = quick.stopped(self.guide, actor.user, said_in.language, given.raw)
        with self.once(actor) as uow:
            day = date_in_utc_minus_12(uow.now) + _LATER
            later = given.end == quick.LATER
            entry = LedgerEntry(reason=given.bothers, on=day if later else None, by=actor.user)
            record = uow.conversations.add(
                Record(
                    id=uuid.uuid4().hex,
                    team=actor.team,
                    channel=actor.channel,
                    partner_name=given.name,
                    language=said_in.language,
                    conversation=conversation,
                )
            )
            uow.ledger.put(record.id, entry, zone)
            recorded.note(uow, actor, Act.START, record)
        record = replace(record, ledger=entry)
        view = (
            quick_blocks.asked_again(said_in, record, day)
            if later
            else screening.decline_note(said_in, record, confirm=False)
        )
        return SlackReply(view=view, language=said_in.language)
