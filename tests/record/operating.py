"""The command line, as an operator uses it."""

from typer.testing import CliRunner, Result

from bot.cli.main import app


def runs(*arguments: object, code: int = 0) -> Result:
    """What a command said; it must end with ``code``."""
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == code, result.output
    return result
