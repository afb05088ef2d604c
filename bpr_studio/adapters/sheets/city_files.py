"""Figures of cities as exchange files, workbook or JSON by their ending."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bpr_studio.adapters.fs.files import sha256_of
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.domain.benchmark.exchange import ExchangeLists
    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.services.cities import CityFile


class CityExchangeFiles:
    """Reads and writes them; implements `services.cities.CityFiles`."""

    def __init__(self, lists: ExchangeLists) -> None:
        """Take what the codes mean."""
        self._lists = lists

    def read(self, path: Path) -> CityFile:
        """Read an exchange file, JSON by its ending, everything else as a workbook.

        Raises:
            UnreadableInputError: the file is broken, locked, of another kind or dangerous.
            RefusedError: it holds no figures of a city.
        """
        if path.suffix.lower() == ".json":
            from bpr_studio.adapters.sheets.benchmark_json import read_city_json

            file = read_city_json(path, self._lists)
        else:
            from bpr_studio.adapters.sheets.benchmark_book import read_city_book

            file = read_city_book(path, self._lists)
        return replace(file, digest=sha256_of(path))

    def write(self, path: Path, figures: CityFigures) -> None:
        """Write an exchange file, XLSX or JSON by the ending of `path`.

        Raises:
            RefusedError: the ending is unknown, or the file cannot be written.
        """
        ending = path.suffix.lower()
        if ending == ".json":
            from bpr_studio.adapters.sheets.benchmark_json import write_city_json

            write_city_json(path, figures)
        elif ending == ".xlsx":
            from bpr_studio.adapters.sheets.city_form import write_city_book

            write_city_book(path, figures, self._lists)
        else:
            raise RefusedError(
                tr(
                    "Figures of cities are written as .xlsx or .json, not as “{ending}”.",
                    ending=ending,
                ),
                remedy=tr("Choose a file name with one of these endings."),
            )

    def write_form(self, path: Path) -> None:
        """Write an empty form that a city without this program fills in.

        Raises:
            RefusedError: the ending is not .xlsx, or the file cannot be written.
        """
        if path.suffix.lower() != ".xlsx":
            raise RefusedError(
                tr("The form is written as .xlsx, not as “{ending}”.", ending=path.suffix),
                remedy=tr("Choose a file name with one of these endings."),
            )
        from bpr_studio.adapters.sheets.city_form import write_city_form

        write_city_form(path, self._lists)
