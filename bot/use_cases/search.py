"""Finding conversations again: listed by where they stand, found by words, shown by name.

Only those of channels in which the person is now. Slack is asked before the database is: nobody who writes waits for it.
"""

from dataclasses import replace

from bot.blocks import record
from bot.blocks.kit.payloads import BadPayload, On
from bot.blocks.kit.slack_types import Body
from bot.i18n.catalogue import Words, languages
from bot.i18n.commands import FIND, LIST, SHOW
from bot.i18n.refusals import (
    AGREEMENT_WITH_WHOM,
    FIND_WHAT,
    SHOW_WHAT,
    TOO_LONG_TO_FIND,
    UNKNOWN_STANDING,
    Refusal,
)
from bot.i18n.typed_words import ALL, nearest_standing
from bot.use_cases.access import Act
from bot.use_cases.base import UseCases
from bot.use_cases.steps import Actor, Answered, SlackReply, link_to, refused
from bot.use_cases.unanswered import Unanswered
from flows.text.plain import plain
from storage.conversations.finding import DUE, STANDINGS, Page, Reader
from storage.follow_up.check_ins import StoredCheckIn
from storage.unit_of_work import UnitOfWork

MOST_TYPED = 200
"""The longest text that is looked for: it goes into the button of the next page."""
_A_PAGE = 10


class SearchUseCases(UseCases):
    """What the record holds, for one person."""

    def listing(self, actor: Actor, where: str | None, typed: str = "") -> SlackReply:
        """List conversations that are open, decided, declined or due; ``where`` None: ``typed`` was not understood."""
        if where is None:
            refusal = Refusal(UNKNOWN_STANDING, typed=typed, nearest=nearest_standing(typed))
            raise refused(self.words_for(actor), refusal)
        return self._page(actor, LIST, where)

    def find(self, actor: Actor, text: str) -> SlackReply:
        """List conversations in which these words stand."""
        self._check_typed(actor, text, FIND_WHAT)
        return self._page(actor, FIND, text)

    def show(self, actor: Actor, name: str) -> SlackReply:
        """Show what is known of the partner of this name."""
        self._check_typed(actor, name, SHOW_WHAT)
        return self._page(actor, SHOW, name)

    def meant(self, actor: Actor, name: str) -> On:
        """Return the newest conversation about the partner of this name, one that was decided first; raises Answered where
        there is none, or more than one name."""
        self._check_typed(actor, name, AGREEMENT_WITH_WHOM)
        with self.outside(actor, Act.SEARCH) as said_in:
            reader = self._reader(actor)
            with self.database.reading() as uow:
                page = uow.conversations.finding.named(reader, name, limit=_A_PAGE)
            if len({plain(each.partner_name) for each in page.records}) != 1:  # none, or parts of several names
                near = "" if page.records else self._nearest(reader, name)
                found = _told(said_in, actor, SHOW, name, page, None, None, near)
                raise Answered(SlackReply(body=found, language=said_in.language))
        decided = [each for each in page.records if each.conversation.decision is not None]
        return On(c=(decided or page.records)[0].id)

    def newest(self, actor: Actor, limit: int) -> Page:
        """Return the newest conversations that this person may see; raises Unanswered."""
        reader = self._reader_in(actor)
        with self.database.reading() as uow:
            return uow.conversations.finding.standing(reader, None, today=uow.now.date(), limit=limit)

    def more(self, actor: Actor, on: On) -> SlackReply:
        """Show the next page, privately: ``c`` is the last conversation of the page before, empty for the first page."""
        what, _, language = str(on.q).partition(":")
        known = what in (FIND, SHOW) or (what == LIST and on.v in (ALL, DUE, *STANDINGS))
        if not known or not on.v or language not in ("", *languages()):
            raise BadPayload(str(on.q))
        asked = replace(actor, language=language or None)
        return self.tell(actor, self._page(asked, what, str(on.v), after=on.c or None))

    def _check_typed(self, actor: Actor, text: str, missing: str) -> None:
        """Raise Answered for a text that cannot be looked for."""
        if not plain(text):
            raise refused(self.words_for(actor), Refusal(missing))
        if len(text) > MOST_TYPED:
            raise refused(self.words_for(actor), Refusal(TOO_LONG_TO_FIND))

    def _page(self, actor: Actor, what: str, asked: str, after: str | None = None) -> SlackReply:
        with self.outside(actor, Act.SEARCH) as said_in:
            reader = self._reader(actor)
            check_in, near = None, ""
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
            if what != LIST and not page.records:
                near = self._nearest(reader, asked)
            body = _told(said_in, actor, what, asked, page, after, check_in, near)
            return SlackReply(body=body, language=said_in.language)

    def _nearest(self, reader: Reader, name: str) -> str:
        """Return the name that is spelled most like what was looked for and not found."""
        with self.database.reading() as uow:
            return uow.conversations.finding.nearest_name(reader, name)

    def reader_or_none(self, actor: Actor) -> Reader | None:
        """Return who looks; None when Slack does not say where they are."""
        try:
            return self._reader_in(actor)
        except Unanswered:
            return None

    def _reader(self, actor: Actor) -> Reader:
        """Return who looks; raises Refusal when Slack does not say where they are."""
        try:
            return self._reader_in(actor)
        except Unanswered as error:
            raise error.refusal from None

    def _reader_in(self, actor: Actor) -> Reader:
        """Return who looks, and in which channels they are; raises Unanswered. The channel where they stand is asked for itself:
        they may be new there."""
        channels = self.directory(actor.team).channels_of(actor.user)
        if actor.channel and not actor.direct and actor.channel not in channels:
            channels |= {actor.channel} if self.is_member(actor, actor.channel) else set()
        return Reader(actor.team, actor.user, channels)


def _told(
    said_in: Words,
    actor: Actor,
    what: str,
    asked: str,
    page: Page,
    after: str | None,
    check_in: StoredCheckIn | None,
    near: str = "",
) -> Body:
    """Return what a person reads of a page: one partnership where it is the one that was named, else a list."""
    on = None
    if page.more:
        on = On(c=page.records[-1].id, q=f"{what}:{actor.language or ''}", v=asked)
    if what == SHOW and page.records and after is None:
        first, *others = page.records
        if not others or plain(first.partner_name) == plain(asked):
            older = [(each, link_to(each)) for each in others]
            return record.shown(said_in, first, link_to(first), older, on, check_in)
    rows = [(each, link_to(each)) for each in page.records]
    return record.listing(said_in, rows, what, asked, here=actor.channel, more=on, near=near)


def _with_follow_up(uow: UnitOfWork, page: Page) -> tuple[Page, StoredCheckIn | None]:
    """Return the page with its first conversation whole, which no list carries, and the last check-in of that."""
    first = uow.conversations.get(page.records[0].team, page.records[0].id) if page.records else None
    if first is None:
        return page, None
    return replace(page, records=(first, *page.records[1:])), uow.check_ins.latest(first)
