"""Makes the golden segments of the newest format version (README.md here)."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from bpr_studio.domain.replication.digest import state_digest
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.replication.ops import OpDraft, canonical_json
from bpr_studio.domain.replication.segments import VERSION
from tests.builders_segments import Writer, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.replication.ops import Op
    from tests.builders_segments import Sealed

GOLDEN = Path(__file__).parent
ONE = "goldenaaaaaaa"
OTHER = "goldenbbbbbbb"


def folder(version: int) -> Path:
    """Where the segments of a format version lie."""
    return GOLDEN / f"v{version:04}"


def streams() -> Iterator[tuple[Writer, Sealed]]:
    """A little of everything: plain and packed, a fork, two scopes, ops of a newer program."""
    one = Writer(ONE)
    first = one.seal(
        [
            one.op(OpDraft("new", "work_item", "a", {"name": "文書の収受"}), label="仕事を足す"),
            one.op(OpDraft("new", "work_item", "b", {"name": "公印の管理", "minutes": 90}), tx=1),
        ]
    )
    yield one, first
    seen = {"name": (opened(first, one).ops[0].id,)}
    copy = Writer(ONE, seq=1, prev=first.digest, n=2)
    yield one, one.seal([one.op(OpDraft("set", "work_item", "a", {"name": "収受"}, seen))])
    yield copy, copy.seal([copy.op(OpDraft("set", "work_item", "a", {"name": "受付"}, seen))])
    yield one, one.seal(one.ops(300))
    other = Writer(OTHER, "org")
    future = OpDraft("mov", "hologram", "h", {"x": [1.5, None, {"y": True}]})
    yield other, other.seal([other.op(), other.op(future), other.op(OpDraft("evt", "note", "n"))])
    members = OpDraft("add", "flow_element", "e", {"forms_in": ["申請書", "台帳"]})
    gone = OpDraft("del", "work_item", "row-0001", {}, {"name": (other.sealed_ids()[0],)})
    yield other, other.seal([other.op(members), other.op(gone)])


def outcome(ops: Iterable[Op]) -> dict[str, object]:
    """What a reader gets of all segments."""
    rows = sorted(ops, key=lambda op: (op.entity, op.row, op.id))
    merged = groupby(rows, key=lambda op: (op.entity, op.row))
    digest = state_digest((*key, merge_row(group)) for key, group in merged)
    names = canonical_json(sorted(op.id for op in rows))
    return {
        "ops": len(rows),
        "names": hashlib.sha256(names.encode()).hexdigest(),
        "state": digest,
    }


def main() -> None:
    """Write the files."""
    target = folder(VERSION)
    shutil.rmtree(target, ignore_errors=True)
    ops: list[Op] = []
    for writer, file in streams():
        place = target / str(file.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.data)
        ops += opened(file, writer).ops
    text = json.dumps(outcome(ops), indent=1, ensure_ascii=False)
    (target / "expected.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
