"""What can be done with the whole flow on the editor page: buttons, menus, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from bpr_studio.domain.modeling.arranging import arrange
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.picture import image_of
from bpr_studio.ui.pages.flow_editor_looks import FlowLooks
from bpr_studio.ui.pages.flow_editor_paper import FlowPaper
from bpr_studio.ui.pages.flows_files import suggested_file, written_notice
from bpr_studio.ui.qt.blocks import Notice
from bpr_studio.ui.qt.buttons import ActionButton, icon_button, make_action
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.tasks import busy_cursor

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.pages.flow_editor_frame import FlowFrame


class EditorDeeds(QObject):
    """The actions of one editor page and the buttons that show them."""

    def __init__(self, page: FlowFrame) -> None:
        super().__init__(page)
        self._page = page
        self.arrange_action = make_action(
            page,
            tr("Arrange"),
            self.arrange,
            icon_name="layout",
            tip=tr("Place everything in this drawing along the lanes; undo brings it back"),
        )
        self.export_action = make_action(
            page,
            tr("Export…"),
            self.export,
            icon_name="export",
            tip=tr("Write this flow as BPMN, as a picture or as a table"),
        )
        self.print_action = make_action(
            page,
            tr("Print on one page…"),
            self.print,
            icon_name="printer",
            shortcut="Ctrl+Shift+P",
        )
        self.print_large_action = make_action(
            page,
            tr("Print in a readable size, on several pages…"),
            lambda: self.print(over_pages=True),
            icon_name="printer",
        )
        self.copy_action = make_action(page, tr("Copy as a picture"), self.copy, icon_name="copy")
        self.duplicate_action = make_action(
            page,
            tr("Make a copy for my section"),
            self.duplicate,
            icon_name="files",
        )
        self.survey_action = make_action(
            page,
            tr("Sheet of the detailed survey"),
            self.to_survey,
            icon_name="list-numbers",
            tip=tr("The same steps as rows of the detailed survey"),
        )
        self.view_action = make_action(
            page, tr("Next way of looking"), page.next_view, shortcut="Ctrl+T"
        )
        self.room_action = make_action(page, tr("More room"), page.toggle_room, shortcut="F9")
        self.looks = FlowLooks(page)
        self.paper = FlowPaper(page)
        page.addActions([self.view_action, self.room_action, self.print_action])
        self._handing_on = (
            self.export_action,
            self.copy_action,
            self.print_action,
            self.print_large_action,
        )
        self._build()

    def _build(self) -> None:
        header = self._page.header
        header.add_button(ActionButton(self.arrange_action))
        looks = self.looks.menu()
        looks.addSeparator()
        looks.addActions([self.room_action, self.survey_action])
        show = make_action(self._page, tr("Show"), lambda: None, icon_name="eye")
        show.setMenu(looks)
        header.add_button(ActionButton(show))
        more = QMenu(self._page)
        more.addAction(self.export_action)
        more.addMenu(self.paper.menu())
        more.addAction(self.copy_action)
        more.addSeparator()
        more.addActions([self.print_action, self.print_large_action])
        more.addSeparator()
        more.addAction(self.duplicate_action)
        out = make_action(self._page, tr("Export"), lambda: None, icon_name="export")
        out.setMenu(more)
        header.add_button(ActionButton(out))
        self.keys_button = icon_button("keyboard", tr("Show the keys (?)"), self.show_keys)
        header.add_button(self.keys_button)
        self.room_button = icon_button("arrows-out", tr("More room (F9)"), self._page.toggle_room)
        header.add_button(self.room_button)

    def enable(self) -> None:
        """What can be done depends on the flow and the person."""
        session = self._page.session
        making = self._page.parts.making
        self.arrange_action.setEnabled(session is not None and bool(session.editable))
        self.keys_button.setEnabled(session is not None and bool(session.editable))
        self.survey_action.setVisible(session is not None and bool(session.line.round_id))
        for action in self._handing_on:
            action.setEnabled(session is not None)
        self.duplicate_action.setEnabled(session is not None and bool(making.may_make))

    def arrange(self) -> None:
        """Place everything in the diagram shown."""
        page = self._page
        if page.session is None:
            return
        try:
            with busy_cursor():
                arrange(page.session.editor, page.board.scene.diagram_id)
        except BprError as error:
            page.refuse(str(error))
            return
        page.board.view.show_start()

    def show_keys(self) -> None:
        """Show the keys of the canvas, or hide them."""
        self._page.show_drawing()
        self._page.board.do("help")

    # -- handing on ------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask where to, and write the flow."""
        page = self._page
        session = page.session
        path = page.parts.picker.target(page, suggested_file(session.name)) if session else None
        if session is None or path is None:
            return
        flow_id, target, options = session.flow_id, path, self.paper.options

        def write(progress: Progress) -> Path:
            progress.report(0, 1, target.name)
            page.parts.export(flow_id, target, options)
            return target

        page.run_task(tr("Exporting the flow"), write, self._say_exported)

    def _say_exported(self, path: Path) -> None:
        self._page.notices.show_notice(written_notice(path))

    def print(self, *, over_pages: bool = False) -> None:
        """Print the diagram shown, with the marks that are shown."""
        from bpr_studio.ui.canvas.picture import DiagramPicture
        from bpr_studio.ui.pages.flow_editor_print import ask_printer, print_diagram, printed_words

        page = self._page
        session = page.session
        printer = (page.parts.printer or ask_printer)(page) if session else None
        if session is None or printer is None:
            return
        made_up = tr("Fictitious") if page.parts.fictitious else ""
        head = " ・ ".join(filter(None, [session.name, page.header.owner, made_up]))
        scene = page.board.scene
        with busy_cursor():
            picture = DiagramPicture(scene.model, scene.diagram_id, scene.badges)
            pages = print_diagram(printer, picture, head, over_pages=over_pages)
        page.notices.show_text(printed_words(pages))

    def copy(self) -> None:
        """Put the diagram shown on the clipboard as a picture."""
        from PySide6.QtGui import QGuiApplication

        with busy_cursor():
            scene = self._page.board.scene
            picture = image_of(scene.model, scene.diagram_id, badges=scene.badges)
            QGuiApplication.clipboard().setImage(picture)
        self._page.host.show_notice(
            Notice(tr("The picture was copied. Paste it into Word or Excel."))
        )

    def to_survey(self) -> None:
        """Show the same steps as rows."""
        if self._page.session is not None:
            self._page.host.go_to(Jump("detailed", f"steps:{self._page.session.flow_id}"))

    def duplicate(self) -> None:
        """Make a copy of the flow and open it."""
        page = self._page
        if page.session is None:
            return
        try:
            made = page.parts.making.duplicate(page.session.flow_id)
        except BprError as error:
            page.refuse(str(error))
            return
        page.host.go_to(Jump("flow", made))
