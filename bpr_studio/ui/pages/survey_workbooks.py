"""Handing out and collecting workbooks, as views of the survey page."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.conflict_words import ConflictWords
from bpr_studio.services.surveys import FileState
from bpr_studio.ui.pages.survey_collect import CollectionView, DropZone
from bpr_studio.ui.pages.survey_hand_out import HandedOutView, HandOutView
from bpr_studio.ui.pages.survey_words import round_title
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.surveys import CollectionReport
    from bpr_studio.services.views import RoundInfo, SectionStatus
    from bpr_studio.ui.pages.survey_parts import SurveyDesk
    from bpr_studio.ui.qt.page import Page


class Stage(Protocol):
    """What the survey page does for its views."""

    def bring(
        self,
        view: QWidget,
        heading: tuple[str, str],
        actions: Sequence[QAction] = (),
        *,
        primary: int | None = None,
    ) -> None:
        """Show a view with title, subtitle and actions; the way back is always there."""

    def show_board(self) -> None:
        """Go to the list of all sections."""


class Workbooks:
    """The views in which workbooks are handed out and collected, and what they do."""

    def __init__(self, page: Page, stage: Stage, desk: SurveyDesk, folder: Path) -> None:
        """Make the desk; views are made when they are first needed.

        Args:
            page: runs the slow work and shows notices.
            stage: shows the views.
            desk: hands out and collects.
            folder: where the folder field starts when handing out.
        """
        self._page = page
        self._stage = stage
        self._desk = desk
        self._folder = folder
        self._found: RoundInfo | None = None
        self._places: list[Path] = []
        self.take_over_action = make_action(
            page,
            tr("Take over"),
            self.take_over,
            icon_name="check",
            tip=tr("Write the answers into the workspace"),
        )
        self._again = make_action(page, tr("Choose others"), self.collect, icon_name="folder-open")
        self.take_over_action.setEnabled(False)

    @property
    def found(self) -> RoundInfo | None:
        """The round whose workbooks are handed out and collected."""
        return self._found

    def set_round(self, found: RoundInfo | None) -> None:
        """Work for this round from now on."""
        self._found = found

    # -- handing out -----------------------------------------------------------------------------

    def hand_out(self, sections: Sequence[SectionStatus], marked: Sequence[str]) -> None:
        """Ask to whom and whereto workbooks are written.

        Args:
            sections: the sections asked.
            marked: codes of those that are marked.
        """
        if not sections:
            return
        self._stage.bring(
            self._hand_out_view, (tr("Hand out survey workbooks"), self._round_name())
        )
        self._hand_out_view.ask(tuple(sections), tuple(marked), self._folder)

    def _write(self, codes: tuple[str, ...], folder: Path) -> None:
        found = self._found
        if found is None:
            return
        self._folder = folder

        def write(progress: Progress) -> list[Path]:
            return self._desk.surveys.hand_out(found.id, codes, folder, progress)

        self._page.run_task(tr("Writing survey workbooks"), write, self._show_handed_out)

    def _show_handed_out(self, paths: list[Path]) -> None:
        self._stage.bring(self._handed_out, (tr("Hand out survey workbooks"), self._round_name()))
        self._handed_out.show_result(len(paths), self._folder)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    # -- collecting ------------------------------------------------------------------------------

    def collect(self) -> None:
        """Ask for the workbooks that came back."""
        if self._found is not None:
            self._stage.bring(self._drop_zone, (tr("Collect survey workbooks"), self._round_name()))

    def preview(self, places: Sequence[Path]) -> None:
        """Look into workbooks; nothing is written."""
        found = self._found
        if found is None:
            return
        self._places = list(places)

        def look(progress: Progress) -> CollectionReport:
            return self._desk.surveys.collect(found.id, self._places, progress, dry_run=True)

        self._page.run_task(tr("Reading survey workbooks"), look, self._show_preview)

    def take_over(self) -> None:
        """Take over the workbooks that were looked at."""
        found = self._found
        if found is None:
            return
        self.take_over_action.setEnabled(False)
        policy = self._collection.policy

        def take(progress: Progress) -> CollectionReport:
            return self._desk.surveys.collect(found.id, self._places, progress, policy=policy)

        self._page.run_task(tr("Collecting survey workbooks"), take, self._show_collected)

    def _show_preview(self, report: CollectionReport) -> None:
        if report.foreign and len(report.foreign) == len(report.files):
            self._page.host.go_to(_import_of(report))
            return
        news = report.count(FileState.COLLECTED) + len(report.conflicts)
        self.take_over_action.setEnabled(news > 0)
        heading = (
            tr("What the workbooks bring"),
            tr("Nothing has been changed yet. Look through it, then take it over."),
        )
        actions = [self.take_over_action, self._again]
        self._stage.bring(self._collection, heading, actions, primary=0)
        self._collection.show_report(report, dry_run=True)
        if report.foreign:
            self._offer_import(report)

    def _offer_import(self, report: CollectionReport) -> None:
        """Say where sheets of other makers can be taken over."""
        text = ntr(
            "{n:,} file is no form of this program. A survey sheet of another form can be taken"
            " over once its headings are fitted.",
            "{n:,} files are no forms of this program. Survey sheets of another form can be taken"
            " over once their headings are fitted.",
            len(report.foreign),
        )
        deed = Deed(tr("Fit the headings"), lambda: self._page.host.go_to(_import_of(report)))
        self._page.notices.show_notice(Notice(text, deed=deed, lasting=True))

    def _show_collected(self, report: CollectionReport) -> None:
        heading = (tr("What was taken over"), self._round_name())
        self._stage.bring(self._collection, heading, [self._again])
        self._collection.show_report(report, dry_run=False)
        tone = Tone.SUCCESS if report.count(FileState.COLLECTED) else Tone.ACCENT
        self._page.notices.show_notice(Notice(collected_sentence(report), tone))

    # -- the views -------------------------------------------------------------------------------

    @cached_property
    def _hand_out_view(self) -> HandOutView:
        made = HandOutView()
        made.wanted.connect(self._write)
        made.left.connect(self._stage.show_board)
        return made

    @cached_property
    def _handed_out(self) -> HandedOutView:
        made = HandedOutView()
        made.folder_wanted.connect(self._open_folder)
        made.left.connect(self._stage.show_board)
        return made

    @cached_property
    def _drop_zone(self) -> DropZone:
        made = DropZone()
        made.chosen.connect(self.preview)
        return made

    @cached_property
    def _collection(self) -> CollectionView:
        return CollectionView(self._conflict_words)

    @cached_property
    def _conflict_words(self) -> Callable[[], ConflictWords] | None:
        """Headings and values of the forms, where the form's columns are known."""
        known = self._desk.survey_format
        return None if known is None else lambda: ConflictWords(known())

    def _round_name(self) -> str:
        return round_title(self._found) if self._found else ""


def _import_of(report: CollectionReport) -> Jump:
    """The page for sheets of other makers, with the files it is about."""
    return Jump("import-sheets", "\n".join(str(path) for path in report.foreign))


def collected_sentence(report: CollectionReport) -> str:
    """What became of workbooks that were taken over."""
    n = report.count(FileState.COLLECTED)
    parts = [ntr("{n:,} workbook was taken over.", "{n:,} workbooks were taken over.", n)]
    if report.cancelled:
        parts.append(tr("You stopped it; the other workbooks were not touched."))
    if report.open_conflicts:
        parts.append(
            ntr(
                "{n:,} place changed on both sides keeps the program's value; it will be listed"
                " again when the workbook is collected again.",
                "{n:,} places changed on both sides keep the program's values; they will be listed"
                " again when the workbooks are collected again.",
                report.open_conflicts,
            )
        )
    return " ".join(parts)
