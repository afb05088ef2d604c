"""Founding an exchange, and joining one whose check number was compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpr_studio.domain.replication.names import POLICY, ROSTER
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.sync.enrolment import known_policy, known_roster
from bpr_studio.services.sync.facts import Facts, with_target
from bpr_studio.services.sync.founding import (
    Founder,
    Founding,
    RootFile,
    Site,
    SiteFault,
    SiteRefusedError,
    pin,
    read_site,
    site_bytes,
    site_of_roster,
)
from bpr_studio.services.sync.keys import check_number
from bpr_studio.services.sync.reading import reading_of
from bpr_studio.services.sync.status import Membership, Work
from tests.builders_roster import ANNA, DX, ROOT, ROOT_KEY, VERIFIER, signer_of
from tests.fakes.clock import ManualClock
from tests.fakes.ids import CountingIds
from tests.fakes.sync_office import OfficeLog, RootFiles

FILE = RootFile(Path("root.key"), "correct horse battery")


def founder(name: str = "DX室") -> Founder:
    return Founder(signer_of(DX), "dx-user", name, "pc-dx")


def founding(log: OfficeLog, files: RootFiles | None = None) -> Founding:
    files = files or RootFiles(signer_of(ROOT))
    return Founding(log, files, VERIFIER, ManualClock(), CountingIds())


@pytest.fixture
def log() -> OfficeLog:
    return OfficeLog(DX)


def test_founding_makes_a_site_with_its_office_and_pins_the_key(log):
    files = RootFiles(signer_of(ROOT))
    site = founding(log, files).found("架空市", founder(), FILE, fictitious=True)
    assert site.root_key == ROOT_KEY
    assert files.made == {FILE.file: FILE.passphrase}
    roster = known_roster(log, VERIFIER)
    assert (roster.site, roster.city) == (site.id, "架空市")
    assert roster.admins == {DX}
    assert known_policy(log, roster, VERIFIER).version == 1
    facts = Facts(log.facts())
    assert (facts.site, facts.root_key, facts.home) == (site.id, ROOT_KEY, "org")
    assert site_of_roster(roster) == site
    member = roster.member(DX)
    assert member is not None
    assert (member.user, member.name, member.pc) == ("dx-user", "DX室", "pc-dx")


def test_the_founding_pc_is_a_member_before_its_first_exchange(log):
    founding(log, RootFiles(signer_of(ROOT))).found("架空市", founder(), FILE, fictitious=True)
    log.note(with_target("//server/bpr", ""))
    assert reading_of(log.facts(), Work()).membership is Membership.MEMBER


def test_a_workspace_that_is_shared_is_not_founded_again(log):
    founding(log).found("架空市", founder(), FILE, fictitious=True)
    files = RootFiles(signer_of(ROOT))
    with pytest.raises(RefusedError):
        founding(log, files).found("別の市", founder(), FILE, fictitious=True)
    assert files.made == {}
    assert len(log.blocks(ROSTER)) == len(log.blocks(POLICY)) == 1


def test_nothing_is_kept_that_nobody_would_follow(log):
    with pytest.raises(RefusedError) as caught:
        founding(log).found("架空市", founder("長" * 201), FILE, fictitious=True)
    assert caught.value.kept
    assert log.blocks(ROSTER) == ()
    assert log.facts() == {}


def test_a_key_file_that_is_refused_founds_nothing(log):
    files = RootFiles(signer_of(ROOT), {FILE.file: "other"})
    with pytest.raises(RefusedError):
        founding(log, files).found("架空市", founder(), FILE, fictitious=True)
    assert log.blocks(ROSTER) == ()


# -- bpr.json ------------------------------------------------------------------------------------

SITE = Site("site-of-tests", ROOT_KEY, "架空市", fictitious=True)


def test_the_file_says_where_one_is():
    assert read_site(site_bytes(SITE)) == SITE
    assert site_bytes(SITE) == site_bytes(SITE)


@pytest.mark.parametrize(
    "changed",
    [
        {"layout": 0},
        {"site": "A"},
        {"site": 1},
        {"root_key": "ab"},
        {"city": 1},
        {"city": "市" * 201},
        {"fictitious": 1},
        {"more": 1},
    ],
)
def test_a_file_that_says_nothing_is_refused(changed):
    raw = json.loads(site_bytes(SITE)) | changed
    with pytest.raises(SiteRefusedError) as caught:
        read_site(json.dumps(raw).encode())
    assert caught.value.reason is SiteFault.FORM


@pytest.mark.parametrize("data", [b"", b"[]", b"[" * 4000, b"{}", b"x" * 5000, b"\xff"])
def test_a_hostile_file_is_refused_and_never_crashes(data):
    with pytest.raises(SiteRefusedError) as caught:
        read_site(data)
    assert caught.value.reason is SiteFault.FORM


def test_the_file_of_a_newer_program_says_so():
    with pytest.raises(SiteRefusedError) as caught:
        read_site(json.dumps({"layout": 2, "anything": 1}).encode())
    assert str(caught.value) == "site-newer"


# -- joining -------------------------------------------------------------------------------------


def test_joining_pins_the_key_that_was_compared():
    log = OfficeLog(ANNA)
    pin(log, SITE, "sec-0123")
    pin(log, SITE, "sec-0124")  # the same again, with another section
    facts = Facts(log.facts())
    assert (facts.site, facts.root_key, facts.home) == (SITE.id, ROOT_KEY, "sec-0124")


@pytest.mark.parametrize(
    "other",
    [
        Site("another-site", ROOT_KEY, "架空市", fictitious=True),
        Site(SITE.id, signer_of(ANNA).public_key, "架空市", fictitious=True),
    ],
)
def test_a_pinned_key_is_never_replaced(other):
    log = OfficeLog(ANNA)
    pin(log, SITE, "sec-0123")
    with pytest.raises(RefusedError):
        pin(log, other, "sec-0123")
    assert Facts(log.facts()).root_key == ROOT_KEY


def test_the_check_number_is_twelve_digits_that_never_change():
    assert SITE.check_number == check_number(ROOT_KEY) == "6473 0311 5013"
    assert check_number(signer_of(ANNA).public_key) != SITE.check_number
