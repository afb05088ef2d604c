"""The parts of the entry page by themselves: gauge, month curve, picker, shares, panels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from bpr_studio.domain.shared.findings import Finding, Level
from bpr_studio.domain.shared.quantities import spread
from bpr_studio.services.entry_values import ProfilePreset
from bpr_studio.services.views import ClassLine
from bpr_studio.ui.pages.entry_allocation import AllocationView
from bpr_studio.ui.pages.entry_bars import CarryBar, ReasonBar
from bpr_studio.ui.pages.entry_begin import Beginning, BeginView
from bpr_studio.ui.pages.entry_cell_panel import CellPanel
from bpr_studio.ui.pages.entry_classes import UNKNOWN_CODE, ClassTree, PlainFinder
from bpr_studio.ui.pages.entry_facts import CellFacts, CommentLine, CoreWords, PastLine
from bpr_studio.ui.pages.entry_gauge import CapacityGauge, Load, StaffSum, load_words
from bpr_studio.ui.pages.entry_month_rules import level_shares, month_minutes, rebalanced
from bpr_studio.ui.pages.entry_months import MonthCurve, MonthEditor
from bpr_studio.ui.pages.entry_picker import ClassPicker, Kind
from bpr_studio.ui.pages.entry_shares import WHOLE, ClassShares, RowShares
from bpr_studio.ui.pages.entry_templates import TemplateOffer, TemplateView

pytestmark = pytest.mark.gui

_NAMES = (
    ("B01", "住民基本台帳"),
    ("B01-01", "届出異動"),
    ("B01-01-01", "転入届"),
    ("B01-01-02", "転居届"),
    ("B01-03", "証明・閲覧"),
    ("B01-03-01", "住民票の写し等の交付"),
    ("K01", "庶務・服務"),
    ("K01-01", "勤怠・服務"),
    ("K01-01-01", "出退勤・休暇管理"),
    ("Z99", "その他"),
    ("Z99-99", "その他"),
    ("Z99-99-99", "その他の業務"),
)
CLASSES = [
    ClassLine(code, code.count("-") + 1, code.rpartition("-")[0], name, "", "", "", "C")
    for code, name in _NAMES
]


@pytest.fixture
def tree():
    return ClassTree(CLASSES)


def load(minutes, capacity=100 * 60):
    return Load(capacity, (StaffSum("正規", minutes), StaffSum("委託", 600, counts=False)))


# -- gauge ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "100 h to go (100%)"),
        (84, "16 h to go (16%)"),
        (85, "About right: 85% of the capacity"),
        (115, "About right: 115% of the capacity"),
        (116, "16 h too much (16% over)"),
    ],
)
def test_the_gauge_says_how_the_hours_stand_to_the_capacity(hours, said):
    assert load_words(load(hours * 60)) == said


def test_contractors_do_not_count_against_the_capacity():
    assert load(90 * 60).entered == 90 * 60


def test_the_gauge_tells_screen_readers_what_it_paints(qtbot, dressed):
    gauge = CapacityGauge()
    qtbot.addWidget(gauge)
    gauge.show_load(load(50 * 60))
    assert "50 h to go (50%)" in gauge.accessibleName()
    assert "委託 10 (not counted as staff)" in gauge.accessibleName()
    gauge.resize(900, gauge.height())
    assert not gauge.grab().isNull()


def test_the_gauge_compares_with_nothing_where_no_staff_is_known():
    assert load_words(load(50 * 60, capacity=0)) == "The staff is not known"


# -- months --------------------------------------------------------------------------------------

SHARES = st.lists(st.integers(0, 1000), min_size=12, max_size=12).map(
    lambda weights: tuple(spread(100, weights if any(weights) else [1] * 12))
)
SPRING = (20, 15, 10, 5, 5, 5, 5, 5, 5, 5, 5, 15)
OFFERED = (
    ProfilePreset("standard", "Usual for this class", SPRING),
    ProfilePreset("level", "Level", level_shares()),
)


@given(SHARES, st.integers(0, 11), st.integers(-50, 150))
def test_the_months_make_100_whatever_is_pulled(shares, place, value):
    changed = rebalanced(shares, place, value)
    assert sum(changed) == 100
    assert changed[place] == min(max(value, 0), 100)
    assert min(changed) >= 0


def test_a_year_in_one_month_can_be_spread_again():
    assert sum(rebalanced((100, *[0] * 11), 0, 40)) == 100


def test_the_minutes_of_the_months_add_up():
    assert sum(month_minutes(SPRING, 12_345)) == 12_345


@pytest.fixture
def curve(qtbot, dressed):
    made = MonthCurve(SPRING, 6000)
    qtbot.addWidget(made)
    made.resize(600, 220)
    made.show()
    return made


def test_arrows_choose_a_month_and_change_it(curve, qtbot):
    before = curve.shares[1]
    qtbot.keyClick(curve, Qt.Key.Key_Right)
    qtbot.keyClick(curve, Qt.Key.Key_Up)
    assert curve.month == 1
    assert curve.shares[1] == before + 1
    assert sum(curve.shares) == 100


def test_digits_type_the_value_of_a_month(curve, qtbot):
    qtbot.keyClicks(curve, "25")
    assert curve.shares[0] == 25
    assert "month 4: 25%" in curve.accessibleDescription()


def test_a_bar_is_pulled_with_the_mouse(curve, qtbot):
    before = curve.shares
    qtbot.mousePress(curve, Qt.MouseButton.LeftButton, pos=QPoint(330, 40))
    assert curve.month == 6
    assert sum(curve.shares) == 100
    assert curve.shares[6] > before[6]


def test_the_month_editor_hands_over_what_was_shaped(qtbot, dressed):
    editor = MonthEditor("窓口", (), 6000, OFFERED)
    qtbot.addWidget(editor)
    assert editor.curve.shares == SPRING
    editor.pick(1)
    with qtbot.waitSignal(editor.chosen) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == [" ".join(map(str, level_shares()))]


def test_leaving_the_month_editor_changes_nothing(qtbot, dressed):
    editor = MonthEditor("窓口", SPRING, 6000, OFFERED)
    qtbot.addWidget(editor)
    with qtbot.waitSignal(editor.dismissed):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_the_months_can_be_left_to_the_class(qtbot, dressed):
    editor = MonthEditor("窓口", SPRING, 6000, OFFERED)
    qtbot.addWidget(editor)
    with qtbot.waitSignal(editor.chosen) as told:
        button(editor, "Leave it empty").click()
    assert told.args == [""]


# -- picker --------------------------------------------------------------------------------------


def picker(qtbot, tree, *, task="", typed=""):
    made = ClassPicker(tree, PlainFinder(tree), task=task)
    qtbot.addWidget(made)
    if typed:
        made.search(typed)
    return made


def codes(made):
    return [line.code for line in made.lines if line.kind is not Kind.HEADING]


def test_two_letters_of_a_name_are_enough(qtbot, dressed, tree):
    made = picker(qtbot, tree, typed="転居")
    assert codes(made) == ["B01-01-02", UNKNOWN_CODE]
    assert made.marked() == "B01-01-02"


def test_a_code_is_found_by_its_start_and_by_names_above_it(qtbot, dressed, tree):
    assert "B01-03-01" in codes(picker(qtbot, tree, typed="b01-03"))
    assert "B01-03-01" in codes(picker(qtbot, tree, typed="証明"))


def test_the_best_suggestion_is_one_key_away_in_an_empty_cell_only(qtbot, dressed, tree):
    made = picker(qtbot, tree, task="住民票の写しの窓口交付")
    assert made.marked() == "B01-03-01"
    made.open_for("B01-01-01")
    assert made.marked() is None


def test_the_classification_is_walked_with_the_arrows(qtbot, dressed, tree):
    made = picker(qtbot, tree)
    made.step(1)
    assert made.marked() is None
    made.unfold(unfolded=True)
    made.step(1)
    made.unfold(unfolded=True)
    made.step(1)
    assert made.marked() == "B01-01-01"


def test_the_keys_of_the_cell_open_and_close_a_class(qtbot, dressed, tree):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    made = picker(qtbot, tree)
    made.step(1)
    qtbot.keyClick(field, Qt.Key.Key_Right)
    assert "B01-01" in codes(made)
    qtbot.keyClick(field, Qt.Key.Key_Left)
    assert "B01-01" not in codes(made)


def test_what_fits_nowhere_can_be_said_so(qtbot, dressed, tree):
    made = picker(qtbot, tree, typed="宇宙開発")
    assert made.marked() is None
    made.step(1)
    assert made.marked() == UNKNOWN_CODE


# -- shares --------------------------------------------------------------------------------------


def test_opening_a_class_keeps_its_share(tree):
    plan = ClassShares(tree, {"B01": 4001})
    plan.toggle("B01")
    assert [line.share for line in plan.lines() if line.depth == 1] == [2001, 2000]
    assert plan.total == 4001
    plan.toggle("B01-01")
    plan.toggle("B01")
    assert plan.answers() == {"B01": 4001}


def test_an_open_class_is_the_sum_of_those_below(tree):
    plan = ClassShares(tree, {"B01-01-01": 1000})
    plan.set_share("B01-01-02", 500)
    plan.set_share("B01", 9000)
    assert {line.key: line.share for line in plan.lines()}["B01"] == 1500


def test_the_class_for_everything_else_is_offered(tree):
    assert UNKNOWN_CODE in [line.key for line in ClassShares(tree).lines()]


def test_the_rest_is_said_while_shares_are_given(qtbot, dressed, tree):
    view = AllocationView()
    qtbot.addWidget(view)
    view.ask({"classes": ClassShares(tree)}, 6000)
    view.set_share("K01", 2500)
    assert view.rest.words == "75% left (75 h)"
    view.set_share("B01", 7500)
    assert view.rest.words == "Everything is given out"
    view.set_share("B01", 8000)
    assert view.rest.words == "5% too much (5 h)"


def test_shares_are_handed_over_by_code(qtbot, dressed, tree):
    view = AllocationView()
    qtbot.addWidget(view)
    view.ask({"classes": ClassShares(tree), "rows": RowShares([("r1", "a", "b", 0)])}, 6000)
    view.set_share("K01", WHOLE)
    with qtbot.waitSignal(view.wanted) as told:
        view.do.click()
    assert told.args == [{"K01": WHOLE}, "classes"]


# -- panels --------------------------------------------------------------------------------------

FACTS = CellFacts(
    "r1",
    "core_tag",
    "窓口",
    "コア・ノンコア",
    last_year="コア",
    findings=(Finding(Level.WARNING, "one-person", "Only one person knows it."),),
    comments=(CommentLine("c1", "why?", "dx01", "today", settled=False),),
    past=(PastLine("today", "u1", "core → non-core"),) * 5,
    core=CoreWords("non_core", "N1", "Non-core N1", ("because",), agrees=False),
)


@pytest.fixture
def panel(qtbot, dressed):
    made = CellPanel()
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    made.show_cell(FACTS)
    return made


def button(root, text):
    return next(b for b in root.findChildren(QPushButton) if b.text() == text)


def test_one_click_takes_the_proposal(panel, qtbot):
    with qtbot.waitSignal(panel.proposal_wanted) as told:
        button(panel, "Take the proposal").click()
    assert told.args == ["non_core", "N1"]


def test_a_remark_is_written_and_settled(panel, qtbot):
    panel.remark.setText("because of the new law")
    with qtbot.waitSignal(panel.remark_written) as told:
        qtbot.keyClick(panel.remark, Qt.Key.Key_Return)
    assert told.args == ["because of the new law"]
    with qtbot.waitSignal(panel.settled) as told:
        button(panel, "Settle").click()
    assert told.args == ["c1", True]


def test_a_closed_sheet_takes_no_proposal(panel):
    panel.set_writable(writable=False)
    assert not button(panel, "Take the proposal").isEnabled()


def test_every_control_of_the_panel_has_a_name(panel, nameless_in):
    assert nameless_in(panel) == []


def test_a_sheet_is_returned_with_a_reason_only(qtbot, dressed):
    bar = ReasonBar(lambda _text: "")
    qtbot.addWidget(bar)
    bar.ask()
    assert not bar.give.isEnabled()
    bar.field.setText("hours are missing")
    with qtbot.waitSignal(bar.given) as told:
        bar.give.click()
    assert told.args == ["hours are missing"]
    assert bar.isHidden()


def test_a_reason_that_looks_like_personal_data_is_looked_at_again(qtbot, dressed):
    bar = ReasonBar(lambda text: "a name" if "山田" in text else "")
    qtbot.addWidget(bar)
    bar.ask()
    given: list[str] = []
    bar.given.connect(given.append)
    bar.field.setText("山田さんに聞いてください")
    bar.field.returnPressed.emit()
    bar.field.returnPressed.emit()  # a key held too long keeps nothing
    assert (given, bar.sentence, bar.give.text()) == ([], "a name", "Return it as it is")
    bar.field.setText("担当の山田さん")
    assert bar.give.text() == "Return it"
    bar.give.click()
    assert given == []
    bar.give.click()
    assert given == ["担当の山田さん"]
    assert bar.isHidden()


def test_the_bar_of_last_year_goes_when_nothing_waits(qtbot, dressed):
    bar = CarryBar()
    qtbot.addWidget(bar)
    bar.show_count(2)
    assert "2 rows" in bar.sentence
    bar.show_count(0)
    assert bar.isHidden()


def test_every_way_to_begin_is_one_key_away(qtbot, dressed):
    taken = []
    view = BeginView([Beginning("percent", "By shares", "…", lambda: taken.append("shares"))])
    qtbot.addWidget(view)
    view.show()
    qtbot.keyClick(view.cards[0], Qt.Key.Key_Return)
    assert taken == ["shares"]


def test_rows_the_sheet_has_already_are_not_ticked(qtbot, dressed):
    view = TemplateView()
    qtbot.addWidget(view)
    rows = (("K01-01-01", "休暇の管理", ""), ("B01-01-01", "転入届", ""))
    view.ask(
        [TemplateOffer("b", "else", "", ()), TemplateOffer("a", "window", "", rows, fits=True)],
        frozenset({("K01-01-01", "休暇の管理")}),
    )
    with qtbot.waitSignal(view.wanted) as told:
        view.add.click()
    assert told.args == ["a", (1,)]
