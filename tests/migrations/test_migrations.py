"""The schema: what migrations make is what the models say, on both engines."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.database import Database
from storage.migrations import current, head, upgrade
from storage.models import Base


def test_an_upgraded_database_is_the_one_that_the_models_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_again_changes_nothing(database: Database) -> None:
    upgrade(database)
    assert current(database) == head()
