"""In which order listings are asked for, and what their answers lead to; no network."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.config.model import Source
from archive.model import Kind
from archive.urls import url_key
from spiders.discovery import Finding, Link
from spiders.route import Answer, Route

HOME = "https://news.example/"


@dataclass
class Known:
    url: str
    kind: Kind
    due: bool = False
    outcome: str | None = "200"


@dataclass
class World:
    """Answers by address; what is not there is a 404."""

    answers: dict[str, Answer | Finding]
    named: tuple[str, ...] = ()
    known: Sequence[Known] = ()
    enough: int = 10**9
    asked: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    async def ask(self, url: str, kind: Kind, via: str | None) -> Answer:
        self.asked.append(url.removeprefix(HOME))
        answer = self.answers.get(url.removeprefix(HOME))
        if isinstance(answer, Finding):
            return Answer(url, 200, answer)
        return answer or Answer(url, 404, failure="HTTP 404 Not Found")

    def walk(self, **fields: object) -> Route:
        async def names(url: str) -> Sequence[str]:
            return self.named

        async def run() -> Route:
            route = Route(
                Source("test", HOME, **fields),  # type: ignore[arg-type]
                self.ask,
                named=names,
                known={url_key(one.url): one for one in self.known},
                full=lambda: len(self.found) >= self.enough,
            )
            async for batch in route.stories():
                assert batch.listing.removeprefix(HOME) in self.asked
                self.found.extend(link.url.removeprefix(HOME) for link in batch.links)
            return route

        return asyncio.run(run())


def links(kind: Kind, *paths: str) -> Finding:
    return Finding(tuple(Link(HOME + path, kind) for path in paths))


def both(*findings: Finding) -> Finding:
    return Finding(tuple(link for one in findings for link in one.links))


STORIES = links(Kind.STORY, "one", "two")


def test_configured_listings_are_all_asked_and_nothing_else() -> None:
    world = World({"f": STORIES, "p": links(Kind.STORY, "three"), "s": links(Kind.STORY, "four")})
    route = world.walk(feeds=(f"{HOME}f",), pages=(f"{HOME}p",), sitemaps=(f"{HOME}s",))
    assert world.asked == ["f", "p", "s"]
    assert world.found == ["one", "two", "three", "four"]
    assert route.answered and not route.troubles


def test_without_configuration_announced_feeds_and_named_sitemaps_are_asked() -> None:
    front = both(STORIES, links(Kind.FEED, "feed/"), links(Kind.FRONT, "sport/"))
    sitemap = links(Kind.STORY, "four")
    world = World(
        {"": front, "feed/": links(Kind.STORY, "three"), "map.xml": sitemap},
        named=(f"{HOME}map.xml",),
    )
    world.walk()
    assert world.asked == ["", "feed/", "map.xml"], "no section: a sitemap has all"
    assert world.found == ["three", "one", "two", "four"]


def test_usual_places_are_tried_quietly_until_one_answers() -> None:
    world = World({"": STORIES, "rss.xml": STORIES, "wp-sitemap.xml": links(Kind.SITEMAP, "x.xml")})
    route = world.walk()
    assert world.asked[:3] == ["", "feed/", "rss.xml"]
    assert world.asked[3:] == ["sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml", "x.xml"]
    assert route.troubles == []


def test_a_wordpress_without_permalinks_has_its_sitemap_elsewhere() -> None:
    front = Finding(STORIES.links, form="WordPress 6.1")
    world = World({"": front, "?sitemap=index": links(Kind.SITEMAP, "?sitemap=posts")})
    world.walk()
    assert world.asked[-2:] == ["?sitemap=index", "?sitemap=posts"]
    drupal = World({"": Finding(STORIES.links, form="Drupal 10")})
    drupal.walk()
    assert "?sitemap=index" not in drupal.asked


def test_a_place_that_held_nothing_before_is_not_tried_until_it_is_due() -> None:
    known = [Known(HOME + place, Kind.FEED, outcome="404") for place in ("feed/", "rss.xml")]
    known[1].due = True
    world = World({"": STORIES}, known=known)
    world.walk()
    assert "feed/" not in world.asked and "rss.xml" in world.asked


def test_without_sitemap_sections_are_read_one_level_deep() -> None:
    world = World(
        {
            "": links(Kind.FRONT, "sport/", "culture/"),
            "sport/": both(STORIES, links(Kind.FRONT, "deeper/")),
            "culture/": links(Kind.STORY, "three"),
        }
    )
    world.walk()
    assert world.found == ["one", "two", "three"]
    assert "deeper/" not in world.asked


def test_sections_are_not_read_when_pages_were_chosen() -> None:
    world = World({"a": links(Kind.FRONT, "sport/"), "b": STORIES})
    world.walk(pages=(f"{HOME}a", f"{HOME}b"))
    assert world.asked == ["a", "b"]


def test_an_index_is_followed_until_enough_was_found() -> None:
    world = World(
        {
            "all": links(Kind.SITEMAP, "new", "older", "all", "oldest"),
            "new": STORIES,
            "older": links(Kind.STORY, "three"),
        },
        enough=3,
    )
    world.walk(sitemaps=(f"{HOME}all",))
    assert world.asked == ["all", "new", "older"]


def test_old_sitemaps_are_read_again_only_when_due() -> None:
    paths = [f"m{n}" for n in range(9)]
    known = [Known(HOME + path, Kind.SITEMAP) for path in paths]
    known[7].due = True
    answers: dict[str, Answer | Finding] = dict.fromkeys(paths, STORIES)
    world = World({"all": links(Kind.SITEMAP, *paths), **answers}, known=known)
    world.walk(sitemaps=(f"{HOME}all",))
    assert world.asked == ["all", "m0", "m1", "m2", "m3", "m4", "m7"]


def test_an_unchanged_index_leads_where_it_led_before() -> None:
    known = [Known(f"{HOME}posts-{n}.xml", Kind.SITEMAP) for n in (1, 2)]
    known.append(Known(f"{HOME}gone.xml", Kind.SITEMAP, outcome="404"))
    world = World({"all": Answer(f"{HOME}all", 304), "posts-2.xml": STORIES}, known=known)
    route = world.walk(sitemaps=(f"{HOME}all",))
    assert world.asked == ["all", "posts-2.xml", "posts-1.xml"]
    assert route.troubles == []


def test_one_failing_listing_is_trouble_but_the_others_are_read() -> None:
    world = World({"b": STORIES})
    route = world.walk(feeds=(f"{HOME}a", f"{HOME}b"))
    assert route.troubles == [(f"{HOME}a", "HTTP 404 Not Found")]
    assert route.answered and world.found == ["one", "two"]


def test_a_host_without_answer_is_not_asked_for_more() -> None:
    world = World({"": Answer(HOME, None, failure="unknown host: news.example")})
    route = world.walk()
    assert world.asked == [""]
    assert not route.answered and route.troubles == [(HOME, "unknown host: news.example")]


def test_a_broken_host_is_not_asked_for_more() -> None:
    world = World({"": Answer(HOME, 502, failure="HTTP 502 Bad Gateway")})
    world.walk()
    assert world.asked == [""]


def test_behind_an_unchanged_front_page_the_feeds_known_are_read() -> None:
    known = [Known(f"{HOME}odd-feed", Kind.FEED), Known(f"{HOME}sport/", Kind.FRONT)]
    world = World({"": Answer(HOME, 304), "odd-feed": STORIES}, known=known)
    route = world.walk()
    assert world.asked[:2] == ["", "odd-feed"]
    assert world.asked[-1] == "sport/" and route.troubles == []


def test_a_site_that_leads_to_no_story_says_so() -> None:
    route = World({"": Finding()}).walk()
    assert route.troubles == [(HOME, "no feed, sitemap or page led to a story")]


def test_unchanged_listings_are_no_trouble() -> None:
    route = World({"f": Answer(f"{HOME}f", 304)}).walk(feeds=(f"{HOME}f",))
    assert route.answered and route.troubles == []


def test_without_discovery_only_the_front_page_is_read() -> None:
    world = World({"": both(STORIES, links(Kind.FEED, "feed/"), links(Kind.FRONT, "sport/"))})
    world.walk(discover=False)
    assert world.asked == [""] and world.found == ["one", "two"]
