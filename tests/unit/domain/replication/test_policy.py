"""The policy: signed by who may, and by who might at the time."""

from __future__ import annotations

import base64

import pytest

from bpr_studio.domain.replication.chain import read_block
from bpr_studio.domain.replication.policy import Policy, fold_policy, rules
from bpr_studio.domain.replication.statements import Admin, Dismiss
from tests.builders_roster import (
    ANNA,
    DX_SECOND,
    ROOT,
    VERIFIER,
    Office,
    block_file,
    dx,
    enrol,
    policy_office,
)


def said(version: str, day: str = "") -> dict[str, object]:
    return rules(Policy(least_app=version, least_from=day))


def folded(office: Office, roster: Office) -> Policy:
    return fold_policy(office.blocks, roster.roster, VERIFIER)


def test_the_last_rules_hold():
    policy = policy_office().say(said(""), by=ROOT).say(said("0.5.0", "2026-12-01"))
    found = folded(policy, Office.founded())
    assert (found.version, found.least_app, found.least_from) == (2, "0.5.0", "2026-12-01")
    assert found.blocks == tuple(policy.blocks)


def test_without_blocks_there_are_no_rules():
    assert fold_policy([], Office.founded().roster, VERIFIER) == Policy()


@pytest.mark.parametrize(
    ("app", "today", "too_old"),
    [
        ("0.4.9", "2026-12-01", True),
        ("0.4.9", "2026-11-30", False),
        ("0.5", "2026-12-01", False),
        ("0.5.0.dev1", "2026-12-01", False),
        ("0.10", "2027-01-01", False),
        ("unknown", "2026-12-01", True),
    ],
)
def test_a_program_is_too_old_from_a_day_on(app, today, too_old):
    assert Policy(1, "0.5.0", "2026-12-01").is_too_old(app, today) is too_old


def test_without_a_least_version_no_program_is_too_old():
    assert not Policy(1).is_too_old("0.0.1", "2030-01-01")


def test_who_signs_nothing_makes_no_rules():
    policy = policy_office().say(said(""), by=ROOT).say(said("9"), by=ANNA)
    assert folded(policy, Office.founded(enrol(ANNA))).version == 1
    stranger = policy_office().say(said(""), by=ANNA)
    assert folded(stranger, Office.founded()).version == 0


def test_blocks_of_another_site_or_chain_or_with_a_forged_signature_are_not_followed():
    first = policy_office().say(said(""), by=ROOT).blocks[0]
    for strange in (
        block_file(2, first.digest, [said("9")], chain="policy", site="another-site"),
        block_file(2, first.digest, [said("9")]),
    ):
        found = fold_policy([first, read_block(strange)], Office.founded().roster, VERIFIER)
        assert found.version == 1


def test_a_forged_signature_makes_no_rules():
    office = policy_office().say(said(""), by=ROOT)
    other = policy_office().say(said("1"), by=ROOT).blocks[0]
    data = office.blocks[0].line + b"\n" + base64.b64encode(other.signature) + b"\n"
    assert fold_policy([read_block(data)], Office.founded().roster, VERIFIER).version == 0


@pytest.mark.parametrize(
    "changed", [{"least_app": 1}, {"least_app": "x"}, {"least_from": "soon"}, {"least_from": None}]
)
def test_rules_that_are_none_are_refused(changed):
    policy = policy_office().say(said("") | changed, by=ROOT)
    assert folded(policy, Office.founded()).version == 0


def test_what_a_newer_program_says_besides_is_passed_over():
    policy = policy_office().say({"k": "future", "x": 1}, said("0.5") | {"more": 1}, by=ROOT)
    assert folded(policy, Office.founded()).least_app == "0.5"


def test_what_a_dismissed_admin_signed_before_counts_and_nothing_later():
    policy = policy_office().say(said(""), by=ROOT).say(said("0.5"), by=DX_SECOND)
    end = (2, policy.blocks[1].digest)
    roster = Office.founded(dx(DX_SECOND), Admin(DX_SECOND)).say(Dismiss(DX_SECOND, end), by=ROOT)
    assert folded(policy, roster).least_app == "0.5"
    further = policy.branch(2).say(said("99"), by=DX_SECOND)
    assert folded(further, roster).version == 2
    for attempt in range(10):
        beside = policy.branch(1).say(said("99"), by=DX_SECOND, at=str(attempt))
        mixed = fold_policy([*policy.blocks, *beside.blocks], roster.roster, VERIFIER)
        assert mixed.least_app == "0.5"
    never = Office.founded(dx(DX_SECOND), Admin(DX_SECOND)).say(Dismiss(DX_SECOND, None), by=ROOT)
    assert folded(policy, never).version == 1


def test_earlier_rules_of_a_dismissed_admin_count_where_others_build_on_them():
    policy = policy_office().say(said(""), by=ROOT).say(said("0.5"), by=DX_SECOND).say(said("0.6"))
    end = (3, policy.blocks[2].digest)
    roster = Office.founded(dx(DX_SECOND), Admin(DX_SECOND)).say(Dismiss(DX_SECOND, end), by=ROOT)
    assert folded(policy, roster).least_app == "0.6"


def test_a_fork_is_told():
    policy = policy_office().say(said(""), by=ROOT)
    one, other = policy.branch(1).say(said("1")), policy.branch(1).say(said("2"))
    found = fold_policy([*one.blocks, *other.blocks], Office.founded().roster, VERIFIER)
    assert len(found.forks) == 1
