"""How a row finds its conversation: by its foreign key, at once or over what it is a part of (a change over its commitment)."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, select

from storage.tables.models import Base, ConversationRow


def table_of(row: type[Base]) -> Table:
    """The table of a row's class."""
    table = row.__table__
    assert isinstance(table, Table)
    return table


def owner_of(table: Table) -> tuple[Column[Any], Table] | None:
    """The column that says whose a row is, and the table where that stands; None for what belongs to no conversation."""
    found = [
        (key.parent, key.column.table)
        for key in table.foreign_keys
        if key.column.name == "id" and (_is_whole(key.column.table) or owner_of(key.column.table) is not None)
    ]
    return min(found, key=lambda one: not _is_whole(one[1]), default=None)  # the shortest way


def belongs(row: type[Base], conversation: str) -> ColumnElement[bool]:
    """The condition for the rows of a conversation."""
    return _belongs(table_of(row), conversation)


def conversation_ids(row: type[Base]) -> Select[str]:
    """The conversations of rows; the caller says of which rows."""
    table = table_of(row)
    if _is_whole(table):
        return select(table.c.id)
    column, above = _owner(table)
    query = select(table)
    while not _is_whole(above):
        query = query.join(above, above.c.id == column)
        column, above = _owner(above)
    return query.with_only_columns(column, maintain_column_froms=True)


def _belongs(table: Table, conversation: str) -> ColumnElement[bool]:
    if _is_whole(table):
        return table.c.id == conversation
    column, above = _owner(table)
    if _is_whole(above):
        return column == conversation
    return column.in_(select(above.c.id).where(_belongs(above, conversation)))


def _owner(table: Table) -> tuple[Column[Any], Table]:
    found = owner_of(table)
    assert found is not None, f"{table.name} belongs to no conversation"
    return found


def _is_whole(table: Table) -> bool:
    return table is ConversationRow.__table__
