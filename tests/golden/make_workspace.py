"""Makes the golden workspace of the newest schema version (README.md here)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bpr_studio.adapters.db import migrations
from bpr_studio.domain.replication.changes import AddMembers, DeleteRow, PutRow, SetFields
from bpr_studio.domain.replication.ops import OpDraft, Stamp, encode_body, seal
from tests.fakes.office import Office, office

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent


def golden_file(version: int) -> Path:
    """Where the golden workspace of a schema version lies."""
    return GOLDEN / f"workspace-v{version:04}.sqlite3"


def fill(party: Office) -> None:
    """A little of everything: values, a conflict, a deletion, a set, a survey, ops of a newer program."""
    commit = party.undo.commit
    commit("Create", [PutRow("workspace", "w", {"city_name": "見本市（架空）", "fictitious": 1})])
    units: dict[str, dict[str, object]] = {
        "b": {"level": "bureau", "name": "総務局", "parent_id": None},
        "s": {"level": "section", "name": "文書課", "parent_id": "b"},
    }
    commit(
        "Organisation",
        [PutRow("org_unit", row, {"fiscal_year": 2026, **unit}) for row, unit in units.items()],
    )
    place = {"round_id": "y", "unit_id": "s"}
    commit(
        "Collect",
        [
            PutRow("work_item", "a", {**place, "name": "文書収受", "minutes_regular": 7200}),
            PutRow("work_item", "b", {**place, "name": "公印管理", "minutes_fiscal_part": 90}),
            PutRow("work_item", "c", {**place, "name": "重複"}),
        ],
    )
    commit("Rename", [SetFields("work_item", "a", {"name": "文書の収受", "core_tag": "non_core"})])
    commit("Delete", [DeleteRow("work_item", "c")])
    commit("Plan", list(_survey()))
    commit("Tag", [AddMembers("flow_element", "e", "forms_in", ("申請書",))])
    foreign = [
        OpDraft("new", "work_item", "b", {"name": "公印の管理"}),
        OpDraft("new", "hologram", "h", {"x": 1}),
        OpDraft("mov", "work_item", "b", {"field_of_next_year": [1]}),
    ]
    party.store.apply(
        seal(planned, Stamp("actor0000000x", n, n << 20, n), encode_body(planned))
        for n, planned in enumerate(foreign, 1)
    )
    party.undo.undo()
    party.database.compact()


def _survey() -> Iterator[PutRow]:
    """What version 2 added: a round with days, a sheet and its course, a remark, a lesson."""
    moment = "2026-06-01T09:00:00+00:00"
    yield PutRow("survey_round", "y", {"fiscal_year": 2026, "due_on": "2026-06-30"})
    approved = {"state": "dx_acceptance", "approved_digest": "d", "approved_at": moment}
    place = {"round_id": "y", "unit_id": "s"}
    yield PutRow("survey_sheet", "ys", {**place, **approved})
    yield PutRow("sheet_event", "e1", {**place, "kind": "approve", "at": moment})
    yield PutRow("cell_comment", "k1", {**place, "item_id": "a", "text": "件数は？"})
    yield PutRow("mapping_profile", "m1", {"name": "旧様式", "body": {"A": "name"}})
    yield PutRow("term_lesson", "t1", {"term": "運動公園", "code": "K01-01-01"})
    yield PutRow("work_item", "a", {"carry": "confirmed", "core_note": "地方自治法"})


def main() -> None:
    """Make the file, replacing the one that is there."""
    with tempfile.TemporaryDirectory() as folder:
        with office(Path(folder)) as party:
            fill(party)
        made = (Path(folder) / "workspace.sqlite3").read_bytes()
    golden_file(len(migrations.steps())).write_bytes(made)


if __name__ == "__main__":
    main()
