"""Source lines: which lines are one, and what is told apart in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract.source_line import read_byline, read_closing, read_dateline

LINES = [
    ("REFQ – Quayside Wire, 2 September 2025", "REFQ", "Quayside Wire", "2025-09-02"),
    ("NHB — Morning Post, August 22, 2025", "NHB", "Morning Post", "2025-08-22"),
    ("JPR/KL – Evening Star, 3 September 2025", "JPR/KL", "Evening Star", "2025-09-03"),
    ("Source: Reuters", "Reuters", None, None),
    ("Source: The Morning Post, 2025-09-21", None, "The Morning Post", "2025-09-21"),
    ("(AFP) – 3 Sep 2025", "AFP", None, "2025-09-03"),
    ("By Mia Sand, for The Morning Post", "Mia Sand", "The Morning Post", None),
    ("Mia Sand | Morning Post | 16 SEP 2025", "Mia Sand", "Morning Post", "2025-09-16"),
    ("– Morning Post with dpa", "dpa", "Morning Post", None),
    ("Reuters/Morning Post, 30 September 2025", "Reuters", "Morning Post", "2025-09-30"),
    ("Quelle: dpa, 2. September 2025", "dpa", None, "2025-09-02"),
    ("(Quelle: APA/sda/dpa)", "APA/sda/dpa", None, None),
    ("Source : AFP, le 1er octobre 2025", "AFP", None, "2025-10-01"),
    ("Fuente: EFE, 3 de septiembre de 2025", "EFE", None, "2025-09-03"),
    ("Источник: ТАСС, 28 сентября 2025 года", "ТАСС", None, "2025-09-28"),
    ("Bron: BELGA", "BELGA", None, None),
    ("来源：新华社", "新华社", None, None),
    ("SDA/kol", "SDA/kol", None, None),
    ("mit dpa", "dpa", None, None),
    ("© 2025 The Canadian Press", "The Canadian Press", None, None),
    ("© dpa-infocom, dpa:240101-99-12345/3", "dpa-infocom", None, None),
    ("With files from The Associated Press", "Associated Press", None, None),
    ("– additional reporting by Mia Sand", "Mia Sand", None, None),
    ("Additional reporting from PA", "PA", None, None),
    ("First published in The Morning Post.", None, "The Morning Post", None),
]


@pytest.mark.parametrize(("text", "credit", "outlet", "date"), LINES)
def test_parts_of_a_source_line(
    text: str, credit: str | None, outlet: str | None, date: str | None
) -> None:
    line = read_closing(text)
    assert line is not None
    assert (line.text, line.credit, line.outlet, line.date) == (text, credit, outlet, date)


@pytest.mark.parametrize(
    "text",
    [
        "The council votes on 12 October 2025.",
        "Sources: nobody would say who had ordered the wall. The mayor kept silent.",
        "Photo: Nils Aker/Reuters",
        "© Nils Aker/Getty Images",
        "By the time the boat came, the quay was empty",
        "PAL – the friend of the people",
        "Updated 3 September 2025",
        "AA",
        "Anna/Lena",
        "",
    ],
)
def test_what_is_no_source_line(text: str) -> None:
    assert read_closing(text) is None


def test_an_agency_as_byline() -> None:
    line = read_byline("Von dpa 30.04.2024, 18:58")
    assert line is not None
    assert (line.credit, line.date) == ("dpa", "2024-04-30")
    assert read_byline("Von Mia Sand") is None
    assert read_byline("AP") is not None


def test_an_opening_dateline_with_its_agency() -> None:
    line = read_dateline("BEIJING (AP) — The parade began at nine.")
    assert line is not None
    assert (line.text, line.credit) == ("BEIJING (AP) —", "AP")
    assert read_dateline("Ada Brandt (harbour master) — who else?") is None


@given(st.text(alphabet="()–—|/:,. 0123456789ASourceByRFP", max_size=120))
def test_any_line_is_read_or_refused(text: str) -> None:
    line = read_closing(text)
    assert line is None or line.text
