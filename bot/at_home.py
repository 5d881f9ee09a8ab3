"""The App Home of one person. A constant number of queries, whatever is stored; Slack is asked before the database is."""

from dataclasses import replace

from bot.blocks import home
from bot.directory import Unanswered
from bot.i18n import words
from bot.turns import Actor, Turns, View, is_partner, today
from storage.finding import Reader

_MOST_PROMISED = 10
_MOST_ASKED = 3
"""Channels that are asked for by themselves: of the conversations that moved last."""


class Home(Turns):
    """What a person finds in the app's own tab."""

    def view(self, actor: Actor, page: int = 0) -> View:
        """The tab, with this page of what waits. Who has left a channel reads nothing of it any more; the partner's people never
        were in it."""
        try:
            channels = self.directory(actor.team).channels_of(actor.user)
        except Unanswered:
            channels = frozenset()
        with self.database.reading() as uow:
            language = words(self.spoken_to(uow, actor, None))
            own = uow.agenda.channels(actor.team, actor.user, limit=home.MOST_SHOWN)
        # Who was just invited is in at once; who left many channels does not cost a question to Slack each.
        unknown = [one for one in own if one not in channels][:_MOST_ASKED]
        channels |= {one for one in unknown if self.is_member(actor, one)}
        reader = Reader(actor.team, actor.user, channels)
        outsider = self.outsider(actor, language) is not None
        with self.database.reading() as uow:
            theirs = uow.agenda.conversations(reader, limit=home.MOST_SHOWN + 1)
            shown = theirs[: home.MOST_SHOWN]
            waiting = uow.agenda.waiting(reader, a_page=home.MOST_WAITING, page=page)
            if page and not waiting.rows:  # it was answered meanwhile
                waiting = uow.agenda.waiting(reader, a_page=home.MOST_WAITING)
            known = uow.conversations.several(actor.team, {*shown, *(one.conversation for one in waiting.rows)})
            records = [known[one] for one in shown if one in known]
            found = home.AtHome(
                records=records,
                known=known,
                waiting=waiting,
                owned=uow.commitments.owned(actor.team, actor.user, limit=_MOST_PROMISED),
                dates=uow.agenda.next_dates(
                    [one.id for one in records if not is_partner(one.conversation, actor.user)]
                ),
                today=today(uow.now),
                more=len(theirs) > home.MOST_SHOWN,
            )
            if not outsider:
                found = replace(found, portfolio=uow.conversations.portfolios.of(reader))
        return home.home(language, self.guide, actor.user, found)
