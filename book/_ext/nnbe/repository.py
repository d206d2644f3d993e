"""The address of the repository, which stands in ``_config.yml`` alone."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config

PLACEHOLDER = "https://github.com/your_account/neural-networks-by-experiment"


def name_repository(app: Sphinx, docname: str, source: list[str]) -> None:
    """Write the address from ``_config.yml`` wherever a page of the book names the repository."""
    if docname.startswith("book/"):
        url = app.config.html_theme_options.get("repository_url", PLACEHOLDER).rstrip("/")
        source[0] = source[0].replace(PLACEHOLDER, url)


def ignore_placeholder(app: Sphinx, config: Config) -> None:
    """Leave out of the link check the address that no account can have, until a fork sets its own."""
    account = PLACEHOLDER.rpartition("/")[0].removeprefix("https://github.com/")
    config.linkcheck_ignore += [rf"https://(colab\.research\.google\.com/)?github(\.com)?/{account}/.*"]


def setup(app: Sphinx) -> None:
    """Connect it."""
    app.connect("config-inited", ignore_placeholder)
    app.connect("source-read", name_repository)
