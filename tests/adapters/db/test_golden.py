"""Workspaces of every released version open, and say what they said."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db import migrations
from bpr_studio.adapters.db import store as store_module
from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.domain.shared.errors import CancelledError
from bpr_studio.domain.workload.figures import figures_hash
from bpr_studio.services.events import EventBus
from tests.fakes.clock import ManualClock
from tests.fakes.office import office
from tests.golden.make_workspace import fill, golden_file

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = range(1, len(migrations.steps()) + 1)


class Told:
    """Remembers the progress it is told."""

    def __init__(self, told: list[tuple[int, int]]) -> None:
        self._told = told

    def report(self, done: int, total: int, what: str) -> None:
        assert what
        self._told.append((done, total))


class Stopped:
    """Somebody who stops at once."""

    def report(self, done: int, total: int, what: str) -> None:
        message = f"{what}: {done} of {total}"
        raise CancelledError(message)


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
def test_figures_of_every_version_can_be_approved(version, tmp_path):
    shutil.copy(golden_file(version), tmp_path / "workspace.sqlite3")
    with office(tmp_path) as party:
        found = party.rows("SELECT id, figures_hash FROM work_item ORDER BY id")
        figures = {"name": "公印管理", "minutes_fiscal_part": 90}
        beside = {"name": ("公印の管理", "公印管理")}
        assert found[1] == ("b", figures_hash(figures, beside=beside))
        assert found[0][1] is not None
        assert party.rows("SELECT name FROM local WHERE name = 'rebuild'") == []


def test_the_survey_of_version_2_reads(tmp_path):
    shutil.copy(golden_file(2), tmp_path / "workspace.sqlite3")
    with office(tmp_path) as party:
        assert party.rows("SELECT due_on FROM survey_round") == [("2026-06-30",)]
        assert party.rows("SELECT state, approved_digest FROM survey_sheet") == [
            ("dx_acceptance", "d")
        ]
        assert party.rows("SELECT kind FROM sheet_event") == [("approve",)]
        assert party.rows("SELECT text FROM cell_comment") == [("件数は？",)]
        assert party.rows("SELECT body FROM mapping_profile") == [('{"A":"name"}',)]
        assert party.rows("SELECT term, code FROM term_lesson") == [("運動公園", "K01-01-01")]
        assert party.rows("SELECT carry, core_note FROM work_item WHERE id = 'a'") == [
            ("confirmed", "地方自治法")
        ]


def test_an_old_file_is_prepared_once_and_tells_how_far_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "_BATCH", 2)
    shutil.copy(golden_file(1), tmp_path / "workspace.sqlite3")
    told: list[tuple[int, int]] = []
    for _ in range(2):
        database = Database(tmp_path)
        with contextlib.closing(database):
            OpStore(database, ManualClock(), EventBus(), Told(told))
    assert told
    assert all(0 < done <= total for done, total in told)
    assert sorted(set(told)) == told  # the second opening had nothing to do


def test_preparing_that_was_stopped_is_done_at_the_next_opening(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "_BATCH", 2)
    shutil.copy(golden_file(1), tmp_path / "workspace.sqlite3")
    with contextlib.closing(Database(tmp_path)) as database, pytest.raises(CancelledError):
        OpStore(database, ManualClock(), EventBus(), Stopped())
    with office(tmp_path) as party:
        found = party.rows("SELECT name FROM work_item WHERE figures_hash IS NULL")
        assert found == []
        assert len(party.rows("SELECT id FROM work_item")) == 2


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
