"""What the page asks for, read with care: a wrong argument is a sentence, never a traceback."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.errors import CannotDo
from bot.playground.page.playground import Playground
from bot.playground.page.words import Words
from bot.playground.page.world import World
from bot.playground.person import Person
from bot.playground.records import Channel, Json, Message, View


class BadAct(Exception):
    """The page asked for nonsense; the text is a key of the page's words."""

    def __init__(self, key: str, what: str = "") -> None:
        super().__init__(key)
        self.key, self.what = key, what


@dataclass(frozen=True)
class Act:
    """Who does it, with what arguments, in which world."""

    playground: Playground
    world: World
    person: Person
    words: Words
    given: Json

    def text(self, name: str, default: str | None = None) -> str:
        value = self.given.get(name, default)
        if not isinstance(value, str):
            raise BadAct("bad.argument", name)
        return value

    def mapping(self, name: str) -> Json:
        value = self.given.get(name)
        if not isinstance(value, dict):
            raise BadAct("bad.argument", name)
        return value

    def flag(self, name: str) -> bool:
        value = self.given.get(name, False)
        if not isinstance(value, bool):
            raise BadAct("bad.argument", name)
        return value

    def channel(self) -> Channel:
        """A channel that she is in: of others she does not know."""
        channel = self.world.slack.workspace.channels.get(self.text("channel"))
        if channel is None:
            raise BadAct("bad.place")
        if self.person.id not in channel.members:
            raise CannotDo("not hers", "not_member")
        return channel

    def message(self, where: Json | None = None) -> Message:
        given = self.given if where is None else where
        channel, ts = given.get("channel"), given.get("ts")
        if not isinstance(channel, str) or not isinstance(ts, str):
            raise BadAct("bad.argument", "channel, ts")
        message = self.world.slack.workspace.find(channel, ts)
        if message is None:
            raise CannotDo("it is not there", "gone")
        return message

    def modal(self) -> View:
        """The form on top of her screen, which must be the one that the page means."""
        top = self.world.slack.workspace.top_view(self.person.id)
        if top is None or top.id != self.text("view"):
            raise CannotDo("another one, or none", "view_closed")
        return top


Doing = Callable[[Act], Json | None]
