"""The draft of an agreement for the people of a team: opened to copy, in either language, sent as a file, made into a canvas."""

from collections.abc import Callable

from bot.agreement.draft import Agreement, check_drafted, draft
from bot.agreement.enclosed import WORD, enclosed, file_name
from bot.agreement.markdown import Names, as_canvas, pieces
from bot.blocks import agreement as blocks
from bot.blocks.elements import Body
from bot.i18n import Words, languages, words
from bot.looking_up import LookUp
from bot.payloads import BadPayload, Modal, On
from bot.turns import Actor, House, Reply, Turn, Turns
from storage.records import CANVAS, Document, Message


class Agreements(Turns):
    """Who reads the channel reads the draft, and decides who else does; the partner's people do not open it themselves."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.record = LookUp(house)

    def open(self, actor: Actor, on: On) -> Reply:
        """The draft to copy; ``v`` asks for it in another language than one's own."""

        def look(turn: Turn) -> Reply:
            drafted = _drafted(turn, on.v or turn.words.language)
            text = pieces(drafted, self.directory(actor.team).name)
            language = drafted.language
            opening = f"{turn.uow.now.timestamp():.3f}"
            view = blocks.agreement_modal(
                turn.words, turn.record, text, language, opening, other_languages=on.v is None
            )
            return Reply(view=view)

        return self.look(actor, on.c, look, need_member=True)

    def offer(self, actor: Actor, on: On) -> Reply:
        """A button to the draft, where nothing was clicked."""

        def look(turn: Turn) -> Reply:
            check_drafted(turn.record)
            return Reply(body=blocks.agreement_offered(turn.words, turn.record))

        return self.look(actor, on.c, look, need_member=True)

    def named(self, actor: Actor, name: str) -> Reply:
        """The draft with the partner of this name."""
        found = self.record.meant(actor, name)
        return found if isinstance(found, Reply) else self.open(actor, found)

    def send_word_file(self, actor: Actor, on: On) -> Reply:
        """Send it as a Word file to this person alone, once for each time that they opened the draft."""

        def sent(turn: Turn) -> Message:
            return _word_file(turn, _drafted(turn, str(on.v)), str(on.q), self.directory(actor.team).name)

        return self._order(actor, on.c, sent, blocks.word_file_underway)

    def make_canvas(self, actor: Actor, modal: Modal) -> Reply:
        """Make a canvas of it in the channel: the relay does, and tells this person what became of it."""

        def made(turn: Turn) -> Message:
            return _canvas(turn, _drafted(turn, str(modal.q)))

        return self._order(actor, str(modal.c), made, blocks.canvas_underway)

    def _order(
        self, actor: Actor, conversation: str, order: Callable[[Turn], Message], underway: Callable[[Words], Body]
    ) -> Reply:
        """Look, as everybody who reads the draft may; then write what the relay is to do."""
        wanted: list[Message] = []

        def look(turn: Turn) -> Reply:
            wanted.append(order(turn))
            return Reply(body=underway(turn.words))

        reply = self.look(actor, conversation, look, need_member=True)
        with self.database.unit_of_work() as uow:
            if wanted and uow.inbox.first_time(actor.key):
                uow.outbox.write(wanted[0])
                uow.commit()
        self.wake()
        return reply


def _drafted(turn: Turn, language: str) -> Agreement:
    if language not in languages():
        raise BadPayload(language)
    return draft(turn.record, turn.uow.schedules.of(turn.record.id), words(language), turn.uow.now)


def _canvas(turn: Turn, drafted: Agreement) -> Message:
    record, actor = turn.record, turn.actor
    return Message(
        kind=CANVAS,
        team=record.team,
        channel=record.channel,
        conversation=record.id,
        user=actor.user,
        body={"text": drafted.title, "markdown": as_canvas(drafted), "language": turn.words.language},
        dedupe_key=f"canvas:{record.id}:{actor.key}",
    )


def _word_file(turn: Turn, drafted: Agreement, opening: str, names: Names) -> Message:
    record, user = turn.record, turn.actor.user
    document = Document(
        kind=WORD,
        content=enclosed(drafted, names),
        name=file_name(drafted),
        title=drafted.title,
        refused=blocks.word_file_refused(turn.words, record),
    )
    return Message(
        kind="direct",
        team=record.team,
        channel="",
        conversation=record.id,
        user=user,
        body={"text": blocks.word_file_text(turn.words, record)},
        document=document,
        dedupe_key=f"agreement:{record.id}:{user}:{drafted.language}:{opening}",
    )
