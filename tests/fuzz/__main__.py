"""``python -m tests.fuzz --payloads 100000 --seed 1``: prints what was found; ends with 1 when it is not nothing."""

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.runtime import logs
from tests.fuzz.campaign import campaign, say
from tests.fuzz.recording import recorded


def main() -> int:
    """Record, mutate, report."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--payloads", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    os.environ |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    logs.configure("ERROR")
    memory = Path("/dev/shm")
    with TemporaryDirectory(prefix="fuzz-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        recording = recorded(Path(folder))
        say(f"recorded                {len(recording.payloads)} payloads, {len(recording.stages)} stages")
        started = time.perf_counter()
        findings = campaign(recording, Path(folder), payloads=chosen.payloads, seed=chosen.seed)
    say(findings.text())
    say(f"seconds                 {time.perf_counter() - started:.0f} (seed {chosen.seed})")
    return 0 if findings.clean else 1


if __name__ == "__main__":
    sys.exit(main())
