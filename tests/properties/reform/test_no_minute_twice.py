"""Whatever people enter, change, stop and merge: no minute of a task is booked twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.reform.claims import Ground, book, counts, rooms, shortage
from bpr_studio.domain.reform.effects import effects_of
from bpr_studio.domain.reform.improvement import Claim, Improvement, ImprovementState
from tests.builders_reform import ground, improvement, saved

if TYPE_CHECKING:
    from collections.abc import Sequence

TASKS = ("t1", "t2", "t3")
STEPS = {"s1": "t1", "s2": "t1", "s3": "t2", "s4": ""}
YEARS = (2025, 2026, 2027)

minutes = st.integers(0, 500)
grounds = st.builds(
    lambda tasks, steps: ground(
        dict(zip(TASKS, tasks, strict=True)),
        {step: (task, n) for (step, task), n in zip(STEPS.items(), steps, strict=True)},
        later={"t1": (("t3", 2026),)},
    ),
    st.lists(minutes, min_size=3, max_size=3),
    st.lists(minutes, min_size=4, max_size=4),
)
places = st.sampled_from([*((task, "") for task in TASKS), *((t, s) for s, t in STEPS.items())])
claims = st.lists(
    st.tuples(places, st.integers(1, 500)), max_size=4, unique_by=lambda claim: claim[0]
).map(lambda found: [Claim(t, s, n, f"{t}{s}") for (t, s), n in found])
registers = st.lists(
    st.builds(
        lambda claimed, state, created, start, actual: (claimed, state, created, start, actual),
        claims,
        st.sampled_from(list(ImprovementState)),
        st.sampled_from(["2026-01-01", "2026-02-01"]),
        st.sampled_from(["", "2025-04", "2026-10", "2027-04"]),
        st.lists(st.tuples(st.sampled_from(YEARS), minutes), max_size=3),
    ),
    max_size=5,
).map(
    lambda found: [
        improvement(
            f"i{number}",
            *claimed,
            state=state,
            created=created,
            start=start,
            actuals=tuple(saved(year, n) for year, n in actual),
        )
        for number, (claimed, state, created, start, actual) in enumerate(found)
    ]
)


def drawn(register: Sequence[Improvement], on: Ground) -> dict[str, int]:
    """Minutes booked from each task and step."""
    found: dict[str, int] = {}
    for got in (each for one in book(register, on).values() for each in one):
        task = on.task_of(got.claim)
        keys = [got.claim.step_id, task.id if task else ""]
        for key in filter(None, keys):
            found[key] = found.get(key, 0) + got.minutes
    return found


@given(registers, grounds)
def test_no_task_or_step_gives_more_than_it_takes(register: list[Improvement], on: Ground):
    sizes = {row: t.minutes for row, t in on.tasks.items()}
    sizes |= {row: step.minutes for row, step in on.steps.items()}

    assert all(n <= sizes[row] for row, n in drawn(register, on).items())


@given(registers, grounds, st.randoms(use_true_random=False))
def test_the_order_in_which_things_came_does_not_matter(register, on, random):
    shuffled = [
        replace(
            one,
            plan=replace(
                one.plan, claims=tuple(random.sample(one.plan.claims, len(one.plan.claims)))
            ),
        )
        for one in random.sample(register, len(register))
    ]

    here = {one.improvement.id: one.years for one in effects_of(register, on, YEARS)}
    there = {one.improvement.id: one.years for one in effects_of(shuffled, on, YEARS)}

    assert here == there
    assert drawn(register, on) == drawn(shuffled, on)


@given(registers, grounds)
def test_really_saved_minutes_of_a_year_stay_within_the_tasks(register, on):
    found = effects_of(register, on, YEARS)
    most = sum(t.minutes for t in on.tasks.values()) + sum(s.minutes for s in on.steps.values())
    claimed = [one for one in found if one.improvement.plan.claims]

    for year in YEARS:
        assert sum(one.year(year).actual or 0 for one in claimed) <= most
        assert all(one.year(year).expected <= one.minutes for one in found)


@given(registers, grounds, claims)
def test_what_is_let_in_counts_whole_and_takes_nothing_from_the_others(register, on, wanted):
    new = improvement("new", *wanted, created="2026-03-01")
    clean = all(not got.missing for one in book(register, on).values() for got in one)
    if not clean or shortage(new, register, on) is not None:
        return

    after = book([*register, new], on)

    assert all(not got.missing for one in after.values() for got in one)


@given(registers, grounds)
def test_parts_add_up_to_the_whole(register, on):
    for one in effects_of(register, on, YEARS):
        assert one.minutes == sum(part.minutes for part in one.parts)
        assert one.minutes + one.missing == (
            one.improvement.expected_minutes if counts(one.improvement) else 0
        )


@given(registers, grounds, claims)
@settings(max_examples=60)
def test_the_room_that_is_told_is_the_room_that_is_let_in(register, on, wanted):
    one = improvement("new", start="2026-10", created="2026-03-01")
    for claim, room in zip(wanted, rooms(one, register, on, wanted), strict=True):
        fitting = replace(one, plan=replace(one.plan, claims=(replace(claim, minutes=room),)))
        beyond = replace(one, plan=replace(one.plan, claims=(replace(claim, minutes=room + 1),)))
        assert shortage(fitting, register, on) is None
        assert shortage(beyond, register, on) is not None
