"""Segments of every format version can be read for good (tests/golden/segments)."""

from __future__ import annotations

import json

import pytest

from bpr_studio.domain.replication.names import segment_name
from bpr_studio.domain.replication.segments import VERSION
from bpr_studio.domain.replication.streams import forks, ready
from tests.builders_segments import Sealed, Writer, opened
from tests.golden.segments.make_segments import GOLDEN, folder, outcome, streams

VERSIONS = sorted(int(path.name[1:]) for path in GOLDEN.glob("v*"))


def files(version: int) -> list[Sealed]:
    found = []
    for path in sorted(folder(version).glob("s/*/*.seg")):
        name = segment_name(path.relative_to(folder(version)).as_posix())
        assert name is not None
        found.append(Sealed(name, path.read_bytes(), ""))
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_golden_segments_give_what_they_gave_when_they_were_made(version):
    segments = [opened(file, Writer(file.name.actor)) for file in files(version)]
    found = ready(segments, [])
    assert (found.waiting, found.refused) == ((), ())
    expected = json.loads((folder(version) / "expected.json").read_text("utf-8"))
    assert outcome(op for segment in found.ready for op in segment.ops) == expected
    assert {segment.header.codec for segment in segments} == {"none", "zstd"}
    assert len(forks(segment.name for segment in segments)) == 1


def test_there_are_golden_segments_of_the_version_this_program_writes():
    assert VERSIONS[-1] == VERSION
    plain = {str(file.name): file.data for file in files(VERSION) if b'"codec":"none"' in file.data}
    made = {str(file.name): file.data for _, file in streams()}
    assert plain.items() <= made.items()  # packed ones depend on the library's version
