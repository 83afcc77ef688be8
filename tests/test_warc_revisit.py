"""A body that is stored already is referred to: what is written then, and what is read."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warc_exchanges import HEAD, PAGE, REQUEST, START, chunked, coded, exchange, members, writer

from archive.errors import CaptureMissing
from archive.model import Capture, Exchange, Locator, Profile, Revisit, Truncated
from archive.times import fine_stamp
from archive.warc.bulk import captures
from archive.warc.head import updated
from archive.warc.originals import Originals
from archive.warc.read import page_at, response_at
from archive.warc.revisits import Body, Original, Validators, original_of
from archive.warc.write import WarcWriter

LATER = START + timedelta(hours=3)
TAGGED = HEAD + b'ETag: "v1"\r\nLast-Modified: Fri, 20 Nov 2026 08:00:00 GMT\r\n'
ASKED = REQUEST.removesuffix(b"\r\n") + b'If-None-Match: "v1"\r\n\r\n'
SINCE = REQUEST.removesuffix(b"\r\n") + b"If-Modified-Since: Fri, 20 Nov 2026 08:00:00 GMT\r\n\r\n"
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nAge: 7\r\nETag: "v1"\r\n'


def sparing(folder: Path, **changes: Any) -> WarcWriter:
    return writer(folder, **({"originals": Originals()} | changes))


def confirmed(request: bytes = ASKED, **changes: Any) -> Exchange:
    return exchange(b"", NOT_MODIFIED, request=request, started=LATER, **changes)


def stored(folder: Path, *exchanges: Exchange, **changes: Any) -> list[Capture]:
    with sparing(folder, **changes) as out:
        return [out.append(one) for one in exchanges]


def revisit_of(capture: Capture) -> Revisit:
    assert capture.revisit is not None
    return capture.revisit


def records(folder: Path, kind: str) -> list[tuple[dict[str, list[str]], bytes]]:
    return [
        r for path in sorted(folder.iterdir()) for r in members(path) if r[0]["WARC-Type"] == [kind]
    ]


def body(folder: Path, capture: Capture) -> bytes:
    assert capture.at is not None
    at = capture.revisit.at if capture.revisit else None
    return response_at(folder, capture.at, body_at=at).body


def test_an_equal_body_is_stored_once(tmp_path: Path) -> None:
    first, second = stored(tmp_path, exchange(), exchange(started=LATER))
    assert first.revisit is None
    assert revisit_of(second) == Revisit(Profile.IDENTICAL, first.record_id, first.at)
    assert (second.status, second.size, second.mime) == (200, len(PAGE), "text/html")
    assert (second.digest, second.entity_digest) == (first.digest, first.entity_digest)
    assert second.truncated is None
    assert body(tmp_path, first) == body(tmp_path, second) == PAGE


def test_the_record_says_all_that_the_standard_asks_for(tmp_path: Path) -> None:
    first, second = stored(tmp_path, exchange(), exchange(started=LATER, url="https://b.example/"))
    [(fields, block)] = records(tmp_path, "revisit")
    assert block == HEAD + b"\r\n"
    wanted = {
        "WARC-Record-ID": second.record_id,
        "WARC-Target-URI": "https://b.example/",
        "WARC-Date": fine_stamp(LATER),
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To": first.record_id,
        "WARC-Refers-To-Target-URI": "https://paper.example/ferry",
        "WARC-Refers-To-Date": fine_stamp(START),
        "WARC-Payload-Digest": first.digest,
        "WARC-Truncated": "length",
        "WARC-IP-Address": "93.184.216.34",
        "Content-Type": "application/http; msgtype=response",
    }
    assert {name: fields[name] for name in wanted} == {n: [v] for n, v in wanted.items()}
    [(asked, _)] = records(tmp_path, "request")[1:]
    assert asked["WARC-Concurrent-To"] == [second.record_id]


@pytest.mark.parametrize(
    "other",
    [
        exchange(PAGE + b"!"),
        exchange(method="POST"),
        exchange(method="HEAD"),
        exchange(truncated=Truncated.DISCONNECT),
        exchange(head=HEAD.replace(b"200 OK", b"404 Not Found")),
        exchange(head=HEAD.replace(b"200 OK", b"206 Partial")),
    ],
    ids=["body", "POST", "HEAD", "cut", "404", "206"],
)
def test_other_answers_are_stored_whole_and_are_no_originals(
    tmp_path: Path, other: Exchange
) -> None:
    made = stored(tmp_path, exchange(), other)
    assert [one.revisit for one in made] == [None, None]
    made = stored(tmp_path, other, exchange(b"x" + PAGE), other, exchange(PAGE[:-1]))
    assert all(one.revisit is None or one.method == "GET" for one in made)
    assert other.method == "GET" or made[2].revisit is None


def test_a_cut_answer_is_no_original(tmp_path: Path) -> None:
    _, whole = stored(tmp_path, exchange(truncated=Truncated.TIME), exchange())
    assert whole.revisit is None


@pytest.mark.parametrize(("size", "spared"), [(999, False), (1000, True)])
def test_a_small_body_is_stored_again(tmp_path: Path, size: int, spared: bool) -> None:
    _, again = stored(tmp_path, exchange(b"x" * size), exchange(b"x" * size))
    assert (again.revisit is not None) == spared


def test_without_originals_everything_is_stored_whole(tmp_path: Path) -> None:
    made = stored(tmp_path, exchange(), exchange(), confirmed(), originals=None)
    assert [one.revisit for one in made] == [None] * 3


def test_chunk_borders_may_differ_but_the_framing_may_not(tmp_path: Path) -> None:
    packed = gzip.compress(bytes(range(256)) * 40, mtime=0) + bytes(2000)
    head = HEAD + b"Transfer-Encoding: chunked\r\n"
    made = stored(
        tmp_path,
        exchange(chunked(packed, 97), head),
        exchange(chunked(packed, 1001), head + b"Age: 2\r\n"),
        exchange(packed, HEAD),
        exchange(packed, HEAD + b"Age: 3\r\n"),
    )
    assert [one.revisit and one.revisit.original for one in made] == [
        None,
        made[0].record_id,
        None,
        made[2].record_id,
    ]
    moved = made[1]
    assert moved.digest == made[0].digest, "the recorded digest is the original's"
    assert moved.size == len(chunked(packed, 1001))
    [(_, about)] = records(tmp_path, "metadata")[1:2]
    assert b"payloadDigest: sha256:" in about
    assert body(tmp_path, moved) == packed
    assert response_at(tmp_path, moved.at, body_at=made[0].at).headers[-1] == ("Age", "2")  # type: ignore[arg-type]


def test_broken_chunks_are_nobodys_body(tmp_path: Path) -> None:
    head = HEAD + b"Transfer-Encoding: chunked\r\n"
    broken = exchange(b"this is not chunked" * 100, head)
    assert [one.revisit for one in stored(tmp_path, broken, broken)] == [None, None]


def test_the_same_address_is_preferred(tmp_path: Path) -> None:
    class Tables:
        known: Original | None = None

        def identical(self, url: str, body: Body) -> Original | None:
            return self.known

        def confirmed(self, url: str, asked: Validators) -> Original | None:
            raise AssertionError

    here, there = "https://paper.example/ferry", "https://other.example/"
    [elsewhere] = stored(tmp_path / "earlier", exchange(url=here))
    tables = Tables()
    with sparing(tmp_path / "now", originals=Originals(tables)) as out:
        first = out.append(exchange(url=there))
        for_want = out.append(exchange(url=here))
        tables.known = original_of(elsewhere)
        same = [out.append(exchange(url=url)) for url in (here, there)]
    assert revisit_of(for_want).original == first.record_id
    assert [revisit_of(one).original for one in same] == [elsewhere.record_id, first.record_id]


@pytest.mark.parametrize("asked", [ASKED, SINCE], ids=["etag", "date"])
def test_a_304_refers_to_the_answer_it_confirms(tmp_path: Path, asked: bytes) -> None:
    first, again = stored(tmp_path, exchange(head=TAGGED), confirmed(asked))
    assert revisit_of(again) == Revisit(Profile.NOT_MODIFIED, first.record_id, first.at)
    assert (again.status, again.size, again.etag) == (304, 0, '"v1"')
    assert again.digest == first.digest
    [(fields, block)] = records(tmp_path, "revisit")
    assert block == b""
    assert fields["WARC-Profile"] == ["http://netpreserve.org/warc/1.1/revisit/server-not-modified"]
    assert fields["WARC-Refers-To-Date"] == [fine_stamp(START)]
    assert fields["WARC-Refers-To-Target-URI"] == ["https://paper.example/ferry"]
    assert "WARC-Truncated" not in fields and "Content-Type" not in fields


def test_a_304_reads_as_the_original_with_its_header_updated(tmp_path: Path) -> None:
    first, again = stored(tmp_path, exchange(head=TAGGED + b"Age: 1\r\n"), confirmed())
    assert again.at is not None
    response = response_at(tmp_path, again.at, body_at=first.at)
    assert (response.status, response.body, response.captured_at) == (200, PAGE, LATER)
    named = dict(response.headers)
    assert named["Age"] == "7"
    assert response.content_type == "text/html; charset=utf-8".replace("text/html", "Text/HTML")
    page = page_at(tmp_path, again.at, body_at=first.at)
    assert (page.body, page.fetched) == (PAGE, LATER)


def test_a_304_to_a_revisit_refers_to_the_original(tmp_path: Path) -> None:
    newer = TAGGED.replace(b'"v1"', b'"v2"')
    asked = ASKED.replace(b'"v1"', b'"v2"')
    first, second, third = stored(
        tmp_path, exchange(head=TAGGED), exchange(head=newer, started=LATER), confirmed(asked)
    )
    assert revisit_of(second).original == first.record_id
    assert revisit_of(third).original == first.record_id
    assert body(tmp_path, third) == PAGE


@pytest.mark.parametrize(
    "strange",
    [
        confirmed(REQUEST),
        confirmed(ASKED.replace(b"v1", b"v0")),
        confirmed(url="https://paper.example/other"),
        confirmed(method="HEAD"),
        confirmed(response_body=b"surprise"),
    ],
    ids=["not asked", "other validator", "other address", "HEAD", "body"],
)
def test_a_304_without_a_known_original_is_a_plain_response(
    tmp_path: Path, strange: Exchange
) -> None:
    _, again = stored(tmp_path, exchange(head=TAGGED), strange)
    assert again.revisit is None
    assert len(records(tmp_path, "response")) == 2
    assert records(tmp_path, "revisit") == []


def test_a_revisit_reads_only_with_its_own_original(tmp_path: Path) -> None:
    first, other, again = stored(tmp_path, exchange(), exchange(PAGE * 2), exchange())
    assert again.at is not None
    with pytest.raises(CaptureMissing, match="original is not known"):
        response_at(tmp_path, again.at)
    with pytest.raises(CaptureMissing, match="not the original"):
        response_at(tmp_path, again.at, body_at=other.at)
    with pytest.raises(CaptureMissing, match="a revisit, not a response"):
        response_at(tmp_path, again.at, body_at=again.at)
    with pytest.raises(CaptureMissing, match="no WARC file"):
        response_at(tmp_path, again.at, body_at=Locator("gone.warc.gz", 0, 9))
    assert response_at(tmp_path, again.at, body_at=first.at).body == PAGE


def test_an_original_may_lie_in_another_file(tmp_path: Path) -> None:
    made = stored(tmp_path, exchange(), exchange(PAGE * 2), exchange(), max_size=1)
    assert len({one.at.warc for one in made if one.at}) == 3
    assert body(tmp_path, made[2]) == PAGE


def test_a_failed_append_leaves_no_original(tmp_path: Path, monkeypatch: Any) -> None:
    out = sparing(tmp_path)
    out.append(exchange(b"first"))
    with monkeypatch.context() as patched:
        patched.setattr("archive.warc.write.write_member", lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            out.append(exchange())
    assert out.append(exchange()).revisit is None
    out.close()


BODIES = [PAGE, PAGE[:-1] + b"?", b"small", b"", bytes(range(256)) * 8]


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    """Answers that often repeat each other, in every way that counts."""
    if draw(st.integers(0, 4)) == 0:
        return confirmed(draw(st.sampled_from((ASKED, SINCE, REQUEST))))
    whole = draw(st.sampled_from(BODIES))
    head = draw(st.sampled_from((HEAD, TAGGED)))
    if draw(st.booleans()):
        whole = chunked(whole, draw(st.sampled_from((97, 500))))
        head += b"Transfer-Encoding: chunked\r\n"
    if draw(st.integers(0, 3)) == 0:
        return exchange(whole, head, truncated=Truncated.TIME)
    return exchange(
        whole, head, url=draw(st.sampled_from(("https://a.example/", "https://b.example/")))
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made=st.lists(st.tuples(exchanges(), st.booleans()), max_size=8))
def test_whatever_comes_reads_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[Exchange, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    sequence = [one for one, twice in made for one in [one] * (1 + twice)]
    with sparing(folder) as out, writer(folder / "whole") as plain:
        kept = [out.append(one) for one in sequence]
        whole = [plain.append(one) for one in sequence]
    places = {one.record_id: one.at for one in kept}
    again = [c for path in sorted(folder.glob("*.warc.gz")) for c in captures(path)]
    assert [
        replace(c, revisit=replace(c.revisit, at=places[c.revisit.original])) if c.revisit else c
        for c in again
    ] == kept
    for ours, theirs in zip(kept, whole, strict=True):
        at = places[ours.revisit.original] if ours.revisit else None
        assert ours.at is not None and theirs.at is not None
        assert (ours.status, ours.size, ours.entity_digest) == (
            theirs.status,
            theirs.size,
            theirs.entity_digest,
        )
        if ours.revisit is None or ours.revisit.profile is Profile.IDENTICAL:
            mine = response_at(folder, ours.at, body_at=at)
            assert mine == response_at(folder / "whole", theirs.at)


def test_a_large_body_on_the_disk_is_stored_once(tmp_path: Path) -> None:
    large = PAGE * 5000
    spooled = []
    for _ in range(2):
        file = TemporaryFile()  # noqa: SIM115
        file.write(large)
        spooled.append(exchange(file))
    _, again = stored(tmp_path, *spooled)
    assert again.revisit is not None
    assert again.size == len(large)
    assert body(tmp_path, again) == large
    for one in spooled:
        one.response_body.close()  # type: ignore[union-attr]


def test_a_304_says_nothing_of_the_body_itself() -> None:
    stored_fields = [("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    said = [
        ("content-type", "text/plain"),
        ("Content-Length", "0"),
        ("Connection", "close"),
        ("set-cookie", "c=3"),
        ("Age", "9"),
    ]
    assert updated(stored_fields, said) == [
        ("Content-Type", "text/html"),
        ("set-cookie", "c=3"),
        ("Age", "9"),
    ]


def test_a_304_reads_as_its_original_even_without_its_metadata(tmp_path: Path) -> None:
    first, again = stored(tmp_path, exchange(head=TAGGED), confirmed())
    assert again.at is not None
    path = tmp_path / again.at.warc
    path.write_bytes(path.read_bytes()[: again.at.offset + again.at.length])
    response = response_at(tmp_path, again.at, body_at=first.at)
    assert (response.status, response.body) == (200, PAGE)
    assert "Age" not in dict(response.headers)


def test_a_coded_page_reads_through_its_revisit(tmp_path: Path) -> None:
    _, again = stored(tmp_path, coded(), coded())
    assert body(tmp_path, again) == PAGE


def test_every_field_of_the_metadata_record_is_documented(tmp_path: Path) -> None:
    head = HEAD + b"Transfer-Encoding: chunked\r\n"
    odd = exchange(informational=b"HTTP/1.1 100 Go on\r\n\r\n", stray=b"?", error="Odd: it was")
    made = [exchange(head=TAGGED), confirmed(), odd]
    made += [exchange(chunked(PAGE, step), head) for step in (97, 700)]
    stored(tmp_path, *made)
    documented = (Path(__file__).parent.parent / "docs" / "warc.md").read_text()
    lines = [line for _, block in records(tmp_path, "metadata") for line in block.split(b"\r\n")]
    names = {line.partition(b":")[0].decode() for line in lines if line}
    assert {"responseHead", "payloadSize", "payloadDigest", "stray", "via"} <= names
    assert [name for name in names if f"`{name}`" not in documented] == []
