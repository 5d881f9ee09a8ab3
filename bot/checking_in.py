"""What people do with a check-in: answer, put it off in one of four ways, reveal, say how it goes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import structlog

from bot import scheduling
from bot import telling_check_ins as telling
from bot.blocks import check_in as blocks
from bot.blocks import check_in_form as form
from bot.blocks import check_in_report as report
from bot.blocks import notices
from bot.payloads import BadPayload, Modal, On
from bot.turns import Actor, Reply, Turn, Turns, today
from flows.conversation import FOLLOWING_UP
from flows.errors import DateInThePast, FlowError, InvalidAnswer, NotExpected, ReasonMissing, StaleQuestion
from flows.follow_up import checkin, conclusion
from flows.follow_up.checkin import CheckIn, Step
from flows.follow_up.comparison import compare
from flows.follow_up.statechart import COMPARED
from flows.model import EXIT
from storage.check_ins import StoredCheckIn

log = structlog.get_logger(__name__)

LATER = timedelta(days=1)
"""How long "later" is, in one click."""


@dataclass(frozen=True)
class _Taken:
    """A step that was taken, before it is committed."""

    turn: Turn
    stored: StoredCheckIn
    before: CheckIn


_Stepping = Callable[[Turn, CheckIn], Step]
_After = Callable[[_Taken], Reply]
_Refusing = Callable[[Turn, StoredCheckIn, FlowError], Reply | None]
"""What a refusal becomes; None: one sentence, as everywhere."""


class CheckingIn(Turns):
    """The use cases of one check-in."""

    # Answering

    def open(self, actor: Actor, on: On) -> Reply:
        """The form, with what this person said in it already."""

        def look(turn: Turn, stored: StoredCheckIn) -> Reply:
            stored.check_in.participant(actor.user)
            if stored.check_in.ended:
                raise StaleQuestion("check-in")
            return Reply(view=form.form(turn.words, turn.record, stored, actor.user))

        return self._look(actor, on, look)

    def answer(self, actor: Actor, modal: Modal, view_state: Mapping[str, Any]) -> Reply:
        """What the form brings. Wrong numbers go back to their fields."""

        def step(turn: Turn, check_in: CheckIn) -> Step:
            raw, consent = form.values(check_in, view_state)
            return checkin.answer(check_in, actor.user, raw, consent=consent)

        def refuse(turn: Turn, stored: StoredCheckIn, error: FlowError) -> Reply | None:
            if isinstance(error, InvalidAnswer):
                return Reply(errors=form.errors(turn.words, stored.check_in, error))
            return None

        return self._take(actor, str(modal.c), str(modal.q), step, self._told_privately, refuse)

    # Putting it off: four different things, one click each

    def later(self, actor: Actor, on: On) -> Reply:
        """Remind me tomorrow; not where it closes before."""

        def step(turn: Turn, check_in: CheckIn) -> Step:
            return checkin.later(check_in, actor.user, turn.uow.now + LATER)

        def refuse(turn: Turn, stored: StoredCheckIn, error: FlowError) -> Reply | None:
            timetable = stored.check_in.timetable
            if stored.check_in.hidden and timetable and turn.uow.now + LATER >= timetable.closes:
                return Reply(body=notices.short(turn.words, "checkin.closes_first"))
            return None

        return self._put_off(actor, on, step, refuse)

    def skip(self, actor: Actor, on: On) -> Reply:
        """Not this one."""
        return self._put_off(actor, on, lambda turn, check_in: checkin.skip(check_in, actor.user))

    def away(self, actor: Actor, on: On) -> Reply:
        """Away until the day that was picked, that day included."""

        try:
            last = date.fromisoformat(str(on.v))
        except ValueError:
            raise BadPayload(str(on.v)) from None

        def step(turn: Turn, check_in: CheckIn) -> Step:
            if last < today(turn.uow.now):
                raise DateInThePast
            return checkin.away(check_in, actor.user, last)

        return self._put_off(actor, on, step)

    def never(self, actor: Actor, on: On) -> Reply:
        """No reminders about this partnership any more."""
        return self._put_off(actor, on, lambda turn, check_in: checkin.never(check_in, actor.user))

    # Revealing, and how it goes on

    def ask_reveal(self, actor: Actor, on: On) -> Reply:
        """Before an early reveal, to the opener alone."""

        def look(turn: Turn, stored: StoredCheckIn) -> Reply:
            if not stored.check_in.hidden:
                raise StaleQuestion("check-in")
            if actor.user != stored.check_in.opener:
                raise NotExpected("only the opener reveals early", person=actor.user)
            if not stored.check_in.submissions:
                return Reply(body=notices.short(turn.words, "checkin.reveal.nobody"))
            return Reply(view=blocks.reveal_confirmation(turn.words, stored))

        return self._look(actor, on, look)

    def reveal(self, actor: Actor, modal: Modal) -> Reply:
        """Compare now."""
        return self._take(
            actor, str(modal.c), str(modal.q), lambda turn, check_in: checkin.reveal(check_in, actor.user)
        )

    def ask_outcome(self, actor: Actor, on: On) -> Reply:
        """The form that ends it: renew, renegotiate, narrow or exit."""

        def look(turn: Turn, stored: StoredCheckIn) -> Reply:
            if stored.check_in.stage != COMPARED:
                raise StaleQuestion("check-in")
            conclusion.check_decides(stored.check_in, actor.user)
            return Reply(view=report.outcome_modal(turn.words, turn.record, stored))

        return self._look(actor, on, look)

    def conclude(self, actor: Actor, modal: Modal, outcome: str, reason: str) -> Reply:
        """End it. What was said of commitments goes into their histories; an exit stops the dates of this conversation."""

        def step(turn: Turn, check_in: CheckIn) -> Step:
            return conclusion.conclude(check_in, actor.user, outcome, reason)

        def after(taken: _Taken) -> Reply:
            uow, record = taken.turn.uow, taken.turn.record
            known = uow.commitments.of(record.id)
            for one, changed in zip(
                known, conclusion.with_results(known, compare(taken.stored.check_in), today(uow.now)), strict=True
            ):
                if changed != one:
                    uow.commitments.save(record.id, changed)
            if outcome == EXIT:
                scheduling.end(uow, record, taken.turn.actor.key)
            taken.turn.record = replace(record, commitments=uow.commitments.of(record.id))
            return Reply()

        def refuse(turn: Turn, stored: StoredCheckIn, error: FlowError) -> Reply | None:
            if isinstance(error, ReasonMissing):
                return Reply(errors={report.REASON: turn.words.say("checkin.error.reason")})
            return None

        return self._take(actor, str(modal.c), str(modal.q), step, after, refuse)

    # How

    def _look(self, actor: Actor, on: On, look: Callable[[Turn, StoredCheckIn], Reply]) -> Reply:
        return self.look(actor, on.c, lambda turn: look(turn, _open(turn, str(on.q))))

    def _put_off(
        self,
        actor: Actor,
        on: On,
        step: _Stepping,
        refuse: _Refusing | None = None,
    ) -> Reply:
        return self._take(actor, on.c, str(on.q), step, self._told_privately, refuse)

    def _told_privately(self, taken: _Taken) -> Reply:
        """The person's own private message says what it means; in the thread a whisper does."""
        turn, stored = taken.turn, taken.stored
        if turn.uow.outbox.stands(turn.record.id, telling.private_slot(stored, turn.actor.user)):
            turn.uow.outbox.write(telling.answered(turn.record, stored, turn.actor.user, f"{turn.actor.key}:own"))
        clicked = stored.check_in.put_off[-1] if len(stored.check_in.put_off) > len(taken.before.put_off) else None
        if clicked is not None and not turn.actor.channel.startswith("D"):
            self.tell_privately(turn, blocks.put_off_message(turn.words, clicked), ":put_off")
        return Reply()

    def _take(
        self,
        actor: Actor,
        conversation: str,
        id: str,
        step: _Stepping,
        after: _After = lambda taken: Reply(),
        refuse: _Refusing | None = None,
    ) -> Reply:
        """One unit of work: the step, what it says, what it changes beside; all or nothing."""
        with self.database.unit_of_work() as uow:
            if not uow.inbox.first_time(actor.key):
                return Reply()
            if (turn := self.turn(uow, actor, conversation, lock=True)) is not None:
                return self._taken_of(turn, id, step, after, refuse)
        return self.unknown(actor)

    def _taken_of(self, turn: Turn, id: str, step: _Stepping, after: _After, refuse: _Refusing | None) -> Reply:
        uow, stored = turn.uow, None
        try:
            stored = _open(turn, id)
            moved, said = step(turn, stored.check_in)
        except FlowError as error:
            found = refuse(turn, stored, error) if refuse and stored else None
            return self.refuse(turn, error, (lambda *_: found) if found else None)
        taken = _Taken(turn, replace(stored, check_in=moved), stored.check_in)
        uow.check_ins.save(taken.stored)
        reply = after(taken)
        for message in telling.tell(uow, turn.record, taken.stored, said, f"{id}:{turn.actor.key}"):
            uow.outbox.write(message)
        uow.commit()
        self.wake()
        log.info("check_in.step", conversation=turn.record.id, stage=moved.stage, said=[one.what for one in said])
        return replace(reply, language=turn.words.language)


def _open(turn: Turn, id: str) -> StoredCheckIn:
    """The check-in of this id, while its conversation is followed up; raises StaleQuestion."""
    if turn.record.conversation.stage != FOLLOWING_UP:
        raise StaleQuestion("check-in")
    found = next((one for one in turn.uow.check_ins.of(turn.record) if one.id == id), None)
    if found is None:
        raise StaleQuestion("check-in")
    return found
