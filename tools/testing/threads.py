"""The cores are divided among the workers of a test run: a pytest plugin, loaded by ``conftest.py`` at the root."""

import os

import pytest

from tools.execution.threads import divided


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Divide the cores among the workers of pytest-xdist, which inherit the environment; what a user has set stays."""
    if not hasattr(config, "workerinput"):
        for name, value in divided(getattr(config.option, "numprocesses", None) or 1).items():
            os.environ.setdefault(name, value)
