"""What to do where a Python package is not installed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

EXTRAS: Final = {
    "fastapi": "service",
    "prometheus_client": "service",
    "psycopg": "postgres",
    "matplotlib": "report",
    "pyarrow": "parquet",
}
"""Modules that only an extra of pyproject.toml brings (`tests/docs/test_setups.py` compares)."""
_ROOT: Final = Path(__file__).parents[2]


def remedy(error: ImportError) -> str | None:
    """What to do about it in one sentence; None if no package is at fault but this program."""
    module = (error.name or "").partition(".")[0]
    if (not module and "psycopg" in str(error)) or "libpq" in str(error):  # the package is there, its library is not
        module = "psycopg"
    if module in ("", "orchestrator") or module in sys.stdlib_module_names:
        return None
    extra = EXTRAS.get(module)
    if not (_ROOT / "tools" / "venv.sh").is_file():
        name = f"lean-orchestrator[{extra}]" if extra else "lean-orchestrator"
        return f"the Python package {module!r} is not installed: install {name} again from where you have it"
    command = f"tools/venv.sh {extra}" if extra else "make setup"
    return f"the Python package {module!r} is not installed: run `{command}` in {str(_ROOT)!r}, then the same again"
