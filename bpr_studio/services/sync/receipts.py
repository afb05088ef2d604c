"""Receipts: the DX office says which segments it has; everybody sees that work has arrived.

    line 1  canonical JSON {"v","site","scope","n","actor","at","tips":{actor:[[seq,sha256],…]}}
    line 2  base64 of the Ed25519 signature over "bprrcp1", a zero byte and line 1

Tips are the ends of the streams of one scope; a tip confirms all segments before it. A receipt names
the tips of all streams that moved since the one before, and those of all others, since they are
few: whoever reads the newest knows all.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.names import numbered, receipt_name
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.services.sync.ports import ShareFaultError
from bpr_studio.services.sync.tools import is_lost, since

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bpr_studio.domain.replication.names import NumberedName
    from bpr_studio.domain.replication.roster import Member, Roster
    from bpr_studio.services.sync.ports import (
        KeptSegment,
        Signer,
        Verifier,
    )
    from bpr_studio.services.sync.tools import Meeting, Tools

EVERY: Final = timedelta(minutes=5)
"""The DX office confirms a scope no more often."""

_VERSION: Final = 1
_MAGIC: Final = b"bprrcp1\0"
_NEWEST: Final = 3  # read of each scope; several PCs of the DX office write side by side


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the DX office says it has of a scope.

    Attributes:
        site: id of the deployment.
        scope: whose data.
        n: its number; several receipts may have the same.
        actor: the PC that says it.
        at: when, for people only.
        tips: by actor the (number, SHA-256) of the last segments.
    """

    site: str
    scope: str
    n: int
    actor: str
    at: str
    tips: Mapping[str, tuple[tuple[int, str], ...]]


def receipt_bytes(receipt: Receipt, signer: Signer) -> bytes:
    """The file of a receipt."""
    line = canonical_json(
        {
            "v": _VERSION,
            "site": receipt.site,
            "scope": receipt.scope,
            "n": receipt.n,
            "actor": receipt.actor,
            "at": receipt.at,
            "tips": {actor: [list(tip) for tip in tips] for actor, tips in receipt.tips.items()},
        }
    ).encode()
    return line + b"\n" + base64.b64encode(signer.sign(_MAGIC + line)) + b"\n"


def read_receipt(
    data: bytes, name: NumberedName, roster: Roster, verifier: Verifier
) -> Receipt | None:
    """The receipt in a file, None where it is not one the DX office made under this name."""
    if not hashlib.sha256(data).hexdigest().startswith(name.hash12):
        return None
    parts = data.split(b"\n")
    if len(parts) != 3 or parts[2]:
        return None
    try:
        signature = base64.b64decode(parts[1], validate=True)
        receipt = _receipt(json.loads(parts[0]))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, binascii.Error):
        return None
    if (receipt.site, receipt.scope, receipt.n) != (roster.site, name.of, name.n):
        return None
    member = roster.member(receipt.actor)
    if member is None or not member.active or not member.writes_everywhere:
        return None  # a PC whose part has ended confirms nothing: its key may be stolen
    return receipt if verifier.verify(member.key, _MAGIC + parts[0], signature) else None


def _receipt(raw: Mapping[str, object]) -> Receipt:
    tips = raw["tips"]
    if raw["v"] != _VERSION or not isinstance(tips, dict):
        raise ValueError("receipt")
    return Receipt(
        site=str(raw["site"]),
        scope=str(raw["scope"]),
        n=int(str(raw["n"])),
        actor=str(raw["actor"]),
        at=str(raw["at"]),
        tips={
            str(actor): tuple((int(seq), str(digest)) for seq, digest in ends)
            for actor, ends in tips.items()
        },
    )


def tips_of(kept: Iterable[KeptSegment]) -> dict[str, tuple[tuple[int, str], ...]]:
    """By actor the ends of the streams of one scope."""
    found = list(kept)
    followed = {one.prev for one in found}
    ends: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for one in found:
        if one.hash not in followed:
            ends[one.name.actor].append((one.name.seq, one.hash))
    return {actor: tuple(sorted(tips)) for actor, tips in sorted(ends.items())}


class Receipts:
    """Writing and reading of receipts on one target."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._log = tools.log
        self._read: set[str] = set()
        self._written: dict[str, datetime] = {}

    def write(self, meeting: Meeting, roster: Roster, me: Member, scopes: Iterable[str]) -> int:
        """Confirm what this PC of the DX office has; the number of receipts written.

        Raises:
            ShareFaultError: the target does not take one.
        """
        signer = self._tools.signer(me.actor)
        if signer is None:
            return 0
        return sum(
            self._write(meeting, Receipt(roster.site, scope, 1, me.actor, "", {}), signer)
            for scope in scopes
        )

    def _write(self, meeting: Meeting, empty: Receipt, signer: Signer) -> int:
        now, scope = self._tools.clock.now(), empty.scope
        ago = since(self._written.get(scope), now)
        if ago is not None and ago < EVERY:
            return 0
        tips = tips_of(self._log.kept(scope))
        confirmed = self._log.receipts(scope)
        if all(set(ends) <= set(confirmed.get(actor, ())) for actor, ends in tips.items()):
            return 0
        listed = meeting.list(f"r/{scope}/")
        n = 1 + max((name.n for text in listed if (name := receipt_name(text))), default=0)
        receipt = replace(empty, n=n, at=now.isoformat(), tips=tips)
        data = receipt_bytes(receipt, signer)
        name = numbered("r", scope, n, hashlib.sha256(data).hexdigest())
        meeting.put(str(name), data)
        self._log.keep_receipt(str(name), data, receipt.tips)
        self._written[scope] = now
        return 1

    def read(self, meeting: Meeting, roster: Roster, scopes: Iterable[str]) -> int:
        """Take note of what the DX office confirms; the number of receipts read.

        Raises:
            ShareFaultError: the target cannot be listed or read.
        """
        count = 0
        for scope in scopes:
            listed = meeting.list(f"r/{scope}/")
            names = sorted(name for text in listed if (name := receipt_name(text)))
            for name in names[-_NEWEST:]:
                if str(name) not in self._read:
                    count += self._take(meeting, roster, name)
        return count

    def _take(self, meeting: Meeting, roster: Roster, name: NumberedName) -> int:
        try:
            data = meeting.get(str(name))
        except ShareFaultError as fault:
            if is_lost(fault):
                raise
            return 0  # late, or nobody may read it: the others count
        receipt = read_receipt(data, name, roster, self._tools.verifier)
        if receipt is None:
            return 0
        self._log.keep_receipt(str(name), data, receipt.tips)
        self._read.add(str(name))
        return 1
