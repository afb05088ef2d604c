"""Copies of a workspace's tables in a PostgreSQL server, for tools that draw and sum (sync.md §10).

The tables are those of `tables.py`, in a schema of their own, beside one view of the hours with
names instead of ids. Who did what (persons, remarks, deeds) stays in the workspace. Everything is
written anew in one transaction: who reads meanwhile sees the state before, and views that others
have built on the tables stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    REAL,
    BigInteger,
    Column,
    Double,
    Integer,
    MetaData,
    Table,
    inspect,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateColumn, CreateTable

from bpr_studio.adapters.db import tables
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Cursor

    from sqlalchemy import Connection
    from sqlalchemy.types import TypeEngine

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.domain.shared.progress import Progress

SCHEMA: Final = "bpr_bi"
READER: Final = "bpr_reader"
"""Role that may read the copies and nothing else; the roles of people are made members of it."""

_LEFT_OUT: Final = frozenset(
    {
        *("actor", "cell_comment", "flow_version", "mapping_profile", "sheet_event", "term_lesson"),
        *("candidate_verdict", "city_flow", "saved_view"),
    }
)
_PERSONAL: Final = frozenset({"user", "approved_by"})
_LOCK: Final = 0x627072  # two who publish at once wait for each other
_PORTION: Final = 5_000  # rows between two words to the progress
_MONTHS: Final = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)

_BEFORE: Final = (
    "SET LOCAL statement_timeout = 0",
    f"SELECT pg_advisory_xact_lock({_LOCK})",
    f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
    f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}') THEN
            CREATE ROLE {READER} NOLOGIN;
        END IF;
    END $$
    """,
)
_HOURS: Final = f"""
CREATE OR REPLACE VIEW {SCHEMA}.hours AS
SELECT round.fiscal_year AS year,
       round.name AS round,
       bureau.code AS bureau_code,
       bureau.name AS bureau,
       section.code AS section_code,
       section.name AS section,
       hours.code AS class_code,
       class.name AS class,
       hours.staff AS staff_category,
       staff.name AS staff,
       hours.core AS core_tag,
       hours.medium AS medium,
       month.number AS month,
       month.minutes AS minutes,
       hours.item_id AS task_id,
       hours.round_id AS round_id
FROM {SCHEMA}.work_hours AS hours
CROSS JOIN LATERAL (
    VALUES {", ".join(f"({month}, hours.m{month:02})" for month in _MONTHS)}
) AS month (number, minutes)
LEFT JOIN {SCHEMA}.survey_round AS round ON round.id = hours.round_id
LEFT JOIN {SCHEMA}.org_unit AS unit ON unit.id = hours.unit_id
LEFT JOIN {SCHEMA}.org_unit AS section ON section.id = unit.section_id
LEFT JOIN {SCHEMA}.org_unit AS bureau ON bureau.id = unit.bureau_id
LEFT JOIN (SELECT code, min(name) AS name FROM {SCHEMA}.task_class GROUP BY code) AS class
    ON class.code = hours.code
LEFT JOIN (
    SELECT code, min(name) AS name FROM {SCHEMA}.list_item WHERE list = 'staff_category'
    GROUP BY code
) AS staff ON staff.code = hours.staff
WHERE month.minutes <> 0
"""  # noqa: S608  # constants only
_AFTER: Final = (
    _HOURS,
    f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER}",
    f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {READER}",
)


@dataclass(frozen=True, slots=True)
class Published:
    """What was copied.

    Attributes:
        tables: number of tables.
        rows: number of rows in all of them.
    """

    tables: int
    rows: int


def publish(database: Database, connection: Connection, progress: Progress) -> Published:
    """Write the tables of a workspace anew; the caller commits.

    Args:
        database: may be open elsewhere; it is read in one piece.
        connection: to a PostgreSQL database, within a transaction, as a role that may make
            schemas and roles there.
        progress: told from time to time; may stop it.

    Raises:
        BprError: the workspace could not be read.
        CancelledError: the progress stopped it.
    """
    chosen = _tables()
    for statement in _BEFORE:
        connection.execute(text(statement))
    with database.scanning() as cursor:
        total = sum(_count(cursor, table) for table in chosen)
        done = 0
        for table in chosen:
            _make_room(connection, table)
            for written in _copy(cursor, connection, table):
                progress.report(
                    done + written, total, tr("Writing {table} to the server", table=table.name)
                )
            done += _count(cursor, table)
    for statement in _AFTER:
        connection.execute(text(statement))
    return Published(len(chosen), done)


def _tables() -> list[Table]:
    """The tables as they shall be there: without persons, numbers as wide as SQLite's."""
    metadata = MetaData(schema=SCHEMA)
    rows = [row for row in tables.SYNCED if row.__tablename__ not in _LEFT_OUT]
    return [_table(row.metadata.tables[str(row.__tablename__)], metadata) for row in rows] + [
        _table(tables.WorkHoursRow.metadata.tables["work_hours"], metadata)
    ]


def _table(source: Table, metadata: MetaData) -> Table:
    columns = [
        Column(column.name, _wide(column.type), primary_key=column.primary_key)
        for column in source.columns
        if column.name not in _PERSONAL
    ]
    return Table(source.name, metadata, *columns)


def _wide(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type that holds what SQLite holds in it."""
    if isinstance(kind, Integer):
        return BigInteger()
    return Double() if isinstance(kind, REAL) else kind


def _make_room(connection: Connection, table: Table) -> None:
    """An empty table with all columns; one of an older version of the program gets new ones."""
    connection.execute(CreateTable(table, if_not_exists=True))
    there = {column["name"] for column in inspect(connection).get_columns(table.name, SCHEMA)}
    for column in table.columns:
        if column.name not in there:
            words = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {SCHEMA}.{table.name} ADD COLUMN {words}"))
    connection.execute(table.delete())


def _count(cursor: Cursor, table: Table) -> int:
    count: int = cursor.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]  # noqa: S608  # our own table
    return count


def _copy(cursor: Cursor, connection: Connection, table: Table) -> Iterator[int]:
    """Copy all rows; gives the number copied so far from time to time."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    driver = connection.connection.driver_connection
    if driver is None:
        raise OperationalError("COPY", {}, ConnectionError("the connection has gone"))
    rows = cursor.execute(f"SELECT {names} FROM {table.name}")  # noqa: S608  # our own table
    with driver.cursor().copy(f"COPY {SCHEMA}.{table.name} ({names}) FROM STDIN") as copy:
        for number, row in enumerate(rows):
            copy.write_row(_without_nul(row))
            if number % _PORTION == 0:
                yield number


def _without_nul(row: Sequence[Any]) -> Sequence[Any]:
    """The row without the one character that PostgreSQL keeps in no text."""
    if any("\0" in value for value in row if isinstance(value, str)):
        return [value.replace("\0", "") if isinstance(value, str) else value for value in row]
    return row
