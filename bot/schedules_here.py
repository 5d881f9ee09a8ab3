"""``/partnership checkin`` in a channel: which of its partnerships is meant, then what is done with its dates."""

import re
from collections.abc import Sequence

from bot.blocks import answers_private as private
from bot.blocks import schedule as blocks
from bot.i18n import words
from bot.payloads import On
from bot.refusals import NO_SUCH_NAME, NONE_FOLLOWED, Refusal
from bot.scheduling import Scheduling
from bot.turns import Actor, House, Reply, Turns, is_partner
from bot.typed_words import check_in
from flows.errors import NotExpected
from flows.follow_up.schedule_words import BEFORE
from flows.follow_up.typed_dates import plain
from storage.finding import fold
from storage.records import Record

MOST_TYPED = 300
"""What is typed goes into the buttons that ask which one is meant."""
_MOST_HERE = 50
_A_NAME = re.compile(r"^(?P<name>.*\D)\s*:(?:\s+|$)(?P<rest>.*)$", re.DOTALL)
"""A colon after a digit is that of a time: 9:00."""


class SchedulesHere(Turns):
    """The dates of a channel's partnerships."""

    def __init__(self, house: House, scheduling: Scheduling) -> None:
        super().__init__(house)
        self.scheduling = scheduling

    def typed(self, actor: Actor, text: str) -> Reply:
        """What follows ``checkin``: a name where there are several, and what is wanted."""
        said_in = words(self.language(actor))
        if refusal := self.outsider(actor, said_in):
            return Reply(body=refusal)
        if actor.channel.startswith("D"):
            return Reply(body=private.refused(said_in, Refusal(NONE_FOLLOWED)))
        if not self.is_member(actor, actor.channel):
            return Reply(body=private.refused(said_in, NotExpected(person=actor.user)))
        with self.database.reading() as uow:
            there = uow.conversations.followed_up(actor.team, actor.channel, limit=_MOST_HERE)
        theirs = [one for one in there if not is_partner(one.conversation, actor.user)]
        if not theirs:
            return Reply(body=private.refused(said_in, Refusal(NONE_FOLLOWED)))
        meant, rest = _meant(theirs, text[: MOST_TYPED + 1])
        if not meant:
            return Reply(body=private.refused(said_in, Refusal(NO_SUCH_NAME)))
        if len(meant) > 1:
            return Reply(body=blocks.which(said_in, meant, rest))
        return self._asked(actor, meant[0].id, rest)

    def chosen(self, actor: Actor, on: On) -> Reply:
        """Which one is meant was clicked."""
        return self._asked(actor, on.c, on.v or "")

    def _asked(self, actor: Actor, conversation: str, text: str) -> Reply:
        typed = check_in(text)
        return self.scheduling.typed(actor, On(c=conversation), typed.word, typed.rest)


def _meant(records: Sequence[Record], text: str) -> tuple[list[Record], str]:
    """Which of them are meant, and what is left to read. None: a name was written that none of them has."""
    for at in [*(found.start() for found in re.finditer(":", text)), len(text)]:
        named = [one for one in records if fold(one.partner_name) == fold(text[:at])]
        if named:
            return named, text[at + 1 :].strip()
    found = _A_NAME.match(text)
    if found is None or BEFORE.search(plain(found["name"])):  # "before each payment: 1 May"
        return list(records), text
    looked_for = fold(found["name"])
    return [one for one in records if looked_for in fold(one.partner_name)], found["rest"].strip()
