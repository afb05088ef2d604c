"""Packs: original segments in one file, refused whole when anything is wrong with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.names import numbered
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.replication.segments import Refusal, SegmentRefusedError
from bpr_studio.services.sync.packing import open_pack, pack_bytes
from tests.builders_segments import SITE, Sealed, Writer

if TYPE_CHECKING:
    from bpr_studio.domain.replication.names import NumberedName


@dataclass(frozen=True)
class Pack:
    name: NumberedName
    data: bytes


def pack_of(data: bytes, scope: str = "sec-0123") -> Pack:
    """A file under the name its bytes ask for."""
    return Pack(numbered("k", scope, 1, hashlib.sha256(data).hexdigest()), data)


def some(count: int = 5) -> list[Sealed]:
    writer = Writer()
    return [writer.seal(writer.ops(1 + 40 * (n % 2))) for n in range(count)]


FILES = some()
DATA = pack_bytes(SITE, "sec-0123", [(file.name, file.data) for file in FILES])


def reason(pack: Pack, site: str = SITE) -> Refusal:
    with pytest.raises(SegmentRefusedError) as caught:
        open_pack(pack.data, pack.name, site)
    return caught.value.reason


def test_a_pack_gives_back_the_very_files():
    pack = pack_of(DATA)
    assert dict(open_pack(pack.data, pack.name, SITE)) == {
        str(file.name): file.data for file in FILES
    }
    assert open_pack(pack.data, pack.name) == open_pack(pack.data, pack.name, SITE)


def test_two_pcs_that_pack_the_same_make_the_same_file():
    mixed = [(file.name, file.data) for file in (*FILES[2:], *FILES[:2])]
    assert pack_bytes(SITE, "sec-0123", mixed) == DATA


def test_a_pack_of_nothing_is_empty():
    pack = pack_of(pack_bytes(SITE, "org", []), "org")
    assert open_pack(pack.data, pack.name) == ()


def index_changed(**changed: object) -> Pack:
    line, _, rest = DATA.partition(b"\n")
    index = {**json.loads(line), **changed}
    return pack_of(canonical_json(index).encode() + b"\n" + rest)


ENTRIES = json.loads(DATA.partition(b"\n")[0])["files"]


@pytest.mark.parametrize(
    ("pack", "expected"),
    [
        (replace(pack_of(DATA), data=DATA[:-1]), Refusal.HASH),
        (replace(pack_of(DATA), data=DATA + b"x"), Refusal.HASH),
        (pack_of(DATA[:-1]), Refusal.TRUNCATED),
        (pack_of(DATA + b"x"), Refusal.TRUNCATED),
        (pack_of(DATA[:-1] + b"x"), Refusal.BODY),
        (pack_of(b""), Refusal.HEADER),
        (pack_of(b"no index"), Refusal.HEADER),
        (pack_of(b"no json\n"), Refusal.HEADER),
        (pack_of(b"\xff\n"), Refusal.HEADER),
        (pack_of(b"[]\n"), Refusal.HEADER),
        (pack_of(b"[" * 100_000 + b"\n"), Refusal.HEADER),
        (pack_of(b" " + DATA), Refusal.HEADER),
        (pack_of(DATA, "org"), Refusal.SCOPE),
        (index_changed(v=2), Refusal.NEWER),
        (index_changed(site="another-city"), Refusal.SITE),
        (index_changed(files={}), Refusal.HEADER),
        (index_changed(files=[*ENTRIES, ENTRIES[0]]), Refusal.HEADER),
        (index_changed(files=ENTRIES[:-1]), Refusal.TRUNCATED),
        (index_changed(files=[*ENTRIES[:-1], [ENTRIES[-1][0], -1]]), Refusal.HEADER),
        (index_changed(files=[*ENTRIES[:-1], [ENTRIES[-1][0], 0]]), Refusal.HEADER),
        (index_changed(files=[*ENTRIES[:-1], [ENTRIES[-1][0], "9"]]), Refusal.HEADER),
        (index_changed(files=[*ENTRIES[:-1], ["../x", 9]]), Refusal.HEADER),
        (index_changed(files=[*ENTRIES[:-1], [ENTRIES[-1][0]]]), Refusal.HEADER),
        (index_changed(files=[[ENTRIES[1][0], ENTRIES[0][1]], *ENTRIES[1:]]), Refusal.HEADER),
        (
            index_changed(files=[[ENTRIES[0][0].replace("sec-0123", "org"), 9], *ENTRIES[1:]]),
            Refusal.HEADER,
        ),
        (
            index_changed(
                files=[[ENTRIES[0][0].replace(".seg", ".r1.seg"), ENTRIES[0][1]], *ENTRIES[1:]]
            ),
            Refusal.HEADER,
        ),
        (replace(pack_of(DATA), name=numbered("k", "sec-..", 1, "0" * 64)), Refusal.NAME),
    ],
)
def test_a_pack_in_which_anything_is_wrong_is_refused(pack, expected):
    assert reason(pack) is expected
