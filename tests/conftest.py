"""What holds for every test: no screen, English sentences, nobody's own settings touched."""

from __future__ import annotations

import gc
import itertools
import os
import tempfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from bpr_studio.app.translations import TRANSLATIONS_FOLDER, compile_if_stale
from bpr_studio.domain.shared.text import install_language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Before any test imports Qt. Xvfb runs set QT_QPA_PLATFORM=xcb themselves.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Programs started by tests must not find the settings and data of whoever runs them.
_home = tempfile.TemporaryDirectory(prefix="bpr-test-home-", ignore_cleanup_errors=True)
for _variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
    os.environ[_variable] = _home.name

# A loaded machine makes single examples slow; how long a suite may take is .ci/run's business.
settings.register_profile("bpr", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bpr")


@pytest.fixture(autouse=True)
def _garbage() -> Iterator[None]:
    """Windows of earlier tests are collected between tests, never on a worker thread.

    As in the program (`bpr_studio.ui.qt.garbage`). Only every tenth test collects everything.
    """
    gc.disable()
    yield
    gc.collect(2 if next(_COUNTER) % 10 == 0 else 1)


_COUNTER = itertools.count(1)


@pytest.fixture(scope="session")
def translations_folder() -> Path:
    """The folder of the catalogues, compiled when they were stale.

    Entries that cannot be used are not this fixture's business: the meta tests report them.
    """
    compile_if_stale()
    return TRANSLATIONS_FOLDER


@pytest.fixture(autouse=True)
def _english_sentences() -> Iterator[None]:
    """Every test starts with the source language, whatever the test before has installed."""
    install_language("en", TRANSLATIONS_FOLDER)
    yield
    install_language("en", TRANSLATIONS_FOLDER)


@pytest.fixture
def japanese(translations_folder: Path) -> None:
    """Let this test see the sentences as a Japanese user does."""
    install_language("ja", translations_folder)
