"""``/partnership monthly``: a channel is asked on the first working day of each month which partnership talks began."""

from bot.blocks import monthly as monthly_blocks
from bot.i18n.commands import SHOW
from bot.i18n.refusals import MONTHLY_OR_STOP, Refusal
from bot.i18n.typed_words import STOP
from bot.use_cases.access import Act
from bot.use_cases.base import UseCases
from bot.use_cases.steps import Actor, Answered, SlackReply, refused
from flows.schedules import planned
from storage.tables.follow_up_models import ACTIVE


class MonthlyUseCases(UseCases):
    """The use cases of a channel's monthly question. Whoever reads the channel begins and ends it."""

    def typed(self, actor: Actor, word: str | None) -> SlackReply:
        """Take ``SHOW``: begin, or say when it is next; or ``STOP``: end it."""
        if word not in (SHOW, STOP):
            raise refused(self.words_for(actor), Refusal(MONTHLY_OR_STOP))
        with self.outside(actor, Act.ASK_FOR_MONTHLY) as said_in:
            if unfit := self.unfit_channel(actor, said_in):
                raise Answered(SlackReply(body=unfit, language=said_in.language))
            self.check_here(actor, Act.CHANGE_MONTHLY)
            zone = self.zone_of(actor)
        with self.writing() as uow:
            known = uow.channel_prompts.get(actor.team, actor.channel)
            active = known is not None and known.state == ACTIVE
            if word == STOP:
                uow.channel_prompts.stop(actor.team, actor.channel)
                body = monthly_blocks.stopped(said_in, was_active=active)
            elif known is not None and active:
                body = monthly_blocks.begun(said_in, known)
            else:
                rule = planned.monthly(uow.now, zone)
                made = uow.channel_prompts.begin(actor.team, actor.channel, rule, said_in.language)
                body = monthly_blocks.begun(said_in, made)
        return SlackReply(body=body, language=said_in.language)
