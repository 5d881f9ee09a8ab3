"""What a person has in front of her: replies and open views, as copies that do not change under her eyes."""

from dataclasses import dataclass, field

from bot.playground.records import Json, Message, View, copied
from bot.playground.wire import state_values
from bot.playground.workspace import Workspace

OPERATION_TIMEOUT = "operation_timeout"
DISPATCH_FAILED = "dispatch_failed"


@dataclass(frozen=True)
class Reply:
    """The answer in the ack of a command. `error` is what Slack says when the app did not answer."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    message: Message | None = None
    error: str = ""


@dataclass(frozen=True)
class OpenView:
    """A modal or home tab as it looked when asked for. `values` is state.values, initial values included."""

    id: str
    kind: str
    title: str
    callback_id: str
    private_metadata: str
    hash: str
    blocks: list[Json]
    values: dict[str, dict[str, Json]]
    errors: dict[str, str]
    body: Json

    @classmethod
    def of(cls, workspace: Workspace, view: View) -> "OpenView":
        body = copied(view.body)
        return cls(
            id=view.id,
            kind=view.kind,
            title=view.title,
            callback_id=view.callback_id,
            private_metadata=view.private_metadata,
            hash=view.hash,
            blocks=body["blocks"],
            values=copied(state_values(view.blocks, view.values)),
            errors=dict(view.errors),
            body=body,
        )


Shown = Message | Reply | OpenView


def error_shown(outcome: str) -> str:
    """What Slack tells a person when a command or a click had this outcome."""
    return OPERATION_TIMEOUT if outcome == "timeout" else DISPATCH_FAILED
