"""A form that is written and read again says what was written, whatever the values."""

import datetime as dt
import string
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.sheets.survey_form import write_form
from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.workload.form import PrefilledRow
from bpr_studio.domain.workload.merging import merge_lines, plain_fields
from bpr_studio.domain.workload.survey_format import MONTH_FIELD, FieldKind
from tests.adapters.sheets.forms import CLASS_NAMES, CONTEXT, FORMAT, read

LETTERS = "住民票交付窓口①㈱﨑~ａ１=+-@'\"<>&" + string.ascii_letters + string.digits
#: Texts the rules take for something else (dashes, ditto marks, 12 digits) are left out.
TEXTS = st.text(LETTERS, min_size=1, max_size=10).map(lambda text: f"業{text}務")


DAYS = st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2100, 12, 31)).map(str)


def _values(column):
    if column.choices:
        return st.sampled_from([choice.value for choice in column.choices])
    of_kind = {
        FieldKind.CODE: st.sampled_from(sorted(CLASS_NAMES)),
        FieldKind.TEXT: TEXTS.map(lambda text: text[: column.max_length or 40]),
        FieldKind.HOURS: st.integers(0, 200_000 * 60),
        FieldKind.DATE: DAYS,
        FieldKind.PERCENT: st.sampled_from([0, *range(2, 101)]),  # 1 % is doubted aloud
    }
    return of_kind.get(column.kind, st.integers(0, column.maximum or 10_000))


PROFILES = st.lists(st.integers(1, 30), min_size=12, max_size=12).map(
    lambda weights: tuple(spread(100, weights))
)
REQUIRED = {c.field: _values(c) for c in FORMAT.columns if c.required}
OPTIONAL = {
    **{
        c.field: _values(c)
        for c in FORMAT.columns
        if not c.required and c.kind is not FieldKind.PERCENT_OF_YEAR
    },
    MONTH_FIELD: PROFILES,
}
LINES = st.lists(st.fixed_dictionaries(REQUIRED, optional=OPTIONAL), min_size=1, max_size=3)


def _written(folder, lines):
    rows = tuple(PrefilledRow(f"r{n:04}", line, line) for n, line in enumerate(lines, 1))
    path = Path(folder) / "form.xlsx"
    write_form(path, FORMAT, replace(CONTEXT, rows=rows, blank_rows=2))
    return path


@settings(max_examples=25, deadline=None)
@given(LINES)
def test_what_is_written_is_read_again_and_is_the_base(lines):
    with tempfile.TemporaryDirectory() as folder:
        reading = read(_written(folder, lines))
    assert reading.errors == 0
    assert [dict(row.values) for row in reading.rows] == lines
    assert reading.base is not None
    known = [plain_fields(fields, FORMAT.fields) for fields in reading.base.values()]
    assert known == [plain_fields(line, FORMAT.fields) for line in lines]


@settings(max_examples=15, deadline=None)
@given(LINES)
def test_an_untouched_form_changes_nothing(lines):
    with tempfile.TemporaryDirectory() as folder:
        reading = read(_written(folder, lines))
    theirs = {row.slot: row.values for row in reading.rows}
    ours = {f"r{n:04}": line for n, line in enumerate(lines, 1)}
    merged = merge_lines(reading.base or {}, theirs, ours, reading.fields)
    assert (merged.conflicts, merged.taken, merged.kept) == ((), (), ())
