"""`hub` on the command line: a server prepared, roles let in, tables published (架空)."""

from __future__ import annotations

import json

import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.probing import probe_hub
from bpr_studio.domain.shared.progress import NoProgress
from tests.builders_workspace import CityPlan, built_workspace
from tests.fakes import postgres_server
from tests.fakes.postgres_server import ADMIN, PostgresServer


@pytest.fixture
def server() -> PostgresServer:
    if postgres_server.programs() is None:
        pytest.skip(postgres_server.MISSING)
    shared = postgres_server.shared_server()
    shared.empty()
    return shared


def test_a_server_is_prepared_and_roles_are_let_in(server, capsys):
    address = server.address(ADMIN)
    server.ask("DROP ROLE IF EXISTS shimin")
    server.ask("CREATE ROLE shimin LOGIN")
    assert run(["hub", "prepare", address]) == 0
    assert run(["hub", "allow", address, "shimin", "--scope", "sec-0101"]) == 0
    assert server.ask("SELECT person, scope FROM bpr.access") == [("shimin", "sec-0101")]
    capsys.readouterr()
    assert run(["hub", "allow", address, "shimin", "--everything", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"role": "shimin", "scopes": ["*"]}
    assert server.ask("SELECT person, scope FROM bpr.access") == [("shimin", "*")]


def test_a_scope_that_is_none_is_refused_and_nobody_is_asked(capsys):
    code = run(["hub", "allow", "postgresql://dx@nowhere/bpr", "shimin", "--scope", "0101"])
    assert code == 1
    assert "0101" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["prepare"], ["publish"]])
def test_a_password_in_the_address_is_refused_and_not_repeated(tmp_path, capsys, command):
    built_workspace(tmp_path / "w", CityPlan(bureaus=1, sections=1, tasks=1)).close()
    words = ["--workspace", str(tmp_path / "w"), "hub", *command, "postgresql://dx:geheim@hub/bpr"]
    assert run(words) == 1
    said = capsys.readouterr()
    assert "password" in said.err
    assert "geheim" not in said.err + said.out


def test_the_window_can_look_at_a_server_before_founding(server):
    ready = probe_hub(server.address(ADMIN), NoProgress())
    assert (ready.usable, [check.key for check in ready.checks]) == (True, ["reach"])
    assert not probe_hub(server.address(ADMIN, "postgres"), NoProgress()).usable  # not prepared


def test_the_tables_are_published(server, tmp_path, capsys):
    built_workspace(tmp_path / "w", CityPlan(bureaus=1, sections=1, tasks=2)).close()
    words = ["--workspace", str(tmp_path / "w"), "--json", "hub", "publish", server.address(ADMIN)]
    assert run(words) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "bpr_bi"
    assert document["rows"] > 0
    assert server.ask("SELECT count(DISTINCT task_id) FROM bpr_bi.hours") == [(2,)]
