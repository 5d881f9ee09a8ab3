"""What channels are sent again and again, as they asked for: a row a channel and ``Prompt``, and no person in it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from flows.schedules.planned import Prompt
from flows.schedules.recurrence import Occurrence, catch_up
from flows.schedules.rules import Rule
from storage.follow_up.schedules import following
from storage.tables.follow_up_models import ACTIVE, BROKEN, STOPPED, ChannelPromptRow
from storage.tables.writing import Now, change, insert_or_change


@dataclass(frozen=True)
class ChannelPrompt:
    """A prompt of a channel. ``next``: what is due next, None unless it is active; ``last_key``: what was sent last."""

    team: str
    channel: str
    prompt: Prompt
    language: str
    rule: Rule
    state: str = ACTIVE
    next: Occurrence | None = None
    last_key: datetime | None = None

    @property
    def id(self) -> str:
        return f"{self.team}:{self.channel}:{self.prompt}"


class ChannelPrompts:
    """The prompts of channels."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def get(self, team: str, channel: str, prompt: Prompt) -> ChannelPrompt | None:
        """The prompt of a channel, stopped or not; None where there never was one."""
        query = select(ChannelPromptRow).where(*_of(team, channel, prompt))
        row = self.session.scalar(query.execution_options(populate_existing=True))
        return _prompt(row) if row else None

    def begin(self, team: str, channel: str, prompt: Prompt, rule: Rule, language: str) -> ChannelPrompt:
        """Send it from now on. What the rule says of the time before now is over: nothing is sent for it."""
        past = catch_up(rule, None, self.now())
        values = following(rule, past.key if past else None)
        key = {"team": team, "channel": channel, "prompt": prompt}
        insert_or_change(
            self.session, ChannelPromptRow, key, language=language, rule=rule.model_dump(mode="json"), **values
        )
        found = self.get(team, channel, prompt)
        assert found is not None
        return found

    def fired(self, sent: ChannelPrompt, key: datetime) -> None:
        """It was sent, or left out: the next one is due."""
        self._change(sent.team, sent.channel, sent.prompt, **following(sent.rule, key))

    def stop(self, team: str, channel: str, prompt: Prompt) -> None:
        """Not sent any more."""
        self._change(team, channel, prompt, state=STOPPED, next_key=None, next_at=None)

    def set_aside(self, team: str, channel: str, prompt: Prompt) -> None:
        """It could not be fired: others must not wait for it."""
        self._change(team, channel, prompt, state=BROKEN, next_key=None, next_at=None)

    def _change(self, team: str, channel: str, prompt: Prompt, **values: object) -> None:
        change(self.session, update(ChannelPromptRow).where(*_of(team, channel, prompt)).values(**values))


def _of(team: str, channel: str, prompt: Prompt) -> tuple[ColumnElement[bool], ...]:
    row = ChannelPromptRow
    return row.team == team, row.channel == channel, row.prompt == prompt


def _prompt(row: ChannelPromptRow) -> ChannelPrompt:
    found = ChannelPrompt(
        team=row.team,
        channel=row.channel,
        prompt=Prompt(row.prompt),
        language=row.language,
        rule=Rule.model_validate(row.rule),
        state=row.state,
        last_key=datetime.fromisoformat(row.last_key) if row.last_key else None,
    )
    if row.next_key is None or row.next_at is None:
        return found
    return replace(found, next=Occurrence(datetime.fromisoformat(row.next_key), row.next_at))
