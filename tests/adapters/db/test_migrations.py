"""The schema on disk, its numbered steps, and files that are not what they should be."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

from bpr_studio.adapters.db import migrations
from bpr_studio.adapters.db.database import DATABASE_NAME, Database
from bpr_studio.adapters.db.projector import TABLES
from bpr_studio.adapters.db.tables import SYNCED
from bpr_studio.adapters.db.tables_sync import SegmentRow
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import BprError, RefusedError, UnreadableInputError
from tests.fakes.office import office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Table

BROKEN = "CREATE TABLE half (a INTEGER) STRICT; UPDATE work_item SET name='x'; SELECT nonsense;"
GOOD = "CREATE TABLE next (a INTEGER) STRICT; UPDATE work_item SET name=name || '!';"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The file of a closed workspace with one task."""
    with office(tmp_path) as party:
        party.store.commit("", [PutRow("work_item", "a", {"name": "窓口"})])
    return tmp_path / DATABASE_NAME


@contextlib.contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def content(path: Path) -> list[str]:
    with raw(path) as connection:
        return [*connection.iterdump(), str(migrations.version_of(connection))]


@pytest.fixture(scope="module")
def made() -> Iterator[sqlite3.Connection]:
    """A new workspace, in memory."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.create(connection)
        yield connection


class TestSchema:
    def test_the_tables_on_disk_are_those_of_the_row_classes(self, made):
        found = made.execute("SELECT name FROM sqlite_master WHERE type='table'")
        assert {name for (name,) in found} == set(SQLModel.metadata.tables)
        assert SegmentRow.metadata is SQLModel.metadata  # the tables of exchange are among them

    @pytest.mark.parametrize("table", SQLModel.metadata.sorted_tables, ids=lambda table: table.name)
    def test_columns_types_and_keys_are_those_of_the_row_class(self, made, table: Table):
        on_disk = [
            (name, kind, bool(not_null), key)
            for _, name, kind, not_null, _, key in made.execute(
                f'PRAGMA table_info("{table.name}")'
            )
        ]
        keys = [column.name for column in table.primary_key]
        assert on_disk == [
            (
                column.name,
                column.type.compile(sqlite_dialect.dialect()),
                not column.nullable,
                keys.index(column.name) + 1 if column.name in keys else 0,
            )
            for column in table.columns
        ]
        expected = str(CreateTable(table).compile(dialect=sqlite_dialect.dialect()))
        (sql,) = made.execute(
            "SELECT sql FROM sqlite_master WHERE type='table' AND name=?", (table.name,)
        ).fetchone()
        assert "".join(sql.split()) == "".join(expected.split())

    def test_every_table_is_strict(self, made):
        found = made.execute("PRAGMA table_list").fetchall()
        own = [row for row in found if row[0] == "main" and not row[1].startswith("sqlite_")]
        assert all(strict for *_, strict in own)

    def test_synced_tables_refuse_no_op(self, made):
        """No foreign keys, UNIQUE, CHECK, NOT NULL or trigger: a remote op must always apply."""
        for name in TABLES:
            assert not made.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
            indexes = made.execute(f'PRAGMA index_list("{name}")').fetchall()
            assert [origin for _, _, unique, origin, _ in indexes if unique] == ["pk"]
            columns = made.execute(f'PRAGMA table_info("{name}")').fetchall()
            assert [column[1] for column in columns if column[3]] == ["id"]
        sql = " ".join(str(row) for row in made.execute("SELECT upper(sql) FROM sqlite_master"))
        assert "CHECK" not in sql
        assert "TRIGGER" not in sql
        assert {row.__tablename__ for row in SYNCED} == set(TABLES)

    def test_no_step_ends_its_transaction(self):
        for step in migrations.steps():
            plain = re.sub(r"--[^\n]*", "", step)
            assert not re.search(r"\b(BEGIN|COMMIT|ROLLBACK|VACUUM|ATTACH)\b", plain, re.IGNORECASE)

    def test_a_new_file_says_what_it_is(self, made):
        assert made.execute("PRAGMA application_id").fetchone() == (migrations.APPLICATION_ID,)
        assert migrations.version_of(made) == len(migrations.steps())
        assert migrations.APPLICATION_ID.to_bytes(4, "big") == b"BPRS"


class TestSteps:
    def test_a_file_that_is_up_to_date_is_left_alone(self, filled):
        before = filled.read_bytes()
        with raw(filled) as connection:
            assert migrations.bring_up_to_date(connection, filled) is False
        assert filled.read_bytes() == before
        assert not (filled.parent / "backups").exists()

    def test_missing_steps_run_in_order_after_a_backup(self, filled):
        before = content(filled)
        steps = (*migrations.steps(), GOOD, "INSERT INTO next VALUES (1);")
        with raw(filled) as connection:
            assert migrations.bring_up_to_date(connection, filled, steps) is True
            assert migrations.version_of(connection) == len(steps)
            assert connection.execute("SELECT name FROM work_item").fetchall() == [("窓口!",)]
            assert connection.execute("SELECT a FROM next").fetchall() == [(1,)]
        (backup,) = (filled.parent / "backups").iterdir()
        assert backup.name == f"workspace-v{len(migrations.steps()):04}.sqlite3"
        assert content(backup) == before

    @pytest.mark.parametrize("good", [(), (GOOD,)], ids=["first step", "second step"])
    def test_a_step_that_fails_leaves_the_file_as_it_was_before_it(self, filled, good):
        steps = (*migrations.steps(), *good)
        with raw(filled) as connection:
            migrations.bring_up_to_date(connection, filled, steps)
        before = content(filled)
        with raw(filled) as connection, pytest.raises(sqlite3.OperationalError, match="nonsense"):
            migrations.bring_up_to_date(connection, filled, (*steps, BROKEN))
        assert content(filled) == before

    def test_the_backup_of_an_earlier_failure_is_replaced(self, filled):
        leftover = filled.parent / "backups" / f"workspace-v{len(migrations.steps()):04}.part"
        leftover.parent.mkdir()
        leftover.write_bytes(b"half")
        for _ in range(2):
            with raw(filled) as connection, pytest.raises(sqlite3.OperationalError):
                migrations.bring_up_to_date(connection, filled, (*migrations.steps(), BROKEN))
        assert [path.suffix for path in leftover.parent.iterdir()] == [".sqlite3"]

    def test_a_damaged_file_is_not_migrated(self, filled):
        with raw(filled) as connection:
            connection.execute("PRAGMA writable_schema=1")
            page = connection.execute(
                "SELECT rootpage FROM sqlite_master WHERE name='op_by_row'"
            ).fetchone()[0]
            size = connection.execute("PRAGMA page_size").fetchone()[0]
        data = bytearray(filled.read_bytes())
        data[(page - 1) * size : page * size] = b"\x00" * size
        filled.write_bytes(data)
        with (
            raw(filled) as connection,
            pytest.raises((UnreadableInputError, sqlite3.DatabaseError)),
        ):
            migrations.bring_up_to_date(connection, filled, (*migrations.steps(), GOOD))
        with raw(filled) as connection:
            assert migrations.version_of(connection) == len(migrations.steps())
        assert filled.read_bytes() == bytes(data)


def sentence(folder: Path, *, read_only: bool = False) -> BprError:
    """The refusal to open the workspace in `folder`; the file stays as it was."""
    path = folder / DATABASE_NAME
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(BprError) as refusal:
        Database(folder, read_only=read_only)
    assert (path.read_bytes() if path.exists() else None) == before
    assert refusal.value.remedy
    return refusal.value


@pytest.mark.parametrize("read_only", [False, True], ids=["writing", "reading"])
class TestStrangeFiles:
    def test_a_newer_version(self, filled, read_only):
        with raw(filled) as connection:
            connection.execute("PRAGMA user_version=99")
        error = sentence(filled.parent, read_only=read_only)
        assert isinstance(error, RefusedError)
        assert error.message == "This workspace was written by a newer version of BPR Studio."
        assert error.kept == "The file was left as it is."
        assert "Update" in error.remedy

    def test_no_workspace(self, tmp_path, read_only):
        error = sentence(tmp_path, read_only=read_only)
        assert isinstance(error, UnreadableInputError)
        assert str(tmp_path) in error.message
        assert not list(tmp_path.iterdir())

    def test_no_folder(self, tmp_path, read_only):
        assert "no workspace" in sentence(tmp_path / "nowhere", read_only=read_only).message

    def test_another_program_s_database(self, tmp_path, read_only):
        with raw(tmp_path / DATABASE_NAME) as connection:
            connection.execute("CREATE TABLE op (a)")
        error = sentence(tmp_path, read_only=read_only)
        assert "not a workspace of BPR Studio" in error.message
        assert error.exit_code == 3

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04" * 999, b"SQLite format 3\x00" * 99])
    def test_garbage(self, tmp_path, read_only, data):
        (tmp_path / DATABASE_NAME).write_bytes(data)
        error = sentence(tmp_path, read_only=read_only)
        assert isinstance(error, UnreadableInputError)
        assert "workspace" in error.message

    @pytest.mark.parametrize("part", [0.9, 0.5, 0.1])
    def test_a_truncated_file(self, filled, read_only, part):
        data = filled.read_bytes()
        filled.write_bytes(data[: int(len(data) * part)])
        error = sentence(filled.parent, read_only=read_only)
        assert isinstance(error, UnreadableInputError)
        assert "damaged" in error.message
        assert "backups" in error.remedy


def test_an_older_version_is_not_opened_for_reading_only(filled):
    with raw(filled) as connection:
        connection.execute("PRAGMA user_version=0")
    error = sentence(filled.parent, read_only=True)
    assert "older version" in error.message
    assert "Open it once for writing" in error.remedy


def test_a_page_damaged_in_the_middle_is_named_when_it_is_read(filled):
    with raw(filled) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name='work_item'")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(filled.read_bytes())
    data[(page[0] - 1) * size : page[0] * size] = b"\xff" * size
    filled.write_bytes(data)
    with contextlib.closing(Database(filled.parent)) as database:
        with pytest.raises(UnreadableInputError, match="damaged"), database.scanning() as cursor:
            cursor.execute("SELECT name FROM work_item").fetchall()
        with pytest.raises(UnreadableInputError, match="damaged"), database.reading() as connection:
            connection.exec_driver_sql("SELECT name FROM work_item").fetchall()


def test_failures_of_other_files_are_not_taken_for_failures_of_the_workspace(tmp_path):
    with office(tmp_path) as party:
        with pytest.raises(PermissionError), party.database.reading():
            raise PermissionError
        with pytest.raises(PermissionError), party.database.writing():
            raise PermissionError


def test_sentences_are_translated(tmp_path, japanese):
    error = sentence(tmp_path)
    assert re.search("[ぁ-ん]", error.message)
    assert re.search("[ぁ-ん]", error.remedy)
