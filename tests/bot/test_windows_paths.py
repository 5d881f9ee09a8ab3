"""Paths of Windows, as far as they can be tried elsewhere: drive letters, backslashes, spaces, in addresses and in messages."""

from pathlib import Path, PureWindowsPath

import pytest
from sqlalchemy.engine import make_url

from bot.cli.env_file import read
from bot.runtime.settings import Settings
from flows.errors import GuideError
from storage.engine.sqlite_file import file_of

PATHS = [
    r"C:\Données\Ana Lima\AppData\Local\partnership-coach\coach.db",
    r"\\server\share\coach.db",
    "D:/données/coach.db",
]


@pytest.mark.parametrize("path", PATHS)
def test_an_address_of_sqlite_names_the_same_file(path: str) -> None:
    address = f"sqlite:///{PureWindowsPath(path)}"
    assert Settings.model_validate({"database_url": address}).database == address
    assert PureWindowsPath(str(make_url(address).database)) == PureWindowsPath(path)
    assert PureWindowsPath(str(file_of(address))) == PureWindowsPath(path)


@pytest.mark.parametrize("path", PATHS)
def test_a_file_of_variables_keeps_a_path_as_it_is_written(path: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(f"PARTNERSHIP_DATA={path}\r\nDATABASE_URL=sqlite:///{path}\r\n".encode())
    assert read(file) == {"PARTNERSHIP_DATA": path, "DATABASE_URL": f"sqlite:///{path}"}


def test_a_message_shows_a_path_without_doubled_backslashes() -> None:
    path = PureWindowsPath(PATHS[0])
    assert PATHS[0] in str(GuideError("guide.toml", "(file)", "there is no such file", f"create {path}"))
