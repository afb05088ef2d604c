from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.organisation.checks import check_organisation, check_successions
from bpr_studio.domain.organisation.preview import (
    Effect,
    HeadcountChanged,
    UnitAdded,
    UnitMoved,
    UnitRemoved,
    UnitRenamed,
    describe,
    preview,
)
from bpr_studio.domain.organisation.tree import place_units, rings
from bpr_studio.domain.organisation.units import (
    Headcount,
    Organisation,
    Succession,
    SuccessionKind,
    Unit,
    UnitLevel,
)


def a_unit(
    code: str,
    parent: str = "",
    level: UnitLevel = UnitLevel.SECTION,
    *,
    name: str = "",
    sort_key: int = 0,
) -> Unit:
    return Unit(
        f"id-{code}", 2026, code, name or f"unit {code}", level, parent and f"id-{parent}", sort_key
    )


BUREAU = a_unit("01", level=UnitLevel.BUREAU)
DIVISION = a_unit("0101", "01", UnitLevel.DIVISION)
SECTION = a_unit("010101", "0101")
OTHER = a_unit("010102", "0101", sort_key=-1)
UNITS = (SECTION, OTHER, DIVISION, BUREAU)


def test_units_are_placed_depth_first_and_siblings_by_sort_key():
    placed = place_units(UNITS)
    assert [p.unit.code for p in placed] == ["01", "0101", "010102", "010101"]
    assert [(p.lft, p.rgt) for p in placed] == [(1, 8), (2, 7), (3, 4), (5, 6)]
    assert [p.size for p in placed] == [4, 3, 1, 1]
    assert placed[-1].path == "unit 01 unit 0101 unit 010101"


@given(st.lists(st.integers(-1, 11), min_size=1, max_size=10))
def test_any_list_of_parents_gets_sound_nested_sets(parents):
    units = [a_unit(str(i), "" if p < 0 else str(p)) for i, p in enumerate(parents)]
    placed = place_units(units)
    assert sorted(p.unit.id for p in placed) == sorted(u.id for u in units)
    assert sorted(n for p in placed for n in (p.lft, p.rgt)) == list(range(1, 2 * len(units) + 1))
    numbers = {p.unit.id: p for p in placed}
    for p in placed:
        for above in p.above:
            assert numbers[above.id].lft < p.lft < p.rgt < numbers[above.id].rgt


def test_a_very_long_chain_is_placed():
    chain = [a_unit(f"{i:05}", f"{i - 1:05}" if i else "") for i in range(3000)]
    assert place_units(chain)[0].size == 3000


def test_a_ring_is_found_once():
    ring = [a_unit("a", "c"), a_unit("b", "a"), a_unit("c", "b"), a_unit("d", "a")]
    assert [[u.code for u in r] for r in rings(ring)] == [["a", "b", "c"]]


def test_a_sound_organisation_has_no_findings():
    staff = (Headcount(SECTION.id, "regular", 750, 60_000),)
    assert check_organisation(Organisation(UNITS, staff)) == []


@pytest.mark.parametrize(
    ("organisation", "rule"),
    [
        (Organisation((*UNITS, replace(SECTION, id="x"))), "unit-code-twice"),
        (Organisation((SECTION,)), "unit-parent-unknown"),
        (Organisation((DIVISION, replace(BUREAU, level=UnitLevel.SUBSECTION))), "unit-level"),
        (Organisation((), (Headcount("?", "regular", 100),)), "headcount-unit-unknown"),
        (Organisation(UNITS, (Headcount(SECTION.id, "regular", -1),)), "headcount-negative"),
        (Organisation(UNITS, (Headcount(SECTION.id, "regular", 1),) * 2), "headcount-twice"),
    ],
)
def test_each_fault_of_an_organisation_is_named(organisation, rule):
    assert [f.rule for f in check_organisation(organisation)] == [rule]


def test_a_ring_of_units_is_named():
    units = (replace(BUREAU, parent_id=DIVISION.id), DIVISION)
    assert "unit-ring" in [f.rule for f in check_organisation(Organisation(units))]


NEXT = replace(SECTION, id="next", fiscal_year=2027)
OTHER_NEXT = replace(OTHER, id="other", fiscal_year=2027)


@pytest.mark.parametrize(
    ("successions", "rules"),
    [
        ([Succession(SECTION.id, "next", SuccessionKind.CONTINUED, 100)], []),
        (
            [
                Succession(SECTION.id, "next", SuccessionKind.SPLIT, 60),
                Succession(SECTION.id, "other", SuccessionKind.SPLIT, 40),
            ],
            [],
        ),
        ([Succession(SECTION.id, "", SuccessionKind.ABOLISHED, 100)], []),
        ([Succession("", "next", SuccessionKind.NEW, 0)], []),
        ([Succession(SECTION.id, "next", SuccessionKind.SPLIT, 60)], ["succession-shares"]),
        (
            [Succession(SECTION.id, "gone", SuccessionKind.RENAMED, 100)],
            ["succession-unit-unknown"],
        ),
        ([Succession(SECTION.id, "", SuccessionKind.MERGED, 100)], ["succession-ends"]),
    ],
)
def test_successions_are_checked(successions, rules):
    findings = check_successions(successions, [SECTION, OTHER], [NEXT, OTHER_NEXT])
    assert [f.rule for f in findings] == rules


def test_the_same_list_has_no_effects_even_with_other_ids():
    incoming = [
        replace(u, id=f"new-{u.id}", parent_id=u.parent_id and f"new-{u.parent_id}") for u in UNITS
    ]
    staff = (Headcount(SECTION.id, "regular", 100),)
    current = Organisation(UNITS, staff)
    assert (
        preview(
            current,
            Organisation(tuple(incoming), (Headcount(f"new-{SECTION.id}", "regular", 100),)),
        )
        == []
    )


def test_every_kind_of_change_is_told_before_it_happens():
    renamed = replace(DIVISION, name="New name")
    moved = replace(SECTION, parent_id=BUREAU.id)
    added = a_unit("0102", "01", UnitLevel.DIVISION, sort_key=9)
    incoming = Organisation(
        (BUREAU, renamed, moved, added), (Headcount(SECTION.id, "regular", 250),)
    )
    before = Headcount(SECTION.id, "regular", 300)
    effects = preview(Organisation(UNITS, (before,)), incoming)
    assert effects == [
        UnitRenamed(DIVISION, renamed),
        UnitMoved(SECTION, moved, "0101", "01"),
        HeadcountChanged(moved, "regular", before, incoming.headcounts[0]),
        UnitAdded(added),
        UnitRemoved(OTHER),
    ]
    assert [describe(effect, {"regular": "regular staff"}) for effect in effects] == [
        "unit 0101 is renamed to New name.",
        "unit 010101 (010101) gets another place.",
        "The staff of unit 010101 (regular staff) goes from 3 to 2.5.",
        "unit 0102 (0102) is added.",
        "unit 010102 (010102) is removed.",
    ]


def test_another_order_is_told_once_for_each_unit_above():
    swapped = tuple(replace(u, sort_key=-u.sort_key) for u in UNITS)
    effects = preview(Organisation(UNITS), Organisation(swapped))
    assert [describe(e) for e in effects] == ["The units of unit 0101 come in another order."]


def test_another_order_at_the_top_is_told():
    second = a_unit("02", level=UnitLevel.WARD, sort_key=1)
    effects = preview(
        Organisation((BUREAU, second)), Organisation((replace(BUREAU, sort_key=2), second))
    )
    assert [describe(e) for e in effects] == ["The bureaus and ward offices come in another order."]


def test_new_sort_keys_in_the_same_order_change_nothing():
    incoming = tuple(replace(u, sort_key=u.sort_key * 10 + 5) for u in UNITS)
    assert preview(Organisation(UNITS), Organisation(incoming)) == []


def test_a_change_of_overtime_alone_is_told_as_such():
    effects: list[Effect] = preview(
        Organisation(UNITS, (Headcount(SECTION.id, "regular", 100, 60),)),
        Organisation(UNITS, (Headcount(SECTION.id, "regular", 100, 120),)),
    )
    assert [describe(e) for e in effects] == ["The overtime of unit 010101 changes."]
