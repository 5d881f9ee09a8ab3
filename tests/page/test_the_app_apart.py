"""The app is a process of its own: killed, restarted, on the emulator's clock, and never left behind."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bot.playground.app_process import AppProcess, Understudies
from bot.playground.clock import Clock, followed
from bot.playground.page import backstage
from bot.playground.page.playground import Playground
from bot.playground.page.words import words
from tests.page.screens import Screen, begun, until

pytestmark = pytest.mark.xdist_group("page")


def test_killed_in_the_middle_it_comes_back_and_nothing_is_lost(running: Playground) -> None:
    begun(running)
    amina = Screen(running, "Amina")
    amina.opens()
    amina.wait(lambda _: amina.button("answer"))
    before = running.world.app.pid
    amina.does("faults", name="server_error", on=True)
    assert amina.look().entities["scene"]["faults"] == ["server_error"]
    amina.does("touch", **amina.button("answer"))  # committed, and not to be sent
    amina.does("kill")
    amina.wait(lambda now: now["scene"]["app"] == "restarting")
    amina.does("faults", name="server_error", on=False)
    amina.wait(lambda now: now["scene"]["app"] == "running")
    assert running.world.app.pid != before
    # The count, which everybody sees: a whisper whose fate is unknown is given up, as it cannot be looked for.
    amina.wait(lambda _: any("1 of" in str(message["blocks"]) for message in amina.messages))


def test_every_fault_can_be_turned_on_and_off(running: Playground) -> None:
    amina = Screen(running, "Amina")
    for name in ("rate_limited", "lost_answer", "slow"):
        amina.does("faults", name=name, on=True)
        amina.does("command", channel=amina.channel("main"), command="/partnership", text="help")
        amina.does("faults", name=name, on=False)
    amina.does("faults", name="no_link", on=True)
    amina.wait(lambda now: now["scene"]["app"] == "starting")
    amina.does("faults", name="no_link", on=False)
    amina.wait(lambda now: now["scene"]["app"] == "running")


def test_the_app_reads_the_clock_of_the_emulator(running: Playground) -> None:
    begun(running)
    amina = Screen(running, "Amina")
    amina.does("move_clock", seconds=40 * 86400)
    assert amina.look().entities["clock"]["offset"] == 40 * 86400
    amina.opens()
    until(lambda: backstage.conversations(running.world))
    tables = {table["name"]: table for table in backstage.rows(running.world, "", words("en"))["tables"]}
    row = dict(zip(tables["conversations"]["columns"], tables["conversations"]["rows"][0], strict=True))
    days = (float(amina.entities["clock"]["now"]) - time.time()) / 86400
    assert 39 < days < 41
    moved = time.strftime("%Y-%m", time.gmtime(time.time() + 40 * 86400))
    assert str(row["created_at"]).startswith(moved)


def test_a_clock_is_followed_from_another_process(tmp_path: Path) -> None:
    clock = Clock()
    clock.show_in(tmp_path / "clock")
    now = followed(tmp_path / "clock")
    clock.advance(3600)
    clock.advance(60)
    assert abs(now().timestamp() - time.time() - 3660) < 1


def test_an_order_that_cannot_be_followed_is_not_tried_for_ever(tmp_path: Path) -> None:
    (tmp_path / "clock").write_bytes(bytes(8))
    order = {"clock": str(tmp_path / "clock"), "settings": {"partnership_guide": str(tmp_path / "none.toml")}}
    understudies = Understudies(tmp_path / "log")
    told: list[bool] = []
    app = AppProcess(order, understudies, lambda: told.append(app.alive))
    app.start()
    until(lambda: len(told) == 2)  # that it was started, and what became of it
    assert not app.alive
    assert "no such file" in app.last_words()
    assert not app.waiting
    app.stop()
    understudies.close()


def test_the_app_ends_when_the_playground_is_killed(tmp_path: Path) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-m", "bot.cli.main", "demo", "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": "", "TMPDIR": str(tmp_path)},
    )
    assert demo.stdout is not None
    demo.stdout.readline()
    until(lambda: psutil.Process(demo.pid).children())
    children = psutil.Process(demo.pid).children()
    demo.kill()
    demo.wait()
    demo.stdout.close()
    until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children))
