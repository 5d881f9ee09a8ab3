"""The App Home of one person. A constant number of queries, whatever is stored; Slack is asked before the database is."""

from dataclasses import replace

from bot.blocks import home
from bot.directory import Unanswered
from bot.i18n import words
from bot.turns import Actor, Turns, View, is_partner
from storage.finding import Reader
from storage.records import Record

_MOST_PROMISED = 10
_MOST_ASKED = 3
"""Channels that are asked for by themselves: of the conversations that moved last."""
_MOST_CHECK_INS = 10


class Home(Turns):
    """What a person finds in the app's own tab."""

    def view(self, actor: Actor) -> View:
        """The tab. Who has left a channel reads nothing of it any more; the partner's people never were in it."""
        try:
            channels = self.directory(actor.team).channels_of(actor.user)
        except Unanswered:
            channels = frozenset()
        with self.database.reading() as uow:
            language = words(self.spoken_to(uow, actor, None))
            records = uow.conversations.for_person(actor.team, actor.user, limit=home.MOST_SHOWN + 1)
        more = len(records) > home.MOST_SHOWN
        # Who was just invited is in at once; who left many channels does not cost a question to Slack each.
        own = dict.fromkeys(one.channel for one in records if not is_partner(one.conversation, actor.user))
        unknown = [one for one in own if one not in channels][:_MOST_ASKED]
        channels |= {one for one in unknown if self.is_member(actor, one)}
        records = [one for one in records[: home.MOST_SHOWN] if self._may_read(one, actor, channels)]
        reader = Reader(actor.team, actor.user, channels)
        outsider = self.outsider(actor, language) is not None
        ids = [one.id for one in records]
        ours = [one.id for one in records if not is_partner(one.conversation, actor.user)]
        with self.database.reading() as uow:
            found = home.AtHome(
                records=records,
                owned=uow.commitments.owned(actor.team, actor.user, limit=_MOST_PROMISED),
                check_ins=uow.agenda.check_ins(actor.user, ids)[:_MOST_CHECK_INS],
                dates=uow.agenda.next_dates(ours),
                more=more,
            )
            if not outsider:
                found = replace(found, portfolio=uow.conversations.portfolios.of(reader))
        return home.home(language, self.guide, actor.user, found)

    def _may_read(self, record: Record, actor: Actor, channels: frozenset[str]) -> bool:
        return is_partner(record.conversation, actor.user) or record.channel in channels
