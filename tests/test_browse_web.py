"""Archived addresses under /web: the closest capture, its exact bytes, Memento, what is missing."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from browse_archive import Site, making, serving, words

from archive.model import Kind, Truncated

STORY = "https://gazette.example/story"
PAGE = b"<!doctype html><title>A</title><p>first<a href='/other'>x</a>"
LATER = b"<!doctype html><title>B</title><p>second"
ODD = "https://gazette.example/a%2Fb/%C3%BC?q=1&u=https%3A%2F%2Fx.example%2F&z=a+b"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("archive")
    with making(folder) as maker:
        maker.capture(STORY, PAGE, when="2026-01-01T00:00:00Z", said="Set-Cookie: a=1\r\n"
                      "Set-Cookie: b=2\r\nStrict-Transport-Security: max-age=9\r\n"
                      "Content-Security-Policy: script-src *\r\nLocation: https://e.example/\r\n"
                      "Content-Disposition: inline\r\nLast-Modified: x\xe9\r\n")  # fmt: skip
        maker.capture(STORY, LATER, when="2026-01-03T00:00:00.250001Z")
        maker.capture(STORY, b"<p>gone", when="2026-01-04T00:00:00Z", status=404)
        maker.capture(ODD, b"odd", when="2026-01-01T00:00:00Z")
        maker.capture("http://www.gazette.example/old/", b"old", when="2026-01-01T00:00:00Z")
        maker.capture(
            "https://gazette.example/moved", b"moved", status=301, when="2026-01-01T00:00:00Z",
            said="Location: /story?utm_source=x\r\n",
        )  # fmt: skip
        maker.capture(
            "http://gazette.example/ring", b"ring", status=301, when="2026-01-01T00:00:00Z",
            said="Location: https://gazette.example/ring\r\n",
        )  # fmt: skip
        maker.capture(
            "https://gazette.example/a.css", b"p{}", content_type="text/css", kind=Kind.REQUISITE,
            when="2026-01-01T00:00:00Z",
        )  # fmt: skip
        packed = gzip.compress(b"x" * 5000)
        maker.capture("https://gazette.example/packed", packed, when="2026-01-01T00:00:00Z",
                      said="Content-Encoding: gzip\r\n", content_type="text/plain")  # fmt: skip
        maker.capture("https://gazette.example/lie", b"plain", when="2026-01-01T00:00:00Z",
                      said="Content-Encoding: gzip\r\n", content_type="text/plain")  # fmt: skip
        maker.capture("https://gazette.example/chunked", b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                      when="2026-01-01T00:00:00Z", content_type="text/plain",
                      said="Transfer-Encoding: Chunked\r\n")  # fmt: skip
        maker.capture("https://gazette.example/cut", b"half", when="2026-01-01T00:00:00Z",
                      cut=Truncated.LENGTH)  # fmt: skip
        maker.bare_capture("https://gazette.example/late", error="timeout after 30 s")
        maker.bare_capture("https://gazette.example/lost", warc="lost.warc.gz", offset=0, length=9,
                           status=200, captured_at="2026-01-01T00:00:00Z")  # fmt: skip
        maker.insert("tombstones", record_id="<urn:uuid:gone>", url="https://gazette.example/law",
                     captured_at="2026-01-01T00:00:00Z", forgotten_at="2026-02-01T00:00:00Z",
                     reason="order <17>")  # fmt: skip
    with serving(folder) as site:
        yield site


def test_exact_bytes_are_those_stored_and_nothing_archived_is_a_live_header(site: Site) -> None:
    answer = site.get(f"/web/20260101000000id_/{STORY}", follow=False)
    assert answer.status_code == 200
    assert answer.content == PAGE
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["content-length"] == str(len(PAGE))
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == 'attachment; filename="story.html"'
    for name in ("set-cookie", "strict-transport-security", "location", "last-modified"):
        assert name not in answer.headers
    assert answer.headers["x-archive-orig-status"] == "200 OK"
    assert answer.headers.get_list("x-archive-orig-set-cookie") == ["a=1", "b=2"]
    assert answer.headers["x-archive-orig-content-security-policy"] == "script-src *"
    assert answer.headers["x-archive-orig-location"] == "https://e.example/"


@pytest.mark.parametrize(
    ("moment", "exactly"),
    [
        ("20260101000001", "20260101000000"),
        ("20260102000000", "20260101000000"),  # as far from both: the earlier
        ("20260102000001", "20260103000000"),
        ("20300101000000", "20260103000000"),  # a later one is an error
        ("2026", "20260101000000"),
        ("19000101000000", "20260101000000"),
    ],
)
@pytest.mark.parametrize("form", ["id_", "mp_", ""])
def test_another_time_leads_to_the_closest(
    site: Site, moment: str, exactly: str, form: str
) -> None:
    answer = site.get(f"/web/{moment}{form}/{STORY}", follow=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/web/{exactly}{form}/{STORY}"


def test_an_error_is_shown_when_its_own_time_is_asked(site: Site) -> None:
    answer = site.get(f"/web/20260104000000id_/{STORY}", follow=False)
    assert (answer.status_code, answer.content) == (404, b"<p>gone")
    assert "answer 404" in site.get(f"/web/20260104000000/{STORY}").text


@pytest.mark.parametrize(
    "spelling",
    [
        "http://gazette.example/old", "https://gazette.example/old/", "gazette.example/old",
        "http:/www.gazette.example/old/", "http%3A%2F%2Fwww.gazette.example%2Fold%2F",
        "HTTP://WWW.GAZETTE.EXAMPLE/old/", "http://gazette.example:80/old/?utm_source=a",
    ],
)  # fmt: skip
def test_an_address_is_found_however_it_is_spelled(site: Site, spelling: str) -> None:
    answer = site.get(f"/web/20260101000000id_/{spelling}")
    assert answer.content == b"old"
    assert str(answer.url).endswith("/web/20260101000000id_/http://www.gazette.example/old/")


def test_odd_addresses_survive_the_routing(site: Site) -> None:
    for form in ("id_", "mp_", ""):
        path = f"/web/20260101000000{form}/{ODD}"
        assert site.get(path, follow=False).status_code == 200, form
    assert site.get(f"/web/20260101000000id_/{ODD}").content == b"odd"


def test_a_redirect_leads_to_what_it_led_to(site: Site) -> None:
    answer = site.get("/web/20260101000000id_/https://gazette.example/moved", follow=False)
    assert answer.status_code == 302
    assert answer.headers["location"].endswith(f"/web/20260101000000id_/{STORY}")
    assert answer.headers["x-archive-orig-status"] == "301 OK"
    shown = site.get("/web/20260101000000/https://gazette.example/moved")
    assert str(shown.url).endswith(f"/web/20260101000000/{STORY}")


def test_a_redirect_to_what_is_not_archived_does_not_turn_in_a_ring(site: Site) -> None:
    answer = site.get("/web/20260101000000/https://gazette.example/ring")
    assert answer.status_code == 200
    assert "answer 301" in answer.text


def test_coded_bodies_stay_as_they_are_for_who_can_read_them(site: Site) -> None:
    path = "/web/20260101000000id_/https://gazette.example/packed"
    coded = site.get(path, headers={"accept-encoding": "gzip"})
    assert coded.headers["content-encoding"] == "gzip"
    assert coded.headers["content-length"] == str(len(gzip.compress(b"x" * 5000)))
    plain = site.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert coded.content == plain.content == b"x" * 5000
    lie = site.get("/web/20260101000000id_/https://gazette.example/lie")
    assert lie.content == b"plain"


def test_chunk_framing_is_gone(site: Site) -> None:
    answer = site.get("/web/20260101000000id_/https://gazette.example/chunked")
    assert answer.content == b"abcde"
    assert "chunk" not in answer.headers.get("transfer-encoding", "")


@pytest.mark.parametrize(
    ("asked", "status", "got", "told"),
    [
        ("bytes=0-2", 206, PAGE[:3], f"bytes 0-2/{len(PAGE)}"),
        ("bytes=-3", 206, PAGE[-3:], f"bytes {len(PAGE) - 3}-{len(PAGE) - 1}/{len(PAGE)}"),
        ("bytes=5-", 206, PAGE[5:], f"bytes 5-{len(PAGE) - 1}/{len(PAGE)}"),
        ("bytes=999-", 416, b"", f"bytes */{len(PAGE)}"),
        ("bytes=3-1", 200, PAGE, None),
        ("bytes=0-1,3-4", 200, PAGE, None),
        ("pages=1", 200, PAGE, None),
    ],
)
def test_a_part_may_be_asked_for(
    site: Site, asked: str, status: int, got: bytes, told: str | None
) -> None:
    answer = site.get(f"/web/20260101000000id_/{STORY}", headers={"range": asked})
    assert (answer.status_code, answer.content) == (status, got)
    assert answer.headers.get("content-range") == told
    assert answer.headers["content-length"] == str(len(got))


def test_head_tells_without_a_body(site: Site) -> None:
    answer = site.head(f"/web/20260101000000id_/{STORY}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(PAGE))


@pytest.mark.parametrize("form", ["id_", "mp_", ""])
def test_mementos_name_their_time_and_their_neighbours(site: Site, form: str) -> None:
    answer = site.get(f"/web/20260103000000{form}/{STORY}", follow=False)
    assert answer.headers["memento-datetime"] == "Sat, 03 Jan 2026 00:00:00 GMT"
    link = answer.headers["link"]
    assert f'<{STORY}>; rel="original"' in link
    assert f'/web/timemap/link/{STORY}>; rel="timemap"; type="application/link-format"' in link
    assert f'/web/{STORY}>; rel="timegate"' in link
    assert f'/web/20260101000000/{STORY}>; rel="first prev memento"; datetime="Thu' in link
    assert f'/web/20260103000000/{STORY}>; rel="memento"' in link
    assert f'/web/20260104000000/{STORY}>; rel="next last memento"' in link


def test_the_timemap_lists_every_memento(site: Site) -> None:
    answer = site.get(f"/web/timemap/link/{STORY}")
    assert answer.headers["content-type"] == "application/link-format"
    lines = answer.text.splitlines()
    assert lines[0] == f'<{STORY}>; rel="original",'
    assert [line.split("rel=")[1].split(";")[0] for line in lines[3:]] == [
        '"first memento"', '"memento"', '"last memento"',
    ]  # fmt: skip
    assert all(line.endswith(",") for line in lines[:-1])
    assert not lines[-1].endswith(",")


def test_a_long_timemap_goes_on_on_the_next(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.browse.web.listing.LISTED", 2)
    lines = site.get(f"/web/timemap/link/{STORY}").text.splitlines()
    assert sum('memento"' in line for line in lines) == 2
    (following,) = (line for line in lines if 'rel="timemap"' in line)
    assert 'from="Sun, 04 Jan 2026 00:00:00 GMT"' in following
    path = following[1:].partition(">")[0].removeprefix("http://localhost")
    assert 'rel="last memento"' in site.get(path).text


@pytest.mark.parametrize(
    ("wanted", "moment"),
    [
        (None, "20260103000000"),
        ("Thu, 01 Jan 2026 05:00:00 GMT", "20260101000000"),
        ("Fri, 02 Jan 2026 23:00:00 GMT", "20260103000000"),
        ("Mon, 01 Jan 1990 00:00:00 GMT", "20260101000000"),
    ],
)
def test_the_timegate_picks_by_accept_datetime(site: Site, wanted: str | None, moment: str) -> None:
    headers = {"accept-datetime": wanted} if wanted else {}
    answer = site.get(f"/web/{STORY}", follow=False, headers=headers)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/web/{moment}/{STORY}"
    assert "accept-datetime" in answer.headers["vary"]
    assert 'rel="timemap"' in answer.headers["link"]


def test_a_time_that_is_none_is_refused_by_the_timegate(site: Site) -> None:
    answer = site.get(f"/web/{STORY}", headers={"accept-datetime": "yesterday"})
    assert answer.status_code == 400


def test_what_is_not_archived_is_said_with_what_is(site: Site) -> None:
    for path in (
        "/web/20260101000000/https://gazette.example/storm", "/web/https://gazette.example/storm",
        "/web/*/https://gazette.example/storm", "/web/20260101000000id_/gazette.example/storm",
        "/web/timemap/link/https://gazette.example/storm",
    ):  # fmt: skip
        page = site.page(path, status=404)
        assert "Not in the archive" in words(page)
        assert f"/web/*/{STORY}" in page.xpath("//main//a/@href")
    assert "is no time" in site.text("/web/20261350000000/https://gazette.example/", status=404)
    assert "timeout after 30 s" in site.text(
        "/web/20260101000000/https://gazette.example/late", status=404
    )
    site.page("/web/20260101000000/javascript:alert(1)", status=404)
    site.page("/web/2026/%00%ff", status=404)


def test_lost_bytes_are_said_in_words(site: Site) -> None:
    assert "lost.warc.gz" in site.text(
        "/web/20260101000000id_/https://gazette.example/lost", status=404
    )
    answer = site.get("/web/20260101000000/https://gazette.example/lost")
    assert answer.status_code == 404
    assert "lost.warc.gz" in answer.text
    assert "lost.warc.gz" in site.get("/web/20260101000000mp_/https://gazette.example/lost").text


def test_what_was_removed_by_law_says_so(site: Site) -> None:
    for path in ("/web/2026/", "/web/", "/web/20260101000000id_/", "/web/*/"):
        text = site.text(f"{path}https://gazette.example/law", status=451)
        assert "order <17>" in text


def test_a_later_capture_does_not_stand_in_for_one_that_was_removed(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        gone = maker.capture(STORY, PAGE, when="2026-01-01T00:00:00.5Z")
        maker.capture(STORY, LATER, when="2026-01-02T00:00:00Z")
        maker.conn.execute(
            "INSERT INTO tombstones SELECT record_id, url, captured_at, captured_at, 'a reason'"
            " FROM captures WHERE id = ?",
            (gone,),
        )
    with serving(tmp_path) as site:
        assert "a reason" in site.text(f"/web/20260101000000id_/{STORY}", status=451)
        assert site.get(f"/web/20260101000001id_/{STORY}").content == LATER
        assert "20260101" not in site.get(f"/web/timemap/link/{STORY}").text
        assert "removed from this archive. a reason" in site.text(f"/capture/{gone}")
        site.page(f"/capture/{gone}/raw", status=451)


def test_the_list_for_readers_leads_to_every_capture(site: Site) -> None:
    page = site.page(f"/web/*/{STORY}")
    assert page.xpath("//td[1]/a/@href") == [
        f"/web/{moment}/{STORY}"
        for moment in ("20260101000000", "20260103000000", "20260104000000")
    ]
    assert str(site.get(f"/web?url={STORY}").url).endswith(f"/web/*/{STORY}")
    assert "An address as it was" in site.text("/web")


def test_the_bar_proves_what_is_shown(site: Site) -> None:
    answer = site.get(f"/web/20260103000000/{STORY}")
    for part in (
        f'src="/web/20260103000000mp_/{STORY}"', f'href="/web/20260101000000/{STORY}"', "sha256:",
        "test-", "offset", f'href="/web/20260103000000id_/{STORY}"', "3 captures",
    ):  # fmt: skip
        assert part in answer.text, part
    assert "frame-src 'self'" in answer.headers["content-security-policy"]
    assert "script-src 'none'" in answer.headers["content-security-policy"]
    assert "cut: length" in site.get("/web/2026/https://gazette.example/cut").text


def test_what_snapshots_embed_is_open_to_them_alone(site: Site) -> None:
    url = "https://gazette.example/a.css"
    key = site.get(f"/web/20260101000000/{STORY}") and site.key
    known = site.get(f"/web/20260105000000cs_{key}/{url}")
    assert known.headers["cross-origin-resource-policy"] == "cross-origin"
    assert known.headers["access-control-allow-origin"] == "*"
    guessed = site.get(f"/web/20260105000000cs_{'0' * 16}/{url}")
    assert guessed.headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in guessed.headers
    assert known.text == guessed.text == "p{}"
    for path in (f"im_{key}/{STORY}", f"cs_{key}/{STORY}", f"im_{key}/https://nobody.example/"):
        absent = site.get(f"/web/20260101000000{path}")
        assert (absent.status_code, len(absent.content)) == (404, 20)


def test_stories_revisions_and_captures_lead_to_how_they_looked(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        maker.source("gazette")
        story = maker.story(
            "gazette", "Bridge", url=STORY, revision={"seen_at": "2026-01-01T00:00:00Z"}
        )
        capture = maker.capture(STORY, LATER, when="2026-01-03T00:00:00Z", story=story,
                                profile="identical-payload-digest")  # fmt: skip
        maker.revision(story, capture, 2, "Bridge!", sections=[(None, "New.")])
    first, second = (f"/web/2026010{day}000000/{STORY}" for day in (1, 3))
    with serving(tmp_path) as site:
        page = site.page(f"/story/{story}")
        assert page.xpath("//a[@class='button'][text()='As it looked']/@href") == [second]
        assert page.xpath("//li/a[text()='as it looked']/@href") == [second, first]
        assert page.xpath("//td/a[text()='see it']/@href") == [second, first]
        assert "same as before" in words(page)
        compared = site.page(f"/story/{story}/diff/1/2")
        assert compared.xpath("//th//a[text()='as it looked']/@href") == [first, second]
        shown = site.page(f"/capture/{capture}")
        assert shown.xpath("//a[text()='See it as a page']/@href") == [second]


def test_captures_of_one_second_are_one_memento(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        for when in ("01T00:00:00.25Z", "01T00:00:00.75Z", "02T00:00:00.5Z"):
            maker.capture(STORY, when.encode(), when=f"2026-01-{when}")
    with serving(tmp_path) as site:
        answer = site.get(f"/web/20260101000000id_/{STORY}", follow=False)
        assert answer.content == b"01T00:00:00.25Z"
        assert answer.headers["link"].count('memento"') == 2
        assert 'rel="first memento"' in answer.headers["link"]
        assert 'rel="next last memento"' in answer.headers["link"]
        assert site.get(f"/web/timemap/link/{STORY}").text.count('memento"') == 2
        assert len(site.page(f"/web/*/{STORY}").xpath("//tbody/tr")) == 3


def test_a_server_below_a_path_of_its_own_keeps_to_it(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        maker.capture(STORY, PAGE, when="2026-01-01T00:00:00Z")
    with serving(tmp_path) as site:
        site.datasette._settings["base_url"] = "/below/"
        answer = site.get(f"/web/2026/{STORY}", follow=False)
        assert answer.headers["location"] == f"/below/web/20260101000000/{STORY}"
        answer = site.get(f"/web/20260101000000/{STORY}", follow=False)
        assert f'src="/below/web/20260101000000mp_/{STORY}"' in answer.text
        frame = site.get(f"/web/20260101000000mp_/{STORY}", follow=False)
        assert 'href="/below/web/20260101000000/https://gazette.example/other"' in frame.text
        assert f"/below/web/timemap/link/{STORY}>" in frame.headers["link"]
