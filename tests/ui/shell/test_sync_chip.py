"""The chip of the top bar and the bar below it: one glance at the state of sync."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton

from bpr_studio.services.sync.status import Membership, SyncStatus, Work
from bpr_studio.services.sync.troubles import Trouble, TroubleKind
from bpr_studio.ui.qt.page import Jump, PageFactory
from bpr_studio.ui.shell.sync_chip import SyncBanner, SyncChip
from tests.fakes.sync_desk import ADDRESS, NOW, alone, cut_off, facts, minutes, waiting
from tests.ui.shell.conftest import NotingPage

pytestmark = pytest.mark.gui


class News(QObject):
    """Tells a status, as the supervisor of the exchange does."""

    status_changed = Signal(object)

    def __init__(self, status: SyncStatus) -> None:
        super().__init__()
        self.status = status

    def tell(self, status: SyncStatus) -> None:
        self.status = status
        self.status_changed.emit(status)


@pytest.fixture
def chip(qtbot: Any) -> SyncChip:
    made = SyncChip()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (alone(), "This PC only"),
        (waiting(), "Waiting for approval"),
        (facts(work=Work(3, minutes(1), 2)), "Saved"),
        (facts(work=Work(0, None, 2)), "Shared"),
        (facts(), "Received by DX"),
    ],
)
def test_the_chip_says_how_far_all_of_the_work_is(chip: SyncChip, state: Any, word: str) -> None:
    chip.show_status(state.status)

    assert chip.text() == word
    assert chip.accessibleName() == f"Sync: {word}"
    assert state.status.sentence in chip.toolTip()
    assert chip.sizeHint().width() > 60


def test_the_chip_looks_different_in_every_state(chip: SyncChip, qtbot: Any) -> None:
    looks = set()
    for state in (alone(), waiting(), facts(work=Work(1)), facts(work=Work(0, None, 1)), facts()):
        chip.show_status(state.status)
        chip.setText("")  # the sign alone
        looks.add(bytes(chip.grab().toImage().constBits()))
    assert len(looks) == 5


def test_a_pause_is_seen_on_every_page(chip: SyncChip) -> None:
    status = replace(facts(work=Work(3)).status, paused=True)
    chip.show_status(status)

    assert chip.text() == "Sync paused"
    assert status.sentence in chip.toolTip()


def test_the_tooltip_names_what_stands_in_the_way(chip: SyncChip) -> None:
    chip.show_status(cut_off().status)

    assert ADDRESS in chip.toolTip()


def test_the_bar_is_red_after_an_hour_without_contact_and_not_before(qtbot: Any) -> None:
    bar = SyncBanner()
    qtbot.addWidget(bar)
    work = Work(5, minutes(50))
    bar.show_status(facts(work=work, silent_minutes=45).status)
    assert bar.text == ""

    bar.show_status(facts(work=work, silent_minutes=75).status)
    assert ADDRESS in bar.text
    assert "You can go on working." in bar.text
    rescue = next(b for b in bar.findChildren(QPushButton) if b.text().startswith("Write"))
    assert not rescue.isHidden()
    with qtbot.waitSignal(bar.rescue_wanted):
        rescue.click()

    bar.show_status(facts().status)
    assert bar.text == ""


def test_the_bar_asks_for_the_update_when_newer_files_were_met(qtbot: Any) -> None:
    bar = SyncBanner()
    qtbot.addWidget(bar)
    bar.show_status(facts(troubles=[Trouble(TroubleKind.NEWER, NOW)]).status)

    assert "Please update BPR Studio." in bar.text


def with_sync_page(shell_parts: dict[str, Any], news: News) -> dict[str, Any]:
    pages = [
        PageFactory("home", "ホーム", "house", lambda host: NotingPage(host, "ホーム")),
        PageFactory("sync", "同期", "arrows-clockwise", lambda host: NotingPage(host, "同期")),
    ]
    return {**shell_parts, "pages": pages, "sync": news}


def test_the_window_follows_the_exchange_and_leads_to_its_page(qtbot: Any, open_shell: Any) -> None:
    news = News(facts().status)
    shell = open_shell(**with_sync_page({}, news))
    window = shell.window
    window.show()
    chip, bar = window.findChild(SyncChip), window.findChild(SyncBanner)
    assert chip.text() == "Received by DX"

    news.tell(cut_off().status)
    assert chip.text() == "Saved"
    assert bar.isVisible()

    chip.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert window.current_key == "sync"
    assert not bar.isVisible()  # the page tells it
    window.go_to(Jump("home"))
    assert bar.isVisible()
    bar.rescue_wanted.emit()
    assert ("target", "rescue") in window.current_page.noted


def test_a_window_without_exchange_says_this_pc_only(shell: Any) -> None:
    assert shell.window.findChild(SyncChip).text() == "This PC only"


def test_the_saved_state_at_the_foot_stays_true(open_shell: Any) -> None:
    news = News(facts(Membership.MEMBER, work=Work(2, minutes(1))).status)
    shell = open_shell(**with_sync_page({}, news))
    shown = [w.text() for w in shell.window.statusBar().findChildren(QObject) if hasattr(w, "text")]

    assert "Saved" in shown


def test_whoever_waits_for_approval_is_told_on_every_page_not_to_fill_in_yet(qtbot):
    banner = SyncBanner()
    qtbot.addWidget(banner)
    banner.show_status(waiting().status)
    assert "please wait to fill it in" in banner.text
    banner.show_status(replace(waiting().status, renewed=True))  # its sheet is here already
    assert "This PC" in banner.text or "this PC" in banner.text
    assert "please wait to fill it in" not in banner.text
    banner.show_status(facts().status)
    assert banner.text == ""
