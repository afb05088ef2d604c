"""What holds for every merge of a returned sheet, whatever was changed on either side."""

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.merging import WHOLE_LINE, Side, merge_lines

FIELDS = ("name", "hours", "cases")
VALUES = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["受付", "審査"]))
LINES = st.dictionaries(
    st.sampled_from(["r1", "r2", "r3", "r4"]),
    st.fixed_dictionaries(
        {"name": st.sampled_from(["受付", "審査"]), "hours": VALUES, "cases": VALUES}
    ),
)


def plain(lines):
    return {
        line: {name: value for name, value in fields.items() if value is not None}
        for line, fields in lines.items()
    }


@given(LINES, LINES)
def test_a_change_on_one_side_only_is_never_a_conflict(base, changed):
    from_workbook = merge_lines(base, changed, base, FIELDS)
    from_program = merge_lines(base, base, changed, FIELDS)
    assert not from_workbook.conflicts
    assert not from_program.conflicts
    assert from_workbook.lines == from_program.lines == plain(changed)


@given(LINES, LINES, LINES)
def test_merging_is_symmetric(base, theirs, ours):
    here = merge_lines(base, theirs, ours, FIELDS, default=Side.OURS)
    there = merge_lines(base, ours, theirs, FIELDS, default=Side.THEIRS)
    assert here.lines == there.lines
    assert {c.key for c in here.conflicts} == {c.key for c in there.conflicts}
    assert set(here.taken) == set(there.kept)


@given(LINES, LINES, LINES)
def test_choosing_all_theirs_gives_the_workbook_and_what_only_the_program_changed(
    base, theirs, ours
):
    result = merge_lines(base, theirs, ours, FIELDS, default=Side.THEIRS)
    kept = set(result.kept)
    for line in theirs.keys() | ours.keys():
        if (line, WHOLE_LINE) in kept:
            continue
        assert (line in result.lines) == (line in theirs)
        for field in FIELDS if line in theirs else ():
            if (line, field) not in kept:
                assert result.lines[line].get(field) == theirs[line].get(field)


@given(LINES, LINES, LINES)
def test_every_value_afterwards_comes_from_one_of_the_two_sides(base, theirs, ours):
    result = merge_lines(base, theirs, ours, FIELDS)
    for line, fields in result.lines.items():
        for field in FIELDS:
            sides = [side[line].get(field) for side in (theirs, ours) if line in side]
            assert fields.get(field) in sides


@given(LINES, LINES, LINES)
def test_merging_twice_changes_nothing_more(base, theirs, ours):
    once = merge_lines(base, theirs, ours, FIELDS, default=Side.THEIRS)
    again = merge_lines(base, theirs, once.lines, FIELDS, default=Side.THEIRS)
    assert again.lines == once.lines
