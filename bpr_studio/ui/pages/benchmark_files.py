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
    from bpr_studio.services.cities import Cities, CityFile, CityPreview
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

    @property
    def may_edit(self) -> bool:
        """Whether the user may take over figures."""
        return self._cities.may_edit

    def take(self, files: Sequence[Path]) -> None:
        """Look at these files and take them over, each as one deed.

        Nothing is taken over while one of them holds an error. Figures of a city and year that
        are here already are replaced after a question only.
        """
        paths = tuple(files)

        def work(progress: Progress) -> list[CityPreview]:
            previews = []
            for number, path in enumerate(paths):
                progress.report(number, len(paths), path.name)
                previews.append(self._cities.preview(path))
            return previews

        self._page.run_task(tr("Reading figures of other cities"), work, self._looked)

    def _looked(self, previews: list[CityPreview]) -> None:
        wrong = [preview for preview in previews if preview.read.errors]
        replaced = [p for p in previews if p.before is not None and not p.unchanged]
        if wrong:
            self._show_findings([f for preview in previews for f in preview.read.findings])
            text = tr(
                "Nothing was taken over: {file} holds errors. See the points to check.",
                file=wrong[0].file_name,
            )
            self._page.notices.show_notice(Notice(text, Tone.WARNING))
        elif replaced:
            deed = Deed(tr("Replace the figures"), lambda: self._take_over(previews))
            text = tr("; ").join(map(_replaced_words, replaced))
            self._page.notices.show_notice(Notice(text, Tone.WARNING, deed=deed, lasting=True))
        else:
            self._take_over(previews)

    def _take_over(self, previews: list[CityPreview]) -> None:
        def work(progress: Progress) -> list[CityFile]:
            taken = []
            for number, preview in enumerate(previews):
                progress.report(number, len(previews), preview.file_name)
                taken.append(self._cities.take_over(preview))
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


def _replaced_words(preview: CityPreview) -> str:
    """What replacing the figures of a city would change."""
    return tr(
        "{city} is here already; the file brings {added:,} new, {changed:,} changed and"
        " {removed:,} missing figures",
        city=city_title(preview.read.figures),
        added=preview.added,
        changed=preview.changed,
        removed=preview.removed,
    )


def _points(count: int) -> str:
    return ntr("There is {n:,} point to check.", "There are {n:,} points to check.", count)
