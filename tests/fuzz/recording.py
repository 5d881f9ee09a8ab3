"""What a conversation sends, from its opening to its decision, and the database at each of its stages."""

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app import Application, Installation
from bot.documents.cases import read_case
from bot.i18n.languages import LOCALES
from bot.playground import Emulator
from bot.playground.rehearsal import Rehearsal, manifest, running
from flows.guide import load_guide
from flows.model import Guide

Json = dict[str, Any]
SECONDS = 20


@dataclass(frozen=True)
class Recording:
    """``payloads`` as the app got them; ``stages`` are database files; ``installation`` is the workspace's."""

    payloads: list[Json] = field(default_factory=list)
    stages: list[Path] = field(default_factory=list)
    installation: list[Installation] = field(default_factory=list)
    guide: Guide = field(default_factory=load_guide)


def recorded(folder: Path) -> Recording:
    """Play the sample conversation on the emulator, with all that people can do beside it."""
    text = (LOCALES / "en" / "sample.json").read_text("utf-8")
    sample = json.loads(text)
    recording = Recording()
    live = folder / "live"
    with Emulator(manifest()) as slack, running(slack, live) as app:
        recording.installation.append(app.installation)
        _listen(app, recording)
        rehearsal = Rehearsal(slack, app, read_case(text), language="en", name=sample["partner"])

        def keep() -> None:
            slack.wait_until_delivered(SECONDS)
            assert app.relay.drain(SECONDS)
            recording.stages.append(_copy(live / "partnership-coach.db", folder / f"stage{len(recording.stages)}.db"))

        rehearsal.open()
        keep()
        _meander(slack, rehearsal)
        keep()
        for name in rehearsal.guide.road:
            rehearsal.collect(name)
            keep()
            rehearsal.go_on()
        rehearsal.hear_partner()
        keep()
        rehearsal.decide(**sample["decision"])
        keep()
    return recording


def _listen(app: Application, recording: Recording) -> None:
    answer = app.front.answer

    def noted(payload: Json, headers: Any = None) -> Any:
        recording.payloads.append(payload)
        return answer(payload, headers)

    app.front.answer = noted  # type: ignore[method-assign]


def _meander(slack: Emulator, rehearsal: Rehearsal) -> None:
    """Commands, shortcuts, mentions, remarks with an edit and a deletion, the home, a private word, an odd event."""
    somebody, channel, card = rehearsal.opener, rehearsal.channel, rehearsal.card
    assert card is not None
    for text in ("help", "status", "list", "language fr", "language en", "nothing of the kind", ""):
        somebody.command("/partnership", text, channel)
    somebody.command("/partenariat", "aide")
    somebody.shortcut("start_partnership")
    somebody.close_view()
    said = somebody.post(channel, "A thought about the agreement", card)
    somebody.message_shortcut("add_remark", said)
    said = somebody.edit(said, "A better thought about the agreement")
    somebody.delete(said)
    slack.wait_until_delivered(SECONDS)
    for word in ("status", "why", "pause", "resume", "reveal", "summary", "what else"):
        somebody.post(channel, f"{slack.bot_mention} {word}", card)
        slack.wait_until_delivered(SECONDS)
    somebody.post(slack.direct_channel(somebody), "Hello, you")
    somebody.open_home()
    slack.send_event({"type": "app_rate_limited", "minute_rate_limited": 1518467820})


def _copy(source: Path, target: Path) -> Path:
    with sqlite3.connect(source) as live, sqlite3.connect(target) as kept:
        live.backup(kept)
    live.close()
    kept.close()
    return target
