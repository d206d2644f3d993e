"""Plugins for every test run, that of the notebooks too."""

pytest_plugins = [f"tools.testing.{name}" for name in ("browser", "comparison", "proven", "threads", "warm")]
