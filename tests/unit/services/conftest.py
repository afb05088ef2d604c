"""A small fictitious section to edit, made once and copied for each test."""

from __future__ import annotations

import shutil

import pytest

from bpr_studio.app.workspace import Workspace
from tests.builders_workspace import DX_OFFICER, CityPlan, built_workspace


@pytest.fixture(scope="session")
def two_sections(tmp_path_factory):
    """The folder of a workspace of two sections with six tasks each."""
    folder = tmp_path_factory.mktemp("entry") / "city"
    built_workspace(folder, CityPlan(bureaus=1, sections=2, tasks=6)).close()
    return folder


@pytest.fixture
def editable_city(two_sections, tmp_path):
    """A copy of it for this test alone, opened."""
    opened = Workspace.open(shutil.copytree(two_sections, tmp_path / "city"), DX_OFFICER)
    yield opened
    opened.close()
