"""A check-in as dialogs: who does what, and what the coach says. Blind until all have answered; nudges that end."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from flows.check_ins import checkin as talk
from flows.check_ins.checkin import CheckIn, Reply, Standing, Step
from flows.check_ins.conclusion import conclude, overtaken
from flows.check_ins.nudges import next_tick, tick
from flows.check_ins.statechart import STAGES, send
from flows.errors import (
    BrokenConversation,
    FlowError,
    InvalidAnswer,
    NotAllowedNow,
    NotExpected,
    ReasonMissing,
    StaleQuestion,
)
from flows.model import CHECK_IN_OUTCOMES
from tests.diagrams import CHECK_IN_FILE, check_in_drawn
from tests.flows.follow_up.after import (
    PROMPTED,
    TIMES,
    TODAY,
    answered,
    asking,
    decided,
    heard,
    promised,
    prompted,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAME: dict[str, Any] = {"needs_met": "yes", "worked": "The school nurses, thanks to Pat", "still_yes": "yes"}


# --- The statechart --------------------------------------------------------------------------------------------------

EVENTS = ("prompt", "answer", "compare", "report", "miss")
ROAD = {
    ("scheduled", "prompt"): "prompted", ("scheduled", "miss"): "missed", ("prompted", "answer"): "collecting",
    ("prompted", "miss"): "missed", ("collecting", "answer"): "collecting", ("collecting", "compare"): "compared",
    ("compared", "answer"): "compared", ("compared", "report"): "reported",
}  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("event", [*EVENTS, "", "explode"])
def test_an_event_leads_on_or_is_refused(stage: str, event: str) -> None:
    if (stage, event) in ROAD:
        assert send(stage, event) == ROAD[stage, event]
    else:
        with pytest.raises(NotAllowedNow):
            send(stage, event)


@pytest.mark.parametrize("stage", ["", "nowhere", "Scheduled", "paused"])
def test_a_stored_stage_that_is_none_cannot_be_continued(stage: str) -> None:
    with pytest.raises(BrokenConversation):
        send(stage, "prompt")


def test_the_diagram_in_docs_is_the_one_that_runs() -> None:
    assert CHECK_IN_FILE.read_text("utf-8") == check_in_drawn(), "run `make diagrams`"


# --- Dialogs ---------------------------------------------------------------------------------------------------------

Act = Callable[[CheckIn], Step]
Line = tuple[str, Act, str, list[str]]


def answers(who: str, **given: Any) -> Act:
    return lambda one: talk.answer(one, who, given or SAME)


def skips(who: str) -> Act:
    return lambda one: talk.skip(one, who)


def is_away(who: str) -> Act:
    return lambda one: talk.away(one, who, TODAY + timedelta(days=20))


def later(who: str, when: timedelta) -> Act:
    return lambda one: talk.later(one, who, PROMPTED + when)


def never(who: str) -> Act:
    return lambda one: talk.never(one, who)


def ticks(after: timedelta) -> Act:
    return lambda one: tick(one, PROMPTED + after)


def ends(who: str, outcome: str, reason: str = "") -> Act:
    return lambda one: conclude(one, who, outcome, reason)


DIALOGS: dict[str, list[Line]] = {
    "blind until all have answered, then revealed by itself, and concluded": [
        ("Ana answers", answers("ana"), "collecting", ["progress ana"]),
        ("Ben answers", answers("ben"), "collecting", ["progress ben"]),
        ("Pat answers, the last", answers("pat"), "compared", ["progress pat", "reveal"]),
        ("Ana changes her mind in sight of all", answers("ana", still_yes="yes_if"), "compared", ["progress ana", "changed ana"]),
        ("Ben ends it", ends("ben", "renegotiate"), "reported", ["decided"]),
    ],
    "two nudges to those who are silent, then silence is recorded": [
        ("Ana answers", answers("ana"), "collecting", ["progress ana"]),
        ("a day later nothing is due", ticks(DAY), "collecting", []),
        ("the first nudge", ticks(2 * DAY), "collecting", ["nudge ben", "nudge pat"]),
        ("not twice", ticks(2 * DAY + HOUR), "collecting", []),
        ("Pat answers", answers("pat"), "collecting", ["progress pat"]),
        ("the second and last", ticks(4 * DAY), "collecting", ["nudge ben"]),
        ("no third", ticks(6 * DAY), "collecting", []),
        ("the end", ticks(7 * DAY), "compared", ["reveal"]),
    ],
    "a clock that was stopped says once what is late": [
        ("both nudges are late", ticks(5 * DAY), "prompted", ["nudge ana", "nudge ben", "nudge pat"]),
        ("and are done", ticks(6 * DAY), "prompted", []),
    ],
    "nobody answered: missed": [("the end", ticks(8 * DAY), "missed", ["missed"])],
    "later: not before, and once": [
        ("Ben asks for the third day", later("ben", 3 * DAY), "prompted", []),
        ("the first nudge spares him", ticks(2 * DAY), "prompted", ["nudge ana", "nudge pat"]),
        ("his reminder", ticks(3 * DAY), "prompted", ["remind ben"]),
        ("then the nudge after it", ticks(4 * DAY), "prompted", ["nudge ana", "nudge ben", "nudge pat"]),
    ],
    "later, twice: the last one counts": [
        ("in an hour", later("ben", HOUR), "prompted", []),
        ("in five days", later("ben", 5 * DAY), "prompted", []),
        ("the others only", ticks(4 * DAY), "prompted", ["nudge ana", "nudge pat"]),
        ("his reminder", ticks(5 * DAY), "prompted", ["remind ben"]),
        ("nothing more", ticks(6 * DAY), "prompted", []),
    ],
    "skip: this one is done without them": [
        ("Ben skips", skips("ben"), "prompted", ["progress"]),
        ("no nudge for him", ticks(2 * DAY), "prompted", ["nudge ana", "nudge pat"]),
        ("Ana answers", answers("ana"), "collecting", ["progress ana"]),
        ("nobody is waited for but Pat", answers("pat"), "compared", ["progress pat", "reveal"]),
    ],
    "skip, and answer after all": [
        ("Ben skips", skips("ben"), "prompted", ["progress"]),
        ("Ben answers", answers("ben"), "collecting", ["progress ben"]),
    ],
    "away: neither asked nor waited for": [
        ("Ben is away", is_away("ben"), "prompted", ["progress"]),
        ("no nudge for him", ticks(2 * DAY), "prompted", ["nudge ana", "nudge pat"]),
        ("Pat is away too", is_away("pat"), "prompted", ["progress"]),
        ("Ana is enough", answers("ana"), "compared", ["progress ana", "reveal"]),
    ],
    "never: expected, and left in peace": [
        ("Ben wants no reminders", never("ben"), "prompted", []),
        ("none for him", ticks(2 * DAY), "prompted", ["nudge ana", "nudge pat"]),
        ("Ana", answers("ana"), "collecting", ["progress ana"]),
        ("Pat; Ben is still waited for", answers("pat"), "collecting", ["progress pat"]),
        ("Ben comes by himself", answers("ben"), "compared", ["progress ben", "reveal"]),
    ],
    "everybody puts it off: missed at once": [
        ("Ana skips", skips("ana"), "prompted", ["progress"]),
        ("Ben is away", is_away("ben"), "prompted", ["progress"]),
        ("Pat skips", skips("pat"), "missed", ["progress", "missed"]),
    ],
    "the opener reveals early": [
        ("Ben answers", answers("ben"), "collecting", ["progress ben"]),
        ("Ana reveals", lambda one: talk.reveal(one, "ana"), "compared", ["reveal"]),
    ],
    "a decision maker of ours reveals early": [
        ("Ben answers", answers("ben"), "collecting", ["progress ben"]),
        ("Ben reveals, who decides", lambda one: talk.reveal(one, "ben"), "compared", ["reveal"]),
    ],
    "the next check-in comes first": [
        ("Ben answers", answers("ben"), "collecting", ["progress ben"]),
        ("it ends as it stands", overtaken, "reported", ["reveal"]),
        ("and stays so", overtaken, "reported", []),
    ],
    "the next check-in comes, and nobody answered this one": [("missed", overtaken, "missed", ["missed"])],
}  # fmt: skip


@pytest.mark.parametrize("dialog", DIALOGS)
def test_a_dialog(dialog: str) -> None:
    check_in = prompted()
    for why, act, stage, said in DIALOGS[dialog]:
        check_in, told = act(check_in)
        assert (check_in.stage, heard(told)) == (stage, said), why


def test_everybody_is_asked_privately_but_those_who_are_away_or_never_want_to_be() -> None:
    check_in = talk.schedule(decided(), "ana", away={"ben": TODAY + DAY, "gone": TODAY}, never=["pat", "gone"])
    check_in, said = talk.prompt(check_in, TIMES)
    assert heard(said) == ["ask", "prompt ana"]
    assert check_in.standing("ben") is Standing.away
    assert check_in.standing("pat") is Standing.waiting


def test_later_skip_away_never_and_silence_are_five_different_records() -> None:
    people = decided().people
    check_in = prompted()
    check_in, _ = talk.skip(check_in, "ben")
    check_in, _ = talk.later(check_in, "pat", PROMPTED + HOUR)
    check_in, _ = talk.answer(check_in, "ana", SAME)
    assert check_in.counts()[Standing.waiting] == 1
    check_in, _ = tick(check_in, TIMES.closes)
    assert {one.id: check_in.standing(one.id) for one in people} == {
        "ana": Standing.answered, "ben": Standing.skipped, "pat": Standing.unanswered,
    }  # fmt: skip
    assert [(one.person, one.reply) for one in check_in.put_off] == [("ben", Reply.skip), ("pat", Reply.later)]
    assert check_in.counts() == {
        Standing.answered: 1, Standing.skipped: 1, Standing.unanswered: 1, Standing.away: 0, Standing.waiting: 0,
    }  # fmt: skip


REFUSED: list[tuple[str, Act, type[FlowError]]] = [
    ("a stranger answers", answers("zoe"), NotExpected),
    ("a question that is not asked", answers("ana", gap="no"), StaleQuestion),
    ("a partner's answer to what only we are asked", answers("pat", measure_today="40"), StaleQuestion),
    ("another's commitment", answers("pat", **{"commitment:c1": "held"}), StaleQuestion),
    ("a commitment that is none", answers("ana", **{"commitment:c9": "held"}), StaleQuestion),
    ("a token that is none", answers("ana", still_yes="maybe", needs_met="a bit"), InvalidAnswer),
    ("a number that is none", answers("ana", hours_total="many"), InvalidAnswer),
    ("a word about a commitment that is none", answers("ana", **{"commitment:c1": "kept"}), InvalidAnswer),
    ("a stranger skips", skips("zoe"), NotExpected),
    ("later than the end", later("ana", 7 * DAY), NotAllowedNow),
    ("the partner's person reveals", lambda one: talk.reveal(one, "pat"), NotExpected),
    ("a stranger reveals", lambda one: talk.reveal(one, "zoe"), NotExpected),
    ("revealing what nobody answered", lambda one: talk.reveal(one, "ana"), NotAllowedNow),
    ("concluding what is not compared", ends("ana", "renew"), NotAllowedNow),
    ("an outcome that is none", ends("ana", "muddle through"), InvalidAnswer),
    ("the partner's person ends it", ends("pat", "renew"), NotExpected),
    ("a stranger ends it", ends("zoe", "renew"), NotExpected),
    ("prompting twice", lambda one: talk.prompt(one, TIMES), NotAllowedNow),
]


@pytest.mark.parametrize(("why", "act", "error"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_changes_nothing(why: str, act: Act, error: type[FlowError]) -> None:
    check_in = asking(prompted(None, promised("c1")), "ana", "hours_total", "commitment:c1")
    before = copy.deepcopy(check_in.answers), check_in.stage
    with pytest.raises(error):
        act(check_in)
    assert (check_in.answers, check_in.stage) == before


def test_every_wrong_answer_is_named() -> None:
    with pytest.raises(InvalidAnswer) as error:
        check_in = asking(prompted(), "ana", "hours_total", "speak_up")
        talk.answer(check_in, "ana", {"still_yes": "maybe", "hours_total": "many", "speak_up": "never"})
    assert set(error.value.fields) == {"still_yes", "hours_total"}


@pytest.mark.parametrize("ended", ["reported", "missed", "scheduled"])
def test_nothing_is_answered_before_it_is_asked_nor_after_the_end(ended: str) -> None:
    check_in = replace(prompted(), stage=ended)
    with pytest.raises(StaleQuestion):
        talk.answer(check_in, "ana", SAME)
    for act in (skips("ana"), is_away("ana"), later("ana", HOUR), never("ana")):
        with pytest.raises(NotAllowedNow):
            act(check_in)
    assert tick(check_in, TIMES.closes) == (check_in, ())
    assert next_tick(check_in) is None


def test_an_answer_is_taken_back_by_a_blank_and_every_version_is_kept() -> None:
    check_in, _ = talk.answer(prompted(), "ana", {"worked": "The nurses", "still_yes": "no"})
    check_in, _ = talk.answer(check_in, "ana", {"worked": "", "still_yes": "no"})
    assert {one: given.value for one, given in check_in.by_person["ana"].items()} == {"still_yes": "no"}
    assert [(one.question, one.value) for one in check_in.answers] == [
        ("worked", "The nurses"),
        ("still_yes", "no"),
        ("worked", None),
    ]


def test_what_is_said_after_the_reveal_is_marked() -> None:
    check_in = prompted()
    for who in ("ana", "ben", "pat"):
        check_in, _ = talk.answer(check_in, who, SAME)
    check_in, _ = talk.answer(check_in, "ben", {"needs_met": "no"})
    assert [one.after_reveal for one in check_in.answers if one.question == "needs_met"] == [False, False, False, True]


def test_consent_counts_for_everything_that_the_person_says_in_it() -> None:
    check_in = asking(prompted(), "pat", "speak_up")
    check_in, _ = talk.answer(check_in, "pat", {"speak_up": "never", "still_yes": "no"}, consent=True)
    assert {one for who, one in check_in.now().consented if who == "pat"} == {"speak_up"}
    assert all(one.consent for one in check_in.by_person["pat"].values())
    check_in, _ = talk.answer(check_in, "pat", {"still_yes": "no"}, consent=False)
    assert not any(one.consent for one in check_in.by_person["pat"].values())
    assert not check_in.now().consented


def test_nobody_is_no_check_in() -> None:
    with pytest.raises(NotExpected):
        talk.schedule(decided(), "ana", people=[])


# --- The outcome -----------------------------------------------------------------------------------------------------


def compared(*due: Any, then: dict[str, Any] | None = None, pat: dict[str, Any] | None = None, **ana: Any) -> CheckIn:
    given = {"ana": {**SAME, **ana}, "ben": SAME, "pat": {**SAME, **(pat or {})}}
    return answered(prompted(decided(then), *due), given)


@pytest.mark.parametrize("outcome", CHECK_IN_OUTCOMES)
def test_it_ends_in_one_of_four_and_only_stopping_needs_a_reason_when_all_is_well(outcome: str) -> None:
    check_in, _ = conclude(compared(), "ben", outcome, "the fund ends" if outcome == "exit" else "")
    assert check_in.outcome
    assert (check_in.stage, check_in.outcome.outcome, check_in.outcome.by) == ("reported", outcome, "ben")


FREE = {"all": {"unpaid_work": "weaker_unpaid"}}
AGAINST: list[tuple[str, CheckIn]] = [
    ("somebody would not say yes again", compared(still_yes="no")),
    ("somebody would, if", compared(still_yes="yes_if", still_why="A second funder")),
    ("somebody's side got nothing of what it needed", compared(needs_met="no")),
    ("a commitment failed", compared(promised("c1"), then=None, pat=None, **{"commitment:c1": "failed"})),
    ("something serious is new", compared(speak_up="cost_something")),
    ("a blocker is open, and nobody was asked about it", compared(then=FREE)),
    ("a blocker was answered the same again", compared(then=FREE, unpaid_work="weaker_unpaid")),
    ("a blocker became “not sure”", compared(then=FREE, unpaid_work="unsure", pat={"unpaid_work": "unsure"})),
    ("the partner would not say yes again, and keeps it to itself", compared(pat={"still_yes": "no"})),
    ("the partner cannot speak up any more, and keeps it to itself", compared(pat={"speak_up": "cost_something"})),
    ("the partner answers less well, and keeps it to itself", compared(pat={"speak_up": "never"})),
]


@pytest.mark.parametrize(("why", "check_in"), AGAINST, ids=[row[0] for row in AGAINST])
def test_going_on_as_if_nothing_were_needs_a_reason(why: str, check_in: CheckIn) -> None:
    with pytest.raises(ReasonMissing):
        conclude(check_in, "ana", "renew", " ")
    assert conclude(check_in, "ana", "renew", "we talked it over")[0].outcome is not None
    assert conclude(check_in, "ana", "renegotiate")[0].outcome is not None
    with pytest.raises(ReasonMissing):
        conclude(check_in, "ana", "exit")


# --- Any order -------------------------------------------------------------------------------------------------------

PEOPLE = st.sampled_from(["ana", "ben", "pat", "zoe"])
VALUES: dict[str, list[Any]] = {
    "needs_met": ["yes", "no", None, "unsure"], "still_yes": ["yes", "no", ""], "still_why": ["A second funder"],
    "acknowledged": ["written"], "worked": ["They went bankrupt"], "commitment:c1": ["held", "failed", "unsure"],
}  # fmt: skip


class AnyOrder(RuleBasedStateMachine):
    """Whatever is done in whatever order: blind while it is open, two nudges at most, an end that stays."""

    def __init__(self) -> None:
        super().__init__()
        self.check_in = prompted(None, promised("c1"))
        self.now: datetime = PROMPTED
        self.told: list[tuple[str, str]] = []

    def do(self, act: Act) -> None:
        before = self.check_in
        try:
            self.check_in, said = act(before)
        except FlowError:
            assert self.check_in is before
            return
        assert self.check_in.answers[: len(before.answers)] == before.answers
        assert self.check_in.put_off[: len(before.put_off)] == before.put_off
        assert not before.ended or (self.check_in, said) == (before, ())
        assert STAGES.index(self.check_in.stage) >= STAGES.index(before.stage)
        for one in said:
            if one.what in ("nudge", "remind", "prompt"):
                assert one.person
                assert before.standing(one.person) is Standing.waiting
                assert not before.never_reminded(one.person)
                self.told.append((one.what, one.person))
        assert sum(one.what in ("reveal", "missed") for one in said) == (before.hidden and not self.check_in.hidden)

    @rule(who=PEOPLE, given=st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in VALUES.items()}))
    def answer(self, who: str, given: dict[str, Any]) -> None:
        self.do(lambda one: talk.answer(one, who, given))

    @rule(who=PEOPLE)
    def skip(self, who: str) -> None:
        self.do(skips(who))

    @rule(who=PEOPLE)
    def away(self, who: str) -> None:
        self.do(is_away(who))

    @rule(who=PEOPLE)
    def never(self, who: str) -> None:
        self.do(never(who))

    @rule(who=PEOPLE, hours=st.integers(1, 200))
    def later(self, who: str, hours: int) -> None:
        self.do(lambda one: talk.later(one, who, self.now + hours * HOUR))

    @rule(who=PEOPLE)
    def reveal(self, who: str) -> None:
        self.do(lambda one: talk.reveal(one, who))

    @rule(who=PEOPLE, outcome=st.sampled_from([*CHECK_IN_OUTCOMES, "?"]), reason=st.sampled_from(["", "we talked"]))
    def conclude(self, who: str, outcome: str, reason: str) -> None:
        self.do(ends(who, outcome, reason))

    @rule(hours=st.integers(0, 60))
    def wait(self, hours: int) -> None:
        self.now += hours * HOUR
        self.do(lambda one: tick(one, self.now))

    @precondition(lambda self: self.check_in.stage == "compared")
    @rule()
    def next_one(self) -> None:
        self.do(overtaken)

    @invariant()
    def a_tick_always_gets_on(self) -> None:
        at = next_tick(self.check_in)
        if at is not None:
            moved, _ = tick(self.check_in, max(at, self.now))
            following = next_tick(moved)
            assert following is None or following > max(at, self.now)

    @invariant()
    def nobody_is_nudged_more_than_twice(self) -> None:
        for person in ("ana", "ben", "pat"):
            assert self.told.count(("nudge", person)) <= 2

    @invariant()
    def silence_is_only_known_at_the_end(self) -> None:
        counts = self.check_in.counts()
        assert sum(counts.values()) == 3
        assert not (counts[Standing.unanswered] if self.check_in.hidden else counts[Standing.waiting])


def test_any_order_keeps_the_promises_of_a_check_in() -> None:
    run_state_machine_as_test(AnyOrder, settings=settings(max_examples=150, stateful_step_count=25, deadline=None))


def test_the_day_that_somebody_is_back_is_kept() -> None:
    check_in, _ = talk.away(prompted(), "ben", date(2027, 1, 24))
    assert check_in.put_off[-1].until == date(2027, 1, 24)


# --- In the thread ---------------------------------------------------------------------------------------------------


def test_in_the_thread_our_people_are_named_there_and_the_partner_s_are_asked_in_private() -> None:
    begun = talk.schedule(decided(), "ana", in_thread=True)
    assert begun.named == ("ana", "ben")
    asked, said = talk.prompt(begun, TIMES)
    assert heard(said) == ["ask", "prompt pat"]
    # Silence is private all the same.
    assert heard(tick(asked, TIMES.nudges[0])[1]) == ["nudge ana", "nudge ben", "nudge pat"]


def test_in_the_thread_nobody_is_named_who_is_away_or_wants_no_reminders() -> None:
    begun = talk.schedule(decided(), "ana", in_thread=True, away={"ana": TODAY}, never=["ben"])
    assert begun.named == ()
    assert heard(talk.prompt(begun, TIMES)[1]) == ["ask", "prompt pat"]
