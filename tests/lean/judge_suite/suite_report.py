"""Lines that the suites leave for the end of the run; ``conftest.py`` prints them."""

from __future__ import annotations

matrix: list[str] = []
sums: list[str] = []
mutations: list[str] = []
