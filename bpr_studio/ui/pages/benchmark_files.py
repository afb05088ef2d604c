"""Figures of other cities as files: taking them over, and taking them out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.pages.benchmark_cities import city_title
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.cities import Cities, CityFile
    from bpr_studio.ui.qt.page import Page

_EXCHANGE_FILES: Final = "Excel, JSON (*.xlsx *.json)"


class ExchangeDeeds:
    """What a page does with exchange files; it tells the outcome in the page's notices.

    Args:
        page: where it happens.
        cities: reads and removes.
        undo: takes the last deed back.
        show_findings: shows what was found in the files, an empty list for nothing.
    """

    def __init__(
        self,
        page: Page,
        cities: Cities,
        undo: Callable[[], object],
        show_findings: Callable[[list[Finding]], None],
    ) -> None:
        self._page = page
        self._cities = cities
        self._undo = undo
        self._show_findings = show_findings

    def take(self, files: Sequence[Path]) -> None:
        """Take over the figures in these files, each as one deed."""
        paths = tuple(files)

        def work(progress: Progress) -> list[CityFile]:
            taken = []
            for number, path in enumerate(paths):
                progress.report(number, len(paths), path.name)
                taken.append(self._cities.import_file(path))
            return taken

        self._page.run_task(tr("Taking over figures of other cities"), work, self._tell)

    def remove(self, figures: CityFigures) -> None:
        """Take a city out of the comparison; the notice offers to undo it."""
        self._cities.remove(figures)
        self._page.notices.show_notice(
            Notice(
                tr("{city} was removed.", city=city_title(figures)),
                deed=Deed(tr("Undo"), self._undo),
            )
        )

    def ask_files(self) -> None:
        """Ask for files and take them over."""
        title = tr("Figures of other cities")
        chosen, _ = QFileDialog.getOpenFileNames(
            self._page, title, str(Path.home()), _EXCHANGE_FILES
        )
        if chosen:
            self.take([Path(name) for name in chosen])

    def _tell(self, taken: list[CityFile]) -> None:
        findings = [finding for one in taken for finding in one.findings]
        self._show_findings(findings)
        names = tr(", ").join(city_title(one.figures) for one in taken)
        sentence = tr("Taken over: {cities}.", cities=names)
        if findings:
            sentence = f"{sentence} {_points(len(findings))}"
        tone = Tone.WARNING if findings else Tone.SUCCESS
        undo = Deed(tr("Undo"), self._undo)
        notice = Notice(sentence, tone, deed=undo if len(taken) == 1 else None)
        self._page.notices.show_notice(notice)


def _points(count: int) -> str:
    return ntr("There is {n:,} point to check.", "There are {n:,} points to check.", count)
