"""Channels that are asked once a month which partnership talks began: one row a channel, and no person in it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from flows.schedules.recurrence import Occurrence, catch_up
from flows.schedules.rules import Rule
from storage.follow_up.schedules import following
from storage.tables.follow_up_models import ACTIVE, BROKEN, STOPPED, ChannelPromptRow
from storage.tables.writing import Now, change, insert_or_change


@dataclass(frozen=True)
class ChannelPrompt:
    """A channel that is asked. ``next``: what is due next, None unless it is active; ``last_key``: what was asked last."""

    team: str
    channel: str
    language: str
    rule: Rule
    state: str = ACTIVE
    next: Occurrence | None = None
    last_key: datetime | None = None

    @property
    def id(self) -> str:
        return f"{self.team}:{self.channel}"


class ChannelPrompts:
    """The prompts of channels."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def get(self, team: str, channel: str) -> ChannelPrompt | None:
        """The prompt of a channel, stopped or not; None where there never was one."""
        row = self.session.scalar(
            select(ChannelPromptRow).where(*_of(team, channel)).execution_options(populate_existing=True)
        )
        return _prompt(row) if row else None

    def begin(self, team: str, channel: str, rule: Rule, language: str) -> ChannelPrompt:
        """Ask from now on. What the rule says of the time before now is over: nobody is asked about it."""
        past = catch_up(rule, None, self.now())
        values = following(rule, past.key if past else None)
        key = {"team": team, "channel": channel}
        insert_or_change(
            self.session, ChannelPromptRow, key, language=language, rule=rule.model_dump(mode="json"), **values
        )
        found = self.get(team, channel)
        assert found is not None
        return found

    def fired(self, prompt: ChannelPrompt, key: datetime) -> None:
        """It was asked, or left out: the next one is due."""
        self._change(prompt.team, prompt.channel, **following(prompt.rule, key))

    def stop(self, team: str, channel: str) -> None:
        """Not asked any more."""
        self._change(team, channel, state=STOPPED, next_key=None, next_at=None)

    def set_aside(self, team: str, channel: str) -> None:
        """It could not be fired: others must not wait for it."""
        self._change(team, channel, state=BROKEN, next_key=None, next_at=None)

    def _change(self, team: str, channel: str, **values: object) -> None:
        change(self.session, update(ChannelPromptRow).where(*_of(team, channel)).values(**values))


def _of(team: str, channel: str) -> tuple[ColumnElement[bool], ...]:
    return ChannelPromptRow.team == team, ChannelPromptRow.channel == channel


def _prompt(row: ChannelPromptRow) -> ChannelPrompt:
    found = ChannelPrompt(
        team=row.team,
        channel=row.channel,
        language=row.language,
        rule=Rule.model_validate(row.rule),
        state=row.state,
        last_key=datetime.fromisoformat(row.last_key) if row.last_key else None,
    )
    if row.next_key is None or row.next_at is None:
        return found
    return replace(found, next=Occurrence(datetime.fromisoformat(row.next_key), row.next_at))
