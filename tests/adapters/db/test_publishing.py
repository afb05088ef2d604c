"""Copies of the tables in a PostgreSQL server: sums, rights, readers, older tables (架空)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bpr_studio.adapters.db.publishing import READER, publish
from bpr_studio.adapters.share.postgres import administering
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.pivot import Dimension, PivotQuery
from tests.builders_workspace import CityPlan, built_workspace, task_id
from tests.fakes import postgres_server
from tests.fakes.postgres_server import ADMIN, PostgresServer

COLUMNS = {
    Dimension.BUREAU: "bureau_code",
    Dimension.SECTION: "section_code",
    Dimension.MINOR_CLASS: "class_code",
    Dimension.CORE: "core_tag",
    Dimension.STAFF: "staff_category",
    Dimension.MEDIUM: "medium",
    Dimension.MONTH: "lpad(month::text, 2, '0')",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Iterator[Workspace]:
    made = built_workspace(
        tmp_path_factory.mktemp("city") / "w", CityPlan(bureaus=2, sections=3, tasks=5)
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    if postgres_server.programs() is None:
        pytest.skip(postgres_server.MISSING)
    return postgres_server.shared_server()


@pytest.fixture
def published(server: PostgresServer, workspace) -> PostgresServer:
    _publish(server, workspace)
    return server


def _publish(server, workspace):
    with administering(server.address(ADMIN)) as connection:
        return publish(workspace.database, connection, NoProgress())


@pytest.mark.parametrize("dimension", COLUMNS)
def test_sums_of_the_view_are_those_of_the_analysis(published, workspace, dimension):
    query = PivotQuery(workspace.round_id, rows=(dimension,))
    table = workspace.queries.hours(workspace.round_id).pivot(query)
    analysed = {
        keys[0]: sum(minutes)
        for keys, minutes in zip(table.row_keys, table.minutes, strict=True)
        if sum(minutes)
    }
    column = COLUMNS[dimension]
    found = published.ask(
        f"SELECT coalesce({column}, ''), sum(minutes)::bigint FROM bpr_bi.hours GROUP BY 1"  # noqa: S608  # our own columns
    )
    assert sum(analysed.values()) > 0
    assert dict(found) == analysed


def test_the_view_has_names_people_read(published):
    (row,) = published.ask(
        "SELECT year, bureau, section, class, staff FROM bpr_bi.hours"
        " WHERE class_code = 'B01-03-01' ORDER BY section_code, month LIMIT 1"
    )
    assert row[0] == 2026
    assert all(row[1:])


def test_publishing_again_follows_the_workspace(server, workspace):
    before = _publish(server, workspace)
    task = task_id(workspace.round_id, "0101", 1)
    workspace.store.commit("記入", [SetFields("work_item", task, {"note": "終\0了"})])
    assert _publish(server, workspace) == before
    noted = server.ask(f"SELECT note FROM bpr_bi.work_item WHERE id = '{task}'")  # noqa: S608  # our own task
    assert noted == [("終了",)]  # PostgreSQL keeps no NUL


def test_numbers_as_wide_as_those_of_the_workspace_come_over(server, workspace):
    rows = [PutRow("city_figure", "wide", {"city_data_id": "x", "cases": 2**40})]
    workspace.store.commit("取込", rows)
    _publish(server, workspace)
    assert server.ask("SELECT cases FROM bpr_bi.city_figure WHERE id = 'wide'") == [(2**40,)]


def test_persons_and_remarks_stay_in_the_workspace(published):
    columns = published.ask(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'bpr_bi'"
    )
    tables = {table for table, _ in columns}
    assert not tables & {"actor", "cell_comment", "sheet_event", "mapping_profile", "op", "local"}
    assert not {column for _, column in columns} & {"user", "approved_by"}


def test_a_reader_reads_the_copies_and_changes_nothing(published):
    published.ask("DROP ROLE IF EXISTS analyst")
    published.ask(f"CREATE ROLE analyst LOGIN IN ROLE {READER}")
    assert published.ask("SELECT count(*) > 0 FROM bpr_bi.hours", "analyst") == [(True,)]
    for statement in (
        "DELETE FROM bpr_bi.work_hours",
        "CREATE TABLE bpr_bi.mine (x int)",
        "SELECT * FROM bpr.file",
    ):
        with pytest.raises(Exception, match="permission denied"):
            published.ask(statement, "analyst")


def test_views_of_others_and_tables_of_an_older_version_stay(published, workspace):
    published.ask("CREATE OR REPLACE VIEW public.mine AS SELECT sum(m04) FROM bpr_bi.work_hours")
    published.ask("ALTER TABLE bpr_bi.work_item DROP COLUMN note CASCADE")
    _publish(published, workspace)
    assert published.ask("SELECT sum > 0 FROM public.mine") == [(True,)]
    assert published.ask("SELECT note FROM bpr_bi.work_item LIMIT 1")
    published.ask("DROP VIEW public.mine")


def test_a_role_that_may_not_do_it_is_refused_and_the_copies_stay(published, workspace):
    published.person("section", "sec-0101")
    before = published.ask("SELECT count(*) FROM bpr_bi.hours")
    with (
        pytest.raises(RefusedError, match="permission denied"),
        administering(published.address("section")) as connection,
    ):
        publish(workspace.database, connection, NoProgress())
    assert published.ask("SELECT count(*) FROM bpr_bi.hours") == before
