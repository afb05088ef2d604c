"""What every workbook passes before a reader sees it.

Readers allocate the whole rectangle of a sheet and trust what a file says about itself: a file
of 5 KB with the cells A1 and XFD1048576 ends the process, one of 2 MB inflates to 2 GB. The
guard refuses such files by looking at names, sizes and cell addresses only, and notes on the
way what the reader would lose silently: error cells, formulas without a value, merged cells.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from bpr_studio.adapters.sheets.sheet_scan import TooLargeError, scan_sheet
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bpr_studio.adapters.sheets.sheet_scan import SheetFacts

LARGEST_FILE: Final = 20_000_000
MOST_PARTS: Final = 2_000
LARGEST_PART: Final = 64_000_000
LARGEST_TOTAL: Final = 200_000_000
LARGEST_RATIO: Final = 200
_RATIO_MATTERS_FROM: Final = 1_000_000

_OLE2: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")
_PLAIN_ENCODINGS: Final = (b"utf-8", b"us-ascii", b"ascii")
_IS_1904: Final = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true)["']""")
_SAVED: Final = re.compile(rb"<(?:\w+:)?modified\b[^>]*>([0-9T:.Z+-]{10,40})<")
_STRING_END: Final = re.compile(rb"</[^<>]*si\s*>")
_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError),
    *(ValueError, KeyError, NotImplementedError, ParseError),
)


@dataclass(frozen=True, slots=True)
class GuardedWorkbook:
    """A workbook that is safe to read.

    Attributes:
        data: the bytes that were looked at; read these, not the file again.
        sheets: what was seen, by sheet name in the order of the workbook.
        counts_from_1904: days are counted from 1904.
        digest: SHA-256 of `data`.
        saved_at: when it was saved last (ISO) as its program says, "" when it does not.
    """

    data: bytes
    sheets: Mapping[str, SheetFacts]
    counts_from_1904: bool
    digest: str
    saved_at: str = ""


def guard_workbook(path: Path) -> GuardedWorkbook:
    """Look at a workbook and refuse what is broken, locked, foreign or dangerous.

    Macros are not run and not kept: only values are read later.

    Raises:
        UnreadableInputError: the sentence says why and what to do.
    """
    data = read_limited(path)
    _refuse_foreign(path.name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _inspected(path.name, data, archive)
    except _UNREADABLE as error:
        raise _broken(path.name) from error


def read_limited(path: Path) -> bytes:
    """The bytes of a file of at most 20 MB.

    Raises:
        UnreadableInputError: the file is missing, locked, empty or too large.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large(path.name, tr("It is larger than 20 MB."))
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableInputError(
            tr("{name} does not exist.", name=path.name),
            remedy=tr("Check the folder and the name of the file."),
        ) from error
    except OSError as error:
        raise UnreadableInputError(
            tr("{name} cannot be opened.", name=path.name),
            remedy=tr("If it is open in Excel, close it there, then try again."),
        ) from error
    if not data:
        raise UnreadableInputError(
            tr("{name} is empty.", name=path.name), remedy=tr("Ask for the file again.")
        )
    return data


def _refuse_foreign(name: str, data: bytes) -> None:
    if data.startswith(_OLE2):
        if _ENCRYPTED in data:
            raise UnreadableInputError(
                tr("{name} is protected by a password.", name=name),
                remedy=tr("Remove the password in Excel, save the file and try again."),
            )
        raise UnreadableInputError(
            tr("{name} is in the old Excel format (.xls).", name=name),
            remedy=tr("Open it in Excel, save it as “Excel Workbook (.xlsx)” and use that file."),
        )
    if not data.startswith(b"PK"):
        raise UnreadableInputError(
            tr("{name} is not an Excel workbook (.xlsx).", name=name),
            remedy=tr("Open it in Excel, save it as “Excel Workbook (.xlsx)” and use that file."),
        )


def _broken(name: str) -> UnreadableInputError:
    return UnreadableInputError(
        tr("{name} is damaged or incomplete and cannot be read.", name=name),
        remedy=tr("It may have been cut off while copying. Copy or send the file again."),
    )


def _too_large(name: str, why: str) -> UnreadableInputError:
    return UnreadableInputError(
        tr("{name} was not opened because it is unusually large.", name=name) + " " + why,
        remedy=tr(
            "Remove what does not belong to it, such as pictures and additional sheets, and try again."
        ),
    )


def _suspicious(name: str) -> UnreadableInputError:
    return UnreadableInputError(
        tr("{name} was not opened because its inner structure is not that of Excel.", name=name),
        remedy=tr("Open it in Excel, save it as “Excel Workbook (.xlsx)” and use that file."),
    )


def _inspected(name: str, data: bytes, archive: zipfile.ZipFile) -> GuardedWorkbook:
    entries = archive.infolist()
    _check_entries(name, entries)
    known = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in known or "xl/workbook.bin" in known:
        raise _no_workbook(name, known)
    facts: dict[str, SheetFacts] = {}
    longest = 0
    saved_at = ""
    for part, content in _parts(name, archive, entries):
        if b"sheetData" in content:
            facts[part] = _scanned(name, content)
        if b"sst" in content:
            longest = max(longest, *map(len, _STRING_END.split(content)))
        if part == "docProps/core.xml" and (saved := _SAVED.search(content)):
            saved_at = saved[1].decode()
    if longest * max((sheet.cells for sheet in facts.values()), default=0) > LARGEST_TOTAL:
        raise _too_large(name, tr("Unpacked it would fill the memory."))  # one text, many cells
    main = _main_part(archive)
    if main not in known:
        raise _no_workbook(name, known)
    workbook = archive.read(main)
    return GuardedWorkbook(
        data=data,
        sheets={
            sheet: facts[part]
            for sheet, part in _sheet_parts(archive, main, workbook)
            if part in facts
        },
        counts_from_1904=bool(_IS_1904.search(workbook)),
        digest=hashlib.sha256(data).hexdigest(),
        saved_at=saved_at,
    )


def _check_entries(name: str, entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if len(names) != len(entries) or any(_is_odd(entry) for entry in entries):
        raise _suspicious(name)
    if len(entries) > MOST_PARTS:
        raise _too_large(name, tr("It has more than {n:,} inner parts.", n=MOST_PARTS))
    if sum(entry.file_size for entry in entries) > LARGEST_TOTAL or any(map(_is_bomb, entries)):
        raise _too_large(name, tr("Unpacked it would fill the memory."))


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    path = entry.filename
    is_locked = entry.flag_bits & 0x1
    is_unusual = entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    leaves_folder = path.startswith("/") or "\\" in path or ":" in path or ".." in path.split("/")
    return bool(is_locked or is_unusual or leaves_folder)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    if entry.file_size <= _RATIO_MATTERS_FROM:
        return False
    return entry.file_size > LARGEST_PART or entry.file_size > LARGEST_RATIO * max(
        entry.compress_size, 1
    )


def _parts(
    name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> Iterator[tuple[str, bytes]]:
    """Each part with its content; zipfile stops at the size declared and checks the sum."""
    for entry in entries:
        content = archive.read(entry)
        if not entry.filename.startswith("xl/media/") and _declares_entities(content):
            raise _suspicious(name)
        yield entry.filename, content


def _declares_entities(content: bytes) -> bool:
    """Whether a part has a document type (no part of Excel has) or hides one in UTF-16."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        return True
    declared = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in _PLAIN_ENCODINGS:
        return True
    return b"<!DOCTYPE" in content or b"<!ENTITY" in content


def _scanned(name: str, content: bytes) -> SheetFacts:
    try:
        return scan_sheet(content)
    except TooLargeError as error:
        message = tr(
            "A sheet has entries as far as row {row:,} and column {column:,}, or too many of them.",
            row=error.row,
            column=error.column,
        )
        raise _too_large(name, message) from error


def _no_workbook(name: str, known: set[str]) -> UnreadableInputError:
    if "mimetype" in known or "xl/workbook.bin" in known:  # OpenDocument, or Excel's binary format
        return UnreadableInputError(
            tr("{name} is a workbook of another format.", name=name),
            remedy=tr("Save it as “Excel Workbook (.xlsx)” and use that file."),
        )
    return UnreadableInputError(
        tr("{name} is not an Excel workbook (.xlsx).", name=name),
        remedy=tr("Open it in Excel, save it as “Excel Workbook (.xlsx)” and use that file."),
    )


def _main_part(archive: zipfile.ZipFile) -> str:
    """The part that lists the sheets, usually xl/workbook.xml."""
    for kind, target in _relations(archive, "_rels/.rels").values():
        if kind.endswith("/officeDocument"):
            return target.removeprefix("/")
    return ""


def _sheet_parts(archive: zipfile.ZipFile, main: str, workbook: bytes) -> Iterator[tuple[str, str]]:
    """Sheet names and their parts, in the order of the workbook."""
    from defusedxml import ElementTree  # only needed once a workbook is read

    folder, _, file = main.rpartition("/")
    relations = _relations(archive, f"{folder}/_rels/{file}.rels".removeprefix("/"))
    for element in ElementTree.fromstring(workbook, forbid_dtd=True).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((v for k, v in element.items() if k.rpartition("}")[2] == "id"), "")
            _, target = relations.get(relation, ("", ""))
            is_absolute = target.startswith(("/", f"{folder}/"))
            part = target.removeprefix("/") if is_absolute else f"{folder}/{target}"
            yield element.get("name", ""), part


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Type and target of each relation, by its id."""
    from defusedxml import ElementTree  # only needed once a workbook is read

    root = ElementTree.fromstring(archive.read(part), forbid_dtd=True)
    return {e.get("Id", ""): (e.get("Type", ""), e.get("Target", "")) for e in root}
