"""What a team and its coach do together: answer, reveal, move on, decide, look. It knows no Slack client."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks import (
    conditions,
    conditions_form,
    decision,
    ledger,
    moves,
    notices,
    points,
    reveal,
    screening,
    section,
    sitting,
    status,
    summary,
)
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Body, View
from bot.blocks.kit.wording import reader
from bot.blocks.questions import understood_blocks
from bot.i18n.catalogue import words
from bot.i18n.typed_words import Typed
from bot.use_cases import schedules
from bot.use_cases.access import Act, is_partner
from bot.use_cases.base import UseCases, date_in_utc_minus_12
from bot.use_cases.steps import Actor, Answered, CameBefore, ConversationStep, OpenedConversation, SlackReply
from flows.commitments import USUAL
from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation, Said, Step
from flows.errors import DateInThePast, FlowError, InvalidAnswer, NotAllowedNow, ReasonRequired, StaleQuestion
from flows.ledger import LedgerEntry
from flows.model import Side

_NOTHING = LedgerEntry()


class ConversationUseCases(UseCases):
    """The use cases of one conversation."""

    # Answering

    def answer_question(self, actor: Actor, on: On) -> SlackReply:
        """Take a click on one answer of the screening; the probe that it calls for opens next."""
        question = str(on.q)
        with self.step(actor, on.c, Act.ANSWER) as step:
            said = step.move(answering.answer(step.conversation, actor.user, str(on.s), {question: on.v}))
            step.say(said)
            asked, given = step.conversation.guide.question[question], step.conversation.own_answers(actor.user)
            ahead = sitting.go_on_button(step.words, step.record, actor.user, str(on.s))
            receipt = answers_private_blocks.your_answer(step.words, step.record, asked, str(on.v), given, ahead)
            step.tell_privately(receipt)
            return step.reply(view=_to_ask(step, said))

    def open_section(self, actor: Actor, on: On, *, follow_ups: bool = False) -> SlackReply:
        """Open the modal of a section, prefilled with one's own answers."""
        with self.look(actor, on.c, Act.OPEN_SECTION) as look:
            conversation, name = look.conversation, str(on.s)
            person = conversation.participant(actor.user)
            if person.side is Side.partner and conversation.stage != "reviewing":
                raise NotAllowedNow("partner", event="answer", stage=conversation.stage)
            if not conversation.may_answer(name, person):
                raise StaleQuestion(section=name)
            asked = {one for each in conversation.questions_for(name, person) for one in (each.id, *each.fields)}
            follow_ups = follow_ups and not asked.isdisjoint(conversation.own_answers(actor.user))
            probes = conversation.follow_ups(actor.user, name) if follow_ups else ()
            if follow_ups and not probes:
                return look.reply(body=notices.short(look.words, "modal.no_follow_ups"))
            if follow_ups:
                return look.reply(view=section.probe_modal(look.words, look.record, name, actor.user, probes))
            # The partner's people have no "Add detail" button: what they could add stands in the form the second time.
            again = person.side is Side.partner and conversation.finished(name, person)
            return look.reply(view=section.section_modal(look.words, look.record, name, actor.user, follow_ups=again))

    def answer_section(self, actor: Actor, modal: Modal, view_state: Mapping[str, Any]) -> SlackReply:
        """Take what a section's modal brings; wrong numbers go back to their fields, a closed section gives the text back.

        The form is read with the guide that the conversation began with.
        """
        try:
            with self.step(actor, str(modal.c), Act.ANSWER) as step:
                raw, consent = section.modal_values(step.conversation.guide, view_state)
                name, follow_up = str(modal.s), bool(modal.probes)
                try:
                    moved = answering.answer_on(
                        step.conversation, actor.user, name, raw, modal.ahead, consent=consent, follow_up=follow_up
                    )
                except InvalidAnswer as error:
                    wrong = section.answer_errors(step.words, step.conversation.guide, error)
                    raise step.refused(error, errors=wrong) from None
                except FlowError as error:
                    raise step.refused(error, body=_text_given_back(step, error, raw)) from None
                late = _too_late(step, raw, modal.ahead)
                said = step.move(moved)
                step.say(said)
                shown = _with_understood(step, _next_view(step, name, said), raw)
                return step.reply(view=_with_given_back(step, shown, late))
        except CameBefore:
            return self._view_again(actor, modal)

    def keep_answers(self, actor: Actor, modal: Modal) -> SlackReply:
        """Take that a person read their own doubt and stays with what they said."""
        try:
            with self.step(actor, str(modal.c), Act.ANSWER) as step:
                said = step.move(answering.confirm(step.conversation, actor.user, str(modal.s)))
                step.say(said)
                return step.reply(view=_next_view(step, str(modal.s), said))
        except CameBefore:
            return self._view_again(actor, modal)

    def _view_again(self, actor: Actor, modal: Modal) -> SlackReply:
        """Return the view that a form opened when it was sent first: sent twice, it must not close that."""
        with self.look(actor, str(modal.c), Act.ANSWER) as look:
            conversation, name = look.conversation, str(modal.s)
            given = conversation.own_answers(actor.user)
            still_open = set(conversation.follow_ups(actor.user, name)) - given.keys()
            asked = tuple(
                probe for who, probe in sorted(conversation.probed) if who == actor.user and probe in still_open
            )
            probes = () if modal.probes else asked
            return look.reply(view=sitting.offered(look.words, look.record, actor.user, name, probes))

    # Moving on

    def ask_reveal(self, actor: Actor, on: On) -> SlackReply:
        """Say before an early reveal who is missing, to the opener alone."""
        with self.look(actor, on.c, Act.REVEAL) as look:
            if not look.conversation.hidden or (on.s and look.conversation.section != on.s):
                raise StaleQuestion(section=str(on.s))
            look.check(Act.REVEAL_EARLY)
            return look.reply(view=section.reveal_confirmation(look.words, look.record))

    def reveal(self, actor: Actor, on: On) -> SlackReply:
        """Show the open section's answers now."""
        return self._move(actor, on, Act.REVEAL_EARLY, talk.reveal)

    def go_on(self, actor: Actor, on: On) -> SlackReply:
        """Close the section and open the next; after the last, hear the partner or sum up."""
        return self._move(actor, on, Act.MOVE_ON, talk.go_on)

    def back(self, actor: Actor, on: On) -> SlackReply:
        """Reopen the section before."""
        return self._move(actor, on, Act.MOVE_ON, talk.back)

    def pause(self, actor: Actor, on: On) -> SlackReply:
        """Stop for now."""
        return self._move(actor, on, Act.PAUSE, talk.pause)

    def resume(self, actor: Actor, on: On) -> SlackReply:
        """Go on where it was paused."""
        return self._move(actor, on, Act.PAUSE, talk.resume)

    def _move(self, actor: Actor, on: On, act: Act, move: Callable[[Conversation, str], Step]) -> SlackReply:
        with self.step(actor, on.c, act) as step:
            _check_drawn_for(step.conversation, on)
            step.say(step.move(move(step.conversation, actor.user)))
            return step.reply()

    def close(self, actor: Actor, on: On) -> SlackReply:
        """End the follow-up."""
        with self.step(actor, on.c, Act.CLOSE) as step:
            _check_drawn_for(step.conversation, on)
            step.say(step.move(talk.close(step.conversation, actor.user)))
            schedules.end(step.uow, step.record, actor.key)
            return step.reply()

    def ask_stop(self, actor: Actor, on: On) -> SlackReply:
        """Open a kind decline note to copy; sending the modal stops the conversation."""
        with self.look(actor, on.c, Act.STOP) as look:
            talk.stop(look.conversation, actor.user)  # refuses whoever may not, before anything is asked
            return look.reply(view=screening.decline_note(look.words, look.record))

    def stop(self, actor: Actor, modal: Modal, entry: LedgerEntry = _NOTHING) -> SlackReply:
        """Stop for good; why, and what would reopen it, goes into the ledger."""
        self._check_day(modal, entry)
        zone = self.zone_of(actor)  # Slack is asked outside of the transaction
        with self.step(actor, str(modal.c), Act.STOP) as step:
            said = step.move(talk.stop(step.conversation, actor.user))
            _into_ledger(step, entry, zone)
            step.say(said)
            return step.reply()

    def _check_day(self, modal: Modal, entry: LedgerEntry) -> None:
        """Raise Answered with the sentence beside its field for a day that is over: nothing is changed yet."""
        if entry.on is None:
            return
        with self.database.reading() as uow:
            if entry.on >= date_in_utc_minus_12(uow.now):
                return
        raise Answered(SlackReply(errors={ledger.DAY: words(modal.lang).say(DateInThePast.key)}))

    # Deciding

    def ask_decision(self, actor: Actor, on: On) -> SlackReply:
        """Open the modal that records the decision."""
        with self.look(actor, on.c, Act.DECIDE) as look:
            talk.decide(look.conversation, actor.user, talk.NO, "?")  # refuses before anything is typed
            return look.reply(view=decision.decision_modal(look.words, look.record, look.conversation.assessment()))

    def decide(
        self,
        actor: Actor,
        modal: Modal,
        outcome: str,
        reason: str,
        minority: str = "",
        entry: LedgerEntry = _NOTHING,
        ticked: tuple[str, ...] = (),
    ) -> SlackReply:
        """Record the decision, and what those saw who leaned another way; what would reopen a no goes into the ledger. Of a yes on
        conditions, the ticked ones get an owner and a day in the next form."""
        if outcome == talk.NO:
            self._check_day(modal, entry)
        zone = self.zone_of(actor)  # Slack is asked outside of the transaction
        with self.step(actor, str(modal.c), Act.DECIDE) as step:
            try:
                moved = talk.decide(step.conversation, actor.user, outcome, reason, minority)
            except ReasonRequired as error:
                raise step.refused(error, errors={decision.REASON: step.words.say(error.key)}) from None
            except FlowError as error:
                typed = {decision.REASON: reason, decision.MINORITY: minority, ledger.CONDITION: entry.condition}
                given_back = answers_private_blocks.text_given_back(step.words, typed)
                raise step.refused(error, body=_and_given_back(step.refusal(error), given_back)) from None
            said = step.move(moved)
            _into_ledger(step, entry if outcome == talk.NO else _NOTHING, zone)
            step.say(said)
            schedules.begin(step.uow, step.record, actor.user, zone, actor.key)
            if outcome != talk.GO_IF or not ticked:
                return step.reply()
            due = date_in_utc_minus_12(step.uow.now) + USUAL
            return step.reply(view=conditions_form.conditions_modal(step.words, step.record, ticked, actor.user, due))

    # Looking

    def why(self, actor: Actor, on: On) -> SlackReply:
        """Say why each question of the section is asked."""
        with self.look(actor, on.c, Act.READ_WHY) as look:
            name = on.s or look.conversation.section or look.conversation.guide.road[0]
            theirs = is_partner(look.conversation, actor.user)
            view = section.why_modal(look.words, look.record, name, Side.partner if theirs else Side.ours)
            if actor.surface != "thread" or on.s:
                return look.reply(view=view)
            return look.reply(body=notices.as_body(view))

    def read(self, actor: Actor, on: On) -> SlackReply:
        """Open the answers to a section that was revealed."""
        with self.look(actor, on.c, Act.READ_ANSWERS) as look:
            if on.s not in look.conversation.place.seen:
                raise StaleQuestion(section=str(on.s))
            return look.reply(view=reveal.answers_modal(look.words, look.record, str(on.s)))

    def decline_note(self, actor: Actor, on: On) -> SlackReply:
        """Open the kind decline note to copy, when it is decided already."""
        with self.look(actor, on.c, Act.READ_DECLINE_NOTE) as look:
            return look.reply(view=screening.decline_note(look.words, look.record, confirm=False))

    def points(self, actor: Actor, on: On) -> SlackReply:
        """Show one person the points of the summary, in one message."""
        with self.look(actor, on.c, Act.READ_SUMMARY) as look:
            return look.reply(body=points.points_message(look.words, look.record, look.conversation.assessment()))

    def evidence(self, actor: Actor, on: On) -> SlackReply:
        """Open what one point of the summary rests on."""
        with self.look(actor, on.c, Act.READ_SUMMARY) as look:
            assessment = look.conversation.assessment()
            return look.reply(view=points.evidence_modal(look.words, look.record, assessment, str(on.q)))

    def conditions(self, actor: Actor, on: On) -> SlackReply:
        """Open all conditions of the summary, and what people wrote themselves."""
        with self.look(actor, on.c, Act.READ_SUMMARY) as look:
            assessment = look.conversation.assessment()
            return look.reply(view=conditions.conditions_modal(look.words, look.record, assessment))

    def other_points(self, actor: Actor, on: On) -> SlackReply:
        """Open the points that are not among those of the summary."""
        with self.look(actor, on.c, Act.READ_SUMMARY) as look:
            assessment = look.conversation.assessment()
            return look.reply(view=points.other_points_modal(look.words, look.record, assessment))

    def status(self, actor: Actor, on: On) -> SlackReply:
        """Say where the conversation stands, to one person."""
        with self.look(actor, on.c, Act.READ_STATUS) as look:
            reveals = look.may(Act.REVEAL_EARLY)
            return look.reply(body=status.status(look.words, look.record, actor.user, reveals=reveals))

    def sum_up(self, actor: Actor, on: On) -> SlackReply:
        """Show the summary again, to one person; once there is one."""
        with self.look(actor, on.c, Act.READ_SUMMARY) as look:
            conversation = look.conversation
            if conversation.stage not in ("deciding", "following_up", "closed"):
                raise NotAllowedNow("summary", event="summary", stage=conversation.stage)
            return look.reply(body=summary.summary_message(look.words, look.record, conversation.assessment()))

    def more_moves(self, actor: Actor, on: On) -> SlackReply:
        """Give one person three further ways to discuss what was revealed; who may read the reveal may ask."""
        with self.look(actor, on.c, Act.READ_MOVES) as look:
            return look.reply(body=moves.more_moves(look.words, look.record))

    def thread_help(self, actor: Actor, on: On) -> SlackReply:
        """Show the short help of a thread."""
        with self.look(actor, on.c, Act.READ_THREAD_HELP) as look:
            return look.reply(body=answers_private_blocks.thread_help(look.words, look.conversation.guide))

    def not_understood(self, actor: Actor, on: On, typed: Typed) -> SlackReply:
        """Say back what was not understood in the thread, and what can be said there."""
        with self.look(actor, on.c, Act.READ_THREAD_HELP) as look:
            lead = answers_private_blocks.said_back(look.words, typed.written, typed.nearest)
            return look.reply(body=answers_private_blocks.thread_help(look.words, look.conversation.guide, lead))


def _next_view(step: ConversationStep, name: str, said: tuple[Said, ...]) -> View | None:
    """Return what the modal shows next: a doubt before it counts, or the next section below what the coach asks again."""
    if doubted := _doubt(step, said):
        return doubted
    probes = next((each.questions for each in said if each.what == talk.PROBE and each.section == name), ())
    return sitting.offered(step.words, step.record, step.actor.user, name, probes)


def _to_ask(step: ConversationStep, said: tuple[Said, ...]) -> View | None:
    """Return what the coach asks again after a click, in a form of its own."""
    probe = next((each for each in said if each.what == talk.PROBE), None)
    if probe is None or probe.section is None or probe.person is None:
        return None
    return section.probe_modal(step.words, step.record, probe.section, probe.person, probe.questions)


def _doubt(step: ConversationStep, said: tuple[Said, ...]) -> View | None:
    for each in said:
        if each.what == talk.DOUBT and each.section:
            return notices.doubt(step.words, step.record, each.section, step.actor.user, each.flags)
    return None


def _with_understood(step: ConversationStep, view: View | None, raw: Mapping[str, object]) -> View | None:
    """Return what the modal shows next, after what was assumed of the numbers just written."""
    side = step.conversation.participant(step.actor.user).side
    blocks = understood_blocks(step.words, reader(step.words, step.record, side), raw)
    if not blocks:
        return view
    if view is None:
        return notices.as_view(step.words, body(step.words.say("said.title"), blocks))
    return {**view, "blocks": [*blocks, *view["blocks"]][:100]}


def _too_late(step: ConversationStep, raw: Mapping[str, object], ahead: Iterable[str] | None) -> dict[str, object]:
    """Return the follow-ups' answers that a form brings too late for their section."""
    before = {one: raw[one] for one in ahead or () if one in raw}
    return before if answering.too_late(step.conversation, step.actor.user, before) else {}


def _with_given_back(step: ConversationStep, view: View | None, late: Mapping[str, object]) -> View | None:
    """Return what the modal shows next, after what was typed for a section that was closed meanwhile: nothing typed is lost."""
    if not any(late.values()):
        return view
    given_back = answers_private_blocks.text_given_back(step.words, late, step.record)
    if view is None:
        return notices.as_view(step.words, given_back)
    return {**view, "blocks": [*given_back["blocks"], *view["blocks"]][:100]}


def _check_drawn_for(conversation: Conversation, on: On) -> None:
    """Raise StaleQuestion for a button that was drawn for another section: a second click must not move a second time."""
    if on.s is not None and on.s not in (conversation.section, conversation.stage):
        raise StaleQuestion(section=on.s)


def _into_ledger(step: ConversationStep, entry: LedgerEntry, zone: str) -> None:
    """Keep the entry in place of the one before; an empty one only takes that away."""
    step.uow.ledger.put(step.record.id, entry, zone)
    step.record = replace(step.record, ledger=None if entry.empty else entry)


def _text_given_back(opened: OpenedConversation, error: FlowError, raw: Mapping[str, Any]) -> Body:
    """Return the refusal of a form with what was typed in it. Where one may go on answering, the text alone says enough."""
    given_back = answers_private_blocks.text_given_back(opened.words, raw, opened.record)
    may_reopen = not opened.conversation.ended and not is_partner(opened.conversation, opened.actor.user)
    if isinstance(error, StaleQuestion) and may_reopen:
        return given_back
    return _and_given_back(opened.refusal(error), given_back)


def _and_given_back(refused: Body, given_back: Body) -> Body:
    """Return a refusal with what was typed below it, for its author to keep."""
    return {**refused, "blocks": [*refused["blocks"], *given_back["blocks"][1:]]}
