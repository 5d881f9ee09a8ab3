"""A file of the record for one person: a conversation, or all that they may see, as a team, a board or a partner may read it."""

import re
from collections.abc import Sequence

from bot.blocks import answers_private as private
from bot.blocks import export as blocks
from bot.directory import Unanswered
from bot.i18n import words
from bot.keeping.formats import ENDINGS
from bot.looking_up import LookUp
from bot.payloads import Modal, On
from bot.refusals import BUSY, Refusal
from bot.turns import Actor, House, Reply, Turn, Turns
from storage.finding import Page, fold
from storage.records import Message

MOST = 200
"""How many conversations go into one file; the newest."""
_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 40


class Exports(Turns):
    """Who reads the channel takes a file of what they read; it comes to them alone, and holds nothing hidden."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.record = LookUp(house)

    def typed(self, actor: Actor, name: str) -> Reply:
        """The form for the partner of this name, or for all that the person may see."""
        if fold(name):
            found = self.record.meant(actor, name)
            return found if isinstance(found, Reply) else self.open(actor, found)
        page = self._readable(actor)
        if isinstance(page, Reply):
            return page
        said_in = words(self.language(actor))
        about = blocks.several(said_in, len(page.records), more=page.more)
        return Reply(view=blocks.export_modal(said_in, about, None), language=said_in.language)

    def open(self, actor: Actor, on: On) -> Reply:
        """The form for one conversation."""

        def look(turn: Turn) -> Reply:
            about = blocks.one(turn.words, turn.record.partner_name)
            return Reply(view=blocks.export_modal(turn.words, about, turn.record.id))

        return self.look(actor, on.c, look, need_member=True)

    def send(self, actor: Actor, modal: Modal, view: str, form: str) -> Reply:
        """Send the file. What may be seen is asked again: a form can stay open for long."""
        if modal.c is None:
            page = self._readable(actor)
            if isinstance(page, Reply):
                return page
            said_in = words(modal.lang)
            about = blocks.several(said_in, len(page.records), more=page.more)
            message = _message(actor, said_in.language, view, form, [one.id for one in page.records], about, "")
            return self._written(actor, said_in.language, message)
        wanted: list[Message] = []

        def look(turn: Turn) -> Reply:
            partner = turn.record.partner_name
            about = blocks.one(turn.words, partner)
            wanted.append(_message(actor, turn.words.language, view, form, [turn.record.id], about, partner))
            return Reply()

        reply = self.look(actor, modal.c, look, need_member=True)
        return self._written(actor, reply.language, wanted[0]) if wanted else reply

    def _readable(self, actor: Actor) -> Page | Reply:
        """The newest conversations that this person may see; why there are none."""
        said_in = words(self.language(actor))
        if refusal := self.outsider(actor, said_in):
            return Reply(body=refusal)
        try:
            page = self.record.newest(actor, MOST)
        except Unanswered:
            return Reply(body=private.refused(said_in, Refusal(BUSY)))
        return page if page.records else Reply(body=private.said(said_in.say("list.none")))

    def _written(self, actor: Actor, language: str, message: Message) -> Reply:
        with self.database.unit_of_work() as uow:
            if uow.inbox.first_time(actor.key):
                uow.outbox.write(message)
                uow.commit()
        self.wake()
        return Reply(body=blocks.underway(words(language)), language=language)


def _message(
    actor: Actor, language: str, view: str, form: str, conversations: Sequence[str], about: str, partner: str
) -> Message:
    said_in = words(language)
    file = _NAME.sub("-", fold(partner)).strip("-")[:_LONGEST_NAME].strip("-") or "partnerships"
    content = {"conversations": list(conversations), "form": form, "view": view, "language": language}
    return Message(
        kind="direct",
        team=actor.team,
        channel="",
        user=actor.user,
        conversation=conversations[0] if partner else None,  # erased with it
        body=blocks.brought(said_in, about, view),
        dedupe_key=f"export:{actor.key}",
        document=blocks.document(said_in, content, file, ENDINGS[form]),
    )
