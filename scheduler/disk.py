"""Whether the disk has room for more captures."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FLOOR_MB = 500
_RESUME = 1.1  # a little above the floor, so that it does not flutter


@dataclass(slots=True)
class DiskFloor:
    """Says when to pause, and when to go on again. 1 MB is a million bytes."""

    folder: Path
    floor_mb: float = FLOOR_MB
    low: bool = False

    def look(self) -> str | None:
        """Update `low`; a line when that changed, else None."""
        free = free_mb(self.folder)
        if not self.low and free < self.floor_mb:
            self.low = True
            return (
                f"only {free:,.0f} MB are free below {self.folder}, "
                f"less than {self.floor_mb:,.0f}: crawling pauses until there is room again"
            )
        if self.low and free >= self.floor_mb * _RESUME:
            self.low = False
            return f"{free:,.0f} MB are free below {self.folder}: crawling goes on"
        return None


def free_mb(folder: Path) -> float:
    """Free space for ordinary users below `folder`, in millions of bytes."""
    return shutil.disk_usage(folder).free / 1_000_000


def size(paths: Iterable[Path]) -> int:
    """Bytes of files, and of all files below folders; what vanishes meanwhile counts nothing."""
    total = 0
    for path in paths:
        try:
            if path.is_dir() and not path.is_symlink():
                total += size(path.iterdir())
            else:
                total += path.lstat().st_size
        except OSError:
            continue
    return total
