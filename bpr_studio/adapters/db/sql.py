"""Small pieces of SQL that every query needs: columns that are never NULL."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from sqlalchemy import func
from sqlmodel import col

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def text(column: object) -> ColumnElement[str]:
    """The column as text, "" where nobody has set it."""
    return func.coalesce(col(column), "")  # type: ignore[arg-type]  # a mapped attribute


def number(column: object) -> ColumnElement[int]:
    """The column as a number, 0 where nobody has set it."""
    return func.coalesce(col(column), 0)  # type: ignore[arg-type]  # a mapped attribute


def searchable(value: Any) -> str:
    """Text without differences of width and case, as both sides of a search are compared."""
    return unicodedata.normalize("NFKC", str(value or "")).casefold()
