"""Reads the comments that a page shows, and says where the rest of them is."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from archive.extract.comments import (
    area,
    families,
    further,
    identity,
    joining,
    parents,
    rest,
    state,
    structured,
    units,
)
from archive.extract.comments import vocabulary as words
from archive.extract.comments.holding import Holding
from archive.extract.comments.units import Setting, Unit
from archive.extract.tree import Inventory, inventory
from archive.model import Comment, Page, Thread


def read(
    root: HtmlElement, page: Page, elements: Inventory
) -> tuple[Thread, tuple[HtmlElement, ...]]:
    """The thread as far as a story's page shows it, and the elements of the comment area.

    A listing is named too when the page shows all comments but not the instants of their times
    ("2 days ago", a clock without a zone).
    """
    speaking = families.labelled(elements)
    if not speaking:
        return _unshown(elements, page), ()
    setting = Setting(elements, page, Holding(elements))
    found = units.find(speaking, setting)
    heads = [unit.element for unit in found]
    areas = area.around(heads, speaking, setting.holds_story)
    comments = joining.completed(read_units(found), _stated(elements, page, speaking))
    declared = area.declared(elements, areas, set(heads)) if areas else None
    pages = further.pages(root, setting.story, areas, heads) if found or declared else ()
    pings = _pings(speaking)
    hidden = declared is not None and declared > len(comments) + pings
    scripted = not (comments or pings) and declared != 0 and area.is_scripted(areas)
    if pages or hidden or scripted:
        listings = _listings(root, setting, pages)
        return Thread(comments, False, declared, pages, listings), areas
    exact = all((c.published or "").endswith("Z") for c in comments)
    listings = () if exact else _listings(root, setting, pages)
    return Thread(comments, True, declared, listings=listings), areas


def _unshown(elements: Inventory, page: Page) -> Thread:
    """The thread of a page that speaks of comments in its data only."""
    comments = joining.completed((), _stated(elements, page, ()))
    if not comments:
        return Thread()
    declared = area.declared(elements, (), ())
    return Thread(comments, declared is None or declared <= len(comments), declared)


def _stated(
    elements: Inventory, page: Page, speaking: Sequence[HtmlElement]
) -> list[tuple[Comment, ...]]:
    linked = structured.comments(elements)
    held = state.threads(elements, page, in_attributes=bool(speaking))
    return [*((linked,) if linked else ()), *held]


def read_further(root: HtmlElement, page: Page) -> Thread:
    """The part of the thread that a further comment page shows; never whole by itself."""
    elements = inventory(root)
    speaking = families.labelled(elements)
    if not speaking:
        return Thread(whole=False)
    setting = Setting(elements, page, Holding(elements))
    found = units.find(speaking, setting)
    heads = [unit.element for unit in found]
    around = area.around(heads, speaking, setting.holds_story) if found else ()
    pages = further.pages(root, setting.story, around, heads) if found else ()
    return Thread(read_units(found), whole=False, pages=pages)


def read_units(found: Sequence[Unit]) -> tuple[Comment, ...]:
    """Comments by readers: no pings, none that waits for approval."""
    kept = [u for u in found if not u.fields.pending and not is_ping(u)]
    ids = identity.ids(kept)
    answers = parents.answered([u.element for u in kept], ids)
    seen: dict[str, Comment] = {}
    for own, parent, unit in zip(ids, answers, kept, strict=True):
        said = unit.fields
        seen.setdefault(own, Comment(own, parent, said.author, said.published, said.text))
    return tuple(seen.values())


def _pings(speaking: Sequence[HtmlElement]) -> int:
    """How many links from other sites are listed, which sites count as comments."""
    labels = ((element, words.label(element)) for element in speaking if element.get("id"))
    return len({identity.number(e.get("id")) for e, label in labels if words.PING.search(label)})


def is_ping(unit: Unit) -> bool:
    """Whether a unit is another site's notice that it links here."""
    if words.PING.search(words.label(unit.element)):
        return True
    text = unit.fields.text.lower()
    return text.startswith(("pingback:", "trackback:")) or (
        text.startswith(("[…]", "[...]", "…", "...")) and text.endswith(("[…]", "[...]"))
    )


def _listings(root: HtmlElement, setting: Setting, pages: Sequence[str]) -> tuple[str, ...]:
    named = [
        rest.address(root, setting.page),
        None if pages else further.feed(root, setting.story),
    ]
    return tuple(address for address in named if address)
