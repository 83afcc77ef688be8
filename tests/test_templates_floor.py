"""What benchmarks.templates reached, held as floors."""

from __future__ import annotations

import pytest

from benchmarks.templates import SITES, Site, measured


@pytest.mark.parametrize("site", SITES, ids=lambda site: str(site.name))
def test_furniture_goes_and_text_stays_once_a_site_is_known(site: Site) -> None:
    _, taught = measured(site, 40, None)
    assert taught.right == taught.written, "text of the story was cut"
    assert taught.right == taught.read, "furniture was left"
