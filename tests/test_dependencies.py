"""The dependency page and pyproject.toml say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[ <>=;\[]", requirement)[0].lower() for requirement in requirements}


def test_every_dependency_has_a_reason_and_every_reason_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = names(project["dependencies"])
    for extra in ("dev", "parquet", "bench"):
        declared |= names(project["optional-dependencies"][extra])
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    first_cells = re.findall(r"^\| (`[^|]*) \|", page, flags=re.MULTILINE)
    explained = {name for cell in first_cells for name in re.findall(r"`([\w-]+)`", cell)}
    assert explained == declared


def test_every_dependency_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    sources = [
        path.read_text("utf-8")
        for package in ("archive", "spiders", "scheduler")
        for path in (ROOT / package).rglob("*.py")
    ]
    imports = re.compile(r"^\s*(?:from|import) (\w+)", flags=re.MULTILINE)
    imported = {name.lower() for source in sources for name in imports.findall(source)}
    declared = {name.replace("-", "_") for name in names(project["dependencies"])}
    assert declared - imported == {"tzdata"}  # zone files, which zoneinfo looks for
