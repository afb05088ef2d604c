"""Lines of a sheet held against the ledger: new, changed, unchanged, in doubt; nothing deleted."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.procedures.reimport import LineState, ReadLine, compared
from tests.builders_procedures import sealed


def line(row=2, unit="", blank=(), **values):
    return ReadLine("表", row, unit, {"name": f"手続{row}", **values}, frozenset(blank))


def states(found):
    return [one.state for one in found]


def test_a_line_nobody_knows_is_new_and_gets_the_same_row_everywhere():
    first = compared([line(number="9")], [])
    again = compared([line(number="9")], [])
    assert states(first) == [LineState.ADDED]
    assert first[0].target == again[0].target
    assert first[0].fields == {"name": "手続2", "number": "9"}


def test_a_line_is_the_procedure_with_its_number_and_name():
    known = sealed("1", name="手続2", cases_total=5)
    (found,) = compared([line(number="1", cases_total=8)], [known])
    assert (found.state, found.target) == (LineState.CHANGED, "p1")
    assert [(c.key, c.before, c.after) for c in found.changes] == [("cases_total", 5, 8)]


def test_a_line_without_a_number_is_found_by_its_name():
    known = sealed("1", name="手続 ２")  # width and blanks make no difference
    (found,) = compared([line(cases_total=100)], [known])
    assert found.target == "p1"


def test_empty_cells_take_nothing_away():
    known = sealed("1", name="手続2", cases_total=5, note="メモ")
    (found,) = compared([line(number="1", blank=("note", "cases_total"))], [known])
    assert (found.state, found.kept) == (LineState.UNCHANGED, 2)


def test_the_same_number_with_another_name_is_in_doubt():
    (found,) = compared([line(number="1")], [sealed("1", name="別の手続")])
    assert found.state is LineState.CONFLICT
    assert "別の手続" in found.reason
    assert found.target == "p1"  # a person may take it over as a new name


def test_the_same_name_under_another_number_is_in_doubt():
    (found,) = compared([line(number="7")], [sealed("1", name="手続2")])
    assert found.state is LineState.CONFLICT


def test_several_of_one_name_cannot_be_told_apart():
    known = [sealed("1", name="手続2"), sealed("2", name="手続2")]
    (found,) = compared([line(cases_total=1)], known)
    assert (found.state, found.target) == (LineState.CONFLICT, "")


def test_names_of_other_sections_are_other_procedures():
    known = [sealed("1", name="手続2", unit_id="a"), sealed("2", name="手続2", unit_id="b")]
    (found,) = compared([line(unit="b", cases_total=1)], known)
    assert (found.state, found.target) == (LineState.CHANGED, "p2")
    (new,) = compared([line(unit="c")], known)
    assert new.state is LineState.ADDED


def test_a_second_line_of_the_same_procedure_is_in_doubt():
    found = compared([line(2, number="1"), line(3, number="1", name="手続2")], [])
    assert states(found) == [LineState.ADDED, LineState.CONFLICT]
    assert found[1].target == ""


def test_kept_columns_are_added_to_those_that_are_there():
    known = sealed("1", name="手続2", extra={"旧": "1"})
    (found,) = compared([line(number="1", extra={"新": "2"})], [known])
    assert found.fields == {"extra": {"旧": "1", "新": "2"}}


@given(st.lists(st.integers(1, 8), max_size=12), st.lists(st.integers(1, 8), unique=True))
def test_no_row_is_written_twice_and_taking_over_makes_everything_unchanged(numbers, there):
    known = [sealed(str(n), name=f"手続{n}") for n in there]
    lines = [
        line(row, name=f"手続{n}", number=str(n), cases_total=7) for row, n in enumerate(numbers)
    ]
    found = compared(lines, known)
    targets = [one.target for one in found if one.target]
    assert len(set(targets)) == len(targets)
    stored = {p.id: p for p in known}
    for one in found:
        if one.state in {LineState.ADDED, LineState.CHANGED}:
            base = stored.get(one.target, sealed("x", id=one.target))
            fields: dict[str, Any] = one.fields
            stored[one.target] = replace(base, **fields)
    again = compared(lines, list(stored.values()))
    assert not {LineState.ADDED, LineState.CHANGED} & set(states(again))
