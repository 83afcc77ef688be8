"""What recurs on a site's pages is cut, by what was learned from its other pages."""

from __future__ import annotations

from archive.extract import explain, extract
from archive.model import Guide, Page, Reading, Template

NEWS = (
    "The harbour office moved the ferry to seven, as the tide table asks for it this autumn.",
    "Fishermen on the quay said that they had not been asked, and would not come that early.",
    "The council meets on Friday, and the mayor said that nothing had been decided so far.",
    "A spokesman for the line said that all tickets sold for eight o'clock remain valid then.",
)
BOX = "Our readers have kept this paper free for thirty years, and we thank each of them."


def page(n: int, *, box: str = BOX, place: str = "p", template: Template | None = None) -> Page:
    news = "".join(f"<p>{text} It was day {n}.</p>" for text in NEWS)
    body = (
        f"<html lang='en'><head><title>Ferry {n}</title></head><body><article><h1>Ferry {n}</h1>"
        f"{news}<h3>From us</h3><{place} class='plain{n}'>{box}</{place}></article></body></html>"
    )
    at = f"https://quay.example/{n}"
    return Page(at, body.encode(), guide=Guide(template=template or Template()))


def traits(reading: Reading) -> set[int]:
    return {text for text, _ in reading.traits}


def shared(*pages: Page) -> Template:
    """A template of what all these pages share."""
    texts = set.intersection(*(traits(extract(one)) for one in pages))
    return Template(edition=1, texts=frozenset(texts))


def paragraphs(reading: Reading) -> tuple[str, ...]:
    assert reading.story is not None
    return reading.story.paragraphs


def test_text_that_other_stories_have_is_cut_with_the_heading_over_it() -> None:
    assert BOX in paragraphs(extract(page(3)))
    reading = extract(page(3, template=shared(page(1), page(2))))
    assert BOX not in paragraphs(reading)
    assert len(paragraphs(reading)) == len(NEWS)
    assert reading.story is not None
    assert [section.heading for section in reading.story.sections] == [None]


def test_what_was_cut_is_counted_on_so_that_it_does_not_come_back() -> None:
    template = shared(page(1), page(2))
    assert template.texts <= traits(extract(page(3, template=template)))


def test_a_place_that_holds_nothing_but_furniture_is_cut_whatever_it_says() -> None:
    seen = [extract(page(n, box=f"{BOX} Number {n}.", place="blockquote")) for n in (1, 2)]
    places = {place for _, place in seen[0].traits} & {place for _, place in seen[1].traits}
    prose = {place for _, place in seen[0].traits[: len(NEWS)]}
    template = Template(edition=1, places=frozenset(places - prose))
    reading = extract(
        page(3, box="Thank you all, and good night.", place="blockquote", template=template)
    )
    assert "Thank you all, and good night." not in paragraphs(reading)


def test_a_page_that_is_mostly_other_stories_text_is_a_copy_and_stays_whole() -> None:
    reading = extract(page(1, template=shared(page(1), page(1))))
    assert len(paragraphs(reading)) == len(NEWS) + 1


def test_the_explanation_names_what_was_cut() -> None:
    blocks = explain(page(3, template=shared(page(1), page(2))))
    assert [block.role for block in blocks if block.text == BOX] == ["recurring"]
