"""What the coaching method refuses, and why.

    FlowError
    ├── GuideError           a guide that cannot be trusted: file, key and fix
    ├── InvalidAnswer        an answer that the question does not offer
    ├── NotExpected          a person who is not expected to do this
    ├── StaleQuestion        the question or section is not open any more
    ├── NotAllowedNow        the conversation is elsewhere
    ├── ReasonRequired       a decision against the verdict, without a written reason
    └── BrokenConversation   a stored conversation that cannot be continued

Every error carries a ``key`` that the bot translates; the docstring is the English message.
"""


class FlowError(Exception):
    """Something in the conversation was refused."""

    key = "error.flow"

    def __init__(self, detail: str = "", **fields: str) -> None:
        self.detail = detail
        self.fields = fields
        super().__init__(detail or (self.__doc__ or "").strip())


class GuideError(FlowError):
    """The guide cannot be used."""

    key = "error.guide"

    def __init__(self, file: str, where: str, problem: str, fix: str) -> None:
        self.file, self.where, self.problem, self.fix = file, where, problem, fix
        super().__init__(f"{file}: {where}: {problem}. Fix: {fix}")


class InvalidAnswer(FlowError):
    """This answer is not one that the question offers."""

    key = "error.invalid_answer"


class NotExpected(FlowError):
    """Only the people whom this conversation expects can do that."""

    key = "error.not_expected"


class StaleQuestion(FlowError):
    """This question is not open any more; the current one is further down the thread."""

    key = "error.stale_question"


class NotAllowedNow(FlowError):
    """That is not possible at this point of the conversation."""

    key = "error.not_allowed_now"


class ReasonRequired(FlowError):
    """A decision that goes against the verdict needs a written reason."""

    key = "error.reason_required"


class BrokenConversation(FlowError):
    """The stored conversation has no current step; restore it from a backup."""

    key = "error.broken_conversation"
