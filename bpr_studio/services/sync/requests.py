"""Requests to take part: small files signed by the key they bring.

After a change of the database the key of the one before signs, too. A request proves that somebody holds the private key, not who that is. The DX office lets in whom
it knows; the check number of the key can be compared by telephone.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.chain import is_hex
from bpr_studio.domain.replication.names import request_name, requesting_actor
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.replication.roster import RANKS
from bpr_studio.domain.replication.statements import MOST_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.replication.ports import Signer, Verifier
    from bpr_studio.domain.replication.roster import Roster

FORMAT: Final = 1
MOST_BYTES: Final = 16 << 10
_DOMAIN: Final = b"bprreq1\0"
_HANDOVER: Final = b"bprnew1\0"
_TEXTS: Final = ("site", "user", "name", "pc", "role", "section", "at")
_KEYS: Final = frozenset({"v", "actor", "key", "replaces", *_TEXTS})


class RequestFault(StrEnum):
    """Why a file is no request; the value is a stable name for files and JSON."""

    SIZE = "request-too-large"
    FORM = "request-form"
    NAME = "request-name"  # of another actor than its name says
    NEWER = "request-newer"
    SITE = "request-site"
    SIGNATURE = "request-signature"
    MANY = "request-too-many"  # more wait than the desk keeps


class RequestRefusedError(Exception):
    """A file is no request to take part.

    Attributes:
        reason: the kind.
        detail: more about it, for the log.
    """

    def __init__(self, reason: RequestFault, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks to take part.

    Attributes:
        site: id of the deployment.
        actor: name of the local database.
        key: its public key, 32 bytes.
        user: login name.
        name: as it shall be shown to others.
        pc: name of the computer.
        role: the role wished for.
        section: code of the section wished for, "" for the DX office.
        at: when it was made (ISO, UTC).
        replaces: the actor the same person wrote as before, "" for a first request.
        handover: signature of that actor's key, b"" without.
    """

    site: str
    actor: str
    key: bytes
    user: str
    name: str
    pc: str
    role: str
    section: str
    at: str
    replaces: str = ""
    handover: bytes = b""

    @property
    def file_name(self) -> str:
        """Where it is placed on a target."""
        return request_name(self.actor)


def request_bytes(request: Request, signer: Signer) -> bytes:
    """The file of a request.

    Args:
        request: what to say; its key is that of the signer.
        signer: the new key.
    """
    raw: dict[str, object] = {name: getattr(request, name) for name in _TEXTS}
    replaces = [request.replaces, request.handover.hex()] if request.replaces else None
    raw |= {"v": FORMAT, "actor": request.actor, "replaces": replaces}
    line = canonical_json({**raw, "key": signer.public_key.hex()}).encode()
    return line + b"\n" + base64.b64encode(signer.sign(_DOMAIN + line)) + b"\n"


def handover(site: str, old: str, actor: str, key: bytes, signer: Signer) -> bytes:
    """The old actor's word that a new one is the same person.

    Args:
        site: id of the deployment.
        old: the actor so far.
        actor: the new one.
        key: public key of the new one.
        signer: the key of the old one.
    """
    return signer.sign(_handover(site, old, actor, key))


def _handover(site: str, old: str, actor: str, key: bytes) -> bytes:
    return _HANDOVER + canonical_json([site, old, actor, key.hex()]).encode()


def is_handed_over(request: Request, roster: Roster, verifier: Verifier) -> bool:
    """Whether the key of the actor that is replaced signed for the new one."""
    old = roster.member(request.replaces) if request.replaces else None
    if old is None or not old.active:
        return False
    said = _handover(request.site, request.replaces, request.actor, request.key)
    return verifier.verify(old.key, said, request.handover)


def read_request(data: bytes, name: str, site: str, verifier: Verifier) -> Request:
    """A request from its file.

    Args:
        data: the file.
        name: its name on the target.
        site: id of the deployment.
        verifier: checks its signature.

    Raises:
        RequestRefusedError: it is none, or none of this deployment.
    """
    if len(data) > MOST_BYTES:
        raise RequestRefusedError(RequestFault.SIZE, str(len(data)))
    line, signature = _parts(data)
    request = _request(line)
    if requesting_actor(name) != request.actor:
        raise RequestRefusedError(RequestFault.NAME, name)
    if request.site != site:
        raise RequestRefusedError(RequestFault.SITE, request.site)
    if not verifier.verify(request.key, _DOMAIN + line, signature):
        raise RequestRefusedError(RequestFault.SIGNATURE, name)
    return request


def is_later(at: str, moment: str) -> bool:
    """Whether something was asked after a moment; both ISO, what is no moment is long ago."""
    return _moment(at) > _moment(moment)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def asked_at(data: bytes) -> str:
    """When a request was made, as it says itself; "" where it is none."""
    try:
        raw = json.loads(data.split(b"\n", 1)[0])
    except (ValueError, RecursionError):
        return ""
    return str(raw.get("at", "")) if isinstance(raw, dict) else ""


def _parts(data: bytes) -> tuple[bytes, bytes]:
    pieces = data.split(b"\n")
    if len(pieces) != 3 or pieces[2]:
        raise RequestRefusedError(RequestFault.FORM, "lines")
    try:
        signature = base64.b64decode(pieces[1], validate=True)
    except ValueError as error:
        raise RequestRefusedError(RequestFault.FORM, "base64") from error
    return pieces[0], signature


def _request(line: bytes) -> Request:
    try:
        raw = json.loads(line)
        plain = isinstance(raw, dict) and canonical_json(raw).encode() == line
    except (ValueError, RecursionError) as error:
        raise RequestRefusedError(RequestFault.FORM, "json") from error
    if not plain:
        raise RequestRefusedError(RequestFault.FORM, "json")
    version = raw.get("v")
    if isinstance(version, int) and version > FORMAT:
        raise RequestRefusedError(RequestFault.NEWER, str(version))
    if not _well_formed(raw):
        raise RequestRefusedError(RequestFault.FORM, "fields")
    texts = {name: str(raw[name]) for name in _TEXTS}
    replaces, word = raw["replaces"] or ("", "")
    key = bytes.fromhex(raw["key"])
    return Request(
        actor=raw["actor"], key=key, replaces=replaces, handover=bytes.fromhex(word), **texts
    )


def _well_formed(raw: Mapping[str, object]) -> bool:
    return (
        set(raw) == _KEYS
        and raw["v"] == FORMAT
        and raw["v"] is not True
        and all(_is_text(raw[name]) for name in _TEXTS)
        and raw["role"] in RANKS
        and _is_actor(raw["actor"])
        and is_hex(raw["key"], 64)
        and _is_replaces(raw["replaces"])
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MOST_TEXT and is_shown_plainly(value)


def is_shown_plainly(text: str) -> bool:
    """Whether a text has no characters that hide or turn others; full-width blanks are fine."""
    return text.replace("\u3000", " ").isprintable()


def _is_actor(value: object) -> bool:
    return isinstance(value, str) and requesting_actor(request_name(value)) == value


def _is_replaces(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, list) or len(value) != 2:
        return False
    return _is_actor(value[0]) and is_hex(value[1], 128)
