"""What a team and its coach do together: answer, reveal, move on, decide, look. It knows no Slack client."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot import scheduling
from bot.blocks import answers_private as private
from bot.blocks import decision, ledger, notices, screening, section, summary
from bot.i18n import words
from bot.payloads import Modal, On
from bot.turns import Actor, Body, Reply, Turn, Turns, View, is_partner, today
from flows import conversation as talk
from flows.conversation import Conversation, Step
from flows.errors import (
    DateInThePast,
    FlowError,
    InvalidAnswer,
    NotAllowedNow,
    NotExpected,
    ReasonRequired,
    StaleQuestion,
)
from flows.follow_up.ledger import LedgerEntry
from flows.model import Side

_NOTHING = LedgerEntry()


class Coach(Turns):
    """The use cases of one conversation."""

    # Answering

    def answer_question(self, actor: Actor, on: On) -> Reply:
        """A click on one answer of the screening; the probe that it calls for opens next."""
        question = str(on.q)

        def step(conversation: Conversation) -> Step:
            return talk.answer(conversation, actor.user, str(on.s), {question: on.v})

        def after(turn: Turn, said: tuple[talk.Said, ...]) -> Reply:
            asked = turn.record.conversation.guide.question[question]
            self.tell_privately(turn, private.your_answer(turn.words, turn.record, asked, str(on.v)))
            return Reply(view=self._next_view(turn, said))

        return self.take(actor, on.c, step, after)

    def open_section(self, actor: Actor, on: On, *, follow_ups: bool = False) -> Reply:
        """The modal of a section, prefilled with one's own answers."""

        def look(turn: Turn) -> Reply:
            conversation, name = turn.record.conversation, str(on.s)
            person = conversation.participant(actor.user)
            if person.side is Side.ours and conversation.section != name:
                raise StaleQuestion(section=name)
            if person.side is Side.partner and conversation.stage != "reviewing":
                raise NotAllowedNow("partner", event="answer", stage=conversation.stage)
            probes = conversation.follow_ups(actor.user, name) if follow_ups else ()
            if follow_ups and not probes:
                return Reply(body=notices.short(turn.words, "modal.no_follow_ups"))
            if follow_ups:
                return Reply(view=section.probe_modal(turn.words, turn.record, name, actor.user, probes))
            # The partner's people have no "Add detail" button: what they could add stands in the form the second time.
            again = person.side is Side.partner and conversation.finished(name, person)
            return Reply(view=section.section_modal(turn.words, turn.record, name, actor.user, follow_ups=again))

        return self.look(actor, on.c, look)

    def answer_section(self, actor: Actor, modal: Modal, view_state: Mapping[str, Any]) -> Reply:
        """What a section's modal brings; wrong numbers go back to their fields, a closed section gives the text back.

        The form is read with the guide that the conversation began with.
        """
        name = str(modal.s)

        def step(conversation: Conversation) -> Step:
            raw, consent = section.modal_values(conversation.guide, view_state)
            return talk.answer(conversation, actor.user, name, raw, consent=consent, follow_up=bool(modal.probes))

        def after(turn: Turn, said: tuple[talk.Said, ...]) -> Reply:
            return Reply(view=self._next_view(turn, said))

        def refuse(turn: Turn, error: FlowError) -> Reply:
            if isinstance(error, InvalidAnswer):
                return Reply(errors=section.answer_errors(turn.words, turn.record.conversation.guide, error))
            raw, _ = section.modal_values(turn.record.conversation.guide, view_state)
            given_back = private.text_given_back(turn.words, raw, turn.record)
            conversation = turn.record.conversation
            may_reopen = not conversation.ended and not is_partner(conversation, actor.user)
            if isinstance(error, StaleQuestion) and may_reopen:
                return Reply(body=given_back)
            return Reply(body=_and_given_back(self.refusal(turn, error), given_back))

        return self.take(actor, str(modal.c), step, after, refuse, again=self._asked_again(actor, modal))

    def _next_view(self, turn: Turn, said: tuple[talk.Said, ...]) -> View | None:
        """What the modal shows next: a doubt before it counts, or what the coach asks again."""
        for one in said:
            if one.what == talk.DOUBT and one.section:
                return notices.doubt(turn.words, turn.record, one.section, turn.actor.user, one.flags)
        probe = next((one for one in said if one.what == talk.PROBE), None)
        if probe is None or probe.section is None or probe.person is None:
            return None
        return section.probe_modal(turn.words, turn.record, probe.section, probe.person, probe.questions)

    def keep_answers(self, actor: Actor, modal: Modal) -> Reply:
        """A person read their own doubt and stays with what they said."""

        def step(conversation: Conversation) -> Step:
            return talk.confirm(conversation, actor.user, str(modal.s))

        def after(turn: Turn, said: tuple[talk.Said, ...]) -> Reply:
            return Reply(view=self._next_view(turn, said))

        return self.take(actor, str(modal.c), step, after, again=self._asked_again(actor, modal))

    def _asked_again(self, actor: Actor, modal: Modal) -> Callable[[Turn], Reply]:
        """A form that is sent twice must not close what the first one opened: the same next view, or nothing."""

        def again(turn: Turn) -> Reply:
            conversation, name = turn.record.conversation, str(modal.s)
            given = conversation.own_answers(actor.user)
            open_ones = set(conversation.follow_ups(actor.user, name))
            asked = tuple(
                probe
                for who, probe in sorted(conversation.probed)
                if who == actor.user and probe in open_ones - given.keys()
            )
            if not asked or modal.probes:
                return Reply()
            return Reply(view=section.probe_modal(turn.words, turn.record, name, actor.user, asked))

        return again

    # Moving on

    def ask_reveal(self, actor: Actor, on: On) -> Reply:
        """Before an early reveal: who is missing, to the opener alone."""

        def look(turn: Turn) -> Reply:
            conversation = turn.record.conversation
            if not conversation.hidden or (on.s and conversation.section != on.s):
                raise StaleQuestion(section=str(on.s))
            if actor.user != conversation.opener:
                raise NotExpected("only the opener reveals early", person=actor.user)
            return Reply(view=section.reveal_confirmation(turn.words, turn.record))

        return self.look(actor, on.c, look)

    def reveal(self, actor: Actor, on: On) -> Reply:
        """Show the open section's answers now."""
        return self._move(actor, on, lambda conversation: talk.reveal(conversation, actor.user))

    def go_on(self, actor: Actor, on: On) -> Reply:
        """Close the section and open the next; after the last, hear the partner or sum up."""
        return self._move(actor, on, lambda conversation: talk.go_on(conversation, actor.user))

    def back(self, actor: Actor, on: On) -> Reply:
        """Reopen the section before."""
        return self._move(actor, on, lambda conversation: talk.back(conversation, actor.user))

    def pause(self, actor: Actor, on: On) -> Reply:
        """Stop for now."""
        return self._move(actor, on, lambda conversation: talk.pause(conversation, actor.user))

    def resume(self, actor: Actor, on: On) -> Reply:
        """Go on where it was paused."""
        return self._move(actor, on, lambda conversation: talk.resume(conversation, actor.user))

    def ask_stop(self, actor: Actor, on: On) -> Reply:
        """A kind decline note to copy; sending the modal stops the conversation."""

        def look(turn: Turn) -> Reply:
            talk.stop(turn.record.conversation, actor.user)  # refuses whoever may not, before anything is asked
            return Reply(view=screening.decline_note(turn.words, turn.record))

        return self.look(actor, on.c, look)

    def stop(self, actor: Actor, modal: Modal, entry: LedgerEntry = _NOTHING) -> Reply:
        """Stop for good; why, and what would reopen it, goes into the ledger."""
        if errors := self._over(modal, entry):
            return errors
        keep = _into_ledger(entry, self.zone_of(actor))
        return self.take(actor, str(modal.c), lambda conversation: talk.stop(conversation, actor.user), keep=keep)

    def _over(self, modal: Modal, entry: LedgerEntry) -> Reply | None:
        """A day that is over stands beside its field: nothing is changed yet."""
        if entry.on is None:
            return None
        with self.database.reading() as uow:
            if entry.on >= today(uow.now):
                return None
        return Reply(errors={ledger.DAY: words(modal.lang).say(DateInThePast.key)})

    def close(self, actor: Actor, on: On) -> Reply:
        """End the follow-up."""

        def after(turn: Turn, said: tuple[talk.Said, ...]) -> Reply:
            scheduling.end(turn.uow, turn.record, actor.key)
            return Reply()

        return self._move(actor, on, lambda conversation: talk.close(conversation, actor.user), after)

    def _move(
        self,
        actor: Actor,
        on: On,
        step: Callable[[Conversation], Step],
        after: Callable[[Turn, tuple[talk.Said, ...]], Reply] | None = None,
    ) -> Reply:
        def guarded(conversation: Conversation) -> Step:
            # A button carries the section that it was drawn for: a second click must not move a second time.
            if on.s is not None and on.s not in (conversation.section, conversation.stage):
                raise StaleQuestion(section=on.s)
            return step(conversation)

        return self.take(actor, on.c, guarded, after)

    # Deciding

    def ask_decision(self, actor: Actor, on: On) -> Reply:
        """The modal that records the decision."""

        def look(turn: Turn) -> Reply:
            talk.decide(turn.record.conversation, actor.user, talk.NO, "?")  # refuses before anything is typed
            assessment = turn.record.conversation.assessment()
            return Reply(view=decision.decision_modal(turn.words, turn.record, assessment))

        return self.look(actor, on.c, look)

    def decide(self, actor: Actor, modal: Modal, outcome: str, reason: str, entry: LedgerEntry = _NOTHING) -> Reply:
        """Record what the people decided; what would reopen a no goes into the ledger."""
        if outcome == talk.NO and (errors := self._over(modal, entry)):
            return errors

        def refuse(turn: Turn, error: FlowError) -> Reply:
            if isinstance(error, ReasonRequired):
                return Reply(errors={decision.REASON: turn.words.say(error.key)})
            given_back = private.text_given_back(
                turn.words, {decision.REASON: reason, ledger.CONDITION: entry.condition}
            )
            return Reply(body=_and_given_back(self.refusal(turn, error), given_back))

        zone = self.zone_of(actor)  # Slack is asked outside of the transaction

        def after(turn: Turn, said: tuple[talk.Said, ...]) -> Reply:
            scheduling.begin(turn.uow, turn.record, actor.user, zone, actor.key)
            return Reply()

        return self.take(
            actor,
            str(modal.c),
            lambda conversation: talk.decide(conversation, actor.user, outcome, reason),
            after,
            refuse,
            keep=_into_ledger(entry if outcome == talk.NO else LedgerEntry(), zone),
        )

    # Looking

    def why(self, actor: Actor, on: On) -> Reply:
        """Why each question of the section is asked."""

        def look(turn: Turn) -> Reply:
            guide = turn.record.conversation.guide
            name = on.s or turn.record.conversation.section or "screening"
            view = section.why_modal(turn.words, guide, name)
            return Reply(view=view) if actor.surface != "thread" or on.s else Reply(body=notices.as_body(view))

        return self.look(actor, on.c, look)

    def decline_note(self, actor: Actor, on: On) -> Reply:
        """The kind decline note to copy, when it is decided already."""

        def look(turn: Turn) -> Reply:
            return Reply(view=screening.decline_note(turn.words, turn.record, confirm=False))

        return self.look(actor, on.c, look, need_member=True)

    def other_points(self, actor: Actor, on: On) -> Reply:
        """The points that the summary folded."""

        def look(turn: Turn) -> Reply:
            assessment = turn.record.conversation.assessment()
            return Reply(view=summary.other_points_modal(turn.words, turn.record, assessment))

        return self.look(actor, on.c, look, need_member=True)

    def status(self, actor: Actor, on: On) -> Reply:
        """Where the conversation stands, for one person."""
        return self.look(
            actor, on.c, lambda turn: Reply(body=private.status(turn.words, turn.record, actor.user)), need_member=True
        )

    def sum_up(self, actor: Actor, on: On) -> Reply:
        """The summary again, for one person; once there is one."""

        def look(turn: Turn) -> Reply:
            conversation = turn.record.conversation
            if conversation.stage not in ("deciding", "following_up", "closed"):
                raise NotAllowedNow("summary", event="summary", stage=conversation.stage)
            bodies = summary.summary_messages(turn.words, turn.record, conversation.assessment(), charts=False)
            return Reply(body=bodies[-1], before=tuple(bodies[:-1]))

        return self.look(actor, on.c, look, need_member=True)

    def thread_help(self, actor: Actor, on: On) -> Reply:
        """The short help of a thread."""
        return self.look(actor, on.c, lambda turn: Reply(body=private.thread_help(turn.words)))


def _into_ledger(entry: LedgerEntry, zone: str) -> Callable[[Turn], None]:
    """Keeps the entry in place of the one before; an empty one only takes that away."""

    def keep(turn: Turn) -> None:
        turn.uow.ledger.put(turn.record.id, entry, zone)
        turn.record = replace(turn.record, ledger=None if entry.empty else entry)

    return keep


def _and_given_back(refused: Body, given_back: Body) -> Body:
    """A refusal with what was typed below it, for its author to keep."""
    return refused | {"blocks": [*refused["blocks"], *given_back["blocks"][1:]]}
