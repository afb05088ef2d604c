"""A Kaizen leader draws a flow and makes a To-Be; the DX office looks at it and takes it along.

One section's leader makes a new flow in the window, draws it with the keyboard (Japanese through
an input method), answers the step card, goes on in the outline, puts in a fragment, mends a
finding, takes deeds back, keeps a version, makes a To-Be and reads its effect. The flow leaves as
BPMN, PDF, PNG and workbook and comes back as BPMN without a loss.

The workspace lies on disk, the window and its pages are the real ones, keys go through Qt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest
from PySide6.QtCore import Qt

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.domain.process.element import ACTIVITIES, Kind
from bpr_studio.domain.process.fragments import uses_of
from bpr_studio.domain.process.handovers import steps_of
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.ui.pages.flow_compare import ComparePage
from bpr_studio.ui.pages.flow_editor import FlowEditorPage
from bpr_studio.ui.pages.flow_findings import FindingsPanel
from bpr_studio.ui.pages.flow_library import LibraryPanel
from bpr_studio.ui.pages.flow_outline import OutlinePanel
from bpr_studio.ui.pages.flow_versions import VersionsPanel
from bpr_studio.ui.pages.flows import FlowsPage
from tests.builders_workspace import CityPlan, built_workspace
from tests.journeys.people import Seat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

pytestmark = [pytest.mark.journey, pytest.mark.gui]

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SECTION = "0101"
NAME = "転入届の受付"

SitDown: TypeAlias = "Callable[..., Seat]"


@pytest.fixture
def sit_down(qtbot, tmp_path, monkeypatch, japanese) -> Iterator[SitDown]:
    """Somebody sits down at the PC; whoever sat there before has left."""
    folder, settings = tmp_path / "city", tmp_path / "settings" / "settings.json"
    built_workspace(folder, CityPlan(bureaus=1, sections=2, tasks=4)).close()
    seats: list[Seat] = []

    def leave() -> None:
        if seats:
            seats.pop().leave()

    def arrive(user: str, role: str, section: str = "") -> Seat:
        leave()
        monkeypatch.setenv("LOGNAME", user)
        seats.append(Seat(qtbot, settings, folder, role=role, section=section))
        return seats[-1]

    yield arrive
    leave()


def stored(seat: Seat, flow_id: str) -> ProcessModel:
    return seat.workspace.flows.model(flow_id)


def named(model: ProcessModel, name: str) -> Element:
    return next(one for one in model.elements() if one.name == name)


def followers(model: ProcessModel, name: str) -> list[str]:
    flows = model.outgoing(named(model, name).id)
    return [model.element(f.target).name for f in flows if f.kind is Kind.SEQUENCE_FLOW]


def panel(page: FlowEditorPage, kind: type):
    found = next(one for one in page.side.panels if isinstance(one, kind))
    page.side.bring(kind.__name__)
    return found


def begin(seat: Seat) -> FlowEditorPage:
    seat.go_to("flows", "", FlowsPage)
    seat.key(Key.Key_N, CONTROL)
    seat.type(NAME)
    seat.press("フローを作る")
    return seat.page(FlowEditorPage)


def draw(seat: Seat, page: FlowEditorPage) -> None:
    """Start, two steps, a branch with two ways, an end: without the mouse."""
    page.board.view.setFocus()
    seat.key(Key.Key_N)
    seat.type("届書を確認")
    seat.key(Key.Key_Tab)
    seat.type("本人を確認")
    seat.key(Key.Key_Return)
    seat.key(Key.Key_G)
    seat.type("不備があるか")
    seat.key(Key.Key_Return)
    seat.key(Key.Key_N)
    seat.type("ない")
    seat.key(Key.Key_Return)
    seat.type("異動内容を入力")
    seat.key(Key.Key_Return)
    seat.key(Key.Key_E)
    seat.type("受け付けた")
    seat.key(Key.Key_Return)


def test_from_a_new_flow_to_its_to_be_and_out_again(sit_down: SitDown, tmp_path) -> None:
    seat = sit_down("leader", "kaizen_leader", SECTION)
    page = begin(seat)
    assert page.session is not None
    flow_id = page.session.flow_id

    draw(seat, page)
    model = stored(seat, flow_id)
    assert followers(model, "届書を確認") == ["本人を確認"]
    assert followers(model, "不備があるか") == ["異動内容を入力"]
    assert followers(model, "異動内容を入力") == ["受け付けた"]

    answer_the_card(seat, page, flow_id)
    go_on_in_the_outline(seat, page, flow_id)
    put_in_a_fragment(seat, page, flow_id)
    mend_a_finding(seat, page, flow_id)
    to_be = make_a_to_be(seat, page, flow_id)
    compare(seat, flow_id, to_be)

    office = sit_down("dx01", "dx_office")
    take_it_along(office, flow_id, tmp_path)


def answer_the_card(seat: Seat, page: FlowEditorPage, flow_id: str) -> None:
    """K makes non-core work of it; what is answered is the survey's record at once."""
    step = named(page.model, "届書を確認")
    page.select(step.id)
    page.board.view.setFocus()
    seat.key(Key.Key_K)
    seat.key(Key.Key_K)
    assert named(stored(seat, flow_id), "届書を確認").step.core_tag == "non_core"

    seat.key(Key.Key_Z, CONTROL)
    assert named(stored(seat, flow_id), "届書を確認").step.core_tag == "core"
    seat.key(Key.Key_Y, CONTROL)
    assert named(stored(seat, flow_id), "届書を確認").step.core_tag == "non_core"


def go_on_in_the_outline(seat: Seat, page: FlowEditorPage, flow_id: str) -> None:
    """A line more is a step more; the others keep id and answers."""
    before = named(page.model, "本人を確認")
    page.show_view("text")
    outline = page.front
    assert isinstance(outline, OutlinePanel)
    text = outline.edit.toPlainText()
    assert "窓口: 届書を確認" in text
    cursor = outline.edit.document().find("本人を確認")
    cursor.clearSelection()
    outline.edit.setTextCursor(cursor)
    outline.edit.setFocus()
    seat.type(" 1分")
    seat.key(Key.Key_Return)
    seat.type("窓口: 届書に番号を記入 2分")
    seat.until(lambda: "届書に番号を記入" in {one.name for one in page.model.elements()})
    seat.settle()
    page.show_view("drawing")

    model = stored(seat, flow_id)
    assert named(model, "本人を確認").id == before.id
    assert named(model, "本人を確認").step.minutes_per_case == 1
    assert followers(model, "本人を確認") == ["届書に番号を記入"]
    assert named(model, "届書に番号を記入").bounds is not None


def put_in_a_fragment(seat: Seat, page: FlowEditorPage, flow_id: str) -> None:
    """Behind the selected step, with room made and the link kept."""
    page.select(named(page.model, "異動内容を入力").id)
    seat.settle()
    library = panel(page, LibraryPanel)
    library.search.setText("保管")
    seat.until(lambda: library.list.count() == 1)
    library.put_in()
    seat.settle()

    model = stored(seat, flow_id)
    assert [use.key for use in uses_of(model)] == ["hozon"]
    assert followers(model, "異動内容を入力") == ["文書を整理"]
    assert followers(model, "保存期間を登録") == ["受け付けた"]


def mend_a_finding(seat: Seat, page: FlowEditorPage, flow_id: str) -> None:
    """A loose end is told at once; a fix mends it; undo and redo are named."""
    loose = named(page.model, "保存期間を登録")
    flow = page.model.outgoing(loose.id)[0]
    page.select(flow.id)
    page.board.view.setFocus()
    seat.key(Key.Key_Delete)
    findings = panel(page, FindingsPanel)
    seat.until(lambda: loose.id in {one.element for one in findings.findings})
    seat.key(Key.Key_Z, CONTROL)
    seat.until(
        lambda: (
            loose.id
            not in {one.element for one in findings.findings if one.rule == "no-implicit-end"}
        )
    )
    assert followers(stored(seat, flow_id), "保存期間を登録") == ["受け付けた"]


def make_a_to_be(seat: Seat, page: FlowEditorPage, flow_id: str) -> str:
    """A copy of its own; a step less is less work, and the original stays."""
    before = len(steps_of(stored(seat, flow_id)))
    versions = panel(page, VersionsPanel)
    versions.derive("to_be")
    seat.settle()
    copy = seat.page(FlowEditorPage)
    assert copy.session is not None
    to_be = copy.session.flow_id
    assert to_be != flow_id

    copy.select(named(copy.model, "届書に番号を記入").id)
    copy.board.view.setFocus()
    seat.key(Key.Key_Delete)

    assert len(steps_of(stored(seat, to_be))) == before - 1
    assert followers(stored(seat, to_be), "本人を確認") == ["不備があるか"]  # healed
    assert len(steps_of(stored(seat, flow_id))) == before
    effect = seat.workspace.flow_versions.effect(to_be)
    assert [one.name for one in effect.changes if not one.to_be] == ["届書に番号を記入"]
    return to_be


def compare(seat: Seat, flow_id: str, to_be: str) -> None:
    page = seat.go_to("flow-compare", f"{flow_id}|{to_be}", ComparePage)
    assert "届書に番号を記入" in {row[2] for row in page.changes.model.rows(0, 0)}


def take_it_along(seat: Seat, flow_id: str, folder) -> None:
    """The flow as BPMN, PDF, picture and workbook; the BPMN gives the same flow again."""
    for ending in ("bpmn", "svg", "png", "pdf", "xlsx"):
        path = folder / f"flow.{ending}"
        seat.workspace.flows.export(flow_id, path)
        assert path.stat().st_size > 1_000, ending
    model = stored(seat, flow_id)
    again = read_bpmn(folder / "flow.bpmn").model
    assert {one.id: (one.name, one.step, one.bounds, one.fragment) for one in again.elements()} == {
        one.id: (one.name, one.step, one.bounds, one.fragment) for one in model.elements()
    }
    (outcome,) = seat.workspace.flows.import_files([folder / "flow.bpmn"], NoProgress())
    assert outcome.findings == ()
    names = {one.name for one in stored(seat, outcome.flow_id).of_kind(*ACTIVITIES)}
    assert "届書に番号を記入" in names
