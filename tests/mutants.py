"""Change the code line by line and run the tests that reach each line: ``python -m tests.mutants [folder or file]``.

mutmut does the work, in ``mutants/``. At the end the score (mutants that a test noticed, of those that a test reached) is
printed with each that nobody noticed; ``.venv/bin/mutmut show NAME`` prints its change. Exit status 1 when mutmut fails.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
STATS = ROOT / "mutants" / "mutmut-cicd-stats.json"


def main(only: str = "") -> int:
    """Mutate what ``[tool.mutmut]`` in pyproject.toml names, or one folder or file of it; return the exit status."""
    names = [f"{only.removesuffix('.py').strip('/').replace('/', '.')}.*"] if only else []
    done = _mutmut("run", "--max-children", "2", *names)
    if done.returncode:
        print(done.stdout[-4000:], done.stderr[-4000:], sep="\n", file=sys.stderr)
        return 1
    _mutmut("export-cicd-stats")
    stats = json.loads(STATS.read_text("utf-8"))
    reached = stats["killed"] + stats["survived"] + stats["timeout"] + stats["suspicious"]
    if reached:
        print(f"{stats['killed'] + stats['timeout']} of {reached} mutants noticed ({stats['killed'] / reached:.0%}).")
    print(f"{stats['no_tests']} are reached by no test.")
    print(_mutmut("results").stdout)
    return 0


def _mutmut(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
