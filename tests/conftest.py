"""The slowest files at the end of a test run: a chapter is a file, and pytest itself lists only cells."""

from __future__ import annotations

from collections import Counter

import pytest

SLOWEST = 10
# Doctests are looked for in every module; two conftest.py would be imported under one name.
collect_ignore_glob = ["conftest.py", "*/conftest.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid.partition("::")[0]] += report.duration
    if len(seconds) > 1:
        terminalreporter.section(f"slowest {min(SLOWEST, len(seconds))} of {len(seconds)} files")
        for file, total in seconds.most_common(SLOWEST):
            terminalreporter.write_line(f"{total:7.1f} s  {file}")
