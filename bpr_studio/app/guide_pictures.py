"""The pictures of the user guide: `python -m bpr_studio.app.guide_pictures -o DIR`.

They are taken in Japanese on a fictitious city (架空), whose sheets are filled in on the way as
the guide tells it. Every picture has the name the guide uses.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.app.guide_camera import GuidePhotographer
from bpr_studio.app.guide_candidates_pictures import candidate_scenes
from bpr_studio.app.guide_charts_pictures import chart_scenes
from bpr_studio.app.guide_city_files_pictures import city_file_scenes
from bpr_studio.app.guide_comparison_pictures import comparison_scenes
from bpr_studio.app.guide_explorer_pictures import explorer_scenes
from bpr_studio.app.guide_flow_pictures import flow_scenes
from bpr_studio.app.guide_goals_pictures import goal_scenes
from bpr_studio.app.guide_improvement_pictures import improvement_scenes
from bpr_studio.app.guide_procedure_pictures import procedure_scenes
from bpr_studio.app.guide_sync_pictures import take_sync
from bpr_studio.app.preferences import remember
from bpr_studio.app.shots import DESIGN_SIZE, dialogs, scratch_demo
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.survey_format import MONTH_FIELD
from bpr_studio.domain.workload.workflow import DX_OFFICE, SECTION_CHIEF, SheetState
from bpr_studio.services.demo.course import USER
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.services.views import RoundInfo, SectionStatus
    from bpr_studio.ui.pages.entry import EntryPage

_WORDS: Final = "納税"
_NEW_TASK: Final = "就学援助の審査"
_PART: Final = "援助"
_DOUBTED: Final = "架空 太郎さんからの苦情対応"  # an invented name, as people should not write it
_FORMS: Final = 3
_ANSWERS: Final = "xl/worksheets/sheet2.xml"
_TYPED: Final = {"I11": "120", "I12": "３００時間", "I13": "45", "I15": "1:30"}
"""Hours of 正規（常勤） as somebody types them into a form."""

_FOLDER: Final = "業務量調査/令和8年度/調査票"
_HEADINGS: Final[tuple[list[str], ...]] = (
    ["業務量調査票（架空の見本）", "", "", "", "", "", ""],
    ["所属", "{section}", "", "", "", "", ""],
    [
        "No",
        "大分類",
        "業務名",
        "正規職員（時間）",
        "会計年度任用職員（時間）",
        "年間件数",
        "コア業務",
    ],
)
_LINES: Final[tuple[list[Any], ...]] = (
    [1, "窓口", "体育館の使用受付", "１，２３４時間", 300, "18,000件", "×"],
    [2, "", "運動公園の管理", 250.5, 120, 420, "×"],
    ["", "小計", "", 1484.5, 420, "", ""],
    [3, "庶務", "庁内照会への回答", "△5", "", 240, "○"],
    [4, "", "出退勤の管理", 120, "", "", "○"],
)


def take_guide(place: Path, folder: Path) -> list[Path]:
    """Take the pictures of the guide.

    Args:
        place: folder of a workspace with the fictitious city; it is changed on the way.
        folder: where the pictures go.

    Raises:
        RefusedError: the workspace is open elsewhere or cannot be read.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from bpr_studio.app.window import start_application

    start_application()
    with tempfile.TemporaryDirectory(prefix="bpr-studio-guide-", ignore_cleanup_errors=True) as own:
        stage = _Stage(place, folder, Path(own))
        return [
            *stage.play(SECTION_CHIEF, _section_scenes),
            *stage.play(SECTION_CHIEF, _new_row_scenes),
            *stage.play(SECTION_CHIEF, _returned_scene, SheetState.RETURNED),
            *stage.play(SECTION_CHIEF, _approval_scene, SheetState.CHIEF_APPROVAL),
            *stage.play(DX_OFFICE, _office_scenes),
            *stage.play(DX_OFFICE, comparison_scenes),
            *stage.play(DX_OFFICE, chart_scenes),
            *stage.play(DX_OFFICE, explorer_scenes),
            *stage.play(DX_OFFICE, flow_scenes),
            *stage.play(DX_OFFICE, candidate_scenes),
            *stage.play(DX_OFFICE, improvement_scenes),
            *stage.play(DX_OFFICE, goal_scenes),
            *stage.play(DX_OFFICE, city_file_scenes),
            *stage.play(DX_OFFICE, procedure_scenes),
            *take_sync(folder, Path(own)),
            *stage.play(DX_OFFICE, _workbook_scenes),
            *stage.play(DX_OFFICE, _next_year_scenes),
            *stage.play(SECTION_CHIEF, _carry_scene),
            *stage.play(SECTION_CHIEF, _begin_scenes),
            _first_question(Path(own), folder),
        ]


@dataclass(frozen=True, slots=True)
class _Stage:
    """Opens windows on one workspace.

    Attributes:
        place: the workspace.
        folder: where the pictures go.
        home: for everything that is thrown away.
    """

    place: Path
    folder: Path
    home: Path

    def play(
        self,
        role: str,
        scenes: Callable[[GuidePhotographer, Workspace, Path], None],
        state: SheetState = SheetState.DRAFT,
    ) -> list[Path]:
        """Open the window of a role whose section's sheet is at a step, play scenes, close it."""
        from bpr_studio.app.window import build_window

        with closing(Workspace.open(self.place, Person(USER, role))) as workspace:
            settings = self.home / scenes.__name__ / "settings.json"
            remember(settings, role=role, section=_sections(workspace, state)[0].unit_code)
            window = build_window(workspace, settings)
            window.show()
            camera = GuidePhotographer(window, self.folder)
            camera.resize(DESIGN_SIZE)
            scenes(camera, workspace, self.home)
            return camera.leave()


def _sections(workspace: Workspace, state: SheetState) -> list[SectionStatus]:
    found = workspace.queries.sections(workspace.round_id)
    return [one for one in found if one.state == state.value]


# -- 課 -------------------------------------------------------------------------------------------


def _sheet_of(camera: GuidePhotographer, workspace: Workspace, state: SheetState) -> EntryPage:
    from bpr_studio.ui.pages.entry import EntryPage

    code = _sections(workspace, state)[0].unit_code
    return camera.at(Jump("entry", f"section:{code}"), EntryPage)


def _section_scenes(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    camera.places([("home-section", Jump("home")), ("survey-section", Jump("survey"))])
    page = _sheet_of(camera, workspace, SheetState.DRAFT)
    camera.save("entry")
    page.work.side.show_leaf(1)
    camera.save("entry-findings")
    page.work.side.show_leaf(0)
    rows = [] if page.sheet is None else list(page.sheet.rows)
    page.work.jump(rows[5], "core_tag")
    camera.save("entry-core")
    page.work.jump(rows[5], MONTH_FIELD)
    page.work.grid.commands.edit()
    camera.save("entry-months")
    page.work.grid.editing.cancel()
    page.ways.ask_templates()
    camera.save("entry-templates")


def _new_row_scenes(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    """A row as people type it: its name, its class; and a text that is doubted."""
    page = _sheet_of(camera, workspace, SheetState.DRAFT)
    grid, rows = page.work.grid, [] if page.sheet is None else list(page.sheet.rows)
    grid.jump(rows[3], "name")
    grid.commands.edit(typed=_DOUBTED)
    grid.editing.commit()
    grid.setFocus()
    camera.save("entry-guard")
    grid.commands.give_up()
    page.add_row()
    grid.editing.cancel()
    row = "" if page.sheet is None else page.sheet.rows[-1]
    grid.jump(row, "name")
    grid.commands.edit(typed=_NEW_TASK)
    grid.editing.commit()
    grid.jump(row, "code")
    camera.save("entry-suggestions")
    grid.commands.edit(typed=_PART)
    camera.save("entry-picker")
    grid.editing.cancel()
    grid.commands.remove_rows()


def _returned_scene(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    _sheet_of(camera, workspace, SheetState.RETURNED)
    camera.save("entry-returned")


def _approval_scene(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    _sheet_of(camera, workspace, SheetState.CHIEF_APPROVAL)
    camera.save("entry-approve")


# -- DX室 -----------------------------------------------------------------------------------------


def _office_scenes(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    camera.places([("home", Jump("home"))])
    camera.search(_WORDS)
    camera.places(
        [
            ("survey", Jump("survey")),
            ("core-review", Jump("core-review")),
            ("unsorted", Jump("unsorted", "unsorted")),
            ("flows", Jump("flows", workspace.queries.flows()[0].id)),
            ("settings", Jump("settings", "organisation")),
            ("working-time", Jump("settings", "years")),
            ("display", Jump("settings", "display")),
        ]
    )
    _board(camera)
    _detailed(camera, workspace)


def _board(camera: GuidePhotographer) -> None:
    from PySide6.QtWidgets import QLineEdit

    from bpr_studio.ui.pages.survey import SurveyPage

    page = camera.at(Jump("survey", "hand-out"), SurveyPage)
    page.front.findChildren(QLineEdit)[0].setText(_FOLDER)  # not one of this PC
    camera.save("hand-out")
    page = camera.at(Jump("survey", "state:overdue"), SurveyPage)
    page.board.mark([section.unit_code for section in page.board.shown[:6]])
    camera.save("survey-deeds")
    page.remind_missing()
    camera.save("letters")


def _detailed(camera: GuidePhotographer, workspace: Workspace) -> None:
    from bpr_studio.ui.pages.detailed import DetailedPage
    from bpr_studio.ui.pages.detailed_dig_page import DigPage

    camera.at(Jump("digging"), DigPage)
    camera.save("digging")
    survey = next(one for one in workspace.queries.rounds() if one.kind == "detailed")
    begun = [one for one in workspace.detailed.targets(survey.id) if one.steps and one.overall]
    line = min(begun, key=lambda one: abs(one.detailed / one.overall - 1))  # it fits
    camera.at(Jump("detailed", f"detailed:{line.unit_code}"), DetailedPage)
    camera.save("targets")
    camera.at(Jump("detailed", f"steps:{line.flow_id}"), DetailedPage)
    camera.save("steps")


# -- Excel ----------------------------------------------------------------------------------------


def _workbook_scenes(camera: GuidePhotographer, workspace: Workspace, home: Path) -> None:
    from PySide6.QtWidgets import QTabBar

    from bpr_studio.ui.pages.survey import SurveyPage
    from bpr_studio.ui.pages.survey_collect import CollectionView
    from bpr_studio.ui.pages.survey_import import SurveyImportPage

    page = camera.at(Jump("survey", "collect"), SurveyPage)
    page.preview(_filled_forms(workspace, home / "forms"))
    camera.settle()
    view = page.front
    if isinstance(view, CollectionView):
        camera.save("merge")
        view.findChildren(QTabBar)[0].setCurrentIndex(0)
        camera.save("collect")
    foreign = _foreign_workbook(
        home / "業務量調査.xlsx", _sections(workspace, SheetState.DRAFT)[0].unit_name
    )
    importing = camera.at(Jump("import-sheets", str(foreign)), SurveyImportPage)
    importing.grid.choose_column(3)
    camera.save("import-headings")
    importing.look()
    camera.save("import-look")


def _filled_forms(workspace: Workspace, folder: Path) -> list[Path]:
    """Forms that came back, one of them changed where the window was changed meanwhile."""
    sections = _sections(workspace, SheetState.LEADER_CHECK)[:_FORMS]
    codes = [section.unit_code for section in sections]
    forms = workspace.surveys.hand_out(workspace.round_id, codes, folder, NoProgress())
    _retype(forms[0], _TYPED)
    rows = list(workspace.queries.work_items(workspace.round_id, sections[0].unit_id))[:3]
    edits = [SetFields("work_item", row, {"minutes_regular": 6000}) for row in rows]
    workspace.undo.commit("", edits)
    return forms


def _retype(form: Path, texts: Mapping[str, str]) -> None:
    """Type into cells of a form, as a worksheet program would; it keeps the rest as it is."""
    with zipfile.ZipFile(form) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = parts[_ANSWERS].decode()
    for cell, text in texts.items():
        told = f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'
        sheet = re.sub(rf'<c r="{cell}"[^>]*?(?:/>|>.*?</c>)', told, sheet, count=1)
    parts[_ANSWERS] = sheet.encode()
    with zipfile.ZipFile(form, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def _foreign_workbook(path: Path, section: str) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("業務量調査票")
        for row, line in enumerate((*_HEADINGS, *_LINES)):
            for column, cell in enumerate(line):
                sheet.write(row, column, cell.format(section=section) if row == 1 else cell)
        sheet.merge_range("A1:G1", _HEADINGS[0][0])
    return path


# -- 調査回 ---------------------------------------------------------------------------------------


def _next_year_scenes(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    """Rounds; and this year's survey started anew from last year's pilot."""
    from bpr_studio.ui.pages.survey_rounds import RoundsPage

    page = camera.at(Jump("rounds", workspace.round_id), RoundsPage)
    camera.save("rounds")
    page.plan_new()
    camera.save("rounds-plan")
    before = _round_before(workspace)
    page.begin_next(before)
    camera.settle()
    page.keep_plan()
    camera.save("rounds-next")
    page.start_next()
    camera.settle()
    made = next(
        one
        for one in workspace.queries.rounds()
        if one.previous_round_id == before.id and one.id != workspace.round_id
    )
    workspace.survey_rounds.open(made.id)
    workspace.survey_rounds.make_current(made.id)


def _round_before(workspace: Workspace) -> RoundInfo:
    rounds = {one.id: one for one in workspace.queries.rounds()}
    return rounds[rounds[workspace.round_id].previous_round_id]


def _carry_scene(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    from bpr_studio.ui.pages.entry import EntryPage

    sections = workspace.queries.sections(workspace.round_id)
    full = next(one for one in sections if one.tasks)
    camera.at(Jump("entry", f"section:{full.unit_code}"), EntryPage)
    camera.save("entry-carry")


def _begin_scenes(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    """A sheet without any row, and its hours given out by shares."""
    from bpr_studio.ui.pages.entry import EntryPage

    sections = workspace.queries.sections(workspace.round_id)
    empty = next(one for one in sections if one.state and not one.tasks)
    page = camera.at(Jump("entry", f"section:{empty.unit_code}"), EntryPage)
    camera.save("entry-begin")
    page.ways.ask_shares()
    view = page.ways.shares_view
    for line, share in zip(view.plan.lines(), (3000, 2500, 1500, 1000), strict=False):
        view.set_share(line.key, share)
    camera.save("entry-shares")


def _first_question(home: Path, folder: Path) -> Path:
    (made,) = dialogs(home, most=1)
    return Path(shutil.move(made, folder / "first-start.png"))


# -- pictures -------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures, on a copy of the workspace named or on a new city; the exit code."""
    from bpr_studio.app.language import start_language

    start_language()
    parser = argparse.ArgumentParser(
        prog="python -m bpr_studio.app.guide_pictures", description=__doc__
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--workspace", type=Path, metavar="DIR")
    options = parser.parse_args(arguments)
    if options.workspace is None:
        with scratch_demo() as place:
            files = take_guide(place, options.output)
    else:
        with tempfile.TemporaryDirectory(prefix="bpr-studio-guide-") as own:
            place = Path(shutil.copytree(options.workspace, Path(own) / "city"))
            files = take_guide(place, options.output)
    sys.stdout.writelines(f"{file}\n" for file in files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
