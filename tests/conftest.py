"""The slowest files and the time since the start, at the end of a test run: pytest itself lists only cells."""

from __future__ import annotations

import os
import time
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
    if started := os.environ.get("NNBE_STARTED"):  # when set-up began, in seconds since 1970; .ci/run sets it
        minutes, seconds_left = divmod(round(time.time() - float(started)), 60)
        terminalreporter.write_line(f"{minutes} min {seconds_left} s since the start, set-up and book included")
