"""Blocks: one way to write them, everything else refused; forks settle alike for everybody."""

from __future__ import annotations

import base64
import itertools
import json

import pytest

from bpr_studio.domain.replication.chain import (
    MOST_BYTES,
    Block,
    BlockFault,
    BlockRefusedError,
    block_bytes,
    read_block,
)
from bpr_studio.domain.replication.names import NO_HASH, ROSTER, numbered
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.replication.statements import Admin, Decline
from tests.builders_roster import (
    ANNA,
    BEN,
    DX,
    DX_SECOND,
    ROOT,
    SITE,
    VERIFIER,
    Office,
    block_file,
    dx,
    enrol,
    folded,
    founding,
    signed_line,
    signer_of,
)


def name_of(data: bytes, n: int = 1, chain: str = ROSTER) -> str:
    return str(numbered("c", chain, n, read_block(data).digest))


def refused(data: bytes, name: str = "") -> BlockFault:
    with pytest.raises(BlockRefusedError) as caught:
        read_block(data, name)
    return caught.value.reason


def raw(**changed: object) -> dict[str, object]:
    plain = {
        "v": 1,
        "chain": "roster",
        "site": SITE,
        "n": 2,
        "prev": "ab" * 32,
        "at": "2026-06-01",
        "signer": signer_of(DX).public_key.hex(),
        "s": [{"k": "admin", "actor": DX}],
    }
    return plain | changed


def file_of(value: object) -> bytes:
    return signed_line(canonical_json(value).encode())


def test_a_block_is_read_as_it_was_written():
    data = block_file(1, NO_HASH, founding(), by=ROOT)
    block = read_block(data, name_of(data))
    assert (block.n, block.prev, block.chain, block.site) == (1, NO_HASH, ROSTER, SITE)
    assert block.signer == signer_of(ROOT).public_key.hex()
    assert block.statements[0]["k"] == "found"
    assert block.verified(VERIFIER)


def test_one_changed_bit_anywhere_is_noticed():
    data = block_file(1, NO_HASH, founding(), by=ROOT)
    name = name_of(data)
    for place in range(0, len(data), 7):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(BlockRefusedError):
            read_block(changed, name)


@pytest.mark.parametrize(
    "name",
    [
        "c/roster/00000002-{hash}.json",
        "c/policy/00000001-{hash}.json",
        "c/roster/00000001-0123456789ab.json",
        "r/org/00000001-{hash}.rcp",
        "block.json",
    ],
)
def test_a_block_under_another_name_is_refused(name: str):
    data = block_file(1, NO_HASH, founding(), by=ROOT)
    assert refused(data, name.format(hash=read_block(data).digest[:12])) is BlockFault.NAME


def test_the_same_block_has_only_one_file():
    line, signature, _ = block_file(1, NO_HASH, founding(), by=ROOT).split(b"\n")
    loose = json.dumps(json.loads(line)).encode()
    assert refused(signed_line(loose, ROOT)) is BlockFault.FORM
    for other in (
        line + b"\n" + signature,
        line + b"\r\n" + signature + b"\r\n",
        line + b"\n" + signature + b"\n\n",
        line + b"\n" + signature[:-2] + b"\n",
        line + b"\n" + base64.b64encode(b"x" * 63) + b"\n",
        line + b"\n" + signature[:-3] + b"B==\n",  # other bits behind the signature's end
        b"\xff" + line + b"\n" + signature + b"\n",
    ):
        assert refused(other) is BlockFault.FORM


@pytest.mark.parametrize(
    "changed",
    [
        {"v": 0},
        {"v": True},
        {"v": "1"},
        {"chain": "other"},
        {"site": 1},
        {"n": 0},
        {"n": True},
        {"n": 1.0},
        {"n": 10**8},
        {"prev": "AB" * 32},
        {"prev": "ab"},
        {"at": None},
        {"signer": "zz" * 32},
        {"s": {}},
        {"s": [1]},
        {"s": [{"k": 1}]},
        {"more": 1},
    ],
)
def test_what_is_not_formed_as_a_block_is_refused(changed: dict[str, object]):
    assert refused(file_of(raw(**changed))) is BlockFault.FORM


@pytest.mark.parametrize(
    "line", [b"[]", b"1", b"{", b"[" * 100_000, b'{"a":"\\ud800"}', b'{"a":1e999}', b"", b"NaN"]
)
def test_hostile_json_is_refused_and_never_crashes(line: bytes):
    assert refused(signed_line(line)) is BlockFault.FORM


def test_a_well_formed_block_of_the_matrix_above_is_read():
    assert read_block(file_of(raw())).n == 2


def test_a_block_of_a_newer_program_says_so():
    assert refused(file_of(raw(v=2, more=1))) is BlockFault.NEWER


def test_a_block_has_a_limit_in_writing_and_reading():
    too_many = tuple({"k": "x", "text": "あ" * 1000} for _ in range(400))
    with pytest.raises(BlockRefusedError) as caught:
        block_bytes(Block(ROSTER, SITE, 1, NO_HASH, "", "", too_many), signer_of(DX))
    assert caught.value.reason is BlockFault.SIZE
    assert refused(b"x" * (MOST_BYTES + 1)) is BlockFault.SIZE


def test_a_refusal_says_what_and_why():
    assert str(BlockRefusedError(BlockFault.SITE, "other")) == "block-site: other"
    assert str(BlockRefusedError(BlockFault.SITE)) == "block-site"


# -- which blocks are followed -------------------------------------------------------------------


def test_nothing_is_followed_without_the_first_block():
    office = Office.founded(enrol(ANNA))
    roster = folded(office.blocks[1:])
    assert (roster.version, roster.members, roster.digest) == (0, (), "")


def test_a_gap_ends_the_chain_until_it_is_filled():
    office = Office.founded(enrol(ANNA)).say(enrol(BEN))
    first, second, third = office.blocks
    assert folded([first, third]).version == 1
    assert folded([third, first, second]).version == 3


def test_a_first_block_that_the_root_key_did_not_sign_is_refused():
    forged = Office().say(*founding(), by=DX)
    roster = forged.roster
    assert roster.version == 0
    assert [reason for _, reason in roster.refused] == [BlockFault.SIGNER]


def test_a_block_that_names_a_key_and_is_signed_by_another_is_refused():
    office = Office.founded()
    line = canonical_json(raw(prev=office.blocks[0].digest)).encode()
    forged = read_block(signed_line(line, by=ANNA))  # names the key of the DX office
    roster = folded([*office.blocks, forged])
    assert [reason for _, reason in roster.refused] == [BlockFault.SIGNATURE]
    assert roster.version == 1


def test_a_member_that_is_no_admin_signs_nothing():
    office = Office.founded(enrol(ANNA)).say(enrol(BEN), by=ANNA)
    assert office.roster.version == 2
    assert [reason for _, reason in office.roster.refused] == [BlockFault.SIGNER]


def test_who_becomes_admin_in_a_block_signs_only_the_next_one():
    too_early = Office.founded().say(dx(DX_SECOND), Admin(DX_SECOND), by=DX_SECOND)
    assert too_early.roster.version == 1
    in_time = Office.founded(dx(DX_SECOND), Admin(DX_SECOND)).say(enrol(ANNA), by=DX_SECOND)
    assert in_time.roster.version == 3


def test_a_block_of_another_site_or_chain_is_refused():
    office = Office.founded()
    prev = office.blocks[0].digest
    strange = read_block(block_file(2, prev, [enrol(ANNA)], site="another-site"))
    policy = read_block(block_file(2, prev, [enrol(ANNA)], chain="policy"))
    roster = folded([*office.blocks, strange, policy])
    assert [reason for _, reason in roster.refused] == [BlockFault.SITE, BlockFault.SITE]


def test_a_number_that_does_not_follow_its_forerunner_is_not_followed():
    office = Office.founded()
    skipping = read_block(block_file(3, office.blocks[0].digest, [enrol(ANNA)]))
    assert folded([*office.blocks, skipping]).version == 1
    second_first = read_block(block_file(2, NO_HASH, founding(), by=ROOT))
    assert folded([second_first]).version == 0


# -- forks ---------------------------------------------------------------------------------------


def test_of_two_children_the_lowest_hash_is_followed_whatever_came_first():
    office = Office.founded()
    one, other = office.branch(1).say(enrol(ANNA)), office.branch(1).say(enrol(BEN))
    low, high = sorted([one.blocks[1], other.blocks[1]], key=lambda block: block.digest)
    for order in itertools.permutations([office.blocks[0], low, high]):
        roster = folded(order)
        assert roster.digest == low.digest
        assert [(fork.n, fork.followed, fork.dropped) for fork in roster.forks] == [
            (2, low.digest, (high.digest,))
        ]


def test_a_longer_branch_does_not_win_against_the_lower_hash():
    office = Office.founded()
    one, other = office.branch(1).say(enrol(ANNA)), office.branch(1).say(enrol(BEN))
    low, high = sorted([one, other], key=lambda branch: branch.blocks[1].digest)
    high.say(Decline(BEN, "ab" * 32, "")).say(Decline(BEN, "cd" * 32, ""))
    assert folded([*low.blocks, *high.blocks]).digest == low.blocks[1].digest


def test_the_branch_the_root_key_signed_in_wins_against_every_hash():
    office = Office.founded()
    confirmed = office.branch(1).say(enrol(ANNA)).say(enrol(BEN), by=ROOT)
    for attempt in range(20):  # whoever holds an admin's key may grind as many hashes as he likes
        forged = office.branch(1).say(enrol("evilevilevil2"), at=f"try {attempt}")
        roster = folded([*forged.blocks, *confirmed.blocks])
        assert roster.digest == confirmed.blocks[2].digest
        assert roster.member("evilevilevil2") is None
        assert len(roster.forks) == 1


def test_the_same_block_twice_is_no_fork():
    office = Office.founded(enrol(ANNA))
    assert folded([*office.blocks, *office.blocks]).forks == ()
