"""Files dropped on the window: which page reads which."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bpr_studio.ui.qt.page import PageFactory

_MOST_DROPPED: Final = 5_000  # entries of a folder; a city hands out some 400 forms


@dataclass(frozen=True, slots=True)
class Shares:
    """Who gets which of the files that were dropped.

    Attributes:
        pages: key of a page and the files it reads.
        strange: files nobody reads.
    """

    pages: tuple[tuple[str, tuple[Path, ...]], ...]
    strange: tuple[Path, ...]


def shared_out(
    places: Iterable[Path], factories: Sequence[PageFactory], front: PageFactory | None
) -> Shares:
    """Share files out among the pages; where several read a kind, the page in front does.

    Of a folder the files of known kinds are taken, the rest is passed over.
    """
    known = frozenset(kind for factory in factories for kind in factory.files)
    left = [file for place in places for file in _files_in(place, known)]
    pages: list[tuple[str, tuple[Path, ...]]] = []
    for factory in filter(None, (front, *factories)):
        fitting = tuple(file for file in left if file.suffix.lower() in factory.files)
        left = [file for file in left if file not in fitting]
        if fitting:
            pages.append((factory.key, fitting))
    return Shares(tuple(pages), tuple(left))


def _files_in(place: Path, known: frozenset[str]) -> list[Path]:
    """The files of known kinds in a folder; the place itself when there are none.

    Looks at so many entries at most that a whole drive dropped by mistake does not block.
    """
    if not place.is_dir():
        return [place]
    found = [
        file
        for file in sorted(islice(place.rglob("*"), _MOST_DROPPED))
        if file.suffix.lower() in known and not file.name.startswith((".", "~$"))
    ]
    return found or [place]


def strange_sentence(strange: Path, factories: Iterable[PageFactory]) -> str:
    """That a file cannot be read, and which can."""
    homes = [
        tr("{page}: {kinds}", page=factory.title, kinds=" ".join(factory.files))
        for factory in factories
        if factory.files
    ]
    sentence = tr("This program cannot read “{file}”.", file=strange.name)
    if not homes:
        return sentence
    known = tr("Files it reads: {list}", list="、".join(homes))
    return f"{sentence} {known}"
