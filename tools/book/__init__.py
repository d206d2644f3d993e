"""Build, serve and pack the book. The extension that Sphinx loads lives in ``book/_ext``."""
