"""A worker whose parser processes die on one page: `faults_parser.py PATH < job`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.model import UNGUIDED, Capture, Guide, Reading
from archive.reading import read_story

DEADLY = sys.argv[-1]


def read_or_die(folder: Path, capture: Capture, guide: Guide = UNGUIDED) -> Reading:
    """As `read_story`, but a page at the deadly path ends the process."""
    if capture.url.endswith(os.environ["BACKISSUE_DEADLY"]):
        os._exit(1)
    return read_story(folder, capture, guide)


if __name__ == "__main__":
    os.environ["BACKISSUE_DEADLY"] = DEADLY
    from faults_parser import read_or_die as found_by_name

    from spiders import keep, run

    keep.read_story = found_by_name
    sys.exit(run.main())
