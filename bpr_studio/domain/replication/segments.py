"""Segments: the files ops travel in, sealed once, signed, and checked whole before anything is used.

    line 1  header, canonical JSON
    body    one op a line, `[n,t,tx,kind,entity,row,{body}]`; as it is, or compressed
    last    base64 of the Ed25519 signature over "bprseg1", a zero byte, header line and body

The signature covers the bytes as they stand in the file, never a text made anew. The body of an
op is the very text of the log (`ops.encode_body`), so that its tag follows from it. A file with one
byte changed, under another name or by another key is refused with the reason (sync.md §7.3).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from bpr_studio.domain.replication.names import NO_HASH, SegmentName, segment_name
from bpr_studio.domain.replication.op_lines import is_number, read_line, write_line
from bpr_studio.domain.replication.ops import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.replication.ops import Op
    from bpr_studio.domain.replication.ports import Codec, Signer, Verifier

VERSION: Final = 1
"""Version of the format this program writes."""
READS: Final = 1
"""The newest `min_reader` this program understands."""

MOST_BYTES: Final = 1 << 20
"""Size of a file that holds several commands."""
MOST_OPS: Final = 5_000
"""Number of ops in a file that holds several commands."""
MOST_UNPACKED: Final = 16 << 20
"""Size of a body, unpacked; also the size of a file that holds one command."""
MOST_HEADER: Final = 16 << 10
"""Size of the header line."""
SMALLEST_PACKED: Final = 4 << 10
"""Bodies below this size stay as they are: readable with any editor, unsuspicious to guards
against ransomware."""

PLAIN: Final = "none"
ZSTD: Final = "zstd"

_MAGIC: Final = b"bprseg1\0"
_TAIL: Final = 90  # line end, 88 characters of signature, line end
_HEXADECIMAL: Final = frozenset("0123456789abcdef")


class Refusal(StrEnum):
    """Why a segment is not used; the value is a stable name for files and JSON."""

    NAME = "name"  # not the name of a segment
    TOO_LARGE = "too_large"  # more bytes or ops than a segment may have
    TRUNCATED = "truncated"  # does not end as a segment does
    HASH = "hash"  # other bytes than the name says
    HEADER = "header"  # no header of a segment
    SIGNATURE = "signature"  # not signed by the key of the writer
    NEWER = "newer"  # made for a newer program; no attack
    SITE = "site"  # made for another deployment
    SCOPE = "scope"  # made for another scope than the name says
    ACTOR = "actor"  # made by another writer than the name says
    SEQ = "seq"  # made for another place in the stream than the name says
    UNPACKING = "unpacking"  # does not unpack to what the header says, or to far too much
    BODY = "body"  # another body than the header says
    COUNT = "count"  # more or fewer ops than the header says
    LINE = "line"  # an op that is not written as ops are
    ORDER = "order"  # ops out of order, or one number twice
    FIGURES = "figures"  # numbers or times of the ops are not those of the header
    FORERUNNER = "forerunner"  # does not follow the segment it names as the one before


class SegmentRefusedError(Exception):
    """A segment is not used, nothing of it.

    Attributes:
        reason: which check it failed.
        detail: what was found, for the log.
    """

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail

    @property
    def is_attack(self) -> bool:
        """Whether it is damaged or forged; else only a newer program can read it."""
        return self.reason is not Refusal.NEWER


@dataclass(frozen=True, slots=True)
class SegmentHead:
    """What is said of a segment before it is sealed.

    Attributes:
        site: id of the deployment.
        scope: whose data it holds.
        actor: whose stream it belongs to.
        seq: place in the stream, from 1.
        prev: SHA-256 of the stream's segment before, `names.NO_HASH` for the first.
        roster: number of the roster's block the writer knew.
        app: version of the program.
        schema: version of its tables.
        min_reader: what a program must understand to read it.
    """

    site: str
    scope: str
    actor: str
    seq: int
    prev: str
    roster: int
    app: str
    schema: int
    min_reader: int = READS


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a segment.

    Attributes:
        v: version of the format.
        site: id of the deployment.
        scope: whose data it holds.
        actor: whose stream it belongs to.
        seq: place in the stream, from 1.
        prev: SHA-256 of the stream's segment before, `names.NO_HASH` for the first.
        first_n: number of the first op.
        last_n: number of the last op.
        count: number of ops.
        roster: number of the roster's block the writer knew.
        app: version of the program that made it.
        schema: version of its tables.
        min_reader: what a program must understand to read it.
        codec: "none" or "zstd".
        length: bytes of the body, unpacked.
        sha256: of the body, unpacked.
        hlc: the least and the greatest time of the ops.
    """

    v: int
    site: str
    scope: str
    actor: str
    seq: int
    prev: str
    first_n: int
    last_n: int
    count: int
    roster: int
    app: str
    schema: int
    min_reader: int
    codec: str
    length: int
    sha256: str
    hlc: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment whose checks have passed.

    Attributes:
        header: its first line.
        ops: in order of their numbers.
        bodies: the text of each op as it goes into the log, in the same order.
        digest: SHA-256 of the file, 64 hexadecimal digits.
    """

    header: Header
    ops: tuple[Op, ...]
    bodies: tuple[str, ...]
    digest: str

    @property
    def name(self) -> SegmentName:
        """Its name on every target."""
        return named(self.header.scope, self.header.actor, self.header.seq, self.digest)


def named(scope: str, actor: str, seq: int, digest: str) -> SegmentName:
    """The name of a segment by the SHA-256 of its file."""
    return SegmentName(scope, actor, seq, digest[:12])


def seal_segment(head: SegmentHead, ops: Sequence[Op], signer: Signer, codec: Codec) -> bytes:
    """Make the file of a segment; the same ops and key make the same bytes.

    Args:
        head: whose segment it is, and its place.
        ops: at least one, all of `head.actor`, in order of their numbers.
        signer: the key of the writer.
        codec: compresses large bodies.

    Raises:
        ValueError: the ops do not make a segment that readers would take.
    """
    lines = [write_line(op, head.actor) for op in ops]
    body = "\n".join(lines).encode()
    _check_sealable(ops, len(body))
    packed = len(body) >= SMALLEST_PACKED
    times = [op.t for op in ops]
    header = {
        "v": VERSION,
        "site": head.site,
        "scope": head.scope,
        "actor": head.actor,
        "seq": head.seq,
        "prev": head.prev,
        "n0": ops[0].id.n,
        "n1": ops[-1].id.n,
        "count": len(ops),
        "roster": head.roster,
        "app": head.app,
        "schema": head.schema,
        "min_reader": head.min_reader,
        "codec": ZSTD if packed else PLAIN,
        "len": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "hlc": [min(times), max(times)],
    }
    stored = codec.compress(body) if packed else body
    signed = canonical_json(header).encode() + b"\n" + stored
    if len(signed) + _TAIL > _most_bytes(ops):
        msg = f"{len(signed)} bytes are too many for one segment"
        raise ValueError(msg)
    return signed + b"\n" + base64.b64encode(signer.sign(_MAGIC + signed)) + b"\n"


def read_header(data: bytes, name: SegmentName) -> Header:
    """The header of a file whose bytes are those its name says; the signature is not looked at.

    Raises:
        SegmentRefusedError: it is no whole segment of this name, or one for a newer program.
    """
    return _placed(_envelope(data, name).header, name)


def open_segment(  # noqa: PLR0913  # each names one thing the file is held against
    data: bytes,
    *,
    name: SegmentName,
    site: str,
    public_key: bytes,
    verifier: Verifier,
    codec: Codec,
) -> Segment:
    """Check a file whole and read it.

    Args:
        data: the file.
        name: its name on the target, which may be that of a repair copy.
        site: id of this deployment.
        public_key: the writer's, from the roster.
        verifier: checks the signature.
        codec: unpacks the body.

    Raises:
        SegmentRefusedError: a check failed; nothing of it may be used.
    """
    found = _envelope(data, name)
    if not verifier.verify(public_key, _MAGIC + data[:-_TAIL], found.signature):
        _refuse(Refusal.SIGNATURE, name.actor)
    header = _placed(found.header, name)
    if header.site != site:
        _refuse(Refusal.SITE, header.site)
    body = _unpacked(found.stored, header, codec)
    ops, bodies = _read_body(body, header)
    _check_figures(header, ops, len(data))
    return Segment(header, ops, bodies, found.digest)


# --- sealing ----------------------------------------------------------------------------------


def _check_sealable(ops: Sequence[Op], length: int) -> None:
    if not ops or any(one.id.n >= other.id.n for one, other in pairwise(ops)):
        msg = "ops of a segment stand in order of their numbers"
        raise ValueError(msg)
    if length > MOST_UNPACKED or (len(ops) > MOST_OPS and not _is_one_command(ops)):
        msg = f"{len(ops)} ops with {length} bytes are too many for one segment"
        raise ValueError(msg)


def _is_one_command(ops: Sequence[Op]) -> bool:
    return ops[0].tx == ops[-1].tx  # commands do not interleave


def _most_bytes(ops: Sequence[Op]) -> int:
    return MOST_UNPACKED if _is_one_command(ops) else MOST_BYTES


# --- opening ----------------------------------------------------------------------------------


class _Envelope(NamedTuple):
    header: Mapping[str, object]
    stored: bytes
    signature: bytes
    digest: str


def _refuse(reason: Refusal, detail: str = "") -> NoReturn:
    raise SegmentRefusedError(reason, detail)


def _envelope(data: bytes, name: SegmentName) -> _Envelope:
    """The parts of a file, which are the same for all versions of the format."""
    if segment_name(str(name)) != name:
        _refuse(Refusal.NAME, str(name))
    if len(data) > MOST_UNPACKED:
        _refuse(Refusal.TOO_LARGE, f"{len(data)} bytes")
    end_of_header = data.find(b"\n", 0, MOST_HEADER + 1)
    signature = _signature(data)
    digest = hashlib.sha256(data).hexdigest()
    if digest[:12] != name.hash12:
        _refuse(Refusal.HASH, digest)
    if not 0 < end_of_header < len(data) - _TAIL:
        _refuse(Refusal.HEADER, "no line of a header's size")
    raw = _json_of(data[:end_of_header])
    return _Envelope(raw, data[end_of_header + 1 : -_TAIL], signature, digest)


def _signature(data: bytes) -> bytes:
    tail = data[-_TAIL:]
    if len(tail) != _TAIL or tail[:1] != b"\n" or tail[-1:] != b"\n":
        _refuse(Refusal.TRUNCATED, f"{len(data)} bytes")
    try:
        signature = base64.b64decode(tail[1:-1], validate=True)
    except binascii.Error:
        _refuse(Refusal.TRUNCATED, "no signature at the end")
    if base64.b64encode(signature) != tail[1:-1] or len(signature) != 64:
        _refuse(Refusal.TRUNCATED, "no signature at the end")
    return signature


def _json_of(line: bytes) -> Mapping[str, object]:
    try:
        text = line.decode()
        raw = json.loads(text)
        canonical = canonical_json(raw)
    except (ValueError, RecursionError) as error:
        _refuse(Refusal.HEADER, str(error))
    if not isinstance(raw, dict) or canonical != text:
        _refuse(Refusal.HEADER, "not canonical")
    return raw


def _placed(raw: Mapping[str, object], name: SegmentName) -> Header:
    """The header, when it belongs to the name and this program understands it."""
    if _number(raw, "v") > VERSION or _number(raw, "min_reader") > READS:
        _refuse(Refusal.NEWER, f"v {raw['v']}, min_reader {raw['min_reader']}")
    header = _header(raw)
    for reason, said, wanted in (
        (Refusal.SCOPE, header.scope, name.scope),
        (Refusal.ACTOR, header.actor, name.actor),
        (Refusal.SEQ, header.seq, name.seq),
    ):
        if said != wanted:
            _refuse(reason, str(said))
    if (header.seq == 1) != (header.prev == NO_HASH):
        _refuse(Refusal.FORERUNNER, f"seq {header.seq} after {header.prev}")
    return header


def _header(raw: Mapping[str, object]) -> Header:
    hlc = raw.get("hlc")
    if not isinstance(hlc, list) or len(hlc) != 2 or not all(map(is_number, hlc)):
        _refuse(Refusal.HEADER, "hlc")
    codec = _text(raw, "codec")
    if codec not in {PLAIN, ZSTD}:
        _refuse(Refusal.HEADER, f"codec {codec}")
    return Header(
        v=_number(raw, "v"),
        site=_text(raw, "site"),
        scope=_text(raw, "scope"),
        actor=_text(raw, "actor"),
        seq=_number(raw, "seq"),
        prev=_digest(raw, "prev"),
        first_n=_number(raw, "n0"),
        last_n=_number(raw, "n1"),
        count=_number(raw, "count"),
        roster=_number(raw, "roster"),
        app=_text(raw, "app"),
        schema=_number(raw, "schema"),
        min_reader=_number(raw, "min_reader"),
        codec=codec,
        length=_number(raw, "len"),
        sha256=_digest(raw, "sha256"),
        hlc=(hlc[0], hlc[1]),
    )


def _number(raw: Mapping[str, object], key: str) -> int:
    value = raw.get(key)
    if type(value) is not int or not is_number(value):
        _refuse(Refusal.HEADER, key)
    return value


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str):
        _refuse(Refusal.HEADER, key)
    return value


def _digest(raw: Mapping[str, object], key: str) -> str:
    value = _text(raw, key)
    if len(value) != 64 or not set(value) <= _HEXADECIMAL:
        _refuse(Refusal.HEADER, key)
    return value


def _unpacked(stored: bytes, header: Header, codec: Codec) -> bytes:
    if header.length > MOST_UNPACKED:
        _refuse(Refusal.UNPACKING, f"{header.length} bytes said")
    body = stored
    if header.codec == ZSTD:
        try:
            body = codec.decompress(stored, header.length)
        except ValueError as error:
            _refuse(Refusal.UNPACKING, str(error))
    if len(body) != header.length or hashlib.sha256(body).hexdigest() != header.sha256:
        _refuse(Refusal.BODY, f"{len(body)} bytes")
    return body


def _read_body(body: bytes, header: Header) -> tuple[tuple[Op, ...], tuple[str, ...]]:
    try:
        lines = body.decode().split("\n")
    except UnicodeDecodeError as error:
        _refuse(Refusal.LINE, str(error))
    if len(lines) != header.count:
        _refuse(Refusal.COUNT, f"{len(lines)} lines")
    ops: list[Op] = []
    bodies: list[str] = []
    for line in lines:
        try:
            op, text = read_line(line, header.actor)
        except (ValueError, TypeError, RecursionError) as error:
            _refuse(Refusal.LINE, f"line {len(ops) + 1}: {error}")
        ops.append(op)
        bodies.append(text)
    return tuple(ops), tuple(bodies)


def _check_figures(header: Header, ops: tuple[Op, ...], size: int) -> None:
    """Whether the ops stand in order and the header tells the truth of them."""
    before = (0, 1)
    for op in ops:
        if not (before[0] < op.id.n and before[1] <= op.tx <= op.id.n):
            _refuse(Refusal.ORDER, f"op {op.id.n} of {op.tx} after {before}")
        before = (op.id.n, op.tx)
    times = [op.t for op in ops]
    figures = (ops[0].id.n, ops[-1].id.n, (min(times), max(times)))
    if figures != (header.first_n, header.last_n, header.hlc):
        _refuse(Refusal.FIGURES, str(figures))
    if size > _most_bytes(ops) or (len(ops) > MOST_OPS and not _is_one_command(ops)):
        _refuse(Refusal.TOO_LARGE, f"{size} bytes, {len(ops)} ops")
