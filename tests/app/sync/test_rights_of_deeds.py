"""What the services write for a section passes the rights its PC is judged by, undo too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db.sync_lookup import LogLookup, OwnLookup
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.replication.roster import Member
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.workflow import Deed
from bpr_studio.services.flows import FlowOwner
from bpr_studio.services.sync.rights import refusal
from bpr_studio.services.sync.scopes import scope_of
from tests.builders_flow import bare_flow
from tests.builders_roster import Office, enrol
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.process.model import ProcessModel

CODE, UNFILLED = "0101", "0202"
SCOPES = ("sec-0101", "sec-0202")


@dataclass
class Desk:
    """The people of a section at one PC, one after the other."""

    city: Workspace
    seen: int = 0

    def act(self, role: str, deed: Deed, code: str = CODE, reason: str = "") -> None:
        """Do a deed on the sheet."""
        self.city.person = Person(f"u-{role}", role)
        unit = unit_id(code)
        digest = self.city.sheet_states.figures_digest(self.city.round_id, unit)
        (told,) = self.city.sheet_states.do(
            deed, self.city.round_id, [unit], reason=reason, seen={unit: digest}
        )
        assert told.refusal == ""

    def told(self, role: str) -> set[str]:
        """What the rights say of everything written since the last time."""
        ops = sorted(self.city.store.ops(), key=lambda op: op.id.n)[self.seen :]
        self.seen += len(ops)
        actor = ops[0].id.actor
        member = Member(actor, b"", f"u-{role}", "課", role, SCOPES, "pc", 2)
        cursor = self.city.database.asking()
        log = LogLookup(cursor)
        own = OwnLookup(cursor, log, SCOPES[0])
        roster = Office.founded(enrol(actor)).roster
        return {
            refusal(
                member,
                scope_of(op.entity, op.row, op.fields, own) if op.entity != "actor" else SCOPES[0],
                op,
                roster,
                log,
            )
            for op in ops
        }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    city = built_workspace(tmp_path / "w", CityPlan(bureaus=2, sections=2, tasks=4, answered=3))
    yield Desk(city, len(city.store.ops()))
    city.close()


def drawn() -> ProcessModel:
    return bare_flow().model


def undo_and_redo(city: Workspace) -> None:
    city.undo.undo()
    city.undo.redo()
    city.undo.undo()
    city.undo.redo()


@pytest.mark.parametrize(
    ("role", "deed", "code"),
    [
        ("member", Deed.SUBMIT, UNFILLED),
        ("promoter", Deed.SUBMIT, UNFILLED),
        ("kaizen_leader", Deed.CONFIRM, CODE),
        ("kaizen_leader", Deed.RETURN, CODE),
        ("section_chief", Deed.RETURN, CODE),
        ("section_chief", Deed.APPROVE, CODE),
    ],
)
def test_every_deed_and_its_undo_can_be_shared(desk, role, deed, code):
    desk.act(role, deed, code, "理由" if deed is Deed.RETURN else "")
    undo_and_redo(desk.city)
    assert desk.told(role) == {""}


def test_the_whole_way_up_to_the_approval_and_back(desk):
    for role, deed in (
        ("section_chief", Deed.APPROVE),
        ("dx_office", Deed.RETURN),
        ("member", Deed.SUBMIT),
        ("kaizen_leader", Deed.CONFIRM),
        ("section_chief", Deed.APPROVE),
        ("dx_office", Deed.ACCEPT),
    ):
        desk.act(role, deed, reason="理由")
        assert desk.told(role) == {""}


def test_a_chief_shares_no_acceptance_not_even_by_undo(desk):
    for role, deed in (("section_chief", Deed.APPROVE), ("dx_office", Deed.ACCEPT)):
        desk.act(role, deed)
    row = task_id(desk.city.round_id, CODE, 0)
    desk.city.undo.commit("直す", [SetFields("work_item", row, {"note": "直した"})])
    desk.told("dx_office")
    desk.act("section_chief", Deed.APPROVE)
    assert desk.told("section_chief") == {""}
    desk.city.undo.undo()
    assert "rights-state" in desk.told("section_chief")


def test_work_on_tasks_and_comments_can_be_shared(desk):
    city, row = desk.city, task_id(desk.city.round_id, CODE, 0)
    where = {"round_id": city.round_id, "unit_id": unit_id(CODE)}
    city.undo.commit("直す", [SetFields("work_item", row, {"minutes_regular": 60, "note": "x"})])
    city.undo.commit("消す", [DeleteRow("work_item", row)])
    city.undo.commit("足す", [PutRow("work_item", city.ids.new(), {**where, "name": "受付"})])
    city.undo.commit("書く", [PutRow("cell_comment", city.ids.new(), {**where, "text": "？"})])
    undo_and_redo(city)
    assert desk.told("member") == {""}


def test_a_flow_of_the_section_can_be_shared(desk, tmp_path):
    city = desk.city
    city.person = Person("u-promoter", "promoter")
    flow = city.flows.add("受付の流れ", drawn(), FlowOwner(unit_id(CODE), ""))
    city.flow_versions.keep(flow, "初版")
    city.flows.delete([flow])
    undo_and_redo(city)
    assert desk.told("promoter") == {""}


def test_a_flow_without_a_section_stays_on_the_pc_of_a_section(desk):
    desk.city.flows.add("流れ", drawn(), FlowOwner("", ""))
    assert desk.told("promoter") == {"rights-scope"}
