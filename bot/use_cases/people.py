"""Somebody on our side who left: those who act are told, and may name somebody else in their place."""

from bot.blocks import people as people_blocks
from bot.blocks.kit.payloads import Modal, On
from bot.i18n.catalogue import words
from bot.messages import asked as asked_messages
from bot.messages import conversation as conversation_messages
from bot.use_cases.access import Act
from bot.use_cases.base import UseCases, unfit_to_answer
from bot.use_cases.presence import absent
from bot.use_cases.steps import Actor, Answered, SlackReply
from bot.use_cases.unanswered import Unanswered
from flows.conversation import conversation as talk
from flows.conversation.people import our_people
from flows.errors import AlreadyNamed, NotAllowedNow, NotExpected

_MOST_IN_A_CHANNEL = 200


class PeopleUseCases(UseCases):
    """The use cases of who is expected."""

    def left(self, team: str, channel: str, person: str) -> None:
        """Tell those who act for each conversation, once, where it waits for who left its channel, or was led by them."""
        with self.database.reading() as uow:
            records = uow.conversations.in_channel(team, channel, limit=_MOST_IN_A_CHANNEL, open_only=True)
        concerned = [
            (record, our_people(record.conversation))
            for record in records
            if person == record.conversation.opener or record.conversation.replaceable(person)
        ]
        try:
            away = absent(self.directory(team), channel, {one for _, ours in concerned for one in ours})
        except Unanswered:  # the clock looks again when something is due
            return
        told = [one for record, ours in concerned for one in conversation_messages.people_left(record, ours & away)]
        if told:
            with self.writing() as uow:
                for message in told:
                    uow.outbox.write(message)

    def ask_another(self, actor: Actor, on: On) -> SlackReply:
        """Open the form that names somebody else."""
        with self.look(actor, on.c, Act.NAME_ANOTHER) as look:
            if look.conversation.ended:
                raise NotAllowedNow("over", event="name_another", stage=look.conversation.stage)
            if not look.conversation.replaceable(str(on.q)):
                raise NotExpected("nobody waits for them", person=str(on.q))
            return look.reply(view=people_blocks.another_modal(look.words, look.record, str(on.q)))

    def name_another(self, actor: Actor, modal: Modal, another: str) -> SlackReply:
        """Expect somebody else in their place; the thread reads one line of it."""
        conversation, before = str(modal.c), str(modal.q)
        with self.look(actor, conversation, Act.NAME_ANOTHER) as look:
            default = look.record.language
        language = self._spoken_by_who_fits(actor, conversation, another, modal.lang, default)
        with self.step(actor, conversation, Act.NAME_ANOTHER) as step:
            try:
                said = step.move(talk.name_another(step.conversation, actor.user, before, another, language))
            except AlreadyNamed as error:
                raise step.refused(error, errors={people_blocks.ANOTHER: step.words.say(error.key)}) from None
            step.say(said)
            step.send([conversation_messages.another_named(step.record, before, another, actor.key)])
            step.send(asked_messages.no_longer(step.uow, step.record, before, actor.key))
            step.send(asked_messages.ask_one(step.uow, step.record, another))
            return step.reply()

    def _spoken_by_who_fits(self, actor: Actor, conversation: str, another: str, lang: str, default: str) -> str:
        """Return the language of somebody who is to answer; raises Answered with the sentence for the form where they cannot.
        Slack is asked outside of any transaction."""
        with self.database.reading() as uow:
            named = uow.conversations.named(actor.team, conversation)
        try:
            wrong = self._unfit(actor.team, named.channel, another) if named and another else "setup.error.nobody"
        except Unanswered as error:
            wrong = "setup.error.unknown_person" if error.unknown else error.refusal.key
        if wrong:
            raise Answered(SlackReply(errors={people_blocks.ANOTHER: words(lang).say(wrong)}))
        return self.spoken_by(actor.team, another, default)

    def _unfit(self, team: str, channel: str, user: str) -> str:
        directory = self.directory(team)
        return unfit_to_answer(directory.person(user), directory.here(channel, (user,)))
