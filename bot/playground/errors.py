"""How the playground says no.

ApiError     the app asked Slack for something it does not get: the JSON of a refused call.
CannotDo     a person tried what the Slack client would not let her do: the test or the dialog is wrong, not the app.
"""

from collections.abc import Sequence


class ApiError(Exception):
    """`error` is Slack's code, `messages` go to response_metadata.messages, `extra` beside them."""

    def __init__(
        self,
        error: str,
        messages: Sequence[str] = (),
        *,
        status: int = 200,
        retry_after: int | None = None,
        **extra: object,
    ) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.status = status
        self.retry_after = retry_after
        self.extra = extra


class CannotDo(Exception):
    """A person could not do that in Slack: no such button, not a member of the channel, a closed modal …

    `code` is one word for who has to say it in another language; empty where nobody but a test would try.
    """

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code
