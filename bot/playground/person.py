"""A person with her hands on Slack. Everything she does goes to the app over the wire, as Slack would send it.

What the Slack client would not let her do raises CannotDo. What the app answers badly, or not at all, is shown to her:
`Reply.error`, the result of `submit` and `click`, and `notices`.
"""

from collections.abc import Mapping
from typing import Any

from bot.playground import events, interactions, posting
from bot.playground.delivery import Courier
from bot.playground.errors import CannotDo
from bot.playground.installation import Installation
from bot.playground.records import Channel, Json, Member, Message, View, copied
from bot.playground.screen import OpenView, Reply, Shown, error_shown
from bot.playground.speaker import Speaker
from bot.playground.submitting import AnswerToSubmit
from bot.playground.touching import action_of, find_element, option_named, value_left


class Person(Speaker):
    def __init__(self, app: Installation, courier: Courier, member: Member) -> None:
        super().__init__(app, courier, member)
        self.notices: list[str] = []
        """What Slack told her when the app did not answer, such as operation_timeout."""

    # -- commands and shortcuts

    def command(self, command: str, text: str = "", channel: Channel | None = None) -> Reply | None:
        """Run a slash command; in the conversation with the app when no channel is named."""
        channel = channel or self._workspace.direct_channel(self.id)
        if command not in self._app.commands():
            raise CannotDo(f"{command} is not a command of this app; it has {self._app.commands()}", "no_command")
        self._must_be_in(channel)
        self._commands_must_be_shared()
        payload = interactions.slash_command(self._app, self._member, command, text, channel)
        outcome = self._courier.ask("slash_commands", payload, accepts_response=True)
        if outcome.error:
            return Reply(error=self._notice(outcome.error))
        if not outcome.answer or not (outcome.answer.get("text") or outcome.answer.get("blocks")):
            return None
        refusal = posting.refusal_of(self._app, outcome.answer)
        if refusal:
            self._app.journal.note_finding("bad_answer", f"{refusal.error}: {refusal.messages}", outcome.answer)
            return Reply(error=self._notice(refusal.error))
        private = outcome.answer.get("response_type", "ephemeral") == "ephemeral"
        message = posting.post(self._app, channel, outcome.answer, ephemeral_to=self.id if private else None)
        return Reply(message.text, copied(message.blocks), copied(message))

    def shortcut(self, callback_id: str) -> str | None:
        if callback_id not in self._app.shortcuts("global"):
            raise CannotDo(f"there is no global shortcut {callback_id}")
        return self._interact(interactions.global_shortcut(self._app, self._member, callback_id))

    def message_shortcut(self, callback_id: str, message: Message) -> str | None:
        if callback_id not in self._app.shortcuts("message"):
            raise CannotDo(f"there is no message shortcut {callback_id}")
        self._commands_must_be_shared()
        now = self._still_there(message)
        return self._interact(interactions.message_shortcut(self._app, self._member, callback_id, now))

    # -- modals and the App Home

    @property
    def view(self) -> OpenView | None:
        """The modal on top of her screen."""
        with self._workspace.pulse.still():
            top = self._workspace.top_view(self.id)
            return OpenView.of(self._workspace, top) if top else None

    @property
    def home(self) -> OpenView | None:
        with self._workspace.pulse.still():
            home = self._workspace.homes.get(self.id)
            return OpenView.of(self._workspace, home) if home else None

    def open_home(self, tab: str = "home") -> OpenView | None:
        """Look at the app's own page as it was left; the app hears app_home_opened, and may publish a moment later."""
        shown = self.home
        events.home_opened(self._app, self.id, tab)
        return shown

    def fill(self, key: str, value: Any, *, block_id: str | None = None) -> str | None:
        """Type, pick or tick in the top modal. `key` is an action_id or a block_id; None empties the field."""
        view = self._open_modal()
        block, element = find_element(view.blocks, key, block_id=block_id)
        if block["type"] == "input" and not block.get("dispatch_action"):
            left = value_left(self._workspace, element, value)
            with self._workspace.pulse.change():
                view.values.setdefault(block["block_id"], {})[element["action_id"]] = left
                view.errors.pop(block["block_id"], None)
            return None
        return self._touch(OpenView.of(self._workspace, view), key, value, block_id=block_id)

    def submit(self, values: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Fill, then press the submit button. {} when the app took it, else the message beside each block."""
        for key, value in (values or {}).items():
            self.fill(key, value)
        view = self._open_modal()
        submitting = AnswerToSubmit(self._app, view)
        submitting.refuse_incomplete()
        payload = interactions.view_submission(self._app, self._member, view)
        outcome = self._courier.ask("interactive", payload, accepts_response=True)
        if outcome.error:
            return {"": self._notice(outcome.error)}
        errors = submitting.take(outcome.answer)
        if "" in errors:
            self._notice(errors[""])
        return errors

    def close_view(self, *, everything: bool = False) -> None:
        """Press Cancel (one modal) or the X (the whole stack): the app hears view_closed if it asked to."""
        self._open_modal()
        for view in reversed(self._workspace.close_views(self.id, everything=everything)):
            if view.body.get("notify_on_close"):
                self._interact(interactions.view_closed(self._app, self._member, view, is_cleared=everything))

    # -- buttons and menus

    def click(
        self,
        where: Shown,
        action_id: str,
        value: str | None = None,
        *,
        block_id: str | None = None,
        stale: bool = False,
    ) -> str | None:
        """Press a button. None when the app acknowledged, else the error that she sees.

        `where` is a message, a reply, a modal or a home tab. `value` picks one of several buttons with one action_id.
        `stale` presses the button as it was in the copy at hand, as a client does that has not drawn the update yet.
        """
        return self._touch(where, action_id, None, button_value=value, block_id=block_id, stale=stale)

    def choose(
        self, where: Shown, action_id: str, value: Any, *, block_id: str | None = None, stale: bool = False
    ) -> str | None:
        """Choose in a menu, a list of radio buttons or checkboxes, a date picker, an overflow menu."""
        return self._touch(where, action_id, value, block_id=block_id, stale=stale)

    def _touch(
        self,
        where: Shown,
        key: str,
        value: Any,
        *,
        button_value: str | None = None,
        block_id: str | None = None,
        stale: bool = False,
    ) -> str | None:
        target = where.message if isinstance(where, Reply) else where
        if target is None:
            raise CannotDo("there is nothing to touch in a reply that did not come")
        current = self._still_open(target) if isinstance(target, OpenView) else self._still_there(target)
        blocks = target.blocks if stale else current.blocks
        block, element = find_element(blocks, key, block_id=block_id, value=button_value)
        left: Json | None = None
        if element["type"] == "overflow":
            left = {"selected_option": option_named(element, value)}
        elif element["type"] != "button":
            left = value_left(self._workspace, element, value)
        action = action_of(block, element, self._workspace.next_ts(), left)
        if isinstance(current, Message):
            if left and element["type"] != "overflow":
                self._workspace.keep_value(self.id, current, block["block_id"], element["action_id"], left)
            payload = interactions.message_action(self._app, self._member, current, blocks, action)
        else:
            if left and element["type"] != "overflow":
                with self._workspace.pulse.change():
                    current.values.setdefault(block["block_id"], {})[element["action_id"]] = left
            payload = interactions.view_action(self._app, self._member, current, action)
        return self._interact(payload)

    # -- inner

    def _commands_must_be_shared(self) -> None:
        if self._workspace.is_stranger(self.id) and not self._app.commands_are_shared:
            raise CannotDo("commands and message shortcuts are not shared with other organisations", "no_command")

    def _interact(self, payload: Json) -> str | None:
        if not self._app.interactive:
            raise CannotDo("the manifest does not enable interactivity")
        outcome = self._courier.ask("interactive", payload, accepts_response=payload["type"] == "view_submission")
        return self._notice(outcome.error) if outcome.error else None

    def _notice(self, outcome: str) -> str:
        lost = outcome in ("timeout", "no_link", "link_lost", "connection_failed") or outcome.startswith("http ")
        text = error_shown(outcome) if lost else outcome
        self.notices.append(text)
        return text

    def _open_modal(self) -> View:
        view = self._workspace.top_view(self.id)
        if view is None:
            raise CannotDo(f"{self.name} has no modal open", "view_closed")
        return view

    def _still_open(self, shown: OpenView) -> View:
        """The view as it is now: the home tab, or the modal on top."""
        view = self._workspace.find_view(shown.id)
        if view is None or view.person != self.id:
            raise CannotDo("the view is closed", "view_closed")
        if view.kind == "modal" and view is not self._workspace.top_view(self.id):
            raise CannotDo("another modal lies on top of it", "another_on_top")
        return view
