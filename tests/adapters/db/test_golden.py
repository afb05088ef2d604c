"""Workspaces of every released version open, and say what they said."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db import migrations
from tests.fakes.office import office
from tests.golden.make_workspace import fill, golden_file

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = range(1, len(migrations.steps()) + 1)


def schema(file: Path) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        found = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
        )
        return list(found)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_workspace_of_every_version_opens_and_reads(version, tmp_path):
    shutil.copy(golden_file(version), tmp_path / "workspace.sqlite3")
    with office(tmp_path) as party:
        assert party.rows("SELECT city_name FROM workspace") == [("見本市（架空）",)]
        assert party.rows("SELECT id, name, year_minutes, core_tag FROM work_item") == [
            ("a", "文書の収受", 7200, "non_core"),
            ("b", "公印管理", 90, None),
        ]
        assert party.rows("SELECT path FROM org_unit ORDER BY lft") == [
            ("総務局",),
            ("総務局 › 文書課",),
        ]
        assert party.rows('SELECT "row", field, kind FROM merge_issue') == [
            ("b", "name", "conflict")
        ]
        labels = [entry.label for entry in party.store.history("work_item", "a", "name")]
        assert labels == ["Collect", "Rename"]
        kinds = {op.kind for op in party.store.ops()}
        assert {"new", "set", "del", "add", "mov"} <= kinds


@pytest.mark.parametrize("version", VERSIONS)
def test_its_tables_follow_from_its_log_today(version, tmp_path):
    shutil.copy(golden_file(version), tmp_path / "workspace.sqlite3")
    with office(tmp_path) as party:
        before = party.store.projection_digest()
        party.store.rebuild()
        assert party.store.projection_digest() == before


def test_the_newest_golden_workspace_has_the_newest_schema(tmp_path):
    with office(tmp_path) as party:
        fill(party)
    golden = golden_file(len(migrations.steps()))
    assert schema(golden) == schema(tmp_path / "workspace.sqlite3"), (
        "the schema has changed: see tests/golden/README.md"
    )
