"""Plugins for every test run, that of the notebooks too."""

pytest_plugins = ["tools.testing.comparison", "tools.testing.proven", "tools.testing.threads", "tools.testing.warm"]
