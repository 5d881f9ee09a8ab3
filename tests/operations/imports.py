"""Draw which room imports which: ``python -m tests.operations.imports [folder of a checkout]``.

A room is an entry of ``bot/``, ``storage/`` or ``flows/``. Prints a Mermaid graph of each package with the number of rooms and
arrows, and the circles. docs/architecture.md holds the graph of ``bot/`` (``make documents``).
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DOCUMENT = ROOT / "docs" / "architecture.md"
PACKAGES = ("bot", "storage", "flows")
Graph = Mapping[str, frozenset[str]]
"""Room → the rooms that it imports."""


def rooms(root: Path, package: str) -> Graph:
    """Return the imports between the rooms of one package."""
    known = {file.stem for file in (root / package).iterdir() if file.suffix == ".py" and file.stem != "__init__"}
    known |= {folder.name for folder in (root / package).iterdir() if (folder / "__init__.py").exists()}
    found: dict[str, set[str]] = {room: set() for room in known}
    for file in sorted((root / package).rglob("*.py")):
        room = file.relative_to(root / package).parts[0].removesuffix(".py")
        if room in known:
            found[room] |= {target for target in _imported(file, package) if target in known} - {room}
    return {room: frozenset(targets) for room, targets in sorted(found.items())}


def _imported(file: Path, package: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{package}."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith(f"{package}.")}
    return found


def circle(graph: Graph) -> list[str]:
    """Return the rooms of one circle; none when imports run in one direction."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(room) for room in error.args[1]]
    return []


def mermaid(graph: Graph) -> str:
    """Return the graph as a Mermaid flowchart: only arrows that no longer way stands for."""
    lines = ["```mermaid", "flowchart TD"]
    for room, targets in graph.items():
        lines += [f"    {room} --> {target}" for target in sorted(targets - _farther(graph, targets))]
    return "\n".join([*lines, "```"])


def _farther(graph: Graph, targets: frozenset[str]) -> set[str]:
    """Return what is reached from these rooms by one step or more."""
    reached: dict[str, set[str]] = defaultdict(set)
    for start in targets:
        waiting = list(graph[start])
        while waiting:
            room = waiting.pop()
            if room not in reached[start]:
                reached[start].add(room)
                waiting += graph[room]
    return set().union(*reached.values()) if reached else set()


def counted(graph: Graph) -> str:
    """Return how many rooms and arrows there are."""
    return f"{len(graph)} rooms, {sum(map(len, graph.values()))} arrows"


def written(text: str) -> str:
    """Return the document with the graph of ``bot/`` as it is now."""
    graph = rooms(ROOT, "bot")
    drawn = f"Inside `bot/` ({counted(graph)}; an arrow that a longer way stands for is left out):\n\n{mermaid(graph)}"
    text, count = re.subn(
        r"(<!-- imports[^>]*-->\n).*?(<!-- end of imports -->)",
        lambda match: f"{match[1]}\n{drawn}\n\n{match[2]}",
        text,
        flags=re.DOTALL,
    )
    assert count == 1, "docs/architecture.md has no place for the graph"
    return text


def main(root: Path = ROOT) -> None:
    """Print every package's graph."""
    for package in PACKAGES:
        graph = rooms(root, package)
        found = circle(graph)
        print(f"## {package}/: {counted(graph)}, {'a circle: ' + ' → '.join(found) if found else 'no circle'}\n")
        print(mermaid(graph) if not found else "", end="\n\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
