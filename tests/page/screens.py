"""A window of the page without a browser: what its stream told it, and hands that act."""

import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

from bot.playground.page.acts import perform
from bot.playground.page.playground import Playground
from bot.playground.page.stream import Window
from bot.playground.page.words import words

Seen = TypeVar("Seen")
PATIENCE = 60.0


def until(look: Callable[[], Seen], patience: float = PATIENCE) -> Seen:
    """The first true answer."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.01)
    raise TimeoutError("it did not come about")


def begun(playground: Playground) -> None:
    """Wait for an empty world that nobody has touched, with the app connected: the one that is there, or else a new one."""
    play, world = playground.play, playground.world
    untouched = (play.situation, play.state) == ("empty", "ready") and not world.slack.clock.ahead
    if not untouched or world.switches.on or world.language != "en":
        playground.begin("empty", "en")
    patient(playground)
    until(lambda: playground.world.app_state == "running")


def patient(playground: Playground) -> None:
    """This world's Slack waits for the app on a machine that is busy: its three seconds are the subject of other tests."""
    playground.world.slack.courier.answer_seconds = PATIENCE


class Screen:
    """One window. `entities` is what it knows; `told` what the last look brought."""

    def __init__(self, playground: Playground, name: str, language: str = "en") -> None:
        self.playground, self.language = playground, language
        self.person = playground.world.person_named(name)
        self.id = self.person.id
        self._window = Window(playground, self.id, words(language))
        self.entities: dict[str, Any] = {}
        self.told: dict[str, Any] = {"set": {}, "drop": []}
        self.look()

    def look(self) -> "Screen":
        """Take in what changed since the last look."""
        news = self._window.news()
        self.told = json.loads(news) if news else {"set": {}, "drop": []}
        for key in self.told["drop"]:
            assert key in self.entities, f"{key} was dropped and never shown"
            del self.entities[key]
        self.entities |= self.told["set"]
        return self

    def wait(self, wanted: Callable[[dict[str, Any]], Seen]) -> Seen:
        return until(lambda: wanted(self.look().entities))

    def act(self, do: str, **given: Any) -> dict[str, Any]:
        return perform(self.playground, {"as": self.id, "do": do, **given}, words(self.language))

    def does(self, do: str, **given: Any) -> dict[str, Any]:
        """An act that must go well."""
        answer = self.act(do, **given)
        assert answer["ok"], answer
        return answer

    # -- where things are

    def channel(self, role: str) -> str:
        return self.playground.world.channels[role].id

    @property
    def modal(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.entities.get("modal")
        return found

    @property
    def messages(self) -> list[dict[str, Any]]:
        """By time."""
        found = [value for key, value in self.entities.items() if key.startswith("message:")]
        return sorted(found, key=lambda message: str(message["ts"]))

    def fields(self) -> dict[str, dict[str, Any]]:
        """Block id → element of the modal on top."""
        assert self.modal is not None
        return {block["block_id"]: block["element"] for block in self.modal["body"]["blocks"] if "element" in block}

    def submit(self, values: dict[str, Any]) -> dict[str, Any]:
        fields = self.fields()
        given = {block: {fields[block]["action_id"]: value} for block, value in values.items()}
        assert self.modal is not None
        return self.act("submit", view=self.modal["id"], values=given)

    def opens(self, name: str = "Acme", channel: str = "", **more: Any) -> None:
        """A conversation with the three questions of the form answered, and more of its fields."""
        self.does("command", channel=channel or self.channel("main"), command="/partnership", text=f"new {name}")
        self.wait(lambda now: now["modal"])
        self.asks_for_more()
        fields = self.fields()
        first = {block: fields[block]["options"][0]["value"] for block in ("our_kind", "their_kind", "label")}
        assert self.submit(first | more)["ok"]

    def asks_for_more(self) -> None:
        """Press More in the form that opens a conversation: its other fields are there then."""
        shown = self.entities["modal"]
        block = next(each["block_id"] for each in shown["body"]["blocks"] if each["type"] == "actions")
        self.does("touch", where={"view": shown["id"]}, action_id="more_setup", block_id=block)
        self.wait(lambda now: "our_kind" in {block.get("block_id") for block in now["modal"]["body"]["blocks"]})

    def presses(self, action: str, channel: str = "", section: str = "") -> None:
        """A button, when it is there. What the app opens then is open when this returns."""
        self.does("touch", **self.wait(lambda _: self.button(action, channel, section)))
        self.look()

    def leaves(self) -> None:
        """Close whatever form is open."""
        if self.look().modal is not None:
            self.does("close", view=self.entities["modal"]["id"], everything=True)

    def button(self, action: str, channel: str = "", section: str = "") -> dict[str, Any]:
        """The arguments of `touch` for the first button whose action begins so, in the newest message that has one: of any
        channel and section, or of these."""
        for message in reversed(self.messages):
            if channel and message["channel"] != channel:
                continue
            for block in message["blocks"]:
                for element in block.get("elements", []):
                    if element.get("type") == "button" and str(element["action_id"]).startswith(action):
                        if section and f'"{section}"' not in str(element.get("value")):
                            continue
                        where = {"message": {"channel": message["channel"], "ts": message["ts"]}}
                        return {"where": where, "block_id": block["block_id"], "action_id": element["action_id"]}
        return {}
