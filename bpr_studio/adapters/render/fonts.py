"""Finds the Japanese font of printed reports in the usual folders, without fontconfig."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face: a font file, and its number where the file is a collection."""

    path: Path
    face: int = 0


@dataclass(frozen=True, slots=True)
class ReportFonts:
    """The two faces of a family."""

    family: str
    regular: FontFile
    bold: FontFile


# (family, regular file, bold file, face number in a collection), best first. Only fonts with
# TrueType outlines: the PDF library embeds no others. Text of the IPA fonts is extracted with
# look-alike radicals, so they come last (platform.md §1).
_CANDIDATES: Final = (
    ("BIZ UDPGothic", "BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf", 0),
    ("BIZ UDPGothic", "BIZ-UDGothicR.ttc", "BIZ-UDGothicB.ttc", 1),
    ("Yu Gothic", "YuGothM.ttc", "YuGothB.ttc", 0),
    ("Meiryo", "meiryo.ttc", "meiryob.ttc", 0),
    ("MS PGothic", "msgothic.ttc", "msgothic.ttc", 2),
    ("IPAexGothic", "ipaexg.ttf", "ipaexg.ttf", 0),
    ("IPAPGothic", "ipagp.ttf", "ipagp.ttf", 0),
)


def font_folders() -> tuple[Path, ...]:
    """Where this operating system keeps fonts, the user's own included."""
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
        local = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return (windows, local)
    home = Path.home()
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local" / "share" / "fonts",
        home / ".fonts",
    )


def find_report_fonts(folders: Sequence[Path]) -> ReportFonts:
    """The best Japanese font installed in `folders` or below.

    Raises:
        RefusedError: there is none that can be embedded.
    """
    files = _files(tuple(folders))
    for family, regular, bold, face in _CANDIDATES:
        if (found := files.get(regular.lower())) is not None:
            heavy = files.get(bold.lower(), found)
            return ReportFonts(family, FontFile(found, face), FontFile(heavy, face))
    raise RefusedError(
        tr("No Japanese font that can be embedded was found, so the report was not made."),
        kept=tr("Nothing stored was changed."),
        remedy=tr("Install BIZ UDPGothic (on Debian: fonts-morisawa-bizud-gothic) and try again."),
    )


@cache
def _files(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Font files by lower-case name; earlier folders win."""
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.tt[fc]")) if folder.is_dir() else ():
            files.setdefault(path.name.lower(), path)
    return files
