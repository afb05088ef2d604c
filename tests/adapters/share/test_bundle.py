"""Bundles: what was written comes back; what is damaged, too large or disguised is refused whole."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bpr_studio.adapters.share.bundle import ZipBundles
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.services.sync.bundles import MOST_BYTES, Manifest
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from tests.builders_segments import Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AT = datetime(2026, 6, 1, 9, 30, 12, tzinfo=UTC)
SAID = Manifest("site-of-tests", AT, "writerwriter2", "住基ネットワーク側")
CONTENTS = "受渡しファイル\n総務課 3件\n"


def some_files() -> dict[str, bytes]:
    writer = Writer()
    sealed = [writer.seal(writer.ops(count)) for count in (1, 2, 400)]
    return {"bpr.json": b"{}\n", **{str(file.name): file.data for file in sealed}}


FILES = some_files()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "受渡し.zip"
    ZipBundles().write(place, SAID, CONTENTS, FILES)
    return place


def test_what_was_written_comes_back(path):
    with ZipBundles().open(path) as bundle:
        assert bundle.manifest == SAID
        assert bundle.size == path.stat().st_size
        assert {name: bundle.store.get(name) for name in bundle.store.list("")} == FILES
        assert bundle.store.list("s/sec-0123/") == tuple(sorted(set(FILES) - {"bpr.json"}))
        assert bundle.store.list("k/") == ()


def test_the_list_of_contents_opens_with_any_editor(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[0] == "contents.txt"
        text = archive.read("contents.txt")
    assert text.decode("utf-8-sig") == CONTENTS.replace("\n", "\r\n")


def test_a_file_that_is_let_go_can_be_deleted(path):
    with ZipBundles().open(path):
        pass
    path.unlink()


def test_nothing_is_written_into_a_bundle(path):
    with ZipBundles().open(path) as bundle:
        for deed in (
            lambda: bundle.store.put_new("bpr.json", b""),
            lambda: bundle.store.delete_own_part("bpr.json.abcdef.part"),
        ):
            with pytest.raises(ShareFaultError) as caught:
                deed()
            assert caught.value.fault is Fault.REFUSED
        with pytest.raises(ShareFaultError) as caught:
            bundle.store.stat_time()
        assert caught.value.fault is Fault.UNKNOWN
        with pytest.raises(ShareFaultError) as caught:
            bundle.store.get("s/org/nothing")
        assert caught.value.fault is Fault.MISSING


def test_a_medium_taken_away_is_told_as_such(path):
    with ZipBundles().open(path) as bundle:
        store = bundle.store
    with pytest.raises(ShareFaultError) as caught:
        store.get("bpr.json")
    assert caught.value.fault is Fault.UNREACHABLE


@pytest.mark.parametrize("year", [1970, 2026, 2900])
def test_a_wrong_clock_hinders_no_bundle(tmp_path, year):
    said = Manifest("s", AT.replace(year=year), "a", "")
    place = tmp_path / "x.zip"
    ZipBundles().write(place, said, "", FILES)
    with ZipBundles().open(place) as bundle:
        assert bundle.manifest == said


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RefusedError):
        ZipBundles().write(tmp_path / "no" / "x.zip", SAID, "", FILES)


# --- what is refused -----------------------------------------------------------------------------


def refused(path: Path) -> UnreadableInputError:
    with pytest.raises(UnreadableInputError) as caught, ZipBundles().open(path):
        pass
    assert caught.value.kept
    assert caught.value.remedy
    return caught.value


def test_what_is_no_bundle_is_refused(tmp_path, path):
    for data in (b"", b"PK", b"\x00" * 1000, path.read_bytes()[:-30], b"<html>"):
        place = tmp_path / "x.zip"
        place.write_bytes(data)
        refused(place)
    refused(tmp_path / "missing.zip")
    refused(tmp_path)


def test_any_damaged_byte_of_a_file_is_noticed(tmp_path, path):
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    for info in infos[2:]:
        changed = bytearray(data)
        changed[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 1
        place = tmp_path / "damaged.zip"
        place.write_bytes(bytes(changed))
        refused(place)


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The bundle with other entries, as somebody with a ZIP program makes it."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def changed_manifest(
    change: Callable[[dict[str, Any]], object],
) -> Callable[[dict[str, bytes]], None]:
    def deed(entries: dict[str, bytes]) -> None:
        raw = json.loads(entries["manifest.json"])
        change(raw)
        entries["manifest.json"] = json.dumps(raw).encode()

    return deed


ONE = next(name for name in FILES if name.endswith(".seg"))
REWRITTEN: dict[str, Callable[[dict[str, bytes]], object]] = {
    "a file changed": lambda entries: entries.update({ONE: entries[ONE] + b"x"}),
    "a file exchanged": lambda entries: entries.update({ONE: entries["bpr.json"]}),
    "a file taken out": lambda entries: entries.pop(ONE),
    "a file put in": lambda entries: entries.update({"e/aaaaaaaaaaaaa.req": b"x"}),
    "no manifest": lambda entries: entries.pop("manifest.json"),
    "a manifest that is no JSON": lambda entries: entries.update({"manifest.json": b"{"}),
    "a manifest that is a list": lambda entries: entries.update({"manifest.json": b"[]"}),
    "a manifest that is not UTF-8": lambda entries: entries.update({"manifest.json": b"\xff"}),
    "a manifest of brackets": lambda entries: entries.update({"manifest.json": b"[" * 200_000}),
    "files that are a list": changed_manifest(lambda raw: raw.update({"files": []})),
    "no version": changed_manifest(lambda raw: raw.pop("v")),
    "a version that is a word": changed_manifest(lambda raw: raw.update({"v": "one"})),
    "no time": changed_manifest(lambda raw: raw.update({"made_at": "today"})),
    "a file of no size": changed_manifest(lambda raw: raw["files"][ONE].pop("size")),
    "sizes exchanged": changed_manifest(lambda raw: raw["files"][ONE].update({"size": 1})),
}


@pytest.mark.parametrize("attack", REWRITTEN)
def test_a_bundle_that_is_not_as_its_manifest_says_is_refused(path, attack):
    rewritten(path, REWRITTEN[attack])  # type: ignore[arg-type]  # some give the removed entry
    refused(path)


def test_a_bundle_for_a_newer_program_is_told_apart(path):
    rewritten(path, changed_manifest(lambda raw: raw.update({"v": 2})))
    assert "新しい" in str(refused(path)) or "newer" in str(refused(path))


def test_other_entries_are_never_looked_at(path):
    """Nothing is ever unpacked into a folder, so ways out of it lead nowhere."""
    strange = ["../../evil.dll", "/etc/passwd", "C:\\x", "s/org/x.seg.part", "Thumbs.db"]
    rewritten(path, lambda entries: entries.update(dict.fromkeys(strange, b"x")))
    with ZipBundles().open(path) as bundle:
        assert set(bundle.store.list("")) == set(FILES)


def test_one_name_twice_is_refused(path):
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(ONE, b"another")
    refused(path)


def test_ways_of_packing_this_program_does_not_use_are_refused(path):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("x", b"y" * 1000)
    refused(path)


def test_a_locked_bundle_is_refused(path):
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(bytes(data))
    refused(path)


def test_a_file_too_large_is_refused_before_it_is_read(path):
    with path.open("r+b") as file:
        file.truncate(MOST_BYTES + 1)
    assert refused(path).message != ""


def test_a_bomb_is_not_unpacked(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(60):
            archive.writestr(f"bomb-{number}", bytes(10 << 20))
    place = tmp_path / "bomb.zip"
    place.write_bytes(inner.getvalue())
    assert place.stat().st_size < 1 << 20
    assert refused(place).message != ""
