"""A file of the record for one person: a conversation, or all that they may see, as a team, a board or a partner may read it."""

import re
from collections.abc import Sequence

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks import export as export_blocks
from bot.blocks.kit.payloads import Modal, On
from bot.documents.record.formats import ENDINGS
from bot.i18n.catalogue import Words, words
from bot.use_cases.access import Act
from bot.use_cases.base import Services, UseCases
from bot.use_cases.search import SearchUseCases
from bot.use_cases.steps import Actor, Answered, SlackReply
from bot.use_cases.unanswered import Unanswered
from flows.text.plain import plain
from storage.conversations.finding import Page
from storage.records import Message

MOST = 200
"""How many conversations go into one file; the newest."""
_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 40


class ExportUseCases(UseCases):
    """Who reads the channel takes a file of what they read; it comes to them alone, and holds nothing hidden."""

    def __init__(self, services: Services, search: SearchUseCases) -> None:
        super().__init__(services)
        self.search = search

    def typed(self, actor: Actor, name: str) -> SlackReply:
        """Open the form for the partner of this name, or for all that the person may see."""
        if plain(name):
            return self.open(actor, self.search.meant(actor, name))
        with self.outside(actor, Act.EXPORT_EVERYTHING) as said_in:
            page = self._readable(actor, said_in)
            about = export_blocks.several(said_in, len(page.records), more=page.more)
            return SlackReply(view=export_blocks.export_modal(said_in, about, None), language=said_in.language)

    def open(self, actor: Actor, on: On) -> SlackReply:
        """Open the form for one conversation."""
        with self.look(actor, on.c, Act.EXPORT_CONVERSATION) as look:
            about = export_blocks.one(look.words, look.record.partner_name)
            return look.reply(view=export_blocks.export_modal(look.words, about, look.record.id))

    def send(self, actor: Actor, modal: Modal, view: str, form: str) -> SlackReply:
        """Send the file. What may be seen is asked again: a form can stay open for long."""
        if modal.c is None:
            return self._send_everything(actor, modal, view, form)
        with self.look(actor, modal.c, Act.EXPORT_CONVERSATION) as look:
            partner = look.record.partner_name
            about = export_blocks.one(look.words, partner)
            look.send([_message(actor, look.words.language, view, form, [look.record.id], about, partner)])
            return look.reply(body=export_blocks.underway(look.words))

    def _send_everything(self, actor: Actor, modal: Modal, view: str, form: str) -> SlackReply:
        with self.outside(actor, Act.EXPORT_EVERYTHING) as said_in:
            page = self._readable(actor, said_in)
        said_in = words(modal.lang)
        about = export_blocks.several(said_in, len(page.records), more=page.more)
        ids = [record.id for record in page.records]
        self.send_once(actor, _message(actor, said_in.language, view, form, ids, about, ""), act=Act.EXPORT_EVERYTHING)
        return SlackReply(body=export_blocks.underway(said_in), language=said_in.language)

    def _readable(self, actor: Actor, said_in: Words) -> Page:
        """Return the newest conversations that this person may see; raises Refusal, or Answered when there are none."""
        try:
            page = self.search.newest(actor, MOST)
        except Unanswered as error:
            raise error.refusal from None
        if not page.records:
            nothing = answers_private_blocks.said(said_in.say("list.none"))
            raise Answered(SlackReply(body=nothing, language=said_in.language))
        return page


def _message(
    actor: Actor, language: str, view: str, form: str, conversations: Sequence[str], about: str, partner: str
) -> Message:
    said_in = words(language)
    file = _NAME.sub("-", plain(partner)).strip("-")[:_LONGEST_NAME].strip("-") or "partnerships"
    content = {"conversations": list(conversations), "form": form, "view": view, "language": language}
    return Message(
        kind="direct",
        team=actor.team,
        channel="",
        user=actor.user,
        conversation=conversations[0] if partner else None,  # erased with it
        body=export_blocks.brought(said_in, about, view),
        dedupe_key=f"export:{actor.key}",
        document=export_blocks.document(said_in, content, file, ENDINGS[form]),
    )
