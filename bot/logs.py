"""Structured logs on standard error, with allow-listed fields only: never an answer, a name or a text."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    (
        "event",
        "level",
        "timestamp",
        "conversation",
        "team",
        "user",
        "id",
        "what",
        "outbox",
        "kind",
        "fate",
        "kept",
        "stage",
        "said",
        "error",
        "reason",
        "mode",
        "address",
        "database",
        "guide",
        "version",
        "count",
        "seconds",
    )
)


def configure(level: str = "INFO", *, readable: bool | None = None) -> None:
    """Log from ``level`` on; ``readable`` for a terminal, JSON lines otherwise."""
    plain = sys.stderr.isatty() if readable is None else readable
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.dev.ConsoleRenderer() if plain else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _only_allowed(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in fields.keys() - ALLOWED:
        del fields[name]
    return fields
