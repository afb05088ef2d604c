"""The kinds of columns tables are made of: STRICT tables know few types, and ops set any field."""

from __future__ import annotations

from typing import Any

from sqlalchemy import REAL, Integer, Text
from sqlmodel import Field

# STRICT tables know INTEGER, TEXT, REAL and BLOB only, so every column names its type.
STRICT: dict[str, Any] = {"sqlite_strict": True}
STRICT_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def row_id() -> Any:
    """The key of a row: its id."""
    return Field(primary_key=True, sa_type=Text)


def text() -> Any:
    """Text, NULL until an op sets it."""
    return Field(default=None, sa_type=Text, nullable=True)


def integer() -> Any:
    """A whole number, NULL until an op sets it."""
    return Field(default=None, sa_type=Integer, nullable=True)


def real() -> Any:
    """A number with digits behind the point, NULL until an op sets it."""
    return Field(default=None, sa_type=REAL, nullable=True)


def json() -> Any:
    """A composite value as canonical JSON text."""
    return Field(
        default=None, sa_type=Text, nullable=True, sa_column_kwargs={"info": {"json": True}}
    )


def derived_integer() -> Any:
    """A whole number that is calculated, never set by an op."""
    return Field(
        default=None, sa_type=Integer, nullable=True, sa_column_kwargs={"info": {"derived": True}}
    )


def derived_text() -> Any:
    """A text that is calculated, never set by an op."""
    return Field(
        default=None, sa_type=Text, nullable=True, sa_column_kwargs={"info": {"derived": True}}
    )
