"""Finding the headings of a sheet somebody else designed, and what its columns may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.workload.cell_rules import clean_text, is_blank, squeezed
from bpr_studio.domain.workload.mapping import (
    ABOVE,
    NAME,
    ColumnMapping,
    MappingProfile,
    TimeUnit,
    fingerprint_of,
    is_time,
)
from bpr_studio.domain.workload.sheet_picture import Cell
from bpr_studio.domain.workload.survey_format import MONTH_KEYS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from bpr_studio.domain.workload.cell_rules import CellValue
    from bpr_studio.domain.workload.sheet_picture import SheetPicture

BETWEEN: Final = "／"
"""Stands between the lines of a heading that has several."""

MOST_HEADER_ROWS: Final = 4
_TOP_ROWS: Final = 40
_FEWEST: Final = 2
_TITLE_SHARE: Final = 0.75  # a merged cell wider than this is a title, no heading
_MOST_OF_ONE: Final = 24  # what one column counts at most
_EACH_ROW: Final = 4  # a deeper heading must explain more
_MONTH: Final = re.compile(r"(?:^|／)(\d{1,2})月(?:$|\()")
_BRACKETS: Final = re.compile(r"\(.*?\)|【.*?】|\[.*?\]")
_UNIT_CELL: Final = re.compile(r"[(\[].{1,8}[)\]]|件|時間|分|人|%|円|日|回|人日|人工")
_PEOPLE: Final = re.compile(r"人数|\(人\)|人員")
_UNIT_NOTE: Final = re.compile(r"単位[:は]?\(?(時間|分|人日|人工|人役|%)")
_MANY: Final = frozenset({ABOVE, "core_tag"})
"""Targets that several columns may fill together."""


@dataclass(frozen=True, slots=True)
class HeaderEntry:
    """Words in headings that speak for one target.

    Attributes:
        target: what the column then is.
        words: squeezed words, any of them.
        weight: how much louder than others they speak.
        values: what entries of such a column stand for.
    """

    target: str
    words: tuple[str, ...]
    weight: int = 0
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)  # no slots: nothing is gained for one object
class HeaderWords:
    """What is known about other makers' sheets; `surveys/grown_headers.toml`.

    Attributes:
        entries: words of headings.
        units: words that tell the unit of a time column.
        totals: first words of lines with sums.
        notes: how remarks below a table begin.
        subtitles: how headings between lines begin.
        section_labels: words beside which the name of the section stands.
    """

    entries: tuple[HeaderEntry, ...]
    units: Mapping[TimeUnit, tuple[str, ...]]
    totals: frozenset[str]
    notes: tuple[str, ...]
    subtitles: tuple[str, ...]
    section_labels: frozenset[str]


def header_words_from(data: Mapping[str, Any]) -> HeaderWords:
    """The words from the parsed data file.

    Raises:
        KeyError: a needed entry is missing.
        ValueError: a unit is unknown.
    """

    def listed(text: str) -> tuple[str, ...]:
        return tuple(squeezed(word) for word in text.split(" ") if word)

    return HeaderWords(
        entries=tuple(
            HeaderEntry(
                entry["target"],
                listed(entry["words"]),
                entry.get("weight", 0),
                dict(entry.get("values", {})),
            )
            for entry in data["header"]
        ),
        units={TimeUnit(unit): listed(words) for unit, words in data["units"].items()},
        totals=frozenset(listed(data["rows"]["totals"])),
        notes=listed(data["rows"]["notes"]),
        subtitles=listed(data["rows"]["subtitles"]),
        section_labels=frozenset(listed(data["section"]["labels"])),
    )


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a table.

    Attributes:
        top: first row of the headings, from 0.
        rows: how many rows they have.
        texts: heading of each column, its lines joined; "" for none. A heading that stands
            several times is numbered from the second on: "時間#2".
    """

    top: int
    rows: int
    texts: tuple[str, ...]

    @property
    def first_line(self) -> int:
        """First row below the headings."""
        return self.top + self.rows

    @property
    def fingerprint(self) -> str:
        """What tells sheets with these headings."""
        return fingerprint_of(self.texts)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading may mean, and how loudly the words speak for it."""

    entry: HeaderEntry
    score: int


def headings_at(picture: SheetPicture, top: int, rows: int) -> Headings:
    """The headings of these rows; merged cells give their text to every column below them."""
    texts: list[str] = []
    seen: dict[str, int] = {}
    titles = _titles(picture, top, rows)
    for column in range(picture.width):
        text = BETWEEN.join(_parts(picture, range(top, top + rows), column, titles))
        if text:
            seen[text] = seen.get(text, 0) + 1
            text = text if seen[text] == 1 else f"{text}#{seen[text]}"
        texts.append(text)
    return Headings(top, rows, tuple(texts))


def _parts(
    picture: SheetPicture, rows: range, column: int, titles: Container[Cell]
) -> Iterator[str]:
    """The lines of one heading from top to bottom, each merged cell once, titles left out."""
    last = None
    for row in rows:
        origin = picture.origin(row, column)
        text = _one_line(picture.value(*origin))
        if text and origin != last and origin not in titles:
            yield text
        last = origin


def _titles(picture: SheetPicture, top: int, rows: int) -> set[Cell]:
    """First cells of merged ranges that span the whole table."""
    wide = max(3, int(picture.width * _TITLE_SHARE))
    return {
        Cell(area.top, area.left)
        for area in picture.merges
        if top <= area.top < top + rows and area.right - area.left + 1 > wide
    }


def _one_line(value: CellValue) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"\s+", "", clean_text(value)) if isinstance(value, str) else ""


class HeaderFinder:
    """Finds headings by known words; remembers every heading it has looked at."""

    def __init__(self, words: HeaderWords) -> None:
        self._words = words
        self._known: dict[str, Meaning | None] = {}

    def meaning(self, heading: str) -> Meaning | None:
        """What a heading may mean, None where no word speaks for anything."""
        if heading not in self._known:
            self._known[heading] = self._find_meaning(heading.partition("#")[0])
        return self._known[heading]

    def find(self, picture: SheetPicture) -> Headings | None:
        """The headings that explain most columns; None where no table was found."""
        best: tuple[int, Headings] | None = None
        for bottom in range(min(len(picture.rows), _TOP_ROWS)):
            if not _is_header_row(picture, bottom):
                continue
            for rows in range(1, MOST_HEADER_ROWS):
                top = bottom - rows + 1
                if top < 0 or not _is_header_row(picture, top):
                    break
                found = headings_at(picture, top, rows)
                score = self._score(found) - _EACH_ROW * (rows - 1)
                if score > 0 and (best is None or score > best[0]):
                    best = (score, found)
        if best is None:
            return None
        return self._with_unit_row(picture, _with_groups(picture, best[1]))

    def table_starts(self, picture: SheetPicture, row: int) -> bool:
        """Whether a row looks like the heading of a table."""
        return _is_header_row(picture, row) and self._score(headings_at(picture, row, 1)) > 0

    def _with_unit_row(self, picture: SheetPicture, found: Headings) -> Headings:
        """With the row of units below, where there is one."""
        row = found.first_line
        if row >= len(picture.rows):
            return found
        cells = [squeezed(v) for v in picture.rows[row] if isinstance(v, str) and v.strip()]
        numbers = any(isinstance(v, float) for v in picture.rows[row])
        if len(cells) >= _FEWEST and not numbers and all(map(_UNIT_CELL.fullmatch, cells)):
            return headings_at(picture, found.top, found.rows + 1)
        return found

    def _score(self, found: Headings) -> int:
        """How well headings are understood; 0 where no table begins."""
        meanings = [self.meaning(text) for text in found.texts if text]
        known = [meaning for meaning in meanings if meaning is not None]
        targets = {meaning.entry.target for meaning in known}
        if NAME not in targets or len(targets) < _FEWEST:
            return 0
        return sum(min(meaning.score, _MOST_OF_ONE) for meaning in known)

    def _find_meaning(self, heading: str) -> Meaning | None:
        text = squeezed(heading)
        month = _MONTH.search(text)
        if month and 1 <= int(month[1]) <= 12:
            return Meaning(HeaderEntry(f"month_{int(month[1]):02}", ()), _MOST_OF_ONE)
        plain = _BRACKETS.sub("", text)
        last = plain.rpartition(squeezed(BETWEEN))[2]
        people = bool(_PEOPLE.search(text))
        best: Meaning | None = None
        for entry in self._words.entries:
            if people and entry.target.startswith("minutes_"):
                continue
            score = max((_word_score(w, text, (plain, last)) for w in entry.words), default=0)
            score += entry.weight if score else 0
            if score and (best is None or score > best.score):
                best = Meaning(entry, score)
        return best

    # -- proposing -------------------------------------------------------------------------------

    def propose(self, picture: SheetPicture, found: Headings) -> MappingProfile:
        """A profile for the sheet, for somebody to look at: each target from its best column."""
        meanings = {text: self.meaning(text) for text in found.texts if text}
        best: dict[str, int] = {}
        for meaning in meanings.values():
            if meaning is not None:
                target = meaning.entry.target
                best[target] = max(best.get(target, 0), meaning.score)
        columns: list[ColumnMapping] = []
        for text, meaning in meanings.items():
            if meaning is None:
                continue
            target = meaning.entry.target
            taken = any(column.target == target for column in columns)
            if target in _MANY or (meaning.score == best[target] and not taken):
                unit = self.unit_of(picture, found, text, target)
                columns.append(ColumnMapping(text, target, unit, dict(meaning.entry.values)))
        return MappingProfile(
            name="",
            columns=tuple(columns),
            header_rows=found.rows,
            sheets=(),
            fingerprint=found.fingerprint,
        )

    def values_of(self, heading: str, target: str) -> dict[str, str]:
        """What entries usually stand for in a column of this target."""
        meaning = self.meaning(heading)
        if meaning is not None and meaning.entry.target == target:
            return dict(meaning.entry.values)
        entries = (entry for entry in self._words.entries if entry.target == target)
        return next((dict(entry.values) for entry in entries if entry.values), {})

    def unit_of(
        self, picture: SheetPicture, found: Headings, heading: str, target: str
    ) -> TimeUnit:
        """The unit of a time column: by its heading, by a remark above the table, by its cells."""
        if not is_time(target):
            return TimeUnit.HOURS
        text = squeezed(heading)
        named = self._named_unit(text)
        if named is not None:
            return named
        if target in MONTH_KEYS:
            return _unit_of_months(picture, found)
        return self._noted_unit(picture, found.top) or TimeUnit.HOURS

    def _named_unit(self, text: str) -> TimeUnit | None:
        """The unit a heading names: in brackets before anywhere, longer words before shorter."""
        inside = " ".join(_BRACKETS.findall(text))
        for place in (inside, text):
            found = [
                (len(word), unit)
                for unit, words in self._words.units.items()
                for word in words
                if word in place and (len(word) > 1 or place is inside or text.endswith(word))
            ]
            if found:
                return max(found, key=lambda pair: pair[0])[1]
        return None

    def _noted_unit(self, picture: SheetPicture, top: int) -> TimeUnit | None:
        for row in range(max(top, 0)):
            for value in picture.rows[row]:
                noted = _UNIT_NOTE.search(squeezed(value)) if isinstance(value, str) else None
                if noted:
                    return self._named_unit(f"({noted[1]})")
        return None


def _with_groups(picture: SheetPicture, found: Headings) -> Headings:
    """With the rows above that belong to the heading: joined to it, or over several columns."""
    while found.top > 0 and found.rows < MOST_HEADER_ROWS:
        above = found.top - 1
        titles = _titles(picture, above, 1)
        belongs = any(
            area.top <= above <= area.bottom
            and (area.bottom >= found.top or area.right > area.left)
            and Cell(area.top, area.left) not in titles
            for area in picture.merges
        )
        if not belongs or not _is_header_row(picture, above):
            break
        found = headings_at(picture, above, found.rows + 1)
    return found


def _word_score(word: str, text: str, plain: Sequence[str]) -> int:
    """How loudly a word speaks in a heading: its length, more where it is all of it."""
    if word in plain:
        return 2 * len(word) + 6
    return 2 * len(word) if len(word) > 1 and word in text else 0


def _is_header_row(picture: SheetPicture, row: int) -> bool:
    """Whether a row can belong to headings: words, and no numbers except months."""
    filled = [value for value in picture.rows[row] if not is_blank(value)]
    words = [value for value in filled if isinstance(value, str)]
    numbers = [value for value in filled if not isinstance(value, str)]
    months = all(isinstance(v, float) and v.is_integer() and 1 <= v <= 12 for v in numbers)
    return bool(words) and (not numbers or (months and len(numbers) == 12))


def _unit_of_months(picture: SheetPicture, found: Headings) -> TimeUnit:
    """Percent where the months of the first lines make 100 (or 1), else hours."""
    places = [n for n, text in enumerate(found.texts) if text and _MONTH.search(squeezed(text))]
    for row in range(found.first_line, min(found.first_line + 8, len(picture.rows))):
        cells = [picture.value(row, place) for place in places]
        numbers = [value for value in cells if isinstance(value, float)]
        if numbers:
            total = sum(numbers)
            return (
                TimeUnit.PERCENT if min(abs(total - 100), abs(total - 1)) < 1.01 else TimeUnit.HOURS
            )
    return TimeUnit.PERCENT


def place_of(found: Headings, heading: str) -> int:
    """The column of a heading, from 0; -1 where it is missing."""
    return found.texts.index(heading) if heading in found.texts else -1


def locate(picture: SheetPicture, profile: MappingProfile) -> Headings | None:
    """Where the headings of a profile stand in a sheet; None where one of them is missing."""
    wanted = {column.heading for column in profile.columns}
    for top in range(min(len(picture.rows), _TOP_ROWS)):
        found = headings_at(picture, top, profile.header_rows)
        if wanted.issubset(found.texts):
            return found
    return None
