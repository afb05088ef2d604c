"""The material of the fictitious demo city from `resources/samples/`."""

from __future__ import annotations

import tomllib
from typing import Any

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.adapters.catalogs.lists import (
    load_classification,
    load_list,
    load_month_profiles,
    load_year_settings,
)
from bpr_studio.services.demo.material import (
    DemoMaterial,
    duties_from,
    flows_from,
    offices_from,
    partners_from,
    reorganisations_from,
    words_from,
)


def load_demo_material() -> DemoMaterial:
    """Words, plans and lists for `generate_demo_city`."""
    organisation, wording = _sample("demo_organisation"), _sample("demo_wording")
    return DemoMaterial(
        name=organisation["name"],
        code=organisation["code"],
        population=organisation["population"],
        offices=offices_from(organisation),
        reorganisations=reorganisations_from(organisation),
        duties=duties_from(wording),
        common_mix=tuple(wording["common"]["mix"].items()),
        words=words_from(wording),
        partners=partners_from(wording),
        flows=flows_from(_sample("demo_flows")),
        classification=load_classification(),
        month_profiles=load_month_profiles(),
        staff_categories=load_list("staff_category"),
        year_settings=load_year_settings(),
    )


def _sample(name: str) -> dict[str, Any]:
    path = data_folder() / "resources" / "samples" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
