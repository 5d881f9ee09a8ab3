"""Who may do what, as the table says it: allowed and denied side by side."""

from dataclasses import replace
from datetime import date

import pytest

from bot.i18n.refusals import BUSY, DEACTIVATED, INVITE_FIRST, NOT_IN_CHANNEL, NOT_THEIRS, Refusal
from bot.use_cases.access import NEEDS, AccessFacts, Act, Need, Outsider, check
from bot.use_cases.directory import Presence, SlackPerson
from flows.commitments import make
from flows.errors import NotDecider, NotExpected, NotOpener
from flows.model import Participant
from tests.storage.cases import ANA, BEN, MIDDAY, PAT, a_record, begun

DUE = date(2026, 6, 1)
PROMISED = make("c1", "Find a funder", owner=PAT.id, due=DUE, by=ANA.id, on=MIDDAY.date(), tripwire="We pause")
HANDED = make("c3", "Ask the board", owner="U0ELSE", due=DUE, by=ANA.id, on=MIDDAY.date(), tripwire="We pause")
CLEO = Participant(id="U0CLEO")
TALK = begun()
RECORD = replace(a_record(replace(TALK, people=(*TALK.people, CLEO))), commitments=(PROMISED, HANDED))


def here(user: str, *, guest: bool = False, stranger: bool = False, deleted: bool = False) -> AccessFacts:
    return AccessFacts(user, RECORD, SlackPerson(user, guest=guest, stranger=stranger, deleted=deleted), Presence.HERE)


ANA_HERE, BEN_HERE, CLEO_HERE, ELSE_HERE = (here(user) for user in (ANA.id, BEN.id, CLEO.id, "U0ELSE"))
GUEST, STRANGER = here("U0GUEST", guest=True), here("U0FAR", stranger=True)
NAMED_GUEST = here(CLEO.id, guest=True)
PARTNER = AccessFacts(PAT.id, RECORD)
LEFT = replace(BEN_HERE, presence=Presence.ELSEWHERE)
GONE = here(BEN.id, deleted=True)
UNKNOWN = replace(BEN_HERE, person=None)
UNSEEN = replace(BEN_HERE, presence=Presence.UNKNOWN)
OUT_OF_SIGHT = replace(BEN_HERE, presence=Presence.OUT_OF_SIGHT)

ALLOWED = [
    (Need.NAMED, ANA_HERE),
    (Need.NAMED, LEFT),
    (Need.EXPECTED, PARTNER),
    (Need.EXPECTED, BEN_HERE),
    (Need.NAMED_OR_OWNER, BEN_HERE),
    (Need.NAMED_OR_OWNER, replace(PARTNER, about="c1")),
    (Need.NAMED_OR_OWNER, replace(ELSE_HERE, about="c3")),
    (Need.DECIDES, ANA_HERE),
    (Need.DECIDES, BEN_HERE),
    (Need.OPENER, ANA_HERE),
    (Need.INSIDER, ANA_HERE),
    (Need.INSIDER, LEFT),
    (Need.IN_CHANNEL, ELSE_HERE),
    (Need.IN_CHANNEL, NAMED_GUEST),
    (Need.IN_CHANNEL, replace(ELSE_HERE, record=None)),
    (Need.IN_CHANNEL_OR_PARTNER, PARTNER),
    (Need.IN_CHANNEL_OR_PARTNER, NAMED_GUEST),
    (Need.WRITES_THERE, ELSE_HERE),
    (Need.WRITES_THERE, UNKNOWN),
    (Need.WRITES_THERE, NAMED_GUEST),
]
ELSEWHERE = [
    (LEFT, NOT_IN_CHANNEL),
    (replace(LEFT, record=None), NOT_IN_CHANNEL),
    (GONE, DEACTIVATED),
    (UNKNOWN, BUSY),
    (UNSEEN, BUSY),
    (OUT_OF_SIGHT, INVITE_FIRST),
    (GUEST, "guest"),
    (replace(NAMED_GUEST, record=None), "guest"),
    (STRANGER, "stranger"),
]
DENIED = [
    (Need.NAMED, ELSE_HERE, NotExpected.key),
    (Need.NAMED, GUEST, NotExpected.key),
    (Need.NAMED, PARTNER, NOT_THEIRS),
    (Need.EXPECTED, ELSE_HERE, NotExpected.key),
    (Need.EXPECTED, replace(BEN_HERE, record=None), NotExpected.key),
    (Need.NAMED_OR_OWNER, replace(PARTNER, about="c2"), NOT_THEIRS),
    (Need.NAMED_OR_OWNER, replace(ELSE_HERE, about="c1"), NotExpected.key),
    (Need.DECIDES, CLEO_HERE, NotDecider.key),
    (Need.OPENER, BEN_HERE, NotOpener.key),
    (Need.INSIDER, GUEST, "guest"),
    (Need.INSIDER, STRANGER, "stranger"),
    (Need.INSIDER, UNKNOWN, BUSY),
    (Need.INSIDER, GONE, DEACTIVATED),
    (Need.IN_CHANNEL, PARTNER, NOT_THEIRS),
    *((need, facts, key) for need in (Need.IN_CHANNEL, Need.IN_CHANNEL_OR_PARTNER) for facts, key in ELSEWHERE),
    (Need.WRITES_THERE, PARTNER, NOT_THEIRS),
    (Need.WRITES_THERE, GUEST, "guest"),
    (Need.WRITES_THERE, STRANGER, "stranger"),
]


def refused(act: Act, facts: AccessFacts) -> str:
    """Why this is refused; empty where it is not."""
    try:
        check(act, facts)
    except Outsider as denied:
        return str(denied)
    except (NotExpected, Refusal) as denied:
        return denied.key
    return ""


def by_itself(monkeypatch: pytest.MonkeyPatch, need: Need) -> None:
    """One act needs this alone."""
    assert any(need in needs for needs in NEEDS.values())
    monkeypatch.setattr("bot.use_cases.access.NEEDS", {Act.ANSWER: (need,)})


@pytest.mark.parametrize(("need", "facts"), ALLOWED)
def test_it_is_allowed(need: Need, facts: AccessFacts, monkeypatch: pytest.MonkeyPatch) -> None:
    by_itself(monkeypatch, need)
    assert refused(Act.ANSWER, facts) == ""


@pytest.mark.parametrize(("need", "facts", "why"), DENIED)
def test_it_is_denied_and_says_why(need: Need, facts: AccessFacts, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_itself(monkeypatch, need)
    assert refused(Act.ANSWER, facts) == why


def test_whom_slack_need_not_be_asked_about_is_refused_first() -> None:
    """What costs a call comes after what costs none: a click of somebody who is not named asks Slack nothing."""
    asked = [Need.INSIDER, Need.IN_CHANNEL, Need.IN_CHANNEL_OR_PARTNER, Need.WRITES_THERE]
    for needs in NEEDS.values():
        assert sorted(needs, key=lambda need: need in asked) == list(needs)
