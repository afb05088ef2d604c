"""One survey round of three sections from planning to the next year, played by everybody in it.

The DX office imports the organisation, plans and opens the survey. One section types into the
grid, one shares its hours out in percent, one gets a workbook filled with LibreOffice. Sheets are
submitted, returned, corrected, confirmed, approved, changed, approved again, accepted. The round is
closed; the next year's starts from its answers after a reorganisation that splits one section.

The workspace lies on disk, the window and its pages are the real ones, keys and clicks go through
Qt. Only the dialogs of the operating system are passed by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest
from PySide6.QtCore import Qt

from bpr_studio.domain.workload.check_values import minutes_in
from bpr_studio.domain.workload.workflow import RoundState, SheetState
from bpr_studio.ui.pages.entry import EntryPage
from bpr_studio.ui.pages.home import HomePage
from bpr_studio.ui.pages.settings import SettingsPage
from bpr_studio.ui.pages.survey import SurveyPage
from bpr_studio.ui.pages.survey_hand_out import HandOutView, Whom
from bpr_studio.ui.pages.survey_rounds import RoundsPage
from tests.builders_workspace import YEAR, empty_workspace
from tests.journeys.people import Seat
from tests.journeys.round_files import Filling, organisation_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.entry import EntrySheet
    from bpr_studio.services.views import RoundInfo, SectionStatus
    from bpr_studio.ui.grid.entry.model import CellPlace
    from tests.journeys.round_files import Table

pytestmark = [pytest.mark.journey, pytest.mark.gui]

NEXT = YEAR + 1
GRID, SHARES, BOOK = "0101", "0102", "0201"
"""市民課 types, 総務課 shares out, 市民税課 gets a workbook."""

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

SitDown: TypeAlias = "Callable[..., Seat]"


@pytest.fixture
def sit_down(qtbot, tmp_path, monkeypatch, japanese) -> Iterator[SitDown]:
    """Somebody sits down at the PC; whoever sat there before has left."""
    folder, settings = tmp_path / "city", tmp_path / "settings" / "settings.json"
    empty_workspace(folder).close()
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


# -- what the workspace says -----------------------------------------------------------------------


def section(city: Workspace, code: str, round_id: str = "") -> SectionStatus:
    found = city.queries.sections(round_id or city.round_id)
    return next(one for one in found if one.unit_code == code)


def rows_of(city: Workspace, code: str, round_id: str = "") -> list[dict[str, object]]:
    round_id = round_id or city.round_id
    return list(city.queries.work_items(round_id, section(city, code, round_id).unit_id).values())


def row_named(city: Workspace, code: str, name: str) -> dict[str, object]:
    return next(row for row in rows_of(city, code) if row.get("name") == name)


def current_round(city: Workspace) -> RoundInfo:
    return next(found for found in city.queries.rounds() if found.id == city.round_id)


def hours_in_the_analysis(city: Workspace, code: str = "") -> float:
    return city.analysis.answer(city.round_id, code).total.total / 60


def sheet_of(page: EntryPage) -> EntrySheet:
    assert page.sheet is not None
    return page.sheet


def place_of(page: EntryPage) -> CellPlace:
    assert page.work.grid.current is not None
    return page.work.grid.current


def column_of(page: EntryPage) -> str:
    return place_of(page).key


# -- what people do --------------------------------------------------------------------------------


def import_organisation(desk: Seat, book: Path) -> None:
    page = desk.go_to("settings", "organisation", SettingsPage)
    page.look_at(book)  # the dialog of the operating system gave the file
    desk.settle()
    assert page.shows_takeover
    desk.press("取り込む")


def open_sheet(desk: Seat, code: str) -> EntryPage:
    page = desk.go_to("entry", f"section:{code}", EntryPage)
    desk.until(lambda: page.course.section is not None)
    return page


STAFF: list[object] = ["組織コード", "正規（常勤）", "会計年度（パート）", "時間外(時間)"]
THIS_YEAR = (
    ("01", "総務市民局", "局", None),
    (GRID, "市民課", "課", "01"),
    (SHARES, "総務課", "課", "01"),
    ("02", "財政局", "局", None),
    (BOOK, "市民税課", "課", "02"),
)
THIS_YEARS_STAFF: Table = [STAFF, [GRID, 1, 0.5, 0], [SHARES, 2, 0, 100], [BOOK, 1, 0, 0]]


def test_a_round_of_three_sections(sit_down, tmp_path):
    dx = sit_down("dx01", "dx_office")
    import_organisation(
        dx,
        organisation_book(tmp_path / "組織R8.xlsx", YEAR, THIS_YEAR, {"職員数": THIS_YEARS_STAFF}),
    )
    plan_and_open(dx)
    filling = hand_out(dx, tmp_path)

    fill_the_grid(sit_down("member01", "member", GRID))
    share_out(sit_down("promoter02", "promoter", SHARES))
    collect(sit_down("dx01", "dx_office"), filling)

    give_back(sit_down("leader01", "kaizen_leader", GRID))
    correct(sit_down("member01", "member", GRID))
    pass_on(sit_down("leader01", "kaizen_leader", GRID), "確認する", SheetState.CHIEF_APPROVAL)
    for code in (GRID, SHARES, BOOK):
        chief = sit_down(f"chief{code}", "section_chief", code)
        pass_on(chief, "承認する", SheetState.DX_ACCEPTANCE)
    change_after_approval(sit_down("dx01", "dx_office"))
    approve_again(sit_down("chief0101", "section_chief", GRID))
    dx = sit_down("dx01", "dx_office")
    accept_all(dx)
    close(dx)
    refuse_to_write(sit_down("member01", "member", GRID))

    dx = sit_down("dx01", "dx_office")
    reorganise_and_start(dx, tmp_path)
    confirm_last_year(sit_down("promoter02", "promoter", SHARES))


def plan_and_open(dx: Seat) -> None:
    page = dx.go_to("rounds", "new", RoundsPage)
    page.form.name.selectAll()
    dx.type("令和8年度の全体調査")
    dx.press("計画を保存")
    dx.press("調査を始める")
    dx.press("すべての画面")
    assert current_round(dx.workspace).name == "令和8年度の全体調査"
    found = dx.workspace.queries.sections(dx.workspace.round_id)
    assert [(one.unit_code, one.state) for one in found] == [
        (GRID, SheetState.DRAFT),
        (SHARES, SheetState.DRAFT),
        (BOOK, SheetState.DRAFT),
    ]


# -- the workbook ----------------------------------------------------------------------------------


def hand_out(dx: Seat, folder: Path) -> Filling:
    page = dx.go_to("survey", "hand-out", SurveyPage)
    assert isinstance(page.front, HandOutView)
    page.front.choose(Whom.BUREAU, "財政局")
    page.front.set_folder(folder / "forms")
    dx.press("1件")
    (form,) = (folder / "forms").glob("*.xlsx")
    return Filling(form, folder / "returned")


def collect(dx: Seat, filling: Filling) -> None:
    city = dx.workspace
    dx.go_to("home", "", HomePage)
    dx.drop(filling.wait())
    assert rows_of(city, BOOK) == []  # only looked at so far
    assert dx.reads("山田太郎")
    dx.press("取り込む")
    first, second = rows_of(city, BOOK)
    assert (first["minutes_regular"], first["case_count"]) == (1200 * 60, 25_000)
    assert (second["minutes_regular"], second["core_tag"]) == (520 * 60, "core")
    assert section(city, BOOK).state == SheetState.LEADER_CHECK
    assert hours_in_the_analysis(city, BOOK) == 1720


# -- the grid --------------------------------------------------------------------------------------


def fill_the_grid(member: Seat) -> None:
    """Everything by keys, as far as from the first card on."""
    city, page = member.workspace, open_sheet(member, GRID)
    assert not member.sees_button("係長に提出する")  # nothing to hand in yet
    member.press("1行ずつ")
    cells = ("転入届の窓口受付", "700", "200", "ノン", "N1")
    for text in cells[:-1]:
        member.type(text)
        member.key(Key.Key_Tab)
    member.type(cells[-1])
    member.key(Key.Key_Return)  # back to the column of the first Tab, in the next row
    assert column_of(page) == "name"

    choose_classes(member, page)
    undo_and_redo(member)
    paste_and_fill_down(member, page)

    assert hours_in_the_analysis(city, GRID) == 900 + 640 + 310 + 1017.5
    assert page.gauge.shown.entered == (900 + 640 + 310) * 60 + 61_050
    member.press("係長に提出する")
    assert section(city, GRID).state == SheetState.LEADER_CHECK
    assert page.lock.isVisible()


def choose_classes(member: Seat, page: EntryPage) -> None:
    """The class of the first row by two characters of its name; the second row begins with it."""
    city = member.workspace
    member.key(Key.Key_Up)
    member.key(Key.Key_Left)
    member.type("転入")
    assert page.work.grid.editing.popup is not None
    member.key(Key.Key_Return)
    row = row_named(city, GRID, "転入届の窓口受付")
    assert row["code"] == "B01-01-01"
    assert (row["minutes_regular"], row["minutes_fiscal_part"]) == (700 * 60, 200 * 60)
    assert (row["core_tag"], row["core_reason"]) == ("non_core", "N1")

    member.type("住民票の写し")
    member.key(Key.Key_Tab)
    member.key(Key.Key_Tab)
    member.type("640")
    member.key(Key.Key_Tab)
    assert [row["name"] for row in rows_of(city, GRID)][1] == "住民票の写し等の交付"


def undo_and_redo(member: Seat) -> None:
    city = member.workspace
    assert rows_of(city, GRID)[1]["minutes_regular"] == 640 * 60
    member.key(Key.Key_Z, CONTROL)
    assert "minutes_regular" not in rows_of(city, GRID)[1]
    member.key(Key.Key_Y, CONTROL)
    assert rows_of(city, GRID)[1]["minutes_regular"] == 640 * 60


def paste_and_fill_down(member: Seat, page: EntryPage) -> None:
    """Two rows out of a worksheet, and core or non-core for all that have none."""
    city = member.workspace
    member.key(Key.Key_Home, CONTROL)
    member.key(Key.Key_Down)
    member.key(Key.Key_Down)
    member.paste("K02-01-02\t起案・決裁\t310\nK08-02-02\t市民相談への対応\t1,017.5\n")
    assert [row["name"] for row in rows_of(city, GRID)][2:] == ["起案・決裁", "市民相談への対応"]
    assert rows_of(city, GRID)[3]["minutes_regular"] == 61_050
    member.press("係長に提出する")
    assert section(city, GRID).state == SheetState.DRAFT  # three rows are not judged
    page.work.grid.setFocus()
    member.key(Key.Key_Home, CONTROL)
    member.key(Key.Key_Down)
    for _ in range(5):
        member.key(Key.Key_Right)
    assert column_of(page) == "core_tag"
    member.type("コア")
    member.key(Key.Key_Return)
    member.key(Key.Key_Up)
    member.key(Key.Key_Down, SHIFT)
    member.key(Key.Key_Down, SHIFT)
    member.key(Key.Key_D, CONTROL)
    assert [row["core_tag"] for row in rows_of(city, GRID)] == ["non_core", "core", "core", "core"]


# -- percentages -----------------------------------------------------------------------------------


def share_out(promoter: Seat) -> None:
    """60 % and 40 % of 2 persons with 100 hours of overtime."""
    city, page = promoter.workspace, open_sheet(promoter, SHARES)
    promoter.press("比率で")
    for name in ("文書・法制", "文書管理"):
        promoter.press_named(f"{name} を細かく分ける")
    promoter.type_into("K02-01-02", "60")
    promoter.type_into("K06 ", "40")
    promoter.press("この配分で時間を入れる")
    capacity = 2 * 112_065 + 100 * 60
    assert page.gauge.shown.capacity == capacity
    first, second = rows_of(city, SHARES)
    assert (first["code"], first["minutes_regular"]) == ("K02-01-02", capacity * 60 // 100)
    assert (second.get("code"), second["minutes_regular"]) == (None, capacity * 40 // 100)
    assert (first["share_hundredths"], second["share_hundredths"]) == (6000, 4000)
    assert first["method"] == "ratio_estimate"

    page.work.jump(sheet_of(page).rows[1], "code")
    promoter.type("計画策定")
    promoter.key(Key.Key_Return)
    for row in sheet_of(page).rows:
        page.work.jump(row, "core_tag")
        promoter.type("コア")
        promoter.key(Key.Key_Return)
    promoter.press("係長に提出する")
    assert section(city, SHARES).state == SheetState.LEADER_CHECK


# -- return, correct, approve, change, accept ------------------------------------------------------


def give_back(leader: Seat) -> None:
    open_sheet(leader, GRID)
    leader.press("差し戻す …")
    leader.type("住民票の写しの時間を見直してください")
    leader.key(Key.Key_Return)
    found = section(leader.workspace, GRID)
    assert (found.state, found.reason) == (
        SheetState.RETURNED,
        "住民票の写しの時間を見直してください",
    )


def correct(member: Seat) -> None:
    city, page = member.workspace, open_sheet(member, GRID)
    member.until(lambda: member.reads("住民票の写しの時間を見直してください"))
    page.work.jump(sheet_of(page).rows[1], "minutes_regular")
    member.type("600")
    member.key(Key.Key_Return)
    member.press("係長に提出する")
    found = section(city, GRID)
    assert (found.state, found.reason) == (SheetState.LEADER_CHECK, "")
    course = city.sheet_states.events(city.round_id, found.unit_id)
    assert [(event.kind, event.user) for event in course] == [
        ("submit", "member01"),
        ("return", "leader01"),
        ("submit", "member01"),
    ]


def pass_on(somebody: Seat, button: str, state: SheetState) -> None:
    code = somebody.session.preferences().section
    open_sheet(somebody, code)
    somebody.press(button)
    assert section(somebody.workspace, code).state == state


def change_after_approval(dx: Seat) -> None:
    city, page = dx.workspace, open_sheet(dx, GRID)
    assert dx.sees_button("受理する")
    before = section(city, GRID)
    assert before.approved_by == "chief0101"
    approved = city.sheet_states.figures_digest(city.round_id, before.unit_id)
    page.work.jump(sheet_of(page).rows[2], "minutes_regular")
    dx.type("320")
    dx.key(Key.Key_Return)
    dx.until(lambda: not dx.sees_button("受理する"))
    assert section(city, GRID).changed_after_approval
    assert "承認後変更あり" in page.title_line.accessibleName() + page.tools.steps.accessibleName()
    assert city.sheet_states.figures_digest(city.round_id, before.unit_id) != approved
    (changed,) = city.sheet_states.changed_since_approval(city.round_id, before.unit_id)
    assert (changed.before, changed.after, changed.user) == (310 * 60, 320 * 60, "dx01")


def approve_again(chief: Seat) -> None:
    city = chief.workspace
    open_sheet(chief, GRID)
    chief.press("承認する")
    found = section(city, GRID)
    assert (found.state, found.changed_after_approval) == (SheetState.DX_ACCEPTANCE, False)


def accept_all(dx: Seat) -> None:
    city = dx.workspace
    page = dx.go_to("survey", "board", SurveyPage)
    page.show_board()
    page.board.table.setFocus()
    dx.key(Key.Key_A, CONTROL)
    dx.press("受理する")
    states = [one.state for one in city.queries.sections(city.round_id)]
    assert states == [SheetState.ACCEPTED] * 3
    capacity = 2 * 1867.75 + 100
    assert hours_in_the_analysis(city) == (900 + 600 + 320 + 1017.5) + capacity + 1720


def close(dx: Seat) -> None:
    dx.go_to("rounds", "", RoundsPage)
    dx.press("調査を締め切る")
    assert dx.sees_button("締め切らない") or dx.sees_button("やめる")  # asked in place
    dx.press("調査を締め切る")
    assert current_round(dx.workspace).state == RoundState.CLOSED


def refuse_to_write(member: Seat) -> None:
    city, page = member.workspace, open_sheet(member, GRID)
    before = city.store.digest()
    assert "締め切" in page.lock.sentence
    page.work.jump(sheet_of(page).rows[0], "minutes_regular")
    member.type("1")
    member.key(Key.Key_Return)
    member.key(Key.Key_Delete)
    assert city.store.digest() == before
    assert not member.sees_button("係長に提出する")


# -- the next year ---------------------------------------------------------------------------------

NEW = "0103"
NEXT_YEAR = (
    ("01", "総務市民局", "局", None),
    (GRID, "市民課", "課", "01"),
    (SHARES, "総務企画課", "課", "01"),
    (NEW, "総務管理課", "課", "01"),
    ("02", "財政局", "局", None),
    (BOOK, "市民税課", "課", "02"),
)
SUCCESSION: Table = [
    ["前年度コード", "コード", "承継区分", "割合"],
    [GRID, GRID, "存続", 100],
    [SHARES, SHARES, "分割", 60],
    [SHARES, NEW, "分割", 40],
    [BOOK, BOOK, "存続", 100],
]
NEXT_YEARS_STAFF: Table = [
    STAFF,
    [GRID, 1, 0.5, 0],
    [SHARES, 1, 0, 0],
    [NEW, 1, 0, 0],
    [BOOK, 1, 0, 0],
]


def reorganise_and_start(dx: Seat, folder: Path) -> None:
    city = dx.workspace
    last_year = city.round_id
    more = {"職員数": NEXT_YEARS_STAFF, "承継": SUCCESSION}
    import_organisation(dx, organisation_book(folder / "組織R9.xlsx", NEXT, NEXT_YEAR, more))
    dx.go_to("rounds", last_year, RoundsPage)
    dx.press("次年度の調査を始める")
    dx.press("引き継ぐ内容を見る")
    assert dx.reads("総務課")
    dx.press("この内容で準備する")
    new = next(found for found in city.queries.rounds() if found.fiscal_year == NEXT)
    assert (new.state, new.previous_round_id) == (RoundState.PLANNED, last_year)
    whole = [minutes_in(row) for row in rows_of(city, SHARES, last_year)]
    parts = [[minutes_in(row) for row in rows_of(city, code, new.id)] for code in (SHARES, NEW)]
    assert parts[0] == [round(minutes * 0.6) for minutes in whole]
    assert [sum(both) for both in zip(*parts, strict=True)] == whole
    carried = [row["carry"] for code in (GRID, SHARES, NEW, BOOK)
               for row in rows_of(city, code, new.id)]  # fmt: skip
    assert carried == ["to_confirm"] * (4 + 2 + 2 + 2)
    dx.press("調査を始める")
    dx.press("すべての画面")
    assert city.round_id == new.id


def confirm_last_year(promoter: Seat) -> None:
    city, page = promoter.workspace, open_sheet(promoter, SHARES)
    assert page.carry.isVisible()
    first, second = sheet_of(page).rows
    page.work.jump(first, "name")
    promoter.key(Key.Key_F9)  # right as it is, on to the next
    assert place_of(page).row_id == second
    page.work.jump(second, "minutes_regular")
    promoter.type("500")
    promoter.key(Key.Key_Return)
    assert [row["carry"] for row in rows_of(city, SHARES)] == ["confirmed", "changed"]
    assert page.carry.isHidden()
