"""The pictures of the procedure ledger in the user guide (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.app.procedure_files import section_texts
from bpr_studio.services.procedure_values import View
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace

_HEADINGS: Final = (
    "整理番号",
    "担当課",
    "申請書の名称",
    "年間件数",
    "押印",
    "押印の根拠",
    "受付窓口",
)


def procedure_scenes(camera: GuidePhotographer, workspace: Workspace, home: Path) -> None:
    """The views of the ledger, the panel with steps, and the importer."""
    from bpr_studio.app.demo_procedures import add_demo_procedures
    from bpr_studio.ui.pages.procedures import ProceduresPage
    from bpr_studio.ui.pages.procedures_import import ProcedureImportPage

    if not workspace.procedures.all():
        add_demo_procedures(workspace)
    page = camera.at(Jump("procedures"), ProceduresPage)
    page.open_target(View.SEAL.value)
    camera.save("procedures")
    saves = next(
        one.id
        for one in workspace.procedures.all()
        if any(saving.minutes for saving in workspace.procedures.savings(one.id))
    )
    page.open_target(saves)
    camera.settle()
    page.side.show_work()
    camera.save("procedures-steps")
    page.open_target(View.PRIORITY.value)
    camera.settle()
    waiting = next(
        n
        for n, line in enumerate(workspace.procedures.priority_lines())
        if not line.lines and line.candidates
    )
    page.priority.table.select_row(waiting)
    camera.save("procedures-priority")
    page.open_target(View.VOLUME.value)
    camera.save("procedures-volume")
    page.show_progress()
    camera.save("procedures-progress")
    importing = camera.at(
        Jump("procedure-import", str(_sheet(workspace, home))), ProcedureImportPage
    )
    camera.save("procedure-import")
    importing.look()
    camera.save("procedure-import-look")


def _sheet(workspace: Workspace, home: Path) -> Path:
    """A list of procedures as a section may keep it (架空): some known, one renamed, some new."""
    import xlsxwriter

    rows: list[list[object]] = [["押印を求める申請の一覧（架空）"], list(_HEADINGS)]
    sections = section_texts(workspace)
    for number, one in enumerate(workspace.procedures.all()[3:12]):
        cases = (one.cases_total or 0) + 10 * (number % 3)
        name = f"{one.name}（改）" if number == 4 else one.name
        row: list[object] = [
            one.number,
            sections.get(one.unit_id, ""),
            name,
            f"{cases:,}件",
            "要",
            "規則",
            "本庁",
        ]
        rows.append(row)
    rows += [
        [f"新-{number}", "", f"架空の手続{number}", 12 * number, "○", "慣行？", "本庁"]
        for number in range(1, 4)
    ]
    path = home / "押印の一覧.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path
