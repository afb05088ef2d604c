"""Tables of the exchange with other PCs, as SQLModel classes: facts about this PC, never synced.

Moments are milliseconds since 1970, 0 for "not yet", if nothing else is said.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel

from bpr_studio.adapters.db.columns import STRICT, STRICT_KEYED


class HeldOpRow(SQLModel, table=True):
    """An own op that is not sealed for now, since the roster does not permit it."""

    __tablename__: ClassVar[str] = "held_op"
    __table_args__ = STRICT_KEYED
    actor: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=Integer)
    tag: str = Field(primary_key=True, sa_type=Text)
    reason: str = Field(sa_type=Text)


class SegmentRow(SQLModel, table=True):
    """A segment made here, or one whose ops were taken in; all its ops are in the log.

    `at` is the greatest hybrid time of its ops; `own` that it bears a name of this database;
    `applied` that it was taken in, else it was made here; `relay` that it came by a bundle and
    shall be handed on; `received` when the DX office was found to have it.
    """

    __tablename__: ClassVar[str] = "segment"
    __table_args__ = STRICT
    id: int = Field(primary_key=True, sa_type=Integer)
    scope: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    seq: int = Field(sa_type=Integer)
    hash: str = Field(sa_type=Text)
    prev: str = Field(sa_type=Text)
    roster: int = Field(sa_type=Integer)
    ops: int = Field(sa_type=Integer)
    first_n: int = Field(sa_type=Integer)
    last_n: int = Field(sa_type=Integer)
    at: int = Field(sa_type=Integer)
    own: int = Field(sa_type=Integer)
    applied: int = Field(sa_type=Integer)
    relay: int = Field(sa_type=Integer)
    received: int = Field(sa_type=Integer)


class SegmentBytesRow(SQLModel, table=True):
    """The file of a segment as it was made."""

    __tablename__: ClassVar[str] = "segment_bytes"
    __table_args__ = STRICT
    id: int = Field(primary_key=True, sa_type=Integer)
    data: bytes = Field(sa_type=LargeBinary)


class PlacementRow(SQLModel, table=True):
    """Since when a segment stands on a target, and when it was seen there a second time.

    `at` is 0 for one that was found missing and shall be placed again.
    """

    __tablename__: ClassVar[str] = "placement"
    __table_args__ = STRICT_KEYED
    target: str = Field(primary_key=True, sa_type=Text)
    segment: int = Field(primary_key=True, sa_type=Integer)
    at: int = Field(sa_type=Integer)
    verified: int = Field(sa_type=Integer)


class ChainBlockRow(SQLModel, table=True):
    """A checked block of the roster or the policy."""

    __tablename__: ClassVar[str] = "chain_block"
    __table_args__ = STRICT_KEYED
    chain: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=Integer)
    hash: str = Field(primary_key=True, sa_type=Text)
    data: bytes = Field(sa_type=LargeBinary)


class ReceiptRow(SQLModel, table=True):
    """A checked receipt of the DX office."""

    __tablename__: ClassVar[str] = "receipt"
    __table_args__ = STRICT
    name: str = Field(primary_key=True, sa_type=Text)
    scope: str = Field(sa_type=Text)
    at: int = Field(sa_type=Integer)
    data: bytes = Field(sa_type=LargeBinary)


class ReceiptTipRow(SQLModel, table=True):
    """The last segment of a stream, or of a branch of it, that the DX office confirms to have."""

    __tablename__: ClassVar[str] = "receipt_tip"
    __table_args__ = STRICT_KEYED
    scope: str = Field(primary_key=True, sa_type=Text)
    actor: str = Field(primary_key=True, sa_type=Text)
    seq: int = Field(primary_key=True, sa_type=Integer)
    hash: str = Field(primary_key=True, sa_type=Text)


class RefusedFileRow(SQLModel, table=True):
    """A file of a target that did not pass a check, with its bytes and how often it failed."""

    __tablename__: ClassVar[str] = "refused_file"
    __table_args__ = STRICT
    target: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    reason: str = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)
    tries: int = Field(sa_type=Integer)
    first_at: int = Field(sa_type=Integer)
    last_at: int = Field(sa_type=Integer)
    data: bytes = Field(sa_type=LargeBinary)


class ArrivalRow(SQLModel, table=True):
    """A row that came from other PCs; open windows ask for what came after a number."""

    __tablename__: ClassVar[str] = "arrival"
    __table_args__ = STRICT
    number: int = Field(primary_key=True, sa_type=Integer)
    entity: str = Field(sa_type=Text)
    row: str = Field(sa_type=Text)


class SyncFactRow(SQLModel, table=True):
    """What exchange remembers on this PC: addresses, times, settings."""

    __tablename__: ClassVar[str] = "sync_fact"
    __table_args__ = STRICT_KEYED
    name: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)
