"""Patience with targets that fail for a moment, and questions asked side by side."""

from __future__ import annotations

import random
import threading
from datetime import timedelta

import pytest

from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.tools import Patience, is_lost, side_by_side, since
from tests.fakes.clock import MONDAY


class Failing:
    """Fails with these faults, one after the other, then answers."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = list(faults)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.faults:
            raise ShareFaultError(self.faults.pop(0), "s/org/x")
        return "there"


def patience(pauses: list[float]) -> Patience:
    return Patience(pauses.append, random.Random(1))  # noqa: S311  # jitter


def test_what_fails_for_a_moment_is_tried_again_with_growing_pauses():
    pauses: list[float] = []
    call = Failing(*[Fault.BUSY] * 8)
    assert patience(pauses).get(call) == "there"
    assert call.calls == 9
    assert pauses[0] <= 0.075
    assert max(pauses) <= 3.0
    assert sum(pauses) < 30


def test_what_fails_for_good_is_told_at_once():
    for fault in (Fault.FULL, Fault.REFUSED, Fault.MISSING, Fault.DIFFERS):
        call = Failing(fault)
        with pytest.raises(ShareFaultError) as told:
            patience([]).get(call)
        assert (told.value.fault, call.calls) == (fault, 1)


def test_one_call_gets_half_a_minute_and_a_cycle_a_whole_one():
    pauses: list[float] = []
    one = patience(pauses)
    for _ in range(2):
        with pytest.raises(ShareFaultError):
            one.get(Failing(*[Fault.UNKNOWN] * 99))
    assert 50 < sum(pauses) < 66
    call = Failing(Fault.BUSY)
    with pytest.raises(ShareFaultError):
        one.get(call)
    assert call.calls == 1


def test_a_broken_connection_is_tried_four_times_and_then_counts_as_lost():
    call = Failing(*[Fault.UNREACHABLE] * 9)
    with pytest.raises(ShareFaultError) as told:
        patience([]).get(call)
    assert call.calls == 4
    assert is_lost(told.value)
    assert not is_lost(ShareFaultError(Fault.FULL, ""))
    one = patience([])
    for _ in range(5):  # an answer in between starts the count anew
        assert one.get(Failing(Fault.UNREACHABLE, Fault.UNREACHABLE)) == "there"


def test_answers_come_in_the_order_of_the_questions_whatever_thread_was_first():
    both = threading.Barrier(2, timeout=10)

    def ask(question: int) -> int:
        if question < 2:
            both.wait()  # two are asked at the same time
        if question == 5:
            raise ShareFaultError(Fault.MISSING, "5")
        return question * 10

    answers = list(side_by_side(ask, range(6), 4))
    assert [question for question, _ in answers] == [0, 1, 2, 3, 4, 5]
    assert [answer for _, answer in answers[:5]] == [0, 10, 20, 30, 40]
    assert isinstance(answers[5][1], ShareFaultError)


def test_whoever_stops_taking_answers_stops_the_asking():
    asked: list[int] = []
    answers = side_by_side(asked.append, range(1000), 2)
    next(answers)
    answers.close()
    assert len(asked) < 1000
    assert list(side_by_side(str, range(2), 1)) == [(0, "0"), (1, "1")]


def test_a_clock_that_was_turned_back_counts_as_never():
    assert since(None, MONDAY) is None
    assert since(MONDAY + timedelta(days=365), MONDAY) is None
    assert since(MONDAY, MONDAY + timedelta(seconds=20)) == timedelta(seconds=20)
