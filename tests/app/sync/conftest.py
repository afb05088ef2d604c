"""Keys of tests never go where the system keeps passwords."""

import pytest


@pytest.fixture(autouse=True)
def _no_system_keyring(monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
