"""What the coaching method refuses, and why.

    FlowError
    ├── GuideError           a guide that cannot be trusted: file, key and fix
    ├── InvalidAnswer        an answer that the question does not offer
    ├── NotExpected          a person who is not expected to do this
    │   ├── NotOpener            only the opener does this
    │   ├── NobodyExpected       somebody must be expected
    │   └── NotDecider           the opener and the decision makers do this
    ├── StaleQuestion        the question or section is not open any more
    ├── NotAllowedNow        the conversation is elsewhere
    ├── ReasonRequired       a decision against the verdict, without a written reason
    ├── NothingToAgreeOn     an agreement, where nobody decided to go on
    ├── BrokenConversation   a stored conversation that cannot be continued
    ├── NotFollowedUp        nothing was decided that could be checked in on
    ├── CheckInUnderway      one is open already
    ├── InvalidSchedule      a schedule that cannot be: which of a closed set of problems, and what was written
    └── CommitmentError      a change to a commitment that cannot be
        ├── DateInThePast        a due date before today
        ├── NobodyOwnsIt         a commitment without an owner
        ├── NothingPromised      a commitment without words
        ├── UnknownCommitment    there is none of that id
        ├── CommitmentClosed     it is closed already
        └── ReasonMissing        a change that needs a written reason

Every error carries a ``key`` that the bot translates; the docstring is the English message.
"""

from collections.abc import Sequence
from enum import StrEnum


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

    def __init__(self, file: str, where: str, problem: str, fix: str, *, missing: bool = False) -> None:
        self.file, self.where, self.problem, self.fix = file, where, problem, fix
        self.missing = missing
        """Whether there is no such file, rather than something wrong in it."""
        super().__init__(f"{file}: {where}: {problem}. Fix: {fix}")

    @classmethod
    def all_of(cls, problems: "Sequence[GuideError]") -> "GuideError":
        """Return one error that says several problems, a line each; its fields are those of the first."""
        first = problems[0]
        error = cls(first.file, first.where, first.problem, first.fix, missing=first.missing)
        error.detail = "\n".join(dict.fromkeys(str(one) for one in problems))
        error.args = (error.detail,)
        return error


class InvalidAnswer(FlowError):
    """This answer is not one that the question offers."""

    key = "error.invalid_answer"


class NotExpected(FlowError):
    """Only the people whom this conversation expects can do that."""

    key = "error.not_expected"


class NotOpener(NotExpected):
    """Only whoever opened the conversation can do that."""

    key = "error.not_opener"


class AlreadyNamed(NotExpected):
    """This person is named in the conversation already."""

    key = "error.already_named"


class NobodyExpected(NotExpected):
    """Somebody of our side must be expected."""

    key = "setup.error.nobody"


class NotDecider(NotExpected):
    """Only whoever opened the conversation and the decision makers can do that."""

    key = "error.not_decider"


class StaleQuestion(FlowError):
    """This question is not open any more; the current one is further down the thread."""

    key = "error.stale_question"


class NotAllowedNow(FlowError):
    """That is not possible at this point of the conversation."""

    key = "error.not_allowed_now"


class ReasonRequired(FlowError):
    """A decision that goes against the verdict needs a written reason."""

    key = "error.reason_required"


class NothingToAgreeOn(FlowError):
    """An agreement can be drafted once the people have decided to go on with the partner."""

    key = "error.nothing_to_agree_on"


class BrokenConversation(FlowError):
    """The stored conversation has no current step; restore it from a backup."""

    key = "error.broken_conversation"


class Problem(StrEnum):
    """Everything that can be wrong with a schedule; nothing else is ever said about one."""

    unreadable = "unreadable"
    past = "past"
    no_such_date = "no_such_date"
    no_such_time = "no_such_time"
    ambiguous_date = "ambiguous_date"
    zero = "zero"
    too_often = "too_often"
    too_far = "too_far"
    unknown_zone = "unknown_zone"
    unknown_country = "unknown_country"
    no_dates = "no_dates"
    thread_at_once = "thread_at_once"


class InvalidSchedule(FlowError):
    """This schedule cannot be read; write for example "every 2 weeks on Tuesday 9:00"."""

    def __init__(self, problem: Problem, wrong: str, nearest: str = "") -> None:
        self.problem, self.wrong = problem, wrong
        self.nearest = nearest
        """What could be read and is spelled most like it; empty where nothing is."""
        self.key = f"error.schedule.{problem}"
        super().__init__(f"{problem}: {wrong!r}", problem=problem, wrong=wrong, typed=wrong, nearest=nearest)


class NotFollowedUp(FlowError):
    """Check-ins begin when it is decided to go on."""

    key = "error.not_followed_up"


class CheckInUnderway(FlowError):
    """A check-in is underway; answer that one."""

    key = "error.check_in_underway"


class CommitmentError(FlowError):
    """This cannot be done with the commitment."""

    key = "error.commitment"


class DateInThePast(CommitmentError):
    """This date is over; choose today or later."""

    key = "error.commitment.past"


class NobodyOwnsIt(CommitmentError):
    """A commitment needs somebody who owns it."""

    key = "error.commitment.no_owner"


class NothingPromised(CommitmentError):
    """Write what is promised, in one sentence."""

    key = "error.commitment.no_text"


class UnknownCommitment(CommitmentError):
    """There is no such commitment here."""

    key = "error.commitment.unknown"


class CommitmentClosed(CommitmentError):
    """This commitment is closed already; its history stays as it is."""

    key = "error.commitment.closed"


class ReasonMissing(CommitmentError):
    """This change needs a written reason."""

    key = "error.commitment.reason_missing"
