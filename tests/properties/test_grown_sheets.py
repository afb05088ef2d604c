"""Whatever stands in a foreign sheet: it is read or told about, never a crash, never invented."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.header_words import load_header_words
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.workload.cell_answers import CodeList
from bpr_studio.domain.workload.cell_rules import Refused
from bpr_studio.domain.workload.column_rules import ColumnRules
from bpr_studio.domain.workload.grown_cells import GrownCells, TimeBasis
from bpr_studio.domain.workload.grown_headers import HeaderFinder, locate
from bpr_studio.domain.workload.grown_lines import Surroundings, read_grown_sheet
from bpr_studio.domain.workload.mapping import profile_body, profile_from
from bpr_studio.domain.workload.sheet_picture import Area, SheetPicture
from tests.adapters.sheets.forms import CLASS_NAMES, FORMAT

WORDS = load_header_words()
FINDER = HeaderFinder(WORDS)
HEADINGS = ["業務名", "年間業務時間（時間）", "所属", "年間件数", "コア", "備考", "1件当たり（分）"]
HEADINGS += ["4月", "正規職員", "大分類", "No", "従事割合（％）"]
ENTRIES = st.one_of(
    st.just(""),
    st.floats(-10, 5_000, allow_nan=False).map(lambda number: round(number, 2)),
    st.sampled_from(
        ["受付", "市民課", "○", "〃", "合計", "△5", "１，２３４", "約5", "【窓口】", "※注"]
    ),
    st.text(max_size=4),
)


@st.composite
def pictures(draw):
    width = draw(st.integers(1, 7))
    heads = draw(st.lists(st.sampled_from(HEADINGS), min_size=width, max_size=width))
    line = st.lists(ENTRIES, min_size=width, max_size=width)
    above = draw(st.lists(line, max_size=2))
    below = draw(st.lists(line, max_size=8))
    rows = [*above, heads, *below]
    corner = st.integers(0, len(rows) - 1), st.integers(0, width - 1)
    areas = st.tuples(*corner, st.integers(0, 2), st.integers(0, 2)).map(
        lambda a: Area(a[0], a[1], a[0] + a[2], a[1] + a[3])
    )
    return SheetPicture("調査", rows, tuple(draw(st.lists(areas, max_size=3))))


def section_of(text):
    return "0101" if text == "市民課" else Refused("section-unknown", text)


AROUND = Surroundings(
    file="架空.xlsx",
    words=WORDS,
    finder=FINDER,
    cells=GrownCells(FORMAT, ColumnRules(FORMAT, CodeList(CLASS_NAMES)), 2026),
    section_of=section_of,
    section="0102",
    basis=lambda _section: TimeBasis(capacity=600_000),
)


@settings(max_examples=150, deadline=None)
@given(pictures())
def test_any_sheet_is_read_or_told_about(picture):
    found = FINDER.find(picture)
    if found is None:
        return
    profile = FINDER.propose(picture, found)
    sheet = read_grown_sheet(picture, found, profile, AROUND)
    for line in sheet.lines:
        assert line.values["name"]
        assert line.section in {"0101", "0102"}
        assert all(type(v) is int and v >= 0 for k, v in line.values.items() if "minutes" in k)
    errors = [finding for finding in sheet.findings if finding.level is Level.ERROR]
    assert (sheet.refused > 0) == bool(errors)
    assert all(finding.place.cell and finding.message for finding in sheet.findings)


@settings(max_examples=60, deadline=None)
@given(pictures())
def test_a_profile_finds_its_own_headings_again_and_survives_storing(picture):
    found = FINDER.find(picture)
    if found is None:
        return
    profile = FINDER.propose(picture, found)
    again = locate(picture, profile)
    assert again is not None
    assert {c.heading for c in profile.columns} <= set(again.texts)
    assert profile_from(profile.name, profile_body(profile)) == profile
