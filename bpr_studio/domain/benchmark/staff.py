"""Staff of cities by department, as published (定員管理), held against surveyed hours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StaffCount:
    """Heads of one department of one city on 1 April.

    Attributes:
        city_code: six-digit code of the local government, "" where it is not known.
        fiscal_year: western year of the 1 April.
        department: department of the public statistics, e.g. 税務.
        heads: number of regular staff.
        fictitious: the number is invented (架空).
        source: where it was published, as the user said it.
        file_name: the file it was taken over from.
    """

    city_code: str
    city_name: str
    fiscal_year: int
    department: str
    heads: int
    fictitious: bool = False
    source: str = ""
    file_name: str = ""
