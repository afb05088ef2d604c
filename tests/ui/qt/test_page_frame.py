"""The frame every page shares, and its building blocks."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.ui.qt.badges import core_badge, fictitious_badge
from bpr_studio.ui.qt.blocks import (
    Card,
    Deed,
    EmptyState,
    FilterLine,
    Form,
    KeyFigure,
    Notice,
    NoticeBar,
    SectionHeader,
)
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.choices import Choice, ChoiceCards
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.findings_list import FindingsList, counts_sentence
from bpr_studio.ui.qt.page import Page
from bpr_studio.ui.qt.tasks import TaskRunner

ERROR = RefusedError(
    "ファイルを読めません。",
    kept="ほかのファイルは取り込みました。",
    remedy="保存し直してください。",
)


class Host:
    """A window that only remembers what it was told."""

    def __init__(self) -> None:
        self.tasks = TaskRunner()
        self.jumps: list[Any] = []

    def go_to(self, jump: Any) -> None:
        self.jumps.append(jump)

    def show_notice(self, notice: Any) -> None:
        """Nobody looks."""

    def show_selection(self, text: Any) -> None:
        """Nobody looks."""

    def place_changed(self) -> None:
        """Nobody looks."""


class ShownWindows(QObject):
    """Counts the windows that open."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Any] = []

    def eventFilter(self, watched: Any, event: Any) -> Any:  # noqa: N802  # Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False


@pytest.fixture
def host(qapp: QApplication) -> Any:
    made = Host()
    yield made
    made.tasks.close()


@pytest.fixture
def page(qtbot: Any, host: Any) -> Any:
    made = Page(host, title="調査", subtitle="回収中です。")
    qtbot.addWidget(made)
    return made


def texts_of(widget: Any) -> Any:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def test_building_a_page_opens_no_window(qtbot: Any, qapp: QApplication, host: Any) -> None:
    watcher = ShownWindows()
    qapp.installEventFilter(watcher)
    made = Page(host, title="調査", subtitle="回収中です。")
    qtbot.addWidget(made)
    made.set_actions([make_action(made, "取り込む", print, icon_name="download-simple")])
    line = FilterLine()
    line.add("局", QWidget())
    made.set_filter(line)
    findings = FindingsList()
    findings.set_findings([Finding(Level.ERROR, "r", "文")])
    made.set_side(findings)
    for widget in (
        KeyFigure("時間", "1", unit="時間", remark="架空"),
        SectionHeader("見出し", remark="注"),
        EmptyState("house", "空です。", explanation="説明"),
        ErrorPanel(ERROR, details="詳細"),
        core_badge(core=False),
        fictitious_badge(),
        Card("題"),
        ChoiceCards([Choice("a", "house", "甲", "説明")], name="選択"),
    ):
        made.set_content(widget)
    qapp.removeEventFilter(watcher)

    assert watcher.shown == []


def test_the_error_takes_the_place_of_the_content_until_it_is_solved(page: Any) -> None:
    content = QLabel("中身")
    page.set_content(content)

    page.show_error(ERROR)
    assert "ファイルを読めません。" in texts_of(page)
    assert not content.isVisibleTo(page)

    page.show_content()
    assert content.isVisibleTo(page)
    assert "ファイルを読めません。" not in texts_of(page)


def test_the_empty_state_offers_the_next_step(qtbot: Any, page: Any) -> None:
    done: list[Any] = []
    page.show_empty(
        EmptyState(
            "clipboard-text",
            "まだありません。",
            next_step=Deed("取り込む", lambda: done.append("step")),
            sample=Deed("見本（架空）", lambda: done.append("sample")),
        )
    )

    for button in page.findChildren(QPushButton):
        button.click()

    assert done == ["step", "sample"]


def test_a_task_hands_over_its_result_or_shows_why_not(qtbot: Any, page: Any) -> None:
    results: list[Any] = []
    page.run_task("計算", lambda _progress: 7, results.append)
    qtbot.waitUntil(lambda: results == [7])

    def refuse(progress: Any) -> None:
        raise ERROR

    page.run_task("計算", refuse, results.append)
    qtbot.waitUntil(lambda: "ファイルを読めません。" in texts_of(page))
    assert results == [7]


def test_buttons_follow_their_actions(qtbot: Any, page: Any) -> None:
    done: list[Any] = []
    action = make_action(page, "取り込む", lambda: done.append(1), tip="調査票を取り込みます")
    page.set_actions([action])
    button = page.title_line.findChild(QPushButton)

    button.click()
    action.setEnabled(False)
    button.click()
    action.setText("書き出す")
    action.setVisible(False)

    assert done == [1]
    assert button.text() == "書き出す"
    assert not button.isVisibleTo(page)
    assert button.property("kind") == "primary"


def test_the_side_panel_can_be_replaced(page: Any) -> None:
    first, second = QLabel("甲"), QLabel("乙")
    page.set_side(first)
    page.set_side(second)

    assert len(page.panels()) == 2
    assert page.panels()[1] is second


def test_an_error_is_copied_with_its_details(qtbot: Any) -> None:
    panel = ErrorPanel(ERROR, details="Traceback: x")
    qtbot.addWidget(panel)

    panel.copy()

    copied = QGuiApplication.clipboard().text()
    for part in (ERROR.message, ERROR.kept, ERROR.remedy, "Traceback: x"):
        assert part in copied


def test_undoing_from_a_notice_closes_it(qtbot: Any) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    undone: list[Any] = []
    bar.show_notice(Notice("削除しました。", deed=Deed("元に戻す", lambda: undone.append(1))))
    assert bar.isVisible()

    bar.findChildren(QPushButton)[0].click()

    assert undone == [1]
    assert not bar.isVisible()


def run_out(bar: NoticeBar) -> None:
    """The time of the notice is over."""
    timer = bar.findChild(QTimer)
    assert timer is not None
    assert timer.isActive()
    timer.stop()
    timer.timeout.emit()


def test_a_notice_whose_time_is_over_moves_nothing_below_it(qtbot: Any, page: Page) -> None:
    page.resize(900, 600)
    page.show()
    content = QLabel("行")
    page.set_content(content)
    page.notices.show_notice(Notice("削除しました。", deed=Deed("元に戻す", lambda: None)))
    qtbot.wait(1)
    before = content.mapToGlobal(content.rect().topLeft())
    button = page.notices.findChildren(QPushButton)[0]

    run_out(page.notices)
    qtbot.wait(1)

    assert content.mapToGlobal(content.rect().topLeft()) == before
    assert page.notices.isVisible()
    assert not button.isVisible()  # undoing would take back another deed by now

    page.notices.leave()

    assert not page.notices.isVisible()


def test_a_notice_goes_when_its_page_is_out_of_sight(qtbot: Any, page: Page) -> None:
    page.show()
    page.notices.show_notice(Notice("削除しました。"))
    page.notices.leave()
    assert page.notices.isVisible()  # its time is not over

    page.hide()
    run_out(page.notices)
    page.show()

    assert not page.notices.isVisible()


def test_a_lasting_notice_stays_when_another_page_is_opened(qtbot: Any) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.show_notice(Notice("削除しました。", lasting=True))

    bar.leave()

    assert bar.isVisible()


def test_a_key_figure_says_name_value_and_unit_to_a_screen_reader(qtbot: Any) -> None:
    figure = KeyFigure("年間業務時間", unit="時間")
    qtbot.addWidget(figure)

    figure.set_value("1,234", remark="前年度比 ▲1 %")

    assert figure.accessibleName() == "年間業務時間 1,234 時間"


def test_a_form_names_its_fields(qtbot: Any) -> None:
    holder, field = QWidget(), QWidget()
    qtbot.addWidget(holder)

    Form(holder).add("市の名前", field)

    assert field.accessibleName() == "市の名前"


def test_findings_stand_with_the_serious_ones_first_and_are_counted(qtbot: Any) -> None:
    findings = FindingsList()
    qtbot.addWidget(findings)
    found = [
        Finding(Level.NOTICE, "r", "読み替えました。", Place("a.xlsx", "業務", "F3")),
        Finding(Level.ERROR, "r", "読めません。", Place("a.xlsx", "業務", "F2"), "約百\n時間"),
    ]

    findings.set_findings(found)
    findings.copy()

    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 3
    assert lines[1].split("\t")[1:] == ["a.xlsx › 業務 › F2", "読めません。", "約百 時間"]
    assert findings.counts == counts_sentence(found)
    assert "1" in findings.counts


def test_opening_a_finding_asks_to_jump(qtbot: Any) -> None:
    findings = FindingsList()
    qtbot.addWidget(findings)
    finding = Finding(Level.WARNING, "r", "確かめてください。")
    findings.set_findings([finding])
    jumps: list[Any] = []
    findings.jump_requested.connect(jumps.append)

    findings.view.doubleClicked.emit(findings.view.model().index(0, 0))

    assert jumps == [finding]


def test_one_card_is_always_picked(qtbot: Any) -> None:
    cards = ChoiceCards(
        [Choice("a", "house", "甲", ""), Choice("b", "gear-six", "乙", "")], name="選択"
    )
    qtbot.addWidget(cards)
    picked: list[Any] = []
    cards.picked.connect(picked.append)

    assert cards.key == "a"
    cards.pick("b")
    cards.pick("unknown")

    assert cards.key == "b"
    assert picked == ["b"]
