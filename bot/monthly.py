"""``/partnership monthly``: a channel is asked on the first working day of each month which partnership talks began."""

from bot.blocks import answers_private as private
from bot.blocks import monthly as blocks
from bot.i18n import words
from bot.refusals import MONTHLY_OR_STOP, Refusal
from bot.turns import Actor, Reply, Turns
from bot.typed_words import SHOW, STOP
from flows.errors import NotExpected
from flows.follow_up import planned
from storage.follow_up_models import ACTIVE


class Monthly(Turns):
    """The use cases of a channel's monthly question. Whoever reads the channel begins and ends it."""

    def typed(self, actor: Actor, word: str | None) -> Reply:
        """``SHOW``: begin, or say when it is next; ``STOP``: end it."""
        said_in = words(self.language(actor))
        if word not in (SHOW, STOP):
            return Reply(body=private.refused(said_in, Refusal(MONTHLY_OR_STOP)))
        if refusal := self.outsider(actor, said_in) or self.unfit_channel(actor, said_in):
            return Reply(body=refusal)
        if not self.is_member(actor, actor.channel):
            return Reply(body=private.refused(said_in, NotExpected(person=actor.user)))
        zone = self.zone_of(actor)
        with self.database.unit_of_work() as uow:
            known = uow.channel_prompts.get(actor.team, actor.channel)
            active = known is not None and known.state == ACTIVE
            if word == STOP:
                uow.channel_prompts.stop(actor.team, actor.channel)
                body = blocks.stopped(said_in, was_active=active)
            elif known is not None and active:
                body = blocks.begun(said_in, known)
            else:
                rule = planned.monthly(uow.now, zone)
                made = uow.channel_prompts.begin(actor.team, actor.channel, rule, said_in.language)
                body = blocks.begun(said_in, made)
            uow.commit()
        return Reply(body=body, language=said_in.language)
