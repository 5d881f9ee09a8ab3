"""The App Home of one person. A constant number of queries, whatever is stored; Slack is asked before the database is."""

from dataclasses import replace

from bot.blocks import home
from bot.blocks.kit.payloads import BadPayload, On
from bot.blocks.kit.slack_types import View
from bot.i18n.catalogue import words
from bot.use_cases.access import Act, is_partner
from bot.use_cases.base import UseCases, date_in_utc_minus_12
from bot.use_cases.steps import Actor
from bot.use_cases.unanswered import Unanswered
from storage.conversations.finding import Reader

_LONGEST_PAGE = 6
"""Digits of the number of a page."""
_MOST_PROMISED = 10
_MOST_ASKED = 3
"""Channels that are asked for by themselves: of the conversations that moved last."""


class AppHomeUseCases(UseCases):
    """What a person finds in the app's own tab."""

    def page(self, actor: Actor, on: On) -> View:
        """Return the tab with another page of what waits; raises BadPayload."""
        page = str(on.v)
        if not (page.isascii() and page.isdigit() and len(page) <= _LONGEST_PAGE):
            raise BadPayload(page)
        return self.view(actor, int(page))

    def view(self, actor: Actor, page: int = 0) -> View:
        """Return the tab, with this page of what waits.

        People who have left a channel read nothing of it any more; the partner's people never were in it.
        """
        try:
            channels = self.directory(actor.team).channels_of(actor.user)
        except Unanswered:
            channels = frozenset()
        with self.database.reading() as uow:
            language = words(self.spoken_to(uow, actor, None))
            own = uow.agenda.channels(actor.team, actor.user, limit=home.MOST_SHOWN)
        # Who was just invited is in at once; who left many channels does not cost a question to Slack each.
        unknown = [channel for channel in own if channel not in channels][:_MOST_ASKED]
        channels |= {channel for channel in unknown if self.is_member(actor, channel)}
        reader = Reader(actor.team, actor.user, channels)
        portfolio = self.may(actor, Act.READ_PORTFOLIO)
        with self.database.reading() as uow:
            theirs = uow.agenda.conversations(reader, limit=home.MOST_SHOWN + 1)
            shown = theirs[: home.MOST_SHOWN]
            waiting = uow.agenda.waiting(reader, a_page=home.MOST_WAITING, page=page)
            if page and not waiting.rows:  # it was answered meanwhile
                waiting = uow.agenda.waiting(reader, a_page=home.MOST_WAITING)
            known = uow.conversations.several(actor.team, {*shown, *(row.conversation for row in waiting.rows)})
            records = [known[id] for id in shown if id in known]
            found = home.AtHome(
                records=records,
                known=known,
                waiting=waiting,
                owned=uow.commitments.owned(actor.team, actor.user, channels=channels, limit=_MOST_PROMISED),
                dates=uow.agenda.next_dates(
                    [record.id for record in records if not is_partner(record.conversation, actor.user)]
                ),
                today=date_in_utc_minus_12(uow.now),
                more=len(theirs) > home.MOST_SHOWN,
            )
            if portfolio:
                found = replace(found, portfolio=uow.conversations.portfolios.of(reader))
        return home.home(language, self.guide, actor.user, found)
