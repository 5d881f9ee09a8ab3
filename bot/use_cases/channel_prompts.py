"""``/partnership monthly`` and ``weekly``: what a channel is sent again and again, begun and ended."""

from bot.blocks import channel_prompts as blocks
from bot.i18n.commands import SHOW
from bot.i18n.refusals import MONTHLY_OR_STOP, WEEKLY_OR_STOP, Refusal
from bot.i18n.typed_words import STOP
from bot.use_cases.access import Act
from bot.use_cases.base import UseCases
from bot.use_cases.steps import Actor, Answered, SlackReply, refused
from flows.schedules.planned import Prompt, prompted
from storage.tables.follow_up_models import ACTIVE

_BEGIN_OR_STOP = {Prompt.monthly: MONTHLY_OR_STOP, Prompt.weekly: WEEKLY_OR_STOP}


class ChannelPromptUseCases(UseCases):
    """The use cases of a channel's prompts. Whoever reads the channel begins and ends them."""

    def typed(self, actor: Actor, prompt: Prompt, word: str | None) -> SlackReply:
        """Take ``SHOW``: begin, or say when it is next; or ``STOP``: end it."""
        if word not in (SHOW, STOP):
            raise refused(self.words_for(actor), Refusal(_BEGIN_OR_STOP[prompt]))
        with self.outside(actor, Act.ASK_FOR_PROMPT) as said_in:
            if unfit := self.unfit_channel(actor, said_in):
                raise Answered(SlackReply(body=unfit, language=said_in.language))
            self.check_here(actor, Act.CHANGE_PROMPT)
            zone = self.zone_of(actor)
        with self.writing() as uow:
            known = uow.channel_prompts.get(actor.team, actor.channel, prompt)
            active = known is not None and known.state == ACTIVE
            if word == STOP:
                uow.channel_prompts.stop(actor.team, actor.channel, prompt)
                body = blocks.stopped(said_in, prompt, was_active=active)
            elif known is not None and active:
                body = blocks.begun(said_in, known)
            else:
                rule = prompted(prompt, uow.now, zone)
                made = uow.channel_prompts.begin(actor.team, actor.channel, prompt, rule, said_in.language)
                body = blocks.begun(said_in, made)
        return SlackReply(body=body, language=said_in.language)
