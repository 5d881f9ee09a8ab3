"""Draws the Mermaid diagrams of documents when the site is built, so that a page asks nothing of the network."""

import hashlib
import re
from pathlib import Path


def drawn(source: str, kept: Path) -> str:
    """Return a diagram as SVG; raises what mermaidx raises where the source is not one. ``kept``: a folder that remembers."""
    file = kept / f"{hashlib.sha256(source.encode()).hexdigest()[:16]}.svg"
    if not file.exists():
        import mermaidx

        kept.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_text(mermaidx.render(source).svg(), "utf-8")
        fresh.replace(file)
    return file.read_text("utf-8")


def size(svg: str) -> tuple[int, int]:
    """Return width and height of a diagram as it was drawn."""
    found = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg)
    assert found, "an SVG without a viewBox"
    return round(float(found[1])), round(float(found[2]))
