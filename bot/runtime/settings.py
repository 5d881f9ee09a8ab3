"""Settings from the environment: what each means, and one sentence with the fix for each that is wrong.

``.env.example`` and the table of the operators' guide are written from here (``python -m tests.operations.documents``).
A value is never repeated in a sentence: a token may have been pasted into any variable.
"""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.runtime.environment import Environment, Unusable, strangers

SLACK, DATABASE, PLACE, GUIDE, LOGS = "Slack", "Database", "Where it listens", "Guide and messages", "Log and health"
ELSEWHERE = {
    "DATABASE_URL_BEFORE": "For restore on PostgreSQL only: the address of the database that was used before.",
    "PARTNERSHIP_DEBUG": "1: show where a fault of the program itself is, as --debug does.",
    "PARTNERSHIP_FAILPOINT": "For the tests of the coach only: where a process kills itself. Never set it.",
}
"""Variables that other modules read."""
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_WRONG = {
    "int_parsing": "is not a whole number",
    "int_parsing_size": "is outside the range",
    "int_from_float": "is not a whole number",
    "float_parsing": "is not a number",
    "finite_number": "is not a number of seconds",
    "bool_parsing": "is neither true nor false",
    "greater_than": "is outside the range",
    "greater_than_equal": "is outside the range",
    "less_than_equal": "is outside the range",
}


class BadSettings(ValueError):
    """The environment does not allow a start; ``problems`` are sentences that name a variable and its fix."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def _setting(default: Any, group: str, what: str, write: str, **rules: Any) -> Any:
    """Return a field: ``what`` it is, and what to ``write`` in the place of a wrong value."""
    extra: dict[str, Any] = {"group": group, "write": write}
    if callable(default):
        return Field(default_factory=default, description=what, json_schema_extra=extra, **rules)
    return Field(default=default, description=what, json_schema_extra=extra, **rules)


def _secret(what: str, write: str) -> Any:
    return _setting(SecretStr(""), SLACK, what, write)


class Settings(BaseSettings):
    """Everything that an operator sets."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    slack_bot_token: SecretStr = _secret(
        "Bot token of the installed app (xoxb-…).",
        "copy the token that starts with xoxb- from “OAuth & Permissions” of your app, without quotes",
    )
    slack_app_token: SecretStr = _secret(
        "App-level token with connections:write (xapp-…), for Socket Mode.",
        "copy the token that starts with xapp- from “Basic Information” of your app, without quotes",
    )
    slack_signing_secret: SecretStr = _secret(
        "Signing secret, for run --http.", "copy it from “Basic Information” of your app, without quotes"
    )
    slack_api_url: str = _setting(
        "https://slack.com/api/",
        SLACK,
        "Address of Slack's Web API. Leave it as it is, except for an emulator.",
        "leave it empty for Slack itself, or write an address such as http://localhost:8080/api/",
    )
    database_url: str = _setting(
        "",
        DATABASE,
        "Address of a PostgreSQL database: postgresql://user:password@host/name. Empty: an SQLite file in PARTNERSHIP_DATA.",
        "leave it empty for SQLite, or write postgresql://user:password@host/name (@ in a password is %40, / is %2F)",
    )
    partnership_data: Path = _setting(
        lambda: user_data_path("partnership-coach"),
        DATABASE,
        "Folder of the SQLite database. Empty: the user's data folder (on Linux ~/.local/share/partnership-coach).",
        "write the path of a folder, for example /var/lib/partnership-coach",
    )
    partnership_erasure_key: SecretStr = _setting(
        SecretStr(""),
        DATABASE,
        "Key of the digests that are kept of erased people. Empty: a random one in erasures.key, which is made beside the SQLite "
        "database, else in PARTNERSHIP_DATA.",
        "write 32 or more random letters and digits (openssl rand -hex 32), and keep a copy of it apart from the backups",
    )
    partnership_keep_days: int = _setting(
        730,
        DATABASE,
        "How many days after its end purge keeps a conversation, where --older-than does not say otherwise.",
        "write a whole number of days from 1 to 99999, for example 730",
        ge=1,
        le=99_999,
    )
    partnership_guide: Path | None = _setting(
        None,
        GUIDE,
        "A guide.toml of your own. Empty: the built-in guide.",
        "leave it empty for the built-in guide, or write the path of a guide.toml",
    )
    partnership_charts: bool = _setting(
        True,
        GUIDE,
        "false: no charts (data_visualization blocks) in Slack, the same in words instead.",
        "write true or false",
    )
    host: str = _setting(
        "127.0.0.1",
        PLACE,
        "Address of this machine at which run --http waits for Slack's requests; 0.0.0.0 for all, as in a container.",
        "write an IP address of this machine or a host name, without port and without http://, for example 127.0.0.1",
    )
    port: int = _setting(
        3000, PLACE, "Port for them.", "write a port from 0 to 65535, for example 3000", ge=0, le=65535
    )
    health_host: str = _setting(
        "127.0.0.1",
        PLACE,
        "Address of this machine at which /healthz, /readyz and /metrics answer; 0.0.0.0 for all, as in a container.",
        "write an IP address of this machine or a host name, without port and without http://, for example 127.0.0.1",
    )
    health_port: int = _setting(
        0,
        PLACE,
        "Port for them. 0: they are off with run, and answer at HOST and PORT with run --http.",
        "write a port from 1 to 65535, for example 8080, or 0 for none",
        ge=0,
        le=65535,
    )
    ready_backlog_seconds: float = _setting(
        300,
        LOGS,
        "/readyz says no while a message waits for longer than this.",
        "write a number of seconds above 0, for example 300",
        gt=0,
        allow_inf_nan=False,
    )
    log_level: str = _setting("INFO", LOGS, f"{', '.join(LEVELS[:-1])} or ERROR.", f"write one of {', '.join(LEVELS)}")

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where values come from: what the code gives, then the environment. No file is read."""
        return init_settings, Environment(settings_cls)

    @field_validator("*", mode="before")
    @classmethod
    def _could_be_had(cls, value: object) -> object:
        if isinstance(value, Unusable):
            raise PydanticCustomError("sentence", "{sentence}", {"sentence": value.sentence})
        return value

    @field_validator("slack_bot_token", "slack_app_token", "slack_signing_secret")
    @classmethod
    def _plain(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[!-~]*", value.get_secret_value()):
            raise ValueError("holds a space or a letter that no token has")
        return value

    @field_validator("partnership_erasure_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.fullmatch(r"[!-~]{32,}", value.get_secret_value()):
            raise ValueError("is too short, or holds a space")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            good = False
        if not good or parts.query or parts.fragment or re.search(r"\s", value):
            raise ValueError("is not an http address")
        return value if value.endswith("/") else value + "/"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in LEVELS:
            raise ValueError("is not a level of the log")
        return value.upper()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value:
            return value
        if not value.startswith(("postgres://", "postgresql://", "postgresql+psycopg://", "sqlite:///")):
            raise ValueError("is neither a postgresql:// nor a sqlite:/// address")
        try:
            named = make_url(value).database
        except (ArgumentError, ValueError):
            raise ValueError("is not an address that can be read") from None
        if value.startswith("sqlite") and named in (None, "", ":memory:"):
            raise ValueError("names no file")
        return value

    @field_validator("partnership_data", "partnership_guide")
    @classmethod
    def _of_this_user(cls, value: Path | None) -> Path | None:
        try:
            return value.expanduser() if value else None
        except RuntimeError:
            raise ValueError("begins with a home folder that does not exist") from None

    @field_validator("host", "health_host")
    @classmethod
    def _an_address(cls, value: str) -> str:
        bare = value.removeprefix("[").removesuffix("]")
        try:
            return str(ipaddress.ip_address(bare))
        except ValueError:
            if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", value) or value.replace(".", "").isdigit():
                raise ValueError("is not an address of a machine") from None
        return value

    @classmethod
    def read(cls) -> Self:
        """Return the settings of the environment. Raises BadSettings with a sentence for each that is wrong."""
        try:
            return cls()
        except ValidationError as error:
            raise BadSettings([_sentence(dict(one)) for one in error.errors()]) from None

    @property
    def database(self) -> str:
        """The address of the database that is used."""
        return self.database_url or f"sqlite:///{self.partnership_data / 'partnership-coach.db'}"

    def check_tokens(self, *, http: bool) -> None:
        """Raise BadSettings when a token that this way of running needs is missing or of the wrong kind."""
        problems = []
        bot, app = self.slack_bot_token.get_secret_value(), self.slack_app_token.get_secret_value()
        if bot.startswith("xoxe"):
            problems.append(
                "SLACK_BOT_TOKEN is a token that expires (xoxe.…), which the coach cannot renew: turn token rotation off under "
                "“OAuth & Permissions” of your app, reinstall it, and copy the token that starts with xoxb-."
            )
        elif not bot.startswith("xoxb-"):
            problems.append(
                "SLACK_BOT_TOKEN must be the bot token that starts with xoxb-: copy it from “OAuth & Permissions” of your app."
            )
        if not http and not app.startswith("xapp-"):
            problems.append(
                "SLACK_APP_TOKEN must be the app-level token that starts with xapp-: create one with connections:write "
                "under “Basic Information”, or run with --http."
            )
        if http and not self.slack_signing_secret.get_secret_value():
            problems.append("SLACK_SIGNING_SECRET is missing: copy it from “Basic Information” of your app.")
        if problems:
            raise BadSettings(problems)


def _sentence(error: Mapping[str, Any]) -> str:
    """Return what is wrong with a variable, and what to write instead."""
    if error["type"] == "sentence":
        return str(error["ctx"]["sentence"])
    name = str(error["loc"][0])
    wrong = _WRONG.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    return f"{name.upper()} {wrong}: {shown(name)['write']}."


def shown(name: str) -> dict[str, str]:
    """Return what the documents say of a setting: group, what, write, and its default in words."""
    field = Settings.model_fields[name]
    extra: Any = field.json_schema_extra
    default = "" if field.default_factory or field.default is None else str(field.default).replace("False", "false")
    hidden = isinstance(field.default, SecretStr)
    return {**extra, "what": field.description or "", "default": "" if hidden else default.replace("True", "true")}


def misspelt() -> list[str]:
    """Return a line for each variable of the environment that looks like one of ours and is none."""
    return strangers([*(name.upper() for name in Settings.model_fields), *ELSEWHERE])
