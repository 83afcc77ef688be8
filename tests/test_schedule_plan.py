"""Batches: hosts and sources never twice at once, workers never more than allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config.model import Source
from scheduler.plan import Due, due, operator_domain, plan


def errand(name, *hosts, trigger="schedule"):
    return Due(name, frozenset(hosts or [f"{name}.test"]), trigger)


def names(batches):
    return [batch.sources for batch in batches]


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://a.b.example.com:8443/", "example.com"),
        ("https://one.github.io/", "github.io"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("http://[::1]:8080/", "::1"),
        ("http://localhost:8080/", "localhost"),
        ("https://EXAMPLE.com./", "example.com"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://a.news.intranet/", "news.intranet"),
        ("nonsense", ""),
    ],
)
def test_hosts_are_told_by_who_runs_them(url, domain):
    assert operator_domain(url) == domain


def test_an_errand_burdens_all_hosts_of_its_source():
    source = Source(
        name="a", url="https://a.test/", feeds=("https://feeds.b.test/a",), pages=("http://c.test",)
    )
    assert due(source).hosts == {"a.test", "b.test", "c.test"}


def test_few_sources_share_one_worker():
    assert names(plan([errand("a"), errand("b"), errand("c")], workers=2)) == [("a", "b", "c")]


def test_more_than_fit_open_a_second_worker_and_the_rest_waits():
    waiting = [errand(f"s{n}") for n in range(7)]
    assert names(plan(waiting, workers=2, size=3)) == [("s0", "s1", "s2"), ("s3", "s4", "s5")]


def test_sources_on_one_host_are_never_parted():
    waiting = [errand("a"), errand("b", "x.test"), errand("c"), errand("d", "x.test", "y.test")]
    batches = plan([*waiting, errand("e", "y.test")], workers=2, size=2)
    together = next(batch for batch in batches if "b" in batch.sources)
    assert {"b", "d", "e"} <= set(together.sources)


def test_a_busy_host_makes_its_sources_wait_and_lets_others_pass():
    waiting = [errand("a", "x.test"), errand("b")]
    assert names(plan(waiting, busy_hosts={"x.test"}, workers=2)) == [("b",)]


def test_a_source_does_not_overlap_itself():
    assert plan([errand("a")], busy_sources={"a"}, workers=2) == ()


def test_no_free_worker_no_batch():
    assert plan([errand("a")], workers=0) == ()
    assert plan([errand("a")], workers=-1) == ()


def test_a_source_asked_for_twice_is_planned_once():
    assert names(plan([errand("a"), errand("b"), errand("a")], workers=1)) == [("a", "b")]


def test_reasons_are_not_mixed_in_a_batch():
    waiting = [errand("a"), errand("b", trigger="catch-up"), errand("c")]
    batches = plan(waiting, workers=2)
    assert [(batch.trigger, batch.sources) for batch in batches] == [
        ("schedule", ("a", "c")),
        ("catch-up", ("b",)),
    ]


def test_one_host_with_two_reasons_goes_one_after_the_other():
    waiting = [errand("a", "x.test"), errand("b", "x.test", trigger="catch-up")]
    assert names(plan(waiting, workers=2)) == [("a",)]


@given(
    st.lists(
        st.builds(
            Due,
            source=st.sampled_from([f"s{n}" for n in range(12)]),
            hosts=st.frozensets(st.sampled_from("abcdefgh"), min_size=1, max_size=3),
            trigger=st.sampled_from(["schedule", "catch-up"]),
        ),
        max_size=20,
    ),
    st.frozensets(st.sampled_from([f"s{n}" for n in range(12)]), max_size=3),
    st.frozensets(st.sampled_from("abcdefgh"), max_size=3),
    st.integers(0, 4),
    st.integers(1, 5),
)
def test_whatever_is_due_no_host_and_no_source_is_in_two_batches(
    waiting, busy_sources, busy_hosts, workers, size
):
    batches = plan(
        waiting, busy_sources=busy_sources, busy_hosts=busy_hosts, workers=workers, size=size
    )
    assert len(batches) <= workers
    sources = [name for batch in batches for name in batch.sources]
    hosts = [host for batch in batches for host in batch.hosts]
    assert len(sources) == len(set(sources))
    assert len(hosts) == len(set(hosts))
    assert not busy_sources.intersection(sources)
    assert not busy_hosts.intersection(hosts)
    assert all(batch.sources for batch in batches)
    asked = {one.source: one for one in reversed(waiting)}
    for batch in batches:
        assert batch.hosts == frozenset().union(*(asked[name].hosts for name in batch.sources))


def test_something_starts_when_a_worker_is_free_and_nothing_is_busy():
    assert plan([errand("a", "x.test"), errand("b", "x.test")], workers=1, size=1)
