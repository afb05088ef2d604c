"""Checks while somebody types give the same findings as checks of the whole sheet afresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.check_values import figures_of
from bpr_studio.domain.workload.checks import LiveChecks, SheetFacts, check_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

FACTS = SheetFacts(
    capacity_minutes=12_000,
    minutes_per_full_timer=113_000,
    codes=frozenset({"B01-03-01", "K06-01-01", "Z99-99-99"}),
    medians={"B01-03-01": 10.0},
    previous={"p1": {"minutes_regular": 3_000}, "p2": {}},
    detailed={"a": 3_000, "b": 100},
)
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "sort_key": st.integers(0, 3),
        "code": st.sampled_from(["B01-03-01", "K06-01-01", "Z99-99-99", "X", ""]),
        "name": st.sampled_from(["交付", "交 付", "計画", ""]),
        "minutes_regular": st.integers(-100, 9_000),
        "minutes_contractor": st.integers(0, 900),
        "month_profile": st.sampled_from([None, [100, *[0] * 11], [1], "x"]),
        "case_count": st.one_of(st.none(), st.integers(0, 900)),
        "people_count": st.one_of(st.none(), st.integers(0, 3)),
        "core_tag": st.sampled_from(["core", "non_core", ""]),
        "core_reason": st.sampled_from(["R1", "N3", ""]),
        "previous_id": st.sampled_from(["p1", "p2", "p3", ""]),
        "carry": st.sampled_from(["to_confirm", "confirmed", ""]),
        "change_reason": st.sampled_from(["", "制度改正"]),
        "share_hundredths": st.one_of(st.none(), st.integers(0, 9_000)),
    },
)
CHANGES = st.dictionaries(st.sampled_from("abcde"), st.one_of(st.none(), ROWS), max_size=3)


@given(
    st.dictionaries(st.sampled_from("abcde"), ROWS),
    st.lists(st.tuples(CHANGES, st.booleans()), max_size=6),
)
def test_after_any_changes_the_findings_are_those_of_a_fresh_check(
    rows: dict[str, dict[str, object]],
    steps: list[tuple[Mapping[str, dict[str, object] | None], bool]],
):
    live = LiveChecks(FACTS, rows)
    for changed, looked_at in steps:
        live.update(changed)
        for row, fields in changed.items():
            if fields is None:
                rows.pop(row, None)
            else:
                rows[row] = fields
        if looked_at:
            _ = live.findings
    fresh = LiveChecks(FACTS, rows)
    assert live.findings == fresh.findings
    assert all(live.of_row(row) == fresh.of_row(row) for row in ("", *rows))
    tasks = [figures_of(row, fields) for row, fields in rows.items()]
    assert live.findings == check_sheet(FACTS, tasks)
