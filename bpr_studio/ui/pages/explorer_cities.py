"""The line about other cities' rows: what was taken in, taking in more, taking files away."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QMenu, QPushButton

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.qt.blocks import Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.exploring import Explorer
    from bpr_studio.services.exploring_cities import CityRowsFile, TakenIn
    from bpr_studio.ui.qt.page import Page


class CityLine(QFrame):
    """What is known of other cities' rows.

    Signals:
        changed: a file was taken in or taken away.
    """

    changed = Signal()

    def __init__(self, page: Page, explorer: Explorer) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self._page, self._explorer = page, explorer
        self._what = label("", wrap=True)
        self._menu = QMenu(self)
        add = QPushButton(tr("Take rows in (CSV)…"))
        add.clicked.connect(lambda _checked=False: self._ask_file())
        self._drop = QPushButton(tr("Take away a file"))
        self._drop.setProperty("kind", "quiet")
        self._drop.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self._what, 1)
        row.addWidget(add)
        row.addWidget(self._drop)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._what.text()

    @property
    def menu(self) -> QMenu:
        """The files that can be taken away."""
        return self._menu

    def show_files(self) -> None:
        """Say what was taken in."""
        try:
            files = self._explorer.city_files()
        except BprError as error:
            self._page.notices.show_error(error)
            files = ()
        self._what.setText(_summary(files))
        self._what.setToolTip("\n".join(map(_in_words, files)))
        self._drop.setVisible(bool(files))
        self._menu.clear()
        for file in files:
            text = _in_words(file).replace("&", "&&")
            self._menu.addAction(make_action(self._menu, text, partial(self.drop, file)))

    def take_in(self, path: Path) -> None:
        """Take a file in, beside the GUI thread."""

        def work(progress: Progress) -> TakenIn:
            return self._explorer.take_city_rows(path, progress)

        self._page.run_task(tr("Taking in the rows"), work, self._tell)

    def drop(self, file: CityRowsFile) -> None:
        """Take a file away."""
        try:
            self._explorer.drop_city_rows(file.key)
        except BprError as error:
            self._page.notices.show_error(error)
            return
        self.show_files()
        self.changed.emit()
        self._page.host.show_notice(
            Notice(
                tr(
                    "The rows of {file} were taken away. Take the file in again to have them back.",
                    file=file.file_name,
                )
            )
        )

    def _tell(self, taken: TakenIn) -> None:
        self.show_files()
        self.changed.emit()
        text = ntr("{n:,} row was taken in.", "{n:,} rows were taken in.", taken.file.rows)
        if taken.file.left_out:
            text += ntr(
                "{n:,} row was left out. First: {message}",
                "{n:,} rows were left out. First: {message}",
                taken.file.left_out,
                message=taken.problems[0].message if taken.problems else "–",
            )
        tone = Tone.WARNING if taken.file.left_out else Tone.SUCCESS
        self._page.notices.show_notice(Notice(text, tone, lasting=bool(taken.file.left_out)))

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Take in the rows of a city"), str(Path.home()), "CSV (*.csv)"
        )
        if chosen:
            self.take_in(Path(chosen))


def _summary(files: tuple[CityRowsFile, ...]) -> str:
    if not files:
        return tr("No rows of other cities yet")
    cities = {city for file in files for city in file.cities}
    return ntr(
        "{n:,} row in {files} files of {cities} cities",
        "{n:,} rows in {files} files of {cities} cities",
        sum(file.rows for file in files),
        files=len(files),
        cities=len(cities),
    )


def _in_words(file: CityRowsFile) -> str:
    names = tr(", ").join(file.cities[:4])
    return tr(
        "{cities}, {years}: {rows:,} rows from {file}",
        cities=f"{names}…" if len(file.cities) > 4 else names,
        years=tr(", ").join(map(str, file.years)),
        rows=file.rows,
        file=file.file_name,
    )
