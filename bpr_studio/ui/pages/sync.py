"""同期: how the work comes to the others, what stands in the way, who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.pages.overlap_door import OverlapDoor
from bpr_studio.ui.pages.sync_bundles import BundlesTab
from bpr_studio.ui.pages.sync_founding import FoundingDialog, FoundingParts
from bpr_studio.ui.pages.sync_office import OfficeTabs
from bpr_studio.ui.pages.sync_probe import ProbeTab
from bpr_studio.ui.pages.sync_state import StateCard, TroubleList
from bpr_studio.ui.pages.sync_tables import (
    ListTab,
    exchange_row,
    history_table,
    member_row,
    member_table,
)
from bpr_studio.ui.qt.blocks import Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QAction, QHideEvent, QPagedPaintDevice

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.pages.sync_facts import FilesTaken, MemberFact, SyncDesk, SyncFacts
    from bpr_studio.ui.qt.page import PageHost

STATE_EVERY_MS: Final = 1_000
LISTS_EVERY_MS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Asking:
    """How the page asks for files and folders; tests answer in place of a person.

    Attributes:
        folder: a folder.
        save: where to write a file; gets a title, a proposal and the kinds.
        files: files to read; gets a title and the kinds.
        printer: a printer.
    """

    folder: Callable[[QWidget], Path | None]
    save: Callable[[QWidget, str, str, str], Path | None]
    files: Callable[[QWidget, str, str], list[Path]]
    printer: Callable[[QWidget], QPagedPaintDevice | None] | None = None


def with_dialogs() -> Asking:
    """Ask with the dialogs of the system."""
    from bpr_studio.ui.pages.flow_editor_print import ask_printer

    return Asking(_ask_folder, _ask_save, _ask_files, ask_printer)


class SyncPage(Page):
    """The state at the top, lists below; the DX office has more of them.

    Jump targets: "" for the state, else the key of a list: "members", "history", "bundles",
    "probe", "requests", "sections", "refused", "upkeep"; "rescue" writes unsent work out.
    """

    _shares = Signal()

    def __init__(
        self,
        host: PageHost,
        desk: SyncDesk,
        asking: Asking | None = None,
        *,
        overlaps: Callable[[], int] = lambda: 0,
    ) -> None:
        """Show the exchange of a workspace.

        Args:
            host: the window.
            desk: reads and does.
            asking: asks for files and folders; by default with the dialogs of the system.
            overlaps: how many overlapping edits are open.
        """
        super().__init__(host, title=tr("Sync"), icon="arrows-clockwise")
        self._desk = desk
        self.overlaps = OverlapDoor(overlaps, lambda: host.go_to(Jump("conflicts")))
        self._asking = asking or with_dialogs()
        self._facts: SyncFacts | None = None
        self._stale: set[str] = set()
        self.card = StateCard()
        self.troubles = TroubleList()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Lists of sync"))
        self.probe = ProbeTab(self._asking.folder)
        self.bundles = BundlesTab()
        self.members = member_table()
        self.history = history_table()
        self.office = OfficeTabs(desk.office, self._do_and_share) if desk.office else None
        self._keys: list[str] = []
        self._make_actions()
        self._arrange()
        self._connect()
        self._state_timer = self._timer(STATE_EVERY_MS, self._read_state)
        self._list_timer = self._timer(LISTS_EVERY_MS, self._read_lists)

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Read the state and the list in front, and go on doing so."""
        self._read_state()
        self._read_lists()
        self.overlaps.look()
        self._state_timer.start()
        self._list_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is read."""
        self._state_timer.stop()
        self._list_timer.stop()
        super().hideEvent(event)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Something was written."""
        del kinds
        self._read_state()
        self.overlaps.look()

    def open_target(self, target: str) -> None:
        """Show one of the lists, or write unsent work out."""
        if self._facts is None:
            self._read_state()
        if target == "rescue":
            self.rescue()
        elif target in self._keys:
            self.tabs.setCurrentIndex(self._keys.index(target))

    def open_files(self, files: Sequence[Path]) -> None:
        """Bundle files were dropped on the window."""
        self.take_in(files)

    # -- deeds -----------------------------------------------------------------------------------

    @property
    def front(self) -> str:
        """Key of the list in front."""
        return self._keys[self.tabs.currentIndex()]

    def sync_now(self) -> None:
        """Let the exchange begin at once."""
        self._desk.request_now()
        self.notices.show_notice(Notice(tr("The exchange begins. You can go on working.")))
        self._read_state()

    def write_bundle(self) -> None:
        """Ask for a file and write what was not carried yet."""
        self._write(tr("Write a file"), tr("bpr-bundle"), self._desk.write_bundle)

    def rescue(self) -> None:
        """Ask for a file and write the unsent changes."""
        self._write(tr("Write unsent work out"), tr("bpr-unsent"), self._desk.rescue)

    def choose_bundles(self) -> None:
        """Ask for files and take them in."""
        kinds = self._kinds()
        self.take_in(self._asking.files(self, tr("Take files in"), kinds))

    def take_in(self, files: Sequence[Path]) -> None:
        """Take bundle files in."""
        if not files:
            return

        def done(taken: FilesTaken) -> None:
            self._read_state()
            self._read_lists()
            tone = Tone.WARNING if taken.doubtful else Tone.SUCCESS
            self.notices.show_notice(Notice(taken.sentence, tone, lasting=taken.doubtful))

        work = partial(self._desk.read_bundles, list(files))
        self.run_task(tr("Taking files in"), work, done)

    def look_at(self, address: str) -> None:
        """Probe a folder."""
        self.probe.show_busy(busy=True)
        self.run_task(
            tr("Looking at the folder"),
            partial(self._desk.probe, address),
            self.probe.show_result,
        )

    def begin_to_share(self) -> None:
        """Ask the questions of founding."""
        dialog = self.founding_dialog()
        if dialog is None:
            return
        dialog.exec()
        if dialog.founded is not None:
            self.show_founded(dialog.founded.check_number)

    def founding_dialog(self) -> FoundingDialog | None:
        """The questions of founding; None for roles that do not found."""
        if self._desk.found is None:
            return None
        asking = self._asking
        parts = FoundingParts(
            probe=self._desk.probe,
            found=self._desk.found,
            pick_folder=asking.folder,
            pick_file=lambda over, name: asking.save(over, tr("File of the key"), name, "*.key"),
            printer=asking.printer,
        )
        return FoundingDialog(parts, self.host.tasks, self.window())

    def show_founded(self, number: str) -> None:
        """Say that it is shared now."""
        text = tr(
            "The workspace is shared now; the first upload goes on in the background. Check"
            " number: {number}",
            number=number,
        )
        self.notices.show_notice(Notice(text, Tone.SUCCESS, lasting=True))
        self._read_state()

    def toggle_pause(self) -> None:
        """Stop the exchange for now, or let it go on."""
        if self._facts is not None and self._desk.pause is not None:
            sentence = self._desk.pause(not self._facts.status.paused)
            self.notices.show_notice(Notice(sentence))
            self._read_state()

    # -- building --------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.now_action = make_action(
            self, tr("Sync now"), self.sync_now, icon_name="arrows-clockwise", shortcut="F9"
        )
        self.found_action = make_action(
            self, tr("Begin to share …"), self.begin_to_share, icon_name="users-three"
        )
        self.join_action = make_action(
            self, tr("Join a shared folder …"), self._desk.join, icon_name="handshake"
        )
        self.ask_action = make_action(
            self,
            tr("Ask again"),
            lambda: self._do_and_share(tr("Asking again"), self._desk.ask_again),
            icon_name="handshake",
            tip=tr("Asks the DX office once more to let this PC take part"),
        )
        self.rescue_action = make_action(
            self,
            tr("Write unsent work out …"),
            self.rescue,
            icon_name="package",
            tip=tr("Writes what is not shared yet to a file, to be carried by hand"),
        )

        self.pause_action = make_action(
            self,
            tr("Pause sync"),
            self.toggle_pause,
            icon_name="pause",
            tip=tr("Nothing goes out or comes in until sync goes on; your work is kept here"),
        )

    def _arrange(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.set_content(content)  # first: a tree moved into the page late is styled twice
        for widget in (self.overlaps, self.troubles, self.card, self.tabs):
            column.addWidget(widget, int(widget is self.tabs))
        if self.office is not None:
            self._add_office_tabs(self.office)
        remark = tr("Who takes part in sharing, and when something of them arrived last.")
        members = ListTab(remark, self.members)
        self._add_tab("members", tr("Who takes part"), members)
        if self.office is not None:
            self.office.add_revoking(self.members, members)
        self._add_tab("bundles", tr("Carry by file"), self.bundles)
        history = tr("What this PC sent and took in, the newest first.")
        self._add_tab("history", tr("What was exchanged"), ListTab(history, self.history))
        self._add_tab("probe", tr("Look at a folder"), self.probe)

    def _add_office_tabs(self, office: OfficeTabs) -> None:
        for key, title, widget in office.tabs():
            self._add_tab(key, title, widget)

    def _add_tab(self, key: str, title: str, widget: QWidget) -> None:
        self._keys.append(key)
        self.tabs.addTab(widget, title)

    def _connect(self) -> None:
        self._shares.connect(self._desk.request_now, Qt.ConnectionType.QueuedConnection)
        self.tabs.currentChanged.connect(lambda _place: self._read_lists())
        self.bundles.write_wanted.connect(self.write_bundle)
        self.bundles.read_wanted.connect(self.choose_bundles)
        self.bundles.dropped.connect(self.take_in)
        self.probe.wanted.connect(self.look_at)
        self.probe.save_wanted.connect(self._save_report)
        for table in (self.members, self.history):
            table.selection_text.connect(self.host.show_selection)

    def _timer(self, every_ms: int, run: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(every_ms)
        timer.timeout.connect(run)
        return timer

    # -- reading ---------------------------------------------------------------------------------

    def _read_state(self) -> None:
        facts = self._desk.facts()
        before, self._facts = self._facts, facts
        self.card.show_facts(facts)
        self.troubles.show_troubles(facts)
        self.rescue_action.setVisible(facts.can_rescue)
        self.ask_action.setVisible(facts.status.may_ask_again)
        paused = facts.status.paused
        self.now_action.setEnabled(not paused)
        self.pause_action.setText(tr("Go on with sync") if paused else tr("Pause sync"))
        self.pause_action.setIcon(icon("play" if paused else "pause"))
        if before is None or before.is_shared != facts.is_shared:
            self._offer_deeds(facts)
        if self.office is not None:
            self.tabs.setTabText(self._keys.index("requests"), _requests_title(facts.requests))
            if not self.office.requests.is_complete:
                self._read_lists()

    def _offer_deeds(self, facts: SyncFacts) -> None:
        """What the title line and the lists offer: to share, or to exchange."""
        if facts.is_shared:
            actions: list[QAction] = [self.now_action, self.ask_action, self.rescue_action]
            actions += [self.pause_action] if self._desk.pause is not None else []
        else:
            found = [self.found_action] if self._desk.found else []
            actions = [*found, self.join_action]
        self.set_actions(actions, primary=0)
        for place, key in enumerate(self._keys):
            self.tabs.setTabVisible(place, facts.is_shared or key == "probe")
        self.tabs.setCurrentIndex(0 if facts.is_shared else self._keys.index("probe"))
        if self._facts is not None and not self.probe.address.text():
            known = [target.address for target in facts.status.targets]
            self.probe.address.setText(known[0] if known else "")

    def _read_lists(self) -> None:
        """Read the list in front."""
        if self._facts is None or not self._facts.is_shared:
            return
        now = self._facts.now
        if self.front == "members":
            self._show_members(self._desk.members(), now)
        elif self.front == "history":
            facts = self._desk.history()
            rows = [exchange_row(fact, number) for number, fact in enumerate(facts)]
            self.history.show_rows(rows, now)
        elif self.office is not None:
            self.office.read(self.front, now)

    def _show_members(self, members: Sequence[MemberFact], now: datetime) -> None:
        self.members.show_rows([member_row(member) for member in members], now)
        if self.office is not None:
            self.office.know_members(members)

    # -- doing -----------------------------------------------------------------------------------

    def _do(self, title: str, work: Callable[[Progress], str]) -> None:
        """Do slow work; its sentence is shown, and everything is read again."""

        def done(sentence: str) -> None:
            self._read_state()
            self._read_lists()
            self.notices.show_notice(Notice(sentence, Tone.SUCCESS))

        self.run_task(title, work, done)

    def _do_and_share(self, title: str, work: Callable[[Progress], str]) -> None:
        """As `_do`; what was done goes out at once."""

        def share(progress: Progress) -> str:
            sentence = work(progress)
            self._shares.emit()
            return sentence

        self._do(title, share)

    def _write(self, title: str, name: str, work: Callable[[Path, Progress], str]) -> None:
        proposal = name + self._desk.bundle_suffix
        file = self._asking.save(self, title, proposal, self._kinds())
        if file is not None:
            self._do(title, partial(work, file))

    def _kinds(self) -> str:
        return f"BPR Studio (*{self._desk.bundle_suffix})"

    def _save_report(self) -> None:
        name = tr("bpr-share-report") + ".json"
        file = self._asking.save(self, tr("Save the report"), name, "JSON (*.json)")
        if file is None:
            return
        document = self.probe.document

        def write(progress: Progress) -> str:
            progress.report(0, 0, file.name)
            self._desk.save_text(file, document)
            return tr("The report was saved: {path}", path=file)

        self._do(tr("Save the report"), write)


def _requests_title(n: int) -> str:
    return ntr("Requests ({n:,})", "Requests ({n:,})", n) if n else tr("Requests")


def _ask_folder(over: QWidget) -> Path | None:
    chosen = QFileDialog.getExistingDirectory(over, tr("Shared folder"))
    return Path(chosen) if chosen else None


def _ask_save(over: QWidget, title: str, name: str, kinds: str) -> Path | None:
    chosen, _ = QFileDialog.getSaveFileName(over, title, str(Path.home() / name), kinds)
    return Path(chosen) if chosen else None


def _ask_files(over: QWidget, title: str, kinds: str) -> list[Path]:
    chosen, _ = QFileDialog.getOpenFileNames(over, title, str(Path.home()), kinds)
    return [Path(one) for one in chosen]
