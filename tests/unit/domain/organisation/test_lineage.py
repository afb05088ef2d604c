"""Units followed into the organisation of another year."""

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.organisation.lineage import NOWHERE, Hop, YearUnits, shares_of
from bpr_studio.domain.organisation.units import Succession, SuccessionKind


def units(**codes):
    return YearUnits(codes, {})


def line(origin, target, percent=100, kind=SuccessionKind.CONTINUED):
    return Succession(origin, target, kind, percent)


BEFORE = units(a1="01", b1="02", c1="03")
AFTER = units(a2="01", b2="02", d2="04")


def test_stated_shares_hold_and_what_is_missing_is_lost_in_sight():
    lines = (line("a1", "a2", 60), line("a1", "d2", 30))
    found = shares_of(["a1"], [Hop(BEFORE, AFTER, lines)])
    assert found == {"a1": {"a2": 60, "d2": 30, NOWHERE: 10}}


def test_an_abolished_unit_goes_nowhere():
    found = shares_of(["b1"], [Hop(BEFORE, AFTER, (line("b1", ""),))])
    assert found == {"b1": {NOWHERE: 100}}


def test_without_a_line_the_unit_of_the_same_code_takes_over():
    found = shares_of(["b1", "c1"], [Hop(BEFORE, AFTER, ())])
    assert found == {"b1": {"b2": 100}, "c1": {NOWHERE: 100}}


def test_a_unit_below_a_section_goes_where_the_section_goes():
    before = YearUnits({"a1": "01", "x1": "0101"}, {"x1": "a1"})
    found = shares_of(["x1"], [Hop(before, AFTER, (line("a1", "d2"),))])
    assert found == {"x1": {"d2": 100}}


def test_backward_only_a_single_predecessor_is_certain():
    lines = (line("a1", "a2"), line("b1", "d2"), line("c1", "d2"))
    found = shares_of(["a2", "d2"], [Hop(AFTER, BEFORE, lines, forward=False)])
    assert found == {"a2": {"a1": 100}, "d2": {NOWHERE: 100}}


def test_two_years_multiply_their_shares():
    later = units(a3="01", d3="04")
    hops = [
        Hop(BEFORE, AFTER, (line("a1", "a2", 50), line("a1", "d2", 50))),
        Hop(AFTER, later, (line("a2", "a3"), line("d2", "a3", 20), line("d2", "d3", 80))),
    ]
    assert shares_of(["a1"], hops) == {"a1": {"a3": 6000, "d3": 4000}}


percents = st.dictionaries(st.sampled_from(["a2", "b2", "d2", "unknown", ""]), st.integers(0, 60))


@given(st.dictionaries(st.sampled_from(["a1", "b1", "c1"]), percents))
def test_no_share_is_ever_lost_silently(stated):
    lines = tuple(
        line(origin, target, percent)
        for origin, shares in stated.items()
        for target, percent in shares.items()
    )
    for shares in shares_of(BEFORE.codes, [Hop(BEFORE, AFTER, lines)]).values():
        assert sum(shares.values()) >= 100
        assert set(shares) <= {*AFTER.codes, NOWHERE}
