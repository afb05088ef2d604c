"""What people are told about how far their work has come, and what stands in its way."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bpr_studio.services.sync.ports import Fault
from bpr_studio.services.sync.status import (
    Activity,
    Glance,
    Membership,
    SyncReading,
    TargetReading,
    Work,
    status_of,
)
from bpr_studio.services.sync.troubles import Level, Trouble, TroubleKind
from tests.fakes.clock import MONDAY

SHARE = r"\\server\bpr"
MEMBER = SyncReading(Membership.MEMBER, targets=(TargetReading(SHARE, MONDAY),))


def status(reading, now=MONDAY):
    return status_of(reading, now)


@pytest.mark.parametrize(
    ("membership", "work", "glance"),
    [
        (Membership.NONE, Work(here=4), Glance.NOT_SHARED),
        (Membership.WAITING, Work(here=4), Glance.WAITING),
        (Membership.MEMBER, Work(here=1, on_the_way=3), Glance.SAVED),
        (Membership.MEMBER, Work(on_the_way=3), Glance.SHARED),
        (Membership.MEMBER, Work(), Glance.RECEIVED),
        (Membership.REVOKED, Work(here=1), Glance.SAVED),
    ],
)
def test_one_word_says_how_far_the_work_has_come(membership, work, glance):
    found = status(SyncReading(membership, work))
    assert found.glance is glance
    assert found.words
    assert found.sentence.endswith(".")


def test_the_sentence_names_how_many_changes_are_here_only_and_since_when():
    found = status(replace(MEMBER, work=Work(here=1_200, here_since=MONDAY)))
    assert "1,200 changes" in found.sentence
    assert MONDAY.astimezone().strftime("%H:%M") in found.sentence


def test_with_everything_well_there_is_no_trouble():
    assert status(MEMBER).troubles == ()
    assert status(MEMBER).level is Level.NONE
    assert status(MEMBER).last_contact == MONDAY


def failing(fault, silent):
    target = TargetReading(SHARE, MONDAY, fault, "s/org", MONDAY)
    return status(replace(MEMBER, targets=(target,)), MONDAY + silent)


def test_a_silent_target_is_told_and_turns_red_after_an_hour():
    early = failing(Fault.UNREACHABLE, timedelta(minutes=59))
    late = failing(Fault.UNREACHABLE, timedelta(hours=1))
    assert (early.level, late.level) == (Level.WARNING, Level.ALARM)
    assert SHARE in early.troubles[0].happened
    assert early.targets[0].trouble == early.troubles[0]


def test_who_waits_under_a_new_number_is_not_told_that_the_sheet_is_still_to_come():
    found = status(SyncReading(Membership.WAITING, renewed=True))
    assert "new number" in found.sentence


def test_while_paused_nobody_is_promised_that_the_work_goes_out_now():
    found = status(replace(MEMBER, work=Work(here=2, here_since=MONDAY), paused=True))
    assert "2 changes are saved" in found.sentence
    assert "paused" in found.sentence


def test_a_place_that_is_not_asked_since_sync_is_paused_does_not_turn_red():
    target = TargetReading(SHARE, MONDAY, Fault.UNREACHABLE, "", MONDAY)
    found = status(replace(MEMBER, targets=(target,), paused=True), MONDAY + timedelta(hours=2))
    assert found.level is Level.WARNING


def test_a_pc_that_was_off_over_night_is_not_red_at_the_first_failure():
    yesterday = MONDAY - timedelta(hours=15)
    target = TargetReading(SHARE, yesterday, Fault.UNREACHABLE, "", MONDAY)
    assert status(replace(MEMBER, targets=(target,))).level is Level.WARNING


def test_a_target_that_was_never_reached_turns_red_an_hour_after_the_first_try():
    target = TargetReading(SHARE, None, Fault.UNREACHABLE, "", MONDAY)
    reading = replace(MEMBER, targets=(target,))
    assert status(reading, MONDAY + timedelta(minutes=59)).level is Level.WARNING
    assert status(reading, MONDAY + timedelta(hours=1)).level is Level.ALARM


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_of_a_target_has_its_own_words(fault):
    assert failing(fault, timedelta()).troubles[0].kind is not TroubleKind.PROGRAM


@pytest.mark.parametrize("kind", list(TroubleKind))
def test_every_trouble_says_what_happened_what_is_kept_and_what_to_do(kind, japanese):
    trouble = Trouble(kind, MONDAY, SHARE, "7")
    for sentence in (trouble.happened, trouble.meanwhile, trouble.remedy):
        assert re.search("[ぁ-ん]", sentence), sentence
        assert "{" not in sentence
    assert trouble.level > Level.NONE


def test_a_trouble_of_a_newer_program_is_told_all_the_same():
    assert TroubleKind.of("something new") is TroubleKind.PROGRAM


def test_clocks_far_apart_are_told_in_minutes():
    def skewed(minutes):
        target = TargetReading(SHARE, MONDAY, skew=timedelta(minutes=minutes))
        return status(replace(MEMBER, targets=(target,))).troubles

    assert skewed(5) == ()
    assert [trouble.kind for trouble in skewed(-6)] == [TroubleKind.CLOCK]
    assert "6 minutes" in skewed(-6)[0].happened


def test_who_waits_for_approval_or_was_removed_is_told_so():
    waiting = status(SyncReading(Membership.WAITING))
    revoked = status(SyncReading(Membership.REVOKED))
    assert [t.kind for t in waiting.troubles] == [TroubleKind.NOT_APPROVED]
    assert [t.kind for t in revoked.troubles] == [TroubleKind.REVOKED]


def test_the_gravest_trouble_comes_first():
    minor, grave = Trouble(TroubleKind.BUSY), Trouble(TroubleKind.KEY_MISSING)
    assert status(replace(MEMBER, troubles=(minor, grave))).troubles == (grave, minor)


def test_what_the_process_does_just_now_is_handed_on():
    activity = Activity("Exchanging", 1, 3)
    assert status_of(MEMBER, MONDAY, activity).activity == activity
