"""Every reason for which a file is refused has a sentence."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.chain import BlockFault
from bpr_studio.domain.replication.roster import Unaccepted
from bpr_studio.domain.replication.segments import Refusal
from bpr_studio.services.sync.refusals import refusal_sentence
from bpr_studio.services.sync.requests import RequestFault
from bpr_studio.services.sync.rights import Forbidden

REASONS = [*Refusal, *Unaccepted, *BlockFault, *RequestFault, *Forbidden]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_sentence_of_its_own(reason: str) -> None:
    said = refusal_sentence(reason, "12 bytes")

    assert said.endswith((".", "bytes", "。"))
    assert "did not pass the check (" not in said
    assert "{" not in said


def test_a_reason_of_a_newer_program_is_told_by_its_name() -> None:
    assert "moon-phase" in refusal_sentence("moon-phase")


def test_braces_in_what_was_found_do_no_harm() -> None:
    assert "{x}" in refusal_sentence(Refusal.HEADER, "{x}")
