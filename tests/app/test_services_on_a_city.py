"""Services on the small fictitious city, with real files and a real database."""

from dataclasses import replace

import openpyxl
import pytest

from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.benchmark.compare import Basis, ClassLevel
from bpr_studio.domain.organisation.preview import UnitRenamed
from bpr_studio.domain.organisation.units import Headcount
from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.errors import CancelledError, RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.pivot import Dimension, PivotQuery
from bpr_studio.services.views import TaskOrder, TaskQuery
from bpr_studio.services.workspaces import NewWorkspace


def first_section(workspace):
    return next(u for u in workspace.queries.units(2026) if u.level == "section")


def test_an_exported_organisation_changes_nothing_when_imported_again(workspace, tmp_path):
    path = tmp_path / "organisation.xlsx"
    workspace.organisations.export(path, 2026)
    takeover = workspace.organisations.look_at(path)
    assert takeover.possible, takeover.findings
    assert takeover.effects == ()
    before = workspace.store.digest()
    workspace.organisations.take_over(takeover)
    assert workspace.store.digest() == before


def test_a_changed_list_is_previewed_taken_over_and_undone(workspace, tmp_path):
    path = tmp_path / "organisation.xlsx"
    section = first_section(workspace)
    workspace.organisations.export(path, 2026)
    organisation = workspace.queries.organisation(2026)
    (unit,) = (u for u in organisation.units if u.id == section.id)
    workspace.organisations.rename(unit, "新しい課")
    takeover = workspace.organisations.look_at(path)
    (effect,) = takeover.effects
    assert isinstance(effect, UnitRenamed)
    workspace.organisations.take_over(takeover)
    assert first_section(workspace).name == section.name
    workspace.undo.undo()
    assert first_section(workspace).name == "新しい課"
    workspace.undo.undo()
    assert first_section(workspace).name == section.name
    assert workspace.undo.redo_label


def test_faults_of_a_whole_list_name_the_file_and_the_code(workspace, tmp_path):
    path = tmp_path / "organisation.xlsx"
    section = first_section(workspace)
    deed = [SetFields("org_unit", section.id, {"parent_id": section.id})]
    workspace.undo.commit("a unit above itself", deed)
    workspace.organisations.export(path, 2026)
    takeover = workspace.organisations.look_at(path)
    assert not takeover.possible
    assert {finding.place.file for finding in takeover.findings} == {"organisation.xlsx"}
    with pytest.raises(RefusedError):
        workspace.organisations.take_over(takeover)


def test_our_own_figures_are_not_compared_with_themselves(workspace, tmp_path):
    year = workspace.fiscal_year
    workspace.cities.export_own(year, tmp_path / "own.json")
    with pytest.raises(RefusedError, match="our own city"):
        workspace.cities.import_file(tmp_path / "own.json")
    found = workspace.benchmarking.compare(year, Basis.PER_10K, ClassLevel.MAJOR)
    assert len(found.others) == 8


def test_a_unit_cannot_lose_its_name_and_staff_cannot_be_negative(workspace):
    unit = workspace.queries.organisation(2026).units[0]
    before = workspace.store.digest()
    with pytest.raises(RefusedError):
        workspace.organisations.rename(unit, "  ")
    with pytest.raises(RefusedError):
        workspace.organisations.set_headcount(Headcount(unit.id, "regular", -100))
    assert workspace.store.digest() == before


def test_more_staff_is_more_capacity(workspace):
    section = first_section(workspace)
    (year,) = (y for y in workspace.queries.years(2026) if y.staff_category == "regular")
    before = workspace.queries.capacity(2026)[section.id]
    staff = workspace.queries.organisation(2026).headcounts
    (regular,) = (h for h in staff if h.unit_id == section.id and h.staff_category == "regular")
    more = replace(regular, heads_hundredths=regular.heads_hundredths + 200)
    workspace.organisations.set_headcount(more)
    assert workspace.queries.capacity(2026)[section.id] == before + 2 * year.minutes_per_head


def test_the_partner_cities_stand_beside_ours_and_are_marked_fictitious(workspace):
    found = workspace.benchmarking.compare(workspace.fiscal_year, Basis.PER_10K, ClassLevel.MAJOR)
    assert len(found.others) == 8
    assert found.fictitious
    own = workspace.cities.own(workspace.fiscal_year)
    one = next(item for item in found.classes if item.ours is not None)
    minutes = sum(f.minutes for f in own.figures if f.code.startswith(one.code))
    assert one.ours == pytest.approx(minutes / 60 / own.population * 10_000)


def test_residents_come_from_the_list_of_cities_and_the_definition_travels_along(tmp_path):
    new = NewWorkspace(
        city_code="401005",
        city_name="北九州市",
        fictitious=False,
        fiscal_year=2026,
        core_definition="definition",
        minutes_per_full_timer=112_065,
        core_definition_id="plan_s01",
    )
    workspace = Workspace.create(tmp_path / "new", Person("tester", "dx_office"), new)
    item = {"round_id": workspace.round_id, "unit_id": "u", "code": "K01-01-01"}
    workspace.undo.commit("", [PutRow("work_item", "i", item | {"minutes_regular": 600})])
    own = workspace.cities.own(workspace.fiscal_year)
    answer = workspace.analysis.answer(workspace.round_id)
    workspace.close()
    assert own is not None
    assert own.core_definition_id == "plan_s01"
    assert answer.provenance.core_definition_id == "plan_s01"
    assert answer.provenance.definition == "definition [plan_s01]"
    assert own.population == 939_029
    assert [(f.code, f.minutes) for f in own.figures] == [("K01-01-01", 600)]


def test_hours_in_sql_and_in_the_cube_are_the_same(workspace):
    tasks = workspace.queries.tasks(TaskQuery(workspace.round_id), 0, 1000)
    cube = workspace.analysis.pivot(
        PivotQuery(workspace.round_id, (Dimension.SECTION,), Dimension.CORE)
    )
    by_section = {
        keys[0]: sum(minutes) for keys, minutes in zip(cube.row_keys, cube.minutes, strict=True)
    }
    for section in workspace.queries.sections(workspace.round_id):
        assert section.minutes == by_section[section.unit_code]
        own = [t.minutes for t in tasks if t.unit_code == section.unit_code]
        assert sum(own) == section.minutes
        assert len(own) == section.tasks
    assert sum(t.minutes for t in tasks) == cube.total


@pytest.mark.parametrize("order", list(TaskOrder))
@pytest.mark.parametrize("descending", [False, True])
def test_pages_put_together_are_the_whole_list_once(workspace, order, descending):
    query = TaskQuery(workspace.round_id, order=order, descending=descending)
    whole = workspace.queries.tasks(query, 0, 1000)
    pages = [workspace.queries.tasks(query, start, 37) for start in range(0, 400, 37)]
    assert [t.id for page in pages for t in page] == [t.id for t in whole]
    assert len({t.id for t in whole}) == 400 == workspace.queries.task_totals(query)[0]


def test_tasks_are_found_by_any_part_whatever_the_width(workspace):
    (task, *_) = workspace.queries.tasks(TaskQuery(workspace.round_id), 0, 1)
    part = task.name[1:4]
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in part)
    for words in (part, wide):
        found = workspace.queries.tasks(TaskQuery(workspace.round_id, words=words), 0, 1000)
        assert task.id in {t.id for t in found}
        assert all(part.casefold() in t.name.casefold() for t in found)


def test_a_section_filter_gives_only_its_tasks(workspace):
    section = first_section(workspace)
    query = TaskQuery(workspace.round_id, unit_id=section.id)
    assert {t.unit_code for t in workspace.queries.tasks(query, 0, 1000)} == {section.code}
    core = replace(query, core="non_core")
    assert {t.core_tag for t in workspace.queries.tasks(core, 0, 1000)} == {"non_core"}


class StopAfter:
    """A user who presses cancel after some reports."""

    def __init__(self, reports):
        self.left = reports

    def report(self, done, total, what):  # noqa: ARG002  # the port's own names
        self.left -= 1
        if self.left < 0:
            message = "stopped"
            raise CancelledError(message)


def test_a_cancelled_collection_keeps_the_files_before_it(workspace, tmp_path):
    codes = [s.unit_code for s in workspace.queries.sections(workspace.round_id)][:4]
    workspace.surveys.hand_out(workspace.round_id, codes, tmp_path, NoProgress())
    report = workspace.surveys.collect(workspace.round_id, [tmp_path], StopAfter(2))
    assert report.cancelled
    assert len(report.files) == 2
    collected = workspace.queries.collected(workspace.round_id)
    assert sum(1 for digest, _ in collected.values() if digest) == 2


def test_undo_of_a_collection_brings_back_the_figures(workspace, tmp_path):
    section = first_section(workspace)
    row = next(iter(workspace.queries.work_items(workspace.round_id, section.id)))
    (form,) = workspace.surveys.hand_out(workspace.round_id, [section.code], tmp_path, NoProgress())
    book = openpyxl.load_workbook(form)
    sheet = book["調査票"]
    place = [cell.value for cell in sheet[7]].index("minutes_regular") + 1
    sheet.cell(11, place).value = 1234.5
    book.save(form)

    workspace.undo.commit("edit", [SetFields("work_item", row, {"case_count": 77})])
    edited = workspace.queries.work_items(workspace.round_id, section.id)
    workspace.surveys.collect(workspace.round_id, [tmp_path], NoProgress())
    merged = workspace.queries.work_items(workspace.round_id, section.id)[row]
    assert (merged["minutes_regular"], merged["case_count"]) == (74_070, 77)
    workspace.undo.undo()
    assert workspace.queries.work_items(workspace.round_id, section.id) == edited


def test_who_changed_a_cell_when_and_in_which_deed(workspace):
    section = first_section(workspace)
    row = next(iter(workspace.queries.work_items(workspace.round_id, section.id)))

    workspace.undo.commit("Correct a number", [SetFields("work_item", row, {"case_count": 4321})])
    last = workspace.store.history("work_item", row, "case_count")[-1]
    assert (last.user, last.role, last.label) == ("tester", "dx_office", "Correct a number")
    assert last.after == 4321
    assert last.before != (4321,)
