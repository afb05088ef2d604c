"""Row identifiers: random ones, and planned ones that two people make alike.

All ids are UUIDs as lower-case text of 36 characters. A row that anybody can foresee (the
section 0123 in fiscal year 2026) gets a version-5 UUID from its natural key, so that two PCs
that create it independently create the same row (sync.md §2.3, H2).
"""

from __future__ import annotations

import uuid
from typing import NewType

RowId = NewType("RowId", str)

# The namespace of every planned id; changing it would orphan all existing data.
_NAMESPACE = uuid.UUID("6f0f3a52-2f63-5d0c-9d1e-4b5f0c1a7e21")


def planned_id(entity: str, *key: str | int) -> RowId:
    """The id of the row of `entity` that has this natural key, the same on every PC.

    Args:
        entity: entity name, e.g. "org_unit".
        key: the parts of the natural key, e.g. fiscal year and code.
    """
    return RowId(str(uuid.uuid5(_NAMESPACE, "\x1f".join([entity, *map(str, key)]))))
