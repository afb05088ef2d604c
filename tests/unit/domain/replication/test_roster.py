"""Who takes part at which version, and which segments count after somebody lost a right."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication import roster as rosters
from bpr_studio.domain.replication.chain import BlockFault
from bpr_studio.domain.replication.roster import RANKS, Unaccepted, loses
from bpr_studio.domain.replication.statements import (
    Admin,
    Admit,
    Decline,
    Dismiss,
    Enrol,
    Found,
    Replace,
    written,
)
from bpr_studio.domain.workload import workflow
from tests.builders_roster import (
    ANNA,
    BEN,
    CITY,
    DX,
    DX_SECOND,
    MONDAY,
    ROOT,
    SITE,
    Office,
    change,
    digest_of,
    dx,
    enrol,
    revoke,
    signer_of,
)

SEC = "sec-0123"
OTHER = "sec-0456"
LINE = [digest_of(f"segment {seq}") for seq in range(1, 7)]
"""SHA-256 of segments 1 to 6 of Anna's stream."""
SIDE = digest_of("the other segment 3")


def before(digest: str) -> str | None:
    """The segment before: a straight line, and one beside its third segment."""
    if digest == SIDE:
        return LINE[1]
    place = LINE.index(digest) if digest in LINE else 0
    return LINE[place - 1] if place else None


def tips(seq: int) -> dict[str, tuple[tuple[int, str], ...]]:
    return {SEC: ((seq, LINE[seq - 1]),)}


def verdict(office: Office, seq: int, named: int, *, digest: str = "", scope: str = SEC) -> str:
    return office.roster.accepts(
        scope, ANNA, seq, digest or LINE[seq - 1], named, forerunner=before
    )


# -- members -------------------------------------------------------------------------------------


def test_the_first_block_names_the_city_and_its_office():
    roster = Office.founded().roster
    assert (roster.version, roster.site, roster.city, roster.fictitious) == (1, SITE, CITY, True)
    member = roster.member(DX)
    assert member is not None
    assert member.active
    assert member.writes_everywhere
    assert member.key == signer_of(DX).public_key
    assert roster.admins == {DX}
    assert roster.moment(1) == MONDAY
    assert roster.moment(2) == roster.moment(0) == ""


def test_several_are_let_in_by_one_block():
    roster = Office.founded(enrol(ANNA), enrol(BEN, "section_chief", (SEC, OTHER))).roster
    assert [member.actor for member in roster.members] == [ANNA, BEN, DX]
    ben = roster.member(BEN)
    assert ben is not None
    assert (ben.role, ben.scopes, ben.since) == ("section_chief", (SEC, OTHER), 2)
    assert (ben.user, ben.name, ben.pc) == ("user-benb", "総務課", "pc-benb")
    assert not ben.writes_everywhere


def test_each_version_is_remembered():
    office = Office.founded(enrol(ANNA)).say(change(ANNA, "section_chief", (SEC,)))
    roster = office.roster
    assert roster.at(1).member(ANNA) is None
    assert [roster.at(n).version for n in (0, 1, 2, 3, 9, -1)] == [0, 1, 2, 3, 3, 0]
    then, now = roster.at(2).member(ANNA), roster.member(ANNA)
    assert then is not None
    assert now is not None
    assert (then.role, now.role) == ("member", "section_chief")


def test_the_blocks_followed_can_be_handed_on():
    office = Office.founded(enrol(ANNA))
    assert office.roster.blocks == tuple(office.blocks)


def test_who_is_declined_is_told_why_until_it_is_let_in():
    office = Office.founded(Decline(ANNA, "ab" * 32, "見知らぬPC"))
    assert office.roster.declined(ANNA) == "見知らぬPC"
    assert office.roster.declined(BEN) is None
    assert office.say(enrol(ANNA)).roster.declined(ANNA) is None


def test_roles_are_those_of_the_workflow_in_the_order_of_what_they_may():
    assert set(RANKS) == {
        workflow.MEMBER,
        workflow.PROMOTER,
        workflow.KAIZEN_LEADER,
        workflow.SECTION_CHIEF,
        workflow.DX_OFFICE,
    }
    assert rosters.DX_OFFICE == workflow.DX_OFFICE
    assert RANKS[workflow.MEMBER] == RANKS[workflow.PROMOTER] < RANKS[workflow.KAIZEN_LEADER]
    assert RANKS[workflow.KAIZEN_LEADER] < RANKS[workflow.SECTION_CHIEF] < RANKS[workflow.DX_OFFICE]


@pytest.mark.parametrize(
    ("role", "scopes", "lost"),
    [
        ("kaizen_leader", (SEC,), False),
        ("section_chief", (SEC, OTHER), False),
        ("dx_office", (), False),
        ("promoter", (SEC,), True),
        ("section_chief", (OTHER,), True),
        ("section_chief", (), True),
    ],
)
def test_a_right_is_lost_by_a_lower_role_or_a_missing_scope(role, scopes, lost):
    member = Office.founded(enrol(ANNA, "kaizen_leader")).roster.member(ANNA)
    assert member is not None
    assert loses(member, role, scopes) is lost


# -- what cannot be said -------------------------------------------------------------------------


def refusals(office: Office) -> list[BlockFault]:
    return [reason for _, reason in office.roster.refused]


@pytest.mark.parametrize(
    "said",
    [
        [Found("another-site", "市", fictitious=False)],
        [enrol(ANNA), enrol(ANNA)],
        [enrol(DX)],
        [enrol(ANNA, "mayor")],
        [enrol(ANNA, "section_chief", ("org",))],
        [enrol(ANNA, "section_chief", ("lib", SEC))],
        [Enrol(ANNA, signer_of(DX).public_key.hex(), "u", "n", "member", (SEC,), "p")],
        [enrol(ANNA), Admin(ANNA)],
        [Admin(BEN)],
        [change(BEN, "member", ())],
        [enrol(ANNA), change(ANNA, "mayor", (SEC,), {})],
        [enrol(ANNA), change(ANNA, "member", ("org",), {})],
        [enrol(ANNA), change(ANNA, "member", ())],
        [revoke(BEN)],
        [enrol(ANNA), revoke(ANNA), revoke(ANNA)],
        [enrol(ANNA), revoke(ANNA), enrol(ANNA)],
        [enrol(ANNA), revoke(ANNA), change(ANNA, "section_chief", (SEC,))],
        [enrol(ANNA), Admit(ANNA, tips(1))],
        [Admit(BEN, tips(1))],
        [Replace(BEN, ANNA, "ab" * 32, "pc", {})],
        [enrol(ANNA), enrol(BEN), Replace(ANNA, BEN, "ab" * 32, "pc", {})],
        [enrol(ANNA), Replace(ANNA, BEN, signer_of(ANNA).public_key.hex(), "pc", {})],
    ],
    ids=str,
)
def test_a_block_with_one_senseless_statement_is_refused_as_a_whole(said):
    office = Office.founded().say(*said)
    assert refusals(office) == [BlockFault.STATEMENT]
    assert office.roster.version == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"k": "future"},
        {"more": 1},
        {"actor": "ANNAANNAANNA2"},
        {"actor": 1},
        {"key": "ab"},
        {"user": 1},
        {"name": "あ" * 201},
        {"scopes": "sec-0123"},
        {"scopes": [1]},
        {"scopes": ["sec-0123", "sec-0123"]},
        {"scopes": ["SEC-1"]},
        {"role": None},
    ],
)
def test_a_statement_that_is_not_formed_as_its_kind_is_refused(changed):
    raw = written(enrol(ANNA)) | changed
    assert refusals(Office.founded().say(raw)) == [BlockFault.STATEMENT]


@pytest.mark.parametrize(
    "last",
    [
        None,
        [],
        {"nowhere": []},
        {SEC: 1},
        {SEC: [1]},
        {SEC: [[1]]},
        {SEC: [[0, "ab" * 32]]},
        {SEC: [[True, "ab" * 32]]},
        {SEC: [["1", "ab" * 32]]},
        {SEC: [[1, "ab"]]},
    ],
)
def test_last_segments_that_name_nothing_are_refused(last):
    raw = written(revoke(ANNA)) | {"last": last}
    assert refusals(Office.founded(enrol(ANNA)).say(raw)) == [BlockFault.STATEMENT]


def test_a_flag_is_a_flag():
    raw = written(Found(SITE, CITY, fictitious=True)) | {"fictitious": 1}
    office = Office().say(raw, dx(DX), by=ROOT)
    assert refusals(office) == [BlockFault.STATEMENT]


@pytest.mark.parametrize(
    "said",
    [
        [],
        [dx(DX), Admin(DX)],
        [dx(DX), Found(SITE, CITY, fictitious=True)],
        [Found(SITE, CITY, fictitious=True), Found(SITE, CITY, fictitious=True)],
        [Found("another-site", CITY, fictitious=True), dx(DX)],
        [Found("A", CITY, fictitious=True)],
    ],
)
def test_the_first_block_founds_this_site_and_no_other(said):
    office = Office().say(*said, by=ROOT)
    assert refusals(office) == [BlockFault.STATEMENT]
    assert office.roster.version == 0


def test_every_kind_of_statement_is_read_as_it_was_written():
    office = Office.founded(dx(DX_SECOND), Admin(DX_SECOND), enrol(ANNA))
    office.say(change(ANNA, "section_chief", (SEC,), tips(1)), Decline(BEN, "ab" * 32, "理由"))
    office.say(Dismiss(DX_SECOND, (1, "ab" * 32)), by=ROOT)
    office.say(revoke(DX_SECOND, {}), Replace(ANNA, BEN, "cd" * 32, "pc", tips(2)))
    office.say(Admit(ANNA, tips(3)))
    assert office.roster.version == len(office.blocks) == 6
    assert office.roster.refused == ()


# -- signing -------------------------------------------------------------------------------------


def test_only_the_root_key_takes_away_the_right_to_sign():
    office = Office.founded(dx(DX_SECOND), Admin(DX_SECOND))
    assert refusals(office.branch(2).say(Dismiss(DX_SECOND, None))) == [BlockFault.STATEMENT]
    assert refusals(office.branch(2).say(revoke(DX_SECOND))) == [BlockFault.STATEMENT]
    lower = change(DX_SECOND, "member", (SEC,), {})
    assert refusals(office.branch(2).say(lower)) == [BlockFault.STATEMENT]
    replaced = Replace(DX_SECOND, ANNA, "ab" * 32, "pc", {})
    assert refusals(office.branch(2).say(replaced)) == [BlockFault.STATEMENT]
    dismissed = office.branch(2).say(Dismiss(DX_SECOND, None), by=ROOT)
    assert dismissed.roster.admins == {DX}
    assert dismissed.say(revoke(DX_SECOND)).roster.former[0].actor == DX_SECOND


def test_nobody_is_dismissed_who_signs_nothing():
    office = Office.founded(enrol(ANNA)).say(Dismiss(ANNA, None), by=ROOT)
    assert refusals(office) == [BlockFault.STATEMENT]


def test_a_dismissed_admin_signs_no_more_neither_further_on_nor_beside():
    office = Office.founded(dx(DX_SECOND), Admin(DX_SECOND)).say(enrol(ANNA))
    office.say(Dismiss(DX_SECOND, None), revoke(DX_SECOND), by=ROOT)
    further = office.branch(4).say(enrol(BEN), by=DX_SECOND)
    assert further.roster.version == 4
    for attempt in range(10):
        beside = office.branch(2).say(enrol(BEN), by=DX_SECOND, at=str(attempt))
        mixed = Office(blocks=[*beside.blocks, *office.blocks])
        assert mixed.roster.member(BEN) is None
        assert mixed.roster.version == 4


def test_an_admin_of_the_office_may_stay_there_under_a_change():
    office = Office.founded(dx(DX_SECOND), Admin(DX_SECOND))
    office.say(change(DX_SECOND, "dx_office", (SEC,)))
    assert office.roster.admins == {DX, DX_SECOND}


# -- which segments count ------------------------------------------------------------------------


def test_nobody_unknown_is_accepted_and_may_be_waited_for():
    assert verdict(Office.founded(), 1, 1) == Unaccepted.NOT_ENROLLED
    assert Unaccepted.NOT_ENROLLED in rosters.WAITING
    assert Office.founded().roster.rights(ANNA, 1) is None


def test_a_version_that_is_not_here_yet_is_waited_for():
    assert verdict(Office.founded(enrol(ANNA)), 1, 3) == Unaccepted.BEHIND
    assert Unaccepted.BEHIND in rosters.WAITING


def test_what_was_written_before_the_approval_counts_from_then_on():
    office = Office.founded().say(enrol(BEN)).say(enrol(ANNA, "kaizen_leader"))
    assert verdict(office, 1, 1) == ""
    rights = office.roster.rights(ANNA, 1)
    assert rights is not None
    assert rights.role == "kaizen_leader"


def test_rights_are_those_of_the_version_that_is_named():
    office = Office.founded(enrol(ANNA)).say(change(ANNA, "section_chief", (SEC,)))
    office.say(change(ANNA, "section_chief", (SEC, OTHER)))
    found = [office.roster.rights(ANNA, n) for n in (1, 2, 3, 4)]
    assert [(one.role, one.scopes) for one in found if one] == [
        ("member", (SEC,)),
        ("member", (SEC,)),
        ("section_chief", (SEC,)),
        ("section_chief", (SEC, OTHER)),
    ]


def test_after_the_end_only_what_leads_to_the_last_segments_counts():
    office = Office.founded(enrol(ANNA)).say(revoke(ANNA, tips(4)))
    assert [verdict(office, seq, 2) for seq in range(1, 7)] == ["", "", "", ""] + [
        Unaccepted.REVOKED
    ] * 2
    member = office.roster.member(ANNA)
    assert member is not None
    assert not member.active
    assert member.last == tips(4)
    assert office.roster.members[0].actor == DX
    assert [one.actor for one in office.roster.former] == [ANNA]


def test_naming_a_later_version_does_not_help_after_the_end():
    office = Office.founded(enrol(ANNA)).say(revoke(ANNA, tips(4))).say(enrol(BEN))
    assert [verdict(office, 5, named) for named in (2, 3, 4)] == [Unaccepted.REVOKED] * 3
    assert [verdict(office, 4, named) for named in (2, 3, 4)] == ["", "", ""]
    rights = office.roster.rights(ANNA, 4)
    assert rights is not None
    assert rights.scopes == (SEC,)


def test_a_branch_written_beside_after_the_end_does_not_count():
    office = Office.founded(enrol(ANNA)).say(revoke(ANNA, tips(4)))
    assert verdict(office, 3, 2, digest=SIDE) == Unaccepted.REVOKED


def test_both_branches_of_a_fork_count_where_both_were_taken_over():
    last = {SEC: ((4, LINE[3]), (3, SIDE))}
    office = Office.founded(enrol(ANNA)).say(revoke(ANNA, last))
    assert verdict(office, 3, 2, digest=SIDE) == ""
    assert verdict(office, 3, 2) == ""
    assert verdict(office, 2, 2) == ""


def test_a_segment_waits_while_those_between_it_and_the_last_one_miss():
    office = Office.founded(enrol(ANNA)).say(revoke(ANNA, tips(4)))
    waits = office.roster.accepts(SEC, ANNA, 2, LINE[1], 2, forerunner=lambda _digest: None)
    assert waits == Unaccepted.LINEAGE
    assert waits in rosters.WAITING
    last = office.roster.accepts(SEC, ANNA, 4, LINE[3], 2, forerunner=lambda _digest: None)
    assert last == ""


def test_a_scope_that_is_not_named_has_no_segments_that_count():
    office = Office.founded(enrol(ANNA, scopes=(SEC, OTHER))).say(revoke(ANNA, tips(4)))
    assert verdict(office, 1, 2, scope=OTHER) == Unaccepted.REVOKED


def test_who_loses_a_right_cannot_go_on_by_naming_the_old_version():
    office = Office.founded(enrol(ANNA, "section_chief"))
    office.say(change(ANNA, "member", (SEC,), tips(3)))
    assert verdict(office, 3, 2) == ""
    assert verdict(office, 4, 2) == Unaccepted.REVOKED
    assert verdict(office, 4, 3) == ""
    rights = office.roster.rights(ANNA, 3)
    assert rights is not None
    assert rights.role == "member"


def test_several_reductions_each_ask_for_their_own_last_segments():
    office = Office.founded(enrol(ANNA, "section_chief"))
    office.say(change(ANNA, "kaizen_leader", (SEC,), tips(2)))
    office.say(change(ANNA, "member", (SEC,), tips(4)))
    assert [verdict(office, seq, 2) for seq in (2, 3, 5)] == ["", *[Unaccepted.REVOKED] * 2]
    assert [verdict(office, seq, 3) for seq in (2, 4, 5)] == ["", "", Unaccepted.REVOKED]
    assert verdict(office, 5, 4) == ""


def test_gaining_a_right_asks_for_nothing():
    office = Office.founded(enrol(ANNA)).say(change(ANNA, "section_chief", (SEC, OTHER)))
    assert [verdict(office, 5, named) for named in (2, 3)] == ["", ""]


def test_what_came_late_can_be_let_in_after_all():
    office = Office.founded(enrol(ANNA)).say(revoke(ANNA, tips(4)))
    office.say(Admit(ANNA, tips(5) | {OTHER: ((1, SIDE),)}))
    assert [verdict(office, seq, 2) for seq in (4, 5, 6)] == ["", "", Unaccepted.REVOKED]
    assert verdict(office, 1, 2, digest=SIDE, scope=OTHER) == ""
    member = office.roster.member(ANNA)
    assert member is not None
    assert member.last == {SEC: ((4, LINE[3]), (5, LINE[4])), OTHER: ((1, SIDE),)}


def test_what_came_late_to_a_change_can_be_let_in_too():
    office = Office.founded(enrol(ANNA, "section_chief"))
    office.say(change(ANNA, "member", (SEC,), tips(3))).say(Admit(ANNA, tips(4)))
    assert [verdict(office, seq, 2) for seq in (4, 5)] == ["", Unaccepted.REVOKED]
    member = office.roster.member(ANNA)
    assert member is not None
    assert member.active


def test_a_person_goes_on_under_a_new_actor_with_the_same_rights():
    office = Office.founded(enrol(ANNA, "kaizen_leader", (SEC, OTHER)))
    office.say(Replace(ANNA, BEN, signer_of(BEN).public_key.hex(), "pc-new", tips(4)))
    old, new = office.roster.member(ANNA), office.roster.member(BEN)
    assert old is not None
    assert new is not None
    assert (old.successor, old.active, old.last) == (BEN, False, tips(4))
    assert (new.role, new.scopes, new.user, new.name) == (old.role, old.scopes, old.user, old.name)
    assert (new.pc, new.key, new.since) == ("pc-new", signer_of(BEN).public_key, 3)
    assert verdict(office, 5, 2) == Unaccepted.REVOKED


def test_changing_a_copy_changes_no_roster():
    office = Office.founded(enrol(ANNA))
    earlier = office.roster
    office.say(revoke(ANNA))
    member = earlier.member(ANNA)
    assert member is not None
    assert member.active
