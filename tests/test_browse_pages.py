"""What the browse pages show, and that nothing archived is live on any of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browse_archive import HOSTILE, HOSTILE_SOURCE, SCRIPT, Site, at, making, rich, serving, words

IDS: dict[str, int] = {}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("archive")
    IDS.update(rich(folder))
    with serving(folder) as site:
        yield site


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Site]:
    with making(tmp_path):
        pass
    with serving(tmp_path) as site:
        yield site


PAGES = (
    "/", "/?source=gazette", "/?credit=REFH", "/story/{bridge}", "/story/{bridge}?revision=1",
    "/story/{bridge}/diff/1/3", "/story/{bridge}/diff/1/3?as=inline", "/story/{hostile}",
    "/story/{hostile}?revision=1", "/story/{hostile}/diff/1/2", "/groups", "/group/{group}",
    "/edits", "/sources", "/source/gazette", "/source/" + quote(HOSTILE_SOURCE, safe=""),
    "/search", "/search?q=script", "/search?q=" + quote(HOSTILE), "/capture/1",
    "/?" + "credit=" + quote(HOSTILE) + "&source=" + quote(HOSTILE) + "&language=" + quote(HOSTILE),
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_nothing_archived_is_live(site: Site, path: str) -> None:
    site.page(path.format(**IDS))


def test_hostile_captures_are_inert(site: Site) -> None:
    captures = site.get(f"/backissue/captures.json?story={IDS['hostile']}&_shape=array").json()
    assert len(captures) == 3
    for capture in captures:
        site.page(f"/capture/{capture['id']}")


@pytest.mark.parametrize(
    "path",
    [
        "/story/999", "/story/99999999999999999999999", "/story/1?revision=77",
        "/story/1?revision=²", "/story/1/diff/1/99", "/story/999/diff/1/2", "/capture/999",
        "/capture/999/raw", "/group/999", "/source/nobody", "/source/%3Cscript%3E",
        "/no/such/page", "/nothing",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(site: Site, path: str) -> None:
    assert "Not in the archive" in site.text(path, status=404)


def test_front_shows_what_a_reader_chooses_by(site: Site) -> None:
    page = site.page("/?source=gazette")
    bridge = page.xpath(f"//article[.//a[@href='/story/{IDS['bridge']}']]")[0]
    said = words(bridge)
    assert "Aller bridge shut from Monday after cracks found" in said
    assert "The river crossing shuts on Monday" in said
    assert "By Nils Brandt and Mara Okafor" in said
    assert "Credit: REFH" in said
    for fact in ("5 comments", "3 revisions", "1 repeat"):
        assert fact in said
    stamp = bridge.xpath(".//time")[0]
    assert stamp.get("datetime") == at(hours=26)
    assert stamp.get("title").endswith(" UTC")


def test_a_page_that_was_changed_when_it_was_published_was_not_changed(site: Site) -> None:
    address = f"/story/{IDS['bridge']}"
    assert "by its own account" in site.text(address)
    assert "by its own account" not in site.text(f"{address}?revision=1")


def test_front_pages_join_without_a_gap_or_a_repeat(site: Site) -> None:
    seen: list[str] = []
    path = "/"
    while path:
        page = site.page(path)
        seen += page.xpath("//article[contains(@class, 'entry')]//h2/a/@href")
        path = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    everything = site.get("/backissue/stories.json?_shape=array&_size=max").json()
    assert len(seen) == len(set(seen)) == len(everything) == 66


def test_stories_of_one_instant_are_all_reached(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        maker.source("gazette")
        for number in range(70):
            maker.story("gazette", f"Story {number}", published=at(hours=5))
    with serving(tmp_path) as site:
        seen: list[str] = []
        path = "/"
        while path:
            page = site.page(path)
            seen += page.xpath("//article//h2/a/@href")
            path = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    assert len(seen) == len(set(seen)) == 70


@pytest.mark.parametrize("after", ["x", "~", "2026~", "~7", "2026-01-01~-1", "2026~²", "%00~1"])
def test_an_odd_place_is_no_error(site: Site, after: str) -> None:
    site.page(f"/?after={after}")
    site.page(f"/edits?after={after}")
    site.page(f"/groups?after={after}")


@pytest.mark.parametrize(
    ("query", "headline"),
    [("language=fr", "Le pont"), ("credit=AFP", "Le pont"), ("source=courrier", "Le pont")],
)
def test_filters_leave_only_what_they_name(site: Site, query: str, headline: str) -> None:
    page = site.page("/?" + query)
    shown = page.xpath("//article//h2/a/text()")
    assert any(text.startswith(headline) for text in shown)
    assert not any("Aller bridge shut" in text for text in shown)


def test_a_filter_without_a_story_says_so(site: Site) -> None:
    assert "No story of this archive is like that" in site.text("/?credit=Nobody")


def test_story_shows_its_parts_in_order(site: Site) -> None:
    page = site.page(f"/story/{IDS['bridge']}")
    article = page.xpath("//article[contains(@class, 'story')]")[0]
    assert article.xpath(".//h1/text()") == ["Aller bridge shut from Monday after cracks found"]
    assert article.xpath(".//div[@class='body']/h2/text()") == [
        "A detour of nine kilometres",
        "What it will cost",
    ]
    assert len(article.xpath(".//div[@class='body']/p")) == 6
    line = words(article.xpath(".//p[@class='source-line']")[0])
    assert line == "Source REFH – The Gazette, 21 November 2026"


def test_images_are_links_and_never_loaded(site: Site) -> None:
    page = site.page(f"/story/{IDS['bridge']}?revision=1")
    link = page.xpath("//a[contains(@href, 'bridge.jpg')]")[0]
    assert link.text_content() == "The bridge in 1971"
    assert "noreferrer" in link.get("rel")


def test_an_image_without_a_web_address_is_no_link(site: Site) -> None:
    page = site.page(f"/story/{IDS['hostile']}?revision=1")
    assert not page.xpath("//section[@class='images']//a")


def test_comments_stand_under_what_they_answer(site: Site) -> None:
    page = site.page(f"/story/{IDS['bridge']}")
    comments = page.xpath("//ol[@class='thread']/li")
    assert [comment.get("class") for comment in comments] == [
        "depth-0", "depth-1", "depth-2", "depth-0 gone", "depth-0",
    ]  # fmt: skip
    said = [words(comment) for comment in comments]
    assert "in answer to Ida" in said[1]
    assert "edited" in said[2]
    assert "It was the mayor." in said[2]
    assert "removed" in said[3]
    assert said[4].startswith("Anonymous")
    assert "4 comments and 1 removed" in site.text(f"/story/{IDS['bridge']}")


def test_story_leads_to_every_capture(site: Site) -> None:
    page = site.page(f"/story/{IDS['bridge']}")
    rows = page.xpath("//section[@id='captures']//tbody/tr")
    assert len(rows) == 8
    for row in rows:
        assert row.xpath(".//a/@href")[0].startswith("/capture/")
    assert "timeout after 30 s" in rows[3].text_content() + rows[4].text_content()
    assert page.xpath("//figure[contains(@class, 'timeline')]/svg/@aria-label")[0].startswith("8 ")


def test_an_older_revision_is_marked_as_one(site: Site) -> None:
    text = site.text(f"/story/{IDS['bridge']}?revision=1")
    assert "Revision 1, as it was seen at" in text
    assert "every twenty minutes" in text


def test_headline_history_names_each_headline_once(site: Site) -> None:
    page = site.page(f"/story/{IDS['bridge']}")
    shown = [item.text.strip() for item in page.xpath("//ol[@class='headlines']/li")]
    assert shown == [
        "Aller bridge shut from Monday after cracks found",
        "Old Aller bridge to close for repairs",
    ]


def test_a_gone_story_says_since_when(site: Site) -> None:
    assert "Gone from the site since" in site.text(f"/story/{IDS['gone']}")


def test_difference_marks_words_on_their_side(site: Site) -> None:
    page = site.page(f"/story/{IDS['bridge']}/diff/1/3")
    assert "twenty" in page.xpath("//td[1]/del/text()")
    assert "ten" in page.xpath("//td[2]/ins/text()")
    assert not page.xpath("//td[1]/ins | //td[2]/del")


def test_edits_show_only_what_changed(site: Site) -> None:
    page = site.page("/edits")
    newest = page.xpath("//article[.//*[contains(text(), 'correction')]]")[0]
    assert "six" in newest.xpath(".//ins/text()")
    assert "We know what this means" not in newest.text_content()


def test_group_says_who_was_first_and_how_the_other_repeats(site: Site) -> None:
    page = site.page(f"/group/{IDS['group']}")
    first, second = page.xpath("//ol[@class='members']/li")
    assert first.get("class") == "first"
    said = words(second)
    assert "the same agency text" in said
    assert "87 % of its sentences, same credit REFH" in said


def test_sources_in_trouble_come_first_with_their_error(site: Site) -> None:
    page = site.page("/sources")
    cards = page.xpath("//article")
    assert all("trouble" in card.get("class") for card in cards[:2])
    harbour = words(page.xpath("//article[.//a='harbour']")[0])
    assert "4 failures in a row" in harbour
    assert "harbour.example: connection refused" in harbour
    assert "last success 2 days ago" in harbour
    assert "next run in 3 hours 4 failures in a row: waits 3 hours" in harbour


def test_source_page_tells_runs_and_usual_day(site: Site) -> None:
    text = site.text("/source/harbour")
    assert "the median of earlier days is" in text
    assert "kept on disk" in text
    assert "connection refused" in text
    charts = site.page("/source/harbour").xpath("//svg/@aria-label")
    assert any("4 of them failed" in said for said in charts)


def test_an_empty_archive_says_what_comes_next(empty: Site) -> None:
    assert "backissue add" in empty.text("/")
    assert "No sources yet" in empty.text("/sources")
    assert empty.page("/").xpath("//meta[@http-equiv='refresh']")
    for path in ("/edits", "/groups", "/search", "/search?q=word"):
        empty.page(path)
    for path in ("/stories.atom", "/edits.atom"):
        assert empty.get(path).status_code == 200


def test_front_asks_again_only_while_a_run_is_under_way(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        maker.source("gazette", next_due_at=at(hours=-5), due_reason="every day")
        run = maker.run("gazette", started_at=at(minutes=1), finished_at=None, outcome="running")
    with serving(tmp_path) as site:
        assert site.page("/").xpath("//meta[@http-equiv='refresh']/@content") == ["10"]
        assert "Reading gazette now" in site.text("/")
        assert not site.page("/edits").xpath("//meta[@http-equiv='refresh']")
    with making(tmp_path) as maker:
        maker.run("gazette", key="second", started_at=at(), finished_at=at())
    with serving(tmp_path) as site:  # another worker's run, begun before, goes on
        assert site.page("/").xpath("//meta[@http-equiv='refresh']")
    with making(tmp_path) as maker:
        maker.conn.execute(
            "UPDATE runs SET finished_at = ?, outcome = 'ok' WHERE id = ?", (at(), run)
        )
    with serving(tmp_path) as site:
        assert "in 5 hours (every day)" in site.text("/")


def test_a_run_left_open_long_ago_keeps_nobody_waiting(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        maker.source("gazette")
        maker.story("gazette", "Kept")
        maker.run("gazette", started_at=at(hours=9), finished_at=None, outcome="running")
    with serving(tmp_path) as site:
        assert not site.page("/").xpath("//meta[@http-equiv='refresh']")


def test_a_story_in_hostile_shapes_still_shows(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        maker.source("gazette")
        story = maker.story(
            "gazette", "", authors="not json", topics='{"a": 1}', sections=[], lead="",
            published="2026-02", language="x" * 900,
            revision={"images": "[[[", "source_line": "\ud800".encode("utf-8", "replace").decode()},
        )  # fmt: skip
        maker.comment(story, "a", "", parent="b", published="yesterday")
        maker.comment(story, "b", "\x00\x01", parent="a", author="\u202ereversed")
        maker.conn.execute("UPDATE stories SET revision = NULL WHERE id = ?", (story,))
    with serving(tmp_path) as site:
        for path in ("/", f"/story/{story}", "/search?q=reversed", "/stories.atom"):
            assert site.get(path).status_code == 200
        assert "(no headline)" in site.text("/")


def test_feeds_are_well_formed_and_escaped(site: Site) -> None:
    from lxml import etree

    for path in ("/stories.atom", "/edits.atom"):
        answer = site.get(path)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        root = etree.fromstring(answer.content)
        namespace = {"a": "http://www.w3.org/2005/Atom"}
        entries = root.xpath("a:entry", namespaces=namespace)
        assert entries
        titles = root.xpath("a:entry/a:title/text()", namespaces=namespace)
        assert any(SCRIPT in title for title in titles)
        for link in root.xpath("a:entry/a:link/@href", namespaces=namespace):
            assert link.startswith("http://localhost/story/")


def test_datasettes_tables_lead_back_to_the_pages(site: Site) -> None:
    table = site.get("/backissue/stories").text
    assert f'<a href="/story/{IDS["bridge"]}">Aller bridge shut' in table
    assert SCRIPT not in table
    captures = site.get("/backissue/captures").text
    assert '<a href="/capture/1">' in captures
    assert f'<a href="/story/{IDS["bridge"]}">' in captures
    row = site.get(f"/backissue/stories/{IDS['hostile']}").text
    assert SCRIPT not in row
    assert 'href="javascript:' not in row
    menu = site.get("/backissue").text
    assert '<a href="/sources">Sources</a>' in menu
    for inner in ("_sqlite_migrations", "sketched"):
        assert f'<a href="/backissue/{inner}">' not in menu, "what no reader asks for"


def test_datasettes_search_box_knows_the_full_text_table(site: Site) -> None:
    rows = site.get("/backissue/stories.json?_search=fissures&_shape=array").json()
    assert [row["id"] for row in rows] == [IDS["foreign"]]


def test_every_answer_has_security_headers(site: Site) -> None:
    for path in ("/", "/backissue", "/backissue/stories.json", "/no/such", "/stories.atom"):
        headers = site.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in site.get("/").headers["content-security-policy"]


def test_free_sql_and_downloads_are_for_this_machine_only(tmp_path: Path) -> None:
    with making(tmp_path):
        pass
    with serving(tmp_path, loopback=False) as site:
        assert site.get("/backissue?sql=select+1").status_code == 403
        assert site.get("/backissue.db").status_code == 403
    with serving(tmp_path) as site:
        assert site.get("/backissue.json?sql=select+1").status_code == 200
        assert site.get("/backissue.db").status_code == 403


def test_the_style_sheet_is_ours_and_lasts(site: Site) -> None:
    path = site.page("/").xpath("//link[@rel='stylesheet']/@href")[0]
    answer = site.get(path)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert "http" not in answer.text  # no fonts or pictures from elsewhere


def test_a_template_in_a_headline_is_only_text(site: Site) -> None:
    assert "{{ 7 * 7 }}" in site.text(f"/story/{IDS['hostile']}")


def test_a_lead_that_is_the_opening_paragraph_stands_once(tmp_path: Path) -> None:
    opening = "The harbour froze on Tuesday."
    with making(tmp_path) as maker:
        maker.source("gazette")
        ids = [
            maker.story("gazette", "Ice", lead=lead, sections=[(None, f"{opening}\n\nMore.")])
            for lead in (opening, "Skates are sold out.")
        ]
    with serving(tmp_path) as site:
        assert site.text(f"/story/{ids[0]}").count(opening) == 1
        assert "Skates are sold out." in site.text(f"/story/{ids[1]}")


def test_an_edit_of_a_lead_that_is_the_opening_paragraph_is_told_once(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        maker.source("gazette")
        old, new = "The harbour froze on Tuesday.", "The harbour froze on Wednesday."
        story = maker.story("gazette", "Ice", lead=old, sections=[(None, f"{old}\n\nMore.")])
        capture = maker.capture("https://gazette.example/ice", b"<html>Ice</html>")
        maker.revision(story, capture, 2, "Ice", lead=new, sections=[(None, f"{new}\n\nMore.")])
    with serving(tmp_path) as site:
        assert site.text(f"/story/{story}/diff/1/2?as=inline").count("Wednesday") == 1
