"""Finding conversations again: listed by where they stand, found by words, shown by name.

Only those of channels in which the person is now. Slack is asked before the database is: nobody who writes waits for it.
"""

from dataclasses import replace

from bot.blocks import answers_private as private
from bot.blocks import record
from bot.directory import Unanswered
from bot.i18n import languages, words
from bot.payloads import BadPayload, On
from bot.refusals import AGREEMENT_WITH_WHOM, BUSY, FIND_WHAT, SHOW_WHAT, TOO_LONG_TO_FIND, UNKNOWN_STANDING, Refusal
from bot.turns import Actor, Body, Reply, Turns, link_to
from bot.typed_words import ALL, FIND, LIST, SHOW
from storage.check_ins import StoredCheckIn
from storage.finding import DUE, STANDINGS, Page, Reader, fold
from storage.unit_of_work import UnitOfWork

MOST_TYPED = 200
"""The longest text that is looked for: it goes into the button of the next page."""
_A_PAGE = 10


class LookUp(Turns):
    """What the record holds, for one person."""

    def listing(self, actor: Actor, where: str | None) -> Reply:
        """Conversations that are open, decided, declined or due; ``where`` None is a word that was not understood."""
        if where is None:
            return self._refused(actor, UNKNOWN_STANDING)
        return self._page(actor, LIST, where)

    def find(self, actor: Actor, text: str) -> Reply:
        """Conversations in which these words stand."""
        return self._typed(actor, FIND, text, FIND_WHAT)

    def show(self, actor: Actor, name: str) -> Reply:
        """What is known of the partner of this name."""
        return self._typed(actor, SHOW, name, SHOW_WHAT)

    def meant(self, actor: Actor, name: str) -> On | Reply:
        """The newest conversation about the partner of this name, one that was decided first; or why there is none."""
        if not fold(name):
            return self._refused(actor, AGREEMENT_WITH_WHOM)
        if len(name) > MOST_TYPED:
            return self._refused(actor, TOO_LONG_TO_FIND)
        if refusal := self.outsider(actor, words(self.language(actor))):
            return Reply(body=refusal)
        try:
            reader = self._reader(actor)
        except Unanswered:
            return self._refused(actor, BUSY)
        with self.database.reading() as uow:
            page = uow.conversations.finding.named(reader, name, limit=_A_PAGE)
        if len({fold(one.partner_name) for one in page.records}) != 1:  # none, or parts of several names
            return Reply(body=self._told(actor, SHOW, name, page, None, None))
        decided = [one for one in page.records if one.conversation.decision is not None]
        return On(c=(decided or page.records)[0].id)

    def newest(self, actor: Actor, limit: int) -> Page:
        """The newest conversations that this person may see; raises Unanswered."""
        reader = self._reader(actor)
        with self.database.reading() as uow:
            return uow.conversations.finding.standing(reader, None, today=uow.now.date(), limit=limit)

    def more(self, actor: Actor, on: On) -> Reply:
        """The next page, privately: ``c`` is the last conversation of the page before, empty for the first page."""
        what, _, language = str(on.q).partition(":")
        known = what in (FIND, SHOW) or (what == LIST and on.v in (ALL, DUE, *STANDINGS))
        if not known or not on.v or language not in ("", *languages()):
            raise BadPayload(str(on.q))
        asked = Actor(**{**vars(actor), "language": language or None})
        body = self._page(asked, what, str(on.v), after=on.c or None).body
        if body is not None and actor.surface == "thread":
            self.whisper(actor, body)
            return Reply()
        return Reply(body=body, language=language or self.language(actor))

    def _typed(self, actor: Actor, what: str, text: str, missing: str) -> Reply:
        if not fold(text):
            return self._refused(actor, missing)
        if len(text) > MOST_TYPED:
            return self._refused(actor, TOO_LONG_TO_FIND)
        return self._page(actor, what, text)

    def _refused(self, actor: Actor, key: str) -> Reply:
        return Reply(body=private.refused(words(self.language(actor)), Refusal(key)))

    def _page(self, actor: Actor, what: str, asked: str, after: str | None = None) -> Reply:
        said_in = words(self.language(actor))
        if refusal := self.outsider(actor, said_in):
            return Reply(body=refusal)
        try:
            reader = self._reader(actor)
        except Unanswered:
            return self._refused(actor, BUSY)
        check_in = None
        with self.database.reading() as uow:
            finding = uow.conversations.finding
            if what == LIST:
                where = None if asked == ALL else asked
                page = finding.standing(reader, where, today=uow.now.date(), limit=_A_PAGE, after=after)
            elif what == FIND:
                page = finding.words(reader, asked, limit=_A_PAGE, after=after)
            else:
                page = finding.named(reader, asked, limit=_A_PAGE, after=after)
                page, check_in = _with_follow_up(uow, page)
        return Reply(body=self._told(actor, what, asked, page, after, check_in))

    def _told(
        self, actor: Actor, what: str, asked: str, page: Page, after: str | None, check_in: StoredCheckIn | None
    ) -> Body:
        said_in = words(self.language(actor))
        on = None
        if page.more:
            on = On(c=page.records[-1].id, q=f"{what}:{actor.language or ''}", v=asked)
        if what == SHOW and page.records and after is None:
            first, *others = page.records
            if not others or fold(first.partner_name) == fold(asked):
                older = [(one, link_to(one)) for one in others]
                return record.shown(said_in, first, link_to(first), older, on, check_in)
        rows = [(one, link_to(one)) for one in page.records]
        return record.listing(said_in, rows, what, asked, here=actor.channel, more=on)

    def reader_or_none(self, actor: Actor) -> Reader | None:
        """Who looks; None when Slack does not say where they are."""
        try:
            return self._reader(actor)
        except Unanswered:
            return None

    def _reader(self, actor: Actor) -> Reader:
        """Who looks, and in which channels they are. The channel where they stand is asked for itself: they may be new there."""
        channels = self.directory(actor.team).channels_of(actor.user)
        if actor.channel and not actor.channel.startswith("D") and actor.channel not in channels:
            channels |= {actor.channel} if self.is_member(actor, actor.channel) else set()
        return Reader(actor.team, actor.user, channels)


def _with_follow_up(uow: UnitOfWork, page: Page) -> tuple[Page, StoredCheckIn | None]:
    """The first conversation with what was promised, which no list carries, and its last check-in."""
    first = uow.conversations.get(page.records[0].team, page.records[0].id) if page.records else None
    if first is None:
        return page, None
    return replace(page, records=(first, *page.records[1:])), uow.check_ins.latest(first)
