"""What a driver's error means for an operator: one sentence each, with what to do. Nothing here connects or waits."""

import sqlite3

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage.engine.errors import DatabaseBusy, DatabaseError, DatabaseUnreachable

_PATH = "check the path in DATABASE_URL or PARTNERSHIP_DATA"

_SQLITE = {
    sqlite3.SQLITE_CANTOPEN: "SQLite cannot open {file}: make its folder, let this user write there, or " + _PATH,
    sqlite3.SQLITE_PERM: "SQLite may not use {file}: let this user read and write it",
    sqlite3.SQLITE_AUTH: "SQLite may not use {file}: let this user read and write it",
    sqlite3.SQLITE_READONLY: "SQLite may not write {file}: let this user write the file and its folder",
    sqlite3.SQLITE_NOTADB: "{file} is not a database of SQLite: " + _PATH + ", or restore a backup",
    sqlite3.SQLITE_CORRUPT: "The database {file} is damaged: stop the coach and restore a backup",
    sqlite3.SQLITE_FULL: "The disk of {file} is full: make room, then do it again; nothing was written",
    sqlite3.SQLITE_IOERR: "The disk of {file} cannot be read or written: check the disk, and keep SQLite on a local one",
}

_POSTGRESQL = (
    (("password authentication failed", "no password supplied"), "refuses this user's password: correct DATABASE_URL"),
    (("no pg_hba.conf entry",), "does not let this user in from here: change its pg_hba.conf, or DATABASE_URL"),
    (('role "',), "does not know this user: create it there, or correct DATABASE_URL"),
    (('database "',), "has no such database: create it there, or correct DATABASE_URL"),
    (("too many", "remaining connection slots"), "has no connection left: close others, or raise max_connections"),
    (("starting up", "shutting down", "recovery mode"), "is starting or stopping: try again in a minute"),
    (("ssl", "certificate"), "and this machine do not agree on TLS: check sslmode in DATABASE_URL"),
    (
        ("resolve host", "translate host name"),
        "cannot be found by its name: correct DATABASE_URL, or the network's name service",
    ),
    (("timeout", "timed out"), "does not answer in time: check DATABASE_URL, the network, and that the server runs"),
)
"""What libpq and the server say while connecting, which comes without a code; the first that fits counts."""

_POSTGRESQL_CODES = {
    "42501": "does not let this user do that: grant the user what it needs, such as creating tables",
    "53100": "has a full disk: make room, then do it again; nothing was written",
    "25006": "is read only: let DATABASE_URL name the primary server",
    "57P01": "was stopped: try again when it runs",
}


def explained(error: DBAPIError, url: str) -> DatabaseError:
    """Return the error of ours for a driver's; its text is one sentence that names the place and never a password."""
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig, str(make_url(url).database or ""))
    return _of_postgresql(error, url)


def _of_sqlite(error: sqlite3.Error, file: str) -> DatabaseError:
    said = _said(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy(said)
    meant = _SQLITE.get(code)
    if meant is None:
        return DatabaseError(f"{file} ({said})")
    return DatabaseUnreachable.saying(f"{meant.format(file=file)} ({said}).")


def _of_postgresql(error: DBAPIError, url: str) -> DatabaseError:
    address = make_url(url)
    where = f"PostgreSQL at {address.host or address.query.get('host') or 'the local socket'}"
    said = _said(error.orig)
    code = getattr(error.orig, "sqlstate", None)
    if code == "55P03":
        return DatabaseBusy(said)
    if code is not None:
        meant = _POSTGRESQL_CODES.get(code)
        return DatabaseUnreachable.saying(f"{where} {meant} ({said}).") if meant else DatabaseError(f"{where}: {said}")
    reason = said.rpartition("FATAL:")[2] if "FATAL:" in said else said
    for signs, meant in _POSTGRESQL:
        if any(sign in reason.casefold() for sign in signs):
            return DatabaseUnreachable.saying(f"{where} {meant} ({reason.strip()}).")
    return DatabaseUnreachable.saying(
        f"{where} does not answer. Check DATABASE_URL, and that the server runs and lets this user in ({reason.strip()})."
    )


def _said(error: BaseException | None) -> str:
    """Return the first line of what the driver says; it names hosts and files, never a password."""
    said = str(error).strip()
    return said.splitlines()[0] if said else type(error).__name__
