"""What can be done on the page of the procedure ledger: import, export, review, link, enter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtWidgets import QFileDialog, QInputDialog

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QComboBox

    from bpr_studio.domain.procedures.procedure import Procedure, Requirement
    from bpr_studio.domain.procedures.savings import Saving
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.procedure_values import Review
    from bpr_studio.ui.pages.procedures_parts import LedgerDesk
    from bpr_studio.ui.qt.page import Page

IMPORT_KEY: Final = "procedure-import"
"""Key of the page that imports sheets; its target is the path of a file."""

_WORKBOOKS: Final = " (*.xlsx *.xlsm *.csv)"


class LedgerView(Protocol):
    """The page as its deeds know it.

    Attributes:
        sections: the section looked at.
    """

    sections: QComboBox

    @property
    def marked(self) -> tuple[Procedure, ...]:
        """The marked procedures."""

    @property
    def lines(self) -> tuple[Procedure, ...]:
        """The procedures of the view in front."""

    def open_target(self, target: str) -> None:
        """Show a procedure."""

    def show_lines(self) -> None:
        """Show the lines of the view anew."""

    def take_changes(self) -> None:
        """Look again after something was written."""


class LedgerDeeds:
    """The deeds of the page, each one step of undo.

    Args:
        page: where they are told.
        view: what is looked at and marked there; the page itself.
        desk: what the page works with.
    """

    def __init__(self, page: Page, view: LedgerView, desk: LedgerDesk) -> None:
        self._page = page
        self._view = view
        self._desk = desk
        self._procedures = desk.procedures

    def choose_file(self) -> None:
        """Ask for a sheet to import."""
        file, _ = QFileDialog.getOpenFileName(
            self._page, tr("Import a sheet…"), "", tr("Workbooks") + _WORKBOOKS
        )
        if file:
            self._page.host.go_to(Jump(IMPORT_KEY, file))

    def export(self) -> None:
        """Ask for a place and write the lines shown."""
        lines = self._view.lines
        file, _ = QFileDialog.getSaveFileName(
            self._page,
            tr("Export the list…"),
            tr("Procedure ledger") + ".xlsx",
            "Excel (*.xlsx);;CSV (*.csv)",
        )
        if file:
            self.write(lines, Path(file))

    def write(self, lines: Sequence[Procedure], path: Path) -> None:
        """Write lines to a file and say so."""

        def work(_progress: Progress) -> int:
            return self._desk.export(lines, path)

        def done(n: int) -> None:
            text = ntr(
                "{n:,} line was written to {file}.",
                "{n:,} lines were written to {file}.",
                n,
                file=path.name,
            )
            self._page.notices.show_notice(Notice(text, Tone.SUCCESS))

        self._page.run_task(tr("Writing {name}", name=path.name), work, done)

    def write_sample(self) -> None:
        """Ask for a place and write the constructed sample of the inventory."""
        file, _ = QFileDialog.getSaveFileName(
            self._page,
            tr("Write a sample of the inventory layout…"),
            tr("Sample of the inventory (fictitious)") + ".xlsx",
            "Excel (*.xlsx)",
        )
        if not file:
            return
        path = Path(file)

        def work(_progress: Progress) -> int:
            return self._desk.sample(path)

        def done(_lines: int) -> None:
            text = tr("The sample was written to {file}.", file=path.name)
            self._page.notices.show_notice(Notice(text, Tone.SUCCESS))

        self._page.run_task(tr("Writing {name}", name=path.name), work, done)

    def fill(self) -> None:
        """Fill the ledger of a made-up city."""
        if self._desk.fill is not None:
            with busy_cursor():
                self._desk.fill()
            self._view.show_lines()

    def add(self) -> None:
        """Ask for a name and add a procedure."""
        name, wanted = QInputDialog.getText(
            self._page, tr("Add a procedure…"), tr("Name of the procedure")
        )
        if wanted:
            self.add_named(name)

    def add_named(self, name: str) -> None:
        """Add a procedure and go to it."""
        unit = self._desk.own or str(self._view.sections.currentData() or "")

        def deed() -> None:
            row = self._procedures.add(name, unit)
            self._view.open_target(row)

        self._try(deed)

    def remove(self) -> None:
        """Delete the marked procedures; undo brings them back."""
        rows = [one.id for one in self._view.marked]

        def deed() -> None:
            n = self._procedures.remove(rows)
            self._tell_undo(
                ntr("{n:,} procedure was deleted.", "{n:,} procedures were deleted.", n)
            )

        self._try(deed)

    def review(self, review: Review) -> None:
        """Decide on one demand of the marked procedures."""
        rows = [one.id for one in self._view.marked]

        def deed() -> None:
            n = self._procedures.review(rows, review)
            if n:
                text = ntr("{n:,} procedure was decided.", "{n:,} procedures were decided.", n)
                left = len(rows) - n
                if left:
                    text += " " + ntr(
                        "{n:,} line does not demand it and stays as it is.",
                        "{n:,} lines do not demand it and stay as they are.",
                        left,
                    )
                self._tell_undo(text)
            else:
                self._page.notices.show_text(tr("None of the marked procedures demands this."))

        self._try(deed)

    def confirm_city_alone(self) -> None:
        """Take the proposals for the marked procedures over."""
        rows = [one.id for one in self._view.marked]
        self._try(lambda: self._procedures.confirm_city_alone(rows))

    def confirm_priority(self, row: str, number: int | None) -> None:
        """Say which priority procedure a line is; None takes it back."""
        self._try(lambda: self._procedures.confirm_priority(row, number))

    def link(self, requirement: Requirement, step: str, minutes: float | None) -> None:
        """Link a step to the marked procedure."""
        marked = self._view.marked
        if len(marked) == 1:
            self._try(lambda: self._procedures.link_step(marked[0].id, requirement, step, minutes))

    def unlink(self, link: str) -> None:
        """Take a link away."""
        self._try(lambda: self._procedures.unlink(link))

    def register(self, saving: Saving) -> None:
        """Enter what goes away into the register of improvements."""
        marked = self._view.marked
        if len(marked) != 1:
            return

        def deed() -> None:
            made = self._procedures.register_improvement(marked[0].id, saving)
            text = tr(
                "Entered into the register: {hours:,.1f} hours a year.", hours=saving.minutes / 60
            )
            go = Deed(tr("Show it"), lambda: self._page.host.go_to(Jump("improvement", str(made))))
            self._page.notices.show_notice(Notice(text, Tone.SUCCESS, go, lasting=True))

        self._try(deed)

    def _try(self, deed: Callable[[], object]) -> None:
        """Do something; a refusal is told above the ledger."""
        self._page.notices.clear()
        try:
            deed()
        except BprError as error:
            self._page.notices.show_error(error)
            return
        self._view.take_changes()

    def _tell_undo(self, text: str) -> None:
        self._page.notices.show_notice(
            Notice(text, Tone.SUCCESS, Deed(tr("Undo"), self._desk.undo), lasting=True)
        )
