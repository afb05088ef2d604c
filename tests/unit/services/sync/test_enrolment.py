"""The desk of the DX office: letting in, changing, ending, and what it may not do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.names import ROSTER
from bpr_studio.domain.replication.policy import Policy
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.sync.enrolment import (
    MOST_REQUESTS,
    Approval,
    Enrolment,
    ends,
    enrolled_by_scope,
    keep_request,
    known_policy,
    open_requests,
)
from bpr_studio.services.sync.facts import with_scopes
from bpr_studio.services.sync.founding import Founder, Founding, RootFile
from bpr_studio.services.sync.ports import KeptSegment
from bpr_studio.services.sync.requests import Request, RequestRefusedError, handover, request_bytes
from tests.builders_roster import ANNA, BEN, DX, DX_SECOND, ROOT, VERIFIER, digest_of, signer_of
from tests.fakes.clock import ManualClock
from tests.fakes.ids import CountingIds
from tests.fakes.sync_office import OfficeLog, RootFiles

if TYPE_CHECKING:
    from pathlib import Path

SEC, OTHER = "sec-0123", "sec-0456"


@pytest.fixture
def log(tmp_path: Path) -> OfficeLog:
    made = OfficeLog(DX)
    founding = Founding(made, RootFiles(signer_of(ROOT)), VERIFIER, ManualClock(), CountingIds())
    founder = Founder(signer_of(DX), "dx-user", "DX室", "pc-dx")
    founding.found("架空市", founder, RootFile(tmp_path / "root", "x" * 12), fictitious=True)
    return made


@pytest.fixture
def desk(log: OfficeLog) -> Enrolment:
    return Enrolment(log, VERIFIER, ManualClock())


def request(log: OfficeLog, actor: str = ANNA, role: str = "member", **changed: object) -> Request:
    asked = Request(
        site=log.identity().site,
        actor=actor,
        key=signer_of(actor).public_key,
        user=f"user-{actor}",
        name="総務課",
        pc="pc",
        role=role,
        section="0123",
        at="2026-06-01T09:00:00+00:00",
    )
    return replace(asked, **changed)  # type: ignore[arg-type]  # fields by name


def approval(log: OfficeLog, actor: str = ANNA, role: str = "member", *scopes: str) -> Approval:
    return Approval(request(log, actor, role), role, scopes or (SEC,))


def segment(actor: str, seq: int, digest: str, prev: str, scope: str = SEC) -> KeptSegment:
    from bpr_studio.domain.replication.names import SegmentName

    name = SegmentName(scope, actor, seq, digest[:12])
    return KeptSegment(name, digest, own=False, prev=prev, last_n=seq)


ONE, TWO, SIDE = digest_of("1"), digest_of("2"), digest_of("side")


def test_requests_wait_until_they_are_answered(log, desk):
    first, second = request(log), request(log, BEN, at="2026-05-01T09:00:00+00:00")
    for asked in (first, second):
        data = request_bytes(asked, signer_of(asked.actor))
        assert keep_request(log, data, asked.file_name, VERIFIER) == asked
    assert open_requests(log, desk.roster, VERIFIER) == (second, first)
    desk.approve(signer_of(DX), [approval(log)])
    desk.decline(signer_of(DX), second, "所属が分かりません")
    assert open_requests(log, desk.roster, VERIFIER) == ()
    assert desk.roster.declined(BEN) == "所属が分かりません"
    assert not [name for name in log.facts() if name.startswith("request/")]  # room for others


def test_what_is_no_request_is_not_kept(log, desk):
    with pytest.raises(RequestRefusedError):
        keep_request(log, b"x", f"e/{ANNA}.req", VERIFIER)
    log.note({f"request/{ANNA}": "spoilt", "other": "fact"})
    assert open_requests(log, desk.roster, VERIFIER) == ()


def test_no_more_requests_are_kept_than_a_desk_can_answer(log):
    log.note({f"request/{number}": "x" for number in range(MOST_REQUESTS)})
    asked = request(log)
    with pytest.raises(RequestRefusedError, match="request-too-many"):
        keep_request(log, request_bytes(asked, signer_of(ANNA)), asked.file_name, VERIFIER)
    log.note({"request/0": ""})
    keep_request(log, request_bytes(asked, signer_of(ANNA)), asked.file_name, VERIFIER)
    keep_request(log, request_bytes(asked, signer_of(ANNA)), asked.file_name, VERIFIER)


def test_many_are_let_in_by_one_block(log, desk):
    roster = desk.approve(
        signer_of(DX),
        [approval(log), replace(approval(log, BEN, "section_chief", SEC, OTHER), name="課長")],
    )
    assert roster.version == 2
    anna, ben = roster.member(ANNA), roster.member(BEN)
    assert anna is not None
    assert ben is not None
    assert (anna.name, anna.role, anna.scopes) == ("総務課", "member", (SEC,))
    assert (ben.name, ben.role, ben.scopes) == ("課長", "section_chief", (SEC, OTHER))
    assert len(log.blocks(ROSTER)) == 2
    assert enrolled_by_scope(roster) == {"org": 1, SEC: 2, OTHER: 1}


def test_a_key_that_may_not_sign_changes_nothing(log, desk):
    desk.approve(signer_of(DX), [approval(log)])
    for deed in (
        lambda: desk.approve(signer_of(ANNA), [approval(log, BEN)]),
        lambda: desk.set_policy(signer_of(ANNA), Policy(least_app="9")),
        lambda: desk.dismiss(signer_of(DX), DX),
        lambda: desk.approve(signer_of(DX), [approval(log)]),
        lambda: desk.revoke(signer_of(DX), BEN, "x"),
        lambda: desk.revoke(signer_of(DX), DX, "x"),
        lambda: desk.change(signer_of(DX), BEN, "member", ()),
        lambda: desk.make_admin(signer_of(DX), ANNA),
        lambda: desk.admit(signer_of(DX), ANNA, {}),
        lambda: desk.decline(signer_of(DX), request(log, BEN), "x" * 2_000_000),
    ):
        with pytest.raises(RefusedError) as caught:
            deed()
        assert caught.value.kept
    assert desk.roster.version == 2
    assert desk.policy.version == 1


def test_the_end_of_a_part_names_what_came_until_then(log, desk):
    desk.approve(signer_of(DX), [approval(log)])
    log.segments += [
        segment(ANNA, 1, ONE, "0" * 64),
        segment(ANNA, 2, TWO, ONE),
        segment(ANNA, 2, SIDE, ONE),
        segment(BEN, 1, digest_of("ben"), "0" * 64),
        segment(ANNA, 1, digest_of("elsewhere"), "0" * 64, "sec-0999"),
    ]
    log.note(with_scopes(["sec-0999"]))
    roster = desk.revoke(signer_of(DX), ANNA, "PCの紛失")
    former = roster.former[0]
    assert former.actor == ANNA
    assert former.last == {
        SEC: tuple(sorted([(2, TWO), (2, SIDE)])),
        "sec-0999": ((1, digest_of("elsewhere")),),
    }


def test_losing_a_right_names_what_came_and_gaining_one_does_not(log, desk):
    desk.approve(signer_of(DX), [approval(log, ANNA, "kaizen_leader")])
    log.segments.append(segment(ANNA, 1, ONE, "0" * 64))
    roster = desk.change(signer_of(DX), ANNA, "section_chief", (SEC, OTHER))
    assert roster.accepts(SEC, ANNA, 2, TWO, 2, forerunner=lambda _digest: None) == ""
    roster = desk.change(signer_of(DX), ANNA, "member", (SEC,))
    assert roster.accepts(SEC, ANNA, 1, ONE, 2, forerunner=lambda _digest: None) == ""
    assert roster.accepts(SEC, ANNA, 2, TWO, 2, forerunner=lambda _digest: ONE) != ""
    roster = desk.admit(signer_of(DX), ANNA, {SEC: ((2, TWO),)})
    assert roster.accepts(SEC, ANNA, 2, TWO, 2, forerunner=lambda _digest: ONE) == ""


def test_who_wrote_as_another_actor_goes_on_with_its_rights_and_late_work_still_counts(log, desk):
    desk.approve(signer_of(DX), [approval(log, ANNA, "kaizen_leader", SEC, OTHER)])
    log.segments.append(segment(ANNA, 1, ONE, "0" * 64))
    key = signer_of(BEN).public_key
    word = handover(log.identity().site, ANNA, BEN, key, signer_of(ANNA))
    asked = request(log, BEN, replaces=ANNA, handover=word)
    roster = desk.approve(signer_of(DX), [Approval(asked, "member", ())])
    old, new = roster.member(ANNA), roster.member(BEN)
    assert old is not None
    assert new is not None
    assert old.active
    assert roster.accepts(SEC, ANNA, 2, TWO, 2, forerunner=lambda _digest: ONE) == ""
    assert (new.role, new.scopes) == ("kaizen_leader", (SEC, OTHER))


def test_another_pc_of_the_office_signs_until_the_root_key_dismisses_it(log, desk):
    desk.approve(signer_of(DX), [approval(log, DX_SECOND, "dx_office")])
    desk.make_admin(signer_of(DX), DX_SECOND)
    desk.approve(signer_of(DX_SECOND), [approval(log)])
    desk.set_policy(signer_of(DX_SECOND), Policy(least_app="0.5.0"))
    roster = desk.dismiss(signer_of(ROOT), DX_SECOND)
    assert roster.admins == {DX}
    assert roster.member(DX_SECOND) in roster.members
    assert desk.policy.least_app == "0.5.0"
    assert known_policy(log, roster, VERIFIER).version == 2
    with pytest.raises(RefusedError):
        desk.set_policy(signer_of(DX_SECOND), Policy(least_app="9"))


def test_a_lost_pc_of_the_office_is_dismissed_and_ended_at_once(log, desk):
    desk.approve(signer_of(DX), [approval(log, DX_SECOND, "dx_office")])
    desk.make_admin(signer_of(DX), DX_SECOND)
    roster = desk.dismiss(signer_of(ROOT), DX_SECOND, reason="PCの紛失")
    assert [one.actor for one in roster.former] == [DX_SECOND]


def test_blocks_a_newer_program_kept_are_passed_over(log, desk):
    log.keep_blocks(ROSTER, [b"spoilt"])
    assert desk.roster.version == 1


def test_the_ends_of_a_stream_are_those_nobody_follows():
    line = [segment(ANNA, 1, ONE, "0" * 64), segment(ANNA, 2, TWO, ONE)]
    assert ends(line) == ((2, TWO),)
    assert ends([*line, segment(ANNA, 1, SIDE, "0" * 64)]) == tuple(sorted([(1, SIDE), (2, TWO)]))
    assert ends([]) == ()
