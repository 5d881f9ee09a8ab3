"""Structured logs on standard error, with allow-listed fields only: never an answer, a name or a text."""

import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
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
        "link",
        "logger",
    )
)
_PLAIN = re.compile(r"[\w.:/@ –…,'()\[\]-]{0,200}\Z", re.ASCII)
"""What names, ids, addresses and counts are written with; a value with anything else is not shown."""
_HIDDEN = "(not shown)"


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


def take_over() -> None:
    """For a process of our own: what libraries log, and what nobody caught, is told by its type, without its message."""
    root = logging.getLogger()
    root.handlers[:] = [_Types()]
    root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    threading.excepthook = lambda caught: _uncaught(caught.exc_type, caught.exc_value, caught.exc_traceback)
    sys.unraisablehook = lambda caught: _uncaught(caught.exc_type, caught.exc_value, caught.exc_traceback)


class _Types(logging.Handler):
    """Which logger spoke and the type of its exception; its words may hold a payload."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0] if record.exc_info else None
        structlog.get_logger().warning(
            "library.trouble", logger=record.name, error=error.__name__ if error else record.levelname.lower()
        )


def _uncaught(kind: type[BaseException], _: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    where = ""
    while trace is not None:
        where = f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"
        trace = trace.tb_next
    structlog.get_logger().error("process.uncaught", error=kind.__name__, what=where)


def _only_allowed(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in fields.keys() - ALLOWED:
        del fields[name]
    for name, value in fields.items():
        if isinstance(value, str) and not _PLAIN.match(value):
            fields[name] = _HIDDEN
    return fields
