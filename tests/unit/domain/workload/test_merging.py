"""Three-way merge of survey lines: who changed what since the form was handed out."""

from bpr_studio.domain.workload.merging import (
    UNKNOWN,
    WHOLE_LINE,
    Conflict,
    Side,
    merge_lines,
    plain_value,
)

FIELDS = ("name", "hours", "months")
LINE = {"name": "受付", "hours": 60}


def merged(base, theirs, ours, **kwargs):
    return merge_lines({"r1": base}, _lines(theirs), _lines(ours), FIELDS, **kwargs)


def _lines(line):
    return {} if line is None else {"r1": line}


def test_a_cell_changed_only_in_the_workbook_is_taken():
    result = merged(LINE, {**LINE, "hours": 90}, LINE)
    assert result.lines == {"r1": {"name": "受付", "hours": 90}}
    assert result.taken == (("r1", "hours"),)
    assert not result.conflicts


def test_a_cell_changed_only_in_the_program_is_kept():
    result = merged(LINE, LINE, {**LINE, "hours": 90})
    assert result.lines["r1"]["hours"] == 90
    assert result.kept == (("r1", "hours"),)


def test_a_cell_emptied_in_the_workbook_is_emptied():
    assert merged(LINE, {"name": "受付"}, LINE).lines == {"r1": {"name": "受付"}}


def test_the_same_change_on_both_sides_is_no_conflict():
    both = {**LINE, "hours": 90}
    result = merged(LINE, both, both)
    assert (result.lines["r1"], result.conflicts, result.taken) == (both, (), ())


def test_different_changes_are_a_conflict_and_ours_stays_until_somebody_chooses():
    theirs, ours = {**LINE, "hours": 90}, {**LINE, "hours": 30}
    result = merged(LINE, theirs, ours)
    assert result.conflicts == (Conflict("r1", "hours", 60, 90, 30),)
    assert result.lines["r1"]["hours"] == 30
    chosen = merged(LINE, theirs, ours, choices={("r1", "hours"): Side.THEIRS})
    assert chosen.lines["r1"]["hours"] == 90
    assert chosen.conflicts == result.conflicts


def test_a_line_removed_there_and_untouched_here_goes():
    result = merged(LINE, None, LINE)
    assert result.lines == {}
    assert result.taken == (("r1", WHOLE_LINE),)


def test_a_line_removed_there_and_edited_here_is_a_conflict():
    edited = {**LINE, "hours": 90}
    result = merged(LINE, None, edited)
    assert result.conflicts == (Conflict("r1", WHOLE_LINE, LINE, None, edited),)
    assert result.lines == {"r1": edited}
    assert merged(LINE, None, edited, default=Side.THEIRS).lines == {}


def test_a_line_removed_here_and_edited_there_is_a_conflict():
    edited = {**LINE, "hours": 90}
    assert merged(LINE, edited, None).conflicts == (Conflict("r1", WHOLE_LINE, LINE, edited, None),)
    assert merged(LINE, edited, None).lines == {}
    assert merged(LINE, edited, None, default=Side.THEIRS).lines == {"r1": edited}


def test_a_line_removed_here_and_returned_unchanged_stays_removed():
    assert merged(LINE, LINE, None).lines == {}


def test_lines_added_on_either_side_are_there_afterwards():
    result = merge_lines({}, {"r2": LINE}, {"r1": LINE}, FIELDS)
    assert list(result.lines) == ["r1", "r2"]
    assert not result.conflicts


def test_what_nobody_knows_of_is_a_conflict_where_it_differs():
    base = {"name": "受付", "hours": UNKNOWN}
    result = merged(base, {**LINE, "hours": 90}, LINE)
    assert result.conflicts == (Conflict("r1", "hours", UNKNOWN, 90, 60),)
    assert not merged(base, LINE, LINE).conflicts


def test_fields_that_were_not_asked_are_left_out():
    result = merge_lines({}, {"r1": {"name": "受付", "other": 1}}, {}, ("name",))
    assert result.lines == {"r1": {"name": "受付"}}


def test_blanks_lists_and_empty_texts_make_no_difference():
    assert plain_value("　受付 ") == "受付"
    assert plain_value("  ") is None
    assert plain_value([1, 2]) == (1, 2)
    result = merged(LINE, {"name": " 受付", "hours": 60, "months": []}, {**LINE, "months": ()})
    assert not result.taken
