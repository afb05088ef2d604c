"""Names of the files on a place of exchange: one strict pattern for each kind, all else is ignored.

    bpr.json                                    the site (written once)
    c/roster/<n:08>-<hash12>.json               who may do what: signed chain
    c/policy/<n:08>-<hash12>.json               rules for all PCs: signed chain
    s/<scope>/<actor13>-<seq:06>-<hash12>.seg   segments
    k/<scope>/<n:06>-<hash12>.pack              many segments verbatim
    r/<scope>/<n:08>-<hash12>.rcp               what the DX office confirms to have
    e/<actor13>.req                             request to take part

A file of c, s and e may have repair copies, with ".rK" before the ending: the same bytes, where other
bytes stand under the name itself.

While a file is written it bears its name, a random part and ".part". Lower-case ASCII only, since
file servers do not tell cases apart; no segment of a name is longer than 60 characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SITE: Final = "bpr.json"
ORG: Final = "org"
"""Scope of what the DX office alone decides: organisation, rounds, other cities."""
LIB: Final = "lib"
"""Scope of what all sections share: classification, fixed lists, standard flows."""

ROSTER: Final = "roster"
POLICY: Final = "policy"
CHAINS: Final = (ROSTER, POLICY)

NO_HASH: Final = "0" * 64
"""What the first segment of a stream and the first block of a chain name as their forerunner."""

_HASH12: Final = 12
_SCOPE: Final = r"(?:org|lib|sec-[0-9a-z](?:[0-9a-z-]{0,22}[0-9a-z])?)"
_SIX: Final = r"(?:[0-9]{6}|[1-9][0-9]{6,11})"  # one spelling for each number
_EIGHT: Final = r"(?:[0-9]{8}|[1-9][0-9]{8,11})"
_SEGMENT: Final = re.compile(
    rf"s/(?P<scope>{_SCOPE})/(?P<actor>[a-z2-7]{{13}})-(?P<seq>{_SIX})-(?P<hash>[0-9a-f]{{12}})"
    r"(?:\.r(?P<repair>[1-9][0-9]?))?\.seg"
)
_BLOCK: Final = re.compile(
    rf"c/(?P<chain>roster|policy)/(?P<n>{_EIGHT})-(?P<hash>[0-9a-f]{{12}})"
    r"(?:\.r(?P<repair>[1-9][0-9]?))?\.json"
)
_PACK: Final = re.compile(rf"k/(?P<scope>{_SCOPE})/(?P<n>{_SIX})-(?P<hash>[0-9a-f]{{12}})\.pack")
_RECEIPT: Final = re.compile(
    rf"r/(?P<scope>{_SCOPE})/(?P<n>{_EIGHT})-(?P<hash>[0-9a-f]{{12}})\.rcp"
)
_REQUEST: Final = re.compile(r"e/(?P<actor>[a-z2-7]{13})(?:\.r[1-9][0-9]?)?\.req")
_PART: Final = re.compile(r"(?P<name>.+)\.[0-9a-z]{6}\.part")
_ANY: Final = (_SEGMENT, _BLOCK, _PACK, _RECEIPT, _REQUEST)


@dataclass(frozen=True, slots=True, order=True)
class SegmentName:
    """The name of a segment.

    Attributes:
        scope: whose data it holds.
        actor: whose stream it belongs to.
        seq: place in the stream, from 1.
        hash12: the first 12 hexadecimal digits of the file's SHA-256.
        repair: number of the repair copy (same bytes), 0 for the file itself.
    """

    scope: str
    actor: str
    seq: int
    hash12: str
    repair: int = 0

    def __str__(self) -> str:
        text = f"s/{self.scope}/{self.actor}-{self.seq:06}-{self.hash12}.seg"
        return copy_of(text, self.repair)

    @property
    def original(self) -> SegmentName:
        """The name without the mark of a repair copy."""
        return SegmentName(self.scope, self.actor, self.seq, self.hash12)


def segment_name(text: str) -> SegmentName | None:
    """The name of a segment, None for any other file."""
    found = _SEGMENT.fullmatch(text)
    if found is None:
        return None
    repair = int(found["repair"] or 0)
    return SegmentName(found["scope"], found["actor"], int(found["seq"]), found["hash"], repair)


@dataclass(frozen=True, slots=True, order=True)
class NumberedName:
    """The name of a block, pack or receipt: its folder, its number, the start of its SHA-256.

    Attributes:
        repair: number of the repair copy (blocks only), 0 for the file itself.
    """

    folder: str
    n: int
    hash12: str
    repair: int = 0

    def __str__(self) -> str:
        digits, ending = {"c": (8, "json"), "k": (6, "pack"), "r": (8, "rcp")}[self.folder[0]]
        return copy_of(f"{self.folder}/{self.n:0{digits}}-{self.hash12}.{ending}", self.repair)

    @property
    def of(self) -> str:
        """The chain or the scope it belongs to."""
        return self.folder.split("/")[1]


def _numbered(pattern: re.Pattern[str], text: str) -> NumberedName | None:
    found = pattern.fullmatch(text)
    if found is None:
        return None
    repair = int(found.groupdict().get("repair") or 0)
    return NumberedName(text.rpartition("/")[0], int(found["n"]), found["hash"], repair)


def block_name(text: str) -> NumberedName | None:
    """The name of a block of a signed chain, None for any other file."""
    return _numbered(_BLOCK, text)


def pack_name(text: str) -> NumberedName | None:
    """The name of a pack, None for any other file."""
    return _numbered(_PACK, text)


def receipt_name(text: str) -> NumberedName | None:
    """The name of a receipt, None for any other file."""
    return _numbered(_RECEIPT, text)


def numbered(kind: str, of: str, n: int, digest: str) -> NumberedName:
    """The name of a new block ("c"), pack ("k") or receipt ("r").

    Args:
        kind: "c", "k" or "r".
        of: the chain or the scope.
        n: its number.
        digest: SHA-256 of the file, hexadecimal.
    """
    return NumberedName(f"{kind}/{of}", n, digest[:_HASH12])


def request_name(actor: str) -> str:
    """Where a database asks to take part."""
    return f"e/{actor}.req"


def requesting_actor(text: str) -> str | None:
    """Whose request a file is, or a repair copy of it; None for any other file."""
    found = _REQUEST.fullmatch(text)
    return found["actor"] if found else None


def copy_of(text: str, repair: int) -> str:
    """The name of a repair copy of a file, the name itself where the number is 0."""
    stem, _, ending = text.rpartition(".")
    return f"{stem}.r{repair}.{ending}" if repair else text


def is_scope(text: str) -> bool:
    """Whether a text can be the name of a scope."""
    return re.fullmatch(_SCOPE, text) is not None


def is_finished(text: str) -> bool:
    """Whether a name is one of ours, and not that of a file still being written."""
    return text == SITE or any(pattern.fullmatch(text) for pattern in _ANY)


def is_part(text: str) -> bool:
    """Whether a name is that of a file of ours still being written."""
    found = _PART.fullmatch(text)
    return found is not None and is_finished(found["name"])
