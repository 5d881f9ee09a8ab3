"""Alembic's environment: the connection comes from storage.migrations, with its transaction and its lock."""

from alembic import context
from sqlalchemy import Connection, Engine

from storage.tables.models import Base


def run(connection: Connection) -> None:
    """Run what was asked for; SQLite's DDL is transactional too, since the driver does not begin by itself."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


place = context.config.attributes["connection"]
if isinstance(place, Engine):
    with place.connect() as opened:
        run(opened)
else:
    run(place)
