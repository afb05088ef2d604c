"""The guard: no minute of a task or step is counted twice."""

from __future__ import annotations

from bpr_studio.domain.reform.claims import book, rooms, shortage, start_year
from bpr_studio.domain.reform.improvement import ImprovementState
from tests.builders_reform import ground, improvement, on_step, on_task


def test_claims_that_fit_count_whole():
    first, second = improvement("a", on_task("t", 60)), improvement("b", on_task("t", 40))

    booked = book([first, second], ground({"t": 100}))

    assert [got.minutes for one in ("a", "b") for got in booked[one]] == [60, 40]


def test_the_improvement_entered_first_comes_first_whatever_the_order_they_are_read_in():
    old = improvement("z", on_task("t", 80), created="2026-01-01")
    new = improvement("a", on_task("t", 80), created="2026-02-01")

    booked = book([new, old], ground({"t": 100}))

    assert booked["z"][0].minutes == 80
    assert booked["a"][0].minutes == 20
    assert booked["a"][0].missing == 60
    assert booked["a"][0].ahead == ("z",)


def test_a_claim_on_a_task_covers_its_steps():
    whole = improvement("a", on_task("t", 100), created="2026-01-01")
    step = improvement("b", on_step("s", 30), created="2026-01-02")

    booked = book([whole, step], ground({"t": 100}, {"s": ("t", 40)}))

    assert booked["b"][0].minutes == 0
    assert booked["b"][0].ahead == ("a",)


def test_a_step_gives_at_most_its_own_minutes():
    booked = book([improvement("a", on_step("s", 60))], ground({"t": 100}, {"s": ("t", 40)}))

    assert booked["a"][0].minutes == 40


def test_a_step_of_no_task_is_guarded_by_itself():
    booked = book(
        [improvement("a", on_step("s", 30)), improvement("b", on_step("s", 30))],
        ground({}, {"s": ("", 40)}),
    )

    assert sum(got.minutes for one in booked.values() for got in one) == 40


def test_stopped_improvements_hold_nothing():
    stopped = improvement("a", on_task("t", 100), state=ImprovementState.STOPPED)

    booked = book([stopped, improvement("b", on_task("t", 100))], ground({"t": 100}))

    assert "a" not in booked
    assert booked["b"][0].minutes == 100


def test_a_task_that_is_gone_gives_nothing():
    booked = book([improvement("a", on_task("gone", 100))], ground({}))

    assert booked["a"][0].minutes == 0
    assert not booked["a"][0].known


def test_the_same_task_of_the_next_survey_is_not_saved_again_while_its_hours_are_still_there():
    later = {"old": (("new", 2026),)}
    earlier = improvement("a", on_task("old", 80), start="2027-04", created="2025-05-01")
    again = improvement("b", on_task("new", 80), start="2027-10", created="2026-11-01")

    booked = book([earlier, again], ground({"old": 100, "new": 100}, later=later))

    assert booked["b"][0].minutes == 20


def test_hours_that_were_gone_before_the_next_survey_are_not_taken_off_it_again():
    later = {"old": (("new", 2026),)}
    earlier = improvement("a", on_task("old", 80), start="2026-04", created="2025-05-01")
    again = improvement("b", on_task("new", 20), start="2027-10", created="2026-11-01")

    booked = book([earlier, again], ground({"old": 100, "new": 20}, later=later))

    assert booked["a"][0].minutes == 80
    assert booked["b"][0].minutes == 20


def test_before_something_is_written_all_others_come_first():
    new = improvement("a", on_task("t", 50), created="2025-01-01")
    held = improvement("b", on_task("t", 70), created="2026-01-01")

    found = shortage(new, [held, new], ground({"t": 100}))

    assert found is not None
    assert found.left == 30
    assert found.holders == ("b",)


def test_what_fits_is_not_short():
    assert shortage(improvement("a", on_task("t", 100)), [], ground({"t": 100})) is None


def test_the_room_of_a_task_leaves_the_own_claim_out_of_account():
    mine, other = improvement("a", on_task("t", 50)), improvement("b", on_task("t", 30))

    assert rooms(mine, [mine, other], ground({"t": 100}), [on_task("t", 0)]) == (70,)


def test_the_fiscal_year_of_a_month_begins_in_april():
    assert start_year("2026-04") == 2026
    assert start_year("2027-03") == 2026
    assert start_year("") is None
    assert start_year("soon") is None
    assert start_year("2026-13") is None
