"""Play a case through Slack's surfaces: command, modals, clicks, reveal, summary, decision. The app is the real one.

The emulator stands for Slack; every step goes over its HTTP and its sockets. What a person could not do in Slack cannot be
done here either.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.blocks import actions, decision, setup
from bot.cases import CaseError, CasePerson
from bot.playground.emulator import Emulator
from bot.playground.installed import manifest
from bot.playground.person import Person
from bot.playground.rehearsal_hands import Hands
from bot.settings import Settings
from flows.lifecycle import section_of
from flows.model import Assessment, RaisedFlag, Role, Side

if TYPE_CHECKING:  # who rehearses with an app in another process has no use for all of it here
    from bot.app import Application

__all__ = ["Rehearsal", "manifest", "running"]


@contextmanager
def running(
    slack: Emulator, folder: Path, *, clock: Callable[[], datetime] | None = None, **overrides: Any
) -> Iterator["Application"]:
    """The real app on SQLite in ``folder``, connected to the emulator over Socket Mode; ``clock`` tells it the time."""
    from bot.app import build

    settings = Settings(
        **{
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_signing_secret": slack.signing_secret,
            "slack_api_url": slack.api_url,
            "partnership_data": folder,
            "database_url": "",
            "partnership_guide": None,
            **overrides,
        }
    )
    application = build(settings, clock)
    try:
        application.start()
        slack.wait_until_connected()
        yield application
    finally:
        application.stop()


class Rehearsal(Hands):
    """One case, played from the command to the decision."""

    def play(self) -> Assessment:
        """From the command to the summary; the assessment that was stored."""
        self.open()
        self.screen()
        for name in ("clarity", "values", "reach", "power", "closing"):
            self.go_on()
            self.collect(name)
        self.go_on()
        self.hear_partner()
        return self.stored()

    def open(self) -> None:
        """``/partnership new`` and its modal."""
        self.opener.command(
            "/partenariat" if self.language == "fr" else "/partnership", f"new {self.name}", self.channel
        )
        view = self._view(self.opener)
        values: dict[str, Any] = {
            setup.OUR_KIND: self.case.setup.our_kind,
            setup.THEIR_KIND: self.case.setup.their_kind,
            setup.LABEL: self.case.setup.label,
            setup.LANGUAGE: self.language,
        }
        if self.case.setup.decision:
            values[setup.DECISION] = self.case.setup.decision
        seats: dict[str, list[Person]] = {setup.people_block(role): [] for role in Role}
        for person in self.case.participants:
            block = setup.people_block(person.role) if person.side is Side.ours else setup.PARTNER_PEOPLE
            seats.setdefault(block, []).append(self.people[person.id])
        values.update({block: people or None for block, people in seats.items()})
        errors = self.opener.submit(values)
        if errors:
            raise CaseError(f"the coach did not open the conversation: {errors}")
        del view
        self.card = self._message(lambda message: message.thread_ts is None and bool(message.bot_id))
        for question in self.guide.in_section("screening"):
            self._button(self.opener, actions.ANSWER, question=question.id)

    def screen(self) -> None:
        """The screening: clicks, then the follow-ups that open."""
        for person in self.ours:
            self.screen_alone(person)
        self.reveal("screening")

    def screen_alone(self, person: CasePerson) -> None:
        """One person's clicks."""
        for question in self.guide.in_section("screening"):
            given = person.answers.get(question.id)
            if given is None or given == "":
                continue
            message, action = self._button(
                self.people[person.id], actions.ANSWER, question=question.id, token=str(given)
            )
            self._did(self.people[person.id].click(message, action))
            self._answer_probes(person, "screening")
        self._volunteer(person, "screening")

    def collect(self, name: str) -> None:
        """A section's modal for each of us; then the reveal, early where somebody left something out."""
        for person in self.ours:
            self.answer(person, name)
        self.reveal(name)

    def answer(self, person: CasePerson, name: str) -> None:
        """One person's modal of a section, and what is asked again."""
        message, action = self._button(self.people[person.id], actions.OPEN_SECTION, section=name)
        self._did(self.people[person.id].click(message, action))
        self._fill(person, name)
        self._answer_probes(person, name)
        self._volunteer(person, name)

    def hear_partner(self) -> None:
        """The partner's people answer in their direct messages, then our side sums up."""
        for person in self.partner:
            actor = self.people[person.id]
            for part in self.guide.sections:
                if not self.guide.in_section(part.id, Side.partner) or part.id == "setup":
                    continue
                message, action = self._button(actor, actions.OPEN_PARTNER_SECTION, section=part.id, direct=True)
                self._did(actor.click(message, action))
                self._fill(person, part.id)
                self._answer_probes(person, part.id)
                self._volunteer(person, part.id, direct=True)
        if self._stage() == "reviewing":
            self.go_on()
        self.wait(lambda: self._stage() == "deciding")
        self._button(self.opener, actions.DECIDE)

    def decide(self, by: str, outcome: str, reason: str) -> None:
        """Record a decision."""
        person = self.people[by]
        message, action = self._button(person, actions.DECIDE)
        self._did(person.click(message, action))
        self._view(person)
        errors = person.submit({decision.OUTCOME: outcome, decision.REASON: reason or None})
        if errors:
            raise CaseError(f"the coach did not take the decision: {errors}")
        self.wait(lambda: self._stage() in ("following_up", "closed"))
        self.settle()

    def go_on(self) -> None:
        """The opener closes the section."""
        before = self._stage()
        wanted = actions.GO_ON if before == "screening_revealed" else actions.NEXT
        message, action = self._button(self.opener, wanted, section=section_of(before) or before)
        self._did(self.opener.click(message, action))
        self.wait(lambda: self._stage() != before)
        self.settle()

    def stored(self) -> Assessment:
        """The assessment as the database keeps it, with the ids of the case."""
        with self.application.database.reading() as uow:
            found = uow.assessments.latest(self._record_id())
        if found is None:
            raise CaseError("no assessment was stored")
        return self._in_ids_of_the_case(found)

    def _in_ids_of_the_case(self, assessment: Assessment) -> Assessment:
        """Slack's ids become those of the case again, in its order: the form lists people by role."""
        ids = {actor.id: name for name, actor in self.people.items()}
        order = {actor.id: place for place, actor in enumerate(self.people.values())}

        def in_case(flag: RaisedFlag) -> RaisedFlag:
            asked = list(dict.fromkeys(one.question for one in flag.evidence))
            ordered = sorted(flag.evidence, key=lambda one: (asked.index(one.question), order.get(one.participant, -1)))
            evidence = (replace(one, participant=ids.get(one.participant, one.participant)) for one in ordered)
            support = (ids[person] for person in sorted(flag.support, key=order.__getitem__))
            return flag.model_copy(update={"support": tuple(support), "evidence": tuple(evidence)})

        return assessment.model_copy(update={"flags": tuple(in_case(flag) for flag in assessment.flags)})

    def transcript(self, width: int = 96) -> str:
        """The channel and its thread as the opener reads them."""
        return self.slack.reader(self.opener, width=width).channel(self.channel)
