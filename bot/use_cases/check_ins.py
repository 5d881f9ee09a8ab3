"""What people do with a check-in: answer, put it off in one of four ways, reveal, say how it goes on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.blocks import check_in as check_in_blocks
from bot.blocks import check_in_form as check_in_form_blocks
from bot.blocks import check_in_letter as check_in_letter_blocks
from bot.blocks import check_in_report as check_in_report_blocks
from bot.blocks import notices
from bot.blocks.kit.payloads import BadPayload, Modal, On
from bot.messages import check_ins as check_ins_messages
from bot.use_cases import schedules
from bot.use_cases.access import Act
from bot.use_cases.base import UseCases, date_in_utc_minus_12
from bot.use_cases.steps import Actor, ConversationStep, OpenedConversation, SlackReply
from flows.check_ins import checkin, conclusion
from flows.check_ins.checkin import Step
from flows.check_ins.comparison import compare
from flows.check_ins.statechart import COMPARED
from flows.conversation.conversation import FOLLOWING_UP, Said
from flows.errors import DateInThePast, FlowError, InvalidAnswer, ReasonMissing, StaleQuestion
from flows.model import EXIT
from storage.follow_up.check_ins import StoredCheckIn

LATER = timedelta(days=1)
"""How long "later" is, in one click."""


class CheckInUseCases(UseCases):
    """The use cases of one check-in."""

    # Answering

    def open(self, actor: Actor, on: On) -> SlackReply:
        """Open the form, with what this person said in it already."""
        with self.look(actor, on.c, Act.ANSWER_CHECK_IN) as look:
            stored = _meant(look, on.q)
            stored.check_in.participant(actor.user)
            if stored.check_in.ended:
                raise StaleQuestion("check-in")
            return look.reply(view=check_in_form_blocks.form(look.words, look.record, stored, actor.user))

    def answer(self, actor: Actor, modal: Modal, view_state: Mapping[str, Any]) -> SlackReply:
        """Take what the form brings. Wrong numbers go back to their fields."""
        with self.step(actor, str(modal.c), Act.ANSWER_CHECK_IN) as step:
            stored = _meant(step, modal.q)
            raw, consent = check_in_form_blocks.values(stored.check_in, view_state)
            try:
                moved = checkin.answer(stored.check_in, actor.user, raw, consent=consent)
            except InvalidAnswer as error:
                wrong = check_in_form_blocks.errors(step.words, stored.check_in, error)
                raise step.refused(error, errors=wrong) from None
            return _taken(step, stored, moved)

    # Putting it off: four different things, one click each

    def later(self, actor: Actor, on: On) -> SlackReply:
        """Remind this person tomorrow; not where it closes before."""
        with self.step(actor, on.c, Act.ANSWER_CHECK_IN) as step:
            stored = _meant(step, on.q)
            tomorrow = step.uow.now + LATER
            try:
                moved = checkin.later(stored.check_in, actor.user, tomorrow)
            except FlowError as error:
                timetable = stored.check_in.timetable
                if stored.check_in.hidden and timetable and tomorrow >= timetable.closes:
                    closes_first = notices.short(step.words, "checkin.closes_first")
                    raise step.refused(error, body=closes_first) from None
                raise
            return _taken(step, stored, moved)

    def skip(self, actor: Actor, on: On) -> SlackReply:
        """Leave this one out."""
        with self.step(actor, on.c, Act.ANSWER_CHECK_IN) as step:
            stored = _meant(step, on.q)
            return _taken(step, stored, checkin.skip(stored.check_in, actor.user))

    def away(self, actor: Actor, on: On) -> SlackReply:
        """Leave this person alone until the day that was picked, that day included."""
        try:
            last = date.fromisoformat(str(on.v))
        except ValueError:
            raise BadPayload(str(on.v)) from None
        with self.step(actor, on.c, Act.ANSWER_CHECK_IN) as step:
            stored = _meant(step, on.q)
            if last < date_in_utc_minus_12(step.uow.now):
                raise DateInThePast
            return _taken(step, stored, checkin.away(stored.check_in, actor.user, last))

    def never(self, actor: Actor, on: On) -> SlackReply:
        """Send this person no reminders about this partnership any more."""
        with self.step(actor, on.c, Act.ANSWER_CHECK_IN) as step:
            stored = _meant(step, on.q)
            return _taken(step, stored, checkin.never(stored.check_in, actor.user))

    # Revealing, and how it goes on

    def ask_reveal(self, actor: Actor, on: On) -> SlackReply:
        """Say before an early reveal who is missing, to the opener alone."""
        with self.look(actor, on.c, Act.REVEAL_CHECK_IN) as look:
            stored = _meant(look, on.q)
            if not stored.check_in.hidden:
                raise StaleQuestion("check-in")
            look.check(Act.REVEAL_EARLY)
            if not stored.check_in.submissions:
                return look.reply(body=notices.short(look.words, "checkin.reveal.nobody"))
            return look.reply(view=check_in_blocks.reveal_confirmation(look.words, look.record, stored))

    def reveal(self, actor: Actor, modal: Modal) -> SlackReply:
        """Compare now."""
        with self.step(actor, str(modal.c), Act.REVEAL_CHECK_IN) as step:
            stored = _meant(step, modal.q)
            stored, said = _saved(step, stored, checkin.reveal(stored.check_in, actor.user))
            return _said(step, stored, said)

    def ask_outcome(self, actor: Actor, on: On) -> SlackReply:
        """Open the form that ends it: renew, renegotiate, narrow or exit."""
        with self.look(actor, on.c, Act.CONCLUDE_CHECK_IN) as look:
            stored = _meant(look, on.q)
            if stored.check_in.stage != COMPARED:
                raise StaleQuestion("check-in")
            checkin.check_decides(stored.check_in, actor.user)
            return look.reply(view=check_in_report_blocks.outcome_modal(look.words, look.record, stored))

    def conclude(self, actor: Actor, modal: Modal, outcome: str, reason: str) -> SlackReply:
        """End it. What was said of commitments goes into their histories; an exit stops the dates of this conversation."""
        with self.step(actor, str(modal.c), Act.CONCLUDE_CHECK_IN) as step:
            stored = _meant(step, modal.q)
            try:
                moved = conclusion.conclude(stored.check_in, actor.user, outcome, reason)
            except ReasonMissing as error:
                missing = {check_in_report_blocks.REASON: step.words.say("checkin.error.reason")}
                raise step.refused(error, errors=missing) from None
            stored, said = _saved(step, stored, moved)
            _keep_results(step, stored)
            if outcome == EXIT:
                schedules.end(step.uow, step.record, actor.key)
            else:
                step.tell_privately(check_in_letter_blocks.letter_message(step.words, step.record, stored))
            step.record = replace(step.record, commitments=step.uow.commitments.of(step.record.id))
            return _said(step, stored, said)


def _meant(opened: OpenedConversation, id: str | None) -> StoredCheckIn:
    """Return the check-in of this id, while its conversation is followed up; raises StaleQuestion."""
    found = None
    if opened.conversation.stage == FOLLOWING_UP:
        found = next((each for each in opened.uow.check_ins.of(opened.record) if each.id == id), None)
    if found is None:
        raise StaleQuestion("check-in")
    return found


def _saved(step: ConversationStep, stored: StoredCheckIn, moved: Step) -> tuple[StoredCheckIn, tuple[Said, ...]]:
    """Save where the check-in went. Return it with what it has to say."""
    check_in, said = moved
    after = replace(stored, check_in=check_in)
    step.uow.check_ins.save(after)
    step.note("check_in.step", check_in.stage, said)
    return after, said


def _said(step: ConversationStep, stored: StoredCheckIn, said: tuple[Said, ...]) -> SlackReply:
    """Write the messages for what a check-in has to say."""
    key = f"{stored.id}:{step.actor.key}"
    step.send(check_ins_messages.tell(step.uow, step.record, stored, said, key))
    return step.reply()


def _taken(step: ConversationStep, before: StoredCheckIn, moved: Step) -> SlackReply:
    """Save what one person said, and tell them: their own private message says what it means; in the thread a whisper does."""
    stored, said = _saved(step, before, moved)
    user = step.actor.user
    if step.uow.outbox.stands(step.record.id, check_ins_messages.private_slot(stored, user)):
        step.send([check_ins_messages.answered(step.record, stored, user, f"{step.actor.key}:own")])
    put_off = stored.check_in.put_off
    if len(put_off) > len(before.check_in.put_off) and not step.actor.direct:
        step.tell_privately(check_in_blocks.put_off_message(step.words, put_off[-1]))
    return _said(step, stored, said)


def _keep_results(step: ConversationStep, stored: StoredCheckIn) -> None:
    """Write what a check-in found into the histories of the commitments."""
    commitments = step.uow.commitments
    known = commitments.of(step.record.id)
    today = date_in_utc_minus_12(step.uow.now)
    for before, after in zip(known, conclusion.with_results(known, compare(stored.check_in), today), strict=True):
        if after != before:
            commitments.save(step.record.id, after)
