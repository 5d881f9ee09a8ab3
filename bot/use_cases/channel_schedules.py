"""``/partnership checkin`` in a channel: which of its partnerships is meant, then what is done with its dates."""

import re
from collections.abc import Sequence

from bot.blocks import schedule as schedule_blocks
from bot.blocks.kit.payloads import On
from bot.i18n.refusals import NO_SUCH_NAME, NONE_FOLLOWED, NONE_IN_DIRECT, Refusal
from bot.i18n.typed_words import check_in
from bot.use_cases.access import Act, is_partner
from bot.use_cases.base import Services, UseCases
from bot.use_cases.schedules import ScheduleUseCases
from bot.use_cases.steps import Actor, SlackReply
from flows.schedules.schedule_words import BEFORE
from flows.text.plain import plain, typed
from storage.records import Record

MOST_TYPED = 300
"""What is typed goes into the buttons that ask which one is meant."""
_MOST_HERE = 50
_A_NAME = re.compile(r"^(?P<name>.*\D)\s*:(?:\s+|$)(?P<rest>.*)$", re.DOTALL)
"""A colon after a digit is that of a time: 9:00."""


class ChannelScheduleUseCases(UseCases):
    """The use cases of the dates of a channel's partnerships."""

    def __init__(self, services: Services, schedules: ScheduleUseCases) -> None:
        super().__init__(services)
        self.schedules = schedules

    def typed(self, actor: Actor, text: str) -> SlackReply:
        """Take what follows ``checkin``: a name where there are several, and what is wanted."""
        with self.outside(actor, Act.FIND_DATES) as said_in:
            if actor.direct:
                raise Refusal(NONE_IN_DIRECT)
            self.check_here(actor, Act.READ_DATES_OF_CHANNEL)
            with self.database.reading() as uow:
                there = uow.conversations.followed_up(actor.team, actor.channel, limit=_MOST_HERE)
            theirs = [record for record in there if not is_partner(record.conversation, actor.user)]
            if not theirs:
                raise Refusal(NONE_FOLLOWED)
            meant, rest = _meant(theirs, text[: MOST_TYPED + 1])
            if not meant:
                raise Refusal(NO_SUCH_NAME)
            if len(meant) > 1:
                return SlackReply(body=schedule_blocks.which(said_in, meant, rest), language=said_in.language)
        return self._asked(actor, meant[0].id, rest)

    def chosen(self, actor: Actor, on: On) -> SlackReply:
        """Go on with the one that was clicked."""
        return self._asked(actor, on.c, on.v or "")

    def _asked(self, actor: Actor, conversation: str, text: str) -> SlackReply:
        typed = check_in(text)
        return self.schedules.typed(actor, On(c=conversation), typed.word, typed.rest)


def _meant(records: Sequence[Record], text: str) -> tuple[list[Record], str]:
    """Return which of them are meant, and what is left to read; none when a name was written that none of them has."""
    for at in [*(found.start() for found in re.finditer(":", text)), len(text)]:
        named = [record for record in records if plain(record.partner_name) == plain(typed(text[:at]))]
        if named:
            return named, text[at + 1 :].strip()
    found = _A_NAME.match(text)
    if found is None or BEFORE.search(plain(found["name"])):  # "before each payment: 1 May"
        return list(records), text
    looked_for = plain(typed(found["name"]))
    return [record for record in records if looked_for in plain(record.partner_name)], found["rest"].strip()
