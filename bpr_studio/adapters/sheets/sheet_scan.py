"""Where a worksheet part has content, and what readers lose of it silently.

The fast way matches every cell tag with one strict pattern. A sheet with any cell written
otherwise (another attribute order, a namespace prefix, no address) goes the slow way through
a real parser, so that nothing hides behind an unusual spelling.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

LAST_ROW: Final = 5_000
LAST_COLUMN: Final = 300
MOST_CELLS: Final = 400_000

_ATTRIBUTES: Final = rb'(?: [A-Za-z:]+="[^"<>&]*")*'
_STRICT: Final = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"' + _ATTRIBUTES + rb" ?/?>")
_ANY: Final = re.compile(rb"<(?:[^\s<>/!?]*:)?c[\s/>]")
_FILLED: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"' + _ATTRIBUTES + rb"(?<! )>(?!</c>)")
_OPENED: Final = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(' + _ATTRIBUTES + rb") ?>")
_FORMULA: Final = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(' + _ATTRIBUTES + rb") ?>"
    rb"<f(?:[^<>]*/>|[^<>]*>[^<]*</f>)(<v>[^<]|<v></v>|<v ?/>|)"
)
_MERGE: Final = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class TooLargeError(Exception):
    """A sheet reaches further than any form.

    Attributes:
        row: last row with content, from 1.
        column: last column with content, from 1.
    """

    def __init__(self, row: int, column: int) -> None:
        super().__init__(f"content as far as row {row}, column {column}")
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What was seen of one sheet; addresses like "F12".

    Attributes:
        last_row: last row with content, from 1; 0 for an empty sheet.
        last_column: last column with content, from 1.
        cells: number of cells with content.
        errors: cells holding #DIV/0! and the like.
        formulas: cells holding a formula.
        without_value: formulas whose result was not saved with the file.
        merges: merged ranges like "A1:B2".
    """

    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    errors: frozenset[str] = field(default_factory=frozenset)
    formulas: frozenset[str] = field(default_factory=frozenset)
    without_value: frozenset[str] = field(default_factory=frozenset)
    merges: tuple[str, ...] = ()


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def scan_sheet(content: bytes) -> SheetFacts:
    """Look at a worksheet part.

    Raises:
        TooLargeError: it has content beyond row 5,000 or column 300, or over 400,000 cells.
        ValueError: it is not well-formed XML.
    """
    if len(_ANY.findall(content)) != len(_STRICT.findall(content)):
        return _walked(content)
    filled = _FILLED.findall(content)
    letters, rows = (set(values) for values in zip(*filled, strict=True)) if filled else ((), ())
    last_row = max(map(int, rows), default=0)
    last_column = max((column_number(v.decode()) for v in letters), default=0)
    _check_extent(last_row, last_column, len(filled))
    formulas = _FORMULA.findall(content) if b"<f" in content else []
    return SheetFacts(
        last_row=last_row,
        last_column=last_column,
        cells=len(filled),
        errors=_addresses(_error_cells(content)),
        formulas=_addresses(address for address, _, _ in formulas),
        without_value=_addresses(
            a for a, attributes, v in formulas if _has_no_value(attributes, v)
        ),
        merges=tuple(ref.decode() for ref in _MERGE.findall(content)),
    )


def _check_extent(last_row: int, last_column: int, cells: int) -> None:
    if last_row > LAST_ROW or last_column > LAST_COLUMN or cells > MOST_CELLS:
        raise TooLargeError(last_row, last_column)


def _addresses(found: Iterable[bytes]) -> frozenset[str]:
    return frozenset(address.decode() for address in found)


def _error_cells(content: bytes) -> Iterator[bytes]:
    if b't="e"' in content:
        for address, attributes in _OPENED.findall(content):
            if b' t="e"' in attributes:
                yield address


def _has_no_value(attributes: bytes, value: bytes) -> bool:
    """An empty text is a value; no element, or an empty one of a number, is none."""
    if value.startswith(b"<v>") and value != b"<v></v>":
        return False
    return not (value and b't="str"' in attributes)


class _Walk:
    """Positions and facts collected cell by cell."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = self.cells = 0
        self.errors: set[str] = set()
        self.formulas: set[str] = set()
        self.without_value: set[str] = set()
        self.merges: list[str] = []

    def start_row(self, element: Element) -> None:
        number = element.get("r", "").strip()
        self.row = int(number) if number else self.row + 1
        self.column = 0

    def end_cell(self, element: Element) -> None:
        self._place(element.get("r", "").strip())
        parts = {child.tag.rpartition("}")[2]: child for child in element}
        if not parts and not (element.text or "").strip():
            return
        self.cells += 1
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        _check_extent(self.last_row, self.last_column, self.cells)
        self._note(element, parts)

    def _place(self, address: str) -> None:
        found = _ADDRESS.fullmatch(address)
        if found:
            self.row, self.column = int(found[2]), column_number(found[1])
        elif address:
            raise ValueError(address)
        else:
            self.column += 1

    def _note(self, element: Element, parts: dict[str, Element]) -> None:
        address = f"{_letters(self.column)}{self.row}"
        kind = element.get("t")
        if kind == "e":
            self.errors.add(address)
        if "f" in parts:
            self.formulas.add(address)
            value = parts.get("v")
            if value is None or not (value.text or kind == "str"):
                self.without_value.add(address)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _walked(content: bytes) -> SheetFacts:
    from defusedxml import ElementTree  # only for unusually written sheets

    walk = _Walk()
    try:
        for event, element in ElementTree.iterparse(
            io.BytesIO(content), events=("start", "end"), forbid_dtd=True
        ):
            _step(walk, event, element)
    except ParseError as error:
        raise ValueError(str(error)) from error
    return SheetFacts(
        last_row=walk.last_row,
        last_column=walk.last_column,
        cells=walk.cells,
        errors=frozenset(walk.errors),
        formulas=frozenset(walk.formulas),
        without_value=frozenset(walk.without_value),
        merges=tuple(walk.merges),
    )


def _step(walk: _Walk, event: str, element: Element) -> None:
    tag = element.tag.rpartition("}")[2]
    if event == "start":
        if tag == "row":
            walk.start_row(element)
    elif tag == "c":
        walk.end_cell(element)
    elif tag == "mergeCell":
        walk.merges.append(element.get("ref", ""))
    elif tag == "row":
        element.clear()
