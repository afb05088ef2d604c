"""Requests to take part: signed by the key they bring, refused when anything is wrong."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.replication.statements import Replace
from bpr_studio.services.sync.requests import (
    MOST_BYTES,
    Request,
    RequestFault,
    RequestRefusedError,
    handover,
    is_handed_over,
    read_request,
    request_bytes,
)
from tests.builders_roster import ANNA, BEN, SITE, VERIFIER, Office, enrol, revoke, signer_of


def request(actor: str = ANNA, **changed: object) -> Request:
    plain = Request(
        site=SITE,
        actor=actor,
        key=signer_of(actor).public_key,
        user="user-anna",
        name="総務課　文書係",
        pc="PC-0123",
        role="promoter",
        section="0123",
        at="2026-06-01T09:00:00+00:00",
    )
    return replace(plain, **changed)  # type: ignore[arg-type]  # fields by name


def signed(raw: dict[str, object], by: str = ANNA) -> bytes:
    line = canonical_json(raw).encode()
    signature = signer_of(by).sign(b"bprreq1\0" + line)
    return line + b"\n" + base64.b64encode(signature) + b"\n"


def raw_of(asked: Request) -> dict[str, object]:
    line = request_bytes(asked, signer_of(asked.actor)).split(b"\n")[0]
    found: dict[str, object] = json.loads(line)
    return found


def refused(data: bytes, name: str = f"e/{ANNA}.req", site: str = SITE) -> RequestFault:
    with pytest.raises(RequestRefusedError) as caught:
        read_request(data, name, site, VERIFIER)
    return caught.value.reason


def test_a_request_is_read_as_it_was_written():
    asked = request()
    data = request_bytes(asked, signer_of(ANNA))
    assert asked.file_name == f"e/{ANNA}.req"
    assert read_request(data, asked.file_name, SITE, VERIFIER) == asked


def test_a_request_under_another_name_or_for_another_site_is_refused():
    data = request_bytes(request(), signer_of(ANNA))
    assert refused(data, f"e/{BEN}.req") is RequestFault.NAME
    assert refused(data, "e/x.req") is RequestFault.NAME
    assert refused(data, site="another-site") is RequestFault.SITE


def test_nobody_asks_with_the_key_of_somebody_else():
    raw = raw_of(request())
    assert refused(signed(raw, by=BEN)) is RequestFault.SIGNATURE


def test_one_changed_bit_anywhere_is_noticed():
    data = request_bytes(request(), signer_of(ANNA))
    for place in range(0, len(data) - 4, 5):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(RequestRefusedError):
            read_request(changed, f"e/{ANNA}.req", SITE, VERIFIER)


@pytest.mark.parametrize(
    "changed",
    [
        {"v": 0},
        {"v": True},
        {"actor": "short"},
        {"actor": 1},
        {"key": "ab"},
        {"user": 1},
        {"name": "あ" * 201},
        {"name": "総務課\u202e"},  # turns the text that follows
        {"pc": "a\nb"},
        {"role": "mayor"},
        {"role": None},
        {"section": None},
        {"replaces": "x"},
        {"replaces": [BEN]},
        {"replaces": [1, "ab" * 64]},
        {"replaces": [BEN, "ab"]},
        {"more": 1},
    ],
)
def test_what_is_not_formed_as_a_request_is_refused(changed):
    assert refused(signed(raw_of(request()) | changed)) is RequestFault.FORM


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"{}\n*\n",
        b"[]\n\n",
        b"[" * 10_000 + b"\n\n",
        b'{"a": 1}\n\n',
        b'{"a":"\\ud800"}\n\n',
        b"\xff\n\n",
    ],
)
def test_hostile_files_are_refused_and_never_crash(data):
    assert refused(data) is RequestFault.FORM


def test_a_request_is_small():
    assert refused(b"x" * (MOST_BYTES + 1)) is RequestFault.SIZE


def test_a_request_of_a_newer_program_says_so():
    assert refused(signed(raw_of(request()) | {"v": 2})) is RequestFault.NEWER
    assert str(RequestRefusedError(RequestFault.NEWER, "2")) == "request-newer: 2"
    assert str(RequestRefusedError(RequestFault.NEWER)) == "request-newer"


# -- a new actor of the same person --------------------------------------------------------------


def after_a_copy(by: str = ANNA) -> Request:
    key = signer_of(BEN).public_key
    word = handover(SITE, ANNA, BEN, key, signer_of(by))
    return request(BEN, replaces=ANNA, handover=word)


def test_the_old_key_speaks_for_the_new_one():
    asked = after_a_copy()
    data = request_bytes(asked, signer_of(BEN))
    read = read_request(data, asked.file_name, SITE, VERIFIER)
    assert read == asked
    assert is_handed_over(read, Office.founded(enrol(ANNA)).roster, VERIFIER)


def test_no_other_key_speaks_for_it_and_no_word_is_used_twice():
    roster = Office.founded(enrol(ANNA)).roster
    assert not is_handed_over(after_a_copy(by=BEN), roster, VERIFIER)
    assert not is_handed_over(replace(after_a_copy(), key=b"\1" * 32), roster, VERIFIER)
    assert not is_handed_over(replace(after_a_copy(), actor="anotherother2"), roster, VERIFIER)
    assert not is_handed_over(replace(after_a_copy(), site="another-site"), roster, VERIFIER)
    assert not is_handed_over(request(), roster, VERIFIER)


def test_who_is_unknown_or_has_ended_speaks_for_nobody():
    assert not is_handed_over(after_a_copy(), Office.founded().roster, VERIFIER)
    ended = Office.founded(enrol(ANNA)).say(revoke(ANNA))
    assert not is_handed_over(after_a_copy(), ended.roster, VERIFIER)
    key = signer_of("other").public_key.hex()
    replaced = Office.founded(enrol(ANNA)).say(Replace(ANNA, "otherotherot2", key, "pc", {}))
    assert not is_handed_over(after_a_copy(), replaced.roster, VERIFIER)
