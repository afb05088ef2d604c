"""The pictures of exchanging figures with other cities in the user guide (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace

_OFFICE: Final = "DX推進室"
_HELD_BACK: Final = 2
_TABLE: Final = (
    "令和8年4月1日現在　部門別職員数（架空）\n"
    "団体コード,団体名,議会,総務,税務,民生,衛生,商工,土木,教育,消防,合計\n"
    '990019,架空A市,35,"1,910",395,"1,820",610,280,"1,015",420,120,"6,605"\n'
)


def city_file_scenes(camera: GuidePhotographer, _workspace: Workspace, home: Path) -> None:
    """What leaves, our denominators, and the survey beside published staff."""
    from bpr_studio.ui.pages.benchmark import BenchmarkPage
    from bpr_studio.ui.pages.benchmark_denominators import DenominatorsPanel
    from bpr_studio.ui.pages.benchmark_export import ExportPanel
    from bpr_studio.ui.pages.benchmark_staff import StaffPanel

    page = camera.at(Jump("benchmark"), BenchmarkPage)
    (leaving,) = page.findChildren(ExportPanel)
    (denominators,) = page.findChildren(DenominatorsPanel)
    (staff,) = page.findChildren(StaffPanel)
    page.tabs.setCurrentWidget(leaving)
    leaving.prepared_by.setText(_OFFICE)
    leaving.look()
    camera.save("benchmark-review")
    leaving.shown.setCurrentIndex(_HELD_BACK)
    camera.save("benchmark-held-back")
    page.tabs.setCurrentWidget(denominators)
    camera.save("benchmark-denominators")
    table = home / "staff.csv"
    table.write_text(_TABLE, encoding="utf-8")
    page.tabs.setCurrentWidget(staff)
    camera.settle()
    staff.look(table)
    camera.save("benchmark-staff")
    page.tabs.setCurrentIndex(0)
