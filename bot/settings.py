"""Settings from the environment. Each is documented here and nowhere else; a wrong one stops the start with its fix."""

from pathlib import Path
from typing import Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class BadSettings(ValueError):
    """The environment does not allow a start; ``problems`` are sentences that name a variable and its fix."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Settings(BaseSettings):
    """Everything that an operator sets."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    slack_bot_token: SecretStr = Field(default=SecretStr(""), description="Bot token of the installed app (xoxb-…).")
    slack_app_token: SecretStr = Field(
        default=SecretStr(""), description="App-level token with connections:write (xapp-…); for Socket Mode."
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""), description="Signing secret from Basic Information; for run --http."
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/", description="Base of the Slack Web API; the playground sets it."
    )
    database_url: str = Field(
        default="", description="postgresql://user:password@host/name; SQLite in the data folder when empty."
    )
    partnership_data: Path = Field(
        default_factory=lambda: user_data_path("partnership-coach"), description="Folder of the SQLite database."
    )
    partnership_guide: Path | None = Field(default=None, description="Another guide.toml; the built-in one when empty.")
    partnership_charts: bool = Field(
        default=False, description="true where your Slack shows data_visualization blocks: a chart in the summary."
    )
    host: str = Field(default="127.0.0.1", description="Address that run --http listens on.")
    port: int = Field(default=3000, ge=0, le=65535, description="Port that run --http listens on.")
    health_port: int = Field(
        default=0, ge=0, le=65535, description="Port for /healthz, /readyz and /metrics in Socket Mode; 0: none."
    )
    ready_backlog_seconds: float = Field(
        default=300, gt=0, description="/readyz says no while a message waits for longer than this."
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("it is no http address")
        return value if value.endswith("/") else value + "/"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("it is none of DEBUG, INFO, WARNING, ERROR")
        return value.upper()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("postgres://", "postgresql://", "postgresql+psycopg://", "sqlite:///")):
            raise ValueError("it is neither postgresql://… nor sqlite:///…")
        return value

    @field_validator("partnership_guide", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @classmethod
    def read(cls) -> Self:
        """Settings from the environment; raises BadSettings."""
        try:
            return cls()
        except ValidationError as error:
            raise BadSettings(
                [
                    f"{str(e['loc'][0]).upper()}: {str(e['msg']).removeprefix('Value error, ')}. "
                    f"It should be: {cls.model_fields[str(e['loc'][0])].description}"
                    for e in error.errors()
                ]
            ) from None

    @property
    def database(self) -> str:
        """The address of the database that is used."""
        return self.database_url or f"sqlite:///{self.partnership_data / 'partnership-coach.db'}"

    def check_tokens(self, *, http: bool) -> None:
        """Raise BadSettings when a token that this way of running needs is missing or of the wrong kind."""
        problems = []
        bot, app = self.slack_bot_token.get_secret_value(), self.slack_app_token.get_secret_value()
        if not bot.startswith("xoxb-"):
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


def described() -> list[tuple[str, str, str]]:
    """(variable, default, description) of every setting, for the operator's guide."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory or field.default is None else str(field.default)
        rows.append((name.upper(), "" if "Secret" in str(field.annotation) else default, field.description or ""))
    return rows
