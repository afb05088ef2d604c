"""Whatever the tasks: the order is total, sums add up, held minutes are never proposed again."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.candidate_rules import load_rule_book
from bpr_studio.domain.reform.candidate_rules import Ranking
from bpr_studio.domain.reform.candidates import NO_RULE, bands, match, ranked, reach
from bpr_studio.services.candidate_ground import CandidateGround, Proposed
from bpr_studio.services.candidate_standing import Held
from bpr_studio.services.candidate_values import CandidateFilter, CandidateState
from bpr_studio.services.views import RoundInfo, UnitLine
from tests.builders_candidates import material, task

BOOK = load_rule_book()
ROUND = RoundInfo("r", 2026, "overall", "調査（架空）", "overall", 1, "", 112_065, "open")
UNITS = tuple(
    UnitLine(f"u{n}", 2026, f"{n}", f"課{n}", "section", "", "", "", f"u{n}", f"課{n}", n, n)
    for n in range(4)
)

TASKS = st.lists(
    st.fixed_dictionaries(
        {
            "unit_id": st.sampled_from([unit.id for unit in UNITS]),
            "code": st.sampled_from(["K01-01-01", "K01-01-02", ""]),
            "minutes": st.integers(1, 400_000),
            "legal_basis": st.integers(0, 1),
            "manual": st.sampled_from(["yes", "no", ""]),
            "wish": st.sampled_from(["keep", "abolish", ""]),
            "core_tag": st.sampled_from(["core", "non_core", ""]),
            "core_reason": st.sampled_from(["R1", "N1", "N3", "N6", ""]),
            "nature": st.sampled_from(["routine", "non_routine", ""]),
            "medium": st.sampled_from(["paper", "digital", ""]),
            "cases": st.sampled_from([-1, 0, 500, 5_000]),
            "issue": st.sampled_from(["", "二つのシステムに入力", "Excelの台帳"]),
        }
    ),
    min_size=1,
    max_size=25,
)


def tasks_of(drafts):
    return [task(f"t{number:03}", **fields) for number, fields in enumerate(drafts)]


def ground_of(tasks, held=None):
    found = Held()
    for row, minutes in (held or {}).items():
        found.note(row, minutes, "by hand", "改善")
    return CandidateGround(Proposed(ROUND, BOOK, material(*tasks), UNITS, {}), found, ())


@settings(max_examples=60, deadline=None)
@given(TASKS, st.sampled_from(Ranking))
def test_the_order_is_total_and_the_same_in_whatever_order_tasks_come(drafts, ranking):
    tasks = tasks_of(drafts)
    wanted = CandidateFilter(ranking=ranking)
    here, there = ground_of(tasks), ground_of(tasks[::-1])
    keys = [line.key for line in here.lines(here.places(wanted).tolist())]
    assert keys == [line.key for line in there.lines(there.places(wanted).tolist())]
    assert len(set(keys)) == len(keys)


@settings(max_examples=60, deadline=None)
@given(TASKS)
def test_rules_units_and_classes_add_up_to_the_whole(drafts):
    ground = ground_of(tasks_of(drafts))
    places = ground.places(CandidateFilter())
    totals = ground.totals(places, 0)
    by_unit = [ground.totals(ground.places(CandidateFilter(unit_id=u.id)), 0) for u in UNITS]
    for name in ("count", "minutes", "low", "typical", "high"):
        whole = getattr(totals, name)
        assert whole == sum(getattr(part, name) for part in totals.by_rule)
        assert whole == sum(getattr(part, name) for part in by_unit)
    central = next(part for part in totals.by_rule if part.rule.id == "consolidate")
    classes = ground.classes()
    assert central.typical == sum(one.typical for one in classes)
    assert central.count == sum(
        1
        for one in classes
        for line in ground.lines(ground.proposed.places[k] for k in one.keys)
        if line.typical
    )


@settings(max_examples=60, deadline=None)
@given(TASKS, st.data())
def test_held_minutes_are_never_proposed_again(drafts, data):
    tasks = tasks_of(drafts)
    held = {t.id: data.draw(st.integers(0, t.minutes + 10)) for t in tasks}
    ground = ground_of(tasks, held)
    for line in ground.lines(ground.places(CandidateFilter(state=None)).tolist()):
        assert 0 <= line.low <= line.typical <= line.high
        if held[line.key] >= line.minutes:
            assert line.state is CandidateState.REGISTERED
            assert line.typical == line.minutes
        else:
            assert line.high + held[line.key] <= line.minutes


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(NO_RULE, len(BOOK.rules) - 1), st.integers(0, 10**7)), max_size=30
    )
)
def test_bands_are_ordered_and_nothing_is_expected_without_a_rule(rows):
    rule = np.array([row[0] for row in rows], dtype=np.int16)
    left = np.array([row[1] for row in rows], dtype=np.int64)
    found = bands(BOOK, rule, left)
    assert np.all((found.low >= 0) & (found.low <= found.typical))
    assert np.all((found.typical <= found.high) & (found.high <= left))
    assert np.all(found.high[rule == NO_RULE] == 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 1_000), max_size=12), st.integers(0, 6_000))
def test_no_fewer_candidates_reach_the_target(sizes, target):
    found = reach(np.array(sizes, dtype=np.int64), target)
    if found.reached:
        largest = sorted(sizes, reverse=True)
        assert sum(largest[: found.count]) >= target
        assert found.count == 0 or sum(largest[: found.count - 1]) < target
    else:
        assert sum(sizes) < target


@settings(max_examples=40, deadline=None)
@given(TASKS)
def test_the_first_rule_that_fires_wins(drafts):
    found = material(*tasks_of(drafts))
    whole = match(BOOK, found.facts, found.parents).rule
    keys = np.array([str(n) for n in range(len(whole))])
    fires = np.flatnonzero(whole != NO_RULE)
    order = ranked(BOOK, whole[fires], found.minutes[fires], keys[fires])
    assert sorted(order.tolist()) == list(range(len(fires)))
