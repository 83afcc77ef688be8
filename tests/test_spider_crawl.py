"""What a crawl asks for, in which order, and what it hands to the keeper; real requests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from spider_crawl import crawl
from spider_site import Answer, Asked, Site, rss, sitemap, sitemap_index, story

FRONT = """<html><head><title>The Plain Post</title>
<base href="https://elsewhere.example/deep/"></head><body>
<nav><a href="/politics/">Politics</a> <a href="/sport/">Sport</a> <a href="/login">Log in</a></nav>
<article><h2><a href="/2025/09/02/mayor-opens-the-new-bridge/">Mayor opens the new bridge</a></h2>
</article><a href="/tag/bridges/">bridges</a> <a href="https://other.example/2025/09/01/a-b-c-d/">x</a>
</body></html>"""
SECTION = (
    '<html><body><h3><a href="/2025/09/0{}/story-of-this-section/">A story</a></h3></body></html>'
)
PLAIN = {
    "/": FRONT,
    "/politics/": SECTION.replace("{}", "3"),
    "/sport/": SECTION.replace("{}", "4"),
    "/2025/09/02/mayor-opens-the-new-bridge/": story("Bridge"),
    "/2025/09/03/story-of-this-section/": story("Politics"),
    "/2025/09/04/story-of-this-section/": story("Sport"),
}


def _later(*answers: Answer) -> Any:
    def rule(asked: Asked, before: int) -> Answer:
        return answers[min(before, len(answers) - 1)]

    return rule


def _conditional(asked: Asked, before: int) -> Answer:
    if asked.headers.get("if-none-match") == '"v1"':
        return Answer(status=304, headers={"ETag": '"v1"'})
    return Answer(story("Known"), headers={"ETag": '"v1"', "Set-Cookie": "who=me"})


def _slowly(asked: Asked, before: int) -> Answer:
    # Long enough for a second request to come, if one were sent.
    threading.Event().wait(0.03)
    return Answer(story("P"))


def _robots(lines: str) -> Answer:
    return Answer(lines, headers={"Content-Type": "text/plain"})


SITES: dict[str, dict[str, Any]] = {
    "plain": PLAIN,
    "second_plain": PLAIN,
    "listed": {
        "/feed": rss("/s/one-1234567", "/s/two-1234567", "/s/known-1234567", "/s/alias-1234567"),
        "/s/one-1234567": story("One"),
        "/s/two-1234567": story("Two"),
        "/s/known-1234567": _conditional,
        "/s/old-1234567": story("Old"),
        "/s/other-1234567": story("Other"),
    },
    "unchanged": {"/feed": Answer(status=304), "/s/known-1234567": _conditional},
    "index": {
        "/robots.txt": _robots("User-agent: *\nDisallow: /x\nSitemap: {base}/all.xml\n"),
        "/": "<html><body>Welcome</body></html>",
        "/all.xml": sitemap_index("/posts-2024-01.xml", "/tags.xml", "/posts-2025-02.xml"),
        "/posts-2024-01.xml": sitemap("/2024/01/05/an-older-story-here/"),
        "/posts-2025-02.xml": sitemap("/2025/02/05/a-newer-story-here/", "/x/2025/02/05/secret/"),
        "/2024/01/05/an-older-story-here/": story("Older"),
        "/2025/02/05/a-newer-story-here/": story("Newer"),
        "/x/2025/02/05/secret/": story("Secret"),
    },
    "full": {
        "/all.xml": sitemap_index("/posts-1.xml", "/posts-2.xml"),
        "/posts-1.xml": sitemap("/story/100001.html", "/story/100002.html"),
        "/posts-2.xml": sitemap("/story/100003.html", "/story/100004.html"),
        **{f"/story/10000{n}.html": story(str(n)) for n in range(1, 5)},
    },
    "statuses": {
        "/feed": rss("/a-404404", "/a-410410", "/a-500500", "/a-503503", "/a-403403", "/a-200200"),
        "/a-410410": Answer("gone", 410),
        "/a-500500": Answer("broken", 500),
        "/a-503503": _later(Answer("busy", 503), Answer(story("Back again"))),
        "/a-403403": Answer("no", 403),
        "/a-200200": "<html><body>no story</body></html>",
    },
    "moved": {
        "/feed": rss("/old-100001", "/away-100002", "/loop-100003"),
        "/old-100001": Answer(status=301, headers={"Location": "/new-100001"}),
        "/new-100001": story("Moved"),
        "/away-100002": Answer(status=302, headers={"Location": "http://127.0.0.2:9999/x"}),
        "/loop-100003": Answer(status=302, headers={"Location": "/loop-100003"}),
    },
    "paused": {
        "/feed": rss("/p-100001", "/p-100002", "/p-100003"),
        "/p-100001": _later(Answer("later", 429, {"Retry-After": "1"}), Answer(story("P1"))),
        "/p-100002": story("P2"),
        "/p-100003": story("P3"),
    },
    "shut": {
        "/feed": rss("/p-100001", "/p-100002", "/p-100003"),
        "/p-100001": Answer("come back tomorrow", 503, {"Retry-After": "86400"}),
        "/p-100002": story("P2"),
    },
    "slow": {
        "/robots.txt": _robots("User-agent: *\nCrawl-delay: 0.3\n"),
        "/feed": rss("/p-100001", "/p-100002"),
        "/p-100001": story("P1"),
        "/p-100002": story("P2"),
    },
    "closed": {"/robots.txt": Answer("oops", 500), "/feed": rss("/p-100001")},
    "forbidding": {
        "/robots.txt": _robots("User-agent: backissue\nDisallow: /p-\n"),
        "/feed": rss("/p-100001", "/p-100002"),
    },
    "hanging": {
        "/feed": rss("/p-100001", "/p-100002"),
        "/p-100001": Answer(hang=True),
        "/p-100002": story("P2"),
    },
    "comments": {
        "/feed": rss("/p-100001"),
        "/p-100001": story("P1"),
        "/c/2": "second",
        "/c/3": Answer("no", 403),
    },
    "chosen": {
        "/feed": rss("/news/p-100001", "/news/video/p-100002", "/shop/p-100003"),
        "/news/p-100001": story("P1"),
    },
    "together": {
        "/feed": rss(*(f"/p-10000{n}" for n in range(9))),
        **{f"/p-10000{n}": _slowly for n in range(9)},
    },
    "private": {"/": FRONT},
    "disk": {"/feed": rss("/p-100001"), "/p-100001": story("P1")},
    "empty": {"/feed": "<html><body>not a feed</body></html>"},
}


def _crawls(base: dict[str, str]) -> dict[str, dict[str, Any]]:
    def feed(name: str, **more: Any) -> dict[str, Any]:
        return {"source": {"url": f"{base[name]}/", "feeds": [f"{base[name]}/feed"]}, **more}

    def known(name: str, path: str, **more: Any) -> dict[str, Any]:
        return {"url": base[name] + path, **more}

    listed = [
        known("listed", "/s/known-1234567", etag='"v1"', last_modified="bad\r\nX-Evil: 1"),
        known("listed", "/s/old-1234567"),
        known("listed", "/s/other-1234567", due=False),
        known("listed", "/s/alias-1234567", leads_to=base["listed"] + "/s/other-1234567"),
    ]
    etag = {"etag": '"v1"'}
    return {
        "plain": {"source": {"url": f"{base['plain']}/"}},
        "second_plain": {
            "source": {"url": f"{base['second_plain']}/"},
            "recheck": "due",
            "known": [
                known("second_plain", path, due=False, kind="story")
                for path in PLAIN
                if path.startswith("/2025")
            ]
            + [
                known("second_plain", p, due=False, kind="feed", is_story=False, outcome="404")
                for p in ("/feed/", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml")
            ],
        },
        "listed": feed("listed", known=listed, recheck="due"),
        "unchanged": feed(
            "unchanged",
            known=[
                known("unchanged", "/feed", kind="feed", is_story=False, outcome="200", **etag),
                known("unchanged", "/s/known-1234567", **etag),
            ],
        ),
        "index": {"source": {"url": f"{base['index']}/"}},
        "full": {
            "source": {
                "url": f"{base['full']}/",
                "sitemaps": [f"{base['full']}/all.xml"],
                "max_stories": 2,
            }
        },
        "statuses": feed("statuses"),
        "moved": feed("moved"),
        "paused": feed("paused"),
        "shut": feed("shut"),
        "slow": feed("slow"),
        "closed": feed("closed"),
        "together": feed("together"),
        "forbidding": feed("forbidding"),
        "hanging": feed("hanging", config={"timeout_s": 0.5}),
        "comments": feed(
            "comments",
            pages={
                "/p-100001": [f"{base['comments']}/c/{n}" for n in (2, 3)]
                + ["http://127.0.0.3:9999/api"]
            },
        ),
        "chosen": {
            "source": {
                "url": f"{base['chosen']}/",
                "feeds": [f"{base['chosen']}/feed"],
                "include": ["/news/", "(a+)+$"],
                "exclude": ["/video/"],
            }
        },
        "private": {"source": {"url": f"{base['private']}/", "allow_private": False}},
        "unknown_host": {"source": {"url": "http://no-such-host.invalid/"}},
        "disk": feed("disk", disk=2),
        "empty": feed("empty"),
    }


class Crawled:
    """All crawls, made together in one process as a worker makes them."""

    def __init__(self, sites: dict[str, Site], outcomes: dict[str, Any]) -> None:
        self.sites = sites
        self.outcomes = outcomes

    def visits(self, name: str) -> dict[str, Any]:
        base = self.sites[name].base
        return {v["address"].removeprefix(base): v for v in self.outcomes[name]["visits"]}

    def headlines(self, name: str) -> set[str]:
        return {v["headline"] for v in self.outcomes[name]["visits"] if v["headline"]}

    def troubles(self, name: str) -> dict[str, str]:
        base = self.sites[name].base if name in self.sites else ""
        return {url.removeprefix(base): words for url, words in self.outcomes[name]["troubles"]}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(Site(rules)) for name, rules in SITES.items()}
        folder: Path = tmp_path_factory.mktemp("warc")
        yield Crawled(sites, crawl(folder, _crawls({n: s.base for n, s in sites.items()})))


def test_a_site_without_feed_or_sitemap_is_read_through_its_sections(crawled: Crawled) -> None:
    assert crawled.headlines("plain") == {"Bridge", "Politics", "Sport"}
    assert crawled.troubles("plain") == {}
    asked = set(crawled.sites["plain"].paths())
    assert not asked & {"/tag/bridges/", "/login"}, "neither tags nor tools"


def test_a_misleading_base_does_not_lead_away(crawled: Crawled) -> None:
    assert "/deep/" not in " ".join(crawled.sites["plain"].paths())


def test_stories_that_are_not_due_are_left_alone(crawled: Crawled) -> None:
    assert crawled.visits("second_plain") == {}


def test_places_that_held_no_feed_before_are_not_tried_again(crawled: Crawled) -> None:
    assert "/feed/" in crawled.sites["plain"].paths()
    assert "/feed/" not in crawled.sites["second_plain"].paths()


def test_new_and_due_stories_are_visited_and_no_other(crawled: Crawled) -> None:
    visits = crawled.visits("listed")
    assert set(visits) == {
        "/s/one-1234567", "/s/two-1234567", "/s/known-1234567", "/s/old-1234567",
    }  # fmt: skip
    assert len(crawled.outcomes["listed"]["visits"]) == 4, "none twice"


def test_what_led_to_a_story_is_told(crawled: Crawled) -> None:
    base, purposes = crawled.sites["listed"].base, crawled.outcomes["listed"]["purposes"]
    assert purposes[f"{base}/s/one-1234567"] == ["story", "L", f"{base}/feed"]
    assert purposes[f"{base}/s/old-1234567"] == ["story", "L", None]


def test_an_unchanged_story_is_a_visit_without_a_reading(crawled: Crawled) -> None:
    visit = crawled.visits("listed")["/s/known-1234567"]
    assert (visit["status"], visit["read"]) == (304, False)


def test_validators_that_do_not_fit_in_a_header_are_left_out(crawled: Crawled) -> None:
    (asked,) = crawled.sites["listed"].at("/s/known-1234567")
    assert asked.headers["if-none-match"] == '"v1"'
    assert "if-modified-since" not in asked.headers and "x-evil" not in asked.headers


def test_an_unchanged_feed_is_noted_and_is_no_trouble(crawled: Crawled) -> None:
    assert [note[1:] for note in crawled.outcomes["unchanged"]["notes"]] == [[304, "feed"]]
    assert crawled.troubles("unchanged") == {}
    assert crawled.visits("unchanged")["/s/known-1234567"]["status"] == 304


def test_sitemaps_of_stories_are_read_newest_first_and_no_other(crawled: Crawled) -> None:
    paths = crawled.sites["index"].paths()
    assert paths.index("/posts-2025-02.xml") < paths.index("/posts-2024-01.xml")
    assert "/tags.xml" not in paths
    assert crawled.headlines("index") == {"Newer", "Older"}


def test_a_page_that_robots_txt_forbids_is_not_asked_for_and_no_trouble(crawled: Crawled) -> None:
    assert "/x/2025/02/05/secret/" not in crawled.sites["index"].paths()
    assert crawled.troubles("index") == {}


def test_robots_txt_is_asked_for_first_and_once(crawled: Crawled) -> None:
    for name in ("plain", "index", "listed"):
        asked = crawled.sites[name].asked
        assert asked[0].path == "/robots.txt"
        assert len(crawled.sites[name].at("/robots.txt")) == 1


def test_no_more_stories_than_the_limit_and_no_sitemap_beyond_need(crawled: Crawled) -> None:
    assert crawled.headlines("full") == {"3", "4"}, "the sitemap with the higher number is newer"
    assert "/posts-1.xml" not in crawled.sites["full"].paths()


def test_gone_pages_are_visits_and_no_trouble(crawled: Crawled) -> None:
    visits, troubles = crawled.visits("statuses"), crawled.troubles("statuses")
    assert [visits[p]["status"] for p in ("/a-404404", "/a-410410")] == [404, 410]
    assert not visits["/a-404404"]["read"]
    assert not {"/a-404404", "/a-410410"} & set(troubles)


def test_errors_are_told_in_words(crawled: Crawled) -> None:
    assert crawled.troubles("statuses") == {
        "/a-500500": "HTTP 500 Internal Server Error",
        "/a-403403": "HTTP 403 Forbidden",
    }


def test_a_page_that_fails_is_tried_again_and_each_try_is_kept(crawled: Crawled) -> None:
    visit = crawled.visits("statuses")["/a-503503"]
    assert (visit["headline"], [status for _, status, _ in visit["others"]]) == (
        "Back again",
        [503],
    )
    assert len(crawled.sites["statuses"].at("/a-500500")) == 3


def test_a_page_without_story_is_read_and_kept(crawled: Crawled) -> None:
    visit = crawled.visits("statuses")["/a-200200"]
    assert visit["read"] and visit["headline"] is None


def test_redirects_are_kept_beside_the_page(crawled: Crawled) -> None:
    visit = crawled.visits("moved")["/old-100001"]
    assert (visit["headline"], visit["status"]) == ("Moved", 200)
    assert [status for _, status, _ in visit["others"]] == [301]
    base = crawled.sites["moved"].base
    assert crawled.outcomes["moved"]["purposes"][f"{base}/new-100001"] == [
        "story", "LR", f"{base}/old-100001",
    ]  # fmt: skip


def test_a_redirect_to_another_site_is_not_followed(crawled: Crawled) -> None:
    visit = crawled.visits("moved")["/away-100002"]
    assert (visit["status"], visit["read"]) == (302, False)


def test_a_redirect_in_a_circle_ends(crawled: Crawled) -> None:
    assert crawled.troubles("moved") == {"/loop-100003": "too many redirects"}
    assert len(crawled.visits("moved")["/loop-100003"]["others"]) >= 5


def test_retry_after_holds_for_the_whole_host(crawled: Crawled) -> None:
    asked = crawled.sites["paused"].asked
    refused = crawled.sites["paused"].at("/p-100001")[0]
    after = [one.at - refused.at for one in asked if one.at > refused.at]
    assert min(after) >= 1.0
    assert crawled.headlines("paused") == {"P1", "P2", "P3"}


def test_a_host_that_asks_for_a_long_pause_is_left_alone(crawled: Crawled) -> None:
    assert crawled.sites["shut"].paths() == ["/feed", "/p-100001"]
    assert any("asks to come back in 1440 min" in w for w in crawled.troubles("shut").values())
    assert len(crawled.outcomes["shut"]["troubles"]) == 2, "once, not for each story"


def test_crawl_delay_is_kept(crawled: Crawled) -> None:
    times = [one.at for one in crawled.sites["slow"].asked if one.path != "/robots.txt"]
    # From request to request as the server sees them; the client's own clock is not late for less.
    assert min(b - a for a, b in pairwise(times)) >= 0.25


def test_one_request_at_a_time_even_without_delay(crawled: Crawled) -> None:
    assert len(crawled.visits("together")) == 9
    assert crawled.sites["together"].most_at_once == 1


def test_a_host_whose_robots_txt_fails_is_not_crawled(crawled: Crawled) -> None:
    assert crawled.sites["closed"].paths() == []
    assert "robots.txt answers HTTP 500" in crawled.outcomes["closed"]["failure"]


def test_a_site_that_forbids_all_stories_says_so(crawled: Crawled) -> None:
    assert crawled.troubles("forbidding") == {"/": "robots.txt forbids all of 2 stories"}


def test_a_page_that_never_answers_times_out_and_stops_no_other(crawled: Crawled) -> None:
    assert crawled.troubles("hanging") == {"/p-100001": "timed out"}
    assert crawled.headlines("hanging") == {"P2"}
    assert crawled.visits("hanging")["/p-100001"]["error"]


def test_comment_pages_belong_to_the_visit(crawled: Crawled) -> None:
    visit = crawled.visits("comments")["/p-100001"]
    assert visit["comments"] == ["second"]
    assert visit["whole"] is False, "one page could not be read, one is another site's"
    assert [(status, kind) for _, status, kind in visit["others"]] == [
        (200, "comments"),
        (403, "comments"),
    ]
    assert len(visit["visits"]) == 1
    base = crawled.sites["comments"].base
    assert crawled.outcomes["comments"]["purposes"][f"{base}/c/2"][2] == f"{base}/p-100001"


def test_include_and_exclude_choose_the_stories(crawled: Crawled) -> None:
    assert set(crawled.visits("chosen")) == {"/news/p-100001"}


def test_private_addresses_are_refused_in_words(crawled: Crawled) -> None:
    assert crawled.sites["private"].asked == []
    assert "allow_private" in crawled.outcomes["private"]["failure"]


def test_an_unknown_host_is_told_once_and_without_visit(crawled: Crawled) -> None:
    outcome = crawled.outcomes["unknown_host"]
    assert outcome["failure"].startswith("unknown host: no-such-host.invalid")
    assert len(outcome["troubles"]) == 1


def test_a_full_disk_ends_the_crawl_at_once(crawled: Crawled) -> None:
    assert crawled.outcomes["disk"]["finish"] == "storage"
    assert crawled.outcomes["disk"]["visits"] == []


def test_a_feed_that_is_none_is_a_failure(crawled: Crawled) -> None:
    assert crawled.outcomes["empty"]["failure"].startswith("this is not a feed")


def test_we_say_who_we_are_and_carry_no_cookies(crawled: Crawled) -> None:
    for site in crawled.sites.values():
        for asked in site.asked:
            assert asked.headers["user-agent"].startswith("backissue/")
            assert "(+https://example.org/bot)" in asked.headers["user-agent"]
            assert "cookie" not in asked.headers and "referer" not in asked.headers
            assert asked.headers["accept-encoding"] in ("gzip, deflate", "identity")


def test_every_crawl_ends(crawled: Crawled) -> None:
    finished = {name: one["finish"] for name, one in crawled.outcomes.items() if name != "disk"}
    assert set(finished.values()) == {"finished"}
