"""What happens around the submit button: what the client holds back, and what it does with the app's answer."""

from typing import Any

from bot.playground.errors import CannotDo
from bot.playground.installation import Installation
from bot.playground.records import Json, View
from bot.playground.touching import is_empty
from bot.playground.validation import check_view
from bot.playground.wire import state_values
from bot.playground.workspace import MAX_VIEWS

TROUBLE = "We had some trouble connecting. Try again?"


class AnswerToSubmit:
    def __init__(self, app: Installation, view: View) -> None:
        self._app = app
        self._workspace = app.workspace
        self._view = view

    def refuse_incomplete(self) -> None:
        """The client does not send a modal that has no submit button, lacks a required input, or a text too short."""
        if self._view.body.get("submit") is None:
            raise CannotDo("this modal has no submit button")
        values = state_values(self._view.blocks, self._view.values)
        for block in self._view.blocks:
            if block["type"] == "input":
                element = block["element"]
                value = values[block["block_id"]][element["action_id"]]
                if is_empty(value) and not block.get("optional"):
                    raise CannotDo(f"{block['label']['text']!r} ({element['action_id']}) is required and empty")
                if not is_empty(value) and len(str(value.get("value", ""))) < int(element.get("min_length", 0)):
                    raise CannotDo(f"{element['action_id']} needs at least {element['min_length']} characters")

    def take(self, answer: Json | None) -> dict[str, str]:
        """Do what response_action says. An answer that Slack cannot use is a finding, and trouble for the person."""
        action = (answer or {}).get("response_action")
        if not answer or action is None:
            if answer:
                return self._trouble("a response to view_submission without response_action", answer)
            self._close(everything=False)
            return {}
        if action == "clear":
            self._close(everything=True)
            return {}
        if action == "errors":
            return self._show_errors(answer)
        if action in ("update", "push"):
            return self._show_view(action, answer)
        return self._trouble(f"unknown response_action {action}", answer)

    def _close(self, *, everything: bool) -> None:
        """Close this modal, unless the app has put another on top of it meanwhile."""
        workspace = self._workspace
        with workspace.pulse.change():
            stack = workspace.stacks.get(self._view.person, [])
            if everything:
                stack.clear()
            elif self._view in stack:
                stack.remove(self._view)

    def _show_errors(self, answer: Json) -> dict[str, str]:
        errors: Any = answer.get("errors")
        inputs = {block["block_id"] for block in self._view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors:
            return self._trouble("response_action errors without errors", answer)
        strays = sorted(set(errors) - inputs)
        if strays:
            return self._trouble(f"errors for blocks that are no input of this modal: {strays}", answer)
        with self._workspace.pulse.change():
            self._view.errors = {block_id: str(text) for block_id, text in errors.items()}
        return dict(self._view.errors)

    def _show_view(self, action: str, answer: Json) -> dict[str, str]:
        refusal = check_view(answer.get("view"), "modal", self._app.unsupported_blocks)
        if refusal:
            return self._trouble(f"{refusal.error}: {refusal.messages}", answer)
        with self._workspace.pulse.change():
            stack = self._workspace.stacks.get(self._view.person, [])
            if action == "push" and len(stack) >= MAX_VIEWS:
                return self._trouble(f"a modal stack holds {MAX_VIEWS} views", answer)
            if action == "push":
                self._workspace.push_view(self._view.person, answer["view"])
            else:
                self._workspace.rewrite_view(self._view, answer["view"])
            self._app.journal.note_payload("modal", answer["view"])
        return {}

    def _trouble(self, why: str, answer: Json) -> dict[str, str]:
        self._app.journal.note_finding("bad_answer", why, answer)
        return {"": TROUBLE}
