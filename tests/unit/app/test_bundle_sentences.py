"""What people read after writing a handover file or taking one in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bpr_studio.app.sync_bundles import (
    taken_document,
    taken_sentences,
    written_document,
    written_sentences,
)
from bpr_studio.services.sync.bundle_contents import BundleSummary, StreamSummary
from bpr_studio.services.sync.bundles import Manifest
from bpr_studio.services.sync.bundling import Written
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.pulling import Pulled, Refused
from bpr_studio.services.sync.unbundling import Taken

SAID = Manifest("site", datetime(2026, 6, 1, tzinfo=UTC), "a" * 13, "")
WORK = StreamSummary("sec-0101", "a" * 13, 2, 1234, 0, 0)


def written(*streams: StreamSummary, requests: int = 0, left: int = 0, unsealed: bool = False):
    summary = BundleSummary(streams, blocks=1, requests=requests, receipts=0)
    return Written(summary, 2048, left, unsealed)


def taken(**pulled: object) -> Taken:
    return Taken(SAID, Pulled(**pulled))  # type: ignore[arg-type]  # tests name fields they know


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (written(WORK), ["1,234"]),
        (written(requests=1), ["request"]),
        (written(), ["nothing new"]),
        (written(WORK, left=3), ["1,234", "another"]),
        (written(WORK, unsealed=True), ["1,234", "stay on this PC"]),
    ],
)
def test_what_was_written_is_told(done, words):
    sentences = list(written_sentences(done))
    assert len(sentences) == len(words)
    assert all(word in said for word, said in zip(words, sentences, strict=True))
    assert written_document(done)["sentences"] == sentences


REFUSED = Refused("s/x", "hash", "", 1)


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (taken(ops=5), ["5 changes"]),
        (taken(ops=1), ["1 change "]),
        (taken(), ["nothing"]),
        (taken(ops=2, conflicts=1), ["2 changes", "1 value"]),
        (taken(waiting={("sec-0101", "a"): 3}), ["nothing", "missing"]),
        (taken(strangers={"b" * 13}), ["nothing", "missing"]),
        (taken(ops=1, newer=["s/x"]), ["1 change", "newer version"]),
        (taken(refused=[REFUSED, REFUSED]), ["nothing", "2 parts"]),
        (taken(fault=ShareFaultError(Fault.UNREACHABLE, "x")), ["nothing", "to its end"]),
        (Taken(SAID, blocks=2, requests=1), ["participants", "1 PC asks"]),
    ],
)
def test_what_a_file_brought_is_told(done, words):
    sentences = list(taken_sentences(done))
    assert len(sentences) == len(words)
    assert all(word in said for word, said in zip(words, sentences, strict=True))
    document = taken_document(done)
    assert document["sentences"] == sentences
    assert len(document["refused"]) == len(done.pulled.refused)
