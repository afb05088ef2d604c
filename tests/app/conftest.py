"""A small fictitious city, made once and copied for each test."""

import shutil

import pytest

from bpr_studio.app.demo import create_demo
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.demo.city import DemoSize

PERSON = Person("tester", "dx_office")


@pytest.fixture(scope="session")
def small_city(tmp_path_factory):
    """The folder of a demo workspace with 8 sections, 400 tasks and 4 flows."""
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    create_demo(folder, PERSON, NoProgress(), seed=7, size=DemoSize(8, 400, 4)).close()
    return folder


@pytest.fixture
def city_folder(small_city, tmp_path):
    """A copy of the small city for this test alone."""
    return shutil.copytree(small_city, tmp_path / "workspace")


@pytest.fixture
def workspace(city_folder):
    """The small city, opened."""
    opened = Workspace.open(city_folder, PERSON)
    yield opened
    opened.close()
