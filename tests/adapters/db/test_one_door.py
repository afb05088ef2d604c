"""There is no second way to write: ORM, Core, raw SQL and the driver are all refused."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, col

from bpr_studio.adapters.db.database import DATABASE_NAME, Database
from bpr_studio.adapters.db.tables import OpRow, WorkItemRow
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import RefusedError
from tests.fakes.office import Office, office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REFUSED = (sqlite3.DatabaseError, DBAPIError)

STATEMENTS = [
    "INSERT INTO work_item (id) VALUES ('x')",
    "INSERT OR REPLACE INTO work_item (id, name) VALUES ('r1', 'x')",
    "UPDATE work_item SET name='x'",
    "DELETE FROM work_item",
    "UPDATE op SET body=''",
    "DELETE FROM op",
    "REPLACE INTO local VALUES ('n', '0')",
    "WITH x AS (SELECT 'y' AS id) INSERT INTO work_item (id) SELECT id FROM x",
    "INSERT INTO work_item (id) VALUES ('x') RETURNING id",
    "CREATE TABLE side (a)",
    "CREATE TABLE side AS SELECT * FROM op",
    "CREATE TEMP TABLE side (a)",
    "CREATE TEMP TRIGGER t AFTER INSERT ON op BEGIN DELETE FROM op; END",
    "CREATE VIEW side AS SELECT 1",
    "CREATE TEMP VIEW op AS SELECT 1",
    "CREATE VIRTUAL TABLE side USING fts5(a)",
    "CREATE INDEX side ON op (t)",
    "DROP TABLE op",
    "DROP INDEX op_by_row",
    "ALTER TABLE op ADD COLUMN side TEXT",
    "ALTER TABLE op RENAME TO side",
    "REINDEX",
    "ANALYZE",
    "VACUUM",
    "VACUUM INTO '{folder}/copy.sqlite3'",
    "ATTACH '{folder}/other.sqlite3' AS other",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "PRAGMA writable_schema=1",
    "PRAGMA journal_mode=DELETE",
    "PRAGMA journal_mode",
    "PRAGMA synchronous=OFF",
    "PRAGMA user_version=99",
    "PRAGMA application_id=1",
    "PRAGMA query_only=0",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store_directory='/'",
    "PRAGMA read_uncommitted=1",
    "SELECT load_extension('side')",
    "EXPLAIN DELETE FROM op",
]


@pytest.fixture
def party(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        opened.store.commit(
            "", [PutRow("work_item", "r1", {"name": "窓口", "minutes_regular": 60})]
        )
        yield opened


def everything(party: Office) -> list[tuple[object, ...]]:
    tables = [*SQLModel.metadata.tables]
    return [row for name in tables for row in party.rows(f'SELECT * FROM "{name}"')]  # noqa: S608  # from the schema


@pytest.fixture
def unchanged(party: Office) -> Iterator[None]:
    """Whatever the test tried: data and schema are as they were, reading and writing work."""
    sql = "SELECT * FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    schema, before = party.rows(sql), everything(party)
    yield
    assert party.rows(sql) == schema
    assert everything(party) == before
    party.store.commit("", [PutRow("work_item", "r2", {"name": "電話"})])
    assert party.rows("SELECT name FROM work_item WHERE id='r2'") == [("電話",)]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("statement", STATEMENTS)
class TestSql:
    def test_through_a_reading_connection(self, party, statement, tmp_path):
        with party.database.reading() as connection, pytest.raises(REFUSED):
            connection.exec_driver_sql(statement.format(folder=tmp_path)).fetchall()

    def test_through_the_engine_and_a_commit(self, party, statement, tmp_path):
        with pytest.raises(REFUSED), party.database.engine.begin() as connection:
            connection.execute(text(statement.format(folder=tmp_path)))

    def test_through_a_driver_cursor(self, party, statement, tmp_path):
        with party.database.scanning() as cursor, pytest.raises(REFUSED):
            cursor.execute(statement.format(folder=tmp_path)).fetchall()

    def test_through_a_script(self, party, statement, tmp_path):
        with party.database.scanning() as cursor, pytest.raises(REFUSED):
            cursor.executescript(f"SELECT 1; COMMIT; {statement.format(folder=tmp_path)};")


@pytest.mark.usefixtures("unchanged")
class TestLibraries:
    def test_orm_add(self, party):
        with Session(party.database.engine) as session:
            session.add(WorkItemRow(id="x", name="x"))
            with pytest.raises(REFUSED):
                session.commit()

    def test_orm_change_and_delete(self, party):
        with Session(party.database.engine) as session:
            row = session.get(WorkItemRow, "r1")
            assert row is not None
            row.name = "x"
            with pytest.raises(REFUSED):
                session.commit()
        with Session(party.database.engine) as session:
            session.delete(session.get(WorkItemRow, "r1"))
            with pytest.raises(REFUSED):
                session.flush()

    @pytest.mark.parametrize(
        "statement",
        [
            insert(WorkItemRow).values(id="x"),
            update(WorkItemRow).values(name="x"),
            delete(OpRow),
        ],
        ids=["insert", "update", "delete"],
    )
    def test_core(self, party, statement):
        with party.database.reading() as connection, pytest.raises(REFUSED):
            connection.execute(statement)

    def test_making_tables(self, party):
        with pytest.raises(REFUSED):
            SQLModel.metadata.drop_all(party.database.engine)

    def test_many_at_once(self, party):
        with party.database.scanning() as cursor, pytest.raises(REFUSED):
            cursor.executemany("INSERT INTO local VALUES (?, ?)", [("a", "b")])

    def test_statements_prepared_before_the_gate_closed(self, party):
        """The same SQL that the store has just run on its own connection."""
        used: list[str] = []
        with party.database.writing() as cursor:
            cursor.connection.set_trace_callback(used.append)
            cursor.execute("INSERT INTO local VALUES ('seen', '1')")
            cursor.execute("DELETE FROM local WHERE name='seen'")
            cursor.connection.set_trace_callback(None)
            writer = cursor.connection
        assert any(sql.startswith("INSERT") for sql in used)
        for sql in (
            "INSERT INTO local VALUES ('seen', '1')",
            "DELETE FROM local WHERE name='seen'",
        ):
            with pytest.raises(REFUSED):
                writer.execute(sql)
            with party.database.reading() as connection, pytest.raises(REFUSED):
                connection.exec_driver_sql(sql)

    def test_a_cursor_kept_after_writing(self, party):
        with party.database.writing() as cursor:
            writer = cursor.connection
        with pytest.raises(sqlite3.ProgrammingError):
            cursor.execute("DELETE FROM op")
        with pytest.raises(REFUSED):
            writer.executescript("DELETE FROM op")

    def test_the_gate_closes_after_a_failure_too(self, party):
        writers = []

        def fail() -> None:
            with party.database.writing() as cursor:
                writers.append(cursor.connection)
                cursor.execute("DELETE FROM op")
                cursor.execute("SELECT nonsense")

        with pytest.raises(sqlite3.OperationalError, match="nonsense"):
            fail()
        with pytest.raises(REFUSED):
            writers[0].execute("DELETE FROM op")

    def test_the_gate_closes_after_folding_the_log(self, party):
        with party.database.writing() as cursor:
            writer = cursor.connection
        party.database.compact()
        with pytest.raises(REFUSED):
            writer.execute("DELETE FROM op")


@pytest.mark.usefixtures("unchanged")
class TestDriver:
    """Ways past SQL, which ask no authorizer."""

    def test_copying_another_database_over_it(self, party):
        source = sqlite3.connect(":memory:")
        source.execute("CREATE TABLE side (a)")
        with party.database.scanning() as cursor, pytest.raises(REFUSED):
            source.backup(cursor.connection)
        source.close()

    def test_writing_into_a_value(self, party):
        (number,) = party.rows("SELECT rowid FROM work_item WHERE id='r1'")[0]
        with party.database.scanning() as cursor, pytest.raises(REFUSED):
            cursor.connection.blobopen("work_item", "name", number)[0] = 65

    def test_taking_the_authorizer_away(self, party):
        with party.database.scanning() as cursor:
            cursor.connection.set_authorizer(None)
            with pytest.raises(REFUSED):
                cursor.execute("DELETE FROM op")
        party.database.engine.dispose()  # or the pool would keep that connection


def test_reading_works_by_every_door(tmp_path):
    with office(tmp_path) as party:
        party.store.commit("", [PutRow("work_item", "r1", {"name": "窓口"})])
        with Session(party.database.engine) as session:
            assert session.get_one(WorkItemRow, "r1").name == "窓口"
        with party.database.reading() as connection:
            rows = connection.execute(select(col(WorkItemRow.name), func.count())).all()
            assert [tuple(row) for row in rows] == [("窓口", 1)]
            nested = connection.begin_nested()
            connection.exec_driver_sql("PRAGMA table_info('op')").fetchall()
            connection.exec_driver_sql("PRAGMA user_version").fetchall()
            connection.exec_driver_sql("PRAGMA data_version").fetchall()
            nested.rollback()
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i+1 FROM n WHERE i<3) SELECT sum(i) FROM n"
        assert party.rows(numbers) == [(6,)]


def test_one_reading_block_sees_one_state(tmp_path):
    with office(tmp_path) as party, party.database.reading() as connection:
        count = select(func.count()).select_from(WorkItemRow)
        assert connection.scalar(count) == 0
        party.store.commit("", [PutRow("work_item", "r1", {"name": "窓口"})])
        assert connection.scalar(count) == 0
        with party.database.scanning() as cursor:
            sql = "SELECT count(*) FROM work_item"
            assert cursor.execute(sql).fetchone() == (1,)
            party.store.commit("", [PutRow("work_item", "r2", {"name": "電話"})])
            assert cursor.execute(sql).fetchone() == (1,)


def test_threads_write_one_after_the_other(tmp_path):
    with office(tmp_path) as party:

        def write(name: str) -> None:
            for number in range(10):
                party.store.commit(name, [PutRow("work_item", f"{name}{number}", {"name": name})])

        threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert party.rows("SELECT count(*) FROM work_item") == [(30,)]
        numbers = [op.id.n for op in party.store.ops()]
        assert sorted(numbers) == list(range(1, 32))  # 30 and the one of signing in


class TestReadOnly:
    def test_it_reads_beside_the_program_that_writes(self, tmp_path):
        with office(tmp_path) as party:
            reader = Office(Database(tmp_path, read_only=True), "")
            party.store.commit("", [PutRow("work_item", "r1", {"name": "窓口"})])
            assert reader.rows("SELECT name FROM work_item") == [("窓口",)]
            assert reader.store.digest() == party.store.digest()
            reader.database.close()

    def test_it_says_that_it_cannot_write(self, tmp_path):
        with office(tmp_path):
            pass
        reader = Office(Database(tmp_path, read_only=True), "")
        for write in (
            lambda: reader.store.commit("", [PutRow("work_item", "r1", {})]),
            lambda: reader.store.apply([]),
            reader.store.rebuild,
        ):
            with pytest.raises(RefusedError, match="open for reading only"):
                write()
        reader.database.compact()
        reader.database.close()

    def test_it_leaves_the_file_as_it_is(self, tmp_path):
        with office(tmp_path):
            pass
        before = (tmp_path / DATABASE_NAME).read_bytes()
        database = Database(tmp_path, read_only=True)
        database.close()
        assert (tmp_path / DATABASE_NAME).read_bytes() == before
