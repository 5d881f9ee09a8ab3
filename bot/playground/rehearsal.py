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

from bot.blocks import decision, setup
from bot.blocks.kit import action_ids
from bot.documents.cases import CaseError, CasePerson
from bot.i18n.commands import NEW, slash
from bot.playground.emulator import Emulator
from bot.playground.installed import manifest
from bot.playground.person import Person
from bot.playground.rehearsal_hands import Hands
from bot.runtime.settings import Settings
from flows.conversation.lifecycle import CLOSED, DECIDING, FOLLOWING_UP, REVEALED, REVIEWING
from flows.model import Assessment, Kind, Question, RaisedFlag, Role, Side

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
        for name in self.guide.road:
            self.collect(name)
            self.go_on()
        self.hear_partner()
        return self.stored()

    def open(self) -> None:
        """``/partnership new`` and its modal."""
        self.opener.command(slash(self.language), f"{NEW} {self.name}", self.channel)
        view = self._view(self.opener)
        self._did(self.opener.click(view, action_ids.MORE_SETUP))
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
        first = self.guide.road[0]
        for question in self.guide.in_section(first):
            if self._is_clicked(question):
                self._button(self.opener, action_ids.ANSWER, question=question.id)
            else:
                self._button(self.opener, action_ids.OPEN_SECTION, section=first)

    def _is_clicked(self, question: Question) -> bool:
        return question.section == self.guide.screening_section and question.kind in (Kind.choice, Kind.scale)

    def screen_alone(self, person: CasePerson, name: str, *, volunteers: bool = True) -> None:
        """One person's clicks in the screening, and the follow-ups that open; where they volunteer, those that are not asked."""
        for question in self.guide.in_section(name):
            given = person.answers.get(question.id)
            if given is None or given == "":
                continue
            message, action = self._button(
                self.people[person.id], action_ids.ANSWER, question=question.id, token=str(given)
            )
            self._did(self.people[person.id].click(message, action))
            self._answer_probes(person, name)
        if volunteers:
            self._volunteer(person, name)

    def collect(self, name: str) -> None:
        """A section's clicks or modal for each of us; then the reveal, early where somebody left something out."""
        clicked = all(map(self._is_clicked, self.guide.in_section(name)))
        for person in self.ours:
            if self._has_finished(person, name):
                continue
            if clicked:
                self.screen_alone(person, name)
            else:
                self.answer(person, name)
        self.reveal(name)

    def sit(self, person: CasePerson) -> None:
        """One person answers everything in one sitting: the screening's clicks, then each form as the one before it leads on."""
        actor, (before, *rest) = self.people[person.id], self.guide.road
        self.screen_alone(person, before, volunteers=False)
        message, action = self._button(actor, action_ids.OPEN_SECTION, section=rest[0])
        self._did(actor.click(message, action))
        for name in rest:
            self._fill(person, before, name)
            before = name
        for last in (action_ids.KEEP_ANSWERS, action_ids.PROBE_ANSWERS):
            if (view := actor.view) is not None and view.callback_id == last:
                actor.submit(self._values(view, person, before))

    def answer(self, person: CasePerson, name: str) -> None:
        """One person's modal of a section, and what is asked again."""
        message, action = self._button(self.people[person.id], action_ids.OPEN_SECTION, section=name)
        self._did(self.people[person.id].click(message, action))
        self._fill(person, name)
        self._answer_probes(person, name)
        self._volunteer(person, name)

    def hear_partner(self) -> None:
        """The partner's people answer in their direct messages, then our side sums up."""
        for person in self.partner:
            actor = self.people[person.id]
            for name in self.guide.road:
                if not self.guide.in_section(name, Side.partner):
                    continue
                message, action = self._button(actor, action_ids.OPEN_PARTNER_SECTION, section=name, direct=True)
                self._did(actor.click(message, action))
                self._fill(person, name)
                self._answer_probes(person, name)
                self._volunteer(person, name, direct=True)
        if self._place().stage == REVIEWING:
            self.go_on()
        self.wait(lambda: self._place().stage == DECIDING)
        self._button(self.opener, action_ids.DECIDE)

    def decide(self, by: str, outcome: str, reason: str) -> None:
        """Record a decision."""
        person = self.people[by]
        message, action = self._button(person, action_ids.DECIDE)
        self._did(person.click(message, action))
        self._view(person)
        errors = person.submit({decision.OUTCOME: outcome, decision.REASON: reason or None})
        if errors:
            raise CaseError(f"the coach did not take the decision: {errors}")
        self.wait(lambda: self._place().stage in (FOLLOWING_UP, CLOSED))
        self.settle()

    def go_on(self) -> None:
        """The opener closes the section."""
        before = self._place()
        screened = before.stage == REVEALED and before.section == self.guide.screening_section
        wanted = action_ids.GO_ON if screened else action_ids.NEXT
        message, action = self._button(self.opener, wanted, section=before.open_section or before.stage)
        self._did(self.opener.click(message, action))
        self.wait(lambda: self._place() != before)
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
