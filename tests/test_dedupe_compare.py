"""What is one story, and what only looks like it."""

from __future__ import annotations

import pytest
from dedupe_texts import (
    CONSENT,
    DIGEST,
    FERRY,
    FOLLOW_UP,
    OTHER_WORDS,
    elsewhere,
    paragraphs,
    telling,
)

from archive.dedupe import Relation, compare

WEATHER = (
    "The weather service expects {sky} over {town} on {day}, with a high of {high} degrees and a "
    "low of {low}. Winds will come from the {wind} at {speed} kilometres an hour. The chance of "
    "rain is {rain} per cent in the morning and falls towards the evening.\n"
    "The sun rises at {rise} and sets at {sunset}. Those who travel should allow for more time and "
    "watch the notices of the road office. The next report comes out at six o'clock."
)
LANNING = WEATHER.format(
    sky="light sleet",
    town="Lanning",
    day="Monday",
    high=4,
    low="-1",
    wind="north",
    speed=22,
    rain=60,
    rise="6:41",
    sunset="17:58",
)
OSTREY = WEATHER.format(
    sky="sunny spells",
    town="Ostrey",
    day="Tuesday",
    high=11,
    low=3,
    wind="south-west",
    speed=9,
    rain=15,
    rise="6:39",
    sunset="18:01",
)
RESULTS = (
    "{name} on Thursday reported earnings of {net} million crowns in its fourth quarter.\n"
    "The company, based in {town}, said it had a profit of {share} crowns a share. The results "
    "beat the expectations of analysts, who had forecast {forecast} crowns a share on average.\n"
    "The maker of pumps posted revenue of {revenue} million crowns in the period. For the year, "
    "the company reported profit of {year} million crowns. Its shares have risen {rise} per cent "
    "since the beginning of the year and are still below their highest price of two years ago."
)
MARKET = (
    "Shares in Port Lanning closed higher on {day} March, with the main index adding {gain} per "
    "cent to {index} points.\n"
    "Across the exchange, {up} shares rose while {down} fell and {flat} were unchanged. Turnover "
    "came to {turnover} billion crowns. Among the most active stocks, Tolliver Holdings gained "
    "{a} to {b} crowns.\n"
    "The crown opened at {fx} against the dollar. Brent crude was last quoted at {oil} dollars a "
    "barrel, and gold at {gold} dollars an ounce."
)
OBITUARY = (
    "{name}, {age}, of {town}, died on {day} at home. A service will be held at {time} on "
    "{service} at St Bride's chapel, with burial to follow in the old churchyard. The family asks "
    "that gifts be made to the lifeboat fund instead of flowers. {name} is survived by {count} "
    "children and {grand} grandchildren. Arrangements are by Penhale and Daughters."
)
LOCAL = (
    "In Ostrey, where many of the island's pupils go to school, the head teacher Wynn Abbot said "
    "lessons would begin later until the large ship is back.\n"
    "The bus company of the county will send a second bus to the quay in the morning and one more "
    "in the evening, and asked riders to buy their tickets in advance at the kiosk."
)


def same(one: object, two: object) -> bool:
    return compare(one, two).same  # type: ignore[arg-type]


def test_copy_under_another_headline_at_another_outlet_is_a_wire_copy_of_the_earlier() -> None:
    verdict = compare(elsewhere(credit="NNA"), telling(credit="NNA"))
    assert verdict.same
    assert verdict.relation == "wire-copy"
    assert verdict.of == 1
    assert verdict.coverage == 1
    assert "another outlet" in verdict.reason


def test_the_credit_is_named_as_evidence() -> None:
    verdict = compare(telling(), telling(id=2, url="https://ledger.example/wire/9", credit="NNA"))
    assert verdict.relation is Relation.WIRE_COPY
    assert "NNA" in verdict.reason


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(paragraphs(FERRY, 0, 1, 2), id="cut to the first half"),
        pytest.param(paragraphs(FERRY, 0, 1, 3, 5), id="paragraphs left out"),
        pytest.param(FERRY + "\n" + LOCAL, id="local paragraphs at the end"),
        pytest.param(paragraphs(FERRY, 0, 1) + "\n" + LOCAL + "\n" + paragraphs(FERRY, 2, 3, 4, 5),
                     id="local paragraphs inside"),
        pytest.param(paragraphs(FERRY, 0, 3, 1, 5, 4, 2), id="another order"),
        pytest.param("PORT LANNING (NNA) – " + FERRY, id="a dateline"),
        pytest.param(FERRY.replace("Tuesday", "Wednesday").replace("640,000", "655,000"),
                     id="a corrected figure"),
        pytest.param(FERRY.replace("two of its four", "2 of its 4").replace("three", "3"),
                     id="figures in digits"),
        pytest.param(FERRY.replace('"', "”").replace("Easter trade", "Easter business"),
                     id="other quotes and a word"),
        pytest.param(FERRY.upper(), id="all capitals"),
        pytest.param("A new opening that the desk wrote for its own readers stands here.\n"
                     + FERRY, id="a new lead"),
    ],
)  # fmt: skip
def test_what_a_desk_does_to_a_wire_story_leaves_it_the_same(text: str) -> None:
    assert same(telling(), elsewhere(text))


@pytest.mark.parametrize(
    ("headline", "text", "hours"),
    [
        pytest.param("Skerra cut off as ferry fails check", OTHER_WORDS, 2, id="own words"),
        pytest.param("Ferry Osprey loses its licence", OTHER_WORDS, 2, id="own words, headline"),
        pytest.param("Northern Sound orders two ferries", FOLLOW_UP, 72, id="follow-up"),
        pytest.param("Ferry Osprey: two new ships ordered", FOLLOW_UP, 20, id="follow-up, near"),
        pytest.param("Morning briefing", DIGEST, 20, id="digest"),
        pytest.param("Ferry loses licence, and more", DIGEST, 20, id="digest, headline"),
    ],
)
def test_another_story_that_shares_facts_or_a_passage_is_not_the_same(
    headline: str, text: str, hours: int
) -> None:
    published = f"2026-03-{10 + (9 + hours) // 24:02}T{(9 + hours) % 24:02}:00:00Z"
    assert not same(telling(), elsewhere(text, headline=headline, published=published))


def bulletins() -> list[object]:
    results = {
        "one": RESULTS.format(name="Halton Pumps", net="41.2", town="Halton", share="1.13",
                              forecast="1.02", revenue="377.5", year="160.8", rise=12),
        "two": RESULTS.format(name="Bexley Valves", net="8.7", town="Bexley", share="0.31",
                              forecast="0.29", revenue="98.1", year="30.4", rise=4),
    }  # fmt: skip
    markets = {
        "one": MARKET.format(day=10, gain="0.59", index="1,077.45", up=390, down=276, flat=93,
                             turnover="4.85", a="0.75", b="28.96", fx="3.78", oil="61.43",
                             gold="2,097.75"),
        "two": MARKET.format(day=11, gain="2.19", index="1,101.04", up=509, down=149, flat=92,
                             turnover="5.01", a="0.13", b="29.09", fx="3.70", oil="62.11",
                             gold="2,101.81"),
    }  # fmt: skip
    obituaries = {
        "one": OBITUARY.format(name="Edda Marlow", age=81, town="Ostrey", day="Friday",
                               time="11 a.m.", service="Thursday", count=3, grand=7),
        "two": OBITUARY.format(name="Tobias Crane", age=67, town="Lanning", day="Sunday",
                               time="2 p.m.", service="Saturday", count=5, grand=11),
    }  # fmt: skip
    return [
        pytest.param("Weather: {}", LANNING, OSTREY, "Lanning", "Ostrey", id="weather"),
        pytest.param("Weather today", LANNING, OSTREY, "", "", id="weather, one headline"),
        pytest.param("{}: fourth-quarter results", *results.values(), "Halton", "Bexley",
                     id="results"),
        pytest.param("Shares close higher on {} March", *markets.values(), "10", "11",
                     id="market report"),
        pytest.param("Shares close higher", *markets.values(), "", "",
                     id="market report, one headline"),
        pytest.param("{}", *obituaries.values(), "Edda Marlow", "Tobias Crane", id="obituary"),
        pytest.param("Death notices", *obituaries.values(), "", "", id="obituary, one headline"),
    ]  # fmt: skip


@pytest.mark.parametrize("hours", [1, 24])
@pytest.mark.parametrize(("headline", "one", "two", "a", "b"), bulletins())
def test_bulletins_of_one_form_with_other_facts_are_not_the_same(
    headline: str, one: str, two: str, a: str, b: str, hours: int
) -> None:
    later = "2026-03-10T10:00:00Z" if hours == 1 else "2026-03-11T09:00:00Z"
    first = telling(one, url="https://ledger.example/b/1", headline=headline.format(a))
    second = telling(
        two, id=2, url="https://ledger.example/b/2", headline=headline.format(b), published=later
    )
    verdict = compare(first, second)
    assert not verdict.same
    assert verdict.relation is None
    assert verdict.of is None


def test_a_bulletin_again_with_the_same_facts_is_the_same() -> None:
    again = telling(LANNING, id=2, url="https://ledger.example/w/2", headline="Weather: Lanning")
    assert same(telling(LANNING, headline="Weather: Lanning"), again)


@pytest.mark.parametrize("headline", ["Market hall sold to Brandt", "Brandt buys market hall"])
def test_a_consent_wall_over_two_stories_does_not_make_them_one(headline: str) -> None:
    one = telling(CONSENT)
    assert not same(one, elsewhere(CONSENT, headline=headline))
    assert not same(one, telling(CONSENT, id=2, url="https://ledger.example/x/2"))


def test_pages_that_share_only_boilerplate_are_not_the_same() -> None:
    frame = (
        "Follow us on Facebook and Instagram. Have you a tip? Write to newsroom@ledger.example. "
        "All rights are reserved by the Morning Ledger; no part may be printed or sent on. Read "
        "more: what you need to know today. Sign up for our morning letter and never miss a story. "
    ) * 4
    mill, goals = "Ostrey buys mill for one crown", "Late goals beat national team"
    one = telling("The council of Ostrey has bought the old mill.\n" + frame, headline=mill)
    two = telling(
        "Estonia won by three goals in the last ten minutes.\n" + frame,
        id=2,
        url="https://ledger.example/9",
        headline=goals,
    )
    assert not same(one, two)


def test_a_frame_around_two_stories_is_two_stories() -> None:
    head = "\n".join(f"{n} March, {n}:15: Somebody spoke about matter {n}." for n in range(1, 31))
    foot = "\n".join(f"Section {n} of the Morning Ledger is at page {n}." for n in range(40, 60))
    one = telling(f"{head}\n{FERRY}\n{foot}")
    two = telling(
        f"{head}\n{OTHER_WORDS}\n{foot}",
        id=2,
        url="https://ledger.example/2",
        headline="Council halves county courts",
    )
    assert not same(one, two)


def test_the_same_sentences_about_others_in_another_order_are_another_story() -> None:
    sentences = (
        "The council of {} will vote on the plan again before the end of next month.",
        "A speaker rejected the charges and pointed to a report of {} pages on the matter.",
        "In the farms around {} people expect a delay of at least as many weeks.",
        "The costs are now put at {} million crowns, according to the head of the office.",
        "Whether {} will step down was left open in the evening after the talks.",
        "About {} people gathered in front of the town hall to protest against the decision.",
        "Asked by reporters about the letter, {} declined to comment on its contents.",
    )
    one = ("Ostrey", "152", "Morscar", "968", "Alpell", "596", "Oakquist")
    two = ("Lanning", "524", "Weslund", "119", "Pelzzi", "719", "Jaryev")
    first = [form.format(fact) for form, fact in zip(sentences, one, strict=True)]
    second = [form.format(fact) for form, fact in zip(sentences, two, strict=True)]
    other = telling(
        "\n".join([*second[3:], *second[:3]]), id=2, url="https://ledger.example/council/2"
    )
    assert not same(telling("\n".join(first)), other)
    moved = elsewhere("\n".join([*first[3:], *first[:3]]), headline="Ostrey council votes on plan")
    assert same(telling("\n".join(first)), moved)


def test_the_same_address_is_one_story_whatever_was_edited() -> None:
    edited = telling(
        "The ferry sails again.\n" + paragraphs(FERRY, 4), id=2, headline="Ferry back",
        url="http://www.ledger.example/2026/03/ferry-osprey-loses-licence/?utm_source=feed",
        published="2026-03-28T08:00:00Z",
    )  # fmt: skip
    verdict = compare(telling(), edited)
    assert verdict.relation is Relation.SAME_URL
    assert verdict.of == 1


def test_an_address_that_holds_another_story_now_is_not_believed() -> None:
    other = telling(OTHER_WORDS, id=2, headline="Council halves number of county courts")
    assert not same(telling(DIGEST, headline="Briefing"), other)


def test_a_headline_marked_as_an_update_makes_the_later_one_an_update() -> None:
    text = FERRY.replace("640,000", "712,000") + "\nThe licence came back on Friday."
    later = telling(
        text, id=2, url="https://ledger.example/2026/03/updated-ferry",
        headline="UPDATE: Ferry Osprey loses its licence over cracked fuel lines",
        published="2026-03-11T09:00:00Z",
    )  # fmt: skip
    assert compare(telling(), later).relation is Relation.UPDATED


def test_small_edits_at_a_new_address_of_the_outlet_are_a_republication() -> None:
    again = telling(FERRY.replace("put at", "given as"), id=2, url="https://ledger.example/again")
    assert compare(telling(), again).relation is Relation.REPUBLISHED


def test_a_story_that_comes_again_as_a_whole_after_months_is_found() -> None:
    again = elsewhere(published="2026-09-01T09:00:00Z")
    assert same(telling(), again)
    half = elsewhere(paragraphs(FERRY, 0, 1, 2), published="2026-09-01T09:00:00Z")
    assert not same(telling(), half)


def test_a_text_without_words_is_the_same_as_nothing() -> None:
    verdict = compare(telling(""), elsewhere(""))
    assert not verdict.same
    assert verdict.coverage == 0


def test_an_unknown_time_does_not_stand_in_the_way() -> None:
    assert same(telling(published="some day"), elsewhere())
