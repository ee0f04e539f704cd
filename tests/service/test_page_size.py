"""No page loads 300 kB of scripts; what each loads is read from its imports, as the browser does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestrator.config import settings
from orchestrator.service.files import DASHBOARD
from orchestrator.service.web_packages import web_root

SCRIPTS = DASHBOARD / "js"
PAGES = sorted((SCRIPTS / "pages").glob("*.js"))
MOST = 300_000


def imported(module: Path, found: set[Path]) -> set[Path]:
    """The module and all that it imports, with the scripts of packages that these load."""
    if module in found:
        return found
    found.add(module)
    text = module.read_text()
    for name in re.findall(r'^import .* from "(\.[^"]+)"', text, re.MULTILINE):
        imported((module.parent / name).resolve(), found)
    found.update(web_root(settings().cache_dir) / name for name in re.findall(r'script\("/vendor/([^"]+)"\)', text))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_loads_less_than_300_kb_of_scripts(page: Path) -> None:
    if not web_root(settings().cache_dir).is_dir():
        pytest.skip("the dashboard's packages are not installed: orchestrator setup --dashboard")
    scripts = imported(page.resolve(), imported((SCRIPTS / "main.js").resolve(), set()))
    assert len(scripts) > 3
    assert sum(script.stat().st_size for script in scripts) < MOST
