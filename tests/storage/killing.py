"""A process of its own that kills itself at a failpoint."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from storage.engine.failpoints import VARIABLE

_ROOT = Path(__file__).parents[2]


def killed(program: str, *arguments: str, failpoint: str) -> str:
    """Run a program until SIGKILL at ``failpoint`` (``name:n``); what it printed."""
    died = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | {VARIABLE: failpoint, "PYTHONPATH": str(_ROOT)},
        cwd=_ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    return died.stdout
