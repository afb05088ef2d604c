"""What the scopes of exchange are called by people: the names of the sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.replication.names import LIB, ORG
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.scopes import section_scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.adapters.db.database import Database


def scope_names(database: Database) -> Mapping[str, str]:
    """Names by scope; a section has that of the latest year."""
    with database.scanning() as cursor:
        found = cursor.execute(
            "SELECT code, coalesce(path, name) FROM org_unit"
            " WHERE level='section' AND code IS NOT NULL AND name IS NOT NULL"
            " ORDER BY fiscal_year, id"
        )
        names = {section_scope(str(code)): str(name) for code, name in found}
    return {
        **names,
        ORG: tr("Organisation and surveys"),
        LIB: tr("Classification and standard flows"),
    }
