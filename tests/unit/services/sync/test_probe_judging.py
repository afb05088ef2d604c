"""What is good enough of a shared folder, and that every line says something."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bpr_studio.services.sync.ports import Fault
from bpr_studio.services.sync.probe_judging import LONGEST_ROOT, judged
from bpr_studio.services.sync.probing import (
    STEPS,
    Check,
    Measurements,
    Owner,
    Rights,
    Tried,
    Verdict,
)
from tests.fakes.clock import MONDAY

GOOD = Measurements(
    address=r"\\fs01\bpr",
    reach=Tried(0.01),
    place="network",
    place_detail="UNC path",
    tried=dict.fromkeys(STEPS, Tried(0.02)),
    endings={"seg": Tried(), "pack": Tried()},
    seen_after=10.0,
    clock_offset=-3.0,
    free=50 << 30,
    rights={
        "": Rights(read=True, create=False, remove=False),
        "e": Rights(read=True, create=True, remove=False),
    },
    owner=Owner("S-1-5-21-7", me=True),
    caching="none",
    dfs_targets=0,
    held_for=0.0,
    listed=(100, 0.02),
)
SLOW = {step: Tried(0.2) for step in STEPS}
VERY_SLOW = {step: Tried(2.0) for step in STEPS}


def checks(found: Measurements) -> dict[str, Check]:
    return {check.key: check for check in judged(found, MONDAY, "test").checks}


def test_a_good_folder_has_only_good_lines_and_no_advice():
    report = judged(GOOD, MONDAY, "test")
    assert {check.verdict for check in report.checks} == {Verdict.OK}
    assert [check.key for check in report.checks if check.remedy] == []
    assert report.verdict is Verdict.OK
    assert report.usable
    assert report.headline == "This folder can be used as place of exchange."


@pytest.mark.parametrize(
    ("change", "key", "verdict"),
    [
        ({"place": "local"}, "place", Verdict.WARNING),
        ({"place": "cloud"}, "place", Verdict.FAULT),
        ({"address": "x" * LONGEST_ROOT}, "path", Verdict.OK),
        ({"address": "x" * (LONGEST_ROOT + 1)}, "path", Verdict.FAULT),
        ({"tried": SLOW}, "speed", Verdict.WARNING),
        ({"tried": VERY_SLOW}, "speed", Verdict.FAULT),
        ({"tried": {}}, "create", Verdict.UNKNOWN),
        ({"tried": {}}, "speed", Verdict.UNKNOWN),
        ({"endings": {}}, "endings", Verdict.UNKNOWN),
        ({"endings": {"seg": Tried(0, Fault.REFUSED)}}, "endings", Verdict.FAULT),
        ({"seen_after": 20.5}, "visibility", Verdict.WARNING),
        ({"seen_after": -60.0}, "visibility", Verdict.FAULT),
        ({"seen_after": None}, "visibility", Verdict.UNKNOWN),
        ({"held_for": 1.0}, "scanner", Verdict.OK),
        ({"held_for": 3.0}, "scanner", Verdict.WARNING),
        ({"clock_offset": 300.0}, "clock", Verdict.OK),
        ({"clock_offset": 301.0}, "clock", Verdict.WARNING),
        ({"clock_offset": -301.0}, "clock", Verdict.WARNING),
        ({"free": 1 << 30}, "room", Verdict.WARNING),
        ({"free": 1 << 20}, "room", Verdict.FAULT),
        ({"listed": (2_000, 3.9)}, "listing", Verdict.OK),
        ({"listed": (20_000, 3.9)}, "listing", Verdict.OK),
        ({"listed": (100, 0.5)}, "listing", Verdict.WARNING),
        ({"rights": {"": Rights()}}, "rights", Verdict.UNKNOWN),
        ({"rights": {"": Rights(read=True), "s": Rights(read=False)}}, "rights", Verdict.FAULT),
        ({"owner": Owner("S-1-5-32-544", me=False)}, "owner", Verdict.WARNING),
        ({"owner": None}, "owner", Verdict.UNKNOWN),
        ({"caching": "manual"}, "caching", Verdict.WARNING),
        ({"caching": None}, "caching", Verdict.UNKNOWN),
        ({"dfs_targets": 2}, "dfs", Verdict.WARNING),
        ({"dfs_targets": None}, "dfs", Verdict.UNKNOWN),
    ],
)
def test_limits(change, key, verdict):
    check = checks(replace(GOOD, **change))[key]
    assert check.verdict is verdict
    assert bool(check.remedy) == (verdict in {Verdict.WARNING, Verdict.FAULT})
    assert check.title
    assert check.sentence


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_failed_says_why_and_what_to_do(step):
    tried = {**GOOD.tried, step: Tried(0.1, Fault.REFUSED, "WinError 5")}
    check = checks(replace(GOOD, tried=tried))[step]
    only_a_warning = step in {"remove", "folder"}
    assert check.verdict is (Verdict.WARNING if only_a_warning else Verdict.FAULT)
    assert "WinError 5" in check.sentence
    assert check.remedy


def test_a_folder_that_is_not_there_is_told_in_plain_words():
    missing = Tried(0, Fault.MISSING, "errno 2 No such file or directory")
    (check,) = judged(replace(GOOD, reach=missing), MONDAY, "test").checks
    assert check.verdict is Verdict.FAULT
    assert check.sentence == "There is no folder at this address."


def test_a_folder_that_is_not_reached_has_one_line():
    report = judged(replace(GOOD, reach=Tried(0, Fault.UNREACHABLE, "x")), MONDAY, "test")
    assert [(check.key, check.verdict) for check in report.checks] == [("reach", Verdict.FAULT)]
    assert not report.usable
    assert "1 fault" in report.headline


def test_points_to_look_at_are_counted():
    report = judged(replace(GOOD, place="local", caching="manual"), MONDAY, "test")
    assert report.usable
    assert "2 points" in report.headline


def test_what_is_unknown_makes_no_folder_worse():
    assert judged(replace(GOOD, caching=None, owner=None), MONDAY, "t").verdict is Verdict.OK


def test_the_document_is_json_with_all_lines():
    report = judged(replace(GOOD, is_site=True, leftovers=("probe-1",)), MONDAY, "test")
    document = json.loads(json.dumps(report.document(), ensure_ascii=False))
    assert [line["key"] for line in document["checks"]] == [check.key for check in report.checks]
    assert document["leftovers"] == ["probe-1"]
    assert document["at"] == "2026-06-01T09:00:00+00:00"
    assert {line["verdict"] for line in document["checks"]} == {"ok"}
    assert set(document["checks"][0]) == {
        *("key", "title", "verdict", "sentence", "value", "unit", "remedy")
    }
