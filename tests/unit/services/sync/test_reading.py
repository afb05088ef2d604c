"""What the status follows from, read from the facts of a PC."""

from datetime import timedelta

from bpr_studio.services.sync import facts
from bpr_studio.services.sync.ports import Fault
from bpr_studio.services.sync.reading import KEY_PLAIN, TOO_OLD, reading_of
from bpr_studio.services.sync.status import Membership, TargetReading, Work
from bpr_studio.services.sync.troubles import Trouble, TroubleKind
from tests.fakes.clock import MONDAY

SHARE = "/mnt/share"
JOINED = {**facts.with_site("a" * 16, b"k" * 32), **facts.with_target(SHARE, "共有")}
MEMBER = {**JOINED, **facts.with_scopes(["org", "lib"])}


def test_a_workspace_without_a_site_or_a_target_is_not_shared():
    assert reading_of({}, Work()).membership is Membership.NONE
    assert reading_of(facts.with_target(SHARE, ""), Work()).membership is Membership.NONE
    assert reading_of(facts.with_site("a" * 16, b"k"), Work()).membership is Membership.NONE


def test_before_the_roster_names_this_pc_it_waits_for_approval():
    assert reading_of(JOINED, Work()).membership is Membership.WAITING
    assert reading_of(MEMBER, Work()).membership is Membership.MEMBER


def test_what_the_last_cycle_said_about_the_membership_is_believed():
    def said(kind):
        noted = facts.with_troubles(SHARE, [Trouble(kind, MONDAY, SHARE)])
        return reading_of({**MEMBER, **noted}, Work())

    assert said(TroubleKind.NOT_APPROVED).membership is Membership.WAITING
    assert said(TroubleKind.REVOKED).membership is Membership.REVOKED
    assert said(TroubleKind.REVOKED).troubles == ()  # the membership says it
    clone = Trouble(TroubleKind.CLONE, MONDAY, SHARE)
    assert said(TroubleKind.CLONE).troubles == (clone,)


def test_a_target_tells_its_fault_its_last_contact_and_its_clock():
    values = {
        **MEMBER,
        **facts.with_contact(SHARE, MONDAY),
        **facts.with_fault(SHARE, facts.FaultFact(Fault.FULL, "s/org", MONDAY)),
        **facts.with_skew(SHARE, timedelta(minutes=9)),
    }
    expected = TargetReading(SHARE, MONDAY, "full", "s/org", MONDAY, timedelta(minutes=9))
    assert reading_of(values, Work()).targets == (expected,)


def test_changes_that_are_held_back_are_told_with_their_reason():
    (held,) = reading_of(MEMBER, Work(), ["課長だけです。"]).troubles
    assert held.kind is TroubleKind.HELD
    assert "課長だけです。" in held.happened


def test_a_program_that_is_too_old_and_a_key_in_a_plain_file_are_told():
    values = {**MEMBER, TOO_OLD: "2.1", KEY_PLAIN: "yes"}
    old, plain = reading_of(values, Work()).troubles
    assert (old.kind, plain.kind) == (TroubleKind.TOO_OLD, TroubleKind.KEY_PLAIN)
    assert "2.1" in old.happened
