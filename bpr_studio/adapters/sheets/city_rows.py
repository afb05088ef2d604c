"""Detailed rows of other cities: read from CSV, kept as columns beside the workspace.

Each column is one `.npy` file of small whole numbers, opened as a memory map: ten million rows
take about 200 MB of disk, no time to open, and a pivot reads only the columns it names. The store
can be built anew from the cities' files at any time; it is not part of the workspace and is never
exchanged (docs/decisions/0032).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.adapters.sheets.city_row_values import COLUMNS, HEADINGS, Codes
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cube import Axis
from bpr_studio.domain.workload.facts import Facts
from bpr_studio.domain.workload.pivot import CLASS_LENGTHS, Dimension
from bpr_studio.services.exploring_cities import CityRowsFile, TakenIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from bpr_studio.domain.shared.ports import Clock, IdSource
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.exploring_cities import RowProblem

_CURRENT: Final = "current.json"
_BLOCK: Final = 50_000  # lines turned into numbers together
_SHOWN_PROBLEMS: Final = 100
_NUMBERS: Final = {"minutes": "int32", "cases": "int32", "file": "uint16"}
_CLASS: Final = "class_code"


@dataclass(frozen=True, slots=True)
class _Contents:
    """What the store has: the folder of its columns, its words, its files."""

    folder: str
    words: dict[str, list[str]]
    files: tuple[CityRowsFile, ...]


class CityRowStore:
    """Rows of other cities in a folder of their own."""

    def __init__(
        self,
        folder: Path,
        names: Callable[[], Mapping[Dimension, Mapping[str, str]]],
        clock: Clock,
        ids: IdSource,
    ) -> None:
        """Open the store; nothing is read or written yet.

        Args:
            folder: where it lies, made when the first file is taken in.
            names: names of keys by dimension, in the order they are listed.
            clock: tells when a file was taken in.
            ids: names the folders of columns.
        """
        self._folder, self._names, self._clock, self._ids = folder, names, clock, ids
        self._facts: Facts | None = None

    # -- reading -----------------------------------------------------------------------------------

    def files(self) -> tuple[CityRowsFile, ...]:
        """What was taken in, oldest first."""
        return self._contents().files

    def facts(self) -> Facts | None:
        """All rows, ready to be summed; None where there are none."""
        contents = self._contents()
        if not contents.files:
            return None
        if self._facts is None:
            self._facts = self._opened(contents)
        return self._facts

    def _contents(self) -> _Contents:
        try:
            body = json.loads((self._folder / _CURRENT).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return _Contents("", {name: [] for name in COLUMNS}, ())
        except (OSError, ValueError) as error:
            raise UnreadableInputError(
                tr("The rows of other cities cannot be read from {path}.", path=self._folder),
                kept=tr("The workspace itself is not touched by this."),
                remedy=tr("Delete that folder and take the cities' files in again."),
            ) from error
        files = tuple(
            CityRowsFile(**{**one, "cities": tuple(one["cities"]), "years": tuple(one["years"])})
            for one in body["files"]
        )
        return _Contents(body["folder"], body["words"], files)

    def _opened(self, contents: _Contents) -> Facts:
        import numpy as np

        columns = {
            name: np.load(self._folder / contents.folder / f"{name}.npy", mmap_mode="r")
            for name in (*COLUMNS, *_NUMBERS)
        }
        names = self._names()
        axes = {
            dimension: _axis(contents.words[name], columns[name], names.get(dimension, {}))
            for name, dimension in COLUMNS.items()
            if dimension is not None
        }
        for dimension, length in CLASS_LENGTHS.items():
            keys = [code[:length] for code in contents.words[_CLASS]]
            axes[dimension] = _axis(keys, columns[_CLASS], names.get(dimension, {}))
        ordered = {d: axes[d] for d in Dimension if d in axes}
        return Facts(ordered, columns["minutes"], cases=columns["cases"])

    # -- writing -----------------------------------------------------------------------------------

    def take_in(self, path: Path, progress: Progress) -> TakenIn:
        """Take a file in; one with the same content is replaced.

        Raises:
            UnreadableInputError: it is not such a file; nothing was taken in.
            RefusedError: it cannot be kept here.
            CancelledError: somebody stopped; nothing was taken in.
        """
        before = self._contents()
        codes = Codes(before.words)
        try:
            digest = _digest(path)
            blocks, problems, left_out = _blocks(path, codes, progress)
        except OSError as error:
            raise UnreadableInputError(
                tr("The file {name} cannot be read.", name=path.name),
                remedy=tr("Look whether it is open in another program."),
            ) from error
        if not blocks:
            raise UnreadableInputError(
                tr("The file {name} has no usable row.", name=path.name),
                kept=tr("Nothing was taken in."),
                remedy=problems[0].message if problems else tr("Ask the city for the file again."),
            )
        joined = _joined(blocks)
        known = [file for file in before.files if file.digest == digest]
        file = CityRowsFile(
            key=self._ids.new(),
            cities=tuple(codes.words["city_name"][n] for n in _places(joined["city_name"])),
            years=tuple(int(codes.words["fiscal_year"][n]) for n in _places(joined["fiscal_year"])),
            rows=len(joined["minutes"]),
            minutes=int(joined["minutes"].sum()),
            file_name=path.name,
            digest=digest,
            taken_in=self._clock.now().isoformat(),
            left_out=left_out,
        )
        self._store(before, [one.key for one in known], codes.words, (file, joined))
        return TakenIn(file, tuple(problems))

    def remove(self, key: str) -> None:
        """Forget a file that was taken in."""
        before = self._contents()
        self._store(before, [key], before.words, None)

    def _store(
        self,
        before: _Contents,
        dropped: Sequence[str],
        words: dict[str, list[str]],
        added: tuple[CityRowsFile, dict[str, NDArray[Any]]] | None,
    ) -> None:
        """Write the columns anew into a folder of their own, then point to it."""
        kept = [file for file in before.files if file.key not in dropped]
        files = (*kept, *([added[0]] if added else []))
        folder = f"rows-{self._ids.new()}"
        try:
            (self._folder / folder).mkdir(parents=True)
            self._write_columns(before, kept, folder, words, added[1] if added else None)
            body = {"folder": folder, "words": words, "files": [asdict(file) for file in files]}
            replace_file(self._folder / _CURRENT, json.dumps(body, ensure_ascii=False).encode())
        except OSError as error:
            shutil.rmtree(self._folder / folder, ignore_errors=True)
            raise RefusedError(
                tr("The rows cannot be kept in {path}.", path=self._folder),
                kept=tr("Nothing was changed."),
                remedy=tr("Look whether there is room on the disk."),
            ) from error
        self._facts = None
        for old in self._folder.glob("rows-*"):
            if old.name != folder:
                shutil.rmtree(old, ignore_errors=True)  # one still open goes the next time

    def _write_columns(
        self,
        before: _Contents,
        kept: Sequence[CityRowsFile],
        folder: str,
        words: Mapping[str, Sequence[str]],
        added: dict[str, NDArray[Any]] | None,
    ) -> None:
        import numpy as np

        rows = _rows_kept(self._folder / before.folder, before.files, kept)
        numbers = {file.key: n for n, file in enumerate(before.files)}
        renumbered = np.zeros(len(before.files) or 1, dtype=np.uint16)
        for n, file in enumerate(kept):
            renumbered[numbers[file.key]] = n
        for name in (*COLUMNS, *_NUMBERS):
            parts = []
            if kept:
                old = np.load(self._folder / before.folder / f"{name}.npy", mmap_mode="r")[rows]
                parts.append(renumbered[old] if name == "file" else old)
            if added is not None:
                size = len(added["minutes"])
                own = np.full(size, len(kept)) if name == "file" else added[name]
                parts.append(own)
            kind = _NUMBERS.get(name) or np.min_scalar_type(max(len(words.get(name, ())), 1))
            column = np.concatenate(parts) if parts else np.zeros(0)
            np.save(self._folder / folder / f"{name}.npy", column.astype(kind))


def _rows_kept(
    folder: Path, files: Sequence[CityRowsFile], kept: Sequence[CityRowsFile]
) -> NDArray[np.intp] | slice:
    import numpy as np

    if len(kept) == len(files):
        return slice(None)
    known = {file.key for file in kept}
    wanted = np.array([file.key in known for file in files], dtype=bool)
    return np.flatnonzero(wanted[np.load(folder / "file.npy", mmap_mode="r")])


def _axis(keys: Sequence[str], column: NDArray[Any], names: Mapping[str, str]) -> Axis:
    """An axis over a column of words: those with names first, in their order."""
    import numpy as np

    used = set(keys)
    order = [key for key in names if key in used]
    order += sorted(used - names.keys())
    places = {key: n for n, key in enumerate(order)}
    labels = tuple(names.get(key) or key or tr("(not given)") for key in order)
    via = np.array([places[key] for key in keys], dtype=np.int64)
    return Axis(tuple(order), labels, column, via)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _places(column: NDArray[Any]) -> list[int]:
    import numpy as np

    return [int(n) for n in np.unique(column)]


def _joined(blocks: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    import numpy as np

    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _encoding(path: Path) -> str:
    """UTF-8, or what Excel writes in Japan."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    try:
        start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "utf-8-sig" if error.start > len(start) - 4 else "cp932"
    return "utf-8-sig"


def _blocks(
    path: Path, codes: Codes, progress: Progress
) -> tuple[list[dict[str, NDArray[Any]]], list[RowProblem], int]:
    """The rows of a file as columns of numbers, what is wrong with others, and how many those are."""
    size = max(path.stat().st_size, 1)
    blocks: list[dict[str, NDArray[Any]]] = []
    problems: list[RowProblem] = []
    left_out, line = 0, 2
    encoding = _encoding(path)
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, newline="") as file:
        try:
            reader = csv.reader(file)
            places = _heading(next(reader, []), path.name)
            for rows in _in_blocks(reader):
                progress.report(min(raw.tell(), size), size, path.name)
                block, wrong, unusable = codes.encoded(rows, places, line)
                left_out += unusable
                problems += wrong[: _SHOWN_PROBLEMS - len(problems)]
                line += len(rows)
                if len(block["minutes"]):
                    blocks.append(block)
        except (UnicodeDecodeError, csv.Error) as error:
            raise UnreadableInputError(
                tr("The file {name} is no CSV file of rows of cities.", name=path.name),
                kept=tr("Nothing was taken in."),
                remedy=tr("Save it as CSV (UTF-8) and try again."),
            ) from error
    return blocks, problems, left_out


def _in_blocks(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    while block := list(islice(rows, _BLOCK)):
        yield block


def _heading(cells: Sequence[str], name: str) -> dict[str, int]:
    """The place of every column; those a file may leave out are -1."""
    found = {cell.strip(): place for place, cell in enumerate(cells)}
    places = {
        column: next((found[word] for word in heading.words if word in found), -1)
        for column, heading in HEADINGS.items()
    }
    missing = [
        heading.words[0]
        for column, heading in HEADINGS.items()
        if heading.needed and places[column] < 0
    ]
    if missing:
        raise UnreadableInputError(
            tr(
                "The file {name} has no column {columns}.",
                name=name,
                columns=tr(", ").join(missing),
            ),
            kept=tr("Nothing was taken in."),
            remedy=tr("The first line must name the columns as the guide lists them."),
        )
    return places
