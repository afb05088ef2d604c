"""Figures of cities as exchange files, workbook or JSON by their ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.services.cities import CityFile


class CityExchangeFiles:
    """Reads and writes them; implements `services.cities.CityFiles`."""

    def __init__(self, staff_names: Mapping[str, str]) -> None:
        """Take the names of the staff categories by code."""
        self._staff_names = staff_names

    def read(self, path: Path) -> CityFile:
        """Read an exchange file, JSON by its ending, everything else as a workbook.

        Raises:
            UnreadableInputError: the file is broken, locked, of another kind or dangerous.
            RefusedError: it holds no figures of a city, or nothing usable about the city.
        """
        if path.suffix.lower() == ".json":
            from bpr_studio.adapters.sheets.benchmark_json import read_city_json

            return read_city_json(path, self._staff_names)
        from bpr_studio.adapters.sheets.benchmark_book import read_city_book

        return read_city_book(path, self._staff_names)

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
            from bpr_studio.adapters.sheets.benchmark_book import write_city_book

            write_city_book(path, figures, self._staff_names)
        else:
            raise RefusedError(
                tr(
                    "Figures of cities are written as .xlsx or .json, not as “{ending}”.",
                    ending=ending,
                ),
                remedy=tr("Choose a file name with one of these endings."),
            )
