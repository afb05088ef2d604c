"""A returned workbook meets what was edited in the program meanwhile."""

import shutil

import openpyxl
import pytest

from bpr_studio.app.files import SurveyWorkbooks
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.merging import WHOLE_LINE, Side
from bpr_studio.services.surveys import FileState
from bpr_studio.services.workbook_merge import MergePolicy, OnConflict, merge_workbook

FIRST = 11  # first line of the sheet


class Desk:
    """One section, its form and what both hold."""

    def __init__(self, workspace, folder):
        self.workspace = workspace
        self.section = workspace.queries.sections(workspace.round_id)[0]
        (self.form,) = workspace.surveys.hand_out(
            workspace.round_id, [self.section.unit_code], folder, NoProgress()
        )
        self.rows = list(self.items)

    @property
    def items(self):
        return self.workspace.queries.work_items(self.workspace.round_id, self.section.unit_id)

    def edit(self, line=0, **fields):
        """Change stored fields of a line in the program."""
        self.workspace.undo.commit("edit", [SetFields("work_item", self.rows[line], fields)])

    def remove(self, line=0):
        self.workspace.undo.commit("remove", [DeleteRow("work_item", self.rows[line])])

    def type_in(self, line=0, form=None, **cells):
        """Type into cells of the workbook, by column key; saved by openpyxl."""
        path = form or self.form
        book = openpyxl.load_workbook(path)
        sheet = book["調査票"]
        keys = [cell.value for cell in sheet[7]]
        for key, value in cells.items():
            sheet.cell(FIRST + line, keys.index(key) + 1).value = value
        book.save(path)

    def empty_line(self, line=0, form=None):
        path = form or self.form
        book = openpyxl.load_workbook(path)
        sheet = book["調査票"]
        for cell in sheet[FIRST + line][3:]:
            cell.value = None
        book.save(path)

    def collect(self, policy=None, form=None, **options):
        report = self.workspace.surveys.collect(
            self.workspace.round_id,
            [form or self.form],
            NoProgress(),
            policy=policy,
            **options,
        )
        return report.files[0]


@pytest.fixture
def desk(workspace, tmp_path):
    return Desk(workspace, tmp_path / "forms")


def test_what_was_typed_there_and_edited_here_is_both_there_afterwards(desk):
    desk.type_in(minutes_regular=1234.5)
    desk.edit(1, case_count=77)
    outcome = desk.collect()
    assert outcome.state is FileState.COLLECTED
    assert (outcome.added, outcome.changed, outcome.removed, outcome.kept) == (0, 1, 0, 1)
    first, second = (desk.items[row] for row in desk.rows[:2])
    assert first["minutes_regular"] == 74_070
    assert second["case_count"] == 77
    assert "program-entries-kept" in [finding.rule for finding in outcome.findings]


def test_a_cell_changed_on_both_sides_keeps_ours_and_stays_listed(desk):
    desk.type_in(minutes_regular=100)
    desk.edit(minutes_regular=60)
    outcome = desk.collect()
    (conflict,) = outcome.conflicts
    assert (conflict.field, conflict.theirs, conflict.ours) == ("minutes_regular", 6000, 60)
    assert conflict.side is None
    assert desk.items[desk.rows[0]]["minutes_regular"] == 60
    assert [f.rule for f in outcome.findings].count("cell-conflict") == 1
    again = desk.collect()
    assert again.state is FileState.UNCHANGED
    assert [c.key for c in again.conflicts] == [conflict.key]


def test_the_other_cells_of_a_line_in_conflict_are_taken(desk):
    desk.type_in(minutes_regular=100, case_count=5)
    desk.edit(minutes_regular=60)
    assert desk.collect().conflicts
    assert desk.items[desk.rows[0]]["case_count"] == 5


def test_a_decision_settles_a_conflict(desk):
    desk.type_in(minutes_regular=100)
    desk.edit(minutes_regular=60)
    (conflict,) = desk.collect(dry_run=True).conflicts
    policy = MergePolicy(decisions={conflict.key: Side.THEIRS})
    outcome = desk.collect(policy)
    assert [c.side for c in outcome.conflicts] == [Side.THEIRS]
    assert desk.items[desk.rows[0]]["minutes_regular"] == 6000
    assert desk.collect().state is FileState.UNCHANGED


def test_a_decision_about_values_that_changed_since_is_asked_again(desk):
    desk.type_in(minutes_regular=100)
    desk.edit(minutes_regular=60)
    (conflict,) = desk.collect(dry_run=True).conflicts
    desk.edit(minutes_regular=120)
    outcome = desk.collect(MergePolicy(decisions={conflict.key: Side.THEIRS}))
    assert [c.side for c in outcome.conflicts] == [None]
    assert desk.items[desk.rows[0]]["minutes_regular"] == 120


@pytest.mark.parametrize(("policy", "minutes"), [(OnConflict.OURS, 60), (OnConflict.THEIRS, 6000)])
def test_all_conflicts_can_be_settled_one_way(desk, policy, minutes):
    desk.type_in(minutes_regular=100)
    desk.edit(minutes_regular=60)
    outcome = desk.collect(MergePolicy(policy))
    assert not [c for c in outcome.conflicts if c.side is None]
    assert desk.items[desk.rows[0]]["minutes_regular"] == minutes
    again = desk.collect()
    assert (again.state, again.conflicts) == (FileState.UNCHANGED, ())


def test_a_line_emptied_in_the_workbook_goes(desk):
    desk.empty_line()
    outcome = desk.collect()
    assert outcome.removed == 1
    assert desk.rows[0] not in desk.items


def test_a_line_emptied_there_and_edited_here_is_a_conflict(desk):
    desk.empty_line()
    desk.edit(case_count=77)
    (conflict,) = desk.collect().conflicts
    assert (conflict.field, conflict.theirs) == (WHOLE_LINE, None)
    assert desk.rows[0] in desk.items


def test_a_line_removed_here_and_edited_there_is_a_conflict(desk):
    desk.type_in(minutes_regular=100)
    desk.remove()
    (conflict,) = desk.collect().conflicts
    assert (conflict.field, conflict.ours) == (WHOLE_LINE, None)
    assert desk.rows[0] not in desk.items
    desk.collect(MergePolicy(OnConflict.THEIRS))
    assert desk.items[desk.rows[0]]["minutes_regular"] == 6000


def test_a_line_removed_here_does_not_come_back_with_an_untouched_line(desk):
    desk.remove()
    outcome = desk.collect()
    assert not outcome.conflicts
    assert desk.rows[0] not in desk.items


def test_an_older_copy_coming_later_undoes_nothing(desk):
    older = shutil.copy(desk.form, desk.form.with_name("older.xlsx"))
    desk.type_in(minutes_regular=100)
    desk.collect()
    outcome = desk.collect(form=older)
    assert outcome.state is FileState.UNCHANGED
    assert desk.items[desk.rows[0]]["minutes_regular"] == 6000


def test_a_section_corrects_its_own_workbook_without_being_asked(desk):
    desk.type_in(minutes_regular=100)
    desk.collect()
    desk.type_in(minutes_regular=200)
    outcome = desk.collect()
    assert not outcome.conflicts
    assert desk.items[desk.rows[0]]["minutes_regular"] == 12_000
    assert "earlier-copy-replaced" in [finding.rule for finding in outcome.findings]


def test_a_correction_of_a_cell_edited_here_since_is_a_conflict(desk):
    desk.type_in(minutes_regular=100)
    desk.collect()
    desk.edit(minutes_regular=60)
    desk.type_in(minutes_regular=200)
    assert len(desk.collect().conflicts) == 1


def test_an_unresolved_conflict_is_not_settled_by_the_next_copy(desk):
    desk.type_in(minutes_regular=100)
    desk.edit(minutes_regular=60)
    desk.collect()
    desk.type_in(note="もう一度")
    assert len(desk.collect().conflicts) == 1
    assert desk.items[desk.rows[0]]["minutes_regular"] == 60


def test_a_copy_somebody_else_filled_in_meanwhile_is_not_taken_for_a_correction(desk):
    other = shutil.copy(desk.form, desk.form.with_name("other.xlsx"))
    desk.type_in(0, minutes_regular=100)
    desk.type_in(1, minutes_regular=100, case_count=3)
    desk.collect()
    desk.type_in(0, form=other, minutes_regular=200)
    outcome = desk.collect(form=other)
    assert [c.field for c in outcome.conflicts] == ["minutes_regular"]
    assert desk.items[desk.rows[1]]["case_count"] == 3


def test_a_line_added_and_taken_out_again_goes(desk):
    line = len(desk.rows)
    desk.type_in(0, minutes_regular=100)
    desk.type_in(line, code="K01-01-01", name="追加", minutes_regular=5, core_tag="コア")
    assert desk.collect().added == 1
    desk.empty_line(line)
    outcome = desk.collect()
    assert (outcome.removed, outcome.conflicts) == (1, ())
    assert len(desk.items) == len(desk.rows)


def test_an_added_line_stands_below_the_line_above_it_in_the_workbook(desk):
    line = len(desk.rows)
    desk.type_in(line, code="K01-01-01", name="追加", minutes_regular=5, core_tag="コア")
    desk.collect()
    assert list(desk.items.values())[-1]["name"] == "追加"


def test_last_years_figures_stand_beside_and_are_not_read(desk):
    last, line = desk.rows[0], desk.rows[1]
    hours, cases = desk.items[last]["minutes_regular"] / 60, desk.items[last].get("case_count")
    desk.edit(1, previous_id=last, carry="to_confirm")
    (form,) = desk.workspace.surveys.hand_out(
        desk.workspace.round_id, [desk.section.unit_code], desk.form.parent / "2", NoProgress()
    )
    sheet = openpyxl.load_workbook(form)["調査票"]
    keys = [cell.value for cell in sheet[7]]
    shown = sheet.cell(FIRST + 1, keys.index("last_hours") + 1)
    assert shown.value >= hours
    assert shown.protection.locked
    assert sheet.cell(FIRST + 1, keys.index("last_cases") + 1).value == cases
    before = desk.items[line]
    outcome = desk.collect(form=form)
    assert not outcome.conflicts
    assert desk.items[line] == {**before, "carry": "confirmed"}


def test_a_form_without_base_does_not_overwrite_what_somebody_edited(desk):
    book = openpyxl.load_workbook(desk.form)
    meta = book["_meta"]
    kept = [row for row in meta.iter_rows(values_only=True) if not str(row[0]).startswith("base_")]
    meta.delete_rows(1, meta.max_row)
    for row in kept:
        meta.append(row)
    book.save(desk.form)
    desk.type_in(0, minutes_regular=100)
    desk.type_in(1, minutes_regular=100)
    desk.edit(1, minutes_regular=60)
    outcome = desk.collect()
    assert [c.line for c in outcome.conflicts] == [desk.items[desk.rows[1]]["slot"]]
    assert desk.items[desk.rows[0]]["minutes_regular"] == 6000
    assert desk.items[desk.rows[1]]["minutes_regular"] == 60


def test_lines_this_workspace_never_had_are_new_in_it(desk, workspace):
    reading = next(_readings(workspace, desk.form))

    class Elsewhere:
        def cell_origins(self, *_ids):
            raise AssertionError

        def ever_known(self, _items):
            return frozenset()

    unit = next(u for u in workspace.queries.units(2026) if u.id == desk.section.unit_id)
    merge = merge_workbook(
        "a.xlsx", workspace.round_id, unit, reading, {}, Elsewhere(), MergePolicy()
    )
    assert (merge.added, merge.conflicts) == (len(desk.rows), ())


def _readings(workspace, path):
    names = {c.code: c.name for c in workspace.queries.classes() if c.level == 3}
    return SurveyWorkbooks().read_all([path], names)


def test_a_detailed_survey_has_no_workbooks(desk, workspace, tmp_path):
    fields = {"kind": "detailed", "fiscal_year": 2026, "state": "open", "format_id": "detailed"}
    workspace.undo.commit("r", [PutRow("survey_round", "detailed-1", fields)])
    with pytest.raises(RefusedError, match="entered in the window"):
        workspace.surveys.hand_out("detailed-1", [], tmp_path, NoProgress())
    with pytest.raises(RefusedError, match="entered in the window"):
        workspace.surveys.collect("detailed-1", [desk.form], NoProgress())


def test_an_altered_base_is_refused(desk):
    book = openpyxl.load_workbook(desk.form)
    meta = book["_meta"]
    for row in meta.iter_rows():
        if str(row[0].value).startswith("base_part"):
            row[1].value = "{}"
            break
    book.save(desk.form)
    assert desk.collect().state is FileState.REFUSED
