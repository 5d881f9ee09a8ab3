"""The draft of an agreement for the people of a team: opened to copy, in either language, sent as a file, made into a canvas."""

from bot.blocks import agreement as agreement_blocks
from bot.blocks.kit.payloads import BadPayload, Modal, On
from bot.documents.agreement.draft import Agreement, check_drafted, draft
from bot.documents.agreement.enclosed import WORD, enclosed, file_name
from bot.documents.agreement.markdown import Names, as_canvas, pieces
from bot.i18n.catalogue import languages, words
from bot.use_cases.access import Act
from bot.use_cases.base import Services, UseCases
from bot.use_cases.search import SearchUseCases
from bot.use_cases.steps import Actor, ConversationReading, SlackReply
from storage.records import CANVAS, Document, Message


class AgreementUseCases(UseCases):
    """Who reads the channel reads the draft, and decides who else does; the partner's people do not open it themselves."""

    def __init__(self, services: Services, search: SearchUseCases) -> None:
        super().__init__(services)
        self.search = search

    def open(self, actor: Actor, on: On) -> SlackReply:
        """Open the draft to copy; ``v`` asks for it in another language than one's own."""
        with self.look(actor, on.c, Act.READ_AGREEMENT) as look:
            drafted = _drafted(look, on.v or look.words.language)
            text = pieces(drafted, self.directory(actor.team).name)
            opening = f"{look.uow.now.timestamp():.3f}"
            view = agreement_blocks.agreement_modal(
                look.words, look.record, text, drafted.language, opening, other_languages=on.v is None
            )
            return look.reply(view=view)

    def offer(self, actor: Actor, on: On) -> SlackReply:
        """Offer a button to the draft, where nothing was clicked."""
        with self.look(actor, on.c, Act.READ_AGREEMENT) as look:
            check_drafted(look.record)
            return look.reply(body=agreement_blocks.agreement_offered(look.words, look.record))

    def named(self, actor: Actor, name: str) -> SlackReply:
        """Open the draft with the partner of this name."""
        return self.open(actor, self.search.meant(actor, name))

    def send_word_file(self, actor: Actor, on: On) -> SlackReply:
        """Send it as a Word file to this person alone, once for each time that they opened the draft."""
        with self.look(actor, on.c, Act.READ_AGREEMENT) as look:
            drafted = _drafted(look, str(on.v))
            look.send([_word_file(look, drafted, str(on.q), self.directory(actor.team).name)])
            return look.reply(body=agreement_blocks.word_file_underway(look.words))

    def make_canvas(self, actor: Actor, modal: Modal) -> SlackReply:
        """Make a canvas of it in the channel: the relay does, and tells this person what became of it."""
        with self.look(actor, str(modal.c), Act.READ_AGREEMENT) as look:
            look.send([_canvas(look, _drafted(look, str(modal.q)))])
            return look.reply(body=agreement_blocks.canvas_underway(look.words))


def _drafted(look: ConversationReading, language: str) -> Agreement:
    if language not in languages():
        raise BadPayload(language)
    return draft(look.record, look.uow.schedules.of(look.record.id), words(language), look.uow.now)


def _canvas(look: ConversationReading, drafted: Agreement) -> Message:
    record, actor = look.record, look.actor
    return Message(
        kind=CANVAS,
        team=record.team,
        channel=record.channel,
        conversation=record.id,
        user=actor.user,
        body={"text": drafted.title, "markdown": as_canvas(drafted), "language": look.words.language},
        dedupe_key=f"canvas:{record.id}:{actor.key}",
    )


def _word_file(look: ConversationReading, drafted: Agreement, opening: str, names: Names) -> Message:
    record, user = look.record, look.actor.user
    document = Document(
        kind=WORD,
        content=enclosed(drafted, names),
        name=file_name(drafted),
        title=drafted.title,
        refused=agreement_blocks.word_file_refused(look.words, record),
        not_made=agreement_blocks.word_file_not_made(look.words, record),
    )
    return Message(
        kind="direct",
        team=record.team,
        channel="",
        conversation=record.id,
        user=user,
        body={"text": agreement_blocks.word_file_text(look.words, record)},
        document=document,
        dedupe_key=f"agreement:{record.id}:{user}:{drafted.language}:{opening}",
    )
