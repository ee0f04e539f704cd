"""Prints what the suites found, after pytest's own results."""

from __future__ import annotations

import pytest
import suite_report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The sums always, the matrix with ``-v``, what each mutation of the judge did wherever there were any."""
    lines = [*(suite_report.matrix if config.get_verbosity() > 0 else []), *suite_report.sums]
    if suite_report.mutations:
        lines += [f"{'switched off':18} {'case':35} {'got':15} right", *suite_report.mutations]
    if lines:
        terminalreporter.section("the judge's suites")
        for line in lines:
            terminalreporter.line(line)
