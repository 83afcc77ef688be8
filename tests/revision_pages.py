"""Made-up story pages whose furniture changes at every visit, and whose story does not."""

from __future__ import annotations

import random
from collections.abc import Callable

STORY = (
    "The harbour authority of Port Lanning has withdrawn the licence of the ferry Osprey after "
    "inspectors found cracks in two of its four fuel lines, officials said on Tuesday.",
    "The 38-year-old ship, which carries about 1,900 passengers a day to the island of Skerra, "
    "will stay at its berth until the lines have been replaced and tested, the authority said.",
    "“Nobody was in danger, but we do not wait until somebody is,” said Maren Tolliver, who heads "
    "the inspection office. She said the cracks were seen during a routine visit on 3 March.",
    "The operator, Northern Sound Lines, has chartered the smaller catamaran Petrel and asked "
    "travellers to expect queues of up to three hours at the weekend.",
    "Shopkeepers on Skerra said they feared for the Easter trade. The island, with 4,200 "
    "inhabitants, had 61,000 visitors in April last year.",
    "The cost of the repair was put at 640,000 crowns. Northern Sound Lines said its insurer would "
    "cover most of it, and that the Osprey should sail again before the end of the month.",
)
HEADLINE = "Ferry Osprey loses its licence over cracked fuel lines"
OTHERS = (
    "Council votes to close the last county court",
    "Baker of Ostrey wins prize for the best rye bread again",
    "Pell named goalkeeper for the match against Estonia",
    "Rail strike called off after a night of talks",
    "Why the northern lights were seen so far south",
    "School meals to be free from January",
    "Storm Hedda takes roof off Kvalvik museum",
    "Twelve walks for a wet Sunday",
)
QUOTES = (
    "“A ship in harbour is safe, but that is not what ships are for.” John A. Shedd",
    "“Time is an illusion. Lunchtime doubly so.” Douglas Adams",
    "“The sea, once it casts its spell, holds one in its net of wonder forever.” Jacques Cousteau",
    "“I can resist everything except temptation.” Oscar Wilde",
)
LETTERS = (
    "Get the morning letter: all that matters before breakfast, free of charge.",
    "Our weekly letter on the sea and those who live from it. Sign up now!",
    "Ten questions every Friday: the quiz by mail. Join 40,000 readers.",
)
ADVERTS = (
    "Advertisement: Winter tyres now from 49 crowns at Brandt & Sons",
    "Advertisement: Fly to Madeira from 199 crowns, every Thursday",
    "Advertisement: Three months of broadband for nothing",
)
SKIES = ("light rain", "sunny spells", "overcast", "sleet")


class Furniture:
    """What stands around and between the paragraphs at one visit."""

    def __init__(self, visit: int) -> None:
        dice = random.Random(visit)
        self.views = f"{1200 + 731 * visit:,}"
        self.shares = str(40 + 17 * visit)
        self.minutes = 5 + 13 * visit
        self.day = f"{('Monday', 'Tuesday', 'Wednesday', 'Thursday')[visit % 4]}, {9 + visit} March"
        self.related = dice.sample(OTHERS, 4)
        self.quote = QUOTES[visit % len(QUOTES)]
        self.letter = LETTERS[visit % len(LETTERS)]
        self.advert = ADVERTS[visit % len(ADVERTS)]
        self.weather = f"Port Lanning {3 + visit}°, {SKIES[visit % len(SKIES)]}"
        self.ticker = f"Crown 1.{1041 + 13 * visit} · Oil {78 + visit}.20 · OBX {1201 + 7 * visit}"
        self.comments = 3 + 4 * visit


def links(titles: list[str], mark: str = "li") -> str:
    return "".join(f'<{mark}><a href="/s/{title[:9]}">{title}</a></{mark}>' for title in titles)


def frame(head: str, body: str) -> str:
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        f"<title>{HEADLINE} – Morning Ledger</title>"
        '<meta property="og:type" content="article">'
        f'<meta property="og:title" content="{HEADLINE}">{head}</head><body>{body}</body></html>'
    )


def named(f: Furniture, story: tuple[str, ...]) -> str:
    """A page of today, whose boxes say in their classes what they are."""
    paragraphs = [f"<p>{text}</p>" for text in story]
    paragraphs.insert(
        2, f'<aside class="related"><h3>Read also</h3><ul>{links(f.related[:2])}</ul></aside>'
    )
    paragraphs.insert(4, f'<div class="newsletter-box"><p>{f.letter}</p></div>')
    paragraphs.insert(6, f'<div class="ad-slot"><p>{f.advert}</p></div>')
    body = (
        f'<header><span class="date">{f.day}</span><span class="weather">{f.weather}</span>'
        f'<div class="ticker">{f.ticker}</div></header><main><article><h1>{HEADLINE}</h1>'
        f'<div class="meta"><time datetime="2026-03-10T09:00:00Z">{f.minutes} minutes ago</time>'
        f'<span class="views">{f.views} views</span>'
        f'<span class="shares">{f.shares} shares</span></div>'
        f'<div class="article-body">{"".join(paragraphs)}</div>'
        f'<div class="share-bar">{f.shares} shares</div></article>'
        f'<section class="most-read"><h2>Most read</h2><ol>{links(f.related)}</ol></section></main>'
        f'<aside class="quote-of-the-day"><p>{f.quote}</p></aside>'
    )
    return frame("", body)


def nameless(f: Furniture, story: tuple[str, ...]) -> str:
    """Boxes without any class, in the row of the paragraphs."""
    paragraphs = [f"<p>{text}</p>" for text in story]
    paragraphs.insert(2, f'<p><b>Read also:</b> <a href="/s/1">{f.related[0]}</a></p>')
    paragraphs.insert(4, f"<p>{f.letter}</p>")
    paragraphs.insert(6, f"<p>{f.advert}</p>")
    body = (
        f"<div><div>{f.day} | {f.weather}</div><div>{f.ticker}</div></div><div><h1>{HEADLINE}</h1>"
        f"<p>Published {f.minutes} minutes ago · {f.views} views · {f.comments} comments</p>"
        f"<div>{''.join(paragraphs)}<p>This article was shared {f.shares} times.</p></div>"
        f"<p>{f.quote}</p><h3>More news</h3><ul>{links(f.related)}</ul></div>"
    )
    return frame("", body)


def tables(f: Furniture, story: tuple[str, ...]) -> str:
    """A page of the nineties: tables, line breaks, counters."""
    text = "<br><br>".join(story)
    body = (
        f"<table><tr><td colspan=2>{f.day} <b>{f.weather}</b></td></tr><tr><td width=150>"
        f"{links(f.related, 'p')}<p>You are visitor no. {f.views}</p></td><td><h1>{HEADLINE}</h1>"
        f"<font size=2>{text}</font><br><br><small>Read {f.views} times</small><hr>"
        f"<p><i>{f.quote}</i></p></td></tr></table>"
    )
    return frame("", body)


def inner(f: Furniture, story: tuple[str, ...]) -> str:
    """Boxes whose classes say nothing, inside the body, as page builders make them."""
    paragraphs = [f'<div class="c-17"><p class="t">{text}</p></div>' for text in story]
    related = "".join(
        f'<p class="t"><a href="/s/{n}">{t}</a></p>' for n, t in enumerate(f.related[:3])
    )
    paragraphs.insert(1, f'<div class="c-22"><p class="t">{f.minutes} min ago</p></div>')
    paragraphs.insert(3, f'<div class="c-31"><h4>You may also like</h4>{related}</div>')
    paragraphs.insert(5, f'<div class="c-40"><p class="t">{f.quote}</p></div>')
    body = (
        f'<div class="c-1"><h1>{HEADLINE}</h1>{"".join(paragraphs)}'
        f'<div class="c-90"><p class="t">{f.weather}</p><p class="t">{f.ticker}</p>'
        f'<p class="t">{f.views} people have read this</p></div></div>'
    )
    return frame("", body)


def live(f: Furniture, story: tuple[str, ...]) -> str:
    """Times told as they pass, in each paragraph's byline and the standfirst's."""
    rows = "".join(
        f"<div><p><span>{f.minutes + 7 * n} minutes ago</span></p><p>{text}</p></div>"
        for n, text in enumerate(story)
    )
    body = (
        f"<article><h1>{HEADLINE}</h1><p>Last updated {f.minutes} minutes ago</p>{rows}"
        f"<p>{f.views} readers now</p><p>{f.comments} comments</p></article>"
    )
    return frame("", body)


TEMPLATES: dict[str, Callable[[Furniture, tuple[str, ...]], str]] = {
    "named": named,
    "nameless": nameless,
    "tables": tables,
    "inner": inner,
    "live": live,
}


def page(template: str, visit: int, story: tuple[str, ...] = STORY) -> bytes:
    """The page of one template at one visit."""
    return TEMPLATES[template](Furniture(visit), story).encode()
