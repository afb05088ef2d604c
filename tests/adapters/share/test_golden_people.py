"""Rosters, policies, requests and key files of format 1 stay readable, and are written alike.

The files in `tests/golden/people` were made by this program when the format was released; they are
never made anew. Keys are those of tests.
"""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bpr_studio.adapters.share.key_files import PassphraseFiles
from bpr_studio.domain.replication.chain import read_block
from bpr_studio.domain.replication.policy import Policy, fold_policy, rules
from bpr_studio.domain.replication.statements import (
    Admin,
    Admit,
    Change,
    Decline,
    Dismiss,
    Replace,
    Revoke,
)
from bpr_studio.services.sync.founding import read_site, site_bytes, site_of_roster
from bpr_studio.services.sync.requests import (
    Request,
    handover,
    is_handed_over,
    read_request,
    request_bytes,
)
from tests.builders_roster import (
    ANNA,
    BEN,
    DX_SECOND,
    ROOT,
    SITE,
    VERIFIER,
    Office,
    digest_of,
    dx,
    enrol,
    folded,
    policy_office,
    signer_of,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "people"
LAST = {"sec-0123": ((2, digest_of("two")), (2, digest_of("side")))}
NEW = "newnewnewnew2"


def roster_now() -> Office:
    """One block of every kind of statement."""
    office = Office.founded(dx(DX_SECOND), Admin(DX_SECOND), enrol(ANNA, "kaizen_leader"))
    office.say(enrol(BEN, "section_chief", ("sec-0123", "sec-0456")))
    office.say(Change(ANNA, "member", ("sec-0123",), LAST), Admit(ANNA, LAST))
    office.say(Decline("otherotherot2", "ab" * 32, "見知らぬPC"))
    key = signer_of(NEW).public_key.hex()
    office.say(Replace(BEN, NEW, key, "pc-new", LAST), Revoke(ANNA, LAST, "異動"))
    return office.say(Dismiss(DX_SECOND, (2, policy_now().blocks[1].digest)), by=ROOT)


def policy_now() -> Office:
    office = policy_office().say(rules(Policy()), by=ROOT)
    return office.say(rules(Policy(least_app="0.5.0", least_from="2026-12-01")))


def request_now() -> bytes:
    key = signer_of(BEN).public_key
    word = handover(SITE, ANNA, BEN, key, signer_of(ANNA))
    at = "2026-06-01T09:00:00+00:00"
    who = ("user-b", "総務課　文書係", "PC-0123", "promoter", "0123", at)
    return request_bytes(
        Request(SITE, BEN, key, *who, replaces=ANNA, handover=word), signer_of(BEN)
    )


def files_now() -> dict[str, bytes]:
    """Everything as this program writes it."""
    made = {"bpr.json": site_bytes(site_of_roster(roster_now().roster)), "ben.req": request_now()}
    for chain, office in (("roster", roster_now()), ("policy", policy_now())):
        for block in office.blocks:
            made[f"{chain}-{block.n}.json"] = _file(office, block.n)
    return made


def _file(office: Office, n: int) -> bytes:
    block = office.blocks[n - 1]
    return block.line + b"\n" + base64.b64encode(block.signature) + b"\n"


@pytest.mark.parametrize("name", sorted(files_now()))
def test_the_same_is_written_as_then(name):
    assert files_now()[name] == (GOLDEN / name).read_bytes()


def test_what_was_written_then_is_read_alike():
    blocks = [read_block(file.read_bytes()) for file in GOLDEN.glob("roster-*.json")]
    roster = folded(blocks)
    assert (roster.version, roster.refused, roster.forks) == (7, (), ())
    assert [one.actor for one in roster.members] == ["dxdxdxdxdxdx2", DX_SECOND, NEW]
    assert [one.actor for one in roster.former] == [ANNA, BEN]
    policy = fold_policy(
        [read_block(file.read_bytes()) for file in GOLDEN.glob("policy-*.json")], roster, VERIFIER
    )
    assert (policy.version, policy.least_app) == (2, "0.5.0")
    assert read_site((GOLDEN / "bpr.json").read_bytes()).check_number == "6473 0311 5013"
    asked = read_request((GOLDEN / "ben.req").read_bytes(), f"e/{BEN}.req", SITE, VERIFIER)
    assert is_handed_over(asked, roster.at(2), VERIFIER)


def test_a_key_file_made_then_still_opens():
    opened = PassphraseFiles().open(GOLDEN / "root.key", "正しい 馬 電池 ホチキス です")
    assert opened.public_key.hex() == (GOLDEN / "root.pub").read_text(encoding="ascii").strip()
