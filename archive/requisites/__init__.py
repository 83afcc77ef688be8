"""What a page needs to look right: styles, images, fonts, as addresses; pure.

Scripts are not among them: an archived page runs none. Nor are frames, sound and films.
"""

from __future__ import annotations

from archive.requisites.markup import in_page
from archive.requisites.model import Requisite, absolute
from archive.requisites.srcset import candidates, sensible
from archive.requisites.style import in_style

__all__ = ["Requisite", "absolute", "candidates", "in_page", "in_style", "sensible"]
