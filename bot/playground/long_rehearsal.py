"""What comes after the decision, played: a commitment, a month that goes by, a check-in, and how it goes on."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.blocks import check_in_report, commitments
from bot.blocks.kit import action_ids
from bot.blocks.questions import block_id_of
from bot.documents.cases import CaseError, CasePerson
from bot.playground.rehearsal import Rehearsal

A_MONTH = dt.timedelta(days=33)
"""Day 30, or the working day after it."""


class LongRehearsal(Rehearsal):
    """A case that is followed up. Its clock is the emulator's, and is moved."""

    def promise(self, owner: str, text: str, tripwire: str) -> None:
        """From the summary's first guardrail, due in three weeks."""
        self._did(self.opener.click(*self._button(self.opener, action_ids.POINTS)))
        message, action = self._button(self.opener, action_ids.COMMIT)
        self._did(self.opener.click(message, action))
        self._view(self.opener)
        day = dt.datetime.fromtimestamp(self.slack.clock.now(), dt.UTC).date() + dt.timedelta(days=21)
        errors = self.opener.submit(
            {
                commitments.TEXT: text,
                commitments.OWNER: self.people[owner].id,
                commitments.DUE: day.isoformat(),
                commitments.TRIPWIRE: tripwire,
            }
        )
        if errors:
            raise CaseError(f"the coach did not take the commitment: {errors}")
        self.settle()

    def let_a_month_pass(self) -> None:
        """The first check-in comes."""
        self.slack.clock.advance(A_MONTH.total_seconds())
        self._button(self.opener, action_ids.CHECK_IN)
        self.settle()

    def check_in(self, person: CasePerson, answers: Mapping[str, Any]) -> None:
        """One person's form of the check-in. What is said under ``commitment`` goes for each that is asked about."""
        actor = self.people[person.id]
        message, action = self._button(actor, action_ids.CHECK_IN)
        self._did(actor.click(message, action))
        view = self._view(actor)
        values: dict[str, Any] = {}
        for block in view.blocks:
            if block["type"] == "input":
                asked = str(block["block_id"]).removeprefix(block_id_of(""))
                said = answers.get(asked.partition(":")[0])
                if said is not None:
                    values[block["block_id"]] = said
        if errors := actor.submit(values):
            raise CaseError(f"participant {person.id!r}, check-in: {errors}")
        self.settle()

    def conclude(self, outcome: str, reason: str) -> None:
        """How it goes on."""
        message, action = self._button(self.opener, action_ids.CHECK_IN_OUTCOME)
        self._did(self.opener.click(message, action))
        self._view(self.opener)
        errors = self.opener.submit({check_in_report.OUTCOME: outcome, check_in_report.REASON: reason})
        if errors:
            raise CaseError(f"the coach did not take how it goes on: {errors}")
        self.settle()
