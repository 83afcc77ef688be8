"""Stands in for `spiders.survey`: says CLI_FAKE_ANSWER, keeps the question."""

from __future__ import annotations

import os
import sys
from pathlib import Path

Path(os.environ["CLI_FAKE_QUESTION"]).write_text(sys.stdin.readline())
print("a line that is no answer")
print(os.environ["CLI_FAKE_ANSWER"])
print("and a last word on standard error", file=sys.stderr)
