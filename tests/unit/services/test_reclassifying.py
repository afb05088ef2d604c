"""The DX office sorts what sections could not classify: lists, deciding, lessons, undo."""

from __future__ import annotations

import pytest

from bpr_studio.domain.classification.suggest import UNSORTED
from bpr_studio.domain.replication.changes import DeleteRow, SetFields
from bpr_studio.domain.shared.errors import CancelledError, RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.sheet_states import sheet_id
from bpr_studio.services.sorting_views import SortingAnswer, WordingLine
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id

OFFICE = ("0101", "0102", "0103", "0201", "0202", "0203")


@pytest.fixture
def workspace(tmp_path):
    opened = built_workspace(tmp_path / "w", CityPlan(bureaus=2, sections=3))
    yield opened
    opened.close()


def reworded(workspace, section: str, number: int, **fields: object) -> str:
    row = task_id(workspace.round_id, section, number)
    workspace.store.commit("記入", [SetFields("work_item", row, fields)])
    return row


def unsorted(workspace):
    return workspace.reclassifying.unsorted(workspace.round_id, NoProgress())


def doubtful(workspace):
    return workspace.reclassifying.doubtful(workspace.round_id, NoProgress())


def line_of(answer: SortingAnswer, name: str) -> WordingLine:
    return next(line for line in answer.lines if line.name == name)


def code_of(workspace, row: str) -> object:
    return workspace.queries.work_items_by_id([row])[row].get("code")


# -- what waits for a class --------------------------------------------------------------------


def test_tasks_worded_alike_stand_in_one_line_with_their_hours(workspace):
    answer = unsorted(workspace)
    (line,) = answer.lines
    assert (line.name, line.code, len(line.tasks)) == ("その他の業務", UNSORTED, 6)
    assert answer.tasks == 6
    assert answer.minutes == line.minutes == sum(task.minutes for task in line.tasks) > 0
    assert answer.looked_at == 72


def test_width_case_and_blanks_make_no_other_wording(workspace):
    reworded(workspace, "0101", 11, name="ＲＰＡ の作成")
    reworded(workspace, "0102", 11, name="rpaの作成")
    assert sorted(len(line.tasks) for line in unsorted(workspace).lines) == [2, 4]


def test_missing_and_unknown_codes_wait_too(workspace):
    reworded(workspace, "0101", 0, code=None, name="児扶手の現況届")
    reworded(workspace, "0102", 0, code="Q77-01-01", name="児扶手の現況届")
    line = line_of(unsorted(workspace), "児扶手の現況届")
    assert (len(line.tasks), line.code) == (2, "")
    assert line.suggestions[0].code == "B15-01-04"
    assert line.suggestions[0].words[0] == "児童扶養手当"


def test_no_suggestion_is_offered_that_nobody_could_explain(workspace):
    for line in (*unsorted(workspace).lines, *doubtful(workspace).lines):
        assert len(line.suggestions) <= 3
        assert all(one.words and one.code != line.code for one in line.suggestions)


def test_one_bureau_can_be_looked_at_alone(workspace):
    answer = unsorted(workspace)
    assert answer.bureaus == ("総務市民局", "財政局")
    own = answer.in_bureau("財政局")
    assert own.tasks == 3
    assert {place.bureau for place in own.sections_of(own.lines)} == {"財政局"}
    assert answer.in_bureau("") is answer
    assert answer.in_bureau("水道局").lines == ()


# -- classes in doubt --------------------------------------------------------------------------


def test_a_name_that_clearly_speaks_for_another_class_is_doubted(workspace):
    row = reworded(workspace, "0101", 6, name="児童扶養手当の認定請求の審査")
    answer = doubtful(workspace)
    line = line_of(answer, "児童扶養手当の認定請求の審査")
    assert [task.id for task in line.tasks] == [row]
    assert line.suggestions[0].code.startswith("B15-01")
    assert not [one for one in answer.lines if one.name == "住民票の写しの交付"]


def test_a_class_called_right_is_not_asked_about_again(workspace):
    row = reworded(workspace, "0101", 6, name="児童扶養手当の認定請求の審査")
    answer = doubtful(workspace)
    before = code_of(workspace, row)
    done = workspace.reclassifying.keep(answer, [line_of(answer, "児童扶養手当の認定請求の審査")])
    assert (done.moved, done.tasks, done.taught) == (0, (row,), 1)
    assert code_of(workspace, row) == before
    assert row not in {task.id for one in doubtful(workspace).lines for task in one.tasks}
    workspace.undo.undo()
    assert row in {task.id for one in doubtful(workspace).lines for task in one.tasks}


# -- deciding ----------------------------------------------------------------------------------


def test_a_class_for_a_line_is_given_in_all_sections_and_taught_in_one_step(workspace):
    answer = unsorted(workspace)
    done = workspace.reclassifying.assign(answer, answer.lines, "K07-02-02")
    assert (len(done.tasks), done.moved, done.taught, done.left) == (6, 6, 1, 0)
    assert "6 tasks were sorted into K07-02-02" in done.sentence
    assert unsorted(workspace).lines == ()
    assert workspace.suggestions.for_name("その他の業務")[0].code == "K07-02-02"
    workspace.undo.undo()
    assert unsorted(workspace) == answer
    assert workspace.reclassifying.taught() == ()
    workspace.undo.redo()
    assert unsorted(workspace).lines == ()


def test_what_was_taught_is_suggested_for_names_like_it(workspace):
    answer = unsorted(workspace)
    workspace.reclassifying.assign(answer, answer.lines, "K07-02-02")
    reworded(workspace, "0203", 0, code=UNSORTED, name="その他の業務（年次）")
    (line,) = unsorted(workspace).lines
    assert line.suggestions[0].code == "K07-02-02"


def test_each_marked_line_takes_its_own_suggestion(workspace):
    first = reworded(workspace, "0101", 11, name="児扶手の現況届")
    second = reworded(workspace, "0102", 11, name="庁用車の運行管理")
    answer = unsorted(workspace)
    done = workspace.reclassifying.take(answer, answer.lines, 0)
    assert code_of(workspace, first) == "B15-01-04"
    assert code_of(workspace, second) == "K01-02-02"
    assert len(done.classes) >= 2
    assert "classes" in done.sentence
    left = {line.name for line in unsorted(workspace).lines}
    assert left == {line.name for line in answer.lines if not line.suggestions}


def test_tasks_somebody_changed_meanwhile_stay_as_they_are(workspace):
    answer = unsorted(workspace)
    recoded = reworded(workspace, "0101", 11, code="K01-01-01")
    removed = task_id(workspace.round_id, "0102", 11)
    workspace.store.commit("削除", [DeleteRow("work_item", removed)])
    done = workspace.reclassifying.assign(answer, answer.lines, "K07-02-02")
    assert (len(done.tasks), done.left) == (4, 2)
    assert code_of(workspace, recoded) == "K01-01-01"
    assert "stay as they are" in done.sentence


def test_other_can_be_given_but_teaches_nothing(workspace):
    reworded(workspace, "0101", 0, code=None)
    answer = unsorted(workspace)
    line = line_of(answer, "住民票の写しの交付")
    done = workspace.reclassifying.assign(answer, [line], UNSORTED)
    assert (done.moved, done.taught) == (1, 0)


def test_an_approved_sheet_says_so_before_and_becomes_changed_after(workspace):
    round_id, unit = workspace.round_id, unit_id("0101")
    sheet = sheet_id(round_id, unit)
    approved = {
        "state": "accepted",
        "approved_digest": workspace.queries.figures_digest(round_id, unit),
        "approved_by": "kacho",
        "approved_at": "2026-06-01T00:00:00+00:00",
    }
    workspace.store.commit("承認", [SetFields("survey_sheet", sheet, approved)])
    answer = unsorted(workspace)
    assert [p.code for p in answer.sections_of(answer.lines) if p.approved] == ["0101"]
    done = workspace.reclassifying.assign(answer, answer.lines, "K07-02-02")
    assert done.changed_after_approval == ("市民課",)
    assert "approve anew" in done.sentence
    status = {s.unit_code: s for s in workspace.queries.sections(round_id)}
    assert [code for code in OFFICE if status[code].changed_after_approval] == ["0101"]
    assert not [p for p in unsorted(workspace).sections.values() if p.approved]


def test_a_locked_round_refuses_with_a_sentence(workspace):
    answer = unsorted(workspace)
    locked = SetFields("survey_round", workspace.round_id, {"state": "locked"})
    workspace.store.commit("確定", [locked])
    assert "locked" in workspace.reclassifying.refusal(workspace.round_id)
    with pytest.raises(RefusedError, match="locked"):
        workspace.reclassifying.assign(answer, answer.lines, "K07-02-02")
    assert unsorted(workspace).tasks == 6


def test_other_roles_and_unknown_classes_are_refused(workspace):
    answer = unsorted(workspace)
    with pytest.raises(RefusedError, match="Q77"):
        workspace.reclassifying.assign(answer, answer.lines, "Q77-01-01")
    workspace.person = Person("k01", "section_chief")
    with pytest.raises(RefusedError, match="DX office"):
        workspace.reclassifying.assign(answer, answer.lines, "K07-02-02")
    with pytest.raises(RefusedError, match="DX office"):
        workspace.reclassifying.unteach(())


def test_looking_can_be_stopped(workspace):
    class Impatient:
        def report(self, _done: int, total: int, what: str) -> None:
            if total:
                raise CancelledError(what)

    with pytest.raises(CancelledError):
        workspace.reclassifying.doubtful(workspace.round_id, Impatient())


# -- what was taught ---------------------------------------------------------------------------


def test_a_lesson_is_listed_with_who_and_when_and_can_be_taken_back(workspace):
    answer = unsorted(workspace)
    workspace.reclassifying.assign(answer, answer.lines, "K07-02-02")
    (taught,) = workspace.reclassifying.taught()
    assert (taught.term, taught.code, taught.user) == ("その他の業務", "K07-02-02", "dx01")
    assert taught.at
    workspace.reclassifying.unteach([taught])
    assert workspace.reclassifying.taught() == ()
    assert unsorted(workspace).lines == ()  # the tasks keep their classes
    workspace.undo.undo()
    assert workspace.reclassifying.taught() == (taught,)
