"""The JSON Schema of story documents, for the tests that hold output against it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

DOCS = Path(__file__).parent.parent / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "story.schema.json").read_text())
VALID = Draft202012Validator(SCHEMA)
