"""Figures of cities exchanged between two workspaces: looked at, taken over, undone, reviewed."""

import json
from contextlib import closing
from dataclasses import replace

import openpyxl
import pytest

from bpr_studio.app.city_exchange import BpmnTexts
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.benchmark.figures import CityFlow, Denominator, StepFigure
from bpr_studio.domain.benchmark.suppression import Fate
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.cities_review import ReviewWishes
from bpr_studio.services.workspaces import NewWorkspace

PERSON = Person("tester", "dx_office")
SECTIONS = ("市民課", "税務課", "福祉課", "保険課", "収納管理室")


def made(folder, name="架空東市", code="990108"):
    """A workspace with five sections; `answer` adds hours."""
    new = NewWorkspace(
        city_code=code,
        city_name=name,
        fictitious=True,
        fiscal_year=2026,
        core_definition="定義",
        minutes_per_full_timer=112_065,
        core_definition_id="plan_s01",
        population=700_000,
    )
    workspace = Workspace.create(folder, PERSON, new)
    units = [
        PutRow(
            "org_unit",
            f"unit{n}",
            {
                "fiscal_year": 2026,
                "code": f"00{n}",
                "name": section,
                "level": "section",
                "sort_key": n,
            },
        )
        for n, section in enumerate(SECTIONS)
    ]
    workspace.undo.commit("units", units)
    return workspace


def answer(workspace, section, code, hours, *, tag="non_core", cases=None):
    """One task of a section."""
    fields = {
        "round_id": workspace.round_id,
        "unit_id": f"unit{section}",
        "code": code,
        "core_tag": tag,
        "minutes_regular": hours * 60,
        "minutes_contractor": hours * 6,
        "case_count": cases,
    }
    workspace.undo.commit("task", [PutRow("work_item", f"{section} {code}", fields)])


@pytest.fixture
def ours(tmp_path):
    """A city of which B01-03-01 is done by four sections, B01-03-02 by one."""
    with closing(made(tmp_path / "ours")) as workspace:
        for section in range(4):
            answer(workspace, section, "B01-03-01", 100 + section, cases=50)
        answer(workspace, 0, "B01-03-02", 10)
        for section in range(3):
            answer(workspace, section, "B01-03-03", 40, tag="core")
        answer(workspace, 4, "", 7)
        yield workspace


@pytest.fixture
def theirs(tmp_path):
    """Another city's empty workspace."""
    with closing(made(tmp_path / "theirs", "架空西市", "990019")) as workspace:
        yield workspace


def test_what_leaves_is_held_back_so_that_nobody_can_calculate_it(ours):
    review = ours.cities.review(ours.fiscal_year)
    fates = {line.code: (line.fate, line.merged_into) for line in review.lines}
    assert fates == {
        "B01-03": (Fate.TOTAL, None),
        "B01-03-01": (Fate.LEAVES, None),
        "B01-03-02": (Fate.TOO_FEW, "B01-03"),
        "B01-03-03": (Fate.BESIDE, "B01-03"),
    }
    assert [(f.code, f.minutes, f.sections) for f in review.figures.figures] == [
        ("B01-03", 35_376, 4),
        ("B01-03-01", 26_796, 4),
    ]
    assert review.figures.left_out == 2
    assert review.unclassified == 462
    assert "B01-03" in review.held_back[0].reason


def test_our_own_figures_hold_everything_nonetheless(ours):
    own = ours.cities.own(ours.fiscal_year)
    assert [f.code for f in own.figures] == ["B01-03-01", "B01-03-02", "B01-03-03"]
    assert (own.figures[0].outsourced_percent, own.figures[0].cases) == (9, 200)
    assert own.staff_categories == ("regular", "contractor")


@pytest.mark.parametrize("ending", [".xlsx", ".json"])
def test_what_was_looked_at_is_what_the_other_city_reads(ours, theirs, tmp_path, ending):
    path = tmp_path / f"figures{ending}"
    review = ours.cities.review(ours.fiscal_year, ReviewWishes(prepared_by="DX推進室"))
    ours.cities.export_reviewed(review, path)
    before = theirs.store.digest()
    preview = theirs.cities.preview(path)
    assert theirs.store.digest() == before
    assert preview.read.figures == review.figures
    assert (preview.added, preview.changed, preview.removed, preview.before) == (2, 0, 0, None)
    theirs.cities.take_over(preview)
    (stored,) = theirs.cities.partners()
    assert replace(stored, receipt=None) == review.figures
    assert stored.receipt.file_name == path.name
    assert stored.receipt.file_digest == preview.read.digest
    assert len(stored.receipt.received_on) == 10
    assert stored.origin.prepared_by == "DX推進室"
    assert stored.origin.program.startswith("BPR Studio")
    theirs.undo.undo()
    assert theirs.cities.partners() == ()


def test_a_newer_file_of_the_city_and_year_replaces_the_older_one(ours, theirs, tmp_path):
    path = tmp_path / "figures.json"
    ours.cities.export_own(ours.fiscal_year, path)
    theirs.cities.import_file(path)
    assert theirs.cities.preview(path).unchanged
    document = json.loads(path.read_text(encoding="utf-8"))
    document["figures"] = [
        {"code": "B01-03", "minutes": 1},
        {"code": "K01", "minutes": 2},
        {"code": "K02", "minutes": 3},
    ]
    path.write_text(json.dumps(document), encoding="utf-8")
    preview = theirs.cities.preview(path)
    assert (preview.added, preview.changed, preview.removed) == (2, 1, 1)
    assert not preview.unchanged
    theirs.cities.take_over(preview)
    assert [f.code for f in theirs.cities.partners()[0].figures] == ["B01-03", "K01", "K02"]
    theirs.undo.undo()
    assert [f.code for f in theirs.cities.partners()[0].figures] == ["B01-03", "B01-03-01"]


def test_a_file_with_one_wrong_cell_changes_nothing(ours, theirs, tmp_path):
    path = tmp_path / "figures.xlsx"
    ours.cities.export_own(ours.fiscal_year, path)
    book = openpyxl.load_workbook(path)
    book["分類別"]["C3"].value = "たくさん"
    book.save(path)
    before = theirs.store.digest()
    with pytest.raises(RefusedError, match=r"1 error.*C3"):
        theirs.cities.import_file(path)
    assert theirs.store.digest() == before


def test_a_removed_city_leaves_nothing_behind(ours, theirs, tmp_path):
    path = tmp_path / "figures.json"
    ours.cities.export_own(ours.fiscal_year, path)
    theirs.cities.import_file(path)
    stored = theirs.cities.partners()[0]
    theirs.cities.remove(stored)
    assert theirs.cities.partners() == ()
    theirs.cities.import_file(path)
    assert theirs.cities.partners() == (stored,)


def test_our_own_file_is_not_another_city(ours, tmp_path):
    path = tmp_path / "figures.json"
    ours.cities.export_own(ours.fiscal_year, path)
    with pytest.raises(RefusedError, match="our own city"):
        ours.cities.import_file(path)


def test_step_types_denominators_and_flows_are_stored(ours, theirs, tmp_path):
    review = ours.cities.review(ours.fiscal_year)
    flow = BpmnTexts().write(BpmnTexts().read(DRAWING, "x"))
    sent = replace(
        review.figures,
        steps=(StepFigure("P05", 600, 60, 7, "", 4), StepFigure("P05", 60, 0, None, "B01-03", 3)),
        denominators=(Denominator("B01", "届出件数", 5),),
        flows=(CityFlow("B01-03-01", "交付", flow),),
    )
    path = tmp_path / "figures.json"
    ours.cities.export_reviewed(replace(review, figures=sent), path)
    theirs.cities.import_file(path)
    (stored,) = theirs.cities.partners()
    assert replace(stored, receipt=None) == sent
    model = theirs.cities.flow(stored, "交付")
    assert {e.name for e in model.elements()} >= {"確認"}
    assert theirs.cities.flow(stored, "ほか") is None


def test_a_flow_that_is_no_bpmn_refuses_the_file(ours, theirs, tmp_path):
    path = tmp_path / "figures.json"
    review = ours.cities.review(ours.fiscal_year)
    sent = replace(review.figures, flows=(CityFlow("", "交付", "<html/>"),))
    ours.cities.export_reviewed(replace(review, figures=sent), path)
    with pytest.raises(RefusedError, match="交付"):
        theirs.cities.import_file(path)


DRAWING = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
  <process id="p"><laneSet id="s"><lane id="l" name="市民課 窓口">
    <flowNodeRef>t</flowNodeRef></lane></laneSet>
    <userTask id="t" name="確認"><documentation>担当の内線は1234</documentation></userTask>
    <textAnnotation id="a"><text>税務課と調整中</text></textAnnotation>
    <association id="b" sourceRef="t" targetRef="a"/>
  </process>
</definitions>
"""


def stored_flow(workspace, tmp_path, drawing):
    """A flow of our city."""
    from bpr_studio.domain.shared.progress import NoProgress
    from bpr_studio.services.flows import FlowOwner

    path = tmp_path / "交付.bpmn"
    path.write_text(drawing, encoding="utf-8")
    (done,) = workspace.flows.import_files([path], NoProgress(), FlowOwner("unit0", "B01-03-01"))
    return done.flow_id


def test_a_flow_leaves_without_notes_descriptions_and_names_of_units(ours, tmp_path):
    flow = stored_flow(ours, tmp_path, DRAWING)
    review = ours.cities.review(ours.fiscal_year, ReviewWishes(flows=(flow,)))
    (told,) = review.flows
    (sent,) = review.figures.flows
    assert told.doubts == ()
    assert told.removed == 3
    assert sent.name == "住民票の写し等の交付"
    assert "担当課" in sent.bpmn
    for word in ("市民課", "1234", "調整中"):
        assert word not in sent.bpmn


@pytest.mark.parametrize("name", ["鈴木一郎さんに確認", "税務課に照会"])
def test_a_flow_that_names_somebody_or_a_unit_stays_here(ours, tmp_path, name):
    flow = stored_flow(ours, tmp_path, DRAWING.replace('"確認"', f'"{name}"'))
    review = ours.cities.review(ours.fiscal_year, ReviewWishes(flows=(flow,)))
    assert review.figures.flows == ()
    assert len(review.flows[0].doubts) == 1


def test_remarks_that_name_somebody_stop_the_export(ours, tmp_path):
    wishes = ReviewWishes(remarks="鈴木一郎さんまで")
    review = ours.cities.review(ours.fiscal_year, wishes)
    assert len(review.doubts) == 1
    with pytest.raises(RefusedError):
        ours.cities.export_reviewed(review, tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()


def test_nothing_leaves_where_too_few_sections_have_answered(tmp_path):
    with closing(made(tmp_path / "few")) as workspace:
        answer(workspace, 0, "B01-03-01", 100)
        with pytest.raises(RefusedError, match="fewer than three sections"):
            workspace.cities.export_own(workspace.fiscal_year, tmp_path / "a.json")


def test_denominators_of_our_own_classes_are_stated_and_leave(ours):
    ours.cities.state_denominators(ours.fiscal_year, [Denominator("B01", "届出件数", 5)])
    own = ours.cities.own(ours.fiscal_year)
    assert own.denominators_of("B01-03-01") == (Denominator("B01", "届出件数", 5),)
    assert ours.cities.partners() == ()
    assert ours.cities.review(ours.fiscal_year).figures.denominators == own.denominators


def test_a_year_without_answers_has_no_review(theirs):
    assert theirs.cities.review(theirs.fiscal_year) is None


def test_only_the_dx_office_changes_the_figures_of_cities(tmp_path):
    with closing(made(tmp_path / "one")) as workspace:
        workspace.person = Person("u1", "section_chief")
        assert not workspace.cities.may_edit
        stated = [Denominator("B01", "人口", 1)]
        with pytest.raises(RefusedError, match="DX office"):
            workspace.cities.state_denominators(workspace.queries.workspace().fiscal_year, stated)
